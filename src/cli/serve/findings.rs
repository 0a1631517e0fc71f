//! What builds find: what is new for the terminal, and what pages show.

use std::collections::BTreeSet;
use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Format, Severity, Style, render};
use crate::pipeline::Outcome;
use crate::serve::Findings;

/// All but what stands for itself in an address.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b':')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Tells findings that were there before from others. Where in its file one stands does not matter: text above it comes and goes.
#[derive(Debug, Default)]
pub(super) struct New {
    known: BTreeSet<(String, Code, Vec<String>)>,
}

impl New {
    /// An outcome with those findings alone that the last one did not have.
    pub(super) fn among<'a>(&mut self, outcome: &'a Outcome) -> NewFindings<'a> {
        let key = |found: &Diagnostic| {
            let path = outcome.sources.get(found.span.source).path.clone();
            (path, found.code, found.args.clone())
        };
        let all = &outcome.diagnostics;
        let new = all.iter().filter(|found| !self.known.contains(&key(found)));
        let new = new.cloned().collect();
        self.known = all.iter().map(key).collect();
        NewFindings { outcome, new }
    }
}

/// Some of the findings of a build.
pub(super) struct NewFindings<'a> {
    outcome: &'a Outcome,
    new: Vec<Diagnostic>,
}

impl NewFindings<'_> {
    /// Prints them as a build does.
    pub(super) fn tell_findings(&self, voice: crate::cli::Voice) {
        self.outcome.tell_some_findings(&self.new, voice);
    }
}

/// What pages show of a build: errors on all of them if it failed, and what else was found in a note on its own.
///
/// `editor` is an address with `{path}`, which begins with a slash and is percent-encoded, `{line}` and `{col}`; or empty.
pub(super) fn for_pages(outcome: &Outcome, root: &Path, editor: &str) -> Findings {
    let mut findings = Findings {
        failed: !outcome.site_was_built,
        lang: outcome.lang.tag().to_owned(),
        ..Findings::default()
    };
    let root = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
    if !editor.is_empty() && !outcome.notes.as_os_str().is_empty() {
        let notes = std::path::absolute(&outcome.notes).unwrap_or_else(|_| outcome.notes.clone());
        findings.edit = below(&notes, editor);
    }
    let json = |found: &[Diagnostic], least| {
        let style = Style {
            format: Format::Json,
            lang: outcome.lang,
            color: false,
            prefix: "",
            least,
        };
        let text = render(found, &outcome.sources, &outcome.severities, &style);
        let lines = text.lines().map(|line| with_edit(line, &root, editor));
        lines.collect::<Vec<String>>()
    };
    if findings.failed {
        findings.everywhere = json(&outcome.diagnostics, Severity::Error);
        return findings;
    }
    let mut found: Vec<&Diagnostic> = outcome.diagnostics.iter().collect();
    found.sort_by_key(|found| found.span.source);
    for group in found.chunk_by(|a, b| a.span.source == b.span.source) {
        let Some(page) = outcome.pages.get(&group[0].span.source) else {
            continue;
        };
        let group: Vec<Diagnostic> = group.iter().copied().cloned().collect();
        let list = json(&group, Severity::Warning);
        if !list.is_empty() {
            findings.by_page.insert(page.clone(), list);
        }
    }
    findings
}

/// The finding with an address that opens its place, if there is such a file.
fn with_edit(line: &str, root: &Path, editor: &str) -> String {
    let Ok(mut finding) = serde_json::from_str::<Value>(line) else {
        return line.to_owned();
    };
    let path = finding["path"].as_str().unwrap_or_default();
    if !editor.is_empty() && root.join(path).is_file() {
        let number = |name: &str| finding[name].as_u64().unwrap_or(1).to_string();
        // A path on another drive, or above ROOT, is whole already.
        let edit = if Path::new(path).is_absolute() {
            editor.replace("{path}", &encoded(Path::new(path)))
        } else {
            let path = utf8_percent_encode(path, PATH).to_string();
            below(root, editor).replace("{path}", &path)
        };
        let edit = edit
            .replace("{line}", &number("line"))
            .replace("{col}", &number("column"));
        finding["edit"] = edit.into();
    }
    finding.to_string()
}

/// The address for paths from `root`.
fn below(root: &Path, editor: &str) -> String {
    let root = encoded(root);
    editor.replace(
        "{path}",
        &format!("{}/{{path}}", root.trim_end_matches('/')),
    )
}

/// A whole path, with a slash in front on every system.
fn encoded(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("{slash}{}", utf8_percent_encode(&path, PATH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_opens_in_an_editor() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a b#.md"), "").unwrap();
        let edit = |path: &str, editor: &str| {
            let line = serde_json::json!({ "path": path, "line": 3, "column": 5 }).to_string();
            let with: Value =
                serde_json::from_str(&with_edit(&line, folder.path(), editor)).unwrap();
            with.get("edit")
                .map(|edit| edit.as_str().unwrap().to_owned())
        };
        let found = edit("a b#.md", "x://open{path}:{line}:{col}").unwrap();
        assert!(found.starts_with("x://open/"), "{found}");
        assert!(found.ends_with("/a%20b%23.md:3:5"), "{found}");
        assert_eq!(edit("none.md", "x://{path}"), None);
        assert_eq!(edit("a b#.md", ""), None);
    }
}
