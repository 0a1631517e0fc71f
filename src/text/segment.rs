//! Where the words of Chinese text begin and end.

use std::sync::LazyLock;

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
pub fn crosses_word(text: &str, range: std::ops::Range<usize>) -> bool {
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
    fn ordinary_words_are_known() {
        assert!(is_common_word("背景"));
        assert!(!is_common_word("批归一化"));
    }
}
