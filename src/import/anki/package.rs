//! The collection in a package.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use crate::import::ImportError;

/// The collections that a package may hold, the newest form first: the others then only ask for a newer Anki.
const COLLECTIONS: [&str; 3] = [
    "collection.anki21b",
    "collection.anki21",
    "collection.anki2",
];

/// A larger collection is not read. Its text alone would be that of a thousand books.
const MAX_BYTES: u64 = 1 << 30;

/// The bytes of the collection in the package at `path`, such that they can be opened in memory.
pub(super) fn collection(path: &Path) -> Result<Vec<u8>, ImportError> {
    let file = File::open(path).map_err(ImportError::Unreadable)?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(failed)?;
    let names = COLLECTIONS.into_iter();
    let Some(name) = names
        .into_iter()
        .find(|name| archive.index_for_name(name).is_some())
    else {
        return Err(ImportError::NoCollection);
    };
    let entry = archive.by_name(name).map_err(failed)?;
    let mut bytes = if name == COLLECTIONS[0] {
        let decoder = zstd::Decoder::new(entry).map_err(ImportError::Unreadable)?;
        read(decoder)?
    } else {
        read(entry)?
    };
    if !bytes.starts_with(b"SQLite format 3\0") {
        return Err(ImportError::NoDatabase(name.to_owned()));
    }
    // Bytes 18 and 19 may ask for a log beside the file (https://sqlite.org/fileformat2.html), which memory has not.
    if let Some(versions) = bytes.get_mut(18..20) {
        versions.fill(1);
    }
    Ok(bytes)
}

fn read(from: impl Read) -> Result<Vec<u8>, ImportError> {
    let mut bytes = Vec::new();
    let mut from = from.take(MAX_BYTES + 1);
    from.read_to_end(&mut bytes)
        .map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof | io::ErrorKind::Other => {
                ImportError::NotAnki(error.to_string())
            }
            _ => ImportError::Unreadable(error),
        })?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(ImportError::TooLarge(MAX_BYTES >> 20));
    }
    Ok(bytes)
}

fn failed(error: ZipError) -> ImportError {
    match error {
        ZipError::Io(error) => ImportError::Unreadable(error),
        error => ImportError::NotAnki(error.to_string()),
    }
}
