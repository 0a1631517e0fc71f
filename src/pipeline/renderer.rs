//! Rendering with what the whole site shares: sizes of images, and each formula, code block and diagram made once.

mod pieces;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Outcome;
use super::confined::{Step, confined, failure};
use super::links::Referenced;
use crate::backlinks::{Backlinks, TextPlace};
use crate::cache::{Cache, Kind};
use crate::catalog::{Catalog, NoteId};
use crate::config::{RemoteImages, Site};
use crate::diagnostic::{Checked, Code, Diagnostic, SourceId};
use crate::document::Formula;
use crate::link::LinkedNote;
use crate::memo::Memo;
use crate::page::{Backlink, QuestionSurroundings, RelatedQuestion, Surroundings};
use crate::parse::{ParsedNote, Run};
use crate::render::code::{Highlighted, highlight};
use crate::render::diagram::render_diagram;
use crate::render::escape::escape_text;
use crate::render::math::{MathForm, MathOptions, RenderedFormula, render_formula};
use crate::render::{
    Apart, CardApart, RenderedCards, RenderedNote, Shared, answer_text, render_card_apart,
    render_cards, render_note,
};
use crate::search::{NoteUnits, note_units};
use crate::source::image_size;
use crate::text::{Lang, Segmenter};

/// How much of each kind is kept, formulas for example: those of some 1,000 notes, and at most so much memory.
const KEPT_BYTES: usize = 16 << 20;

/// What other runs have rendered, if that is kept.
#[derive(Default)]
struct Kept<'a> {
    cache: Option<&'a Cache>,
    formulas: Option<Kind<'a>>,
    code: Option<Kind<'a>>,
    diagrams: Option<Kind<'a>>,
}

/// Renders the notes of one site.
pub(super) struct Renderer<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) backlinks: &'a Backlinks,
    notes: &'a [ParsedNote],
    linked: &'a [LinkedNote],
    /// The running text of each note, found when another page first shows a piece of it.
    runs: Vec<OnceLock<Vec<Run<'a>>>>,
    image_sizes: BTreeMap<String, (u32, u32)>,
    /// What the reader must know of a note that could not be read as it was meant, by its file.
    notices: BTreeMap<SourceId, String>,
    /// The files of the notes that an earlier stage failed on.
    unmade: BTreeSet<SourceId>,
    /// What pieces of notes, and pages around bodies, have failed on so far.
    failures: Mutex<BTreeSet<Diagnostic>>,
    lang: Lang,
    load_remote_images: bool,
    pub(super) frame_hosts: Vec<String>,
    /// Whether it is known where the site will be.
    is_published: bool,
    math: MathOptions,
    kept: Kept<'a>,
    formulas: Memo<Formula, RenderedFormula>,
    code: Memo<(String, String), Highlighted>,
    diagrams: Memo<(String, String), Result<String, String>>,
}

impl<'a> Renderer<'a> {
    pub(super) fn new(
        site: &Site,
        catalog: &'a Catalog,
        backlinks: &'a Backlinks,
        notes: &'a [ParsedNote],
        linked: &'a [LinkedNote],
        files: &BTreeMap<&str, Referenced>,
        outcome: &mut Outcome,
    ) -> Self {
        let macros = &site.config.math.macros;
        let by_name = macros
            .iter()
            .map(|each| (each.name.clone(), each.body.clone()))
            .collect();
        let (math, faults) = MathOptions::new(&by_name, site.config.math.mathml);
        for fault in faults {
            if let Some(each) = macros.iter().find(|each| each.name == fault.name) {
                outcome.diagnostics.push(Diagnostic {
                    args: fault.args,
                    ..Diagnostic::new(fault.code, each.span, [])
                });
            }
        }
        let image_sizes = files
            .par_iter()
            .filter_map(|(path, file)| Some(((*path).to_owned(), image_size(&file.asset.file)?)))
            .collect();
        Self {
            catalog,
            backlinks,
            notes,
            linked,
            runs: notes.iter().map(|_| OnceLock::new()).collect(),
            image_sizes,
            notices: notices(outcome),
            unmade: unmade(outcome),
            failures: Mutex::default(),
            lang: outcome.lang,
            load_remote_images: site.config.remote_images == RemoteImages::Load,
            frame_hosts: site.config.iframe_hosts.clone(),
            is_published: site.config.base_url.is_some(),
            math,
            kept: Kept::default(),
            formulas: Memo::new(KEPT_BYTES, |formula, rendered| {
                formula.tex.len() + rendered.html.len() + rendered.styles.bytes()
            }),
            code: Memo::new(KEPT_BYTES, |(_, text), made| text.len() + made.html.len()),
            diagrams: Memo::new(KEPT_BYTES, |(_, source), made| {
                source.len() + made.as_ref().map_or_else(String::len, String::len)
            }),
        }
    }

