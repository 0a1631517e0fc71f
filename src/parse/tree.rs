//! Markdown events become the tree: blocks here, [`text`] in them, [`tables`] and other structured blocks, and [`raw`] HTML.

mod raw;
mod tables;
mod text;

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, OffsetIter, Options, Parser, Tag as Md};

use super::inlines;
use super::nest::Piece;
use super::prepared::Prepared;
use super::{callout, info};
use crate::diagnostic::{Code, Diagnostic, SourceId, Span};
use crate::document::{
    Block, BlockKind, CodeBlock, Document, Formula, Heading, ImageSize, Inline, List, ListItem,
    Target, TargetId, TargetKind,
};
use crate::text::Anchors;

/// How deep containers may stand in one another; deeper ones are dropped and what they hold stays.
pub(super) const MAX_DEPTH: usize = 64;

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS
}

/// Builds the tree of a prepared note.
pub(super) fn build(
    source: SourceId,
    prepared: &Prepared,
    trusts_html: bool,
) -> (Document, Vec<Diagnostic>) {
    let mut builder = Builder {
        events: Parser::new_ext(&prepared.text.text, options()).into_offset_iter(),
        peeked: None,
        prepared,
        trusts_html,
        source,
        document: Document::default(),
        footnotes: BTreeMap::new(),
        anchors: Anchors::default(),
        diagnostics: Vec::new(),
        depth: 0,
        too_deep: false,
        removed: None,
    };
    builder.number_footnotes();
    let blocks = builder.blocks();
    builder.finish(blocks)
}

struct Builder<'a> {
    events: OffsetIter<'a>,
    peeked: Option<(Event<'a>, Range<usize>)>,
    prepared: &'a Prepared,
    /// Whether raw HTML keeps its classes and styles.
    trusts_html: bool,
    source: SourceId,
    document: Document,
    /// By label: the index into the document's footnotes.
    footnotes: BTreeMap<String, usize>,
    anchors: Anchors,
    diagnostics: Vec<Diagnostic>,
    depth: usize,
    too_deep: bool,
    /// The last element of this run that was left out, and how many nodes stand before what it holds.
    removed: Option<(String, usize)>,
}

impl<'a> Builder<'a> {
    fn next(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        self.peeked.take().or_else(|| self.events.next())
    }

