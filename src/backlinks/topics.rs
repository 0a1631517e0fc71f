//! What the notes make of each topic.

use std::collections::BTreeMap;

use super::TextPlace;
use crate::catalog::topics::{NameSource, TopicId};
use crate::catalog::{Catalog, NoteId};
use crate::link::{LinkState, LinkedNote, Mention, Place};

/// The most places that the page of a topic shows.
pub const MOST_PLACES: usize = 200;

/// The most topics beside a topic.
const MOST_NEIGHBOURS: usize = 12;

/// Of a section with more topics than this only so many are taken to stand together.
const MOST_TOGETHER: usize = 24;

/// A section of a note: the note itself, or what is under one of its headings.
pub type SectionId = (NoteId, Option<u32>);

/// What the notes make of a topic.
#[derive(Clone, Debug, Default)]
pub struct TopicUse {
    /// Whether it is a topic of the site. One of the dictionary is if any note mentions it; one that a note has named by its
    /// title, a heading or a pair only if it is mentioned somewhere else too.
    pub is_live: bool,
    /// How often it is mentioned.
    pub mentions: usize,
    /// How many notes mention it.
    pub notes: usize,
    /// The sections that introduce it, in reading order.
    pub definitions: Vec<SectionId>,
    /// The sections that mention it, the best first, at most [`MOST_PLACES`].
    pub places: Vec<TopicPlace>,
    /// How many sections mention it.
    pub sections: usize,
    /// The topics that stand with it most, the closest first.
    pub neighbours: Vec<Neighbour>,
    /// The topics whose parent it is and that the site has.
    pub children: Vec<TopicId>,
}

/// A section that mentions a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicPlace {
    /// The mention that says most: the first in running text, else the first of all.
    pub place: TextPlace,
    /// The index of the question it is in.
    pub question: Option<u32>,
    /// Whether the section is named by the topic or introduces it.
    pub in_heading: bool,
    /// Whether its running text mentions the topic.
    pub in_text: bool,
    /// Whether it introduces the topic.
    pub is_definition: bool,
    /// How often the section mentions it.
    pub count: usize,
}

/// A topic that stands with another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// The other topic.
    pub topic: TopicId,
    /// In how many sections both are mentioned, over the geometric mean of the sections of each (the cosine of Salton and
    /// `McGill`, "Introduction to Modern Information Retrieval", 1983).
    pub closeness: f64,
}

pub(super) fn fold(catalog: &Catalog, linked: &[LinkedNote]) -> Vec<TopicUse> {
    let mut uses = vec![TopicUse::default(); catalog.topics.list.len()];
    let mut elsewhere = vec![false; uses.len()];
    let mut together: BTreeMap<(TopicId, TopicId), usize> = BTreeMap::new();
    for (note, linked) in catalog.note_ids().zip(linked) {
        let mut last: BTreeMap<TopicId, SectionId> = BTreeMap::new();
        let mut in_section: Vec<TopicId> = Vec::new();
        let mut current = None;
        for mention in &linked.mentions.list {
            let at = mention.topic.0 as usize;
            let topic = &mut uses[at];
            topic.mentions += 1;
            let section = (note, mention.section);
            if last.get(&mention.topic).map(|(note, _)| *note) != Some(note) {
                topic.notes += 1;
            }
            if mention.place == Place::Definition && topic.definitions.last() != Some(&section) {
                topic.definitions.push(section);
            }
            elsewhere[at] |= mention.place != Place::Definition && mention.link != LinkState::Own;
            match topic.places.last_mut() {
                Some(place) if last.get(&mention.topic) == Some(&section) => {
                    place.count += 1;
                    place.in_heading |= is_heading(mention);
                    place.is_definition |= mention.place == Place::Definition;
                    // The heading is shown anyway; what stands in the text says more.
                    if !place.in_text && mention.place == Place::Text {
                        place.place = text_place(note, mention);
                        place.in_text = true;
                    }
                }
                _ => topic.places.push(TopicPlace {
                    place: text_place(note, mention),
                    question: mention.question,
                    in_heading: is_heading(mention),
                    in_text: mention.place == Place::Text,
                    is_definition: mention.place == Place::Definition,
                    count: 1,
                }),
            }
            last.insert(mention.topic, section);
            if current != Some(mention.section) {
                count_together(&mut together, &mut in_section);
                current = Some(mention.section);
            }
            in_section.push(mention.topic);
        }
        count_together(&mut together, &mut in_section);
    }
    for (at, topic) in uses.iter_mut().enumerate() {
        let is_given = matches!(
            catalog.topics.list[at].source,
            NameSource::File(_) | NameSource::Glossary
        );
        topic.is_live = topic.mentions > 0 && (is_given || elsewhere[at]);
        topic.sections = topic.places.len();
        for section in &mut topic.definitions {
            if let Some(better) = instead_of_title(catalog, &topic.places, *section) {
                *section = better;
            }
        }
        topic.definitions.dedup();
        topic.places.sort_by_key(|place| {
            let question = place.question.is_none();
            (
                !place.in_heading,
                question,
                place.place.note,
                place.place.section,
            )
        });
        topic.places.truncate(MOST_PLACES);
        topic.places.shrink_to_fit();
    }
    relate(catalog, &mut uses, &together);
    uses
}

