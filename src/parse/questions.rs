//! Which headings ask something, and what stands under them.
//!
//! The rules:
//! - a heading that ends in `?` or `？`;
//! - a heading with a plain number (`3.`, `18.什么`, `（三）`, `Q3:`, `问题3`) whose siblings at that level are mostly so
//!   numbered, in a note where at least one heading is a question by another rule, or with `questions: true`;
//! - a heading marked `{.question}`;
//! - a `Q:` paragraph with its `A:` paragraphs.
//!
//! Never: hierarchical numbers (`1.1 引言`, `第3章`) without a question mark, headings that contain question headings,
//! headings in lists or quotes, `{.no-question}`, notes with `questions: false`.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::callout::{Speaker, speaker};
use super::inlines::plain_text;
use super::{Answer, Question};
use crate::document::{
    Block, BlockKind, CodeBlock, Document, Heading, Inline, InlineKind, TargetId,
};
use crate::text::{Anchors, fnv, is_cjk};

/// The questions of a note in reading order. `switch` is the note's `questions` key, else the site's.
pub(super) fn find(document: &Document, switch: Option<bool>) -> Vec<Question> {
    if switch == Some(false) {
        return Vec::new();
    }
    let sections = sections(&document.blocks);
    let asks = asking(&sections, switch == Some(true));
    let mut found = Vec::new();
    for (index, section) in sections.iter().enumerate() {
        let contains = sections[index + 1..]
            .iter()
            .zip(&asks[index + 1..])
            .take_while(|(inner, _)| inner.heading.level > section.heading.level)
            .any(|(_, asks)| *asks);
        if !asks[index] || contains {
            continue;
        }
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
    found
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

/// For each section whether its heading asks.
fn asking(sections: &[Section], all_numbered: bool) -> Vec<bool> {
    let texts: Vec<String> = sections
        .iter()
        .map(|section| plain_text(&section.heading.content))
        .collect();
    let marked =
        |class: &str, section: &Section| section.heading.classes.iter().any(|c| c == class);
    let mut asks: Vec<bool> = sections
        .iter()
        .zip(&texts)
        .map(|(section, text)| {
            !marked("no-question", section) && (marked("question", section) || ends_asking(text))
        })
        .collect();
    if !all_numbered && !asks.contains(&true) {
        return asks;
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
        let numbered = |index: &&usize| !split_number(texts[**index].trim()).0.is_empty();
        let count = siblings.iter().filter(numbered).count();
        if count * 2 > siblings.len() {
            for index in siblings.iter().filter(numbered) {
                asks[*index] |= !marked("no-question", &sections[*index]);
            }
        }
    }
    asks
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

/// `Q:` paragraphs at the top level, outside the sections of question headings.
fn dialogues(document: &Document, found: &mut Vec<Question>) {
    let said = |index: usize| match &document.blocks.get(index)?.kind {
        BlockKind::Paragraph(content) => {
            let text = plain_text(content);
            speaker(&text).map(|(speaker, rest)| (speaker, rest.to_owned()))
        }
        _ => None,
    };
    let mut anchors = Anchors::default();
    for taken in super::summary::anchors(document, &[]) {
        anchors.unique(taken);
    }
    let mut index = 0;
    let mut is_answered = vec![false; document.blocks.len()];
    for question in found.iter() {
        is_answered[question.blocks.clone()].fill(true);
    }
    while index < document.blocks.len() {
        let start = index;
        index += 1;
        let Some((Speaker::Question, text)) = said(start) else {
            continue;
        };
        if text.is_empty() || is_answered[start] {
            continue;
        }
        while index < document.blocks.len()
            && !matches!(
                document.blocks[index].kind,
                BlockKind::Heading(_) | BlockKind::Rule
            )
            && !matches!(said(index), Some((Speaker::Question, _)))
        {
            index += 1;
        }
        found.push(Question {
            anchor: anchors.unique(format!("q-{}", crate::text::slug(&text))),
            card: card_id(&text),
            number: String::new(),
            span: document.blocks[start].span,
            blocks: start..index,
            answer: answer(&document.blocks[start + 1..index]),
            hash: String::new(),
            text,
        });
    }
}

/// Weighs what stands under a question.
fn answer(blocks: &[Block]) -> Answer {
    let mut answer = Answer::default();
    for block in blocks {
        weigh(block, &mut answer);
    }
    answer
}

/// Whether blocks only name where something comes from: links, and words like 参考 that introduce them.
pub fn is_source(blocks: &[Block]) -> bool {
    only_names_sources(&answer(blocks))
}

/// Whether a paragraph does: bare addresses, or links that 参考 introduces. A named link alone is no source line.
pub fn is_source_text(content: &[Inline]) -> bool {
    let mut weighed = Answer::default();
    weigh_text(content, &mut weighed);
    only_names_sources(&weighed) && (weighed.letters > 0 || content.iter().any(is_bare_address))
}

fn is_bare_address(node: &Inline) -> bool {
    let InlineKind::Link(link) = &node.kind else {
        return false;
    };
    let text = plain_text(&link.content);
    ["http://", "https://", "www."]
        .iter()
        .any(|start| text.starts_with(start))
}

fn only_names_sources(weighed: &Answer) -> bool {
    weighed.links > 0 && weighed.own_letters == 0 && !weighed.solid && weighed.images.is_empty()
}

fn weigh(block: &Block, answer: &mut Answer) {
    match &block.kind {
        BlockKind::Paragraph(content) | BlockKind::Plain(content) => weigh_text(content, answer),
        BlockKind::Heading(heading) => weigh_text(&heading.content, answer),
        BlockKind::Quote(blocks) => blocks.iter().for_each(|block| weigh(block, answer)),
        BlockKind::Callout(callout) => {
            weigh_text(&callout.title, answer);
            callout.blocks.iter().for_each(|block| weigh(block, answer));
        }
        BlockKind::List(list) => list
            .items
            .iter()
            .flat_map(|item| &item.blocks)
            .for_each(|block| weigh(block, answer)),
        BlockKind::Element(element) => element
            .children
            .iter()
            .for_each(|block| weigh(block, answer)),
        BlockKind::Definitions(list) => {
            for definition in list {
                weigh_text(&definition.term, answer);
                definition
                    .meanings
                    .iter()
                    .flatten()
                    .for_each(|block| weigh(block, answer));
            }
        }
        BlockKind::Code(CodeBlock { text, .. }) => answer.solid |= !text.trim().is_empty(),
        BlockKind::Math(_) | BlockKind::Table(_) | BlockKind::Embed(_) => answer.solid = true,
        BlockKind::Toc | BlockKind::Rule => {}
    }
}

/// Words that promise an answer.
const PROMISES: &[&str] = &[
    "todo",
    "待补充",
    "待完善",
    "待更新",
    "待续",
    "tbd",
    "未完待续",
];

fn weigh_text(content: &[Inline], answer: &mut Answer) {
    let text = words_outside_links(content, answer);
    let lower = text.to_lowercase();
    // A line that promises an answer is none, however long it is.
    if PROMISES.iter().any(|promise| names(&lower, promise)) {
        answer.promised = true;
        return;
    }
    let mut rest = lower;
    answer.letters += letters(&rest);
    for word in SOURCE_WORDS {
        rest = rest.replace(word, "");
    }
    answer.own_letters += letters(&rest);
}

/// Whether `word` stands in `text`, and not within a longer Latin word.
fn names(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        let inside =
            |c: Option<char>| word.is_ascii() && c.is_some_and(|c| c.is_ascii_alphanumeric());
        !inside(before) && !inside(after)
    })
}

/// Words that only introduce a link.
const SOURCE_WORDS: &[&str] = &[
    "参考文献",
    "参考资料",
    "参考链接",
    "参考",
    "原文链接",
    "原文",
    "链接",
    "来源",
    "出处",
    "详见",
    "参见",
    "请看",
    "见",
    "更多",
    "资料",
    "地址",
    "references",
    "reference",
    "source",
    "see also",
    "see",
    "link",
    "via",
];

/// Letters and Han characters; a run of Latin letters counts each letter.
fn letters(text: &str) -> usize {
    text.chars()
        .filter(|c| c.is_alphanumeric() || (is_cjk(*c) && c.is_alphabetic()))
        .count()
}

/// The text that stands outside links; formulas, images and links are noted on the way.
fn words_outside_links(content: &[Inline], answer: &mut Answer) -> String {
    let mut out = String::new();
    for node in content {
        match &node.kind {
            InlineKind::Text(text) => out.push_str(text),
            InlineKind::Code(code) => out.push_str(code),
            InlineKind::Math(_) | InlineKind::Embed(_) => answer.solid = true,
            InlineKind::Image(image) => answer.images.push(image.target),
            InlineKind::Link(link) => {
                answer.links += 1;
                collect_images(&link.content, &mut answer.images);
            }
            InlineKind::SoftBreak | InlineKind::HardBreak => out.push(' '),
            InlineKind::Tag(_) | InlineKind::Footnote(..) => {}
            kind => out.push_str(&words_outside_links(
                super::inlines::children(kind).map_or(&[], Vec::as_slice),
                answer,
            )),
        }
    }
    out
}

fn collect_images(content: &[Inline], images: &mut Vec<TargetId>) {
    for node in content {
        match &node.kind {
            InlineKind::Image(image) => images.push(image.target),
            kind => collect_images(
                super::inlines::children(kind).map_or(&[], Vec::as_slice),
                images,
            ),
        }
    }
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
