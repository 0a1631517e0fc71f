//! What other notes and pages need to know of a note.

use std::collections::{BTreeMap, BTreeSet};

use super::inlines::{children, plain_text};
use super::{FrontMatter, HeadingSummary, Question, Rule};
use crate::document::{Block, BlockKind, Document, Inline, InlineKind};

/// All headings in reading order; `rules` are those of the headings at the top level.
pub(super) fn headings(
    document: &Document,
    questions: &[Question],
    rules: &[Rule],
) -> Vec<HeadingSummary> {
    let mut out = Vec::new();
    let by_start: BTreeMap<usize, usize> = questions
        .iter()
        .enumerate()
        .map(|(number, question)| (question.blocks.start, number))
        .collect();
    let mut rules = rules.iter();
    for (index, block) in document.blocks.iter().enumerate() {
        let is_heading = matches!(block.kind, BlockKind::Heading(_));
        let rule = if is_heading { rules.next() } else { None };
        collect_headings(
            block,
            rule.copied(),
            by_start.get(&index).copied(),
            &mut out,
        );
    }
    out
}

fn collect_headings(
    block: &Block,
    rule: Option<Rule>,
    question: Option<usize>,
    out: &mut Vec<HeadingSummary>,
) {
    if let BlockKind::Heading(heading) = &block.kind {
        out.push(HeadingSummary {
            level: heading.level,
            anchor: heading.anchor.clone(),
            text: plain_text(&heading.content).trim().to_owned(),
            content: heading.content.clone(),
            span: block.span,
            top_level: rule.is_some(),
            question,
            rule: rule.unwrap_or(Rule::Inside),
        });
    }
    for inner in inner_blocks(&block.kind) {
        collect_headings(inner, None, None, out);
    }
}

/// The blocks that stand directly in a block.
pub fn inner_blocks(kind: &BlockKind) -> Vec<&Block> {
    match kind {
        BlockKind::Quote(blocks) => blocks.iter().collect(),
        BlockKind::Callout(callout) => callout.blocks.iter().collect(),
        BlockKind::List(list) => list.items.iter().flat_map(|item| &item.blocks).collect(),
        BlockKind::Element(element) => element.children.iter().collect(),
        BlockKind::Definitions(list) => list
            .iter()
            .flat_map(|definition| definition.meanings.iter().flatten())
            .collect(),
        _ => Vec::new(),
    }
}

/// The runs of text that stand directly in a block.
pub fn inner_text(kind: &BlockKind) -> Vec<&[Inline]> {
    match kind {
        BlockKind::Paragraph(content) | BlockKind::Plain(content) => vec![content],
        BlockKind::Heading(heading) => vec![&heading.content],
        BlockKind::Callout(callout) => vec![&callout.title],
        BlockKind::Table(table) => table
            .head
            .iter()
            .chain(table.rows.iter().flatten())
            .map(Vec::as_slice)
            .collect(),
        BlockKind::Definitions(list) => list
            .iter()
            .map(|definition| definition.term.as_slice())
            .collect(),
        _ => Vec::new(),
    }
}

/// All ids that a link to this note may name.
pub(super) fn anchors(document: &Document, questions: &[Question]) -> BTreeSet<String> {
    let mut out: BTreeSet<String> = questions
        .iter()
        .map(|question| question.anchor.clone())
        .collect();
    for block in &document.blocks {
        collect_anchors(block, &mut out);
    }
    for footnote in &document.footnotes {
        for block in &footnote.blocks {
            collect_anchors(block, &mut out);
        }
    }
    out
}

fn collect_anchors(block: &Block, out: &mut BTreeSet<String>) {
    match &block.kind {
        BlockKind::Heading(heading) => {
            out.insert(heading.anchor.clone());
        }
        BlockKind::Element(element) => collect_ids(&element.attrs, out),
        _ => {}
    }
    for text in inner_text(&block.kind) {
        collect_text_anchors(text, out);
    }
    for inner in inner_blocks(&block.kind) {
        collect_anchors(inner, out);
    }
}

fn collect_text_anchors(content: &[Inline], out: &mut BTreeSet<String>) {
    for node in content {
        if let InlineKind::Element(element) = &node.kind {
            collect_ids(&element.attrs, out);
        }
        collect_text_anchors(children(&node.kind).map_or(&[], Vec::as_slice), out);
    }
}

fn collect_ids(attrs: &[(&'static str, String)], out: &mut BTreeSet<String>) {
    out.extend(
        attrs
            .iter()
            .filter(|(key, _)| *key == "id")
            .map(|(_, id)| id.clone()),
    );
}

/// The title: front matter, else the first heading, else the file's name.
///
/// A first heading that is one chapter of several is no title, unless it is an `h1`; nor is a question.
pub(super) fn title(path: &str, front_matter: &FrontMatter, headings: &[HeadingSummary]) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut outer = headings.iter().filter(|heading| heading.top_level);
    let first = outer.find(|heading| !heading.text.is_empty());
    let is_title = |first: &&HeadingSummary| {
        let is_one_of_several = outer.any(|next| next.level <= first.level);
        first.level == 1 || (first.question.is_none() && !is_one_of_several)
    };
    front_matter
        .title
        .clone()
        .or_else(|| first.filter(is_title).map(|heading| heading.text.clone()))
        .unwrap_or_else(|| stem.to_owned())
}
