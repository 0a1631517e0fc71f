//! How far that reaches which the pre-pass steps over: tags, code spans, link targets.

/// The length of an HTML tag or `<address>` at the start of `text`, by `CommonMark`'s rule (0.31, 6.5 and 6.6).
///
/// A stricter look than "up to the next `>`": in `a<b，则 $x$ 且 c>d` there is no tag.
pub(super) fn tag(text: &str) -> Option<usize> {
    let rest = text.strip_prefix('<')?;
    autolink(rest).or_else(|| html_tag(rest)).map(|n| n + 1)
}

/// `scheme:anything>` or `name@host>`.
fn autolink(rest: &str) -> Option<usize> {
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>'))?;
    let inside = &rest[..end];
    let scheme = inside.split_once(':').is_some_and(|(scheme, _)| {
        (2..=32).contains(&scheme.len())
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'.' | b'-'))
    });
    let mail = inside.is_ascii()
        && inside
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    (rest[end..].starts_with('>') && (scheme || mail)).then_some(end + 1)
}

fn html_tag(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let mut at = usize::from(bytes.first() == Some(&b'/'));
    let closing = at == 1;
    if !bytes.get(at)?.is_ascii_alphabetic() {
        return None;
    }
    at += run(&bytes[at..], |b| b.is_ascii_alphanumeric() || b == b'-');
    loop {
        let blank = run(&bytes[at..], |b| b.is_ascii_whitespace());
        at += blank;
        match bytes.get(at)? {
            b'>' => return Some(at + 1),
            b'/' if !closing && bytes.get(at + 1) == Some(&b'>') => return Some(at + 2),
            b if blank > 0 && !closing && (b.is_ascii_alphabetic() || matches!(b, b'_' | b':')) => {
                at += attribute(&bytes[at..])?;
            }
            _ => return None,
        }
    }
}

/// `name`, `name=value`, `name="value"`.
fn attribute(bytes: &[u8]) -> Option<usize> {
    let name = run(bytes, |b| {
        b.is_ascii_alphanumeric() || matches!(b, b'_' | b':' | b'.' | b'-')
    });
    let blank = run(&bytes[name..], |b| b.is_ascii_whitespace());
    if bytes.get(name + blank) != Some(&b'=') {
        return Some(name);
    }
    let mut at = name + blank + 1;
    at += run(&bytes[at..], |b| b.is_ascii_whitespace());
    if let quote @ (b'"' | b'\'') = bytes.get(at)? {
        let length = bytes[at + 1..].iter().position(|b| b == quote)?;
        Some(at + length + 2)
    } else {
        let bare = |b: u8| {
            !b.is_ascii_whitespace() && !matches!(b, b'"' | b'\'' | b'=' | b'<' | b'>' | b'`')
        };
        let length = run(&bytes[at..], bare);
        (length > 0).then_some(at + length)
    }
}

fn run(bytes: &[u8], fits: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|b| fits(**b)).count()
}

/// The length of a code span at the start of `text`, which ends where its paragraph ends.
pub(super) fn code_span(text: &str) -> Option<usize> {
    let ticks = |text: &str| run(text.as_bytes(), |b| b == b'`');
    let opening = ticks(text);
    let mut at = opening;
    while let Some(found) = text[at..].find('`') {
        at += found;
        let closing = ticks(&text[at..]);
        at += closing;
        if closing == opening {
            return Some(at);
        }
    }
    None
}

/// The length of the text in `[[text]](https://…)` at the start of a line's rest; sites write formulas so when copied.
pub(super) fn bracketed_text(line: &str) -> Option<usize> {
    let text = line.strip_prefix("[[")?;
    let length = text.find(['[', ']', '\\'])?;
    let target = text[length..].strip_prefix("]](")?;
    let is_address = target.starts_with("https://") || target.starts_with("http://");
    is_address.then_some(length)
}

/// The length of `](target)` or `](target "title")` at the start of a line's rest. Words in brackets are no target.
pub(super) fn link_target(line: &str) -> Option<usize> {
    let inside = line.strip_prefix("](")?;
    if inside.starts_with('<') {
        let close = inside.find('>')?;
        return closed(&inside[close + 1..]).map(|n| n + close + 3);
    }
    let mut depth = 0_u32;
    for (at, c) in inside.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at + 3),
            ')' => depth -= 1,
            c if c.is_whitespace() => return closed(&inside[at..]).map(|n| n + at + 2),
            _ => {}
        }
    }
    None
}

/// The length of a title, if there is one, and the closing bracket of a link.
fn closed(rest: &str) -> Option<usize> {
    let title = rest.trim_start();
    let at = rest.len() - title.len();
    let quote = match title.as_bytes().first()? {
        b')' => return Some(at + 1),
        b'"' => '"',
        b'\'' => '\'',
        b'(' => ')',
        _ => return None,
    };
    let end = at + 1 + title[1..].find(quote)? + 1;
    let after = rest[end..].trim_start();
    after.starts_with(')').then(|| rest.len() - after.len() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_addresses() {
        for text in [
            "<b>",
            "</b >",
            "<br/>",
            "<a href='x>y' b=c d>",
            "<https://a.org/b_c>",
            "<me@a.org>",
        ] {
            assert_eq!(tag(&format!("{text}后")), Some(text.len()), "{text}");
        }
        for text in [
            "<b，则 $x$ 且 c>",
            "<1>",
            "< b>",
            "<b $x$>",
            "<a href=\"x",
            "<",
            "<b",
        ] {
            assert_eq!(tag(text), None, "{text}");
        }
    }

    #[test]
    fn targets_of_links() {
        for text in [
            "](a)",
            "](a(b)c)",
            "](<a b>)",
            "](a \"t )\")",
            "](a 't')",
            "]()",
        ] {
            assert_eq!(
                link_target(&format!("{text}后")),
                Some(text.len()),
                "{text}"
            );
        }
        for text in ["](见 $x$)", "](a", "](<a", "](a \"b"] {
            assert_eq!(link_target(text), None, "{text}");
        }
    }

    #[test]
    fn code_spans() {
        assert_eq!(code_span("``a`b`` c"), Some(7));
        assert_eq!(code_span("``a`b"), None);
    }
}
