//! Text as HTML.

use std::borrow::Cow;

/// `text` for use between tags.
pub fn escape_text(text: &str) -> Cow<'_, str> {
    escape(text, false)
}

/// `text` for use between double quotes.
pub fn escape_attribute(text: &str) -> Cow<'_, str> {
    escape(text, true)
}

fn escape(text: &str, quotes: bool) -> Cow<'_, str> {
    let special = |c: char| matches!(c, '&' | '<' | '>') || (quotes && c == '"');
    if !text.contains(special) {
        return Cow::Borrowed(text);
    }
    let mut html = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' if quotes => html.push_str("&quot;"),
            c => html.push(c),
        }
    }
    Cow::Owned(html)
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
    }
}
