//! The words of the Graphviz language.

/// A value: a name, a number, a quoted text or HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Value {
    /// The text; quotes are taken off, escapes other than `\"` stay.
    pub text: String,
    /// Whether it was written as `<…>`.
    pub html: bool,
    /// Whether it was quoted, and so is no keyword.
    pub quoted: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Value(Value),
    /// `->` (true) or `--` (false).
    Arrow(bool),
    /// One of `{ } [ ] ; , = : +`.
    Sign(char),
}

/// Splits `source` into tokens with the number of their line.
pub(super) fn tokens(source: &str) -> Result<Vec<(Token, usize)>, String> {
    let mut tokens = Vec::new();
    let mut reader = Reader {
        rest: source,
        line: 1,
        fresh: true,
    };
    while reader.skip_blank() {
        let line = reader.line;
        tokens.push((reader.token()?, line));
    }
    Ok(tokens)
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
    /// Nothing but blanks stands before on this line.
    fresh: bool,
}

impl<'a> Reader<'a> {
    /// Takes `len` bytes.
    fn take(&mut self, len: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(len);
        self.line += taken.bytes().filter(|byte| *byte == b'\n').count();
        self.rest = rest;
        taken
    }

    /// Skips blanks and comments; `false` at the end.
    fn skip_blank(&mut self) -> bool {
        loop {
            let Some(first) = self.rest.chars().next() else {
                return false;
            };
            if first.is_whitespace() || first == '\u{feff}' {
                self.take(first.len_utf8());
                self.fresh |= first == '\n';
            } else if self.rest.starts_with("//") || (first == '#' && self.fresh) {
                let end = self.rest.find('\n').unwrap_or(self.rest.len());
                self.take(end);
            } else if self.rest.starts_with("/*") {
                let end = self.rest.find("*/").map_or(self.rest.len(), |at| at + 2);
                self.take(end);
            } else {
                self.fresh = false;
                return true;
            }
        }
    }

    fn token(&mut self) -> Result<Token, String> {
        for (text, directed) in [("->", true), ("--", false)] {
            if self.rest.starts_with(text) {
                self.take(2);
                return Ok(Token::Arrow(directed));
            }
        }
        match self.rest.chars().next().unwrap_or(' ') {
            c @ ('{' | '}' | '[' | ']' | ';' | ',' | '=' | ':' | '+') => {
                self.take(1);
                Ok(Token::Sign(c))
            }
            '"' => self.quoted(),
            '<' => self.html(),
            _ => self.word(),
        }
    }

    fn quoted(&mut self) -> Result<Token, String> {
        let line = self.line;
        let mut text = String::new();
        let mut chars = self.rest.char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.take(at + 1);
                    return Ok(Token::Value(Value {
                        text,
                        html: false,
                        quoted: true,
                    }));
                }
                '\\' => match chars.next() {
                    Some((_, '"')) => text.push('"'),
                    Some((_, '\n')) => {}
                    Some((_, other)) => text.extend(['\\', other]),
                    None => break,
                },
                c => text.push(c),
            }
        }
        Err(format!("line {line}: the quoted name is not closed"))
    }

    fn html(&mut self) -> Result<Token, String> {
        let mut depth = 0_usize;
        for (at, c) in self.rest.char_indices() {
            match c {
                '<' => depth += 1,
                '>' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                let text = self.take(at + 1);
                return Ok(Token::Value(Value {
                    text: text[1..at].to_owned(),
                    html: true,
                    quoted: true,
                }));
            }
        }
        Err(format!("line {}: the `<` is not closed", self.line))
    }

    fn word(&mut self) -> Result<Token, String> {
        let number = self
            .rest
            .starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-'));
        let end = self
            .rest
            .char_indices()
            .find(|(at, c)| {
                let of_number = c.is_ascii_digit() || *c == '.' || (*at == 0 && *c == '-');
                let of_name =
                    c.is_alphanumeric() || *c == '_' || (!c.is_ascii() && !c.is_whitespace());
                !(of_number && number || of_name)
            })
            .map_or(self.rest.len(), |(at, _)| at);
        if end == 0 {
            let c = self.rest.chars().next().unwrap_or(' ');
            return Err(format!("line {}: `{c}` is not expected here", self.line));
        }
        Ok(Token::Value(Value {
            text: self.take(end).to_owned(),
            html: false,
            quoted: false,
        }))
    }
}
