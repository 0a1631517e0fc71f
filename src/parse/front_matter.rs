//! The YAML (or TOML) block at the head of a note.
//!
//! A note belongs to its author's other tools too, so unknown keys pass and are kept for templates. Only a near miss of a
//! key we know gets a hint. What says `draft` or `publish` and cannot be understood keeps the note private.

mod keys;
mod syntax;

use serde_json::Value;

use super::FrontMatter;
use crate::diagnostic::{Code, Diagnostic, SourceId, Span};

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
        Format::Yaml => syntax::parse_yaml(yaml),
        Format::Toml => syntax::parse_toml(yaml),
    };
    match parsed {
        Ok(Value::Object(map)) => {
            let mut head = Head {
                body: block.end,
                ..Head::default()
            };
            let place = |key: &str, value: &str| key_span(source, text, &block, key, value);
            head.front_matter = keys::interpret(map, &place, &mut head.diagnostics);
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

/// The first line that begins like `draft:`, `private:`, `publish:` or `published:`, however it is indented and quoted.
fn private_line(block: &str) -> Option<(usize, &str)> {
    lines(block).find(|(_, line)| {
        let line = line
            .trim_start()
            .trim_start_matches(['"', '\'', '-', ' '])
            .to_lowercase();
        ["draft", "private", "publish", "published"]
            .iter()
            .any(|key| {
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

/// The place of `value` at or behind the line of `key`, or that line if the value does not stand there as it was read.
fn key_span(source: SourceId, text: &str, block: &Block, key: &str, value: &str) -> Span {
    let inner = &text[block.inner.clone()];
    let found = lines(inner).find(|(_, line)| {
        line.strip_prefix(key)
            .is_some_and(|rest| rest.trim_start().starts_with([':', '=']))
    });
    let Some((at, line)) = found else {
        return Span::file(source);
    };
    let behind = at + key.len();
    let value = inner[behind..]
        .find(value)
        .filter(|_| !value.is_empty())
        .map(|found| (behind + found, value.len()));
    let (at, length) = value.unwrap_or((at, line.len()));
    let start = block.inner.start + at;
    Span::new(source, start, start + length)
}

#[cfg(test)]
mod tests;
