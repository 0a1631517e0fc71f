//! What the notes themselves say their topics are called.

use std::collections::BTreeMap;
use std::ops::Range;

use super::dictionary::Builder;
use super::matcher::Matcher;
use super::names::{NameSource, NewName};
use super::{TopicId, Topics};
use crate::catalog::NoteId;
use crate::parse::{Pair, split_number};
use crate::text::{folded, is_common_word, is_han, is_word_char};

/// The names that a note gives.
pub(in crate::catalog) struct NoteNames<'a> {
    pub(in crate::catalog) note: NoteId,
    /// The title and the name of the file; the note that is the page of a folder has none.
    pub(in crate::catalog) titles: Vec<&'a str>,
    /// `aliases` of the front matter.
    pub(in crate::catalog) aliases: &'a [String],
    /// Headings that are no questions.
    pub(in crate::catalog) headings: Vec<&'a str>,
    pub(in crate::catalog) pairs: &'a [Pair],
}

/// A heading that stands in so many notes is part of a form that they follow.
const FORM: usize = 3;

/// Adds what the notes say.
pub(super) fn add(builder: &mut Builder, notes: &[NoteNames]) {
    // A text that has a known name in it says something about that, and is no new name.
    let known = Matcher::new(&builder.names);
    let is_new = |builder: &Builder, text: &str| {
        is_term(text) && known.find(&builder.names, text, None).is_empty()
    };
    for note in notes {
        add_note(builder, note, &is_new);
    }
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for note in notes {
        for heading in &note.headings {
            *uses.entry(folded(bare(heading))).or_default() += 1;
        }
    }
    for note in notes {
        for heading in &note.headings {
            let name = bare(heading);
            let is_own = uses[&folded(name)] < FORM && !builder.names.is_taken(name);
            if is_own && is_new(builder, name) {
                new_topic(builder, name, NameSource::Heading(note.note));
            }
        }
    }
    for note in notes {
        for pair in note.pairs {
            add_pair(builder, pair, NameSource::Pair(note.note));
        }
    }
}

/// Which notes are about which topics by their titles: those whose title introduces them and says nothing else.
pub(super) fn titled<'a>(topics: &'a Topics, notes: &'a [NoteNames]) -> Vec<(TopicId, NoteId)> {
    let mut about = Vec::new();
    for note in notes {
        for title in &note.titles {
            let found = topics.find(title, None);
            let ranges: Vec<_> = found.iter().map(|found| found.range.clone()).collect();
            if !is_defining(title, &ranges) {
                continue;
            }
            for found in found {
                if let [topic] = topics.name(found.name).topics[..] {
                    about.push((topic, note.note));
                }
            }
        }
    }
    about
}

/// A note whose title is known is about that topic, and one whose title is a new name makes a topic of it. Else its aliases
/// tell which topic it is about. Aliases are further names of that topic, but for those that name other topics beside a
/// known one: then the note is about these too.
fn add_note(builder: &mut Builder, note: &NoteNames, is_new: &dyn Fn(&Builder, &str) -> bool) {
    let titles = || note.titles.iter().map(|title| bare(title));
    let aliases = || note.aliases.iter().map(|alias| alias.trim());
    let source = NameSource::Note(note.note);
    let has_aliases = aliases().next().is_some();
    let is_name = |title: &&str| {
        is_new(builder, title) || is_title_of_words(title) || has_aliases && is_term(title)
    };
    let by_title = titles().find_map(|title| builder.names.only(title));
    let new = titles().find(is_name);
    let (topic, is_known) = match (by_title, new) {
        (Some(topic), _) => (topic, true),
        (None, Some(name)) => (new_topic(builder, name, source), false),
        (None, None) => {
            let known = aliases().find_map(|alias| builder.names.only(alias));
            let first = || aliases().find(|alias| !alias.is_empty());
            match known.or_else(|| first().map(|name| new_topic(builder, name, source))) {
                Some(topic) => (topic, true),
                None => return,
            }
        }
    };
    for title in titles() {
        if builder.names.only(title) == Some(topic) {
            add_name(builder, topic, title, source);
        }
    }
    let mut about = vec![topic];
    for alias in aliases() {
        match builder.names.only(alias) {
            Some(other) if is_known && other != topic => about.push(other),
            _ => add_name(builder, topic, alias, source),
        }
    }
    if has_aliases {
        for topic in about {
            builder.list[topic.0 as usize].notes.push(note.note);
        }
    }
}

