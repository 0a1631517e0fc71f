//! Which topics have a colour in common: those below one topic of the dictionary.

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::catalog::topics::TopicId;

/// The most groups: so many colours can be told apart.
const MOST_GROUPS: usize = 8;

/// A group of fewer topics has no colour.
const FEWEST: usize = 3;

/// Topics below one topic.
pub(super) struct Group {
    /// The name of that topic.
    pub(super) name: String,
    pub(super) topics: Vec<TopicId>,
}

/// The largest groups among `topics`. The topics at the top of the dictionary make them; one that has more than a quarter
/// of all below it, as the field of study itself may have, makes way for those right below it and keeps what is left.
pub(super) fn groups(catalog: &Catalog, topics: &[TopicId]) -> Vec<Group> {
    let paths: Vec<Vec<TopicId>> = topics.iter().map(|id| path(catalog, *id)).collect();
    // What is left to divide: how deep, below which topic, and the indices of what is there.
    let mut pending = vec![(0, None, (0..topics.len()).collect::<Vec<_>>())];
    let mut found: Vec<(TopicId, Vec<usize>)> = Vec::new();
    while let Some((depth, top, members)) = pending.pop() {
        let mut parts: BTreeMap<TopicId, Vec<usize>> = BTreeMap::new();
        for at in &members {
            if let Some(below) = paths[*at].get(depth) {
                parts.entry(*below).or_default().push(*at);
            }
        }
        parts.retain(|_, part| part.len() >= FEWEST);
        for (below, part) in &parts {
            if part.len() * 4 > topics.len() {
                pending.push((depth + 1, Some(*below), part.clone()));
            } else {
                found.push((*below, part.clone()));
            }
        }
        if let Some(top) = top {
            let mut rest = members;
            rest.retain(|at| !parts.values().any(|part| part.contains(at)));
            found.push((top, rest));
        }
    }
    found.retain(|(_, members)| members.len() >= FEWEST);
    found.sort_by_key(|(top, members)| (std::cmp::Reverse(members.len()), *top));
    found.truncate(MOST_GROUPS);
    // One colour would tell nothing.
    if found.len() < 2 {
        return Vec::new();
    }
    found
        .into_iter()
        .map(|(top, members)| Group {
            name: catalog.topics.topic(top).name.clone(),
            topics: members.into_iter().map(|at| topics[at]).collect(),
        })
        .collect()
}

/// The topics above one, the broadest first, and itself.
fn path(catalog: &Catalog, id: TopicId) -> Vec<TopicId> {
    let mut path: Vec<TopicId> =
        std::iter::successors(Some(id), |id| catalog.topics.topic(*id).parent).collect();
    path.reverse();
    path
}
