//! The YAML (or TOML) block at the head of a note.
//!
//! A note belongs to its author's other tools too, so unknown keys pass and are kept for templates. Only a near miss of a
//! key we know gets a hint. What says `draft` or `publish` and cannot be understood keeps the note private.

use serde_json::{Map, Value};

use super::FrontMatter;
use crate::diagnostic::{Code, Diagnostic, SourceId, Span};

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
    "permalink",
    "slug",
    "topics",
];

/// What stands at the head of a note.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) front_matter: FrontMatter,
    /// Where the body begins in the note's text.
    pub(super) body: usize,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Reads the front matter of `text`, if it has one.
pub(super) fn read(source: SourceId, text: &str) -> Head {
    let Some(block) = find(text) else {
        return Head::in_doubt_about_fences(source, text);
    };
    let yaml = &text[block.inner.clone()];
    let parsed = match block.format {
        Format::Yaml => parse_yaml(yaml),
        Format::Toml => parse_toml(yaml),
    };
    match parsed {
        Ok(Value::Object(map)) => {
            let mut head = Head {
                body: block.end,
                ..Head::default()
            };
            let place = |key: &str| key_span(source, text, &block, key);
            head.front_matter = interpret(map, &place, &mut head.diagnostics);
            head
        }
        // What YAML takes for comments alone are headings of the note between two rules.
        Ok(Value::Null) if yaml.trim().is_empty() => Head {
            body: block.end,
            ..Head::default()
        },
        // A rule, text and another rule are no front matter.
        Ok(_) if private_line(yaml).is_none() => Head::default(),
        Err(_) if !looks_like_keys(yaml) && private_line(yaml).is_none() => Head::default(),
        Ok(_) => {
            let mut head = Head::default();
            head.close_on_doubt(source, block.inner.start, yaml);
            head
        }
        Err(problem) => {
            let start = block.inner.start + offset_of(yaml, problem.line, problem.column);
            let end = text[start..]
                .find(['\n', '\r'])
                .map_or(text.len(), |n| start + n);
            let mut head = Head {
                body: block.end,
                ..Head::default()
            };
            head.diagnostics.push(Diagnostic::new(
                Code::BadFrontMatter,
                Span::new(source, start.min(block.inner.end), end),
                [&problem.message],
            ));
            head.close_on_doubt(source, block.inner.start, yaml);
            head
        }
    }
}

impl Head {
    /// Keeps the note private if `block`, which begins at byte `start`, is no front matter that can be read but has a line
    /// that may be meant to keep the note private.
    fn close_on_doubt(&mut self, source: SourceId, start: usize, block: &str) {
        let Some((at, line)) = private_line(block) else {
            return;
        };
        self.front_matter.private = true;
        let start = start + at;
        self.diagnostics.push(Diagnostic::new(
            Code::PrivateByDoubt,
            Span::new(source, start, start + line.len()),
            [line.trim()],
        ));
    }

    /// A front matter that does not begin on the first line, or never ends, is none; unless it may keep the note private.
    fn in_doubt_about_fences(source: SourceId, text: &str) -> Self {
        let mut head = Self::default();
        let start = text.len() - text.trim_start().len();
        let mut first = lines(&text[start..]);
        if !first
            .next()
            .is_some_and(|(_, line)| matches!(line.trim_end(), "---" | "+++"))
        {
            return head;
        }
        let end = first
            .skip_while(|(_, line)| line.trim().is_empty())
            .find(|(_, line)| line.trim().is_empty() || matches!(line.trim_end(), "---" | "+++"))
            .map_or(text.len(), |(at, _)| start + at);
        head.close_on_doubt(source, start, &text[start..end]);
        head
    }
}

/// The first line that begins like `draft:` or `publish:`, however it is indented and quoted.
fn private_line(block: &str) -> Option<(usize, &str)> {
    lines(block).find(|(_, line)| {
        let line = line
            .trim_start()
            .trim_start_matches(['"', '\'', '-', ' '])
            .to_lowercase();
        ["draft", "publish"].iter().any(|key| {
            line.strip_prefix(key).is_some_and(|rest| {
                rest.trim_start_matches(['"', '\'', ' ', '\t'])
                    .starts_with([':', '：', '='])
            })
        })
    })
}

