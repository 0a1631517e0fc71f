//! Which files of a site change, in batches that are worth a build.
//!
//! Folders are watched one by one, so that the output, `.git` and `node_modules` cost nothing and say nothing. A batch ends when
//! nothing has happened for a moment: short enough not to be felt, long enough for an editor that writes another file and
//! renames it over the old one. What is gone or empty by then is most often about to be written, and is waited for a
//! little longer.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use notify::event::{CreateKind, EventKind, ModifyKind, RenameMode};
use notify::{Config, Event, RecommendedWatcher, RecursiveMode, Watcher};

/// How long nothing must happen before a batch ends.
const QUIET: Duration = Duration::from_millis(10);
/// How long a batch waits for files that are gone or empty.
const PATIENCE: Duration = Duration::from_millis(250);
/// The longest that a batch is open, whatever goes on.
const LONGEST: Duration = Duration::from_millis(500);
/// How long files are not looked at where the system does not tell; longer if looking takes more than a tenth of it.
const POLL: Duration = Duration::from_millis(500);

/// Watches the folders of a site.
pub struct Watch {
    /// What the system tells; without it files are looked at.
    watcher: Option<RecommendedWatcher>,
    events: Receiver<notify::Result<Event>>,
    /// The real path of each folder that was asked for, and what it was called.
    folders: BTreeMap<PathBuf, PathBuf>,
    /// Files outside of these folders.
    files: BTreeMap<PathBuf, PathBuf>,
    /// Paths that are none of the site's.
    ignored: BTreeSet<PathBuf>,
    /// What every file was like when it was last looked at; empty while the system tells.
    seen: BTreeMap<PathBuf, Stamp>,
    failure: Option<String>,
}

/// What changes with a file: when it was written, and its size.
type Stamp = (Option<SystemTime>, u64);

impl Watch {
    /// Watches `folder` and all in it but hidden folders, `node_modules` and what builds have written. With `poll` it looks every half
    /// second instead of being told by the system.
    ///
    /// # Errors
    /// If `folder` cannot be read.
    pub fn new(folder: &Path, poll: bool) -> io::Result<Self> {
        fs::read_dir(folder)?;
        let (sender, events) = mpsc::channel();
        let (watcher, failure) = match RecommendedWatcher::new(sender, Config::default()) {
            _ if poll => (None, None),
            Ok(watcher) => (Some(watcher), None),
            Err(error) => (None, Some(error.to_string())),
        };
        let mut watch = Self {
            watcher,
            events,
            folders: BTreeMap::new(),
            files: BTreeMap::new(),
            ignored: BTreeSet::new(),
            seen: BTreeMap::new(),
            failure,
        };
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
        self.look();
    }

