//! One long page to print.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};

use super::file::{Mark, check, replace};
use super::{ExportError, Unreadable};
use crate::book::{Form, Plan, Target, topic_anchor};
use crate::url;

/// How the page begins, by which a later export knows that it may replace the file. It is what `templates/print.html` begins with,
/// whatever a site has made of the rest.
const START: &str = "<!doctype html>\n<!-- to print, by inkstone -->\n";

/// Refuses a path where there is something that no such export wrote. Looks only.
pub fn check_page(path: &Path) -> Result<(), ExportError> {
    check(path, Mark::Start(START.as_bytes()))
}

/// Writes the page, from `<html>` on, to `path`, over an earlier one only.
pub fn write_page(html: &str, path: &Path) -> Result<(), ExportError> {
    check_page(path)?;
    replace(path, |file| {
        let written = file
            .write_all(START.as_bytes())
            .and_then(|()| file.write_all(html.as_bytes()));
        written.map_err(|error| ExportError::Io(path.to_owned(), error))
    })
}

/// The names of what is on the page. One is for one chapter.
pub struct PrintForm<'a> {
    plan: &'a Plan<'a>,
    /// The files of pictures, by path below the notes folder.
    pictures: &'a BTreeMap<&'a str, PathBuf>,
    unreadable: RefCell<Option<Unreadable>>,
}

impl<'a> PrintForm<'a> {
    /// The names on the page of a book with these pictures.
    pub fn new(plan: &'a Plan<'a>, pictures: &'a BTreeMap<&'a str, PathBuf>) -> Self {
        Self {
            plan,
            pictures,
            unreadable: RefCell::default(),
        }
    }

    /// The first picture that was asked for and cannot be read.
    pub fn into_unreadable(self) -> Option<Unreadable> {
        self.unreadable.into_inner()
    }
}

/// The id of a chapter.
pub fn chapter_id(chapter: usize) -> String {
    format!("c{}", chapter + 1)
}

impl Form for PrintForm<'_> {
    fn id(&self, chapter: usize, anchor: &str) -> String {
        // A PDF names the places that its links lead to by these ids, in at most 127 bytes, of which Han take nine each.
        format!("{}-{}", chapter_id(chapter), short(anchor))
    }

    fn address(&self, to: &Target<'_>) -> Option<String> {
        let id = match to {
            Target::Chapter(chapter, None) => chapter_id(*chapter),
            Target::Chapter(chapter, Some(anchor)) => self.id(*chapter, anchor),
            // One note alone has no list of itself.
            Target::Contents if self.plan.chapters.len() < 2 => return None,
            Target::Contents => "contents".to_owned(),
            Target::Topic(at) => topic_anchor(*at),
            Target::Elsewhere(address) => return Some(address.clone()),
            Target::File(_) | Target::Nowhere => return None,
        };
        Some(format!("#{}", url::encode(&id)))
    }

    /// The picture itself: the page is one file, which prints wherever it lies.
    fn picture(&self, path: &str) -> Option<String> {
        let file = self.pictures.get(path)?;
        match data_uri(file) {
            Ok(address) => Some(address),
            Err(error) => {
                let path = path.to_owned();
                *self.unreadable.borrow_mut() = Some(Unreadable { path, error });
                None
            }
        }
    }

    fn depth(&self, chapter: usize) -> usize {
        self.plan.chapters[chapter].depth
    }

    fn is_epub(&self) -> bool {
        false
    }
}

/// The first 12 hexadecimal digits of a hash.
fn short(anchor: &str) -> String {
    let mut hash = format!("{:x}", Sha256::digest(anchor));
    hash.truncate(12);
    hash
}

/// The content of a picture as an address. Browsers look at the bytes of all kinds but SVG themselves.
fn data_uri(file: &Path) -> io::Result<String> {
    let extension = file.extension().and_then(|it| it.to_str());
    let extension = extension.unwrap_or_default().to_ascii_lowercase();
    let kind = match extension.as_str() {
        "svg" => "svg+xml",
        "jpg" => "jpeg",
        "ico" => "x-icon",
        "png" | "jpeg" | "gif" | "webp" | "avif" | "bmp" => &extension,
        _ => "png",
    };
    let content = STANDARD.encode(fs::read(file)?);
    Ok(format!("data:image/{kind};base64,{content}"))
}
