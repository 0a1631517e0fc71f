//! The HTML that `render` writes, as tags and text, and the same as XML.
//!
//! This is no reader of HTML in general: `render` writes every tag itself, names in their right case, values in double quotes,
//! nothing left open. The reader for what stands in notes is `parse`.

use std::borrow::Cow;

use crate::render::escape::{escape_attribute, is_allowed};

/// A tag, or the text up to the next one.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text with its references: `a &amp; b`.
    Text(&'a str),
    /// The start of an element.
    Open(Tag<'a>),
    /// The end of one: its name.
    Close(&'a str),
}

/// The start of an element.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    pub(super) name: &'a str,
    /// Names and values; values with their references.
    attributes: Vec<(&'a str, Cow<'a, str>)>,
    /// Whether nothing follows that ends it.
    pub(super) is_empty: bool,
}

/// Elements of HTML that have no end.
const VOID: [&str; 7] = ["br", "col", "hr", "img", "input", "source", "wbr"];

/// The pieces of `html`.
pub(super) fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let (piece, length) = if first == '<' {
            let length = tag_length(rest);
            let inner = rest[1..length].trim_end_matches('>');
            (tag(inner), length)
        } else {
            let length = rest.find('<').unwrap_or(rest.len());
            (Piece::Text(&rest[..length]), length)
        };
        rest = &rest[length..];
        Some(piece)
    })
}

/// The bytes of the tag that `html` begins with.
fn tag_length(html: &str) -> usize {
    let mut quoted = false;
    let end = html.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    });
    end.map_or(html.len(), |at| at + 1)
}

fn tag(inner: &str) -> Piece<'_> {
    if let Some(name) = inner.strip_prefix('/') {
        return Piece::Close(name.trim());
    }
    let (inner, closes) = match inner.strip_suffix('/') {
        Some(inner) => (inner, true),
        None => (inner, false),
    };
    let (name, mut rest) = split_at(inner, |c| c.is_ascii_whitespace());
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let (key, after) = split_at(rest, |c| c == '=' || c.is_ascii_whitespace());
        let Some(value) = after.strip_prefix("=\"") else {
            attributes.push((key, Cow::Borrowed("")));
            rest = after.trim_start_matches('=');
            continue;
        };
        let (value, after) = value.split_once('"').unwrap_or((value, ""));
        attributes.push((key, Cow::Borrowed(value)));
        rest = after;
    }
    Piece::Open(Tag {
        name,
        attributes,
        is_empty: closes || VOID.contains(&name),
    })
}

fn split_at(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(ends).unwrap_or(text.len()))
}

impl<'a> Tag<'a> {
    /// An element with a class and nothing else.
    pub(super) fn new(name: &'a str, class: &'a str) -> Self {
        Self {
            name,
            attributes: vec![("class", Cow::Borrowed(class))],
            is_empty: false,
        }
    }

    /// The value of an attribute with its references resolved.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let found = self.attributes.iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| unescape(value))
    }

    /// Gives an attribute a value, which is plain text.
    pub(super) fn set(&mut self, name: &'a str, value: &str) {
        let value = Cow::Owned(escape_attribute(value).into_owned());
        match self.attributes.iter_mut().find(|(key, _)| *key == name) {
            Some((_, old)) => *old = value,
            None => self.attributes.push((name, value)),
        }
    }

    /// Adds a class.
    pub(super) fn add_class(&mut self, class: &str) {
        let classes = match self.get("class") {
            Some(classes) => format!("{classes} {class}"),
            None => class.to_owned(),
        };
        self.set("class", &classes);
    }

    /// Takes away the attributes that `is_unwanted` names.
    pub(super) fn drop_attributes(&mut self, is_unwanted: impl Fn(&str) -> bool) {
        self.attributes.retain(|(key, _)| !is_unwanted(key));
    }

    /// Whether it has a class.
    pub(super) fn has_class(&self, class: &str) -> bool {
        let classes = self.attributes.iter().find(|(key, _)| *key == "class");
        classes.is_some_and(|(_, value)| value.split_ascii_whitespace().any(|each| each == class))
    }

    /// Writes it as XML, which HTML understands too.
    pub(super) fn write(&self, out: &mut String) {
        out.push('<');
        out.push_str(self.name);
        for (name, value) in &self.attributes {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            push_text(out, value);
            out.push('"');
        }
        out.push_str(if self.is_empty { "/>" } else { ">" });
    }
}

/// Adds text without what XML cannot hold, not even as a reference: control characters and what is no character.
pub(super) fn push_text(out: &mut String, text: &str) {
    if text.chars().all(is_allowed) {
        out.push_str(text);
    } else {
        out.extend(text.chars().filter(|c| is_allowed(*c)));
    }
}

fn unescape(value: &str) -> String {
    // The reference for `&` last: what it yields is no reference any more.
    value
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn as_xml(html: &str) -> String {
        let mut out = String::new();
        for piece in pieces(html) {
            match piece {
                Piece::Text(text) => push_text(&mut out, text),
                Piece::Open(tag) => tag.write(&mut out),
                Piece::Close(name) => out.extend(["</", name, ">"]),
            }
        }
        out
    }

    #[test]
    fn html_becomes_xml() {
        assert_eq!(
            as_xml(
                "<p class=\"a\">x<br>\n<img src=\"a>b&amp;c\" alt=\"\"> &lt;</p><details open><hr>"
            ),
            "<p class=\"a\">x<br/>\n<img src=\"a>b&amp;c\" alt=\"\"/> &lt;</p><details open=\"\"><hr/>"
        );
        assert_eq!(
            as_xml("<svg viewBox=\"0 0 1 1\"><path d=\"M0\"/></svg>\u{1}\u{c}"),
            "<svg viewBox=\"0 0 1 1\"><path d=\"M0\"/></svg>"
        );
    }

    #[test]
    fn attributes_are_read_and_changed() {
        let Some(Piece::Open(mut tag)) =
            pieces("<a class=\"x anchor\" href=\"a&amp;&quot;b\">").next()
        else {
            panic!("no tag");
        };
        assert!(tag.has_class("anchor") && !tag.has_class("anch"));
        assert_eq!(tag.get("href").unwrap(), "a&\"b");
        tag.set("href", "\"<");
        tag.drop_attributes(|name| name == "class");
        let mut out = String::new();
        tag.write(&mut out);
        assert_eq!(out, "<a href=\"&quot;&lt;\">");
    }
}