    /// The same with what other runs kept.
    pub(super) fn with_cache(self, cache: Option<&'a Cache>) -> Self {
        let Some(cache) = cache else { return self };
        let kept = Kept {
            cache: Some(cache),
            formulas: Some(cache.kind("formula", &self.math)),
            code: Some(cache.kind("code", &())),
            diagrams: Some(cache.kind("diagram", &())),
        };
        Self { kept, ..self }
    }

    /// The same for a book that readers show who have neither our style sheets nor a network. To be called before anything is
    /// rendered.
    pub(super) fn for_epub(self) -> Self {
        Self {
            load_remote_images: false,
            ..self.with_form(MathForm::Mathml)
        }
    }

    /// The same for paper, where nobody listens to formulas.
    pub(super) fn for_paper(self) -> Self {
        self.with_form(MathForm::Html)
    }

    fn with_form(self, form: MathForm) -> Self {
        let cache = self.kept.cache;
        let math = self.math.with_form(form);
        Self { math, ..self }.with_cache(cache)
    }

    /// Whether the images have the sizes that pages say.
    pub(super) fn image_sizes_hold(&self, files: &BTreeMap<&str, Referenced>) -> bool {
        files.par_iter().all(|(path, file)| {
            self.image_sizes.get(*path).copied() == image_size(&file.asset.file)
        })
    }

    /// Renders the body of a note.
    pub(super) fn note(&self, id: NoteId) -> Checked<RenderedNote> {
        let note = &self.notes[id.0 as usize];
        if self.unmade.contains(&note.source) {
            return Checked {
                value: self.apology(),
                diagnostics: Vec::new(),
            };
        }
        let render = || {
            self.with_shared(None, |shared| {
                let (parsed, linked) = (shared.note)(id);
                let mut checked = render_note(shared, id, parsed, linked);
                if let Some(notice) = self.notice(parsed.source) {
                    let html = notice_html(notice);
                    checked.value.html.insert_str(0, &html);
                    for end in &mut checked.value.question_ends {
                        *end += html.len();
                    }
                }
                checked
            })
        };
        confined(Step::Body, &note.path, render).unwrap_or_else(|why| Checked {
            value: self.apology(),
            diagnostics: vec![failure(note.source, &why)],
        })
    }

    /// The body of a note that the program has failed on.
    pub(super) fn apology(&self) -> RenderedNote {
        RenderedNote {
            html: notice_html(Code::NoteFailed.words(self.lang).message),
            ..RenderedNote::default()
        }
    }

    /// Makes something of the note `id` that is not its body; if the program fails on it, something else takes its place, and
    /// [`Renderer::failures`] has the finding.
    pub(super) fn confined<T>(
        &self,
        step: Step,
        id: NoteId,
        make: impl FnOnce() -> T,
        otherwise: impl FnOnce() -> T,
    ) -> T {
        let note = &self.notes[id.0 as usize];
        confined(step, &note.path, make).unwrap_or_else(|why| {
            let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
            failures.insert(failure(note.source, &why));
            drop(failures);
            otherwise()
        })
    }

    /// The same for a piece of the note, in whose place nothing stands.
    fn piece<T: Default>(&self, id: NoteId, make: impl FnOnce() -> T) -> T {
        self.confined(Step::Piece, id, make, T::default)
    }

