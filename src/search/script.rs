//! The index as classic scripts, because pages opened from disk can load nothing else.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::SearchFile;
use super::shards::Shard;
use super::units::{NoteUnits, Unit};
use crate::catalog::{Catalog, NoteEntry, NoteId};
use crate::text::{fnv, hex};

/// The core is divided into files of at most so many bytes before compression.
const PART_BYTES: usize = 512 << 10;

/// A file of texts ends with the section that makes it so large, in bytes before compression.
const TEXT_BYTES: usize = 4_000;

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

/// All notes, those with one [`text_script_name`] together.
pub(super) fn text_groups(catalog: &Catalog) -> Vec<Vec<NoteId>> {
    let mut groups: BTreeMap<String, Vec<NoteId>> = BTreeMap::new();
    for id in catalog.note_ids() {
        let name = text_script_name(&catalog.note(id).route, 0);
        groups.entry(name).or_default().push(id);
    }
    groups.into_values().collect()
}

/// The texts of the sections for showing, in files of a few sections of one note. They carry no build id, so that a change to
/// one note leaves the files of all others as they are; a key over the anchors says which sections they are for.
///
/// `notes` are those of one of the [`text_groups`].
pub(super) fn text_scripts(catalog: &Catalog, notes: &[NoteUnits]) -> Vec<SearchFile> {
    let mut files: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for note in notes {
        let entry = catalog.note(note.note);
        for (index, units) in text_parts(note).enumerate() {
            let texts: Vec<&str> = units.iter().map(|unit| unit.text.as_str()).collect();
            let data = json!([entry.route, key(entry, units), texts.join("\n")]);
            let name = text_script_name(&entry.route, index);
            files.entry(name).or_default().push(data);
        }
    }
    files
        .into_iter()
        .map(|(name, notes)| script(name, &json!({ "notes": notes })))
        .collect()
}

/// The sections of a note by the files that their texts are in.
pub(super) fn text_parts(note: &NoteUnits) -> impl Iterator<Item = &[Unit]> {
    let mut size = 0;
    note.units.chunk_by(move |before, _| {
        size += before.text.len();
        let goes_on = size < TEXT_BYTES;
        if !goes_on {
            size = 0;
        }
        goes_on
    })
}

/// What tells a list of sections from another: a hash of their anchors.
fn key(entry: &NoteEntry, units: &[Unit]) -> String {
    let anchors = units.iter().map(|unit| {
        let heading = unit.heading.and_then(|at| entry.headings.get(at));
        heading.map_or("", |heading| heading.anchor.as_str())
    });
    fnv(&anchors.collect::<Vec<_>>().join("\n"))
}

/// The name of a file with texts of the note at `route`: a hash, for routes may be long and are not always fit for names, and
/// from the second file on its number.
fn text_script_name(route: &str, index: usize) -> String {
    match index {
        0 => format!("t-{}", fnv(route)),
        _ => format!("t-{}-{}", fnv(route), index + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn fields_go_on_in_further_parts(lengths in proptest::collection::vec(0usize..1_500_000, 0..4)) {
            const NAMES: [&str; 4] = ["a", "b", "c", "d"];
            let fields: Fields = NAMES.into_iter().zip(lengths.iter().map(|length| "池x".repeat(length / 4))).collect();
            let mut joined: BTreeMap<&str, String> = BTreeMap::new();
            for part in parts(fields.clone()) {
                prop_assert!(part.iter().map(|(_, text)| text.len()).sum::<usize>() <= PART_BYTES);
                for (name, text) in part {
                    joined.entry(name).or_default().push_str(&text);
                }
            }
            prop_assert_eq!(joined, fields.into_iter().collect::<BTreeMap<_, _>>());
        }
    }

    #[test]
    fn nothing_in_a_text_ends_a_script_or_a_line() {
        let hostile = "</script><!--\u{2028}\u{2029}\n\"\\";
        let file = script("x".to_owned(), &json!({ "a": hostile }));
        let data = file
            .text
            .strip_prefix("inkstone.receive(\"search/x\",")
            .unwrap();
        let data: Value = serde_json::from_str(data.strip_suffix(");\n").unwrap()).unwrap();
        assert_eq!(data["a"], hostile);
        for end in ["</", "<!", "\u{2028}", "\u{2029}"] {
            assert!(!file.text.contains(end));
        }
        assert_eq!(file.text.lines().count(), 1);
    }
}
