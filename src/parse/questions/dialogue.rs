//! `Q:`/`A:` blocks.
//!
//! A paragraph at the top level of a note, outside the sections of question headings, that begins with `Q:` or `问：` is a
//! question if an `A:` or `答：` follows before the next `Q:`, heading or rule; if it ends in a question mark; or if another
//! `Q:` of the note has an `A:`. So `Q：查询，K：键` is none. Its answer goes to the next `Q:`, heading or rule.

use std::ops::Range;

use super::super::callout::{Speaker, speaker};
use super::super::inlines::{block_id, plain_text};
use super::super::{Question, summary};
use super::{answer::answer, card_id, ends_asking};
use crate::document::{Block, BlockKind, Document, Inline};
use crate::text::Anchors;

/// A `Q:` with what follows it.
struct Dialogue<'a> {
    blocks: Range<usize>,
    content: &'a [Inline],
    number: String,
    text: String,
    has_answer: bool,
}

/// Adds the questions of the note that are `Q:`/`A:` blocks to those that are headings.
pub(super) fn dialogues(document: &Document, found: &mut Vec<Question>) {
    let in_section = |at: usize| found.iter().any(|question| question.blocks.contains(&at));
    let blocks = &document.blocks;
    let mut dialogues: Vec<Dialogue> = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        let Some((Speaker::Question, number, text)) = said(block) else {
            continue;
        };
        if text.is_empty() || in_section(at) {
            continue;
        }
        let BlockKind::Paragraph(content) = &block.kind else {
            continue;
        };
        let ends = |block: &Block| {
            let is_end = matches!(block.kind, BlockKind::Heading(_) | BlockKind::Rule);
            is_end || matches!(said(block), Some((Speaker::Question, ..)))
        };
        let length = blocks[at + 1..].iter().position(ends);
        let end = length.map_or(blocks.len(), |length| at + 1 + length);
        let answers = |block: &Block| matches!(said(block), Some((Speaker::Answer, ..)));
        dialogues.push(Dialogue {
            blocks: at..end,
            content,
            number,
            text,
            has_answer: blocks[at + 1..end].iter().any(answers),
        });
    }
    let is_dialogue = dialogues.iter().any(|dialogue| dialogue.has_answer);
    dialogues.retain(|dialogue| is_dialogue || ends_asking(&dialogue.text));
    if dialogues.is_empty() {
        return;
    }
    let mut anchors = Anchors::default();
    for taken in summary::anchors(document, &[]) {
        anchors.unique(taken);
    }
    for dialogue in dialogues {
        let start = dialogue.blocks.start;
        let id = block_id(dialogue.content).map(|id| id.trim_start_matches('^').to_owned());
        found.push(Question {
            anchor: anchors.unique(format!("q-{}", crate::text::slug(&dialogue.text))),
            card: id.unwrap_or_else(|| card_id(&dialogue.text)),
            number: dialogue.number,
            text: dialogue.text,
            span: blocks[start].span,
            answer: answer(&blocks[start + 1..dialogue.blocks.end]),
            blocks: dialogue.blocks,
            hash: String::new(),
        });
    }
}

/// Who speaks in a paragraph, the number of the mark, and what is said.
fn said(block: &Block) -> Option<(Speaker, String, String)> {
    let BlockKind::Paragraph(content) = &block.kind else {
        return None;
    };
    let text = plain_text(content);
    let said = speaker(&text)?;
    Some((
        said.by,
        said.number.to_owned(),
        said.text.trim_end().to_owned(),
    ))
}
