//! The search index: what the browser needs to find a section, as classic scripts. `docs/search.md` describes the files.
//!
//! 1. [`units`] divides a note into its sections and collects what each of them says, by [`terms`];
//! 2. [`vocabulary`] has the words, their readings and the topics' names, which the browser understands queries by;
//! 3. [`lexicon`] keeps what the index needs of a note when its texts are written;
//! 4. [`shards`] has the places of the words in the text, [`core`] the sections and the vocabulary;
//! 5. [`encode`] and [`script`] write both down.
//!
//! The engine that reads it is in `static/js/search/`.

mod core;
mod encode;
mod formula;
mod lexicon;
mod readable;
mod script;
mod shards;
mod terms;
mod units;
mod vocabulary;

#[cfg(test)]
mod fixture_test;

use crate::catalog::{Catalog, NoteId};
use crate::text::Segmenter;

pub use lexicon::{IndexedNote, Lexicon};
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

/// All notes by the files that their texts for showing are in: those whose routes have one hash share theirs.
pub fn text_groups(catalog: &Catalog) -> Vec<Vec<NoteId>> {
    script::text_groups(catalog)
}

/// The files with the texts for showing of one of the [`text_groups`].
pub fn text_files(catalog: &Catalog, group: &[NoteUnits]) -> Vec<SearchFile> {
    script::text_scripts(catalog, group)
}

/// The other files of the index, in a fixed order. `notes` are all notes, in the order of the catalog.
///
/// The core and the shards carry one build id, which is a hash of what they hold.
pub fn index_files(
    catalog: &Catalog,
    mut notes: Vec<IndexedNote>,
    lexicon: Lexicon,
) -> Vec<SearchFile> {
    let places = shards::Places::of(&mut notes, &lexicon.into_words());
    let vocabulary = vocabulary::Vocabulary::new(catalog, &notes, &places);
    let shards = shards::shards(&places);
    drop(places);
    let core = core::core(catalog, &notes, &vocabulary, &shards);
    script::data_scripts(core, shards)
}
