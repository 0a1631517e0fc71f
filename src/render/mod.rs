//! Stage 5: the HTML of a note's body.
//!
//! 1. The formulas of the note are numbered ([`formula`]);
//! 2. [`body`] writes blocks, [`question`], [`list`], [`table`] and [`embed`] those that have parts, [`inline`] text,
//!    [`image`] figures, [`footnotes`] what stands at the end, and [`outline`] what the note says of itself;
//! 3. formulas, code and diagrams come from [`Shared`], which renders each distinct one once for the whole site.

mod answer;
mod apart;
mod body;
mod card;
pub mod code;
#[cfg(test)]
mod contrast;
pub mod diagram;
mod digest;
mod embed;
pub mod escape;
mod excerpt;
mod footnotes;
mod formula;
mod frame;
mod image;
mod inline;
mod list;
pub mod math;
mod outline;
mod question;
pub mod style;
mod table;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::catalog::{Catalog, NoteId};
use crate::diagnostic::Checked;
use crate::document::Formula;
use crate::link::LinkedNote;
use crate::parse::ParsedNote;
use crate::text::Lang;

pub use answer::answer_text;
pub use apart::{Apart, CardApart, render_card_apart};
pub use card::{RenderedCard, RenderedCards, render_cards};
pub use digest::render_digest;
pub use excerpt::{
    render_beginning, render_first_formula, render_heading, render_question, render_sentence,
};
pub use frame::frame_sources;

use code::Highlighted;
use math::RenderedFormula;
use style::Styles;

/// A diagram as HTML, or why it cannot be drawn.
pub type Drawing = Result<String, String>;

/// What the bodies of all notes are rendered with.
pub struct Shared<'a> {
    /// Routes and titles.
    pub catalog: &'a Catalog,
    /// The language of the words that bodies say themselves.
    pub lang: Lang,
    /// Whether images from other hosts are shown; else they are links.
    pub load_remote_images: bool,
    /// The hosts whose pages may be shown in frames; others are links.
    pub frame_hosts: &'a [String],
    /// Width and height in pixels of images, by path below the notes folder.
    pub image_sizes: &'a BTreeMap<String, (u32, u32)>,
    /// Sets a formula.
    pub formula: &'a (dyn Fn(&Formula) -> Arc<RenderedFormula> + Sync),
    /// Colours code: language and text.
    pub highlight: &'a (dyn Fn(&str, &str) -> Arc<Highlighted> + Sync),
    /// Draws a diagram: language and source.
    pub diagram: &'a (dyn Fn(&str, &str) -> Arc<Drawing> + Sync),
    /// Set where text leaves the site: formulas stay TeX, and addresses are none of ours.
    pub apart: Option<&'a Apart<'a>>,
    /// Other notes, for embeds.
    pub note: &'a (dyn Fn(NoteId) -> (&'a ParsedNote, &'a LinkedNote) + Sync),
}

/// The body of a note as HTML.
#[derive(Clone, Debug, Default)]
pub struct RenderedNote {
    /// The HTML, without `<main>`; the first heading included.
    pub html: String,
    /// Where in it the answer of each question ends, in order; something may be put there.
    pub question_ends: Vec<usize>,
    /// The outline.
    pub toc: Vec<TocEntry>,
    /// Declarations the body needs.
    pub styles: Styles,
    /// Whether the page needs the style sheet and fonts for formulas.
    pub has_math: bool,
    /// Whether the body shows an image from another host.
    pub has_remote_images: bool,
    /// The hosts whose pages the body shows in frames.
    pub frame_hosts: BTreeSet<String>,
    /// The first sentences as plain text, for descriptions; at most 200 characters.
    pub summary: String,
    /// How much of what was rendered.
    pub counts: Counts,
}

/// An entry of the outline.
#[derive(Clone, Debug)]
pub struct TocEntry {
    /// 1 to 6.
    pub level: u8,
    /// The id on the page.
    pub anchor: String,
    /// The text as inline HTML, without links.
    pub html: String,
    /// The state of its answer if it is a question: `answered`, `stub`, `link-only`, `empty`.
    pub state: Option<&'static str>,
}

/// Figures for the report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Formulas.
    pub formulas: usize,
    /// Formulas that could not be set.
    pub failed_formulas: usize,
    /// Code blocks, diagrams included.
    pub code_blocks: usize,
    /// Images.
    pub images: usize,
    /// Images that are not there.
    pub missing_images: usize,
    /// Links to notes and files of the site.
    pub internal_links: usize,
    /// Links that lead nowhere.
    pub broken_links: usize,
    /// Links to other hosts.
    pub external_links: usize,
}

/// Renders the body of the note `id`.
pub fn render_note<'a>(
    shared: &Shared<'a>,
    id: NoteId,
    note: &'a ParsedNote,
    linked: &'a LinkedNote,
) -> Checked<RenderedNote> {
    body::render(shared, id, note, linked)
}
