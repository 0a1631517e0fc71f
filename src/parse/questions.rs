//! Which headings ask something, and what stands under them.
//!
//! The rules:
//! - a heading that ends in `?` or `？`;
//! - a heading with a plain number (`3.`, `18.什么`, `（三）`, `Q3:`, `问题3`) whose siblings at that level are mostly so
//!   numbered, in a note where at least one heading is a question by another rule, or with `questions: true`;
//! - a heading marked `{.question}`;
//! - a `Q:` paragraph with its `A:` paragraphs, see [`dialogue`].
//!
//! Never: hierarchical numbers (`1.1 引言`, `第3章`) without a question mark, headings that contain question headings,
//! headings in lists or quotes, `{.no-question}`, notes with `questions: false`.

mod answer;
mod dialogue;

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::Question;
use super::inlines::plain_text;
use crate::document::{Block, BlockKind, Document, Heading};
use crate::text::fnv;

use answer::answer;
use dialogue::dialogues;

pub use answer::{is_source, is_source_text};

/// Why a heading is a question, or is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// It ends in a question mark.
    QuestionMark,
    /// It has a plain number like most of its siblings, in a note that asks elsewhere or is all questions.
    Numbered,
    /// It is marked `{.question}`.
    Marked,
    /// It is no heading but the `Q:` of a `Q:`/`A:` block.
    Dialogue,
    /// The note or the site has no questions.
    Off,
    /// It is marked `{.no-question}`.
    Unmarked,
    /// It would be one, but there are questions under it: it is their group.
    Group,
    /// It stands in a list, a quote or another block.
    Inside,
    /// It has a plain number, but nothing else in the note asks.
    NumberAlone,
    /// It has a plain number, but most of its siblings have none.
    FewNumbered,
    /// It has the number of a chapter or of a section in one.
    Chapter,
    /// It neither ends in a question mark nor has a plain number.
    Plain,
}

impl Rule {
    /// Whether it makes a question.
    pub fn asks(self) -> bool {
        matches!(
            self,
            Self::QuestionMark | Self::Numbered | Self::Marked | Self::Dialogue
        )
    }

    /// Its name in `check --unanswered -v`.
    pub fn name(self) -> &'static str {
        match self {
            Self::QuestionMark => "question-mark",
            Self::Numbered => "numbered",
            Self::Marked => "marked",
            Self::Dialogue => "dialogue",
            Self::Off => "off",
            Self::Unmarked => "marked-not",
            Self::Group => "group",
            Self::Inside => "inside",
            Self::NumberAlone => "number-alone",
            Self::FewNumbered => "few-numbered",
            Self::Chapter => "chapter",
            Self::Plain => "plain",
        }
    }
}

/// The questions of a note in reading order, and for each heading at its top level which rule decides. `switch` is the
/// note's `questions` key, else the site's.
pub(super) fn find(document: &Document, switch: Option<bool>) -> (Vec<Question>, Vec<Rule>) {
    let sections = sections(&document.blocks);
    if switch == Some(false) {
        return (Vec::new(), vec![Rule::Off; sections.len()]);
    }
    let mut rules = asking(&sections, switch == Some(true));
    // From the last to the first, so that what is inside is settled before what is around it.
    for index in (0..sections.len()).rev() {
        let contains = sections[index + 1..]
            .iter()
            .zip(&rules[index + 1..])
            .take_while(|(inner, _)| inner.heading.level > sections[index].heading.level)
            .any(|(_, rule)| rule.asks() || *rule == Rule::Group);
        if contains && rules[index].asks() {
            rules[index] = Rule::Group;
        }
    }
    let mut found = Vec::new();
    for (section, _) in sections.iter().zip(&rules).filter(|(_, rule)| rule.asks()) {
        let text = plain_text(&section.heading.content);
        let (number, question) = split_number(text.trim());
        let custom = section
            .heading
            .custom_id
            .then(|| custom_id(section.heading));
        found.push(Question {
            anchor: section.heading.anchor.clone(),
            card: custom.unwrap_or_else(|| card_id(question)),
            number: number.to_owned(),
            text: question.to_owned(),
            span: document.blocks[section.range.start].span,
            blocks: section.range.clone(),
            answer: answer(&document.blocks[section.range.start + 1..section.range.end]),
            hash: String::new(),
        });
    }
    dialogues(document, &mut found);
    found.sort_by_key(|question| question.blocks.start);
    (found, rules)
}