#[derive(Clone, Copy, Debug)]
enum Format {
    Yaml,
    Toml,
}

#[derive(Debug)]
struct Block {
    format: Format,
    /// The lines between the fences.
    inner: std::ops::Range<usize>,
    /// The start of the line behind the closing fence.
    end: usize,
}

fn find(text: &str) -> Option<Block> {
    let first = text.lines().next()?;
    let format = match first.trim_end() {
        "---" => Format::Yaml,
        "+++" => Format::Toml,
        _ => return None,
    };
    let start = text.find('\n')? + 1;
    for (at, line) in lines(&text[start..]) {
        let line_trimmed = line.trim_end();
        let closes = match format {
            Format::Yaml => line_trimmed == "---" || line_trimmed == "...",
            Format::Toml => line_trimmed == "+++",
        };
        if closes {
            let at = start + at;
            let end = text[at..].find('\n').map_or(text.len(), |n| at + n + 1);
            return Some(Block {
                format,
                inner: start..at,
                end,
            });
        }
    }
    None
}

/// Lines with their offsets, without line ends.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.trim_end_matches(['\n', '\r']))
    })
}

struct Problem {
    message: String,
    /// From 1.
    line: usize,
    /// From 1.
    column: usize,
}

fn parse_yaml(yaml: &str) -> Result<Value, Problem> {
    serde_yaml::from_str::<serde_yaml::Value>(yaml)
        .map(|value| json(&value))
        .map_err(|error| {
            let (line, column) = error
                .location()
                .map_or((1, 1), |place| (place.line(), place.column()));
            Problem {
                message: error.to_string(),
                line,
                column,
            }
        })
}

fn parse_toml(toml: &str) -> Result<Value, Problem> {
    toml::from_str::<toml::Table>(toml)
        .map(|table| serde_json::to_value(table).unwrap_or(Value::Null))
        .map_err(|error| {
            let before = &toml[..error.span().map_or(0, |span| span.start).min(toml.len())];
            let line = before.matches('\n').count() + 1;
            let column = before.len() - before.rfind('\n').map_or(0, |n| n + 1) + 1;
            Problem {
                message: error.message().to_owned(),
                line,
                column,
            }
        })
}

/// YAML as JSON. Keys that are not strings are written as YAML writes them; tags are dropped.
fn json(value: &serde_yaml::Value) -> Value {
    use serde_yaml::Value as Yaml;
    match value {
        Yaml::Null => Value::Null,
        Yaml::Bool(b) => Value::Bool(*b),
        Yaml::Number(n) => {
            if let Some(int) = n.as_i64() {
                int.into()
            } else {
                n.as_f64()
                    .and_then(serde_json::Number::from_f64)
                    .map_or(Value::Null, Value::Number)
            }
        }
        Yaml::String(s) => Value::String(s.clone()),
        Yaml::Sequence(items) => Value::Array(items.iter().map(json).collect()),
        Yaml::Mapping(map) => {
            Value::Object(map.iter().map(|(k, v)| (key_text(k), json(v))).collect())
        }
        Yaml::Tagged(tagged) => json(&tagged.value),
    }
}

fn key_text(key: &serde_yaml::Value) -> String {
    match key {
        serde_yaml::Value::String(s) => s.clone(),
        other => serde_yaml::to_string(other)
            .unwrap_or_default()
            .trim_end()
            .to_owned(),
    }
}

/// Whether most lines of a block that is no YAML were meant as keys.
fn looks_like_keys(block: &str) -> bool {
    let is_key = |line: &str| {
        line.split_once(':').is_some_and(|(key, _)| {
            !key.is_empty()
                && key
                    .chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' '))
        })
    };
    lines(block)
        .map(|(_, line)| line)
        .find(|line| !line.trim().is_empty())
        .is_some_and(is_key)
}

fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start = lines(text)
        .nth(line.saturating_sub(1))
        .map_or(text.len(), |(at, _)| at);
    let rest = &text[start..];
    let chars = column.saturating_sub(1);
    start
        + rest
            .char_indices()
            .nth(chars)
            .map_or(rest.len(), |(at, _)| at)
}

