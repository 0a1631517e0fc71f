//! What a text counts for: words of Chinese text, Latin words and identifiers with their parts, and pairs of characters
//! across the borders of words.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::text::{Segmenter, address_len, bare, is_accent, is_han};

/// Characters that say little by themselves. A pair with one of them is no term.
pub(super) const FUNCTION_CHARACTERS: &str = "的了是在和与及或也就都而但为于以对等这那其之有个一不可以们会能到被把从将中上下时后前用由又还很更最得地着过要需\
     如何什么怎样吗呢吧啊它他她我你各每该此只使让给向并且则因所即若当没无非";

/// Whether a character is one of [`FUNCTION_CHARACTERS`]; asked of every character of the notes.
fn is_function(c: char) -> bool {
    static TABLE: LazyLock<[bool; 0x5200]> = LazyLock::new(|| {
        let mut table = [false; 0x5200];
        for c in FUNCTION_CHARACTERS.chars() {
            table[c as usize - FIRST_HAN] = true;
        }
        table
    });
    let at = (c as usize).checked_sub(FIRST_HAN);
    at.is_some_and(|at| TABLE.get(at).is_some_and(|is| *is))
}

/// Where the Han characters of Unicode's first block begin.
const FIRST_HAN: usize = 0x4e00;

/// Longer words are names of nobody: hashes, encoded data.
const LONGEST_WORD: usize = 40;

/// Longer numbers are data.
const LONGEST_NUMBER: usize = 4;

/// Terms with their frequencies.
#[derive(Clone, Debug, Default)]
pub(super) struct Terms {
    /// Words.
    pub(super) words: BTreeMap<String, f32>,
    /// Pairs of Han characters across the borders of words.
    pub(super) pairs: BTreeSet<[char; 2]>,
    /// How long the text is, in words.
    pub(super) length: f32,
}

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Running text.
    Text,
    /// Program code, whose identifiers have parts.
    Code,
}

/// A run of characters of one sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Han,
    Word,
    Other,
}

fn class(c: char) -> Class {
    if is_han(c) || matches!(c, '\u{3040}'..='\u{30ff}') {
        Class::Han
    } else if is_punctuation(c) {
        Class::Other
    } else if c.is_alphanumeric() || c == '_' || is_accent(c) {
        Class::Word
    } else {
        Class::Other
    }
}

/// The usual punctuation of Chinese text, told quicker than by the tables of Unicode.
fn is_punctuation(c: char) -> bool {
    matches!(c, '\u{2012}'..='\u{2027}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3020}'
        | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}')
}

/// The runs of Han characters and the words of a text.
fn runs(text: &str) -> impl Iterator<Item = (Class, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = class(rest.chars().next()?);
        let end = rest.find(|c| class(c) != first).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        Some((first, run))
    })
}

impl Terms {
    /// Adds a text, each word of it with `weight`.
    pub(super) fn add(&mut self, text: &str, kind: Kind, weight: f32, segmenter: &Segmenter) {
        let text = without_addresses(text);
        let mut before: Option<&str> = None;
        let mut joint: Option<String> = None;
        for (class, run) in runs(&text) {
            match class {
                Class::Han => self.han(&bare(run), weight, segmenter),
                Class::Word => {
                    let whole = self.word(run, kind, weight);
                    // `k-means` is looked for as `kmeans` too.
                    if before == Some("-")
                        && let Some(mut first) = joint.take()
                    {
                        first.push_str(&whole);
                        if is_word(&first) {
                            self.count(&first, weight);
                        }
                        joint = Some(first);
                    } else {
                        joint = Some(whole);
                    }
                }
                Class::Other => {}
            }
            if class != Class::Word && run != "-" {
                joint = None;
            }
            before = Some(run);
        }
    }

    fn han(&mut self, run: &str, weight: f32, segmenter: &Segmenter) {
        let mut last: Option<char> = None;
        for range in segmenter.words(run) {
            let word = &run[range];
            self.length += weight;
            let mut chars = word.chars();
            let Some(first) = chars.next() else { continue };
            if let Some(last) = last
                && !is_function(last)
                && !is_function(first)
            {
                self.pairs.insert([last, first]);
            }
            last = word.chars().next_back();
            if chars.as_str().is_empty() {
                if !is_function(first) {
                    self.count(word, weight);
                }
                continue;
            }
            self.count(word, weight);
            segmenter.inner_words(word, |inner| self.count(inner, weight));
        }
    }

