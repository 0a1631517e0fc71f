//! Stages 5 to 7: the notes, rendered, put into pages and written.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::drawings::Drawings;
use super::limits::check_size;
use super::links::Referenced;
use super::pages::{Failure, FromNotes, Pages};
use super::renderer::Renderer;
use super::{BuildOptions, Outcome, Status};
use crate::catalog::NoteId;
use crate::config::Site;
use crate::diagnostic::{Diagnostic, Span};
use crate::export::BuiltSite;
use crate::output::{Memory, Sink, Summary, Writer};
use crate::progress::Stage;
use crate::render::Counts;
use crate::search::{
    IndexedNote, Lexicon, SearchFile, index_files, segmenter, text_files, text_groups,
};

/// Where a run writes the site.
pub(super) enum Target {
    /// Into the output folder.
    Folder(Writer),
    /// Nowhere: it is to be packed.
    Memory(Memory),
}

impl Target {
    fn sink(&self) -> &dyn Sink {
        match self {
            Self::Folder(writer) => writer,
            Self::Memory(memory) => memory,
        }
    }

    /// The figures of the finished site, and the site itself if it was written nowhere.
    fn finish(
        self,
        pages: &Pages,
        renderer: &Renderer,
    ) -> Result<(Summary, Option<BuiltSite>), Failure> {
        match self {
            Self::Folder(writer) => {
                let summary = writer.finish().map_err(Failure::Output)?;
                Ok((summary, None))
            }
            Self::Memory(memory) => {
                let (files, summary) = memory.into_files();
                Ok((summary, Some(pages.packable(renderer, files)?)))
            }
        }
    }
}

pub(super) fn open_writer(site: &Site, outcome: &mut Outcome) -> Option<Writer> {
    match Writer::open(&site.output, &site.notes) {
        Ok(writer) => Some(writer),
        Err(error) => {
            let path = site.output.display().to_string();
            let source = outcome.sources.add(path, Arc::from(""));
            outcome
                .diagnostics
                .push(error.diagnostic(Span::file(source)));
            None
        }
    }
}

/// Renders every note and keeps only what was found.
pub(super) fn render_only(renderer: &Renderer, options: &BuildOptions, outcome: &mut Outcome) {
    let started = Instant::now();
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
    outcome.report.stages.add(Stage::Render, started.elapsed());
}

/// The files of the notes.
pub(super) struct Files<'a> {
    /// All that notes refer to, by path.
    pub(super) referenced: BTreeMap<&'a str, Referenced<'a>>,
    /// What is written in place of some of them.
    pub(super) drawings: Drawings,
}

