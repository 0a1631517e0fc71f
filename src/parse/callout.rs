//! Callouts (`> [!note]- title`), and paragraphs whose lines mean something each.

use super::inlines::plain_text;
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
pub(super) fn split_lines(mut content: Vec<Inline>) -> Vec<Vec<Inline>> {
    let is_callout = marker(&leading_text(&content)).is_some();
    if !is_callout && speaker(&line_start(&content)).is_none() {
        return vec![content];
    }
    let mut breaks: Vec<usize> = content
        .iter()
        .enumerate()
        .filter(|(_, node)| matches!(node.kind, InlineKind::SoftBreak | InlineKind::HardBreak))
        .filter(|(at, _)| is_callout || speaker(&line_start(&content[at + 1..])).is_some())
        .map(|(at, _)| at)
        .collect();
    if is_callout {
        breaks.truncate(1);
    }
    let mut parts = Vec::new();
    for at in breaks.into_iter().rev() {
        parts.push(content.split_off(at + 1));
        content.pop();
    }
    parts.push(content);
    parts.reverse();
    parts
}

/// The first line as far as it is text, be it strong or emphasised.
fn line_start(content: &[Inline]) -> String {
    content
        .iter()
        .map_while(|node| match &node.kind {
            InlineKind::Text(text) => Some(text.clone()),
            InlineKind::Strong(inner) | InlineKind::Emphasis(inner) => Some(plain_text(inner)),
            _ => None,
        })
        .collect()
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

/// A line of a `Q:`/`A:` block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Said<'a> {
    pub(super) by: Speaker,
    /// The mark where it has a number, as in `Q3:`; or empty.
    pub(super) number: &'a str,
    /// What follows.
    pub(super) text: &'a str,
}

/// Who speaks in a line of a `Q:`/`A:` block, and what.
pub(super) fn speaker(text: &str) -> Option<Said<'_>> {
    const MARKS: &[(&str, Speaker)] = &[
        ("Q", Speaker::Question),
        ("问", Speaker::Question),
        ("A", Speaker::Answer),
        ("答", Speaker::Answer),
    ];
    let text = text.trim_start();
    MARKS.iter().find_map(|(mark, by)| {
        let rest = text.strip_prefix(mark)?;
        let unnumbered = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = rest.len() - unnumbered.len();
        let rest = unnumbered
            .strip_prefix([':', '：'])
            .filter(|_| digits <= 4)?;
        let number = if digits > 0 {
            &text[..text.len() - rest.len()]
        } else {
            ""
        };
        Some(Said {
            by: *by,
            number,
            text: rest.trim_start(),
        })
    })
}

/// A line of an answer without the `A:` in front, if it has one.
pub fn without_speaker(text: &str) -> &str {
    match speaker(text) {
        Some(said) if said.by == Speaker::Answer => said.text,
        _ => text,
    }
}

/// The sides of a `Q:`/`A:` block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speaker {
    Question,
    Answer,
}
