//! The list of all notes with their headings, complete without JavaScript: by folders, and by pinyin and alphabet.

use std::collections::BTreeMap;

use super::context::{AllHeading, AllItem, HeadingItem, HeadingLetter, PartItem};
use super::frame::{Needs, Page};
use super::navigation::{Depths, Place, note_state, shown_as, state_item};
use super::url::{link, root_of};
use super::{PageError, SiteInfo, Theme};
use crate::catalog::{Catalog, Child, NoteEntry, NoteId};
use crate::text::{index_letter, reading};

/// The most headings and notes on one page of the list.
const PART_LIMIT: usize = 5000;

/// The pages of the list: path below the output folder and HTML. There is one, or more past 5,000 headings: the notes cut in
/// reading order, and a page for each letter that headings begin with.
pub fn all_pages(
    theme: &Theme,
    site: &SiteInfo,
    catalog: &Catalog,
) -> Result<Vec<(String, String)>, PageError> {
    pages_of(theme, site, catalog, PART_LIMIT)
}

fn pages_of(
    theme: &Theme,
    site: &SiteInfo,
    catalog: &Catalog,
    limit: usize,
) -> Result<Vec<(String, String)>, PageError> {
    let parts = parts(catalog, limit);
    let is_divided = parts.len() > 1;
    let root = root_of(&site.all_route);
    let t = site.words();
    let place = Place {
        catalog,
        t,
        root: &root,
    };
    let all_letters = letters(&place);
    let own_letters = |route: &str| -> Vec<HeadingLetter> {
        let numbered = all_letters.iter().enumerate();
        numbered
            .map(|(at, (letter, headings))| {
                let page = letter_route(&site.all_route, *letter);
                let is_here = !is_divided || page == route;
                HeadingLetter {
                    letter: *letter,
                    url: if is_divided {
                        link(&root, &page, None)
                    } else {
                        format!("#letter-{}", at + 1)
                    },
                    current: is_divided && is_here,
                    headings: if is_here {
                        headings.clone()
                    } else {
                        Vec::new()
                    },
                }
            })
            .collect()
    };
    let list = |route: String, number: usize, notes: &[NoteId]| {
        let page = Page {
            kind: "all",
            route: &route,
            title: t.all_notes,
            description: "",
            lang: &site.lang,
            folder: 0,
            crumbs: place.crumbs(0, true),
            needs: Needs::default(),
        };
        let links: Vec<PartItem> = (1..=parts.len())
            .map(|each| PartItem {
                number: each,
                url: link(&root, &part_route(&site.all_route, each), None),
                current: each == number,
            })
            .collect();
        let mut context = page.context(site, catalog);
        context.insert("all", &folder_items(&place, 0, notes));
        context.insert("parts", &links);
        context.insert("letters", &own_letters(&route));
        let html = theme.render("all.html", &context)?;
        Ok::<_, PageError>((route, html))
    };
    let mut pages = Vec::new();
    for (index, notes) in parts.iter().enumerate() {
        let route = part_route(&site.all_route, index + 1);
        pages.push(list(route, index + 1, notes)?);
    }
    for letter in all_letters.keys().filter(|_| is_divided) {
        pages.push(list(letter_route(&site.all_route, *letter), 0, &[])?);
    }
    Ok(pages)
}

/// `all-a.html` ... and `all-0.html` for headings that begin with no letter. Parts have numbers from 2.
fn letter_route(route: &str, letter: char) -> String {
    let name = match letter {
        '#' => '0',
        letter => letter.to_ascii_lowercase(),
    };
    let stem = route.strip_suffix(".html").unwrap_or(route);
    format!("{stem}-{name}.html")
}

/// All headings by the letters that they begin with, Chinese ones by their pinyin.
fn letters(place: &Place<'_>) -> BTreeMap<char, Vec<HeadingItem>> {
    let mut letters: BTreeMap<char, Vec<(String, HeadingItem)>> = BTreeMap::new();
    for note in &place.catalog.notes {
        let title = AllHeading {
            title: note.title.clone(),
            url: link(place.root, &note.route, None),
            depth: 0,
            state: None,
        };
        for heading in std::iter::once(title).chain(headings(place, note)) {
            let name = without_number(&heading.title);
            let item = HeadingItem {
                note: if heading.depth == 0 {
                    String::new()
                } else {
                    note.title.clone()
                },
                title: heading.title.clone(),
                url: heading.url,
                state: heading.state,
            };
            let letter = letters.entry(index_letter(name)).or_default();
            letter.push((reading(name), item));
        }
    }
    letters
        .into_iter()
        .map(|(letter, mut headings)| {
            // Of equal ones the order of reading.
            headings.sort_by(|a, b| (&a.0, &a.1.title).cmp(&(&b.0, &b.1.title)));
            let items = headings.into_iter().map(|(_, item)| item).collect();
            (letter, items)
        })
        .collect()
}

/// A heading from its first word on: `3. 《池化》` stands under C.
fn without_number(title: &str) -> &str {
    let rest = title.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let is_number = rest.len() < title.len()
        && rest.starts_with(|c: char| c.is_whitespace() || "、)）:：".contains(c));
    let rest = if is_number { rest } else { title };
    let name = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    if name.is_empty() { title } else { name }
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
        let list = html.split("class=\"all-notes\"").nth(1).unwrap();
        let (list, by_letter) = list.split_once("class=\"letters of-headings\"").unwrap();
        for note in &catalog.notes {
            let href = format!("href=\"{}\"", link("", &note.route, None));
            assert_eq!(list.matches(&href).count(), 1, "{href}");
            assert_eq!(by_letter.matches(&href).count(), 1, "{href}");
        }
    }

    #[test]
    fn long_lists_have_a_page_for_each_letter() {
        let theme = sample::theme();
        let catalog = sample::catalog(40);
        let pages = pages_of(&theme, &sample::site(), &catalog, 15).unwrap();
        let by_letter: Vec<&(String, String)> = pages
            .iter()
            .filter(|(route, _)| {
                !["all.html", "all-2.html", "all-3.html"].contains(&route.as_str())
            })
            .collect();
        for note in &catalog.notes {
            let href = format!("href=\"{}\"", link("", &note.route, None));
            let letter = index_letter(without_number(&note.title));
            let own = letter_route("all.html", letter);
            for (route, html) in &by_letter {
                let list = html.split("class=\"letters of-headings\"").nth(1).unwrap();
                let count = usize::from(*route == own);
                assert_eq!(list.matches(&href).count(), count, "{href} in {route}");
            }
        }
        for (route, html) in &pages {
            for (other, _) in &by_letter {
                assert!(
                    html.contains(&format!("href=\"{other}\"")),
                    "{route} leads to {other}"
                );
            }
        }
    }

    #[test]
    fn numbers_and_signs_do_not_count() {
        assert_eq!(without_number("3. 《池化》"), "池化》");
        assert_eq!(without_number("3.2、池化"), "池化");
        assert_eq!(without_number("1x1卷积"), "1x1卷积");
        assert_eq!(without_number("3D卷积"), "3D卷积");
        assert_eq!(without_number("……"), "……");
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
