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
    let address = &text[..text.find(stops).unwrap_or(text.len())];
    let mut end = address.len();
    // How many more brackets are closed than opened.
    let surplus = |open, close| {
        let count = |bracket: char| address.matches(bracket).count();
        count(close).saturating_sub(count(open))
    };
    let (mut round, mut square) = (surplus('(', ')'), surplus('[', ']'));
    for last in address.chars().rev() {
        match last {
            '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '_' | '~' => {}
            ')' if round > 0 => round -= 1,
            ']' if square > 0 => square -= 1,
            _ => break,
        }
        end -= 1;
    }
    end
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
