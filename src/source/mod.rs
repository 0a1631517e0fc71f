//! Stage 1: which files there are, and the text of the notes.
//!
//! 1. [`list`] walks the notes folder in sorted order and tells notes, order files, HTML files and other files apart;
//! 2. [`read`] reads and decodes one of the notes, and can run for many at once;
//! 3. [`gather`] gives each note its id and turns what went wrong into findings.
//!
//! Spans count bytes of the decoded text: after a byte order mark has been taken off, UTF-16 turned into UTF-8, and
//! NUL and invalid bytes turned into U+FFFD. Lines and columns are those of the file as editors show it.

mod decode;
mod file;
mod ignore;
mod image;
mod list;
mod svg;
mod theme;

use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::{Checked, Code, Diagnostic, SourceId, Sources, Span};

pub use decode::{Contents, MAX_NOTE_BYTES, Unreadable, read};
pub use file::{bytes, digest, modified};
pub use image::image_size;
pub use list::{ListOptions, Listed, Listing, is_in_notes, list};
pub use svg::{Replacement, may_be_svg, replacement, svg_is_still};
pub use theme::theme_files;

/// Everything in the notes folder that may become part of the site.
#[derive(Clone, Debug, Default)]
pub struct SourceTree {
    /// The notes, sorted by path.
    pub notes: Vec<SourceNote>,
    /// `_sidebar.md` and `SUMMARY.md`, which give the order of the tree and become no pages.
    pub order: Vec<SourceNote>,
    /// `topics.yaml` at the top of the notes folder.
    pub topics: Option<SourceNote>,
    /// Other files, sorted by path. Only those that notes refer to are copied.
    pub assets: Vec<SourceAsset>,
    /// Paths of files that are never copied although a note may refer to them: HTML files unless `copy_html` is set,
    /// keys and the like. Sorted.
    pub withheld: Vec<String>,
}

/// A note as it is on disk.
#[derive(Clone, Debug)]
pub struct SourceNote {
    /// The file, for spans.
    pub id: SourceId,
    /// Path below the notes folder, with `/`, as the file system spells it. Compare it in NFC.
    pub path: String,
    /// The decoded text, or why there is none: then the page shows a notice, and a finding says more.
    pub text: Result<Arc<str>, Unreadable>,
}

/// A file that is not a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceAsset {
    /// Path below the notes folder, with `/`.
    pub path: String,
    /// Where to read it.
    pub file: PathBuf,
    /// Size in bytes.
    pub size: u64,
}

/// Puts the list and the texts together. `contents` holds one entry for each of `listing.notes`, then one for each of
/// `listing.order`, then one for `listing.topics`; `from_root` turns a path below the notes folder into one from ROOT, for diagnostics.
///
/// # Panics
/// If `contents` has another length.
pub fn gather(
    listing: Listing,
    contents: Vec<Contents>,
    sources: &mut Sources,
    from_root: impl Fn(&str) -> String,
) -> Checked<SourceTree> {
    let count = listing.notes.len();
    let order_end = count + listing.order.len();
    assert_eq!(
        contents.len(),
        order_end + usize::from(listing.topics.is_some())
    );
    let mut diagnostics = Vec::new();
    let mut tree = SourceTree {
        assets: listing.assets,
        withheld: listing.withheld,
        ..SourceTree::default()
    };
    let files = listing.notes.into_iter().chain(listing.order);
    let files = files.chain(listing.topics);
    for (index, (file, contents)) in files.zip(contents).enumerate() {
        let text = contents.text.clone().unwrap_or_else(|_| Arc::from(""));
        let id = sources.add(from_root(&file.path), text);
        let is_topics = index >= order_end;
        diagnostics.extend(contents.diagnostic(id, is_topics));
        let note = SourceNote {
            id,
            path: file.path,
            text: contents.text,
        };
        if index < count {
            tree.notes.push(note);
        } else if index < order_end {
            tree.order.push(note);
        } else {
            tree.topics = Some(note);
        }
    }
    for fault in listing.faults {
        let id = sources.add(from_root(&fault.path), Arc::from(""));
        let args = fault.reason.as_slice();
        diagnostics.push(Diagnostic {
            args: args.to_vec(),
            ..Diagnostic::new(fault.code, Span::file(id), [])
        });
    }
    Checked {
        value: tree,
        diagnostics,
    }
}

impl Contents {
    /// What is to be said about the note `id`, or about `topics.yaml`.
    fn diagnostic(&self, id: SourceId, is_topics: bool) -> Option<Diagnostic> {
        let whole = Span::file(id);
        let limit = (MAX_NOTE_BYTES >> 20).to_string();
        match &self.text {
            Err(why @ (Unreadable::Encoding(_) | Unreadable::TooLarge)) if is_topics => {
                let seems = match why {
                    Unreadable::Encoding(Some(seems)) => seems,
                    _ => "",
                };
                let args = [limit.as_str(), seems];
                Some(Diagnostic::new(Code::UndecodableTopics, whole, args))
            }
            Ok(_) => self.invalid.map(|(count, first)| {
                let place = Span::new(id, first, first + '\u{fffd}'.len_utf8());
                Diagnostic::new(Code::InvalidUtf8, place, [&count.to_string()])
            }),
            Err(Unreadable::Encoding(seems)) => Some(Diagnostic::new(
                Code::UndecodableNote,
                whole,
                [seems.unwrap_or("")],
            )),
            Err(Unreadable::TooLarge) => {
                Some(Diagnostic::new(Code::OversizedNote, whole, [&limit]))
            }
            Err(Unreadable::Io(error)) => {
                Some(Diagnostic::new(Code::UnreadableFile, whole, [error]))
            }
        }
    }
}
