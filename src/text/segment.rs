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

/// The general dictionary with words of its own.
#[derive(Debug)]
pub struct Segmenter(Jieba);

impl Segmenter {
    /// Adds `words`, which are then cut out whole.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut jieba = JIEBA.clone();
        for word in words {
            jieba.add_word(word, None, None);
        }
        Self(jieba)
    }

    /// Cuts a run of Han characters into words, as their bytes in `text`, in order.
    pub fn words(&self, text: &str) -> Vec<std::ops::Range<usize>> {
        let mut start = 0;
        let cut = self.0.cut(text, false).into_iter();
        cut.map(|token| {
            let range = start..start + token.word.len();
            start = range.end;
            range
        })
        .collect()
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
                if inner.len() < word.len() && self.0.has_word(inner) {
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
        assert!(crossed("权重要更新", "权重"));
        assert!(crossed("特征值得注意", "特征值"));
        assert!(!crossed("最大池化层", "池化"));
        assert!(!crossed("用批归一化层", "批归一化"));
        assert!(!crossed("防止过拟合", "过拟合"));
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
        assert_eq!(inner, ["卷积", "神经", "网络"]);
    }

    #[test]
    fn ordinary_words_are_known() {
        assert!(is_common_word("背景"));
        assert!(!is_common_word("批归一化"));
    }
}
