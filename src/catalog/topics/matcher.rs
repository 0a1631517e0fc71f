//! Finds the names of topics in a text: all at once, by the automaton of Aho and Corasick ("Efficient string matching",
//! CACM 18(6), 1975), then by the rules of the two scripts.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::names::{Name, NameTable};
use crate::text::{Folded, crosses_word, is_han, is_separator, is_word_char};

/// Han names of so many characters or more stand across no word by chance.
const LONG_HAN: usize = 4;

/// The automaton over the folded names.
#[derive(Clone, Debug, Default)]
pub(super) struct Matcher(Option<AhoCorasick>);

/// A name in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The index of the name, for [`super::Topics::name`].
    pub name: usize,
    /// Its bytes in the text, with the ending of a plural and the number of a version.
    pub range: Range<usize>,
}

/// Why something that looks like a name is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Part of a longer Latin word: `BNF`, `subnet`.
    InsideWord,
    /// A short name that is written in another case: `in`.
    Case,
    /// It stands across the border of a word: 池化 in 电池化学.
    AcrossWords,
}

impl Matcher {
    pub(super) fn new(names: &NameTable) -> Self {
        // The form that is built fastest: that takes longer than to go over the notes of most sites. Only more patterns than
        // an automaton can have states are refused.
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::NoncontiguousNFA))
            .build(names.patterns());
        Self(automaton.ok())
    }

    /// See [`super::Topics::find`].
    pub(super) fn find(
        &self,
        names: &NameTable,
        text: &str,
        mut rejected: Option<&mut dyn FnMut(Candidate, Reason)>,
    ) -> Vec<Candidate> {
        let Some(automaton) = &self.0 else {
            return Vec::new();
        };
        let folded = Folded::new(text);
        let wants_rejected = rejected.is_some();
        let mut reject = |candidate: Candidate, reason: Reason| {
            if let Some(rejected) = rejected.as_mut() {
                rejected(candidate, reason);
            }
        };
        let mut candidates: Vec<(Candidate, Range<usize>)> = Vec::new();
        for found in automaton.find_overlapping_iter(&folded.text) {
            let name = found.pattern().as_usize();
            // Most of what looks like a name is a piece of a longer word.
            if !wants_rejected && is_piece(&folded, found.start()..found.end()) {
                continue;
            }
            let range = folded.origin(found.start())..folded.origin(found.end());
            // A separator behind the name belongs to the text after it.
            let range = range.start..trimmed_end(text, range);
            match by_letters(names.get(name), text, range.clone()) {
                Ok(range) => candidates.push((Candidate { name, range }, found.range())),
                Err(reason) => reject(Candidate { name, range }, reason),
            }
        }
        // `ReLU6` is that name rather than the name `ReLU` with a number.
        candidates.sort_by_key(|(found, own)| {
            let longest = std::cmp::Reverse((found.range.len(), own.len()));
            (longest, found.range.start)
        });
        let mut chosen: Vec<Candidate> = Vec::new();
        for (candidate, own) in candidates {
            let place = chosen.partition_point(|other| other.range.start < candidate.range.start);
            let overlaps = |other: Option<&Candidate>| {
                other.is_some_and(|other| {
                    other.range.start < candidate.range.end
                        && candidate.range.start < other.range.end
                })
            };
            if overlaps(chosen.get(place))
                || overlaps(place.checked_sub(1).and_then(|at| chosen.get(at)))
            {
                continue;
            }
            if is_across_words(names.get(candidate.name), &folded.text, &own) {
                reject(candidate, Reason::AcrossWords);
                continue;
            }
            chosen.insert(place, candidate);
        }
        chosen.retain(|found| !names.get(found.name).topics.is_empty());
        chosen
    }
}

/// Whether a word goes on before or behind a folded range, by more than the ending of a plural or a number.
fn is_piece(folded: &Folded, range: Range<usize>) -> bool {
    let next = folded.text.as_bytes().get(range.end);
    !folded.may_begin(range.start)
        || !folded.may_begin(range.end)
            && !next.is_some_and(|byte| matches!(byte, b's' | b'e' | b'0'..=b'9'))
}

fn trimmed_end(text: &str, range: Range<usize>) -> usize {
    let found = text.get(range.clone()).unwrap_or_default();
    range.start + found.trim_end_matches(is_separator).len()
}

/// The rules about letters. Returns the range with what belongs to the name behind it.
fn by_letters(name: &Name, text: &str, range: Range<usize>) -> Result<Range<usize>, Reason> {
    let found = text.get(range.clone()).unwrap_or_default();
    let before = text[..range.start].chars().next_back();
    let (first, last) = (found.chars().next(), found.chars().next_back());
    if first.is_some_and(is_word_char) && before.is_some_and(is_word_char) {
        return Err(Reason::InsideWord);
    }
    let mut end = range.end;
    if last.is_some_and(is_word_char) {
        end += ending(found, &text[range.end..]).ok_or(Reason::InsideWord)?;
    }
    // A short name is one word: `I N` is not `IN`.
    let is_split = || found.contains(is_separator) && !name.spellings[0].contains(is_separator);
    if name.exact && (!name.is_spelled(found) || is_split()) {
        return Err(Reason::Case);
    }
    Ok(range.start..end)
}

/// How many bytes of `rest` belong to the Latin name `found` in front of it: none, the ending of a plural, or the number of
/// a version (`ResNet50`). `None` if a longer word goes on.
fn ending(found: &str, rest: &str) -> Option<usize> {
    let ends = |length: usize| {
        let after = rest.get(length..)?.chars().next();
        (!after.is_some_and(is_word_char)).then_some(length)
    };
    let letters = || found.chars().filter(|c| c.is_alphabetic()).count();
    if let Some(length) = ends(0) {
        return Some(length);
    }
    if found.ends_with(|c: char| c.is_ascii_alphabetic()) {
        for plural in ["s", "es"] {
            if let Some(length) = rest
                .starts_with(plural)
                .then(|| ends(plural.len()))
                .flatten()
            {
                return Some(length);
            }
        }
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let is_model = letters() >= 3 && found.chars().any(char::is_uppercase);
        if digits > 0 && is_model {
            return ends(digits);
        }
    }
    None
}

fn is_across_words(name: &Name, text: &str, range: &Range<usize>) -> bool {
    if !name.is_han() || name.folded.chars().count() >= LONG_HAN {
        return false;
    }
    let start = text[..range.start].trim_end_matches(is_han).len();
    let rest = &text[range.end..];
    let end = range.end + rest.len() - rest.trim_start_matches(is_han).len();
    crosses_word(&text[start..end], range.start - start..range.end - start)
}
