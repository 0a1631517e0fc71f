//! The record of what was fetched: a JSON file, sorted by address, in which no time and no order of arrival shows.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{FOLDER, Failure, Kind, RECORD_NAME};
use crate::text::hex;

/// How many digits of its hash name a file.
const NAME_DIGITS: usize = 32;
const VERSION: u32 = 1;

/// What is known of the addresses that were asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// By address, as [`super::request_address`] writes it.
    pub entries: BTreeMap<String, Entry>,
}

/// What became of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// There was a copy when this was written.
    Kept(Copy),
    /// There was none.
    Failed(Failure),
}

/// A copy of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// The SHA-256 of its bytes: 64 small hexadecimal digits.
    sha256: String,
    /// Its size.
    pub bytes: u64,
    /// Its kind.
    pub kind: Kind,
}

impl Copy {
    pub(super) fn new(bytes: &[u8], kind: Kind) -> Self {
        Self {
            sha256: hex(&Sha256::digest(bytes)),
            bytes: bytes.len() as u64,
            kind,
        }
    }

    /// The name of its file in [`FOLDER`]. It is never read from the record, which could name any other.
    pub fn name(&self) -> String {
        format!("{}.{}", &self.sha256[..NAME_DIGITS], self.kind.extension())
    }

    /// Where it is, below ROOT.
    pub fn file(&self, root: &Path) -> PathBuf {
        root.join(FOLDER).join(self.name())
    }

    /// Whether the copy is there and as it was. A symbolic link is none.
    pub fn is_whole(&self, root: &Path) -> bool {
        let file = self.file(root);
        let is_file = fs::symlink_metadata(&file)
            .is_ok_and(|found| found.is_file() && found.len() == self.bytes);
        is_file && digest(&file).is_ok_and(|digest| digest == self.sha256)
    }

    fn from_file(entry: &KeptOnDisk) -> Option<Self> {
        let is_hash = entry.sha256.len() == 64
            && entry
                .sha256
                .bytes()
                .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        let copy = Self {
            sha256: entry.sha256.clone(),
            bytes: entry.bytes,
            kind: Kind::from_extension(&entry.kind)?,
        };
        (is_hash && copy.name() == entry.file).then_some(copy)
    }
}

fn digest(file: &Path) -> io::Result<String> {
    let mut hash = Sha256::new();
    io::copy(&mut File::open(file)?, &mut hash)?;
    Ok(hex(&hash.finalize()))
}

/// Whether a name could be that of a copy.
pub(super) fn is_name_of_copy(name: &str) -> bool {
    let Some((hash, extension)) = name.split_once('.') else {
        return false;
    };
    hash.len() == NAME_DIGITS
        && hash
            .bytes()
            .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
        && Kind::from_extension(extension).is_some()
}

#[derive(Serialize, Deserialize)]
struct OnDisk {
    version: u32,
    images: BTreeMap<String, EntryOnDisk>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum EntryOnDisk {
    Kept(KeptOnDisk),
    Failed { failed: String },
}

#[derive(Serialize, Deserialize)]
struct KeptOnDisk {
    file: String,
    sha256: String,
    bytes: u64,
    #[serde(rename = "type")]
    kind: String,
}

impl Record {
    /// Reads the record below ROOT; an empty one if there is none. Entries that no run can have written are left out. Fails
    /// with words if there is a file that is no record, or one of a later version.
    pub fn read(root: &Path) -> Result<Self, String> {
        let file = root.join(FOLDER).join(RECORD_NAME);
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                return Ok(Self::default());
            }
            Err(error) => return Err(error.to_string()),
        };
        let found: OnDisk = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        if found.version != VERSION {
            return Err(format!("version {}", found.version));
        }
        let entries = found.images.into_iter().filter_map(|(address, entry)| {
            let entry = match entry {
                EntryOnDisk::Kept(kept) => Entry::Kept(Copy::from_file(&kept)?),
                EntryOnDisk::Failed { failed } => Entry::Failed(Failure::from_record(&failed)?),
            };
            Some((address, entry))
        });
        Ok(Self {
            entries: entries.collect(),
        })
    }

    pub(super) fn to_json(&self) -> String {
        let entry = |entry: &Entry| match entry {
            Entry::Kept(copy) => EntryOnDisk::Kept(KeptOnDisk {
                file: copy.name(),
                sha256: copy.sha256.clone(),
                bytes: copy.bytes,
                kind: copy.kind.extension().to_owned(),
            }),
            Entry::Failed(failure) => EntryOnDisk::Failed {
                failed: failure.to_record(),
            },
        };
        let on_disk = OnDisk {
            version: VERSION,
            images: self
                .entries
                .iter()
                .map(|(address, it)| (address.clone(), entry(it)))
                .collect(),
        };
        serde_json::to_string_pretty(&on_disk).unwrap_or_default() + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(images: &str) -> Result<Record, String> {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join(FOLDER);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(RECORD_NAME), images).unwrap();
        Record::read(root.path())
    }

    #[test]
    fn what_is_written_is_read() {
        let mut record = Record::default();
        let copy = Copy::new(b"abc", Kind::Webp);
        assert_eq!(copy.name(), "ba7816bf8f01cfea414140de5dae2223.webp");
        assert!(is_name_of_copy(&copy.name()));
        record
            .entries
            .insert("https://b.example/".into(), Entry::Kept(copy));
        let failed = Entry::Failed(Failure::Status(404));
        record.entries.insert("https://a.example/".into(), failed);
        assert_eq!(read(&record.to_json()), Ok(record));
    }

    #[test]
    fn a_record_can_name_no_other_file() {
        let hash = hex(&Sha256::digest(b"abc"));
        let entry = |file: &str, sha256: &str, kind: &str| {
            format!(
                r#"{{"version":1,"images":{{"https://a.example/":{{"file":"{file}","sha256":"{sha256}","bytes":3,"type":"{kind}"}}}}}}"#
            )
        };
        let good = entry(&format!("{}.png", &hash[..32]), &hash, "png");
        assert_eq!(read(&good).unwrap().entries.len(), 1);
        for text in [
            entry("../../notes.png", &hash, "png"),
            entry(&format!("{}.png", &hash[..32]), "é", "png"),
            entry("../x", "../x", "png"),
            entry(&format!("{}.html", &hash[..32]), &hash, "html"),
        ] {
            assert_eq!(read(&text).unwrap().entries.len(), 0, "{text}");
        }
    }

    #[test]
    fn what_is_no_record_is_said() {
        assert!(read("{").is_err());
        assert!(read(r#"{"version":2,"images":{}}"#).is_err());
    }

    #[test]
    fn a_damaged_copy_is_none() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join(FOLDER)).unwrap();
        let copy = Copy::new(b"abc", Kind::Png);
        assert!(!copy.is_whole(root.path()));
        for (bytes, is_whole) in [("abc", true), ("abd", false), ("ab", false)] {
            fs::write(copy.file(root.path()), bytes).unwrap();
            assert_eq!(copy.is_whole(root.path()), is_whole, "{bytes}");
        }
    }
}
