//! YAML as a tree in which every value has its place, so that a finding names the line and column it is about.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError};

use crate::diagnostic::{SourceId, Span};

/// What is nested more deeply is left out of the tree: a file of topics needs three levels.
const DEEPEST: usize = 8;

/// A value with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text, a number or a truth value, as it is written.
    Scalar {
        text: String,
        /// Whether it stands there without quotes, so that it may be something else than text.
        plain: bool,
    },
    List(Vec<Node>),
    /// Keys and values in the order of the file; keys may come twice.
    Map(Vec<(Node, Node)>),
    /// Nothing, or a reference to what is no scalar.
    Null,
}

impl Node {
    /// The text of a scalar that is not null.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The truth value, by the core schema of YAML 1.2.
    pub(super) fn boolean(&self) -> Option<bool> {
        match &self.kind {
            Kind::Scalar { text, plain: true } => match text.as_str() {
                "true" | "True" | "TRUE" => Some(true),
                "false" | "False" | "FALSE" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Why a text is no YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SyntaxError {
    pub(super) span: Span,
    pub(super) message: String,
}

/// Reads all documents of a text, one node each.
pub(super) fn parse(source: SourceId, text: &str) -> Result<Vec<Node>, SyntaxError> {
    let offsets = Offsets::new(source, text);
    let mut tree = Tree::default();
    for event in Parser::new_from_str(text) {
        let (event, place) = event.map_err(|error| offsets.error(&error))?;
        tree.take(event, offsets.span(place.start, place.end));
    }
    Ok(tree.documents)
}

/// The tree as far as it is read.
#[derive(Default)]
struct Tree {
    documents: Vec<Node>,
    /// The lists and maps that are open, the innermost last.
    open: Vec<Open>,
    /// How many are open inside the last of these, which are too deep.
    too_deep: usize,
    /// The scalars that have an anchor.
    anchors: BTreeMap<usize, Kind>,
}

struct Open {
    node: Node,
    /// The key of a map whose value comes next.
    key: Option<Node>,
}

impl Tree {
    fn take(&mut self, event: Event, span: Span) {
        let node = |kind| Node { kind, span };
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                let kind = if plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL") {
                    Kind::Null
                } else {
                    Kind::Scalar {
                        text: text.into_owned(),
                        plain,
                    }
                };
                if anchor != 0 {
                    self.anchors.insert(anchor, kind.clone());
                }
                self.add(node(kind));
            }
            Event::Alias(anchor) => {
                let kind = self.anchors.get(&anchor).cloned().unwrap_or(Kind::Null);
                self.add(node(kind));
            }
            Event::SequenceStart(..) => self.open(node(Kind::List(Vec::new()))),
            Event::MappingStart(..) => self.open(node(Kind::Map(Vec::new()))),
            Event::SequenceEnd | Event::MappingEnd if self.too_deep > 0 => self.too_deep -= 1,
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(Open { mut node, .. }) = self.open.pop() {
                    // Only what stands in brackets has an end of its own.
                    if span.start < span.end {
                        node.span.end = span.end;
                    }
                    self.add(node);
                }
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
        }
    }

    fn open(&mut self, node: Node) {
        if self.open.len() < DEEPEST {
            self.open.push(Open { node, key: None });
        } else {
            if self.too_deep == 0 {
                self.add(Node {
                    kind: Kind::Null,
                    ..node
                });
            }
            self.too_deep += 1;
        }
    }

    fn add(&mut self, node: Node) {
        if self.too_deep > 0 {
            return;
        }
        let Some(open) = self.open.last_mut() else {
            self.documents.push(node);
            return;
        };
        match &mut open.node.kind {
            Kind::Map(entries) => match open.key.take() {
                Some(key) => entries.push((key, node)),
                None => open.key = Some(node),
            },
            Kind::List(items) => items.push(node),
            Kind::Scalar { .. } | Kind::Null => {}
        }
    }
}

/// From the characters that the parser counts to bytes.
struct Offsets<'a> {
    source: SourceId,
    text: &'a str,
    /// The byte of every [`STEP`]th character.
    bytes: Vec<usize>,
}

/// How many characters are counted to find a byte.
const STEP: usize = 64;

impl<'a> Offsets<'a> {
    fn new(source: SourceId, text: &'a str) -> Self {
        let bytes = text.char_indices().step_by(STEP).map(|(at, _)| at);
        Self {
            source,
            text,
            bytes: bytes.collect(),
        }
    }

