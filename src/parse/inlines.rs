//! Passes over the inline nodes of one paragraph, heading or cell, and questions asked of them.

mod marks;

use super::prepared::ESCAPE;
use crate::diagnostic::Span;
use crate::document::{
    Block, BlockKind, Element, Image, ImageSize, Inline, InlineKind, Link, Target, TargetId,
    TargetKind,
};
use marks::marks;

use crate::text::{is_cjk, is_wide_punctuation};

/// Stands for the box of a task list item inside its first paragraph until [`take_task`] takes it out.
const TASK_OPEN: &str = "\u{fdd2}";

const TASK_DONE: &str = "\u{fdd3}";

/// Finishes the nodes of one leaf block: joins text and lines, then finds marks, addresses and tags in the text.
pub(super) fn finish(nodes: Vec<Inline>, targets: &mut Vec<Target>) -> Vec<Inline> {
    let mut nodes = marks(merge_text(join_lines(nodes)), false, targets);
    take_block_id(&mut nodes);
    drop_escapes(&mut nodes);
    nodes.shrink_to_fit();
    nodes
}

/// Whether a text is the start of a callout or contents marker is known by now, as is what an author escaped. No more is
/// added to any text: trees stay in memory to the end, so they take no more than they need.
fn drop_escapes(nodes: &mut [Inline]) {
    for node in nodes {
        if let InlineKind::Text(text) = &mut node.kind {
            text.retain(|c| c != ESCAPE);
            text.shrink_to_fit();
        }
        if let Some(children) = children_mut(&mut node.kind) {
            drop_escapes(children);
        }
    }
}

/// Drops line breaks that are no space: both neighbours Han, or one of them Chinese punctuation (CSS Text 3, 4.1.2).
fn join_lines(mut nodes: Vec<Inline>) -> Vec<Inline> {
    let joined = |index: usize, nodes: &[Inline]| {
        let before = index.checked_sub(1).and_then(|i| last_char(&nodes[i]));
        let after = nodes.get(index + 1).and_then(first_char);
        match (before, after) {
            (Some(a), Some(b)) => {
                (is_cjk(a) && is_cjk(b))
                    || (is_wide_punctuation(a) && is_cjk(a))
                    || (is_wide_punctuation(b) && is_cjk(b))
            }
            _ => false,
        }
    };
    let dropped: Vec<bool> = (0..nodes.len())
        .map(|i| matches!(nodes[i].kind, InlineKind::SoftBreak) && joined(i, &nodes))
        .collect();
    for (node, dropped) in nodes.iter_mut().zip(dropped) {
        if dropped {
            // The texts of the two lines stay apart, so that the place of each character in the file is known.
            node.kind = InlineKind::Text(String::new());
        }
    }
    for node in &mut nodes {
        if let Some(children) = children_mut(&mut node.kind) {
            *children = join_lines(std::mem::take(children));
        }
    }
    nodes
}

fn first_char(node: &Inline) -> Option<char> {
    match &node.kind {
        InlineKind::Text(text) => text.chars().find(|c| *c != ESCAPE),
        kind => children(kind)?.first().and_then(first_char),
    }
}

fn last_char(node: &Inline) -> Option<char> {
    match &node.kind {
        InlineKind::Text(text) => text.chars().next_back(),
        kind => children(kind)?.last().and_then(last_char),
    }
}

/// The length of `%%%%`, which like `<!---->` leaves nothing behind.
const SHORTEST_COMMENT: u32 = 4;

/// Makes one node of texts that follow each other. An empty text between them keeps them apart.
fn merge_text(nodes: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::with_capacity(nodes.len());
    for mut node in nodes {
        if let Some(children) = children_mut(&mut node.kind) {
            *children = merge_text(std::mem::take(children));
        }
        if let InlineKind::Text(text) = &node.kind
            && !text.is_empty()
            && let Some(Inline {
                kind: InlineKind::Text(before),
                span,
            }) = out.last_mut()
        {
            // A line ended here, or a comment stands here: the two stay apart.
            let is_barrier = before.is_empty();
            if !is_barrier && node.span.start >= span.end + SHORTEST_COMMENT {
                out.push(node);
                continue;
            }
            if is_barrier {
                out.pop();
                out.push(node);
                continue;
            }
            before.push_str(text);
            *span = Span {
                end: node.span.end,
                ..*span
            };
            continue;
        }
        out.push(node);
    }
    out.retain(|node| !matches!(&node.kind, InlineKind::Text(text) if text.is_empty()));
    out
}

/// Adds a target and returns its id.
pub(super) fn add_target(targets: &mut Vec<Target>, target: Target) -> TargetId {
    let id = TargetId(u32::try_from(targets.len()).unwrap_or(u32::MAX));
    targets.push(target);
    id
}

