//! Finding notes, folders and files by what a note writes.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::paths::{Written, fold, resolve};
use super::{Catalog, NoteId};
use crate::document::{Target, TargetKind};

/// What a target turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// A note, at an anchor if one was named and found.
    Note {
        /// The note.
        note: NoteId,
        /// The id on its page.
        anchor: Option<String>,
    },
    /// A note that has no such anchor.
    NoteWithoutAnchor(NoteId),
    /// The page of a folder: an index into [`Catalog::folders`].
    Folder(usize),
    /// A file, by its path below the notes folder, with `?query#fragment` as written.
    File(String, String),
    /// An address on another host, or `mailto:` or `tel:`.
    External(String),
    /// Nothing: no such file or note.
    Missing,
    /// Several notes have the name.
    Ambiguous(Vec<NoteId>),
    /// The path leads out of the notes folder.
    Outside,
    /// The address has a scheme that pages may not use.
    Unsafe,
}

/// Names of notes and files for wiki links, folded.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Notes by path, by path without ending, by file name, title and alias.
    notes: BTreeMap<String, Vec<NoteId>>,
    /// Notes by exact path.
    paths: BTreeMap<String, NoteId>,
    /// Folders by path.
    folders: BTreeMap<String, usize>,
    /// Files by folded path, for names that differ in case.
    files: BTreeMap<String, String>,
    /// Files by folded file name.
    file_names: BTreeMap<String, Vec<String>>,
}

impl Names {
    /// Collects the names of a catalog's notes, folders and files.
    pub(super) fn new(catalog: &Catalog) -> Self {
        let mut names = Self::default();
        for (index, note) in catalog.notes.iter().enumerate() {
            let id = NoteId(u32::try_from(index).unwrap_or(u32::MAX));
            names.paths.insert(note.path.clone(), id);
            let stem = without_ending(&note.path);
            let file = stem.rsplit('/').next().unwrap_or(stem);
            let mut add = |name: &str| {
                let ids = names.notes.entry(fold(name.trim())).or_default();
                if ids.last() != Some(&id) {
                    ids.push(id);
                }
            };
            for name in [note.path.as_str(), stem, file, &note.title] {
                add(name);
            }
            note.aliases.iter().for_each(|alias| add(alias));
        }
        for (index, folder) in catalog.folders.iter().enumerate() {
            names.folders.insert(folder.path.clone(), index);
        }
        for path in catalog.assets.keys() {
            names
                .files
                .entry(fold(path))
                .or_insert_with(|| path.clone());
            let file = path.rsplit('/').next().unwrap_or(path);
            names
                .file_names
                .entry(fold(file))
                .or_default()
                .push(path.clone());
        }
        names
    }
}

impl Names {
    /// The id of the note with this path.
    pub(super) fn note_at(&self, path: &str) -> Option<NoteId> {
        self.paths.get(path).copied()
    }
}

fn without_ending(path: &str) -> &str {
    path.rsplit_once('.')
        .filter(|(_, ending)| !ending.contains('/'))
        .map_or(path, |(stem, _)| stem)
}

/// Whether an address begins with a scheme, and which.
pub fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let valid = scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    valid.then_some(scheme)
}

/// Finds what a target of the note at `from` means. `root` is what a leading `/` stands for in it.
pub fn resolve_target(
    catalog: &Catalog,
    from: &str,
    target: &Target,
    root: Option<&str>,
) -> Resolved {
    // White space and control characters inside a scheme are ignored by browsers, so they are here.
    let raw: String = target
        .raw
        .trim()
        .chars()
        .filter(|c| !c.is_control())
        .collect();
    if let Some(scheme) = scheme(&raw) {
        return match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" => Resolved::External(raw),
            "mailto" | "tel" if target.kind == TargetKind::Link => Resolved::External(raw),
            "file" => Resolved::Outside,
            _ if matches!(target.kind, TargetKind::WikiLink | TargetKind::Embed) => {
                wiki(catalog, from, &raw, target.kind)
            }
            _ => Resolved::Unsafe,
        };
    }
    if raw.starts_with("//") {
        return Resolved::External(format!("https:{raw}"));
    }
    match target.kind {
        TargetKind::WikiLink | TargetKind::Embed => wiki(catalog, from, &raw, target.kind),
        TargetKind::Link | TargetKind::Image => by_path(catalog, from, &raw, root, target.kind),
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text)
        .decode_utf8()
        .map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

fn by_path(
    catalog: &Catalog,
    from: &str,
    raw: &str,
    root: Option<&str>,
    kind: TargetKind,
) -> Resolved {
    let split = raw.find(['?', '#']).unwrap_or(raw.len());
    let (path, suffix) = raw.split_at(split);
    let fragment = suffix
        .split_once('#')
        .map(|(_, fragment)| decoded(fragment));
    if path.is_empty() {
        let Some(&own) = catalog.names.paths.get(from) else {
            return Resolved::Missing;
        };
        return at_anchor(catalog, own, fragment.as_deref());
    }
    // A name may hold a `?`, a `#` or a `%` of its own: the whole is tried as written, then decoded, then without suffix.
    let whole = [raw.to_owned(), decoded(raw)];
    let parts = [path.to_owned(), decoded(path)];
    let candidates = whole
        .iter()
        .map(|p| (p, false))
        .chain(parts.iter().map(|p| (p, true)));
    let mut outside = false;
    for (candidate, has_suffix) in candidates {
        match resolve(from, candidate, root) {
            Written::Outside => outside = true,
            Written::Inside(path) => {
                let fragment = if has_suffix {
                    fragment.as_deref()
                } else {
                    None
                };
                let suffix = if has_suffix { suffix } else { "" };
                if let Some(found) = inside(catalog, &path, fragment, suffix, kind) {
                    return found;
                }
            }
        }
    }
    if outside {
        Resolved::Outside
    } else {
        Resolved::Missing
    }
}

