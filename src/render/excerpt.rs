//! Parts of notes that other pages show: a sentence with the words that matter marked, and the beginning of a section.

use std::ops::Range;

use super::body::Writer;
use super::embed::part;
use super::formula::Text;
use super::{RenderedNote, Shared};
use crate::backlinks::TextPlace;
use crate::catalog::NoteId;
use crate::document::{Block, BlockKind, Inline, InlineKind, Link};
use crate::parse::{FlatText, Run, RunKind, inner_blocks, is_address, is_running_text};

/// A sentence is cut to so many characters on each side of what is marked.
const MOST_BESIDE: usize = 60;

/// A shorter sentence, such as "see there:", is shown with the next.
const FEWEST: usize = 10;

/// The beginning of a section ends after so many characters of text.
const LONG_ENOUGH: usize = 300;

/// A formula with more characters than this is a derivation, and nothing for a card.
const LONGEST_FORMULA: usize = 180;

/// The sentence around a place, with the place itself marked. Links are text in it, and pictures are left out.
///
/// `runs` are those of the note.
pub fn render_sentence(
    shared: &Shared<'_>,
    route: &str,
    place: &TextPlace,
    runs: &[Run<'_>],
) -> RenderedNote {
    let (note, linked) = (shared.note)(place.note);
    let text = Text::without_numbers(place.note, note, linked);
    let mut writer = Writer::new(shared, route, text);
    writer.is_copy = true;
    if let Some(run) = runs.get(place.run as usize) {
        let flat = FlatText::new(run.content).text;
        let marked = place.range.start as usize..place.range.end as usize;
        let sentence = match run.kind {
            RunKind::Heading(_) => 0..flat.len(),
            _ => sentence(&flat, &marked),
        };
        if starts_inside(&flat, sentence.start) {
            writer.push("…");
        }
        let mut slice = Slice {
            at: 0,
            sentence: sentence.clone(),
            marked,
        };
        let content = slice.cut(run.content);
        writer.phrasing(&content);
        if !ends_whole(&flat, sentence.end) {
            writer.push("…");
        }
    }
    writer.out
}

/// The text of a heading, without its links.
pub fn render_heading(
    shared: &Shared<'_>,
    route: &str,
    note: NoteId,
    heading: usize,
) -> RenderedNote {
    let (parsed, linked) = (shared.note)(note);
    let text = Text::without_numbers(note, parsed, linked);
    let mut writer = Writer::new(shared, route, text);
    writer.is_copy = true;
    if let Some(heading) = parsed.headings.get(heading) {
        match heading.question.and_then(|at| parsed.questions.get(at)) {
            Some(question) => {
                let title = &parsed.document.blocks[question.blocks.start];
                writer.question_text(question, title);
            }
            None => writer.phrasing(&heading.content),
        }
    }
    writer.out
}

/// The text of a question, without its links.
pub fn render_question(
    shared: &Shared<'_>,
    route: &str,
    note: NoteId,
    question: usize,
) -> RenderedNote {
    let (parsed, linked) = (shared.note)(note);
    let text = Text::without_numbers(note, parsed, linked);
    let mut writer = Writer::new(shared, route, text);
    writer.is_copy = true;
    if let Some(question) = parsed.questions.get(question) {
        let title = &parsed.document.blocks[question.blocks.start];
        writer.question_text(question, title);
    }
    writer.out
}

/// The beginning of a section without its heading: its first blocks, up to [`LONG_ENOUGH`] characters and the first
/// formula on lines of its own. Also tells whether there is more.
pub fn render_beginning<'a>(
    shared: &Shared<'a>,
    route: &str,
    id: NoteId,
    anchor: Option<&'a str>,
) -> (RenderedNote, bool) {
    let (note, linked) = (shared.note)(id);
    let (text, _) = Text::new(id, note, linked);
    let mut writer = Writer::new(shared, route, text);
    let blocks = &note.document.blocks[part(&note.document, anchor)];
    let is_heading = |block: &Block| matches!(block.kind, BlockKind::Heading(_));
    let body = match blocks.split_first() {
        Some((first, rest)) if is_heading(first) => rest,
        _ => blocks,
    };
    let (mut shown, mut letters, mut has_formula) = (0, 0, false);
    for block in body {
        if is_heading(block) && letters > 0 || letters >= LONG_ENOUGH && has_formula {
            break;
        }
        if letters >= 2 * LONG_ENOUGH {
            break;
        }
        shown += 1;
        has_formula |= matches!(block.kind, BlockKind::Math(_));
        letters += letters_of(block);
    }
    // Ids belong to the page of the note itself.
    writer.embedding.push((id, anchor));
    writer.blocks(&body[..shown]);
    (writer.out, shown < body.len())
}

