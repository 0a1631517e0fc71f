//! The page of a note.

use tera::Context;

use super::context::{DatesContext, NoteContext, OutlineItem};
use super::frame::Page;
use super::navigation::{Depths, Place, count_answers, state_item};
use super::structured::structured;
use super::surroundings::Surroundings;
use super::url::{encode, root_of};
use super::{PageError, SiteInfo, Theme, contents};
use crate::catalog::{Catalog, NoteId};
use crate::render::{RenderedNote, TocEntry};
use crate::text::Date;

/// The page of the note `id`, with `rendered` as its body and `around` as what leads there. A note that is the page of its folder is shown with the
/// folder's contents.
pub fn note_page(
    theme: &Theme,
    site: &SiteInfo,
    catalog: &Catalog,
    id: NoteId,
    rendered: &RenderedNote,
    around: &Surroundings,
) -> Result<String, PageError> {
    let (template, context) = template_of(theme, site, catalog, id, rendered, around)?;
    theme.render(template, &context)
}

/// What the page of the note `id` is made from besides what is rendered of texts: `around` has none of that. As long as this
/// and the texts stay the same, so does the page.
pub fn note_frame(
    theme: &Theme,
    site: &SiteInfo,
    catalog: &Catalog,
    id: NoteId,
    around: &Surroundings,
) -> Result<impl std::fmt::Debug + use<>, PageError> {
    let unrendered = RenderedNote {
        question_ends: vec![0; catalog.note(id).questions.len()],
        ..RenderedNote::default()
    };
    Ok(template_of(theme, site, catalog, id, &unrendered, around)?.1)
}

/// The template of the page of a note, and what it sees.
fn template_of(
    theme: &Theme,
    site: &SiteInfo,
    catalog: &Catalog,
    id: NoteId,
    rendered: &RenderedNote,
    around: &Surroundings,
) -> Result<(&'static str, Context), PageError> {
    let note = catalog.note(id);
    if catalog
        .folders
        .get(note.folder)
        .is_some_and(|folder| folder.index == Some(id))
    {
        let body = Some((rendered, around));
        return contents::template_of(theme, site, catalog, note.folder, body);
    }
    let root = root_of(&note.route);
    let place = Place {
        catalog,
        t: site.words(),
        root: &root,
    };
    let page = Page {
        kind: "note",
        route: &note.route,
        title: &note.title,
        description: note.description.as_deref().unwrap_or(&rendered.summary),
        lang: &note.lang,
        folder: note.folder,
        crumbs: place.crumbs(note.folder, true),
        needs: around.needs(rendered),
    };
    let mut context = page.context(site, catalog);
    let note = note_context(theme, &place, id, rendered, around)?;
    context.insert("note", &note);
    context.insert("outline", &outline(&place, &rendered.toc));
    let base = site.base_url.as_deref();
    let data = base.and_then(|base| structured(base, catalog.note(id), &around.answers));
    context.insert("structured", &data);
    Ok(("note.html", context))
}

/// What a template sees of the note `id`.
pub(super) fn note_context(
    theme: &Theme,
    place: &Place<'_>,
    id: NoteId,
    rendered: &RenderedNote,
    around: &Surroundings,
) -> Result<NoteContext, PageError> {
    let note = place.catalog.note(id);
    let at = id.0 as usize;
    let (questions, answered) = count_answers(note);
    let neighbour = |at: Option<usize>| {
        let note = at.and_then(|at| place.catalog.notes.get(at));
        note.map(|note| place.note_link(note))
    };
    let (created, created_at) = written(note.dates.created.as_deref());
    let (updated, updated_at) = match (note.dates.committed, &created, &note.dates.updated) {
        (Some(commit), None, None) => (Some(commit.day()), commit.machine()),
        (_, _, updated) => written(updated.as_deref()),
    };
    let dates = DatesContext {
        created,
        created_at,
        updated,
        updated_at,
    };
    let mut body = around.body(theme, place, id, rendered)?;
    if dates.created.is_some() || dates.updated.is_some() {
        let mut context = Context::new();
        context.insert("t", place.t);
        context.insert("note", &dates);
        let html = theme.render("partials/dates.html", &context)?;
        body.insert_str(end_of_title(&body), &html);
    }
    Ok(NoteContext {
        title: note.title.clone(),
        show_title: !note.has_own_title(),
        body,
        lang: note.lang.clone(),
        questions,
        answered,
        dates,
        previous: neighbour(at.checked_sub(1)),
        next: neighbour(Some(at + 1)),
        backlinks: around.backlinks(place),
    })
}

