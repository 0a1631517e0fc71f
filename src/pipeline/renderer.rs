//! Rendering with what the whole site shares: sizes of images, and each formula, code block and diagram made once.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Outcome;
use super::links::Referenced;
use crate::backlinks::{Backlinks, SectionId, TextPlace};
use crate::cache::{Cache, Kind};
use crate::catalog::topics::TopicId;
use crate::catalog::{Catalog, NoteId};
use crate::config::{RemoteImages, Site};
use crate::diagnostic::{Checked, Code, Diagnostic, SourceId};
use crate::document::Formula;
use crate::link::LinkedNote;
use crate::memo::Memo;
use crate::page::{
    Backlink, QuestionSurroundings, RelatedQuestion, ShownDefinition, ShownMention, ShownQuestion,
    Surroundings, TopicBody,
};
use crate::parse::{AnswerState, ParsedNote, Run, RunKind, text_runs};
use crate::render::code::{Highlighted, highlight};
use crate::render::diagram::render_diagram;
use crate::render::escape::escape_text;
use crate::render::math::{MathForm, MathOptions, RenderedFormula, render_formula};
use crate::render::{
    Apart, CardApart, RenderedCards, RenderedNote, Shared, answer_text, render_beginning,
    render_card_apart, render_cards, render_digest, render_first_formula, render_heading,
    render_note, render_question, render_sentence,
};
use crate::search::{NoteUnits, note_units};
use crate::source::image_size;
use crate::text::{Lang, Segmenter};

/// The most sections that the page of a topic shows as introducing it.
const MOST_DEFINITIONS: usize = 3;

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
        self.with_shared(None, |shared| {
            let (parsed, linked) = (shared.note)(id);
            let mut checked = render_note(shared, id, parsed, linked);
            if let Some(notice) = self.notice(parsed.source) {
                let html = format!(
                    "<div class=\"notice\"><p>{}</p></div>\n",
                    escape_text(notice)
                );
                checked.value.html.insert_str(0, &html);
                for end in &mut checked.value.question_ends {
                    *end += html.len();
                }
            }
            checked
        })
    }

    /// Renders the questions of a note with their answers.
    pub(super) fn cards(&self, id: NoteId) -> RenderedCards {
        self.with_shared(None, |shared| {
            let (parsed, linked) = (shared.note)(id);
            render_cards(shared, id, parsed, linked)
        })
    }

    /// The sections of a note for the search index.
    pub(super) fn search_units(&self, id: NoteId, segmenter: &Segmenter) -> NoteUnits {
        let at = id.0 as usize;
        note_units(
            self.catalog,
            id,
            &self.notes[at],
            &self.linked[at],
            segmenter,
        )
    }

    /// Renders what stands around the body of a note.
    pub(super) fn surroundings(&self, id: NoteId) -> Surroundings {
        let route = &self.catalog.note(id).route;
        self.with_shared(None, |shared| {
            let sentence =
                |place: &TextPlace| render_sentence(shared, route, place, self.runs(place.note));
            let heading =
                |note, question: u32| render_question(shared, route, note, question as usize);
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
            .map(|question| answer_text(note, question))
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
                .map(|index| (*index, render_card_apart(shared, id, *index)))
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

    fn runs(&self, note: NoteId) -> &[Run<'a>] {
        let at = note.0 as usize;
        self.runs[at].get_or_init(|| text_runs(&self.notes[at].document))
    }

    /// Renders questions for the sheet at `route`, each with its answer in short if it has one.
    pub(super) fn sheet(&self, route: &str, questions: &[(NoteId, u32)]) -> Vec<ShownQuestion> {
        let shown = |shared: &Shared<'_>, (note, question): (NoteId, u32)| {
            let at = question as usize;
            let state = self.catalog.note(note).questions[at].state;
            let body = if state == AnswerState::Answered {
                render_digest(shared, route, note, at)
            } else {
                RenderedNote::default()
            };
            ShownQuestion {
                note,
                question,
                heading: render_question(shared, route, note, at),
                body,
            }
        };
        self.with_shared(None, |shared| {
            questions.iter().map(|each| shown(shared, *each)).collect()
        })
    }

    /// What the page of a topic shows of the notes, with nothing rendered.
    pub(super) fn bare_topic(&self, id: TopicId) -> TopicBody {
        let used = self.backlinks.topic(id);
        let definitions = used.definitions.iter().take(MOST_DEFINITIONS);
        let definition = |section: &SectionId| ShownDefinition {
            section: *section,
            heading: RenderedNote::default(),
            body: RenderedNote::default(),
            more: false,
        };
        let mention = ShownMention {
            heading: RenderedNote::default(),
            sentence: RenderedNote::default(),
        };
        TopicBody {
            definitions: definitions.map(definition).collect(),
            mentions: vec![mention; used.places.len()],
        }
    }

    /// Renders what the page of a topic shows of the notes.
    pub(super) fn topic(&self, id: TopicId) -> TopicBody {
        let route = &self.catalog.topics.topic(id).route;
        let used = self.backlinks.topic(id);
        self.with_shared(None, |shared| {
            let mentions = used.places.iter().map(|at| {
                let place = &at.place;
                let runs = self.runs(place.note);
                let heading = |at| render_heading(shared, route, place.note, at as usize);
                let is_heading = runs
                    .get(place.run as usize)
                    .is_some_and(|run| matches!(run.kind, RunKind::Heading(_)));
                ShownMention {
                    heading: place.section.map(heading).unwrap_or_default(),
                    sentence: if is_heading {
                        RenderedNote::default()
                    } else {
                        render_sentence(shared, route, place, runs)
                    },
                }
            });
            let mentions = mentions.collect();
            let definitions = used.definitions.iter().take(MOST_DEFINITIONS);
            let definitions = definitions
                .map(|section| Self::definition(shared, route, *section))
                .collect();
            TopicBody {
                definitions,
                mentions,
            }
        })
    }

    fn definition(shared: &Shared<'_>, route: &str, section: SectionId) -> ShownDefinition {
        let (note, heading) = section;
        let anchor = heading
            .and_then(|at| shared.catalog.note(note).headings.get(at as usize))
            .map(|heading| heading.anchor.as_str());
        let (body, more) = render_beginning(shared, route, note, anchor);
        let heading = heading.map(|at| render_heading(shared, route, note, at as usize));
        ShownDefinition {
            section,
            heading: heading.unwrap_or_default(),
            body,
            more,
        }
    }

    /// The first formula on lines of its own in the sections that introduce a topic.
    pub(super) fn first_formula(&self, id: TopicId) -> Option<RenderedNote> {
        let sections = &self.backlinks.topic(id).definitions;
        self.with_shared(None, |shared| {
            sections.iter().find_map(|(note, heading)| {
                let headings = &shared.catalog.note(*note).headings;
                let anchor = heading.and_then(|at| headings.get(at as usize));
                render_first_formula(shared, *note, anchor.map(|heading| heading.anchor.as_str()))
            })
        })
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

/// Findings about notes as a whole, which their pages show too: nothing is dropped in silence.
fn notices(outcome: &Outcome) -> BTreeMap<SourceId, String> {
    let shown = [
        Code::UndecodableNote,
        Code::OversizedNote,
        Code::UnreadableFile,
        Code::InvalidUtf8,
        Code::BadFrontMatter,
    ];
    outcome
        .diagnostics
        .iter()
        .filter(|diagnostic| shown.contains(&diagnostic.code))
        .map(|diagnostic| (diagnostic.span.source, diagnostic.message(outcome.lang)))
        .collect()
}
