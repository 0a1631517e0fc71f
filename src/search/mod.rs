//! The search index: what the browser needs to find a section, as classic scripts. `docs/search.md` describes the files.
//!
//! 1. [`units`] divides a note into its sections and collects what each of them says, by [`terms`];
//! 2. [`vocabulary`] has the words, their readings and the topics' names, which the browser understands queries by;
//! 3. [`shards`] has the places of the words in the text, [`core`] the sections and the vocabulary;
//! 4. [`encode`] and [`script`] write both down.
//!
//! The engine that reads it is in `static/js/search/`.

mod core;
mod encode;
mod formula;
mod readable;
mod script;
mod shards;
mod terms;
mod units;
mod vocabulary;

#[cfg(test)]
mod fixture_test;

use crate::catalog::Catalog;
use crate::text::Segmenter;

pub use units::{NoteUnits, Unit, note_units};

/// A file of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchFile {
    /// Its name in the folder of the index, without `.js`.
    pub name: String,
    /// Its content.
    pub text: String,
}

/// What cuts the text of this site's notes into words: names of topics stay whole.
pub fn segmenter(catalog: &Catalog) -> Segmenter {
    let names = catalog.topics.names();
    Segmenter::new(
        names
            .filter(|name| name.is_han() && name.folded.chars().nth(1).is_some())
            .map(|name| name.folded.as_str()),
    )
}

/// All files of the index, in a fixed order. `units` are those of all notes, in the order of the catalog.
///
/// The core and the shards carry one build id, which is a hash of what they hold.
pub fn search_files(catalog: &Catalog, units: &[NoteUnits]) -> Vec<SearchFile> {
    let places = shards::Places::new(units);
    let vocabulary = vocabulary::Vocabulary::new(catalog, units, &places);
    let shards = shards::shards(&places);
    let core = core::core(catalog, units, &vocabulary, &shards);
    let mut files = script::data_scripts(core, shards);
    files.extend(script::text_scripts(catalog, units));
    files
}
