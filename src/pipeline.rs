//! The driver: the only module that knows every stage.

mod book;
mod cards;
mod copies;
mod dates;
mod drawings;
mod limits;
mod links;
mod notes;
mod outcome;
mod pages;
mod renderer;
mod write;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use crate::catalog::Catalog;
use crate::config::{Overrides, Site};
use crate::link::LinkedNote;
use crate::output::Memory;
use crate::progress::Progress;
use crate::source::SourceTree;
use crate::text::Lang;

use book::make_book;
use cards::make_cards;
use copies::Copies;
use dates::date_notes;
use drawings::still_drawings;
use limits::check_limits;
use links::{build_catalog, in_reading_order, link_notes, referenced_files, turn_round};
use notes::{hide_private_names, parse_notes, read_notes};
use pages::{Pages, site_title};
use renderer::Renderer;
use write::{Files, Target, open_writer, render_only, write_site};

pub use book::{BookFormat, BookOptions, MadeBook, NoBook};
pub use outcome::{Linked, OpenQuestion, Outcome, Status};

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
    /// Whether git may be asked when notes were changed, if the site does not forbid it.
    pub history: bool,
    /// What stands for the time of whatever has none and needs one, in seconds since 1970: `SOURCE_DATE_EPOCH`.
    pub source_date: Option<i64>,
    /// Whether work is kept between builds; `--no-cache` says no.
    pub cache: bool,
    /// `--threads`; `None` for as many as there are processors.
    pub threads: Option<usize>,
    /// Where the run says how far it is.
    pub progress: Arc<Progress>,
}

/// Builds the site.
pub fn build(options: &BuildOptions) -> Outcome {
    run(options, &Until::Written)
}

/// Builds the site and writes it nowhere; [`Outcome::built`] has it, for those that pack it.
pub fn build_apart(options: &BuildOptions) -> Outcome {
    run(options, &Until::Built)
}

/// Finds everything there is to find, and writes nothing; [`Outcome::linked`] has what the notes lead to.
pub fn check(options: &BuildOptions) -> Outcome {
    run(options, &Until::Rendered)
}

/// Reads and links the notes and stops there; [`Outcome::linked`] has what was found. Copies of images from elsewhere are not
/// looked at.
pub fn survey(options: &BuildOptions) -> Outcome {
    run(options, &Until::Linked)
}

/// Renders the questions and their answers for programs that ask them; [`Outcome::cards`] has them.
pub fn cards(options: &BuildOptions, wanted: CardOptions) -> Outcome {
    run(options, &Until::Cards(wanted))
}

/// Makes one book of the notes; [`Outcome::book`] has it.
pub fn book(options: &BuildOptions, wanted: BookOptions) -> Outcome {
    run(options, &Until::Book(wanted))
}

/// Which questions are wanted as cards, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CardOptions {
    /// Whether those are too whose answer is less than a sentence.
    pub stubs: bool,
    /// When all of them are said to have been changed, in seconds since 1970; `None` for when their files were.
    pub date: Option<i64>,
}

/// How far a run goes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Until {
    Linked,
    Book(BookOptions),
    Cards(CardOptions),
    Rendered,
    /// Whole, but in no folder.
    Built,
    Written,
}

fn run(options: &BuildOptions, until: &Until) -> Outcome {
    let mut threads = rayon::ThreadPoolBuilder::new().stack_size(STACK_BYTES);
    if let Some(count) = options.threads {
        threads = threads.num_threads(count);
    }
    match threads.build() {
        Ok(pool) => pool.install(|| stages(options, until)),
        // A system that gives no threads still has this one.
        Err(_) => stages(options, until),
    }
}

fn stages(options: &BuildOptions, until: &Until) -> Outcome {
    let write = matches!(until, Until::Built | Until::Written);
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
    let target = match until {
        Until::Written => open_writer(&site, &mut outcome).map(Target::Folder),
        Until::Built => Some(Target::Memory(Memory::default())),
        Until::Linked | Until::Book(_) | Until::Cards(_) | Until::Rendered => None,
    };
    let Some(mut tree) = read_notes(&site, options, &mut outcome) else {
        outcome.status = Status::Failed;
        return outcome.finished(started);
    };
    let copies = Copies::read(until, &site, &mut tree, &mut outcome);
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
    date_notes(until, &site, options, &mut catalog, &mut outcome);
    let notes = in_reading_order(notes, &catalog);
    let mut linked = link_notes(&notes, &catalog, !write, options, &mut outcome);
    copies.put_in_place(&notes, &mut linked, &mut outcome);
    let backlinks = turn_round(&catalog, &linked, &mut outcome);
    outcome.count(&site, &catalog, &backlinks);
    if *until == Until::Linked {
        outcome.linked = Some(Linked {
            title: site_title(&site, &catalog),
            notes,
            catalog,
            linked,
            backlinks,
        });
        return outcome.finished(started);
    }
    let files = files_of_notes(&site, &tree, &catalog, &linked, &mut outcome);
    let renderer = Renderer::new(
        &site,
        &catalog,
        &backlinks,
        &notes,
        &linked,
        &files.referenced,
        &mut outcome,
    );
    let Some(renderer) = export(&site, renderer, &files, options, until, &mut outcome) else {
        return outcome.finished(started);
    };
    // A build stops at errors alone; with `--strict` warnings make it fail when the site is there.
    let strict = !write && options.strict;
    let fails = |outcome: &Outcome| outcome.severities.fail(&outcome.diagnostics, strict);
    // What rendering finds are errors only if the site says so; only then is all rendered before anything is written.
    if !write || (outcome.severities.may_fail() && !fails(&outcome)) {
        render_only(&renderer, options, &mut outcome);
    }
    if !write && let Err(error) = Pages::new(&site, &renderer, options, &outcome) {
        outcome.template_failed(&error);
    }
    if fails(&outcome) {
        outcome.status = Status::Failed;
    } else if let Some(target) = target {
        write_site(target, &site, &renderer, &files, options, &mut outcome);
    }
    drop(renderer);
    if !write {
        outcome.linked = Some(Linked {
            title: site_title(&site, &catalog),
            notes,
            catalog,
            linked,
            backlinks,
        });
    }
    outcome.finished(started)
}

/// The files that notes refer to, with what is to be said about them.
fn files_of_notes<'a>(
    site: &Site,
    tree: &'a SourceTree,
    catalog: &'a Catalog,
    linked: &[LinkedNote],
    outcome: &mut Outcome,
) -> Files<'a> {
    let referenced = referenced_files(tree, catalog, linked);
    check_limits(site, catalog, &referenced, outcome);
    let drawings = still_drawings(site, &referenced, outcome);
    Files {
        referenced,
        drawings,
    }
}

/// Makes what is wanted instead of a site; gives the renderer back if nothing is.
fn export<'a>(
    site: &Site,
    renderer: Renderer<'a>,
    files: &Files,
    options: &BuildOptions,
    until: &Until,
    outcome: &mut Outcome,
) -> Option<Renderer<'a>> {
    let files = &files.referenced;
    match until {
        Until::Book(wanted) => make_book(site, renderer, files, options, wanted, outcome),
        Until::Cards(wanted) => make_cards(site, &renderer, files, options, *wanted, outcome),
        Until::Linked | Until::Rendered | Until::Built | Until::Written => return Some(renderer),
    }
    None
}
