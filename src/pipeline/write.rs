//! Stages 5 to 7: the notes, rendered, put into pages and written.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::confined::Step;
use super::drawings::Drawings;
use super::fingerprint::Fingerprints;
use super::limits::check_size;
use super::links::Referenced;
use super::pages::{Failure, FromNotes, Pages};
use super::records::{Again, Left, Made, Records};
use super::renderer::Renderer;
use super::{BuildOptions, Outcome, Status};
use crate::catalog::NoteId;
use crate::config::Site;
use crate::diagnostic::Span;
use crate::export::BuiltSite;
use crate::output::{Memory, OutputError, Sink, Summary, Writer};
use crate::progress::Stage;
use crate::report::Clock;
use crate::search::{
    IndexedNote, Lexicon, SearchFile, index_files, segmenter, text_files, text_groups,
};

/// Where a run writes the site.
pub(super) enum Target {
    /// Into the output folder.
    Folder(Box<Writer>),
    /// Nowhere: it is to be packed.
    Memory(Memory),
}

impl Target {
    fn sink(&self) -> &dyn Sink {
        match self {
            Self::Folder(writer) => &**writer,
            Self::Memory(memory) => memory,
        }
    }

    fn finish(self, pages: &Pages, renderer: &Renderer) -> Result<Finished, Failure> {
        match self {
            Self::Folder(writer) => {
                let (summary, changed) = writer.finish().map_err(Failure::Output)?;
                Ok(Finished {
                    summary,
                    changed,
                    built: None,
                })
            }
            Self::Memory(memory) => {
                let (files, summary) = memory.into_files();
                Ok(Finished {
                    summary,
                    changed: Vec::new(),
                    built: Some(pages.packable(renderer, files)?),
                })
            }
        }
    }
}

/// A site that is in place.
struct Finished {
    summary: Summary,
    /// The files of the folder that are not what they were.
    changed: Vec<String>,
    /// The site itself if it was written nowhere.
    built: Option<BuiltSite>,
}

pub(super) fn open_writer(site: &Site, outcome: &mut Outcome) -> Option<Writer> {
    match Writer::open(&site.output, &site.notes) {
        Ok(writer) => Some(writer),
        Err(error) => {
            say_of_output(site, &error, outcome);
            None
        }
    }
}

fn say_of_output(site: &Site, error: &OutputError, outcome: &mut Outcome) {
    let path = site.output.display().to_string();
    let source = outcome.sources.add(path, Arc::from(""));
    let found = error.diagnostic(Span::file(source));
    outcome.diagnostics.push(found);
}

/// Renders every note and keeps only what was found.
pub(super) fn render_only(renderer: &Renderer, options: &BuildOptions, outcome: &mut Outcome) {
    let clock = Clock::start(options.thread_times);
    options
        .progress
        .begin(Stage::Render, renderer.catalog.notes.len());
    let results: Vec<_> = renderer
        .catalog
        .note_ids()
        .collect::<Vec<_>>()
        .par_iter()
        .map(|id| {
            let checked = renderer.note(*id);
            options.progress.step();
            (checked.value.counts, checked.diagnostics)
        })
        .collect();
    for (counts, diagnostics) in results {
        outcome.report.add(&counts);
        outcome.diagnostics.extend(diagnostics);
    }
    outcome.report.stages.add(Stage::Render, &clock.time());
}

/// The files of the notes.
#[derive(Clone, Copy)]
pub(super) struct Files<'a> {
    /// All that notes refer to, by path.
    pub(super) referenced: &'a BTreeMap<&'a str, Referenced<'a>>,
    /// What is written in place of some of them.
    pub(super) drawings: &'a Drawings,
}

