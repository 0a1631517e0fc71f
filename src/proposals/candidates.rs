//! Where notes give something a name: bold text, headings, pairs, tags.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;

use super::Origin;
use super::terms::{behind_leading, ends, parts_of_heading, term};
use crate::diagnostic::Span;
use crate::parse::{FlatText, Pair, ParsedNote};
use crate::text::{folded, is_common_word, is_han};

/// The most Han characters in front of a bracket that are taken for a name where nothing says where it begins.
const UNSURE: usize = 6;

/// Something that may be a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) name: String,
    /// The Latin name and the abbreviation that a pair gives it.
    pub(super) latin: Option<String>,
    pub(super) abbreviation: Option<String>,
    pub(super) origins: BTreeSet<Origin>,
    /// The first place that names it.
    pub(super) first: Span,
}

/// The candidates of a site by their folded name. `texts` has the text of each run of each note.
pub(super) fn collect(
    notes: &[ParsedNote],
    texts: &[Vec<FlatText>],
) -> BTreeMap<String, Candidate> {
    let mut found = Found::default();
    // What pairs say is most certain; the other names of a thing are then known.
    let pairs: Vec<&Pair> = notes
        .iter()
        .flat_map(|note| &note.pairs)
        .filter(|pair| pair.latin.is_some() || pair.abbreviation.is_some())
        .collect();
    for (pair, name) in pairs.iter().zip(names_of_pairs(&pairs, texts)) {
        found.pair(pair, name);
    }
    for (note, texts) in notes.iter().zip(texts) {
        for flat in texts {
            found.strong(flat);
        }
        for heading in &note.headings {
            let in_han = heading.text.contains(is_han);
            for part in parts_of_heading(&heading.text) {
                if let Some(name) = term(part, in_han) {
                    found.add(name, Origin::Heading, heading.span);
                }
            }
        }
    }
    found.tags(notes);
    found.list
}

#[derive(Default)]
struct Found {
    list: BTreeMap<String, Candidate>,
    /// Folded names that are second names of a candidate, and which.
    other: BTreeMap<String, String>,
}

impl Found {
    fn add(&mut self, name: &str, origin: Origin, place: Span) {
        let key = folded(name);
        let key = self.other.get(&key).unwrap_or(&key).clone();
        let candidate = self.list.entry(key).or_insert_with(|| Candidate {
            name: name.to_owned(),
            latin: None,
            abbreviation: None,
            origins: BTreeSet::new(),
            first: place,
        });
        candidate.origins.insert(origin);
    }

    fn pair(&mut self, pair: &Pair, name: Option<&str>) {
        let latin = pair.latin.as_deref().and_then(|latin| term(latin, true));
        let Some(name) = name.or(latin) else {
            return;
        };
        let others = [latin, pair.abbreviation.as_deref()].into_iter().flatten();
        let key = folded(name);
        for other in others.map(folded).filter(|other| *other != key) {
            // A thing with two Chinese names keeps the first.
            if self.other.get(&other).is_some_and(|known| *known != key) {
                return;
            }
            self.other.insert(other, key.clone());
        }
        self.add(name, Origin::Pair, pair.span);
        if let Some(candidate) = self.list.get_mut(&key) {
            let latin = latin.filter(|latin| *latin != name);
            candidate.latin = candidate.latin.take().or(latin.map(str::to_owned));
            candidate.abbreviation = candidate.abbreviation.take().or(pair.abbreviation.clone());
        }
    }

    /// The strong pieces of a text, each as long as it goes on.
    fn strong(&mut self, flat: &FlatText) {
        let in_han = flat.text.contains(is_han);
        let mut at = 0;
        while at < flat.pieces.len() {
            let mut end = at + 1;
            if !flat.pieces[at].strong {
                at = end;
                continue;
            }
            while end < flat.pieces.len()
                && flat.pieces[end].strong
                && flat.pieces[end].start == flat.pieces[end - 1].end
            {
                end += 1;
            }
            let (first, last) = (&flat.pieces[at], &flat.pieces[end - 1]);
            if let Some(name) = term(&flat.text[first.start..last.end], in_han) {
                self.add(name, Origin::Bold, first.span);
            }
            at = end;
        }
    }

    /// Tags that several notes have.
    fn tags(&mut self, notes: &[ParsedNote]) {
        let mut uses: BTreeMap<String, Vec<(&str, &ParsedNote)>> = BTreeMap::new();
        for note in notes {
            for tag in &note.front_matter.tags {
                let last = tag.rsplit('/').next().unwrap_or(tag);
                uses.entry(folded(last)).or_default().push((last, note));
            }
        }
        for uses in uses.values().filter(|uses| uses.len() >= 2) {
            let (tag, note) = uses[0];
            if let Some(name) = term(tag, true) {
                self.add(name, Origin::Tag, Span::file(note.source));
            }
        }
    }
}

/// The first name of each pair: of Chinese text in front of the bracket the longest end that also stands elsewhere, else what
/// remains without the words that lead to it, if that is certain or short.
fn names_of_pairs<'a>(pairs: &[&'a Pair], texts: &[Vec<FlatText>]) -> Vec<Option<&'a str>> {
    let ends: Vec<Vec<&str>> = pairs
        .iter()
        .map(|pair| {
            if pair.whole || !pair.before.chars().all(is_han) {
                return Vec::new();
            }
            ends(&pair.before)
        })
        .collect();
    let patterns: BTreeSet<&str> = ends.iter().flatten().copied().collect();
    let counts = occurrences(&patterns, texts);
    pairs
        .iter()
        .zip(&ends)
        .map(|(pair, ends)| {
            if !pair.before.chars().all(is_han) {
                return term(&pair.before, true);
            }
            if pair.whole {
                let name = behind_leading(&pair.before);
                return is_name(name).then_some(name);
            }
            let elsewhere = ends.iter().find(|end| counts.get(**end) > Some(&1));
            let short = || ends.first().filter(|end| end.chars().count() <= UNSURE);
            elsewhere
                .or_else(short)
                .copied()
                .filter(|name| is_name(name))
        })
        .collect()
}

/// Whether what a bracket explains can be a name. Of ordinary words only long ones, as 冒泡排序 is, are explained as names.
fn is_name(text: &str) -> bool {
    let length = text.chars().count();
    (2..=10).contains(&length)
        && !text.ends_with(['叫', '称', '为', '即'])
        && (length >= 4 || !is_common_word(text))
}

/// How often each of these stands in the texts.
fn occurrences<'a>(
    patterns: &BTreeSet<&'a str>,
    texts: &[Vec<FlatText>],
) -> BTreeMap<&'a str, usize> {
    let patterns: Vec<&str> = patterns.iter().copied().collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let Ok(automaton) = AhoCorasick::new(&patterns) else {
        return counts;
    };
    for flat in texts.iter().flatten() {
        for found in automaton.find_overlapping_iter(&flat.text) {
            *counts
                .entry(patterns[found.pattern().as_usize()])
                .or_default() += 1;
        }
    }
    counts
}
