//! Anchors as GitHub makes them, so that links written for GitHub keep working.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::char::is_combining_mark;

/// The anchor of a heading's text by GitHub's rule: lower case, letters, marks, digits, `-` and `_` kept,
/// each space turned into `-`, the rest dropped.
pub fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '-' | '_') {
            out.push(c);
        } else if c.is_whitespace() {
            out.push('-');
        }
    }
    out
}

/// Ids of every page, which no heading may have.
const RESERVED: [&str; 3] = ["content", "toc", "tree"];

/// What stands in for an anchor of which nothing remains.
const SECTION: &str = "section";

fn is_in_no_page(c: char) -> bool {
    c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// Hands out anchors that are unique in one note: repeats get `-1`, `-2`, as on GitHub.
#[derive(Debug, Default)]
pub struct Anchors {
    taken: BTreeSet<String>,
    repeats: BTreeMap<String, u32>,
}

impl Anchors {
    /// A unique anchor for a heading's text; `section` stands in where nothing of the text remains.
    pub fn for_text(&mut self, text: &str) -> String {
        let slug = slug(text);
        self.unique(if slug.is_empty() {
            SECTION.to_owned()
        } else {
            slug
        })
    }

    /// `wanted` itself, or with the first free number behind it. Characters that no page can hold are left out: a link to an
    /// id with them would lead nowhere.
    pub fn unique(&mut self, mut wanted: String) -> String {
        if wanted.contains(is_in_no_page) {
            wanted.retain(|c| !is_in_no_page(c));
            if wanted.is_empty() {
                SECTION.clone_into(&mut wanted);
            }
        }
        if !RESERVED.contains(&wanted.as_str()) && self.taken.insert(wanted.clone()) {
            return wanted;
        }
        let next = self.repeats.entry(wanted.clone()).or_insert(0);
        loop {
            *next += 1;
            let anchor = format!("{wanted}-{next}");
            if self.taken.insert(anchor.clone()) {
                return anchor;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_github() {
        assert_eq!(
            slug("3. 什么是梯度消失和梯度爆炸？"),
            "3-什么是梯度消失和梯度爆炸"
        );
        assert_eq!(slug("18.什么是wide&deep？"), "18什么是widedeep");
        assert_eq!(slug("A  b_c"), "a--b_c");
    }

    #[test]
    fn repeats_are_numbered() {
        let mut anchors = Anchors::default();
        assert_eq!(anchors.for_text("原理"), "原理");
        assert_eq!(anchors.for_text("原理-1"), "原理-1");
        assert_eq!(anchors.for_text("原理"), "原理-2");
        assert_eq!(anchors.for_text("？"), "section");
        assert_eq!(anchors.for_text("Toc"), "toc-1");
    }

    #[test]
    fn what_no_page_can_hold_is_left_out() {
        let mut anchors = Anchors::default();
        assert_eq!(anchors.unique("\u{15}why\r\u{ffff}".to_owned()), "why");
        assert_eq!(anchors.unique("wh\u{7f}y".to_owned()), "why-1");
        assert_eq!(anchors.unique("\u{1}".to_owned()), "section");
    }
}
