//! The driver: the only module that knows every stage.

mod book;
mod cards;
mod confined;
mod copies;
mod dates;
mod drawings;
mod fingerprint;
mod kept;
mod limits;
mod links;
mod notes;
mod outcome;
mod pages;
mod records;
mod renderer;
mod stamp;
mod theme;
mod workshop;
mod write;

use std::path::PathBuf;
use std::sync::Arc;

use crate::catalog::Catalog;
use crate::config::{Overrides, Site};
use crate::output::Memory;
use crate::parse::ParsedNote;
use crate::progress::Progress;
use crate::report::Clock;
use crate::source::SourceTree;
use crate::text::Lang;

use book::make_book;
use cards::make_cards;
use copies::Copies;
use dates::date_notes;
use drawings::still_drawings;
use kept::{Opening, close};
use limits::check_limits;
use links::{build_catalog, in_reading_order, link_notes, referenced_files, turn_round};
use notes::{hide_private_names, parse_notes, read_notes};
use pages::Pages;
use renderer::Renderer;
use stamp::Stamp;
use theme::say_what_is_blocked;
use workshop::{Session, State};
use write::{Files, Target, open_writer, render_only, write_site};

pub use book::{BookFormat, BookOptions, MadeBook, NoBook};
pub use outcome::{Linked, OpenQuestion, Outcome, Status};
pub use workshop::Workshop;

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
    /// Whether the processor time of each thread is measured too, by stages.
    pub thread_times: bool,
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
    match thread_pool(options) {
        Some(pool) => pool.install(|| stages(options, until, None)),
        // A system that gives no threads still has this one.
        None => stages(options, until, None),
    }
}

fn thread_pool(options: &BuildOptions) -> Option<rayon::ThreadPool> {
    let mut threads = rayon::ThreadPoolBuilder::new().stack_size(STACK_BYTES);
    if let Some(count) = options.threads {
        threads = threads.num_threads(count);
    }
    threads.build().ok()
}

/// All stages. What `session` has of the last build is used, and what the next one can use is left there.
fn stages(options: &BuildOptions, until: &Until, mut session: Option<&mut Session>) -> Outcome {
    let write = matches!(until, Until::Built | Until::Written);
    let clock = Clock::start(options.thread_times);
    let mut outcome = Outcome::empty();
    let Some(site) = locate(options, &mut outcome) else {
        return outcome.finished(&clock);
    };
    let opening = Opening::begin(until, &site, options);
    // A folder that is refused is known before any work is done.
    let target = open_target(until, &site, &mut outcome);
    let Some(mut tree) = read_notes(&site, options, &mut outcome) else {
        outcome.status = Status::Failed;
        return outcome.finished(&clock);
    };
    let copies = Copies::read(until, &site, &mut tree, &mut outcome);
    let cache = opening.and_then(Opening::finish);
    // A session needs what the stages leave behind, which no stamp has.
    let stamped = cache.as_ref().filter(|_| session.is_none());
    let stamp = Stamp::of(
        stamped,
        target.as_ref(),
        &site,
        options,
        &tree,
        &copies,
        &outcome,
    );
    if let Some(stamp) = &stamp
        && stamp.restore(target.as_ref(), &tree, options, &mut outcome)
    {
        close(cache, &site, &mut outcome);
        return outcome.finished(&clock);
    }
    let (notes, mut catalog) = public_notes(&site, &tree, options, &mut outcome);
    date_notes(until, &site, options, &mut catalog, &mut outcome);
    let notes = in_reading_order(notes, &catalog);
    let mut linked = link_notes(&notes, &catalog, !write, options, &mut outcome);
    copies.put_in_place(&notes, &mut linked, &mut outcome);
    let backlinks = turn_round(&catalog, &linked, options, &mut outcome);
    outcome.count(&site, &catalog, &backlinks);
    if *until == Until::Linked {
        outcome.linked = Some(Linked::new(&site, notes, catalog, linked, backlinks));
        return outcome.finished(&clock);
    }
    let files = referenced_files(&tree.assets, &catalog, &linked);
    check_limits(&site, &catalog, &files, &mut outcome);
    let drawings = still_drawings(&site, &files, &mut outcome);
    let renderer = Renderer::new(
        &site,
        &catalog,
        &backlinks,
        &notes,
        &linked,
        &files,
        &mut outcome,
    )
    .with_cache(cache.as_ref());
    let all_files = Files {
        referenced: &files,
        drawings: &drawings,
    };
    let Some(renderer) = export(&site, renderer, all_files, options, until, &mut outcome) else {
        close(cache, &site, &mut outcome);
        return outcome.finished(&clock);
    };
    let fails = find_the_rest(&site, &renderer, write, options, &mut outcome);
    let mut pages = None;
    if fails {
        outcome.status = Status::Failed;
    } else if let Some(target) = target {
        let records = session.as_deref_mut().map(|session| &mut session.records);
        pages = write_site(
            target,
            &site,
            &renderer,
            all_files,
            options,
            records,
            &mut outcome,
        );
    }
    if let Some(stamp) = stamp {
        stamp.keep(&site, options, &renderer, all_files, &outcome);
    }
    drop(renderer);
    outcome.name_pages(&catalog);
    close(cache, &site, &mut outcome);
    if let (Some(session), Some(pages)) = (session, pages) {
        session.state = Some(State {
            linked: Linked::new(&site, notes, catalog, linked, backlinks),
            sources: outcome.sources.clone(),
            lang: outcome.lang,
            assets: tree.assets,
            site,
            pages,
            copies,
        });
        return outcome.finished(&clock);
    }
    if !write {
        outcome.linked = Some(Linked::new(&site, notes, catalog, linked, backlinks));
    }
    outcome.finished(&clock)
}

