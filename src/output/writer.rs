//! Writes what differs from the last build, and prunes what it alone had written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::manifest::{Earlier, Entry, JOURNAL_NAME, Manifest};
use super::{OutputError, Sink, folder};
use crate::MANIFEST_NAME;
use crate::text::hex;

/// Writes one site into one folder. Shared between threads by reference.
#[derive(Debug)]
pub struct Writer {
    folder: PathBuf,
    earlier: Earlier,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// What this build has written or found unchanged.
    files: BTreeMap<String, Entry>,
    /// Folders that are known to be real ones.
    folders: BTreeSet<String>,
    /// Open from the first write on.
    journal: Option<File>,
    summary: Summary,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It was written.
    New,
    /// It was there as it should be.
    Unchanged,
}

/// A file that a build has written or found unchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenFile {
    /// Path below the output folder, with `/`.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// The SHA-256, in hexadecimal.
    pub sha256: String,
}

/// The site that the last build left, by its list.
#[derive(Clone, Copy, Debug)]
pub struct Finished<'a> {
    writer: &'a Writer,
    /// The SHA-256 of the list, which has that of every file.
    pub list: [u8; 32],
}

impl Finished<'_> {
    /// The paths of all files.
    pub fn paths(&self) -> Vec<&str> {
        self.writer.earlier.paths().collect()
    }

    /// The SHA-256 of a file in hexadecimal, as the list has it.
    pub fn sha256(&self, path: &str) -> Option<&str> {
        let entry = self.writer.earlier.known.get(path)?;
        Some(&entry.sha256)
    }

    /// Whether a file of the list is there with its size; more is never asked of files that a build finds as it would
    /// write them.
    pub fn is_there(&self, path: &str) -> bool {
        let entry = self.writer.earlier.known.get(path);
        let names = folder::names(path);
        entry
            .zip(names)
            .is_some_and(|(entry, names)| self.writer.is_unchanged(path, &names, entry))
    }
}

/// The figures of a finished build.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files written.
    pub written: usize,
    /// Files that were there as they should be.
    pub unchanged: usize,
    /// Files of an earlier build that were removed.
    pub pruned: usize,
    /// Bytes of all files of the site, the list not counted.
    pub bytes: u64,
}

impl Writer {
    /// Prepares to write into `folder`, which need not exist. Looks only; nothing is changed.
    ///
    /// Refused are the root of the file system, the home folder, the notes folder and all it lies in, symbolic links,
    /// and folders that hold anything but have no list of files that a build wrote.
    pub fn open(folder: &Path, notes: &Path) -> Result<Self, OutputError> {
        folder::check(folder, notes)?;
        let name = || folder.display().to_string();
        let earlier = Earlier::read(folder).map_err(|error| OutputError::Io(name(), error))?;
        if !earlier.is_ours
            && folder::holds_files(folder).map_err(|error| OutputError::Io(name(), error))?
        {
            return Err(OutputError::NotEmpty(name()));
        }
        Ok(Self {
            folder: folder.to_owned(),
            earlier,
            state: Mutex::default(),
        })
    }

