//! The stamp of a whole build: what it was made of, and what it told. Where everything is as it was, and what it made is still
//! there, nothing is made again.
//!
//! Whatever reaches the output must reach the stamp. That is what was read when [`Stamp::of`] is called, what the
//! options say, and what later stages read themselves:
//!
//! | what | read by | how it is in the stamp |
//! |---|---|---|
//! | files that notes refer to | `renderer`, `write` | the hash of each that was copied; of all others the names |
//! | theme of the site | `pages` | the hash of each file |
//! | git | `dates` | [`history::state`] |
//!
//! They are looked at again when the build is done, lest something changed in between.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::copies::Copies;
use super::links::Referenced;
use super::renderer::Renderer;
use super::write::{Files, Target};
use super::{BuildOptions, OpenQuestion, Outcome, Status};
use crate::cache::{Cache, Digest, bytes_digest, digest};
use crate::config::Site;
use crate::diagnostic::{Code, Diagnostic, Sources};
use crate::history;
use crate::output::{Finished, Writer};
use crate::progress::Stage;
use crate::report::{Clock, FormulaCounts, ImageCounts, LinkCounts, QuestionCounts, Report};
use crate::source::{self, SourceNote, SourceTree, theme_files};
use crate::text::{Lang, hex};

/// What a build into a folder is about to be made of.
pub(super) struct Stamp<'a> {
    cache: &'a Cache,
    /// The name of the stamp of this output folder.
    name: String,
    /// All that was read, and the options.
    inputs: Digest,
    /// What later stages read themselves, but for the files that notes refer to.
    outside: Digest,
    /// How many sources there are so far; others come from later stages.
    sources: usize,
}

/// A stamp as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    inputs: Digest,
    outside: Digest,
    /// The SHA-256 of the list of the site, which has that of every file.
    list: Digest,
    /// The files that were copied, by their path among the notes, with their SHA-256.
    copied: Vec<(String, String)>,
    told: Told,
}

/// What a run tells besides its files.
#[derive(Serialize, Deserialize)]
struct Told {
    lang: Lang,
    /// Path and text of the sources that came after reading.
    sources: Vec<(String, String)>,
    diagnostics: Vec<Diagnostic>,
    unanswered: Vec<OpenQuestion>,
    figures: Figures,
}

/// The figures of a site, as far as they do not depend on what was there before.
#[derive(Serialize, Deserialize)]
struct Figures {
    notes: usize,
    pages: usize,
    output_bytes: u64,
    files: usize,
    questions: QuestionCounts,
    formulas: FormulaCounts,
    code_blocks: usize,
    images: ImageCounts,
    links: LinkCounts,
    topics: usize,
    topic_links: usize,
}

/// What [`Stamp::inputs`] is the hash of.
#[derive(Serialize)]
struct Inputs<'a> {
    root: &'a [u8],
    /// The name of the folder gives the site its title and its id.
    root_name: Option<Vec<u8>>,
    output: Option<&'a [u8]>,
    config_file: Option<&'a [u8]>,
    config: Option<(&'a str, &'a str)>,
    base_url: Option<&'a str>,
    drafts: bool,
    history: bool,
    source_date: Option<i64>,
    /// Notes, order files and topics, each by its path and its text.
    texts: [Vec<Digest>; 3],
    assets: Vec<&'a str>,
    withheld: &'a [String],
    copies: &'a Copies,
    /// What was found while reading.
    diagnostics: &'a [Diagnostic],
    sources: Vec<&'a str>,
}

impl<'a> Stamp<'a> {
    /// The stamp of what a run was given, as soon as all of it is read; `None` if it keeps none.
    pub(super) fn of(
        cache: Option<&'a Cache>,
        target: Option<&Target>,
        site: &Site,
        options: &BuildOptions,
        tree: &SourceTree,
        copies: &Copies,
        outcome: &Outcome,
    ) -> Option<Self> {
        let (Some(cache), Some(Target::Folder(_))) = (cache, target) else {
            return None;
        };
        let (inputs, outside) = rayon::join(
            || inputs(site, options, tree, copies, outcome),
            || outside(site, options),
        );
        let output = std::path::absolute(&site.output).ok()?;
        let name = bytes_digest(output.as_os_str().as_encoded_bytes());
        Some(Self {
            cache,
            name: hex(&name[..8]),
            inputs: inputs?,
            outside: outside?,
            sources: outcome.sources.count(),
        })
    }

