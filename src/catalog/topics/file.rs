//! `topics.yaml`: a list of topics. The built-in glossary has the same form.

use serde_json::Value;

use super::Placed;
use super::yaml::{Kind, Node, parse};
use crate::diagnostic::{Checked, Code, Diagnostic, SourceId, Span};
use crate::text::nearest;

/// The keys of a topic, in the order in which messages list them.
const KEYS: [&str; 14] = [
    "id",
    "name",
    "en",
    "zh",
    "aliases",
    "weak_aliases",
    "hidden_aliases",
    "parent",
    "related",
    "summary",
    "summary_en",
    "summary_zh",
    "case_sensitive",
    "link",
];

/// The longest name there can be, in characters.
const LONGEST_NAME: usize = 80;

/// A topic as `topics.yaml` gives it. What it does not say is `None`, so that it can be laid over one of the glossary.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) id: Placed,
    pub(super) name: Option<Placed>,
    pub(super) en: Option<Placed>,
    pub(super) zh: Option<Placed>,
    pub(super) aliases: Option<Vec<Placed>>,
    pub(super) weak_aliases: Option<Vec<Placed>>,
    pub(super) hidden_aliases: Option<Vec<Placed>>,
    pub(super) parent: Option<Placed>,
    pub(super) related: Option<Vec<Placed>>,
    pub(super) summary: Option<Placed>,
    pub(super) summary_en: Option<Placed>,
    pub(super) summary_zh: Option<Placed>,
    pub(super) case_sensitive: Option<bool>,
    pub(super) link: Option<bool>,
}

impl Entry {
    fn new(id: Placed) -> Self {
        Self {
            id,
            name: None,
            en: None,
            zh: None,
            aliases: None,
            weak_aliases: None,
            hidden_aliases: None,
            parent: None,
            related: None,
            summary: None,
            summary_en: None,
            summary_zh: None,
            case_sensitive: None,
            link: None,
        }
    }

    /// What this entry says, and for the rest what `base` says.
    pub(super) fn over(self, base: Self) -> Self {
        Self {
            id: self.id,
            name: self.name.or(base.name),
            en: self.en.or(base.en),
            zh: self.zh.or(base.zh),
            aliases: self.aliases.or(base.aliases),
            weak_aliases: self.weak_aliases.or(base.weak_aliases),
            hidden_aliases: self.hidden_aliases.or(base.hidden_aliases),
            parent: self.parent.or(base.parent),
            related: self.related.or(base.related),
            summary: self.summary.or(base.summary),
            summary_en: self.summary_en.or(base.summary_en),
            summary_zh: self.summary_zh.or(base.summary_zh),
            case_sensitive: self.case_sensitive.or(base.case_sensitive),
            link: self.link.or(base.link),
        }
    }

    /// The names that are matched for certain.
    pub(super) fn strong_names(&self) -> impl Iterator<Item = &Placed> {
        let main = self.name.iter().chain(&self.en).chain(&self.zh);
        main.chain(self.aliases.iter().flatten())
    }
}

/// The built-in glossary: `glossary.yaml` beside this file, which build.rs has turned into JSON since that is read many times
/// faster.
pub(super) fn glossary() -> Vec<Entry> {
    static GLOSSARY: &str = include_str!(concat!(env!("OUT_DIR"), "/glossary.json"));
    let items: Vec<Value> = serde_json::from_str(GLOSSARY).unwrap_or_default();
    let mut reader = Reader {
        text: "",
        found: Vec::new(),
    };
    let nodes = items.into_iter().map(node_of);
    nodes.filter_map(|item| reader.entry(&item)).collect()
}

/// A value without a place.
fn node_of(value: Value) -> Node {
    let scalar = |text: String, plain| Kind::Scalar { text, plain };
    let kind = match value {
        Value::Null => Kind::Null,
        Value::Bool(boolean) => scalar(boolean.to_string(), true),
        Value::Number(number) => scalar(number.to_string(), true),
        Value::String(text) => scalar(text, false),
        Value::Array(items) => Kind::List(items.into_iter().map(node_of).collect()),
        Value::Object(map) => Kind::Map(
            map.into_iter()
                .map(|(key, value)| (node_of(Value::String(key)), node_of(value)))
                .collect(),
        ),
    };
    Node {
        kind,
        span: Span::file(SourceId(0)),
    }
}

/// Reads a file of topics. What cannot be understood is left out with a finding at its place.
pub(super) fn read(source: SourceId, text: &str) -> Checked<Vec<Entry>> {
    let mut reader = Reader {
        text,
        found: Vec::new(),
    };
    let documents = parse(source, text).unwrap_or_else(|error| {
        reader.report(Code::TopicsSyntax, error.span, [&error.message]);
        Vec::new()
    });
    let mut entries = Vec::new();
    for document in &documents {
        match &document.kind {
            Kind::Null => {}
            Kind::List(items) => {
                entries.extend(items.iter().filter_map(|item| reader.entry(item)));
            }
            _ => reader.report(Code::BadTopicsFile, first_line(text, document.span), []),
        }
    }
    Checked {
        value: entries,
        diagnostics: reader.found,
    }
}

/// The part of a span in its first line.
fn first_line(text: &str, span: Span) -> Span {
    let line = text.get(span.range()).and_then(|text| text.lines().next());
    let start = span.start as usize;
    Span::new(span.source, start, start + line.map_or(0, str::len))
}