/// The first formula on lines of its own in a section that can be set and is short enough for a card.
pub fn render_first_formula<'a>(
    shared: &Shared<'a>,
    id: NoteId,
    anchor: Option<&'a str>,
) -> Option<RenderedNote> {
    let (note, linked) = (shared.note)(id);
    let blocks = &note.document.blocks[part(&note.document, anchor)];
    let formula = blocks
        .iter()
        .find_map(|block| first_formula(shared, block))?;
    let text = Text::without_numbers(id, note, linked);
    let mut writer = Writer::new(shared, "", text);
    writer.is_copy = true;
    writer.blocks(std::slice::from_ref(formula));
    Some(writer.out)
}

fn first_formula<'b>(shared: &Shared<'_>, block: &'b Block) -> Option<&'b Block> {
    match &block.kind {
        BlockKind::Math(formula) => {
            let is_short = formula.tex.chars().count() <= LONGEST_FORMULA;
            (is_short && (shared.formula)(formula).error.is_none()).then_some(block)
        }
        kind => inner_blocks(kind)
            .into_iter()
            .find_map(|block| first_formula(shared, block)),
    }
}

fn letters_of(block: &Block) -> usize {
    match &block.kind {
        BlockKind::Code(code) => code.text.chars().count(),
        kind => {
            let own = crate::parse::inner_text(kind)
                .into_iter()
                .map(|content| crate::parse::plain_text(content).chars().count())
                .sum::<usize>();
            let inner = inner_blocks(kind);
            own + inner.into_iter().map(letters_of).sum::<usize>()
        }
    }
}

const ENDS: [char; 7] = ['。', '！', '？', '!', '?', '；', '\n'];

/// The bytes of the sentence around `marked`, cut where it is long.
fn sentence(text: &str, marked: &Range<usize>) -> Range<usize> {
    let before = &text[..marked.start];
    let after = &text[marked.end..];
    let first = [before.rfind(ENDS), before.rfind(". ")]
        .into_iter()
        .flatten()
        .max();
    let first = first.map_or(0, |at| {
        at + before[at..].chars().next().map_or(0, char::len_utf8)
    });
    let nearest = |at: Option<(usize, char)>| at.map(|(at, _)| at);
    let far_start = nearest(before.char_indices().rev().nth(MOST_BESIDE)).unwrap_or(0);
    let far_end =
        nearest(after.char_indices().nth(MOST_BESIDE)).map_or(text.len(), |at| marked.end + at);
    let start = skip_space(text, first.max(far_start));
    let mut end = sentence_end(text, marked.end);
    while end < text.len() && text[start..end].trim().chars().count() < FEWEST {
        end = sentence_end(text, end);
    }
    start..end.min(far_end).max(start)
}

/// Where the sentence ends that goes on at `from`.
pub(super) fn sentence_end(text: &str, from: usize) -> usize {
    let after = &text[from..];
    let end = [after.find(ENDS), after.find(". ")]
        .into_iter()
        .flatten()
        .min();
    end.map_or(text.len(), |at| {
        from + at + after[at..].chars().next().map_or(0, char::len_utf8)
    })
}

fn skip_space(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    start + rest.len() - rest.trim_start().len()
}

/// Whether something of the sentence is left out before `start`.
fn starts_inside(text: &str, start: usize) -> bool {
    let before = text[..start].trim_end();
    !before.is_empty() && !before.ends_with(ENDS) && !before.ends_with('.')
}

fn ends_whole(text: &str, end: usize) -> bool {
    let shown = text[..end].trim_end();
    text[end..].trim().is_empty() || shown.ends_with(ENDS) || shown.ends_with('.')
}

/// Cuts the nodes of a run to a sentence.
pub(super) struct Slice {
    /// Where in the flat text the next node begins.
    pub(super) at: usize,
    pub(super) sentence: Range<usize>,
    pub(super) marked: Range<usize>,
}

