//! What is in a book and in which order, and where an address in it leads.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::index::{IndexedTopic, topic_index};
use crate::backlinks::Backlinks;
use crate::catalog::{Catalog, Child, NoteId, scheme};
use crate::url;

/// The chapters of a book, its index, and what leads to them.
pub struct Plan<'a> {
    /// The notes it is made of.
    pub catalog: &'a Catalog,
    /// The title: of the site, or of the folder or note that the book is made of.
    pub title: String,
    /// The chapters in reading order. Those that belong to a part follow it and are deeper.
    pub chapters: Vec<Chapter>,
    /// The topics by letter, with their places.
    pub topics: Vec<IndexedTopic>,
    base_url: Option<&'a str>,
    chapter_by_route: BTreeMap<&'a str, usize>,
    topic_by_route: BTreeMap<&'a str, usize>,
    file_by_route: BTreeMap<&'a str, &'a str>,
}

/// A chapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// What it shows.
    pub content: Content,
    /// The title.
    pub title: String,
    /// The language, if it has one of its own.
    pub lang: Option<String>,
    /// How many parts it is in.
    pub depth: usize,
}

/// What a chapter shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// A note.
    Note(NoteId),
    /// The list of what is in a folder that has no page of its own: its index in [`Catalog::folders`].
    Part(usize),
}

/// Where an address leads from a chapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// To a chapter, by its index, perhaps to a place in it.
    Chapter(usize, Option<String>),
    /// To the contents.
    Contents,
    /// To a topic in the index, by its place there.
    Topic(usize),
    /// To a file among the notes, by its path.
    File(&'a str),
    /// Out of the book.
    Elsewhere(String),
    /// To a page that the book does not have and that is published nowhere.
    Nowhere,
}

/// The folder or note that `--only` names, as paths below the notes folder are written; empty for all.
pub fn part_path(only: &str) -> &str {
    let path = only.trim_start_matches("./").trim_matches('/');
    if path == "." { "" } else { path }
}

impl<'a> Plan<'a> {
    /// The book of all notes, or of the folder or note `only` names by its path below the notes folder. `None` if there is no such.
    pub fn new(
        catalog: &'a Catalog,
        backlinks: &Backlinks,
        site_title: &str,
        only: Option<&str>,
        base_url: Option<&'a str>,
    ) -> Option<Self> {
        let mut plan = Self {
            catalog,
            title: site_title.to_owned(),
            chapters: Vec::new(),
            topics: Vec::new(),
            base_url,
            chapter_by_route: BTreeMap::new(),
            topic_by_route: BTreeMap::new(),
            file_by_route: BTreeMap::new(),
        };
        let only = only.map_or("", part_path);
        if let Some(top) = catalog.folders.iter().position(|each| each.path == only) {
            let folder = &catalog.folders[top];
            if folder.parent.is_some() {
                plan.title.clone_from(&folder.title);
            }
            plan.chapters
                .extend(folder.index.map(|id| plan.note(id, 0)));
            plan.children(top, 0);
        } else {
            let id = catalog.note_at(only)?;
            plan.title.clone_from(&catalog.note(id).title);
            plan.chapters.push(plan.note(id, 0));
        }
        let routes = plan.chapters.iter().enumerate().map(|(at, chapter)| {
            let route = match chapter.content {
                Content::Note(id) => &catalog.note(id).route,
                Content::Part(folder) => &catalog.folders[folder].route,
            };
            (route.as_str(), at)
        });
        plan.chapter_by_route = routes.collect();
        plan.topics = topic_index(&plan, backlinks);
        plan.topic_by_route = (0..)
            .zip(&plan.topics)
            .map(|(at, topic)| (catalog.topics.topic(topic.id).route.as_str(), at))
            .collect();
        let files = catalog.assets.iter();
        plan.file_by_route = files
            .map(|(path, entry)| (entry.route.as_str(), path.as_str()))
            .collect();
        Some(plan)
    }

