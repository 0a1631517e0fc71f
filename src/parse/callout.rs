//! Callouts (`> [!note]- title`), and paragraphs whose lines mean something each.

use crate::document::{Block, BlockKind, Callout, Inline, InlineKind};

/// A quote, or the callout that it is.
pub(super) fn or_quote(mut blocks: Vec<Block>) -> BlockKind {
    let marker = match blocks.first_mut().map(|block| &mut block.kind) {
        Some(BlockKind::Paragraph(content)) => take_marker(content),
        _ => None,
    };
    match marker {
        Some((kind, fold)) => {
            let title = match blocks.remove(0).kind {
                BlockKind::Paragraph(content) => super::inlines::trimmed(content),
                _ => Vec::new(),
            };
            BlockKind::Callout(Callout {
                kind,
                title,
                fold,
                blocks,
            })
        }
        None => BlockKind::Quote(blocks),
    }
}

/// Takes `[!kind]`, `[!kind]+` or `[!kind]-` off the start of a text.
fn take_marker(content: &mut [Inline]) -> Option<(String, Option<bool>)> {
    let InlineKind::Text(text) = &mut content.first_mut()?.kind else {
        return None;
    };
    let (kind, rest) = marker(text)?;
    let kind = kind.to_lowercase();
    let (fold, rest) = match rest.as_bytes().first() {
        Some(b'+') => (Some(true), &rest[1..]),
        Some(b'-') => (Some(false), &rest[1..]),
        _ => (None, rest),
    };
    *text = rest.trim_start().to_owned();
    Some((kind, fold))
}

fn marker(text: &str) -> Option<(&str, &str)> {
    let (kind, rest) = text.strip_prefix("[!")?.split_once(']')?;
    // `[!note|right]` carries options of Obsidian themes.
    let kind = kind.split('|').next().unwrap_or_default().trim();
    let valid = !kind.is_empty()
        && kind
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    valid.then_some((kind, rest))
}

/// Splits a paragraph's nodes where its lines are separate things: behind a callout's title, and before each `Q:` or `A:`
/// of a paragraph that begins with one.
pub(super) fn split_lines(content: Vec<Inline>) -> Vec<Vec<Inline>> {
    let start = leading_text(&content);
    let is_callout = marker(&start).is_some();
    if !is_callout && speaker(&start).is_none() {
        return vec![content];
    }
    let mut parts = vec![Vec::new()];
    let mut nodes = content.into_iter().peekable();
    let mut rest: Vec<Inline> = Vec::new();
    let mut split_once = false;
    while let Some(node) = nodes.next() {
        let breaks = matches!(node.kind, InlineKind::SoftBreak | InlineKind::HardBreak);
        let splits = breaks
            && if is_callout {
                !std::mem::replace(&mut split_once, true)
            } else {
                nodes.peek().is_some_and(
                    |next| matches!(&next.kind, InlineKind::Text(text) if speaker(text).is_some()),
                )
            };
        if splits {
            if let Some(part) = parts.last_mut() {
                part.append(&mut rest);
            }
            parts.push(Vec::new());
        } else {
            rest.push(node);
        }
    }
    if let Some(part) = parts.last_mut() {
        part.append(&mut rest);
    }
    parts
}

/// The text up to the first line break, as far as it is text.
fn leading_text(content: &[Inline]) -> String {
    content
        .iter()
        .map_while(|node| match &node.kind {
            InlineKind::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

/// Who speaks in a line of a `Q:`/`A:` block, and what follows.
pub(super) fn speaker(text: &str) -> Option<(Speaker, &str)> {
    const MARKS: &[(&str, Speaker)] = &[
        ("Q", Speaker::Question),
        ("问", Speaker::Question),
        ("A", Speaker::Answer),
        ("答", Speaker::Answer),
    ];
    let text = text.trim_start();
    MARKS.iter().find_map(|(mark, speaker)| {
        let rest = text.strip_prefix(mark)?;
        let rest = rest.strip_prefix([':', '：'])?;
        Some((*speaker, rest.trim_start()))
    })
}

/// The sides of a `Q:`/`A:` block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speaker {
    Question,
    Answer,
}
