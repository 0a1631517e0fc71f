//! The walk over the notes folder: sorted, and never where private or generated things are.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::SourceAsset;
use super::ignore::is_ignored;
use super::svg::xml_is_data;
use crate::diagnostic::Code;
use crate::text::{is_hidden, is_secret};

/// What the walk depends on.
#[derive(Clone, Copy, Debug)]
pub struct ListOptions<'a> {
    /// The notes folder.
    pub notes: &'a Path,
    /// The output folder, which is passed over if it is inside.
    pub output: &'a Path,
    /// Patterns of what else is passed over, as in `site.toml`.
    pub ignore: &'a [String],
    /// Whether HTML files are files like others.
    pub copy_html: bool,
}

/// What is in the notes folder, sorted by path.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Files with a Markdown extension.
    pub notes: Vec<Listed>,
    /// `_sidebar.md` and `SUMMARY.md`.
    pub order: Vec<Listed>,
    /// All other files that may be copied.
    pub assets: Vec<SourceAsset>,
    /// `topics.yaml` at the top.
    pub topics: Option<Listed>,
    /// Files that are never copied, by path.
    pub withheld: Vec<String>,
    /// What was passed over with a finding.
    pub(super) faults: Vec<Fault>,
}

/// A file that is to be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// Path below the notes folder, with `/`.
    pub path: String,
    /// Where to read it.
    pub file: PathBuf,
}

#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) path: String,
    pub(super) code: Code,
    pub(super) reason: Option<String>,
}

/// Walks the notes folder. Fails only if the folder itself cannot be read.
///
/// Passed over without a word: the output folder and others that a build has written, everything whose name begins with a dot, `node_modules`, what
/// `ignore` names, and a `site.toml` at the top. A symbolic link is followed if it leads to
/// something in the notes folder that would be listed there too; a folder is entered through links at most once, and
/// never from inside itself.
pub fn list(options: &ListOptions<'_>) -> io::Result<Listing> {
    let notes = options.notes.canonicalize()?;
    std::fs::read_dir(&notes)?;
    let mut walk = Walk {
        output: options.output.canonicalize().ok(),
        entered: BTreeSet::new(),
        notes,
        options,
        listing: Listing::default(),
    };
    let mut entries = WalkDir::new(options.notes)
        .min_depth(1)
        .follow_links(true)
        .sort_by(|a, b| {
            a.file_name()
                .as_encoded_bytes()
                .cmp(b.file_name().as_encoded_bytes())
        })
        .into_iter();
    while let Some(entry) = entries.next() {
        match entry {
            Ok(entry) => {
                let is_folder = entry.file_type().is_dir();
                if !walk.visit(&entry) && is_folder {
                    entries.skip_current_dir();
                }
            }
            Err(error) => walk.fault_of(&error),
        }
    }
    let mut listing = walk.listing;
    listing.notes.sort();
    listing.order.sort();
    listing.assets.sort_by(|a, b| a.path.cmp(&b.path));
    listing.withheld.sort();
    Ok(listing)
}

struct Walk<'a> {
    options: &'a ListOptions<'a>,
    /// The notes folder without symbolic links.
    notes: PathBuf,
    /// The output folder likewise, if there is one.
    output: Option<PathBuf>,
    /// Folders that were entered through a symbolic link.
    entered: BTreeSet<PathBuf>,
    listing: Listing,
}

