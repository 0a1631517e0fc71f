//! Which `$` begins a formula and which is money.

use std::ops::Range;

use crate::text::is_cjk;

/// What a single `$` turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Inline {
    /// A formula; both ranges count from behind the opening `$`: the body, and the length with the closing `$`.
    Formula { body: Range<usize>, length: usize },
    /// A dollar sign.
    Text,
    /// A dollar sign that may have been meant as a formula of this length.
    Doubtful(usize),
}

/// Decides on a `$`, given the text before it and the rest of its paragraph behind it.
///
/// The rules, in this order:
/// - `` $`x`$ `` is GitHub's form;
/// - the closing `$` is the next one that is not escaped, and no digit follows it (Pandoc's rule), else it is money;
/// - Han text in the body outside `\text{}` and the like makes it text, unless there is a command;
/// - a body with spaces at its ends counts if it has `\`, `^`, `_` or is one symbol (KaTeX and Typora render it).
pub(super) fn inline(before: &str, rest: &str) -> Inline {
    if let Some(quoted) = rest.strip_prefix('`') {
        return match quoted.find('`') {
            Some(length) if quoted[length + 1..].starts_with('$') => Inline::Formula {
                body: 1..length + 1,
                length: length + 3,
            },
            _ => Inline::Text,
        };
    }
    let Some(length) = find_single(rest) else {
        return Inline::Text;
    };
    let body = &rest[..length];
    let after = rest[length + 1..].chars().next();
    if body.trim().is_empty() || body.contains('`') {
        return Inline::Text;
    }
    if after.is_some_and(|c| c.is_ascii_digit())
        || (before.ends_with(|c: char| c.is_ascii_digit())
            && body.starts_with(|c: char| c.is_ascii_digit()))
    {
        return Inline::Text;
    }
    let bare = without_text_commands(body);
    if bare.chars().any(is_cjk) && !has_command(body) {
        return Inline::Doubtful(length + 1);
    }
    let spaced = body.starts_with(char::is_whitespace) || body.ends_with(char::is_whitespace);
    if spaced
        && !body.contains(['\\', '^', '_'])
        && body.trim().chars().count() > 1
        && !is_short_math(body)
    {
        return Inline::Doubtful(length + 1);
    }
    Inline::Formula {
        body: 0..length,
        length: length + 1,
    }
}

/// Whether `a + b = c`-like: only letters alone, digits and operators, and no two words in a row.
fn is_short_math(body: &str) -> bool {
    body.split_whitespace()
        .all(|word| word.chars().filter(|c| c.is_alphabetic()).count() <= 1)
        && body.contains(['=', '+', '-', '*', '/', '<', '>', '|', '(', ','])
}

/// The offset of the next `$` that closes a formula: not escaped, not half of `$$`.
fn find_single(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'$' => return Some(at),
            _ => at += 1,
        }
    }
    None
}

/// Whether there is a backslash that does more than escape a dollar sign.
fn has_command(body: &str) -> bool {
    body.match_indices('\\')
        .any(|(at, _)| body[at + 1..].starts_with(|c| c != '$'))
}

/// The offset of the next run of `count` dollar signs that is not escaped.
pub(super) fn find_run(text: &str, count: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at + count <= bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'$' if bytes[at..at + count].iter().all(|b| *b == b'$') => return Some(at),
            _ => at += 1,
        }
    }
    None
}

/// The offset of the `\)` that closes a `\(`, unless another `\(` comes before it; likewise with other brackets.
pub(super) fn find_bracket(text: &str, [open, close]: [char; 2]) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text[at..].find('\\') {
        at += found;
        let next = text[at + 1..].chars().next()?;
        if next == close {
            return Some(at);
        }
        if next == open {
            return None;
        }
        at += 1 + next.len_utf8();
    }
    None
}

/// Whether the inside of `\(…\)` or `\[…\]` is a formula rather than escaped brackets around words.
pub(super) fn looks_like_math(body: &str) -> bool {
    let body = body.trim();
    let symbols = body.contains(['\\', '^', '_', '=', '+', '<', '>', '{']);
    // A formula of its own in it says that the brackets stand around words: `\[与 $x$ 的区别\]`.
    !body.contains('$')
        && body.contains(char::is_alphanumeric)
        && (symbols
            || (body.chars().count() <= 12
                && !body.contains(char::is_whitespace)
                && !body.chars().any(is_cjk)))
        && (symbols || !body.chars().all(char::is_alphanumeric) || body.chars().count() <= 2)
}

/// The body without the arguments of `\text{…}`, `\mbox{…}` and the like, where Han is at home.
fn without_text_commands(body: &str) -> String {
    let mut out = String::new();
    let mut rest = body;
    while let Some(at) = rest.find("\\text").or_else(|| rest.find("\\mbox")) {
        out.push_str(&rest[..at]);
        let Some(open) = rest[at..].find('{') else {
            break;
        };
        let Some(close) = rest[at + open..].find('}') else {
            break;
        };
        rest = &rest[at + open + close + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_formula(before: &str, rest: &str) -> bool {
        matches!(inline(before, rest), Inline::Formula { .. })
    }

    #[test]
    fn formulas() {
        for rest in [
            "x$",
            "x$ 后",
            " x $",
            "\\text{当}x$",
            "`x`$",
            "a\\$b$",
            " x_1 $ ",
            " x = 1 $",
            "5$",
        ] {
            assert!(is_formula("", rest), "{rest}");
        }
    }

    #[test]
    fn money_and_text() {
        for rest in ["5和$6", "5和$元", "", " 5 and more words $", "a`b$"] {
            assert!(!is_formula("价格", rest), "{rest}");
        }
        assert_eq!(inline("价格", "5和$元"), Inline::Doubtful(5));
    }
}
