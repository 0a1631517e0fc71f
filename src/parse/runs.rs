//! The running text of a note: what of it can be searched for names, and where each piece of it stands in the tree.

use super::summary::{inner_blocks, inner_text};
use crate::diagnostic::Span;
use crate::document::{Block, BlockKind, Document, Inline, InlineKind, TargetId};
use crate::text::{OPAQUE, address_len};

/// The text of one paragraph, heading, cell or title.
#[derive(Clone, Debug)]
pub struct Run<'a> {
    /// Its nodes.
    pub content: &'a [Inline],
    /// The index of the top-level block it is in; `None` in footnotes.
    pub block: Option<usize>,
    /// What it is.
    pub kind: RunKind,
}

/// What a run of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunKind {
    /// The heading with this index in [`super::ParsedNote::headings`].
    Heading(usize),
    /// The title of a callout.
    Title,
    /// Any other text.
    Text,
}

/// All runs of a document in reading order, footnotes last. The same document always gives the same list, so that a run can
/// be named by its index.
pub fn text_runs(document: &Document) -> Vec<Run<'_>> {
    let mut runs = Vec::new();
    let mut headings = 0;
    for (index, block) in document.blocks.iter().enumerate() {
        collect(block, Some(index), &mut headings, &mut runs);
    }
    for footnote in &document.footnotes {
        for block in &footnote.blocks {
            collect(block, None, &mut headings, &mut runs);
        }
    }
    runs
}

fn collect<'a>(
    block: &'a Block,
    index: Option<usize>,
    headings: &mut usize,
    runs: &mut Vec<Run<'a>>,
) {
    let kind = match &block.kind {
        // Headings in footnotes are in no list of headings.
        BlockKind::Heading(_) if index.is_none() => RunKind::Title,
        BlockKind::Heading(_) => {
            *headings += 1;
            RunKind::Heading(*headings - 1)
        }
        BlockKind::Callout(_) => RunKind::Title,
        _ => RunKind::Text,
    };
    let texts = inner_text(&block.kind).into_iter();
    runs.extend(texts.map(|content| Run {
        content,
        block: index,
        kind,
    }));
    for inner in inner_blocks(&block.kind) {
        collect(inner, index, headings, runs);
    }
}

/// The text of a run without markup. What is no text is [`OPAQUE`].
#[derive(Clone, Debug, Default)]
pub struct FlatText {
    /// The text.
    pub text: String,
    /// The text nodes it is made of, in order.
    pub pieces: Vec<Piece>,
    /// The links in it, with what they hold.
    pub links: Vec<(TargetId, std::ops::Range<usize>)>,
}

/// A text node in a [`FlatText`].
#[derive(Clone, Debug)]
pub struct Piece {
    /// Where it begins in the flat text.
    pub start: usize,
    /// Where it ends there.
    pub end: usize,
    /// The place of the node.
    pub span: Span,
    /// The link it is the text of.
    pub link: Option<TargetId>,
    /// Whether it is strong text.
    pub strong: bool,
}

impl FlatText {
    /// The text of a run.
    pub fn new(content: &[Inline]) -> Self {
        let mut flat = Self::default();
        flat.push(content, None, false);
        flat
    }

    fn push(&mut self, content: &[Inline], link: Option<TargetId>, strong: bool) {
        for node in content {
            match &node.kind {
                InlineKind::Text(text) => {
                    let start = self.text.len();
                    self.text.push_str(text);
                    self.pieces.push(Piece {
                        start,
                        end: self.text.len(),
                        span: node.span,
                        link,
                        strong,
                    });
                }
                InlineKind::SoftBreak => self.text.push(' '),
                InlineKind::HardBreak => self.text.push('\n'),
                InlineKind::Emphasis(inner)
                | InlineKind::Strike(inner)
                | InlineKind::Mark(inner) => self.push(inner, link, strong),
                InlineKind::Strong(inner) => self.push(inner, link, true),
                InlineKind::Link(inner) if is_address(&inner.content) => self.text.push(OPAQUE),
                // What the author has linked is a piece of its own: no name goes over its ends.
                InlineKind::Link(inner) => {
                    self.text.push(OPAQUE);
                    let start = self.text.len();
                    self.push(&inner.content, Some(inner.target), strong);
                    self.links.push((inner.target, start..self.text.len()));
                    self.text.push(OPAQUE);
                }
                InlineKind::Element(element) if is_running_text(element.name) => {
                    self.push(&element.children, link, strong);
                }
                _ => self.text.push(OPAQUE),
            }
        }
    }

    /// The text node that holds all of `range`.
    pub fn piece(&self, range: &std::ops::Range<usize>) -> Option<&Piece> {
        let after = self
            .pieces
            .partition_point(|piece| piece.start <= range.start);
        let piece = self.pieces.get(after.checked_sub(1)?)?;
        (range.end <= piece.end).then_some(piece)
    }

    /// The place of `range` in the file; that of the whole text node where it cannot be told more closely.
    pub fn span(&self, range: &std::ops::Range<usize>) -> Option<Span> {
        let after = self
            .pieces
            .partition_point(|piece| piece.start <= range.start);
        let piece = self.pieces.get(after.checked_sub(1)?)?;
        let is_exact = piece.span.range().len() == piece.end - piece.start;
        if !is_exact || range.end > piece.end {
            return Some(piece.span);
        }
        let start = piece.span.start as usize + range.start - piece.start;
        Some(Span::new(piece.span.source, start, start + range.len()))
    }
}

/// Whether what an HTML element holds goes on with the text around it. What is small, raised or a key does not.
pub fn is_running_text(element: &str) -> bool {
    !matches!(element, "sub" | "sup" | "kbd" | "rt" | "rp")
}

/// Whether the text of a link is an address.
pub fn is_address(content: &[Inline]) -> bool {
    match content {
        [
            Inline {
                kind: InlineKind::Text(text),
                ..
            },
        ] => {
            let begins = ["http://", "https://", "www.", "mailto:"]
                .iter()
                .any(|scheme| text.starts_with(scheme));
            begins && address_len(text) == text.len()
        }
        _ => false,
    }
}

/// The places of all code.
pub(super) fn code_spans(document: &Document) -> Vec<Span> {
    fn inline(content: &[Inline], spans: &mut Vec<Span>) {
        for node in content {
            if matches!(node.kind, InlineKind::Code(_)) {
                spans.push(node.span);
            }
            inline(
                super::inner_inlines(&node.kind).map_or(&[], Vec::as_slice),
                spans,
            );
        }
    }
    fn inside(block: &Block, spans: &mut Vec<Span>) {
        if matches!(block.kind, BlockKind::Code(_)) {
            spans.push(block.span);
        }
        for content in inner_text(&block.kind) {
            inline(content, spans);
        }
        for inner in inner_blocks(&block.kind) {
            inside(inner, spans);
        }
    }
    let mut spans = Vec::new();
    let footnotes = document
        .footnotes
        .iter()
        .flat_map(|footnote| &footnote.blocks);
    for each in document.blocks.iter().chain(footnotes) {
        inside(each, &mut spans);
    }
    spans
}
