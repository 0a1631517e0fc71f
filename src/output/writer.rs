//! Writes what differs from the last build, and prunes what it alone had written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

use super::manifest::{Earlier, Entry, JOURNAL_NAME, Manifest, STAGING_NAME};
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
    /// Files that are written, but not in their place yet.
    staged: Vec<String>,
    /// Files that were put in their place or removed.
    changed: BTreeSet<String>,
    /// Open and locked from the first write on.
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
        let list = self.earlier.list.filter(|_| !self.earlier.is_broken_off)?;
        Some(Finished { writer: self, list })
    }

    /// Puts everything in place, removes the files that only earlier builds wrote, with folders that become empty, and replaces
    /// the list. Whatever needs room on the disk has been written before the first file takes its place.
    ///
    /// Gives the figures, and the paths of all files that were written anew or removed, sorted.
    pub fn finish(self) -> Result<(Summary, Vec<String>), OutputError> {
        let mut state = self.lock();
        let failed = |path: &'static str| move |error| OutputError::Io(path.to_owned(), error);
        let bytes = Manifest::new(state.files.clone()).to_bytes();
        let list = self.folder.join(MANIFEST_NAME);
        let new_list = self.folder.join(STAGING_NAME).join("list");
        let is_new = fs::read(&list).ok().as_deref() != Some(&bytes);
        if is_new || fs::symlink_metadata(self.folder.join(JOURNAL_NAME)).is_ok() {
            self.begin(&mut state).map_err(failed(MANIFEST_NAME))?;
            File::create_new(&new_list)
                .and_then(|mut file| file.write_all(&bytes))
                .map_err(failed(MANIFEST_NAME))?;
        }
        self.put_in_place(&mut state)?;
        let pruned = self.prune(&state.files)?;
        state.summary.pruned = pruned.len();
        state.changed.extend(pruned);
        if let Some(journal) = state.journal.take() {
            fs::rename(&new_list, &list).map_err(failed(MANIFEST_NAME))?;
            fs::remove_dir_all(self.folder.join(STAGING_NAME)).map_err(failed(STAGING_NAME))?;
            // Windows removes no open file.
            drop(journal);
            fs::remove_file(self.folder.join(JOURNAL_NAME)).map_err(failed(JOURNAL_NAME))?;
        }
        let changed = std::mem::take(&mut state.changed);
        Ok((state.summary, changed.into_iter().collect()))
    }

    /// Puts what is written in place before a whole site is there. List and journal stay as after a build that was ended in the
    /// middle, so the next one trusts none of it.
    pub fn show(self) -> Result<(), OutputError> {
        let mut state = self.lock();
        self.put_in_place(&mut state)?;
        if let Some(journal) = state.journal.take() {
            let staging = self.folder.join(STAGING_NAME);
            fs::remove_dir_all(staging)
                .map_err(|error| OutputError::Io(STAGING_NAME.to_owned(), error))?;
            // Until here no other build may begin.
            drop(journal);
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Removes what only earlier builds wrote. Returns which files that were.
    fn prune(&self, files: &BTreeMap<String, Entry>) -> Result<Vec<String>, OutputError> {
        let folder = &self.folder;
        let former = self.earlier.paths();
        let former: Vec<&str> = former.filter(|path| !files.contains_key(*path)).collect();
        let begun = self.earlier.begun.iter().map(String::as_str);
        folder::remove_empty_folders(folder, begun);
        if former.is_empty() {
            return Ok(Vec::new());
        }
        let kept: BTreeSet<String> = files.keys().map(|path| folder::spelling(path)).collect();
        let mut pruned = Vec::new();
        for path in &former {
            if folder::is_same_file_as_kept(folder, path, &kept) {
                continue;
            }
            let removed = folder::remove_file(folder, path)
                .map_err(|error| OutputError::Io((*path).to_owned(), error))?;
            if removed {
                pruned.push((*path).to_owned());
            }
        }
        folder::remove_empty_folders(folder, former);
        Ok(pruned)
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

    /// Whether an unfinished build has left the file with these bytes.
    fn is_left(&self, path: &str, names: &[&str], bytes: &[u8]) -> bool {
        let file = self.folder.join(path);
        self.earlier.unsure.contains(path)
            && folder::is_inside(&self.folder, names)
            && fs::symlink_metadata(&file)
                .is_ok_and(|metadata| metadata.is_file() && metadata.len() == bytes.len() as u64)
            && fs::read(&file).is_ok_and(|there| there == bytes)
    }

    /// Whether the last build wrote the same bytes and the file is still there with its size.
    fn is_unchanged(&self, path: &str, names: &[&str], entry: &Entry) -> bool {
        self.earlier.known.get(path) == Some(entry)
            && folder::is_inside(&self.folder, names)
            && fs::symlink_metadata(self.folder.join(path))
                .is_ok_and(|metadata| metadata.is_file() && metadata.len() == entry.size)
    }

    /// Sees to it that what stands at `path` may be replaced: it was written by a build, or `is_same` finds nothing to lose in
    /// it. Looks only.
    fn check(
        &self,
        path: &str,
        names: &[&str],
        is_same: impl Fn(&Path) -> bool,
    ) -> Result<(), OutputError> {
        let foreign = |path: &str| Err(OutputError::Foreign(path.to_owned()));
        for end in 1..names.len() {
            let below = names[..end].join("/");
            match fs::symlink_metadata(self.folder.join(&below)) {
                Ok(found) if found.is_dir() => {}
                Ok(found) if found.is_symlink() => return Err(OutputError::Symlink(below)),
                Ok(_) if !self.earlier.wrote(&below) => return foreign(&below),
                // A file of the last build where this one has a folder, or nothing at all.
                Ok(_) | Err(_) => return Ok(()),
            }
        }
        let target = self.folder.join(path);
        match fs::symlink_metadata(&target) {
            Ok(found) if found.is_symlink() => Err(OutputError::Symlink(path.to_owned())),
            Ok(found) if found.is_file() => {
                if self.earlier.wrote(path) || is_same(&target) {
                    Ok(())
                } else {
                    foreign(path)
                }
            }
            Ok(found) if found.is_dir() && self.wrote_all_in(path) => Ok(()),
            Ok(_) => foreign(path),
            Err(_) => Ok(()),
        }
    }

    /// Whether every file in the folder at `path` was written by a build.
    fn wrote_all_in(&self, path: &str) -> bool {
        let Ok(entries) = fs::read_dir(self.folder.join(path)) else {
            return false;
        };
        entries.into_iter().all(|entry| {
            let Ok(entry) = entry else { return false };
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                return false;
            };
            let path = format!("{path}/{name}");
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => self.wrote_all_in(&path),
                Ok(kind) => kind.is_file() && self.earlier.wrote(&path),
                Err(_) => false,
            }
        })
    }

    /// Opens and locks the journal and makes the folder for what is written, if that is not done yet. One build at a time
    /// writes into a folder, and only one that knows what the last one wrote.
    fn begin(&self, state: &mut State) -> io::Result<()> {
        if state.journal.is_some() {
            return Ok(());
        }
        let another = || io::Error::other("another build is writing into this folder");
        fs::create_dir_all(&self.folder)?;
        let file = self.folder.join(JOURNAL_NAME);
        // Never through a symbolic link.
        if fs::symlink_metadata(&file).is_ok_and(|metadata| !metadata.is_file()) {
            fs::remove_file(&file)?;
        }
        let journal = File::options().create(true).append(true).open(file)?;
        match journal.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(another()),
            // A file system without locks still has this build.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let now = Earlier::read(&self.folder)?;
        let is_stale = now.known != self.earlier.known || now.unsure != self.earlier.unsure;
        let made = if is_stale {
            Err(another())
        } else {
            self.make_staging()
        };
        if made.is_ok() {
            state.journal = Some(journal);
        } else {
            self.take_back(journal);
        }
        made
    }

    fn make_staging(&self) -> io::Result<()> {
        let staging = self.folder.join(STAGING_NAME);
        match fs::symlink_metadata(&staging) {
            // What an interrupted build left there. A symbolic link is not followed.
            Ok(found) if found.is_dir() => fs::remove_dir_all(&staging)?,
            Ok(_) => fs::remove_file(&staging)?,
            Err(_) => {}
        }
        fs::create_dir(&staging)
    }

    /// Removes what this build has written and not put in place.
    fn take_back(&self, journal: File) {
        let _ = fs::remove_dir_all(self.folder.join(STAGING_NAME));
        if journal.metadata().is_ok_and(|journal| journal.len() == 0) {
            drop(journal);
            let _ = fs::remove_file(self.folder.join(JOURNAL_NAME));
            // Only if nothing else is in it.
            let _ = fs::remove_dir(&self.folder);
        }
    }

    /// Writes a file, but not in its place. `fill` gives it its bytes.
    fn stage(
        &self,
        path: &str,
        fill: impl FnOnce(&mut File) -> io::Result<Entry>,
    ) -> Result<Written, OutputError> {
        let failed = |error| OutputError::Io(path.to_owned(), error);
        {
            let mut state = self.lock();
            if state.files.contains_key(path) {
                let twice = "written twice in one build";
                return Err(failed(io::Error::new(io::ErrorKind::AlreadyExists, twice)));
            }
            self.begin(&mut state).map_err(failed)?;
        }
        let mut staged = File::create_new(self.staged(path)).map_err(failed)?;
        let entry = fill(&mut staged).map_err(failed)?;
        self.note(path, entry, Written::New);
        Ok(Written::New)
    }

    /// Where a file stands until it is put in its place.
    fn staged(&self, path: &str) -> PathBuf {
        let name = hex(&Sha256::digest(path));
        self.folder.join(STAGING_NAME).join(name)
    }

    /// Lets what is written take its place. The journal says so first, for a run that ends in the middle.
    fn put_in_place(&self, state: &mut State) -> Result<(), OutputError> {
        let State {
            files,
            staged,
            journal: Some(journal),
            ..
        } = state
        else {
            return Ok(());
        };
        staged.sort();
        let lines: String = staged
            .iter()
            .map(|path| Manifest::journal_line(path, &files[path]))
            .collect();
        journal
            .write_all(lines.as_bytes())
            .map_err(|error| OutputError::Io(JOURNAL_NAME.to_owned(), error))?;
        let mut made = BTreeSet::new();
        for path in &*staged {
            for (end, _) in path.match_indices('/') {
                if made.insert(&path[..end]) {
                    self.make_folder(&path[..end])?;
                }
            }
        }
        for path in staged.drain(..) {
            let target = self.folder.join(&path);
            if fs::symlink_metadata(&target).is_ok_and(|found| found.is_dir()) {
                self.make_way(&path)?;
            }
            fs::rename(self.staged(&path), &target)
                .map_err(|error| OutputError::Io(path, error))?;
        }
        Ok(())
    }

    fn make_folder(&self, below: &str) -> Result<(), OutputError> {
        let failed = |error| OutputError::Io(below.to_owned(), error);
        let folder = self.folder.join(below);
        match fs::symlink_metadata(&folder) {
            Ok(found) if found.is_dir() => return Ok(()),
            Ok(found) if found.is_symlink() => return Err(OutputError::Symlink(below.to_owned())),
            Ok(_) if !self.earlier.wrote(below) => {
                return Err(OutputError::Foreign(below.to_owned()));
            }
            // A file of the last build where this one has a folder.
            Ok(_) => fs::remove_file(&folder).map_err(failed)?,
            Err(_) => {}
        }
        fs::create_dir(&folder).map_err(failed)
    }

    /// Removes a folder in which nothing stands but files of earlier builds, where this one has a file.
    fn make_way(&self, path: &str) -> Result<(), OutputError> {
        let folder = self.folder.join(path);
        let failed = |error| OutputError::Io(path.to_owned(), error);
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let below = format!("{path}/{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().map_err(failed)?;
            if kind.is_dir() {
                self.make_way(&below)?;
            } else if kind.is_file() && self.earlier.wrote(&below) {
                fs::remove_file(entry.path()).map_err(failed)?;
            } else {
                return Err(OutputError::Foreign(path.to_owned()));
            }
        }
        fs::remove_dir(&folder).map_err(failed)
    }

    fn note(&self, path: &str, entry: Entry, written: Written) {
        let mut state = self.lock();
        state.summary.bytes += entry.size;
        match written {
            Written::New => {
                state.summary.written += 1;
                state.staged.push(path.to_owned());
                state.changed.insert(path.to_owned());
            }
            Written::Unchanged => state.summary.unchanged += 1,
        }
        state.files.insert(path.to_owned(), entry);
    }
}

