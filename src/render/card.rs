//! Questions with their answers, as a page at the root of the site shows them.

use super::body::Writer;
use super::formula::Text;
use super::style::Styles;
use super::{RenderedNote, Shared};
use crate::catalog::NoteId;
use crate::link::LinkedNote;
use crate::parse::{AnswerState, ParsedNote};

/// The cards of a note.
#[derive(Clone, Debug, Default)]
pub struct RenderedCards {
    /// The questions that have at least the beginning of an answer, in reading order.
    pub cards: Vec<RenderedCard>,
    /// The declarations that they need.
    pub styles: Styles,
    /// Whether they show an image from another host.
    pub has_remote_images: bool,
}

/// A question with its answer.
#[derive(Clone, Debug)]
pub struct RenderedCard {
    /// The index of the question in its note.
    pub question: usize,
    /// The question as inline HTML, its number set apart.
    pub front: String,
    /// The answer as HTML.
    pub back: String,
}

/// Renders the cards of the note `id`: the same nodes as on its page, with addresses from the root and without ids, which
/// belong to that page. Formulas, code and diagrams come from [`Shared`], where the page has left them.
pub fn render_cards<'a>(
    shared: &Shared<'a>,
    id: NoteId,
    note: &'a ParsedNote,
    linked: &'a LinkedNote,
) -> RenderedCards {
    let mut out = RenderedCards::default();
    let states = &shared.catalog.note(id).questions;
    let is_shown = |at: usize| {
        let state = states.get(at).map(|entry| entry.state);
        matches!(state, Some(AnswerState::Answered | AnswerState::Stub))
    };
    if !(0..note.questions.len()).any(is_shown) {
        return out;
    }
    let (text, _) = Text::new(id, note, linked);
    for (at, question) in note.questions.iter().enumerate() {
        let blocks = &note.document.blocks[question.blocks.clone()];
        let Some((title, answer)) = blocks.split_first().filter(|_| is_shown(at)) else {
            continue;
        };
        let mut writer = Writer::new(shared, "", text.clone());
        writer.embedding.push((id, None));
        writer.is_copy = true;
        writer.question_text(question, title);
        writer.is_copy = false;
        let front = std::mem::take(&mut writer.out.html);
        writer.blocks(answer);
        let RenderedNote {
            html: back,
            styles,
            has_remote_images,
            ..
        } = writer.out;
        out.styles.extend(&styles);
        out.has_remote_images |= has_remote_images;
        out.cards.push(RenderedCard {
            question: at,
            front,
            back,
        });
    }
    out
}