    /// Watches a single file, wherever it is.
    pub fn add_file(&mut self, file: &Path) {
        let real = real(file);
        let is_inside = self.folders.keys().any(|known| real.starts_with(known));
        let Some(parent) = real.parent() else {
            return;
        };
        if !is_inside {
            self.ask(parent, RecursiveMode::NonRecursive);
        }
        self.files.insert(real, file.to_owned());
        self.look();
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
    pub fn wait(&mut self) -> Vec<PathBuf> {
        let was_told = self.watcher.is_some();
        let mut changed = BTreeSet::new();
        while changed.is_empty() {
            if self.watcher.is_none() {
                changed = self.wait_and_look();
                continue;
            }
            match self.events.recv() {
                Ok(event) => self.take(event, &mut changed),
                // The watcher has the other end as long as it is there.
                Err(_) => self.watcher = None,
            }
        }
        let started = Instant::now();
        while self.watcher.is_some() {
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
        if was_told && self.watcher.is_none() {
            // What was still to be told is lost.
            changed.extend(self.folders.keys().cloned());
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
        let mut folders = self.folders.iter();
        folders
            .find_map(|(real, name)| Some(name.join(path.strip_prefix(real).ok()?)))
            .unwrap_or_else(|| path.to_owned())
    }

    /// Looks at all files until one is not what it was, and settled.
    fn wait_and_look(&mut self) -> BTreeSet<PathBuf> {
        let mut pause = POLL;
        loop {
            thread::sleep(pause);
            let started = Instant::now();
            let changed = self.look();
            pause = POLL.max(started.elapsed() * 10);
            if changed.iter().any(|path| is_unsettled(path)) {
                thread::sleep(PATIENCE);
                return &changed | &self.look();
            }
            if !changed.is_empty() {
                return changed;
            }
        }
    }

    /// Looks at all files, if the system does not tell: those that are not what they were.
    fn look(&mut self) -> BTreeSet<PathBuf> {
        let mut now = BTreeMap::new();
        if self.watcher.is_some() {
            return BTreeSet::new();
        }
        for folder in self.folders.keys() {
            self.walk(folder, &mut |_| {}, &mut |file, metadata| {
                now.insert(file, (metadata.modified().ok(), metadata.len()));
            });
        }
        for file in self.files.keys() {
            if let Ok(metadata) = fs::metadata(file) {
                now.insert(file.clone(), (metadata.modified().ok(), metadata.len()));
            }
        }
        let before = std::mem::replace(&mut self.seen, now);
        let paths = before.keys().chain(self.seen.keys());
        let changed = paths.filter(|path| before.get(*path) != self.seen.get(*path));
        changed.cloned().collect()
    }

    /// Goes through the folders in `folder`, itself first, that matter: calls `enter` for each before it is read, and `file` for
    /// each file.
    fn walk(
        &self,
        folder: &Path,
        enter: &mut dyn FnMut(&Path),
        file: &mut dyn FnMut(PathBuf, &fs::Metadata),
    ) {
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            if folder.join(crate::MANIFEST_NAME).is_file() {
                continue;
            }
            enter(&folder);
            // It may be gone again.
            let Ok(entries) = fs::read_dir(&folder) else {
                continue;
            };
            for entry in entries.flatten() {
                let path = entry.path();
                if !self.matters(&path) {
                    continue;
                }
                match entry.metadata() {
                    Ok(metadata) if metadata.is_dir() => folders.push(path),
                    Ok(metadata) => file(path, &metadata),
                    Err(_) => {}
                }
            }
        }
    }

    /// Watches a folder and those in it. Systems that tell of whole trees at once are asked for them at the top alone.
    fn enter(&mut self, folder: &Path) {
        if cfg!(any(target_os = "macos", windows)) {
            if self.folders.contains_key(folder) {
                self.ask(folder, RecursiveMode::Recursive);
            }
            return;
        }
        let Some(mut watcher) = self.watcher.take() else {
            return;
        };
        let mut refused = None;
        // Each before it is looked into, so that nothing comes unseen in between.
        let mut watch = |folder: &Path| {
            if refused.is_none() {
                refused = refusal(watcher.watch(folder, RecursiveMode::NonRecursive));
            }
        };
        self.walk(folder, &mut watch, &mut |_, _| {});
        self.keep(watcher, refused);
    }

    /// Asks the system to tell of changes in `folder`.
    fn ask(&mut self, folder: &Path, mode: RecursiveMode) {
        if let Some(mut watcher) = self.watcher.take() {
            let refused = refusal(watcher.watch(folder, mode));
            self.keep(watcher, refused);
        }
    }

    /// Goes on with `watcher`, or without it if the system has refused anything.
    fn keep(&mut self, watcher: RecommendedWatcher, refused: Option<String>) {
        if refused.is_none() {
            self.watcher = Some(watcher);
            return;
        }
        self.failure = refused;
        self.look();
    }
}

/// Why the system does not tell of changes, unless the folder has just gone.
fn refusal(watched: notify::Result<()>) -> Option<String> {
    let error = watched.err()?;
    let is_gone = match &error.kind {
        notify::ErrorKind::PathNotFound => true,
        notify::ErrorKind::Io(error) => error.kind() == io::ErrorKind::NotFound,
        _ => false,
    };
    (!is_gone).then(|| error.to_string())
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
