//! Formulas in their places: as they are numbered in their note, within its text.

use std::collections::BTreeMap;

use super::body::Writer;
use super::escape::escape_attribute;
use super::math::{NumberedFormula, number_formulas, write_formula};
use crate::catalog::NoteId;
use crate::diagnostic::{Diagnostic, Span};
use crate::document::{Block, BlockKind, Document, Formula, Inline, InlineKind};
use crate::link::LinkedNote;
use crate::parse::{ParsedNote, PlacedFormula, inner_blocks, inner_inlines, inner_text};

/// A note whose text is written.
#[derive(Clone)]
pub(super) struct Text<'a> {
    pub(super) id: NoteId,
    pub(super) note: &'a ParsedNote,
    pub(super) linked: &'a LinkedNote,
    /// The note's formulas with their numbers written out, by place.
    formulas: BTreeMap<Span, NumberedFormula>,
}

impl<'a> Text<'a> {
    pub(super) fn new(
        id: NoteId,
        note: &'a ParsedNote,
        linked: &'a LinkedNote,
    ) -> (Self, Vec<Diagnostic>) {
        let placed = placed_formulas(&note.document);
        let numbered = number_formulas(&placed);
        let formulas = placed
            .iter()
            .map(|(_, span)| *span)
            .zip(numbered.value)
            .collect();
        (
            Self {
                id,
                note,
                linked,
                formulas,
            },
            numbered.diagnostics,
        )
    }
}

impl<'a> Text<'a> {
    /// A note of which only pieces of text without numbered formulas are written.
    pub(super) fn without_numbers(
        id: NoteId,
        note: &'a ParsedNote,
        linked: &'a LinkedNote,
    ) -> Self {
        Self {
            id,
            note,
            linked,
            formulas: BTreeMap::new(),
        }
    }
}

impl Writer<'_, '_> {
    pub(super) fn display(&mut self, formula: &Formula, span: Span) {
        self.formula(formula, span, true);
        self.push("\n");
    }

    /// Writes a formula; `as_block` where a `<div>` may stand.
    pub(super) fn formula(&mut self, formula: &Formula, span: Span, as_block: bool) {
        let numbered = self.text.formulas.get(&span);
        let mut set = numbered.map_or_else(|| formula.clone(), |numbered| numbered.formula.clone());
        let id = numbered
            .and_then(|numbered| numbered.id.clone())
            .filter(|_| !self.is_copy && !self.is_embedded());
        let mut source = formula.clone();
        if formula.display && !as_block {
            set = Formula {
                tex: format!("\\displaystyle {}", set.tex),
                display: false,
            };
            source.display = false;
        }
        let rendered = (self.shared.formula)(&set);
        if !self.is_copy {
            self.out.counts.formulas += 1;
            if let Some(error) = &rendered.error {
                self.out.counts.failed_formulas += 1;
                self.diagnostics.push(error.diagnostic(span));
            }
        }
        if let (Some(apart), None) = (self.shared.apart, &rendered.error) {
            return self.formula_apart(apart, &set);
        }
        self.out.has_math = true;
        self.out.styles.extend(&rendered.styles);
        let start = self.out.html.len();
        write_formula(&mut self.out.html, &source, &rendered, id.as_deref());
        // The number that an embedded formula refers to stands on the page of its own note.
        if self.is_embedded() {
            let written = self.out.html.split_off(start);
            let page = self.note_url(self.text.id, None);
            let there = format!("href=\"{}#eq:", escape_attribute(&page));
            self.push(&written.replace("href=\"#eq:", &there));
        }
    }
}

/// All formulas of a note in reading order, with their places.
fn placed_formulas(document: &Document) -> Vec<PlacedFormula> {
    fn in_text(content: &[Inline], out: &mut Vec<PlacedFormula>) {
        for node in content {
            match &node.kind {
                InlineKind::Math(formula) => out.push((formula.clone(), node.span)),
                kind => inner_inlines(kind)
                    .into_iter()
                    .for_each(|inner| in_text(inner, out)),
            }
        }
    }
    fn in_block(block: &Block, out: &mut Vec<PlacedFormula>) {
        if let BlockKind::Math(formula) = &block.kind {
            out.push((formula.clone(), block.span));
        }
        for text in inner_text(&block.kind) {
            in_text(text, out);
        }
        for inner in inner_blocks(&block.kind) {
            in_block(inner, out);
        }
    }
    let mut out = Vec::new();
    document
        .blocks
        .iter()
        .for_each(|block| in_block(block, &mut out));
    document
        .footnotes
        .iter()
        .flat_map(|footnote| &footnote.blocks)
        .for_each(|block| in_block(block, &mut out));
    out
}
