//! What other programs know, for use on the site.
//!
//! [`anki`] reads the reviews of our cards from an export of Anki; [`progress`] writes reviews as the file that the page
//! for study takes.

pub mod anki;
mod progress;

use std::io;

pub use progress::write_progress;

/// A review of a card.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Review {
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// The card id.
    pub card: String,
    /// 1 to 4: again, hard, good, easy.
    pub grade: u8,
    /// How long it took, in milliseconds; 0 if that is not known.
    pub took: u32,
}

/// The reviews that a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The reviews of our cards by time.
    pub reviews: Vec<Review>,
    /// The cards that were reviewed, each with the text of its question as the file has it.
    pub questions: std::collections::BTreeMap<String, String>,
    /// The id of the site that all of the cards name, if they do.
    pub site: Option<String>,
    /// How many reviews of other cards there are.
    pub others: usize,
}

/// Why nothing was imported.
#[derive(Debug)]
pub enum ImportError {
    /// The file cannot be read.
    Unreadable(io::Error),
    /// The file is no export of Anki; what was found, in words of what reads it.
    NotAnki(String),
    /// The package has no collection.
    NoCollection,
    /// What should be a collection is none: the name that it has in the package.
    NoDatabase(String),
    /// The collection is larger than anything that is likely; the limit in MiB.
    TooLarge(u64),
    /// There is no review of a card of ours.
    NoReviews,
    /// There is a file where the progress should be written.
    Exists,
    /// The progress cannot be written.
    Unwritable(io::Error),
}
