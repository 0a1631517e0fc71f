//! The notes as one book: chapters in reading order, an index of topics, and links that lead from one to another.
//!
//! 1. [`Plan`] says which chapters there are and where an address leads;
//! 2. [`edit`] makes a part of the book of a body that `render` wrote for a page of the site;
//! 3. [`contents`] and [`index_body`] write the pages that only a book has.
//!
//! What kind of book it is says a [`Form`].

mod contents;
mod edit;
mod index;
mod markup;
mod plan;
mod words;

pub use contents::{ContentsEntry, contents, contents_list, index_body, part_body, topic_anchor};
pub use edit::{EditedBody, Form, edit};
pub use index::{IndexedPlace, IndexedTopic};
pub use plan::{Chapter, Content, Plan, Target, part_path};
pub use words::{Words, words};
