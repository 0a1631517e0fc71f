//! HTML tags in a list of nodes become elements around the nodes between them.

use crate::diagnostic::Span;
use crate::document::Element;

/// A node, or a tag that waits for its partner.
#[derive(Debug)]
pub(super) enum Piece<T> {
    Node(T),
    Open(Opening, Span),
    Close(&'static str),
}

/// An opening tag with what will stand around the nodes up to its closing tag.
#[derive(Debug)]
pub(super) enum Opening {
    Element {
        name: &'static str,
        attrs: Vec<(&'static str, String)>,
    },
    Link {
        target: crate::document::TargetId,
        title: String,
    },
}

impl Opening {
    fn name(&self) -> &'static str {
        match self {
            Self::Element { name, .. } => name,
            Self::Link { .. } => "a",
        }
    }
}

/// Pairs the tags of one list of nodes. A tag without a closing one is closed at the end of the list, and inner tags where
/// an outer one closes; a closing tag without an opening one is dropped. Unclosed elements are given to `unclosed`.
pub(super) fn nest<T>(
    pieces: Vec<Piece<T>>,
    wrap: &mut dyn FnMut(Opening, Span, Vec<T>) -> Vec<T>,
    unclosed: &mut dyn FnMut(&'static str, Span),
) -> Vec<T> {
    let mut stack: Vec<(Opening, Span, Vec<T>)> = Vec::new();
    let mut nodes: Vec<T> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Node(node) => nodes.push(node),
            // Beyond this depth tags are dropped and what they hold stays.
            Piece::Open(..) if stack.len() >= super::tree::MAX_DEPTH => {}
            Piece::Open(opening, span) => {
                // `<p>`, `<li>`, `<td>` and the like close their own kind, as HTML has it.
                if matches!(
                    opening.name(),
                    "p" | "li" | "td" | "th" | "tr" | "dt" | "dd"
                ) && stack
                    .last()
                    .is_some_and(|(open, ..)| open.name() == opening.name())
                    && let Some((open, span, outer)) = stack.pop()
                {
                    let inner = std::mem::replace(&mut nodes, outer);
                    nodes.extend(wrap(open, span, inner));
                }
                stack.push((opening, span, std::mem::take(&mut nodes)));
            }
            Piece::Close(name) => {
                if !stack.iter().any(|(open, ..)| open.name() == name) {
                    continue;
                }
                while let Some((open, span, outer)) = stack.pop() {
                    let found = open.name() == name;
                    let inner = std::mem::replace(&mut nodes, outer);
                    nodes.extend(wrap(open, span, inner));
                    if found {
                        break;
                    }
                }
            }
        }
    }
    while let Some((open, span, outer)) = stack.pop() {
        if !matches!(
            open.name(),
            "p" | "li" | "td" | "th" | "tr" | "dt" | "dd" | "tbody" | "thead"
        ) {
            unclosed(open.name(), span);
        }
        let inner = std::mem::replace(&mut nodes, outer);
        nodes.extend(wrap(open, span, inner));
    }
    nodes
}

/// An element of the tree.
pub(super) fn element<T>(
    name: &'static str,
    attrs: Vec<(&'static str, String)>,
    children: Vec<T>,
) -> Element<T> {
    Element {
        name,
        attrs,
        children,
    }
}
