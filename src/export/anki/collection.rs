//! The collection: an `SQLite` file in Anki's schema 11.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use serde_json::{Value, json};

use super::names::{Ids, NOTE_TYPE_ID, checksum, deck_name, field, guid, tag};
use super::note_type::note_type;
use crate::export::{Card, CardSet, ExportError};

const TABLES: &str = "
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL, scm integer NOT NULL,
  ver integer NOT NULL, dty integer NOT NULL, usn integer NOT NULL, ls integer NOT NULL, conf text NOT NULL,
  models text NOT NULL, decks text NOT NULL, dconf text NOT NULL, tags text NOT NULL);
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL, mod integer NOT NULL,
  usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL, sfld integer NOT NULL, csum integer NOT NULL,
  flags integer NOT NULL, data text NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL, ord integer NOT NULL,
  mod integer NOT NULL, usn integer NOT NULL, type integer NOT NULL, queue integer NOT NULL, due integer NOT NULL,
  ivl integer NOT NULL, factor integer NOT NULL, reps integer NOT NULL, lapses integer NOT NULL, left integer NOT NULL,
  odue integer NOT NULL, odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL, ease integer NOT NULL,
  ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL, time integer NOT NULL, type integer NOT NULL);
CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_notes_csum ON notes (csum);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_revlog_cid ON revlog (cid);
";

/// When the collection says that it was made, in seconds since 1970. New cards know no days, so nothing hangs on it.
const CREATED: i64 = 1_500_000_000;

/// The bytes of the collection. The same set gives the same bytes.
pub(super) fn collection(set: &CardSet) -> Result<Vec<u8>, ExportError> {
    fill(set).map_err(|error| ExportError::Collection(error.to_string()))
}

fn fill(set: &CardSet) -> rusqlite::Result<Vec<u8>> {
    let mut database = Connection::open_in_memory()?;
    database.execute_batch(TABLES)?;
    let transaction = database.transaction()?;
    let decks = decks(set);
    let default = json!({ "1": deck(1, "Default") });
    let listed = decks.iter().fold(default, |mut all, (name, id)| {
        all[id.to_string()] = deck(*id, name);
        all
    });
    let models = json!({ NOTE_TYPE_ID.to_string(): note_type() });
    transaction.execute(
        "INSERT INTO col VALUES (1, ?1, ?2, ?2, 11, 0, 0, 0, ?3, ?4, ?5, ?6, '{}')",
        params![
            CREATED,
            CREATED * 1000,
            settings(set).to_string(),
            models.to_string(),
            listed.to_string(),
            json!({ "1": deck_options() }).to_string(),
        ],
    )?;
    let mut ids = Ids::default();
    for (card, due) in set.cards.iter().zip(1i64..) {
        let guid = guid(set, &card.id);
        let id = ids.of(&guid);
        let fields = fields(card);
        transaction.execute(
            "INSERT INTO notes VALUES (?1, ?2, ?3, ?4, -1, ?5, ?6, ?7, ?8, 0, '')",
            params![
                id,
                guid,
                NOTE_TYPE_ID,
                card.modified,
                tags(card, " "),
                fields.join("\u{1f}"),
                card.text,
                checksum(&fields[0]),
            ],
        )?;
        transaction.execute(
            "INSERT INTO cards VALUES (?1, ?1, ?2, 0, ?3, -1, 0, 0, ?4, 0, 0, 0, 0, 0, 0, 0, 0, '')",
            params![id, decks[&deck_name(&card.deck)], card.modified, due],
        )?;
    }
    transaction.commit()?;
    Ok(database.serialize("main")?.to_vec())
}

/// The fields of a card, in the order of the note type's.
pub(super) fn fields(card: &Card) -> [String; 6] {
    let plain = |text: &str| field(&crate::render::escape::escape_attribute(text));
    [
        plain(&card.id),
        field(&card.question),
        field(&card.answer),
        plain(&card.note),
        plain(&card.address),
        plain(&card.lang),
    ]
}

/// The tags in one text, with `around` at both ends: Anki searches for a tag between spaces.
pub(super) fn tags(card: &Card, around: &str) -> String {
    let tags: Vec<String> = card.tags.iter().map(|name| tag(name)).collect();
    if tags.is_empty() {
        String::new()
    } else {
        format!("{around}{}{around}", tags.join(" "))
    }
}

/// All decks with their ids, those included that only hold others.
fn decks(set: &CardSet) -> BTreeMap<String, i64> {
    let mut ids = Ids::default();
    let mut decks = BTreeMap::new();
    for card in &set.cards {
        for end in 1..=card.deck.len() {
            let name = deck_name(&card.deck[..end]);
            decks.entry(name).or_insert_with_key(|name| ids.of(name));
        }
    }
    decks
}

fn deck(id: i64, name: &str) -> Value {
    json!({
        "id": id, "name": name, "mod": 0, "usn": -1, "desc": "", "dyn": 0, "conf": 1, "collapsed": false,
        "browserCollapsed": false, "extendNew": 0, "extendRev": 0, "newToday": [0, 0], "revToday": [0, 0],
        "lrnToday": [0, 0], "timeToday": [0, 0],
    })
}

fn settings(set: &CardSet) -> Value {
    json!({
        "nextPos": set.cards.len() + 1, "activeDecks": [1], "curDeck": 1, "curModel": NOTE_TYPE_ID.to_string(),
        "sortType": "noteFld", "sortBackwards": false, "addToCur": true, "dueCounts": true, "estTimes": true,
        "newSpread": 0, "collapseTime": 1200, "timeLim": 0, "schedVer": 2,
    })
}

fn deck_options() -> Value {
    json!({
        "id": 1, "name": "Default", "mod": 0, "usn": 0, "maxTaken": 60, "autoplay": true, "timer": 0, "replayq": true,
        "dyn": false,
        "new": { "bury": false, "delays": [1, 10], "initialFactor": 2500, "ints": [1, 4, 0], "order": 1, "perDay": 20 },
        "rev": { "bury": false, "ease4": 1.3, "hardFactor": 1.2, "ivlFct": 1, "maxIvl": 36500, "perDay": 200 },
        "lapse": { "delays": [10], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0 },
    })
}