    /// Counts a Latin word or identifier and its parts. Returns it as it is counted.
    fn word(&mut self, run: &str, kind: Kind, weight: f32) -> String {
        self.length += weight;
        let whole = bare(run).replace('_', "");
        let single = whole.chars().nth(1).is_none();
        if is_word(&whole) && (kind == Kind::Text || !single) {
            self.count(&whole, weight);
        }
        if kind == Kind::Text && !run.contains('_') {
            return whole;
        }
        let mut count_part = |part: &str| {
            let part = bare(part);
            if part.len() > 1 && part != whole && is_word(&part) {
                self.count(&part, weight);
            }
        };
        for part in run.split('_') {
            count_part(part);
            if kind == Kind::Code {
                camel_parts(part, &mut count_part);
            }
        }
        whole
    }

    /// Lists of words are parted by white space, which some signs have in their compatible form, such as `゛`.
    fn count(&mut self, word: &str, weight: f32) {
        if word.is_empty() || word.contains(char::is_whitespace) {
            return;
        }
        if let Some(known) = self.words.get_mut(word) {
            *known += weight;
        } else {
            self.words.insert(word.to_owned(), weight);
        }
    }
}

/// Whether a folded Latin word is worth looking for.
fn is_word(word: &str) -> bool {
    let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
    let length = word.chars().count();
    if is_number {
        (2..=LONGEST_NUMBER).contains(&length)
    } else {
        length <= LONGEST_WORD
    }
}

/// `BatchNorm2d` is `Batch` and `Norm2d`, `HTTPServer` is `HTTP` and `Server`.
fn camel_parts<'a>(name: &'a str, mut part: impl FnMut(&'a str)) {
    let chars: Vec<(usize, char)> = name.char_indices().collect();
    let mut start = 0;
    for (at, window) in (1..).zip(chars.windows(2)) {
        let [(_, before), (here, c)] = window else {
            continue;
        };
        let after = chars.get(at + 1).map(|(_, c)| *c);
        let begins = c.is_uppercase()
            && (before.is_lowercase()
                || after.is_some_and(char::is_lowercase) && before.is_alphabetic());
        if begins {
            part(&name[start..*here]);
            start = *here;
        }
    }
    if start > 0 {
        part(&name[start..]);
    }
}

/// The text without web addresses.
fn without_addresses(text: &str) -> std::borrow::Cow<'_, str> {
    // Looking for three words in each text takes longer than for the signs in them.
    if !text.bytes().any(|byte| matches!(byte, b':' | b'.')) {
        return text.into();
    }
    let mut rest = text;
    let mut out = String::new();
    while let Some(at) = ["http://", "https://", "www."]
        .iter()
        .filter_map(|start| rest.find(start))
        .min()
    {
        let length = address_len(&rest[at..]).max(4);
        out.push_str(&rest[..at]);
        out.push(' ');
        rest = &rest[at + length..];
    }
    if out.is_empty() && rest.len() == text.len() {
        return text.into();
    }
    out.push_str(rest);
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str, kind: Kind) -> Vec<String> {
        let mut terms = Terms::default();
        let segmenter = Segmenter::new(["批归一化"]);
        terms.add(text, kind, 1.0, &segmenter);
        terms.words.into_keys().collect()
    }

    #[test]
    fn identifiers_whole_and_in_parts() {
        assert_eq!(
            words("tf.nn.max_pool2d(x)", Kind::Code),
            ["max", "maxpool2d", "nn", "pool2d", "tf"]
        );
        assert_eq!(
            words("nn.BatchNorm2d HTTPServer", Kind::Code),
            [
                "batch",
                "batchnorm2d",
                "http",
                "httpserver",
                "nn",
                "norm2d",
                "server"
            ]
        );
        assert_eq!(words("k-means", Kind::Text), ["k", "kmeans", "means"]);
    }

    #[test]
    fn no_sign_puts_white_space_into_a_word() {
        let all: String = ('\0'..='\u{ffff}')
            .flat_map(|c| ['火', c, 'a', c])
            .collect();
        for kind in [Kind::Text, Kind::Code] {
            let bad: Vec<String> = words(&all, kind)
                .into_iter()
                .filter(|word| word.is_empty() || word.contains(char::is_whitespace))
                .collect();
            assert_eq!(bad, Vec::<String>::new());
        }
    }

    #[test]
    fn chinese_words_topics_and_pairs() {
        let mut terms = Terms::default();
        let segmenter = Segmenter::new(["批归一化"]);
        terms.add("用批歸一化層的效果", Kind::Text, 1.0, &segmenter);
        let words: Vec<&str> = terms.words.keys().map(String::as_str).collect();
        assert_eq!(words, ["层", "归一化", "批归一化", "效果"]);
        assert_eq!(terms.pairs, BTreeSet::from([['化', '层']]));
    }

    #[test]
    fn noise_is_left_out() {
        let long = "x".repeat(41);
        let text = format!("见 https://example.org/a_b?c=词 和 {long} 12345678 2016 7");
        assert_eq!(words(&text, Kind::Text), ["2016", "见", "词"]);
        assert_eq!(words("www.a www. b", Kind::Text), ["b"]);
    }
}
