//! An answer in short, for a sheet to print: its first sentences, and its formulas on lines of their own.

use super::body::Writer;
use super::excerpt::{Slice, sentence_end};
use super::formula::Text;
use super::{RenderedNote, Shared};
use crate::catalog::NoteId;
use crate::document::{Block, BlockKind, Inline};
use crate::parse::{FlatText, inner_blocks, is_source, is_source_text, without_speaker};

/// How many sentences are shown, and of how many characters at most.
const SENTENCES: usize = 2;
const MOST_LETTERS: usize = 180;

/// How many formulas are shown, and how long the source of each may be: longer ones are derivations.
const FORMULAS: usize = 3;
const LONGEST_FORMULA: usize = 300;

/// Of an answer with no text the first table or code is shown, if it has no more rows than this.
const MOST_ROWS: usize = 10;

/// What may still be shown.
struct Left {
    sentences: usize,
    letters: usize,
    formulas: usize,
}

/// The first two sentences of the answer to a question of the note `id` and its formulas on lines of their own, in the order in
/// which they stand there; if there is neither, the first table, code or picture. Sources, headings and links are left out.
pub fn render_digest(
    shared: &Shared<'_>,
    route: &str,
    id: NoteId,
    question: usize,
) -> RenderedNote {
    let (note, linked) = (shared.note)(id);
    let Some(question) = note.questions.get(question) else {
        return RenderedNote::default();
    };
    let answer = &note.document.blocks[question.blocks.start + 1..question.blocks.end];
    let (text, _) = Text::new(id, note, linked);
    let mut writer = Writer::new(shared, route, text);
    writer.embedding.push((id, None));
    writer.is_copy = true;
    let mut left = Left {
        sentences: SENTENCES,
        letters: MOST_LETTERS,
        formulas: FORMULAS,
    };
    for block in answer {
        writer.digest(block, &mut left);
    }
    if writer.out.html.is_empty()
        && let Some(block) = answer.iter().find_map(first_solid)
    {
        writer.blocks(std::slice::from_ref(block));
    }
    writer.out
}

impl Writer<'_, '_> {
    fn digest(&mut self, block: &Block, left: &mut Left) {
        match &block.kind {
            BlockKind::Paragraph(content) | BlockKind::Plain(content) => {
                if !is_source_text(content) {
                    self.first_sentences(content, left);
                }
            }
            BlockKind::Math(formula) => {
                let is_short = formula.tex.chars().count() <= LONGEST_FORMULA;
                if left.formulas > 0 && is_short && (self.shared.formula)(formula).error.is_none() {
                    left.formulas -= 1;
                    self.display(formula, block.span);
                }
            }
            BlockKind::Quote(blocks) if is_source(blocks) => {}
            kind => {
                for inner in inner_blocks(kind) {
                    self.digest(inner, left);
                }
            }
        }
    }

    fn first_sentences(&mut self, content: &[Inline], left: &mut Left) {
        let flat = FlatText::new(content).text;
        let rest = without_speaker(&flat).trim_start();
        let start = flat.len() - rest.len();
        if rest.is_empty() {
            return;
        }
        let mut end = start;
        while left.sentences > 0 && end < flat.len() {
            end = sentence_end(&flat, end);
            left.sentences -= 1;
        }
        let letters = flat[start..end].chars().count();
        let shown = letters.min(left.letters);
        if shown == 0 {
            return;
        }
        left.letters -= shown;
        if shown < letters {
            let cut = flat[start..].char_indices().nth(shown);
            end = cut.map_or(end, |(at, _)| start + at);
            left.sentences = 0;
        }
        let mut slice = Slice {
            at: 0,
            sentence: start..end,
            marked: 0..0,
        };
        let content = slice.cut(content);
        self.push("<p>");
        self.phrasing(&content);
        self.push(if shown < letters {
            "…</p>\n"
        } else {
            "</p>\n"
        });
    }
}

/// The first block that says something without text, where it is small.
fn first_solid(block: &Block) -> Option<&Block> {
    let is_small = match &block.kind {
        BlockKind::Code(code) => code.text.lines().count() <= MOST_ROWS,
        BlockKind::Table(table) => table.rows.len() <= MOST_ROWS,
        BlockKind::Paragraph(content) => !is_source_text(content),
        BlockKind::Quote(blocks) if is_source(blocks) => return None,
        _ => false,
    };
    if is_small {
        return Some(block);
    }
    inner_blocks(&block.kind).into_iter().find_map(first_solid)
}
