//! Building one site again and again, as its files change.
//!
//! Each build goes through all stages and keeps the pages that would be made from the same as before, see
//! [`super::fingerprint`]. Before it, the pages of touched notes are made with what the last build knew of all others, so
//! that a reader who waits for an edit need not wait for the site.

use std::path::{Path, PathBuf};

use super::copies::Copies;
use super::links::referenced_files;
use super::outcome::Linked;
use super::pages::{Failure, Pages};
use super::records::Records;
use super::renderer::Renderer;
use super::{BuildOptions, Outcome, Until, notes, stages, thread_pool};
use crate::backlinks::QuestionLinks;
use crate::catalog::NoteId;
use crate::caught::caught;
use crate::config::Site;
use crate::diagnostic::{Code, Diagnostic, Sources};
use crate::link::{KnownWords, LinkOptions, link_note, without_private_names};
use crate::output::{Sink, Writer};
use crate::parse::parse_note;
use crate::source::{SourceAsset, is_in_notes, read};
use crate::text::Lang;

/// The most notes whose pages are written before all others: nobody reads more at once, and each one costs a look at the list of
/// all files.
const MOST_TOUCHED: usize = 4;

/// Builds one site whenever its files have changed.
#[derive(Debug)]
pub struct Workshop {
    options: BuildOptions,
    threads: Option<rayon::ThreadPool>,
    session: Session,
}

/// What a build leaves to the next one.
#[derive(Debug, Default)]
pub(super) struct Session {
    pub(super) records: Records,
    /// Nothing before the first build that was written.
    pub(super) state: Option<State>,
}

/// The site as the last build has written it.
#[derive(Debug)]
pub(super) struct State {
    pub(super) site: Site,
    pub(super) linked: Linked,
    pub(super) pages: Pages,
    pub(super) copies: Copies,
    pub(super) assets: Vec<SourceAsset>,
    pub(super) sources: Sources,
    pub(super) lang: Lang,
}

impl Workshop {
    /// Prepares to build the site that `options` name. Nothing is read yet.
    pub fn new(options: BuildOptions) -> Self {
        Self {
            threads: thread_pool(&options),
            options,
            session: Session::default(),
        }
    }

    /// Builds after the files `changed`, which are paths below ROOT as the options name it or absolute ones, may have changed: a
    /// folder stands for all that is in it, and nothing for everything.
    ///
    /// `ready` is called from any thread with paths of the output that are new on disk or gone from it, as soon as they are: the
    /// pages of touched notes first, and again if the rest of the site changes them further.
    pub fn build(&mut self, changed: &[PathBuf], ready: &(dyn Fn(&[String]) + Sync)) -> Outcome {
        let Self {
            options,
            threads,
            session,
        } = self;
        let mut work = || {
            if let Some(state) = &mut session.state {
                let touched = state.touch(changed);
                if !touched.is_empty() {
                    ready(&touched);
                }
            }
            stages(options, &Until::Written, Some(session))
        };
        let outcome = match threads {
            Some(threads) => threads.install(work),
            None => work(),
        };
        if !outcome.changed.is_empty() {
            ready(&outcome.changed);
        }
        outcome
    }
}

impl State {
    /// Writes the pages of the notes among `changed` as far as the last build can tell them, and returns their paths. A file that
    /// is no public note of the last build, or cannot be read or written, is left to the build that follows, which also says
    /// what there is to say.
    fn touch(&mut self, changed: &[PathBuf]) -> Vec<String> {
        let mut touched = Vec::new();
        let notes: Vec<_> = changed
            .iter()
            .filter_map(|file| Some((file, self.note_at(file)?)))
            .collect();
        if notes.len() > MOST_TOUCHED {
            return touched;
        }
        for (file, id) in notes {
            // What the program fails on here it fails on in the build that follows, which says so.
            let written =
                caught(|| self.read_again(file, id).is_some() && self.write_page(id).is_ok());
            if written == Ok(true) {
                touched.push(self.linked.catalog.note(id).route.clone());
            }
        }
        touched
    }

