//! What a build changes on disk.

use std::fs;

use inkstone::output::{OutputError, Sink as _, Summary, Writer, Written, clean};
use rayon::prelude::*;

use crate::folder::Folder;

/// Writes a whole site into `out`, from several threads.
pub(crate) fn site(folder: &Folder, files: &[(&str, &str)]) -> Result<Summary, OutputError> {
    let writer = Writer::open(&folder.join("out"), &folder.join("notes"))?;
    files
        .par_iter()
        .try_for_each(|(path, text)| writer.write(path, text.as_bytes()).map(drop))?;
    writer.finish().map(|(summary, _)| summary)
}

pub(crate) fn notes() -> Folder {
    Folder::new().file("notes/a.md", "# a")
}

fn paths(folder: &Folder) -> Vec<String> {
    folder.tree("out").into_keys().collect()
}

#[test]
fn only_what_differs_is_written() {
    let folder = notes();
    let first = site(&folder, &[("index.html", "home"), ("a/b.html", "b")]).unwrap();
    assert_eq!(
        first,
        Summary {
            written: 2,
            unchanged: 0,
            pruned: 0,
            bytes: 5
        }
    );
    assert_eq!(
        paths(&folder),
        [".inkstone-manifest.json", "a/b.html", "index.html"]
    );
    let untouched = fs::metadata(folder.join("out/index.html"))
        .unwrap()
        .modified()
        .unwrap();
    let second = site(&folder, &[("index.html", "home"), ("a/b.html", "B")]).unwrap();
    assert_eq!(
        second,
        Summary {
            written: 1,
            unchanged: 1,
            pruned: 0,
            bytes: 5
        }
    );
    assert_eq!(folder.read("out/a/b.html"), "B");
    assert_eq!(
        fs::metadata(folder.join("out/index.html"))
            .unwrap()
            .modified()
            .unwrap(),
        untouched
    );
}

#[test]
fn what_is_missing_or_cut_short_is_written_again() {
    let folder = notes();
    site(&folder, &[("a.html", "aaa"), ("b.html", "bbb")]).unwrap();
    fs::remove_file(folder.join("out/a.html")).unwrap();
    folder.write("out/b.html", "b");
    let again = site(&folder, &[("a.html", "aaa"), ("b.html", "bbb")]).unwrap();
    assert_eq!(
        (
            again.written,
            folder.read("out/a.html"),
            folder.read("out/b.html")
        ),
        (2, "aaa".into(), "bbb".into())
    );
}

#[test]
fn stale_files_and_their_folders_go() {
    let folder = notes();
    site(
        &folder,
        &[("a.html", "a"), ("x/y/b.html", "b"), ("x/c.html", "c")],
    )
    .unwrap();
    folder.write("out/x/y/mine.txt", "mine");
    let second = site(&folder, &[("a.html", "a")]).unwrap();
    assert_eq!(second.pruned, 2);
    assert_eq!(
        paths(&folder),
        [".inkstone-manifest.json", "a.html", "x/y/mine.txt"]
    );
    fs::remove_file(folder.join("out/x/y/mine.txt")).unwrap();
    site(&folder, &[("a.html", "a"), ("x/y/b.html", "b")]).unwrap();
    site(&folder, &[("a.html", "a")]).unwrap();
    assert!(!folder.join("out/x").exists());
}

#[test]
fn a_file_may_become_a_folder_and_back() {
    let folder = notes();
    site(&folder, &[("a", "file")]).unwrap();
    site(&folder, &[("a/b.html", "in a folder")]).unwrap();
    assert_eq!(folder.read("out/a/b.html"), "in a folder");
    site(&folder, &[("a", "file")]).unwrap();
    assert_eq!(folder.read("out/a"), "file");
    folder.write("out/b/mine.txt", "mine");
    assert!(
        matches!(site(&folder, &[("b", "file")]), Err(OutputError::Foreign(path)) if path == "b")
    );
}

#[test]
fn the_list_is_a_function_of_the_site() {
    let (one, two) = (notes(), notes());
    site(&one, &[("a.html", "a"), ("b.html", "b")]).unwrap();
    site(&two, &[("old.html", "o")]).unwrap();
    site(&two, &[("b.html", "b"), ("a.html", "a")]).unwrap();
    assert_eq!(one.tree("out"), two.tree("out"));
    let list: serde_json::Value =
        serde_json::from_str(&one.read("out/.inkstone-manifest.json")).unwrap();
    assert_eq!(list["files"]["a.html"]["size"], 1);
    let sha256 = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
    assert_eq!(list["files"]["a.html"]["sha256"], sha256);
}

