//! Labels: escapes, records and HTML as lines of text.

use std::fmt::Write as _;

use super::token::Value;
use crate::render::diagram::entities::decoded;

/// A label as text for a flow chart, between quotes.
pub(super) fn encoded(value: &Value, name: &str) -> String {
    lines(value, name)
        .iter()
        .map(|line| encode(line))
        .collect::<Vec<_>>()
        .join("<br/>")
}

/// A label as one line of plain text.
pub(super) fn plain(value: &Value, name: &str) -> String {
    lines(value, name).join(" ")
}

/// Text that means nothing but itself in a flow chart, between quotes.
///
/// Signs that mean something even there become Mermaid's `#name;`: quotes, markup, directives, formulas.
pub(super) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => out.push_str("#quot;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '&' => out.push_str("#amp;"),
            '$' if chars.peek() != Some(&'$') => out.push(c),
            '#' | '%' | '`' | '\\' | '$' => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn lines(value: &Value, name: &str) -> Vec<String> {
    let text = if value.html {
        html(&value.text)
    } else {
        unescaped(&value.text, name)
    };
    text.trim_end_matches('\n')
        .split('\n')
        .map(|line| line.trim().to_owned())
        .collect()
}

/// `\n`, `\l` and `\r` end a line; `\N` is the node's name.
fn unescaped(text: &str, name: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'l' | 'r') => out.push('\n'),
                Some('N' | 'G') => out.push_str(name),
                Some(other) => out.push(other),
                None => {}
            },
            c => out.push(c),
        }
    }
    out
}

/// The text of an HTML label: rows and `<br>` end a line, cells stand apart.
fn html(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        out.push_str(&collapsed(&rest[..open]));
        let Some(close) = rest[open..].find('>') else {
            break;
        };
        let tag = rest[open + 1..open + close]
            .trim_end_matches('/')
            .trim()
            .to_ascii_lowercase();
        match tag.split_whitespace().next().unwrap_or("") {
            "br" | "/tr" => out.push('\n'),
            "/td" => out.push_str(" │ "),
            _ => {}
        }
        rest = &rest[open + close + 1..];
    }
    out.push_str(&collapsed(rest));
    let lines = out
        .split('\n')
        .map(|line| line.trim().trim_end_matches('│').trim());
    let text = lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n");
    decoded(&text).into_owned()
}

/// White space in HTML is one space.
fn collapsed(text: &str) -> String {
    let inner = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let edge = |is: bool| if is { " " } else { "" };
    let starts = edge(text.starts_with(char::is_whitespace));
    let ends = edge(text.ends_with(char::is_whitespace) && !inner.is_empty());
    format!("{starts}{inner}{ends}")
}

/// The fields of a record in one box: beside each other or, where the record runs down, one below the other. Fields within
/// fields are joined by commas.
pub(super) fn record(text: &str, name: &str, sideways: bool) -> String {
    // `{…}` around everything turns the record.
    let turned = text.trim().starts_with('{') && closes_at_end(text.trim());
    let down = turned != sideways;
    let top = usize::from(turned);
    let mut fields = Vec::new();
    let mut field = String::new();
    let (mut depth, mut port) = (0_usize, false);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'l' | 'r') => field.push(if down { '\n' } else { ' ' }),
                Some('N') => field.push_str(name),
                Some(other) => field.push(other),
                None => {}
            },
            '<' => port = true,
            '>' => port = false,
            _ if port => {}
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '|' if depth > top => field.push_str(", "),
            '|' => fields.push(std::mem::take(&mut field)),
            c => field.push(c),
        }
    }
    fields.push(field);
    let fields = fields.iter().map(|field| {
        let lines = field
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        let lines = lines
            .filter(|line| !line.is_empty())
            .map(|line| encode(&line.replace(" ,", ",")));
        lines.collect::<Vec<_>>().join("<br/>")
    });
    fields.collect::<Vec<_>>().join(if down {
        "<br/>────<br/>"
    } else {
        " │ "
    })
}

/// Whether the brace that opens `text` closes at its end.
fn closes_at_end(text: &str) -> bool {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '{' => depth += 1,
            '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1 == text.len();
                }
            }
            _ => {}
        }
    }
    false
}