    fn note(&self, id: NoteId, depth: usize) -> Chapter {
        let note = self.catalog.note(id);
        Chapter {
            content: Content::Note(id),
            title: note.title.clone(),
            lang: Some(note.lang.clone()),
            depth,
        }
    }

    fn children(&mut self, folder: usize, depth: usize) {
        let catalog = self.catalog;
        for child in &catalog.folders[folder].children {
            match *child {
                Child::Note(id) => self.chapters.push(self.note(id, depth)),
                Child::Folder(inner) => {
                    let entry = &catalog.folders[inner];
                    self.chapters.push(match entry.index {
                        Some(id) => self.note(id, depth),
                        None => Chapter {
                            content: Content::Part(inner),
                            title: entry.title.clone(),
                            lang: None,
                            depth,
                        },
                    });
                    self.children(inner, depth + 1);
                }
            }
        }
    }

    /// The chapters right below a part, by their indices.
    pub fn inside(&self, part: usize) -> impl Iterator<Item = usize> {
        let depth = self.chapters[part].depth;
        let deeper = move |at: &usize| self.chapters[*at].depth > depth;
        (part + 1..self.chapters.len())
            .take_while(deeper)
            .filter(move |at| self.chapters[*at].depth == depth + 1)
    }

    /// The index of the chapter that shows a note.
    pub fn chapter_of(&self, note: NoteId) -> Option<usize> {
        let route = &self.catalog.note(note).route;
        self.chapter_by_route.get(route.as_str()).copied()
    }

    /// The path below the output folder of the page that a chapter has on the site.
    pub fn route(&self, chapter: usize) -> &'a str {
        match self.chapters[chapter].content {
            Content::Note(id) => &self.catalog.note(id).route,
            Content::Part(folder) => &self.catalog.folders[folder].route,
        }
    }

    /// Where the address `href` leads that stands on the page of a chapter.
    pub fn target(&self, chapter: usize, href: &str) -> Target<'a> {
        if scheme(href).is_some() || href.starts_with("//") {
            return Target::Elsewhere(href.to_owned());
        }
        let (path, fragment) = match href.split_once('#') {
            Some((path, fragment)) => (path, Some(decoded(fragment))),
            None => (href, None),
        };
        if path.is_empty() {
            return Target::Chapter(chapter, fragment);
        }
        let (path, query) = match path.split_once('?') {
            Some((path, query)) => (path, format!("?{query}")),
            None => (path, String::new()),
        };
        let route = joined(self.route(chapter), &decoded(path));
        if let Some(at) = self.chapter_by_route.get(route.as_str()) {
            return Target::Chapter(*at, fragment);
        }
        if let Some(at) = self.topic_by_route.get(route.as_str()) {
            return Target::Topic(*at);
        }
        match self.base_url {
            Some(base) => {
                let page = url::absolute(base, &route);
                let place =
                    fragment.map_or(String::new(), |it| format!("#{}", url::encode_ascii(&it)));
                Target::Elsewhere(format!("{page}{query}{place}"))
            }
            None if self.catalog.folders[0].route == route => Target::Contents,
            None => self
                .file_by_route
                .get(route.as_str())
                .map_or(Target::Nowhere, |path| Target::File(path)),
        }
    }

    /// The path of the file among the notes that the image address `src` means on the page of a chapter.
    pub fn file(&self, chapter: usize, src: &str) -> Option<&'a str> {
        if scheme(src).is_some() {
            return None;
        }
        let path = src.split(['?', '#']).next().unwrap_or_default();
        let route = joined(self.route(chapter), &decoded(path));
        self.file_by_route.get(route.as_str()).copied()
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The path that `relative` means on the page `route`.
fn joined(route: &str, relative: &str) -> String {
    let mut path: Vec<&str> = route.split('/').collect();
    path.pop();
    for segment in relative.split('/') {
        match segment {
            "." => {}
            ".." => drop(path.pop()),
            _ => path.push(segment),
        }
    }
    path.join("/")
}
