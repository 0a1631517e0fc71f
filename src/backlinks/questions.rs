//! What goes with a question: its topics, other questions, and how much of the rest depends on it.

mod dependents;

use std::collections::BTreeMap;

use super::topics::TopicUse;
use crate::catalog::topics::TopicId;
use crate::catalog::{Catalog, NoteId, Resolved};
use crate::link::LinkedNote;

use dependents::Speaking;

/// The most topics and related questions that are shown under a question.
const MOST_TOPICS: usize = 8;
const MOST_RELATED: usize = 5;

/// Of a topic that more questions ask about than this, only the first are compared.
const MOST_ASKING: usize = 60;

/// What goes with a question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuestionLinks {
    /// What it is about: the topics that it names itself first, then those of its answer by how often it speaks of them.
    pub topics: Vec<TopicId>,
    /// How many of these it names itself: what it asks about.
    pub asked: usize,
    /// Questions that it links to or that link to it, then others that ask about the same topics, the closest first:
    /// note and index of the question.
    pub related: Vec<(NoteId, u32)>,
    /// How many other questions, and other notes outside of their questions, mention a topic that it asks about or link to it.
    pub dependents: usize,
}

/// A question: its note and its index there.
pub(super) type QuestionId = (NoteId, u32);

/// A question, or what a note says outside of its questions.
type Unit = (NoteId, Option<u32>);

/// How much a question has to do with a topic.
#[derive(Clone, Copy, Default)]
struct Share {
    /// Whether the question itself names it.
    asked: bool,
    mentions: usize,
}

pub(super) fn fold(
    catalog: &Catalog,
    linked: &[LinkedNote],
    uses: &[TopicUse],
) -> Vec<Vec<QuestionLinks>> {
    let mut shares: Vec<Vec<BTreeMap<TopicId, Share>>> = catalog
        .notes
        .iter()
        .map(|note| vec![BTreeMap::new(); note.questions.len()])
        .collect();
    let mut asking: BTreeMap<TopicId, Vec<QuestionId>> = BTreeMap::new();
    let mut speaking = Speaking::default();
    for (note, linked) in catalog.note_ids().zip(linked) {
        for mention in &linked.mentions.list {
            if !uses[mention.topic.0 as usize].is_live {
                continue;
            }
            speaking.add(mention.topic, (note, mention.question));
            let Some(question) = mention.question else {
                continue;
            };
            let share = shares[note.0 as usize][question as usize]
                .entry(mention.topic)
                .or_default();
            share.mentions += 1;
            if mention.asks && !share.asked {
                share.asked = true;
                asking
                    .entry(mention.topic)
                    .or_default()
                    .push((note, question));
            }
        }
    }
    speaking.settle();
    let linkers = linkers(catalog, linked);
    let mut neighbours: BTreeMap<QuestionId, Vec<QuestionId>> = BTreeMap::new();
    for (to, from) in &linkers {
        for (note, question) in from {
            if let Some(question) = question {
                let from = (*note, *question);
                neighbours.entry(*to).or_default().push(from);
                neighbours.entry(from).or_default().push(*to);
            }
        }
    }
    let closest = |id: QuestionId, own: &BTreeMap<TopicId, Share>| {
        let mut points: BTreeMap<QuestionId, f64> = BTreeMap::new();
        for (topic, share) in own {
            let Some(others) = asking.get(topic).filter(|_| share.asked) else {
                continue;
            };
            // The rarer a topic is among the questions, the more it says (inverse document frequency).
            let weight = 1.0 / f64::from(u32::try_from(others.len()).unwrap_or(u32::MAX)).sqrt();
            for other in others.iter().take(MOST_ASKING) {
                *points.entry(*other).or_default() += weight;
            }
        }
        for other in neighbours.get(&id).into_iter().flatten() {
            points.insert(*other, f64::INFINITY);
        }
        points.remove(&id);
        let mut points: Vec<(QuestionId, f64)> = points.into_iter().collect();
        points.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        points.truncate(MOST_RELATED);
        points.into_iter().map(|(id, _)| id).collect()
    };
    catalog
        .note_ids()
        .zip(&shares)
        .map(|(note, questions)| {
            (0u32..)
                .zip(questions)
                .map(|(index, own)| {
                    let id = (note, index);
                    let (topics, asked) = shown(own);
                    let from = linkers.get(&id).map_or(&[][..], Vec::as_slice);
                    QuestionLinks {
                        dependents: speaking.dependents(id, &topics[..asked], from),
                        related: closest(id, own),
                        topics,
                        asked,
                    }
                })
                .collect()
        })
        .collect()
}

/// Who links to each question, in reading order.
fn linkers(catalog: &Catalog, linked: &[LinkedNote]) -> BTreeMap<QuestionId, Vec<Unit>> {
    let mut at: BTreeMap<(NoteId, &str), u32> = BTreeMap::new();
    for (note, entry) in catalog.note_ids().zip(&catalog.notes) {
        for (index, question) in (0u32..).zip(&entry.questions) {
            at.insert((note, &question.anchor), index);
        }
    }
    let mut linkers: BTreeMap<QuestionId, Vec<Unit>> = BTreeMap::new();
    for (from, note) in catalog.note_ids().zip(linked) {
        for link in &note.mentions.link_places {
            let Some(Resolved::Note {
                note: to,
                anchor: Some(anchor),
            }) = note.targets.get(link.target.0 as usize)
            else {
                continue;
            };
            let unit = (from, link.question);
            if let Some(question) = at.get(&(*to, anchor.as_str()))
                && unit != (*to, Some(*question))
            {
                linkers.entry((*to, *question)).or_default().push(unit);
            }
        }
    }
    for units in linkers.values_mut() {
        units.sort_unstable();
        units.dedup();
    }
    linkers
}

/// The topics that are shown, and how many of them are those of the heading, which come first.
fn shown(own: &BTreeMap<TopicId, Share>) -> (Vec<TopicId>, usize) {
    let mut topics: Vec<(&TopicId, &Share)> = own.iter().collect();
    topics.sort_by_key(|(topic, share)| (!share.asked, std::cmp::Reverse(share.mentions), **topic));
    topics.truncate(MOST_TOPICS);
    let asked = topics.iter().filter(|(_, share)| share.asked).count();
    (topics.into_iter().map(|(id, _)| *id).collect(), asked)
}