    /// Puts what an earlier build told into `outcome`, if this one would do and say the same. Returns whether it did.
    pub(super) fn restore(
        &self,
        target: Option<&Target>,
        tree: &SourceTree,
        options: &BuildOptions,
        outcome: &mut Outcome,
    ) -> bool {
        let clock = Clock::start(options.thread_times);
        let finished = match target {
            Some(Target::Folder(writer)) => writer.finished(),
            _ => None,
        };
        let holds = |kept: &Kept| {
            finished.is_some_and(|finished| {
                self.is_of(kept, finished.list) && is_whole(kept, finished, tree)
            })
        };
        let kept: Option<Kept> = self.cache.record(&self.name, holds);
        outcome.report.stages.add(Stage::Write, &clock.time());
        let Some(Kept { told, .. }) = kept else {
            return false;
        };
        outcome.lang = told.lang;
        for (path, text) in told.sources {
            outcome.sources.add(path, Arc::from(text));
        }
        outcome.diagnostics = told.diagnostics;
        outcome.unanswered = told.unanswered;
        told.figures.put_into(&mut outcome.report);
        outcome.site_was_built = true;
        if outcome
            .severities
            .fail(&outcome.diagnostics, options.strict)
        {
            outcome.status = Status::Failed;
        }
        true
    }

    /// Whether a kept stamp is that of the site whose list is in the output folder, made of the same.
    fn is_of(&self, kept: &Kept, list: Digest) -> bool {
        (kept.inputs, kept.outside, kept.list) == (self.inputs, self.outside, list)
    }

    /// Keeps the stamp for the next build, if there is a site and nothing changed while it was made.
    pub(super) fn keep(
        self,
        site: &Site,
        options: &BuildOptions,
        renderer: &Renderer,
        files: Files<'_>,
        outcome: &Outcome,
    ) {
        // Why git failed may have passed by the next build.
        let may_pass = |diagnostic: &Diagnostic| diagnostic.code == Code::NoHistory;
        if !outcome.site_was_built
            || outcome.diagnostics.iter().any(may_pass)
            || outside(site, options) != Some(self.outside)
            || !renderer.image_sizes_hold(files.referenced)
        {
            return;
        }
        let Ok(writer) = Writer::open(&site.output, &site.notes) else {
            return;
        };
        let Some(finished) = writer.finished() else {
            return;
        };
        let hash = |path: &str, file: &Referenced| match files.drawings.sha256(path) {
            // What was written is not what stood in the file.
            Some(looked_at) => Some(looked_at.to_owned()),
            None => finished.sha256(file.route).map(str::to_owned),
        };
        let copied: Option<Vec<_>> = files
            .referenced
            .iter()
            .map(|(path, file)| Some(((*path).to_owned(), hash(path, file)?)))
            .collect();
        let Some(copied) = copied else { return };
        let added = outcome.sources.since(self.sources).iter();
        let kept = Kept {
            inputs: self.inputs,
            outside: self.outside,
            list: finished.list,
            copied,
            told: Told {
                lang: outcome.lang,
                sources: added
                    .map(|source| (source.path.clone(), source.text.to_string()))
                    .collect(),
                diagnostics: outcome.diagnostics.clone(),
                unanswered: outcome.unanswered.clone(),
                figures: Figures::of(&outcome.report),
            },
        };
        self.cache.keep_record(&self.name, &kept);
    }
}

