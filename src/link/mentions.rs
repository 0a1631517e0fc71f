//! Where a note speaks of topics, and which of these places become links.
//!
//! The rules:
//! - a mention counts wherever it stands in running text, headings and texts of links; code, formulas and pictures do not;
//! - the first mention of a topic in each section is linked, unless it stands in a heading, a title or a link, in a section
//!   that introduces the topic, or in a note that is about it; a link of the author's own is the first mention if it comes
//!   before;
//! - `<!-- no-topics -->` turns this off for the rest of its section, `topics: false` for a note, `link: false` for a topic;
//! - a weak name means the topic for which the rest of the note speaks most, see [`meanings`].

mod meanings;
mod sections;

use std::collections::BTreeSet;
use std::ops::Range;

use crate::catalog::topics::{Candidate, Reason, TopicId, Topics};
use crate::catalog::{Catalog, NoteId};
use crate::diagnostic::{Checked, Code, Diagnostic, Span};
use crate::document::TargetId;
use crate::parse::{FlatText, ParsedNote, Run};
use crate::text::fnv32;

use meanings::{Meaning, meanings};
use sections::{Sections, question_of, sections_of};

/// A place where a note speaks of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The topic.
    pub topic: TopicId,
    /// The index of the name that it is called by, for [`Topics::name`].
    pub name: usize,
    /// The index of its text in [`crate::parse::text_runs`].
    pub run: u32,
    /// Its bytes in the text of that run.
    pub range: Range<u32>,
    /// Its place in the file.
    pub span: Span,
    /// The index of the heading it is under, or that it is in.
    pub section: Option<u32>,
    /// The index of the question it is in.
    pub question: Option<u32>,
    /// Whether it stands in that question itself and not in its answer.
    pub asks: bool,
    /// What it stands in.
    pub place: Place,
    /// Whether it is linked, and if not, why not.
    pub link: LinkState,
}

/// What a mention stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A heading that introduces the topic.
    Definition,
    /// Another heading.
    Heading,
    /// The text of a link, or a title.
    LinkText,
    /// Running text.
    Text,
}

/// Whether a mention is linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkState {
    /// It is.
    Linked,
    /// It stands in a heading, a title or a link.
    NotText,
    /// Not the first one in its section.
    Repeated,
    /// The section or the note is about the topic itself.
    Own,
    /// Turned off by the note, the section or the topic.
    Off,
    /// Its name goes over several pieces of text, as in `**max** pooling`.
    Broken,
}

/// A link that is drawn in a text node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicLink {
    /// The place of the text node. In a block of HTML all have the same.
    pub node: Span,
    /// The [`checksum`] of its text, which tells it from others at the same place.
    pub text: u32,
    /// Its bytes in the text of that node.
    pub range: Range<u32>,
    /// The topic.
    pub topic: TopicId,
}

/// A number that tells texts apart.
pub fn checksum(text: &str) -> u32 {
    fnv32(text)
}

/// A place that looks like a mention and is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// The index of the name, for [`Topics::name`].
    pub name: usize,
    /// The index of its text in [`crate::parse::text_runs`].
    pub run: u32,
    /// Its bytes in the text of that run.
    pub range: Range<u32>,
    /// Its place in the file.
    pub span: Span,
    /// Why it is none.
    pub why: MissReason,
}

/// Why a place is no mention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MissReason {
    /// By the letters around it.
    Letters(Reason),
    /// The note does not speak of what this weak name may mean.
    Unsupported(Vec<TopicId>),
    /// It may mean several topics.
    Ambiguous(Vec<TopicId>),
}

/// Where the text of a note links to another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkPlace {
    /// What it links to.
    pub target: TargetId,
    /// The index of its text in [`crate::parse::text_runs`].
    pub run: u32,
    /// The bytes of the link's own text in the text of that run.
    pub range: Range<u32>,
    /// The index of the heading it is under.
    pub section: Option<u32>,
    /// The index of the question it is in.
    pub question: Option<u32>,
}

/// What a note says of topics and of other notes.
#[derive(Clone, Debug, Default)]
pub struct Mentions {
    /// In reading order.
    pub list: Vec<Mention>,
    /// The mentions that become links, by place.
    pub links: Vec<TopicLink>,
    /// In reading order.
    pub near_misses: Vec<NearMiss>,
    /// The links of the author's own, in reading order.
    pub link_places: Vec<LinkPlace>,
}

