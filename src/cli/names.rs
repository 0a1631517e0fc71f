//! Where the names of topics come from, in words and as JSON.

use serde_json::{Value, json};

use crate::catalog::NoteId;
use crate::catalog::topics::NameSource;
use crate::pipeline::{Linked, Outcome};
use crate::text::Lang;

/// Where a name comes from: `content/topics.yaml:3`, `the built-in glossary`.
pub(super) fn source_words(outcome: &Outcome, linked: &Linked, source: NameSource) -> String {
    let path = |note| path_of(outcome, linked, note);
    match (outcome.lang, source) {
        (_, NameSource::File(span)) => {
            let line = outcome.sources.position(span.source, span.start).line;
            format!("{}:{line}", outcome.sources.get(span.source).path)
        }
        (Lang::ZhHans, NameSource::Note(note)) => format!("笔记 {}", path(note)),
        (Lang::ZhHans, NameSource::Glossary) => "内置词表".to_owned(),
        (Lang::ZhHans, NameSource::Heading(note)) => format!("标题 {}", path(note)),
        (Lang::ZhHans, NameSource::Pair(note)) => format!("正文 {}", path(note)),
        (Lang::En, NameSource::Note(note)) => format!("the note {}", path(note)),
        (Lang::En, NameSource::Glossary) => "the glossary".to_owned(),
        (Lang::En, NameSource::Heading(note)) => format!("a heading of {}", path(note)),
        (Lang::En, NameSource::Pair(note)) => format!("the text of {}", path(note)),
    }
}

/// The same as an object: `kind`, and `path` and `line` where they are known.
pub(super) fn source_json(outcome: &Outcome, linked: &Linked, source: NameSource) -> Value {
    let of_note =
        |kind: &str, note| json!({ "kind": kind, "path": path_of(outcome, linked, note) });
    match source {
        NameSource::File(span) => json!({
            "kind": "file",
            "path": outcome.sources.get(span.source).path,
            "line": outcome.sources.position(span.source, span.start).line,
        }),
        NameSource::Glossary => json!({ "kind": "glossary" }),
        NameSource::Note(note) => of_note("note", note),
        NameSource::Heading(note) => of_note("heading", note),
        NameSource::Pair(note) => of_note("pair", note),
    }
}

fn path_of<'a>(outcome: &'a Outcome, linked: &Linked, note: NoteId) -> &'a str {
    &outcome.sources.get(linked.catalog.note(note).source).path
}
