//! When files were last changed, asked of git once for all of them.
//!
//! The time of a file is that of the last commit that changed its text. Nothing is asked of the clock or of the file system's
//! times, and nothing of what lies uncommitted: a note that is being edited keeps the date of its last commit.
//!
//! A repository may come from anywhere and its configuration with it, so git is told to run no program of its choosing: no
//! signature check, no filter, no hook, no watcher, no pager, no fetch of what is missing. Whose repositories may be read
//! at all (`safe.directory`) is for the user's own configuration to say.

mod log;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use unicode_normalization::UnicodeNormalization;

use crate::text::Date;

/// The most that is read of what git complains about, in bytes.
const MOST_COMPLAINTS: u64 = 4096;

/// What the history of a repository says of files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// When each file was last changed, by its path below the folder. Those are missing that no commit has, or only
    /// one that a shallow clone begins with: it seems to have made everything.
    pub dates: BTreeMap<String, Date>,
    /// How many files only one of those commits has: the clone lacks the older part of the history.
    pub cut_off: usize,
}

/// Why there is no history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoHistory {
    /// The folder is in no repository.
    NoRepository,
    /// There is one, and git cannot be run or cannot read it: what it said, in one line.
    Failed(String),
}

/// Asks when the files at `paths`, below `folder` and with `/`, were last changed. Others are not looked for.
///
/// The folder may be any folder of a repository or of a submodule. Names are compared in NFC, since file systems and git
/// do not always agree on the form.
pub fn history(folder: &Path, paths: &BTreeSet<&str>) -> Result<History, NoHistory> {
    if !lies_in_repository(folder) {
        return Err(NoHistory::NoRepository);
    }
    let is_shallow = is_shallow(folder)?;
    let mut wanted: BTreeMap<String, &str> = paths
        .iter()
        .map(|path| (path.nfc().collect(), *path))
        .collect();
    let mut dates = BTreeMap::new();
    let mut cut_off = 0;
    let mut child = log_command(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| NoHistory::Failed(error.to_string()))?;
    let complaint = complaint_of(&mut child);
    if let Some(output) = child.stdout.take() {
        let commits = log::Commits::new(BufReader::new(output));
        cut_off = log::last_changes(commits, is_shallow, &mut wanted, &mut dates);
    }
    let all_found = wanted.is_empty();
    if all_found {
        // The rest of the history has nothing to add; that git may have ended by itself is no fault.
        let _ = child.kill();
    }
    let status = child.wait();
    let complaint = complaint
        .and_then(|thread| thread.join().ok())
        .unwrap_or_default();
    match status {
        Ok(status) if status.success() || all_found => {}
        Ok(_) if complaint.contains("does not have any commits yet") => {}
        Ok(_) => return Err(failure(&complaint)),
        Err(error) => return Err(NoHistory::Failed(error.to_string())),
    }
    Ok(History { dates, cut_off })
}

/// All that the answer of [`history`] depends on besides the paths: the newest commit, where the history is cut off, what is
/// put in the place of commits, the configuration, and git itself. Asked of git and never parsed: two answers are the same
/// or not. `None` if the folder is in no repository or git cannot be asked.
pub fn state(folder: &Path) -> Option<Vec<Vec<u8>>> {
    if !lies_in_repository(folder) {
        return None;
    }
    let asked: [&[&str]; 4] = [
        &["version"],
        &["config", "--list", "-z"],
        &[
            "rev-parse",
            "--git-path",
            "shallow",
            "--git-path",
            "info/grafts",
        ],
        &[
            "rev-parse",
            "--show-prefix",
            "--is-shallow-repository",
            "HEAD",
            "--glob=refs/replace",
            "--symbolic-full-name",
            "--glob=refs/replace",
        ],
    ];
    let mut state = Vec::new();
    for arguments in asked {
        let output = git(folder).args(arguments).output().ok()?;
        state.extend([output.stdout, output.stderr]);
    }
    // Both files are named by paths from the folder on, one in each line.
    let files = String::from_utf8_lossy(&state[4]).into_owned();
    for file in files.lines() {
        state.push(fs::read(folder.join(file)).unwrap_or_default());
    }
    Some(state)
}

/// Whether the folder or one above it has a `.git`: a folder, or the file of a submodule or work tree. So a folder of notes
/// without one needs no git.
fn lies_in_repository(folder: &Path) -> bool {
    let Ok(folder) = folder.canonicalize() else {
        return false;
    };
    folder.ancestors().any(|above| above.join(".git").exists())
}

fn is_shallow(folder: &Path) -> Result<bool, NoHistory> {
    let output = git(folder)
        .args(["rev-parse", "--is-shallow-repository"])
        .output()
        .map_err(|error| NoHistory::Failed(error.to_string()))?;
    if output.status.success() {
        return Ok(output.stdout.trim_ascii() == b"true");
    }
    Err(failure(&String::from_utf8_lossy(&output.stderr)))
}

/// What git's complaint means. One that finds no repository where there is a `.git` has been told not to look there.
fn failure(complaint: &str) -> NoHistory {
    let mut lines = complaint
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let line = lines.next().unwrap_or("git failed");
    let line = line.strip_prefix("fatal: ").unwrap_or(line);
    if line.starts_with("not a git repository") {
        return NoHistory::NoRepository;
    }
    let is_plain = |c: &char| !c.is_control();
    NoHistory::Failed(line.chars().filter(is_plain).take(300).collect())
}

/// Reads what a child complains about beside its output, so that neither waits for the other.
fn complaint_of(child: &mut Child) -> Option<std::thread::JoinHandle<String>> {
    let mut complaints = child.stderr.take()?;
    Some(std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let mut beginning = (&mut complaints).take(MOST_COMPLAINTS);
        // What cannot be read is not told.
        let _ = beginning.read_to_end(&mut bytes);
        let _ = std::io::copy(&mut complaints, &mut std::io::sink());
        String::from_utf8_lossy(&bytes).into_owned()
    }))
}

/// The log of the folder, newest first, as [`log::Commits`] reads it.
///
/// `-c` shows of a merge only what is in none of its parents, which is what it changed itself. Only exact renames are looked
/// for: they are found by their hash, and a file that was renamed and changed at once was changed.
fn log_command(folder: &Path) -> Command {
    let mut command = git(folder);
    command.args([
        "log",
        "-z",
        "--format=tformat:%x01%aI %P",
        "--name-status",
        "-M100%",
        "-c",
        "--relative",
        "--no-show-signature",
        "--no-ext-diff",
        "--no-textconv",
        "--no-notes",
        "--no-color",
        "--no-decorate",
        "--no-mailmap",
        "--",
        ".",
    ]);
    command
}

/// git in `folder`, with nothing of the environment that would lead it to another repository, and nothing of the
/// repository's configuration that would lead it to another program.
fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        let is_users = [
            "GIT_CONFIG_",
            "GIT_CEILING_",
            "GIT_DISCOVERY_",
            "GIT_EXEC_PATH",
        ]
        .iter()
        .any(|kept| text.starts_with(kept));
        if text.starts_with("GIT_") && !is_users {
            command.env_remove(&name);
        }
    }
    command
        .current_dir(folder)
        .env("LC_ALL", "C")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_ALLOW_PROTOCOL", "none")
        .args(["--no-pager", "--no-optional-locks", "--literal-pathspecs"])
        .args(["-c", "core.fsmonitor=false"])
        .args(["-c", "core.hooksPath=/dev/null"])
        .args(["-c", "log.showSignature=false"])
        .args(["-c", "log.showRoot=true"])
        .stdin(Stdio::null());
    command
}
