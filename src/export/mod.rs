//! The notes in other formats than a site.
//!
//! [`anki`] writes cards, [`epub`] a book, [`print`] the page of one; [`file`] decides over which files anything may be written.

pub mod anki;
pub mod epub;
mod file;
pub mod print;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

pub use file::ExportError;

/// Questions with their answers, for programs that ask them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardSet {
    /// What distinguishes this site from others with questions of the same id: `id` of its configuration, or empty.
    pub site: String,
    /// The cards in reading order.
    pub cards: Vec<Card>,
    /// The pictures that they show: name there, and file.
    pub pictures: BTreeMap<String, PathBuf>,
}

/// A question with its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// The card id, unique on the site.
    pub id: String,
    /// The question as inline HTML with TeX in `\(` and `\)`.
    pub question: String,
    /// The answer as HTML with TeX in `\(` and `\)`, `\[` and `\]`. Pictures are named as in [`CardSet::pictures`].
    pub answer: String,
    /// The question as plain text.
    pub text: String,
    /// The note it stands in.
    pub note: String,
    /// The address of the question on the published site, or empty.
    pub address: String,
    /// The language, e.g. `zh-Hans`: letters, digits and `-` only.
    pub lang: String,
    /// The decks from the outermost in; unique for each note.
    pub deck: Vec<String>,
    /// The topics.
    pub tags: Vec<String>,
    /// When the question or anything it shows was last changed, in seconds since 1970.
    pub modified: i64,
}

/// A picture that could not be read.
#[derive(Debug)]
pub struct Unreadable {
    /// Its path below the notes folder.
    pub path: String,
    /// Why.
    pub error: io::Error,
}
