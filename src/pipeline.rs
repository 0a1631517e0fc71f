//! The driver: the only module that knows every stage.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::catalog::paths::Written;
use crate::catalog::{self, Catalog, CatalogInput, NoteId, Resolved};
use crate::config::{Overrides, Site};
use crate::diagnostic::{Code, Diagnostic, Severities, Sources, Span};
use crate::link::{LinkedNote, link_note, without_private_names};
use crate::output::Writer;
use crate::page::PageError;
use crate::parse::{AnswerState, ParseOptions, ParsedNote, parse_note};
use crate::progress::{Progress, Stage};
use crate::render::Counts;
use crate::report::{Report, peak_rss_bytes};
use crate::source::{ListOptions, SourceAsset, SourceTree, gather, list, read};
use crate::text::Lang;

mod pages;
mod renderer;

use pages::{Failure, Pages};
use renderer::Renderer;

/// KaTeX recurses, and formulas may nest deeply; only what is touched of it is ever in memory.
const STACK_BYTES: usize = 64 << 20;

/// What a run depends on besides the files.
#[derive(Clone, Debug, Default)]
pub struct BuildOptions {
    /// ROOT.
    pub root: PathBuf,
    /// `--output-dir`
    pub output: Option<PathBuf>,
    /// `--config`
    pub config: Option<PathBuf>,
    /// `--base-url`, as [`crate::config::base_url`] makes it.
    pub base_url: Option<String>,
    /// `--drafts`
    pub drafts: bool,
    /// `--strict`
    pub strict: bool,
    /// Whether work is kept between builds; `--no-cache` says no.
    pub cache: bool,
    /// `--threads`; `None` for as many as there are processors.
    pub threads: Option<usize>,
    /// Where the run says how far it is.
    pub progress: Arc<Progress>,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// All is done.
    Done,
    /// There are findings that fail a run. A build has then written nothing if they were known before its first page
    /// was written; the old list of files is in place in any case.
    Failed,
    /// The configuration or ROOT is no good; no note was looked at.
    NoSite,
}

/// What a run found and did.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// How it ended.
    pub status: Status,
    /// Whether a build has put the new site in place, be it with warnings that fail the run.
    pub site_was_built: bool,
    /// The findings, in no particular order.
    pub diagnostics: Vec<Diagnostic>,
    /// The files they point into.
    pub sources: Sources,
    /// The severities of the site.
    pub severities: Severities,
    /// The language of the site.
    pub lang: Lang,
    /// The figures.
    pub report: Report,
    /// The output folder; empty if there is no site.
    pub output: PathBuf,
    /// Questions without an answer, by path and line.
    pub unanswered: Vec<OpenQuestion>,
}

/// A question without an answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenQuestion {
    /// Path of the note from ROOT.
    pub path: String,
    /// The line of its heading, from 1.
    pub line: usize,
    /// The number in front, or empty.
    pub number: String,
    /// The text without the number.
    pub text: String,
    /// What there is of an answer.
    pub state: AnswerState,
}

/// Builds the site.
pub fn build(options: &BuildOptions) -> Outcome {
    run(options, true)
}

/// Finds everything there is to find, and writes nothing.
pub fn check(options: &BuildOptions) -> Outcome {
    run(options, false)
}

fn run(options: &BuildOptions, write: bool) -> Outcome {
    let mut threads = rayon::ThreadPoolBuilder::new().stack_size(STACK_BYTES);
    if let Some(count) = options.threads {
        threads = threads.num_threads(count);
    }
    match threads.build() {
        Ok(pool) => pool.install(|| stages(options, write)),
        // A system that gives no threads still has this one.
        Err(_) => stages(options, write),
    }
}

