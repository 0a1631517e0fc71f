//! Stages 1 and 2: the notes, read and parsed, each by itself.

use std::sync::Arc;

use rayon::prelude::*;

use super::confined::{Step, confined, failure, parse};
use super::{BuildOptions, Outcome};
use crate::catalog::Catalog;
use crate::config::{Questions, Site};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::link::without_private_names;
use crate::parse::{ParseOptions, ParsedNote, parse_nothing};
use crate::progress::Stage;
use crate::report::Clock;
use crate::source::{ListOptions, SourceTree, gather, list, read};

/// Stage 1. `None` if the notes folder cannot be read.
pub(super) fn read_notes(
    site: &Site,
    options: &BuildOptions,
    outcome: &mut Outcome,
) -> Option<SourceTree> {
    let clock = Clock::start(options.thread_times);
    options.progress.begin(Stage::Read, 0);
    let list_options = ListOptions {
        notes: &site.notes,
        output: &site.output,
        ignore: &site.config.ignore,
        copy_html: site.config.copy_html,
    };
    let listing = match list(&list_options) {
        Ok(listing) => listing,
        Err(error) => {
            let path = site.notes.display().to_string();
            let source = outcome.sources.add(path.clone(), Arc::from(""));
            let args = [path.as_str(), &error.to_string()];
            outcome.diagnostics.push(Diagnostic::new(
                Code::RootUnreadable,
                Span::file(source),
                args,
            ));
            return None;
        }
    };
    options.progress.begin(Stage::Read, listing.notes.len());
    let contents = listing
        .notes
        .par_iter()
        .chain(&listing.order)
        .chain(&listing.topics)
        .map(|file| {
            let contents = read(&file.file, site.config.encoding);
            options.progress.step();
            contents
        })
        .collect();
    let gathered = gather(listing, contents, &mut outcome.sources, |path| {
        site.from_root(path)
    });
    outcome.diagnostics.extend(gathered.diagnostics);
    outcome.report.stages.add(Stage::Read, &clock.time());
    Some(gathered.value)
}

/// Stage 2. All notes in the order of their paths.
pub(super) fn parse_notes(
    site: &Site,
    tree: &SourceTree,
    options: &BuildOptions,
    outcome: &mut Outcome,
) -> Vec<ParsedNote> {
    let clock = Clock::start(options.thread_times);
    options.progress.begin(Stage::Parse, tree.notes.len());
    let parse_options = parse_options(site);
    let parsed: Vec<_> = tree
        .notes
        .par_iter()
        .map(|note| {
            let text = note.text.as_deref().unwrap_or_default();
            let parsed = parse(note.id, &note.path, text, parse_options);
            options.progress.step();
            parsed
        })
        .collect();
    let mut notes = Vec::with_capacity(parsed.len());
    for checked in parsed {
        outcome.diagnostics.extend(checked.diagnostics);
        notes.push(checked.value);
    }
    outcome.report.stages.add(Stage::Parse, &clock.time());
    notes
}

pub(super) fn parse_options(site: &Site) -> ParseOptions {
    ParseOptions {
        questions: match site.config.questions {
            Questions::ByRules => None,
            Questions::Numbered => Some(true),
            Questions::Off => Some(false),
        },
        trust_html: site.config.trust_html,
    }
}

/// Parses the notes anew that show the names of private ones. Returns whether there are any.
pub(super) fn hide_private_names(
    site: &Site,
    notes: &mut [ParsedNote],
    catalog: &Catalog,
    outcome: &mut Outcome,
) -> bool {
    let parse_options = parse_options(site);
    let sources = &outcome.sources;
    let found: Vec<Vec<Diagnostic>> = notes
        .par_iter_mut()
        .filter_map(|note| {
            let text = &sources.get(note.source).text;
            let hidden = confined(Step::Parse, &note.path, || {
                without_private_names(note, text, catalog)
            });
            let (text, mut found) = match hidden {
                Ok(hidden) => hidden?,
                // What it would show of private notes is not known.
                Err(why) => {
                    let found = vec![failure(note.source, &why)];
                    *note = parse_nothing(note.source, &note.path);
                    return Some(found);
                }
            };
            let parsed = parse(note.source, &note.path, &text, parse_options);
            let failed = |found: &Diagnostic| found.code == Code::NoteFailed;
            found.extend(parsed.diagnostics.into_iter().filter(failed));
            *note = parsed.value;
            Some(found)
        })
        .collect();
    let any = !found.is_empty();
    outcome.diagnostics.extend(found.into_iter().flatten());
    any
}
