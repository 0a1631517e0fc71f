//! A book for e-readers: EPUB 3.3, <https://www.w3.org/TR/epub-33/>.
//!
//! [`write_epub`] writes the container, a zip with the [`package`] document, the [`navigation`], a drawn [`cover`], a document for
//! each chapter, and the pictures. [`EpubForm`] says what chapters, places and pictures are called in it, and [`picture`] which
//! pictures it can hold.
//!
//! The container is written with the zip crate that cards are written with. The crates that write EPUBs bring another version of it
//! along, and leave to their users what is hard: chapters that are well-formed, properties, fallbacks, ids.

mod container;
mod cover;
mod date;
mod form;
mod navigation;
mod package;
mod picture;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::book::{ContentsEntry, Words};

pub use container::{check_epub, write_epub};
pub use form::EpubForm;
pub use picture::{PictureFile, picture_file};

/// A book, ready to be written.
#[derive(Clone, Debug)]
pub struct Epub {
    /// The title.
    pub title: String,
    /// One sentence about it, or empty.
    pub description: String,
    /// Who wrote it, or empty.
    pub author: String,
    /// The language of the book as a whole.
    pub lang: String,
    /// What distinguishes it from all other books, whatever becomes of it: hashed into a UUID.
    pub identity: String,
    /// When it was last changed, in seconds since 1970; `None` for a fixed day.
    pub modified: Option<i64>,
    /// What it says itself.
    pub words: &'static Words,
    /// The chapters in reading order, as [`EpubForm`] names them.
    pub chapters: Vec<Document>,
    /// The index of topics, if there is one.
    pub index: Option<Document>,
    /// The contents.
    pub contents: Vec<ContentsEntry>,
    /// The pictures by the names that [`EpubForm`] gives them.
    pub pictures: BTreeMap<String, EpubPicture>,
}

/// A part of the book.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The title.
    pub title: String,
    /// The language.
    pub lang: String,
    /// What stands in `<body>`, well-formed.
    pub body: String,
    /// The declarations that it needs.
    pub style: String,
    /// Whether there is MathML among it.
    pub has_mathml: bool,
    /// Whether there is SVG among it.
    pub has_svg: bool,
}

/// A picture of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EpubPicture {
    /// The file.
    pub file: PathBuf,
    /// What it is, e.g. `image/png`.
    pub media_type: &'static str,
}
