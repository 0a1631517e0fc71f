//! A few notes that lead to one another and speak of the same things.

use std::collections::{BTreeMap, BTreeSet};

use inkstone::catalog::{Catalog, NoteId};
use inkstone::link::LinkedNote;
use inkstone::parse::{FlatText, ParsedNote, text_runs};
use inkstone::url::encode;
use percent_encoding::percent_decode_str;
use scraper::{Html, Selector};
use sha2::{Digest, Sha256};
use url::Url;

use super::note::judged;
use super::places;
use super::several::site;
use crate::site::Built;

/// Where the site is thought to stand.
const BASE: &str = "https://site.invalid/below/";

/// Every link leads to a page that is there, at a place that is there, or out of the site by a scheme that may; every mention
/// is what stands at its place; twice the same comes out.
pub(super) fn check(text: &str) -> Result<(), String> {
    let site = site(text);
    let built = site.build();
    for note in &built.notes {
        if is_as_written(&note.parsed, &built) {
            places::of_note(&note.parsed, &built.sources)?;
        }
        if let Some(html) = &note.html {
            judged(html)?;
        }
    }
    places::of_findings(&built.diagnostics, &built.sources)?;
    mentions(&built)?;
    links(&built)?;
    let again = site.build();
    let same = built
        .notes
        .iter()
        .zip(&again.notes)
        .all(|(a, b)| a.html == b.html);
    if !same || again.diagnostics != built.diagnostics {
        return Err("something else when it is built again".to_owned());
    }
    Ok(())
}

/// Whether a note was parsed from the very text of its file. Where it names a private one, dots stand for the name.
fn is_as_written(note: &ParsedNote, built: &Built) -> bool {
    note.digest[..] == Sha256::digest(&*built.sources.get(note.source).text)[..]
}

/// The public notes in the order of the catalog.
pub(super) fn in_order(built: &Built) -> impl Iterator<Item = (NoteId, &ParsedNote, &LinkedNote)> {
    let by_path: BTreeMap<&str, &ParsedNote> = built
        .notes
        .iter()
        .filter(|note| !note.parsed.front_matter.private)
        .map(|note| (note.parsed.path.as_str(), &note.parsed))
        .collect();
    let ids = built.catalog.note_ids().zip(&built.linked);
    ids.map(move |(id, linked)| (id, by_path[built.catalog.note(id).path.as_str()], linked))
}

fn mentions(built: &Built) -> Result<(), String> {
    let topics = &built.catalog.topics;
    for (_, parsed, linked) in in_order(built) {
        let runs = text_runs(&parsed.document);
        let texts: Vec<FlatText> = runs.iter().map(|run| FlatText::new(run.content)).collect();
        for mention in &linked.mentions.list {
            let what = &topics.topic(mention.topic).id;
            if is_as_written(parsed, built) {
                places::one(what, mention.span, &built.sources)?;
            }
            let run = texts.get(mention.run as usize);
            let range = mention.range.start as usize..mention.range.end as usize;
            let said = run.and_then(|run| run.text.get(range.clone()));
            if said.is_none_or(str::is_empty) {
                return Err(format!("{what} is mentioned at {range:?}"));
            }
            if !topics.name(mention.name).topics.contains(&mention.topic) {
                return Err(format!("{what} by the name of another topic"));
            }
            let sections = parsed.headings.len();
            if mention
                .section
                .is_some_and(|section| section as usize >= sections)
            {
                return Err(format!("{what} in a section that is not there"));
            }
        }
    }
    Ok(())
}

/// Paths below the output folder that a link may lead to.
fn routes(catalog: &Catalog) -> BTreeSet<&str> {
    let notes = catalog.notes.iter().map(|note| note.route.as_str());
    let folders = catalog.folders.iter().map(|folder| folder.route.as_str());
    let files = catalog.assets.values().map(|file| file.route.as_str());
    let topics = catalog.topics.list.iter().map(|topic| topic.route.as_str());
    notes.chain(folders).chain(files).chain(topics).collect()
}

fn links(built: &Built) -> Result<(), String> {
    let routes = routes(&built.catalog);
    let base = Url::parse(BASE).expect("an address");
    let selector = Selector::parse("[href], [src]").expect("a selector");
    let with_id = Selector::parse("[id]").expect("a selector");
    let pages: BTreeMap<&str, Html> = built
        .notes
        .iter()
        .filter_map(|note| {
            Some((
                note.parsed.path.as_str(),
                Html::parse_fragment(note.html.as_deref()?),
            ))
        })
        .collect();
    let ids: BTreeMap<&str, BTreeSet<&str>> = built
        .catalog
        .notes
        .iter()
        .map(|entry| {
            let ids = pages[entry.path.as_str()].select(&with_id);
            (
                entry.route.as_str(),
                ids.filter_map(|node| node.attr("id")).collect(),
            )
        })
        .collect();
    for entry in &built.catalog.notes {
        let own = base
            .join(&encode(&entry.route))
            .map_err(|error| format!("{}: {error}", entry.route))?;
        for node in pages[entry.path.as_str()].select(&selector) {
            let written = node.attr("href").or(node.attr("src")).unwrap_or_default();
            // What leads into another place of the same site is written relative to the page.
            let Ok(url) = own.join(written) else {
                // A host that breaks the rules of names is the author's matter, but no page of the site is lost so.
                if ["http:", "https:"]
                    .iter()
                    .any(|scheme| written.starts_with(scheme))
                {
                    continue;
                }
                return Err(format!("{written:?} is no address"));
            };
            if url.host_str() != base.host_str() {
                continue;
            }
            let Some(path) = url.path().strip_prefix(base.path()) else {
                return Err(format!("{written:?} leads out of the site"));
            };
            let path = percent_decode_str(path).decode_utf8_lossy();
            if !routes.contains(&*path) {
                return Err(format!(
                    "{written:?} of {} leads to no page: {path:?} is none of {routes:?}",
                    entry.path
                ));
            }
            let place = percent_decode_str(url.fragment().unwrap_or_default()).decode_utf8_lossy();
            if let Some(ids) = ids.get(&*path)
                && !place.is_empty()
                && !ids.contains(&*place)
            {
                return Err(format!(
                    "{written:?} of {} leads to no place: {place:?} is none of {ids:?}",
                    entry.path
                ));
            }
        }
    }
    Ok(())
}
