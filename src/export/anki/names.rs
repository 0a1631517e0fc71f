//! Ids, and text as Anki stands it.
//!
//! Anki knows a note again by its guid, a card by its note, a deck by its name and a note type by its id. So all of them
//! are made from the id of the card and the names of decks; nothing depends on what else is exported.

use std::collections::BTreeSet;

use sha1::{Digest as _, Sha1};
use sha2::Sha256;

use crate::export::CardSet;

/// The id of our note type, for ever: with another Anki would make a second one.
pub const NOTE_TYPE_ID: i64 = 1_704_067_200_421;

/// What the guid of every note of ours begins with.
const GUID: &str = "inkstone:";

/// Ids are times in milliseconds to Anki, which shows some of them as the day on which a note was made.
const FIRST_ID: i64 = 1_500_000_000_000;
const ID_RANGE: u64 = 1 << 37;

/// Under which Anki knows a note again.
pub(super) fn guid(set: &CardSet, card: &str) -> String {
    let site = set.site.replace('%', "%25").replace('/', "%2F");
    format!("{GUID}{site}/{card}")
}

/// The site, which may be empty, and the card id that a guid was made from; `None` if it is none of ours.
pub fn card_of_guid(guid: &str) -> Option<(String, &str)> {
    let (site, card) = guid.strip_prefix(GUID)?.split_once('/')?;
    Some((site.replace("%2F", "/").replace("%25", "%"), card))
}

/// Hands out numbers that are made from names and unique.
#[derive(Debug, Default)]
pub(super) struct Ids(BTreeSet<i64>);

impl Ids {
    /// The number for a name; the next free one if another name has it.
    pub(super) fn of(&mut self, name: &str) -> i64 {
        let hash = Sha256::digest(name.as_bytes());
        let number = hash[..8]
            .iter()
            .fold(0, |number, byte| number << 8 | u64::from(*byte));
        let mut id = FIRST_ID + i64::try_from(number % ID_RANGE).unwrap_or(0);
        while !self.0.insert(id) {
            id += 1;
        }
        id
    }
}

/// The number by which Anki finds notes with equal first fields.
pub(super) fn checksum(field: &str) -> u32 {
    let hash = Sha1::digest(field.as_bytes());
    hash[..4]
        .iter()
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// The name of a deck: `::` parts the decks, so it cannot be part of a title.
pub fn deck_name(parts: &[String]) -> String {
    let parts: Vec<String> = parts.iter().map(|part| deck_part(part)).collect();
    parts.join("::")
}

fn deck_part(title: &str) -> String {
    let title = title.replace("::", "：：").replace('"', "”");
    let title = title.replace(|c: char| c.is_control(), " ");
    // A colon at an end would touch those that part the decks.
    let title = title.trim().trim_matches(':').trim();
    if title.is_empty() {
        "-".to_owned()
    } else {
        title.to_owned()
    }
}

/// The name of a tag, which has no white space.
pub(super) fn tag(name: &str) -> String {
    let unfit = |c: char| c.is_whitespace() || c.is_control() || c == '"';
    let name = name.replace(unfit, "_").replace("::", "：：");
    name.trim_matches(':').to_owned()
}

/// What Anki gives a meaning to in square brackets, even within text.
const MARKS: [&str; 5] = ["sound:", "anki:", "latex]", "$]", "$$]"];

/// A field as Anki should show it: text such as `[sound:a.mp3]` plays nothing, and no character ends the field.
pub(super) fn field(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    for (at, c) in html.char_indices() {
        let has_meaning = || {
            let rest = &html.as_bytes()[at + 1..];
            let begins = |mark: &str| {
                let start = rest.get(..mark.len());
                start.is_some_and(|start| start.eq_ignore_ascii_case(mark.as_bytes()))
            };
            MARKS.iter().any(|mark| begins(mark))
        };
        match c {
            '[' if has_meaning() => out.push_str("&#91;"),
            '\u{1f}' | '\0' => out.push(' '),
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guids_lead_back_to_cards() {
        let mut set = CardSet::default();
        assert_eq!(guid(&set, "qab-2"), "inkstone:/qab-2");
        for (site, card) in [("", "q"), ("", "a/b"), ("my/notes", "a/b"), ("100%2F", "q")] {
            site.clone_into(&mut set.site);
            let guid = guid(&set, card);
            assert_eq!(card_of_guid(&guid), Some((site.to_owned(), card)), "{guid}");
        }
        assert_eq!(card_of_guid("G^a`w<B1c,"), None);
    }

    #[test]
    fn ids_are_stable_and_unique() {
        let mut ids = Ids::default();
        let first = ids.of("qab");
        assert_eq!(ids.of("qab"), first + 1);
        assert_eq!(Ids::default().of("qab"), first);
        assert!((FIRST_ID..FIRST_ID + (1 << 37)).contains(&first));
    }

    #[test]
    fn checksums_are_those_of_anki() {
        // printf front | sha1sum | cut -c1-8
        assert_eq!(checksum("front"), 0x1b78_eb3b);
    }

    #[test]
    fn names_of_decks_and_tags() {
        let deck = ["a::b", " \t", ":c\n\"d\":"].map(str::to_owned);
        assert_eq!(deck_name(&deck), "a：：b::-::c ”d”");
        assert_eq!(tag("Batch Norm\u{3000}x::y"), "Batch_Norm_x：：y");
    }

    #[test]
    fn brackets_that_anki_would_read() {
        assert_eq!(
            field("[sound:a.mp3] [LaTeX]x[/latex] [$]y[/$] [a] a[$$]"),
            "&#91;sound:a.mp3] &#91;LaTeX]x[/latex] &#91;$]y[/$] [a] a&#91;$$]"
        );
        assert_eq!(field("a\u{1f}b\0[\n"), "a b [");
    }
}
