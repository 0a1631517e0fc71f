//! The pages of folders, of which the home page is the first: tables of contents.

use tera::Context;

use super::all::headings;
use super::context::ContentsItem;
use super::frame::{Needs, Page};
use super::navigation::{Place, count_answers, note_state, shown_as};
use super::note::{note_context, outline};
use super::surroundings::{Surroundings, topic_links};
use super::url::{link, root_of};
use super::{PageError, SiteInfo, Theme};
use crate::catalog::{Catalog, Child, NoteId};
use crate::render::RenderedNote;

/// The most entries of a folder on its own page.
const FOLDER_LIMIT: usize = 500;
/// The most entries of a folder inside the home page.
const HOME_LIMIT: usize = 30;
/// The most headings on the home page; a site with more lists its notes without them.
const HEADING_LIMIT: usize = 120;

/// The home page; `body` is that of the root's own note, with what leads there, if there is one.
pub fn home_page(
    theme: &Theme,
    site: &SiteInfo,
    catalog: &Catalog,
    body: Option<(&RenderedNote, &Surroundings)>,
) -> Result<String, PageError> {
    folder_page(theme, site, catalog, 0, body)
}

/// The page of a folder; `body` is that of its own note, with what leads there, if there is one. The root's is the home
/// page.
pub fn folder_page(
    theme: &Theme,
    site: &SiteInfo,
    catalog: &Catalog,
    folder: usize,
    body: Option<(&RenderedNote, &Surroundings)>,
) -> Result<String, PageError> {
    let (template, context) = template_of(theme, site, catalog, folder, body)?;
    theme.render(template, &context)
}

/// The template of the page of a folder, and what it sees.
pub(super) fn template_of(
    theme: &Theme,
    site: &SiteInfo,
    catalog: &Catalog,
    folder: usize,
    body: Option<(&RenderedNote, &Surroundings)>,
) -> Result<(&'static str, Context), PageError> {
    let entry = &catalog.folders[folder];
    let root = root_of(&entry.route);
    let place = Place {
        catalog,
        t: site.words(),
        root: &root,
    };
    let home = folder == 0;
    let summary = body.map_or("", |(rendered, _)| rendered.summary.as_str());
    let page = Page {
        kind: if home { "home" } else { "folder" },
        route: &entry.route,
        title: if home { &site.title } else { &entry.title },
        description: if home && !site.description.is_empty() {
            &site.description
        } else {
            summary
        },
        lang: entry.index.map_or(&site.lang, |id| &catalog.note(id).lang),
        folder,
        crumbs: if home {
            Vec::new()
        } else {
            place.crumbs(folder, false)
        },
        needs: body.map_or_else(Needs::default, |(rendered, around)| around.needs(rendered)),
    };
    let mut context = page.context(site, catalog);
    let limit = if home { HOME_LIMIT } else { FOLDER_LIMIT };
    let mut contents = items(&place, site, folder, FOLDER_LIMIT);
    if home {
        let headings: usize = catalog.notes.iter().map(|note| note.headings.len()).sum();
        for (item, child) in contents.iter_mut().zip(&entry.children) {
            item.children = match shown_as(catalog, *child) {
                Child::Folder(inner) => items(&place, site, inner, limit),
                Child::Note(id) if headings <= HEADING_LIMIT => heading_items(&place, id),
                Child::Note(_) => Vec::new(),
            };
        }
    }
    context.insert("contents", &contents);
    context.insert(
        "totals",
        &totals(
            catalog,
            folder,
            (link(&root, &entry.route, None), entry.title.clone()),
        ),
    );
    if home {
        context.insert("topics", &topic_links(&place, &site.largest_topics));
    }
    let note = entry.index.zip(body);
    let toc = note.map_or(&[][..], |(_, (rendered, _))| rendered.toc.as_slice());
    let note = note
        .map(|(id, (rendered, around))| note_context(theme, &place, id, rendered, around))
        .transpose()?;
    context.insert("note", &note);
    context.insert("outline", &outline(&place, toc));
    Ok((if home { "home.html" } else { "folder.html" }, context))
}

