//! What a note says of itself in short: its outline, and its first sentences.

use std::fmt::Write as _;

use super::TocEntry;
use super::body::Writer;
use super::escape::escape_attribute;
use crate::document::{Block, BlockKind};
use crate::parse::{inner_blocks, plain_text};

/// The outline holds headings down to this level.
const OUTLINE_LEVELS: u8 = 4;

impl Writer<'_, '_> {
    /// `[TOC]`: the headings below the title.
    pub(super) fn contents(&mut self) {
        let _ = writeln!(
            self.out.html,
            "<nav class=\"toc-inline\" aria-label=\"{}\"><ul>",
            self.words.contents
        );
        let entries = self.outline();
        let top = entries.iter().map(|entry| entry.level).min().unwrap_or(1);
        let single = entries.iter().filter(|entry| entry.level == top).count() == 1;
        let named = entries.iter().filter(|entry| !entry.html.trim().is_empty());
        for entry in named.filter(|entry| !single || entry.level > top) {
            let depth = entry.level - top - u8::from(single);
            let _ = writeln!(
                self.out.html,
                "<li class=\"depth-{depth}\"><a href=\"{}\">{}</a></li>",
                escape_attribute(&self.note_url(self.text.id, Some(&entry.anchor))),
                entry.html
            );
        }
        self.push("</ul></nav>\n");
    }

    /// The outline of the text being written.
    pub(super) fn outline(&mut self) -> Vec<TocEntry> {
        let note = self.text.note;
        let questions = &self.shared.catalog.note(self.text.id).questions;
        let html = std::mem::take(&mut self.out.html);
        let was_copy = std::mem::replace(&mut self.is_copy, true);
        let mut entries = Vec::new();
        for heading in note
            .headings
            .iter()
            .filter(|h| h.top_level && (h.level <= OUTLINE_LEVELS || h.question.is_some()))
        {
            let question = heading
                .question
                .map(|index| (&note.questions[index], questions[index].state.as_str()));
            match question {
                Some((question, _)) => {
                    let title = &note.document.blocks[question.blocks.start];
                    self.question_text(question, title);
                }
                None => self.phrasing(&heading.content),
            }
            entries.push(TocEntry {
                level: heading.level,
                anchor: heading.anchor.clone(),
                html: std::mem::take(&mut self.out.html),
                state: question.map(|(_, state)| state),
            });
        }
        self.is_copy = was_copy;
        self.out.html = html;
        entries
    }
}

/// The first sentences of a note, at most 200 characters.
pub(super) fn summary(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        collect_summary(block, &mut out);
        if out.chars().count() >= 200 {
            break;
        }
    }
    let mut short: String = out.chars().take(200).collect();
    if short.len() < out.len() {
        short.pop();
        short.push('…');
    }
    short
}

fn collect_summary(block: &Block, out: &mut String) {
    match &block.kind {
        BlockKind::Paragraph(content) | BlockKind::Plain(content) => {
            let text = plain_text(content);
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if !text.is_empty() {
                if !out.is_empty() {
                    out.push(' ');
                }
                out.push_str(&text);
            }
        }
        BlockKind::Quote(_) | BlockKind::List(_) | BlockKind::Element(_) => {
            for inner in inner_blocks(&block.kind) {
                collect_summary(inner, out);
            }
        }
        _ => {}
    }
}
