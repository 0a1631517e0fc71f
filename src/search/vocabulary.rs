//! What queries are understood by: the words of the notes, the names of topics, readings and simplified forms.

use std::collections::{BTreeMap, BTreeSet};

use super::encode::{push_ascending, push_nibble, push_number, quantised};
use super::lexicon::IndexedNote;
use super::shards::{Places, offset, order};
use super::units::one_line;
use crate::catalog::Catalog;
use crate::catalog::topics::TopicId;
use crate::text::{bare, common_characters, folded, is_han, readings, traditional_characters};

/// Latin words of the text alone that stand in fewer sections are found, but not guessed at.
const FEWEST_PLACES: usize = 2;

/// The most readings of one character: the others are rare.
const MOST_READINGS: usize = 3;

/// The words and names.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    /// Words in Han characters with the binary logarithm of the number of their sections, sorted.
    han: Vec<(String, u8)>,
    /// All other words.
    latin: Vec<(String, u8)>,
    topics: Topics,
    /// All Han characters of words, names, headings and titles.
    characters: BTreeSet<char>,
}

#[derive(Debug, Default)]
struct Topics {
    /// Id, shown name and further names of each, an empty name before those that are no certain ones.
    names: Vec<Vec<String>>,
    counts: String,
    rows: String,
    impacts: String,
}

impl Vocabulary {
    pub(super) fn new(catalog: &Catalog, notes: &[IndexedNote], places: &Places) -> Self {
        // Queries in Chinese are cut into words by this list, so that it has them all.
        let counts = places.words.iter().filter_map(|placed| {
            let word = placed.word.as_ref();
            let count = placed.postings.len();
            let is_kept = word.starts_with(is_han) || count >= FEWEST_PLACES || placed.in_heading;
            is_kept.then_some((word, count))
        });
        let mut vocabulary = Self {
            topics: topics(catalog, notes, places.average),
            ..Self::default()
        };
        for (word, count) in counts {
            let level = u8::try_from(count.max(1).ilog2().min(15)).unwrap_or(15);
            if word.starts_with(is_han) {
                vocabulary.han.push((word.to_owned(), level));
            } else {
                vocabulary.latin.push((word.to_owned(), level));
            }
        }
        vocabulary.han.sort_by(|a, b| order(&a.0, &b.0));
        vocabulary.latin.sort_by(|a, b| order(&a.0, &b.0));
        let headings = catalog.notes.iter().flat_map(|note| {
            let headings = note.headings.iter().map(|heading| heading.text.as_str());
            headings.chain([note.title.as_str()])
        });
        let words = vocabulary.han.iter().map(|(word, _)| word.as_str());
        let names = vocabulary.topics.names.iter().flatten();
        let texts = headings.chain(words).chain(names.map(String::as_str));
        vocabulary.characters = texts
            .flat_map(|text| bare(text).chars().collect::<Vec<_>>())
            .filter(|c| is_han(*c))
            .collect();
        vocabulary
    }

    /// The texts of the core that say it, by their names.
    pub(super) fn fields(&self) -> Vec<(&'static str, String)> {
        let (words, word_levels) = listed(&self.han);
        let (latin, latin_levels) = listed(&self.latin);
        let topics: Vec<String> = self
            .topics
            .names
            .iter()
            .map(|names| names.join("\t"))
            .collect();
        let pairs: Vec<(char, char)> = traditional_characters()
            .filter(|(_, simple)| self.characters.contains(simple))
            .collect();
        vec![
            ("words", words),
            ("wordLevels", word_levels),
            ("latin", latin),
            ("latinLevels", latin_levels),
            ("topics", topics.join("\n")),
            ("topicCounts", self.topics.counts.clone()),
            ("topicRows", self.topics.rows.clone()),
            ("topicImpacts", self.topics.impacts.clone()),
            ("readings", self.readings()),
            ("traditional", pairs.iter().map(|(c, _)| *c).collect()),
            ("simplified", pairs.iter().map(|(_, c)| *c).collect()),
        ]
    }

    /// Each syllable with the characters that can be read so: `chi池吃 hua化`. A character that is typed in the place of
    /// another of the same sound need not be in the notes.
    fn readings(&self) -> String {
        let mut by_syllable: BTreeMap<String, String> = BTreeMap::new();
        let characters: BTreeSet<char> = common_characters()
            .chain(self.characters.iter().copied())
            .collect();
        for c in &characters {
            for reading in readings(*c).into_iter().take(MOST_READINGS) {
                by_syllable
                    .entry(reading.replace('ü', "v"))
                    .or_default()
                    .push(*c);
            }
        }
        let entries = by_syllable
            .into_iter()
            .map(|(syllable, all)| syllable + &all);
        entries.collect::<Vec<_>>().join(" ")
    }
}

fn listed(words: &[(String, u8)]) -> (String, String) {
    let mut levels = String::new();
    for (_, level) in words {
        push_nibble(*level, &mut levels);
    }
    let words: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
    (words.join(" "), levels)
}

/// The topics that the notes speak of, in the order of their indices.
fn topics(catalog: &Catalog, notes: &[IndexedNote], average: f32) -> Topics {
    let mut places: BTreeMap<TopicId, Vec<(u32, bool, u8)>> = BTreeMap::new();
    let sections = notes.iter().flat_map(|note| &note.sections);
    for (row, section) in (0..).zip(sections) {
        for (topic, (count, in_heading)) in &section.topics {
            let impact = if *count > 0.0 {
                quantised(*count, section.length, average)
            } else {
                0
            };
            let place = (row, *in_heading, impact);
            places.entry(*topic).or_default().push(place);
        }
    }
    let mut out = Topics::default();
    for (id, places) in places {
        let topic = catalog.topics.topic(id);
        let mut known: BTreeSet<String> = BTreeSet::new();
        let mut names = vec![topic.id.clone()];
        let mut add = |name: &str, names: &mut Vec<String>| {
            let name = one_line(name);
            if !name.is_empty() && known.insert(folded(&bare(&name))) {
                names.push(name);
            }
        };
        add(&topic.name, &mut names);
        let (weak, strong): (Vec<_>, Vec<_>) =
            catalog.topics.names_of(id).partition(|name| name.weak);
        for name in strong.iter().flat_map(|name| &name.spellings) {
            add(name, &mut names);
        }
        let certain = names.len();
        let uncertain = weak.iter().flat_map(|name| &name.spellings);
        for name in uncertain.chain(&topic.hidden) {
            add(name, &mut names);
        }
        if names.len() > certain {
            names.insert(certain, String::new());
        }
        out.names.push(names);
        push_number(offset(places.len()), &mut out.counts);
        // The lowest bit says whether the heading speaks of it.
        let rows = places
            .iter()
            .map(|(row, in_heading, _)| row * 2 + u32::from(*in_heading));
        push_ascending(rows, &mut out.rows);
        for (_, _, impact) in places {
            push_nibble(impact, &mut out.impacts);
        }
    }
    out
}