/// The first `limit` entries of a folder, and one that leads to the others.
fn items(place: &Place<'_>, site: &SiteInfo, folder: usize, limit: usize) -> Vec<ContentsItem> {
    let catalog = place.catalog;
    let entry = &catalog.folders[folder];
    let mut items: Vec<ContentsItem> = entry
        .children
        .iter()
        .take(limit)
        .map(|child| match shown_as(catalog, *child) {
            Child::Note(id) => {
                let note = catalog.note(id);
                let (questions, answered) = count_answers(note);
                ContentsItem {
                    kind: "note",
                    title: note.title.clone(),
                    url: link(place.root, &note.route, None),
                    state: note_state(note, place.t),
                    questions,
                    answered,
                    notes: 0,
                    children: Vec::new(),
                }
            }
            Child::Folder(inner) => {
                let inner_entry = &catalog.folders[inner];
                let url = link(place.root, &inner_entry.route, None);
                totals(catalog, inner, (url, inner_entry.title.clone()))
            }
        })
        .collect();
    if entry.children.len() > limit {
        // A folder's own page has room for more; what even that leaves out stands in the list of all notes.
        let route = if limit < FOLDER_LIMIT {
            &entry.route
        } else {
            &site.all_route
        };
        items.push(ContentsItem {
            kind: "more",
            title: place.t.more.to_owned(),
            url: link(place.root, route, None),
            state: None,
            questions: 0,
            answered: 0,
            notes: 0,
            children: Vec::new(),
        });
    }
    items
}

/// The headings of a note, so that the home page of a small site shows what it is about.
fn heading_items(place: &Place<'_>, id: NoteId) -> Vec<ContentsItem> {
    headings(place, place.catalog.note(id))
        .into_iter()
        .filter(|heading| heading.depth == 1 || heading.state.is_some())
        .map(|heading| ContentsItem {
            kind: "heading",
            title: heading.title,
            url: heading.url,
            state: heading.state,
            questions: 0,
            answered: 0,
            notes: 0,
            children: Vec::new(),
        })
        .collect()
}

/// The entry of a folder with what all notes below it add up to.
fn totals(catalog: &Catalog, folder: usize, (url, title): (String, String)) -> ContentsItem {
    let mut item = ContentsItem {
        kind: "folder",
        title,
        url,
        state: None,
        questions: 0,
        answered: 0,
        notes: 0,
        children: Vec::new(),
    };
    let mut pending = vec![folder];
    while let Some(at) = pending.pop() {
        let entry = &catalog.folders[at];
        let mut notes: Vec<_> = entry.index.into_iter().collect();
        for child in &entry.children {
            match *child {
                Child::Note(id) => notes.push(id),
                Child::Folder(inner) => pending.push(inner),
            }
        }
        for id in notes {
            let (questions, answered) = count_answers(catalog.note(id));
            item.notes += 1;
            item.questions += questions;
            item.answered += answered;
        }
    }
    item
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

    #[test]
    fn the_home_page_is_bounded_and_adds_up() {
        let theme = sample::theme();
        let catalog = sample::catalog(3000);
        let html = home_page(&theme, &sample::site(), &catalog, None).unwrap();
        assert!(html.matches("<a ").count() < 2 * (FOLDER_LIMIT + 3 * HOME_LIMIT));
        let all = totals(&catalog, 0, (String::new(), String::new()));
        assert_eq!((all.notes, all.questions, all.answered), (3000, 6000, 3000));
    }

    #[test]
    fn a_folder_without_a_note_of_its_own_lists_its_contents() {
        let theme = sample::theme();
        let catalog = sample::catalog(10);
        let html = folder_page(&theme, &sample::site(), &catalog, 1, None).unwrap();
        assert!(html.contains("href=\"../甲/丙/index.html\""), "{html}");
        assert!(html.contains("<h1"));
    }

    #[test]
    fn the_home_page_of_a_small_site_shows_its_questions() {
        let mut catalog = sample::catalog(2);
        catalog.notes[0].headings =
            vec![sample::heading(2, "头一问"), sample::heading(4, "细枝末节")];
        let home = |catalog: &Catalog| {
            home_page(&sample::theme(), &sample::site(), catalog, None).unwrap()
        };
        let html = home(&catalog);
        assert!(html.contains("0.html#头一问\""), "{html}");
        assert!(!html.contains("细枝末节"));
        let many = (0..HEADING_LIMIT).map(|at| sample::heading(2, &at.to_string()));
        catalog.notes[1].headings = many.collect();
        assert!(!home(&catalog).contains("头一问"));
    }

    #[test]
    fn the_root_note_is_shown_inside_the_home_page() {
        let theme = sample::theme();
        let mut catalog = sample::catalog(10);
        catalog.folders[0].index = Some(crate::catalog::NoteId(0));
        let (body, around) = (sample::rendered(), Surroundings::default());
        let html = home_page(&theme, &sample::site(), &catalog, Some((&body, &around))).unwrap();
        assert!(html.contains("正文一段"));
        assert!(html.contains("href=\"甲/丙/index.html\""), "{html}");
    }
}
