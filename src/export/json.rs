//! What the notes hold, for other programs. `docs/export.md` describes the shape, which changes only with its version.

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use super::ExportError;
use super::file::{Mark, check as check_file, replace};
use crate::backlinks::Backlinks;
use crate::catalog::topics::TopicId;
use crate::catalog::{Catalog, NoteEntry, NoteId};
use crate::document::{Block, BlockKind};
use crate::parse::{ParsedNote, inner_blocks, inner_text, plain_text};

/// What the file begins with, by which a later export knows that it may replace it.
const START: &str = "{\n  \"format\": \"inkstone-notes\",";

/// Changed when a name or its meaning does.
const VERSION: u32 = 1;

/// All that the file says. Every list is in reading order, or by id where there is none.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are those of the file")]
pub struct Notes<'a> {
    format: &'static str,
    version: u32,
    title: &'a str,
    lang: &'a str,
    notes: Vec<Note<'a>>,
    questions: Vec<Question<'a>>,
    topics: Vec<Topic<'a>>,
}

#[derive(Debug, Serialize)]
struct Note<'a> {
    path: &'a str,
    page: &'a str,
    title: &'a str,
    lang: &'a str,
    description: Option<&'a str>,
    folders: Vec<&'a str>,
    aliases: &'a [String],
    tags: &'a [String],
    date: Option<&'a str>,
    updated: Option<&'a str>,
    headings: Vec<Heading<'a>>,
    questions: Vec<&'a str>,
    topics: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct Heading<'a> {
    level: u8,
    text: &'a str,
    anchor: &'a str,
}

#[derive(Debug, Serialize)]
struct Question<'a> {
    id: &'a str,
    note: &'a str,
    line: usize,
    page: &'a str,
    anchor: &'a str,
    number: &'a str,
    text: &'a str,
    state: &'static str,
    answer: String,
    hash: &'a str,
    topics: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct Topic<'a> {
    id: &'a str,
    name: &'a str,
    names: Vec<&'a str>,
    summary: Option<&'a str>,
    parent: Option<&'a str>,
    related: Vec<&'a str>,
    page: &'a str,
    mentions: usize,
    notes: Vec<&'a str>,
}

/// Refuses a path where there is something else than what such an export wrote.
pub fn check(path: &Path) -> Result<(), ExportError> {
    check_file(path, Mark::Start(START.as_bytes()))
}

/// Writes the file. Returns its bytes.
pub fn write(notes: &Notes, path: &Path) -> Result<u64, ExportError> {
    let failed = |error| ExportError::Io(path.to_owned(), error);
    check(path)?;
    let mut text = serde_json::to_vec_pretty(notes).map_err(|error| failed(error.into()))?;
    text.push(b'\n');
    replace(path, |file| {
        file.write_all(&text).map_err(failed)?;
        file.sync_all().map_err(failed)
    })?;
    Ok(text.len() as u64)
}

/// The notes, questions and topics of a site that is called `title` and speaks `lang`. `notes` are those of the catalog, in its
/// order.
pub fn collect<'a>(
    title: &'a str,
    lang: &'a str,
    catalog: &'a Catalog,
    notes: &'a [ParsedNote],
    backlinks: &'a Backlinks,
) -> Notes<'a> {
    let about = Mentions::new(catalog, backlinks);
    let mut questions = Vec::new();
    let mut listed = Vec::new();
    for ((id, entry), parsed) in catalog.note_ids().zip(&catalog.notes).zip(notes) {
        listed.push(note(catalog, id, entry, &about));
        for (at, (entry_question, question)) in
            entry.questions.iter().zip(&parsed.questions).enumerate()
        {
            let blocks = parsed.document.blocks.get(question.blocks.clone());
            let answer = blocks
                .and_then(|blocks| blocks.get(1..))
                .unwrap_or_default();
            questions.push(Question {
                id: &entry_question.card,
                note: &entry.path,
                line: entry_question.line,
                page: &entry.route,
                anchor: &entry_question.anchor,
                number: &entry_question.number,
                text: &entry_question.text,
                state: entry_question.state.as_str(),
                answer: text_of(answer),
                hash: &entry_question.hash,
                topics: ids(catalog, about.of_question(id, at)),
            });
        }
    }
    Notes {
        format: "inkstone-notes",
        version: VERSION,
        title,
        lang,
        notes: listed,
        questions,
        topics: backlinks
            .live()
            .map(|id| topic(catalog, backlinks, id))
            .collect(),
    }
}