fn new_topic(builder: &mut Builder, name: &str, source: NameSource) -> TopicId {
    let topic = builder.push(name, name.to_owned(), source);
    add_name(builder, topic, name, source);
    topic
}

fn add_name(builder: &mut Builder, topic: TopicId, text: &str, source: NameSource) {
    if text.chars().count() < 2 || !text.chars().any(char::is_alphabetic) {
        return;
    }
    let new = NewName {
        text,
        weak: false,
        exact: false,
        source,
    };
    // A name that another topic has stays with that one.
    let _ = builder.names.add(topic, &new);
}

fn add_pair(builder: &mut Builder, pair: &Pair, source: NameSource) {
    let before = pair.before.as_str();
    let latin = pair.latin.as_deref();
    let ends = before.char_indices().map(|(at, _)| &before[at..]);
    let known = if before.chars().all(is_han) {
        ends.filter(|end| end.chars().count() >= 2)
            .find_map(|end| builder.names.strong(end))
    } else {
        builder.names.strong(before)
    };
    // `优化器（Adaptive Moment Estimation，Adam）` gives an example of what stands in front.
    let other = [latin, pair.abbreviation.as_deref()]
        .into_iter()
        .flatten()
        .find_map(|name| builder.names.strong(name));
    let topic = match (known, other) {
        (Some(known), Some(other)) if known != other => return,
        // `改用普通卷积（Fused Block）`: what stands in the brackets need not be all that stands in front.
        (Some(_), None) if !pair.whole && pair.abbreviation.is_none() => return,
        (Some(topic), _) | (None, Some(topic)) => topic,
        (None, None) => {
            let is_name = pair.whole && (is_term(before) || latin.is_none());
            if !is_name || pair.abbreviation.is_none() && latin.is_none() {
                return;
            }
            new_topic(builder, before, source)
        }
    };
    if pair.whole && is_term(before) && known.is_none() {
        add_name(builder, topic, before, source);
    }
    for name in [latin, pair.abbreviation.as_deref()].into_iter().flatten() {
        add_name(builder, topic, name, source);
    }
}

/// A heading or title without its number.
fn bare(text: &str) -> &str {
    split_number(text.trim()).1.trim()
}

/// Headings and ends of headings that say what a section does and not what it is about.
const FORMAL: [&str; 66] = [
    "引言",
    "绪论",
    "简介",
    "介绍",
    "概述",
    "概览",
    "总结",
    "小结",
    "背景",
    "参考",
    "文献",
    "资料",
    "附录",
    "目录",
    "前言",
    "结论",
    "练习",
    "习题",
    "例题",
    "例子",
    "示例",
    "实例",
    "举例",
    "代码",
    "实现",
    "推导",
    "证明",
    "优点",
    "缺点",
    "优缺点",
    "特点",
    "应用",
    "场景",
    "原理",
    "作用",
    "定义",
    "性质",
    "方法",
    "步骤",
    "流程",
    "思路",
    "结果",
    "讨论",
    "问题",
    "注意",
    "事项",
    "说明",
    "补充",
    "扩展",
    "阅读",
    "工作",
    "易错点",
    "要点",
    "其他",
    "其它",
    "更多",
    "致谢",
    "面试题",
    "问答",
    "分析",
    "比较",
    "对比",
    "区别",
    "关系",
    "结构",
    "过程",
];

/// Characters of which no term is made.
const FUNCTION: &str = "的了是和与及或吗呢吧么怎哪在把被而从之于";

