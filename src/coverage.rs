//! Which questions have answers: figures for notes and topics, and the open ones in the order of what depends on them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::backlinks::Backlinks;
use crate::catalog::topics::TopicId;
use crate::catalog::{Catalog, NoteId, QuestionEntry};
use crate::parse::AnswerState;

/// Which questions of a site have answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// All questions.
    pub total: Share,
    /// The notes that have questions, in reading order.
    pub notes: Vec<(NoteId, Share)>,
    /// The topics that questions ask about, those with most questions first.
    pub topics: Vec<(TopicId, Share)>,
    /// The questions without an answer, those first that most of the rest depends on; equal ones in reading order.
    pub open: Vec<Open>,
}

/// How many of some questions have answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// All of them.
    pub questions: usize,
    /// Those with an answer.
    pub answered: usize,
    /// Those with the beginning of an answer, or nothing but links.
    pub begun: usize,
}

/// A question without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    /// Its note.
    pub note: NoteId,
    /// Its index there.
    pub question: u32,
    /// See [`crate::backlinks::QuestionLinks::dependents`].
    pub dependents: usize,
}

impl Share {
    fn of<'a>(questions: impl IntoIterator<Item = &'a QuestionEntry>) -> Self {
        let mut share = Self::default();
        for question in questions {
            share.questions += 1;
            match question.state {
                AnswerState::Answered => share.answered += 1,
                AnswerState::Stub | AnswerState::LinkOnly => share.begun += 1,
                AnswerState::Empty => {}
            }
        }
        share
    }

    /// How many of a hundred have an answer, rounded down; of no questions all have one.
    pub fn percent(&self) -> usize {
        Self::part(self.answered, self.questions)
    }

    /// How many of a hundred have anything, rounded down.
    pub fn percent_begun(&self) -> usize {
        Self::part(self.answered + self.begun, self.questions)
    }

    fn part(some: usize, all: usize) -> usize {
        (some * 100).checked_div(all).unwrap_or(100)
    }
}

impl Coverage {
    /// The figures of a site.
    pub fn new(catalog: &Catalog, backlinks: &Backlinks) -> Self {
        let notes = catalog.note_ids().zip(&catalog.notes);
        let with_questions = notes.filter(|(_, note)| !note.questions.is_empty());
        let mut topics: Vec<(TopicId, Share)> = asked(backlinks)
            .into_iter()
            .map(|(topic, questions)| {
                let entry =
                    |(note, at): &(NoteId, u32)| &catalog.note(*note).questions[*at as usize];
                (topic, Share::of(questions.iter().map(entry)))
            })
            .collect();
        topics.sort_by_key(|(topic, share)| (Reverse(share.questions), *topic));
        let mut open = Vec::new();
        for (id, links) in catalog.note_ids().zip(&backlinks.questions) {
            let questions = catalog.note(id).questions.iter().zip(links);
            for (at, (question, links)) in (0u32..).zip(questions) {
                if question.state != AnswerState::Answered {
                    open.push(Open {
                        note: id,
                        question: at,
                        dependents: links.dependents,
                    });
                }
            }
        }
        // A stable sort, so that equal ones stay in reading order.
        open.sort_by_key(|open| Reverse(open.dependents));
        Self {
            total: Share::of(catalog.notes.iter().flat_map(|note| &note.questions)),
            notes: with_questions
                .map(|(id, note)| (id, Share::of(&note.questions)))
                .collect(),
            topics,
            open,
        }
    }
}

/// The questions that ask about each topic, in reading order.
pub fn asked(backlinks: &Backlinks) -> BTreeMap<TopicId, Vec<(NoteId, u32)>> {
    let mut asked: BTreeMap<TopicId, Vec<(NoteId, u32)>> = BTreeMap::new();
    for (note, questions) in (0u32..).zip(&backlinks.questions) {
        for (question, links) in (0u32..).zip(questions) {
            for topic in &links.topics[..links.asked] {
                asked
                    .entry(*topic)
                    .or_default()
                    .push((NoteId(note), question));
            }
        }
    }
    asked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_are_rounded_down() {
        let share = |answered, begun, questions| Share {
            questions,
            answered,
            begun,
        };
        assert_eq!(share(2, 0, 3).percent(), 66);
        assert_eq!(share(299, 0, 300).percent(), 99, "not all");
        assert_eq!(share(1, 1, 3).percent_begun(), 66);
        assert_eq!(share(0, 0, 0).percent(), 100, "there is nothing to answer");
    }
}