fn stages(options: &BuildOptions, write: bool) -> Outcome {
    let started = Instant::now();
    let mut outcome = Outcome::empty();
    let overrides = Overrides {
        config: options.config.clone(),
        output: options.output.clone(),
        base_url: options.base_url.clone(),
        drafts: options.drafts,
    };
    let site = match Site::locate(&options.root, &overrides, &mut outcome.sources) {
        Ok(site) => site,
        Err(none) => {
            outcome.diagnostics = none.diagnostics;
            outcome.lang = none.lang.unwrap_or(Lang::En);
            outcome.status = Status::NoSite;
            return outcome.finished(started);
        }
    };
    outcome.severities = site.config.severities.clone();
    outcome.lang = site.config.lang.unwrap_or(Lang::En);
    outcome.output.clone_from(&site.output);
    // A folder that is refused is known before any work is done.
    let writer = if write {
        open_writer(&site, &mut outcome)
    } else {
        None
    };
    let Some(tree) = read_notes(&site, options, &mut outcome) else {
        outcome.status = Status::Failed;
        return outcome.finished(started);
    };
    let parsed = parse_notes(&site, &tree, options, &mut outcome);
    let (private, mut notes): (Vec<_>, Vec<_>) = parsed
        .into_iter()
        .partition(|note| note.front_matter.private && !site.config.drafts);
    if site.config.lang.is_none() {
        let texts = notes
            .iter()
            .map(|note| outcome.sources.get(note.source).text.as_ref());
        outcome.lang = Lang::of_texts(texts);
    }
    let mut catalog = build_catalog(&site, &tree, &notes, &private, options, &mut outcome);
    if !private.is_empty() && hide_private_names(&site, &mut notes, &catalog, &mut outcome) {
        catalog = build_catalog(&site, &tree, &notes, &private, options, &mut outcome);
    }
    drop(private);
    let notes = in_reading_order(notes, &catalog);
    let linked = link_notes(&notes, &catalog, options, &mut outcome);
    outcome.count(&site, &catalog);
    let files = referenced_files(&tree, &catalog, &linked);
    let renderer = Renderer::new(&site, &catalog, &notes, &linked, &files, &mut outcome);
    // A build stops at errors alone; with `--strict` warnings make it fail when the site is there.
    let fails = |outcome: &Outcome| {
        let strict = !write && options.strict;
        outcome.severities.fail(&outcome.diagnostics, strict)
    };
    // What rendering finds are errors only if the site says so; only then is all rendered before anything is written.
    if !write || (outcome.severities.may_fail() && !fails(&outcome)) {
        render_only(&renderer, options, &mut outcome);
    }
    if fails(&outcome) {
        outcome.status = Status::Failed;
        return outcome.finished(started);
    }
    if let Some(writer) = writer {
        write_site(writer, &site, &renderer, &files, options, &mut outcome);
    }
    outcome.finished(started)
}

fn open_writer(site: &Site, outcome: &mut Outcome) -> Option<Writer> {
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

/// Stage 1. `None` if the notes folder cannot be read.
fn read_notes(site: &Site, options: &BuildOptions, outcome: &mut Outcome) -> Option<SourceTree> {
    let started = Instant::now();
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
        .map(|file| {
            let contents = read(&file.file);
            options.progress.step();
            contents
        })
        .collect();
    let gathered = gather(listing, contents, &mut outcome.sources, |path| {
        site.from_root(path)
    });
    outcome.diagnostics.extend(gathered.diagnostics);
    outcome.report.stages.add(Stage::Read, started.elapsed());
    Some(gathered.value)
}

/// Stage 2. All notes in the order of their paths.
fn parse_notes(
    site: &Site,
    tree: &SourceTree,
    options: &BuildOptions,
    outcome: &mut Outcome,
) -> Vec<ParsedNote> {
    let started = Instant::now();
    options.progress.begin(Stage::Parse, tree.notes.len());
    let parse_options = parse_options(site);
    let parsed: Vec<_> = tree
        .notes
        .par_iter()
        .map(|note| {
            let text = note.text.as_deref().unwrap_or_default();
            let parsed = parse_note(note.id, &note.path, text, &parse_options);
            options.progress.step();
            parsed
        })
        .collect();
    let mut notes = Vec::with_capacity(parsed.len());
    for checked in parsed {
        outcome.diagnostics.extend(checked.diagnostics);
        notes.push(checked.value);
    }
    outcome.report.stages.add(Stage::Parse, started.elapsed());
    notes
}

fn parse_options(site: &Site) -> ParseOptions {
    ParseOptions {
        questions: (!site.config.questions).then_some(false),
    }
}

/// Parses the notes anew that show the names of private ones. Returns whether there are any.
fn hide_private_names(
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
            let (text, found) = without_private_names(note, text, catalog)?;
            *note = parse_note(note.source, &note.path, &text, &parse_options).value;
            Some(found)
        })
        .collect();
    let any = !found.is_empty();
    outcome.diagnostics.extend(found.into_iter().flatten());
    any
}

/// Stage 3.
fn build_catalog(
    site: &Site,
    tree: &SourceTree,
    notes: &[ParsedNote],
    private: &[ParsedNote],
    options: &BuildOptions,
    outcome: &mut Outcome,
) -> Catalog {
    let started = Instant::now();
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
    };
    let sources = &outcome.sources;
    let line_of = |span: Span| sources.position(span.source, span.start).line;
    let checked = catalog::build(&notes.iter().collect::<Vec<_>>(), &input, &line_of);
    outcome.diagnostics.extend(checked.diagnostics);
    outcome.report.stages.add(Stage::Catalog, started.elapsed());
    checked.value
}

