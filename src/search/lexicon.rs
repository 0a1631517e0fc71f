//! The words of all notes with a number each, and what of a section remains when its text is written: so that the index of
//! ten thousand notes fits into memory.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::script::text_parts;
use super::units::{NoteUnits, Unit};
use crate::catalog::NoteId;
use crate::catalog::topics::TopicId;

/// The number of a word. Which word has which depends on the order of the threads, so nothing is ever sorted by it.
pub(super) type Word = u32;

/// The words that were met so far.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// Only looked up, never iterated.
    numbers: Mutex<HashMap<Arc<str>, Word>>,
}

/// The sections of a note without their texts.
#[derive(Debug)]
pub struct IndexedNote {
    /// The note.
    pub note: NoteId,
    pub(super) sections: Vec<IndexedSection>,
    /// The sections at which a further file of texts begins.
    pub(super) text_starts: Vec<usize>,
}

/// A section without its text.
#[derive(Debug)]
pub(super) struct IndexedSection {
    /// As in [`Unit::heading`].
    pub(super) heading: Option<usize>,
    /// How long it is, in words.
    pub(super) length: f32,
    /// Its words with their frequencies.
    pub(super) words: Vec<(Word, f32)>,
    /// Two units of UTF-16 each: those beyond are in no file, for browsers cut the list of pairs at every second unit.
    pub(super) pairs: Vec<[u16; 2]>,
    pub(super) heading_words: Vec<Word>,
    /// As in [`Unit::topics`].
    pub(super) topics: BTreeMap<TopicId, (f32, bool)>,
}

impl Lexicon {
    /// What the index keeps of a note.
    pub fn index(&self, note: NoteUnits) -> IndexedNote {
        let mut text_starts = Vec::new();
        let mut next = 0;
        for part in text_parts(&note) {
            if next > 0 {
                text_starts.push(next);
            }
            next += part.len();
        }
        let mut numbers = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        let sections = note.units.into_iter();
        IndexedNote {
            note: note.note,
            sections: sections.map(|unit| section(unit, &mut numbers)).collect(),
            text_starts,
        }
    }

    /// All words; a word's number is its place.
    pub(super) fn into_words(self) -> Vec<Arc<str>> {
        let numbers = self.numbers.into_inner();
        let numbers = numbers.unwrap_or_else(PoisonError::into_inner);
        let mut words = vec![Arc::from(""); numbers.len()];
        #[allow(
            clippy::iter_over_hash_type,
            reason = "each goes to its own place, whatever the order"
        )]
        for (word, number) in numbers {
            words[number as usize] = word;
        }
        words
    }
}

fn section(unit: Unit, numbers: &mut HashMap<Arc<str>, Word>) -> IndexedSection {
    let mut number = |word: &str| {
        if let Some(number) = numbers.get(word) {
            return *number;
        }
        let next = Word::try_from(numbers.len()).unwrap_or(Word::MAX);
        numbers.insert(Arc::from(word), next);
        next
    };
    let words = unit.terms.words.iter();
    let mut pairs: Vec<_> = unit.terms.pairs.into_iter().filter_map(units).collect();
    // There are ten thousands of such lists at once.
    pairs.shrink_to_fit();
    IndexedSection {
        heading: unit.heading,
        length: unit.terms.length,
        words: words.map(|(word, count)| (number(word), *count)).collect(),
        pairs,
        heading_words: unit.heading_words.iter().map(|word| number(word)).collect(),
        topics: unit.topics,
    }
}

fn units(pair: [char; 2]) -> Option<[u16; 2]> {
    let unit = |c: char| u16::try_from(u32::from(c)).ok();
    Some([unit(pair[0])?, unit(pair[1])?])
}
