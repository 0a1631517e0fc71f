//! Where the words of Chinese text begin and end.

use std::sync::LazyLock;

use jieba_rs::Jieba;

/// The general dictionary, read when first asked for: that takes a tenth of a second.
static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// Whether a word of the general dictionary lies across the start or the end of `range` in `text`: `池化` in `电池化学`.
///
/// `text` should be the whole run of Han characters around the range. The cut is the most probable one by the frequencies
/// of the dictionary (jieba, without guessing at words it does not know).
pub fn crosses_word(text: &str, range: std::ops::Range<usize>) -> bool {
    let mut start = 0;
    for token in JIEBA.cut(text, false) {
        let end = start + token.word.len();
        let crosses = |border: usize| start < border && border < end;
        if crosses(range.start) || crosses(range.end) {
            return true;
        }
        if start >= range.end {
            break;
        }
        start = end;
    }
    false
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
        assert!(crossed("权重要更新", "权重"));
        assert!(crossed("特征值得注意", "特征值"));
        assert!(!crossed("最大池化层", "池化"));
        assert!(!crossed("用批归一化层", "批归一化"));
        assert!(!crossed("防止过拟合", "过拟合"));
    }

    #[test]
    fn ordinary_words_are_known() {
        assert!(is_common_word("背景"));
        assert!(!is_common_word("批归一化"));
    }
}
