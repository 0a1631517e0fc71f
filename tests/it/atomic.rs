//! A build that fails or is killed leaves the site as it was, file by file, and nothing else behind.
#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::folder::Folder;

type Tree = BTreeMap<String, Vec<u8>>;

/// Notes and files of one of two versions of a site; each has files that the other has not, and both have most.
fn write_version(folder: &Folder, version: char) {
    let _ = fs::remove_dir_all(folder.join("content"));
    let mut index = String::new();
    for number in 0..120 {
        // Of different lengths, so that a file that is cut or mixed is no version of it.
        let size = 2_000 + number * 613 + usize::from(version == 'b') * 4_001;
        folder.write(
            &format!("content/files/x{number}.bin"),
            version.to_string().repeat(size),
        );
        let _ = writeln!(index, "[x](files/x{number}.bin)");
    }
    for number in 0..12 {
        folder.write(
            &format!("content/notes/n{number}.md"),
            format!("# Version {version} of {number}\n\n## 1. Why {version}?\n\nBecause of {version}, which is long enough.\n"),
        );
    }
    folder.write(
        &format!("content/only-{version}/x.md"),
        format!("# Only in {version}\n"),
    );
    // A file in one version is a folder in the other.
    if version == 'a' {
        folder.write("content/turn", "a file");
        index.push_str("[t](turn)\n");
    } else {
        folder.write("content/turn/t.txt", "in a folder");
        index.push_str("[t](turn/t.txt)\n");
    }
    folder.write("content/README.md", index);
}

fn is_ours(path: &str) -> bool {
    path.starts_with(".inkstone-")
}

/// What a site of this version is, written into a fresh folder.
fn expected(folder: &Folder, version: char) -> Tree {
    write_version(folder, version);
    let output = format!("expected-{version}");
    let ran = folder.run(&["build", "-o", &output]);
    assert_eq!(ran.code, 0, "{ran:?}");
    folder.tree(&output)
}

/// Numbers that look random and are the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end.max(1)
    }
}

/// How many builds are killed: `INKSTONE_KILLS`, else few enough for every run of the tests.
fn kills() -> usize {
    let set = std::env::var("INKSTONE_KILLS").ok();
    set.and_then(|count| count.parse().ok()).unwrap_or(40)
}

/// Fails if a file is neither as in one version nor as in the other, or if the list has what neither has.
#[track_caller]
fn is_whole(tree: &Tree, versions: &[&Tree], mine: &Tree, round: usize) {
    for (path, bytes) in tree {
        if let Some(planted) = mine.get(path) {
            assert!(planted == bytes, "round {round}: {path} is not as it was");
        } else if !is_ours(path) {
            let known = versions
                .iter()
                .any(|version| version.get(path) == Some(bytes));
            assert!(known, "round {round}: {path} is torn, or nobody's");
        }
    }
    for path in mine.keys() {
        assert!(tree.contains_key(path), "round {round}: {path} is gone");
    }
    let list = &tree[".inkstone-manifest.json"];
    let list: serde_json::Value = serde_json::from_slice(list).expect("a whole list");
    for path in list["files"].as_object().unwrap().keys() {
        let known = versions.iter().any(|version| version.contains_key(path));
        assert!(
            known && !mine.contains_key(path),
            "round {round}: the list has {path}"
        );
    }
}

