//! The review history of our cards in an export of Anki: `.apkg` or `.colpkg`, old or new.

mod html;
mod package;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::Connection;

use super::{History, ImportError, Review};
use crate::export::anki::{NOTE_TYPE_ID, card_of_guid};
use html::plain;

/// Reviews before 2000 are of a clock that was never set.
const EARLIEST: i64 = 946_684_800_000;

/// Reads the reviews of notes that an export of ours made, known by their guid or their note type.
///
/// As in Anki's own scheduler, what was answered before a card was last reset counts no more, nor what was answered in a
/// filtered deck that reschedules nothing.
pub fn read_history(path: &Path) -> Result<History, ImportError> {
    let bytes = package::collection(path)?;
    history(&bytes).map_err(|error| ImportError::NotAnki(error.to_string()))
}

fn history(bytes: &[u8]) -> rusqlite::Result<History> {
    let mut database = Connection::open_in_memory()?;
    database.deserialize_read_exact("main", bytes, bytes.len(), true)?;
    let (cards, mut questions) = our_cards(&database)?;
    let mut reviews: Vec<(i64, Review)> = Vec::new();
    let mut resets: BTreeMap<i64, i64> = BTreeMap::new();
    let mut others = 0;
    let mut rows =
        database.prepare("SELECT id, cid, ease, factor, time, type FROM revlog ORDER BY id")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let (at, cid, ease): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (factor, took, kind): (i64, i64, i64) = (row.get(3)?, row.get(4)?, row.get(5)?);
        let is_reset = kind == 4 && factor == 0;
        let is_cram = kind == 3 && factor == 0;
        if is_reset {
            resets.insert(cid, at);
        }
        let grade = u8::try_from(ease).unwrap_or(0);
        if !(1..=4).contains(&grade) || kind > 3 || is_cram || at < EARLIEST {
            continue;
        }
        match cards.get(&cid) {
            Some(card) => reviews.push((
                cid,
                Review {
                    at,
                    card: card.clone(),
                    grade,
                    took: u32::try_from(took).unwrap_or(0),
                },
            )),
            None => others += 1,
        }
    }
    reviews.retain(|(cid, review)| resets.get(cid).is_none_or(|reset| *reset < review.at));
    let reviews: Vec<Review> = reviews.into_iter().map(|(_, review)| review).collect();
    let reviewed: BTreeSet<&str> = reviews.iter().map(|review| review.card.as_str()).collect();
    questions.retain(|card, _| reviewed.contains(card.as_str()));
    Ok(History {
        reviews,
        questions,
        others,
    })
}

/// Our card ids by the ids that Anki gave its cards.
type Cards = BTreeMap<i64, String>;

/// Our cards, and the texts of their questions.
fn our_cards(database: &Connection) -> rusqlite::Result<(Cards, BTreeMap<String, String>)> {
    let mut cards = BTreeMap::new();
    let mut questions = BTreeMap::new();
    let mut rows = database.prepare(
        "SELECT cards.id, notes.guid, notes.mid, notes.flds FROM cards JOIN notes ON notes.id = cards.nid
         WHERE cards.ord = 0 ORDER BY cards.id",
    )?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let (guid, note_type): (String, i64) = (row.get(1)?, row.get(2)?);
        let fields: String = row.get(3)?;
        let mut fields = fields.split('\u{1f}');
        let first = plain(fields.next().unwrap_or_default());
        let card = match card_of_guid(&guid) {
            Some(card) => card.to_owned(),
            None if note_type == NOTE_TYPE_ID => first,
            None => continue,
        };
        if card.is_empty() {
            continue;
        }
        questions.insert(card.clone(), plain(fields.next().unwrap_or_default()));
        cards.insert(row.get(0)?, card);
    }
    Ok((cards, questions))
}
