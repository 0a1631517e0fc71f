//! The list of all notes with their headings, complete without JavaScript.

use super::context::{AllHeading, AllItem, PartItem};
use super::frame::{Needs, Page};
use super::navigation::{Depths, Place, note_state, shown_as, state_item};
use super::url::{link, root_of};
use super::{PageError, SiteInfo, Theme};
use crate::catalog::{Catalog, Child, NoteEntry, NoteId};

/// The most headings and notes on one page of the list.
const PART_LIMIT: usize = 5000;

/// The pages of the list: path below the output folder and HTML. There is one, or more past 5,000 headings, cut in
/// reading order.
pub fn all_pages(
    theme: &Theme,
    site: &SiteInfo,
    catalog: &Catalog,
) -> Result<Vec<(String, String)>, PageError> {
    let parts = parts(catalog, PART_LIMIT);
    let route = |number: usize| part_route(&site.all_route, number);
    let root = root_of(&site.all_route);
    let t = site.words();
    let place = Place {
        catalog,
        t,
        root: &root,
    };
    let mut pages = Vec::new();
    for (index, notes) in parts.iter().enumerate() {
        let own_route = route(index + 1);
        let page = Page {
            kind: "all",
            route: &own_route,
            title: t.all_notes,
            description: "",
            lang: &site.lang,
            folder: 0,
            crumbs: place.crumbs(0, true),
            needs: Needs::default(),
        };
        let links: Vec<PartItem> = (1..=parts.len())
            .map(|number| PartItem {
                number,
                url: link(&root, &route(number), None),
                current: number == index + 1,
            })
            .collect();
        let mut context = page.context(site, catalog);
        context.insert("all", &folder_items(&place, 0, notes));
        context.insert("parts", &links);
        pages.push((own_route, theme.render("all.html", &context)?));
    }
    Ok(pages)
}

/// `all.html`, `all-2.html` ...
fn part_route(route: &str, number: usize) -> String {
    match route.strip_suffix(".html") {
        Some(stem) if number > 1 => format!("{stem}-{number}.html"),
        _ => route.to_owned(),
    }
}

/// All notes in the order of the tree, cut where a part has `limit` entries. There is always one part.
fn parts(catalog: &Catalog, limit: usize) -> Vec<Vec<NoteId>> {
    let mut parts = vec![Vec::new()];
    let mut entries = 0;
    let mut pending: Vec<Child> = catalog
        .folders
        .first()
        .map(|_| Child::Folder(0))
        .into_iter()
        .collect();
    while let Some(child) = pending.pop() {
        let id = match child {
            Child::Note(id) => Some(id),
            Child::Folder(folder) => {
                let folder = &catalog.folders[folder];
                pending.extend(folder.children.iter().rev());
                folder.index
            }
        };
        if let Some(id) = id {
            let size = 1 + catalog.note(id).headings.len();
            if entries > 0 && entries + size > limit {
                parts.push(Vec::new());
                entries = 0;
            }
            entries += size;
            if let Some(part) = parts.last_mut() {
                part.push(id);
            }
        }
    }
    for part in &mut parts {
        part.sort_unstable();
    }
    parts
}

/// What of `folder` is among `notes`, which are sorted.
fn folder_items(place: &Place<'_>, folder: usize, notes: &[NoteId]) -> Vec<AllItem> {
    let Some(entry) = place.catalog.folders.get(folder) else {
        return Vec::new();
    };
    let listed = |id: NoteId| {
        notes
            .binary_search(&id)
            .is_ok()
            .then(|| place.catalog.note(id))
    };
    // The root's own note is the home page, which has no entry above it to stand in for it.
    let own = entry.index.filter(|_| folder == 0).and_then(listed);
    own.map(|note| note_item(place, note))
        .into_iter()
        .chain(
            entry
                .children
                .iter()
                .filter_map(|child| match shown_as(place.catalog, *child) {
                    Child::Note(id) => listed(id).map(|note| note_item(place, note)),
                    Child::Folder(inner) => {
                        let inner_entry = &place.catalog.folders[inner];
                        let children = folder_items(place, inner, notes);
                        let own = inner_entry.index.and_then(listed);
                        (own.is_some() || !children.is_empty()).then(|| AllItem {
                            kind: "folder",
                            title: inner_entry.title.clone(),
                            url: link(place.root, &inner_entry.route, None),
                            children,
                            has_note: own.is_some(),
                            state: own.and_then(|note| note_state(note, place.t)),
                            headings: own.map_or(Vec::new(), |note| headings(place, note)),
                        })
                    }
                }),
        )
        .collect()
}

fn note_item(place: &Place<'_>, note: &NoteEntry) -> AllItem {
    AllItem {
        kind: "note",
        title: note.title.clone(),
        url: link(place.root, &note.route, None),
        state: note_state(note, place.t),
        has_note: false,
        headings: headings(place, note),
        children: Vec::new(),
    }
}

/// The headings of a note but for its title.
pub(super) fn headings(place: &Place<'_>, note: &NoteEntry) -> Vec<AllHeading> {
    let mut depths = Depths::new();
    note.headings
        .iter()
        .enumerate()
        .filter(|(at, heading)| {
            let text = heading.text.trim();
            !text.is_empty() && (*at > 0 || text != note.title.trim())
        })
        .map(|(_, heading)| {
            let question = heading.question.and_then(|at| note.questions.get(at));
            AllHeading {
                title: heading.text.clone(),
                url: link(place.root, &note.route, Some(&heading.anchor)),
                depth: depths.next(heading.level),
                state: question.map(|question| state_item(question.state.as_str(), place.t)),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

    #[test]
    fn every_note_is_listed_once() {
        let theme = sample::theme();
        let catalog = sample::catalog(40);
        let pages = all_pages(&theme, &sample::site(), &catalog).unwrap();
        let [(route, html)] = &pages[..] else {
            panic!("one page")
        };
        assert_eq!(route, "all.html");
        let list = html.split("<main").nth(1).unwrap();
        for note in &catalog.notes {
            let href = format!("href=\"{}\"", link("", &note.route, None));
            assert_eq!(list.matches(&href).count(), 1, "{href}");
        }
    }

    #[test]
    fn long_lists_are_cut_into_parts() {
        let catalog = sample::catalog(40);
        let parts = parts(&catalog, 15);
        let sizes: Vec<_> = parts.iter().map(Vec::len).collect();
        assert_eq!(sizes, [15, 15, 10]);
        assert_eq!(part_route("all.html", 1), "all.html");
        assert_eq!(part_route("all.html", 2), "all-2.html");
    }
}
