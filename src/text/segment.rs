//! Where the words of Chinese text begin and end.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use jieba_rs::Jieba;

/// The general dictionary, read when first asked for: that takes a tenth of a second.
static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// The sum of the frequencies of the general dictionary.
const TOTAL: f64 = 6.0e7;

/// How frequent a name is taken to be that the general dictionary does not know.
const NAME_FREQUENCY: f64 = 10.0;

/// Whether `range` of `text` is more likely parts of other words than a name: `池化` in `电池化学`.
///
/// `text` should be the whole run of Han characters around the range. The most probable cut by the frequencies of the
/// dictionary (jieba, a unigram model without guessing at unknown words) is compared with the most probable one in which the
/// name is a word, if a word of the first lies across the start or the end of the range.
pub fn crosses_word(text: &str, range: Range<usize>) -> bool {
    // Looking up a few words is many times faster than cutting a text, and mostly there are none.
    if !has_word_across(text, range.start) && !has_word_across(text, range.end) {
        return false;
    }
    let words: Vec<&str> = cut(text);
    let mut start = 0;
    let crosses = words.iter().any(|word| {
        let end = start + word.len();
        let across = |border: usize| start < border && border < end;
        let crosses = across(range.start) || across(range.end);
        start = end;
        crosses
    });
    if !crosses {
        return false;
    }
    let around = [&text[..range.start], &text[range.end..]].map(|part| likelihood(&cut(part)));
    likelihood(&words) > around[0] + around[1] + (NAME_FREQUENCY / TOTAL).ln()
}

/// The longest words that are looked for across a border, in characters.
const LONGEST: usize = 4;

/// Whether any word of the dictionary can lie across `border`.
fn has_word_across(text: &str, border: usize) -> bool {
    let before = text[..border].char_indices().rev().take(LONGEST - 1);
    before.enumerate().any(|(index, (start, _))| {
        let after = text[border..].char_indices().take(LONGEST - 1 - index);
        after
            .map(|(at, c)| border + at + c.len_utf8())
            .any(|end| JIEBA.has_word(&text[start..end]))
    })
}

fn cut(text: &str) -> Vec<&str> {
    let tokens = JIEBA.cut(text, false).into_iter();
    tokens.map(|token| token.word).collect()
}

/// The logarithm of how likely these words are to follow each other.
fn likelihood(words: &[&str]) -> f64 {
    let frequency = |word: &&str| {
        let known = if JIEBA.has_word(word) {
            JIEBA.suggest_freq(word)
        } else {
            1
        };
        f64::from(u32::try_from(known.max(1)).unwrap_or(u32::MAX))
    };
    words
        .iter()
        .map(|word| (frequency(word) / TOTAL).ln())
        .sum()
}

/// Whether `word` stands in the general dictionary: such a word is no term by itself.
pub fn is_common_word(word: &str) -> bool {
    JIEBA.has_word(word)
}

/// The Han characters that stand often enough in texts that one types them, in the order of their codes: some 3500.
pub fn common_characters() -> impl Iterator<Item = char> {
    const OFTEN: usize = 400;
    ('\u{4e00}'..='\u{9fff}').filter(|c| JIEBA.suggest_freq(c.encode_utf8(&mut [0; 4])) > OFTEN)
}

/// The general dictionary with words of its own.
#[derive(Debug)]
pub struct Segmenter {
    /// Its own words; where two overlap, the first counts, and the longest there.
    own: Option<AhoCorasick>,
    /// The same words, only looked up.
    own_words: HashSet<Box<str>>,
}

impl Segmenter {
    /// Adds `words`, which are then cut out whole where they are not more likely parts of other words.
    ///
    /// The general dictionary is shared: a copy of it with these words would take 34 MB.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let words: Vec<&str> = words.into_iter().collect();
        let own = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::NoncontiguousNFA))
            .build(&words);
        Self {
            // Only more words than an automaton can have states are refused.
            own: own.ok(),
            own_words: words.into_iter().map(Box::from).collect(),
        }
    }

    /// Cuts a run of Han characters into words, as their bytes in `text`, in order.
    pub fn words(&self, text: &str) -> Vec<Range<usize>> {
        let mut words = Vec::new();
        let push_cut = |range: Range<usize>, words: &mut Vec<Range<usize>>| {
            let mut start = range.start;
            for word in cut(&text[range]) {
                words.push(start..start + word.len());
                start += word.len();
            }
        };
        let mut done = 0;
        for found in self.own.iter().flat_map(|own| own.find_iter(text)) {
            if !crosses_word(text, found.range()) {
                push_cut(done..found.start(), &mut words);
                words.push(found.range());
                done = found.end();
            }
        }
        push_cut(done..text.len(), &mut words);
        words
    }

    /// Calls `found` with each shorter word, of two or three characters, inside a word.
    pub fn inner_words<'a>(&self, word: &'a str, mut found: impl FnMut(&'a str)) {
        let starts: Vec<usize> = word
            .char_indices()
            .map(|(at, _)| at)
            .chain([word.len()])
            .collect();
        for length in [2, 3] {
            for ends in starts.windows(length + 1) {
                let inner = &word[ends[0]..ends[length]];
                if inner.len() < word.len()
                    && (JIEBA.has_word(inner) || self.own_words.contains(inner))
                {
                    found(inner);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crossed(text: &str, name: &str) -> bool {
        let start = text.find(name).unwrap();
        crosses_word(text, start..start + name.len())
    }

    #[test]
    fn names_do_not_match_across_words() {
        assert!(crossed("电池化学", "池化"));
        assert!(crossed("特征值得注意", "特征值"));
        assert!(crossed("权重要的先买", "权重"));
        assert!(!crossed("最大池化层", "池化"));
        assert!(!crossed("用批归一化层", "批归一化"));
        assert!(crossed("偏置换检验", "偏置"));
        assert!(!crossed("防止过拟合", "过拟合"));
        assert!(!crossed("不过拟合", "过拟合"));
        assert!(!crossed("是指正则项系数", "正则项"));
    }

    #[test]
    fn common_characters_are_those_of_schools() {
        let common: Vec<char> = common_characters().collect();
        assert!((3000..4000).contains(&common.len()), "{}", common.len());
        assert!(common.contains(&'迟') && common.contains(&'规') && !common.contains(&'龘'));
    }

    #[test]
    fn own_words_stay_whole() {
        let segmenter = Segmenter::new(["批归一化"]);
        let text = "用批归一化层";
        let words: Vec<_> = segmenter
            .words(text)
            .into_iter()
            .map(|word| &text[word])
            .collect();
        assert_eq!(words, ["用", "批归一化", "层"]);
        let mut inner = Vec::new();
        segmenter.inner_words("卷积神经网络", |word| inner.push(word));
        assert_eq!(inner, ["卷积", "神经", "网络", "神经网"]);
    }

    #[test]
    fn ordinary_words_are_known() {
        assert!(is_common_word("背景"));
        assert!(!is_common_word("批归一化"));
    }
}
