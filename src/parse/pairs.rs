//! Names that a note itself gives to one thing: `批归一化（Batch Normalization，BN）`, `Support Vector Machine (SVM)`.

use super::runs::{FlatText, Run, RunKind};
use crate::diagnostic::Span;
use crate::text::{is_han, is_word_char};

/// Several names of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The text in front of the bracket, at most [`LONGEST_HAN`] Han characters or the Latin words that the abbreviation
    /// stands for. Of Han text, where the name begins is not known.
    pub before: String,
    /// Whether all of `before` is the name: it is strong text or a heading by itself, or begins a sentence that goes on with
    /// 是 or 指 behind the brackets.
    pub whole: bool,
    /// The Latin name in the brackets, of two words or more.
    pub latin: Option<String>,
    /// The abbreviation, whose letters are the initials of the Latin name.
    pub abbreviation: Option<String>,
    /// The place of the brackets with what is in front.
    pub span: Span,
}

/// The longest Han name that is looked for.
const LONGEST_HAN: usize = 12;

/// The longest text in brackets that is looked at, in bytes.
const LONGEST_INNER: usize = 120;

/// The pairs of a note in reading order.
pub(super) fn pairs(runs: &[Run<'_>]) -> Vec<Pair> {
    let mut found = Vec::new();
    for run in runs {
        let flat = FlatText::new(run.content);
        for (open, bracket) in flat.text.match_indices(['（', '(']) {
            let start = open + bracket.len();
            let limit = flat.text.floor_char_boundary(start + LONGEST_INNER);
            let Some(length) = flat.text[start..limit].find(['）', ')']) else {
                continue;
            };
            let inner = &flat.text[start..start + length];
            let rest = &flat.text[start + length..];
            let defines = matches!(run.kind, RunKind::Heading(_))
                || ["是", "指", "：", ":"]
                    .iter()
                    .any(|word| rest.trim_start_matches([')', '）']).starts_with(word));
            found.extend(pair(&flat, open, inner, defines));
        }
    }
    found
}

fn pair(flat: &FlatText, open: usize, inner: &str, defines: bool) -> Option<Pair> {
    let before = flat.text[..open].trim_end_matches(' ');
    let span = flat.span(&(open..open + 1))?;
    let parts: Vec<&str> = inner
        .split(['，', ',', '、', ';', '；', '：', ':'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    if before.chars().next_back().is_some_and(is_han) {
        let (latin, abbreviation) = match parts[..] {
            [one] if words(one).len() >= 2 => (Some(one), None),
            [one, two] if abbreviates(two, one) => (Some(one), Some(two)),
            // `简称BN`, `即 Batch Normalization`
            _ => return None,
        };
        let mut name: String = last_chars(before, LONGEST_HAN, is_han);
        let mut start = before.len() - name.len();
        let strong = flat
            .pieces
            .iter()
            .rfind(|piece| piece.strong && (start..before.len()).contains(&piece.start));
        if let Some(strong) = strong {
            before[strong.start..].clone_into(&mut name);
            start = strong.start;
        }
        let border = before[..start].chars().next_back();
        let begins = border.is_none_or(|c| !is_word_char(c) && !is_han(c) && c != ' ');
        let whole = strong.is_some() || begins && defines;
        Some(Pair {
            before: name,
            whole,
            latin: latin.filter(|text| is_latin_name(text)).map(str::to_owned),
            abbreviation: abbreviation.map(str::to_owned),
            span,
        })
    } else {
        let [abbreviation] = parts[..] else {
            return None;
        };
        let count = initials_of(abbreviation)?.chars().count();
        // Small words such as `of` have no letter in it.
        let name = (count..=count + 2)
            .filter_map(|count| last_words(before, count))
            .find(|name| abbreviates(abbreviation, name))?;
        Some(Pair {
            before: name.to_owned(),
            whole: true,
            latin: None,
            abbreviation: Some(abbreviation.to_owned()),
            span,
        })
    }
}

/// The last characters of `text` that all are of a kind, at most `most`.
fn last_chars(text: &str, most: usize, fits: fn(char) -> bool) -> String {
    let chars: Vec<char> = text
        .chars()
        .rev()
        .take_while(|c| fits(*c))
        .take(most)
        .collect();
    chars.into_iter().rev().collect()
}

/// The last `count` words of a text, as written.
fn last_words(text: &str, count: usize) -> Option<&str> {
    let is_name = |c: char| is_word_char(c) || c == '-' || c == ' ';
    let name = &text[text.trim_end_matches(is_name).len()..];
    let mut end = name.len();
    for _ in 0..count {
        let head = name[..end].trim_end_matches([' ', '-']);
        if head.is_empty() {
            return None;
        }
        end = head.rfind([' ', '-']).map_or(0, |at| at + 1);
    }
    Some(name[end..].trim())
}

fn words(text: &str) -> Vec<&str> {
    text.split([' ', '-', '_'])
        .filter(|word| !word.is_empty())
        .collect()
}

/// One to six words of Latin letters.
fn is_latin_name(text: &str) -> bool {
    let words = words(text);
    let fits = |word: &&str| {
        word.chars()
            .all(|c| is_word_char(c) || matches!(c, '\'' | '’' | '/' | '+'))
            && word.starts_with(|c: char| c.is_ascii_alphabetic())
    };
    (1..=6).contains(&words.len()) && words.iter().all(fits)
}

/// An abbreviation: two to eight letters, most of them capitals.
fn initials_of(text: &str) -> Option<String> {
    let letters: String = text.chars().filter(|c| *c != '-').collect();
    let capitals = letters.chars().filter(char::is_ascii_uppercase).count();
    let is_abbreviation = letters.chars().all(|c| c.is_ascii_alphanumeric())
        && (2..=8).contains(&letters.len())
        && capitals * 2 > letters.len()
        && letters.starts_with(|c: char| c.is_ascii_alphabetic());
    is_abbreviation.then(|| letters.to_lowercase())
}

/// Whether the letters of `short` are the initials of the words of `long`, in order; small words may be left out.
fn abbreviates(short: &str, long: &str) -> bool {
    let Some(letters) = initials_of(short) else {
        return false;
    };
    let mut letters = letters.chars().filter(char::is_ascii_alphabetic).peekable();
    for word in words(long) {
        let initial = word.chars().next().map(|c| c.to_ascii_lowercase());
        if initial == letters.peek().copied() {
            letters.next();
        } else if !matches!(
            word,
            "of" | "and" | "the" | "for" | "in" | "to" | "with" | "on" | "a"
        ) {
            return false;
        }
    }
    letters.next().is_none()
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::SourceId;
    use crate::parse::{ParseOptions, parse_note};

    fn found(text: &str) -> Vec<(String, bool, Option<String>, Option<String>)> {
        let note = parse_note(SourceId(1), "a.md", text, &ParseOptions::default()).value;
        let pairs = note.pairs.into_iter();
        pairs
            .map(|pair| (pair.before, pair.whole, pair.latin, pair.abbreviation))
            .collect()
    }

    fn row(
        before: &str,
        whole: bool,
        latin: Option<&str>,
        short: Option<&str>,
    ) -> (String, bool, Option<String>, Option<String>) {
        (
            before.to_owned(),
            whole,
            latin.map(str::to_owned),
            short.map(str::to_owned),
        )
    }

    #[test]
    fn names_and_abbreviations() {
        assert_eq!(
            found("批归一化（Batch Normalization，BN）是一种方法"),
            [row(
                "批归一化",
                true,
                Some("Batch Normalization"),
                Some("BN")
            )]
        );
        assert_eq!(
            found("我们使用**感受野**(receptive field)来说"),
            [row("感受野", true, Some("receptive field"), None)]
        );
        assert_eq!(
            found("我们使用批归一化（Batch Normalization）"),
            [row(
                "我们使用批归一化",
                false,
                Some("Batch Normalization"),
                None
            )]
        );
        assert_eq!(
            found("A Support Vector Machine (SVM) separates"),
            [row("Support Vector Machine", true, None, Some("SVM"))]
        );
        assert_eq!(
            found("Intersection over Union (IoU)"),
            [row("Intersection over Union", true, None, Some("IoU"))]
        );
        assert_eq!(
            found("by the Area Under the Curve (AUC)"),
            [row("Area Under the Curve", true, None, Some("AUC"))]
        );
    }

    #[test]
    fn examples_and_citations_are_none() {
        for text in [
            "激活函数（ReLU）",
            "优化器（Adam，SGD）",
            "如图（Figure 3）所示",
            "见论文（Ioffe & Szegedy, 2015）",
            "形状为（N, C, H, W）",
            "批归一化（见上文，BN）",
        ] {
            let pairs = found(text);
            let named: Vec<_> = pairs
                .iter()
                .filter(|pair| pair.2.is_some() || pair.3.is_some())
                .collect();
            assert!(named.is_empty(), "{text}: {named:?}");
        }
    }
}
