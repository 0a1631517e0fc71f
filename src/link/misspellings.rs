//! Latin words that are almost a name: `gama` for gamma.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::catalog::topics::Topics;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::FlatText;
use crate::text::is_han;

/// Letters that notes on mathematics spell out.
const GREEK: [&str; 20] = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "theta", "iota", "kappa", "lambda",
    "omicron", "sigma", "upsilon", "omega", "tau", "rho", "phi", "chi", "psi", "eta",
];

/// What grammar puts at the end of a word. Words that differ only in this are no misspellings of each other.
const ENDINGS: [&str; 40] = [
    "", "e", "s", "es", "d", "ed", "r", "er", "ers", "or", "ors", "ing", "ings", "ion", "ions",
    "ation", "n", "al", "ally", "y", "ly", "ity", "ive", "able", "ment", "ize", "ized", "ise",
    "ised", "izer", "ization", "isation", "ence", "ent", "ance", "ant", "ist", "ian", "ic", "ous",
];

/// The words that names are told from.
#[derive(Clone, Debug, Default)]
pub struct KnownWords {
    /// All words of all names.
    known: BTreeSet<String>,
    /// Names of one word, by their first letter.
    targets: BTreeMap<char, Vec<String>>,
}

impl KnownWords {
    /// The words of a dictionary and the Greek letters.
    pub fn new(topics: &Topics) -> Self {
        let mut words = Self::default();
        let mut targets: BTreeSet<String> = BTreeSet::new();
        for name in topics.names() {
            for spelling in &name.spellings {
                let parts = spelling.split(|c: char| !c.is_ascii_alphabetic());
                let lower = spelling.to_lowercase();
                words
                    .known
                    .extend(parts.map(str::to_lowercase).chain([lower.clone()]));
                let is_word = lower.bytes().all(|byte| byte.is_ascii_lowercase());
                if is_word && !name.weak && lower.len() > 4 {
                    targets.insert(lower);
                }
            }
        }
        let greek = GREEK.iter().map(|letter| (*letter).to_owned());
        words.known.extend(greek.clone());
        targets.extend(greek.filter(|letter| letter.len() > 4));
        for target in targets {
            if let Some(first) = target.chars().next() {
                words.targets.entry(first).or_default().push(target);
            }
        }
        words
    }

    /// The name that a word is probably meant to be: it begins with the same letter and differs in one letter, from six
    /// letters on in two of which one at most is a consonant, by more than its ending (optimal string alignment distance).
    fn meant(&self, word: &str) -> Option<&str> {
        if self.known.contains(word) || word.len() < 4 {
            return None;
        }
        let singular = word
            .strip_suffix("es")
            .into_iter()
            .chain(word.strip_suffix('s'));
        if singular.into_iter().any(|word| self.known.contains(word)) {
            return None;
        }
        let targets = self.targets.get(&word.chars().next()?)?;
        targets
            .iter()
            .filter(|target| target.len().abs_diff(word.len()) <= 2)
            .map(|target| (strsim::osa_distance(word, target), target))
            .filter(|(distance, target)| {
                let is_near = match distance {
                    1 => true,
                    // Most slips are in the vowels or double a letter.
                    2 => {
                        target.len() >= 6 && strsim::osa_distance(&bones(word), &bones(target)) <= 1
                    }
                    _ => false,
                };
                is_near && !differs_by_ending(word, target)
            })
            .min()
            .map(|(_, target)| target.as_str())
    }
}

/// The consonants of a word.
fn bones(word: &str) -> String {
    let is_vowel = |c: &char| "aeiou".contains(*c);
    word.chars().filter(|c| !is_vowel(c)).collect()
}

fn differs_by_ending(a: &str, b: &str) -> bool {
    if a.starts_with(b) || b.starts_with(a) {
        return true;
    }
    let common = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    // `encode` and `encoder` share the `e`, `network` and `networked` do not.
    (common.saturating_sub(1)..=common).any(|at| {
        ENDINGS.contains(&&a[at.min(a.len())..]) && ENDINGS.contains(&&b[at.min(b.len())..])
    })
}

/// The probable misspellings in the texts of a note, each once: only single Latin words between Chinese, which are most
/// likely terms.
pub(super) fn misspellings(texts: &[FlatText], words: &KnownWords) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for flat in texts {
        if !flat.text.contains(is_han) {
            continue;
        }
        let mut at = 0;
        for word in flat.text.split(|c: char| !c.is_ascii_alphabetic()) {
            let start = at;
            let end = start + word.len();
            at = end + flat.text[end..].chars().next().map_or(0, char::len_utf8);
            if word.len() < 4 || !stands_alone(&flat.text, start..end) || !seen.insert(word) {
                continue;
            }
            if let Some(meant) = words.meant(&word.to_lowercase())
                && let Some(span) = flat.span(&(start..end))
            {
                let args = [word, meant];
                found.push(Diagnostic::new(Code::ProbableMisspelling, span, args));
            }
        }
    }
    found
}

/// Whether no other Latin word and no sign of an address, file or identifier stands beside a word, and no capital in it as
/// names of products have.
fn stands_alone(text: &str, word: Range<usize>) -> bool {
    let joins = |c: char| c.is_alphanumeric() && !is_han(c) || "_./\\@#$&=+-".contains(c);
    let before = text[..word.start].trim_end_matches(' ').chars().next_back();
    let mut after = text[word.end..].trim_start_matches(' ').chars();
    let next = after.next();
    let ends_sentence = matches!(next, Some('.')) && after.next().is_none_or(|c| c == ' ');
    !text[word][1..]
        .bytes()
        .any(|byte| byte.is_ascii_uppercase())
        && !before.is_some_and(joins)
        && (ends_sentence || !next.is_some_and(joins))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::topics::{TopicInput, Topics};

    #[test]
    fn misspelt_names_are_told_from_other_words() {
        let topics = Topics::of(&TopicInput {
            glossary: true,
            ..TopicInput::default()
        });
        let words = KnownWords::new(&topics);
        assert_eq!(words.meant("gama"), Some("gamma"));
        assert_eq!(words.meant("labada"), Some("lambda"));
        assert_eq!(words.meant("droupout"), Some("dropout"));
        for word in [
            "gamma",
            "lambda",
            "dropouts",
            "match",
            "encode",
            "model",
            "layer",
            "normalize",
            "grammar",
            "connect",
            "insertion",
            "calcul",
            "warm",
        ] {
            assert_eq!(words.meant(word), None, "{word}");
        }
    }
}
