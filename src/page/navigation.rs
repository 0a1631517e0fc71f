//! Where a page stands: the excerpt of the tree around it, its breadcrumbs, states and depths.

use std::ops::Range;

use super::context::{LinkItem, StateItem, TreeItem};
use super::url::link;
use super::words::Words;
use crate::catalog::{Catalog, Child, NoteEntry};
use crate::parse::AnswerState;

/// The most entries of one folder in the tree of a page, so that a page does not grow with the site.
pub const TREE_WINDOW: usize = 60;

/// What all navigation on one page is made with.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) t: &'static Words,
    pub(super) root: &'a str,
}

impl Place<'_> {
    fn folder_link(&self, folder: usize) -> LinkItem {
        let folder = &self.catalog.folders[folder];
        LinkItem {
            title: folder.title.clone(),
            url: link(self.root, &folder.route, None),
        }
    }

    pub(super) fn note_link(&self, note: &NoteEntry) -> LinkItem {
        LinkItem {
            title: note.title.clone(),
            url: link(self.root, &note.route, None),
        }
    }

    /// The folders above the page, the root first; `folder` itself among them if `inside`.
    pub(super) fn crumbs(&self, folder: usize, inside: bool) -> Vec<LinkItem> {
        let mut path = path_to(self.catalog, folder);
        if inside {
            path.retain(|folder| !is_wrapper(self.catalog, *folder));
        } else {
            path.pop();
        }
        path.into_iter()
            .map(|folder| {
                let mut item = self.folder_link(folder);
                if folder == 0 {
                    self.t.home.clone_into(&mut item.title);
                }
                item
            })
            .collect()
    }

    /// The tree around the page at `route` in `folder`: the top folders, the way down, and its siblings.
    pub(super) fn tree(&self, folder: usize, route: &str) -> Vec<TreeItem> {
        if self.catalog.folders.is_empty() {
            return Vec::new();
        }
        let mut folder = folder;
        // A folder that is all there is in the one above it is shown open, the root's above all.
        while let [Child::Folder(only)] = self.catalog.folders[folder].children[..] {
            folder = only;
        }
        let mut path = path_to(self.catalog, folder);
        path.retain(|folder| !is_wrapper(self.catalog, *folder));
        self.level(&path, 0, route)
    }

    /// The entries of `path[depth]`, with those further down `path` inside.
    fn level(&self, path: &[usize], depth: usize, route: &str) -> Vec<TreeItem> {
        let children = &self.catalog.folders[path[depth]].children;
        let below = path.get(depth + 1).copied();
        let shown: Vec<Child> = children
            .iter()
            .map(|child| shown_as(self.catalog, *child))
            .filter(|child| match (below, child) {
                (None, _) => true,
                (Some(_), Child::Folder(_)) if depth == 0 => true,
                (Some(below), child) => *child == Child::Folder(below),
            })
            .collect();
        let current = shown.iter().position(|child| match *child {
            Child::Note(id) => self.catalog.note(id).route == route,
            Child::Folder(folder) => Some(folder) == below,
        });
        let range = window(shown.len(), current);
        let complete = range.len() == children.len();
        let mut items: Vec<TreeItem> = shown[range]
            .iter()
            .map(|child| match *child {
                Child::Note(id) => self.note_item(self.catalog.note(id), route),
                Child::Folder(folder) => {
                    let mut item = self.folder_item(folder, route);
                    if Some(folder) == below {
                        item.children = self.level(path, depth + 1, route);
                    }
                    item
                }
            })
            .collect();
        if !complete {
            items.push(TreeItem {
                kind: "more",
                title: self.t.more.to_owned(),
                ..self.folder_item(path[depth], "")
            });
        }
        items
    }

    fn note_item(&self, note: &NoteEntry, route: &str) -> TreeItem {
        let LinkItem { title, url } = self.note_link(note);
        TreeItem {
            kind: "note",
            title,
            url,
            current: note.route == route,
            state: note_state(note, self.t),
            children: Vec::new(),
        }
    }

    fn folder_item(&self, folder: usize, route: &str) -> TreeItem {
        let LinkItem { title, url } = self.folder_link(folder);
        TreeItem {
            kind: "folder",
            title,
            url,
            current: self.catalog.folders[folder].route == route,
            state: None,
            children: Vec::new(),
        }
    }
}

/// The folders from the root to `folder`, both included.
fn path_to(catalog: &Catalog, folder: usize) -> Vec<usize> {
    let mut path = vec![folder];
    let mut at = folder;
    while let Some(parent) = catalog.folders.get(at).and_then(|folder| folder.parent) {
        path.push(parent);
        at = parent;
    }
    path.reverse();
    path
}

/// What stands for `child` in trees and tables of contents: a folder with nothing but one note is that note.
pub(super) fn shown_as(catalog: &Catalog, child: Child) -> Child {
    let mut at = child;
    while let Child::Folder(folder) = at {
        let entry = &catalog.folders[folder];
        match entry.children[..] {
            [only] if entry.index.is_none() => at = only,
            _ => return child,
        }
    }
    at
}

/// Whether a note stands for `folder`. The root is never left out.
fn is_wrapper(catalog: &Catalog, folder: usize) -> bool {
    folder != 0 && matches!(shown_as(catalog, Child::Folder(folder)), Child::Note(_))
}

