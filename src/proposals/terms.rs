//! What looks like the name of something, and where in a text it begins.

use super::words::{
    KINDS, LEADING, LEADING_CHARS, NO_END, NO_START, NO_TERM, SAYING, SAYING_CHARS,
};
use crate::catalog::topics::is_term;
use crate::text::{is_common_word, is_han, is_word_char};

/// The most words of a Latin term, and the most characters.
const MOST_WORDS: usize = 4;
const MOST_LATIN: usize = 40;

/// The most Han characters of a term that is only stressed.
const MOST_HAN: usize = 8;

/// The term that a marked piece of text is, without the punctuation around it and the brackets behind it.
/// `in_han` says that it stands in Chinese text, where a single Latin word is most likely a term.
pub(super) fn term(text: &str, in_han: bool) -> Option<&str> {
    let text = text.trim().trim_matches(|c: char| {
        c.is_whitespace() || "：:。，,、；;？?！!“”\"'《》「」…*_".contains(c)
    });
    let text = text.split(['（', '(', '[', '【']).next()?.trim();
    let is_name = if text.contains(is_han) {
        is_han_term(text)
    } else {
        is_latin_term(text, in_han)
    };
    is_name.then_some(text)
}

fn is_han_term(text: &str) -> bool {
    let han = text.chars().filter(|c| is_han(*c)).count();
    let is_short_term = || {
        han == 2
            && text.chars().all(|c| is_han(c) || is_word_char(c))
            && text.chars().count() <= MOST_HAN
            && !text.contains(|c| LEADING_CHARS.contains(c))
            && !is_common_word(text)
    };
    han <= MOST_HAN
        && !text.starts_with(|c| NO_START.contains(c))
        && !text.contains(|c| SAYING_CHARS.contains(c))
        && !SAYING.iter().any(|word| text.contains(word))
        && !NO_END.iter().any(|end| text.ends_with(end))
        && (is_term(text) || is_short_term())
}

fn is_latin_term(text: &str, in_han: bool) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-');
    let words: Vec<&str> = text.split([' ', '-']).collect();
    if !text.chars().all(fits)
        || text.len() > MOST_LATIN
        || !text.starts_with(|c: char| c.is_ascii_alphabetic())
        || !(1..=MOST_WORDS).contains(&words.len())
        || words.iter().any(|word| word.is_empty())
        || words
            .iter()
            .any(|word| NO_TERM.contains(&word.to_lowercase().as_str()))
    {
        return false;
    }
    // `V1-V3` is a range.
    let has_word = words
        .iter()
        .any(|word| word.chars().filter(char::is_ascii_alphabetic).count() >= 2);
    if !has_word {
        return false;
    }
    let capitals = text.chars().filter(char::is_ascii_uppercase).count();
    match words[..] {
        [word] => (word.len() >= 2 && capitals >= 2) || (in_han && word.len() >= 4),
        // In English text strong words are more often stressed than named.
        _ => {
            in_han
                || words
                    .iter()
                    .all(|word| word.starts_with(|c: char| c.is_ascii_uppercase()))
        }
    }
}

/// The text without the kind of thing that it names at its end, if there is such an end: 池化 of 池化层.
pub(super) fn without_kind(text: &str) -> Option<&str> {
    let mut ends = KINDS.iter().filter_map(|kind| text.strip_suffix(kind));
    ends.find(|rest| rest.chars().count() >= 2)
        .map(str::trim_end)
}

