//! A site that is written into no folder, for those that pack it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::{OutputError, Sink, Summary, Written, WrittenFile, folder};
use crate::text::hex;

/// What stands in a file of a site that is written nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// What stands in this file, which is a picture or another file of the notes and may be large.
    File(PathBuf),
}

impl Content {
    /// The bytes, read if they must be.
    pub fn bytes(&self) -> io::Result<std::borrow::Cow<'_, [u8]>> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.into()),
            Self::File(path) => fs::read(path).map(Into::into),
        }
    }
}

/// Holds the files of one site. Shared between threads by reference.
#[derive(Debug, Default)]
pub struct Memory {
    files: Mutex<BTreeMap<String, (Content, WrittenFile)>>,
}

impl Memory {
    /// The files by path, and their figures.
    pub fn into_files(self) -> (BTreeMap<String, Content>, Summary) {
        let files = self.files.into_inner();
        let files = files.unwrap_or_else(PoisonError::into_inner);
        let summary = Summary {
            written: files.len(),
            bytes: files.values().map(|(_, file)| file.size).sum(),
            ..Summary::default()
        };
        let contents = files
            .into_iter()
            .map(|(path, (content, _))| (path, content));
        (contents.collect(), summary)
    }

    fn hold(&self, path: &str, bytes: &[u8], content: Content) -> Result<Written, OutputError> {
        let failed = |kind: io::ErrorKind| OutputError::Io(path.to_owned(), kind.into());
        if folder::names(path).is_none() {
            return Err(failed(io::ErrorKind::InvalidInput));
        }
        let file = WrittenFile {
            path: path.to_owned(),
            size: bytes.len() as u64,
            sha256: hex(&Sha256::digest(bytes)),
        };
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        match files.entry(path.to_owned()) {
            Entry::Occupied(_) => Err(failed(io::ErrorKind::AlreadyExists)),
            Entry::Vacant(place) => {
                place.insert((content, file));
                Ok(Written::New)
            }
        }
    }
}

impl Sink for Memory {
    fn write(&self, path: &str, bytes: &[u8]) -> Result<Written, OutputError> {
        self.hold(path, bytes, Content::Bytes(bytes.to_vec()))
    }

    fn copy(&self, path: &str, from: &Path) -> Result<Written, OutputError> {
        let bytes = fs::read(from).map_err(|error| OutputError::Io(path.to_owned(), error))?;
        self.hold(path, &bytes, Content::File(from.to_owned()))
    }

    fn keep(&self, _: &[WrittenFile]) -> bool {
        false
    }

    fn files(&self) -> Vec<WrittenFile> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.values().map(|(_, file)| file.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_each_file_once_and_none_outside() {
        let memory = Memory::default();
        memory.write("b.html", b"two").unwrap();
        memory.write("a/a.html", b"one").unwrap();
        assert!(memory.write("b.html", b"three").is_err());
        assert!(memory.write("../c.html", b"out").is_err());
        let listed = memory.files();
        assert_eq!(listed[0].path, "a/a.html");
        // printf one | sha256sum
        assert!(listed[0].sha256.starts_with("7692c3ad3540bb80"));
        let (files, summary) = memory.into_files();
        assert_eq!((summary.written, summary.bytes), (2, 6));
        assert_eq!(*files["b.html"].bytes().unwrap(), *b"two");
    }
}