/// Stages 5 to 7: each note is rendered, put into its page and written, and its body dropped. Pages that `records` know to be
/// there are left as they are. Returns what made the pages if all are written.
pub(super) fn write_site(
    target: Target,
    site: &Site,
    renderer: &Renderer,
    files: Files<'_>,
    options: &BuildOptions,
    records: Option<&mut Records>,
    outcome: &mut Outcome,
) -> Option<Pages> {
    let pages = match Pages::new(site, renderer, options, outcome) {
        Ok(pages) => pages,
        Err(error) => {
            outcome.template_failed(&error);
            return None;
        }
    };
    let sink = target.sink();
    outcome.report.clear_counts();
    // First of all: what it needs is dropped before there are bodies to keep, which need as much memory.
    let clock = Clock::start(options.thread_times);
    let mut failure = write_search(sink, renderer, options).err();
    outcome.report.stages.add(Stage::Search, &clock.time());
    let clock = Clock::start(options.thread_times);
    options
        .progress
        .begin(Stage::Render, renderer.catalog.notes.len());
    let again = records.as_deref().map(|records| Again {
        records,
        fingerprints: Fingerprints::new(site, renderer, &pages, outcome),
    });
    let written: Vec<_> = renderer
        .catalog
        .note_ids()
        .collect::<Vec<_>>()
        .par_iter()
        .map(|id| {
            let written = write_note(sink, renderer, &pages, again.as_ref(), *id);
            options.progress.step();
            written
        })
        .collect();
    let time = clock.time();
    let mut from_notes = FromNotes::default();
    let mut all_made = Vec::new();
    let mut turns = [Duration::ZERO; 3];
    for (id, result) in renderer.catalog.note_ids().zip(written) {
        match result {
            Ok((made, times)) => {
                from_notes.add(id, &made.left);
                outcome.report.add(&made.left.counts);
                let found = made.left.diagnostics.iter().cloned();
                outcome.diagnostics.extend(found);
                for (turn, time) in turns.iter_mut().zip(times) {
                    *turn += time;
                }
                all_made.push(made);
            }
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    let stages = [Stage::Render, Stage::Page, Stage::Write];
    let turns: Vec<_> = stages.into_iter().zip(turns).collect();
    outcome.report.stages.divide(&time, &turns);
    let clock = Clock::start(options.thread_times);
    let has_math = outcome.report.formulas.total > 0;
    let result = match failure {
        Some(error) => Err(error),
        None => pages
            .write_rest(sink, renderer, &from_notes, again.as_ref())
            .and_then(|(count, made)| {
                all_made.extend(made);
                outcome.report.pages = renderer.catalog.notes.len() + count;
                copy_files(sink, files, options)
            })
            .and_then(|()| pages.write_worker(sink, has_math))
            .map(|()| check_size(sink, outcome)),
    };
    drop(again);
    let made = records.is_some().then(|| record(all_made, renderer, sink));
    outcome.add_failures(renderer.failures());
    match result.and_then(|()| target.finish(&pages, renderer)) {
        Ok(Finished {
            summary,
            changed,
            built,
        }) => {
            if let (Some(records), Some(made)) = (records, made) {
                *records = made;
            }
            outcome.built = built;
            outcome.changed = changed;
            outcome.report.written = summary.written;
            outcome.report.unchanged = summary.unchanged;
            outcome.report.output_bytes = summary.bytes;
            outcome.site_was_built = true;
        }
        Err(Failure::Template(error)) => outcome.template_failed(&error),
        Err(Failure::Output(error)) => {
            say_of_output(site, &error, outcome);
            outcome.status = Status::Failed;
        }
    }
    outcome.report.stages.add(Stage::Write, &clock.time());
    if outcome
        .severities
        .fail(&outcome.diagnostics, options.strict)
    {
        outcome.status = Status::Failed;
    }
    outcome.site_was_built.then_some(pages)
}

/// What the next build may know of the pages of this one: nothing where something has failed, for whoever has only kept pages
/// would not know of it.
fn record(made: Vec<Made>, renderer: &Renderer, sink: &dyn Sink) -> Records {
    if renderer.failures().is_empty() {
        Records::new(made, sink)
    } else {
        Records::default()
    }
}

/// Copies the files that notes refer to.
fn copy_files(sink: &dyn Sink, files: Files<'_>, options: &BuildOptions) -> Result<(), Failure> {
    options.progress.begin(Stage::Write, files.referenced.len());
    let copied = files.referenced.par_iter().try_for_each(|(path, file)| {
        options.progress.step();
        match files.drawings.published(path, &file.asset.file) {
            Some(bytes) => {
                let failed = |error| OutputError::Io(file.route.to_owned(), error);
                sink.write(file.route, &bytes.map_err(failed)?).map(drop)
            }
            None => sink.copy(file.route, &file.asset.file).map(drop),
        }
    });
    copied.map_err(Failure::Output)
}

/// The search index. Of each note the texts are written first, and then dropped.
fn write_search(
    sink: &dyn Sink,
    renderer: &Renderer,
    options: &BuildOptions,
) -> Result<(), Failure> {
    let catalog = renderer.catalog;
    options.progress.begin(Stage::Search, catalog.notes.len());
    let segmenter = segmenter(catalog);
    let lexicon = Lexicon::default();
    let write = |file: &SearchFile| {
        let path = format!("{}/{}.js", catalog.generated.search, file.name);
        let written = sink.write(&path, file.text.as_bytes());
        written.map(drop).map_err(Failure::Output)
    };
    let indexed: Result<Vec<Vec<_>>, Failure> = text_groups(catalog)
        .par_iter()
        .map(|group| {
            let ids = group.iter();
            let units: Vec<_> = ids
                .map(|id| renderer.search_units(*id, &segmenter))
                .collect();
            text_files(catalog, &units).iter().try_for_each(write)?;
            let indexed = units.into_iter().map(|units| {
                options.progress.step();
                lexicon.index(units)
            });
            Ok(indexed.collect())
        })
        .collect();
    drop(segmenter);
    let mut indexed: Vec<IndexedNote> = indexed?.into_iter().flatten().collect();
    indexed.sort_by_key(|note| note.note);
    index_files(catalog, indexed, lexicon)
        .par_iter()
        .try_for_each(write)
}

/// Writes the page of a note and the file with its cards, if they are not there as they would be made. Returns what is left of
/// them, and the time it took to render, to make the page and to write.
fn write_note(
    sink: &dyn Sink,
    renderer: &Renderer,
    pages: &Pages,
    again: Option<&Again>,
    id: NoteId,
) -> Result<(Made, [Duration; 3]), Failure> {
    let started = Instant::now();
    let note = renderer.catalog.note(id);
    let fingerprint = match again {
        Some(again) => match again.note(sink, &note.route, id, note.source)? {
            Ok(kept) => return Ok((kept, [Duration::ZERO, started.elapsed(), Duration::ZERO])),
            Err(fingerprint) => Some(fingerprint),
        },
        None => None,
    };
    let checked = renderer.note(id);
    let around = renderer.surroundings(id);
    let after_render = Instant::now();
    let html = renderer.confined(
        Step::Page,
        id,
        || pages.note(renderer.catalog, id, &checked.value, &around),
        || {
            let around = renderer.bare_surroundings(id);
            pages.note(renderer.catalog, id, &renderer.apology(), &around)
        },
    )?;
    let cards = renderer.cards(id);
    let card_file = pages.cards(renderer.catalog, id, &cards);
    let after_page = Instant::now();
    let write = |path: &str, text: &str| sink.write(path, text.as_bytes()).map_err(Failure::Output);
    write(&note.route, &html)?;
    let mut paths = vec![note.route.clone()];
    let mut left = Left {
        card_build: None,
        cards_have_remote_images: cards.has_remote_images,
        summary: pages.is_in_feed(id).then_some(checked.value.summary),
        counts: checked.value.counts,
        diagnostics: checked.diagnostics,
    };
    if let Some(file) = card_file {
        write(&file.path, &file.text)?;
        paths.push(file.path);
        left.card_build = Some(file.build);
    }
    let made = Made {
        fingerprint,
        source: Some(note.source),
        paths,
        left,
    };
    let times = [
        after_render - started,
        after_page - after_render,
        after_page.elapsed(),
    ];
    Ok((made, times))
}