fn inside(
    catalog: &Catalog,
    path: &str,
    fragment: Option<&str>,
    suffix: &str,
    kind: TargetKind,
) -> Option<Resolved> {
    let names = &catalog.names;
    if catalog.assets.contains_key(path) {
        return Some(Resolved::File(path.to_owned(), suffix.to_owned()));
    }
    if kind == TargetKind::Link {
        let page = without_html(path);
        let note_paths = [
            path.to_owned(),
            format!("{path}.md"),
            format!("{path}.markdown"),
            format!("{page}.md"),
        ];
        if let Some(id) = note_paths.iter().find_map(|path| names.paths.get(path)) {
            return Some(at_anchor(catalog, *id, fragment));
        }
        if let Some(&folder) = names.folders.get(path) {
            return Some(match catalog.folders[folder].index {
                Some(id) => at_anchor(catalog, id, fragment),
                None => Resolved::Folder(folder),
            });
        }
        if let Some([id]) = names.notes.get(&fold(path)).map(Vec::as_slice)
            && fold(&catalog.note(*id).path).starts_with(&fold(path))
        {
            return Some(at_anchor(catalog, *id, fragment));
        }
    }
    names
        .files
        .get(&fold(path))
        .map(|path| Resolved::File(path.clone(), suffix.to_owned()))
}

fn without_html(path: &str) -> &str {
    path.strip_suffix(".html")
        .or_else(|| path.strip_suffix(".htm"))
        .unwrap_or(path)
}

fn wiki(catalog: &Catalog, from: &str, raw: &str, kind: TargetKind) -> Resolved {
    let raw = decoded(raw);
    let (name, fragment) = raw
        .split_once('#')
        .map_or((raw.as_str(), None), |(name, fragment)| {
            (name, Some(fragment))
        });
    let name = name.trim();
    // `[[note#a#b]]` names a heading by its path; the last one is meant.
    let fragment = fragment.map(|f| f.rsplit('#').next().unwrap_or(f));
    if name.is_empty() {
        let Some(&own) = catalog.names.paths.get(from) else {
            return Resolved::Missing;
        };
        return at_anchor(catalog, own, fragment);
    }
    if let Some(file) = wiki_file(catalog, from, name) {
        return Resolved::File(file, String::new());
    }
    // A path beside the note comes before a name anywhere.
    if let Written::Inside(path) = resolve(from, name, None)
        && let Some(found @ (Resolved::Note { .. } | Resolved::NoteWithoutAnchor(_))) =
            inside(catalog, &path, fragment, "", TargetKind::Link)
        && kind != TargetKind::Image
    {
        return found;
    }
    match catalog.names.notes.get(&fold(name)).map(Vec::as_slice) {
        None | Some([]) => Resolved::Missing,
        Some([id]) => at_anchor(catalog, *id, fragment),
        Some(ids) => match nearest(catalog, from, ids) {
            Some(id) => at_anchor(catalog, id, fragment),
            None => Resolved::Ambiguous(ids.to_vec()),
        },
    }
}

fn wiki_file(catalog: &Catalog, from: &str, name: &str) -> Option<String> {
    for path in [resolve(from, name, None), resolve("", name, None)] {
        if let Written::Inside(path) = path
            && catalog.assets.contains_key(&path)
        {
            return Some(path);
        }
    }
    let file = name.rsplit('/').next().unwrap_or(name);
    let found = catalog.names.file_names.get(&fold(file))?;
    found
        .iter()
        .filter(|path| path.ends_with(name) || fold(path).ends_with(&fold(name)))
        .min_by_key(|path| (path.len(), (*path).clone()))
        .cloned()
}

/// Of several notes with one name the one that shares the longest folder path with `from`, if it is the only one.
fn nearest(catalog: &Catalog, from: &str, ids: &[NoteId]) -> Option<NoteId> {
    let folders = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
    let own = folders(from);
    let shared = |id: &NoteId| {
        folders(&catalog.note(*id).path)
            .iter()
            .zip(&own)
            .take_while(|(a, b)| a == b)
            .count()
    };
    let most = ids.iter().map(shared).max()?;
    let mut best = ids.iter().filter(|id| shared(id) == most);
    match (best.next(), best.next()) {
        (Some(id), None) => Some(*id),
        _ => None,
    }
}

fn at_anchor(catalog: &Catalog, note: NoteId, fragment: Option<&str>) -> Resolved {
    let Some(fragment) = fragment.filter(|fragment| !fragment.trim().is_empty()) else {
        return Resolved::Note { note, anchor: None };
    };
    match find_anchor(catalog, note, fragment) {
        Some(anchor) => Resolved::Note {
            note,
            anchor: Some(anchor),
        },
        None => Resolved::NoteWithoutAnchor(note),
    }
}

/// The anchor that a fragment means: an id, or the text of a heading.
fn find_anchor(catalog: &Catalog, note: NoteId, fragment: &str) -> Option<String> {
    let entry = catalog.note(note);
    if entry.anchors.contains(fragment) {
        return Some(fragment.to_owned());
    }
    let wanted = crate::text::slug(fragment);
    let same = |anchor: &str| !wanted.is_empty() && fold(anchor) == fold(&wanted);
    if let Some(anchor) = entry.anchors.iter().find(|anchor| same(anchor)) {
        return Some(anchor.clone());
    }
    let squeezed = squeeze(fragment);
    entry
        .headings
        .iter()
        .find(|heading| !squeezed.is_empty() && squeeze(&heading.text) == squeezed)
        .map(|heading| heading.anchor.clone())
}

/// Letters and digits alone, for headings that other tools anchor by other rules.
fn squeeze(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}