/// Turns an Obsidian block id at the end of the text (` ^id`) into an anchor.
fn take_block_id(nodes: &mut Vec<Inline>) {
    let alone = nodes.len() == 1;
    let Some(Inline {
        kind: InlineKind::Text(text),
        span,
    }) = nodes.last_mut()
    else {
        return;
    };
    let Some((before, id)) = text.rsplit_once('^') else {
        return;
    };
    let valid = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !valid || !(before.ends_with(char::is_whitespace) || (alone && before.is_empty())) {
        return;
    }
    let span = *span;
    let id = format!("^{id}");
    let kept = before.trim_end().to_owned();
    *text = kept;
    let empty = text.is_empty();
    if empty {
        nodes.pop();
    }
    let anchor = Element {
        name: "span",
        attrs: vec![("id", id)],
        children: Vec::new(),
    };
    nodes.push(Inline {
        span,
        kind: InlineKind::Element(anchor),
    });
}

/// The block id that [`finish`] found in these nodes.
pub(super) fn block_id(nodes: &[Inline]) -> Option<&str> {
    let InlineKind::Element(element) = &nodes.last()?.kind else {
        return None;
    };
    element
        .attrs
        .iter()
        .find(|(key, value)| *key == "id" && value.starts_with('^'))
        .map(|(_, id)| id.as_str())
}

/// What stands inside a node.
pub fn children(kind: &InlineKind) -> Option<&Vec<Inline>> {
    match kind {
        InlineKind::Emphasis(inner)
        | InlineKind::Strong(inner)
        | InlineKind::Strike(inner)
        | InlineKind::Mark(inner) => Some(inner),
        InlineKind::Link(link) => Some(&link.content),
        InlineKind::Element(element) => Some(&element.children),
        _ => None,
    }
}

fn children_mut(kind: &mut InlineKind) -> Option<&mut Vec<Inline>> {
    match kind {
        InlineKind::Emphasis(inner)
        | InlineKind::Strong(inner)
        | InlineKind::Strike(inner)
        | InlineKind::Mark(inner) => Some(inner),
        InlineKind::Link(link) => Some(&mut link.content),
        InlineKind::Element(element) => Some(&mut element.children),
        _ => None,
    }
}

/// The text without markup: formulas by their source, images by their alternative text.
pub fn plain_text(nodes: &[Inline]) -> String {
    let mut out = String::new();
    push_text(nodes, &mut out);
    out
}

fn push_text(nodes: &[Inline], out: &mut String) {
    for node in nodes {
        match &node.kind {
            InlineKind::Text(text) => out.extend(text.chars().filter(|c| *c != ESCAPE)),
            InlineKind::Code(text) => out.push_str(text),
            InlineKind::Tag(tag) => {
                out.push('#');
                out.push_str(tag);
            }
            InlineKind::Math(formula) => out.push_str(&formula.tex),
            InlineKind::Image(image) => out.push_str(&image.alt),
            InlineKind::SoftBreak | InlineKind::HardBreak => out.push(' '),
            InlineKind::Footnote(..) | InlineKind::Embed(_) => {}
            kind => push_text(children(kind).map_or(&[], Vec::as_slice), out),
        }
    }
}

/// The place of a run of nodes.
pub(super) fn span_of(nodes: &[Inline]) -> Option<Span> {
    let (first, last) = (nodes.first()?, nodes.last()?);
    Some(Span {
        end: last.span.end.max(first.span.start),
        ..first.span
    })
}

/// Without line breaks and blank text at both ends.
pub(super) fn trimmed(mut nodes: Vec<Inline>) -> Vec<Inline> {
    let blank = |node: &Inline| match &node.kind {
        InlineKind::Text(text) => text.trim().is_empty(),
        InlineKind::SoftBreak | InlineKind::HardBreak => true,
        _ => false,
    };
    while nodes.last().is_some_and(blank) {
        nodes.pop();
    }
    let start = nodes
        .iter()
        .position(|node| !blank(node))
        .unwrap_or(nodes.len());
    nodes.drain(..start);
    if let Some(Inline {
        kind: InlineKind::Text(text),
        ..
    }) = nodes.first_mut()
    {
        *text = text.trim_start().to_owned();
    }
    if let Some(Inline {
        kind: InlineKind::Text(text),
        ..
    }) = nodes.last_mut()
    {
        text.truncate(text.trim_end().len());
    }
    nodes
}