/// What stands under the title of a note may be what it is about, and not what the topic is, if it does not speak of the
/// topic. Then the first section that introduces the topic is better, or else the first question about it.
///
/// `places` are in reading order.
fn instead_of_title(
    catalog: &Catalog,
    places: &[TopicPlace],
    (note, heading): SectionId,
) -> Option<SectionId> {
    let entry = catalog.note(note);
    let title = entry.headings.get(heading? as usize)?;
    if title.level != 1 || title.question.is_some() {
        return None;
    }
    let start = places.partition_point(|at| at.place.note < note);
    let (own, others): (Vec<&TopicPlace>, Vec<&TopicPlace>) = places[start..]
        .iter()
        .take_while(|at| at.place.note == note)
        .filter(|at| at.in_heading)
        .partition(|at| at.place.section == heading);
    if own.iter().any(|at| at.in_text) {
        return None;
    }
    let introduces = others.iter().find(|at| at.is_definition);
    let asks = || others.iter().find(|at| at.question.is_some());
    let better = introduces.or_else(asks)?;
    Some((note, better.place.section))
}

fn is_heading(mention: &Mention) -> bool {
    matches!(mention.place, Place::Definition | Place::Heading)
}

fn text_place(note: NoteId, mention: &Mention) -> TextPlace {
    TextPlace {
        note,
        run: mention.run,
        range: mention.range.clone(),
        section: mention.section,
    }
}

/// Counts each pair of the topics of a section once, and empties the list.
fn count_together(together: &mut BTreeMap<(TopicId, TopicId), usize>, section: &mut Vec<TopicId>) {
    section.sort();
    section.dedup();
    section.truncate(MOST_TOGETHER);
    for (index, first) in section.iter().enumerate() {
        for second in &section[index + 1..] {
            *together.entry((*first, *second)).or_default() += 1;
        }
    }
    section.clear();
}

fn relate(
    catalog: &Catalog,
    uses: &mut [TopicUse],
    together: &BTreeMap<(TopicId, TopicId), usize>,
) {
    for ((first, second), count) in together {
        let (a, b) = (first.0 as usize, second.0 as usize);
        if !uses[a].is_live || !uses[b].is_live {
            continue;
        }
        let sections = |at: usize| f64::from(u32::try_from(uses[at].sections).unwrap_or(u32::MAX));
        let both = f64::from(u32::try_from(*count).unwrap_or(u32::MAX));
        let closeness = both / (sections(a) * sections(b)).sqrt();
        for (at, other) in [(a, *second), (b, *first)] {
            uses[at].neighbours.push(Neighbour {
                topic: other,
                closeness,
            });
        }
    }
    for topic in uses.iter_mut() {
        topic.neighbours.sort_by(|a, b| {
            b.closeness
                .total_cmp(&a.closeness)
                .then(a.topic.cmp(&b.topic))
        });
        topic.neighbours.truncate(MOST_NEIGHBOURS);
    }
    for id in catalog.topics.ids() {
        if let Some(parent) = catalog.topics.topic(id).parent
            && uses[id.0 as usize].is_live
        {
            uses[parent.0 as usize].children.push(id);
        }
    }
}
