//! Finding notes, folders and files by what a note writes.

use percent_encoding::percent_decode_str;

use super::paths::{Written, fold, resolve};
use super::{Catalog, NoteId};
use crate::document::{Target, TargetKind};
use crate::parse::ParsedNote;

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
    /// A note that is kept private: for readers there is nothing, and its name is not to be shown.
    Private,
    /// Several notes have the name.
    Ambiguous(Vec<NoteId>),
    /// The path leads out of the notes folder.
    Outside,
    /// The address has a scheme that pages may not use.
    Unsafe,
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

/// What a leading `/` stands for in a note with `typora-root-url`: a path below the notes folder.
pub fn root_of(note: &ParsedNote) -> Option<String> {
    let root = note.front_matter.typora_root_url.as_deref()?;
    match resolve(&note.path, root, None) {
        Written::Inside(path) => Some(path),
        Written::Outside => None,
    }
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
        let scheme = scheme.to_ascii_lowercase();
        let external = || Resolved::External(format!("{scheme}{}", &raw[scheme.len()..]));
        return match scheme.as_str() {
            "http" | "https" => external(),
            "mailto" | "tel" if target.kind == TargetKind::Link => external(),
            "file" => Resolved::Outside,
            _ if matches!(target.kind, TargetKind::WikiLink | TargetKind::Embed) => {
                wiki(catalog, from, &raw)
            }
            _ => Resolved::Unsafe,
        };
    }
    if raw.starts_with("//") {
        return Resolved::External(format!("https:{raw}"));
    }
    match target.kind {
        TargetKind::WikiLink | TargetKind::Embed => wiki(catalog, from, &raw),
        TargetKind::Link | TargetKind::Image => by_path(catalog, from, &raw, root, target.kind),
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text)
        .decode_utf8()
        .map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

/// A path as written, taken apart.
struct Address<'a> {
    path: &'a str,
    /// `?query#fragment`
    suffix: &'a str,
    /// What follows `#`, decoded; or docsify's `?id=`.
    fragment: Option<String>,
}

impl<'a> Address<'a> {
    fn new(raw: &'a str) -> Self {
        let (path, suffix) = raw.split_at(raw.find(['?', '#']).unwrap_or(raw.len()));
        let (query, fragment) = suffix
            .split_once('#')
            .map_or((suffix, None), |(query, fragment)| (query, Some(fragment)));
        let id = query
            .trim_start_matches('?')
            .split('&')
            .find_map(|pair| pair.strip_prefix("id="));
        Self {
            path,
            suffix,
            fragment: fragment.or(id).map(decoded),
        }
    }
}

fn by_path(
    catalog: &Catalog,
    from: &str,
    raw: &str,
    root: Option<&str>,
    kind: TargetKind,
) -> Resolved {
    // docsify's own addresses, `#/chapter/note?id=heading`, count from its root.
    let raw = match raw.strip_prefix('#') {
        Some(path) if path.starts_with('/') => path,
        _ => raw,
    };
    let address = Address::new(raw);
    if address.path.is_empty() {
        let Some(&own) = catalog.names.paths.get(from) else {
            return Resolved::Missing;
        };
        return at_anchor(catalog, own, address.fragment.as_deref());
    }
    // A name may hold a `?`, a `#` or a `%` of its own.
    let whole = Address {
        path: raw,
        suffix: "",
        fragment: None,
    };
    let mut is_outside = false;
    let mut is_private = false;
    for address in [&whole, &address] {
        for path in [decoded(address.path), address.path.to_owned()] {
            for written in places(from, &path, root) {
                let Written::Inside(path) = written else {
                    is_outside = true;
                    continue;
                };
                if let Some(found) = inside(catalog, &path, address, kind) {
                    return found;
                }
                let page = fold(without_html(&path));
                is_private |= [&page, &fold(&path)]
                    .iter()
                    .any(|path| catalog.names.private.contains(*path));
            }
        }
    }
    match (is_private, is_outside) {
        (true, _) => Resolved::Private,
        (false, true) => Resolved::Outside,
        (false, false) => Resolved::Missing,
    }
}

/// What a path can mean. A leading `/` means `root`, else the notes folder; or, where that leads nowhere, a folder around the
/// note, the nearest first: the author's other tool may have its root there.
fn places(from: &str, path: &str, root: Option<&str>) -> Vec<Written> {
    let mut places = vec![resolve(from, path, root)];
    if path.starts_with('/') && places[0] != Written::Outside {
        let mut folder = from;
        while let Some((above, _)) = folder.rsplit_once('/') {
            places.push(resolve(from, path, Some(above)));
            folder = above;
        }
        places.push(resolve(from, path, None));
    }
    places
}

