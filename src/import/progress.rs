//! The file of progress that the page for study takes: version 2 of its log, whose form is in `static/js/review/`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::Path;

use serde_json::{Value, json};

use super::{History, ImportError};

/// Writes the reviews to `path`, where nothing may be yet. The same history gives the same bytes and each review the same
/// id, so that the page, which joins logs by id, takes a review once however often it is imported.
pub fn write_progress(history: &History, path: &Path) -> Result<(), ImportError> {
    let file = File::create_new(path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => ImportError::Exists,
        _ => ImportError::Unwritable(error),
    })?;
    let mut file = BufWriter::new(file);
    let written = file
        .write_all(text(history).as_bytes())
        .and_then(|()| file.flush());
    written.map_err(|error| {
        let _ = fs::remove_file(path);
        ImportError::Unwritable(error)
    })
}

/// The file: one entry a line.
fn text(history: &History) -> String {
    let entries: Vec<String> = entries(history).iter().map(Value::to_string).collect();
    // The page takes a file of its own site, or one that names none.
    let site = history.site.as_ref();
    let site = site.map_or(String::new(), |site| format!("\"site\":{},", json!(site)));
    let head = format!("{{\"inkstone\":\"review-log\",\"version\":2,{site}\"entries\":[");
    format!("{head}\n{}\n]}}\n", entries.join(",\n"))
}

/// For each card first the text of its question, by which the page finds the question again if it was reworded.
fn entries(history: &History) -> Vec<Value> {
    let mut first: BTreeMap<&str, i64> = BTreeMap::new();
    for review in &history.reviews {
        first.entry(&review.card).or_insert(review.at);
    }
    let mut entries = Vec::new();
    for (card, at) in first {
        if let Some(text) = history.questions.get(card).filter(|text| !text.is_empty()) {
            entries.push(json!({
                "id": id(at, "ankicard", card), "kind": "card", "at": at, "card": card, "text": text, "hash": "",
            }));
        }
    }
    for review in &history.reviews {
        let mut entry = json!({
            "id": id(review.at, "anki", &review.card), "kind": "review", "at": review.at, "card": review.card,
            "grade": review.grade,
        });
        if review.took > 0 {
            entry["seconds"] = json!((f64::from(review.took) / 100.0).round().max(1.0) / 10.0);
        }
        entries.push(entry);
    }
    entries
}

/// The id of an entry: the time, where it comes from, and a hash of the card.
fn id(at: i64, from: &str, card: &str) -> String {
    // FNV-1a, 32 bits: two cards answered in one millisecond must only differ.
    let hash = card.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let at = base36(u64::try_from(at).unwrap_or(0));
    format!("{at:0>8}-{from}-{}", base36(u64::from(hash)))
}

fn base36(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        let digit = u32::try_from(number % 36).unwrap_or(0);
        digits.extend(char::from_digit(digit, 36));
        number /= 36;
        if number == 0 {
            return digits.iter().rev().collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Review;

    #[test]
    fn one_entry_a_line() {
        let review = |at, grade, took| Review {
            at,
            card: "qab".to_owned(),
            grade,
            took,
        };
        let history = History {
            reviews: vec![
                review(1_700_000_000_000, 3, 4321),
                review(1_700_000_000_001, 1, 0),
            ],
            questions: [("qab".to_owned(), "什么是\"BN\"".to_owned())].into(),
            site: None,
            others: 0,
        };
        let of_site = History {
            site: Some("a\"b".to_owned()),
            ..History::default()
        };
        assert!(text(&of_site).starts_with(
            "{\"inkstone\":\"review-log\",\"version\":2,\"site\":\"a\\\"b\",\"entries\":["
        ));
        assert_eq!(
            text(&history),
            "{\"inkstone\":\"review-log\",\"version\":2,\"entries\":[\n\
             {\"id\":\"loyw3v28-ankicard-1qg72m7\",\"kind\":\"card\",\"at\":1700000000000,\"card\":\"qab\",\"text\":\"什么是\\\"BN\\\"\",\"hash\":\"\"},\n\
             {\"id\":\"loyw3v28-anki-1qg72m7\",\"kind\":\"review\",\"at\":1700000000000,\"card\":\"qab\",\"grade\":3,\"seconds\":4.3},\n\
             {\"id\":\"loyw3v29-anki-1qg72m7\",\"kind\":\"review\",\"at\":1700000000001,\"card\":\"qab\",\"grade\":1}\n]}\n"
        );
        assert_eq!(base36(0), "0");
    }
}
