//! Text as HTML.

use std::borrow::Cow;

/// `text` for use between tags, without what neither HTML nor XML can hold: control characters and what is no character.
pub fn escape_text(text: &str) -> Cow<'_, str> {
    escape(text, false)
}

/// `text` for use between double quotes.
pub fn escape_attribute(text: &str) -> Cow<'_, str> {
    escape(text, true)
}

fn escape(text: &str, quotes: bool) -> Cow<'_, str> {
    // By bytes, as nearly all texts have nothing to escape; 0xEF begins, among others, what is no character.
    let may_be_special =
        |byte: u8| matches!(byte, b'&' | b'<' | b'>' | 0..=0x1f | 0xef) || (quotes && byte == b'"');
    let Some(first) = text.bytes().position(may_be_special) else {
        return Cow::Borrowed(text);
    };
    let mut html = String::with_capacity(text.len() + 16);
    html.push_str(&text[..first]);
    for c in text[first..].chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' if quotes => html.push_str("&quot;"),
            c if !is_allowed(c) => {}
            c => html.push(c),
        }
    }
    Cow::Owned(html)
}

/// Whether a character may stand in XML 1.0, and so in HTML.
pub fn is_allowed(c: char) -> bool {
    !matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::{escape_attribute, escape_text};

    #[test]
    fn escapes_what_its_place_needs() {
        assert_eq!(escape_text("a<b> & \"c\""), "a&lt;b&gt; &amp; \"c\"");
        assert_eq!(
            escape_attribute("a<b> & \"c\""),
            "a&lt;b&gt; &amp; &quot;c&quot;"
        );
        assert_eq!(escape_text("a\u{b}b\u{1b}\u{ffff}\tc\n"), "ab\tc\n");
    }
}