/// A name in a run.
struct Found {
    run: usize,
    /// The index of the heading it is under, or that it is in.
    section: Option<u32>,
    candidate: Candidate,
}

/// Finds the mentions in the texts of a note, which are those of its runs; near misses only if they are wanted.
pub(super) fn mentions(
    note: &ParsedNote,
    id: NoteId,
    catalog: &Catalog,
    (runs, texts): (&[Run], &[FlatText]),
    near_misses: bool,
) -> Checked<Mentions> {
    let topics = &catalog.topics;
    let mut out = Mentions::default();
    let mut diagnostics = Vec::new();
    let mut found = Vec::new();
    let sections_of = sections_of(runs, note);
    for (index, flat) in texts.iter().enumerate() {
        let mut reject = |candidate: Candidate, reason: Reason| {
            let why = MissReason::Letters(reason);
            out.near_misses
                .extend(near_miss(index, flat, &candidate, why));
        };
        let rejected: Option<&mut dyn FnMut(Candidate, Reason)> =
            if near_misses { Some(&mut reject) } else { None };
        let candidates = topics.find(&flat.text, rejected);
        found.extend(candidates.into_iter().map(|candidate| Found {
            run: index,
            section: sections_of[index],
            candidate,
        }));
    }
    let meant = meanings(note, &found, texts, topics);
    let mut sections = Sections::new(note, id, topics);
    let mut told: BTreeSet<usize> = BTreeSet::new();
    let mut rest = found.as_slice();
    for (index, (run, flat)) in runs.iter().zip(texts).enumerate() {
        let here = rest.iter().take_while(|found| found.run == index).count();
        let here = rest.split_off(..here).unwrap_or_default();
        sections.enter(run, sections_of[index], flat, here, &meant);
        out.link_places.extend(link_places(
            flat,
            index,
            sections_of[index],
            question_of(run, &note.questions),
        ));
        for found in here {
            let name = found.candidate.name;
            let topic = match &meant[&(name, found.section)] {
                Meaning::Topic(topic) => *topic,
                other => {
                    let span = flat.span(&found.candidate.range);
                    if let (Meaning::Ambiguous(candidates), Some(span)) = (other, span)
                        && told.insert(name)
                    {
                        diagnostics.push(ambiguous(topics, name, candidates, span));
                    }
                    if near_misses {
                        let why = other.reason();
                        out.near_misses
                            .extend(near_miss(index, flat, &found.candidate, why));
                    }
                    continue;
                }
            };
            let (mention, link) = sections.mention(topic, index, run, flat, &found.candidate);
            out.list.extend(mention);
            out.links.extend(link);
        }
    }
    out.near_misses.sort_by_key(|miss| miss.span);
    out.links.sort_by_key(|link| (link.node, link.range.start));
    out.list.shrink_to_fit();
    out.links.shrink_to_fit();
    Checked {
        value: out,
        diagnostics,
    }
}

/// The links of a run.
fn link_places(
    flat: &FlatText,
    run: usize,
    section: Option<u32>,
    question: Option<u32>,
) -> Vec<LinkPlace> {
    let place = |(target, range): &(TargetId, Range<usize>)| LinkPlace {
        target: *target,
        run: offset(run),
        range: offset(range.start)..offset(range.end),
        section,
        question,
    };
    flat.links.iter().map(place).collect()
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn near_miss(
    run: usize,
    flat: &FlatText,
    candidate: &Candidate,
    why: MissReason,
) -> Option<NearMiss> {
    Some(NearMiss {
        name: candidate.name,
        run: offset(run),
        range: offset(candidate.range.start)..offset(candidate.range.end),
        span: flat.span(&candidate.range)?,
        why,
    })
}

fn ambiguous(topics: &Topics, name: usize, candidates: &[TopicId], span: Span) -> Diagnostic {
    let names: Vec<&str> = candidates
        .iter()
        .map(|topic| topics.topic(*topic).name.as_str())
        .collect();
    let name = &topics.name(name).spellings[0];
    Diagnostic::new(Code::AmbiguousTopic, span, [name, &names.join(", ")])
}