#[test]
fn a_killed_build_leaves_whole_files_and_the_next_one_gets_on_with_it() {
    let folder = Folder::new().file("site.toml", "lang = \"en\"\ntitle = \"Site\"\n");
    let (a, b) = (expected(&folder, 'a'), expected(&folder, 'b'));
    assert_eq!(folder.run(&["build"]).code, 0);
    // Someone else's, also where a site might put something, and with the names of files under way.
    let mine: Tree = [
        "CNAME",
        "files/mine.bin",
        "notes/mine/x.html",
        ".well-known/x",
    ]
    .into_iter()
    .map(|path| (path.to_owned(), b"mine".to_vec()))
    .collect();
    for (path, bytes) in &mine {
        folder.write(&format!("public/{path}"), bytes);
    }
    let started = Instant::now();
    write_version(&folder, 'a');
    assert_eq!(folder.run(&["build"]).code, 0);
    let whole_time = started.elapsed();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let journal = folder.join("public/.inkstone-journal");
    let (mut in_the_middle, mut ended) = (0, 0);
    for round in 0..kills() {
        let version = if round % 2 == 0 { 'b' } else { 'a' };
        write_version(&folder, version);
        let mut child = folder
            .command(&["build", "-q"])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Half of them at any moment, half while files take their places, which is over soon.
        if round % 4 < 2 {
            let time = u64::try_from(whole_time.as_micros()).unwrap();
            std::thread::sleep(Duration::from_micros(random.below(time)));
        } else {
            while child.try_wait().unwrap().is_none()
                && fs::metadata(&journal).map_or(0, |journal| journal.len()) == 0
            {
                std::hint::spin_loop();
            }
            std::thread::sleep(Duration::from_micros(random.below(4_000)));
        }
        let _ = child.kill();
        ended += usize::from(child.wait().unwrap().code().is_some());
        let tree = folder.tree("public");
        in_the_middle += usize::from(
            tree.get(".inkstone-journal")
                .is_some_and(|it| !it.is_empty()),
        );
        is_whole(&tree, &[&a, &b], &mine, round);
        // Now and then the same version is built to its end, and is exactly what it should be.
        if random.below(5) == 0 || round + 1 == kills() {
            let ran = folder.run(&["build"]);
            assert_eq!(ran.code, 0, "round {round}: {ran:?}");
            let mut expected = if version == 'a' { a.clone() } else { b.clone() };
            expected.extend(mine.clone());
            let tree = folder.tree("public");
            let names = |tree: &Tree| tree.keys().cloned().collect::<BTreeSet<_>>();
            assert_eq!(names(&tree), names(&expected), "round {round}");
            assert!(tree == expected, "round {round}");
            assert_eq!(empty_folders(&folder), [""; 0], "round {round}");
        }
    }
    println!(
        "{} builds killed, {in_the_middle} left files partly in place, {ended} had ended before",
        kills()
    );
}

/// What is left where files were, `.inkstone-staging` too.
fn empty_folders(folder: &Folder) -> Vec<String> {
    walkdir::WalkDir::new(folder.join("public"))
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_dir())
        .filter(|entry| fs::read_dir(entry.path()).is_ok_and(|mut it| it.next().is_none()))
        .map(|entry| entry.path().display().to_string())
        .collect()
}

/// A site that was built, and then its tree.
fn built() -> (Folder, Tree) {
    let folder = Folder::new()
        .file("site.toml", "lang = \"en\"\n")
        .file("content/README.md", "# Before\n\n[x](x.bin)\n")
        .file("content/x.bin", vec![1; 30_000])
        .file("content/gone.md", "# Gone\n");
    assert_eq!(folder.run(&["build"]).code, 0);
    let before = folder.tree("public");
    for number in 0..30 {
        folder.write(
            &format!("content/new/n{number}.md"),
            format!("# After {number}\n"),
        );
    }
    fs::remove_file(folder.join("content/gone.md")).unwrap();
    folder.write("content/README.md", "# After\n\n[x](x.bin) [y](y.bin)\n");
    folder.write("content/x.bin", vec![2; 30_000]);
    folder.write("content/y.bin", vec![3; 12 << 20]);
    (folder, before)
}

