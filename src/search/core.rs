//! The core of the index: every section by its heading, and the vocabulary. With it alone headings are found.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::encode::{push_ascending, push_number};
use super::lexicon::IndexedNote;
use super::shards::{Shard, offset};
use super::terms::FUNCTION_CHARACTERS;
use super::units::one_line;
use super::vocabulary::Vocabulary;
use crate::catalog::Catalog;
use crate::text::{is_han, is_wide_punctuation, slug};

/// Headings of lists of references, which are found last.
const REFERENCES: [&str; 10] = [
    "参考",
    "参考文献",
    "参考资料",
    "参考链接",
    "参考书目",
    "引用",
    "延伸阅读",
    "reference",
    "references",
    "bibliography",
];

/// A route such that it can stand in a list: names of files may hold tabs and line ends.
fn in_list(route: &str) -> String {
    let mut out = String::with_capacity(route.len());
    for c in route.chars() {
        if c == '%' || c.is_control() {
            out.extend(utf8_percent_encode(
                c.encode_utf8(&mut [0; 4]),
                NON_ALPHANUMERIC,
            ));
        } else {
            out.push(c);
        }
    }
    out
}

/// The texts of the core, by their names.
pub(super) fn core(
    catalog: &Catalog,
    notes: &[IndexedNote],
    vocabulary: &Vocabulary,
    shards: &[Shard],
) -> Vec<(&'static str, String)> {
    let mut titles = Vec::new();
    let mut counts = String::new();
    let mut headings = Vec::new();
    let mut levels = String::new();
    let mut anchors: Vec<(u32, &str)> = Vec::new();
    let mut questions: Vec<(u32, &'static str, &str)> = Vec::new();
    let mut references = Vec::new();
    let mut text_starts = Vec::new();
    let mut row = 0;
    for note in notes {
        let entry = catalog.note(note.note);
        titles.push(format!(
            "{}\t{}",
            in_list(&entry.route),
            one_line(&entry.title)
        ));
        push_number(offset(note.sections.len()), &mut counts);
        text_starts.extend(note.text_starts.iter().map(|at| row + offset(*at)));
        for (at, section) in note.sections.iter().enumerate() {
            let heading = section.heading.and_then(|at| entry.headings.get(at));
            let text = heading.map(|heading| one_line(&heading.text));
            let shown = text.as_deref().unwrap_or(&entry.title);
            // What is the title need not be said twice.
            let is_title = at == 0;
            headings.push(if is_title {
                String::new()
            } else {
                shown.to_owned()
            });
            let level = heading.map_or(0, |heading| heading.level);
            levels.push(char::from(b'0' + level.min(9)));
            if let Some(heading) = heading {
                if !is_derived(shown, &heading.anchor) {
                    anchors.push((row, &heading.anchor));
                }
                let question = heading.question.and_then(|at| entry.questions.get(at));
                if let Some(question) = question {
                    questions.push((row, question.state.as_str(), &question.card));
                }
                let bare = crate::text::bare(shown);
                let name = bare.trim_matches(|c: char| !c.is_alphabetic());
                if REFERENCES.contains(&name) {
                    references.push(row);
                }
            }
            row += 1;
        }
    }
    let rows_of = |rows: &mut dyn Iterator<Item = u32>| {
        let mut out = String::new();
        push_ascending(rows, &mut out);
        out
    };
    let mut fields = vec![
        ("notes", titles.join("\n")),
        ("counts", counts),
        ("headings", headings.join("\n")),
        ("levels", levels),
        (
            "anchorRows",
            rows_of(&mut anchors.iter().map(|(row, _)| *row)),
        ),
        ("anchors", joined(anchors.iter().map(|(_, anchor)| *anchor))),
        (
            "questionRows",
            rows_of(&mut questions.iter().map(|(row, ..)| *row)),
        ),
        (
            "states",
            questions.iter().map(|(_, state, _)| &state[..1]).collect(),
        ),
        ("cards", joined(questions.iter().map(|(.., card)| *card))),
        ("references", rows_of(&mut references.into_iter())),
        ("textStarts", rows_of(&mut text_starts.into_iter())),
        ("functionCharacters", FUNCTION_CHARACTERS.to_owned()),
        (
            "shards",
            joined(shards.iter().map(|shard| shard.first.as_str())),
        ),
    ];
    fields.extend(vocabulary.fields());
    fields
}

fn joined<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.collect::<Vec<_>>().join("\n")
}

/// Whether the browser finds the anchor by itself, which it only tries for characters that every browser knows alike.
fn is_derived(heading: &str, anchor: &str) -> bool {
    let is_plain = |c: char| c.is_ascii() || is_han(c) || is_wide_punctuation(c);
    let all_plain = heading.chars().all(is_plain);
    all_plain && slug(heading) == anchor
}
