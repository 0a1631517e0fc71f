//! The index as classic scripts, because pages opened from disk can load nothing else.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::SearchFile;
use super::shards::Shard;
use super::units::NoteUnits;
use crate::catalog::{Catalog, NoteEntry};
use crate::text::hex;

/// The core is divided into files of at most so many bytes before compression.
const PART_BYTES: usize = 512 << 10;

/// The form of the files; changed with it, so that an engine never misreads files of another build.
const VERSION: u32 = 1;

/// Fields by their names.
type Fields = Vec<(&'static str, String)>;

/// The core, perhaps in several parts, and the shards.
pub(super) fn data_scripts(core: Fields, shards: Vec<Shard>) -> Vec<SearchFile> {
    let shards: Vec<Fields> = shards.into_iter().map(Shard::fields).collect();
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    for (_, text) in core.iter().chain(shards.iter().flatten()) {
        hash.update(text.len().to_le_bytes());
        hash.update(text);
    }
    let build = hex(&hash.finalize()[..8]);
    let mut files = Vec::new();
    let parts = parts(core);
    let count = parts.len();
    for (index, fields) in parts.into_iter().enumerate() {
        let name = if index == 0 {
            "core".to_owned()
        } else {
            format!("core-{}", index + 1)
        };
        let head = [
            ("version", json!(VERSION)),
            ("build", json!(build)),
            ("parts", json!(count)),
        ];
        files.push(file(name, &head, fields));
    }
    for (index, fields) in shards.into_iter().enumerate() {
        files.push(file(
            format!("s-{index}"),
            &[("build", json!(build))],
            fields,
        ));
    }
    files
}

/// Divides fields among files; what does not fit into one goes on in the next under the same name.
fn parts(fields: Fields) -> Vec<Fields> {
    let mut parts = vec![Fields::new()];
    let mut room = PART_BYTES;
    for (name, text) in fields {
        let mut rest = text.as_str();
        loop {
            let at = rest.floor_char_boundary(room);
            let (here, after) = rest.split_at(at);
            if let Some(part) = parts.last_mut() {
                part.push((name, here.to_owned()));
            }
            room -= here.len();
            rest = after;
            if rest.is_empty() {
                break;
            }
            parts.push(Fields::new());
            room = PART_BYTES;
        }
    }
    parts
}

fn file(name: String, head: &[(&str, Value)], fields: Fields) -> SearchFile {
    let mut data = Map::new();
    for (key, value) in head {
        data.insert((*key).to_owned(), value.clone());
    }
    for (key, text) in fields {
        data.insert(key.to_owned(), Value::String(text));
    }
    script(name, &Value::Object(data))
}

/// One call that hands the data over. What only JSON allows in texts is escaped, and what could end a script that stands in
/// a page.
fn script(name: String, data: &Value) -> SearchFile {
    let json = data
        .to_string()
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
        .replace("</", "<\\/")
        .replace("<!", "<\\u0021");
    SearchFile {
        text: format!("inkstone.receive(\"search/{name}\",{json});\n"),
        name,
    }
}

/// The texts of the sections for showing, a file for each note. They carry no build id, so that a change to one note leaves
/// the files of all others as they are; a key over the anchors says which sections they are for.
pub(super) fn text_scripts(catalog: &Catalog, notes: &[NoteUnits]) -> Vec<SearchFile> {
    let mut files: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for note in notes {
        let entry = catalog.note(note.note);
        let texts: Vec<&str> = note.units.iter().map(|unit| unit.text.as_str()).collect();
        let data = json!([entry.route, key(entry, note), texts.join("\n")]);
        // Two routes with one hash share a file.
        files
            .entry(text_script_name(&entry.route))
            .or_default()
            .push(data);
    }
    files
        .into_iter()
        .map(|(name, notes)| script(name, &json!({ "notes": notes })))
        .collect()
}

/// What tells a list of sections from another: a hash of their anchors.
fn key(entry: &NoteEntry, note: &NoteUnits) -> String {
    let anchors = note.units.iter().map(|unit| {
        let heading = unit.heading.and_then(|at| entry.headings.get(at));
        heading.map_or("", |heading| heading.anchor.as_str())
    });
    fnv(&anchors.collect::<Vec<_>>().join("\n"))
}

/// The name of the file with the texts of the note at `route`: a hash, for routes may be long and are not always fit for
/// names.
pub fn text_script_name(route: &str) -> String {
    format!("t-{}", fnv(route))
}

/// The 32-bit FNV-1a hash of a text, in hexadecimal digits (draft-eastlake-fnv).
fn fnv(text: &str) -> String {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    format!("{hash:08x}")
}