/// Runs a script of the shell in `folder`, `$INKSTONE` being the program.
fn shell(folder: &Folder, before: &[&str], script: &str) -> (Option<i32>, String) {
    let mut words = before.to_vec();
    words.extend(["sh", "-c", script]);
    let output = Command::new(words[0])
        .args(&words[1..])
        .current_dir(folder.path())
        .env("INKSTONE", env!("CARGO_BIN_EXE_inkstone"))
        .env("XDG_CACHE_HOME", folder.join(".cache"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    (output.status.code(), said)
}

#[test]
fn a_file_that_may_not_grow_fails_the_build_and_the_old_site_stays() {
    let (folder, before) = built();
    // The limit on the size of a file stands for a full disk: the same answer of the system in the middle of a file.
    let (code, said) = shell(
        &folder,
        &[],
        "trap '' XFSZ; ulimit -f 8192 && exec \"$INKSTONE\" build",
    );
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("error[output-failed]") && said.contains("y.bin"),
        "{said}"
    );
    assert!(said.contains("the site was not replaced"), "{said}");
    assert!(folder.tree("public") == before, "the old site is as it was");
    assert!(!folder.join("public/.inkstone-staging").exists());
    assert_eq!(folder.run(&["build"]).code, 0);
    assert!(folder.read("public/index.html").contains("After"));
}

/// How a script is run where it may mount; `None` where this system does not permit it.
fn with_mounts() -> Option<Vec<&'static str>> {
    [vec!["unshare", "-m"], vec!["unshare", "-rm"]]
        .into_iter()
        .find(|command| {
            let tried = Command::new(command[0])
                .args(&command[1..])
                .args(["sh", "-c", "mount -t tmpfs -o size=64k none /mnt"])
                .output();
            tried.is_ok_and(|tried| tried.status.success())
        })
}

#[test]
fn a_full_disk_fails_the_build_and_the_old_site_stays() {
    let Some(before) = with_mounts() else {
        println!(
            "skipped: a_full_disk_fails_the_build_and_the_old_site_stays (mounting is not permitted)"
        );
        return;
    };
    let (folder, site) = built();
    fs::rename(folder.join("public"), folder.join("first")).unwrap();
    fs::create_dir(folder.join("public")).unwrap();
    let room: u64 = site.values().map(|bytes| bytes.len() as u64).sum();
    // Room for the old site, for some of the new files, but not for all: once with room for many, once for hardly any.
    for spare in [6 << 20, 300 << 10] {
        let bytes = room + site.len() as u64 * 4096 + spare;
        let (code, said) = shell(
            &folder,
            &before,
            &format!(
                "mount -t tmpfs -o size={bytes} none public && cp -a first/. public && \"$INKSTONE\" build; echo code $?; \
                 rm -rf after; cp -a public after"
            ),
        );
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("code 1"), "{said}");
        assert!(said.contains("error[output-failed]"), "{said}");
        assert!(folder.tree("after") == site, "the old site is as it was");
    }
}

#[test]
fn a_read_only_folder_fails_the_build_and_says_so() {
    let Some(before) = with_mounts() else {
        println!(
            "skipped: a_read_only_folder_fails_the_build_and_says_so (mounting is not permitted)"
        );
        return;
    };
    let (folder, site) = built();
    let (code, said) = shell(
        &folder,
        &before,
        "mount --bind public public && mount -o remount,ro,bind public && \"$INKSTONE\" build; echo code $?; \"$INKSTONE\" clean; echo code $?",
    );
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(said.matches("code 1").count(), 2, "{said}");
    assert!(
        said.contains("error[output-failed]") && said.contains("Read-only"),
        "{said}"
    );
    assert!(folder.tree("public") == site, "the old site is as it was");
    // A new folder in one that is read-only.
    let (code, said) = shell(
        &folder,
        &before,
        "mkdir closed && mount --bind closed closed && mount -o remount,ro,bind closed && \"$INKSTONE\" build -o closed/new/site; echo code $?",
    );
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("code 1") && said.contains("error[output-failed]"),
        "{said}"
    );
}

#[test]
fn a_template_that_fails_on_one_page_leaves_the_old_site() {
    let (folder, before) = built();
    let template =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/note.html")).unwrap();
    let fails = "{% if note.title == \"After 29\" %}{{ nothing.of.this }}{% endif %}";
    folder.write(
        "templates/note.html",
        template.replace(
            "{% block content %}",
            &format!("{{% block content %}}{fails}"),
        ),
    );
    let ran = folder.run(&["build"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let line = template
        .lines()
        .position(|line| line.contains("{% block content %}"))
        .unwrap()
        + 1;
    let begin = format!("templates/note.html:{line}:");
    assert!(ran.err.starts_with(&begin), "{ran:?}");
    assert!(ran.err.contains("error[bad-template] "), "{ran:?}");
    assert!(
        ran.err.contains(&format!("\n{line} | ")),
        "its line is shown: {ran:?}"
    );
    assert!(folder.tree("public") == before, "the old site is as it was");
}
