//! Topics that the notes use and the dictionary lacks, as entries for `topics.yaml`.
//!
//! 1. [`candidates`] gathers what notes mark as a name: bold text, headings, pairs such as `批归一化（Batch Normalization，BN）`
//!    whose Chinese part has no certain beginning, tags; [`terms`] says what looks like a name at all;
//! 2. what the dictionary knows is left out, the rest is written as a dictionary of its own, and its mentions in the notes
//!    are counted by the matcher that links topics;
//! 3. those that enough sections mention are proposed.

mod candidates;
mod terms;
mod words;
mod yaml;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Catalog;
use crate::catalog::topics::{TopicInput, Topics};
use crate::diagnostic::{SourceId, Span};
use crate::link::LinkedNote;
use crate::parse::{FlatText, ParsedNote, RunKind, text_runs};
use crate::text::{folded, is_common_word, slug};

use candidates::{Candidate, collect};
use terms::without_kind;

pub use yaml::{entry, with_comment};

/// How many sections must mention what a note only stresses.
const ENOUGH: usize = 2;

/// How notes mark something as a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// `中文（English，ABBR）`
    Pair,
    /// It stands in a heading.
    Heading,
    /// It is bold.
    Bold,
    /// Several notes have it as a tag.
    Tag,
}

/// A topic that might be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// An id that no topic has.
    pub id: String,
    /// The name.
    pub name: String,
    /// The Latin name beside a Chinese one.
    pub en: Option<String>,
    /// Further names.
    pub aliases: Vec<String>,
    /// How the notes mark it.
    pub origins: BTreeSet<Origin>,
    /// The first place that marks it.
    pub first: Span,
    /// How often it would be mentioned.
    pub mentions: usize,
    /// How many sections would mention it.
    pub sections: usize,
    /// How many notes would mention it.
    pub notes: usize,
}

/// What the notes use and the dictionary lacks: what they explain in brackets first, then the most used. `notes` and `linked` are in the order of the catalog.
///
/// No name of it is known, an ordinary word, or a name of another proposal; written to `topics.yaml` as [`entry`] writes it,
/// each becomes a topic without a finding.
pub fn propose(notes: &[ParsedNote], linked: &[LinkedNote], catalog: &Catalog) -> Vec<Proposal> {
    let texts: Vec<Vec<FlatText>> = notes
        .iter()
        .map(|note| {
            let runs = text_runs(&note.document);
            runs.iter().map(|run| FlatText::new(run.content)).collect()
        })
        .collect();
    let found = collect(notes, &texts);
    let mut proposals = named(found.into_values().collect(), &catalog.topics);
    count(&mut proposals, notes, linked, &texts);
    proposals.retain(|proposal| {
        let enough = if proposal.origins.contains(&Origin::Pair) {
            1
        } else {
            ENOUGH
        };
        proposal.sections >= enough
    });
    proposals.sort_by(|a, b| {
        let key = |it: &Proposal| {
            let is_explained = it.origins.contains(&Origin::Pair);
            (!is_explained, Reverse(it.sections), Reverse(it.mentions))
        };
        key(a).cmp(&key(b)).then_with(|| a.name.cmp(&b.name))
    });
    proposals
}

/// The candidates that the dictionary does not know, with ids and names that are free.
fn named(mut candidates: Vec<Candidate>, topics: &Topics) -> Vec<Proposal> {
    // Where two want one name, the better founded has it.
    candidates.sort_by(|a, b| (&a.origins, a.first).cmp(&(&b.origins, b.first)));
    let mut names: BTreeSet<String> = topics.names().map(|name| name.folded.clone()).collect();
    let mut ids: BTreeSet<String> = topics.list.iter().map(|topic| topic.id.clone()).collect();
    let is_known = |names: &BTreeSet<String>, text: &str| {
        let key = folded(text);
        let singular = key.strip_suffix('s').filter(|_| key.is_ascii());
        names.contains(&key) || singular.is_some_and(|key| names.contains(key))
    };
    let mut proposals = Vec::new();
    for candidate in candidates {
        let Candidate {
            name,
            latin,
            abbreviation,
            origins,
            first,
        } = candidate;
        let all = [Some(&name), latin.as_ref(), abbreviation.as_ref()];
        let known = all.iter().flatten().any(|name| is_known(&names, name));
        let is_kind = without_kind(&name).is_some_and(|name| is_known(&names, name));
        if known || is_kind || says_something_of_the_known(&name, topics) {
            continue;
        }
        names.extend(all.iter().flatten().map(|name| folded(name)));
        let id = free_id(latin.as_deref().unwrap_or(&name), &mut ids);
        proposals.push(Proposal {
            id,
            name,
            en: latin,
            aliases: abbreviation.into_iter().collect(),
            origins,
            first,
            mentions: 0,
            sections: 0,
            notes: 0,
        });
    }
    proposals
}

/// Whether a text begins with a known name and has nothing but ordinary words besides known names: `ReLU激活`, `动量SGD`.
fn says_something_of_the_known(text: &str, topics: &Topics) -> bool {
    let found = topics.find(text, None);
    if found.first().is_none_or(|found| found.range.start > 0) {
        return false;
    }
    let mut rest = String::new();
    let mut at = 0;
    for found in &found {
        rest.push_str(&text[at..found.range.start]);
        at = found.range.end;
    }
    rest.push_str(&text[at..]);
    rest.chars().count() <= 1 || is_common_word(rest.trim())
}

fn free_id(name: &str, ids: &mut BTreeSet<String>) -> String {
    let wanted = slug(name);
    let mut id = wanted.clone();
    let mut number = 2;
    while !ids.insert(id.clone()) {
        id = format!("{wanted}-{number}");
        number += 1;
    }
    id
}

/// Counts the mentions that there would be: where no known name of the same length or longer stands already.
fn count(
    proposals: &mut [Proposal],
    notes: &[ParsedNote],
    linked: &[LinkedNote],
    texts: &[Vec<FlatText>],
) {
    let file: String = proposals.iter().map(entry).collect();
    let topics = Topics::of(&TopicInput {
        file: Some((SourceId(0), &file)),
        ..TopicInput::default()
    });
    let at: BTreeMap<String, usize> = proposals
        .iter()
        .enumerate()
        .map(|(at, proposal)| (proposal.id.clone(), at))
        .collect();
    for ((note, linked), texts) in notes.iter().zip(linked).zip(texts) {
        let mut sections: BTreeSet<(usize, Option<usize>)> = BTreeSet::new();
        let mut section = None;
        for (index, (run, flat)) in text_runs(&note.document).iter().zip(texts).enumerate() {
            if let RunKind::Heading(heading) = run.kind {
                section = Some(heading);
            }
            let known = |range: &std::ops::Range<usize>| {
                linked.mentions.list.iter().any(|mention| {
                    let there = mention.range.start as usize..mention.range.end as usize;
                    mention.run as usize == index
                        && there.start < range.end
                        && range.start < there.end
                        && there.len() >= range.len()
                })
            };
            for found in topics.find(&flat.text, None) {
                let [topic] = topics.name(found.name).topics[..] else {
                    continue;
                };
                if let Some(at) = at.get(&topics.topic(topic).id)
                    && !known(&found.range)
                {
                    proposals[*at].mentions += 1;
                    sections.insert((*at, section));
                }
            }
        }
        let mut seen = BTreeSet::new();
        for (at, _) in sections {
            proposals[at].sections += 1;
            proposals[at].notes += usize::from(seen.insert(at));
        }
    }
}

#[cfg(test)]
mod tests;
