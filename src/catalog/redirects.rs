//! Addresses that pages once had, and where they lead now.
//!
//! They come from `[redirects]` in the configuration and from aliases of notes that begin with `/`. A redirect yields to
//! every page and every file; what cannot be one is said and left out.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;

use super::lookup::{Resolved, resolve_target};
use super::paths::fold;
use super::routes::{Taken, is_part};
use super::{Catalog, NoteId};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{Target, TargetKind};
use crate::parse::ParsedNote;
use crate::text::nearest;

/// A redirect as the configuration has it.
#[derive(Clone, Copy, Debug)]
pub struct RedirectInput<'a> {
    /// The old address.
    pub from: &'a str,
    /// The note or page.
    pub to: &'a str,
    /// The place of `from`.
    pub from_span: Span,
    /// The place of `to`.
    pub to_span: Span,
}

/// A page that leads to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// Path of the page below the output folder.
    pub route: String,
    /// The path of the page that it leads to.
    pub target: String,
    /// A place on that page.
    pub anchor: Option<String>,
    /// The title of that page, if it is a note or a folder.
    pub title: String,
    /// The place of what leads there.
    pub span: Span,
}

/// Where a redirect leads, as far as it is known.
#[derive(Clone, Debug)]
enum Leads {
    Page(Redirect),
    /// To the redirect with this route, folded, and to a place on the page where that leads.
    On(String, Option<String>),
}

struct Found {
    route: String,
    from: String,
    to_span: Span,
    leads: Leads,
}

/// Decides on all redirects. The routes of everything else are assigned, and `taken`.
pub(super) fn assign(
    catalog: &Catalog,
    taken: &mut Taken,
    inputs: &[RedirectInput<'_>],
    notes: &[&ParsedNote],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Redirect> {
    // The old addresses first, for one of them may lead to another.
    let mut claim = |from: &str, span: Span, diagnostics: &mut Vec<Diagnostic>| {
        let Some(route) = route_of(from) else {
            diagnostics.push(Diagnostic::new(Code::RedirectPath, span, [from]));
            return None;
        };
        // Into how many parts the list of all notes is divided is known later.
        if is_part(&catalog.generated.all, &route) {
            let list = &catalog.generated.all;
            diagnostics.push(Diagnostic::new(Code::RedirectClash, span, [from, list]));
            return None;
        }
        match taken.take_apart(&route, from) {
            Ok(()) => Some(route),
            Err(owner) => {
                diagnostics.push(Diagnostic::new(Code::RedirectClash, span, [from, &owner]));
                None
            }
        }
    };
    let from_config: Vec<_> = inputs
        .iter()
        .filter_map(|input| Some((claim(input.from, input.from_span, diagnostics)?, input)))
        .collect();
    let by_path: BTreeMap<&str, NoteId> = catalog
        .note_ids()
        .map(|id| (catalog.note(id).path.as_str(), id))
        .collect();
    let mut found = Vec::new();
    let mut in_order: Vec<_> = notes
        .iter()
        .filter_map(|note| Some((*by_path.get(note.path.as_str())?, *note)))
        .collect();
    in_order.sort_by_key(|(id, _)| *id);
    for (id, note) in in_order {
        for (from, span) in &note.front_matter.redirects {
            if let Some(route) = claim(from, *span, diagnostics) {
                let leads = Leads::Page(to_note(catalog, &route, id, None, *span));
                found.push(Found {
                    route,
                    from: from.clone(),
                    to_span: *span,
                    leads,
                });
            }
        }
    }
    let mut routes: BTreeSet<String> = found.iter().map(|found| fold(&found.route)).collect();
    routes.extend(from_config.iter().map(|(route, _)| fold(route)));
    for (route, input) in from_config {
        if let Some(leads) = target(catalog, &routes, &route, input, diagnostics) {
            found.push(Found {
                route,
                from: input.from.to_owned(),
                to_span: input.to_span,
                leads,
            });
        }
    }
    follow(&found, diagnostics)
}

/// The path of the page at an old address; `None` if no page can be there.
///
/// `/old/` and `/old` are the page of a folder, so that every server finds it.
fn route_of(from: &str) -> Option<String> {
    if from.contains(['?', '#', '\\']) || from.starts_with("//") || super::scheme(from).is_some() {
        return None;
    }
    let decoded = percent_decode_str(from).decode_utf8().ok()?;
    let is_bad = |name: &str| {
        name.starts_with('.')
            || name.len() > 200
            || name.contains(|c: char| c.is_control() || c == '\\')
    };
    let mut names = decoded.split('/').filter(|name| !name.is_empty());
    if names.clone().any(is_bad) {
        return None;
    }
    let is_folder = decoded.ends_with('/');
    let path: Vec<&str> = names.by_ref().collect();
    let path = path.join("/");
    let is_page = [".html", ".htm"]
        .iter()
        .any(|ending| path.ends_with(ending));
    Some(match path.as_str() {
        "" => "index.html".to_owned(),
        path if is_page && !is_folder => path.to_owned(),
        path => format!("{path}/index.html"),
    })
}

/// Where a redirect of the configuration leads.
fn target(
    catalog: &Catalog,
    routes: &BTreeSet<String>,
    route: &str,
    input: &RedirectInput<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Leads> {
    let (path, anchor) = match input.to.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor.to_owned())),
        None => (input.to, None),
    };
    // What an old address is called may be the path of the note too that stood there.
    if let Some(next) = route_of(path).map(|next| fold(&next))
        && routes.contains(&next)
        && next != fold(route)
    {
        return Some(Leads::On(next, anchor));
    }
    let raw = format!("/{}", input.to.trim_start_matches('/'));
    let target = Target {
        raw,
        kind: TargetKind::Link,
        span: input.to_span,
    };
    let resolved = if super::scheme(input.to).is_none() && !input.to.starts_with("//") {
        resolve_target(catalog, "", &target, None)
    } else {
        Resolved::Unsafe
    };
    match resolved {
        Resolved::Note { note, anchor } => {
            return Some(Leads::Page(to_note(
                catalog,
                route,
                note,
                anchor,
                input.to_span,
            )));
        }
        Resolved::NoteWithoutAnchor(note) => {
            let anchor = anchor.unwrap_or_default();
            let missing = Diagnostic::new(Code::BrokenAnchor, input.to_span, [&anchor]);
            diagnostics.push(missing);
            return Some(Leads::Page(to_note(
                catalog,
                route,
                note,
                None,
                input.to_span,
            )));
        }
        Resolved::Folder(folder) => {
            let folder = &catalog.folders[folder];
            return Some(Leads::Page(Redirect {
                route: route.to_owned(),
                target: folder.route.clone(),
                anchor,
                title: folder.title.clone(),
                span: input.to_span,
            }));
        }
        _ => {}
    }
    let page = route_of(path).and_then(|page| made_page(catalog, &page));
    if let Some(page) = page {
        return Some(Leads::Page(Redirect {
            route: route.to_owned(),
            target: page,
            anchor,
            title: String::new(),
            span: input.to_span,
        }));
    }
    let paths = catalog.notes.iter().map(|note| note.path.as_str());
    let meant = nearest(path.trim_start_matches('/'), paths).unwrap_or("");
    let args = [input.to, meant];
    diagnostics.push(Diagnostic::new(Code::RedirectTarget, input.to_span, args));
    None
}

