//! A text ready for the Markdown parser, and the way back from what the parser makes of it.

use std::borrow::Cow;

use super::offsets::Rewritten;
use crate::diagnostic::Diagnostic;
use crate::document::Formula;

/// Opens a placeholder; a noncharacter, so no note can mean it.
pub(super) const OPEN: char = '\u{fdd0}';
/// Closes a placeholder.
pub(super) const CLOSE: char = '\u{fdd1}';
/// Stands before a backslash that the author did not write.
pub(super) const ESCAPE: char = '\u{fdd4}';

/// Characters that count as punctuation for the flanking rules and that hardly any note holds (Avestan).
const SENTINELS: &[char] = &[
    '\u{10b3f}',
    '\u{10b3e}',
    '\u{10b3d}',
    '\u{10b3c}',
    '\u{10b3b}',
    '\u{10b3a}',
];

/// A text ready for the Markdown parser.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) text: Rewritten,
    /// What was taken out of the text, by placeholder number.
    pub(super) held: Vec<Held>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The punctuation mark that stands in the text without the author's doing.
    pub(super) sentinel: char,
}

/// A piece taken out of the text.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) what: Piece,
    /// The range in the file, delimiters included.
    pub(super) range: std::ops::Range<usize>,
    /// The source as written, for code.
    pub(super) source: String,
}

/// What was taken out.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    Formula(Formula),
    Comment,
    /// The target of an image as Markdown would not read it: a path with spaces, perhaps with a size.
    Target {
        path: String,
        size: String,
    },
}

/// A part of a text that the parser gave back.
pub(super) enum Part<'a> {
    Text(&'a str),
    /// The number of a placeholder.
    Held(usize),
}

impl Prepared {
    pub(super) fn new(text: &str) -> Self {
        let free = SENTINELS.iter().find(|c| !text.contains(**c));
        Self {
            text: Rewritten::default(),
            held: Vec::new(),
            diagnostics: Vec::new(),
            sentinel: *free.unwrap_or(&SENTINELS[0]),
        }
    }

    /// What the address of a link or image means.
    pub(super) fn address(&self, text: &str) -> String {
        match self.target(text) {
            Some((path, _)) => path.to_owned(),
            None => self.restore(text),
        }
    }

    /// Path and size where an address stands for a target that was taken out.
    pub(super) fn target(&self, text: &str) -> Option<(&str, &str)> {
        let mut parts = parts(text);
        let (Some(Part::Held(number)), None) = (parts.next(), parts.next()) else {
            return None;
        };
        match &self.held.get(number)?.what {
            Piece::Target { path, size } => Some((path, size)),
            _ => None,
        }
    }

    /// `text` as the author wrote it: for code, labels and titles.
    pub(super) fn restore(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for part in parts(text) {
            match part {
                Part::Text(text) => out.push_str(&self.plain(text)),
                Part::Held(number) => {
                    out.push_str(self.held.get(number).map_or("", |held| &held.source));
                }
            }
        }
        out
    }

    /// A text without placeholders as the author wrote it.
    pub(super) fn plain<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !text.contains([self.sentinel, ESCAPE]) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len());
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            if c == ESCAPE {
                // Where the parser has read the backslash, it is gone already.
                chars.next_if_eq(&'\\');
            } else if c != self.sentinel {
                out.push(c);
            }
        }
        Cow::Owned(out)
    }
}

/// `text` without the characters that have a meaning here, and with lone carriage returns as the line ends that they are.
/// What stands in for them has the same length, so that offsets stay.
pub(super) fn cleaned(text: &str) -> Cow<'_, str> {
    let reserved = |c| ('\u{fdd0}'..='\u{fdd4}').contains(&c);
    if !text.contains(|c| c == '\r' || reserved(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(match c {
            '\r' if chars.peek() != Some(&'\n') => '\n',
            c if reserved(c) => '\u{fffd}',
            c => c,
        });
    }
    Cow::Owned(out)
}

/// Splits text at placeholders.
pub(super) fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some(open) = rest.find(OPEN) else {
            return Some(Part::Text(std::mem::take(&mut rest)));
        };
        if open > 0 {
            let (text, after) = rest.split_at(open);
            rest = after;
            return Some(Part::Text(text));
        }
        let Some(close) = rest.find(CLOSE) else {
            return Some(Part::Text(std::mem::take(&mut rest)));
        };
        let number = rest[OPEN.len_utf8()..close].parse().unwrap_or(usize::MAX);
        rest = &rest[close + CLOSE.len_utf8()..];
        Some(Part::Held(number))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inserted_backslash_is_taken_out_where_the_parser_left_it() {
        let prepared = Prepared::new("");
        assert_eq!(prepared.plain("3\u{fdd4}\\*3"), "3*3");
        assert_eq!(prepared.plain("3\u{fdd4}*3"), "3*3");
        assert_eq!(prepared.plain("\\*\u{10b3f}"), "\\*");
    }

    #[test]
    fn a_mark_that_the_author_uses_is_not_ours() {
        let prepared = Prepared::new("a\u{10b3f}");
        assert_eq!(prepared.plain("a\u{10b3f}\u{10b3e}"), "a\u{10b3f}");
    }
}
