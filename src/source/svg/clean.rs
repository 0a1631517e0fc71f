//! A drawing without what acts in it, written anew.

use std::collections::BTreeSet;

use roxmltree::Node;

use super::{SVG, XHTML, XML, acts, attribute_is_still, parse_svg, svg_is_still};

const XLINK: &str = "http://www.w3.org/1999/xlink";

/// What stands for a file that cannot be read as SVG. Browsers run what they understand of such a file.
const EMPTY: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n";

/// What is published in place of an SVG file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// Its text.
    pub text: String,
    /// What is not in it any more; `None` if the file is no SVG, and the text shows nothing.
    pub removed: Option<Vec<String>>,
}

/// What is published in place of a file with these bytes; `None` if it can be published as it is.
pub fn replacement(bytes: &[u8]) -> Option<Replacement> {
    if svg_is_still(bytes) == Some(true) {
        return None;
    }
    Some(match cleaned_svg(bytes) {
        Some((text, removed)) => Replacement {
            text,
            removed: Some(removed),
        },
        None => Replacement {
            text: EMPTY.to_owned(),
            removed: None,
        },
    })
}

/// A drawing for which [`svg_is_still`] holds, with all of another one that is, and the names of what is not in it any
/// more, sorted. Elements of other programs, comments and declarations are left out without a word: nothing of them shows.
/// `None` if it is no SVG.
fn cleaned_svg(bytes: &[u8]) -> Option<(String, Vec<String>)> {
    let document = parse_svg(std::str::from_utf8(bytes).ok()?)?;
    let root = document.root_element();
    let mut removed = BTreeSet::new();
    let mut out = String::with_capacity(bytes.len());
    // Drawings nest as deeply as they like, so the way back is kept here and not on the stack of the thread.
    let mut node = root;
    loop {
        let is_open = open(&mut out, &node, node == root, &mut removed);
        if is_open && let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        if is_open && node.is_element() {
            close(&mut out, &node);
        }
        while node != root && node.next_sibling().is_none() {
            node = node.parent()?;
            close(&mut out, &node);
        }
        if node == root {
            break;
        }
        node = node.next_sibling()?;
    }
    (svg_is_still(out.as_bytes()) == Some(true)).then(|| (out, removed.into_iter().collect()))
}

/// Writes a text, or the start of an element. Returns whether what is in it is to be written too.
fn open(out: &mut String, node: &Node, is_root: bool, removed: &mut BTreeSet<String>) -> bool {
    if let (true, Some(text)) = (node.is_text(), node.text()) {
        escape(out, text);
        return false;
    }
    let Some(name) = written_name(node) else {
        return false;
    };
    if acts(node) {
        removed.insert(format!("<{}>", node.tag_name().name()));
        return false;
    }
    out.push('<');
    out.push_str(&name);
    if is_root {
        for (name, uri) in [("xmlns", SVG), ("xmlns:xlink", XLINK), ("xmlns:h", XHTML)] {
            attribute(out, name, uri);
        }
    }
    for attr in node.attributes() {
        let prefix = match attr.namespace() {
            None => "",
            Some(XLINK) => "xlink:",
            Some(XML) => "xml:",
            Some(_) => continue,
        };
        if attribute_is_still(node, &attr) {
            attribute(out, &format!("{prefix}{}", attr.name()), attr.value());
        } else {
            removed.insert(attr.name().to_owned());
        }
    }
    out.push('>');
    true
}

fn close(out: &mut String, node: &Node) {
    if let Some(name) = written_name(node) {
        out.push_str("</");
        out.push_str(&name);
        out.push('>');
    }
}

/// The name of an element with the prefix that its namespace has in what is written; `None` for what is not written.
fn written_name(node: &Node) -> Option<String> {
    match node.tag_name().namespace() {
        Some(SVG) => Some(node.tag_name().name().to_owned()),
        Some(XHTML) => Some(format!("h:{}", node.tag_name().name())),
        _ => None,
    }
}

fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape(out, value);
    out.push('"');
}

fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Parsers make spaces of these where they stand in attributes.
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\r' => out.push_str("&#13;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" xmlns:h=\"http://www.w3.org/1999/xhtml\"";

    fn cleaned(text: &str) -> (String, String) {
        let (out, removed) = cleaned_svg(text.as_bytes()).expect("SVG");
        let inner = out.strip_prefix(HEAD).expect(HEAD).to_owned();
        (inner, removed.join(" "))
    }

    #[test]
    fn what_acts_goes_and_the_rest_stays() {
        let text = "<?xml version=\"1.0\"?><?xml-stylesheet href=\"x\"?><!DOCTYPE svg [<!ENTITY e \"&lt;\">]>\
            <s:svg xmlns:s=\"http://www.w3.org/2000/svg\" xmlns:l=\"http://www.w3.org/1999/xlink\" xmlns:i=\"urn:i\" onload=\"x\" width=\"9\">\
            <i:view><s:g/></i:view><!-- x --><s:script>alert(1)</s:script><s:style>.a{fill:red}</s:style><s:style>@import 'x';</s:style>\
            <s:use l:href=\"#a\"/><s:image l:href=\"https://example.org/x\" width=\"1\"/><s:g><s:text i:x=\"y\">a&amp;b &e;</s:text></s:g></s:svg>";
        let (out, removed) = cleaned(text);
        assert_eq!(
            out,
            " width=\"9\"><style>.a{fill:red}</style><use xlink:href=\"#a\"></use><image width=\"1\"></image><g><text>a&amp;b &lt;</text></g></svg>"
        );
        assert_eq!(removed, "<script> <style> href onload");
    }

    #[test]
    fn depth_is_no_danger() {
        let deep = 100_000;
        let text = format!(
            "<svg xmlns=\"{SVG}\" onload=\"x\">{}{}</svg>",
            "<g>".repeat(deep),
            "</g>".repeat(deep)
        );
        // Whether the parser takes it is its own matter.
        if let Some((out, _)) = cleaned_svg(text.as_bytes()) {
            assert_eq!(out.matches("<g>").count(), deep);
        }
    }

    #[test]
    fn what_is_no_svg_is_not_cleaned() {
        for text in [
            "",
            "<svg/>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\">",
            "<html/>",
        ] {
            assert_eq!(cleaned_svg(text.as_bytes()), None, "{text}");
        }
    }
}