#[test]
fn a_build_knows_what_it_changed() {
    let folder = notes();
    let changed = |files: &[(&str, &str)]| {
        let writer = Writer::open(&folder.join("out"), &folder.join("notes")).unwrap();
        for (path, text) in files {
            writer.write(path, text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().1
    };
    assert_eq!(
        changed(&[("b.html", "b"), ("a.html", "a")]),
        ["a.html", "b.html"]
    );
    assert!(changed(&[("a.html", "a"), ("b.html", "b")]).is_empty());
    assert_eq!(
        changed(&[("a.html", "A"), ("c.html", "c")]),
        ["a.html", "b.html", "c.html"]
    );
}

#[test]
fn assets_are_copied_when_they_change() {
    let folder = notes().file("notes/x.png", vec![7; 200_000]);
    let copy = || {
        let writer = Writer::open(&folder.join("out"), &folder.join("notes")).unwrap();
        let written = writer
            .copy("img/x.png", &folder.join("notes/x.png"))
            .unwrap();
        writer.finish().unwrap();
        written
    };
    assert_eq!(copy(), Written::New);
    assert_eq!(copy(), Written::Unchanged);
    folder.write("notes/x.png", vec![8; 200_000]);
    assert_eq!(copy(), Written::New);
    assert_eq!(folder.tree("out")["img/x.png"], vec![8; 200_000]);
}

#[test]
fn others_files_are_not_overwritten() {
    let folder = notes();
    site(&folder, &[("a.html", "a")]).unwrap();
    folder.write("out/CNAME", "example.org");
    folder.write("out/same.html", "same");
    let error = site(&folder, &[("a.html", "a"), ("CNAME", "other")]).unwrap_err();
    assert!(
        matches!(&error, OutputError::Foreign(path) if path == "CNAME"),
        "{error}"
    );
    assert_eq!(folder.read("out/CNAME"), "example.org");
    site(&folder, &[("a.html", "a"), ("same.html", "same")]).unwrap();
}

#[test]
fn an_unfinished_build_leaves_the_site_as_it_was() {
    let folder = notes();
    site(
        &folder,
        &[("a.html", "old"), ("b.html", "old"), ("turn", "old")],
    )
    .unwrap();
    let before = folder.tree("out");
    let writer = Writer::open(&folder.join("out"), &folder.join("notes")).unwrap();
    writer.write("a.html", b"new").unwrap();
    writer.write("c/d.html", b"new").unwrap();
    writer.write("turn/e.html", b"new").unwrap();
    assert_eq!(folder.read("out/a.html"), "old");
    drop(writer);
    assert_eq!(folder.tree("out"), before);
    assert!(!folder.join("out/c").exists());
}

/// SHA-256 of `new`.
const NEW: &str = "11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437";

#[test]
fn a_build_that_ended_while_files_took_their_places_is_mended() {
    let folder = notes();
    site(&folder, &[("a.html", "old"), ("b.html", "old")]).unwrap();
    folder.write(
        "out/.inkstone-journal",
        format!("{NEW} \"a.html\"\n{NEW} \"c/d.html\"\n{NEW} \"mine.html\"\n{NEW} \"none.html\"\n{NEW} \"torn/li"),
    );
    folder.write("out/.inkstone-staging/half", "ne");
    folder.write("out/a.html", "new");
    folder.write("out/c/d.html", "new");
    // The build ended before it put anything here, and someone else did since.
    folder.write("out/mine.html", "mine");
    // The old site again: by the list alone, `a.html` would pass for unchanged.
    let again = site(&folder, &[("a.html", "old"), ("b.html", "old")]).unwrap();
    assert_eq!((again.written, again.unchanged, again.pruned), (1, 1, 1));
    assert_eq!(folder.read("out/a.html"), "old");
    assert_eq!(
        paths(&folder),
        [".inkstone-manifest.json", "a.html", "b.html", "mine.html"]
    );
    assert!(!folder.join("out/.inkstone-staging").exists());
    assert!(
        matches!(site(&folder, &[("mine.html", "other")]), Err(OutputError::Foreign(path)) if path == "mine.html")
    );
}

/// A folder was made where the last site has a file, or for a page that the next site does not have, and no more.
#[test]
fn folders_that_a_killed_build_made_are_no_obstacle() {
    let folder = notes();
    site(&folder, &[("turn", "file")]).unwrap();
    fs::remove_file(folder.join("out/turn")).unwrap();
    fs::create_dir_all(folder.join("out/turn/deep")).unwrap();
    fs::create_dir_all(folder.join("out/other/deep")).unwrap();
    folder.write(
        "out/.inkstone-journal",
        format!("{NEW} \"turn/deep/a.html\"\n{NEW} \"other/deep/deeper/a.html\"\n"),
    );
    site(&folder, &[("turn", "file")]).unwrap();
    assert_eq!(folder.read("out/turn"), "file");
    assert!(!folder.join("out/other").exists());
}

#[test]
fn one_build_at_a_time_writes_into_a_folder() {
    let folder = notes();
    site(&folder, &[("a.html", "old")]).unwrap();
    let open = || Writer::open(&folder.join("out"), &folder.join("notes")).unwrap();
    let (one, two, three) = (open(), open(), open());
    one.write("a.html", b"one").unwrap();
    let error = two.write("a.html", b"two").unwrap_err().to_string();
    assert!(error.contains("another build is writing"), "{error}");
    drop(two);
    one.finish().unwrap();
    // What this one knows of the folder is no longer so.
    let error = three.write("a.html", b"three").unwrap_err().to_string();
    assert!(error.contains("another build"), "{error}");
    drop(three);
    assert_eq!(folder.read("out/a.html"), "one");
    assert_eq!(paths(&folder), [".inkstone-manifest.json", "a.html"]);
}

#[test]
fn a_first_build_that_was_cut_off_can_be_repeated_or_cleaned() {
    let folder = notes();
    let cut_off = || {
        folder.write(
            "out/.inkstone-journal",
            format!("{NEW} \"a.html\"\n{NEW} \"b.html\"\n"),
        );
        folder.write("out/.inkstone-staging/half", "half of the site");
        folder.write("out/a.html", "new");
    };
    cut_off();
    site(&folder, &[("a.html", "a")]).unwrap();
    assert_eq!(folder.read("out/a.html"), "a");
    clean(
        &folder.join("out"),
        &folder.join("notes"),
        None,
        folder.path(),
    )
    .unwrap();
    cut_off();
    clean(
        &folder.join("out"),
        &folder.join("notes"),
        None,
        folder.path(),
    )
    .unwrap();
    assert!(!folder.join("out").exists());
}