/// Stages 5 to 7: each note is rendered, put into its page and written, and its body dropped.
pub(super) fn write_site(
    target: Target,
    site: &Site,
    renderer: &Renderer,
    files: &Files<'_>,
    options: &BuildOptions,
    outcome: &mut Outcome,
) {
    let pages = match Pages::new(site, renderer, options, outcome) {
        Ok(pages) => pages,
        Err(error) => return outcome.template_failed(&error),
    };
    let sink = target.sink();
    outcome.report.clear_counts();
    // First of all: what it needs is dropped before there are bodies to keep, which need as much memory.
    let started = Instant::now();
    let mut failure = write_search(sink, renderer, options).err();
    outcome.report.stages.add(Stage::Search, started.elapsed());
    options
        .progress
        .begin(Stage::Render, renderer.catalog.notes.len());
    let written: Vec<_> = renderer
        .catalog
        .note_ids()
        .collect::<Vec<_>>()
        .par_iter()
        .map(|id| {
            let written = write_note(sink, renderer, &pages, *id);
            options.progress.step();
            written
        })
        .collect();
    let mut from_notes = FromNotes::default();
    for (id, result) in renderer.catalog.note_ids().zip(written) {
        match result {
            Ok(note) => {
                from_notes
                    .summaries
                    .extend(note.summary.map(|summary| (id, summary)));
                from_notes.has_remote_images |= note.cards_have_remote_images;
                from_notes
                    .builds
                    .extend(note.card_build.map(|build| (id, build)));
                outcome.report.add(&note.counts);
                outcome.diagnostics.extend(note.diagnostics);
                for (stage, time) in [Stage::Render, Stage::Page, Stage::Write]
                    .into_iter()
                    .zip(note.times)
                {
                    outcome.report.stages.add(stage, time);
                }
            }
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    let started = Instant::now();
    let has_math = outcome.report.formulas.total > 0;
    let result = match failure {
        Some(error) => Err(error),
        None => pages
            .write_rest(sink, renderer, &from_notes)
            .and_then(|count| {
                outcome.report.pages = renderer.catalog.notes.len() + count;
                options.progress.begin(Stage::Write, files.referenced.len());
                files
                    .referenced
                    .par_iter()
                    .try_for_each(|(path, file)| {
                        options.progress.step();
                        match files.drawings.get(*path) {
                            Some(bytes) => sink.write(file.route, bytes).map(drop),
                            None => sink.copy(file.route, &file.asset.file).map(drop),
                        }
                    })
                    .map_err(Failure::Output)
            })
            .and_then(|()| pages.write_worker(sink, has_math))
            .map(|()| check_size(sink, outcome))
            .and_then(|()| target.finish(&pages, renderer)),
    };
    match result {
        Ok((summary, built)) => {
            outcome.built = built;
            outcome.report.written = summary.written;
            outcome.report.unchanged = summary.unchanged;
            outcome.report.output_bytes = summary.bytes;
            outcome.site_was_built = true;
        }
        Err(Failure::Template(error)) => outcome.template_failed(&error),
        Err(Failure::Output(error)) => {
            let source = outcome
                .sources
                .add(site.output.display().to_string(), Arc::from(""));
            outcome
                .diagnostics
                .push(error.diagnostic(Span::file(source)));
            outcome.status = Status::Failed;
        }
    }
    outcome.report.stages.add(Stage::Write, started.elapsed());
    if outcome
        .severities
        .fail(&outcome.diagnostics, options.strict)
    {
        outcome.status = Status::Failed;
    }
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
    index_files(catalog, &indexed, lexicon)
        .par_iter()
        .try_for_each(write)
}

/// What remains of a note when its page is written.
struct WrittenNote {
    /// What tells the file with its cards from its other versions, if it has one.
    card_build: Option<String>,
    cards_have_remote_images: bool,
    /// Its first sentences, if the feed wants them.
    summary: Option<String>,
    counts: Counts,
    diagnostics: Vec<Diagnostic>,
    /// In render, page and write.
    times: [Duration; 3],
}

fn write_note(
    sink: &dyn Sink,
    renderer: &Renderer,
    pages: &Pages,
    id: NoteId,
) -> Result<WrittenNote, Failure> {
    let started = Instant::now();
    let checked = renderer.note(id);
    let around = renderer.surroundings(id);
    let after_render = Instant::now();
    let html = pages.note(renderer.catalog, id, &checked.value, &around)?;
    let cards = renderer.cards(id);
    let card_file = pages.cards(renderer.catalog, id, &cards);
    let after_page = Instant::now();
    sink.write(&renderer.catalog.note(id).route, html.as_bytes())
        .map_err(Failure::Output)?;
    if let Some(file) = &card_file {
        sink.write(&file.path, file.text.as_bytes())
            .map_err(Failure::Output)?;
    }
    Ok(WrittenNote {
        card_build: card_file.map(|file| file.build),
        cards_have_remote_images: cards.has_remote_images,
        summary: pages.is_in_feed(id).then_some(checked.value.summary),
        counts: checked.value.counts,
        diagnostics: checked.diagnostics,
        times: [
            after_render - started,
            after_page - after_render,
            after_page.elapsed(),
        ],
    })
}