struct Reader<'a> {
    text: &'a str,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn report<const N: usize>(&mut self, code: Code, span: Span, args: [&str; N]) {
        self.found.push(Diagnostic::new(code, span, args));
    }

    fn entry(&mut self, item: &Node) -> Option<Entry> {
        let Kind::Map(fields) = &item.kind else {
            self.report(Code::BadTopicsFile, first_line(self.text, item.span), []);
            return None;
        };
        let start = item.span.start as usize;
        let mut entry = Entry::new(Placed {
            text: String::new(),
            span: Span::new(item.span.source, start, start),
        });
        let mut seen: Vec<&str> = Vec::new();
        let mut has_bad_id = false;
        for (key, value) in fields {
            let Some(name) = key.text() else {
                let shown = shortened(self.text.get(key.span.range()).unwrap_or_default());
                self.unknown(&shown, key.span);
                continue;
            };
            if seen.contains(&name) {
                self.report(Code::DuplicateTopicKey, key.span, [name]);
                continue;
            }
            seen.push(name);
            self.field(&mut entry, name, key.span, value);
            has_bad_id |= name == "id" && entry.id.text.is_empty() && value.kind != Kind::Null;
        }
        if entry.id.text.is_empty() {
            // What is wrong with an id that is there has been said.
            if !has_bad_id {
                let first = fields.first().map_or(item.span, |(key, _)| key.span);
                let args = ["id", "id: batch-normalization"];
                self.report(Code::TopicWithoutKey, first, args);
            }
            return None;
        }
        Some(entry)
    }

    fn unknown(&mut self, key: &str, at: Span) {
        let meant = nearest(key, KEYS).unwrap_or("");
        let args = [&shortened(key), meant, &KEYS.join(", ")];
        self.report(Code::UnknownTopicKey, at, args);
    }

    fn field(&mut self, entry: &mut Entry, key: &str, at: Span, value: &Node) {
        match key {
            "id" => {
                if let Some(id) = self.text_of(key, at, value) {
                    if is_id(&id.text) {
                        entry.id = id;
                    } else {
                        self.report(Code::BadTopicId, id.span, [&shortened(&id.text)]);
                    }
                }
            }
            "name" => entry.name = self.name_of(key, at, value),
            "en" => entry.en = self.name_of(key, at, value),
            "zh" => entry.zh = self.name_of(key, at, value),
            "aliases" => entry.aliases = self.names_of(key, at, value),
            "weak_aliases" => entry.weak_aliases = self.names_of(key, at, value),
            "hidden_aliases" => entry.hidden_aliases = self.names_of(key, at, value),
            "parent" => entry.parent = self.text_of(key, at, value),
            "related" => entry.related = self.texts_of(key, at, value),
            "summary" => entry.summary = self.text_of(key, at, value),
            "summary_en" => entry.summary_en = self.text_of(key, at, value),
            "summary_zh" => entry.summary_zh = self.text_of(key, at, value),
            "case_sensitive" => entry.case_sensitive = self.boolean(key, at, value),
            "link" => entry.link = self.boolean(key, at, value),
            _ => self.unknown(key, at),
        }
    }

    /// A text; a key without a value is as if it were not there.
    fn text_of(&mut self, key: &str, at: Span, value: &Node) -> Option<Placed> {
        if let Some(text) = value.text() {
            return Some(Placed {
                text: text.to_owned(),
                span: first_line(self.text, value.span),
            });
        }
        if value.kind != Kind::Null {
            let example = format!("{key}: ...");
            self.report(Code::TopicWrongType, at, [key, &example]);
        }
        None
    }

    /// A list of texts, or a single one.
    fn texts_of(&mut self, key: &str, at: Span, value: &Node) -> Option<Vec<Placed>> {
        let items = match &value.kind {
            Kind::List(items) => items.as_slice(),
            Kind::Null => return None,
            _ => std::slice::from_ref(value),
        };
        let texts = items.iter().filter_map(|item| match item.kind {
            Kind::Null => Some(Placed {
                text: String::new(),
                span: item.span,
            }),
            Kind::Scalar { .. } => self.text_of(key, at, item),
            _ => {
                let example = format!("{key}: [..., ...]");
                self.report(Code::TopicWrongType, at, [key, &example]);
                None
            }
        });
        Some(texts.collect())
    }

    fn name_of(&mut self, key: &str, at: Span, value: &Node) -> Option<Placed> {
        let name = self.text_of(key, at, value)?;
        self.checked_name(name)
    }

    fn names_of(&mut self, key: &str, at: Span, value: &Node) -> Option<Vec<Placed>> {
        let names = self.texts_of(key, at, value)?;
        Some(
            names
                .into_iter()
                .filter_map(|name| self.checked_name(name))
                .collect(),
        )
    }

    fn checked_name(&mut self, name: Placed) -> Option<Placed> {
        let length = name.text.trim().chars().count();
        if length == 0 {
            self.report(Code::EmptyTopicName, name.span, []);
        } else if length > LONGEST_NAME {
            let args = [
                &shortened(&name.text),
                &length.to_string(),
                &LONGEST_NAME.to_string(),
            ];
            self.report(Code::LongTopicName, name.span, args.map(String::as_str));
        } else if length == 1 || !name.text.chars().any(char::is_alphabetic) {
            self.report(Code::ShortTopicName, name.span, [&name.text]);
        } else {
            return Some(name);
        }
        None
    }

    fn boolean(&mut self, key: &str, at: Span, value: &Node) -> Option<bool> {
        let boolean = value.boolean();
        if boolean.is_none() && value.kind != Kind::Null {
            let example = format!("{key}: true");
            self.report(Code::TopicWrongType, at, [key, &example]);
        }
        boolean
    }
}

/// An id is the name of a file on every system: letters, digits and `-`, in lower case.
fn is_id(text: &str) -> bool {
    let fits = |c: char| c == '-' || c == '_' || (c.is_alphanumeric() && !c.is_uppercase());
    !text.is_empty() && text.len() <= 120 && text.chars().all(fits)
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(24).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
