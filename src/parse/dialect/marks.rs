//! Emphasis, images and addresses: small changes that let Markdown read what was meant.

use super::{ESCAPE, MAX_BROKEN_TARGETS, Scan};
use crate::parse::prepared::{CLOSE, OPEN, Piece};
use crate::parse::skip;
use crate::text::{address_len, is_han, is_wide_punctuation};

impl Scan<'_> {
    /// Emphasis beside Han text, by the rule of crates that call it CJK-friendly: punctuation that touches a delimiter run
    /// on the inside no longer keeps it from opening or closing when a Han character touches it on the outside.
    pub(super) fn stars(&mut self) {
        let run = self.rest().bytes().take_while(|b| *b == b'*').count();
        let (before, after) = self.neighbours(run);
        if run == 1
            && before.is_some_and(|c| c.is_ascii_digit())
            && after.is_some_and(|c| c.is_ascii_digit())
        {
            self.escape(self.at);
        }
        self.soften(run, before, after);
    }

    /// A single tilde is a range (`5~6`) and strikes nothing.
    pub(super) fn tildes(&mut self) {
        let run = self.rest().bytes().take_while(|b| *b == b'~').count();
        if run == 1 {
            self.escape(self.at);
            self.at += 1;
            return;
        }
        let (before, after) = self.neighbours(run);
        self.soften(run, before, after);
    }

    /// Makes the punctuation mark at `at` text.
    fn escape(&mut self, at: usize) {
        self.insert(at, &format!("{ESCAPE}\\"));
    }

    fn neighbours(&self, run: usize) -> (Option<char>, Option<char>) {
        let before = self.text[..self.at]
            .chars()
            .next_back()
            .filter(|c| !c.is_whitespace());
        let after = self.text[self.at + run..]
            .chars()
            .next()
            .filter(|c| !c.is_whitespace());
        (before, after)
    }

    fn soften(&mut self, run: usize, before: Option<char>, after: Option<char>) {
        // A formula counts as a word, and its placeholder does so for the parser too.
        let behind = &self.text[self.at + run..];
        let begins_formula = ["$", "\\(", "\\["]
            .iter()
            .any(|open| behind.starts_with(open));
        let sentinel = self.out.sentinel.encode_utf8(&mut [0; 4]).to_owned();
        let end = self.at + run;
        if let (Some(before), Some(after)) = (before, after)
            && [before, after]
                .iter()
                .any(|c| is_han(*c) || is_wide_punctuation(*c))
        {
            let before = before != '$' && is_punctuation(before);
            let after = !begins_formula && is_punctuation(after);
            match (before, after) {
                (true, false) => self.insert(end, &sentinel),
                (false, true) => self.insert(self.at, &sentinel),
                _ => {}
            }
        }
        self.at = end;
    }

    /// Takes out targets that Markdown would not read: `![alt](path with spaces.png)`, `![alt](path =300x200)`.
    pub(super) fn image(&mut self) {
        let end = self.line_end(self.at);
        let found = if self.broken_targets < MAX_BROKEN_TARGETS {
            simple_image(&self.text[self.at..end])
        } else {
            None
        };
        let Some((alt, target)) = found else {
            self.broken_targets += 1;
            self.at += 2;
            return;
        };
        self.at += 2 + alt.len() + 2;
        let end = self.at + target.len();
        let (path, title) = split_title(target.trim());
        let (path, size) = match path.rsplit_once(" =") {
            Some((path, size)) if is_size(size) => (path.trim_end(), size.trim_end_matches('x')),
            _ => (path, ""),
        };
        if size.is_empty() && (!path.contains(' ') || path.contains(['<', '>'])) {
            self.at = end;
            return;
        }
        // The title stays in Markdown's hands.
        let end = end - (target.len() - target.trim_end().len()) - title.len();
        let held = Piece::Target {
            path: path.to_owned(),
            size: size.to_owned(),
        };
        self.take(held, end, false);
    }

    /// Escapes the inner brackets of `[[text]](https://…)`, which is a link or image and no wiki link.
    pub(super) fn bracketed_text(&mut self) {
        let end = self.line_end(self.at);
        match skip::bracketed_text(&self.text[self.at..end]) {
            Some(length) => {
                let close = self.at + 2 + length;
                self.insert(self.at + 1, "\\");
                self.insert(close, "\\");
                self.at = close + 1;
            }
            None => self.at += 1,
        }
    }

    pub(super) fn link_target(&mut self) {
        let end = self.line_end(self.at);
        let length = if self.broken_targets < MAX_BROKEN_TARGETS {
            skip::link_target(&self.text[self.at..end])
        } else {
            None
        };
        if length.is_none() {
            self.broken_targets += 1;
        }
        self.at += length.unwrap_or(2);
    }

    /// Escapes what Markdown would read as emphasis in a bare address.
    pub(super) fn address(&mut self) {
        let rest = self.rest();
        let word_before = self.text[..self.at]
            .chars()
            .next_back()
            .is_some_and(|c| c.is_ascii_alphanumeric());
        if word_before
            || !["https://", "http://", "www."]
                .iter()
                .any(|scheme| rest.starts_with(scheme))
        {
            self.at += 1;
            return;
        }
        let length = address_len(rest);
        for (at, c) in rest[..length].char_indices() {
            if matches!(c, '*' | '_' | '~') {
                self.escape(self.at + at);
            }
        }
        self.at += length.max(1);
    }
}

/// The `alt` and the target of `![alt](target)` at the start of a line's rest, where neither holds brackets.
fn simple_image(line: &str) -> Option<(&str, &str)> {
    let close = 2 + line[2..].find(['[', ']'])?;
    let alt = &line[2..close];
    let target = line[close..].strip_prefix("](")?;
    let mut depth = 0_u32;
    for (at, c) in target.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some((alt, &target[..at])),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// `300`, `300x` or `300x200`.
fn is_size(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'x')
}

/// The path of a link's target, and the title with the blank in front of it.
fn split_title(target: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(body) = target.strip_suffix(quote)
            && let Some(at) = body.find(&[' ', quote].iter().collect::<String>())
        {
            let at = target[..at].trim_end().len();
            return target.split_at(at);
        }
    }
    (target, "")
}

/// Unicode punctuation as `CommonMark` 0.31 counts it: general categories P and S.
fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || is_wide_punctuation(c)
        || (!c.is_alphanumeric()
            && !c.is_whitespace()
            && !is_han(c)
            && c != OPEN
            && c != CLOSE
            && c > '\u{a0}')
}
