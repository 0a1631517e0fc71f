//! The declarations a page needs of its own: formula lengths, image widths, column alignment.
//!
//! The policy of every page forbids style attributes, so each declaration becomes a class, and the classes that a page
//! uses stand in one `<style>` whose hash the policy names.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// The declarations used by a piece of HTML, each as `property:value`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
        let declaration = format!("{property}:{value}");
        let class = class_name(&declaration);
        self.0.insert(declaration);
        class
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
            let _ = write!(css, ".{}{{{declaration}}}", class_name(declaration));
            css
        })
    }
}

/// A class name for a declaration; different declarations have different names.
///
/// Letters and digits stay, so that names compress well; `:` becomes `_`, `.` becomes `-` and any other byte `_` with its
/// code in hexadecimal.
fn class_name(declaration: &str) -> String {
    let mut name = String::from("s-");
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
    name
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