    fn note_at(&self, file: &Path) -> Option<NoteId> {
        let notes = &self.site.notes;
        let path = file.strip_prefix(notes).ok().map(Path::to_owned);
        let path = path.or_else(|| {
            let notes = notes.canonicalize().ok()?;
            let folder = file.parent()?.canonicalize().ok()?;
            Some(folder.strip_prefix(notes).ok()?.join(file.file_name()?))
        })?;
        let path = path.to_str()?.replace('\\', "/");
        let entries = self.linked.catalog.notes.iter();
        let at = entries.enumerate().find(|(_, note)| note.path == path)?.0;
        u32::try_from(at).ok().map(NoteId)
    }

    /// Reads, parses and links a note alone. `None` if it is as it was, or is to be left to a whole build.
    fn read_again(&mut self, file: &Path, id: NoteId) -> Option<()> {
        let at = id.0 as usize;
        let Linked {
            notes,
            catalog,
            linked,
            backlinks,
            ..
        } = &mut self.linked;
        let path = notes[at].path.clone();
        // A whole build follows no link that leads out, and waits for no pipe.
        if !is_in_notes(&self.site.notes, file) {
            return None;
        }
        let contents = read(file, self.site.config.encoding);
        // What a build has to say of the text stands on the page too.
        if contents.has_faults() {
            return None;
        }
        let text = contents.text.ok()?;
        let source = self.sources.add(self.site.from_root(&path), text.clone());
        let parse_options = notes::parse_options(&self.site);
        let parsed = parse_note(source, &path, &text, &parse_options);
        let is_doubtful = |found: &Diagnostic| found.code == Code::BadFrontMatter;
        if parsed.diagnostics.iter().any(is_doubtful) {
            return None;
        }
        let mut note = parsed.value;
        if let Some((text, _)) = without_private_names(&note, &text, catalog) {
            note = parse_note(source, &path, &text, &parse_options).value;
        }
        if note.digest == notes[at].digest || note.front_matter.private {
            return None;
        }
        let sources = &self.sources;
        catalog.renew(id, &note, self.lang.tag(), &|span| {
            sources.position(span.source, span.start).line
        });
        let link_options = LinkOptions {
            words: KnownWords::default(),
            near_misses: false,
        };
        linked[at] = link_note(&note, id, catalog, &link_options).value;
        // Which topics and questions go with a new one, and where the links of this note stand now, the whole build finds out.
        let questions = &mut backlinks.questions[at];
        questions.resize(note.questions.len(), QuestionLinks::default());
        for links in questions {
            links.related.retain(|(note, question)| {
                (*question as usize) < catalog.note(*note).questions.len()
            });
        }
        for references in &mut backlinks.notes {
            references.retain(|reference| reference.place.note != id);
        }
        notes[at] = note;
        self.copies
            .put_in_place(&notes[at..=at], &mut linked[at..=at], &mut Outcome::empty());
        Some(())
    }

    fn write_page(&self, id: NoteId) -> Result<(), Failure> {
        let Linked {
            notes,
            catalog,
            linked,
            backlinks,
            ..
        } = &self.linked;
        let at = id.0 as usize;
        let files = referenced_files(&self.assets, catalog, &linked[at..=at]);
        let mut outcome = Outcome::empty();
        outcome.lang = self.lang;
        let renderer = Renderer::new(
            &self.site,
            catalog,
            backlinks,
            notes,
            linked,
            &files,
            &mut outcome,
        );
        let body = renderer.note(id).value;
        let around = renderer.surroundings(id);
        let html = self.pages.note(catalog, id, &body, &around)?;
        let writer = Writer::open(&self.site.output, &self.site.notes);
        let shown = writer.and_then(|writer| {
            writer.write(&catalog.note(id).route, html.as_bytes())?;
            writer.show()
        });
        shown.map_err(Failure::Output)
    }
}