    fn peek(&mut self) -> Option<&Event<'a>> {
        if self.peeked.is_none() {
            self.peeked = self.events.next();
        }
        self.peeked.as_ref().map(|(event, _)| event)
    }

    /// The place in the author's file of a range of the prepared text.
    fn span(&self, range: &Range<usize>) -> Span {
        let text = &self.prepared.text;
        Span::new(
            self.source,
            text.original(range.start),
            text.original(range.end),
        )
    }

    fn found<const N: usize>(&mut self, code: Code, span: Span, args: [&str; N]) {
        self.diagnostics.push(Diagnostic::new(code, span, args));
    }

    fn target(&mut self, raw: String, kind: TargetKind, span: Span) -> TargetId {
        inlines::add_target(&mut self.document.targets, Target { raw, kind, span })
    }

    /// Blocks up to the end of the container that is open, which is consumed.
    fn blocks(&mut self) -> Vec<Block> {
        let mut out = Vec::new();
        // Containers that were entered beyond the greatest depth and have no node of their own.
        let mut transparent = 0_u32;
        while let Some(event) = self.peek() {
            match event {
                Event::End(_) => {
                    self.next();
                    if transparent == 0 {
                        break;
                    }
                    transparent -= 1;
                }
                Event::Start(tag) if is_block_tag(tag) => {
                    let is_leaf = matches!(
                        tag,
                        Md::Paragraph
                            | Md::Heading { .. }
                            | Md::CodeBlock(_)
                            | Md::HtmlBlock
                            | Md::Table(_)
                    );
                    let Some((Event::Start(tag), range)) = self.next() else {
                        break;
                    };
                    if self.depth >= MAX_DEPTH && !is_leaf {
                        if !std::mem::replace(&mut self.too_deep, true) {
                            self.found(Code::TooDeep, self.span(&(range.start..range.start)), []);
                        }
                        transparent += 1;
                        continue;
                    }
                    self.depth += 1;
                    self.block(tag, &range, &mut out);
                    self.depth -= 1;
                }
                Event::Rule => {
                    if let Some((_, range)) = self.next() {
                        let span = self.span(&range);
                        out.push(Piece::Node(Block {
                            span,
                            kind: BlockKind::Rule,
                        }));
                    }
                }
                _ => {
                    // Text of a tight list item.
                    let (content, span) = self.inline_run();
                    if content.is_empty() {
                        // An event that is neither block nor text; it must not be met again.
                        if !matches!(
                            self.peek(),
                            Some(Event::End(_) | Event::Start(_) | Event::Rule) | None
                        ) {
                            self.next();
                        }
                        continue;
                    }
                    self.paragraph(content, span, BlockKind::Plain, &mut out);
                }
            }
        }
        self.nest_blocks(out)
    }

    fn block(&mut self, tag: Md<'a>, range: &Range<usize>, out: &mut Vec<Piece<Block>>) {
        let span = self.span(range);
        let kind = match tag {
            Md::Paragraph => {
                let (content, _) = self.inline_run();
                self.next();
                self.paragraph(content, span, BlockKind::Paragraph, out);
                return;
            }
            Md::Heading {
                level, id, classes, ..
            } => {
                let content = self.inline_content();
                self.next();
                let id = id.map(|id| self.prepared.plain(&id).into_owned());
                self.heading(
                    level as u8,
                    id,
                    classes
                        .iter()
                        .map(|c| self.prepared.plain(c).into_owned())
                        .collect(),
                    content,
                )
            }
            Md::BlockQuote(_) => {
                let blocks = self.blocks();
                callout::or_quote(blocks)
            }
            Md::List(start) => BlockKind::List(List {
                start,
                items: self.items(),
            }),
            Md::CodeBlock(kind) => self.code_block(&kind),
            Md::HtmlBlock => {
                self.html_block(range, out);
                return;
            }
            Md::Table(align) => self.table(&align),
            Md::DefinitionList => self.definitions(),
            Md::FootnoteDefinition(label) => {
                let blocks = self.blocks();
                self.footnote(&self.prepared.plain(&label), span, blocks);
                return;
            }
            // Items, rows and the like are read by their containers.
            _ => {
                let blocks = self.blocks();
                out.extend(blocks.into_iter().map(Piece::Node));
                return;
            }
        };
        out.push(Piece::Node(Block { span, kind }));
    }

    fn heading(
        &mut self,
        level: u8,
        id: Option<String>,
        classes: Vec<String>,
        content: Vec<Inline>,
    ) -> BlockKind {
        let custom_id = id.as_ref().is_some_and(|id| !id.is_empty());
        let anchor = match id {
            Some(id) if !id.is_empty() => self.anchors.unique(id),
            _ => self.anchors.for_text(&inlines::plain_text(&content)),
        };
        let custom_id = custom_id || inlines::block_id(&content).is_some();
        BlockKind::Heading(Heading {
            level,
            anchor,
            custom_id,
            content,
            classes,
        })
    }

    /// One paragraph; a callout's title and the lines of a `Q:`/`A:` block become paragraphs of their own.
    fn paragraph(
        &mut self,
        content: Vec<Inline>,
        span: Span,
        wrap: fn(Vec<Inline>) -> BlockKind,
        out: &mut Vec<Piece<Block>>,
    ) {
        let parts = callout::split_lines(content);
        let is_whole = parts.len() == 1;
        for part in parts {
            let own = inlines::span_of(&part).filter(|_| !is_whole);
            let part = inlines::trimmed(inlines::finish(part, &mut self.document.targets));
            if !part.is_empty() {
                self.text_blocks(part, own.unwrap_or(span), wrap, out);
            }
        }
    }

    /// A paragraph's text as blocks: display formulas and embeds split it, `[TOC]` replaces it.
    fn text_blocks(
        &mut self,
        content: Vec<Inline>,
        span: Span,
        wrap: fn(Vec<Inline>) -> BlockKind,
        out: &mut Vec<Piece<Block>>,
    ) {
        for (kind, own) in inlines::split_blocks(content, wrap, &mut self.document.targets) {
            out.push(Piece::Node(Block {
                span: own.unwrap_or(span),
                kind,
            }));
        }
    }

    fn items(&mut self) -> Vec<ListItem> {
        let mut items = Vec::new();
        while let Some((event, range)) = self.next() {
            match event {
                Event::End(_) => break,
                Event::Start(_) => {
                    let span = self.span(&range);
                    let checked = if let Some(Event::TaskListMarker(checked)) = self.peek() {
                        let checked = *checked;
                        self.next();
                        Some(checked)
                    } else {
                        None
                    };
                    let mut item = ListItem {
                        span,
                        checked,
                        blocks: Vec::new(),
                    };
                    // In a loose list the marker stands inside the first paragraph; `inline_run` leaves it in `task`.
                    item.blocks = self.blocks();
                    if item.checked.is_none() {
                        item.checked = inlines::take_task(&mut item.blocks);
                    }
                    items.push(item);
                }
                _ => {}
            }
        }
        items
    }

    fn code_block(&mut self, kind: &CodeBlockKind) -> BlockKind {
        let mut text = String::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::Text(piece) => text.push_str(&piece),
                Event::End(_) => break,
                _ => {}
            }
        }
        let text = self.prepared.restore(&text).replace("\r\n", "\n");
        let (lang, meta) = match kind {
            CodeBlockKind::Fenced(info) => info::split_info(&self.prepared.restore(info)),
            CodeBlockKind::Indented => (String::new(), String::new()),
        };
        if lang == "math" {
            return BlockKind::Math(Formula {
                tex: text.trim().to_owned(),
                display: true,
            });
        }
        BlockKind::Code(CodeBlock { lang, meta, text })
    }

    fn finish(mut self, blocks: Vec<Block>) -> (Document, Vec<Diagnostic>) {
        self.document.blocks = blocks;
        for index in 0..self.document.footnotes.len() {
            let footnote = &self.document.footnotes[index];
            let (span, label) = (footnote.span, footnote.label.clone());
            if footnote.references == 0 {
                self.found(Code::UnusedFootnote, span, [&label]);
            }
        }
        (self.document, self.diagnostics)
    }
}

fn is_block_tag(tag: &Md) -> bool {
    !matches!(
        tag,
        Md::Emphasis
            | Md::Strong
            | Md::Strikethrough
            | Md::Superscript
            | Md::Subscript
            | Md::Link { .. }
            | Md::Image { .. }
    )
}

/// The size in `alt|300` or `alt|300x200`.
pub(super) fn split_size(alt: &str) -> (&str, ImageSize) {
    let (text, size) = alt.rsplit_once('|').unwrap_or(("", alt));
    let (width, height) = size
        .split_once('x')
        .map_or((size, None), |(w, h)| (w, Some(h)));
    let number = |s: &str| {
        s.trim()
            .parse::<u32>()
            .ok()
            .filter(|n| (1..=20_000).contains(n))
    };
    match (number(width), height.map(number)) {
        (Some(width), None) => (text, ImageSize::Pixels(width, None)),
        (Some(width), Some(Some(height))) => (text, ImageSize::Pixels(width, Some(height))),
        _ => (alt, ImageSize::Natural),
    }
}
