//! The pieces of a formula's source, for the scans and rewrites that come before KaTeX.

use std::ops::Range;

/// A piece of a formula's source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// What it is.
    pub(super) kind: TokenKind<'a>,
    /// Where it stands, in bytes.
    pub(super) range: Range<usize>,
    /// Whether it is part of a comment or of `\verb|...|`, where KaTeX gives it no meaning.
    pub(super) quoted: bool,
}

/// The kinds of pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind<'a> {
    /// A command, without its backslash: `frac`, `\`, `,`.
    Command(&'a str),
    /// Any other character that is no white space.
    Char(char),
    /// White space.
    Space,
}

/// Cuts `tex` into pieces as KaTeX's lexer does: a command is a backslash with letters and `@`, or with one character.
pub(super) fn tokens(tex: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    // The end of the comment or `\verb` that `at` is in.
    let mut quoted_to = 0;
    while let Some(first) = tex[at..].chars().next() {
        let rest = &tex[at + first.len_utf8()..];
        let (kind, length) = match first {
            '\\' => {
                let letters = rest
                    .find(|c: char| !c.is_ascii_alphabetic() && c != '@')
                    .unwrap_or(rest.len());
                let length = match letters {
                    0 => rest.chars().next().map_or(0, char::len_utf8),
                    _ => letters,
                };
                (TokenKind::Command(&rest[..length]), 1 + length)
            }
            c if c.is_whitespace() => (TokenKind::Space, c.len_utf8()),
            c => (TokenKind::Char(c), c.len_utf8()),
        };
        let end = at + length;
        if at >= quoted_to {
            match kind {
                TokenKind::Char('%') => {
                    quoted_to = tex[at..].find('\n').map_or(tex.len(), |n| at + n);
                }
                TokenKind::Command("verb") => quoted_to = end_of_verb(tex, end),
                _ => {}
            }
        }
        let opens_verb = kind == TokenKind::Command("verb");
        found.push(Token {
            kind,
            range: at..end,
            quoted: at < quoted_to && !opens_verb,
        });
        at = end;
    }
    found
}

/// Where the text of a `\verb` ends whose name ends at `start`; `start` itself if it has none on its line.
fn end_of_verb(tex: &str, start: usize) -> usize {
    let rest = tex[start..].strip_prefix('*').unwrap_or(&tex[start..]);
    let from = tex.len() - rest.len();
    let Some(delimiter) = rest.chars().next() else {
        return start;
    };
    let body = from + delimiter.len_utf8();
    match tex[body..].find([delimiter, '\n']) {
        Some(n) if tex[body + n..].starts_with(delimiter) => body + n + delimiter.len_utf8(),
        _ => start,
    }
}

/// The index of the first piece at or after `from` that is neither white space nor quoted.
pub(super) fn skip_space(tokens: &[Token<'_>], from: usize) -> usize {
    let more = tokens[from.min(tokens.len())..].iter();
    from + more
        .take_while(|t| t.quoted || t.kind == TokenKind::Space)
        .count()
}

/// The group in braces at or after the piece `from`: the bytes between the braces, and the index of the piece behind it.
pub(super) fn group(tokens: &[Token<'_>], from: usize) -> Option<(Range<usize>, usize)> {
    let open = skip_space(tokens, from);
    if tokens.get(open)?.kind != TokenKind::Char('{') {
        return None;
    }
    let mut depth = 0_usize;
    for (index, token) in tokens
        .iter()
        .enumerate()
        .skip(open)
        .filter(|(_, t)| !t.quoted)
    {
        match token.kind {
            TokenKind::Char('{') => depth += 1,
            TokenKind::Char('}') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((tokens[open].range.end..token.range.start, index + 1));
        }
    }
    None
}

/// `tex` with each range replaced by its text. The ranges do not overlap; those that begin at one place keep their order.
pub(super) fn splice(tex: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(tex.len());
    let mut at = 0;
    for (range, text) in edits {
        out.push_str(&tex[at..range.start]);
        out.push_str(&text);
        at = range.end;
    }
    out.push_str(&tex[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_comments_and_verbatim_text() {
        let shown: Vec<String> = tokens("\\frac1\\\\ %{\n\\verb|}|\\,é")
            .iter()
            .map(|t| format!("{:?}{}", t.kind, if t.quoted { " quoted" } else { "" }))
            .collect();
        assert_eq!(
            shown,
            [
                "Command(\"frac\")",
                "Char('1')",
                "Command(\"\\\\\")",
                "Space",
                "Char('%') quoted",
                "Char('{') quoted",
                "Space",
                "Command(\"verb\")",
                "Char('|') quoted",
                "Char('}') quoted",
                "Char('|') quoted",
                "Command(\",\")",
                "Char('é')",
            ]
        );
    }

    #[test]
    fn groups_ignore_quoted_braces() {
        let tex = "\\label {a%}\n{b}}c";
        let (inside, next) = group(&tokens(tex), 1).expect("a group");
        assert_eq!(&tex[inside], "a%}\n{b}");
        assert_eq!(tokens(tex)[next].kind, TokenKind::Char('c'));
        assert_eq!(group(&tokens("{a"), 0), None);
        assert_eq!(group(&tokens("a{b}"), 0), None);
    }

    #[test]
    fn splicing_keeps_the_order_of_insertions() {
        assert_eq!(
            splice(
                "abc",
                vec![(2..3, "z".into()), (1..1, "x".into()), (1..1, "y".into())]
            ),
            "axybz"
        );
    }
}