/// Whether the files that were copied are as they were, and every file of the site is there.
fn is_whole(kept: &Kept, finished: Finished, tree: &SourceTree) -> bool {
    let assets = tree.assets.iter();
    let assets: BTreeMap<&str, &Path> = assets
        .map(|asset| (asset.path.as_str(), asset.file.as_path()))
        .collect();
    let is_same = |(path, hash): &(String, String)| {
        let file = assets.get(path.as_str());
        file.is_some_and(|file| source::digest(file).is_ok_and(|now| now == *hash))
    };
    let is_there = |path: &&str| finished.is_there(path);
    kept.copied.par_iter().all(is_same) && finished.paths().par_iter().all(is_there)
}

impl Figures {
    fn of(report: &Report) -> Self {
        Self {
            notes: report.notes,
            pages: report.pages,
            output_bytes: report.output_bytes,
            files: report.written + report.unchanged,
            questions: report.questions,
            formulas: report.formulas,
            code_blocks: report.code_blocks,
            images: report.images,
            links: report.links,
            topics: report.topics,
            topic_links: report.topic_links,
        }
    }

    /// Into the report of a run that wrote nothing.
    fn put_into(self, report: &mut Report) {
        report.notes = self.notes;
        report.pages = self.pages;
        report.output_bytes = self.output_bytes;
        report.written = 0;
        report.unchanged = self.files;
        report.questions = self.questions;
        report.formulas = self.formulas;
        report.code_blocks = self.code_blocks;
        report.images = self.images;
        report.links = self.links;
        report.topics = self.topics;
        report.topic_links = self.topic_links;
    }
}

fn inputs(
    site: &Site,
    options: &BuildOptions,
    tree: &SourceTree,
    copies: &Copies,
    outcome: &Outcome,
) -> Option<Digest> {
    let sources = &outcome.sources;
    let config = sources.get(Sources::CONFIG);
    let bytes = |path: &PathBuf| path.as_os_str().as_encoded_bytes().to_vec();
    let root = site.root.canonicalize().ok();
    digest(&Inputs {
        root: options.root.as_os_str().as_encoded_bytes(),
        root_name: root
            .as_ref()
            .and_then(|path| path.file_name())
            .map(|name| name.as_encoded_bytes().to_vec()),
        output: options.output.as_ref().map(bytes).as_deref(),
        config_file: options.config.as_ref().map(bytes).as_deref(),
        config: site
            .has_config
            .then_some((config.path.as_str(), config.text.as_ref())),
        base_url: options.base_url.as_deref(),
        drafts: options.drafts,
        history: options.history,
        source_date: options.source_date,
        texts: [
            texts(&tree.notes)?,
            texts(&tree.order)?,
            texts(tree.topics.as_slice())?,
        ],
        assets: tree
            .assets
            .iter()
            .map(|asset| asset.path.as_str())
            .collect(),
        withheld: &tree.withheld,
        copies,
        diagnostics: &outcome.diagnostics,
        sources: sources
            .since(0)
            .iter()
            .map(|source| source.path.as_str())
            .collect(),
    })
}

fn texts(notes: &[SourceNote]) -> Option<Vec<Digest>> {
    notes
        .par_iter()
        .map(|note| {
            let text = note.text.as_deref().map_err(|why| format!("{why:?}"));
            digest(&(&note.path, text))
        })
        .collect()
}

/// What pages and dates are made of besides the notes.
fn outside(site: &Site, options: &BuildOptions) -> Option<Digest> {
    let theme = || {
        let files = if site.has_config {
            theme_files(&site.root)
        } else {
            BTreeMap::new()
        };
        let files = files.into_iter();
        files
            .map(|(path, bytes)| (path, bytes_digest(&bytes)))
            .collect::<Vec<_>>()
    };
    let asks_git = options.history && site.config.dates != Some(false);
    let git = || {
        let state = asks_git.then(|| history::state(&site.notes)).flatten()?;
        Some(
            state
                .iter()
                .map(|part| bytes_digest(part))
                .collect::<Vec<_>>(),
        )
    };
    digest(&rayon::join(theme, git))
}
