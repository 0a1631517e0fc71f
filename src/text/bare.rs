//! The form in which texts are searched. The browser folds what is typed by the same rules: `static/js/search/a-text.js`.

use unicode_normalization::UnicodeNormalization as _;

use super::folded::simplified;

/// A text as search compares it: compatibility forms taken apart (full-width letters become plain ones), lower case, without
/// accents, traditional characters simplified.
///
/// Each character is folded by itself, so that what is found can be shown in the text as written.
pub fn bare(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        push_bare(c, &mut out);
    }
    out
}

fn push_bare(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    // The first block of ideographs has no other forms of compatibility, and no case.
    if matches!(c, '\u{4e00}'..='\u{9fff}') {
        out.push(simplified(c));
        return;
    }
    let parts = std::iter::once(c).nfkd().flat_map(char::to_lowercase);
    out.extend(
        parts
            .filter(|c| !is_accent(*c))
            .map(|c| if c.is_ascii() { c } else { simplified(c) }),
    );
}

/// The block Combining Diacritical Marks.
pub fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn one_form() {
        assert_eq!(bare("ＢＮ 層"), "bn 层");
        assert_eq!(bare("Poincare\u{301} Schrödinger"), "poincare schrodinger");
        assert_eq!(bare("批歸一化"), "批归一化");
        assert_eq!(bare("㎏²"), "kg2");
    }
}
