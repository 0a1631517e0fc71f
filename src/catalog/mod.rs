//! Stage 3: routes, titles, order and anchors of all notes, decided once for the whole site.

mod lookup;
mod names;
pub mod paths;
mod redirects;
mod routes;
pub mod topics;
mod tree;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Checked, SourceId, Span};
use crate::parse::{AnswerState, HeadingSummary, ParsedNote, Question};
use crate::text::Date;

use topics::{NoteNames, TopicInput, Topics};

pub use lookup::{Resolved, resolve_target, root_of, scheme};
pub use names::Names;
pub use redirects::{Redirect, RedirectInput};

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
    /// Pages at addresses that others once had, by path.
    pub redirects: Vec<Redirect>,
    /// What the notes may be about, and what it is called.
    pub topics: Topics,
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
    /// What its author says of it in one sentence, for search engines.
    pub description: Option<String>,
    /// Other names, for wiki links.
    pub aliases: Vec<String>,
    /// `tags` of the front matter, without `#`.
    pub tags: Vec<String>,
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
    /// When it was written and changed.
    pub dates: Dates,
}

/// When a note was written and changed, as far as anything says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// `date` of the front matter, as written.
    pub created: Option<String>,
    /// `updated` of the front matter, as written.
    pub updated: Option<String>,
    /// That of the commit that last changed it; only where the front matter has neither.
    pub committed: Option<Date>,
}

impl Dates {
    /// When the note was last changed: as its author says, else as its history does.
    pub fn changed(&self) -> Option<Date> {
        let mut written = [&self.updated, &self.created].into_iter().flatten();
        written
            .find_map(|text| Date::parse(text))
            .or(self.committed)
    }
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
    /// A short hash of the source of its answer.
    pub hash: String,
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
    /// The index of topics.
    pub topics: String,
    /// What the cards of topics say, as a script.
    pub topic_cards: String,
    /// The folder of the search index.
    pub search: String,
    /// The page where questions are reviewed.
    pub study: String,
    /// The page that tells which questions have answers.
    pub coverage: String,
    /// What there is to review, as a script.
    pub cards: String,
    /// The folder of the scripts with the cards of one note each.
    pub card_folder: String,
    /// The folder of the sheets to print.
    pub cram: String,
    /// The page that is shown for pages that are not kept, where there is no network.
    pub offline: String,
    /// The service worker.
    pub worker: String,
    /// What makes the site an application that can be installed.
    pub manifest: String,
    /// The list of all files, for the service worker.
    pub files: String,
    /// The list of all pages, for search engines.
    pub sitemap: String,
    /// The feed of what was changed.
    pub feed: String,
    /// What search engines may read.
    pub robots: String,
    /// The picture that stands for the site where it is shared.
    pub card: String,
}

