//! Pages that only a book has: the contents, the page of a part, the index of topics.

use std::fmt::Write as _;

use super::{Content, Form, Plan, Target, Words};
use crate::render::escape::{escape_attribute, escape_text};

/// An entry of the contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentsEntry {
    /// The chapter.
    pub chapter: usize,
    /// The place in it; `None` for its beginning.
    pub anchor: Option<String>,
    /// What it is called.
    pub title: String,
    /// What stands below it.
    pub children: Vec<ContentsEntry>,
}

/// The contents: chapters in their parts, each with its headings down to `level`.
pub fn contents(plan: &Plan<'_>, level: u8) -> Vec<ContentsEntry> {
    let top = (0..plan.chapters.len()).filter(|at| plan.chapters[*at].depth == 0);
    top.map(|at| entry(plan, at, level)).collect()
}

fn entry(plan: &Plan<'_>, at: usize, level: u8) -> ContentsEntry {
    let chapter = &plan.chapters[at];
    let mut children = match chapter.content {
        Content::Note(id) => {
            let note = plan.catalog.note(id);
            let title = note.title.trim();
            let headings = note.headings.iter().filter(|heading| {
                let is_title = heading.level == 1 && heading.text.trim() == title;
                heading.top_level && heading.level <= level && !is_title && !heading.text.is_empty()
            });
            let headings: Vec<(u8, ContentsEntry)> = headings
                .map(|heading| {
                    let entry = ContentsEntry {
                        chapter: at,
                        anchor: Some(heading.anchor.clone()),
                        title: heading.text.clone(),
                        children: Vec::new(),
                    };
                    (heading.level, entry)
                })
                .collect();
            nested(&headings)
        }
        Content::Part(_) => Vec::new(),
    };
    children.extend(plan.inside(at).map(|inner| entry(plan, inner, level)));
    ContentsEntry {
        chapter: at,
        anchor: None,
        title: chapter.title.clone(),
        children,
    }
}

/// Headings with those of lower rank that follow them below them.
fn nested(headings: &[(u8, ContentsEntry)]) -> Vec<ContentsEntry> {
    let mut out = Vec::new();
    let mut rest = headings;
    while let Some(((level, entry), after)) = rest.split_first() {
        let inner = after.iter().take_while(|(lower, _)| lower > level).count();
        out.push(ContentsEntry {
            children: nested(&after[..inner]),
            ..entry.clone()
        });
        rest = &after[inner..];
    }
    out
}

/// Entries as nested lists with links.
pub fn contents_list(form: &dyn Form, entries: &[ContentsEntry]) -> String {
    let mut out = String::new();
    list(&mut out, form, entries);
    out
}

fn list(out: &mut String, form: &dyn Form, entries: &[ContentsEntry]) {
    if entries.is_empty() {
        return;
    }
    out.push_str("<ol>\n");
    for entry in entries {
        let target = Target::Chapter(entry.chapter, entry.anchor.clone());
        let _ = write!(
            out,
            "<li><a href=\"{}\">{}</a>",
            escape_attribute(&form.address(&target).unwrap_or_default()),
            escape_text(&entry.title)
        );
        list(out, form, &entry.children);
        out.push_str("</li>\n");
    }
    out.push_str("</ol>");
}

/// The page of a part without a note of its own: its title, and what is in it.
pub fn part_body(plan: &Plan<'_>, form: &dyn Form, chapter: usize) -> String {
    let inside = plan.inside(chapter).map(|at| ContentsEntry {
        chapter: at,
        anchor: None,
        title: plan.chapters[at].title.clone(),
        children: Vec::new(),
    });
    let inside: Vec<ContentsEntry> = inside.collect();
    let depth = form.depth(chapter);
    let level = match depth {
        0 => String::new(),
        depth => format!(" aria-level=\"{}\"", (depth + 1).min(6)),
    };
    format!(
        "<h1 class=\"part-title\"{level}>{}</h1>\n<div class=\"part-contents\">{}</div>\n",
        escape_text(&plan.chapters[chapter].title),
        contents_list(form, &inside)
    )
}

/// The id of a topic of the index.
pub fn topic_anchor(at: usize) -> String {
    format!("topic-{}", at + 1)
}

/// The index of topics with links to the sections; empty if there are no topics.
pub fn index_body(plan: &Plan<'_>, form: &dyn Form, words: &Words) -> String {
    let mut out = String::new();
    if plan.topics.is_empty() {
        return out;
    }
    let _ = writeln!(
        out,
        "<h1>{}</h1>\n<p class=\"index-about\">{}</p>",
        words.topics, words.topics_about
    );
    let mut letter = None;
    for (at, topic) in plan.topics.iter().enumerate() {
        if letter != Some(topic.letter) {
            if letter.is_some() {
                out.push_str("</dl>\n");
            }
            letter = Some(topic.letter);
            let _ = writeln!(out, "<h2>{}</h2>\n<dl class=\"topic-index\">", topic.letter);
        }
        let _ = writeln!(
            out,
            "<dt id=\"{}\">{}</dt>",
            topic_anchor(at),
            escape_text(&topic.name)
        );
        for places in topic.places.chunk_by(|a, b| a.chapter == b.chapter) {
            let chapter = &plan.chapters[places[0].chapter];
            let _ = write!(
                out,
                "<dd><span class=\"index-chapter\">{}</span>",
                escape_text(&chapter.title)
            );
            for place in places {
                let target = Target::Chapter(place.chapter, place.anchor.clone());
                let address = form.address(&target).unwrap_or_default();
                let class = if place.is_definition {
                    " class=\"definition\""
                } else {
                    ""
                };
                let _ = write!(
                    out,
                    " · <a{class} href=\"{}\">{}</a>",
                    escape_attribute(&address),
                    escape_text(&place.title)
                );
            }
            out.push_str("</dd>\n");
        }
    }
    out.push_str("</dl>\n");
    out
}