fn note<'a>(catalog: &'a Catalog, id: NoteId, entry: &'a NoteEntry, about: &Mentions) -> Note<'a> {
    Note {
        path: &entry.path,
        page: &entry.route,
        title: &entry.title,
        lang: &entry.lang,
        description: entry.description.as_deref(),
        folders: folders(catalog, entry.folder),
        aliases: &entry.aliases,
        tags: &entry.tags,
        date: entry.dates.created.as_deref(),
        updated: entry.dates.updated.as_deref(),
        headings: entry
            .headings
            .iter()
            .map(|heading| Heading {
                level: heading.level,
                text: &heading.text,
                anchor: &heading.anchor,
            })
            .collect(),
        questions: entry
            .questions
            .iter()
            .map(|question| question.card.as_str())
            .collect(),
        topics: ids(catalog, &about.notes[id.0 as usize]),
    }
}

fn topic<'a>(catalog: &'a Catalog, backlinks: &Backlinks, id: TopicId) -> Topic<'a> {
    let topic = catalog.topics.topic(id);
    let used = backlinks.topic(id);
    let name_of = |id: TopicId| catalog.topics.topic(id).id.as_str();
    let mut names: Vec<&str> = catalog
        .topics
        .names_of(id)
        .flat_map(|name| name.spellings.iter().map(String::as_str))
        .filter(|name| *name != topic.name)
        .collect();
    names.sort_unstable();
    names.dedup();
    let mut notes: Vec<NoteId> = used.places.iter().map(|place| place.place.note).collect();
    notes.sort_unstable();
    notes.dedup();
    Topic {
        id: &topic.id,
        name: &topic.name,
        names,
        summary: topic.summary.as_deref(),
        parent: topic.parent.map(name_of),
        related: topic.related.iter().copied().map(name_of).collect(),
        page: &topic.route,
        mentions: used.mentions,
        notes: notes
            .into_iter()
            .map(|note| catalog.note(note).path.as_str())
            .collect(),
    }
}

/// The titles of the folders around a note, the outermost first and without the root.
fn folders(catalog: &Catalog, folder: usize) -> Vec<&str> {
    let mut titles = Vec::new();
    let mut at = Some(folder);
    while let Some(folder) = at.map(|at| &catalog.folders[at]) {
        if folder.parent.is_some() {
            titles.push(folder.title.as_str());
        }
        at = folder.parent;
    }
    titles.reverse();
    titles
}

/// Which topics each note and each question mentions.
struct Mentions {
    notes: Vec<Vec<TopicId>>,
    questions: Vec<Vec<Vec<TopicId>>>,
}

impl Mentions {
    fn new(catalog: &Catalog, backlinks: &Backlinks) -> Self {
        let mut found = Self {
            notes: vec![Vec::new(); catalog.notes.len()],
            questions: catalog
                .notes
                .iter()
                .map(|note| vec![Vec::new(); note.questions.len()])
                .collect(),
        };
        for id in backlinks.live() {
            for place in &backlinks.topic(id).places {
                let note = place.place.note.0 as usize;
                push_once(&mut found.notes[note], id);
                let question = place.question.map(|at| at as usize);
                if let Some(topics) = question.and_then(|at| found.questions[note].get_mut(at)) {
                    push_once(topics, id);
                }
            }
        }
        found
    }

    fn of_question(&self, note: NoteId, at: usize) -> &[TopicId] {
        self.questions[note.0 as usize]
            .get(at)
            .map_or(&[], Vec::as_slice)
    }
}

/// The ids of topics.
fn ids<'a>(catalog: &'a Catalog, topics: &[TopicId]) -> Vec<&'a str> {
    let id = |topic: &TopicId| catalog.topics.topic(*topic).id.as_str();
    topics.iter().map(id).collect()
}

/// Topics come one after the other, so only the last can be the same.
fn push_once(topics: &mut Vec<TopicId>, id: TopicId) {
    if topics.last() != Some(&id) {
        topics.push(id);
    }
}

/// The text of blocks without markup: formulas by their TeX, code as it is, an empty line between paragraphs.
fn text_of(blocks: &[Block]) -> String {
    let mut parts = Vec::new();
    collect_text(blocks.iter(), &mut parts);
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

fn collect_text<'a>(blocks: impl Iterator<Item = &'a Block>, parts: &mut Vec<String>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Code(code) => parts.push(code.text.trim_end().to_owned()),
            BlockKind::Math(formula) => parts.push(formula.tex.trim().to_owned()),
            BlockKind::Table(table) => {
                let rows = std::iter::once(&table.head).chain(&table.rows);
                let row = |cells: &Vec<Vec<_>>| {
                    let cells: Vec<String> = cells.iter().map(|cell| plain_text(cell)).collect();
                    cells.join(" | ")
                };
                parts.push(rows.map(row).collect::<Vec<_>>().join("\n"));
            }
            // Each meaning stands under its term.
            BlockKind::Definitions(list) => {
                for definition in list {
                    parts.push(plain_text(&definition.term).trim().to_owned());
                    collect_text(definition.meanings.iter().flatten(), parts);
                }
            }
            kind => {
                for text in inner_text(kind) {
                    parts.push(plain_text(text).trim().to_owned());
                }
                collect_text(inner_blocks(kind).into_iter(), parts);
            }
        }
    }
}