impl Default for Generated {
    fn default() -> Self {
        Self {
            all: "all.html".to_owned(),
            not_found: "404.html".to_owned(),
            tree: "data/tree.js".to_owned(),
            topics: "topics/index.html".to_owned(),
            topic_cards: "data/topics.js".to_owned(),
            search: "search".to_owned(),
            study: "study.html".to_owned(),
            coverage: "coverage.html".to_owned(),
            cards: "data/cards.js".to_owned(),
            card_folder: "data/cards".to_owned(),
            cram: "cram".to_owned(),
            offline: "offline.html".to_owned(),
            worker: "sw.js".to_owned(),
            manifest: "manifest.webmanifest".to_owned(),
            files: "data/files.json".to_owned(),
            sitemap: "sitemap.xml".to_owned(),
            feed: "feed.xml".to_owned(),
            robots: "robots.txt".to_owned(),
            card: "data/card.png".to_owned(),
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
    /// Notes that are kept out of the site; only their names are looked at, so that no page repeats them.
    pub private: Vec<&'a ParsedNote>,
    /// Where topics come from besides the notes.
    pub topics: TopicInput<'a>,
    /// Old addresses, besides those that notes name.
    pub redirects: Vec<RedirectInput<'a>>,
}

impl NoteEntry {
    /// Whether the text has its title itself: as a heading with the same words, or as one chapter heading before all others.
    pub fn has_own_title(&self) -> bool {
        let headings = || self.headings.iter().filter(|heading| heading.top_level);
        let chapters = headings().filter(|heading| heading.level == 1).count();
        let first = headings().next().is_some_and(|first| first.level == 1);
        let title = self.title.trim();
        (first && chapters == 1)
            || headings().any(|heading| heading.level == 1 && heading.text.trim() == title)
            || headings()
                .next()
                .is_some_and(|first| first.text.trim() == title)
    }
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
        let mut entry = entry(notes[note], folder, input.lang, line_of);
        let home = &catalog.folders[folder];
        if home.index.is_some_and(|id| id.0 as usize == index) {
            entry.title.clone_from(&home.title);
        }
        catalog.notes.push(entry);
    }
    let names: Vec<_> = order
        .iter()
        .enumerate()
        .map(|(index, &(note, _))| note_names(&catalog, index, notes[note]))
        .collect();
    let checked = topics::build(&input.topics, &names);
    catalog.topics = checked.value;
    diagnostics.extend(checked.diagnostics);
    let mut taken = routes::assign(&mut catalog, input, &mut diagnostics);
    catalog.names = Names::new(&catalog, &input.private);
    let redirects = &input.redirects;
    catalog.redirects = redirects::assign(&catalog, &mut taken, redirects, notes, &mut diagnostics);
    settle_questions(&mut catalog, notes, &order);
    Checked {
        value: catalog,
        diagnostics,
    }
}

impl Catalog {
    /// Puts what `note` says now into the entry of the note that it is, whose place, address and names stay, until all notes
    /// are looked at again.
    pub fn renew(
        &mut self,
        id: NoteId,
        note: &ParsedNote,
        lang: &str,
        line_of: &dyn Fn(Span) -> usize,
    ) {
        let old = self.note(id);
        let mut new = entry(note, old.folder, lang, line_of);
        new.route.clone_from(&old.route);
        new.dates.committed = old.dates.committed;
        let home = &self.folders[old.folder];
        if home.index == Some(id) {
            new.title.clone_from(&home.title);
        }
        for (entry, question) in new.questions.iter_mut().zip(&note.questions) {
            entry.state = state(self, note, question);
        }
        self.notes[id.0 as usize] = new;
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
            hash: question.hash.clone(),
        })
        .collect();
    NoteEntry {
        source: note.source,
        path: note.path.clone(),
        route: String::new(),
        title: note.title.clone(),
        description: note.front_matter.description.clone(),
        aliases: note.front_matter.aliases.clone(),
        tags: note.front_matter.tags.clone(),
        lang: note
            .front_matter
            .lang
            .clone()
            .unwrap_or_else(|| lang.to_owned()),
        headings: note.headings.clone(),
        anchors: note.anchors.clone(),
        questions,
        folder,
        dates: Dates {
            created: note.front_matter.date.clone(),
            updated: note.front_matter.updated.clone(),
            committed: None,
        },
    }
}

/// What a note says that its topics are called.
fn note_names<'a>(catalog: &Catalog, index: usize, note: &'a ParsedNote) -> NoteNames<'a> {
    let entry = &catalog.notes[index];
    let is_index = catalog.folders[entry.folder]
        .index
        .is_some_and(|id| id.0 as usize == index);
    let file = note.path.rsplit('/').next().unwrap_or(&note.path);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let headings = note.headings.iter();
    NoteNames {
        note: NoteId(u32::try_from(index).unwrap_or(u32::MAX)),
        titles: if is_index {
            Vec::new()
        } else {
            vec![&note.title, stem]
        },
        aliases: &note.front_matter.aliases,
        headings: headings
            .filter(|heading| heading.top_level && heading.question.is_none() && heading.level > 1)
            .map(|heading| heading.text.as_str())
            .collect(),
        pairs: &note.pairs,
    }
}

/// States depend on which images exist, and card ids on what came before on the site; both are known only here.
fn settle_questions(catalog: &mut Catalog, notes: &[&ParsedNote], order: &[(usize, usize)]) {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    // By text: the last number given to a repeat, so that a thousand equal questions need no thousand tries each.
    let mut repeats: BTreeMap<&str, u32> = BTreeMap::new();
    for (index, &(note, _)) in order.iter().enumerate() {
        let parsed = notes[note];
        for (at, question) in parsed.questions.iter().enumerate() {
            let state = state(catalog, parsed, question);
            let entry = &mut catalog.notes[index].questions[at];
            entry.state = state;
            let repeat = repeats.entry(&question.card).or_insert(1);
            while !taken.insert(entry.card.clone()) {
                *repeat += 1;
                entry.card = format!("{}-{repeat}", question.card);
            }
        }
    }
}

/// How far a question is answered; a picture that is not there is no answer.
fn state(catalog: &Catalog, note: &ParsedNote, question: &Question) -> AnswerState {
    let root = root_of(note);
    question.answer.state(|image| {
        let target = &note.document.targets[image.0 as usize];
        matches!(
            resolve_target(catalog, &note.path, target, root.as_deref()),
            Resolved::File(..) | Resolved::External(_)
        )
    })
}
