//! What the keys of a front matter mean.

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::parse::FrontMatter;
use crate::text::Date;

/// Keys with a meaning here, for hints about near misses.
const KNOWN: &[&str] = &[
    "title",
    "description",
    "lang",
    "date",
    "updated",
    "lastmod",
    "modified",
    "tags",
    "aliases",
    "draft",
    "private",
    "publish",
    "published",
    "weight",
    "order",
    "questions",
    "typora-root-url",
    "topics",
];

/// What the keys of a front matter say. `place` finds where a value of a key stands; for `""` it is the line of the key.
pub(super) fn interpret(
    map: Map<String, Value>,
    place: &dyn Fn(&str, &str) -> Span,
    diagnostics: &mut Vec<Diagnostic>,
) -> FrontMatter {
    let mut matter = FrontMatter::default();
    for (key, value) in map {
        match key.as_str() {
            "title" => matter.title = text_of(&value).filter(|s| !s.trim().is_empty()),
            "description" => matter.description = text_of(&value),
            "lang" => matter.lang = text_of(&value),
            "date" => matter.date = date(&key, &value, place, diagnostics),
            "updated" | "lastmod" | "modified" => {
                matter.updated = date(&key, &value, place, diagnostics);
            }
            "tags" | "tag" => matter.tags = words_of(&value),
            "aliases" | "alias" => {
                for alias in list_of(&value) {
                    if alias.starts_with('/') {
                        let span = place(&key, &alias);
                        matter.redirects.push((alias, span));
                    } else {
                        matter.aliases.push(alias);
                    }
                }
            }
            "weight" | "order" => matter.weight = value.as_i64(),
            "questions" | "topics" => match switch(&value) {
                Some(on) if key == "topics" => matter.topics = Some(on),
                Some(on) => matter.questions = Some(on),
                // A list of topics is another tool's.
                None if key == "topics" => {
                    matter.extra.insert(key, value);
                }
                None => diagnostics.push(Diagnostic::new(
                    Code::BadFrontMatterValue,
                    place(&key, ""),
                    [&key, &text_of(&value).unwrap_or_default()],
                )),
            },
            "typora-root-url" => matter.typora_root_url = text_of(&value),
            // Other tools keep a date there.
            "published" if switch(&value).is_none() => {
                matter.extra.insert(key, value);
            }
            "draft" | "private" | "publish" | "published" => {
                if let Some(on) = switch(&value) {
                    matter.private |= on == matches!(key.as_str(), "draft" | "private");
                } else {
                    matter.private = true;
                    diagnostics.push(Diagnostic::new(
                        Code::PrivateByDoubt,
                        place(&key, ""),
                        [&key],
                    ));
                }
            }
            _ => {
                let lower = key.to_lowercase();
                let near = KNOWN.iter().find(|known| {
                    lower == **known || (key.len() > 3 && strsim::osa_distance(&lower, known) == 1)
                });
                if let Some(known) = near {
                    diagnostics.push(Diagnostic::new(
                        Code::NearMissKey,
                        place(&key, ""),
                        [&key, known],
                    ));
                    // A misspelt `draft` must not publish what its author meant to keep.
                    if matches!(*known, "draft" | "private" | "publish" | "published") {
                        matter.private = true;
                        diagnostics.push(Diagnostic::new(
                            Code::PrivateByDoubt,
                            place(&key, ""),
                            [&key],
                        ));
                    }
                }
                matter.extra.insert(key, value);
            }
        }
    }
    matter
}

/// A date as written. One that cannot be understood is kept, for readers may understand it.
fn date(
    key: &str,
    value: &Value,
    place: &dyn Fn(&str, &str) -> Span,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<String> {
    let text = text_of(value).filter(|text| !text.trim().is_empty())?;
    if Date::parse(&text).is_none() {
        let span = place(key, &text);
        diagnostics.push(Diagnostic::new(Code::UnclearDate, span, [key, &text]));
    }
    Some(text)
}

/// A yes or no, however YAML's dialects write it.
fn switch(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(b) => Some(*b),
        Value::String(s) => match s.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "y" => Some(true),
            "false" | "no" | "off" | "n" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(s.clone()),
        Value::Number(n) => Some(n.to_string()),
        Value::Bool(b) => Some(b.to_string()),
        // As the reader of TOML hands on dates.
        Value::Object(map) => map
            .get("$__toml_private_datetime")?
            .as_str()
            .map(str::to_owned),
        _ => None,
    }
}

fn list_of(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().filter_map(text_of).collect(),
        other => text_of(other).into_iter().collect(),
    }
}

/// A list, or one string of words separated by commas or spaces; `#` in front is dropped.
fn words_of(value: &Value) -> Vec<String> {
    let words = match value {
        Value::String(s) => s.split([',', '，', ' ']).map(str::to_owned).collect(),
        other => list_of(other),
    };
    words
        .iter()
        .map(|w| w.trim().trim_start_matches('#').to_owned())
        .filter(|w| !w.is_empty())
        .collect()
}
