//! What goes with a question: its topics, and other questions about them.

use std::collections::BTreeMap;

use super::topics::TopicUse;
use crate::catalog::topics::TopicId;
use crate::catalog::{Catalog, NoteId};
use crate::link::{LinkedNote, Place};

/// The most topics and related questions that are shown under a question.
const MOST_TOPICS: usize = 8;
const MOST_RELATED: usize = 5;

/// Of a topic that more questions ask about than this, only the first are compared.
const MOST_ASKING: usize = 60;

/// What goes with a question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuestionLinks {
    /// What it is about: the topics of its heading first, then those of its answer by how often it speaks of them.
    pub topics: Vec<TopicId>,
    /// Other questions about the topics of its heading, the closest first: note and index of the question.
    pub related: Vec<(NoteId, u32)>,
}

type QuestionId = (NoteId, u32);

/// How much a question has to do with a topic.
#[derive(Clone, Copy, Default)]
struct Share {
    in_heading: bool,
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
    for (note, linked) in catalog.note_ids().zip(linked) {
        for mention in &linked.mentions.list {
            let Some(question) = mention.question else {
                continue;
            };
            if !uses[mention.topic.0 as usize].is_live {
                continue;
            }
            let share = shares[note.0 as usize][question as usize]
                .entry(mention.topic)
                .or_default();
            share.mentions += 1;
            // A heading inside the answer is not what the question asks.
            let is_own_heading = matches!(mention.place, Place::Definition | Place::Heading)
                && catalog
                    .note(note)
                    .headings
                    .get(mention.section.unwrap_or(u32::MAX) as usize)
                    .is_some_and(|heading| heading.question == Some(question as usize));
            if is_own_heading && !share.in_heading {
                share.in_heading = true;
                asking
                    .entry(mention.topic)
                    .or_default()
                    .push((note, question));
            }
        }
    }
    let closest = |id: QuestionId, own: &BTreeMap<TopicId, Share>| {
        let mut points: BTreeMap<QuestionId, f64> = BTreeMap::new();
        for (topic, share) in own {
            let Some(others) = asking.get(topic).filter(|_| share.in_heading) else {
                continue;
            };
            // The rarer a topic is among the questions, the more it says (inverse document frequency).
            let weight = 1.0 / f64::from(u32::try_from(others.len()).unwrap_or(u32::MAX)).sqrt();
            for other in others
                .iter()
                .take(MOST_ASKING)
                .filter(|other| **other != id)
            {
                *points.entry(*other).or_default() += weight;
            }
        }
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
                .map(|(index, own)| QuestionLinks {
                    topics: shown(own),
                    related: closest((note, index), own),
                })
                .collect()
        })
        .collect()
}

fn shown(own: &BTreeMap<TopicId, Share>) -> Vec<TopicId> {
    let mut topics: Vec<(&TopicId, &Share)> = own.iter().collect();
    topics.sort_by_key(|(topic, share)| {
        (
            !share.in_heading,
            std::cmp::Reverse(share.mentions),
            **topic,
        )
    });
    topics
        .into_iter()
        .take(MOST_TOPICS)
        .map(|(topic, _)| *topic)
        .collect()
}
