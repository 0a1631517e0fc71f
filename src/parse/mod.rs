//! Stage 2: a note's text becomes a tree, headings and questions.
//!
//! 1. [`front_matter`] takes the block at the head;
//! 2. [`dialect`] puts formulas out of Markdown's reach and softens its rules for Han text;
//! 3. [`tree`] turns the parser's events into the tree, with [`html`] and [`nest`] for raw HTML, [`inlines`] for the passes
//!    over text and [`callout`] for quotes that are none;
//! 4. [`questions`] finds what the note asks, [`pairs`] the names that it gives.

mod callout;
mod dialect;
mod dollar;
mod front_matter;
mod html;
mod info;
mod inlines;
mod lines;
mod nest;
mod offsets;
mod pairs;
mod prepared;
mod questions;
mod runs;
mod skip;
mod summary;
mod tree;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::diagnostic::{Checked, SourceId, Span};
use crate::document::{Document, Formula, Inline, TargetId};

pub use callout::without_speaker;
pub use info::split_info;
pub use inlines::{children as inner_inlines, is_image, is_picture, plain_text};
pub use pairs::Pair;
pub use questions::{Rule, card_id, is_source, is_source_text, split_number};
pub use runs::{FlatText, Piece, Run, RunKind, is_address, is_running_text, text_runs};
pub use summary::{inner_blocks, inner_text};

/// What the site decides for all notes.
#[derive(Clone, Copy, Debug, Default)]
pub struct ParseOptions {
    /// Whether headings are questions; `None` leaves it to the rules and the notes.
    pub questions: Option<bool>,
    /// Whether raw HTML keeps its classes and styles.
    pub trust_html: bool,
}

/// Parses the note at `path` (below the notes folder, with `/`).
pub fn parse_note(
    source: SourceId,
    path: &str,
    text: &str,
    options: &ParseOptions,
) -> Checked<ParsedNote> {
    let head = front_matter::read(source, text);
    let prepared = dialect::prepare(source, text, head.body);
    let (document, found) = tree::build(source, &prepared, options.trust_html);
    let mut diagnostics = head.diagnostics;
    diagnostics.extend(prepared.diagnostics);
    diagnostics.extend(found);
    let (mut questions, rules) =
        questions::find(&document, head.front_matter.questions.or(options.questions));
    for question in &mut questions {
        question.hash = questions::answer_hash(&document.blocks[question.blocks.clone()], text);
    }
    let headings = summary::headings(&document, &questions, &rules);
    let anchors = summary::anchors(&document, &questions);
    let title = summary::title(path, &head.front_matter, &headings);
    let pairs = pairs::pairs(&text_runs(&document));
    let value = ParsedNote {
        source,
        digest: Sha256::digest(text).into(),
        path: path.to_owned(),
        front_matter: head.front_matter,
        title,
        headings,
        anchors,
        questions,
        pairs,
        no_topics: topics_off(&document, text),
        document,
    };
    Checked { value, diagnostics }
}

/// The note at `path` with nothing but what its front matter says, for one whose text the program fails on.
pub fn parse_head(source: SourceId, path: &str, text: &str) -> Checked<ParsedNote> {
    let head = front_matter::read(source, text);
    let mut note = parse_nothing(source, path);
    note.title = summary::title(path, &head.front_matter, &[]);
    note.digest = Sha256::digest(text).into();
    note.front_matter = head.front_matter;
    Checked {
        value: note,
        diagnostics: head.diagnostics,
    }
}

/// The note at `path` as if its file were empty.
pub fn parse_nothing(source: SourceId, path: &str) -> ParsedNote {
    parse_note(source, path, "", &ParseOptions::default()).value
}

/// Where the comments stand that turn links to topics off; those shown as code do not count.
fn topics_off(document: &Document, text: &str) -> Vec<u32> {
    // Nothing is looked for further on: many comments without an end would make that take long.
    let is_switch = |at: usize| {
        let inner = text[at + 4..].trim_start().strip_prefix("no-topics");
        inner.is_some_and(|rest| rest.trim_start().starts_with("-->"))
    };
    let mut found: Vec<usize> = text
        .match_indices("<!--")
        .map(|(at, _)| at)
        .filter(|at| is_switch(*at))
        .collect();
    if !found.is_empty() {
        let code = runs::code_spans(document);
        found.retain(|at| !code.iter().any(|span| span.range().contains(at)));
    }
    let offset = |at| u32::try_from(at).unwrap_or(u32::MAX);
    found.into_iter().map(offset).collect()
}

/// A note as read from its own file alone.
#[derive(Clone, Debug)]
pub struct ParsedNote {
    /// The file.
    pub source: SourceId,
    /// The SHA-256 of the text that it was parsed from.
    pub digest: [u8; 32],
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
    /// All ids on the page that a link may name.
    pub anchors: BTreeSet<String>,
    /// The questions in reading order.
    pub questions: Vec<Question>,
    /// Names that the text gives to one thing.
    pub pairs: Vec<Pair>,
    /// Where in the file a `<!-- no-topics -->` turns automatic links off for the rest of its section.
    pub no_topics: Vec<u32>,
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
    /// `aliases` that begin with `/`: former addresses, with their places.
    pub redirects: Vec<(String, Span)>,
    /// `weight` or `order`.
    pub weight: Option<i64>,
    /// `questions`
    pub questions: Option<bool>,
    /// `topics`: whether mentions of topics are linked.
    pub topics: Option<bool>,
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
    /// Why it is one, or is none.
    pub rule: Rule,
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
    /// The place of the heading.
    pub span: Span,
    /// The range of top-level blocks: the heading itself and its answer.
    pub blocks: std::ops::Range<usize>,
    /// What stands under it.
    pub answer: Answer,
    /// A short hash of the source of the answer: when it changes, the answer has been edited.
    pub hash: String,
}

/// What stands under a question, weighed without knowing which images exist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Letters and Han characters outside links.
    pub letters: usize,
    /// The same without words like 参考 that only introduce a link.
    pub own_letters: usize,
    /// Whether there is a formula, code, a table or an embed.
    pub solid: bool,
    /// Images, each of which counts if it exists.
    pub images: Vec<TargetId>,
    /// How many links there are.
    pub links: usize,
    /// Whether it says that the answer will be written (`TODO`, 待补充).
    pub promised: bool,
}

impl Answer {
    /// The state, given which images exist.
    pub fn state(&self, image_exists: impl Fn(TargetId) -> bool) -> AnswerState {
        if self.solid || self.letters >= 12 || self.images.iter().any(|image| image_exists(*image))
        {
            AnswerState::Answered
        } else if self.links > 0 && self.own_letters == 0 && !self.promised {
            AnswerState::LinkOnly
        } else if self.letters == 0 && self.links == 0 && self.images.is_empty() && !self.promised {
            AnswerState::Empty
        } else {
            AnswerState::Stub
        }
    }
}

/// What there is of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

/// A formula of a note with its place.
pub type PlacedFormula = (Formula, Span);
