//! Where each word stands: lists of sections, divided into files of which a query loads those that hold its words.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::encode::{push_ascending, push_nibble, push_number, quantised};
use super::units::NoteUnits;

/// How large a shard becomes before the next one begins, in bytes before compression, about 16 KB after it.
const SHARD_BYTES: usize = 26_000;

/// Places in fewer sections are no term if they are only pairs of characters.
const FEWEST_PAIR_PLACES: usize = 2;

/// A section, by its number over all notes, and how much a word counts in it.
pub(super) type Posting = (u32, u8);

/// Where everything is said.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Words, in the order of [`order`], with their sections.
    pub(super) words: Vec<(String, Vec<Posting>)>,
    /// Pairs of characters across the borders of words, in the same order.
    pub(super) pairs: Vec<(String, Vec<u32>)>,
    /// The average length of a section.
    pub(super) average: f32,
}

/// The order in which browsers sort texts.
pub(super) fn order(a: &str, b: &str) -> Ordering {
    a.encode_utf16().cmp(b.encode_utf16())
}

impl Places {
    pub(super) fn new(notes: &[NoteUnits]) -> Self {
        let units = || notes.iter().flat_map(|note| &note.units);
        let rows = u32::try_from(units().count()).unwrap_or(u32::MAX);
        #[allow(clippy::cast_precision_loss)]
        let average = units().map(|unit| unit.terms.length).sum::<f32>() / (rows.max(1) as f32);
        let mut words: Vec<(String, Vec<Posting>)> = Vec::new();
        let mut word_index: HashMap<&str, usize> = HashMap::new();
        let mut pairs: Vec<(String, Vec<u32>)> = Vec::new();
        let mut pair_index: HashMap<[char; 2], usize> = HashMap::new();
        for (row, unit) in (0..).zip(units()) {
            for (word, frequency) in &unit.terms.words {
                let at = *word_index.entry(word).or_insert_with(|| {
                    words.push((word.clone(), Vec::new()));
                    words.len() - 1
                });
                let impact = quantised(*frequency, unit.terms.length, average);
                words[at].1.push((row, impact));
            }
            for pair in &unit.terms.pairs {
                let at = *pair_index.entry(*pair).or_insert_with(|| {
                    pairs.push((pair.iter().collect(), Vec::new()));
                    pairs.len() - 1
                });
                pairs[at].1.push(row);
            }
        }
        // Browsers cut the list of pairs at every second unit of UTF-16.
        pairs.retain(|(pair, rows)| {
            rows.len() >= FEWEST_PAIR_PLACES && pair.chars().all(|c| c.len_utf16() == 1)
        });
        words.sort_by(|a, b| order(&a.0, &b.0));
        pairs.sort_by(|a, b| order(&a.0, &b.0));
        Self {
            words,
            pairs,
            average,
        }
    }
}

/// A file of places.
#[derive(Debug, Default)]
pub(super) struct Shard {
    /// The first word or pair in it.
    pub(super) first: String,
    words: Vec<String>,
    counts: String,
    rows: String,
    impacts: String,
    pairs: String,
    pair_counts: String,
    pair_rows: String,
}

impl Shard {
    /// The texts of the file, by their names.
    pub(super) fn fields(self) -> Vec<(&'static str, String)> {
        vec![
            ("words", self.words.join(" ")),
            ("counts", self.counts),
            ("rows", self.rows),
            ("impacts", self.impacts),
            ("pairs", self.pairs),
            ("pairCounts", self.pair_counts),
            ("pairRows", self.pair_rows),
        ]
    }

    fn bytes(&self) -> usize {
        let words: usize = self.words.iter().map(|word| word.len() + 1).sum();
        [
            &self.counts,
            &self.rows,
            &self.impacts,
            &self.pairs,
            &self.pair_counts,
            &self.pair_rows,
        ]
        .into_iter()
        .fold(words, |sum, text| sum + text.len())
    }

    fn push_word(&mut self, word: &str, places: &[Posting]) {
        self.words.push(word.to_owned());
        push_number(offset(places.len()), &mut self.counts);
        push_ascending(places.iter().map(|(row, _)| *row), &mut self.rows);
        for (_, impact) in places {
            push_nibble(*impact, &mut self.impacts);
        }
    }

    fn push_pair(&mut self, pair: &str, rows: &[u32]) {
        self.pairs.push_str(pair);
        push_number(offset(rows.len()), &mut self.pair_counts);
        push_ascending(rows.iter().copied(), &mut self.pair_rows);
    }
}

pub(super) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Divides the places into files, in the order of the words.
pub(super) fn shards(places: &Places) -> Vec<Shard> {
    let mut shards = vec![Shard::default()];
    let mut words = places.words.iter().peekable();
    let mut pairs = places.pairs.iter().peekable();
    // The size is counted anew after so much was added, for counting takes as long as adding.
    let mut size = 0;
    loop {
        let word_is_next = match (words.peek(), pairs.peek()) {
            (None, None) => break,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (Some((word, _)), Some((pair, _))) => order(word, pair).is_le(),
        };
        let key = if word_is_next {
            words.peek().map(|(word, _)| word.as_str())
        } else {
            pairs.peek().map(|(pair, _)| pair.as_str())
        };
        let key = key.unwrap_or_default();
        let last = shards.len() - 1;
        // A word and a pair that are written alike stay together.
        let is_new = shards[last].words.last().is_none_or(|word| word != key);
        if size >= SHARD_BYTES && is_new && shards[last].bytes() >= SHARD_BYTES {
            shards.push(Shard {
                first: key.to_owned(),
                ..Shard::default()
            });
            size = 0;
        }
        let last = shards.len() - 1;
        if word_is_next {
            if let Some((word, places)) = words.next() {
                size += word.len() + 2 + places.len() * 2;
                shards[last].push_word(word, places);
            }
        } else if let Some((pair, rows)) = pairs.next() {
            size += pair.len() + 1 + rows.len();
            shards[last].push_pair(pair, rows);
        }
        if size > SHARD_BYTES && shards[last].bytes() < SHARD_BYTES {
            size = shards[last].bytes();
        }
    }
    shards
}
