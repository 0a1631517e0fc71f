//! What can be read of a site in one file before its script has opened it, and where no script runs.

use serde::Serialize;
use tera::Context;

use super::navigation::shown_as;
use super::{PageError, SiteInfo, Theme};
use crate::catalog::{Catalog, Child};

/// A line of the list of contents.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    title: &'a str,
    /// What is in a folder; `None` for a note.
    items: Option<Vec<Self>>,
}

/// The content of `<body>`: the name of the site, why nothing else can be read yet, and the list of contents.
pub fn single_cover(
    theme: &Theme,
    site: &SiteInfo,
    catalog: &Catalog,
) -> Result<String, PageError> {
    let mut context = Context::new();
    context.insert("title", &site.title);
    context.insert("description", &site.description);
    context.insert("t", site.words());
    context.insert("contents", &entries(catalog, 0));
    theme.render("single.html", &context)
}

fn entries(catalog: &Catalog, folder: usize) -> Vec<Entry<'_>> {
    let children = catalog.folders.get(folder).map(|folder| &folder.children);
    let children = children.into_iter().flatten();
    children
        .map(|child| match shown_as(catalog, *child) {
            Child::Folder(inner) => Entry {
                title: &catalog.folders[inner].title,
                items: Some(entries(catalog, inner)),
            },
            Child::Note(id) => Entry {
                title: &catalog.note(id).title,
                items: None,
            },
        })
        .collect()
}
