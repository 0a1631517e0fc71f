//! The folder of copies, while it is being filled. Whenever a run ends, even in the middle, files are whole, and the record
//! names only files that are there.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::record::is_name_of_copy;
use super::{Copy, Entry, FOLDER, Kind, RECORD_NAME, Record};

/// What a file is called until it is whole.
const PART: &str = ".part";
/// Held by the run that writes.
const LOCK: &str = ".lock";
/// What tells git how to treat the files of the folder.
const ATTRIBUTES: &str = ".gitattributes";
/// How long what is new may stay out of the record on disk.
const PATIENCE: Duration = Duration::from_millis(200);

/// Why nothing can be kept.
#[derive(Debug)]
pub enum StoreError {
    /// A symbolic link stands where the folder would be; nothing is written through it.
    Link(PathBuf),
    /// Another run is writing.
    Busy(PathBuf),
    /// There is a record that cannot be read.
    Record(PathBuf, String),
    /// A file or folder cannot be read or written.
    Io(PathBuf, io::Error),
}

/// What [`Store::prune`] removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Files.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
}

/// The folder of copies, open for writing by one run at a time.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    folder: PathBuf,
    /// What is known now.
    pub record: Record,
    /// The record as it is on disk.
    on_disk: String,
    saved: Instant,
    _lock: File,
}

impl Drop for Store {
    fn drop(&mut self) {
        // The folder may be committed, and this means nothing to others.
        let _ = fs::remove_file(self.folder.join(LOCK));
    }
}

impl Store {
    /// Opens the folder below ROOT, and makes it if need be.
    pub fn open(root: &Path) -> Result<Self, StoreError> {
        let mut folder = root.to_owned();
        for name in FOLDER.split('/') {
            folder.push(name);
            match fs::symlink_metadata(&folder) {
                Ok(found) if found.is_symlink() => return Err(StoreError::Link(folder)),
                Ok(_) => {}
                Err(_) => fs::create_dir(&folder)
                    .map_err(|error| StoreError::Io(folder.clone(), error))?,
            }
        }
        let lock_file = folder.join(LOCK);
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock_file)
            .map_err(|error| StoreError::Io(lock_file.clone(), error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::Busy(folder)),
            // A file system without locks still has this run.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(StoreError::Io(lock_file, error)),
        }
        let mut store = Self {
            root: root.to_owned(),
            folder,
            record: Record::default(),
            on_disk: String::new(),
            saved: Instant::now(),
            _lock: lock,
        };
        store.record = Record::read(root)
            .map_err(|words| StoreError::Record(store.folder.join(RECORD_NAME), words))?;
        store.on_disk = store.record.to_json();
        store.remove_parts()?;
        Ok(store)
    }

    /// Tells git not to change the line ends of what is committed here: a drawing would no longer be what its hash says.
    fn keep_line_ends(&self) -> Result<(), StoreError> {
        if self.folder.join(ATTRIBUTES).exists() {
            return Ok(());
        }
        self.replace(ATTRIBUTES, b"* -text\n")
    }

    /// What an interrupted run left half written.
    fn remove_parts(&self) -> Result<(), StoreError> {
        for (name, file) in self.files()? {
            if name.ends_with(PART) {
                let _ = fs::remove_file(file);
            }
        }
        Ok(())
    }

    fn files(&self) -> Result<Vec<(String, PathBuf)>, StoreError> {
        let failed = |error| StoreError::Io(self.folder.clone(), error);
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            if let Ok(name) = entry.file_name().into_string() {
                files.push((name, entry.path()));
            }
        }
        Ok(files)
    }

    /// The copy of an address, if there is one and it is whole.
    pub fn copy(&self, address: &str) -> Option<&Copy> {
        match self.record.entries.get(address) {
            Some(Entry::Kept(copy)) if copy.is_whole(&self.root) => Some(copy),
            _ => None,
        }
    }

    /// Keeps the bytes of the image at an address.
    pub fn keep(&mut self, address: &str, kind: Kind, bytes: &[u8]) -> Result<(), StoreError> {
        self.keep_line_ends()?;
        let copy = Copy::new(bytes, kind);
        if !copy.is_whole(&self.root) {
            self.replace(&copy.name(), bytes)?;
        }
        self.record
            .entries
            .insert(address.to_owned(), Entry::Kept(copy));
        self.save_soon()
    }

    /// Notes why there is no copy.
    pub fn give_up(&mut self, address: &str, failure: super::Failure) -> Result<(), StoreError> {
        self.record
            .entries
            .insert(address.to_owned(), Entry::Failed(failure));
        self.save_soon()
    }

    /// Writes the record if it has changed and has not been written just now.
    pub fn save_soon(&mut self) -> Result<(), StoreError> {
        if self.saved.elapsed() < PATIENCE {
            return Ok(());
        }
        self.save()
    }

    /// Writes the record if it has changed.
    pub fn save(&mut self) -> Result<(), StoreError> {
        let text = self.record.to_json();
        if text != self.on_disk {
            self.replace(RECORD_NAME, text.as_bytes())?;
            self.on_disk = text;
        }
        self.saved = Instant::now();
        Ok(())
    }

    /// Forgets all addresses but `wanted`, and removes the copies that none of them has.
    pub fn prune(&mut self, wanted: &BTreeSet<String>) -> Result<Pruned, StoreError> {
        self.record
            .entries
            .retain(|address, _| wanted.contains(address));
        // First the record, then the files: it never names what is gone.
        self.save()?;
        let names: BTreeSet<String> = self
            .record
            .entries
            .values()
            .filter_map(|entry| match entry {
                Entry::Kept(copy) => Some(copy.name()),
                Entry::Failed(_) => None,
            })
            .collect();
        let mut pruned = Pruned::default();
        for (name, file) in self.files()? {
            if is_name_of_copy(&name) && !names.contains(&name) {
                let size = fs::symlink_metadata(&file).map_or(0, |found| found.len());
                fs::remove_file(&file).map_err(|error| StoreError::Io(file.clone(), error))?;
                pruned.files += 1;
                pruned.bytes += size;
            }
        }
        Ok(pruned)
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let file = self.folder.join(name);
        let part = self.folder.join(format!("{name}{PART}"));
        let result = File::create(&part)
            .and_then(|mut open| open.write_all(bytes))
            .and_then(|()| fs::rename(&part, &file));
        result.map_err(|error| {
            let _ = fs::remove_file(&part);
            StoreError::Io(file, error)
        })
    }
}
