//! The declarations a page needs of its own: formula lengths, image widths, column alignment.
//!
//! The policy of every page forbids style attributes, so each declaration becomes a class, and the classes that a page
//! uses stand in one `<style>` whose hash the policy names.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::LazyLock;

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
        rules(self.0.iter().map(String::as_str))
    }

    /// The same for a page that loads the style sheet for formulas, which has [`shared_rules`].
    pub fn css_beside_shared(&self) -> String {
        let all = self.0.iter().map(String::as_str);
        rules(all.filter(|declaration| !is_shared(declaration)))
    }
}

/// The declarations that formulas need again and again, sorted: those that were on one page of fifty of the project's own
/// notes. Which they are makes pages lighter or heavier and nothing else.
const SHARED: &str = include_str!("math/common.txt");

/// The text for the style sheet for formulas that stands for the most frequent declarations, so that pages need not.
pub fn shared_rules() -> String {
    rules(SHARED.lines())
}

/// Formulas alone give lengths in `em`, so what is shared is needed only where the style sheet for formulas is.
fn is_shared(declaration: &str) -> bool {
    static KNOWN: LazyLock<BTreeSet<&str>> = LazyLock::new(|| SHARED.lines().collect());
    KNOWN.contains(declaration)
}

fn rules<'a>(declarations: impl Iterator<Item = &'a str>) -> String {
    declarations.fold(String::new(), |mut css, declaration| {
        css.push('.');
        push_class_name(declaration, &mut css);
        let _ = write!(css, "{{{declaration}}}");
        css
    })
}

/// What stands for the properties that formulas have most.
const SHORT: [(&str, &str); 6] = [
    ("height", "h"),
    ("vertical-align", "v"),
    ("top", "t"),
    ("margin-right", "r"),
    ("margin-left", "l"),
    ("width", "w"),
];

/// Writes the class name for a declaration; different declarations have different names.
///
/// A length in `em` of a property in [`SHORT`] is `s-h0-5` for `height:0.5em` and `s-t_0-5` for `top:-0.5em`: a note has
/// thousands of them. In all others `:` becomes `__`, `.` becomes `-`, and any byte but lower-case letters and digits `_` with its
/// code in hexadecimal.
fn push_class_name(declaration: &str, out: &mut String) {
    out.push_str("s-");
    let short = declaration.split_once(':').and_then(|(property, value)| {
        let (_, code) = SHORT.iter().find(|(name, _)| *name == property)?;
        let number = value.strip_suffix("em")?;
        let digits = number.strip_prefix('-').unwrap_or(number);
        let is_number = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        is_number.then_some((code, number))
    });
    let Some((code, number)) = short else {
        return push_long_name(declaration, out);
    };
    out.push_str(code);
    out.extend(number.chars().map(|c| match c {
        '-' => '_',
        '.' => '-',
        digit => digit,
    }));
}

fn push_long_name(declaration: &str, name: &mut String) {
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
        assert_eq!(styles.class("height", "0.51em"), "s-h0-51");
        assert_eq!(styles.class("top", "-0.5em"), "s-t_0-5");
        assert_eq!(styles.class("height", "0.51em"), "s-h0-51");
        assert_eq!(styles.class("width", "50.2%"), "s-width__50-2_25");
        assert_eq!(
            styles.css(),
            ".s-h0-51{height:0.51em}.s-t_0-5{top:-0.5em}.s-width__50-2_25{width:50.2%}"
        );
    }

    #[test]
    fn names_differ_where_declarations_do() {
        let declarations = [
            "top:1em",
            "top:-1em",
            "top:1.0em",
            "top:1px",
            "top:em",
            "top:-em",
            "top:1-2em",
            "top:1.2em",
            "to:p1em",
        ];
        let names: BTreeSet<String> = declarations
            .iter()
            .map(|declaration| {
                let mut name = String::new();
                push_class_name(declaration, &mut name);
                name
            })
            .collect();
        assert_eq!(names.len(), declarations.len(), "{names:?}");
    }

    #[test]
    fn a_page_with_formulas_leaves_out_what_their_sheet_has() {
        assert!(SHARED.lines().is_sorted());
        assert!(SHARED.lines().all(|it| it.ends_with("em")));
        let mut styles = Styles::default();
        styles.class("height", "1em");
        styles.class("height", "7.7777em");
        assert!(shared_rules().contains(".s-h1{height:1em}"));
        assert_eq!(styles.css_beside_shared(), ".s-h7-7777{height:7.7777em}");
        assert!(styles.css().starts_with(".s-h1{height:1em}"));
    }
}
