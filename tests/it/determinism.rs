//! The law of builds: the same notes give the same bytes, in another process and with another number of threads.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds the site of `notes` in a process of its own and returns every file by its path below the output.
fn built(notes: &Path, threads: Option<usize>) -> BTreeMap<PathBuf, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out");
    let mut command = Command::new(env!("CARGO_BIN_EXE_inkstone"));
    command
        // The history of this repository is an input of the sites in it, and none of their copies elsewhere.
        .env("GIT_CEILING_DIRECTORIES", env!("CARGO_MANIFEST_DIR"))
        .args(["build", "--quiet", "--no-cache"])
        .arg(notes)
        .arg("-o")
        .arg(&output);
    if let Some(count) = threads {
        command.arg("--threads").arg(count.to_string());
    }
    let status = command.status().unwrap();
    assert!(status.success(), "{} is built: {status}", notes.display());
    files(&output)
}

fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    walkdir::WalkDir::new(root)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(root).unwrap().to_path_buf();
            (path, fs::read(entry.path()).unwrap())
        })
        .collect()
}

fn assert_same(notes: &Path) {
    let first = built(notes, None);
    assert!(first.len() > 10, "there is a site");
    for (what, other) in [
        ("another process", built(notes, None)),
        ("one thread", built(notes, Some(1))),
        ("seven threads", built(notes, Some(7))),
    ] {
        let names = |site: &BTreeMap<PathBuf, Vec<u8>>| site.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&first), names(&other), "{what}");
        for (path, bytes) in &first {
            assert!(*bytes == other[path], "{what}: {} differs", path.display());
        }
    }
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn mixed_notes_give_the_same_bytes() {
    assert_same(&repository().join("tests/sites/mixed/in"));
}

#[test]
fn the_own_site_gives_the_same_bytes() {
    assert_same(repository());
}

#[test]
fn the_folders_of_others_give_the_same_bytes() {
    let corpora = repository().join("../shared/corpora");
    if !corpora.is_dir() {
        println!("skipped: the notes of ../shared/corpora are not there");
        return;
    }
    for name in ["seed", "interview-book"] {
        assert_same(&corpora.join(name));
    }
}

/// A copy elsewhere gives the same site: no path of the machine gets into it.
#[test]
fn the_place_of_the_notes_does_not_matter() {
    let notes = repository().join("tests/sites/mixed/in");
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("in");
    for (path, bytes) in files(&notes) {
        let target = copy.join(path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, bytes).unwrap();
    }
    assert!(built(&notes, None) == built(&copy, None));
}

/// Neither the words of a private note nor its name are anywhere in the site.
#[test]
fn a_private_note_leaves_no_trace() {
    let site = built(&repository().join("tests/sites/mixed/in"), None);
    for (path, bytes) in &site {
        let text = String::from_utf8_lossy(bytes);
        for word in ["绝密标记", "XYZZY", "日记", "私下"] {
            assert!(!text.contains(word), "{word} in {}", path.display());
            assert!(!path.to_string_lossy().contains(word), "{}", path.display());
        }
    }
}

/// Fonts go nowhere without their licence.
#[test]
fn fonts_have_their_licence_beside_them() {
    let site = built(&repository().join("tests/sites/mixed/in"), None);
    let is_licence = |path: &&PathBuf| {
        path.starts_with("assets/fonts") && path.extension().is_some_and(|it| it == "txt")
    };
    let licence = site.keys().find(is_licence).expect("a licence");
    assert!(String::from_utf8_lossy(&site[licence]).contains("SIL OPEN FONT LICENSE"));
}
