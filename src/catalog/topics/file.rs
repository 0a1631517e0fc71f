//! `topics.yaml`: a list of topics. The built-in glossary has the same form.

use serde_yaml::{Mapping, Value};

use super::Placed;
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
        source: SourceId(0),
        text: "",
        at: 0,
        found: Vec::new(),
    };
    items.iter().filter_map(|item| reader.entry(item)).collect()
}

/// Reads a file of topics. What cannot be understood is left out with a finding at its line.
pub(super) fn read(source: SourceId, text: &str) -> Checked<Vec<Entry>> {
    let mut reader = Reader {
        source,
        text,
        at: 0,
        found: Vec::new(),
    };
    let entries = match serde_yaml::from_str::<Value>(text) {
        Ok(Value::Null) => Vec::new(),
        Ok(Value::Sequence(items)) => items.iter().filter_map(|item| reader.entry(item)).collect(),
        Ok(_) => {
            reader.report(
                Code::BadTopicsFile,
                Span::file(source),
                ["a list of topics"],
            );
            Vec::new()
        }
        Err(error) => {
            let at = error.location().map_or(0, |place| place.index());
            let at = text.floor_char_boundary(at.min(text.len()));
            let message = error.to_string();
            let span = Span::new(source, at, end_of_line(text, at));
            reader.report(Code::TopicsSyntax, span, [&message]);
            Vec::new()
        }
    };
    Checked {
        value: entries,
        diagnostics: reader.found,
    }
}

fn end_of_line(text: &str, at: usize) -> usize {
    text[at..]
        .find(['\n', '\r'])
        .map_or(text.len(), |length| at + length)
}

/// The YAML reader gives values without places. They come in the order of the file, so each is looked up in the text behind
/// the one before.
struct Reader<'a> {
    source: SourceId,
    text: &'a str,
    /// Behind the last value that was found.
    at: usize,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn report<const N: usize>(&mut self, code: Code, span: Span, args: [&str; N]) {
        self.found.push(Diagnostic::new(code, span, args));
    }

    fn entry(&mut self, item: &Value) -> Option<Entry> {
        let Value::Mapping(map) = item else {
            let span = self.place(&scalar(item).unwrap_or_default());
            self.report(Code::BadTopicsFile, span, ["id, name, aliases ..."]);
            return None;
        };
        let start = self.at;
        let mut entry = Entry::new(Placed {
            text: String::new(),
            span: Span::new(self.source, start, start),
        });
        let first = self.key_of(map);
        for (key, value) in map {
            let key = scalar(key).unwrap_or_default();
            let span = self.key(&key);
            self.field(&mut entry, &key, span, value);
        }
        if entry.id.text.is_empty() {
            let args = ["id", "id: batch-normalization"];
            self.report(Code::TopicWithoutKey, first, args);
            return None;
        }
        Some(entry)
    }

    /// The place of the first key, which stands for the entry as a whole.
    fn key_of(&mut self, map: &Mapping) -> Span {
        let at = self.at;
        let first = map.keys().next().and_then(scalar).unwrap_or_default();
        let span = self.key(&first);
        self.at = at;
        span
    }

    fn field(&mut self, entry: &mut Entry, key: &str, at: Span, value: &Value) {
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
            _ => {
                self.skip(value);
                let meant = nearest(key, KEYS).unwrap_or("");
                let args = [key, meant, &KEYS.join(", ")];
                self.report(Code::UnknownTopicKey, at, args);
            }
        }
    }

    fn text_of(&mut self, key: &str, at: Span, value: &Value) -> Option<Placed> {
        if let Some(text) = scalar(value) {
            let span = self.place(&text);
            return Some(Placed { text, span });
        }
        self.skip(value);
        let example = format!("{key}: ...");
        self.report(Code::TopicWrongType, at, [key, &example]);
        None
    }

    /// A list of texts, or a single one.
    fn texts_of(&mut self, key: &str, at: Span, value: &Value) -> Option<Vec<Placed>> {
        match value {
            Value::Sequence(items) => Some(
                items
                    .iter()
                    .filter_map(|item| {
                        if matches!(item, Value::Null) {
                            return Some(Placed {
                                text: String::new(),
                                span: at,
                            });
                        }
                        self.text_of(key, at, item)
                    })
                    .collect(),
            ),
            Value::Null => None,
            _ => Some(vec![self.text_of(key, at, value)?]),
        }
    }

    fn name_of(&mut self, key: &str, at: Span, value: &Value) -> Option<Placed> {
        let name = self.text_of(key, at, value)?;
        self.checked_name(name)
    }

    fn names_of(&mut self, key: &str, at: Span, value: &Value) -> Option<Vec<Placed>> {
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
                shortened(&name.text),
                length.to_string(),
                LONGEST_NAME.to_string(),
            ];
            let args = [args[0].as_str(), &args[1], &args[2]];
            self.report(Code::LongTopicName, name.span, args);
        } else if length == 1 || !name.text.chars().any(char::is_alphabetic) {
            self.report(Code::ShortTopicName, name.span, [&name.text]);
        } else {
            return Some(name);
        }
        None
    }

    fn boolean(&mut self, key: &str, at: Span, value: &Value) -> Option<bool> {
        let boolean = value.as_bool();
        if boolean.is_none() {
            self.skip(value);
            let example = format!("{key}: true");
            self.report(Code::TopicWrongType, at, [key, &example]);
        }
        boolean
    }

    /// Goes past a value that is not looked at.
    fn skip(&mut self, value: &Value) {
        match value {
            Value::Sequence(items) => items.iter().for_each(|item| self.skip(item)),
            Value::Mapping(map) => map.iter().for_each(|(key, value)| {
                self.skip(key);
                self.skip(value);
            }),
            value => {
                if let Some(text) = scalar(value) {
                    self.place(&text);
                }
            }
        }
    }

    /// The place of a key.
    fn key(&mut self, key: &str) -> Span {
        let is_key = |at: usize| {
            let before = self.text[..at].chars().next_back();
            let after = self.text[at + key.len()..].trim_start_matches(['"', '\'', ' ']);
            before.is_none_or(|c| matches!(c, ' ' | '\n' | '{' | ',' | '"' | '\'' | '-'))
                && after.starts_with(':')
        };
        let found = self.next(key, is_key);
        self.take(found, key.len())
    }

    /// The place of a value. Of texts over several lines or with escapes the first word is looked for.
    fn place(&mut self, value: &str) -> Span {
        let whole = self.next(value, |_| true);
        if whole.is_some() && !value.is_empty() {
            return self.take(whole, value.len());
        }
        let first = value.split_whitespace().next().unwrap_or_default();
        let found = self.next(first, |_| !first.is_empty());
        self.take(found, first.len())
    }

    fn take(&mut self, found: Option<usize>, length: usize) -> Span {
        let Some(at) = found else {
            return Span::new(self.source, self.at, end_of_line(self.text, self.at));
        };
        self.at = at + length;
        Span::new(self.source, at, self.at)
    }

    /// Where `what` next stands outside comments.
    fn next(&self, what: &str, fits: impl Fn(usize) -> bool) -> Option<usize> {
        let in_comment = |at: usize| {
            let line = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
            self.text[line..at].trim_start().starts_with('#')
        };
        self.text[self.at..]
            .match_indices(what)
            .map(|(length, _)| self.at + length)
            .find(|at| !in_comment(*at) && fits(*at))
    }
}

/// A value that is no list and no mapping as text.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(boolean) => Some(boolean.to_string()),
        _ => None,
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
