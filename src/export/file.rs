//! The file that an export is written to. It is whole or not there, and replaces only what an earlier export wrote.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Why nothing was exported.
#[derive(Debug)]
pub enum ExportError {
    /// There is a file at the path that no export wrote.
    NotOurs(PathBuf),
    /// A file cannot be read or written.
    Io(PathBuf, io::Error),
    /// The collection cannot be made.
    Collection(String),
}

/// After so many names that are taken something else is wrong.
const MOST_PARTS: usize = 100;

/// How a file shows that an export wrote it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mark {
    /// It begins so.
    Start(&'static [u8]),
    /// It ends so.
    End(&'static [u8]),
}

/// Refuses a path where there is something else than what an export with this mark wrote. Looks only.
pub(super) fn check(path: &Path, mark: Mark) -> Result<(), ExportError> {
    let failed = |error| ExportError::Io(path.to_owned(), error);
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(failed(error)),
        Ok(found) if !found.is_file() => Err(ExportError::NotOurs(path.to_owned())),
        Ok(found) if has_mark(path, found.len(), mark).map_err(failed)? => Ok(()),
        Ok(_) => Err(ExportError::NotOurs(path.to_owned())),
    }
}

fn has_mark(path: &Path, size: u64, mark: Mark) -> io::Result<bool> {
    let (Mark::Start(bytes) | Mark::End(bytes)) = mark;
    let Some(before) = size.checked_sub(bytes.len() as u64) else {
        return Ok(false);
    };
    let mut file = File::open(path)?;
    if matches!(mark, Mark::End(_)) {
        file.seek(SeekFrom::Start(before))?;
    }
    let mut found = vec![0; bytes.len()];
    file.read_exact(&mut found)?;
    Ok(found == bytes)
}

/// Makes the file at `path` hold what `write` writes, or leaves it as it was.
pub(super) fn replace(
    path: &Path,
    write: impl FnOnce(&mut File) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let failed = |error| ExportError::Io(path.to_owned(), error);
    let (temporary, mut file) = create_beside(path).map_err(failed)?;
    let result = write(&mut file).and_then(|()| fs::rename(&temporary, path).map_err(failed));
    if result.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    result
}

/// A new file beside `path`, to be written before it takes that name.
fn create_beside(path: &Path) -> io::Result<(PathBuf, File)> {
    for number in 1..=MOST_PARTS {
        let mut name = OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(format!(".inkstone-part-{number}"));
        let temporary = path.with_file_name(name);
        match File::create_new(&temporary) {
            Ok(file) => return Ok((temporary, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}
