//! What looks like the name of something, and where in a text it begins.

use crate::catalog::topics::is_term;
use crate::text::{is_common_word, is_han, is_word_char};

/// The most words of a Latin term, and the most characters.
const MOST_WORDS: usize = 4;
const MOST_LATIN: usize = 40;

/// Words at the start of Chinese text that belong to the sentence and not to the name behind them.
const LEADING: &[&str] = &[
    "我们",
    "他们",
    "人们",
    "它们",
    "它",
    "使用",
    "采用",
    "利用",
    "运用",
    "应用",
    "选用",
    "通过",
    "引入",
    "提出",
    "基于",
    "根据",
    "称为",
    "称作",
    "叫做",
    "叫作",
    "名为",
    "叫",
    "即",
    "就是",
    "也就是",
    "这种",
    "这个",
    "这些",
    "那种",
    "那个",
    "一种",
    "一个",
    "一类",
    "某种",
    "该",
    "此",
    "常用",
    "常见",
    "经典",
    "著名",
    "所谓",
    "其中",
    "例如",
    "比如",
    "诸如",
    "譬如",
    "包括",
    "以及",
    "进行",
    "属于",
    "成为",
    "作为",
    "变为",
    "得到",
    "计算",
    "定义",
    "需要",
    "可以",
    "因为",
    "所以",
    "但是",
    "如果",
    "还有",
    "另外",
    "用",
    "对",
    "由",
    "将",
    "有",
    "如",
    "做",
    "加",
];

/// Starts of phrases that say what happens and name nothing.
const SAYING: &[&str] = &[
    "防止", "避免", "减少", "减小", "减轻", "降低", "提高", "提升", "增加", "增大", "增强", "加快",
    "加速", "缓解", "解决", "改善", "改进", "保持", "保证", "保留", "更新", "需要", "可以", "能够",
    "不", "无", "没", "更", "很", "太", "只", "都", "也", "先", "再", "就", "为", "使", "让", "会",
    "要", "这", "那", "一", "两", "二", "三", "四", "五", "几", "多个", "所有", "任何", "注意",
    "例", "什么", "图",
];

/// Ends that make another word of the same thing: 池化层 is where 池化 happens.
const KINDS: &[&str] = &[
    "层", "模型", "网络", "算法", "方法", "函数", "机制", "模块", "结构", "操作", "技术", "策略",
    "单元", "块", "架构", "学习", "任务", "问题", "网", "法", "图", "值",
];

/// Latin words that no term holds.
const NO_TERM: &[&str] = &[
    "a",
    "an",
    "the",
    "is",
    "are",
    "was",
    "be",
    "been",
    "not",
    "no",
    "do",
    "does",
    "did",
    "can",
    "will",
    "should",
    "must",
    "may",
    "this",
    "that",
    "these",
    "those",
    "it",
    "its",
    "we",
    "you",
    "they",
    "he",
    "she",
    "and",
    "or",
    "but",
    "if",
    "then",
    "than",
    "with",
    "without",
    "by",
    "from",
    "at",
    "as",
    "about",
    "into",
    "which",
    "what",
    "when",
    "where",
    "why",
    "how",
    "who",
    "all",
    "any",
    "each",
    "more",
    "most",
    "less",
    "some",
    "note",
    "notes",
    "tip",
    "tips",
    "todo",
    "example",
    "examples",
    "summary",
    "warning",
    "important",
    "question",
    "answer",
    "figure",
    "table",
    "step",
    "paper",
    "code",
    "input",
    "output",
    "author",
    "reference",
    "references",
    "etc",
];

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
            && text.chars().count() <= 8
            && !text.contains(|c| "的了是和与及或吗呢吧么怎哪在把被而从之于".contains(c))
            && !is_common_word(text)
    };
    !SAYING.iter().any(|start| text.starts_with(start)) && (is_term(text) || is_short_term())
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
            part = part.strip_suffix("是什么").unwrap_or(part).trim_end();
            parts.push(part);
        }
    }
    parts
}

/// The ends of the Han text in front of a bracket that may be the name that the bracket explains, the longest first.
pub(super) fn ends(before: &str) -> Vec<&str> {
    let mut text = before;
    if let Some(at) = text.rfind(|c| "的了是和与及或在把被而从之于为".contains(c)) {
        let rest = text[at..].chars().next().map_or(0, char::len_utf8);
        text = &text[at + rest..];
    }
    while let Some(rest) = LEADING.iter().find_map(|word| text.strip_prefix(word)) {
        text = rest;
    }
    let count = text.chars().count();
    text.char_indices()
        .enumerate()
        .filter(|(index, _)| count - index >= 2)
        .map(|(_, (at, _))| &text[at..])
        .filter(|end| !is_common_word(end))
        .collect()
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
        assert!(ends("我们").is_empty());
    }

    #[test]
    fn kinds_are_taken_off() {
        assert_eq!(without_kind("池化层"), Some("池化"));
        assert_eq!(without_kind("BN 层"), Some("BN"));
        assert_eq!(without_kind("图层"), None);
    }
}