fn key_span(source: SourceId, text: &str, block: &Block, key: &str) -> Span {
    let found = lines(&text[block.inner.clone()]).find(|(_, line)| {
        line.strip_prefix(key)
            .is_some_and(|rest| rest.trim_start().starts_with([':', '=']))
    });
    found.map_or(Span::file(source), |(at, line)| {
        let start = block.inner.start + at;
        Span::new(source, start, start + line.len())
    })
}

fn interpret(
    map: Map<String, Value>,
    place: &dyn Fn(&str) -> Span,
    diagnostics: &mut Vec<Diagnostic>,
) -> FrontMatter {
    let mut matter = FrontMatter::default();
    for (key, value) in map {
        match key.as_str() {
            "title" => matter.title = text_of(&value).filter(|s| !s.trim().is_empty()),
            "description" => matter.description = text_of(&value),
            "lang" => matter.lang = text_of(&value),
            "date" => matter.date = text_of(&value),
            "updated" | "lastmod" | "modified" => matter.updated = text_of(&value),
            "tags" | "tag" => matter.tags = words_of(&value),
            "aliases" | "alias" => {
                for alias in list_of(&value) {
                    if alias.starts_with('/') {
                        matter.redirects.push(alias);
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
                    place(&key),
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
                    diagnostics.push(Diagnostic::new(Code::PrivateByDoubt, place(&key), [&key]));
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
                        place(&key),
                        [&key, known],
                    ));
                    // A misspelt `draft` must not publish what its author meant to keep.
                    if matches!(*known, "draft" | "private" | "publish" | "published") {
                        matter.private = true;
                        diagnostics.push(Diagnostic::new(
                            Code::PrivateByDoubt,
                            place(&key),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn head(text: &str) -> Head {
        read(SourceId(0), text)
    }

    fn codes(head: &Head) -> Vec<Code> {
        head.diagnostics.iter().map(|d| d.code).collect()
    }

    #[test]
    fn reads_keys_and_keeps_others() {
        let head = head(
            "---\ntitle: 池化\ntags: [a, '#b/c']\naliases:\n  - pooling\n  - /old/\ncssclasses: wide\n---\n正文",
        );
        assert_eq!(head.front_matter.title.as_deref(), Some("池化"));
        assert_eq!(head.front_matter.tags, ["a", "b/c"]);
        assert_eq!(head.front_matter.aliases, ["pooling"]);
        assert_eq!(head.front_matter.redirects, ["/old/"]);
        assert_eq!(head.front_matter.extra["cssclasses"], "wide");
        assert!(head.diagnostics.is_empty());
    }

    #[test]
    fn a_rule_at_the_top_is_no_front_matter() {
        for text in [
            "---\n正文\n---\n",
            "- a\n- b\n",
            "---\n",
            "---\n# 标题\n\n---\n",
            "--- \nfoo",
        ] {
            assert_eq!(head(text).body, 0, "{text:?}");
        }
    }

    #[test]
    fn private_in_every_spelling() {
        for yes in [
            "draft: true",
            "draft: yes",
            "draft: 'on'",
            "publish: false",
            "publish: no",
            "Draft: true",
            "darft: true",
        ] {
            assert!(
                head(&format!("---\n{yes}\n---\n")).front_matter.private,
                "{yes}"
            );
        }
        for no in ["draft: false", "draft: no", "publish: yes", "title: draft"] {
            assert!(
                !head(&format!("---\n{no}\n---\n")).front_matter.private,
                "{no}"
            );
        }
    }

    #[test]
    fn doubt_keeps_a_note_private() {
        let unclear = head("---\ndraft: maybe\n---\n");
        assert!(unclear.front_matter.private);
        assert_eq!(codes(&unclear), [Code::PrivateByDoubt]);
        let broken = head("---\ntitle: BN: 原理\ndraft: true\n---\n");
        assert!(broken.front_matter.private);
        assert_eq!(codes(&broken), [Code::BadFrontMatter, Code::PrivateByDoubt]);
    }

    #[test]
    fn broken_yaml_is_found_at_its_line_and_the_note_kept() {
        let head = head("---\nlang: en\ntitle: BN: 原理\n---\n正文");
        assert_eq!(codes(&head), [Code::BadFrontMatter]);
        assert!(!head.front_matter.private);
        assert!(
            head.diagnostics[0].span.start >= 13,
            "{:?}",
            head.diagnostics[0].span
        );
    }
}