/// Stages 2 and 3: the notes that are public, and what the site knows of them.
fn public_notes(
    site: &Site,
    tree: &SourceTree,
    options: &BuildOptions,
    outcome: &mut Outcome,
) -> (Vec<ParsedNote>, Catalog) {
    let parsed = parse_notes(site, tree, options, outcome);
    let (private, mut notes): (Vec<_>, Vec<_>) = parsed
        .into_iter()
        .partition(|note| note.front_matter.private && !site.config.drafts);
    if site.config.lang.is_none() {
        let texts = notes
            .iter()
            .map(|note| outcome.sources.get(note.source).text.as_ref());
        outcome.lang = Lang::of_texts(texts);
    }
    let mut catalog = build_catalog(site, tree, &notes, &private, options, outcome);
    if !private.is_empty() && hide_private_names(site, &mut notes, &catalog, outcome) {
        catalog = build_catalog(site, tree, &notes, &private, options, outcome);
    }
    (notes, catalog)
}

/// Where the site is to be written, if it is.
fn open_target(until: &Until, site: &Site, outcome: &mut Outcome) -> Option<Target> {
    match until {
        Until::Written => {
            let writer = open_writer(site, outcome)?;
            Some(Target::Folder(Box::new(writer)))
        }
        Until::Built => Some(Target::Memory(Memory::default())),
        Until::Linked | Until::Book(_) | Until::Cards(_) | Until::Rendered => None,
    }
}

/// Finds what must be known before anything is written. Returns whether it makes the run fail.
fn find_the_rest(
    site: &Site,
    renderer: &Renderer,
    write: bool,
    options: &BuildOptions,
    outcome: &mut Outcome,
) -> bool {
    say_what_is_blocked(site, outcome);
    // A build stops at errors alone; with `--strict` warnings make it fail when the site is there.
    let strict = !write && options.strict;
    let fails = |outcome: &Outcome| {
        let found = outcome.diagnostics.iter();
        let found = found.filter(|found| !(write && found.code.spares_the_site()));
        outcome.severities.fail(found, strict)
    };
    // What rendering finds are errors only if the site says so; only then is all rendered before anything is written.
    if !write || (outcome.severities.may_fail() && !fails(outcome)) {
        render_only(renderer, options, outcome);
    }
    if !write && let Err(error) = Pages::new(site, renderer, options, outcome) {
        outcome.template_failed(&error);
    }
    fails(outcome)
}

/// The site at ROOT, whose configuration says how findings are told.
fn locate(options: &BuildOptions, outcome: &mut Outcome) -> Option<Site> {
    let overrides = Overrides {
        config: options.config.clone(),
        output: options.output.clone(),
        base_url: options.base_url.clone(),
        drafts: options.drafts,
    };
    match Site::locate(&options.root, &overrides, &mut outcome.sources) {
        Ok(site) => {
            outcome.begin(&site);
            Some(site)
        }
        Err(none) => {
            outcome.diagnostics = none.diagnostics;
            outcome.lang = none.lang.unwrap_or(Lang::En);
            outcome.status = Status::NoSite;
            None
        }
    }
}

/// Makes what is wanted instead of a site; gives the renderer back if nothing is.
fn export<'a>(
    site: &Site,
    renderer: Renderer<'a>,
    files: Files<'_>,
    options: &BuildOptions,
    until: &Until,
    outcome: &mut Outcome,
) -> Option<Renderer<'a>> {
    match until {
        Until::Book(wanted) => {
            make_book(site, renderer, files.referenced, options, wanted, outcome);
        }
        Until::Cards(wanted) => make_cards(site, &renderer, files, options, *wanted, outcome),
        Until::Linked | Until::Rendered | Until::Built | Until::Written => return Some(renderer),
    }
    None
}