    /// What a finished build left in the folder; `None` if there was none, or one that was broken off after it.
    pub fn finished(&self) -> Option<Finished<'_>> {
        let list = self
            .earlier
            .list
            .filter(|_| self.earlier.unsure.is_empty())?;
        Some(Finished { writer: self, list })
    }

    /// Removes the files that only earlier builds wrote, with folders that become empty, then replaces the list.
    pub fn finish(self) -> Result<Summary, OutputError> {
        let state = self
            .state
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let mut summary = state.summary;
        let folder = &self.folder;
        let failed = |path: &str| {
            let path = path.to_owned();
            move |error| OutputError::Io(path, error)
        };
        let former: Vec<&str> = self
            .earlier
            .paths()
            .filter(|path| !state.files.contains_key(*path))
            .collect();
        let kept: BTreeSet<String> = if former.is_empty() {
            BTreeSet::new()
        } else {
            state
                .files
                .keys()
                .map(|path| folder::spelling(path))
                .collect()
        };
        for path in &former {
            if folder::is_same_file_as_kept(folder, path, &kept) {
                continue;
            }
            let removed = folder::remove_file(folder, path).map_err(failed(path))?;
            summary.pruned += usize::from(removed);
        }
        for path in &self.earlier.unsure {
            // What an interrupted build left half written.
            let _ = fs::remove_file(folder::temporary(folder, path));
        }
        folder::remove_empty_folders(folder, 1, former);
        let bytes = Manifest::new(state.files).to_bytes();
        let list = folder.join(MANIFEST_NAME);
        if fs::read(&list).ok().as_deref() != Some(&bytes) {
            fs::create_dir_all(folder).map_err(failed(MANIFEST_NAME))?;
            let temporary = folder.join(".inkstone-manifest.tmp");
            folder::create_fresh(&temporary)
                .and_then(|mut file| file.write_all(&bytes))
                .and_then(|()| fs::rename(&temporary, &list))
                .map_err(failed(MANIFEST_NAME))?;
        }
        drop(state.journal);
        match fs::remove_file(folder.join(JOURNAL_NAME)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(failed(JOURNAL_NAME)(error))
            }
            _ => Ok(summary),
        }
    }

    fn names<'p>(&self, path: &'p str) -> Result<Vec<&'p str>, OutputError> {
        folder::names(path).ok_or_else(|| {
            let error = io::Error::new(
                io::ErrorKind::InvalidInput,
                "the path leads out of the output folder",
            );
            OutputError::Io(format!("{}/{path}", self.folder.display()), error)
        })
    }

    /// Whether the last build wrote the same bytes and the file is still there with its size.
    fn is_unchanged(&self, path: &str, names: &[&str], entry: &Entry) -> bool {
        self.earlier.known.get(path) == Some(entry)
            && folder::is_inside(&self.folder, names)
            && fs::symlink_metadata(self.folder.join(path))
                .is_ok_and(|metadata| metadata.is_file() && metadata.len() == entry.size)
    }

    /// Makes the folders on the way to `path` and sees to it that what is there may be overwritten: it was written by
    /// a build, or `is_same` finds nothing to lose in it. Returns where to write.
    fn place(
        &self,
        path: &str,
        names: &[&str],
        is_same: impl Fn(&Path) -> bool,
    ) -> Result<PathBuf, OutputError> {
        let failed = |error| OutputError::Io(path.to_owned(), error);
        let target = self.folder.join(path);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.files.contains_key(path) {
            return Err(failed(io::Error::new(
                io::ErrorKind::AlreadyExists,
                "written twice in one build",
            )));
        }
        if !state.folders.contains("") {
            fs::create_dir_all(&self.folder).map_err(failed)?;
            state.folders.insert(String::new());
        }
        for end in 1..names.len() {
            let below = names[..end].join("/");
            if !state.folders.contains(&below) {
                self.make_folder(&below)?;
                state.folders.insert(below);
            }
        }
        match fs::symlink_metadata(&target) {
            Ok(metadata) if metadata.is_symlink() => {
                return Err(OutputError::Symlink(path.to_owned()));
            }
            Ok(metadata) if metadata.is_file() => {
                if !self.earlier.wrote(path) && !is_same(&target) {
                    return Err(OutputError::Foreign(path.to_owned()));
                }
            }
            Ok(_) => self.make_way(path, &target)?,
            Err(_) => {}
        }
        if state.journal.is_none() {
            state.journal = Some(self.open_journal().map_err(failed)?);
        }
        if let Some(journal) = &mut state.journal {
            journal
                .write_all(format!("{path}\n").as_bytes())
                .map_err(failed)?;
        }
        Ok(target)
    }

    /// Opens the journal to append, never through a symbolic link.
    fn open_journal(&self) -> io::Result<File> {
        let file = self.folder.join(JOURNAL_NAME);
        if fs::symlink_metadata(&file).is_ok_and(|metadata| !metadata.is_file()) {
            fs::remove_file(&file)?;
        }
        File::options().create(true).append(true).open(file)
    }

    fn make_folder(&self, below: &str) -> Result<(), OutputError> {
        let folder = self.folder.join(below);
        match fs::symlink_metadata(&folder) {
            Ok(metadata) if metadata.is_dir() => Ok(()),
            Ok(metadata) if metadata.is_symlink() => Err(OutputError::Symlink(below.to_owned())),
            Ok(_) if !self.earlier.wrote(below) => Err(OutputError::Foreign(below.to_owned())),
            // A file of the last build where this one has a folder.
            Ok(_) => fs::remove_file(&folder)
                .and_then(|()| fs::create_dir(&folder))
                .map_err(|error| OutputError::Io(below.to_owned(), error)),
            Err(_) => {
                fs::create_dir(&folder).map_err(|error| OutputError::Io(below.to_owned(), error))
            }
        }
    }

    /// Removes a folder in which nothing stands but files of the last build, where this one has a file.
    fn make_way(&self, path: &str, target: &Path) -> Result<(), OutputError> {
        let inside = format!("{path}/");
        let old: Vec<&str> = self
            .earlier
            .paths()
            .filter(|old| old.starts_with(&inside))
            .collect();
        for file in &old {
            folder::remove_file(&self.folder, file)
                .map_err(|error| OutputError::Io((*file).to_owned(), error))?;
        }
        // The folders that lead to this one stay, for the file that is to be written.
        folder::remove_empty_folders(&self.folder, path.split('/').count(), old);
        if target.exists() {
            Err(OutputError::Foreign(path.to_owned()))
        } else {
            Ok(())
        }
    }

    fn written(
        &self,
        path: &str,
        entry: Entry,
        result: io::Result<()>,
        temporary: &Path,
    ) -> Result<Written, OutputError> {
        match result {
            Ok(()) => {
                self.note(path, entry, Written::New);
                Ok(Written::New)
            }
            Err(error) => {
                let _ = fs::remove_file(temporary);
                Err(OutputError::Io(path.to_owned(), error))
            }
        }
    }

    fn note(&self, path: &str, entry: Entry, written: Written) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.summary.bytes += entry.size;
        match written {
            Written::New => state.summary.written += 1,
            Written::Unchanged => state.summary.unchanged += 1,
        }
        state.files.insert(path.to_owned(), entry);
    }
}

