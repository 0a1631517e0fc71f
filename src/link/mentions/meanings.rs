//! Which topic a name means: names that are one topic's alone mean it everywhere, weak ones by what is around them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Found, MissReason};
use crate::catalog::topics::{Name, TopicId, Topics};
use crate::parse::{FlatText, ParsedNote};

/// What a name means in a section.
pub(super) enum Meaning {
    Topic(TopicId),
    Unsupported(Vec<TopicId>),
    Ambiguous(Vec<TopicId>),
}

impl Meaning {
    pub(super) fn reason(&self) -> MissReason {
        match self {
            Self::Ambiguous(topics) => MissReason::Ambiguous(topics.clone()),
            Self::Unsupported(topics) => MissReason::Unsupported(topics.clone()),
            Self::Topic(topic) => MissReason::Unsupported(vec![*topic]),
        }
    }
}

/// What each name that was found means in each section that has it.
pub(super) type Meanings = BTreeMap<(usize, Option<u32>), Meaning>;

pub(super) fn meanings(
    note: &ParsedNote,
    found: &[Found],
    texts: &[FlatText],
    topics: &Topics,
) -> Meanings {
    let mut context = Context {
        topics,
        in_note: BTreeSet::new(),
        in_section: BTreeMap::new(),
        declared: declared(found, texts, topics),
        in_path: in_path(note, topics),
    };
    for each in found {
        let name = topics.name(each.candidate.name);
        if let ([topic], false) = (&name.topics[..], name.weak) {
            context.in_note.insert(*topic);
            let section = context.in_section.entry(each.section).or_default();
            section.insert(*topic);
        }
    }
    let mut meanings = Meanings::new();
    for each in found {
        let index = each.candidate.name;
        meanings.entry((index, each.section)).or_insert_with(|| {
            let name = topics.name(index);
            match name.topics[..] {
                [topic] if !name.weak => Meaning::Topic(topic),
                _ => choose(index, name, each.section, &context),
            }
        });
    }
    meanings
}

/// The topics that a note speaks of by names that are theirs alone.
struct Context<'a> {
    topics: &'a Topics,
    in_note: BTreeSet<TopicId>,
    in_section: BTreeMap<Option<u32>, BTreeSet<TopicId>>,
    /// Weak names that the note puts beside a name of its own of one of their topics: `反向传播（BP）`.
    declared: BTreeMap<usize, TopicId>,
    /// The topics that a folder or the file is called by.
    in_path: BTreeSet<TopicId>,
}

/// The least points that make a weak name of Han characters a mention.
const LEAST_FOR_HAN: usize = 2;

/// Which of the topics that share a weak name is meant in a section: the one with the most points, if it has any and no
/// other has as many.
///
/// | what speaks for a topic | points |
/// |---|---|
/// | the note puts the weak name beside one of its own names: `反向传播（BP）` | 16 |
/// | the section calls it by a name of its own | 8 |
/// | the note does so elsewhere | 3 |
/// | a folder or the file is called by its name or that of its parent | 4 |
/// | another topic of the section belongs to it by the dictionary | 2 each, at most 6 |
/// | another topic of the note does so | 1 each, at most 3 |
///
/// A Han word for which hardly anything speaks, less than [`LEAST_FOR_HAN`] points, is an ordinary word. An abbreviation for
/// which nothing speaks, and that may mean several topics, is ambiguous.
fn choose(index: usize, name: &Name, section: Option<u32>, context: &Context) -> Meaning {
    let none = BTreeSet::new();
    let declared = |topic: TopicId| 16 * usize::from(context.declared.get(&index) == Some(&topic));
    let section = context.in_section.get(&section).unwrap_or(&none);
    let mut points: Vec<(usize, TopicId)> = name
        .topics
        .iter()
        .map(|topic| {
            let points = declared(*topic) + points(*topic, section, context);
            (points, *topic)
        })
        .collect();
    points.sort_by_key(|(points, topic)| (std::cmp::Reverse(*points), *topic));
    let candidates = || name.topics.clone();
    match points[..] {
        [(first, _), ..] if name.is_han() && first < LEAST_FOR_HAN => {
            Meaning::Unsupported(candidates())
        }
        [(first, topic)] if first > 0 => Meaning::Topic(topic),
        [(first, topic), (second, _), ..] if first > second => Meaning::Topic(topic),
        [_, _, ..] => Meaning::Ambiguous(candidates()),
        _ => Meaning::Unsupported(candidates()),
    }
}

fn in_path(note: &ParsedNote, topics: &Topics) -> BTreeSet<TopicId> {
    let parts = note.path.split(['/', '.']);
    parts.filter_map(|part| topics.called(part)).collect()
}

/// The weak names that stand right behind a name of one of their topics, with nothing but brackets and the like between.
fn declared(found: &[Found], texts: &[FlatText], topics: &Topics) -> BTreeMap<usize, TopicId> {
    let mut declared = BTreeMap::new();
    for pair in found.windows(2) {
        let [first, second] = pair else { continue };
        let (certain, weak) = (
            topics.name(first.candidate.name),
            topics.name(second.candidate.name),
        );
        let gap = first.candidate.range.end..second.candidate.range.start;
        let between = texts[first.run].text.get(gap).unwrap_or(" x ");
        let is_beside = first.run == second.run
            && !between.is_empty()
            && between.chars().all(|c| "（(，,、/ 即简称".contains(c));
        if let ([topic], true) = (&certain.topics[..], is_beside && !certain.weak)
            && weak.weak
            && weak.topics.contains(topic)
        {
            declared.entry(second.candidate.name).or_insert(*topic);
        }
    }
    declared
}

fn points(topic: TopicId, section: &BTreeSet<TopicId>, context: &Context) -> usize {
    let topics = context.topics;
    let mut points = 0;
    if section.contains(&topic) {
        points += 8;
    } else if context.in_note.contains(&topic) {
        points += 3;
    }
    let mut family = [Some(topic), topics.topic(topic).parent].into_iter();
    if family.any(|topic| topic.is_some_and(|topic| context.in_path.contains(&topic))) {
        points += 4;
    }
    let relatives = |of: &BTreeSet<TopicId>| {
        let related = |other: &&TopicId| **other != topic && topics.are_related(topic, **other);
        of.iter().filter(related).count()
    };
    points + 2 * relatives(section).min(3) + relatives(&context.in_note).min(3)
}
