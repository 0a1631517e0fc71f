//! What stands under a question: how much of an answer it is.

use super::super::Answer;
use super::super::callout::without_speaker;
use super::super::inlines::{children, plain_text};
use crate::document::{Block, BlockKind, CodeBlock, Inline, InlineKind, TargetId};

/// Weighs what stands under a question.
pub(super) fn answer(blocks: &[Block]) -> Answer {
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
    if !has_link(content) {
        return false;
    }
    let mut weighed = Answer::default();
    weigh_text(content, &mut weighed);
    only_names_sources(&weighed) && (weighed.letters > 0 || content.iter().any(is_bare_address))
}

/// Most paragraphs have none, and need no weighing.
fn has_link(content: &[Inline]) -> bool {
    content.iter().any(|node| match &node.kind {
        InlineKind::Link(_) => true,
        kind => children(kind).is_some_and(|inner| has_link(inner)),
    })
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
    // Who answers is no part of the answer.
    let lower = without_speaker(&text).to_lowercase();
    // A line that promises an answer is none, however long it is.
    if PROMISES.iter().any(|promise| names(&lower, promise)) {
        answer.promised = true;
        return;
    }
    answer.letters += letters(&lower);
    let mut rest = lower;
    for word in SOURCE_WORDS {
        if rest.contains(word) {
            rest = rest.replace(word, "");
        }
    }
    answer.own_letters += letters(&rest);
}

/// Whether `text` says `word` as a promise. A Latin one begins a clause: a todo list is none. A Chinese one ends a clause:
/// 待更新的参数 and 待更新、待删除 promise nothing.
fn names(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().rev().find(|c| !c.is_whitespace());
        let after = text[at + word.len()..].chars().next();
        if word.is_ascii() {
            !before.is_some_and(char::is_alphanumeric)
                && !after.is_some_and(|c| c.is_ascii_alphanumeric())
        } else {
            !after.is_some_and(|c| c.is_alphanumeric() || "、，,".contains(c))
        }
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
        .filter(|c| matches!(c, '\u{4e00}'..='\u{9fff}') || c.is_alphanumeric())
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
                children(kind).map_or(&[], Vec::as_slice),
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
            kind => collect_images(children(kind).map_or(&[], Vec::as_slice), images),
        }
    }
}
