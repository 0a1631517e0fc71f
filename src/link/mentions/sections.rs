//! The sections of a note as its text goes by, and which mention in each becomes the link.

use std::collections::BTreeSet;
use std::ops::Range;

use super::meanings::{Meaning, Meanings};
use super::{Found, LinkState, Mention, Place, TopicLink, checksum, offset};
use crate::catalog::NoteId;
use crate::catalog::topics::{Candidate, TopicId, Topics, is_defining};
use crate::parse::{FlatText, HeadingSummary, ParsedNote, Question, Run, RunKind};

/// The index of the heading that each run is under, or is itself. A heading in a quote or list holds to the end of that;
/// footnotes are under none.
pub(super) fn sections_of(runs: &[Run], note: &ParsedNote) -> Vec<Option<u32>> {
    let mut outer = None;
    let mut inner: Option<(Option<usize>, u32)> = None;
    runs.iter()
        .map(|run| {
            run.block?;
            if let RunKind::Heading(index) = run.kind {
                let is_outer = note.headings.get(index).is_some_and(|it| it.top_level);
                if is_outer {
                    outer = Some(offset(index));
                    inner = None;
                } else {
                    inner = Some((run.block, offset(index)));
                }
            }
            inner
                .filter(|(block, _)| *block == run.block)
                .map(|(_, index)| index)
                .or(outer)
        })
        .collect()
}

/// The index of the question that a run is in.
pub(super) fn question_of(run: &Run, questions: &[Question]) -> Option<u32> {
    let block = run.block?;
    let at = questions.partition_point(|question| question.blocks.start <= block);
    let at = at.checked_sub(1)?;
    (block < questions[at].blocks.end).then(|| u32::try_from(at).ok())?
}

/// The sections of a note as its text goes by.
pub(super) struct Sections<'a> {
    topics: &'a Topics,
    note_is_off: bool,
    /// The topics that the note as a whole is about.
    own: BTreeSet<TopicId>,
    /// The open headings: level and the topics that they introduce.
    open: Vec<(u8, BTreeSet<TopicId>)>,
    /// The index of the last heading.
    current: Option<u32>,
    /// The topics that the running text of the section has linked, or that its author has.
    linked: BTreeSet<TopicId>,
    question: Option<u32>,
    questions: &'a [Question],
    headings: &'a [HeadingSummary],
    /// Where the file turns links off, and the ranges that this is about: to the next heading.
    off: Vec<Range<u32>>,
}

impl<'a> Sections<'a> {
    pub(super) fn new(note: &'a ParsedNote, id: NoteId, topics: &'a Topics) -> Self {
        let own = topics.of_note(id).collect();
        let next_heading = |at: u32| {
            let starts = note.headings.iter().map(|heading| heading.span.start);
            starts.filter(|start| *start > at).min().unwrap_or(u32::MAX)
        };
        Self {
            topics,
            note_is_off: note.front_matter.topics == Some(false),
            own,
            open: Vec::new(),
            current: None,
            linked: BTreeSet::new(),
            question: None,
            questions: &note.questions,
            headings: &note.headings,
            off: note
                .no_topics
                .iter()
                .map(|at| *at..next_heading(*at))
                .collect(),
        }
    }

    /// Goes on to a run.
    pub(super) fn enter(
        &mut self,
        run: &Run,
        section: Option<u32>,
        flat: &FlatText,
        found: &[Found],
        meant: &Meanings,
    ) {
        self.question = question_of(run, self.questions);
        if section != self.current {
            self.linked.clear();
            self.current = section;
        }
        if run.block.is_none() {
            // Footnotes are in no section.
            self.open.clear();
        }
        let RunKind::Heading(index) = run.kind else {
            return;
        };
        let Some(heading) = self.headings.get(index).filter(|it| it.top_level) else {
            return;
        };
        while self.open.last().is_some_and(|open| open.0 >= heading.level) {
            self.open.pop();
        }
        let ranges: Vec<_> = found
            .iter()
            .map(|found| found.candidate.range.clone())
            .collect();
        let mut introduced = BTreeSet::new();
        if is_defining(&flat.text, &ranges) {
            for found in found {
                if let Meaning::Topic(topic) = meant[&(found.candidate.name, found.section)] {
                    introduced.insert(topic);
                }
            }
        }
        self.open.push((heading.level, introduced));
    }

    fn is_own(&self, topic: TopicId) -> bool {
        self.own.contains(&topic) || self.open.iter().any(|(_, topics)| topics.contains(&topic))
    }

    /// The mention of `topic` at `candidate` of the run, and the link that is drawn there.
    pub(super) fn mention(
        &mut self,
        topic: TopicId,
        index: usize,
        run: &Run,
        flat: &FlatText,
        candidate: &Candidate,
    ) -> (Option<Mention>, Option<TopicLink>) {
        let range = &candidate.range;
        let Some(span) = flat.span(range) else {
            return (None, None);
        };
        let piece = flat.piece(range);
        let introduces = || self.open.last().is_some_and(|(_, it)| it.contains(&topic));
        let place = match run.kind {
            RunKind::Heading(_) if introduces() => Place::Definition,
            RunKind::Heading(_) => Place::Heading,
            RunKind::Title => Place::LinkText,
            RunKind::Text if piece.is_some_and(|piece| piece.link.is_some()) => Place::LinkText,
            RunKind::Text => Place::Text,
        };
        let is_off = self.note_is_off
            || !self.topics.topic(topic).linked
            || self.off.iter().any(|range| range.contains(&span.start));
        let asks = self
            .question
            .and_then(|at| self.questions.get(at as usize))
            .is_some_and(|question| run.block == Some(question.blocks.start));
        let link = if place != Place::Text || asks {
            // Where the author has linked a topic there is no need to do so again.
            if run.kind == RunKind::Text && place != Place::Text {
                self.linked.insert(topic);
            }
            LinkState::NotText
        } else if is_off {
            LinkState::Off
        } else if self.is_own(topic) {
            LinkState::Own
        } else if piece.is_none() {
            LinkState::Broken
        } else if self.linked.insert(topic) {
            LinkState::Linked
        } else {
            LinkState::Repeated
        };
        let drawn = piece
            .filter(|_| link == LinkState::Linked)
            .map(|piece| TopicLink {
                node: piece.span,
                text: checksum(&flat.text[piece.start..piece.end]),
                range: offset(range.start - piece.start)..offset(range.end - piece.start),
                topic,
            });
        let mention = Mention {
            topic,
            name: candidate.name,
            run: offset(index),
            range: offset(range.start)..offset(range.end),
            span,
            section: self.current,
            question: self.question,
            asks,
            place,
            link,
        };
        (Some(mention), drawn)
    }
}