    fn byte(&self, at: Marker) -> usize {
        let start = self.bytes.get(at.index() / STEP);
        let Some(&start) = start else {
            return self.text.len();
        };
        let mut chars = self.text[start..].char_indices();
        let found = chars.nth(at.index() % STEP);
        found.map_or(self.text.len(), |(length, _)| start + length)
    }

    /// The span without the blanks and lines behind it, which the parser counts to some values.
    fn span(&self, start: Marker, end: Marker) -> Span {
        let (start, end) = (self.byte(start), self.byte(end));
        let length = self.text[start..end.max(start)].trim_end().len();
        Span::new(self.source, start, start + length)
    }

    /// The place of an error to the end of its line.
    fn error(&self, error: &ScanError) -> SyntaxError {
        let mut at = self.byte(*error.marker());
        // Of a tab that indents a line the parser names the value in front of it.
        if error.info().ends_with("found a tab") {
            at += self.text[at..].find('\t').unwrap_or_default();
        }
        let line = self.text[at..].lines().next().unwrap_or_default();
        SyntaxError {
            span: Span::new(self.source, at, at + line.len()),
            message: error.info().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SOURCE: SourceId = SourceId(1);

    /// What stands at the place of each scalar, in the order of the text.
    fn scalars(text: &str) -> Vec<(&str, String)> {
        fn collect<'a>(text: &'a str, node: &Node, out: &mut Vec<(&'a str, String)>) {
            match &node.kind {
                Kind::Scalar { text: value, .. } => {
                    out.push((&text[node.span.range()], value.clone()));
                }
                Kind::List(items) => items.iter().for_each(|item| collect(text, item, out)),
                Kind::Map(entries) => entries.iter().for_each(|(key, value)| {
                    collect(text, key, out);
                    collect(text, value, out);
                }),
                Kind::Null => {}
            }
        }
        let mut out = Vec::new();
        for node in parse(SOURCE, text).unwrap() {
            collect(text, &node, &mut out);
        }
        out
    }

    #[test]
    fn every_value_has_its_place() {
        let text = "# id\n- id: id  # 注\n  name: '批 归一'\r\n  en: \"B\\u004E\"\n  aliases: [BN, 批归一化]\n  summary: >\n    一行\n    两行\n";
        let values = scalars(text);
        let owned = |(at, value): (&str, &str)| (at.to_owned(), value.to_owned());
        let expected = [
            ("id", "id"),
            ("id", "id"),
            ("name", "name"),
            ("'批 归一'", "批 归一"),
            ("en", "en"),
            ("\"B\\u004E\"", "BN"),
            ("aliases", "aliases"),
            ("BN", "BN"),
            ("批归一化", "批归一化"),
            ("summary", "summary"),
        ];
        let found: Vec<_> = values
            .iter()
            .map(|(at, value)| owned((at, value)))
            .collect();
        assert_eq!(found[..10], expected.map(owned));
        assert_eq!(found[10].1, "一行 两行\n");
    }

    #[test]
    fn errors_have_their_place() {
        let error = parse(SOURCE, "- id: a\n- 名: [b\n- id: c\n").unwrap_err();
        assert!(error.span.start >= 10, "{error:?}");
        assert!(!error.message.is_empty());
    }

    #[test]
    fn depth_is_bounded() {
        for text in ["- ".repeat(50_000), "[".repeat(200) + &"]".repeat(200)] {
            let _ = parse(SOURCE, &text);
        }
        let nodes = parse(SOURCE, "- - - - - - - - - - - - a\n- b\n").unwrap();
        let Kind::List(items) = &nodes[0].kind else {
            panic!("{nodes:?}");
        };
        assert_eq!(items[1].text(), Some("b"));
    }

    #[test]
    fn references_to_scalars() {
        let values: Vec<String> = scalars("- &x BN\n- *x\n- &y [a]\n- *y\n")
            .into_iter()
            .map(|(_, value)| value)
            .collect();
        assert_eq!(values, ["BN", "BN", "a"]);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "(?s).{0,60}") {
            let _ = parse(SOURCE, &text);
        }

        #[test]
        fn any_mixture_of_signs_is_survived(
            text in "([-:?&*!|>\\[\\]{},#'\"%@`\n\r\t ]|[a-c]|池|\u{feff}|---\n|\\.\\.\\.\n){0,60}"
        ) {
            if let Ok(nodes) = parse(SOURCE, &text) {
                for node in nodes {
                    prop_assert!(text.get(node.span.range()).is_some());
                }
            }
        }
    }
}
