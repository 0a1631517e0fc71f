//! By what names notes, folders and files can be found.

use std::collections::{BTreeMap, BTreeSet};

use super::paths::fold;
use super::{Catalog, NoteId};
use crate::parse::ParsedNote;

/// Names of notes, folders and files. Names are folded: neither case nor Unicode form matters in them.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Notes by exact path.
    pub(super) paths: BTreeMap<String, NoteId>,
    /// Notes by folded path. Of several the first has it.
    pub(super) folded_paths: BTreeMap<String, NoteId>,
    /// Notes by path, by path without ending and by file name without ending.
    pub(super) files_of_notes: BTreeMap<String, Vec<NoteId>>,
    /// Notes by title and alias.
    pub(super) titles: BTreeMap<String, Vec<NoteId>>,
    /// Folders by folded path.
    pub(super) folders: BTreeMap<String, usize>,
    /// Notes by the folded path of their page.
    pub(super) routes: BTreeMap<String, NoteId>,
    /// Files by folded path, for names that differ in case.
    pub(super) assets: BTreeMap<String, String>,
    /// Files by folded file name.
    pub(super) assets_by_name: BTreeMap<String, Vec<String>>,
    /// Paths, with and without ending, names and titles of private notes, so that no page repeats them.
    pub(super) private: BTreeSet<String>,
}

impl Names {
    /// Collects the names of a catalog's notes, folders and files, and of the notes that are kept private.
    pub(super) fn new(catalog: &Catalog, private: &[&ParsedNote]) -> Self {
        let mut names = Self::default();
        for id in catalog.note_ids() {
            let note = catalog.note(id);
            names.paths.insert(note.path.clone(), id);
            names.folded_paths.entry(fold(&note.path)).or_insert(id);
            names.routes.insert(fold(&note.route), id);
            for name in file_names(&note.path) {
                add(&mut names.files_of_notes, name, id);
            }
            add(&mut names.titles, &note.title, id);
            for alias in &note.aliases {
                add(&mut names.titles, alias, id);
            }
        }
        for (index, folder) in catalog.folders.iter().enumerate() {
            names.folders.entry(fold(&folder.path)).or_insert(index);
        }
        for path in catalog.assets.keys() {
            names
                .assets
                .entry(fold(path))
                .or_insert_with(|| path.clone());
            let file = path.rsplit('/').next().unwrap_or(path);
            names
                .assets_by_name
                .entry(fold(file))
                .or_default()
                .push(path.clone());
        }
        for note in private {
            let aliases = note.front_matter.aliases.iter().map(String::as_str);
            names.private.extend(
                ends_of(&note.path)
                    .chain([note.title.as_str()])
                    .chain(aliases)
                    .map(|name| fold(name.trim())),
            );
        }
        names
    }

    /// The id of the note with this path.
    pub(super) fn note_at(&self, path: &str) -> Option<NoteId> {
        self.paths.get(path).copied()
    }
}

fn add(names: &mut BTreeMap<String, Vec<NoteId>>, name: &str, id: NoteId) {
    let ids = names.entry(fold(name.trim())).or_default();
    if ids.last() != Some(&id) {
        ids.push(id);
    }
}

/// All that a wiki link may call a path by: its ends at each folder, with the ending of the file's name and without.
fn ends_of(path: &str) -> impl Iterator<Item = &str> {
    let starts = std::iter::once(0).chain(path.match_indices('/').map(|(at, _)| at + 1));
    starts.flat_map(move |start| [&path[start..], without_ending(&path[start..])])
}

/// The path, the path without ending, and the file's name without ending.
fn file_names(path: &str) -> [&str; 3] {
    let stem = without_ending(path);
    [path, stem, stem.rsplit('/').next().unwrap_or(stem)]
}

/// `path` without the ending of its file's name.
pub(super) fn without_ending(path: &str) -> &str {
    path.rsplit_once('.')
        .filter(|(_, ending)| !ending.contains('/'))
        .map_or(path, |(stem, _)| stem)
}
