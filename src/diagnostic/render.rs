//! Findings as text for people, as JSON for programs, as commands for GitHub's runners.
//!
//! 1. [`render`] puts the findings in order and drops those that are turned off;
//! 2. each is written in the chosen format, with the words of the chosen language.

mod human;

use std::fmt::Write as _;

use serde_json::json;

use super::{Diagnostic, Severities, Severity, Sources};
use crate::text::Lang;

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people: place, message, source line, carets, remedy.
    Human,
    /// One JSON object per line: `path`, `line`, `column`, `end_line`, `end_column`, `severity`, `code`, `message`,
    /// `remedy`, `labels` (each with `path`, `line`, `column`, `message`). Lines and columns as in [`super::Position`].
    Json,
    /// Workflow commands that GitHub shows beside the lines of a pull request.
    Github,
}

/// What the text of findings depends on besides themselves.
#[derive(Clone, Copy, Debug)]
pub struct Style<'a> {
    /// The format.
    pub format: Format,
    /// The language of messages and remedies.
    pub lang: Lang,
    /// Whether [`Format::Human`] uses terminal colours.
    pub color: bool,
    /// Put before paths in [`Format::Github`], which wants them relative to the repository: `""`, or a folder with `/`.
    pub prefix: &'a str,
    /// Findings that matter less than this are left out.
    pub least: Severity,
}

/// The findings that are not turned off, in stable order: path, position, code.
pub fn render(
    diagnostics: &[Diagnostic],
    sources: &Sources,
    severities: &Severities,
    style: &Style<'_>,
) -> String {
    let mut out = String::new();
    for (severity, diagnostic) in severities.sorted(diagnostics, sources) {
        if severity > style.least {
            continue;
        }
        match style.format {
            Format::Human => human::write(&mut out, severity, diagnostic, sources, style),
            Format::Json => write_json(&mut out, severity, diagnostic, sources, style.lang),
            Format::Github => write_github(&mut out, severity, diagnostic, sources, style),
        }
    }
    out
}

fn write_json(
    out: &mut String,
    severity: Severity,
    diagnostic: &Diagnostic,
    sources: &Sources,
    lang: Lang,
) {
    let span = diagnostic.span;
    let start = sources.position(span.source, span.start);
    let end = sources.position(span.source, span.end);
    let labels: Vec<_> = diagnostic
        .labels
        .iter()
        .map(|(span, message)| {
            let at = sources.position(span.source, span.start);
            json!({
                "path": sources.get(span.source).path,
                "line": at.line,
                "column": at.column,
                "message": message,
            })
        })
        .collect();
    let object = json!({
        "path": sources.get(span.source).path,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "severity": severity.as_str(),
        "code": diagnostic.code.name(),
        "message": diagnostic.message(lang),
        "remedy": diagnostic.remedy(lang),
        "labels": labels,
    });
    let _ = writeln!(out, "{object}");
}

fn write_github(
    out: &mut String,
    severity: Severity,
    diagnostic: &Diagnostic,
    sources: &Sources,
    style: &Style<'_>,
) {
    let command = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "notice",
    };
    let span = diagnostic.span;
    let at = sources.position(span.source, span.start);
    let file = format!("{}{}", style.prefix, sources.get(span.source).path);
    let _ = writeln!(
        out,
        "::{command} file={},line={},col={},title={}::{}",
        github_property(&file),
        at.line,
        at.column,
        diagnostic.code.name(),
        github_text(&format!(
            "{}\n{}",
            diagnostic.message(style.lang),
            diagnostic.remedy(style.lang)
        )),
    );
}

/// Escapes the text of a workflow command, which ends with its line.
pub(crate) fn github_text(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes a property of a workflow command, where `,` and `:` separate too.
pub(crate) fn github_property(text: &str) -> String {
    github_text(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests;
