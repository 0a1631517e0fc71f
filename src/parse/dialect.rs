//! The pre-pass: what Markdown's grammar would tear apart is put out of its reach before parsing.
//!
//! One walk over the raw text, line by line:
//! 1. formulas (`$…$`, `$$…$$`, `\(…\)`, `\[…\]`) become placeholders, which no Markdown rule looks into;
//! 2. `%%comments%%` go;
//! 3. a `*` run beside Han text gets a sentinel punctuation mark on the side where CommonMark's flanking rules would
//!    otherwise refuse it (`**原理。**后文`), and a `*` between digits is escaped (`3*3卷积`);
//! 4. bare addresses have their `_`, `*` and `~` escaped, and images whose path has spaces get angle brackets.
//!
//! Code, HTML tags, and link targets are stepped over. Where a placeholder ends up in code all the same (indented
//! code, code spans over several lines), [`Prepared::restore`] brings the source back.

use super::dollar;
use super::offsets::Rewritten;
use crate::diagnostic::{Code, Diagnostic, SourceId, Span};
use crate::document::Formula;
use crate::text::{is_han, is_wide_punctuation};

/// Opens a placeholder; a noncharacter, so no note can mean it.
pub(super) const OPEN: char = '\u{fdd0}';
/// Closes a placeholder.
pub(super) const CLOSE: char = '\u{fdd1}';
/// Counts as punctuation for the flanking rules and is dropped afterwards (Avestan, unused in notes).
const SENTINEL: char = '\u{10b3f}';

/// A text ready for the Markdown parser.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    pub(super) text: Rewritten,
    /// The formulas, by placeholder number.
    pub(super) formulas: Vec<Placeheld>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// A formula taken out of the text.
#[derive(Debug)]
pub(super) struct Placeheld {
    pub(super) formula: Formula,
    /// The range in the file, delimiters included.
    pub(super) range: std::ops::Range<usize>,
    /// The source as written, for code.
    pub(super) source: String,
}

/// A piece of text that the parser gave back.
pub(super) enum Piece<'a> {
    Text(&'a str),
    Formula(usize),
}

impl Prepared {
    /// `text` without sentinels and with the source of formulas put back.
    pub(super) fn restore(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => out.extend(text.chars().filter(|c| *c != SENTINEL)),
                Piece::Formula(index) => {
                    out.push_str(
                        self.formulas
                            .get(index)
                            .map_or("", |held| held.source.as_str()),
                    );
                }
            }
        }
        out
    }
}

/// Drops the sentinels of a text without placeholders.
pub(super) fn strip_sentinels(text: &str) -> String {
    text.chars().filter(|c| *c != SENTINEL).collect()
}

/// Splits text at placeholders.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some(open) = rest.find(OPEN) else {
            return Some(Piece::Text(std::mem::take(&mut rest)));
        };
        if open > 0 {
            let (text, after) = rest.split_at(open);
            rest = after;
            return Some(Piece::Text(text));
        }
        let Some(close) = rest.find(CLOSE) else {
            return Some(Piece::Text(std::mem::take(&mut rest)));
        };
        let number = rest[OPEN.len_utf8()..close].parse().unwrap_or(usize::MAX);
        rest = &rest[close + CLOSE.len_utf8()..];
        Some(Piece::Formula(number))
    })
}

/// Prepares the body of a note, which begins at byte `body` of `text`.
pub(super) fn prepare(source: SourceId, text: &str, body: usize) -> Prepared {
    let mut scan = Scan {
        source,
        text,
        at: body,
        out: Prepared::default(),
        copied: body,
        fence: None,
    };
    while scan.at < text.len() {
        scan.line();
    }
    scan.flush(text.len());
    scan.out
}

