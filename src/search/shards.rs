//! Where each word stands: lists of sections, divided into files of which a query loads those that hold its words.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::mem::take;
use std::sync::Arc;

use super::encode::{push_ascending, push_nibble, push_number, quantised};
use super::lexicon::IndexedNote;

/// How large a shard becomes before the next one begins, in bytes before compression, about 12 KB after it.
const SHARD_BYTES: usize = 20_000;

/// Places in fewer sections are no term if they are only pairs of characters.
const FEWEST_PAIR_PLACES: usize = 2;

/// A section, by its number over all notes, and how much a word counts in it, which is less than 16. Both lie in one number,
/// for there are millions of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Posting(u32);

impl Posting {
    /// `impact` is taken as far as it is less than 16.
    pub(super) fn new(row: u32, impact: u8) -> Self {
        Self(row << 4 | u32::from(impact & 0xf))
    }

    pub(super) fn row(self) -> u32 {
        self.0 >> 4
    }

    pub(super) fn impact(self) -> u8 {
        (self.0 & 0xf) as u8
    }
}

/// A word with its places.
#[derive(Debug)]
pub(super) struct PlacedWord {
    pub(super) word: Arc<str>,
    pub(super) postings: Vec<Posting>,
    /// Whether it stands in a heading or title.
    pub(super) in_heading: bool,
}

/// Where everything is said.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Words with their sections, in the order of [`order`].
    pub(super) words: Vec<PlacedWord>,
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
    /// Turns the notes round, which are left without words and pairs. `words` are those of their lexicon.
    pub(super) fn of(notes: &mut [IndexedNote], words: &[Arc<str>]) -> Self {
        let sections = || notes.iter().flat_map(|note| &note.sections);
        let rows = u32::try_from(sections().count()).unwrap_or(u32::MAX);
        #[allow(clippy::cast_precision_loss)]
        let average = sections().map(|section| section.length).sum::<f32>() / (rows.max(1) as f32);
        let mut counts = vec![0; words.len()];
        for (word, _) in sections().flat_map(|section| &section.words) {
            counts[*word as usize] += 1;
        }
        let placed = |(word, count): (&Arc<str>, usize)| PlacedWord {
            word: Arc::clone(word),
            postings: Vec::with_capacity(count),
            in_heading: false,
        };
        let mut words: Vec<PlacedWord> = words.iter().zip(counts).map(placed).collect();
        let mut pairs: Vec<(String, Vec<u32>)> = Vec::new();
        let mut pair_index: HashMap<[u16; 2], usize> = HashMap::new();
        let sections = notes.iter_mut().flat_map(|note| &mut note.sections);
        for (row, section) in (0..).zip(sections) {
            for (word, frequency) in take(&mut section.words) {
                let impact = quantised(frequency, section.length, average);
                words[word as usize]
                    .postings
                    .push(Posting::new(row, impact));
            }
            for word in &section.heading_words {
                words[*word as usize].in_heading = true;
            }
            for pair in take(&mut section.pairs) {
                let at = *pair_index.entry(pair).or_insert_with(|| {
                    pairs.push((String::from_utf16_lossy(&pair), Vec::new()));
                    pairs.len() - 1
                });
                pairs[at].1.push(row);
            }
        }
        pairs.retain(|(_, rows)| rows.len() >= FEWEST_PAIR_PLACES);
        words.sort_by(|a, b| order(&a.word, &b.word));
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
        push_ascending(places.iter().map(|place| place.row()), &mut self.rows);
        for place in places {
            push_nibble(place.impact(), &mut self.impacts);
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
            (Some(next), Some((pair, _))) => order(&next.word, pair).is_le(),
        };
        let key = if word_is_next {
            words.peek().map(|next| next.word.as_ref())
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
            if let Some(PlacedWord { word, postings, .. }) = words.next() {
                size += word.len() + 2 + postings.len() * 2;
                shards[last].push_word(word, postings);
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::encode::numbers;
    use super::*;
    use proptest::prelude::*;

    /// Reads the lists of a shard as the browser does.
    fn lists(counts: &str, rows: &str) -> Vec<Vec<u32>> {
        let mut gaps = numbers(rows).into_iter();
        let list = |count: u32| {
            let mut next = 0;
            let gaps = gaps.by_ref().take(count as usize);
            let rows = gaps.map(|gap| {
                next += gap + 1;
                next - 1
            });
            rows.collect()
        };
        numbers(counts).into_iter().map(list).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn what_is_written_comes_back(
            words in proptest::collection::btree_map(
                "[a-c池化层\u{20bb7}]{1,3}",
                proptest::collection::btree_map(0u32..100_000, 1u8..16, 1..2000),
                0..40,
            ),
            pairs in proptest::collection::btree_map(
                "[池化层卷]{2}",
                proptest::collection::btree_set(0u32..3000, 2..20),
                0..10,
            ),
        ) {
            let mut places = Places {
                words: words
                    .iter()
                    .map(|(word, rows)| PlacedWord {
                        word: Arc::from(word.as_str()),
                        postings: rows.iter().map(|(row, impact)| Posting::new(*row, *impact)).collect(),
                        in_heading: false,
                    })
                    .collect(),
                pairs: pairs.iter().map(|(pair, rows)| (pair.clone(), rows.iter().copied().collect())).collect(),
                average: 1.0,
            };
            places.words.sort_by(|a, b| order(&a.word, &b.word));
            places.pairs.sort_by(|a, b| order(&a.0, &b.0));
            let shards = shards(&places);
            let mut found = BTreeMap::new();
            let mut found_pairs = BTreeMap::new();
            for (at, shard) in shards.iter().enumerate() {
                let next = shards.get(at + 1).map(|next| next.first.as_str());
                let mut impacts = shard.impacts.bytes();
                for (word, rows) in shard.words.iter().zip(lists(&shard.counts, &shard.rows)) {
                    // The browser looks for a word in the last shard that begins before it.
                    prop_assert!(order(&shard.first, word).is_le());
                    prop_assert!(next.is_none_or(|next| order(word, next).is_lt()));
                    let rows: BTreeMap<u32, u8> = rows
                        .into_iter()
                        .zip(impacts.by_ref())
                        .map(|(row, digit)| (row, u8::from_str_radix(&char::from(digit).to_string(), 16).unwrap()))
                        .collect();
                    found.insert(word.clone(), rows);
                }
                let chars: Vec<char> = shard.pairs.chars().collect();
                for (pair, rows) in chars.chunks(2).zip(lists(&shard.pair_counts, &shard.pair_rows)) {
                    let pair: String = pair.iter().collect();
                    prop_assert!(order(&shard.first, &pair).is_le());
                    prop_assert!(next.is_none_or(|next| order(&pair, next).is_lt()));
                    found_pairs.insert(pair, rows.into_iter().collect());
                }
            }
            prop_assert_eq!(found, words);
            prop_assert_eq!(found_pairs, pairs);
        }
    }
}
