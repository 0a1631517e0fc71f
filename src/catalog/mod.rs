//! Stage 3: routes, titles, order and anchors of all notes, decided once for the whole site.

mod lookup;
pub mod paths;
mod tree;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Checked, Code, Diagnostic, SourceId, Span};
use crate::parse::{AnswerState, HeadingSummary, ParsedNote};

pub use lookup::{Names, Resolved, resolve_target, scheme};

/// Index into [`Catalog::notes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoteId(pub u32);

/// What the site knows of all its notes and files.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// Public notes in reading order: the order of the tree, which previous and next follow.
    pub notes: Vec<NoteEntry>,
    /// The tree of folders and notes. The root folder is the first.
    pub folders: Vec<Folder>,
    /// Files that are not notes, by path below the notes folder.
    pub assets: BTreeMap<String, AssetEntry>,
    /// Paths of the pages that Inkstone makes itself.
    pub generated: Generated,
    names: Names,
}

/// A note as others see it.
#[derive(Clone, Debug)]
pub struct NoteEntry {
    /// The file.
    pub source: SourceId,
    /// Path below the notes folder, with `/`.
    pub path: String,
    /// Path of the page below the output folder.
    pub route: String,
    /// The title.
    pub title: String,
    /// Other names, for wiki links.
    pub aliases: Vec<String>,
    /// The language of the page, e.g. `zh-Hans`.
    pub lang: String,
    /// All headings.
    pub headings: Vec<HeadingSummary>,
    /// All ids on the page that a link may name.
    pub anchors: BTreeSet<String>,
    /// The questions.
    pub questions: Vec<QuestionEntry>,
    /// The index of its folder in [`Catalog::folders`].
    pub folder: usize,
    /// `date` and `updated` of the front matter, as written.
    pub dates: (Option<String>, Option<String>),
}

/// A question as other pages see it.
#[derive(Clone, Debug)]
pub struct QuestionEntry {
    /// The id of its section on the page.
    pub anchor: String,
    /// The card id, unique on the site.
    pub card: String,
    /// The number in front, or empty.
    pub number: String,
    /// The text without the number.
    pub text: String,
    /// The state.
    pub state: AnswerState,
    /// The line of the heading in the note's file, from 1.
    pub line: usize,
}

/// A folder of the tree.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    /// Path below the notes folder, `""` for the root.
    pub path: String,
    /// The title: of its own page, else its name.
    pub title: String,
    /// Path of its page below the output folder.
    pub route: String,
    /// Its README or index note.
    pub index: Option<NoteId>,
    /// What is in it, in order, its own page left out.
    pub children: Vec<Child>,
    /// The folder it is in; `None` for the root.
    pub parent: Option<usize>,
}

/// An entry of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Child {
    /// A note.
    Note(NoteId),
    /// An index into [`Catalog::folders`].
    Folder(usize),
}

/// A file that is not a note.
#[derive(Clone, Debug)]
pub struct AssetEntry {
    /// Path of the copy below the output folder.
    pub route: String,
}

/// Paths below the output folder of what Inkstone makes itself. They yield to notes that want the same path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// The index of everything.
    pub all: String,
    /// The page for addresses that do not exist.
    pub not_found: String,
    /// The whole tree, as a script.
    pub tree: String,
}

impl Default for Generated {
    fn default() -> Self {
        Self {
            all: "all.html".to_owned(),
            not_found: "404.html".to_owned(),
            tree: "data/tree.js".to_owned(),
        }
    }
}

/// What the catalog is made from, besides the notes.
#[derive(Clone, Debug, Default)]
pub struct CatalogInput<'a> {
    /// Paths of files that are not notes.
    pub assets: Vec<&'a str>,
    /// Paths of notes in the order that a `_sidebar.md` or `SUMMARY.md` gives them.
    pub order: Vec<String>,
    /// The language of notes that name none.
    pub lang: &'a str,
    /// The title of the root folder where it has no page of its own.
    pub title: &'a str,
}

impl Catalog {
    /// The note with this id.
    pub fn note(&self, id: NoteId) -> &NoteEntry {
        &self.notes[id.0 as usize]
    }

    /// All ids, in reading order.
    pub fn note_ids(&self) -> impl Iterator<Item = NoteId> + use<> {
        (0..u32::try_from(self.notes.len()).unwrap_or(u32::MAX)).map(NoteId)
    }

    /// The id of the note with this path.
    pub fn note_at(&self, path: &str) -> Option<NoteId> {
        self.names.note_at(path)
    }
}

/// Builds the catalog of the public notes. `line_of` gives the line, from 1, of a place in a source.
pub fn build(
    notes: &[&ParsedNote],
    input: &CatalogInput,
    line_of: &dyn Fn(Span) -> usize,
) -> Checked<Catalog> {
    let mut diagnostics = Vec::new();
    let (folders, order) = tree::arrange(notes, &input.order, input.title);
    let mut catalog = Catalog {
        folders,
        ..Catalog::default()
    };
    for (index, &(note, folder)) in order.iter().enumerate() {
        let id = NoteId(u32::try_from(index).unwrap_or(u32::MAX));
        catalog
            .notes
            .push(entry(notes[note], folder, input.lang, line_of));
        debug_assert_eq!(catalog.notes.len(), id.0 as usize + 1);
    }
    route(&mut catalog, input, &mut diagnostics);
    catalog.names = Names::new(&catalog);
    settle_questions(&mut catalog, notes, &order);
    Checked {
        value: catalog,
        diagnostics,
    }
}

