//! What the output folder is safe from, and what others are safe from in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use inkstone::output::{OutputError, Sink as _, Writer, clean};
use proptest::prelude::*;

use crate::folder::Folder;
use crate::output::{notes, site};

#[test]
fn folders_that_are_not_ours_are_refused() {
    let folder = notes()
        .file("full/mine.txt", "mine")
        .file("file", "")
        .file("empty/x/y", "");
    let open = |path: &Path| Writer::open(path, &folder.join("notes")).map(drop);
    assert!(matches!(
        open(&folder.join("full")),
        Err(OutputError::NotEmpty(_))
    ));
    assert!(matches!(
        open(&folder.join("file")),
        Err(OutputError::NotAFolder(..))
    ));
    assert!(matches!(
        open(&folder.join("file/x")),
        Err(OutputError::NotAFolder(..))
    ));
    assert!(matches!(
        open(&folder.join("notes")),
        Err(OutputError::HoldsNotes(_))
    ));
    assert!(matches!(
        open(folder.path()),
        Err(OutputError::HoldsNotes(_))
    ));
    assert!(matches!(
        open(&folder.join("notes/../notes/.")),
        Err(OutputError::HoldsNotes(_))
    ));
    assert!(matches!(
        open(Path::new("/")),
        Err(OutputError::Reserved(_))
    ));
    if let Some(home) = std::env::home_dir().filter(|home| home.is_dir()) {
        assert!(matches!(open(&home), Err(OutputError::Reserved(_))));
    }
    assert!(open(&folder.join("new/deep")).is_ok());
    assert!(open(&folder.join("notes/public")).is_ok());
    assert!(
        !folder.join("new").exists(),
        "looking must not make folders"
    );
}

/// The same folders under other names, and by the program itself: each is refused and stays as it is.
#[cfg(unix)]
#[test]
fn folders_are_refused_by_whatever_way_they_are_named() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new()
        .file("home/mine.txt", "mine")
        .file("around/site/site.toml", "")
        .file("around/site/content/a.md", "# A\n")
        .file("foreign/mine.txt", "mine")
        .file("empty-home/.keep/x", "");
    for (to, at) in [
        ("/", "root"),
        ("home", "to-home"),
        ("around", "to-around"),
        ("around/site", "to-site"),
        ("around/site/content", "to-content"),
        ("foreign", "to-foreign"),
        ("to-foreign", "to-to-foreign"),
        ("nowhere", "dangling"),
        ("loop", "loop"),
    ] {
        symlink(to, folder.join(at)).unwrap();
    }
    let before = folder.tree("");
    let absolute = folder.path().to_str().unwrap().to_owned();
    for output in [
        "/",
        "//",
        "/.",
        "/usr/..",
        "root",
        "root/",
        "root/.",
        "home",
        "home/",
        "./home/../home",
        "to-home",
        "to-home/.",
        "to-home/../home",
        "around",
        "around/site",
        "around/site/content",
        "around/site/content/.",
        "around/site/content/../content",
        "around/site/content/sub/../..",
        "to-around",
        "to-around/site",
        "to-around/site/content/",
        "to-site/content",
        "to-content",
        "to-content/.",
        "foreign",
        "to-foreign",
        "to-foreign/.",
        "to-to-foreign/./",
        "dangling",
        "dangling/x",
        "loop",
        "loop/x",
        ".",
        "..",
        "home/mine.txt",
        "home/mine.txt/x",
        &absolute,
        &format!("{absolute}/around/../around"),
    ] {
        let ran = folder
            .command(&["build", "around/site", "-o", output])
            .env("HOME", folder.join("home"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(1), "{output}: {said}");
        assert!(said.contains("error[output-"), "{output}: {said}");
        assert!(folder.tree("") == before, "{output} was changed");
    }
    // The same is refused by `clean`, where a list that someone has put there would name the notes.
    folder.write(
        "around/.inkstone-manifest.json",
        r#"{"version":1,"files":{"site/content/a.md":{"size":4,"sha256":""}}}"#,
    );
    for output in ["around", "to-around", "around/site/../."] {
        let ran = folder.run(&["clean", "around/site", "-o", output]);
        assert_eq!(ran.code, 1, "{output}: {ran:?}");
    }
    assert_eq!(folder.read("around/site/content/a.md"), "# A\n");
}

#[test]
fn paths_that_lead_out_are_refused() {
    let folder = notes();
    let writer = Writer::open(&folder.join("out"), &folder.join("notes")).unwrap();
    for path in [
        "../x",
        "/x",
        "a/../../x",
        "",
        "a//b",
        ".inkstone-manifest.json",
        "a\0b",
    ] {
        assert!(writer.write(path, b"x").is_err(), "{path:?}");
    }
    writer.write("twice", b"x").unwrap();
    assert!(writer.write("twice", b"y").is_err());
}