/// The notes that `_sidebar.md` and `SUMMARY.md` name, in their order.
fn reading_order(tree: &SourceTree) -> Vec<String> {
    let mut order = Vec::new();
    for file in &tree.order {
        let text = file.text.as_deref().unwrap_or_default();
        let parsed = parse_note(file.id, &file.path, text, &ParseOptions::default()).value;
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

fn in_reading_order(notes: Vec<ParsedNote>, catalog: &Catalog) -> Vec<ParsedNote> {
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
fn link_notes(
    notes: &[ParsedNote],
    catalog: &Catalog,
    options: &BuildOptions,
    outcome: &mut Outcome,
) -> Vec<LinkedNote> {
    let started = Instant::now();
    options.progress.begin(Stage::Link, notes.len());
    let checked: Vec<_> = notes
        .par_iter()
        .map(|note| {
            let linked = link_note(note, catalog);
            options.progress.step();
            linked
        })
        .collect();
    let mut linked = Vec::with_capacity(checked.len());
    for checked in checked {
        outcome.diagnostics.extend(checked.diagnostics);
        linked.push(checked.value);
    }
    outcome.report.stages.add(Stage::Link, started.elapsed());
    linked
}

/// A file that some note refers to.
struct Referenced<'a> {
    asset: &'a SourceAsset,
    route: &'a str,
}

/// The files that notes refer to, by path. No other file is read or copied.
fn referenced_files<'a>(
    tree: &'a SourceTree,
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
    tree.assets
        .iter()
        .filter(|asset| wanted.contains(asset.path.as_str()))
        .filter_map(|asset| {
            let route = &catalog.assets.get(&asset.path)?.route;
            Some((asset.path.as_str(), Referenced { asset, route }))
        })
        .collect()
}

/// Renders every note and keeps only what was found.
fn render_only(renderer: &Renderer, options: &BuildOptions, outcome: &mut Outcome) {
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

/// Stages 5 to 7: each note is rendered, put into its page and written, and its body dropped.
fn write_site(
    writer: Writer,
    site: &Site,
    renderer: &Renderer,
    files: &BTreeMap<&str, Referenced>,
    options: &BuildOptions,
    outcome: &mut Outcome,
) {
    let pages = match Pages::new(site, renderer.catalog, outcome) {
        Ok(pages) => pages,
        Err(error) => return outcome.template_failed(&error),
    };
    outcome.report.clear_counts();
    options
        .progress
        .begin(Stage::Render, renderer.catalog.notes.len());
    let written: Vec<_> = renderer
        .catalog
        .note_ids()
        .collect::<Vec<_>>()
        .par_iter()
        .map(|id| {
            let written = write_note(&writer, renderer, &pages, *id);
            options.progress.step();
            written
        })
        .collect();
    let mut failure = None;
    for result in written {
        match result {
            Ok(note) => {
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
    let result = match failure {
        Some(error) => Err(error),
        None => pages
            .write_rest(&writer, renderer.catalog)
            .and_then(|count| {
                outcome.report.pages = renderer.catalog.notes.len() + count;
                options.progress.begin(Stage::Write, files.len());
                files
                    .par_iter()
                    .try_for_each(|(_, file)| {
                        options.progress.step();
                        writer.copy(file.route, &file.asset.file).map(drop)
                    })
                    .and_then(|()| writer.finish())
                    .map_err(Failure::Output)
            }),
    };
    match result {
        Ok(summary) => {
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

/// What remains of a note when its page is written.
struct WrittenNote {
    counts: Counts,
    diagnostics: Vec<Diagnostic>,
    /// In render, page and write.
    times: [Duration; 3],
}

fn write_note(
    writer: &Writer,
    renderer: &Renderer,
    pages: &Pages,
    id: NoteId,
) -> Result<WrittenNote, Failure> {
    let started = Instant::now();
    let checked = renderer.note(id);
    let after_render = Instant::now();
    let html = pages.note(renderer.catalog, id, &checked.value)?;
    let after_page = Instant::now();
    writer
        .write(&renderer.catalog.note(id).route, html.as_bytes())
        .map_err(Failure::Output)?;
    Ok(WrittenNote {
        counts: checked.value.counts,
        diagnostics: checked.diagnostics,
        times: [
            after_render - started,
            after_page - after_render,
            after_page.elapsed(),
        ],
    })
}

impl Outcome {
    fn template_failed(&mut self, error: &PageError) {
        let path = format!("templates/{}", error.file);
        let source = self.sources.add(path, Arc::from(""));
        self.diagnostics.push(Diagnostic::new(
            Code::BadTemplate,
            Span::file(source),
            [&error.to_string()],
        ));
        self.status = Status::Failed;
    }

    /// Figures that the catalog holds.
    fn count(&mut self, site: &Site, catalog: &Catalog) {
        self.report.notes = catalog.notes.len();
        for note in &catalog.notes {
            for question in &note.questions {
                self.report.questions.add(question.state);
                if question.state != AnswerState::Answered {
                    self.unanswered.push(OpenQuestion {
                        path: site.from_root(&note.path),
                        line: question.line,
                        number: question.number.clone(),
                        text: question.text.clone(),
                        state: question.state,
                    });
                }
            }
        }
        self.unanswered.sort();
    }

    /// The outcome of a run that has not begun.
    pub(crate) fn empty() -> Self {
        Self {
            status: Status::Done,
            site_was_built: false,
            diagnostics: Vec::new(),
            sources: Sources::default(),
            severities: Severities::default(),
            lang: Lang::En,
            report: Report::default(),
            output: PathBuf::new(),
            unanswered: Vec::new(),
        }
    }

    fn finished(mut self, started: Instant) -> Self {
        self.report
            .count_diagnostics(&self.diagnostics, &self.sources, &self.severities);
        self.report.total = started.elapsed();
        self.report.peak_rss_bytes = peak_rss_bytes();
        self
    }
}
