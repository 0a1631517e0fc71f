//! Pieces of notes, rendered for other pages: sentences, headings, questions, and what introduces a topic. A piece that the program
//! fails on is left out there.

use super::Renderer;
use crate::backlinks::{SectionId, TextPlace};
use crate::catalog::NoteId;
use crate::catalog::topics::TopicId;
use crate::page::{ShownDefinition, ShownMention, ShownQuestion, TopicBody};
use crate::parse::{AnswerState, Run, RunKind, text_runs};
use crate::pipeline::confined::Step;
use crate::render::escape::escape_text;
use crate::render::{
    RenderedNote, Shared, render_beginning, render_digest, render_first_formula, render_heading,
    render_question, render_sentence,
};

/// The most sections that the page of a topic shows as introducing it.
const MOST_DEFINITIONS: usize = 3;

impl<'a> Renderer<'a> {
    /// A sentence of a note for the page at `route`.
    pub(super) fn sentence(
        &self,
        shared: &Shared<'_>,
        route: &str,
        place: &TextPlace,
    ) -> RenderedNote {
        self.piece(place.note, || {
            render_sentence(shared, route, place, self.runs(place.note))
        })
    }

    /// A question of a note for the page at `route`.
    pub(super) fn question(
        &self,
        shared: &Shared<'_>,
        route: &str,
        note: NoteId,
        question: u32,
    ) -> RenderedNote {
        let at = question as usize;
        let render = || render_question(shared, route, note, at);
        let plain = || plain(&self.catalog.note(note).questions[at].text);
        self.confined(Step::Piece, note, render, plain)
    }

    /// A heading of a note for the page at `route`.
    fn heading(&self, shared: &Shared<'_>, route: &str, note: NoteId, at: u32) -> RenderedNote {
        let at = at as usize;
        let render = || render_heading(shared, route, note, at);
        let plain = || plain(&self.catalog.note(note).headings[at].text);
        self.confined(Step::Piece, note, render, plain)
    }

    /// Renders questions for the sheet at `route`, each with its answer in short if it has one.
    pub(in crate::pipeline) fn sheet(
        &self,
        route: &str,
        questions: &[(NoteId, u32)],
    ) -> Vec<ShownQuestion> {
        let shown = |shared: &Shared<'_>, (note, question): (NoteId, u32)| {
            let at = question as usize;
            let state = self.catalog.note(note).questions[at].state;
            let body = if state == AnswerState::Answered {
                self.piece(note, || render_digest(shared, route, note, at))
            } else {
                RenderedNote::default()
            };
            ShownQuestion {
                note,
                question,
                heading: self.question(shared, route, note, question),
                body,
            }
        };
        self.with_shared(None, |shared| {
            questions.iter().map(|each| shown(shared, *each)).collect()
        })
    }

    /// What the page of a topic shows of the notes, with nothing rendered.
    pub(in crate::pipeline) fn bare_topic(&self, id: TopicId) -> TopicBody {
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
    pub(in crate::pipeline) fn topic(&self, id: TopicId) -> TopicBody {
        let route = &self.catalog.topics.topic(id).route;
        let used = self.backlinks.topic(id);
        self.with_shared(None, |shared| {
            let mentions = used.places.iter().map(|at| {
                let place = &at.place;
                let heading = |at| self.heading(shared, route, place.note, at);
                let is_heading = self.piece(place.note, || {
                    let run = self.runs(place.note).get(place.run as usize);
                    run.is_some_and(|run| matches!(run.kind, RunKind::Heading(_)))
                });
                ShownMention {
                    heading: place.section.map(heading).unwrap_or_default(),
                    sentence: if is_heading {
                        RenderedNote::default()
                    } else {
                        self.sentence(shared, route, place)
                    },
                }
            });
            let mentions = mentions.collect();
            let definitions = used.definitions.iter().take(MOST_DEFINITIONS);
            let definitions = definitions
                .map(|section| self.definition(shared, route, *section))
                .collect();
            TopicBody {
                definitions,
                mentions,
            }
        })
    }

    fn definition(&self, shared: &Shared<'_>, route: &str, section: SectionId) -> ShownDefinition {
        let (note, heading) = section;
        let anchor = heading
            .and_then(|at| shared.catalog.note(note).headings.get(at as usize))
            .map(|heading| heading.anchor.as_str());
        let (body, more) = self.piece(note, || render_beginning(shared, route, note, anchor));
        let heading = heading.map(|at| self.heading(shared, route, note, at));
        ShownDefinition {
            section,
            heading: heading.unwrap_or_default(),
            body,
            more,
        }
    }

    /// The first formula on lines of its own in the sections that introduce a topic.
    pub(in crate::pipeline) fn first_formula(&self, id: TopicId) -> Option<RenderedNote> {
        let sections = &self.backlinks.topic(id).definitions;
        self.with_shared(None, |shared| {
            sections.iter().find_map(|(note, heading)| {
                let headings = &shared.catalog.note(*note).headings;
                let anchor = heading.and_then(|at| headings.get(at as usize));
                let anchor = anchor.map(|heading| heading.anchor.as_str());
                self.piece(*note, || render_first_formula(shared, *note, anchor))
            })
        })
    }

    fn runs(&self, note: NoteId) -> &[Run<'a>] {
        let at = note.0 as usize;
        self.runs[at].get_or_init(|| text_runs(&self.notes[at].document))
    }
}

/// A text as it is.
fn plain(text: &str) -> RenderedNote {
    RenderedNote {
        html: escape_text(text).into_owned(),
        ..RenderedNote::default()
    }
}