/// A date of a front matter, and the same for programs if it can be understood.
fn written(text: Option<&str>) -> (Option<String>, String) {
    let date = text.and_then(Date::parse);
    (
        text.map(str::to_owned),
        date.map(Date::machine).unwrap_or_default(),
    )
}

/// Where in a body the title ends that it begins with; 0 if it begins with something else.
fn end_of_title(body: &str) -> usize {
    if !body.starts_with("<h1") {
        return 0;
    }
    let end = "</h1>";
    body.find(end).map_or(0, |at| {
        let after = at + end.len();
        after + usize::from(body[after..].starts_with('\n'))
    })
}

/// The outline without the title of the note, if that is the only heading of the highest level and comes first.
pub(super) fn outline(place: &Place<'_>, toc: &[TocEntry]) -> Vec<OutlineItem> {
    let skipped = match toc {
        [first, rest @ ..]
            if first.level == 1
                && first.state.is_none()
                && rest.iter().all(|entry| entry.level > 1) =>
        {
            1
        }
        _ => 0,
    };
    let mut depths = Depths::new();
    toc[skipped..]
        .iter()
        .filter(|entry| has_text(&entry.html))
        .map(|entry| OutlineItem {
            url: format!("#{}", encode(&entry.anchor)),
            html: entry.html.clone(),
            depth: depths.next(entry.level),
            state: entry.state.map(|state| state_item(state, place.t)),
        })
        .collect()
}