/// The blocks that a paragraph is: display formulas split it, `[TOC]` and an embed on its own replace it.
pub(super) fn split_blocks(
    content: Vec<Inline>,
    wrap: fn(Vec<Inline>) -> BlockKind,
    targets: &mut Vec<Target>,
) -> Vec<(BlockKind, Option<Span>)> {
    let spanned = |content: Vec<Inline>| {
        let span = span_of(&content);
        (wrap(content), span)
    };
    if is_toc(&content, targets) {
        // `[[toc]]` was read as a link; nobody is to look for a note of that name.
        if matches!(content[0].kind, InlineKind::Link(_)) {
            targets.pop();
        }
        return vec![(BlockKind::Toc, None)];
    }
    if let [
        Inline {
            kind: InlineKind::Embed(target),
            ..
        },
    ] = content[..]
    {
        return vec![(BlockKind::Embed(target), None)];
    }
    if !content
        .iter()
        .any(|node| matches!(&node.kind, InlineKind::Math(formula) if formula.display))
    {
        return vec![spanned(content)];
    }
    let mut out = Vec::new();
    let mut text = Vec::new();
    for node in content {
        match node.kind {
            InlineKind::Math(formula) if formula.display => {
                let before = trimmed(std::mem::take(&mut text));
                if !before.is_empty() {
                    out.push(spanned(before));
                }
                out.push((BlockKind::Math(formula), Some(node.span)));
            }
            _ => text.push(node),
        }
    }
    let rest = trimmed(text);
    if !rest.is_empty() {
        out.push(spanned(rest));
    }
    out
}

fn is_toc(content: &[Inline], targets: &[Target]) -> bool {
    match content {
        [
            Inline {
                kind: InlineKind::Text(text),
                ..
            },
        ] => text.trim().eq_ignore_ascii_case("[toc]"),
        [
            Inline {
                kind: InlineKind::Link(Link { target, .. }),
                ..
            },
        ] => targets.get(target.0 as usize).is_some_and(|target| {
            target.kind == TargetKind::WikiLink
                && matches!(target.raw.to_ascii_lowercase().as_str(), "toc" | "_toc_")
        }),
        _ => false,
    }
}

/// A node that stands for a task's box; see [`take_task`].
pub(super) fn task_marker(checked: bool) -> InlineKind {
    InlineKind::Text(if checked { TASK_DONE } else { TASK_OPEN }.to_owned())
}

/// Takes the box out of the first paragraph of a loose list item.
pub(super) fn take_task(blocks: &mut [Block]) -> Option<bool> {
    let (BlockKind::Paragraph(content) | BlockKind::Plain(content)) = &mut blocks.first_mut()?.kind
    else {
        return None;
    };
    let Inline {
        kind: InlineKind::Text(text),
        ..
    } = content.first_mut()?
    else {
        return None;
    };
    let (marker, checked) = if text.starts_with(TASK_OPEN) {
        (TASK_OPEN, false)
    } else {
        (TASK_DONE, true)
    };
    let rest = text.strip_prefix(marker)?.trim_start().to_owned();
    *text = rest;
    Some(checked)
}

const PICTURES: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "svg", "avif", "bmp", "ico", "apng",
];

/// Whether a target names an image by the ending of its path.
pub fn is_picture(target: &str) -> bool {
    let path = target.split(['#', '?']).next().unwrap_or_default();
    path.rsplit_once('.')
        .is_some_and(|(_, ending)| PICTURES.contains(&ending.to_ascii_lowercase().as_str()))
}

/// Whether a target is that of an image, not of a link or the embed of a note.
pub fn is_image(target: &Target) -> bool {
    match target.kind {
        TargetKind::Image => true,
        TargetKind::Embed => is_picture(&target.raw),
        TargetKind::Link | TargetKind::WikiLink => false,
    }
}

/// An image, or the embed of a note. `piped` says that `alt` is what follows the pipe of `![[target|alt]]`.
pub(super) fn image_or_embed(
    id: TargetId,
    target: &Target,
    alt: &str,
    title: String,
    piped: bool,
) -> InlineKind {
    if target.kind == TargetKind::Embed && !is_picture(&target.raw) {
        return InlineKind::Embed(id);
    }
    let (text, size) = if piped || alt.contains('|') {
        super::tree::split_size(alt)
    } else {
        (alt, ImageSize::default())
    };
    let alt = if target.kind == TargetKind::Embed && !piped {
        ""
    } else {
        text
    };
    InlineKind::Image(Image {
        target: id,
        alt: alt.trim().to_owned(),
        title,
        size,
    })
}

/// The inline nodes of blocks that hold only text.
pub(super) fn content_of(blocks: Vec<Block>) -> Vec<Inline> {
    let mut out = Vec::new();
    for block in blocks {
        match block.kind {
            BlockKind::Paragraph(content) | BlockKind::Plain(content) => out.extend(content),
            BlockKind::Heading(heading) => out.extend(heading.content),
            BlockKind::Element(element) => out.extend(content_of(element.children)),
            _ => {}
        }
    }
    out
}
