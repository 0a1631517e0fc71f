//! Stage 7: the only code that writes into the output folder.
//!
//! 1. [`Writer::open`] refuses folders that are not ours to write into, and reads the list of what an earlier build
//!    wrote. Nothing is written yet;
//! 2. [`Writer::write`] and [`Writer::copy`], from any thread, write what differs, all of it into a folder of its own inside the
//!    output folder. Until the end the site of the last build stays as it is;
//! 3. [`Writer::finish`] renames each file to its place, so that a reader finds the old file or the new one, never half of one;
//!    then it removes what only the earlier build wrote and replaces the list, last of all.
//!
//! While a site is served, [`Writer::show`] puts the page of an edited note in place before the rest, as a build would that is
//! broken off after it: a page of the old site is then new even if the build that follows fails.
//!
//! A writer that is dropped before `finish` leaves nothing behind. One that is killed leaves the folder with what it had
//! written, which the next build removes; and if it was in the middle of 3, a journal of what takes which place. The next
//! build trusts no hash of a file that the journal names.
//!
//! Another [`Sink`] is [`Memory`], which holds the files of a site for those that pack it.
//!
//! [`clean`] removes what list and journal name. Nothing else is ever removed or overwritten.

mod clean;
mod folder;
mod manifest;
mod memory;
mod writer;

use std::fmt;
use std::io;
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Span};

pub use clean::{Cleaned, clean};
pub use memory::{Content, Memory};
pub use writer::{Finished, Summary, Writer, Written, WrittenFile};

/// A file of the site, ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Path below the output folder, with `/`.
    pub path: String,
    /// What stands in it.
    pub bytes: Vec<u8>,
}

/// Where the files of a site go. Shared between threads by reference.
pub trait Sink: Sync {
    /// Makes the file at `path`, below the top of the site, hold `bytes`.
    fn write(&self, path: &str, bytes: &[u8]) -> Result<Written, OutputError>;

    /// Makes the file at `path`, below the top of the site, a copy of `from`.
    fn copy(&self, path: &str, from: &Path) -> Result<Written, OutputError>;

    /// Takes files of the last build over as they are. Returns whether all of them are still there as they were written; if
    /// not, none is taken.
    fn keep(&self, files: &[WrittenFile]) -> bool;

    /// All files of this build so far, by path.
    fn files(&self) -> Vec<WrittenFile>;
}

/// Why nothing, or no more, is written.
#[derive(Debug)]
pub enum OutputError {
    /// The folder holds files that no build wrote.
    NotEmpty(String),
    /// The folder is the notes folder or holds it.
    HoldsNotes(String),
    /// The folder is the root of the file system or a home folder.
    Reserved(String),
    /// There is something else than a folder, or it cannot be reached.
    NotAFolder(String, String),
    /// The way leads through a symbolic link.
    Symlink(String),
    /// The file in this place was not written by a build.
    Foreign(String),
    /// The file system refuses.
    Io(String, io::Error),
}

impl OutputError {
    /// The finding that says so, at `span`.
    pub fn diagnostic(&self, span: Span) -> Diagnostic {
        match self {
            Self::NotEmpty(path) => {
                Diagnostic::new(Code::OutputNotEmpty, span, [path, crate::MANIFEST_NAME])
            }
            Self::HoldsNotes(path) => Diagnostic::new(Code::OutputHoldsNotes, span, [path]),
            Self::Reserved(path) => Diagnostic::new(Code::OutputReserved, span, [path]),
            Self::NotAFolder(path, why) => {
                Diagnostic::new(Code::OutputNotAFolder, span, [path, why])
            }
            Self::Symlink(path) => Diagnostic::new(Code::OutputSymlink, span, [path]),
            Self::Foreign(path) => Diagnostic::new(Code::OutputForeignFile, span, [path]),
            Self::Io(path, error) => {
                Diagnostic::new(Code::OutputFailed, span, [path, &error.to_string()])
            }
        }
    }
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let finding = self.diagnostic(Span::file(crate::diagnostic::Sources::CONFIG));
        f.write_str(&finding.message(crate::text::Lang::En))
    }
}

impl std::error::Error for OutputError {}
