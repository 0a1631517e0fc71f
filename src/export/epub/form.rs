//! What things are called in the book.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::picture::PictureFile;
use crate::book::{Form, Target, topic_anchor};
use crate::url;

/// The names of an EPUB. One is for one chapter: it remembers which pictures were asked for.
pub struct EpubForm<'a> {
    /// The pictures that the book may hold, by path below the notes folder.
    pub pictures: &'a BTreeMap<String, PictureFile>,
    used: RefCell<BTreeSet<String>>,
}

impl<'a> EpubForm<'a> {
    /// The names of a book that may hold these pictures.
    pub fn new(pictures: &'a BTreeMap<String, PictureFile>) -> Self {
        Self {
            pictures,
            used: RefCell::default(),
        }
    }

    /// The paths of the pictures that were asked for and that the book can hold.
    pub fn into_used(self) -> BTreeSet<String> {
        self.used.into_inner()
    }
}

impl Form for EpubForm<'_> {
    fn id(&self, _: usize, anchor: &str) -> String {
        xml_name(anchor)
    }

    fn address(&self, to: &Target<'_>) -> Option<String> {
        match to {
            Target::Chapter(chapter, None) => Some(chapter_file(*chapter)),
            Target::Chapter(chapter, Some(anchor)) => {
                let id = url::encode_ascii(&xml_name(anchor));
                Some(format!("{}#{id}", chapter_file(*chapter)))
            }
            Target::Contents => Some("nav.xhtml".to_owned()),
            Target::Topic(at) => Some(format!("topics.xhtml#{}", topic_anchor(*at))),
            Target::Elsewhere(address) => Some(address.clone()),
            Target::File(_) | Target::Nowhere => None,
        }
    }

    fn picture(&self, path: &str) -> Option<String> {
        let picture = self.pictures.get(path)?;
        self.used.borrow_mut().insert(path.to_owned());
        Some(picture.name.clone())
    }

    fn is_epub(&self) -> bool {
        true
    }
}

/// The file of a chapter.
pub(super) fn chapter_file(chapter: usize) -> String {
    format!("chapter-{:04}.xhtml", chapter + 1)
}

/// An id as XML 1.0 allows it in all its editions; different ids stay different. What no name can hold becomes its code
/// between two `_`.
fn xml_name(id: &str) -> String {
    let is_han = |c: char| matches!(c, '\u{4e00}'..='\u{9fa5}');
    let mut name = String::with_capacity(id.len());
    for (at, c) in id.chars().enumerate() {
        let is_start = c.is_ascii_alphabetic() || is_han(c);
        if is_start || at > 0 && (c.is_ascii_digit() || c == '-') {
            name.push(c);
        } else {
            let _ = write!(name, "_{:x}_", u32::from(c));
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_names() {
        assert_eq!(xml_name("批归一化-bn"), "批归一化-bn");
        assert_eq!(xml_name("1-为什么？"), "_31_-为什么_ff1f_");
        assert_eq!(xml_name("fn:1"), "fn_3a_1");
        assert_eq!(xml_name("_31_"), "_5f_31_5f_");
    }
}
