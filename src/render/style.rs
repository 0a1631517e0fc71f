//! The declarations a page needs of its own: formula lengths, image widths, column alignment.
//!
//! The policy of every page forbids style attributes, so each declaration becomes a class, and the classes that a page
//! uses stand in one `<style>` whose hash the policy names.

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The declarations used by a piece of HTML, each as `property:value`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Styles(BTreeSet<String>);

impl Styles {
    /// About how much memory it takes, in bytes.
    pub fn bytes(&self) -> usize {
        const PER_DECLARATION: usize = 48;
        let texts = self.0.iter().map(String::len);
        texts.map(|length| length + PER_DECLARATION).sum()
    }

    /// Notes that `property: value` is used and returns the class that stands for it.
    pub fn class(&mut self, property: &str, value: &str) -> String {
        let mut class = String::new();
        self.push_class(property, value, &mut class);
        class
    }

    /// The same, put at the end of `html`.
    pub fn push_class(&mut self, property: &str, value: &str, html: &mut String) {
        let declaration = [property, ":", value].concat();
        push_class_name(&declaration, html);
        if !self.0.contains(&declaration) {
            self.0.insert(declaration);
        }
    }

    /// Adds all that `other` uses.
    pub fn extend(&mut self, other: &Self) {
        self.0.extend(other.0.iter().cloned());
    }

    /// Whether nothing is used.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text of the `<style>` element, the same for the same set.
    pub fn css(&self) -> String {
        self.0.iter().fold(String::new(), |mut css, declaration| {
            css.push('.');
            push_class_name(declaration, &mut css);
            let _ = write!(css, "{{{declaration}}}");
            css
        })
    }
}

/// Writes the class name for a declaration; different declarations have different names.
///
/// Letters and digits stay, so that names compress well; `:` becomes `_`, `.` becomes `-` and any other byte `_` with its
/// code in hexadecimal.
fn push_class_name(declaration: &str, name: &mut String) {
    name.push_str("s-");
    for byte in declaration.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => name.push(byte as char),
            b':' => name.push_str("__"),
            b'.' => name.push('-'),
            _ => {
                let _ = write!(name, "_{byte:02x}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_class_per_declaration() {
        let mut styles = Styles::default();
        assert_eq!(styles.class("height", "0.5em"), "s-height__0-5em");
        assert_eq!(styles.class("top", "-0.5em"), "s-top___2d0-5em");
        assert_eq!(styles.class("height", "0.5em"), "s-height__0-5em");
        assert_eq!(
            styles.css(),
            ".s-height__0-5em{height:0.5em}.s-top___2d0-5em{top:-0.5em}"
        );
    }
}