fn inside(catalog: &Catalog, path: &str, address: &Address, kind: TargetKind) -> Option<Resolved> {
    let file = |path: &str| Some(Resolved::File(path.to_owned(), address.suffix.to_owned()));
    if catalog.assets.contains_key(path) {
        return file(path);
    }
    if kind != TargetKind::Image
        && let Some(found) = note_or_folder(catalog, path, address.fragment.as_deref())
    {
        return Some(found);
    }
    file(catalog.names.assets.get(&fold(path))?)
}

/// The note with this path, with or without its ending, or that of its page; else the folder. Exact names come first.
fn note_or_folder(catalog: &Catalog, path: &str, fragment: Option<&str>) -> Option<Resolved> {
    let names = &catalog.names;
    let page = without_html(path);
    let paths = [
        path.to_owned(),
        format!("{path}.md"),
        format!("{path}.markdown"),
        format!("{page}.md"),
        format!("{page}.markdown"),
    ];
    let note = paths
        .iter()
        .find_map(|path| names.paths.get(path))
        .or_else(|| {
            paths
                .iter()
                .find_map(|path| names.folded_paths.get(&fold(path)))
        })
        .or_else(|| names.routes.get(&fold(path)));
    if let Some(id) = note {
        return Some(at_anchor(catalog, *id, fragment));
    }
    let is_index = |name: &str| ["index.html", "index.htm"].contains(&name);
    let folder = match path.rsplit_once('/') {
        Some((folder, name)) if is_index(name) => folder,
        None if is_index(path) => "",
        _ => path,
    };
    let &folder = names.folders.get(&fold(folder))?;
    Some(match catalog.folders[folder].index {
        Some(id) => at_anchor(catalog, id, fragment),
        None => Resolved::Folder(folder),
    })
}

fn without_html(path: &str) -> &str {
    path.strip_suffix(".html")
        .or_else(|| path.strip_suffix(".htm"))
        .unwrap_or(path)
}

fn wiki(catalog: &Catalog, from: &str, raw: &str) -> Resolved {
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
    let beside = resolve(from, name, None);
    if let Written::Inside(path) = &beside
        && let Some(found @ (Resolved::Note { .. } | Resolved::NoteWithoutAnchor(_))) =
            note_or_folder(catalog, path, fragment)
    {
        return found;
    }
    let names = &catalog.names;
    let ids = names
        .files_of_notes
        .get(&fold(name))
        .cloned()
        .or_else(|| by_end_of_path(catalog, name))
        .or_else(|| names.titles.get(&fold(name)).cloned())
        .unwrap_or_default();
    match (ids.as_slice(), &beside) {
        ([], Written::Inside(path)) => {
            let is_private = [name, path.as_str()]
                .iter()
                .flat_map(|name| [*name, without_html(name)])
                .any(|name| names.private.contains(&fold(name.trim_start_matches('/'))));
            if is_private {
                Resolved::Private
            } else {
                Resolved::Missing
            }
        }
        ([], Written::Outside) => Resolved::Missing,
        ([id], _) => at_anchor(catalog, *id, fragment),
        (ids, _) => match nearest(catalog, from, ids) {
            Some(id) => at_anchor(catalog, id, fragment),
            None => Resolved::Ambiguous(ids.to_vec()),
        },
    }
}

/// Notes whose path ends in `name`, which holds a `/`: `b/c` for `a/b/c.md`.
fn by_end_of_path(catalog: &Catalog, name: &str) -> Option<Vec<NoteId>> {
    let name = fold(name);
    let file = name.rsplit_once('/')?.1;
    let end = format!("/{}", name.trim_start_matches('/'));
    let ids: Vec<NoteId> = catalog
        .names
        .files_of_notes
        .get(without_markdown(file))?
        .iter()
        .copied()
        .filter(|id| {
            let path = format!("/{}", fold(&catalog.note(*id).path));
            path.ends_with(&end) || without_markdown(&path).ends_with(&end)
        })
        .collect();
    (!ids.is_empty()).then_some(ids)
}

fn without_markdown(path: &str) -> &str {
    path.strip_suffix(".md")
        .or_else(|| path.strip_suffix(".markdown"))
        .unwrap_or(path)
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
    let found = catalog.names.assets_by_name.get(&fold(file))?;
    let end = format!("/{}", fold(name.trim_start_matches('/')));
    found
        .iter()
        .filter(|path| format!("/{}", fold(path)).ends_with(&end))
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
