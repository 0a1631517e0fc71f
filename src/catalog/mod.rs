//! Stage 3: routes, titles, order and anchors of all notes, decided once for the whole site.

use std::collections::BTreeMap;

use crate::parse::{AnswerState, HeadingSummary};

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
}

/// A note as others see it.
#[derive(Clone, Debug)]
pub struct NoteEntry {
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
    /// Width and height in pixels, where it is an image that could be measured.
    pub size: Option<(u32, u32)>,
}

impl Catalog {
    /// The note with this id.
    pub fn note(&self, id: NoteId) -> &NoteEntry {
        &self.notes[id.0 as usize]
    }
}
