//! Which files of a site change, in batches that are worth a build.
//!
//! Folders are watched one by one, so that the output, `.git` and `node_modules` cost nothing and say nothing. A batch ends when
//! nothing has happened for a moment: short enough not to be felt, long enough for an editor that writes another file and
//! renames it over the old one. What is gone or empty by then is most often about to be written, and is waited for a
//! little longer.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::event::{CreateKind, EventKind, ModifyKind, RenameMode};
use notify::{Config, Event, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

/// How long nothing must happen before a batch ends.
const QUIET: Duration = Duration::from_millis(10);
/// How long a batch waits for files that are gone or empty.
const PATIENCE: Duration = Duration::from_millis(120);
/// The longest that a batch is open, whatever goes on.
const LONGEST: Duration = Duration::from_millis(500);
/// How often files are looked at where the system does not tell.
const POLL: Duration = Duration::from_millis(500);

/// Watches the folders of a site.
pub struct Watch {
    watcher: Box<dyn Watcher + Send>,
    /// To give a watcher that takes the place of this one.
    sender: Sender<notify::Result<Event>>,
    events: Receiver<notify::Result<Event>>,
    /// The real path of each folder that was asked for, and what it was called.
    folders: BTreeMap<PathBuf, PathBuf>,
    /// Files outside of these folders.
    files: BTreeMap<PathBuf, PathBuf>,
    /// Paths that are none of the site's.
    ignored: BTreeSet<PathBuf>,
    polls: bool,
    failure: Option<String>,
}

impl Watch {
    /// Watches `folder` and all in it but hidden folders, `node_modules` and what builds have written. With `poll` it looks every half
    /// second instead of being told by the system.
    ///
    /// # Errors
    /// If `folder` cannot be watched in any way.
    pub fn new(folder: &Path, poll: bool) -> notify::Result<Self> {
        let (sender, events) = mpsc::channel();
        let (watcher, failure) = match told_by_the_system(&sender) {
            Ok(watcher) if !poll => (watcher, None),
            Err(error) if !poll => (polling(&sender)?, Some(error.to_string())),
            _ => (polling(&sender)?, None),
        };
        let mut watch = Self {
            watcher,
            sender,
            events,
            folders: BTreeMap::new(),
            files: BTreeMap::new(),
            ignored: BTreeSet::new(),
            polls: poll || failure.is_some(),
            failure,
        };
        fs::read_dir(folder).map_err(notify::Error::io)?;
        watch.add_folder(folder);
        Ok(watch)
    }

    /// Watches another folder too, unless it lies in one that is watched.
    pub fn add_folder(&mut self, folder: &Path) {
        let Ok(real) = folder.canonicalize() else {
            return;
        };
        if self.folders.keys().any(|known| real.starts_with(known)) {
            return;
        }
        self.folders.insert(real.clone(), folder.to_owned());
        self.enter(&real);
    }

    /// Watches a single file, wherever it is.
    pub fn add_file(&mut self, file: &Path) {
        let real = real(file);
        let is_inside = self.folders.keys().any(|known| real.starts_with(known));
        let Some(parent) = real.parent() else {
            return;
        };
        if !is_inside {
            let watched = self.watcher.watch(parent, RecursiveMode::NonRecursive);
            self.poll_after(watched);
        }
        self.files.insert(real, file.to_owned());
    }

    /// Passes over `path`, a file or a folder that is there or will be, and all in it.
    pub fn ignore(&mut self, path: &Path) {
        self.ignored.insert(real(path));
    }

    /// Why files are looked at instead of waiting for the system to tell; said once.
    pub fn take_failure(&mut self) -> Option<String> {
        self.failure.take()
    }

    /// Waits for the next batch of paths that may have changed, sorted, each below a folder as it was named. A path that names a folder
    /// stands for all in it.
    pub fn next(&mut self) -> Vec<PathBuf> {
        let mut changed = BTreeSet::new();
        while changed.is_empty() {
            match self.events.recv() {
                Ok(event) => self.take(event, &mut changed),
                // There is a sender in this very struct.
                Err(_) => return Vec::new(),
            }
        }
        let started = Instant::now();
        loop {
            match self.events.recv_timeout(QUIET) {
                Ok(event) => self.take(event, &mut changed),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    if started.elapsed() >= PATIENCE
                        || !changed.iter().any(|path| is_unsettled(path))
                    {
                        break;
                    }
                }
            }
            if started.elapsed() >= LONGEST {
                break;
            }
        }
        let named: BTreeSet<PathBuf> = changed.iter().map(|path| self.named(path)).collect();
        named.into_iter().collect()
    }

    /// Puts the paths of an event into `changed`, if they matter.
    fn take(&mut self, event: notify::Result<Event>, changed: &mut BTreeSet<PathBuf>) {
        let Ok(event) = event else {
            // What was lost is not known.
            return self.take_everything(changed);
        };
        if event.need_rescan() {
            return self.take_everything(changed);
        }
        // To read a file changes nothing.
        if matches!(event.kind, EventKind::Access(_)) {
            return;
        }
        for path in event.paths {
            if !self.matters(&path) {
                continue;
            }
            let may_be_new = matches!(
                event.kind,
                EventKind::Create(CreateKind::Folder | CreateKind::Any | CreateKind::Other)
                    | EventKind::Modify(ModifyKind::Name(RenameMode::To | RenameMode::Any))
            );
            if may_be_new && path.is_dir() {
                self.enter(&path);
            }
            changed.insert(path);
        }
    }

    fn take_everything(&mut self, changed: &mut BTreeSet<PathBuf>) {
        for folder in self.folders.keys().cloned().collect::<Vec<_>>() {
            self.enter(&folder);
            changed.insert(folder);
        }
    }

    /// Whether a change of `path` may be one of the site.
    fn matters(&self, path: &Path) -> bool {
        if self.ignored.iter().any(|ignored| path.starts_with(ignored)) {
            return false;
        }
        if self.files.contains_key(path) {
            return true;
        }
        self.folders.keys().any(|folder| {
            path.strip_prefix(folder).is_ok_and(|below| {
                !below
                    .iter()
                    .any(|name| is_passed_over(&name.to_string_lossy()))
            })
        })
    }

    fn named(&self, path: &Path) -> PathBuf {
        if let Some(name) = self.files.get(path) {
            return name.clone();
        }
        let folders = self.folders.iter();
        folders
            .filter_map(|(real, name)| Some(name.join(path.strip_prefix(real).ok()?)))
            .next()
            .unwrap_or_else(|| path.to_owned())
    }

    /// Watches a folder and those in it. Systems that tell of whole trees at once are asked for them at the top alone.
    fn enter(&mut self, folder: &Path) {
        if cfg!(any(target_os = "macos", windows)) && !self.polls {
            if self.folders.contains_key(folder) {
                let watched = self.watcher.watch(folder, RecursiveMode::Recursive);
                self.poll_after(watched);
            }
            return;
        }
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            if folder.join(crate::MANIFEST_NAME).is_file() {
                continue;
            }
            let watched = self.watcher.watch(&folder, RecursiveMode::NonRecursive);
            if self.poll_after(watched) {
                return;
            }
            // It may be gone again.
            let Ok(entries) = fs::read_dir(&folder) else {
                continue;
            };
            for entry in entries.flatten() {
                let path = entry.path();
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) && self.matters(&path) {
                    folders.push(path);
                }
            }
        }
    }

    /// Goes over to polling if the system refuses, and says whether it did.
    fn poll_after(&mut self, watched: notify::Result<()>) -> bool {
        let Err(error) = watched else {
            return false;
        };
        let is_gone = match &error.kind {
            notify::ErrorKind::PathNotFound => true,
            notify::ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
            _ => false,
        };
        if is_gone || self.polls {
            return false;
        }
        let Ok(watcher) = polling(&self.sender) else {
            return false;
        };
        self.watcher = watcher;
        self.polls = true;
        self.failure = Some(error.to_string());
        for folder in self.folders.keys().cloned().collect::<Vec<_>>() {
            self.enter(&folder);
        }
        for parent in self.files.keys().filter_map(|file| file.parent()) {
            // A file that cannot be looked at either is one whose changes are not noticed.
            let _ = self.watcher.watch(parent, RecursiveMode::NonRecursive);
        }
        true
    }
}

