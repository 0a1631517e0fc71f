//! Stage 6: bodies become pages.
//!
//! 1. [`Theme`] holds the templates and the static files, named by their content;
//! 2. a page's place gives its tree, breadcrumbs and neighbours;
//! 3. a [`context`] is filled, every address relative to the page;
//! 4. the template makes the HTML.
//!
//! The size of a page does not depend on the number of notes: its tree is an excerpt, and [`tree_script`] is the whole.

pub mod context;

mod all;
mod blocked;
mod cards;
mod contents;
mod coverage;
mod cram;
mod error;
mod frame;
mod navigation;
mod note;
mod offline;
mod policy;
mod print;
mod published;
mod redirect;
mod single;
mod squeeze;
mod statics;
mod structured;
mod study_words;
mod surroundings;
mod theme;
mod topics;
mod tree_script;
use crate::url;
mod words;

#[cfg(test)]
mod palette_test;
#[cfg(test)]
mod sample;

pub use all::all_pages;
pub use blocked::{Blocked, blocked_in_script, blocked_in_template};
pub use cards::{CardFile, CardKeys, card_file, cards_script};
pub use contents::{folder_page, home_page};
pub use coverage::{coverage_page, study_page};
pub use cram::{Sheets, ShownQuestion, cram_page};
pub use error::{FaultyLine, PageError};
pub use frame::{RemoteImages, SiteInfo, not_found_page};
pub use navigation::TREE_WINDOW;
pub use note::{note_frame, note_page};
pub use offline::{ListedFile, SiteFiles, app_manifest, offline_page, site_files};
pub use print::{PrintBook, PrintChapter, print_page};
pub use published::{feed, newest, robots, sitemap};
pub use redirect::redirect_page;
pub use single::single_cover;
pub use surroundings::{Backlink, QuestionSurroundings, RelatedQuestion, Surroundings};
pub use theme::Theme;
pub use topics::{
    ShownDefinition, ShownMention, TopicBody, topic_cards, topic_frame, topic_page, topics_page,
};
pub use tree_script::tree_script;
pub use words::{Words, words};
