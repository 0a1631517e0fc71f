//! The text of a field.

/// A field without its elements and the marks around formulas, white space joined.
pub(super) fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, element)) = rest.split_once('<') {
        text.push_str(before);
        rest = element.split_once('>').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    for (entity, character) in [
        ("\\(", " "),
        ("\\)", " "),
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#91;", "["),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, character);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn text_of_a_field() {
        assert_eq!(
            plain("什么是 <b>BN</b>，\\(a &lt; b\\)&nbsp;&amp;lt; &#91;sound:x]？\n"),
            "什么是 BN， a < b &lt; [sound:x]？"
        );
        assert_eq!(plain("a <b"), "a");
    }
}
