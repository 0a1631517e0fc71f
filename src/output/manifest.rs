//! The list of files that a build has written, and the journal of one that is under way.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::folder;
use crate::MANIFEST_NAME;

/// What an unfinished build was putting in place: a line for each file, with the hash of what it writes and its path.
pub(super) const JOURNAL_NAME: &str = ".inkstone-journal";

/// The folder in which a build writes files before it puts them in place.
pub(super) const STAGING_NAME: &str = ".inkstone-staging";

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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Earlier {
    /// Whether there was a list or a journal, which makes the folder ours.
    pub(super) is_ours: bool,
    /// Whether there was a journal: a build was broken off, be it before it put anything in place.
    pub(super) is_broken_off: bool,
    /// The SHA-256 of a list that could be understood.
    pub(super) list: Option<[u8; 32]>,
    /// Files that are as the list says, if size and existence agree.
    pub(super) known: BTreeMap<String, Entry>,
    /// Files that an unfinished build may have changed, and those that it has written.
    pub(super) unsure: BTreeSet<String>,
    /// Files that an unfinished build was to write and that are not its own, be it that it did not come to them. It may have
    /// made folders for them.
    pub(super) begun: BTreeSet<String>,
}

impl Manifest {
    pub(super) fn new(files: BTreeMap<String, Entry>) -> Self {
        Self { version: 1, files }
    }

    /// The line of the journal for the file at `path`, which may have line ends in its name.
    pub(super) fn journal_line(path: &str, entry: &Entry) -> String {
        format!("{} {}\n", entry.sha256, serde_json::Value::from(path))
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
    /// of the folder are passed over, whoever wrote them. A file that the journal alone names is ours only if it holds
    /// what the journal says: the build may have ended before it wrote it, and someone else may have done so since.
    pub(super) fn read(folder: &Path) -> io::Result<Self> {
        let list = read_regular(&folder.join(MANIFEST_NAME))?;
        let journal = read_regular(&folder.join(JOURNAL_NAME))?;
        let mut earlier = Self {
            is_ours: list.is_some() || journal.is_some(),
            is_broken_off: journal.is_some(),
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
        for line in String::from_utf8_lossy(&journal.unwrap_or_default()).lines() {
            let Some((sha256, path)) = line.split_once(' ') else {
                continue;
            };
            let Ok(path) = serde_json::from_str::<String>(path) else {
                continue;
            };
            let path = path.as_str();
            let Some(names) = folder::names(path) else {
                continue;
            };
            let is_listed = earlier.known.remove(path).is_some() || earlier.unsure.contains(path);
            if is_listed || folder::holds(folder, &names, sha256) {
                earlier.unsure.insert(path.to_owned());
                earlier.begun.remove(path);
            } else {
                earlier.begun.insert(path.to_owned());
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
