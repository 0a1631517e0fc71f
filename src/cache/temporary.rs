//! Files that are not whole yet.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Held for a moment by a run that begins a file or looks for those of dead ones.
const LOCK: &str = "lock";
const EXTENSION: &str = "tmp";
/// How many runs may write at once.
const MOST: usize = 256;

/// A file that takes its place only when it is whole; until then it is locked, by which others know that someone writes it.
/// One that is dropped before is removed, and one whose run was killed by the next that begins another.
#[derive(Debug)]
pub(super) struct Temporary {
    pub(super) file: File,
    path: PathBuf,
}

impl Temporary {
    /// Begins a file in `folder`, which is made if need be.
    pub(super) fn create(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join(LOCK))?;
        // Between the moments at which a file is made and locked it would seem that nobody writes it.
        locked(&lock)?;
        remove_dead(folder)?;
        for number in 0..MOST {
            let path = folder.join(format!("{number}.{EXTENSION}"));
            match File::options().write(true).create_new(true).open(&path) {
                Ok(file) => {
                    let temporary = Self { file, path };
                    locked(&temporary.file)?;
                    return Ok(temporary);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::other("too many builds at once"))
    }

    /// Gives the file its name, in place of one that had it.
    pub(super) fn publish(mut self, name: &str) -> io::Result<()> {
        self.file.flush()?;
        fs::rename(&self.path, self.path.with_file_name(name))?;
        // Another run may have taken the number by now; its file is not to be removed with this one.
        self.path.clear();
        Ok(())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // Without a path if it has its name.
        let _ = fs::remove_file(&self.path);
    }
}

/// Removes the files that nobody writes any more.
fn remove_dead(folder: &Path) -> io::Result<()> {
    for path in files(folder, EXTENSION)? {
        let is_dead = File::options()
            .write(true)
            .open(&path)
            .is_ok_and(|file| file.try_lock().is_ok());
        if is_dead {
            let _ = fs::remove_file(path);
        }
    }
    Ok(())
}

/// The regular files of `folder` whose names end in `.extension`, sorted.
pub(super) fn files(folder: &Path, extension: &str) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if path.extension().is_some_and(|it| it == extension)
            && entry.file_type().is_ok_and(|kind| kind.is_file())
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// A file system without locks still keeps what one build at a time writes.
fn locked(file: &File) -> io::Result<()> {
    match file.lock() {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
        result => result,
    }
}
