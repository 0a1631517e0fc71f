//! The tree of folders and the reading order.

use std::collections::BTreeMap;

use super::paths::{fold, natural_order};
use super::{Child, Folder, NoteId};
use crate::parse::ParsedNote;

/// Arranges notes into folders. Returns the folders, the root first, and for each note in reading order its index in `notes`
/// and its folder.
///
/// In a folder entries stand in the order of `order` where it names them, then by `weight`, then by name with numbers by
/// value. A folder stands where its first note would.
pub(super) fn arrange(
    notes: &[&ParsedNote],
    order: &[String],
    title: &str,
) -> (Vec<Folder>, Vec<(usize, usize)>) {
    let mut folders = vec![Folder {
        title: title.to_owned(),
        ..Folder::default()
    }];
    let mut by_path: BTreeMap<String, usize> = BTreeMap::from([(String::new(), 0)]);
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, note) in notes.iter().enumerate() {
        let folder = note.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let folder = add_folder(folder, &mut folders, &mut by_path);
        members.entry(folder).or_default().push(index);
    }
    let listed = places(order);
    let mut inner: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, folder) in folders.iter().enumerate() {
        if let Some(parent) = folder.parent {
            inner.entry(parent).or_default().push(index);
        }
    }
    let mut indexes: BTreeMap<usize, usize> = BTreeMap::new();
    for (&folder, notes_in) in &members {
        if let Some(index) = index_note(notes, notes_in) {
            indexes.insert(folder, index);
            folders[folder].title.clone_from(&notes[index].title);
        }
    }
    let mut reading = Vec::with_capacity(notes.len());
    let arranged = Arranged {
        notes,
        listed,
        inner,
        members,
        indexes,
    };
    arranged.visit(0, &mut folders, &mut reading);
    (folders, reading)
}

/// The place of each listed note, and of each folder by the first note listed in it.
fn places(order: &[String]) -> BTreeMap<&str, usize> {
    let mut places = BTreeMap::new();
    for (at, path) in order.iter().enumerate() {
        let mut path = path.as_str();
        loop {
            places.entry(path).or_insert(at);
            match path.rsplit_once('/') {
                Some((folder, _)) => path = folder,
                None => break,
            }
        }
    }
    places
}

fn add_folder(
    path: &str,
    folders: &mut Vec<Folder>,
    by_path: &mut BTreeMap<String, usize>,
) -> usize {
    if let Some(&index) = by_path.get(path) {
        return index;
    }
    let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
    let parent = add_folder(parent, folders, by_path);
    let index = folders.len();
    folders.push(Folder {
        path: path.to_owned(),
        title: name.to_owned(),
        parent: Some(parent),
        ..Folder::default()
    });
    by_path.insert(path.to_owned(), index);
    index
}

/// `index.md`, else `README.md`, in any case.
fn index_note(notes: &[&ParsedNote], members: &[usize]) -> Option<usize> {
    let named = |wanted: &str| {
        members.iter().copied().find(|&index| {
            let name = fold(notes[index].path.rsplit('/').next().unwrap_or_default());
            name.rsplit_once('.')
                .is_some_and(|(stem, _)| stem == wanted)
        })
    };
    named("index").or_else(|| named("readme"))
}

struct Arranged<'a> {
    notes: &'a [&'a ParsedNote],
    /// By path of a note or folder: its place in the author's order.
    listed: BTreeMap<&'a str, usize>,
    /// By folder: the folders in it.
    inner: BTreeMap<usize, Vec<usize>>,
    members: BTreeMap<usize, Vec<usize>>,
    indexes: BTreeMap<usize, usize>,
}

impl Arranged<'_> {
    /// Puts a folder's page, then its entries, into the reading order.
    fn visit(&self, folder: usize, folders: &mut Vec<Folder>, reading: &mut Vec<(usize, usize)>) {
        let push = |note: usize, reading: &mut Vec<(usize, usize)>| {
            reading.push((note, folder));
            NoteId(u32::try_from(reading.len() - 1).unwrap_or(u32::MAX))
        };
        let index = self.indexes.get(&folder).copied();
        if let Some(index) = index {
            folders[folder].index = Some(push(index, reading));
        }
        let notes = self
            .members
            .get(&folder)
            .into_iter()
            .flatten()
            .copied()
            .filter(|note| Some(*note) != index);
        let mut entries: Vec<(Key, Entry)> = notes
            .map(|note| (self.note_key(note), Entry::Note(note)))
            .collect();
        for &inner in self.inner.get(&folder).into_iter().flatten() {
            entries.push((self.folder_key(inner, folders), Entry::Folder(inner)));
        }
        entries.sort_by(|(a, _), (b, _)| a.compare(b));
        for (_, entry) in entries {
            let child = match entry {
                Entry::Note(note) => Child::Note(push(note, reading)),
                Entry::Folder(inner) => {
                    self.visit(inner, folders, reading);
                    Child::Folder(inner)
                }
            };
            folders[folder].children.push(child);
        }
    }

    fn note_key(&self, note: usize) -> Key {
        let note = self.notes[note];
        let name = note.path.rsplit('/').next().unwrap_or_default();
        // Lists may leave the ending out, as docsify's do.
        let listed = [note.path.as_str(), super::names::without_ending(&note.path)];
        Key {
            listed: listed
                .iter()
                .find_map(|path| self.listed.get(path).copied())
                .unwrap_or(usize::MAX),
            weight: note.front_matter.weight.unwrap_or(i64::MAX),
            name: name
                .rsplit_once('.')
                .map_or(name, |(stem, _)| stem)
                .to_owned(),
            path: note.path.clone(),
        }
    }

    fn folder_key(&self, folder: usize, folders: &[Folder]) -> Key {
        let path = &folders[folder].path;
        let index = self.indexes.get(&folder).map(|&index| self.notes[index]);
        Key {
            listed: self
                .listed
                .get(path.as_str())
                .copied()
                .unwrap_or(usize::MAX),
            weight: index
                .and_then(|note| note.front_matter.weight)
                .unwrap_or(i64::MAX),
            name: path.rsplit('/').next().unwrap_or_default().to_owned(),
            path: path.clone(),
        }
    }
}

enum Entry {
    Note(usize),
    Folder(usize),
}

struct Key {
    listed: usize,
    weight: i64,
    name: String,
    path: String,
}

impl Key {
    fn compare(&self, other: &Self) -> std::cmp::Ordering {
        self.listed
            .cmp(&other.listed)
            .then(self.weight.cmp(&other.weight))
            .then_with(|| natural_order(&self.name, &other.name))
            .then_with(|| self.path.cmp(&other.path))
    }
}