/// At most [`TREE_WINDOW`] of `length` entries around `current`.
fn window(length: usize, current: Option<usize>) -> Range<usize> {
    let last_start = length.saturating_sub(TREE_WINDOW);
    let start = current
        .unwrap_or(0)
        .saturating_sub(TREE_WINDOW / 2)
        .min(last_start);
    start..length.min(start + TREE_WINDOW)
}

/// Questions of a note and how many of them have an answer.
pub(super) fn count_answers(note: &NoteEntry) -> (usize, usize) {
    let states = note.questions.iter().map(|question| question.state);
    (
        note.questions.len(),
        states
            .filter(|state| *state == AnswerState::Answered)
            .count(),
    )
}

/// The state of a note as a whole; `None` if it asks nothing.
pub(super) fn note_state(note: &NoteEntry, t: &Words) -> Option<StateItem> {
    let kind = match count_answers(note) {
        (0, _) => return None,
        (questions, answered) if answered == questions => "answered",
        (_, 0)
            if note
                .questions
                .iter()
                .all(|question| question.state == AnswerState::Empty) =>
        {
            "empty"
        }
        _ => "partial",
    };
    Some(state_item(kind, t))
}

/// A state with its words. Unknown kinds read as `partial`.
pub(super) fn state_item(kind: &'static str, t: &Words) -> StateItem {
    let label = match kind {
        "answered" => t.state_answered,
        "empty" => t.state_empty,
        "stub" => t.state_stub,
        "link-only" => t.state_link_only,
        _ => t.state_partial,
    };
    StateItem { kind, label }
}

/// Turns heading levels into depths from 1 that grow by one at most.
pub(super) struct Depths(Vec<u8>);

impl Depths {
    pub(super) fn new() -> Self {
        Self(Vec::new())
    }

    /// The depth of the next heading, whose level is `level`.
    pub(super) fn next(&mut self, level: u8) -> usize {
        while self.0.last().is_some_and(|last| *last >= level) {
            self.0.pop();
        }
        self.0.push(level);
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::NoteId;
    use crate::page::sample;

    fn count(items: &[TreeItem]) -> usize {
        items.iter().map(|item| 1 + count(&item.children)).sum()
    }

    fn current(items: &[TreeItem]) -> Option<&TreeItem> {
        items.iter().find_map(|item| {
            if item.current {
                Some(item)
            } else {
                current(&item.children)
            }
        })
    }

    #[test]
    fn windows_lie_around_the_current_entry() {
        assert_eq!(window(10, Some(3)), 0..10);
        assert_eq!(window(300, None), 0..60);
        assert_eq!(window(300, Some(150)), 120..180);
        assert_eq!(window(300, Some(299)), 240..300);
    }

    #[test]
    fn a_tree_holds_the_way_the_siblings_and_the_top_folders() {
        let catalog = sample::catalog(300);
        let note = &catalog.notes[150];
        let root = crate::page::url::root_of(&note.route);
        let place = Place {
            catalog: &catalog,
            t: crate::page::words("zh"),
            root: &root,
        };
        let tree = place.tree(note.folder, &note.route);
        assert_eq!(
            current(&tree).map(|item| item.title.as_str()),
            Some(note.title.as_str())
        );
        // Two top folders, the one below the first of them, its window of notes; at both ends "more".
        let kinds: Vec<_> = tree.iter().map(|item| item.kind).collect();
        assert_eq!(kinds, ["folder", "folder", "more"]);
        assert_eq!(count(&tree), 3 + 1 + TREE_WINDOW + 1);
        let crumbs: Vec<_> = place
            .crumbs(note.folder, true)
            .into_iter()
            .map(|item| item.url)
            .collect();
        assert_eq!(
            crumbs,
            [
                "../../index.html",
                "../../甲/index.html",
                "../../甲/丙/index.html"
            ]
        );
    }

    #[test]
    fn a_folder_with_one_note_is_that_note() {
        let mut catalog = sample::catalog(3);
        catalog.folders[2].children.truncate(1);
        // `甲` holds only `丙`, which holds only the second note.
        assert_eq!(shown_as(&catalog, Child::Folder(1)), Child::Note(NoteId(1)));
        let note = &catalog.notes[1];
        let place = Place {
            catalog: &catalog,
            t: crate::page::words("zh"),
            root: "../../",
        };
        let kinds: Vec<_> = place
            .tree(note.folder, &note.route)
            .into_iter()
            .map(|item| (item.kind, item.current))
            .collect();
        assert_eq!(kinds, [("note", true), ("folder", false), ("note", false)]);
        assert_eq!(place.crumbs(note.folder, true).len(), 1);
        // With a page of its own the folder stays.
        catalog.folders[2].index = Some(NoteId(2));
        assert_eq!(shown_as(&catalog, Child::Folder(1)), Child::Folder(1));
    }

    #[test]
    fn depths_have_no_gaps() {
        let mut depths = Depths::new();
        let made: Vec<_> = [3, 6, 6, 2, 4, 3].map(|level| depths.next(level)).into();
        assert_eq!(made, [1, 2, 2, 1, 2, 2]);
    }
}
