//! What leads to a note and its questions, which is put around the body: so a new link to a note changes its page, and its
//! body is rendered no other way.

use tera::Context;

use super::context::{BacklinkItem, QuestionItem, TopicLink};
use super::frame::Needs;
use super::navigation::{Place, state_item};
use super::url::link;
use super::{PageError, Theme};
use crate::backlinks::Reference;
use crate::catalog::NoteId;
use crate::catalog::topics::TopicId;
use crate::render::RenderedNote;

/// What stands around the body of a note.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The notes that link to it.
    pub backlinks: Vec<Backlink>,
    /// What goes with each of its questions.
    pub questions: Vec<QuestionSurroundings>,
    /// The answer to each of its questions as text, where the site tells search engines of them; else none.
    pub answers: Vec<String>,
}

/// A note that links to another.
#[derive(Clone, Debug)]
pub struct Backlink {
    /// Where it does.
    pub reference: Reference,
    /// The sentence around the link.
    pub sentence: RenderedNote,
}

/// What goes with a question.
#[derive(Clone, Debug, Default)]
pub struct QuestionSurroundings {
    /// What it is about.
    pub topics: Vec<TopicId>,
    /// Other questions about the same.
    pub related: Vec<RelatedQuestion>,
}

/// A question that another one shows.
#[derive(Clone, Debug)]
pub struct RelatedQuestion {
    /// Its note.
    pub note: NoteId,
    /// Its index there.
    pub question: u32,
    /// Its heading.
    pub heading: RenderedNote,
}

impl Surroundings {
    /// What the page of a note needs for its body and for all that stands around it.
    pub(super) fn needs(&self, body: &RenderedNote) -> Needs {
        let sentences = self.backlinks.iter().map(|link| &link.sentence);
        let related = self.questions.iter().flat_map(|question| &question.related);
        let headings = related.map(|question| &question.heading);
        Needs::of([body].into_iter().chain(sentences).chain(headings))
    }

    /// The body of the note `id` with what goes with each question put under its answer.
    pub(super) fn body(
        &self,
        theme: &Theme,
        place: &Place<'_>,
        id: NoteId,
        rendered: &RenderedNote,
    ) -> Result<String, PageError> {
        let html = &rendered.html;
        let mut out = String::with_capacity(html.len());
        let mut at = 0;
        for (end, question) in rendered.question_ends.iter().zip(&self.questions) {
            out.push_str(&html[at..*end]);
            at = *end;
            if question.topics.is_empty() && question.related.is_empty() {
                continue;
            }
            let mut context = Context::new();
            context.insert("t", place.t);
            context.insert("topics", &topic_links(place, &question.topics));
            let related: Vec<QuestionItem> = question
                .related
                .iter()
                .map(|related| related.item(place, id))
                .collect();
            context.insert("related", &related);
            out.push_str(&theme.render("partials/question-links.html", &context)?);
        }
        out.push_str(&html[at..]);
        Ok(out)
    }

    pub(super) fn backlinks(&self, place: &Place<'_>) -> Vec<BacklinkItem> {
        let item = |backlink: &Backlink| {
            let from = &backlink.reference.place;
            let note = place.catalog.note(from.note);
            let heading = from.section.and_then(|at| note.headings.get(at as usize));
            let anchor = heading.map(|heading| heading.anchor.as_str());
            BacklinkItem {
                title: note.title.clone(),
                url: link(place.root, &note.route, anchor),
                count: backlink.reference.count,
                html: backlink.sentence.html.clone(),
            }
        };
        self.backlinks.iter().map(item).collect()
    }
}

impl RelatedQuestion {
    /// The question for the page of the note `on`, which need not name itself.
    fn item(&self, place: &Place<'_>, on: NoteId) -> QuestionItem {
        let note = place.catalog.note(self.note);
        let question = &note.questions[self.question as usize];
        QuestionItem {
            html: self.heading.html.clone(),
            url: link(place.root, &note.route, Some(&question.anchor)),
            note: if self.note == on {
                String::new()
            } else {
                note.title.clone()
            },
            state: state_item(question.state.as_str(), place.t),
        }
    }
}

/// Links to the pages of topics.
pub(super) fn topic_links(place: &Place<'_>, topics: &[TopicId]) -> Vec<TopicLink> {
    let link_to = |id: &TopicId| {
        let topic = place.catalog.topics.topic(*id);
        TopicLink {
            id: topic.id.clone(),
            title: topic.name.clone(),
            url: link(place.root, &topic.route, None),
        }
    };
    topics.iter().map(link_to).collect()
}
