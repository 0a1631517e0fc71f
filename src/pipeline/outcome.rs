//! What a run found and did.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::book::{MadeBook, NoBook};
use super::pages::site_title;
use crate::backlinks::Backlinks;
use crate::catalog::Catalog;
use crate::config::Site;
use crate::coverage::Coverage;
use crate::diagnostic::{Code, Diagnostic, Severities, SourceId, Sources, Span};
use crate::export::{BuiltSite, CardSet, Unreadable};
use crate::link::LinkedNote;
use crate::page::{FaultyLine, PageError};
use crate::parse::{AnswerState, ParsedNote};
use crate::report::{Clock, Report, peak_rss_bytes};
use crate::text::Lang;

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
#[derive(Debug)]
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
    /// The notes folder; empty if there is no site.
    pub notes: PathBuf,
    /// Paths below the output folder of the files that a build wrote anew or removed, sorted.
    pub changed: Vec<String>,
    /// The page of each note that something was found in, as a path below the output folder.
    pub pages: BTreeMap<SourceId, String>,
    /// Questions without an answer, those first that most of the rest depends on.
    pub unanswered: Vec<OpenQuestion>,
    /// The notes and what they lead to, after a run that writes nothing.
    pub linked: Option<Linked>,
    /// The cards, after a run that makes them, or why there are none.
    pub cards: Option<Result<CardSet, Unreadable>>,
    /// The site, after a run that builds it to be packed.
    pub built: Option<BuiltSite>,
    /// The book, after a run that makes one, or why there is none.
    pub book: Option<Result<MadeBook, NoBook>>,
}

/// The site after stage 4.
#[derive(Clone, Debug)]
pub struct Linked {
    /// The name of the site.
    pub title: String,
    /// The public notes in reading order.
    pub notes: Vec<ParsedNote>,
    /// The catalog.
    pub catalog: Catalog,
    /// What each note leads to.
    pub linked: Vec<LinkedNote>,
    /// The same turned round.
    pub backlinks: Backlinks,
}

impl Linked {
    pub(super) fn new(
        site: &Site,
        notes: Vec<ParsedNote>,
        catalog: Catalog,
        linked: Vec<LinkedNote>,
        backlinks: Backlinks,
    ) -> Self {
        Self {
            title: site_title(site, &catalog),
            notes,
            catalog,
            linked,
            backlinks,
        }
    }
}

/// A question without an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// How many other questions and notes speak of what it asks about, or link to it.
    pub dependents: usize,
}

impl Outcome {
    pub(super) fn template_failed(&mut self, error: &PageError) {
        let place = error.place.as_ref().map(FaultyLine::source);
        let (text, range) = place.unwrap_or_default();
        let source = self.sources.add(error.file.clone(), Arc::from(text));
        let span = Span::new(source, range.start, range.end);
        self.diagnostics
            .push(Diagnostic::new(Code::BadTemplate, span, [&error.message]));
        self.status = Status::Failed;
    }

    /// Adds what the program has failed on, once for each note: one failure is enough to mend it.
    pub(super) fn add_failures(&mut self, failures: Vec<Diagnostic>) {
        let found = self.diagnostics.iter();
        let mut known: BTreeSet<SourceId> = found
            .filter(|found| found.code == Code::NoteFailed)
            .map(|found| found.span.source)
            .collect();
        let is_new = |found: &Diagnostic| known.insert(found.span.source);
        self.diagnostics.extend(failures.into_iter().filter(is_new));
    }

    /// Figures that the catalog holds.
    pub(super) fn count(&mut self, site: &Site, catalog: &Catalog, backlinks: &Backlinks) {
        self.report.notes = catalog.notes.len();
        for question in catalog.notes.iter().flat_map(|note| &note.questions) {
            self.report.questions.add(question.state);
        }
        let open = Coverage::new(catalog, backlinks).open;
        self.unanswered = open
            .into_iter()
            .map(|open| {
                let note = catalog.note(open.note);
                let question = &note.questions[open.question as usize];
                OpenQuestion {
                    path: site.from_root(&note.path),
                    line: question.line,
                    number: question.number.clone(),
                    text: question.text.clone(),
                    state: question.state,
                    dependents: open.dependents,
                }
            })
            .collect();
    }

    /// Takes over what the configuration decides.
    pub(super) fn begin(&mut self, site: &Site) {
        self.severities = site.config.severities.clone();
        self.lang = site.config.lang.unwrap_or(Lang::En);
        self.output.clone_from(&site.output);
        self.notes.clone_from(&site.notes);
    }

    /// Notes the pages of the notes that something was found in.
    pub(super) fn name_pages(&mut self, catalog: &Catalog) {
        let found: BTreeSet<SourceId> = self
            .diagnostics
            .iter()
            .map(|diagnostic| diagnostic.span.source)
            .collect();
        let notes = catalog.notes.iter();
        self.pages = notes
            .filter(|note| found.contains(&note.source))
            .map(|note| (note.source, note.route.clone()))
            .collect();
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
            notes: PathBuf::new(),
            changed: Vec::new(),
            pages: BTreeMap::new(),
            unanswered: Vec::new(),
            linked: None,
            cards: None,
            built: None,
            book: None,
        }
    }

    pub(super) fn finished(mut self, clock: &Clock) -> Self {
        self.report
            .count_diagnostics(&self.diagnostics, &self.sources, &self.severities);
        self.report.total = clock.time();
        self.report.peak_rss_bytes = peak_rss_bytes();
        self
    }
}
