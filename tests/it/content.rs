//! The repository's own notes: every question of the list they were written for has an answer.

use std::collections::BTreeSet;
use std::path::Path;

use inkstone::catalog::Resolved;
use inkstone::document::{Block, BlockKind, Inline};
use inkstone::parse::{inner_blocks, inner_text, plain_text};
use inkstone::pipeline::{self, BuildOptions};

/// The questions that the notes were written for.
const ASKED: usize = 33;

/// An answer has at least so many Han characters, or a derivation.
const LEAST_HAN: usize = 150;

fn han(content: &[Inline]) -> usize {
    let is_han = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c);
    plain_text(content).chars().filter(is_han).count()
}

fn han_in(block: &Block) -> usize {
    let own: usize = inner_text(&block.kind).into_iter().map(han).sum();
    let inner = inner_blocks(&block.kind);
    own + inner.into_iter().map(han_in).sum::<usize>()
}

fn formulas_in(block: &Block) -> usize {
    let own = usize::from(matches!(block.kind, BlockKind::Math(_)));
    let inner = inner_blocks(&block.kind);
    own + inner.into_iter().map(formulas_in).sum::<usize>()
}

#[test]
fn every_question_asked_has_an_answer() {
    let outcome = pipeline::survey(&BuildOptions {
        root: Path::new(env!("CARGO_MANIFEST_DIR")).to_owned(),
        ..BuildOptions::default()
    });
    let site = outcome.linked.expect("the site links");
    let map = site.catalog.note_at("来源.md").expect("the map");
    let map_note = &site.notes[map.0 as usize];
    let rows: Vec<_> = map_note
        .document
        .blocks
        .iter()
        .filter_map(|block| match &block.kind {
            BlockKind::Table(table) => Some(table.rows.len()),
            _ => None,
        })
        .collect();
    assert_eq!(rows.iter().sum::<usize>(), ASKED, "a row for each question");

    let mut answers = BTreeSet::new();
    for (target, resolved) in map_note
        .document
        .targets
        .iter()
        .zip(&site.linked[map.0 as usize].targets)
    {
        let Resolved::Note {
            note: id,
            anchor: Some(anchor),
        } = resolved
        else {
            continue;
        };
        let note = &site.notes[id.0 as usize];
        let question = note
            .questions
            .iter()
            .find(|question| question.anchor == *anchor)
            .unwrap_or_else(|| panic!("{} is no question", target.raw));
        let blocks = &note.document.blocks[question.blocks.clone()][1..];
        let letters: usize = blocks.iter().map(han_in).sum();
        let formulas: usize = blocks.iter().map(formulas_in).sum();
        assert!(
            letters >= LEAST_HAN || formulas >= 3,
            "{}: {letters} Han characters, {formulas} formulas",
            target.raw
        );
        answers.insert((*id, anchor.clone()));
    }
    assert!(answers.len() >= ASKED, "{} answers", answers.len());
}