fn told_by_the_system(
    sender: &Sender<notify::Result<Event>>,
) -> notify::Result<Box<dyn Watcher + Send>> {
    let watcher = RecommendedWatcher::new(sender.clone(), Config::default())?;
    Ok(Box::new(watcher))
}

fn polling(sender: &Sender<notify::Result<Event>>) -> notify::Result<Box<dyn Watcher + Send>> {
    let config = Config::default().with_poll_interval(POLL);
    Ok(Box::new(PollWatcher::new(sender.clone(), config)?))
}

/// The path without links, as far as it exists.
fn real(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match (absolute.parent(), absolute.file_name()) {
        (Some(parent), Some(name)) => real(parent).join(name),
        _ => absolute,
    }
}

/// Names that no site has files under: hidden ones, and what editors and browsers write for a moment.
fn is_passed_over(name: &str) -> bool {
    let ends = |ending: &str| name.ends_with(ending);
    name.starts_with('.')
        || name.starts_with("~$")
        || name == "node_modules"
        || name == "4913"
        || ends("~")
        || (name.starts_with('#') && ends("#"))
        || [
            ".swp",
            ".swo",
            ".swx",
            ".tmp",
            ".temp",
            ".crdownload",
            ".part",
        ]
        .iter()
        .any(|ending| ends(ending))
        || ends("___jb_tmp___")
        || ends("___jb_old___")
}

/// Whether a file is most likely about to be written: it is gone, or nothing is in it.
fn is_unsettled(path: &Path) -> bool {
    fs::symlink_metadata(path).map_or(true, |metadata| metadata.is_file() && metadata.len() == 0)
}