impl Drop for Writer {
    /// A build that did not come to its end takes back what it has written and not put in place.
    fn drop(&mut self) {
        let state = self.state.get_mut();
        let state = state.unwrap_or_else(PoisonError::into_inner);
        if let Some(journal) = state.journal.take() {
            self.take_back(journal);
        }
    }
}

impl Sink for Writer {
    fn write(&self, path: &str, bytes: &[u8]) -> Result<Written, OutputError> {
        let entry = Entry {
            size: bytes.len() as u64,
            sha256: hex(&Sha256::digest(bytes)),
        };
        let names = self.names(path)?;
        if self.is_unchanged(path, &names, &entry) || self.is_left(path, &names, bytes) {
            self.note(path, entry, Written::Unchanged);
            return Ok(Written::Unchanged);
        }
        self.check(path, &names, |target| {
            fs::read(target).is_ok_and(|there| there == bytes)
        })?;
        self.stage(path, |file| file.write_all(bytes).map(|()| entry))
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
            let entry = folder::copy_and_hash(from, &mut io::sink()).map_err(failed)?;
            if self.is_unchanged(path, &names, &entry) {
                self.note(path, entry, Written::Unchanged);
                return Ok(Written::Unchanged);
            }
        }
        self.check(path, &names, |target| same_content(from, target))?;
        self.stage(path, |file| {
            let mut file = BufWriter::new(file);
            let entry = folder::copy_and_hash(from, &mut file)?;
            file.flush().map(|()| entry)
        })
    }

    fn keep(&self, files: &[WrittenFile]) -> bool {
        let entry = |file: &WrittenFile| Entry {
            size: file.size,
            sha256: file.sha256.clone(),
        };
        let is_there = |file: &WrittenFile| {
            folder::names(&file.path)
                .is_some_and(|names| self.is_unchanged(&file.path, &names, &entry(file)))
        };
        let all = files.iter().all(is_there);
        if all {
            for file in files {
                self.note(&file.path, entry(file), Written::Unchanged);
            }
        }
        all
    }

    fn files(&self) -> Vec<WrittenFile> {
        let state = self.lock();
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

fn same_content(a: &Path, b: &Path) -> bool {
    let hash = |path| folder::copy_and_hash(path, &mut io::sink()).ok();
    hash(a).is_some_and(|a| hash(b) == Some(a))
}
