//! Stages 3 and 4: what the notes are to one another, and which files they need.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::confined::{Step, confined, failure, parse};
use super::{BuildOptions, Outcome};
use crate::backlinks::Backlinks;
use crate::catalog::paths::Written;
use crate::catalog::topics::TopicInput;
use crate::catalog::{self, Catalog, CatalogInput, RedirectInput, Resolved};
use crate::config::{Redirect, Site};
use crate::diagnostic::{Checked, Span};
use crate::link::{KnownWords, LinkOptions, LinkedNote, link_note};
use crate::parse::{ParseOptions, ParsedNote};
use crate::progress::Stage;
use crate::report::Clock;
use crate::source::{SourceAsset, SourceTree};

/// Stage 3.
pub(super) fn build_catalog(
    site: &Site,
    tree: &SourceTree,
    notes: &[ParsedNote],
    private: &[ParsedNote],
    options: &BuildOptions,
    outcome: &mut Outcome,
) -> Catalog {
    let clock = Clock::start(options.thread_times);
    options.progress.begin(Stage::Catalog, 0);
    let folder = site
        .root
        .canonicalize()
        .ok()
        .and_then(|root| Some(root.file_name()?.to_string_lossy().into_owned()));
    let input = CatalogInput {
        assets: tree
            .assets
            .iter()
            .map(|asset| asset.path.as_str())
            .collect(),
        order: reading_order(tree),
        lang: outcome.lang.tag(),
        title: site
            .config
            .title
            .as_deref()
            .or(folder.as_deref())
            .unwrap_or_default(),
        private: private.iter().collect(),
        topics: TopicInput {
            glossary: site.config.glossary,
            file: tree
                .topics
                .as_ref()
                .and_then(|file| Some((file.id, file.text.as_deref().ok()?))),
            lang: Some(outcome.lang),
        },
        redirects: site.config.redirects.iter().map(redirect_input).collect(),
    };
    let sources = &outcome.sources;
    let line_of = |span: Span| sources.position(span.source, span.start).line;
    let checked = catalog::build(&notes.iter().collect::<Vec<_>>(), &input, &line_of);
    outcome.diagnostics.extend(checked.diagnostics);
    outcome.report.stages.add(Stage::Catalog, &clock.time());
    checked.value
}

fn redirect_input(redirect: &Redirect) -> RedirectInput<'_> {
    RedirectInput {
        from: &redirect.from,
        to: &redirect.to,
        from_span: redirect.from_span,
        to_span: redirect.to_span,
    }
}

/// The notes that `_sidebar.md` and `SUMMARY.md` name, in their order.
fn reading_order(tree: &SourceTree) -> Vec<String> {
    let mut order = Vec::new();
    for file in &tree.order {
        let text = file.text.as_deref().unwrap_or_default();
        let parsed = parse(file.id, &file.path, text, ParseOptions::default()).value;
        for target in &parsed.document.targets {
            let path = target.raw.split(['#', '?']).next().unwrap_or_default();
            let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
            // A leading `/` is docsify's root: the folder of the list itself, where it is not that of the notes.
            let folder = file.path.rsplit_once('/').map(|(folder, _)| folder);
            for root in [None, folder] {
                if let Written::Inside(path) = catalog::paths::resolve(&file.path, &path, root) {
                    order.push(path);
                }
            }
        }
    }
    order
}

pub(super) fn in_reading_order(notes: Vec<ParsedNote>, catalog: &Catalog) -> Vec<ParsedNote> {
    let mut by_path: BTreeMap<String, ParsedNote> = notes
        .into_iter()
        .map(|note| (note.path.clone(), note))
        .collect();
    catalog
        .notes
        .iter()
        .filter_map(|entry| by_path.remove(&entry.path))
        .collect()
}

/// Stage 4.
pub(super) fn link_notes(
    notes: &[ParsedNote],
    catalog: &Catalog,
    near_misses: bool,
    options: &BuildOptions,
    outcome: &mut Outcome,
) -> Vec<LinkedNote> {
    let clock = Clock::start(options.thread_times);
    options.progress.begin(Stage::Link, notes.len());
    let link_options = LinkOptions {
        words: KnownWords::new(&catalog.topics),
        near_misses,
    };
    let checked: Vec<_> = notes
        .par_iter()
        .zip(catalog.note_ids().collect::<Vec<_>>())
        .map(|(note, id)| {
            let linked = confined(Step::Link, &note.path, || {
                link_note(note, id, catalog, &link_options)
            });
            let linked = linked.unwrap_or_else(|why| Checked {
                value: leading_nowhere(note),
                diagnostics: vec![failure(note.source, &why)],
            });
            options.progress.step();
            linked
        })
        .collect();
    let mut linked = Vec::with_capacity(checked.len());
    for checked in checked {
        outcome.diagnostics.extend(checked.diagnostics);
        linked.push(checked.value);
    }
    outcome.report.stages.add(Stage::Link, &clock.time());
    linked
}

/// A note of which it is not known what it leads to.
fn leading_nowhere(note: &ParsedNote) -> LinkedNote {
    LinkedNote {
        targets: vec![Resolved::Missing; note.document.targets.len()],
        ..LinkedNote::default()
    }
}

/// The links and mentions of all notes, turned round.
pub(super) fn turn_round(
    catalog: &Catalog,
    linked: &[LinkedNote],
    options: &BuildOptions,
    outcome: &mut Outcome,
) -> Backlinks {
    let clock = Clock::start(options.thread_times);
    let backlinks = Backlinks::new(catalog, linked);
    outcome.report.topics = backlinks.live().count();
    outcome.report.topic_links = backlinks.topic_links;
    outcome.report.stages.add(Stage::Link, &clock.time());
    backlinks
}

/// A file that some note refers to.
pub(super) struct Referenced<'a> {
    pub(super) asset: &'a SourceAsset,
    pub(super) route: &'a str,
}

/// Those of `assets` that notes refer to, by path. No other file is read or copied.
pub(super) fn referenced_files<'a>(
    assets: &'a [SourceAsset],
    catalog: &'a Catalog,
    linked: &[LinkedNote],
) -> BTreeMap<&'a str, Referenced<'a>> {
    let wanted: BTreeSet<&str> = linked
        .iter()
        .flat_map(|note| &note.targets)
        .filter_map(|target| match target {
            Resolved::File(path, _) => Some(path.as_str()),
            _ => None,
        })
        .collect();
    assets
        .iter()
        .filter(|asset| wanted.contains(asset.path.as_str()))
        .filter_map(|asset| {
            let route = &catalog.assets.get(&asset.path)?.route;
            Some((asset.path.as_str(), Referenced { asset, route }))
        })
        .collect()
}
