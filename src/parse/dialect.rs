//! The pre-pass: what Markdown's grammar would tear apart is put out of its reach before parsing.
//!
//! One walk over the raw text, line by line:
//! 1. formulas (`$…$`, `$$…$$`, `\(…\)`, `\[…\]`) become placeholders, which no Markdown rule looks into;
//! 2. `%%comments%%` go;
//! 3. a `*` run beside Han text gets a sentinel punctuation mark on the side where `CommonMark`'s flanking rules would
//!    otherwise refuse it (`**原理。**后文`), and a `*` between digits is escaped (`3*3卷积`);
//! 4. bare addresses have their `_`, `*` and `~` escaped, and images whose path has spaces get angle brackets.
//!
//! Code, HTML tags, and link targets are stepped over. Where a placeholder ends up in code all the same (indented
//! code, code spans over several lines), [`Prepared::restore`] brings the source back.

mod marks;

use std::ops::Range;

use super::dollar;
use super::lines::{
    begins_block, fence, is_heading, is_ruler, prefix_len, quote_depth, quote_len, without_prefixes,
};
use super::prepared::{CLOSE, ESCAPE, Held, OPEN, Piece, Prepared, cleaned};
use super::skip;
use crate::diagnostic::{Code, Diagnostic, SourceId, Span};
use crate::document::Formula;

/// How many lines a display formula may have.
const MAX_DISPLAY_LINES: usize = 400;

/// How often a look for the end of a link target may fail in one line before the rest of the line is taken for text.
const MAX_BROKEN_TARGETS: u32 = 50;

