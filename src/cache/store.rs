//! The cache as a run sees it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use super::append::Appending;
use super::packed::Packer;
use super::segment::{EXTENSION, Key, Segment};
use super::{Digest, add, bytes_digest, record, temporary};

/// How many bytes all segments may have together.
const MOST_BYTES: u64 = 256 << 20;

/// How many segments there may be.
const MOST_SEGMENTS: usize = 8;

/// The folder in which one program keeps values, opened by one run and shared between its threads.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    program: Digest,
    /// What [`Packer`] begins with, asked for with the first kind of values.
    typical: fn() -> Vec<u8>,
    packer: OnceLock<Packer>,
    /// Opened when the first value is asked for.
    segments: OnceLock<Segments>,
    new: Mutex<New>,
    hits: AtomicUsize,
    misses: AtomicUsize,
}

/// The segments that were there.
#[derive(Debug, Default)]
struct Segments {
    open: Vec<Segment>,
    /// All files, those too that cannot be read or are another program's.
    paths: Vec<PathBuf>,
    bytes: u64,
}

/// What this run adds.
#[derive(Debug)]
enum New {
    Nothing,
    Some(Appending),
    /// Why nothing can be.
    Fault(String),
}

/// What became of a run's cache.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Values that were there.
    pub hits: usize,
    /// Values that had to be made.
    pub misses: usize,
    /// Why nothing could be kept, in one line.
    pub fault: Option<String>,
}

/// A kind of value: all of one kind depend on the same options.
#[derive(Clone, Debug)]
pub struct Kind<'a> {
    cache: &'a Cache,
    /// Over what all of its values depend on; `None` keeps none.
    hash: Option<Sha256>,
}

impl Cache {
    /// The cache in `folder`, which need not exist, for `program`. `typical` gives a text that is like what most values hold,
    /// the same each time. Nothing is read or written yet. Below `root` the folder
    /// must not be reached through a symbolic link: whoever made the site would choose what is written over.
    pub fn new(folder: &Path, root: &Path, program: Digest, typical: fn() -> Vec<u8>) -> Self {
        let is_link =
            |path: &Path| fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
        let link = folder
            .ancestors()
            .take_while(|path| *path == folder || (path.starts_with(root) && *path != root))
            .find(|path| is_link(path));
        Self {
            folder: folder.to_owned(),
            program,
            typical,
            packer: OnceLock::new(),
            segments: OnceLock::new(),
            new: Mutex::new(match link {
                Some(link) => New::Fault(format!("{} is a symbolic link", link.display())),
                None => New::Nothing,
            }),
            hits: AtomicUsize::new(0),
            misses: AtomicUsize::new(0),
        }
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The program whose values these are.
    pub fn program(&self) -> &Digest {
        &self.program
    }

    /// The values called `name` that depend on `options`, besides what each is asked for with.
    pub fn kind(&self, name: &str, options: &impl Serialize) -> Kind<'_> {
        Kind {
            cache: self,
            hash: add(
                Sha256::new(),
                &(name, options, bytes_digest(self.packer().typical())),
            ),
        }
    }

    /// The one value that is kept under `name`, if it is the one that is wanted.
    pub fn record<V: DeserializeOwned>(
        &self,
        name: &str,
        is_it: impl FnOnce(&V) -> bool,
    ) -> Option<V> {
        let found = if self.is_at_fault() {
            None
        } else {
            record::read(&self.folder, name, &self.program).filter(is_it)
        };
        self.count(found.is_some());
        found
    }

    /// Keeps one value under `name`, which has letters, digits and `-` alone.
    pub fn keep_record(&self, name: &str, value: &impl Serialize) {
        if !self.is_at_fault()
            && let Err(error) = record::write(&self.folder, name, &self.program, value)
        {
            *self.lock() = New::Fault(error.to_string());
        }
    }

    /// Puts what is new in its place, and sees to it that there is not too much.
    pub fn finish(self) -> Figures {
        let segments = self.segments.into_inner().unwrap_or_default();
        let new = self.new.into_inner();
        let fault = match new.unwrap_or_else(PoisonError::into_inner) {
            New::Nothing => None,
            New::Fault(why) => Some(why),
            New::Some(new) => settle(new, &segments).err().map(|error| error.to_string()),
        };
        Figures {
            hits: self.hits.into_inner(),
            misses: self.misses.into_inner(),
            fault,
        }
    }

    fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let segments = self.segments.get_or_init(|| {
            if self.is_at_fault() {
                Segments::default()
            } else {
                Segments::open(&self.folder, &self.program)
            }
        });
        segments.open.iter().find_map(|segment| segment.get(key))
    }

    fn add(&self, key: &Key, value: &impl Serialize) {
        if self.is_at_fault() {
            return;
        }
        let Some(bytes) = self.packer().pack(value) else {
            return;
        };
        let mut new = self.lock();
        if matches!(*new, New::Nothing) {
            *new = match Appending::begin(&self.folder, self.program) {
                Ok(begun) => New::Some(begun),
                Err(error) => New::Fault(error.to_string()),
            };
        }
        if let New::Some(appending) = &mut *new
            && appending.bytes() < MOST_BYTES
            && let Err(error) = appending.add(key, &bytes)
        {
            *new = New::Fault(error.to_string());
        }
    }

    fn packer(&self) -> &Packer {
        self.packer.get_or_init(|| Packer::new((self.typical)()))
    }

    fn is_at_fault(&self) -> bool {
        matches!(*self.lock(), New::Fault(_))
    }

    fn count(&self, is_hit: bool) {
        let counter = if is_hit { &self.hits } else { &self.misses };
        counter.fetch_add(1, Relaxed);
    }

    fn lock(&self) -> MutexGuard<'_, New> {
        self.new.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kind<'_> {
    /// The value for `question`: the one that was kept, else what `make` gives, which is kept if `is_kept` says so.
    /// Besides options and program it must depend on `question` alone.
    pub fn get<V: Serialize + DeserializeOwned>(
        &self,
        question: &impl Serialize,
        make: impl FnOnce() -> V,
        is_kept: impl FnOnce(&V) -> bool,
    ) -> V {
        let hash = self.hash.clone().and_then(|hash| add(hash, question));
        let Some(hash) = hash.map(Sha256::finalize) else {
            return make();
        };
        let mut key = Key::default();
        key.copy_from_slice(&hash[..size_of::<Key>()]);
        let found = self.cache.get(&key);
        let found = found.and_then(|bytes| self.cache.packer().unpack(&bytes));
        self.cache.count(found.is_some());
        found.unwrap_or_else(|| {
            let value = make();
            if is_kept(&value) {
                self.cache.add(&key, &value);
            }
            value
        })
    }
}

impl Segments {
    fn open(folder: &Path, program: &Digest) -> Self {
        let paths = temporary::files(folder, EXTENSION).unwrap_or_default();
        let size = |path: &PathBuf| fs::metadata(path).map_or(0, |found| found.len());
        Self {
            open: paths
                .iter()
                .filter_map(|path| Segment::open(path, program))
                .collect(),
            bytes: paths.iter().map(size).sum(),
            paths,
        }
    }

    /// The values in bytes, those alone that were used or all of them.
    fn value_bytes(&self, used_only: bool) -> u64 {
        let values = self.open.iter().flat_map(|segment| segment.keys(used_only));
        values.map(|(_, length)| u64::from(length)).sum()
    }
}

/// Puts the new segment beside the old ones. If they became too many or too large it takes in what they hold and they go:
/// with all that they hold if that leaves room for as much again, else with what this run used. A site whose values are
/// more than there is room for keeps those that it has: what comes and goes would be written anew each time.
fn settle(mut new: Appending, old: &Segments) -> io::Result<()> {
    let is_too_large = old.bytes + new.bytes() > MOST_BYTES;
    if !is_too_large && old.paths.len() < MOST_SEGMENTS {
        return new.publish().map(drop);
    }
    let used_only = old.value_bytes(false) + new.bytes() > MOST_BYTES / 2;
    if is_too_large
        && old.paths.len() <= MOST_SEGMENTS
        && old.value_bytes(used_only) + new.bytes() > MOST_BYTES
    {
        return Ok(());
    }
    for segment in &old.open {
        for (key, _) in segment.keys(used_only) {
            if new.bytes() < MOST_BYTES
                && let Some(bytes) = segment.get(key)
            {
                new.add(key, &bytes)?;
            }
        }
    }
    let name = new.publish()?;
    let all = old.paths.iter();
    for path in all.filter(|path| path.file_name().is_none_or(|old| old != name.as_str())) {
        // On some systems a file that another run reads cannot be removed; the next one does it.
        let _ = fs::remove_file(path);
    }
    Ok(())
}
