//! A made-up catalog and body for the tests of this stage.

use super::{SiteInfo, Theme};
use crate::catalog::{Catalog, Child, Dates, Folder, NoteEntry, NoteId, QuestionEntry};
use crate::diagnostic::{SourceId, Span};
use crate::parse::{AnswerState, HeadingSummary};
use crate::render::math::MATH_FONTS;
use crate::render::style::Styles;
use crate::render::{RenderedNote, TocEntry};

/// The theme of the binary.
pub(super) fn theme() -> Theme {
    Theme::new(&std::collections::BTreeMap::new(), MATH_FONTS).unwrap()
}

pub(super) fn site() -> SiteInfo {
    SiteInfo {
        title: "示例".to_owned(),
        build_id: "b1".to_owned(),
        id: "s1".to_owned(),
        ..SiteInfo::default()
    }
}

/// Folders `甲/丙` and `乙`; the first note at the root, all others in `甲/丙`. Each has one question with and one
/// without an answer.
pub(super) fn catalog(notes: usize) -> Catalog {
    let folder = |path: &str, parent, children| Folder {
        path: path.to_owned(),
        title: path.rsplit('/').next().unwrap_or_default().to_owned(),
        route: if path.is_empty() {
            "index.html".to_owned()
        } else {
            format!("{path}/index.html")
        },
        index: None,
        children,
        parent,
    };
    let id = |at: usize| NoteId(u32::try_from(at).unwrap());
    let inner = (1..notes).map(|at| Child::Note(id(at))).collect();
    let mut catalog = Catalog::default();
    catalog.notes = (0..notes)
        .map(|at| note(at, if at == 0 { 0 } else { 2 }))
        .collect();
    let top = vec![Child::Folder(1), Child::Folder(3), Child::Note(id(0))];
    catalog.folders = vec![
        folder("", None, top),
        folder("甲", Some(0), vec![Child::Folder(2)]),
        folder("甲/丙", Some(1), inner),
        folder("乙", Some(0), Vec::new()),
    ];
    catalog
}

fn note(at: usize, folder: usize) -> NoteEntry {
    let question = |text: &str, state| QuestionEntry {
        anchor: text.to_owned(),
        card: format!("card-{at}-{text}"),
        number: String::new(),
        text: text.to_owned(),
        state,
        line: 1,
        hash: String::new(),
    };
    let below = if folder == 0 { "" } else { "甲/丙/" };
    NoteEntry {
        description: None,
        source: SourceId(u32::try_from(at).unwrap()),
        path: format!("{below}笔记 # {at}.md"),
        route: format!("{below}笔记 # {at}.html"),
        title: format!("笔记 {at:05}"),
        aliases: Vec::new(),
        tags: Vec::new(),
        lang: "zh-Hans".to_owned(),
        headings: Vec::new(),
        anchors: std::collections::BTreeSet::new(),
        questions: vec![
            question("问一", AnswerState::Answered),
            question("问二", AnswerState::Empty),
        ],
        folder,
        dates: Dates::default(),
    }
}

pub(super) fn heading(level: u8, text: &str) -> HeadingSummary {
    HeadingSummary {
        level,
        anchor: text.to_owned(),
        text: text.to_owned(),
        content: Vec::new(),
        span: Span::file(SourceId(0)),
        top_level: true,
        question: None,
        rule: crate::parse::Rule::Plain,
    }
}

pub(super) fn rendered() -> RenderedNote {
    let mut styles = Styles::default();
    styles.class("height", "1em");
    let entry = |level, anchor: &str| TocEntry {
        level,
        anchor: anchor.to_owned(),
        html: anchor.to_owned(),
        state: None,
    };
    RenderedNote {
        html: "<h1 id=\"题\">题</h1><p>正文一段。</p>".to_owned(),
        toc: vec![entry(1, "题"), entry(3, "小节"), entry(4, "细节")],
        styles,
        summary: "正文一段。".to_owned(),
        ..RenderedNote::default()
    }
}
