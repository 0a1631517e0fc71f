//! Topics: what the notes are about, and every name that they call it by.
//!
//! 1. [`file`] reads `topics.yaml` and the built-in glossary, which has the same form;
//! 2. [`dictionary`] merges them, [`from_notes`] adds what the notes themselves say: their titles, aliases, headings and
//!    pairs such as `批归一化（Batch Normalization，BN）`;
//! 3. [`matcher`] finds the names in a text.

mod dictionary;
mod file;
mod from_notes;
mod matcher;
mod names;
mod yaml;

use super::NoteId;
use crate::diagnostic::{SourceId, Span};
use crate::text::Lang;

pub(super) use dictionary::build;
pub(super) use from_notes::NoteNames;
pub use from_notes::{is_defining, is_term};
pub use matcher::{Candidate, Reason};
pub use names::{Name, NameSource};

use matcher::Matcher;
use names::NameTable;

/// Index into [`Topics::list`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TopicId(pub u32);

/// The dictionary of a site.
#[derive(Clone, Debug, Default)]
pub struct Topics {
    /// All topics that are known, mentioned or not: those of `topics.yaml`, then of the glossary, then of the notes.
    pub list: Vec<Topic>,
    /// `topics.yaml`, if there is one.
    pub source: Option<SourceId>,
    names: NameTable,
    /// The names of each topic, the strong ones first.
    names_of: Vec<Vec<usize>>,
    /// Which notes are about which topics, sorted.
    of_notes: Vec<(NoteId, TopicId)>,
    matcher: Matcher,
}

/// A topic.
#[derive(Clone, Debug)]
pub struct Topic {
    /// Unique; lower case. The name of its page.
    pub id: String,
    /// The name in the site's language.
    pub name: String,
    /// What it is in one sentence, in the site's language.
    pub summary: Option<String>,
    /// The broader topic.
    pub parent: Option<TopicId>,
    /// Topics beside it, as the dictionary says.
    pub related: Vec<TopicId>,
    /// Names that only search uses.
    pub hidden: Vec<String>,
    /// Whether mentions are linked.
    pub linked: bool,
    /// Where it comes from.
    pub source: NameSource,
    /// The notes whose title or alias is one of its names, in reading order.
    pub notes: Vec<NoteId>,
    /// Path of its page below the output folder.
    pub route: String,
}

/// What the dictionary is made from besides the notes.
#[derive(Clone, Copy, Debug, Default)]
pub struct TopicInput<'a> {
    /// Whether the built-in glossary is used.
    pub glossary: bool,
    /// `topics.yaml`.
    pub file: Option<(SourceId, &'a str)>,
    /// The language of the site.
    pub lang: Option<Lang>,
}

impl Topics {
    /// The dictionary of a site whose notes name nothing themselves.
    pub fn of(input: &TopicInput) -> Self {
        build(input, &[]).value
    }

    fn new(list: Vec<Topic>, names: NameTable) -> Self {
        let mut names_of = vec![Vec::new(); list.len()];
        for weak in [false, true] {
            for (index, name) in names.iter().enumerate() {
                if name.weak == weak {
                    for topic in &name.topics {
                        names_of[topic.0 as usize].push(index);
                    }
                }
            }
        }
        Self {
            matcher: Matcher::new(&names),
            source: None,
            list,
            names,
            names_of,
            of_notes: Vec::new(),
        }
    }

    /// Adds the notes that are about a topic by their titles to those that are so by their aliases.
    fn set_notes(&mut self, titled: Vec<(TopicId, NoteId)>) {
        for (topic, note) in titled {
            self.list[topic.0 as usize].notes.push(note);
        }
        for (index, topic) in self.list.iter_mut().enumerate() {
            topic.notes.sort();
            topic.notes.dedup();
            let id = TopicId(u32::try_from(index).unwrap_or(u32::MAX));
            let notes = topic.notes.iter();
            self.of_notes.extend(notes.map(|note| (*note, id)));
        }
        self.of_notes.sort();
    }

    /// The topic with this index.
    pub fn topic(&self, id: TopicId) -> &Topic {
        &self.list[id.0 as usize]
    }

    /// All indices.
    pub fn ids(&self) -> impl Iterator<Item = TopicId> + use<> {
        (0..u32::try_from(self.list.len()).unwrap_or(u32::MAX)).map(TopicId)
    }

    /// The name with this index, as [`Candidate::name`] gives it.
    pub fn name(&self, index: usize) -> &Name {
        self.names.get(index)
    }

    /// Every name by which a topic is matched, the strong ones first.
    pub fn names_of(&self, topic: TopicId) -> impl Iterator<Item = &Name> {
        let names = &self.names_of[topic.0 as usize];
        names.iter().map(|index| self.names.get(*index))
    }

    /// The topics that a note as a whole is about.
    pub fn of_note(&self, note: NoteId) -> impl Iterator<Item = TopicId> {
        let start = self.of_notes.partition_point(|(other, _)| *other < note);
        let rest = self.of_notes[start..].iter();
        rest.take_while(move |(other, _)| *other == note)
            .map(|(_, topic)| *topic)
    }

    /// All names, in the order in which they were added.
    pub fn names(&self) -> impl Iterator<Item = &Name> {
        self.names.iter()
    }

    /// The topic that a text as a whole is a certain name of.
    pub fn called(&self, text: &str) -> Option<TopicId> {
        self.names.strong(text)
    }

    /// Where names stand in `text`, in order and without overlaps; of names that overlap the longest is taken.
    /// What is no match after all is told to `rejected`, if there is one.
    pub fn find(
        &self,
        text: &str,
        rejected: Option<&mut dyn FnMut(Candidate, Reason)>,
    ) -> Vec<Candidate> {
        self.matcher.find(&self.names, text, rejected)
    }

    /// Whether two topics belong together by the dictionary: one is the parent of the other, they have the same parent, or
    /// one names the other as related.
    pub fn are_related(&self, a: TopicId, b: TopicId) -> bool {
        let (first, second) = (self.topic(a), self.topic(b));
        first.parent == Some(b)
            || second.parent == Some(a)
            || first.parent.is_some() && first.parent == second.parent
            || first.related.contains(&b)
            || second.related.contains(&a)
    }
}

/// A text of `topics.yaml` with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Placed {
    text: String,
    span: Span,
}
