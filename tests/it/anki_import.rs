//! `inkstone import anki`, with collections made by hand. Those of the real Anki are the matter of `tests/anki/check.py`.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Command;

use rusqlite::Connection;
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;

/// The tables as they are since schema 15; the columns that are read are those of schema 11 too.
const TABLES: &str = "
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL, mod integer NOT NULL,
  usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL, sfld integer NOT NULL, csum integer NOT NULL,
  flags integer NOT NULL, data text NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL, ord integer NOT NULL);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL, ease integer NOT NULL,
  ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL, time integer NOT NULL, type integer NOT NULL);
INSERT INTO notes VALUES
  (1, 'inkstone:/qbn', 5, 0, 0, '', 'qbn' || char(31) || '什么是 <b>BN</b>？' || char(31) || 'x', 0, 0, 0, ''),
  (2, 'inkstone:me/qmine', 5, 0, 0, '', 'qmine' || char(31) || 'Mine?' || char(31) || 'x', 0, 0, 0, ''),
  (3, 'abcdefghij', 6, 0, 0, '', 'qbn' || char(31) || 'of someone else', 0, 0, 0, ''),
  (4, 'xxxxxxxxxx', 1704067200421, 0, 0, '', 'qtext' || char(31) || 'As text?', 0, 0, 0, '');
INSERT INTO cards VALUES (11, 1, 1, 0), (12, 2, 1, 0), (13, 3, 1, 0), (14, 4, 1, 0);
";

const T: i64 = 1_700_000_000_000;

/// A collection with these reviews: time after [`T`], card, ease, factor, milliseconds, kind.
fn collection(reviews: &[(i64, i64, i64, i64, i64, i64)]) -> Vec<u8> {
    let mut database = Connection::open_in_memory().expect("a database");
    database.execute_batch(TABLES).expect("tables");
    for (at, card, ease, factor, took, kind) in reviews {
        database
            .execute(
                "INSERT INTO revlog VALUES (?1, ?2, 0, ?3, 1, 1, ?4, ?5, ?6)",
                [T + at, *card, *ease, *factor, *took, *kind],
            )
            .expect("a review");
    }
    database.serialize("main").expect("bytes").to_vec()
}

fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("an entry");
        zip.write_all(bytes).expect("bytes");
    }
    zip.finish().expect("a zip").into_inner()
}

/// Imports a file with these bytes; returns the exit code, what was said, and the file of progress if there is one.
fn import(bytes: &[u8], arguments: &[&str]) -> (i32, String, Option<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("history.apkg");
    fs::write(&file, bytes).expect("a file");
    let progress = folder.path().join("progress.json");
    let (code, said) = run(&file, &progress, arguments);
    (code, said, fs::read_to_string(progress).ok())
}

fn run(file: &Path, progress: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_inkstone"))
        .env("LC_ALL", "en_GB.UTF-8")
        .args(["import", "anki"])
        .arg(file)
        .arg("-o")
        .arg(progress)
        .args(arguments)
        .output()
        .expect("the program runs");
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.code().expect("an exit code"),
        String::from_utf8(said).expect("UTF-8"),
    )
}

/// Time after [`T`], card and grade of each review.
fn reviews(progress: &str) -> Vec<(i64, String, i64)> {
    let file: Value = serde_json::from_str(progress).expect("JSON");
    let entries = file["entries"].as_array().expect("entries");
    let reviews = entries.iter().filter(|entry| entry["kind"] == "review");
    reviews
        .map(|entry| {
            let card = entry["card"].as_str().expect("a card").to_owned();
            let number = |name: &str| entry[name].as_i64().expect("a number");
            (number("at") - T, card, number("grade"))
        })
        .collect()
}

#[test]
fn reviews_of_our_cards_are_taken() {
    let collection = collection(&[
        (0, 11, 3, 2500, 4321, 0),
        (1, 13, 1, 2500, 0, 1),
        (2, 14, 4, 2500, 0, 1),
        (3, 11, 0, 2500, 0, 5),
    ]);
    let (code, said, progress) = import(&zipped(&[("collection.anki2", &collection)]), &[]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.starts_with("2 reviews of 2 cards (1 of other cards left out) -> "),
        "{said}"
    );
    let progress = progress.expect("a file");
    let expected = [(0, "qbn".to_owned(), 3), (2, "qtext".to_owned(), 4)];
    assert_eq!(reviews(&progress), expected);
    let file: Value = serde_json::from_str(&progress).expect("JSON");
    assert_eq!((&file["version"], file.get("site")), (&json!(2), None));
    let first = &file["entries"][0];
    assert_eq!(
        (&first["kind"], &first["text"]),
        (&json!("card"), &json!("什么是 BN？"))
    );
    assert_eq!(file["entries"][2]["seconds"], json!(4.3));
}

