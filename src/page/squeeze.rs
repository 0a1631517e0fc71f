//! Style sheets and scripts of the theme without what only their authors read: comments, and the space that sets lines in.

/// Drops comments and runs of white space outside strings.
pub(super) fn squeeze_css(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut chars = css.chars().peekable();
    let mut quote = None;
    while let Some(c) = chars.next() {
        match quote {
            Some(open) => {
                out.push(c);
                if c == '\\' {
                    out.extend(chars.next());
                } else if c == open {
                    quote = None;
                }
            }
            None if c == '/' && chars.peek() == Some(&'*') => {
                chars.next();
                let mut last = ' ';
                for c in chars.by_ref() {
                    if last == '*' && c == '/' {
                        break;
                    }
                    last = c;
                }
            }
            None if c.is_whitespace() => {
                if !out.ends_with([' ', '\n']) && !out.is_empty() {
                    out.push(if c == '\n' { '\n' } else { ' ' });
                }
            }
            None => {
                if c == '"' || c == '\'' {
                    quote = Some(c);
                }
                out.push(c);
            }
        }
    }
    out
}

/// Drops comments, indentation and empty lines of a script; every line end that may end a statement stays.
///
/// Where `/` begins a regular expression is told by what stands before it, which is enough for the scripts of the binary and
/// not for all there are: after the `)` of an `if` it is taken for a division. So scripts of a site's own are left alone.
pub(super) fn squeeze_js(js: &str) -> String {
    let mut out = String::with_capacity(js.len());
    let mut rest = js;
    // How many braces are open in each `${` that is open.
    let mut holes: Vec<usize> = Vec::new();
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '/' if rest.starts_with("//") => {
                rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
                continue;
            }
            '/' if rest.starts_with("/*") => {
                let length = rest.find("*/").map_or(rest.len(), |end| end + 2);
                if rest[..length].contains('\n') {
                    end_line(&mut out);
                } else if !out.ends_with([' ', '\n', '(']) {
                    out.push(' ');
                }
                rest = rest[length..].trim_start_matches(' ');
                continue;
            }
            '/' if begins_regex(&out) => regex_length(rest),
            '"' | '\'' => quoted_length(rest, c),
            '`' => template_length(rest, 1, &mut holes),
            '{' => {
                if let Some(open) = holes.last_mut() {
                    *open += 1;
                }
                1
            }
            '}' => match holes.last_mut() {
                Some(0) => {
                    holes.pop();
                    template_length(rest, 1, &mut holes)
                }
                Some(open) => {
                    *open -= 1;
                    1
                }
                None => 1,
            },
            '\n' => {
                end_line(&mut out);
                rest = rest[1..].trim_start_matches([' ', '\t', '\n', '\r']);
                continue;
            }
            _ => c.len_utf8(),
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

/// Ends a line of a script unless nothing is on it.
fn end_line(out: &mut String) {
    out.truncate(out.trim_end_matches([' ', '\t', '\r']).len());
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// Whether a `/` after `before` begins a regular expression: where a value is awaited and not an operator.
fn begins_regex(before: &str) -> bool {
    let before = before.trim_end();
    let word_start = before
        .rfind(|c: char| !c.is_alphanumeric() && c != '_' && c != '$')
        .map_or(0, |at| {
            at + before[at..].chars().next().map_or(1, char::len_utf8)
        });
    let word = &before[word_start..];
    if word.is_empty() {
        !before.ends_with([')', ']', '}', '"', '\'', '`'])
    } else {
        ["return", "typeof", "case", "of", "in", "await", "void"].contains(&word)
    }
}

/// The length of the string in quotes that `text` begins with.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    let end = text[1..].char_indices().find(|(_, c)| {
        let is_end = !escaped && *c == quote;
        escaped = !escaped && *c == '\\';
        is_end
    });
    end.map_or(text.len(), |(at, c)| 1 + at + c.len_utf8())
}

/// The length of the regular expression that `text` begins with, without its flags.
fn regex_length(text: &str) -> usize {
    let (mut escaped, mut in_class) = (false, false);
    let end = text[1..].char_indices().find(|(_, c)| {
        let is_plain = !escaped;
        escaped = is_plain && *c == '\\';
        match c {
            '[' if is_plain => in_class = true,
            ']' if is_plain => in_class = false,
            _ => {}
        }
        is_plain && !in_class && *c == '/'
    });
    end.map_or(text.len(), |(at, _)| at + 2)
}

/// How long the text of a template is from `from` to its end or to its next `${`, which is noted in `holes`.
fn template_length(text: &str, from: usize, holes: &mut Vec<usize>) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'`' => return at + 1,
            b'$' if bytes.get(at + 1) == Some(&b'{') => {
                holes.push(0);
                return at + 2;
            }
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_keeps_what_looks_like_a_comment() {
        for kept in [
            "const a = \"// no\" + '/* no */' + '\\'//';",
            "const a = /\\/\\/[/*]/.test(b) ? c / d / e : `// ${f({ g: \"}\" }, `//${h}`)} /* */ `;",
            "return /'/g;",
            "x = a[0] / 2 // 3".split(" //").next().unwrap(),
            "const 深 = `a\n  // b\n\n`;",
        ] {
            assert_eq!(squeeze_js(kept), kept);
        }
    }

    #[test]
    fn a_script_loses_comments_and_indentation() {
        let script = "// @ts-check\n/// <x>\n(() => {\n  \"use strict\";\n\n  /** @type {A} */\n  const a = /** @type {any} */ (b); // c\n  /*\n   * d\n   */\n  return a;\n})();\n";
        assert_eq!(
            squeeze_js(script),
            "(() => {\n\"use strict\";\nconst a = (b);\nreturn a;\n})();\n"
        );
        assert_eq!(squeeze_js("a\n/* b\n*/ c"), "a\nc", "a line ends");
        assert_eq!(squeeze_js("let/*b*/c"), "let c");
        assert_eq!(
            squeeze_js("f(/** @type {a} */ (b), /* c */ d)"),
            "f((b), d)"
        );
    }
}
