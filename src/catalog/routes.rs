//! Where each note, folder, file and generated page goes below the output folder.
//!
//! 1. Every folder of the notes keeps its name, so nothing else may have it;
//! 2. each note takes the path it wants if no other has it, and those that come too late take the first free number, which
//!    is never the name of another note;
//! 3. folders without a page of their own, then other files, then generated pages take what is left.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::paths::fold;
use super::{AssetEntry, Catalog, CatalogInput, Generated};
use crate::diagnostic::{Code, Diagnostic, SourceId, Span};

/// The longest name of a file that common file systems allow, in bytes.
const NAME_LIMIT: usize = 255;

/// The paths that are in use, folded: some file systems take names that differ in case or Unicode form for one.
pub(super) struct Taken {
    /// Who has a file.
    files: BTreeMap<String, String>,
    folders: BTreeSet<String>,
}

impl Taken {
    /// Takes `wanted` if it is free; else says who has it.
    fn take(&mut self, wanted: &str, owner: &str) -> Result<(), String> {
        let folded = fold(wanted);
        if self.folders.contains(&folded) {
            return Err(format!("{wanted}/"));
        }
        if let Some(other) = self.files.get(&folded) {
            return Err(other.clone());
        }
        self.files.insert(folded, owner.to_owned());
        Ok(())
    }

    /// Takes `wanted` only if no part of it is a file and nothing lies below it; else says who is in the way.
    pub(super) fn take_apart(&mut self, wanted: &str, owner: &str) -> Result<(), String> {
        let folded = fold(wanted);
        let mut above = Vec::new();
        let mut rest = folded.as_str();
        while let Some((folder, _)) = rest.rsplit_once('/') {
            if let Some(other) = self.files.get(folder) {
                return Err(other.clone());
            }
            above.push(folder.to_owned());
            rest = folder;
        }
        let below = format!("{folded}/");
        let inside = self.files.range(below.clone()..).next();
        if let Some((path, other)) = inside
            && path.starts_with(&below)
        {
            return Err(other.clone());
        }
        self.take(wanted, owner)?;
        self.folders.extend(above);
        Ok(())
    }

    /// Who has a path that a further part of the list at `list` would have.
    fn part_of(&self, list: &str) -> Option<(&String, &String)> {
        let prefix = format!("{}-", list.strip_suffix(".html")?);
        self.files
            .range(prefix.clone()..)
            .take_while(|(path, _)| path.starts_with(&prefix))
            .find(|(path, _)| is_part(list, path))
    }

    /// The file that is called like `folder`, or the first in it whose name has this `ending`, and who has it.
    fn in_folder(&self, folder: &str, ending: &str) -> Option<(&String, &String)> {
        let prefix = format!("{}/", fold(folder));
        let inside = self.files.range(prefix.clone()..);
        let mut inside = inside.take_while(|(path, _)| path.starts_with(&prefix));
        self.files
            .get_key_value(&fold(folder))
            .or_else(|| inside.find(|(path, _)| path.ends_with(ending)))
    }

    /// Takes the paths of everything that Inkstone makes itself.
    fn take_generated(&mut self, catalog: &Catalog) {
        let made = &catalog.generated;
        let pages = [
            &made.all,
            &made.not_found,
            &made.topics,
            &made.study,
            &made.coverage,
            &made.offline,
            &made.tree,
            &made.topic_cards,
            &made.cards,
            &made.worker,
            &made.manifest,
            &made.files,
            &made.sitemap,
            &made.feed,
            &made.robots,
            &made.card,
        ];
        let topics = catalog.topics.list.iter().map(|topic| &topic.route);
        for path in pages.into_iter().chain(topics) {
            self.files.insert(fold(path), path.clone());
        }
        // What is in these is known later, and none of it is for others.
        for folder in [
            made.cram.as_str(),
            &made.search,
            &made.card_folder,
            "assets",
        ] {
            self.files.insert(fold(folder), format!("{folder}/"));
        }
    }