/// Whether a text by itself looks like a term: three to ten Han characters that are no ordinary word or phrase, or an
/// abbreviation or model name in Latin letters.
pub fn is_term(text: &str) -> bool {
    let han = text.chars().filter(|c| is_han(*c)).count();
    let fits = |c: char| is_han(c) || is_word_char(c) || matches!(c, ' ' | '-');
    if !text.chars().all(fits) || text.chars().count() > 24 {
        return false;
    }
    if han == 0 {
        let capitals = text.chars().filter(char::is_ascii_uppercase).count();
        return !text.contains(' ') && text.len() >= 3 && capitals >= 2;
    }
    let ends_formal = || FORMAL.iter().any(|word| text.ends_with(word));
    (3..=10).contains(&han)
        && !text.starts_with(|c: char| c.is_ascii_digit() || "第上下本每各如".contains(c))
        && !text.contains(|c| FUNCTION.contains(c))
        && !ends_formal()
        && !is_common_word(text)
}

/// Whether a title is two to four Latin words, each with a capital: the name of something.
fn is_title_of_words(title: &str) -> bool {
    let words: Vec<&str> = title.split([' ', '-']).collect();
    (2..=4).contains(&words.len())
        && words.iter().all(|word| {
            word.starts_with(|c: char| c.is_ascii_uppercase())
                && word.chars().all(|c| c.is_ascii_alphanumeric())
        })
}

/// What may stand beside a name in a heading that introduces it.
const INTRODUCING: [&str; 34] = [
    "什么是",
    "什么叫",
    "何为",
    "何谓",
    "是什么",
    "的",
    "和",
    "与",
    "及",
    "或",
    "原理",
    "作用",
    "定义",
    "概念",
    "含义",
    "介绍",
    "简介",
    "概述",
    "基础",
    "入门",
    "详解",
    "推导",
    "手动",
    "公式",
    "算法",
    "机制",
    "思想",
    "基本",
    "层",
    "模型",
    "网络",
    "what is",
    "the",
    "an",
];

/// Whether a heading introduces the topics whose names stand at `names` in it, and says nothing else:
/// `18. 什么是 BN？`, `BN的原理、作用`.
pub fn is_defining(heading: &str, names: &[Range<usize>]) -> bool {
    if names.is_empty() {
        return false;
    }
    let mut rest = String::new();
    let mut at = heading.len() - bare(heading).len();
    for name in names {
        rest.push_str(heading.get(at..name.start).unwrap_or_default());
        rest.push('\n');
        at = name.end.max(at);
    }
    rest.push_str(heading.get(at..).unwrap_or_default());
    let rest = rest.to_lowercase();
    rest.split(|c: char| !is_han(c) && !is_word_char(c) && c != ' ')
        .all(introduces)
}

/// Whether a text is made of [`INTRODUCING`] words alone.
fn introduces(text: &str) -> bool {
    let text = text.trim();
    text.is_empty()
        || INTRODUCING
            .iter()
            .any(|word| text.strip_prefix(word).is_some_and(introduces))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_no_ordinary_words() {
        for term in ["批归一化", "反向传播算法", "GBDT", "LightGBM", "k均值聚类"] {
            assert!(is_term(term), "{term}");
        }
        for other in [
            "背景",
            "优点和缺点",
            "模型的训练",
            "代码实现",
            "第三章",
            "Introduction",
            "Getting started",
            "引言",
            "如何选择",
        ] {
            assert!(!is_term(other), "{other}");
        }
    }

    #[test]
    fn headings_that_introduce() {
        let defines = |heading: &str, names: &[&str]| {
            let at = |name: &&str| {
                let start = heading.find(name).unwrap();
                start..start + name.len()
            };
            is_defining(heading, &names.iter().map(at).collect::<Vec<_>>())
        };
        assert!(defines("18. 什么是 BN？", &["BN"]));
        assert!(defines("26. BN的原理、作用；手动推导", &["BN"]));
        assert!(defines(
            "3. 什么是梯度消失和梯度爆炸？",
            &["梯度消失", "梯度爆炸"]
        ));
        assert!(defines("感受野", &["感受野"]));
        assert!(!defines(
            "dropout为何能防止过拟合？",
            &["dropout", "过拟合"]
        ));
        assert!(!defines("总结", &[]));
    }
}
