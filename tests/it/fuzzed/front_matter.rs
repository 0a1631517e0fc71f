//! The head of a note.

use std::sync::Arc;

use inkstone::diagnostic::Sources;
use inkstone::parse::{ParseOptions, ParsedNote, parse_note};

use super::places;

/// A head is read without a fault of the program, the same each time; and whatever else stands in it, one that says `draft`
/// keeps its note private.
pub(super) fn check(text: &str) -> Result<(), String> {
    let first = read(text)?;
    let second = read(text)?;
    if first.front_matter != second.front_matter || first.title != second.title {
        return Err("something else when it is read again".to_owned());
    }
    let (yaml, toml) = (inside(text, "---"), inside(text, "+++"));
    private(&format!("---\ndraft: true\n{yaml}\n---\n"))?;
    private(&format!("---\npublish: false\n{yaml}\n---\n"))?;
    private(&format!("+++\ndraft = true\n{toml}\n+++\n"))?;
    // What comes before may end the block.
    let ends = |inside: &str| {
        inside
            .split(['\n', '\r'])
            .any(|line| ["---", "...", "+++"].contains(&line.trim()))
    };
    if !ends(yaml) {
        private(&format!("---\n{yaml}\ndraft: true\n---\n"))?;
    }
    if !ends(toml) {
        private(&format!("+++\n{toml}\ndraft = true\n+++\n"))?;
    }
    Ok(())
}

/// What stands between the first fences, or all of it.
fn inside<'t>(text: &'t str, fence: &str) -> &'t str {
    let Some(rest) = text
        .strip_prefix(fence)
        .and_then(|rest| rest.strip_prefix('\n'))
    else {
        return text;
    };
    rest.split_once(&format!("\n{fence}"))
        .map_or(rest, |(inside, _)| inside)
}

fn private(text: &str) -> Result<(), String> {
    if read(text)?.front_matter.private {
        Ok(())
    } else {
        Err(format!("a public note\n{text}"))
    }
}

fn read(text: &str) -> Result<ParsedNote, String> {
    let mut sources = Sources::default();
    let source = sources.add("note.md".to_owned(), Arc::from(text));
    let checked = parse_note(source, "note.md", text, &ParseOptions::default());
    places::of_findings(&checked.diagnostics, &sources)?;
    places::of_note(&checked.value, &sources)?;
    Ok(checked.value)
}