    /// Takes `wanted`, or the first free `name-2` in its place.
    fn take_free(&mut self, wanted: &str, owner: &str) -> String {
        let wanted = shortened(wanted, "");
        if self.take(&wanted, owner).is_ok() {
            return wanted;
        }
        let mut number = 2;
        loop {
            let candidate = shortened(&wanted, &format!("-{number}"));
            if self.take(&candidate, owner).is_ok() {
                return candidate;
            }
            number += 1;
        }
    }
}

/// Whether `path` may become a further part of the list at `list`: `all-2.html` and so on, `all-a.html` and so on.
pub(super) fn is_part(list: &str, path: &str) -> bool {
    let name = list.strip_suffix(".html").and_then(|stem| {
        path.strip_prefix(stem)?
            .strip_prefix('-')?
            .strip_suffix(".html")
    });
    name.is_some_and(|name| match name.as_bytes() {
        [letter] => letter.is_ascii_alphanumeric(),
        number => number.iter().all(u8::is_ascii_digit),
    })
}

/// Gives every note, folder, file and generated page its path.
pub(super) fn assign(
    catalog: &mut Catalog,
    input: &CatalogInput,
    diagnostics: &mut Vec<Diagnostic>,
) -> Taken {
    let mut taken = Taken {
        files: BTreeMap::new(),
        folders: folders(catalog, input),
    };
    assign_notes(catalog, &mut taken, diagnostics);
    for folder in &mut catalog.folders {
        folder.route = match folder.index {
            Some(id) => catalog.notes[id.0 as usize].route.clone(),
            None => taken.take_free(&page_of_folder(&folder.path), &folder.path),
        };
    }
    for path in &input.assets {
        let route = taken.take_free(in_output(path), path);
        catalog
            .assets
            .insert((*path).to_owned(), AssetEntry { route });
    }
    assign_generated(catalog, &taken, diagnostics);
    taken.take_generated(catalog);
    taken
}

/// Where a file wants to be below the output folder: where it is among the notes, but for copies of images from elsewhere, which
/// are kept in a folder that no walk over notes enters.
fn in_output(path: &str) -> &str {
    path.strip_prefix(".inkstone/").unwrap_or(path)
}

/// The folders of the output, folded.
fn folders(catalog: &Catalog, input: &CatalogInput) -> BTreeSet<String> {
    let mut folders = BTreeSet::from(["assets".to_owned(), "data".to_owned()]);
    let notes = catalog.notes.iter().map(|note| note.path.as_str());
    let assets = input.assets.iter().map(|path| in_output(path));
    for mut path in notes.chain(assets) {
        while let Some((folder, _)) = path.rsplit_once('/') {
            if !folders.insert(fold(folder)) {
                break;
            }
            path = folder;
        }
    }
    folders
}

fn assign_notes(catalog: &mut Catalog, taken: &mut Taken, diagnostics: &mut Vec<Diagnostic>) {
    let mut late = Vec::new();
    for at in 0..catalog.notes.len() {
        let wanted = wanted(catalog, at);
        let note = &mut catalog.notes[at];
        match taken.take(&wanted, &note.path) {
            Ok(()) => note.route = wanted,
            Err(other) => late.push((at, wanted, other)),
        }
    }
    for (at, wanted, other) in late {
        let note = &mut catalog.notes[at];
        note.route = taken.take_free(&wanted, &note.path);
        diagnostics.push(Diagnostic::new(
            Code::NameClash,
            Span::file(note.source),
            [&note.path, &other, &note.route],
        ));
    }
}

/// The path that a note has if no other has it.
fn wanted(catalog: &Catalog, at: usize) -> String {
    let note = &catalog.notes[at];
    let folder = &catalog.folders[note.folder];
    if folder.index.is_some_and(|id| id.0 as usize == at) {
        return page_of_folder(&folder.path);
    }
    let stem = super::names::without_ending(&note.path);
    shortened(&format!("{stem}.html"), "")
}

