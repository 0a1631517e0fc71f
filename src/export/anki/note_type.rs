//! The note type: its fields, its templates and its style sheet.

use serde_json::{Value, json};

use super::names::NOTE_TYPE_ID;

/// The name of the note type, which the import of text files goes by.
pub(super) const NAME: &str = "Inkstone";

/// The fields in order. To add one would make Anki ask for a full upload, so they are these for ever.
pub(super) const FIELDS: [&str; 6] = ["Id", "Question", "Answer", "Note", "Source", "Lang"];

/// When what is below was last changed, in seconds since 1970: Anki takes the later of two note types, so that a reader's
/// own changes last until there is something new.
const CHANGED: i64 = 1_795_392_000;

const FRONT: &str = include_str!("front.html");
const BACK: &str = include_str!("back.html");

/// The style sheet: ours for cards, and those of the theme for code and diagrams.
fn css() -> String {
    let theme = [
        include_str!("../../../static/css/code.css"),
        include_str!("../../../static/css/diagram.css"),
    ]
    .concat()
    // Anki says by a class that it is dark, whatever the system is.
    .replace(":root[data-theme=\"dark\"]", ".nightMode, .night_mode")
    .replace(
        ":root:not([data-theme=\"light\"])",
        ".nightMode, .night_mode",
    );
    format!("{}\n{theme}", include_str!("card.css"))
}

/// The note type as the column `models` has it.
pub(super) fn note_type() -> Value {
    let fields: Vec<Value> = (0..)
        .zip(FIELDS)
        .map(|(at, name): (i64, _)| {
            json!({
                "name": name, "ord": at, "sticky": false, "rtl": false, "font": "Arial", "size": 20,
                "description": "", "plainText": name != "Question" && name != "Answer",
                "collapsed": name != "Question" && name != "Answer", "excludeFromSearch": name == "Lang",
            })
        })
        .collect();
    json!({
        "id": NOTE_TYPE_ID, "name": NAME, "type": 0, "mod": CHANGED, "usn": -1, "sortf": 1, "did": 1,
        "tags": [], "vers": [], "flds": fields, "css": css(), "req": [[0, "any", [1]]],
        "latexPre": "\\documentclass[12pt]{article}\n\\begin{document}\n", "latexPost": "\\end{document}",
        "latexsvg": false,
        "tmpls": [{
            "name": "Card", "ord": 0, "qfmt": FRONT, "afmt": BACK, "bqfmt": "", "bafmt": "", "did": null,
            "bfont": "", "bsize": 0,
        }],
    })
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::text::hex;

    #[test]
    fn a_changed_note_type_has_a_new_time() {
        let text = note_type().to_string();
        let digest = &hex(&Sha256::digest(text.as_bytes()))[..16];
        assert_eq!(
            (CHANGED, digest),
            (1_795_392_000, "981841cfa9d4ff8b"),
            "write down the time and the digest"
        );
    }

    #[test]
    fn no_rule_of_the_theme_waits_for_its_own_switch() {
        assert!(!css().contains("data-theme"));
    }
}
