//! The notes in other formats than a site.
//!
//! [`anki`] writes cards, [`epub`] a book, [`print`] the page of one, [`archive`] and [`single`] pack the built site, [`json`]
//! tells other programs what the notes hold; [`file`] decides over which files anything may be written.

pub mod anki;
pub mod archive;
pub mod epub;
mod file;
pub mod json;
pub mod print;
pub mod single;

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use crate::output::Content;

pub use file::ExportError;

/// A site as it was built, in no folder.
#[derive(Clone, Debug, Default)]
pub struct BuiltSite {
    /// The name.
    pub title: String,
    /// One sentence about it, or empty.
    pub description: String,
    /// The language of what the theme says.
    pub lang: String,
    /// The prefix of stored values.
    pub id: String,
    /// Whether pages may show images from other hosts.
    pub loads_remote_images: bool,
    /// The hosts whose pages may be shown in frames.
    pub frame_hosts: Vec<String>,
    /// The pages of the notes in reading order.
    pub notes: Vec<String>,
    /// Files that mean something only where a host sends them one by one: the service worker and what belongs to it.
    pub for_hosts: BTreeSet<String>,
    /// What can be read of a site in one file where no script runs: the content of `<body>`.
    pub cover: String,
    /// The script that opens such a file.
    pub opener: String,
    /// The paths of scripts that no page names, for other scripts load them.
    pub engines: Vec<String>,
    /// All files by path.
    pub files: BTreeMap<String, Content>,
}

/// Questions with their answers, for programs that ask them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardSet {
    /// What distinguishes this site from others with questions of the same id: `id` of its configuration, or empty.
    pub site: String,
    /// The cards in reading order.
    pub cards: Vec<Card>,
    /// The pictures that they show, by their names there.
    pub pictures: BTreeMap<String, Content>,
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