impl Walk<'_> {
    /// Takes note of an entry. Returns whether a folder is to be entered.
    fn visit(&mut self, entry: &DirEntry) -> bool {
        let Ok(below) = entry.path().strip_prefix(self.options.notes) else {
            return false;
        };
        if is_hidden(entry.file_name().as_encoded_bytes()) {
            return false;
        }
        let Some(path) = slashed(below) else {
            self.fault(
                below.to_string_lossy().into_owned(),
                Code::NonUtf8Name,
                None,
            );
            return false;
        };
        if is_ignored(&path, self.options.ignore) {
            return false;
        }
        if entry.path_is_symlink() && !self.may_follow(entry) {
            self.fault(path, Code::LinkOutside, None);
            return false;
        }
        if entry.file_type().is_dir() {
            return self.enter(entry);
        }
        if !entry.file_type().is_file() {
            self.fault(
                path,
                Code::UnreadableFile,
                Some("not a regular file".to_owned()),
            );
            return false;
        }
        self.take(entry, path);
        false
    }

    /// Whether a symbolic link leads to something in the notes folder that is not passed over there.
    fn may_follow(&self, entry: &DirEntry) -> bool {
        let Ok(real) = entry.path().canonicalize() else {
            return false;
        };
        let Ok(below) = real.strip_prefix(&self.notes) else {
            return false;
        };
        let Some(path) = slashed(below) else {
            return false;
        };
        let in_output = self
            .output
            .as_ref()
            .is_some_and(|output| real.starts_with(output));
        !in_output
            && !path.split('/').any(|name| is_hidden(name.as_bytes()))
            && !is_ignored(&path, self.options.ignore)
            && !is_secret(&path)
    }

    /// Whether to enter a folder.
    fn enter(&mut self, entry: &DirEntry) -> bool {
        // The output folder, and any other that a build has written: an earlier one may have had another name.
        if entry.path().join(crate::MANIFEST_NAME).is_file() {
            return false;
        }
        let Ok(real) = entry.path().canonicalize() else {
            return true;
        };
        if self.output.as_ref() == Some(&real) {
            return false;
        }
        if !entry.path_is_symlink() {
            return true;
        }
        let inside_itself = entry
            .path()
            .parent()
            .and_then(|parent| parent.canonicalize().ok())
            .is_none_or(|parent| parent.starts_with(&real));
        !inside_itself && self.entered.insert(real)
    }

    fn take(&mut self, entry: &DirEntry, path: String) {
        let name = path.rsplit('/').next().unwrap_or(&path);
        let extension = name
            .rsplit_once('.')
            .map_or("", |(_, extension)| extension)
            .to_ascii_lowercase();
        let file = entry.path().to_owned();
        match extension.as_str() {
            "md" | "markdown" if matches!(name, "_sidebar.md" | "SUMMARY.md") => {
                self.listing.order.push(Listed { path, file });
            }
            "md" | "markdown" => self.listing.notes.push(Listed { path, file }),
            _ if !self.options.copy_html && is_page(&extension, &file) => {
                self.listing.withheld.push(path.clone());
                self.fault(path, Code::HtmlNotCopied, None);
            }
            _ if is_secret(&path) => self.listing.withheld.push(path),
            _ if path == "site.toml" => {}
            _ if matches!(path.as_str(), "topics.yaml" | "topics.yml") => {
                self.listing.topics = self.listing.topics.take().or(Some(Listed { path, file }));
            }
            _ => match entry.metadata() {
                Ok(metadata) => {
                    let size = metadata.len();
                    self.listing.assets.push(SourceAsset { path, file, size });
                }
                Err(error) => self.fault_of(&error),
            },
        }
    }

    /// What the file system refuses. A link that leads back to a folder that it is in is no fault, only not followed.
    fn fault_of(&mut self, error: &walkdir::Error) {
        if error.loop_ancestor().is_some() {
            return;
        }
        let path = error.path().unwrap_or(self.options.notes);
        let below = path.strip_prefix(self.options.notes).unwrap_or(path);
        let path = slashed(below).unwrap_or_else(|| below.to_string_lossy().into_owned());
        let hidden = path.split('/').any(|name| is_hidden(name.as_bytes()));
        if hidden || is_ignored(&path, self.options.ignore) {
            return;
        }
        let reason = error
            .io_error()
            .map_or_else(|| error.to_string(), ToString::to_string);
        self.fault(path, Code::UnreadableFile, Some(reason));
    }

    fn fault(&mut self, path: String, code: Code, reason: Option<String>) {
        self.listing.faults.push(Fault { path, code, reason });
    }
}

/// `path` with `/`, or `None` if it is not UTF-8.
fn slashed(path: &Path) -> Option<String> {
    let names: Option<Vec<&str>> = path.iter().map(|name| name.to_str()).collect();
    Some(names?.join("/"))
}

/// Whether a browser would open a file as a page of its own, with the scripts in it.
fn is_page(extension: &str, file: &Path) -> bool {
    match extension {
        "html" | "htm" | "xhtml" | "xht" | "shtml" | "mht" | "mhtml" | "hta" => true,
        // Drawings are looked at by themselves, and what follows them here is no text.
        "svg" | "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "bmp" | "ico" | "pdf"
        | "zip" | "mp3" | "mp4" | "webm" | "txt" | "csv" | "json" => false,
        // There are more names for XML than can be listed.
        _ => {
            begins_like_xml(file) && std::fs::read(file).map_or(true, |bytes| !xml_is_data(&bytes))
        }
    }
}

/// Whether `file` is a regular file that really lies below `notes`: the walk takes no others for notes.
pub fn is_in_notes(notes: &Path, file: &Path) -> bool {
    let is_regular = std::fs::symlink_metadata(file).is_ok_and(|found| found.is_file());
    let places = notes
        .canonicalize()
        .and_then(|notes| Ok((notes, file.canonicalize()?)));
    is_regular && places.is_ok_and(|(notes, file)| file.starts_with(notes))
}

/// Whether the first sign in a file is `<`, by whatever encoding.
fn begins_like_xml(file: &Path) -> bool {
    let mut head = [0_u8; 64];
    let Ok(length) = std::fs::File::open(file).and_then(|mut file| file.read(&mut head)) else {
        return false;
    };
    let marks = [0xef, 0xbb, 0xbf, 0xfe, 0xff, 0];
    let mut signs = head[..length].iter();
    signs.find(|sign| !sign.is_ascii_whitespace() && !marks.contains(*sign)) == Some(&b'<')
}