impl Sink for Writer {
    fn write(&self, path: &str, bytes: &[u8]) -> Result<Written, OutputError> {
        let entry = Entry {
            size: bytes.len() as u64,
            sha256: hex(&Sha256::digest(bytes)),
        };
        let names = self.names(path)?;
        if self.is_unchanged(path, &names, &entry) {
            self.note(path, entry, Written::Unchanged);
            return Ok(Written::Unchanged);
        }
        let target = self.place(path, &names, |target| {
            fs::read(target).is_ok_and(|there| there == bytes)
        })?;
        let temporary = folder::temporary(&self.folder, path);
        let result = folder::create_fresh(&temporary)
            .and_then(|mut file| file.write_all(bytes))
            .and_then(|()| fs::rename(&temporary, &target));
        self.written(path, entry, result, &temporary)
    }

    fn copy(&self, path: &str, from: &Path) -> Result<Written, OutputError> {
        let names = self.names(path)?;
        let failed = |error| OutputError::Io(path.to_owned(), error);
        let size = fs::metadata(from).map_err(failed)?.len();
        if self
            .earlier
            .known
            .get(path)
            .is_some_and(|entry| entry.size == size)
        {
            let entry = copy_and_hash(from, &mut io::sink()).map_err(failed)?;
            if self.is_unchanged(path, &names, &entry) {
                self.note(path, entry, Written::Unchanged);
                return Ok(Written::Unchanged);
            }
        }
        let target = self.place(path, &names, |target| same_content(from, target))?;
        let temporary = folder::temporary(&self.folder, path);
        let result = folder::create_fresh(&temporary).and_then(|file| {
            let mut file = BufWriter::new(file);
            let entry = copy_and_hash(from, &mut file)?;
            file.flush()?;
            fs::rename(&temporary, &target)?;
            Ok(entry)
        });
        match result {
            Ok(entry) => self.written(path, entry, Ok(()), &temporary),
            Err(error) => {
                let _ = fs::remove_file(&temporary);
                Err(failed(error))
            }
        }
    }

    fn files(&self) -> Vec<WrittenFile> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let files = state.files.iter();
        files
            .map(|(path, entry)| WrittenFile {
                path: path.clone(),
                size: entry.size,
                sha256: entry.sha256.clone(),
            })
            .collect()
    }
}

/// Copies in pieces, so that a large file takes no memory.
fn copy_and_hash(from: &Path, to: &mut impl Write) -> io::Result<Entry> {
    let mut file = File::open(from)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 64 << 10];
    let mut size = 0;
    loop {
        let length = file.read(&mut piece)?;
        if length == 0 {
            break;
        }
        hash.update(&piece[..length]);
        to.write_all(&piece[..length])?;
        size += length as u64;
    }
    Ok(Entry {
        size,
        sha256: hex(&hash.finalize()),
    })
}

fn same_content(a: &Path, b: &Path) -> bool {
    let hash = |path| copy_and_hash(path, &mut io::sink()).ok();
    hash(a).is_some_and(|a| hash(b) == Some(a))
}