struct Scan<'a> {
    source: SourceId,
    text: &'a str,
    /// The next byte to look at.
    at: usize,
    out: Prepared,
    /// All before this byte is in the output, in its old or its new form.
    copied: usize,
    /// The open code fence: its character and length.
    fence: Option<(u8, usize)>,
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn flush(&mut self, upto: usize) {
        self.out
            .text
            .copy(self.text, self.copied..upto.max(self.copied));
        self.copied = upto.max(self.copied);
    }

    /// Puts `new` in the place of the next bytes up to `end`.
    fn replace(&mut self, end: usize, new: &str) {
        self.flush(self.at);
        self.out.text.insert(new, self.at);
        self.copied = end;
        self.at = end;
    }

    fn insert(&mut self, at: usize, new: &str) {
        self.flush(at);
        self.out.text.insert(new, at);
    }

    fn hint(&mut self, code: Code, range: std::ops::Range<usize>) {
        self.out.diagnostics.push(Diagnostic::new(
            code,
            Span::new(self.source, range.start, range.end),
            [],
        ));
    }

    /// Goes over one line (or further, where a formula or comment spans lines).
    fn line(&mut self) {
        let end = self.line_end(self.at);
        let content = self.at + prefix_len(&self.text[self.at..end]);
        if let Some((mark, length)) = self.fence {
            if fence(&self.text[content..end])
                .is_some_and(|(m, l, info)| m == mark && l >= length && info.trim().is_empty())
            {
                self.fence = None;
            }
            self.at = self.next_line(end);
            return;
        }
        if let Some((mark, length, info)) = fence(&self.text[content..end])
            && (mark == b'~' || !info.contains('`'))
        {
            self.fence = Some((mark, length));
            self.at = self.next_line(end);
            return;
        }
        let body = &self.text[content..end];
        let hashes = body.bytes().take_while(|b| *b == b'#').count();
        if (2..=6).contains(&hashes)
            && !body[hashes..].starts_with([' ', '\t', '\r', '\n', '{'])
            && hashes < body.trim_end().len()
        {
            self.hint(Code::HeadingWithoutSpace, content..content + hashes);
        }
        self.at = content;
        let line_start = content;
        while self.at < self.text.len() {
            let c = self.text.as_bytes()[self.at];
            match c {
                b'\n' => {
                    self.at += 1;
                    return;
                }
                b'\\' => self.backslash(line_start),
                b'$' => self.dollar(line_start),
                b'`' => self.code_span(),
                b'%' if self.rest().starts_with("%%") => self.comment(line_start),
                b'*' => self.stars(),
                b'~' if self.rest().starts_with("~~") => self.tildes(),
                b'<' => self.tag(),
                b'!' if self.rest().starts_with("![") && !self.rest().starts_with("![[") => {
                    self.image()
                }
                b']' if self.rest().starts_with("](") => self.link_target(),
                b'h' | b'w' => self.address(),
                0xef if self.rest().starts_with([OPEN, CLOSE]) => {
                    self.replace(self.at + OPEN.len_utf8(), "\u{fffd}")
                }
                _ => self.at += 1,
            }
            while !self.text.is_char_boundary(self.at) {
                self.at += 1;
            }
        }
    }

    fn line_end(&self, from: usize) -> usize {
        self.text[from..]
            .find('\n')
            .map_or(self.text.len(), |n| from + n)
    }

    fn next_line(&self, end: usize) -> usize {
        (end + 1).min(self.text.len())
    }

    /// The end of the paragraph that `from` stands in, as far as lines tell.
    fn paragraph_end(&self, from: usize) -> usize {
        let mut end = self.line_end(from);
        while end < self.text.len() {
            let start = end + 1;
            let next = self.line_end(start);
            let line = &self.text[start..next];
            let content = &line[quote_len(line)..];
            if content.trim().is_empty() || begins_block(content.trim_start()) {
                break;
            }
            end = next;
        }
        end
    }

    fn backslash(&mut self, line_start: usize) {
        let rest = self.rest();
        let (close, display) = if rest.starts_with("\\(") {
            ("\\)", false)
        } else if rest.starts_with("\\[") {
            ("\\]", true)
        } else {
            self.at += 1;
            self.at += self
                .rest()
                .chars()
                .next()
                .filter(|c| *c != '\n')
                .map_or(0, char::len_utf8);
            return;
        };
        let limit = if display && self.begins_line(line_start) {
            self.formula_limit()
        } else {
            self.paragraph_end(self.at)
        };
        let start = self.at + 2;
        if let Some(length) = self.text[start..limit.max(start)].find(close) {
            let body = start..start + length;
            // `\[x\]` around plain words is an escaped bracket, as CommonMark has it.
            if dollar::looks_like_math(&self.text[body.clone()]) {
                self.formula(body, start + length + 2, display, line_start);
                return;
            }
        }
        self.at += 2;
    }

    fn dollar(&mut self, line_start: usize) {
        let rest = self.rest();
        if rest.starts_with("$$") {
            let limit = if self.begins_line(line_start) {
                self.formula_limit()
            } else {
                self.paragraph_end(self.at)
            };
            let start = self.at + 2;
            if let Some(length) = dollar::find_double(&self.text[start..limit.max(start)]) {
                // `$$$x$$$` is written by some editors; the outer dollars belong to neither.
                let body = start..start + length;
                if !self.text[body.clone()].trim().is_empty() {
                    self.formula(body, start + length + 2, true, line_start);
                    return;
                }
            }
            self.at += 2;
            return;
        }
        let start = self.at + 1;
        let limit = self.paragraph_end(self.at);
        match dollar::inline(&self.text[..self.at], &self.text[start..limit]) {
            dollar::Inline::Formula { body, length } => {
                self.formula(
                    start + body.start..start + body.end,
                    start + length,
                    false,
                    line_start,
                );
            }
            dollar::Inline::Text => self.at += 1,
            dollar::Inline::Doubtful(length) => {
                self.hint(Code::AmbiguousDollar, self.at..start + length);
                self.at += 1;
            }
        }
    }

    fn begins_line(&self, line_start: usize) -> bool {
        self.text[line_start..self.at].trim().is_empty()
    }

    /// How far a display formula that begins a line may reach: to the next fence or heading, at most 400 lines.
    fn formula_limit(&self) -> usize {
        let mut end = self.line_end(self.at);
        for _ in 0..400 {
            if end >= self.text.len() {
                break;
            }
            let next = self.line_end(end + 1);
            let line = &self.text[end + 1..next];
            let content = &line[prefix_len(line)..];
            if fence(content).is_some()
                || (content.starts_with('#') && content.trim_start_matches('#').starts_with(' '))
            {
                break;
            }
            end = next;
        }
        end
    }

    /// Takes the formula with this body out of the text.
    fn formula(
        &mut self,
        body: std::ops::Range<usize>,
        end: usize,
        display: bool,
        line_start: usize,
    ) {
        let tex = without_prefixes(&self.text[body.clone()]);
        if tex.contains("\\|") && self.text[line_start..].starts_with('|') {
            self.hint(Code::PipeInFormula, self.at..end);
        }
        let mut placeholder = format!("{OPEN}{}{CLOSE}", self.out.formulas.len());
        let alone = display
            && self.begins_line(line_start)
            && self.text[end..self.line_end(end)].trim().is_empty();
        if alone {
            // A line of `-` or `=` under the formula would make it a heading, and a table above would swallow it.
            let next = self.next_line(self.line_end(end));
            let below = &self.text[next..self.line_end(next)];
            let below = below[quote_len(below)..].trim();
            if !below.is_empty()
                && (below.bytes().all(|b| b == b'-') || below.bytes().all(|b| b == b'='))
            {
                let line = self.text[..self.at].rfind('\n').map_or(0, |n| n + 1);
                let quote = &self.text[line..line + quote_len(&self.text[line..self.at])];
                placeholder.push('\n');
                placeholder.push_str(quote);
            }
        }
        let source = self.text[self.at..end].to_owned();
        let range = self.at..end;
        let tex = tex.trim().to_owned();
        self.out.formulas.push(Placeheld {
            formula: Formula { tex, display },
            range,
            source,
        });
        self.replace(end, &placeholder);
    }

    fn code_span(&mut self) {
        let run = self.rest().bytes().take_while(|b| *b == b'`').count();
        let limit = self.paragraph_end(self.at);
        let mut at = self.at + run;
        while let Some(found) = self.text[at..limit.max(at)].find('`') {
            let start = at + found;
            let length = self.text[start..]
                .bytes()
                .take_while(|b| *b == b'`')
                .count();
            at = start + length;
            if length == run {
                self.at = at;
                return;
            }
        }
        self.at += run;
    }

    fn comment(&mut self, line_start: usize) {
        let limit = if self.begins_line(line_start) {
            self.text.len()
        } else {
            self.paragraph_end(self.at)
        };
        let start = self.at + 2;
        match self.text.get(start..limit).and_then(|body| body.find("%%")) {
            Some(length) => self.replace(start + length + 2, ""),
            None => self.at += 2,
        }
    }

    /// Emphasis beside Han text, by the rule of crates that call it CJK-friendly: punctuation that touches a delimiter run
    /// on the inside no longer keeps it from opening or closing when a Han character touches it on the outside.
    fn stars(&mut self) {
        let run = self.rest().bytes().take_while(|b| *b == b'*').count();
        let (before, after) = self.neighbours(run);
        if run == 1
            && before.is_some_and(|c| c.is_ascii_digit())
            && after.is_some_and(|c| c.is_ascii_digit())
        {
            self.insert(self.at, "\\");
        }
        self.soften(run, before, after);
    }

    fn tildes(&mut self) {
        let run = self.rest().bytes().take_while(|b| *b == b'~').count();
        let (before, after) = self.neighbours(run);
        self.soften(run, before, after);
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
        let sentinel = SENTINEL.encode_utf8(&mut [0; 4]).to_owned();
        let end = self.at + run;
        if let (Some(before), Some(after)) = (before, after)
            && [before, after]
                .iter()
                .any(|c| is_han(*c) || is_wide_punctuation(*c))
        {
            match (is_punctuation(before), is_punctuation(after)) {
                (true, false) => self.insert(end, &sentinel),
                (false, true) => self.insert(self.at, &sentinel),
                _ => {}
            }
        }
        self.at = end;
    }

    /// Steps over a tag or `<address>`.
    fn tag(&mut self) {
        let rest = self.rest();
        if rest.starts_with("<!--") {
            self.at += rest.find("-->").map_or(4, |n| n + 3);
            return;
        }
        let begins = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        let limit = self.paragraph_end(self.at) - self.at;
        let mut quote = None;
        for (at, c) in rest[..limit].char_indices().skip(1) {
            match (c, quote) {
                _ if !begins => break,
                ('"' | '\'', None) if rest[..at].ends_with('=') => quote = Some(c),
                (c, Some(open)) if c == open => quote = None,
                ('>', None) => {
                    self.at += at + 1;
                    return;
                }
                ('<', None) => break,
                _ => {}
            }
        }
        self.at += 1;
    }

    /// `![alt](path with spaces.png)` gets angle brackets, `![alt](path =300x200)` its size moved to the text.
    fn image(&mut self) {
        let line = &self.rest()[..self.line_end(self.at) - self.at];
        let Some((alt, target)) = simple_image(line) else {
            self.at += 2;
            return;
        };
        let alt_end = self.at + 2 + alt.len();
        let start = alt_end + 2;
        let end = start + target.len();
        let mut path = target.trim();
        if let Some((before, size)) = path.rsplit_once(" =")
            && !size.is_empty()
            && size.bytes().all(|b| b.is_ascii_digit() || b == b'x')
        {
            self.insert(alt_end, &format!("|{}", size.trim_end_matches('x')));
            path = before.trim_end();
        }
        let bare =
            path.contains(' ') && !path.ends_with(['"', '\'', ')']) && !path.starts_with('<');
        let new = if bare {
            format!("<{path}>")
        } else {
            path.to_owned()
        };
        self.at = start;
        if new == target {
            self.at = end;
        } else {
            self.replace(end, &new);
        }
    }

    /// Steps over `](target)`.
    fn link_target(&mut self) {
        let limit = self.line_end(self.at) - self.at;
        let mut depth = 0_u32;
        for (at, c) in self.rest()[..limit].char_indices().skip(1) {
            match c {
                '(' => depth += 1,
                ')' if depth == 1 => {
                    self.at += at + 1;
                    return;
                }
                ')' => depth -= 1,
                _ => {}
            }
        }
        self.at += 2;
    }

    /// Escapes what Markdown would read as emphasis in a bare address.
    fn address(&mut self) {
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
        let length = crate::text::address_len(rest);
        for (at, c) in rest[..length].char_indices() {
            if matches!(c, '*' | '_' | '~') {
                self.insert(self.at + at, "\\");
            }
        }
        self.at += length.max(1);
    }
}

