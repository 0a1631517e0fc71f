//! The index of topics at the end of a book.

use super::Plan;
use crate::backlinks::Backlinks;
use crate::catalog::topics::TopicId;
use crate::text::{index_letter, reading};

/// A topic with the places in the book that speak of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexedTopic {
    /// The topic.
    pub id: TopicId,
    /// The letter it stands under.
    pub letter: char,
    /// Its name.
    pub name: String,
    /// Its places in reading order.
    pub places: Vec<IndexedPlace>,
}

/// A section that speaks of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexedPlace {
    /// The chapter.
    pub chapter: usize,
    /// The id of the heading in it; `None` for the text before the first.
    pub anchor: Option<String>,
    /// What the section is called.
    pub title: String,
    /// Whether it introduces the topic.
    pub is_definition: bool,
}

/// The topics that the chapters speak of, by letter.
pub(super) fn topic_index(plan: &Plan<'_>, backlinks: &Backlinks) -> Vec<IndexedTopic> {
    let mut topics: Vec<(String, IndexedTopic)> = Vec::new();
    for id in backlinks.live() {
        let places = places(plan, backlinks, id);
        if !places.is_empty() {
            let name = plan.catalog.topics.topic(id).name.clone();
            let letter = index_letter(&name);
            let topic = IndexedTopic {
                id,
                letter,
                name,
                places,
            };
            topics.push((reading(&topic.name), topic));
        }
    }
    topics.sort_by(|(a, one), (b, other)| {
        (one.letter, a, &one.name).cmp(&(other.letter, b, &other.name))
    });
    topics.into_iter().map(|(_, topic)| topic).collect()
}

fn places(plan: &Plan<'_>, backlinks: &Backlinks, id: TopicId) -> Vec<IndexedPlace> {
    let used = backlinks.topic(id);
    let mentions = used
        .places
        .iter()
        .map(|at| (at.place.note, at.place.section, at.is_definition));
    let definitions = used.definitions.iter().map(|(note, at)| (*note, *at, true));
    let mut sections: Vec<_> = definitions
        .chain(mentions)
        .filter_map(|(note, section, is_definition)| {
            let chapter = plan.chapter_of(note)?;
            Some((chapter, section, note, !is_definition))
        })
        .collect();
    // Of two entries for one section the one that says that it introduces the topic comes first and stays.
    sections.sort_unstable();
    sections.dedup_by_key(|(chapter, section, ..)| (*chapter, *section));
    let place = |(chapter, section, note, is_no_definition): (usize, Option<u32>, _, bool)| {
        let note = plan.catalog.note(note);
        let heading = section.and_then(|at| note.headings.get(at as usize));
        let title = heading.map_or(&note.title, |heading| &heading.text);
        IndexedPlace {
            chapter,
            anchor: heading.map(|heading| heading.anchor.clone()),
            title: title.clone(),
            is_definition: !is_no_definition,
        }
    };
    sections.into_iter().map(place).collect()
}
