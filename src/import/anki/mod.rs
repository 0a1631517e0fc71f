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

/// Reads the reviews of notes that an export of ours made, known by their guid or their note type; only those of the site
/// with the id `site` if it is given.
///
/// As in Anki's own scheduler, what was answered before a card was last reset counts no more, nor what was answered in a
/// filtered deck that reschedules nothing.
pub fn read_history(path: &Path, site: Option<&str>) -> Result<History, ImportError> {
    let bytes = package::collection(path)?;
    history(&bytes, site).map_err(|error| ImportError::NotAnki(error.to_string()))
}

fn history(bytes: &[u8], site: Option<&str>) -> rusqlite::Result<History> {
    let mut database = Connection::open_in_memory()?;
    database.deserialize_read_exact("main", bytes, bytes.len(), true)?;
    let mut cards = our_cards(&database)?;
    if let Some(site) = site {
        cards.retain(|_, card| card.site == site);
    }
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
                    card: card.id.clone(),
                    grade,
                    took: u32::try_from(took).unwrap_or(0),
                },
            )),
            None => others += 1,
        }
    }
    reviews.retain(|(cid, review)| resets.get(cid).is_none_or(|reset| *reset < review.at));
    let mut reviewed: BTreeMap<i64, &OurCard> = BTreeMap::new();
    for (cid, _) in &reviews {
        reviewed.extend(cards.get(cid).map(|card| (*cid, card)));
    }
    let sites: BTreeSet<&str> = reviewed.values().map(|card| card.site.as_str()).collect();
    let only_site = sites
        .first()
        .filter(|site| sites.len() == 1 && !site.is_empty());
    let questions = reviewed.values();
    Ok(History {
        site: only_site.map(|site| (*site).to_owned()),
        questions: questions
            .map(|card| (card.id.clone(), card.question.clone()))
            .collect(),
        reviews: reviews.into_iter().map(|(_, review)| review).collect(),
        others,
    })
}

/// A card of ours as a collection has it.
struct OurCard {
    /// `id` of the site's configuration, or empty.
    site: String,
    id: String,
    /// The text of its question.
    question: String,
}

/// Our cards by the ids that Anki gave them.
fn our_cards(database: &Connection) -> rusqlite::Result<BTreeMap<i64, OurCard>> {
    let mut cards = BTreeMap::new();
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
        let (site, id) = match card_of_guid(&guid) {
            Some((site, card)) => (site, card.to_owned()),
            // A note that was imported as text without its guid.
            None if note_type == NOTE_TYPE_ID => (String::new(), first),
            None => continue,
        };
        let question = plain(fields.next().unwrap_or_default());
        let card = OurCard { site, id, question };
        if !card.id.is_empty() {
            cards.insert(row.get(0)?, card);
        }
    }
    Ok(cards)
}
