//! The driver: the only module that knows every stage.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use rayon::prelude::*;

use crate::config::{Overrides, Site};
use crate::diagnostic::{Code, Diagnostic, Severities, Sources, Span};
use crate::output::Writer;
use crate::parse::AnswerState;
use crate::progress::{Progress, Stage};
use crate::report::{Report, peak_rss_bytes};
use crate::source::{ListOptions, SourceTree, gather, list, read};
use crate::text::{Lang, Letters};

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
    // Without a pool of the wanted size the stages run in the one that there is.
    match rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads.unwrap_or(0))
        .build()
    {
        Ok(pool) => pool.install(|| run_stages(options, write)),
        Err(_) => run_stages(options, write),
    }
}

fn run_stages(options: &BuildOptions, write: bool) -> Outcome {
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
    if site.config.lang.is_none() {
        let texts = tree
            .notes
            .par_iter()
            .filter_map(|note| note.text.as_deref().ok());
        outcome.lang = texts.map(Letters::of).sum::<Letters>().lang();
    }
    outcome.report.notes = tree.notes.len();
    // Errors leave the old site as it is; warnings do not keep the new one back, even where they fail the run.
    if let Some(writer) = writer
        && !outcome.severities.fail(&outcome.diagnostics, false)
    {
        write_site(writer, &site, &tree, options, &mut outcome);
    }
    if outcome
        .severities
        .fail(&outcome.diagnostics, options.strict)
    {
        outcome.status = Status::Failed;
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

/// Stage 7.
fn write_site(
    writer: Writer,
    site: &Site,
    tree: &SourceTree,
    options: &BuildOptions,
    outcome: &mut Outcome,
) {
    let started = Instant::now();
    options.progress.begin(Stage::Write, tree.assets.len());
    let result = tree
        .assets
        .par_iter()
        .try_for_each(|asset| {
            options.progress.step();
            writer.copy(&asset.path, &asset.file).map(drop)
        })
        .and_then(|()| writer.finish());
    match result {
        Ok(summary) => {
            outcome.report.written = summary.written;
            outcome.report.unchanged = summary.unchanged;
            outcome.report.output_bytes = summary.bytes;
            outcome.site_was_built = true;
        }
        Err(error) => {
            let path = site.output.display().to_string();
            let source = outcome.sources.add(path, Arc::from(""));
            outcome
                .diagnostics
                .push(error.diagnostic(Span::file(source)));
        }
    }
    outcome.report.stages.add(Stage::Write, started.elapsed());
}

impl Outcome {
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