    /// What the program has failed on besides bodies, sorted.
    pub(super) fn failures(&self) -> Vec<Diagnostic> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.iter().cloned().collect()
    }

    /// Renders the questions of a note with their answers.
    pub(super) fn cards(&self, id: NoteId) -> RenderedCards {
        if self.unmade.contains(&self.notes[id.0 as usize].source) {
            return RenderedCards::default();
        }
        self.piece(id, || {
            self.with_shared(None, |shared| {
                let (parsed, linked) = (shared.note)(id);
                render_cards(shared, id, parsed, linked)
            })
        })
    }

    /// The sections of a note for the search index.
    pub(super) fn search_units(&self, id: NoteId, segmenter: &Segmenter) -> NoteUnits {
        let (parsed, linked) = self.parsed(id);
        let nothing = || NoteUnits {
            note: id,
            units: Vec::new(),
        };
        // What its page does not show is not found there.
        if self.unmade.contains(&parsed.source) {
            return nothing();
        }
        let make = || note_units(self.catalog, id, parsed, linked, segmenter);
        self.confined(Step::Search, id, make, nothing)
    }

    /// Renders what stands around the body of a note.
    pub(super) fn surroundings(&self, id: NoteId) -> Surroundings {
        let route = &self.catalog.note(id).route;
        self.with_shared(None, |shared| {
            let sentence = |place: &TextPlace| self.sentence(shared, route, place);
            let heading = |note, question| self.question(shared, route, note, question);
            Surroundings {
                answers: self.answers(id),
                ..self.surroundings_of(id, &sentence, &heading)
            }
        })
    }

    /// What stands around the body of a note, with nothing rendered.
    pub(super) fn bare_surroundings(&self, id: NoteId) -> Surroundings {
        let nothing = RenderedNote::default;
        self.surroundings_of(id, &|_| nothing(), &|_, _| nothing())
    }

    fn surroundings_of(
        &self,
        id: NoteId,
        sentence: &dyn Fn(&TextPlace) -> RenderedNote,
        heading: &dyn Fn(NoteId, u32) -> RenderedNote,
    ) -> Surroundings {
        let backlinks = self.backlinks.notes[id.0 as usize].iter();
        let questions = self.backlinks.questions[id.0 as usize].iter();
        Surroundings {
            backlinks: backlinks
                .map(|reference| Backlink {
                    reference: reference.clone(),
                    sentence: sentence(&reference.place),
                })
                .collect(),
            questions: questions
                .map(|links| QuestionSurroundings {
                    topics: links.topics.clone(),
                    related: links
                        .related
                        .iter()
                        .map(|(note, question)| RelatedQuestion {
                            note: *note,
                            question: *question,
                            heading: heading(*note, *question),
                        })
                        .collect(),
                })
                .collect(),
            answers: Vec::new(),
        }
    }

    /// What the reader must know of the file of a note.
    pub(super) fn notice(&self, source: SourceId) -> Option<&str> {
        self.notices.get(&source).map(String::as_str)
    }

    /// Width and height of an image in pixels.
    pub(super) fn image_size(&self, path: &str) -> Option<(u32, u32)> {
        self.image_sizes.get(path).copied()
    }

    /// The answers of a note as text, if the site is one that search engines are told of.
    fn answers(&self, id: NoteId) -> Vec<String> {
        let note = &self.notes[id.0 as usize];
        let questions = 0..if self.is_published {
            note.questions.len()
        } else {
            0
        };
        questions
            .map(|question| self.piece(id, || answer_text(note, question)))
            .collect()
    }

    /// Renders questions of a note with their answers for a program that is no browser on the site.
    pub(super) fn cards_apart(
        &self,
        id: NoteId,
        questions: &[usize],
        base_url: Option<&str>,
        picture: &dyn Fn(&str) -> String,
    ) -> Vec<(usize, CardApart)> {
        let apart = Apart {
            base_url,
            picture,
            math: &self.math,
        };
        self.with_shared(Some(&apart), |shared| {
            let questions = questions.iter();
            questions
                .filter_map(|index| {
                    let card = self.piece(id, || Some(render_card_apart(shared, id, *index)));
                    Some((*index, card?))
                })
                .collect()
        })
    }

    /// The note as parsed and linked.
    pub(super) fn parsed(&self, id: NoteId) -> (&'a ParsedNote, &'a LinkedNote) {
        (&self.notes[id.0 as usize], &self.linked[id.0 as usize])
    }

    /// The names of the topics of a question.
    pub(super) fn topic_names(&self, id: NoteId, question: usize) -> Vec<String> {
        let links = self.backlinks.questions[id.0 as usize].get(question);
        let topics = links.map_or([].as_slice(), |links| &links.topics);
        let names = topics
            .iter()
            .map(|topic| self.catalog.topics.topic(*topic).name.clone());
        names.collect()
    }

    /// Calls `render` with what all rendering of this site shares; `apart` is set where text leaves the site.
    fn with_shared<T>(
        &self,
        apart: Option<&Apart<'_>>,
        render: impl FnOnce(&Shared<'_>) -> T,
    ) -> T {
        let formula = |formula: &Formula| {
            self.formulas.get(formula, || {
                let render = || render_formula(formula, &self.math);
                let question = (&formula.tex, formula.display);
                let is_kept = |made: &RenderedFormula| made.error.is_none();
                let mut made = kept(self.kept.formulas.as_ref(), &question, render, is_kept);
                made.html.shrink_to_fit();
                made
            })
        };
        let highlighted = |lang: &str, text: &str| -> Arc<Highlighted> {
            self.code.get(&(lang.to_owned(), text.to_owned()), || {
                let render = || highlight(lang, text);
                let mut made = kept(self.kept.code.as_ref(), &(lang, text), render, |_| true);
                made.html.shrink_to_fit();
                made
            })
        };
        let diagram = |lang: &str, source: &str| {
            self.diagrams
                .get(&(lang.to_owned(), source.to_owned()), || {
                    let render = || render_diagram(lang, source);
                    // A refusal may be the machine's, that had no thread to spare.
                    kept(
                        self.kept.diagrams.as_ref(),
                        &(lang, source),
                        render,
                        Result::is_ok,
                    )
                })
        };
        let (notes, linked) = (self.notes, self.linked);
        let note = move |id: NoteId| (&notes[id.0 as usize], &linked[id.0 as usize]);
        render(&Shared {
            catalog: self.catalog,
            lang: self.lang,
            load_remote_images: self.load_remote_images,
            frame_hosts: &self.frame_hosts,
            image_sizes: &self.image_sizes,
            formula: &formula,
            highlight: &highlighted,
            diagram: &diagram,
            apart,
            note: &note,
        })
    }
}