fn to_note(
    catalog: &Catalog,
    route: &str,
    note: NoteId,
    anchor: Option<String>,
    span: Span,
) -> Redirect {
    let note = catalog.note(note);
    Redirect {
        route: route.to_owned(),
        target: note.route.clone(),
        anchor,
        title: note.title.clone(),
        span,
    }
}

/// The path of the page that Inkstone makes itself at `route`, or for a folder without ending at `route` as a file.
fn made_page(catalog: &Catalog, route: &str) -> Option<String> {
    let made = &catalog.generated;
    // Without questions there is nothing to study.
    let has_questions = catalog.notes.iter().any(|note| !note.questions.is_empty());
    let of_questions = [&made.study, &made.coverage].into_iter();
    let of_questions = of_questions.filter(|_| has_questions);
    let pages = [&made.all, &made.topics].into_iter().chain(of_questions);
    let topics = catalog.topics.list.iter().map(|topic| &topic.route);
    let file = route
        .strip_suffix("/index.html")
        .map(|folder| format!("{folder}.html"));
    let is_it = |page: &&String| *page == route || Some(*page) == file.as_ref();
    pages.chain(topics).find(is_it).cloned()
}

/// Follows redirects that lead to redirects, and says which go round in a ring.
fn follow(found: &[Found], diagnostics: &mut Vec<Diagnostic>) -> Vec<Redirect> {
    let by_route: BTreeMap<String, &Found> = found
        .iter()
        .map(|found| (fold(&found.route), found))
        .collect();
    let mut redirects = Vec::new();
    for start in found {
        let mut way = vec![start.from.as_str()];
        let mut at = start;
        // The first place that is named on the way is meant.
        let mut place = None;
        loop {
            match &at.leads {
                Leads::Page(page) => {
                    redirects.push(Redirect {
                        route: start.route.clone(),
                        anchor: place.or_else(|| page.anchor.clone()),
                        span: start.to_span,
                        ..page.clone()
                    });
                    break;
                }
                Leads::On(next, anchor) => {
                    place = place.or_else(|| anchor.clone());
                    // One that was left out has been told of.
                    let Some(next) = by_route.get(next) else {
                        break;
                    };
                    let is_ring = way.contains(&next.from.as_str());
                    way.push(&next.from);
                    if is_ring {
                        let args = [start.from.as_str(), &way.join(" → ")];
                        let ring = Diagnostic::new(Code::RedirectLoop, start.to_span, args);
                        diagnostics.push(ring);
                        break;
                    }
                    at = next;
                }
            }
        }
    }
    redirects.sort_by(|a, b| a.route.cmp(&b.route));
    redirects
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_address_is_a_page() {
        for (from, route) in [
            ("/old/page.html", "old/page.html"),
            ("old/page.htm", "old/page.htm"),
            ("/old/", "old/index.html"),
            ("/old", "old/index.html"),
            ("/a//b", "a/b/index.html"),
            ("/note.md", "note.md/index.html"),
            ("/%E6%97%A7/x.html", "旧/x.html"),
            ("/x.html/", "x.html/index.html"),
            ("/", "index.html"),
        ] {
            assert_eq!(route_of(from).as_deref(), Some(route), "{from}");
        }
        for from in [
            "/a/../b",
            "/%2e%2e/b",
            "/.git/x",
            "/a?b=1",
            "/a#b",
            "//host/x",
            "https://host/x",
            "/a\\b",
            "/a%5Cb",
            "/a%00b",
            "/%FF",
        ] {
            assert_eq!(route_of(from), None, "{from}");
        }
    }
}
