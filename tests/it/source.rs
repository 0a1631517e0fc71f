//! Which files of a folder are taken for what.

use std::path::Path;

use inkstone::diagnostic::Sources;
use inkstone::source::{ListOptions, SourceTree, gather, list, read};

use crate::folder::Folder;
use crate::project::Project;

struct Walked {
    tree: SourceTree,
    /// `path code` of each finding, sorted.
    found: Vec<String>,
}

fn walk_with(notes: &Path, ignore: &[&str], copy_html: bool) -> Walked {
    let ignore: Vec<String> = ignore.iter().map(|&pattern| pattern.to_owned()).collect();
    let output = notes.join("public");
    let options = ListOptions {
        notes,
        output: &output,
        ignore: &ignore,
        copy_html,
    };
    let listing = list(&options).unwrap();
    let contents = listing
        .notes
        .iter()
        .chain(&listing.order)
        .chain(&listing.topics)
        .map(|file| read(&file.file, None))
        .collect();
    let mut sources = Sources::default();
    let gathered = gather(listing, contents, &mut sources, |path| {
        format!("content/{path}")
    });
    let mut found: Vec<String> = gathered
        .diagnostics
        .iter()
        .map(|finding| {
            format!(
                "{} {}",
                sources.get(finding.span.source).path,
                finding.code.name()
            )
        })
        .collect();
    found.sort();
    Walked {
        tree: gathered.value,
        found,
    }
}

fn walk(folder: &Folder) -> Walked {
    walk_with(folder.path(), &[], false)
}

impl Walked {
    fn notes(&self) -> Vec<&str> {
        self.tree
            .notes
            .iter()
            .map(|note| note.path.as_str())
            .collect()
    }

    fn assets(&self) -> Vec<&str> {
        self.tree
            .assets
            .iter()
            .map(|asset| asset.path.as_str())
            .collect()
    }
}

#[test]
fn files_are_told_apart() {
    let folder = Folder::new()
        .file("b/Z.MD", "")
        .file("b/a.markdown", "")
        .file("批量.md", "# 题")
        .file("SUMMARY.md", "* [a](a.md)")
        .file("b/_sidebar.md", "")
        .file("summary.md", "")
        .file("img/x.png", "123")
        .file("index.html", "")
        .file("b/x.HTM", "")
        .file("site.toml", "")
        .file("topics.yaml", "")
        .file("b/site.toml", "")
        .file("server.pem", "")
        .file("id_rsa.bak", "")
        .file("b/prod.env", "")
        .file(".env", "")
        .file(".git/config", "")
        .file(".obsidian/a.md", "")
        .file("b/node_modules/x/README.md", "")
        .file(".inkstone/remote/x.png", "")
        .file("public/a.md", "")
        .file("old/.inkstone-manifest.json", "")
        .file("old/a.html", "");
    let walked = walk(&folder);
    assert_eq!(
        walked.notes(),
        ["b/Z.MD", "b/a.markdown", "summary.md", "批量.md"]
    );
    let order: Vec<&str> = walked
        .tree
        .order
        .iter()
        .map(|note| note.path.as_str())
        .collect();
    assert_eq!(order, ["SUMMARY.md", "b/_sidebar.md"]);
    assert_eq!(walked.assets(), ["b/site.toml", "img/x.png"]);
    assert_eq!(walked.tree.assets[1].size, 3);
    assert_eq!(
        walked.tree.withheld,
        [
            "b/prod.env",
            "b/x.HTM",
            "id_rsa.bak",
            "index.html",
            "server.pem"
        ]
    );
    assert_eq!(
        walked.found,
        [
            "content/b/x.HTM html-not-copied",
            "content/index.html html-not-copied"
        ]
    );
    assert_eq!(walked.tree.notes[3].text.as_deref(), Ok("# 题"));
}

#[test]
fn ignored_and_copied() {
    let folder = Folder::new()
        .file("drafts/a.md", "")
        .file("x/drafts/b.png", "")
        .file("c.html", "")
        .file("d.md", "");
    let walked = walk_with(folder.path(), &["drafts/"], true);
    assert_eq!(walked.notes(), ["d.md"]);
    assert_eq!(walked.assets(), ["c.html"]);
    assert!(walked.found.is_empty());
}

