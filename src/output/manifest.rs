//! The list of files that a build has written, and the journal of one that is under way.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::folder;
use crate::MANIFEST_NAME;

/// The names, one per line, of files that an unfinished build has written or was about to write.
pub(super) const JOURNAL_NAME: &str = ".inkstone-journal";

/// `.inkstone-manifest.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// The version of this format.
    version: u32,
    /// Size and hash of each file, by path.
    pub(super) files: BTreeMap<String, Entry>,
}

/// A file as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Bytes.
    pub(super) size: u64,
    /// In hexadecimal.
    pub(super) sha256: String,
}

/// What list and journal of a folder say.
#[derive(Clone, Debug, Default)]
pub(super) struct Earlier {
    /// Whether there was a list or a journal, which makes the folder ours.
    pub(super) is_ours: bool,
    /// The SHA-256 of a list that could be understood.
    pub(super) list: Option<[u8; 32]>,
    /// Files that are as the list says, if size and existence agree.
    pub(super) known: BTreeMap<String, Entry>,
    /// Files that an unfinished build may have changed or written.
    pub(super) unsure: BTreeSet<String>,
}

impl Manifest {
    pub(super) fn new(files: BTreeMap<String, Entry>) -> Self {
        Self { version: 1, files }
    }

    /// The bytes of the file: sorted, so that they are a function of the site.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}

impl Earlier {
    /// Reads list and journal of `folder`. A list that cannot be understood makes nothing known; paths that lead out
    /// of the folder are passed over, whoever wrote them.
    pub(super) fn read(folder: &Path) -> io::Result<Self> {
        let list = read_regular(&folder.join(MANIFEST_NAME))?;
        let journal = read_regular(&folder.join(JOURNAL_NAME))?;
        let mut earlier = Self {
            is_ours: list.is_some() || journal.is_some(),
            ..Self::default()
        };
        if let Some(list) = list
            && let Ok(manifest) = serde_json::from_slice::<Manifest>(&list)
            && manifest.version == 1
        {
            earlier.list = Some(Sha256::digest(&list).into());
            earlier.known = manifest.files;
            earlier
                .known
                .retain(|path, _| folder::names(path).is_some());
        }
        for path in String::from_utf8_lossy(&journal.unwrap_or_default()).lines() {
            if folder::names(path).is_some() {
                earlier.known.remove(path);
                earlier.unsure.insert(path.to_owned());
            }
        }
        Ok(earlier)
    }

    /// Whether an earlier build wrote `path`.
    pub(super) fn wrote(&self, path: &str) -> bool {
        self.known.contains_key(path) || self.unsure.contains(path)
    }

    /// All files that earlier builds wrote.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.known.keys().chain(&self.unsure).map(String::as_str)
    }
}

/// The bytes of a regular file, `None` if there is none.
fn read_regular(file: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::symlink_metadata(file) {
        Ok(metadata) if metadata.is_file() => fs::read(file).map(Some),
        Ok(_) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