#[test]
fn a_list_that_names_paths_outside_removes_nothing_there() {
    let folder = notes().file("mine.txt", "mine").file("out/a.html", "a");
    folder.write(
        "out/.inkstone-manifest.json",
        r#"{"version":1,"files":{"../mine.txt":{"size":4,"sha256":""},"../notes/a.md":{"size":3,"sha256":""}}}"#,
    );
    let hash = "0".repeat(64);
    folder.write(
        "out/.inkstone-journal",
        format!("{hash} \"../mine.txt\"\n{hash} \"/etc/passwd\"\n"),
    );
    site(&folder, &[]).unwrap();
    clean(
        &folder.join("out"),
        &folder.join("notes"),
        None,
        folder.path(),
    )
    .unwrap();
    assert_eq!(folder.read("mine.txt"), "mine");
    assert_eq!(folder.read("notes/a.md"), "# a");
    assert_eq!(folder.read("out/a.html"), "a");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_or_removed_through_links() {
    use std::os::unix::fs::symlink;
    let folder = notes().file("elsewhere/b.html", "mine");
    symlink(folder.join("elsewhere"), folder.join("link")).unwrap();
    let open = |path: &str| Writer::open(&folder.join(path), &folder.join("notes"));
    assert!(matches!(open("link"), Err(OutputError::Symlink(_))));
    assert!(matches!(open("link/"), Err(OutputError::Symlink(_))));
    symlink(folder.join("nowhere"), folder.join("dangling")).unwrap();
    assert!(open("dangling").is_err());

    site(&folder, &[("x/b.html", "b"), ("c.html", "c")]).unwrap();
    fs::remove_dir_all(folder.join("out/x")).unwrap();
    symlink(folder.join("elsewhere"), folder.join("out/x")).unwrap();
    assert!(matches!(
        site(&folder, &[("x/b.html", "b")]),
        Err(OutputError::Symlink(_))
    ));
    site(&folder, &[("c.html", "c")]).unwrap();
    fs::remove_file(folder.join("out/c.html")).unwrap();
    symlink(folder.join("elsewhere/b.html"), folder.join("out/c.html")).unwrap();
    assert!(matches!(
        site(&folder, &[("c.html", "changed")]),
        Err(OutputError::Symlink(_))
    ));
    symlink(
        folder.join("elsewhere/b.html"),
        folder.join("out/.inkstone-journal"),
    )
    .unwrap();
    symlink(
        folder.join("elsewhere"),
        folder.join("out/.inkstone-staging"),
    )
    .unwrap();
    fs::remove_file(folder.join("out/c.html")).unwrap();
    site(&folder, &[("d.html", "d")]).unwrap();
    clean(
        &folder.join("out"),
        &folder.join("notes"),
        None,
        folder.path(),
    )
    .unwrap();
    assert_eq!(folder.read("elsewhere/b.html"), "mine");
}

#[test]
fn clean_removes_site_and_cache_and_nothing_else() {
    let folder = Folder::new()
        .file("site.toml", "lang = \"en\"\n")
        .file("content/a.md", "# a")
        .file("content/x.png", "123")
        .file(".inkstone/cache/deep/entry", "")
        .file(".inkstone/remote/kept.png", "");
    assert_eq!(folder.run(&["build"]).code, 0);
    folder.write("public/CNAME", "mine");
    let ran = folder.run(&["clean"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out
            .contains("and the cache; files that no build wrote remain there"),
        "{ran:?}"
    );
    let left: Vec<String> = folder.tree("").into_keys().collect();
    assert_eq!(
        left,
        [
            ".inkstone/remote/kept.png",
            "content/a.md",
            "content/x.png",
            "public/CNAME",
            "site.toml"
        ]
    );
    assert_eq!(folder.run(&["clean"]).code, 0);
    assert_eq!(folder.read("public/CNAME"), "mine");
}

#[test]
fn what_systems_leave_in_folders_does_not_count() {
    let folder = notes().file("out/.DS_Store", "x");
    site(&folder, &[("a.html", "a")]).unwrap();
    assert_eq!(folder.read("out/.DS_Store"), "x");
}

#[cfg(unix)]
#[test]
fn clean_does_not_follow_the_cache_elsewhere() {
    let folder = Folder::new()
        .file("site/site.toml", "")
        .file("elsewhere/cache/mine", "mine");
    std::os::unix::fs::symlink(folder.join("elsewhere"), folder.join("site/.inkstone")).unwrap();
    assert_eq!(folder.run(&["clean", "site"]).code, 0);
    assert_eq!(folder.read("elsewhere/cache/mine"), "mine");
}

#[test]
fn a_refused_folder_fails_the_build_and_stays_as_it_is() {
    let folder = notes().file("full/mine.txt", "mine");
    let ran = folder.run(&["build", "notes", "-o", "full"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(
        ran.err,
        "\
full:1:1: error[output-not-empty] the output folder full holds files and no .inkstone-manifest.json, so it is not \
ours to write into
  = Name an empty or new folder with `-o`, or `output` in site.toml.

the build failed; the site was not replaced
"
    );
    assert_eq!(folder.tree("full").len(), 1);
}

/// Paths of files that others might keep in an output folder, and of pages, so that both meet.
fn path() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "a",
        "b",
        "c.html",
        "index.html",
        "笔记",
        ".git",
        "CNAME",
    ]);
    prop::collection::vec(name, 1..4).prop_map(|names| names.join("/"))
}

/// Some of `paths`, such that none is a folder of another.
fn compatible(paths: Vec<String>, with: &BTreeSet<String>) -> BTreeSet<String> {
    let mut kept = BTreeSet::new();
    for path in paths {
        let clashes = |other: &String| {
            *other == path
                || other.starts_with(&format!("{path}/"))
                || path.starts_with(&format!("{other}/"))
        };
        if !kept.iter().chain(with).any(clashes) {
            kept.insert(path);
        }
    }
    kept
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn planted_files_survive_builds_and_cleaning(
        builds in prop::collection::vec(prop::collection::vec(path(), 0..8), 1..4),
        planted in prop::collection::vec(path(), 0..8),
    ) {
        let folder = notes();
        site(&folder, &[]).unwrap();
        let planted = compatible(planted, &BTreeSet::new());
        for path in &planted {
            folder.write(&format!("out/{path}"), format!("planted {path}"));
        }
        let mine: BTreeMap<String, Vec<u8>> =
            planted.iter().map(|path| (path.clone(), format!("planted {path}").into_bytes())).collect();
        for (round, paths) in builds.into_iter().enumerate() {
            // Also what clashes with a planted file is tried: it must be refused.
            let clashes = paths.iter().any(|path| compatible(vec![path.clone()], &planted).is_empty());
            let pages = compatible(paths, &BTreeSet::new());
            let text = format!("round {round}");
            let files: Vec<(&str, &str)> = pages.iter().map(|path| (path.as_str(), text.as_str())).collect();
            let result = site(&folder, &files);
            prop_assert!(result.is_ok() || clashes, "{result:?}");
            let there = folder.tree("out");
            for (path, bytes) in &mine {
                prop_assert_eq!(there.get(path), Some(bytes));
            }
            if result.is_ok() {
                let all: BTreeSet<&String> = there.keys().filter(|path| *path != ".inkstone-manifest.json").collect();
                let expected: BTreeSet<&String> = pages.iter().chain(&planted).collect();
                prop_assert_eq!(all, expected);
            }
        }
        clean(&folder.join("out"), &folder.join("notes"), None, folder.path()).unwrap();
        prop_assert_eq!(folder.tree("out"), mine);
    }
}

#[cfg(unix)]
proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Symbolic links to a folder and to files outside, planted between builds in any place, also in those of pages and of what a
    /// build needs for itself: nothing outside is changed, added or removed.
    #[test]
    fn planted_links_lead_nowhere(
        builds in prop::collection::vec(prop::collection::vec(path(), 0..8), 2..5),
        planted in prop::collection::vec((path_or_own(), 0..4_usize, any::<bool>()), 1..6),
    ) {
        use std::os::unix::fs::symlink;
        let folder = notes()
            .file("outside/a", "mine")
            .file("outside/c.html", "mine")
            .file("outside/index.html", "mine")
            .file("outside/b/c.html", "mine")
            .file("outside/笔记/a/b", "mine")
            .file("outside/.inkstone-manifest.json", r#"{"version":1,"files":{"a":{"size":4,"sha256":""}}}"#);
        site(&folder, &[("first.html", "first")]).unwrap();
        let before = folder.tree("outside");
        let notes = folder.tree("notes");
        for (round, paths) in builds.into_iter().enumerate() {
            for (at, to, replaces) in &planted {
                let place = folder.join(&format!("out/{at}"));
                let mut above = place.ancestors().skip(1).take_while(|above| *above != folder.path());
                // Through a link that was planted before, this test itself would reach what is outside.
                if above.any(Path::is_symlink) {
                    continue;
                }
                if *replaces {
                    // Also in place of what an earlier build wrote there.
                    let _ = fs::remove_dir_all(&place);
                    let _ = fs::remove_file(&place);
                }
                let _ = place.parent().map(fs::create_dir_all);
                let to = ["outside", "outside/a", "outside/b", "outside/nothing"][*to];
                let _ = symlink(folder.join(to), &place);
            }
            let pages = compatible(paths, &BTreeSet::new());
            let text = format!("round {round}");
            let files: Vec<(&str, &str)> = pages.iter().map(|path| (path.as_str(), text.as_str())).collect();
            let _ = site(&folder, &files);
            prop_assert_eq!(&folder.tree("outside"), &before);
        }
        let _ = clean(&folder.join("out"), &folder.join("notes"), None, folder.path());
        prop_assert_eq!(&folder.tree("outside"), &before);
        prop_assert_eq!(&folder.tree("notes"), &notes);
    }
}

/// Paths as in [`path`], and the names that a build keeps for itself.
fn path_or_own() -> impl Strategy<Value = String> {
    let own = prop::sample::select(vec![
        ".inkstone-staging",
        ".inkstone-journal",
        ".inkstone-manifest.json",
        "first.html",
    ]);
    prop_oneof![3 => path(), 1 => own.prop_map(str::to_owned)]
}