/// The parts of a heading that may be terms: 批归一化 of `3. 什么是批归一化？`, both sides of `LSTM和GRU的区别`.
pub(super) fn parts_of_heading(heading: &str) -> Vec<&str> {
    const ASKING: &[&str] = &[
        "什么是",
        "什么叫",
        "何为",
        "何谓",
        "为什么",
        "为何",
        "如何",
        "怎么",
        "介绍",
        "简述",
        "谈谈",
    ];
    let bare = crate::parse::split_number(heading.trim()).1;
    let mut parts = Vec::new();
    for part in bare.split([
        '，', ',', '、', '；', ';', '：', ':', '？', '?', '/', '。', '—',
    ]) {
        for part in part.split(['和', '与', '及']) {
            let mut part = part.split('的').next().unwrap_or_default().trim();
            for asking in ASKING {
                part = part.strip_prefix(asking).unwrap_or(part).trim_start();
            }
            part = part.strip_suffix("是什么").unwrap_or(part);
            part = part.trim_end_matches(['中', '里', ' ']);
            parts.push(part);
        }
    }
    parts
}

/// The ends of the Han text in front of a bracket that may be the name that the bracket explains, the longest first.
pub(super) fn ends(before: &str) -> Vec<&str> {
    let text = behind_leading(before);
    let count = text.chars().count();
    text.char_indices()
        .enumerate()
        .filter(|(index, _)| count - index >= 2)
        .map(|(_, (at, _))| &text[at..])
        .collect()
}

/// What stands behind the words that lead to a name.
pub(super) fn behind_leading(before: &str) -> &str {
    let mut text = before;
    let is_enough = |rest: &str| rest.chars().count() >= 2;
    for word in LEADING.iter().chain(&["称", "的", "了", "是"]) {
        if let Some((_, rest)) = text.rsplit_once(word)
            && is_enough(rest)
        {
            text = rest;
        }
    }
    while let Some(first) = text.chars().next()
        && LEADING_CHARS.contains(first)
    {
        text = &text[first.len_utf8()..];
    }
    text.strip_suffix('的').unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_terms() {
        for (text, expected) in [
            ("扩散模型：", "扩散模型"),
            ("空洞卷积（Dilated Convolution）", "空洞卷积"),
            ("label smoothing", "label smoothing"),
            ("softmax", "softmax"),
            ("EMA", "EMA"),
            ("k均值聚类", "k均值聚类"),
        ] {
            assert_eq!(term(text, true), Some(expected));
        }
        assert_eq!(term("Label Smoothing", false), Some("Label Smoothing"));
    }

    #[test]
    fn sentences_numbers_and_ordinary_words_are_none() {
        for text in [
            "注意",
            "背景",
            "优点和缺点",
            "防止过拟合",
            "2021",
            "3.5",
            "第三章",
            "不是这样的",
            "Note",
            "the end",
            "a",
            "为什么要做归一化",
            "收敛更快，效果更好",
            "",
            "（）",
            "how it works",
        ] {
            assert_eq!(term(text, true), None, "{text}");
        }
        assert_eq!(term("really", false), None, "stress in English text");
        assert_eq!(term("never ever", false), None);
    }

    #[test]
    fn headings_in_parts() {
        assert_eq!(parts_of_heading("3. 什么是扩散模型？"), ["扩散模型", ""]);
        assert_eq!(parts_of_heading("LSTM与GRU的区别"), ["LSTM", "GRU"]);
        assert_eq!(parts_of_heading("标签平滑是什么"), ["标签平滑"]);
    }

    #[test]
    fn names_in_front_of_a_bracket() {
        assert_eq!(ends("我们使用批归一化").first(), Some(&"批归一化"));
        assert_eq!(ends("这就是标签平滑").first(), Some(&"标签平滑"));
        assert_eq!(ends("模型的扩散过程").first(), Some(&"扩散过程"));
        assert_eq!(behind_leading("使用误差平方和"), "误差平方和");
        assert_eq!(behind_leading("我们将这种情况称为高偏差"), "高偏差");
        assert_eq!(behind_leading("或者二阶池化"), "二阶池化");
        assert_eq!(behind_leading("线性不可分的"), "线性不可分");
    }

    #[test]
    fn kinds_are_taken_off() {
        assert_eq!(without_kind("池化层"), Some("池化"));
        assert_eq!(without_kind("BN 层"), Some("BN"));
        assert_eq!(without_kind("图层"), None);
    }
}
