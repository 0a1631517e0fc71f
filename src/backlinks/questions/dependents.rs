//! How much of the notes depends on a question: who else speaks of what it asks about.

use std::collections::{BTreeMap, BTreeSet};

use super::{QuestionId, Unit};
use crate::catalog::topics::TopicId;

/// Which questions, and which notes outside of their questions, speak of each topic.
#[derive(Default)]
pub(super) struct Speaking {
    units: BTreeMap<TopicId, Vec<Unit>>,
    /// How many speak of any topic of a list: the same few lists are asked for again and again.
    counts: std::cell::RefCell<BTreeMap<Vec<TopicId>, usize>>,
}

impl Speaking {
    pub(super) fn add(&mut self, topic: TopicId, unit: Unit) {
        let units = self.units.entry(topic).or_default();
        if units.last() != Some(&unit) {
            units.push(unit);
        }
    }

    /// Puts the units in order, when all are there.
    pub(super) fn settle(&mut self) {
        for units in self.units.values_mut() {
            units.sort_unstable();
            units.dedup();
        }
    }

    /// How many others speak of one of `topics`, which `id` asks about, or link to it as `linkers` do. The text around the
    /// question in its own note counts for nothing.
    pub(super) fn dependents(&self, id: QuestionId, topics: &[TopicId], linkers: &[Unit]) -> usize {
        let speaks = |unit: &Unit| {
            let of = |topic| self.units.get(topic);
            let mut units = topics.iter().filter_map(of);
            units.any(|units| units.binary_search(unit).is_ok())
        };
        let own = [(id.0, None), (id.0, Some(id.1))];
        let speaking = self.count(topics) - own.iter().filter(|unit| speaks(unit)).count();
        let linking = linkers
            .iter()
            .filter(|unit| !own.contains(unit) && !speaks(unit));
        speaking + linking.count()
    }

    fn count(&self, topics: &[TopicId]) -> usize {
        let list = |topic| self.units.get(topic).map_or(&[][..], Vec::as_slice);
        match topics {
            [] => 0,
            [one] => list(one).len(),
            several => {
                let mut key = several.to_vec();
                key.sort_unstable();
                *self.counts.borrow_mut().entry(key).or_insert_with(|| {
                    let all: BTreeSet<&Unit> = several.iter().flat_map(list).collect();
                    all.len()
                })
            }
        }
    }
}
