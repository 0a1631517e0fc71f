//! Stage 2: a note's bytes become a tree, headings and questions.

pub mod info;

use crate::diagnostic::{SourceId, Span};
use crate::document::{Document, Formula, Inline};

/// A note as read from its own file alone.
#[derive(Clone, Debug)]
pub struct ParsedNote {
    /// The file.
    pub source: SourceId,
    /// Path below the notes folder, with `/`.
    pub path: String,
    /// What the front matter says.
    pub front_matter: FrontMatter,
    /// The note's title: front matter, else first heading, else file name.
    pub title: String,
    /// The body.
    pub document: Document,
    /// All headings in reading order, those in lists and quotes too.
    pub headings: Vec<HeadingSummary>,
    /// The questions in reading order.
    pub questions: Vec<Question>,
}

/// The keys of a front matter that Inkstone knows, and all the others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrontMatter {
    /// `title`
    pub title: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `lang`
    pub lang: Option<String>,
    /// `date`, as written.
    pub date: Option<String>,
    /// `updated`, `lastmod` or `modified`, as written.
    pub updated: Option<String>,
    /// `tags`, without `#`.
    pub tags: Vec<String>,
    /// `aliases` that are other names.
    pub aliases: Vec<String>,
    /// `aliases` that begin with `/`: former addresses.
    pub redirects: Vec<String>,
    /// `weight` or `order`.
    pub weight: Option<i64>,
    /// `questions`
    pub questions: Option<bool>,
    /// `typora-root-url`
    pub typora_root_url: Option<String>,
    /// Whether `draft` or `publish` keep the note out of the site.
    pub private: bool,
    /// All other keys, for templates.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// A heading, for outlines, links and search.
#[derive(Clone, Debug)]
pub struct HeadingSummary {
    /// 1 to 6.
    pub level: u8,
    /// The id on the page.
    pub anchor: String,
    /// The text without markup; formulas by their source.
    pub text: String,
    /// The same with markup, for outlines.
    pub content: Vec<Inline>,
    /// The place of the heading.
    pub span: Span,
    /// Whether it stands at the top level of the note, not in a list or quote.
    pub top_level: bool,
    /// The index into [`ParsedNote::questions`] if it is a question.
    pub question: Option<usize>,
}

/// A question of a note.
#[derive(Clone, Debug)]
pub struct Question {
    /// The id of its section on the page.
    pub anchor: String,
    /// The id under which reviews are kept; unique in the note, and made unique over the site by the catalog.
    pub card: String,
    /// The number in front, as written, e.g. `3.`; or empty.
    pub number: String,
    /// The question without its number and markup.
    pub text: String,
    /// What there is of an answer.
    pub state: AnswerState,
    /// The place of the heading.
    pub span: Span,
    /// The range of top-level blocks: the heading itself and its answer.
    pub blocks: std::ops::Range<usize>,
}

/// What there is of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnswerState {
    /// There is one.
    Answered,
    /// Less than a sentence, or a promise to write one.
    Stub,
    /// Nothing but links.
    LinkOnly,
    /// Nothing.
    Empty,
}

impl AnswerState {
    /// The word used in `data-state`, and with `_` in the report.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Stub => "stub",
            Self::LinkOnly => "link-only",
            Self::Empty => "empty",
        }
    }
}

/// A formula of a note with its place, for rendering each distinct one once.
pub type PlacedFormula = (Formula, Span);
