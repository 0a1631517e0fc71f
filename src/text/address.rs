//! Bare web addresses in text.

use super::{is_cjk, is_wide_punctuation};

/// The length of the address at the start of `text` by GFM's rule for extended autolinks, ended also by Han characters and
/// Chinese punctuation. Trailing punctuation and unmatched closing brackets do not belong to it.
///
/// Source: GitHub Flavored Markdown, 6.9 Autolinks (extension).
pub fn address_len(text: &str) -> usize {
    let stops = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '<' | '>' | '"' | '`' | '|')
            || is_cjk(c)
            || is_wide_punctuation(c)
            || matches!(c, '\u{fdd0}' | '\u{fdd1}' | '\u{10b3f}')
    };
    let mut end = text.find(stops).unwrap_or(text.len());
    loop {
        let address = &text[..end];
        let Some(last) = address.chars().next_back() else {
            return 0;
        };
        let trimmed = match last {
            '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '_' | '~' => 1,
            ')' if unmatched(address, '(', ')') => 1,
            ']' if unmatched(address, '[', ']') => 1,
            _ => return end,
        };
        end -= trimmed;
    }
}

fn unmatched(text: &str, open: char, close: char) -> bool {
    text.matches(close).count() > text.matches(open).count()
}

#[cfg(test)]
mod tests {
    use super::address_len;

    #[test]
    fn stops_where_the_sentence_goes_on() {
        for (text, address) in [
            ("https://a.com/b，中文", "https://a.com/b"),
            ("https://a.com/b。", "https://a.com/b"),
            ("https://a.com/b.", "https://a.com/b"),
            ("https://a.com/中文", "https://a.com/"),
            (
                "https://en.wikipedia.org/wiki/A_(b))",
                "https://en.wikipedia.org/wiki/A_(b)",
            ),
            ("https://a.com/x?y=1&z=2) b", "https://a.com/x?y=1&z=2"),
        ] {
            assert_eq!(&text[..address_len(text)], address);
        }
    }
}