fn page_of_folder(folder: &str) -> String {
    if folder.is_empty() {
        "index.html".to_owned()
    } else {
        format!("{folder}/index.html")
    }
}

/// The folders of a path, with their last `/`, and the name.
fn split_name(path: &str) -> (&str, &str) {
    path.split_at(path.rfind('/').map_or(0, |at| at + 1))
}

/// `path` with `suffix` before the ending of its name. A name that would be too long is cut, and a hash of it put in the
/// place of what is missing.
///
/// A backslash, which separates folders on some systems, becomes a hyphen.
fn shortened(path: &str, suffix: &str) -> String {
    let path = &path.replace('\\', "-");
    let (folder, name) = split_name(path);
    let (stem, ending) = name
        .rfind('.')
        .filter(|at| *at > 0)
        .map_or((name, ""), |at| name.split_at(at));
    if name.len() + suffix.len() <= NAME_LIMIT {
        return format!("{folder}{stem}{suffix}{ending}");
    }
    let hash = format!("{:x}", Sha256::digest(name));
    let tail = format!("-{}{suffix}{ending}", &hash[..8]);
    let kept = stem.floor_char_boundary(NAME_LIMIT.saturating_sub(tail.len()));
    format!("{folder}{}{tail}", &stem[..kept])
}

/// Generated pages yield: what wants a path that is in use takes it with a leading `_`.
fn assign_generated(catalog: &mut Catalog, taken: &Taken, diagnostics: &mut Vec<Diagnostic>) {
    let owners: BTreeMap<String, SourceId> = catalog
        .notes
        .iter()
        .map(|note| (fold(&note.route), note.source))
        .collect();
    for topic in &mut catalog.topics.list {
        topic.route = shortened(&format!("topics/{}.html", topic.id), "");
        while taken.files.contains_key(&fold(&topic.route)) {
            let (above, name) = split_name(&topic.route);
            topic.route = format!("{above}_{name}");
        }
    }
    let Generated {
        all,
        not_found,
        tree,
        topics,
        topic_cards,
        search,
        study,
        coverage,
        cards,
        card_folder,
        cram,
        offline,
        worker,
        manifest,
        files,
        sitemap,
        feed,
        robots,
        card,
    } = &mut catalog.generated;
    // Notes may lie in a folder of that name; only files with the same ending could be in the way.
    for (folder, ending) in [(search, ".js"), (card_folder, ".js"), (cram, ".html")] {
        while let Some((path, owner)) = taken.in_folder(folder, ending) {
            let (above, name) = split_name(folder);
            let moved = format!("{above}_{name}");
            if let Some(source) = owners.get(path) {
                diagnostics.push(Diagnostic::new(
                    Code::GeneratedPageMoved,
                    Span::file(*source),
                    [owner, folder.as_str(), &moved],
                ));
            }
            *folder = moved;
        }
    }
    // The list of all notes may have further parts: `all-2.html` and so on, `all-a.html` and so on.
    for (wanted, has_parts) in [
        (all, true),
        (not_found, false),
        (tree, false),
        (topics, false),
        (topic_cards, false),
        (study, false),
        (coverage, false),
        (cards, false),
        (offline, false),
        (worker, false),
        (manifest, false),
        (files, false),
        (sitemap, false),
        (feed, false),
        (robots, false),
        (card, false),
    ] {
        loop {
            let folded = fold(wanted);
            let part = has_parts.then(|| taken.part_of(&folded)).flatten();
            let owner = taken.files.get_key_value(&folded).or(part);
            if owner.is_none() && !taken.folders.contains(&folded) {
                break;
            }
            let (above, name) = split_name(wanted);
            let moved = format!("{above}_{name}");
            if let Some((path, owner)) = owner
                && let Some(source) = owners.get(path)
            {
                diagnostics.push(Diagnostic::new(
                    Code::GeneratedPageMoved,
                    Span::file(*source),
                    [owner, wanted.as_str(), &moved],
                ));
            }
            *wanted = moved;
        }
    }
}
