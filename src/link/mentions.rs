//! Where a note speaks of topics, and which of these places become links.
//!
//! The rules:
//! - a mention counts wherever it stands in running text, headings and texts of links; code, formulas and pictures do not;
//! - the first mention of a topic in each section is linked, unless it stands in a heading, a title or a link, in a section
//!   that introduces the topic, or in a note that is about it; a link of the author's own is the first mention if it comes
//!   before;
//! - `<!-- no-topics -->` turns this off for the rest of its section, `topics: false` for a note, `link: false` for a topic;
//! - a weak name means the topic for which the rest of the note speaks most, see [`choose`].

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::catalog::topics::{Candidate, Name, Reason, TopicId, Topics, is_defining};
use crate::catalog::{Catalog, NoteId};
use crate::diagnostic::{Checked, Code, Diagnostic, Span};
use crate::document::TargetId;
use crate::parse::{FlatText, ParsedNote, Run, RunKind};

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
    /// The place of the text node.
    pub node: Span,
    /// Its bytes in the text of that node.
    pub range: Range<u32>,
    /// The topic.
    pub topic: TopicId,
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
    let mut section = None;
    for (index, (run, flat)) in runs.iter().zip(texts).enumerate() {
        if let RunKind::Heading(heading) = run.kind {
            section = Some(offset(heading));
        }
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
            section,
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
        sections.enter(run, flat, here, &meant, note);
        out.link_places
            .extend(link_places(flat, index, sections.current));
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
    Checked {
        value: out,
        diagnostics,
    }
}

/// The links of a run, each once.
fn link_places(flat: &FlatText, run: usize, section: Option<u32>) -> Vec<LinkPlace> {
    let mut places: Vec<LinkPlace> = Vec::new();
    for piece in &flat.pieces {
        let Some(target) = piece.link else {
            continue;
        };
        match places.last_mut() {
            Some(last) if last.target == target => last.range.end = offset(piece.end),
            _ => places.push(LinkPlace {
                target,
                run: offset(run),
                range: offset(piece.start)..offset(piece.end),
                section,
            }),
        }
    }
    places
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

/// What a name means in a section.
enum Meaning {
    Topic(TopicId),
    Unsupported(Vec<TopicId>),
    Ambiguous(Vec<TopicId>),
}

impl Meaning {
    fn reason(&self) -> MissReason {
        match self {
            Self::Ambiguous(topics) => MissReason::Ambiguous(topics.clone()),
            Self::Unsupported(topics) => MissReason::Unsupported(topics.clone()),
            Self::Topic(topic) => MissReason::Unsupported(vec![*topic]),
        }
    }
}

/// What each name that was found means in each section that has it.
type Meanings = BTreeMap<(usize, Option<u32>), Meaning>;

fn meanings(note: &ParsedNote, found: &[Found], texts: &[FlatText], topics: &Topics) -> Meanings {
    let mut context = Context {
        topics,
        in_note: BTreeSet::new(),
        in_section: BTreeMap::new(),
        declared: declared(found, texts, topics),
        in_path: in_path(note, topics),
    };
    for each in found {
        let name = topics.name(each.candidate.name);
        if let ([topic], false) = (&name.topics[..], name.weak) {
            context.in_note.insert(*topic);
            let section = context.in_section.entry(each.section).or_default();
            section.insert(*topic);
        }
    }
    let mut meanings = Meanings::new();
    for each in found {
        let index = each.candidate.name;
        meanings.entry((index, each.section)).or_insert_with(|| {
            let name = topics.name(index);
            match name.topics[..] {
                [topic] if !name.weak => Meaning::Topic(topic),
                _ => choose(index, name, each.section, &context),
            }
        });
    }
    meanings
}

/// The topics that a note speaks of by names that are theirs alone.
struct Context<'a> {
    topics: &'a Topics,
    in_note: BTreeSet<TopicId>,
    in_section: BTreeMap<Option<u32>, BTreeSet<TopicId>>,
    /// Weak names that the note puts beside a name of its own of one of their topics: `反向传播（BP）`.
    declared: BTreeMap<usize, TopicId>,
    /// The topics that a folder or the file is called by.
    in_path: BTreeSet<TopicId>,
}

/// The least points that make a weak name of Han characters a mention.
const LEAST_FOR_HAN: usize = 2;

