//! The names of all topics, by their folded form.

use std::collections::BTreeMap;

use super::TopicId;
use crate::catalog::NoteId;
use crate::diagnostic::Span;
use crate::text::{folded, is_han, spelled};

/// Latin names of so many letters or fewer are matched only as they are written.
const SHORT: usize = 3;

/// A name of one topic, or of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The form in which it is compared.
    pub folded: String,
    /// The ways in which it is written, the first for showing.
    pub spellings: Vec<String>,
    /// Whose name it is; nobody's if it only keeps a shorter name from being found in it.
    pub topics: Vec<TopicId>,
    /// Whether it names its topics only in notes that speak of them by other names too.
    pub weak: bool,
    /// Whether it must be written exactly as one of its spellings.
    pub exact: bool,
    /// Where it comes from.
    pub source: NameSource,
}

/// Where a name or topic comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameSource {
    /// `topics.yaml`, at this place.
    File(Span),
    /// `aliases` or the title of a note.
    Note(NoteId),
    /// The built-in glossary.
    Glossary,
    /// A heading of a note.
    Heading(NoteId),
    /// A pair such as `批归一化（Batch Normalization，BN）` in a note.
    Pair(NoteId),
}

impl NameSource {
    /// The lower, the more it counts.
    fn rank(self) -> u8 {
        match self {
            Self::File(_) => 0,
            Self::Note(_) => 1,
            Self::Glossary => 2,
            Self::Heading(_) => 3,
            Self::Pair(_) => 4,
        }
    }
}

/// A name to be added.
pub(super) struct NewName<'a> {
    pub(super) text: &'a str,
    pub(super) weak: bool,
    /// Whether its case matters however long it is.
    pub(super) exact: bool,
    pub(super) source: NameSource,
}

/// All names.
#[derive(Clone, Debug, Default)]
pub(super) struct NameTable {
    list: Vec<Name>,
    by_key: BTreeMap<String, usize>,
}

impl NameTable {
    pub(super) fn get(&self, index: usize) -> &Name {
        &self.list[index]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Name> {
        self.list.iter()
    }

    /// The folded names, in the order of their indices.
    pub(super) fn patterns(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|name| name.folded.as_str())
    }

    /// The topic that alone has this name for certain.
    pub(super) fn strong(&self, text: &str) -> Option<TopicId> {
        let name = self.named(text)?;
        match name.topics[..] {
            [topic] if !name.weak => Some(topic),
            _ => None,
        }
    }

    /// The one topic that has this name, be it a weak one.
    pub(super) fn only(&self, text: &str) -> Option<TopicId> {
        match self.named(text)?.topics[..] {
            [topic] => Some(topic),
            _ => None,
        }
    }

    /// Whether any topic has this name.
    pub(super) fn is_taken(&self, text: &str) -> bool {
        self.named(text).is_some()
    }

    fn named(&self, text: &str) -> Option<&Name> {
        let index = self
            .by_key
            .get(&key(text, true))
            .or_else(|| self.by_key.get(&key(text, false)))?;
        Some(&self.list[*index])
    }

    /// Adds a phrase in which no name is found.
    pub(super) fn add_phrase(&mut self, phrase: &str) {
        let index = self.list.len();
        self.by_key.entry(key(phrase, false)).or_insert(index);
        if self.by_key[&key(phrase, false)] == index {
            self.list.push(Name {
                folded: folded(phrase),
                spellings: vec![phrase.to_owned()],
                topics: Vec::new(),
                weak: false,
                exact: false,
                source: NameSource::Glossary,
            });
        }
    }

    /// Adds a name. `Err` if another topic has it for certain; that one keeps it.
    pub(super) fn add(&mut self, topic: TopicId, new: &NewName) -> Result<(), TopicId> {
        let text = new.text.trim();
        let folded = folded(text);
        if folded.is_empty() {
            return Ok(());
        }
        let exact = new.exact || is_short(&folded);
        let key = key(text, exact);
        let Some(index) = self.by_key.get(&key) else {
            self.by_key.insert(key, self.list.len());
            self.list.push(Name {
                folded,
                spellings: vec![text.to_owned()],
                topics: vec![topic],
                weak: new.weak,
                exact,
                source: new.source,
            });
            return Ok(());
        };
        let name = &mut self.list[*index];
        if name.topics == [topic] {
            // What may be a name of it is one for certain if who counts more says so.
            if name.weak && !new.weak && new.source.rank() < name.source.rank() {
                name.weak = false;
                name.source = new.source;
            }
        } else if !name.topics.contains(&topic) {
            let (rank, new_rank) = (name.source.rank(), new.source.rank());
            if name.weak && (new.weak || rank < new_rank) {
                name.topics.push(topic);
            } else if new_rank < rank || name.weak {
                // What one topic is called for certain is not in doubt because another may be called so too.
                name.topics = vec![topic];
                name.weak = new.weak;
                name.source = new.source;
            } else {
                return Err(name.topics[0]);
            }
        }
        if !name.is_spelled(text) {
            name.spellings.push(text.to_owned());
        }
        Ok(())
    }
}

/// By what a name is found: of short names each case is a name of its own, `BN` and `bn`.
fn key(text: &str, exact: bool) -> String {
    if exact {
        format!("={}", spelled(text.trim()))
    } else {
        folded(text)
    }
}

impl Name {
    /// Whether `text`, separators aside, is one of the spellings.
    pub fn is_spelled(&self, text: &str) -> bool {
        let text = spelled(text);
        self.spellings.iter().any(|each| spelled(each) == text)
    }

    /// Whether all of it is Han.
    pub fn is_han(&self) -> bool {
        self.folded.chars().all(is_han)
    }
}

fn is_short(key: &str) -> bool {
    key.chars().count() <= SHORT && !key.chars().any(is_han)
}