#[test]
fn a_reset_and_cramming_count_as_in_anki() {
    let collection = collection(&[
        (0, 11, 3, 2500, 0, 1),
        (1, 11, 0, 0, 0, 4),
        (2, 11, 2, 2500, 0, 0),
        (3, 11, 1, 0, 0, 3),
        (4, 11, 1, 2500, 0, 3),
        (5, 12, 0, 2500, 0, 4),
    ]);
    let (code, said, progress) = import(&zipped(&[("collection.anki21", &collection)]), &[]);
    assert_eq!(code, 0, "{said}");
    let expected = [(2, "qbn".to_owned(), 2), (4, "qbn".to_owned(), 1)];
    assert_eq!(reviews(&progress.expect("a file")), expected);
}

#[test]
fn sites_are_told_apart() {
    let collection = collection(&[(0, 11, 3, 2500, 0, 1), (1, 12, 4, 2500, 0, 1)]);
    let package = zipped(&[("collection.anki2", &collection)]);
    let (_, _, both) = import(&package, &[]);
    let both = both.expect("a file");
    assert_eq!(reviews(&both).len(), 2);
    assert!(!both.contains("\"site\""));
    let (_, _, mine) = import(&package, &["--site", "me"]);
    let mine = mine.expect("a file");
    assert_eq!(reviews(&mine), [(1, "qmine".to_owned(), 4)]);
    assert!(mine.contains("\"site\":\"me\""));
    let (code, said, none) = import(&package, &["--site", "you"]);
    assert_eq!((code, none), (1, None), "{said}");
}

#[test]
fn the_newest_form_in_a_package_is_read() {
    let old = collection(&[(0, 11, 1, 2500, 0, 1)]);
    let mut new = collection(&[(7, 11, 4, 2500, 0, 1)]);
    // As if it had been written with a log beside it.
    new[18..20].fill(2);
    let packed = zstd::encode_all(new.as_slice(), 0).expect("compressed");
    let package = zipped(&[
        ("collection.anki2", &old),
        ("collection.anki21b", &packed),
        ("meta", b"\x08\x03"),
    ]);
    let (code, said, progress) = import(&package, &[]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(
        reviews(&progress.expect("a file")),
        [(7, "qbn".to_owned(), 4)]
    );
}

#[test]
fn files_that_are_no_export_are_refused() {
    let empty = collection(&[(0, 13, 1, 2500, 0, 1)]);
    for (bytes, words) in [
        (b"no zip at all".to_vec(), "is no export of Anki"),
        (Vec::new(), "is no export of Anki"),
        (zipped(&[("a.txt", b"x")]), "has no collection in it"),
        (zipped(&[("collection.anki2", b"x")]), "collection.anki2 in"),
        (
            zipped(&[("collection.anki21b", b"x")]),
            "is no export of Anki",
        ),
        (
            zipped(&[("collection.anki2", b"SQLite format 3\0 and no more")]),
            "is no export of Anki",
        ),
        (
            zipped(&[("collection.anki2", &empty[..5000])]),
            "is no export of Anki",
        ),
        (
            zipped(&[("collection.anki2", &empty)]),
            "has no review of a card",
        ),
    ] {
        let (code, said, progress) = import(&bytes, &[]);
        assert_eq!((code, progress), (1, None), "{said}");
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn no_file_is_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("history.apkg");
    let collection = collection(&[(0, 11, 3, 2500, 0, 1)]);
    fs::write(&file, zipped(&[("collection.anki2", &collection)])).expect("a file");
    let progress = folder.path().join("progress.json");
    fs::write(&progress, "mine").expect("a file");
    let (code, said) = run(&file, &progress, &[]);
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("progress.json is there already and stays"),
        "{said}"
    );
    assert_eq!(fs::read_to_string(&progress).expect("a file"), "mine");
    let (code, said) = run(
        &folder.path().join("none.apkg"),
        &folder.path().join("x.json"),
        &[],
    );
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("none.apkg cannot be read"), "{said}");
}
