//! The form for people: a line that editors can follow, the source line with carets, the remedy.

use std::fmt::Write as _;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Style;
use crate::diagnostic::{Diagnostic, Severity, Sources, Span};

/// Columns that a source line may take before it is cut to a window around the carets.
const WINDOW: usize = 100;
/// Columns of a cut line that are kept before the carets.
const BEFORE: usize = 40;
/// Tab stops, in columns.
const TAB: usize = 4;

pub(super) fn write(
    out: &mut String,
    severity: Severity,
    diagnostic: &Diagnostic,
    sources: &Sources,
    style: &Style<'_>,
) {
    let paint = |code: &'static str| if style.color { code } else { "" };
    let (bold, blue, reset) = (paint("\x1b[1m"), paint("\x1b[34m"), paint("\x1b[0m"));
    let accent = paint(match severity {
        Severity::Error => "\x1b[1;31m",
        Severity::Warning => "\x1b[1;33m",
        Severity::Hint => "\x1b[1;36m",
    });
    let _ = writeln!(
        out,
        "{}: {accent}{}[{}]{reset} {bold}{}{reset}",
        place(diagnostic.span, sources),
        severity.as_str(),
        diagnostic.code.name(),
        printable(&diagnostic.message(style.lang)),
    );
    snippet(out, diagnostic.span, sources, [blue, accent, reset]);
    for (span, label) in &diagnostic.labels {
        let _ = writeln!(
            out,
            "  {blue}-->{reset} {}: {}",
            place(*span, sources),
            printable(label)
        );
        snippet(out, *span, sources, [blue, blue, reset]);
    }
    let _ = writeln!(
        out,
        "  {blue}={reset} {}\n",
        printable(&diagnostic.remedy(style.lang))
    );
}

/// `path:line:col`.
fn place(span: Span, sources: &Sources) -> String {
    let at = sources.position(span.source, span.start);
    let path = printable(&sources.get(span.source).path);
    format!("{path}:{}:{}", at.line, at.column)
}

/// The first line of the span with carets under it; nothing for a file without text.
fn snippet(out: &mut String, span: Span, sources: &Sources, [blue, accent, reset]: [&str; 3]) {
    let text = &sources.get(span.source).text;
    if text.is_empty() {
        return;
    }
    let line = sources.line(span.source, span.start);
    let start = text.floor_char_boundary(span.start as usize).min(line.end);
    let end = text
        .ceil_char_boundary(span.end as usize)
        .clamp(start, line.end);
    let shown = Shown::new(&text[line.clone()], start - line.start, end - line.start);
    let number = sources.position(span.source, span.start).line.to_string();
    let gutter = " ".repeat(number.len());
    let _ = writeln!(out, "{gutter} {blue}|{reset}");
    let source = format!("{number} {blue}|{reset} {}", shown.text);
    let _ = writeln!(out, "{}", source.trim_end());
    let _ = writeln!(
        out,
        "{gutter} {blue}|{reset} {}{accent}{}{reset}",
        " ".repeat(shown.before),
        "^".repeat(shown.carets)
    );
}

/// A source line made fit for a terminal.
struct Shown {
    text: String,
    /// Columns before the carets.
    before: usize,
    /// Columns under which carets stand, at least one.
    carets: usize,
}

impl Shown {
    /// `line`, of which bytes `start..end` are to be marked.
    fn new(line: &str, start: usize, end: usize) -> Self {
        let mut text = String::with_capacity(line.len());
        let (mut from, mut to) = (None, None);
        let mut column = 0;
        for (at, c) in line.char_indices() {
            if at >= start {
                from.get_or_insert(text.len());
            }
            if at >= end {
                to.get_or_insert(text.len());
            }
            if c == '\t' {
                let spaces = TAB - column % TAB;
                text.extend(std::iter::repeat_n(' ', spaces));
                column += spaces;
            } else {
                let c = visible(c);
                text.push(c);
                column += c.width().unwrap_or(0);
            }
        }
        let from = from.unwrap_or(text.len());
        let to = to.unwrap_or(text.len());
        let cut_from = if column > WINDOW {
            back(&text, from, BEFORE)
        } else {
            0
        };
        let cut_to = forward(&text, cut_from, WINDOW);
        let (lead, tail) = (
            if cut_from > 0 { "…" } else { "" },
            if cut_to < text.len() { "…" } else { "" },
        );
        let to = to.clamp(from, cut_to.max(from));
        Self {
            before: lead.width() + text[cut_from..from].width(),
            carets: text[from..to].width().max(1),
            text: format!("{lead}{}{tail}", &text[cut_from..cut_to]),
        }
    }
}

/// The byte from which at most `columns` columns lead to byte `from`.
fn back(text: &str, from: usize, columns: usize) -> usize {
    let mut left = columns;
    let mut at = from;
    for (index, c) in text[..from].char_indices().rev() {
        let width = c.width().unwrap_or(0);
        if width > left {
            break;
        }
        left -= width;
        at = index;
    }
    at
}

/// The byte to which at most `columns` columns lead from byte `from`.
fn forward(text: &str, from: usize, columns: usize) -> usize {
    let mut left = columns;
    for (index, c) in text[from..].char_indices() {
        let width = c.width().unwrap_or(0);
        if width > left {
            return from + index;
        }
        left -= width;
    }
    text.len()
}

/// `text` on one line and without characters that steer a terminal.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c == '\n' || c == '\t' {
                ' '
            } else {
                visible(c)
            }
        })
        .collect()
}

/// Control characters, and those that turn the direction of text, show as a replacement character.
fn visible(c: char) -> char {
    match c {
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}