fn entry(
    note: &ParsedNote,
    folder: usize,
    lang: &str,
    line_of: &dyn Fn(Span) -> usize,
) -> NoteEntry {
    let questions = note
        .questions
        .iter()
        .map(|question| QuestionEntry {
            anchor: question.anchor.clone(),
            card: question.card.clone(),
            number: question.number.clone(),
            text: question.text.clone(),
            state: AnswerState::Empty,
            line: line_of(question.span),
        })
        .collect();
    NoteEntry {
        source: note.source,
        path: note.path.clone(),
        route: String::new(),
        title: note.title.clone(),
        aliases: note.front_matter.aliases.clone(),
        lang: note
            .front_matter
            .lang
            .clone()
            .unwrap_or_else(|| lang.to_owned()),
        headings: note.headings.clone(),
        anchors: note.anchors.clone(),
        questions,
        folder,
        dates: (
            note.front_matter.date.clone(),
            note.front_matter.updated.clone(),
        ),
    }
}

/// States depend on which images exist, and card ids on what came before on the site; both are known only here.
fn settle_questions(catalog: &mut Catalog, notes: &[&ParsedNote], order: &[(usize, usize)]) {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for (index, &(note, _)) in order.iter().enumerate() {
        let parsed = notes[note];
        let root = parsed.front_matter.typora_root_url.as_deref();
        let root = root.map(|root| paths::typora_root(&parsed.path, root));
        for (at, question) in parsed.questions.iter().enumerate() {
            let state = question.answer.state(|image| {
                let target = &parsed.document.targets[image.0 as usize];
                matches!(
                    resolve_target(catalog, &parsed.path, target, root.as_deref()),
                    Resolved::File(..) | Resolved::External(_)
                )
            });
            let repeat = seen.entry(question.card.clone()).or_insert(0);
            *repeat += 1;
            let entry = &mut catalog.notes[index].questions[at];
            entry.state = state;
            if *repeat > 1 {
                entry.card = format!("{}-{repeat}", question.card);
            }
        }
    }
}

/// Gives every note, folder and file its path below the output folder.
fn route(catalog: &mut Catalog, input: &CatalogInput, diagnostics: &mut Vec<Diagnostic>) {
    // By folded path: who has it.
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    let indexes: BTreeSet<u32> = catalog
        .folders
        .iter()
        .filter_map(|folder| folder.index.map(|id| id.0))
        .collect();
    for (at, note) in catalog.notes.iter_mut().enumerate() {
        let is_index = u32::try_from(at).is_ok_and(|at| indexes.contains(&at));
        let wanted = if is_index {
            match note.path.rsplit_once('/') {
                Some((folder, _)) => format!("{folder}/index.html"),
                None => "index.html".to_owned(),
            }
        } else {
            let stem = note
                .path
                .rsplit_once('.')
                .map_or(note.path.as_str(), |(stem, _)| stem);
            format!("{stem}.html")
        };
        let (path, clash) = free(&mut taken, wanted, &note.path);
        if let Some(other) = clash {
            let span = Span::file(note.source);
            diagnostics.push(Diagnostic::new(
                Code::NameClash,
                span,
                [&note.path, &other, &path],
            ));
        }
        note.route = path;
    }
    for folder in &mut catalog.folders {
        folder.route = match folder.index {
            Some(id) => catalog.notes[id.0 as usize].route.clone(),
            None => {
                let wanted = if folder.path.is_empty() {
                    "index.html".to_owned()
                } else {
                    format!("{}/index.html", folder.path)
                };
                free(&mut taken, wanted, &folder.path).0
            }
        };
    }
    for path in &input.assets {
        let (route, _) = free(&mut taken, (*path).to_owned(), path);
        catalog
            .assets
            .insert((*path).to_owned(), AssetEntry { route });
    }
    let mut notes_by_route: BTreeMap<String, SourceId> = BTreeMap::new();
    for note in &catalog.notes {
        notes_by_route.insert(paths::fold(&note.route), note.source);
    }
    let Generated {
        all,
        not_found,
        tree,
    } = &mut catalog.generated;
    for wanted in [all, not_found, tree] {
        while let Some(owner) = taken.get(&paths::fold(wanted)) {
            let (folder, name) = wanted
                .rsplit_once('/')
                .map_or(("", wanted.as_str()), |(_, name)| {
                    wanted.split_at(wanted.len() - name.len())
                });
            let moved = format!("{folder}_{name}");
            if let Some(source) = notes_by_route.get(&paths::fold(wanted)) {
                let span = Span::file(*source);
                diagnostics.push(Diagnostic::new(
                    Code::GeneratedPageMoved,
                    span,
                    [owner, wanted.as_str(), &moved],
                ));
            }
            *wanted = moved;
        }
    }
}

/// Takes `wanted`, or the first free `name-2` in its place; then also says who had it.
fn free(
    taken: &mut BTreeMap<String, String>,
    wanted: String,
    owner: &str,
) -> (String, Option<String>) {
    let Some(other) = taken.get(&paths::fold(&wanted)).cloned() else {
        taken.insert(paths::fold(&wanted), owner.to_owned());
        return (wanted, None);
    };
    let (stem, ending) = wanted.rsplit_once('.').unwrap_or((&wanted, ""));
    let mut number = 2;
    loop {
        let candidate = if ending.is_empty() {
            format!("{stem}-{number}")
        } else {
            format!("{stem}-{number}.{ending}")
        };
        if !taken.contains_key(&paths::fold(&candidate)) {
            taken.insert(paths::fold(&candidate), owner.to_owned());
            return (candidate, Some(other));
        }
        number += 1;
    }
}