impl Slice {
    /// The nodes in the sentence. Goes the same way through them as [`FlatText`] does.
    pub(super) fn cut(&mut self, content: &[Inline]) -> Vec<Inline> {
        content.iter().flat_map(|node| self.node(node)).collect()
    }

    fn node(&mut self, node: &Inline) -> Vec<Inline> {
        let wrap = |kind| Inline {
            span: node.span,
            kind,
        };
        let some = |inner: Vec<Inline>, kind: fn(Vec<Inline>) -> InlineKind| {
            if inner.is_empty() {
                Vec::new()
            } else {
                vec![wrap(kind(inner))]
            }
        };
        match &node.kind {
            InlineKind::Text(text) => {
                let start = self.at;
                self.at += text.len();
                self.text(node, text, start)
            }
            InlineKind::Emphasis(inner) => some(self.cut(inner), InlineKind::Emphasis),
            InlineKind::Strong(inner) => some(self.cut(inner), InlineKind::Strong),
            InlineKind::Strike(inner) => some(self.cut(inner), InlineKind::Strike),
            // Only what the page looks for is marked.
            InlineKind::Mark(inner) => self.cut(inner),
            InlineKind::Link(Link { content, .. }) if is_address(content) => {
                let is_inside = self.sentence.contains(&self.at);
                self.at += crate::text::OPAQUE.len_utf8();
                if is_inside {
                    content.clone()
                } else {
                    Vec::new()
                }
            }
            InlineKind::Link(Link { content, .. }) => {
                self.at += crate::text::OPAQUE.len_utf8();
                let inner = self.cut(content);
                self.at += crate::text::OPAQUE.len_utf8();
                inner
            }
            InlineKind::Element(element) if is_running_text(element.name) => {
                self.cut(&element.children)
            }
            kind => {
                let start = self.at;
                self.at += match kind {
                    InlineKind::SoftBreak | InlineKind::HardBreak => 1,
                    _ => crate::text::OPAQUE.len_utf8(),
                };
                let is_inside = self.sentence.contains(&start);
                let is_shown = !matches!(
                    kind,
                    InlineKind::Image(_) | InlineKind::Embed(_) | InlineKind::Footnote(..)
                );
                match kind {
                    _ if !is_inside || !is_shown => Vec::new(),
                    InlineKind::HardBreak => vec![wrap(InlineKind::SoftBreak)],
                    _ => vec![node.clone()],
                }
            }
        }
    }

    /// The part of a text node in the sentence, with the part of that which is marked by itself.
    fn text(&self, node: &Inline, text: &str, start: usize) -> Vec<Inline> {
        let piece = |from: usize, to: usize| {
            let from = from.max(self.sentence.start).max(start) - start;
            let to = to.min(self.sentence.end).min(start + text.len());
            let text = text.get(from..to.checked_sub(start)?)?;
            (!text.is_empty()).then(|| Inline {
                span: node.span,
                kind: InlineKind::Text(text.to_owned()),
            })
        };
        let marked = piece(self.marked.start, self.marked.end).map(|inner| Inline {
            span: node.span,
            kind: InlineKind::Mark(vec![inner]),
        });
        [
            piece(0, self.marked.start),
            marked,
            piece(self.marked.end, usize::MAX),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, name: &str) -> String {
        let at = text.find(name).unwrap();
        text[sentence(text, &(at..at + name.len()))].to_owned()
    }

    #[test]
    fn sentences_end_where_they_should() {
        let text = "先看池化。再看批归一化，它很有用！最后。";
        assert_eq!(cut(text, "批归一化"), "再看批归一化，它很有用！");
        assert_eq!(cut("See 1.5 and BN. Then more.", "BN"), "See 1.5 and BN.");
        assert_eq!(
            cut("卷积；再看后面那一句。最后。", "卷积"),
            "卷积；再看后面那一句。"
        );
        assert_eq!(cut("细节见池化。", "池化"), "细节见池化。");
        let long = format!("{}池化{}", "长".repeat(200), "长".repeat(200));
        assert_eq!(cut(&long, "池化").chars().count(), 2 * MOST_BESIDE + 3);
    }
}