/// The value for `question` that a run kept, else a new one.
fn kept<V: Serialize + DeserializeOwned>(
    kind: Option<&Kind>,
    question: &impl Serialize,
    make: impl FnOnce() -> V,
    is_kept: impl FnOnce(&V) -> bool,
) -> V {
    match kind {
        Some(kind) => kind.get(question, make, is_kept),
        None => make(),
    }
}

/// A notice above a body, or in its place.
fn notice_html(notice: &str) -> String {
    format!(
        "<div class=\"notice\"><p>{}</p></div>\n",
        escape_text(notice)
    )
}

/// The files of the notes that the program has failed on.
fn unmade(outcome: &Outcome) -> BTreeSet<SourceId> {
    let found = outcome.diagnostics.iter();
    found
        .filter(|found| found.code == Code::NoteFailed)
        .map(|found| found.span.source)
        .collect()
}

/// Findings about notes as a whole, which their pages show too: nothing is dropped in silence.
fn notices(outcome: &Outcome) -> BTreeMap<SourceId, String> {
    let shown = [
        Code::UndecodableNote,
        Code::OversizedNote,
        Code::UnreadableFile,
        Code::InvalidUtf8,
        Code::BadFrontMatter,
        Code::NoteFailed,
    ];
    outcome
        .diagnostics
        .iter()
        .filter(|diagnostic| shown.contains(&diagnostic.code))
        .map(|diagnostic| (diagnostic.span.source, diagnostic.message(outcome.lang)))
        .collect()
}
