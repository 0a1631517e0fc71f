//! What there is to review, as scripts: one that names every question, and one for each note with its answers.
//!
//! The answers of a note are in a file of their own, which carries no build id but a hash of itself, so that a change to one
//! note leaves the files of all others as they are. The list of all questions tells these hashes.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::json;

use super::SiteInfo;
use super::tree_script::script_json;
use super::url::encode;
use crate::backlinks::{Backlinks, QuestionLinks};
use crate::catalog::topics::TopicId;
use crate::catalog::{Catalog, NoteId, QuestionEntry};
use crate::render::RenderedCards;
use crate::text::fnv;

/// The number of the form of these files; readers refuse others.
const VERSION: u32 = 1;

/// The most questions that are named as following one.
const MOST_RELATED: usize = 5;

/// The names of the files with the cards of each note, in the order of the catalog: a hash of the path of its page, and for
/// the second of two with one hash a number.
#[derive(Clone, Debug, Default)]
pub struct CardKeys(Vec<String>);

impl CardKeys {
    /// The names for all notes of the catalog.
    pub fn new(catalog: &Catalog) -> Self {
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let key = |route: &str| {
            let hash = fnv(route);
            let numbered = (2..).map(|number: usize| format!("{hash}-{number}"));
            let mut names = std::iter::once(hash.clone()).chain(numbered);
            let free = names.find(|name| taken.insert(name.clone()));
            free.unwrap_or(hash)
        };
        Self(
            catalog
                .notes
                .iter()
                .map(|note| note.route.as_str())
                .map(key)
                .collect(),
        )
    }

    /// The name for a note.
    pub fn of(&self, note: NoteId) -> &str {
        self.0.get(note.0 as usize).map_or("", String::as_str)
    }
}

/// A file with the cards of one note.
#[derive(Clone, Debug)]
pub struct CardFile {
    /// Its path below the output folder.
    pub path: String,
    /// Its text.
    pub text: String,
    /// What tells it from its other versions.
    pub build: String,
}

/// The file with the cards of the note `id`: `inkstone.receive("cards/KEY", ...)` with the HTML of each question and answer
/// by card id, and the declarations that they need. `None` if there are none.
pub fn card_file(
    site: &SiteInfo,
    catalog: &Catalog,
    keys: &CardKeys,
    id: NoteId,
    rendered: &RenderedCards,
) -> Option<CardFile> {
    if rendered.cards.is_empty() {
        return None;
    }
    let questions = &catalog.note(id).questions;
    let cards: serde_json::Map<String, serde_json::Value> = rendered
        .cards
        .iter()
        .filter_map(|card| {
            let entry = questions.get(card.question)?;
            Some((entry.card.clone(), json!([card.front, card.back])))
        })
        .collect();
    let style = rendered.styles.css_beside_shared();
    let build = fnv(&json!([style, cards]).to_string());
    let key = keys.of(id);
    let data = json!({ "build": build, "style": style, "cards": cards });
    Some(CardFile {
        path: format!("{}/{key}.js", site.card_folder),
        text: format!(
            "inkstone.receive(\"cards/{key}\",{});\n",
            script_json(&data)
        ),
        build,
    })
}

/// A question: card id, index of its note, anchor, text, first letter of its state, indices of its topics, line, hash of the
/// source of its answer, card ids of questions that follow on it, path of its file.
#[derive(Serialize)]
struct Card<'a>(
    &'a str,
    usize,
    &'a str,
    &'a str,
    &'a str,
    Vec<usize>,
    usize,
    &'a str,
    Vec<&'a str>,
    &'a str,
);

/// `data/cards.js`: `inkstone.receive("cards", ...)` with every question of the site, answered or not, in reading order.
/// `builds` are those of the files of the notes that have one, and `math` is the path of the style sheet for formulas.
pub fn cards_script(
    site: &SiteInfo,
    catalog: &Catalog,
    backlinks: &Backlinks,
    keys: &CardKeys,
    builds: &BTreeMap<NoteId, String>,
    math: &str,
) -> String {
    let mut notes = Vec::new();
    let mut cards = Vec::new();
    let topics: BTreeSet<TopicId> = backlinks
        .questions
        .iter()
        .flatten()
        .flat_map(deck_topics)
        .collect();
    let topics: Vec<TopicId> = topics.into_iter().collect();
    for (id, links) in catalog.note_ids().zip(&backlinks.questions) {
        let note = catalog.note(id);
        if note.questions.is_empty() {
            continue;
        }
        let at = notes.len();
        let build = builds.get(&id);
        let key = build.map_or("", |_| keys.of(id));
        let mut row = vec![
            json!(note.route),
            json!(note.title),
            json!(key),
            json!(build.map_or("", String::as_str)),
        ];
        if !note.tags.is_empty() {
            row.push(json!(note.tags));
        }
        notes.push(row);
        for (question, links) in note.questions.iter().zip(links) {
            cards.push(Card(
                &question.card,
                at,
                &question.anchor,
                &question.text,
                &question.state.as_str()[..1],
                deck_topics(links)
                    .filter_map(|topic| topics.binary_search(&topic).ok())
                    .collect(),
                question.line,
                &question.hash,
                related(catalog, links),
                &note.path,
            ));
        }
    }
    let topics: Vec<_> = topics
        .iter()
        .map(|id| {
            let topic = catalog.topics.topic(*id);
            json!([topic.id, topic.name, topic.route])
        })
        .collect();
    let data = json!({
        "version": VERSION, "build": site.build_id, "math": encode(math), "files": format!("{}/", encode(&site.card_folder)),
        "notes": notes, "topics": topics, "cards": cards,
    });
    format!("inkstone.receive(\"cards\",{});\n", script_json(&data))
}

/// The topics in whose decks a question is: those that it asks about, else the one that its answer speaks of most.
fn deck_topics(links: &QuestionLinks) -> impl Iterator<Item = TopicId> {
    links.topics.iter().take(links.asked.max(1)).copied()
}

fn related<'a>(catalog: &'a Catalog, links: &QuestionLinks) -> Vec<&'a str> {
    let card = |(note, question): &(NoteId, u32)| -> Option<&'a QuestionEntry> {
        catalog.note(*note).questions.get(*question as usize)
    };
    let related = links.related.iter().filter_map(card).take(MOST_RELATED);
    related.map(|question| question.card.as_str()).collect()
}
