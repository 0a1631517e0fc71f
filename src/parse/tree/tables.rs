//! Tables, definition lists and footnotes.

use pulldown_cmark::{Alignment, Event, Parser, Tag as Md};

use super::{Builder, options};
use crate::diagnostic::Span;
use crate::document::{Align, Block, BlockKind, Definition, Footnote, Table};

impl Builder<'_> {
    pub(super) fn table(&mut self, align: &[Alignment]) -> BlockKind {
        let align = align
            .iter()
            .map(|a| match a {
                Alignment::None => Align::None,
                Alignment::Left => Align::Left,
                Alignment::Center => Align::Center,
                Alignment::Right => Align::Right,
            })
            .collect();
        let mut table = Table {
            align,
            head: Vec::new(),
            rows: Vec::new(),
        };
        let mut in_head = false;
        while let Some((event, _)) = self.next() {
            match event {
                Event::Start(Md::TableHead) => in_head = true,
                Event::End(pulldown_cmark::TagEnd::TableHead) => in_head = false,
                Event::Start(Md::TableRow) => table.rows.push(Vec::new()),
                Event::Start(Md::TableCell) => {
                    let content = self.inline_content();
                    self.next();
                    if in_head {
                        table.head.push(content);
                    } else if let Some(row) = table.rows.last_mut() {
                        row.push(content);
                    }
                }
                Event::End(pulldown_cmark::TagEnd::Table) => break,
                _ => {}
            }
        }
        BlockKind::Table(table)
    }

    pub(super) fn definitions(&mut self) -> BlockKind {
        let mut list: Vec<Definition> = Vec::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::Start(Md::DefinitionListTitle) => {
                    let term = self.inline_content();
                    self.next();
                    list.push(Definition {
                        term,
                        meanings: Vec::new(),
                    });
                }
                Event::Start(Md::DefinitionListDefinition) => {
                    let blocks = self.blocks();
                    match list.last_mut() {
                        Some(definition) => definition.meanings.push(blocks),
                        None => list.push(Definition {
                            term: Vec::new(),
                            meanings: vec![blocks],
                        }),
                    }
                }
                Event::End(_) => break,
                _ => {}
            }
        }
        BlockKind::Definitions(list)
    }

    pub(super) fn footnote(&mut self, label: &str, span: Span, blocks: Vec<Block>) {
        let index = self.footnote_index(label, span);
        let footnote = &mut self.document.footnotes[index];
        footnote.span = span;
        footnote.blocks.extend(blocks);
    }

    /// Footnotes are numbered by their first reference, wherever they are defined.
    pub(super) fn number_footnotes(&mut self) {
        let text = &self.prepared.text.text;
        if !text.contains("[^") {
            return;
        }
        for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
            if let Event::FootnoteReference(label) = event {
                let span = self.span(&range);
                self.footnote_index(&self.prepared.plain(&label), span);
            }
        }
    }

    pub(super) fn footnote_index(&mut self, label: &str, span: Span) -> usize {
        if let Some(&index) = self.footnotes.get(label) {
            return index;
        }
        let index = self.document.footnotes.len();
        self.document.footnotes.push(Footnote {
            label: label.to_owned(),
            span,
            references: 0,
            blocks: Vec::new(),
        });
        self.footnotes.insert(label.to_owned(), index);
        index
    }
}
