//! Noticing changes, with the habits of editors.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use inkstone::watch::Watch;

use crate::folder::Folder;

/// Longer than anything takes; who waits so long has found a fault.
const LONG: Duration = Duration::from_secs(30);

struct Watched {
    folder: Folder,
    batches: Receiver<Vec<PathBuf>>,
}

impl Watched {
    fn new(folder: Folder, poll: bool) -> Self {
        let mut watch = Watch::new(folder.path(), poll).unwrap();
        watch.ignore(&folder.join("public"));
        let (sender, batches) = mpsc::channel();
        thread::spawn(move || while sender.send(watch.wait()).is_ok() {});
        Self { folder, batches }
    }

    /// The next batch, as paths below the folder.
    fn next(&self) -> BTreeSet<String> {
        let batch = self.batches.recv_timeout(LONG).expect("a batch");
        let below = batch
            .iter()
            .map(|path| path.strip_prefix(self.folder.path()).unwrap());
        below
            .map(|path| path.to_string_lossy().replace('\\', "/"))
            .collect()
    }

    /// All batches until all of `paths` were in one: how many, and what was in them.
    fn until(&self, paths: &[&str]) -> (usize, BTreeSet<String>) {
        let mut all = BTreeSet::new();
        let mut count = 0;
        while !paths.iter().all(|path| all.contains(*path)) {
            all.extend(self.next());
            count += 1;
        }
        (count, all)
    }
}

fn notes() -> Folder {
    Folder::new()
        .file("content/a.md", "# a")
        .file("content/deep/b.md", "# b")
}

#[test]
fn a_file_is_written_in_place() {
    let watched = Watched::new(notes(), false);
    watched.folder.write("content/deep/b.md", "# c");
    let (_, all) = watched.until(&["content/deep/b.md"]);
    assert_eq!(all.len(), 1, "{all:?}");
}

#[test]
fn another_file_is_renamed_over_it() {
    let watched = Watched::new(notes(), false);
    for temporary in ["content/.a.md.swp", "content/a.md.tmp", "content/a.md~"] {
        watched.folder.write(temporary, "# new");
        fs::rename(
            watched.folder.join(temporary),
            watched.folder.join("content/a.md"),
        )
        .unwrap();
        let (_, all) = watched.until(&["content/a.md"]);
        assert_eq!(all.len(), 1, "{temporary}: {all:?}");
    }
}

#[test]
fn a_file_that_is_deleted_first_is_waited_for() {
    let watched = Watched::new(notes(), false);
    let file = watched.folder.join("content/a.md");
    fs::remove_file(&file).unwrap();
    thread::sleep(Duration::from_millis(30));
    fs::write(&file, "# again").unwrap();
    watched.until(&["content/a.md"]);
    assert!(file.exists());
    assert_eq!(fs::read_to_string(file).unwrap(), "# again");
}

#[test]
fn a_file_that_is_gone_is_told_too() {
    let watched = Watched::new(notes(), false);
    fs::remove_file(watched.folder.join("content/a.md")).unwrap();
    watched.until(&["content/a.md"]);
}

#[test]
fn many_files_are_few_batches() {
    let watched = Watched::new(notes(), false);
    let names: Vec<String> = (0..500)
        .map(|number| format!("content/n{number}.md"))
        .collect();
    for name in &names {
        watched.folder.write(name, "# n");
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (batches, _) = watched.until(&names);
    assert!(batches <= 50, "{batches} batches");
}

#[test]
fn new_folders_are_watched() {
    let watched = Watched::new(notes(), false);
    watched.folder.write("content/new/deeper/c.md", "# c");
    // The folder stands for what came with it.
    watched.until(&["content/new"]);
    watched.folder.write("content/new/deeper/c.md", "# d");
    watched.until(&["content/new/deeper/c.md"]);
    fs::rename(
        watched.folder.join("content/new"),
        watched.folder.join("content/moved"),
    )
    .unwrap();
    watched.until(&["content/new", "content/moved"]);
    watched.folder.write("content/moved/deeper/c.md", "# e");
    watched.until(&["content/moved/deeper/c.md"]);
}

#[test]
fn what_is_not_of_the_site_is_passed_over() {
    let folder = notes()
        .file(".git/HEAD", "a")
        .file("node_modules/x/y.js", "a")
        .file("old/.inkstone-manifest.json", "{}")
        .file("public/a.html", "a");
    let watched = Watched::new(folder, false);
    for path in [
        ".git/HEAD",
        ".inkstone/cache/x",
        "node_modules/x/y.js",
        "public/a.html",
        "public/new/b.html",
        "old/a.html",
        "content/.obsidian/workspace.json",
        "content/.a.md.swp",
        "content/#a.md#",
        "content/4913",
        "content/a.md.crdownload",
    ] {
        watched.folder.write(path, "changed");
    }
    watched.folder.write("content/a.md", "# last");
    let (_, all) = watched.until(&["content/a.md"]);
    assert_eq!(all.len(), 1, "{all:?}");
}

#[test]
fn reading_is_no_change() {
    let watched = Watched::new(notes(), false);
    for _ in 0..3 {
        watched.folder.read("content/a.md");
        fs::read_dir(watched.folder.join("content"))
            .unwrap()
            .count();
    }
    watched.folder.write("content/deep/b.md", "# last");
    let (_, all) = watched.until(&["content/deep/b.md"]);
    assert_eq!(all.len(), 1, "{all:?}");
}

#[test]
fn polling_notices_the_same() {
    let watched = Watched::new(notes(), true);
    watched.folder.write("content/c.md", "# c");
    watched.until(&["content/c.md"]);
    watched.folder.write("content/new/d.md", "# d");
    watched.until(&["content/new/d.md"]);
    watched
        .folder
        .write("content/new/d.md", "# longer than before");
    watched.until(&["content/new/d.md"]);
    fs::remove_file(watched.folder.join("content/a.md")).unwrap();
    watched.until(&["content/a.md"]);
}

#[test]
fn a_file_elsewhere_is_watched_alone() {
    let folder = Folder::new()
        .file("site/content/a.md", "# a")
        .file("elsewhere/other.toml", "a")
        .file("elsewhere/none.toml", "a");
    let config = folder.join("elsewhere/other.toml");
    let mut watch = Watch::new(&folder.join("site"), false).unwrap();
    watch.add_file(&config);
    folder.write("elsewhere/none.toml", "b");
    folder.write("elsewhere/other.toml", "b");
    assert_eq!(watch.wait(), [config]);
}

#[test]
fn no_folder_is_said() {
    let folder = Folder::new();
    assert!(Watch::new(&folder.join("none"), false).is_err());
}