/// Whether there is anything to read in a piece of HTML; a link without text would be no use.
fn has_text(html: &str) -> bool {
    let mut inside = false;
    html.chars().any(|c| {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            _ => return !inside && !c.is_whitespace(),
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;
    use crate::render::math::MATH_FONTS;
    use sha2::{Digest as _, Sha256};
    use std::collections::BTreeMap;

    fn page_of(notes: usize, at: u32) -> String {
        let theme = sample::theme();
        let catalog = sample::catalog(notes);
        note_page(
            &theme,
            &sample::site(),
            &catalog,
            NoteId(at),
            &sample::rendered(),
            &Surroundings::default(),
        )
        .unwrap()
    }

    #[test]
    fn a_page_does_not_grow_with_the_site() {
        let (small, large) = (page_of(300, 150), page_of(3000, 150));
        assert_eq!(small.len(), large.len());
    }

    #[test]
    fn addresses_are_relative_and_encoded() {
        let html = page_of(300, 150);
        assert!(
            html.contains("href=\"../../甲/丙/笔记%20%23%20151.html\""),
            "{html}"
        );
        for attribute in ["href=\"/", "src=\"/", "href=\"http", "src=\"http"] {
            assert!(!html.contains(attribute), "{attribute}");
        }
        assert!(!html.contains(" style="));
    }

    #[test]
    fn the_policy_names_the_style_of_the_page() {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        let html = page_of(10, 3);
        let style = html
            .split("<style>")
            .nth(1)
            .and_then(|tail| tail.split("</style>").next())
            .unwrap();
        assert_eq!(style, sample::rendered().styles.css());
        assert!(html.contains(&format!(
            "'sha256-{}'",
            STANDARD.encode(Sha256::digest(style))
        )));
    }

    #[test]
    fn a_site_can_replace_one_template() {
        let own = BTreeMap::from([(
            "templates/partials/footer.html".to_owned(),
            b"<footer>own</footer>".to_vec(),
        )]);
        let theme = Theme::new(&own, MATH_FONTS).unwrap();
        let html = note_page(
            &theme,
            &sample::site(),
            &sample::catalog(3),
            NoteId(1),
            &sample::rendered(),
            &Surroundings::default(),
        )
        .unwrap();
        assert!(html.contains("<footer>own</footer>"));
        assert!(html.contains("id=\"content\""));
    }

    #[test]
    fn a_broken_template_is_named_with_its_place() {
        let own = BTreeMap::from([(
            "templates/note.html".to_owned(),
            b"a\n{{ note.titel + }}".to_vec(),
        )]);
        let error = Theme::new(&own, MATH_FONTS).unwrap_err();
        let shown = error.to_string();
        assert!(shown.starts_with("templates/note.html:2:17: "), "{shown}");

        let own = BTreeMap::from([(
            "templates/note.html".to_owned(),
            b"a\n{{ note.titel }}".to_vec(),
        )]);
        let theme = Theme::new(&own, MATH_FONTS).unwrap();
        let error = note_page(
            &theme,
            &sample::site(),
            &sample::catalog(3),
            NoteId(1),
            &sample::rendered(),
            &Surroundings::default(),
        )
        .unwrap_err();
        let shown = error.to_string();
        assert!(shown.starts_with("templates/note.html:2:9: "), "{shown}");
        let (text, range) = error.place.expect("a place").source();
        assert_eq!(text, "\n{{ note.titel }}");
        assert_eq!(&text[range], "titel");
    }

    #[test]
    fn a_title_is_shown_where_the_text_has_none() {
        let mut note = sample::catalog(1).notes.remove(0);
        let mut check = |headings: &[(u8, &str)]| {
            note.headings = headings
                .iter()
                .map(|(level, text)| sample::heading(*level, text))
                .collect();
            note.has_own_title()
        };
        assert!(!check(&[]));
        assert!(!check(&[(3, "问")]));
        assert!(!check(&[(1, "章一"), (1, "章二")]));
        assert!(check(&[(1, "别的题目"), (2, "节")]));
        assert!(check(&[(2, "笔记 00000")]));
        assert!(check(&[(3, "前言"), (1, "笔记 00000")]));
    }

    #[test]
    fn dates_stand_below_the_title() {
        let theme = sample::theme();
        let mut catalog = sample::catalog(3);
        let page = |catalog: &Catalog| {
            let (body, around) = (sample::rendered(), Surroundings::default());
            note_page(&theme, &sample::site(), catalog, NoteId(1), &body, &around).unwrap()
        };
        assert!(!page(&catalog).contains("<time"));
        catalog.notes[1].dates.committed = Date::parse("2026-01-02T10:00:00+08:00");
        let html = page(&catalog);
        let time = "<time datetime=\"2026-01-02T10:00:00+08:00\">2026-01-02</time>";
        assert!(html.contains(time), "{html}");
        assert!(html.find("题</h1>").unwrap() < html.find("<time").unwrap());
        assert!(html.find("<time").unwrap() < html.find("正文一段。</p>").unwrap());
        catalog.notes[1].dates.created = Some("去年 & 今年".to_owned());
        let html = page(&catalog);
        assert!(html.contains("<time>去年 &amp; 今年</time>"), "{html}");
        assert!(!html.contains("2026-01-02"));
    }

    #[test]
    fn the_outline_leaves_out_the_title_and_what_cannot_be_read() {
        let toc = sample::rendered().toc;
        let blank = TocEntry {
            html: "<code> </code>".to_owned(),
            ..toc[2].clone()
        };
        let toc: Vec<_> = toc.into_iter().chain([blank]).collect();
        let catalog = sample::catalog(3);
        let place = Place {
            catalog: &catalog,
            t: sample::site().words(),
            root: "",
        };
        let items = outline(&place, &toc);
        assert_eq!(items.len(), 2);
        assert_eq!(items[0].depth, 1);
    }
}
