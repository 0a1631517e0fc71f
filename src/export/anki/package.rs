//! The `.apkg`: a zip of the collection and the pictures.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde_json::{Map, Value};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::collection::collection;
use crate::export::file::{Mark, check, replace};
use crate::export::{CardSet, ExportError};
use crate::output::Content;

/// The comment of the zip, by which a later export knows that it may replace the file.
const COMMENT: &str = "cards by inkstone";

/// Refuses a path where there is something that no export of cards wrote. Looks only.
pub fn check_package(path: &Path) -> Result<(), ExportError> {
    check(path, Mark::End(COMMENT.as_bytes()))
}

/// Writes the cards as a package for Anki to `path`, over an earlier one only. The same set gives the same bytes.
pub fn write_package(set: &CardSet, path: &Path) -> Result<(), ExportError> {
    check_package(path)?;
    let collection = collection(set)?;
    replace(path, |file| pack(set, &collection, file, path))
}

/// The error that `picture` cannot be read for the file at `path`.
pub(super) fn unreadable(picture: &Content, path: &Path, error: io::Error) -> ExportError {
    match picture {
        Content::File(file) => ExportError::Io(file.clone(), error),
        Content::Bytes(_) => ExportError::Io(path.to_owned(), error),
    }
}

fn pack(set: &CardSet, collection: &[u8], file: &mut File, path: &Path) -> Result<(), ExportError> {
    let failed = |error: io::Error| ExportError::Io(path.to_owned(), error);
    let refused = |error: zip::result::ZipError| failed(error.into());
    let mut zip = ZipWriter::new(BufWriter::new(file));
    zip.set_comment(COMMENT).map_err(refused)?;
    // Without the feature `time` every entry has the first day that a zip can name.
    let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    zip.start_file("collection.anki2", deflated)
        .map_err(refused)?;
    zip.write_all(collection).map_err(failed)?;
    for (number, source) in set.pictures.values().enumerate() {
        let picture = source
            .bytes()
            .map_err(|error| unreadable(source, path, error))?;
        zip.start_file(number.to_string(), stored)
            .map_err(refused)?;
        zip.write_all(&picture).map_err(failed)?;
    }
    let media: Map<String, Value> = set
        .pictures
        .keys()
        .enumerate()
        .map(|(number, name)| (number.to_string(), name.as_str().into()))
        .collect();
    zip.start_file("media", deflated).map_err(refused)?;
    zip.write_all(Value::Object(media).to_string().as_bytes())
        .map_err(failed)?;
    zip.finish().map_err(refused)?.flush().map_err(failed)
}