/// Prepares the body of a note, which begins at byte `body` of `text`.
pub(super) fn prepare(source: SourceId, text: &str, body: usize) -> Prepared {
    let text = cleaned(text);
    let nowhere = usize::MAX..usize::MAX;
    let mut scan = Scan {
        source,
        text: &text,
        at: body,
        line_start: body,
        out: Prepared::new(&text),
        copied: body,
        fence: None,
        line: nowhere.clone(),
        paragraph: nowhere,
        broken_targets: 0,
        comment_without_end: usize::MAX,
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
    /// Where the text of the line begins, behind quote marks and list markers.
    line_start: usize,
    out: Prepared,
    /// All before this byte is in the output, in its old or its new form.
    copied: usize,
    /// The open code fence: its character and length.
    fence: Option<(u8, usize)>,
    /// The last line whose end was looked for, from where that was done.
    line: Range<usize>,
    /// The last paragraph whose end was looked for, from where that was done.
    paragraph: Range<usize>,
    /// Link targets without an end in this line.
    broken_targets: u32,
    /// No HTML comment that begins from here on has an end.
    comment_without_end: usize,
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn flush(&mut self, upto: usize) {
        let upto = upto.max(self.copied);
        // Markdown is to see one kind of line end.
        while let Some(at) = self.text[self.copied..upto].find("\r\n") {
            let end = self.copied + at;
            self.out.text.copy(self.text, self.copied..end);
            self.copied = end + 1;
        }
        self.out.text.copy(self.text, self.copied..upto);
        self.copied = upto;
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

    fn hint(&mut self, code: Code, range: Range<usize>) {
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
        self.line_start = content;
        self.broken_targets = 0;
        while self.at < self.text.len() {
            match self.text.as_bytes()[self.at] {
                b'\n' => {
                    self.at += 1;
                    return;
                }
                b'\\' => self.backslash(),
                b'$' => self.dollar(),
                b'`' => self.code_span(),
                b'%' if self.rest().starts_with("%%") => self.comment(),
                b'*' => self.stars(),
                b'~' => self.tildes(),
                b'<' => self.tag(),
                b'!' if self.rest().starts_with("![") && !self.rest().starts_with("![[") => {
                    self.image();
                }
                b'[' if self.rest().starts_with("[[") => self.bracketed_text(),
                b']' if self.rest().starts_with("](") => self.link_target(),
                b'h' | b'w' => self.address(),
                _ => self.at += 1,
            }
            while !self.text.is_char_boundary(self.at) {
                self.at += 1;
            }
        }
    }

    fn line_end(&mut self, from: usize) -> usize {
        if !(self.line.start..=self.line.end).contains(&from) {
            let end = self.text[from..]
                .find('\n')
                .map_or(self.text.len(), |n| from + n);
            self.line = from..end;
        }
        self.line.end
    }

    fn next_line(&self, end: usize) -> usize {
        (end + 1).min(self.text.len())
    }

    /// The end of the paragraph that `from` stands in, as far as lines tell.
    fn paragraph_end(&mut self, from: usize) -> usize {
        if (self.paragraph.start..=self.paragraph.end).contains(&from) {
            return self.paragraph.end;
        }
        let mut end = self.line_end(from);
        let first = &self.text[self.line_start..end.max(self.line_start)];
        let one_line = is_heading(first) || first.starts_with('|');
        while end < self.text.len() && !one_line {
            let start = end + 1;
            let next = self.text[start..]
                .find('\n')
                .map_or(self.text.len(), |n| start + n);
            let line = &self.text[start..next];
            let content = line[quote_len(line)..].trim_start();
            if content.trim().is_empty() || begins_block(content) {
                break;
            }
            end = next;
        }
        self.paragraph = from..end;
        end
    }

    fn backslash(&mut self) {
        let rest = self.rest();
        let (bracket, display) = if rest.starts_with("\\(") {
            (['(', ')'], false)
        } else if rest.starts_with("\\[") {
            (['[', ']'], true)
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
        let limit = if display && self.begins_line() {
            self.display_limit()
        } else {
            self.paragraph_end(self.at)
        };
        let start = self.at + 2;
        if let Some(length) = dollar::find_bracket(&self.text[start..limit.max(start)], bracket) {
            let body = start..start + length;
            // `\[x\]` around plain words is an escaped bracket, as CommonMark has it.
            if dollar::looks_like_math(&self.text[body.clone()])
                && self.may_span(&body, start + length + 2)
            {
                self.formula(&body, start + length + 2, display);
                return;
            }
        }
        self.at += 2;
    }

    fn dollar(&mut self) {
        let rest = self.rest();
        if rest.starts_with("$$") {
            let limit = if self.begins_line() {
                self.display_limit()
            } else {
                self.paragraph_end(self.at)
            };
            // Some editors write `$$$x$$$`.
            let mark = if rest.starts_with("$$$") && !rest.starts_with("$$$$") {
                3
            } else {
                2
            };
            let start = self.at + mark;
            let inside = &self.text[start..limit.max(start)];
            if let Some(length) = dollar::find_run(inside, mark) {
                let body = start..start + length;
                let end = start + length + mark;
                if !self.text[body.clone()].trim().is_empty() && self.may_span(&body, end) {
                    self.formula(&body, end, true);
                    return;
                }
            }
            self.at += mark;
            return;
        }
        let start = self.at + 1;
        let limit = self.paragraph_end(self.at);
        match dollar::inline(&self.text[..self.at], &self.text[start..limit.max(start)]) {
            dollar::Inline::Formula { body, length } => {
                self.formula(
                    &(start + body.start..start + body.end),
                    start + length,
                    false,
                );
            }
            dollar::Inline::Text => self.at += 1,
            dollar::Inline::Doubtful(length) => {
                self.hint(Code::AmbiguousDollar, self.at..start + length);
                self.at += 1;
            }
        }
    }

    fn begins_line(&self) -> bool {
        self.text[self.line_start..self.at].trim().is_empty()
    }

    /// How far a display formula that begins a line may reach: to the next fence, or a heading with a blank line above it.
    fn display_limit(&mut self) -> usize {
        let mut end = self.line_end(self.at);
        let mut blank = false;
        for _ in 0..MAX_DISPLAY_LINES {
            if end >= self.text.len() {
                break;
            }
            let start = end + 1;
            let next = self.text[start..]
                .find('\n')
                .map_or(self.text.len(), |n| start + n);
            let line = &self.text[start..next];
            let content = &line[prefix_len(line)..];
            if fence(content).is_some() || (blank && is_heading(content)) {
                break;
            }
            blank = content.trim().is_empty();
            end = next;
        }
        end
    }

    /// Whether a display with this body may be one: over blank lines only if it also ends its line, for else the opening
    /// mark is a stray one and what closes it opens the next formula.
    fn may_span(&self, body: &Range<usize>, end: usize) -> bool {
        let has_blank_line = || {
            let lines: Vec<&str> = self.text[body.clone()].split('\n').collect();
            let inner = lines.len().saturating_sub(1).max(1);
            lines[1..inner.min(lines.len())]
                .iter()
                .any(|line| line[quote_len(line)..].trim().is_empty())
        };
        let rest = &self.text[end..];
        let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
        line.trim().is_empty() || !has_blank_line()
    }

    /// Takes the formula with this body out of the text.
    fn formula(&mut self, body: &Range<usize>, end: usize, display: bool) {
        let line = self.text[..self.line_start]
            .rfind('\n')
            .map_or(0, |n| n + 1);
        let depth = quote_depth(&self.text[line..self.line_start]);
        let tex = without_prefixes(&self.text[body.clone()], depth);
        if tex.contains("\\|") && self.text[self.line_start..].starts_with('|') {
            self.hint(Code::PipeInFormula, self.at..end);
        }
        let tex = tex.trim().to_owned();
        self.take(Piece::Formula(Formula { tex, display }), end, display);
    }

    /// Puts a placeholder for `what` in the place of the text up to `end`. As a block on lines of its own it is kept apart
    /// from a table above and from a line below that would make it a heading.
    fn take(&mut self, what: Piece, end: usize, as_block: bool) {
        let mut placeholder = format!("{OPEN}{}{CLOSE}", self.out.held.len());
        let rest = &self.text[end..];
        let line_end = end + rest.find('\n').unwrap_or(rest.len());
        if as_block && self.begins_line() && self.text[end..line_end].trim().is_empty() {
            let line = self.text[..self.at].rfind('\n').map_or(0, |n| n + 1);
            let prefix = &self.text[line..line + quote_len(&self.text[line..self.at])];
            let above = self.text[..line].trim_end_matches(['\n', '\r']);
            let above = &above[above.rfind('\n').map_or(0, |n| n + 1)..];
            if line > 0 && above[prefix_len(above)..].starts_with('|') {
                placeholder.insert_str(0, &format!("\n{prefix}"));
            }
            let below = &self.text[self.next_line(line_end)..];
            let below = &below[..below.find('\n').unwrap_or(below.len())];
            let below = &below[quote_len(below)..];
            if below.starts_with(['-', '=']) && is_ruler(below) {
                placeholder.push('\n');
                placeholder.push_str(prefix);
            }
        }
        self.out.held.push(Held {
            what,
            range: self.at..end,
            source: self.text[self.at..end].replace("\r\n", "\n"),
        });
        self.replace(end, &placeholder);
    }

    fn code_span(&mut self) {
        let limit = self.paragraph_end(self.at);
        let inside = &self.text[self.at..limit];
        self.at += skip::code_span(inside)
            .unwrap_or_else(|| inside.bytes().take_while(|b| *b == b'`').count());
    }

    /// `%%…%%` in a paragraph; over paragraphs where it begins a line and ends one.
    fn comment(&mut self) {
        let limit = self.paragraph_end(self.at);
        let start = self.at + 2;
        if let Some(length) = self.text[start..limit.max(start)].find("%%") {
            self.take(Piece::Comment, start + length + 2, true);
            return;
        }
        let end = if self.begins_line() {
            self.comment_end(start)
        } else {
            None
        };
        match end {
            Some(end) => self.take(Piece::Comment, end, true),
            None => self.at = start,
        }
    }

    /// The end of the first line from `start` on that ends with `%%`, code left aside.
    fn comment_end(&self, start: usize) -> Option<usize> {
        let mut open: Option<(u8, usize)> = None;
        let mut at = start;
        for line in self.text[start..].split_inclusive('\n') {
            let content = &line[prefix_len(line)..];
            match (fence(content), open) {
                (Some((m, l, info)), Some((mark, length)))
                    if m == mark && l >= length && info.trim().is_empty() =>
                {
                    open = None;
                }
                (Some((m, l, _)), None) => open = Some((m, l)),
                _ if open.is_none() && line.trim_end().ends_with("%%") => {
                    return Some(at + line.trim_end().len());
                }
                _ => {}
            }
            at += line.len();
        }
        None
    }

    /// Steps over a tag, `<address>` or HTML comment.
    fn tag(&mut self) {
        if self.rest().starts_with("<!--") {
            let end = if self.at < self.comment_without_end {
                self.rest().find("-->")
            } else {
                None
            };
            if end.is_none() {
                self.comment_without_end = self.comment_without_end.min(self.at);
            }
            self.at += end.map_or(4, |n| n + 3);
            return;
        }
        let limit = self.paragraph_end(self.at);
        self.at += skip::tag(&self.text[self.at..limit]).unwrap_or(1);
    }
}