fn custom_id(heading: &Heading) -> String {
    super::inlines::block_id(&heading.content).map_or_else(
        || heading.anchor.clone(),
        |id| id.trim_start_matches('^').to_owned(),
    )
}

/// A top-level heading with the blocks up to the next heading of the same or a higher level.
struct Section<'a> {
    heading: &'a Heading,
    range: std::ops::Range<usize>,
}

fn sections(blocks: &[Block]) -> Vec<Section<'_>> {
    let headings: Vec<(usize, &Heading)> = blocks
        .iter()
        .enumerate()
        .filter_map(|(at, block)| match &block.kind {
            BlockKind::Heading(heading) => Some((at, heading)),
            _ => None,
        })
        .collect();
    headings
        .iter()
        .enumerate()
        .map(|(index, &(start, heading))| {
            let end = headings[index + 1..]
                .iter()
                .find(|(_, next)| next.level <= heading.level);
            Section {
                heading,
                range: start..end.map_or(blocks.len(), |(at, _)| *at),
            }
        })
        .collect()
}

/// For each section what its heading says by itself and beside its siblings.
fn asking(sections: &[Section], all_numbered: bool) -> Vec<Rule> {
    let marked =
        |class: &str, section: &Section| section.heading.classes.iter().any(|c| c == class);
    let mut rules: Vec<Rule> = sections
        .iter()
        .map(|section| {
            let text = plain_text(&section.heading.content);
            let text = text.trim();
            if marked("no-question", section) {
                Rule::Unmarked
            } else if marked("question", section) {
                Rule::Marked
            } else if ends_asking(text) {
                Rule::QuestionMark
            } else if !split_number(text).0.is_empty() {
                Rule::NumberAlone
            } else if is_chapter(text) {
                Rule::Chapter
            } else {
                Rule::Plain
            }
        })
        .collect();
    if !all_numbered && !rules.iter().any(|rule| rule.asks()) {
        return rules;
    }
    // Siblings share a parent heading and a level.
    let mut groups: BTreeMap<(Option<usize>, u8), Vec<usize>> = BTreeMap::new();
    let mut path: Vec<usize> = Vec::new();
    for (index, section) in sections.iter().enumerate() {
        while path
            .last()
            .is_some_and(|&at| sections[at].heading.level >= section.heading.level)
        {
            path.pop();
        }
        groups
            .entry((path.last().copied(), section.heading.level))
            .or_default()
            .push(index);
        path.push(index);
    }
    for siblings in groups.values() {
        let numbered = |index: &&usize| {
            let text = plain_text(&sections[**index].heading.content);
            !split_number(text.trim()).0.is_empty()
        };
        let count = siblings.iter().filter(numbered).count();
        let decided = if count * 2 > siblings.len() {
            Rule::Numbered
        } else {
            Rule::FewNumbered
        };
        for index in siblings {
            if rules[*index] == Rule::NumberAlone {
                rules[*index] = decided;
            }
        }
    }
    rules
}

/// Whether a heading begins with the number of a chapter (`第3章`) or of a section in one (`1.1`).
fn is_chapter(text: &str) -> bool {
    let counted = text.strip_prefix('第').is_some_and(|rest| {
        let number = |c: char| c.is_ascii_digit() || "零〇一二三四五六七八九十百两".contains(c);
        let after = rest.trim_start().trim_start_matches(number).trim_start();
        after.len() < rest.len() && after.starts_with(['章', '节', '篇', '部', '讲', '课', '回'])
    });
    let after = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let inner = after.strip_prefix(['.', '．', '-']);
    let is_inner = inner.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    counted || after.len() < text.len() && is_inner
}

fn ends_asking(text: &str) -> bool {
    text.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, '*' | '_' | ')' | '）' | '"' | '”')
    })
    .ends_with(['?', '？'])
}

