//! The sections of a note and what each of them says.

use std::collections::{BTreeMap, BTreeSet};

use super::formula::formula_words;
use super::readable::readable;
use super::terms::{Kind, Terms};
use crate::catalog::topics::TopicId;
use crate::catalog::{Catalog, NoteEntry, NoteId};
use crate::document::{Block, BlockKind, Inline, InlineKind};
use crate::link::{LinkedNote, Place};
use crate::parse::{ParsedNote, inner_blocks, inner_inlines, inner_text, is_address};
use crate::text::{Segmenter, is_cjk};

/// How much a word in code counts, compared to one in text.
const CODE_WEIGHT: f32 = 0.5;
/// How much a word in a formula counts.
const FORMULA_WEIGHT: f32 = 0.7;
/// The longest text of a section that is kept for showing, in bytes.
const MOST_TEXT: usize = 8_000;
/// The longest code block that is shown, in bytes.
const MOST_CODE: usize = 240;
/// What stands for a formula that is left out, and for the rest of what is too long.
const LEFT_OUT: char = '…';

/// The sections of one note. The first is the note itself: what stands before the first heading, or the section of a
/// heading that is the title.
#[derive(Clone, Debug)]
pub struct NoteUnits {
    /// The note.
    pub note: NoteId,
    /// In reading order.
    pub units: Vec<Unit>,
}

/// A section: a heading and what stands under it, up to the next heading of any level.
#[derive(Clone, Debug, Default)]
pub struct Unit {
    /// The index of the heading in [`NoteEntry::headings`]; `None` for what stands before the first.
    pub heading: Option<usize>,
    /// The text for showing.
    pub text: String,
    /// What it says below its heading.
    pub(super) terms: Terms,
    /// The words of the heading; of the title where there is none.
    pub(super) heading_words: BTreeSet<String>,
    /// How often it speaks of each topic, and whether its heading does.
    pub(super) topics: BTreeMap<TopicId, (f32, bool)>,
}

impl Unit {
    /// The words that it is found by, in no order that matters to readers.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.terms.words.keys().map(String::as_str)
    }
}

/// Divides a note into its sections.
pub fn note_units(
    catalog: &Catalog,
    id: NoteId,
    parsed: &ParsedNote,
    linked: &LinkedNote,
    segmenter: &Segmenter,
) -> NoteUnits {
    let entry = catalog.note(id);
    let mut reader = Reader {
        segmenter,
        parsed,
        title_is_first: title_is_first(entry, parsed),
        headings: 0,
        footnotes: Vec::new(),
        in_footnote: false,
        units: vec![Unit::default()],
    };
    let about = parsed.front_matter.tags.iter();
    for text in about.chain(&parsed.front_matter.description) {
        let terms = &mut reader.units[0].terms;
        terms.add(text, Kind::Text, 1.0, segmenter);
    }
    for block in &parsed.document.blocks {
        reader.block(block);
    }
    let mut units = reader.units;
    let skipped = usize::from(units[0].heading.is_none());
    for mention in &linked.mentions.list {
        // Headings and units are numbered alike, but for the unit before the first heading.
        let at = mention
            .section
            .map_or(0, |heading| heading as usize + skipped);
        if let Some(unit) = units.get_mut(at) {
            let known = unit.topics.entry(mention.topic).or_default();
            if matches!(mention.place, Place::Definition | Place::Heading) {
                known.1 = true;
            } else {
                known.0 += 1.0;
            }
        }
    }
    for unit in &mut units {
        let heading = unit.heading.and_then(|at| entry.headings.get(at));
        let text = heading.map_or(&entry.title, |heading| &heading.text);
        let mut terms = Terms::default();
        terms.add(text, Kind::Text, 1.0, segmenter);
        // They count as text too: of headings the browser searches the letters, not the words.
        unit.terms.add(text, Kind::Text, 1.0, segmenter);
        unit.heading_words = terms.words.into_keys().collect();
    }
    for topic in catalog.topics.of_note(id) {
        units[0].topics.entry(topic).or_default().1 = true;
    }
    NoteUnits { note: id, units }
}

/// Whether the first heading is the title and nothing stands before it, so that both are one section.
fn title_is_first(entry: &NoteEntry, parsed: &ParsedNote) -> bool {
    let first = parsed.document.blocks.first();
    first.is_some_and(|block| matches!(block.kind, BlockKind::Heading(_)))
        && parsed
            .headings
            .first()
            .is_some_and(|heading| one_line(&heading.text) == one_line(&entry.title))
}

/// A text with every white space made a single space.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Reader<'a> {
    segmenter: &'a Segmenter,
    parsed: &'a ParsedNote,
    title_is_first: bool,
    /// How many headings have been met.
    headings: usize,
    /// The footnotes referred to for the first time in the present block.
    footnotes: Vec<usize>,
    in_footnote: bool,
    units: Vec<Unit>,
}