/// Which of the topics that share a weak name is meant in a section: the one with the most points, if it has any and no
/// other has as many.
///
/// | what speaks for a topic | points |
/// |---|---|
/// | the note puts the weak name beside one of its own names: `反向传播（BP）` | 16 |
/// | the section calls it by a name of its own | 8 |
/// | the note does so elsewhere | 3 |
/// | a folder or the file is called by its name or that of its parent | 4 |
/// | another topic of the section belongs to it by the dictionary | 2 each, at most 6 |
/// | another topic of the note does so | 1 each, at most 3 |
///
/// A Han word for which hardly anything speaks, less than [`LEAST_FOR_HAN`] points, is an ordinary word. An abbreviation for
/// which nothing speaks, and that may mean several topics, is ambiguous.
fn choose(index: usize, name: &Name, section: Option<u32>, context: &Context) -> Meaning {
    let none = BTreeSet::new();
    let declared = |topic: TopicId| 16 * usize::from(context.declared.get(&index) == Some(&topic));
    let section = context.in_section.get(&section).unwrap_or(&none);
    let mut points: Vec<(usize, TopicId)> = name
        .topics
        .iter()
        .map(|topic| {
            let points = declared(*topic) + points(*topic, section, context);
            (points, *topic)
        })
        .collect();
    points.sort_by_key(|(points, topic)| (std::cmp::Reverse(*points), *topic));
    let candidates = || name.topics.clone();
    match points[..] {
        [(first, _), ..] if name.is_han() && first < LEAST_FOR_HAN => {
            Meaning::Unsupported(candidates())
        }
        [(first, topic)] if first > 0 => Meaning::Topic(topic),
        [(first, topic), (second, _), ..] if first > second => Meaning::Topic(topic),
        [_, _, ..] => Meaning::Ambiguous(candidates()),
        _ => Meaning::Unsupported(candidates()),
    }
}

fn in_path(note: &ParsedNote, topics: &Topics) -> BTreeSet<TopicId> {
    let parts = note.path.split(['/', '.']);
    parts.filter_map(|part| topics.called(part)).collect()
}

/// The weak names that stand right behind a name of one of their topics, with nothing but brackets and the like between.
fn declared(found: &[Found], texts: &[FlatText], topics: &Topics) -> BTreeMap<usize, TopicId> {
    let mut declared = BTreeMap::new();
    for pair in found.windows(2) {
        let [first, second] = pair else { continue };
        let (certain, weak) = (
            topics.name(first.candidate.name),
            topics.name(second.candidate.name),
        );
        let gap = first.candidate.range.end..second.candidate.range.start;
        let between = texts[first.run].text.get(gap).unwrap_or(" x ");
        let is_beside = first.run == second.run
            && !between.is_empty()
            && between.chars().all(|c| "（(，,、/ 即简称".contains(c));
        if let ([topic], true) = (&certain.topics[..], is_beside && !certain.weak)
            && weak.weak
            && weak.topics.contains(topic)
        {
            declared.entry(second.candidate.name).or_insert(*topic);
        }
    }
    declared
}

fn points(topic: TopicId, section: &BTreeSet<TopicId>, context: &Context) -> usize {
    let topics = context.topics;
    let mut points = 0;
    if section.contains(&topic) {
        points += 8;
    } else if context.in_note.contains(&topic) {
        points += 3;
    }
    let mut family = [Some(topic), topics.topic(topic).parent].into_iter();
    if family.any(|topic| topic.is_some_and(|topic| context.in_path.contains(&topic))) {
        points += 4;
    }
    let relatives = |of: &BTreeSet<TopicId>| {
        let related = |other: &&TopicId| **other != topic && topics.are_related(topic, **other);
        of.iter().filter(related).count()
    };
    points + 2 * relatives(section).min(3) + relatives(&context.in_note).min(3)
}

/// The sections of a note as its text goes by.
struct Sections<'a> {
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
    questions: &'a [crate::parse::Question],
    /// Where the file turns links off, and the ranges that this is about: to the next heading.
    off: Vec<Range<u32>>,
}

impl<'a> Sections<'a> {
    fn new(note: &'a ParsedNote, id: NoteId, topics: &'a Topics) -> Self {
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
            off: note
                .no_topics
                .iter()
                .map(|at| *at..next_heading(*at))
                .collect(),
        }
    }

    /// Goes on to a run.
    fn enter(
        &mut self,
        run: &Run,
        flat: &FlatText,
        found: &[Found],
        meant: &Meanings,
        note: &ParsedNote,
    ) {
        self.question = run.block.and_then(|block| {
            let at = self
                .questions
                .partition_point(|question| question.blocks.start <= block);
            let at = at.checked_sub(1)?;
            (block < self.questions[at].blocks.end).then(|| u32::try_from(at).ok())?
        });
        let RunKind::Heading(index) = run.kind else {
            return;
        };
        let Some(heading) = note.headings.get(index) else {
            return;
        };
        self.current = u32::try_from(index).ok();
        self.linked.clear();
        if !heading.top_level {
            return;
        }
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
    fn mention(
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
        let link = if place != Place::Text {
            // Where the author has linked a topic there is no need to do so again.
            if run.kind == RunKind::Text {
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
            place,
            link,
        };
        (Some(mention), drawn)
    }
}