#[test]
fn each_source_keeps_its_own_text() {
    let folder = Folder::new()
        .file("a.md", "\u{feff}一\r\n")
        .file("b.md", b"\xd2\xbb\xb6\xfe\xc8\xfd")
        .file("c.md", "三");
    let walked = walk(&folder);
    let texts: Vec<Option<&str>> = walked
        .tree
        .notes
        .iter()
        .map(|note| note.text.as_deref().ok())
        .collect();
    assert_eq!(texts, [Some("一\r\n"), None, Some("三")]);
    assert_eq!(walked.found, ["content/b.md undecodable-note"]);
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let folder = Folder::new();
    let notes = folder.join("none");
    let options = ListOptions {
        notes: &notes,
        output: folder.path(),
        ignore: &[],
        copy_html: false,
    };
    assert!(list(&options).is_err());
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::fs;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_that_lead_out_are_not_followed() {
        let folder = Folder::new()
            .file("secret.md", "SECRET")
            .file("elsewhere/x.md", "SECRET")
            .file("notes/a.md", "")
            .file("notes/.hidden/h.md", "SECRET")
            .file("notes/key.pem", "SECRET");
        let notes = folder.join("notes");
        symlink("../secret.md", notes.join("out.md")).unwrap();
        symlink("../elsewhere", notes.join("folder")).unwrap();
        symlink("/", notes.join("root")).unwrap();
        symlink(".hidden", notes.join("shown")).unwrap();
        symlink("key.pem", notes.join("key.png")).unwrap();
        symlink("nowhere.md", notes.join("dangling.md")).unwrap();
        let walked = walk_with(&notes, &[], false);
        assert_eq!(walked.notes(), ["a.md"]);
        assert!(walked.assets().is_empty());
        assert_eq!(
            walked.found,
            [
                "content/dangling.md unreadable-file",
                "content/folder link-outside",
                "content/key.png link-outside",
                "content/out.md link-outside",
                "content/root link-outside",
                "content/shown link-outside",
            ]
        );
    }

    #[test]
    fn links_inside_are_followed_once() {
        let folder = Folder::new()
            .file("b/x.md", "x")
            .file("b/y.png", "")
            .file("c/z.md", "");
        symlink("b", folder.join("a")).unwrap();
        symlink("b", folder.join("d")).unwrap();
        symlink("b/x.md", folder.join("e.md")).unwrap();
        symlink("..", folder.join("b/up")).unwrap();
        symlink("../c", folder.join("b/to-c")).unwrap();
        symlink("../b", folder.join("c/to-b")).unwrap();
        let walked = walk(&folder);
        let notes = walked.notes();
        for path in ["a/x.md", "b/x.md", "c/z.md", "e.md"] {
            assert!(notes.contains(&path), "{path} is not in {notes:?}");
        }
        assert!(
            !notes.contains(&"d/x.md"),
            "a folder is entered through links once: {notes:?}"
        );
        assert!(notes.len() < 10, "{notes:?}");
        assert!(walked.found.is_empty(), "{:?}", walked.found);
    }

    #[test]
    fn many_links_do_not_multiply() {
        let folder = Folder::new().file("0/a.md", "");
        for from in 0..12 {
            fs::create_dir_all(folder.join(&from.to_string())).unwrap();
            for to in 0..12 {
                symlink(format!("../{to}"), folder.join(&format!("{from}/l{to}"))).unwrap();
            }
        }
        assert!(walk(&folder).notes().len() <= 13);
    }

    #[test]
    fn names_that_are_not_utf8() {
        let folder = Folder::new().file("a.md", "");
        let name = OsStr::from_bytes(b"\xc5\xfa.md");
        fs::write(folder.path().join(name), "x").unwrap();
        let walked = walk(&folder);
        assert_eq!(walked.notes(), ["a.md"]);
        assert_eq!(walked.found, ["content/\u{fffd}\u{fffd}.md non-utf8-name"]);
    }

    #[test]
    fn a_pipe_does_not_hold_up_the_walk() {
        let folder = Folder::new().file("a.md", "");
        let made = std::process::Command::new("mkfifo")
            .arg(folder.join("pipe.md"))
            .status();
        if !made.is_ok_and(|status| status.success()) {
            println!("skipped: a_pipe_does_not_hold_up_the_walk (no mkfifo)");
            return;
        }
        assert_eq!(walk(&folder).found, ["content/pipe.md unreadable-file"]);
    }
}

#[test]
fn notes_from_before_unicode_are_read_if_their_encoding_is_named() {
    let gbk = b"# \xb3\xd8\xbb\xaf\n\n\xd7\xee\xb4\xf3\xb3\xd8\xbb\xaf\xc8\xa1\xd7\xee\xb4\xf3\xd6\xb5\xa1\xa3\n";
    let project = |config: &str| {
        Project::new()
            .config(config)
            .file("a.md", gbk)
            .note("b.md", "# 卷积\n\n这一篇是 UTF-8。\n")
            .build()
    };
    let told = project("lang = \"zh-Hans\"\n");
    assert_eq!(told.found("undecodable-note").len(), 1);
    let read = project("lang = \"zh-Hans\"\nencoding = \"GBK\"\n");
    assert_eq!(read.diagnostics(), Vec::<String>::new());
    assert!(read.page("a").contains("最大池化取最大值。"));
    assert!(read.page("b").contains("这一篇是 UTF-8。"));
    let wrong = project("encoding = \"gkb\"\n");
    assert!(!wrong.diagnostics().is_empty());
    assert!(!wrong.has("a.html"));
}
