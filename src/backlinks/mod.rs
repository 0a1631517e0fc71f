//! Between link and render: who speaks of whom, turned round. One fold over all notes, which nothing in it compares in
//! pairs.
//!
//! 1. [`topics`]: where each topic is mentioned and defined, and which topics stand together;
//! 2. [`questions`]: which questions ask about the same topics;
//! 3. here: which notes link to which.

mod questions;
mod topics;

use std::ops::Range;

use crate::catalog::topics::TopicId;
use crate::catalog::{Catalog, NoteId, Resolved};
use crate::link::LinkedNote;

pub use questions::QuestionLinks;
pub use topics::{MOST_PLACES, Neighbour, SectionId, TopicPlace, TopicUse};

/// The most notes that the page of a note names as linking to it.
const MOST_REFERENCES: usize = 100;

/// What leads to each note, topic and question.
#[derive(Clone, Debug, Default)]
pub struct Backlinks {
    /// What the notes make of each topic, by its index.
    pub topics: Vec<TopicUse>,
    /// The links to each note from others, by its index; one for each note that links to it, in reading order.
    pub notes: Vec<Vec<Reference>>,
    /// What goes with each question, by the index of its note and its own.
    pub questions: Vec<Vec<QuestionLinks>>,
    /// How many automatic links there are.
    pub topic_links: usize,
}

/// A place in the text of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextPlace {
    /// The note.
    pub note: NoteId,
    /// The index of the run of text in [`crate::parse::text_runs`].
    pub run: u32,
    /// The bytes in the text of that run.
    pub range: Range<u32>,
    /// The index of the heading it is under.
    pub section: Option<u32>,
}

/// A note that links to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The first link.
    pub place: TextPlace,
    /// How many links there are.
    pub count: usize,
}

impl Backlinks {
    /// Turns the links and mentions of all notes round. `linked` is in the order of the catalog's notes.
    pub fn new(catalog: &Catalog, linked: &[LinkedNote]) -> Self {
        let topics = topics::fold(catalog, linked);
        Self {
            notes: references(catalog, linked),
            questions: questions::fold(catalog, linked, &topics),
            topic_links: linked.iter().map(|note| note.mentions.links.len()).sum(),
            topics,
        }
    }

    /// What the notes make of a topic.
    pub fn topic(&self, id: TopicId) -> &TopicUse {
        &self.topics[id.0 as usize]
    }

    /// The topics of the site: those that its notes speak of.
    pub fn live(&self) -> impl Iterator<Item = TopicId> {
        let uses = (0u32..).zip(&self.topics);
        uses.filter(|(_, topic)| topic.is_live)
            .map(|(index, _)| TopicId(index))
    }

    /// The topics of the site, those that are mentioned most first.
    pub fn largest(&self) -> Vec<TopicId> {
        let mut topics: Vec<TopicId> = self.live().collect();
        topics.sort_by_key(|id| (std::cmp::Reverse(self.topic(*id).mentions), *id));
        topics
    }
}

fn references(catalog: &Catalog, linked: &[LinkedNote]) -> Vec<Vec<Reference>> {
    let mut references: Vec<Vec<Reference>> = vec![Vec::new(); catalog.notes.len()];
    for (from, note) in catalog.note_ids().zip(linked) {
        for link in &note.mentions.link_places {
            let to = match note.targets.get(link.target.0 as usize) {
                Some(Resolved::Note { note, .. } | Resolved::NoteWithoutAnchor(note)) => *note,
                _ => continue,
            };
            if to == from {
                continue;
            }
            let known = &mut references[to.0 as usize];
            let is_full = known.len() >= MOST_REFERENCES;
            match known.last_mut() {
                Some(last) if last.place.note == from => last.count += 1,
                _ if is_full => {}
                _ => known.push(Reference {
                    place: TextPlace {
                        note: from,
                        run: link.run,
                        range: link.range.clone(),
                        section: link.section,
                    },
                    count: 1,
                }),
            }
        }
    }
    references
}