impl Reader<'_> {
    fn unit(&mut self) -> &mut Unit {
        let last = self.units.len() - 1;
        &mut self.units[last]
    }

    fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Heading(_) if !self.in_footnote => {
                let heading = Some(self.headings);
                if self.headings == 0 && self.title_is_first {
                    self.units[0].heading = heading;
                } else {
                    self.units.push(Unit {
                        heading,
                        ..Unit::default()
                    });
                }
                self.headings += 1;
                // Its words are found in the heading itself; only footnotes remain.
                for text in inner_text(&block.kind) {
                    let mut flat = Flat::default();
                    flat.push(text);
                    self.footnotes.append(&mut flat.footnotes);
                }
            }
            BlockKind::Code(code) => {
                let lang = code.lang.as_str();
                self.add(lang, Kind::Code, CODE_WEIGHT);
                self.add(&code.text, Kind::Code, CODE_WEIGHT);
                self.show(&code.text, MOST_CODE);
            }
            BlockKind::Math(formula) => self.formula(&formula.tex),
            kind => {
                for text in inner_text(kind) {
                    self.text(text);
                }
            }
        }
        for inner in inner_blocks(&block.kind) {
            self.block(inner);
        }
        for index in std::mem::take(&mut self.footnotes) {
            if let Some(footnote) = self.parsed.document.footnotes.get(index) {
                let outer = std::mem::replace(&mut self.in_footnote, true);
                // A footnote that refers to another, or to itself, leads no further.
                if !outer {
                    for block in &footnote.blocks {
                        self.block(block);
                    }
                }
                self.in_footnote = outer;
            }
        }
    }

    fn text(&mut self, content: &[Inline]) {
        let mut flat = Flat::default();
        flat.push(content);
        self.add(&flat.text, Kind::Text, 1.0);
        for code in &flat.code {
            self.add(code, Kind::Code, 1.0);
        }
        for tex in &flat.formulas {
            self.formula_terms(tex);
        }
        self.show(&flat.shown, usize::MAX);
        self.footnotes.append(&mut flat.footnotes);
    }

    fn formula(&mut self, tex: &str) {
        self.formula_terms(tex);
        match readable(tex) {
            Some(text) => self.show(&text, usize::MAX),
            None => self.show(LEFT_OUT.encode_utf8(&mut [0; 4]), usize::MAX),
        }
    }

    fn formula_terms(&mut self, tex: &str) {
        let segmenter = self.segmenter;
        let terms = &mut self.unit().terms;
        formula_words(tex, |word| {
            terms.add(word, Kind::Text, FORMULA_WEIGHT, segmenter);
        });
    }

    fn add(&mut self, text: &str, kind: Kind, weight: f32) {
        let segmenter = self.segmenter;
        self.unit().terms.add(text, kind, weight, segmenter);
    }

    /// Adds to the text for showing, if there is room.
    fn show(&mut self, text: &str, most: usize) {
        let text = one_line(text);
        let out = &mut self.unit().text;
        let room = most.min(MOST_TEXT.saturating_sub(out.len()));
        let kept = &text[..text.floor_char_boundary(room)];
        // That something is left out is said between words, and once.
        let says_nothing = kept.chars().all(|c| c == LEFT_OUT);
        if kept.is_empty() || says_nothing && (out.is_empty() || out.ends_with(LEFT_OUT)) {
            return;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(kept);
        if kept.len() < text.len() {
            out.push(LEFT_OUT);
        }
    }
}

/// A run of text without markup.
#[derive(Default)]
struct Flat {
    /// Where words are looked for: what is no text is a line break.
    text: String,
    /// What is shown of it.
    shown: String,
    code: Vec<String>,
    formulas: Vec<String>,
    footnotes: Vec<usize>,
}

impl Flat {
    fn push(&mut self, content: &[Inline]) {
        for (at, node) in content.iter().enumerate() {
            match &node.kind {
                InlineKind::Text(text) => self.both(text),
                InlineKind::SoftBreak => {
                    // Between Han characters a newline is no space.
                    let next = content.get(at + 1).and_then(first_char);
                    let before = self.text.chars().next_back();
                    if !(before.is_some_and(is_cjk) && next.is_some_and(is_cjk)) {
                        self.both(" ");
                    }
                }
                InlineKind::HardBreak => self.both("\n"),
                InlineKind::Tag(tag) => {
                    self.both(tag);
                    self.both(" ");
                }
                InlineKind::Code(code) => {
                    self.code.push(code.clone());
                    self.text.push('\n');
                    self.shown.push_str(shortened(code));
                    if shortened(code).len() < code.len() {
                        self.shown.push(LEFT_OUT);
                    }
                }
                InlineKind::Math(formula) => {
                    self.formulas.push(formula.tex.clone());
                    self.text.push('\n');
                    match readable(&formula.tex) {
                        Some(text) => self.shown.push_str(&text),
                        None if self.shown.ends_with(LEFT_OUT) => {}
                        None => self.shown.push(LEFT_OUT),
                    }
                }
                InlineKind::Image(image) => {
                    for text in [&image.alt, &image.title] {
                        self.text.push('\n');
                        self.text.push_str(text);
                        self.text.push('\n');
                    }
                }
                InlineKind::Footnote(index, 1) => self.footnotes.push(*index),
                InlineKind::Link(link) if is_address(&link.content) => self.text.push('\n'),
                kind => self.push(inner_inlines(kind).map_or(&[], Vec::as_slice)),
            }
        }
    }

    fn both(&mut self, text: &str) {
        self.text.push_str(text);
        self.shown.push_str(text);
    }
}

/// As much of code as is shown.
fn shortened(code: &str) -> &str {
    &code[..code.floor_char_boundary(MOST_CODE.min(code.len()))]
}

fn first_char(node: &Inline) -> Option<char> {
    match &node.kind {
        InlineKind::Text(text) => text.chars().next(),
        kind => inner_inlines(kind)?.first().and_then(first_char),
    }
}
