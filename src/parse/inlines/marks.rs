//! Marks, bare addresses and tags in text.

use super::{add_target, children_mut, merge_text};
use crate::diagnostic::Span;
use crate::document::{Inline, InlineKind, Link, Target, TargetKind};
use crate::parse::prepared::ESCAPE;
use crate::text::{address_len, is_wide_punctuation};

/// `==mark==` over the nodes of one level, then addresses and tags in what text remains.
pub(super) fn marks(nodes: Vec<Inline>, in_link: bool, targets: &mut Vec<Target>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::with_capacity(nodes.len());
    // The position in `out` of a `==` that waits for its partner.
    let mut open: Option<usize> = None;
    for mut node in nodes {
        let inner_link = in_link || matches!(node.kind, InlineKind::Link(_));
        if let Some(children) = children_mut(&mut node.kind) {
            *children = marks(std::mem::take(children), inner_link, targets);
        }
        let InlineKind::Text(text) = &node.kind else {
            out.push(node);
            continue;
        };
        let mut rest = text.as_str();
        let at = |rest: &str| text.len() - rest.len();
        while let Some(found) = find_mark(rest, open.is_some()) {
            text_nodes(
                &rest[..found],
                part(&node, at(rest), text),
                in_link,
                targets,
                &mut out,
            );
            let delimiter = Inline {
                span: part(&node, at(rest) + found, text),
                kind: InlineKind::Text("==".to_owned()),
            };
            rest = &rest[found + 2..];
            if let Some(start) = open.take() {
                let inner: Vec<Inline> = out.drain(start + 1..).collect();
                let opened = out.remove(start);
                let span = Span {
                    end: node.span.end,
                    ..opened.span
                };
                out.push(Inline {
                    span,
                    kind: InlineKind::Mark(inner),
                });
            } else {
                open = Some(out.len());
                out.push(delimiter);
            }
        }
        let span = part(&node, at(rest), text);
        text_nodes(rest, span, in_link, targets, &mut out);
    }
    let mut out = if open.is_some() { merge_text(out) } else { out };
    out.shrink_to_fit();
    out
}

/// The span of the part of a text node that begins at byte `at`; exact where the text stands as written.
pub(super) fn part(node: &Inline, at: usize, text: &str) -> Span {
    if node.span.range().len() == text.len() {
        Span::new(
            node.span.source,
            node.span.start as usize + at,
            node.span.end as usize,
        )
    } else {
        node.span
    }
}

/// The next `==` that can open or close a mark. It opens before and closes behind something that is no space, and between
/// letters or digits (`x==1`) it does neither.
pub(super) fn find_mark(text: &str, open: bool) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = text[from..].find("==") {
        let at = from + found;
        let before = text[..at].chars().next_back();
        let after = text[at + 2..].chars().next();
        let longer = matches!(before, Some('=' | ESCAPE)) || after == Some('=');
        let comparison = [before, after]
            .iter()
            .all(|c| c.is_some_and(|c| c.is_ascii_alphanumeric()));
        let fits = if open {
            before.is_none_or(|c| !c.is_whitespace())
        } else {
            after.is_none_or(|c| !c.is_whitespace())
        };
        if !longer && !comparison && fits {
            return Some(at);
        }
        from = at + 2;
    }
    None
}

/// Text with its bare addresses and tags taken out.
pub(super) fn text_nodes(
    text: &str,
    span: Span,
    in_link: bool,
    targets: &mut Vec<Target>,
    out: &mut Vec<Inline>,
) {
    if text.is_empty() {
        return;
    }
    let exact = span.range().len() == text.len();
    let place = |from: usize, to: usize| {
        if exact {
            Span::new(
                span.source,
                span.start as usize + from,
                span.start as usize + to,
            )
        } else {
            span
        }
    };
    let mut from = 0;
    let mut at = 0;
    while !in_link && at < text.len() {
        let rest = &text[at..];
        let before = text[..at].chars().next_back();
        let length = match rest.as_bytes()[0] {
            b'h' | b'w' if !before.is_some_and(|c| c.is_ascii_alphanumeric()) => bare_address(rest),
            b'#' if before.is_none_or(char::is_whitespace) => tag_len(rest),
            _ => 0,
        };
        if length == 0 {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        }
        if from < at {
            out.push(Inline {
                span: place(from, at),
                kind: InlineKind::Text(text[from..at].to_owned()),
            });
        }
        let word = &text[at..at + length];
        let kind = match word.strip_prefix('#') {
            Some(tag) => InlineKind::Tag(tag.to_owned()),
            None => link(word, place(at, at + length), targets),
        };
        out.push(Inline {
            span: place(at, at + length),
            kind,
        });
        at += length;
        from = at;
    }
    if from < text.len() {
        out.push(Inline {
            span: place(from, text.len()),
            kind: InlineKind::Text(text[from..].to_owned()),
        });
    }
}

pub(super) fn link(address: &str, span: Span, targets: &mut Vec<Target>) -> InlineKind {
    let address = address.replace(ESCAPE, "");
    let raw = if address.starts_with("www.") {
        format!("http://{address}")
    } else {
        address.clone()
    };
    let target = add_target(
        targets,
        Target {
            raw,
            kind: TargetKind::Link,
            span,
        },
    );
    let content = vec![Inline {
        span,
        kind: InlineKind::Text(address),
    }];
    InlineKind::Link(Link {
        target,
        title: String::new(),
        content,
        is_frame: false,
    })
}

pub(super) fn bare_address(text: &str) -> usize {
    let Some(scheme) = ["https://", "http://", "www."]
        .iter()
        .find(|scheme| text.starts_with(**scheme))
    else {
        return 0;
    };
    let rest = &text[scheme.len()..];
    let host = &rest[..rest
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '_')))
        .unwrap_or(rest.len())];
    if !host.trim_end_matches('.').contains('.') && !host.starts_with("localhost") {
        return 0;
    }
    let length = address_len(text);
    if length > scheme.len() { length } else { 0 }
}

/// The length of `#tag`, where it is one: letters, digits, `_`, `-`, `/`, and not digits alone.
pub(super) fn tag_len(text: &str) -> usize {
    let name = &text[1..];
    let end = name
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '/')))
        .unwrap_or(name.len());
    let name = &name[..end];
    let ends = text[1 + end..]
        .chars()
        .next()
        .is_none_or(|c| c.is_whitespace() || c.is_ascii_punctuation() || is_wide_punctuation(c));
    if ends
        && !name.is_empty()
        && name.chars().any(|c| !c.is_ascii_digit())
        && name.starts_with(char::is_alphanumeric)
    {
        1 + end
    } else {
        0
    }
}