/// The `alt` and the target of `![alt](target)` at the start of a line's rest, where neither holds brackets.
fn simple_image(line: &str) -> Option<(&str, &str)> {
    let close = line.find(']')?;
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

/// Unicode punctuation as CommonMark 0.31 counts it: general categories P and S.
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

/// The length of the quote marks and indentation in front of a line's text.
fn quote_len(line: &str) -> usize {
    line.bytes()
        .take_while(|b| matches!(b, b' ' | b'\t' | b'>'))
        .count()
}

/// The length of quote marks, indentation and list markers in front of a line's text.
fn prefix_len(line: &str) -> usize {
    let mut at = quote_len(line);
    while let Some(marker) = list_marker(&line[at..]) {
        at += marker;
        at += quote_len(&line[at..]);
    }
    at
}

fn list_marker(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let length = match bytes.get(digits)? {
        b'-' | b'*' | b'+' if digits == 0 => 1,
        b'.' | b')' if (1..=9).contains(&digits) => digits + 1,
        _ => return None,
    };
    matches!(bytes.get(length), Some(b' ' | b'\t')).then_some(length + 1)
}

/// A code fence at the start of a line's text: character, length and info string.
fn fence(content: &str) -> Option<(u8, usize, &str)> {
    let mark = *content.as_bytes().first()?;
    if !matches!(mark, b'`' | b'~') {
        return None;
    }
    let length = content.bytes().take_while(|b| *b == mark).count();
    (length >= 3).then(|| (mark, length, &content[length..]))
}

/// Whether a line of this text ends the paragraph above it.
fn begins_block(content: &str) -> bool {
    fence(content).is_some()
        || list_marker(content).is_some()
        || content.starts_with('|')
        || (content.starts_with('#') && content.trim_start_matches('#').starts_with([' ', '\t']))
        || content.starts_with("$$")
}

/// The body of a formula without the quote marks in front of its continued lines.
fn without_prefixes(body: &str) -> String {
    let mut lines = body.split('\n');
    let mut out = lines
        .next()
        .unwrap_or_default()
        .trim_end_matches('\r')
        .to_owned();
    for line in lines {
        let line = line.trim_end_matches('\r');
        let quoted = line.trim_start().starts_with('>');
        out.push('\n');
        out.push_str(if quoted {
            &line[quote_len(line)..]
        } else {
            line.trim_start()
        });
    }
    out
}
