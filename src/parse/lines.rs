//! What stands at the start of a line: quote marks, list markers, fences.

/// The length of the quote marks and indentation in front of a line's text.
pub(super) fn quote_len(line: &str) -> usize {
    line.bytes()
        .take_while(|b| matches!(b, b' ' | b'\t' | b'>'))
        .count()
}

/// The length of quote marks, indentation and list markers in front of a line's text.
pub(super) fn prefix_len(line: &str) -> usize {
    let mut at = quote_len(line);
    while let Some(marker) = list_marker(&line[at..]) {
        at += marker;
        at += quote_len(&line[at..]);
    }
    at
}

/// The length of a list marker with the space behind it.
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
pub(super) fn fence(content: &str) -> Option<(u8, usize, &str)> {
    let mark = *content.as_bytes().first()?;
    if !matches!(mark, b'`' | b'~') {
        return None;
    }
    let length = content.bytes().take_while(|b| *b == mark).count();
    (length >= 3).then(|| (mark, length, &content[length..]))
}

/// Whether a line's text is a heading.
pub(super) fn is_heading(content: &str) -> bool {
    let hashes = content.bytes().take_while(|b| *b == b'#').count();
    (1..=6).contains(&hashes) && content[hashes..].starts_with([' ', '\t'])
}

/// Whether a line of this text ends the paragraph above it.
pub(super) fn begins_block(content: &str) -> bool {
    fence(content).is_some()
        || list_marker(content).is_some()
        || content.starts_with('|')
        || is_heading(content)
        || content.starts_with("$$")
        || is_ruler(content)
}

/// Whether a line's text is a rule, or what makes the line above a heading.
pub(super) fn is_ruler(content: &str) -> bool {
    let content = content.trim_end();
    let Some(&mark) = content.as_bytes().first() else {
        return false;
    };
    let least = match mark {
        b'-' | b'=' => 1,
        b'*' | b'_' => 3,
        _ => return false,
    };
    content.len() >= least && content.bytes().all(|b| b == mark)
}

/// How many quote marks stand in front of a line's text.
pub(super) fn quote_depth(prefix: &str) -> usize {
    prefix.matches('>').count()
}

/// The body of a formula without indentation and at most `depth` quote marks in front of its continued lines: further ones
/// are relations.
pub(super) fn without_prefixes(body: &str, depth: usize) -> String {
    let mut lines = body.split('\n').map(|line| line.trim_end_matches('\r'));
    let mut out = lines.next().unwrap_or_default().to_owned();
    for mut line in lines {
        line = line.trim_start();
        for _ in 0..depth {
            line = line.strip_prefix('>').unwrap_or(line).trim_start();
        }
        out.push('\n');
        out.push_str(line);
    }
    out
}
