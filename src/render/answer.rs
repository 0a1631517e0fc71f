//! Answers as plain text, for programs that read no HTML.

use crate::document::{Block, BlockKind, Formula};
use crate::parse::{ParsedNote, inner_blocks, inner_text, plain_text};

/// An answer is cut after so many characters.
const MOST: usize = 5000;

/// The answer to a question of a note: its blocks on lines of their own, formulas as TeX between dollar signs on lines of
/// their own, code as it is. What it embeds and draws is left out.
pub fn answer_text(note: &ParsedNote, question: usize) -> String {
    let mut out = String::new();
    if let Some(question) = note.questions.get(question) {
        let blocks = &note.document.blocks[question.blocks.clone()];
        // The first one is the question.
        for block in blocks.iter().skip(1) {
            collect(block, &mut out);
        }
    }
    let mut text: String = out.chars().take(MOST).collect();
    if text.len() < out.len() {
        text.push('…');
    }
    text.trim_end().to_owned()
}

fn collect(block: &Block, out: &mut String) {
    let mut line = |text: &str| {
        if !text.trim().is_empty() {
            out.push_str(text.trim_matches('\n'));
            out.push('\n');
        }
    };
    match &block.kind {
        BlockKind::Code(code) => line(&code.text),
        BlockKind::Math(Formula { tex, .. }) => line(&format!("$${}$$", tex.trim())),
        kind => {
            for text in inner_text(kind) {
                line(plain_text(text).trim());
            }
        }
    }
    for inner in inner_blocks(&block.kind) {
        collect(inner, out);
    }
}