/// Splits `3. 什么` into the number with its mark and the question. No number: the first part is empty.
pub fn split_number(text: &str) -> (&str, &str) {
    let none = ("", text);
    let digits = |s: &str| s.chars().take_while(char::is_ascii_digit).count();
    let han = |s: &str| {
        s.chars()
            .take_while(|c| "一二三四五六七八九十百".contains(*c))
            .map(char::len_utf8)
            .sum::<usize>()
    };
    let cut = |length: usize| {
        let (number, rest) = text.split_at(length);
        (number.trim(), rest.trim_start())
    };
    // （三）, (3)
    if let Some(inner) = text.strip_prefix(['（', '(']) {
        let open = text.len() - inner.len();
        let number = digits(inner).max(han(inner));
        return match inner[number..].chars().next() {
            Some(close @ ('）' | ')')) if number > 0 => cut(open + number + close.len_utf8()),
            _ => none,
        };
    }
    // Q3:, 问题3, 题3.
    for word in ["问题", "题目", "题", "Question", "Q", "q"] {
        if let Some(rest) = text.strip_prefix(word) {
            let rest_trimmed = rest.trim_start();
            let number = digits(rest_trimmed);
            if number == 0 {
                continue;
            }
            let mut length = text.len() - rest_trimmed.len() + number;
            length += text[length..]
                .chars()
                .next()
                .filter(|c| matches!(c, ':' | '：' | '.' | '．' | '、'))
                .map_or(0, char::len_utf8);
            return cut(length);
        }
    }
    // 3. 18.什么 3、 3)
    let number = digits(text);
    if number == 0 || number > 4 {
        return none;
    }
    let mut after = text[number..].chars();
    match after.next() {
        Some(mark @ ('.' | '．')) if !after.next().is_some_and(|c| c.is_ascii_digit()) => {
            cut(number + mark.len_utf8())
        }
        Some(mark @ ('、' | ')' | '）')) => cut(number + mark.len_utf8()),
        _ => none,
    }
}

/// The id under which reviews of a question are kept: a hash of its text, whatever its number, place or answer.
pub fn card_id(question: &str) -> String {
    use std::fmt::Write as _;
    let normal: String = question
        .nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric())
        .collect();
    let hash = Sha256::digest(normal.as_bytes());
    hash.iter().take(6).fold(String::from("q"), |mut id, byte| {
        let _ = write!(id, "{byte:02x}");
        id
    })
}

/// A hash over the source of an answer, `blocks` without the first: the same whatever the ends of its lines and wherever it
/// stands.
pub(super) fn answer_hash(blocks: &[Block], text: &str) -> String {
    let answer = blocks.get(1..).unwrap_or_default();
    let start = answer.iter().map(|block| block.span.start).min();
    let end = answer.iter().map(|block| block.span.end).max();
    let source = start
        .zip(end)
        .and_then(|(start, end)| text.get(start as usize..end as usize));
    let lines = source.unwrap_or_default().lines().map(str::trim_end);
    let lines: Vec<&str> = lines.collect();
    fnv(lines.join("\n").trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for (text, number, rest) in [
            ("3. 什么是梯度消失", "3.", "什么是梯度消失"),
            ("18.什么是wide&deep？", "18.", "什么是wide&deep？"),
            ("（三）池化", "（三）", "池化"),
            ("Q3: why", "Q3:", "why"),
            ("问题3 为什么", "问题3", "为什么"),
            ("4、池化", "4、", "池化"),
            ("1.1 引言", "", "1.1 引言"),
            ("第3章", "", "第3章"),
            ("2D 卷积", "", "2D 卷积"),
            ("2024. 总结", "2024.", "总结"),
            ("Quick", "", "Quick"),
        ] {
            assert_eq!(split_number(text), (number, rest), "{text}");
        }
    }

    #[test]
    fn a_card_keeps_its_id_when_renumbered_or_repunctuated() {
        assert_eq!(card_id("什么是BN？"), card_id("什么是 bn?"));
        assert_ne!(card_id("什么是BN"), card_id("什么是GN"));
    }
}
