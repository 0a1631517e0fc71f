//! Dates of notes from real repositories. Skipped where git is not installed.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::project::{OnDisk, Project};

/// git in `folder` with an identity and dates of the test's own, and none of the user's configuration.
fn git(folder: &Path, date: &str, arguments: &[&str]) {
    let output = Command::new("git")
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_AUTHOR_DATE", date)
        .env("GIT_COMMITTER_DATE", date)
        .args(["-c", "user.name=t", "-c", "user.email=t@example.org"])
        .args([
            "-c",
            "init.defaultBranch=main",
            "-c",
            "protocol.file.allow=always",
        ])
        .args(arguments)
        .output()
        .expect("git runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {said}");
}

fn commit(folder: &Path, date: &str) {
    git(folder, date, &["add", "-A"]);
    git(folder, date, &["commit", "-q", "--allow-empty", "-m", "x"]);
}

fn has_git(test: &str) -> bool {
    let has = Command::new("git").arg("--version").output().is_ok();
    if !has {
        println!("skipped: {test} (git is not installed)");
    }
    has
}

/// The `<time>` of a page, with its attribute.
#[track_caller]
fn time(site: &OnDisk, page: &str) -> Option<String> {
    let html = std::fs::read_to_string(site.output().join(page)).expect("a page");
    let start = html.find("<time")?;
    let end = html.find("</time>").expect("the end of the time");
    Some(
        html[start..end]
            .replace("<time datetime=\"", "")
            .replace("\">", " "),
    )
}

#[track_caller]
fn build(site: &OnDisk) -> String {
    let (code, said) = site.run("build", &["-v"]);
    assert_eq!(code, 0, "{said}");
    said
}

const FIRST: &str = "2024-01-01T10:00:00+08:00";
const SECOND: &str = "2024-02-02T23:30:00+08:00";
const THIRD: &str = "2024-03-03T10:00:00Z";

#[test]
fn a_note_has_the_date_of_the_last_commit_that_changed_it() {
    if !has_git("a_note_has_the_date_of_the_last_commit_that_changed_it") {
        return;
    }
    let site = Project::new()
        .note("a.md", "# A\n\nfirst\n")
        .note("池化/最大 \"池化\".md", "# 池化\n\n正文\n")
        .note("old name.md", "# moved\n\nthe same\n")
        .note("own.md", "---\nupdated: 2020-05-06\n---\n# Own\n")
        .on_disk();
    let root = site.root().to_owned();
    git(&root, FIRST, &["init", "-q"]);
    commit(&root, FIRST);
    site.write("a.md", "# A\n\nsecond\n");
    commit(&root, SECOND);
    std::fs::rename(root.join("old name.md"), root.join("new.md")).expect("a new name");
    commit(&root, THIRD);
    let said = build(&site);
    assert!(!said.contains("warning"), "{said}");
    let time = |page: &str| time(&site, page).unwrap_or_default();
    assert_eq!(time("a.html"), "2024-02-02T23:30:00+08:00 2024-02-02");
    assert_eq!(
        time("池化/最大 \"池化\".html"),
        format!("{FIRST} 2024-01-01")
    );
    assert_eq!(time("new.html"), format!("{FIRST} 2024-01-01"));
    assert_eq!(time("own.html"), "2020-05-06 2020-05-06");
}

#[test]
fn branches_and_what_a_merge_changed_count() {
    if !has_git("branches_and_what_a_merge_changed_count") {
        return;
    }
    let site = Project::new()
        .note("a.md", "# A\n\na\n")
        .note("b.md", "# B\n\nb\n")
        .note("c.md", "# C\n\nc\n")
        .on_disk();
    let root = site.root().to_owned();
    git(&root, FIRST, &["init", "-q"]);
    commit(&root, FIRST);
    git(&root, FIRST, &["checkout", "-q", "-b", "side"]);
    site.write("a.md", "# A\n\nfrom the side\n");
    commit(&root, SECOND);
    git(&root, SECOND, &["checkout", "-q", "main"]);
    site.write("b.md", "# B\n\nhere\n");
    commit(&root, "2024-02-20T10:00:00Z");
    git(&root, THIRD, &["merge", "-q", "--no-commit", "side"]);
    site.write("c.md", "# C\n\nonly in the merge\n");
    commit(&root, THIRD);
    build(&site);
    let day = |page: &str| time(&site, page).unwrap_or_default()[..10].to_owned();
    assert_eq!(
        [day("a.html"), day("b.html"), day("c.html")],
        ["2024-02-02", "2024-02-20", "2024-03-03"]
    );
}

#[test]
fn what_is_not_committed_has_no_date_and_that_is_said_once() {
    if !has_git("what_is_not_committed_has_no_date_and_that_is_said_once") {
        return;
    }
    let site = Project::new()
        .note("a.md", "# A\n")
        .note("gone.md", "# Gone\n")
        .on_disk();
    let root = site.root().to_owned();
    git(&root, FIRST, &["init", "-q"]);
    let said = build(&site);
    assert!(said.contains("2 of 2 notes"), "{said}");
    commit(&root, FIRST);
    std::fs::remove_file(root.join("gone.md")).expect("a file less");
    commit(&root, SECOND);
    site.write("a.md", "# A\n\nedited\n");
    site.write("gone.md", "# Another of that name\n");
    site.write("new.md", "# New\n");
    let said = build(&site);
    assert_eq!(said.matches("uncommitted-notes").count(), 1, "{said}");
    assert!(
        said.contains("gone.md:1:1: hint[uncommitted-notes]"),
        "{said}"
    );
    assert!(said.contains("2 of 3 notes"), "{said}");
    assert_eq!(time(&site, "a.html"), Some(format!("{FIRST} 2024-01-01")));
    assert_eq!(time(&site, "gone.html"), None);
    assert_eq!(time(&site, "new.html"), None);
}

#[test]
fn a_shallow_clone_says_what_it_could_not_date() {
    if !has_git("a_shallow_clone_says_what_it_could_not_date") {
        return;
    }
    let site = Project::new()
        .note("a.md", "# A\n")
        .note("b.md", "# B\n")
        .on_disk();
    let root = site.root().to_owned();
    git(&root, FIRST, &["init", "-q"]);
    commit(&root, FIRST);
    site.write("a.md", "# A\n\nchanged\n");
    commit(&root, SECOND);
    let whole = root.with_file_name("whole");
    std::fs::rename(&root, &whole).expect("a new name");
    let origin = format!("file://{}", whole.display());
    let clone = |depth: &str| {
        let _ = std::fs::remove_dir_all(&root);
        let parent = root.parent().expect("a folder");
        git(
            parent,
            THIRD,
            &["clone", "-q", "--depth", depth, &origin, "site"],
        );
    };
    clone("1");
    let said = build(&site);
    assert!(
        said.contains("a.md:1:1: warning[shallow-history]"),
        "{said}"
    );
    assert!(said.contains("2 of 2 notes"), "{said}");
    assert!(said.contains("fetch-depth: 0"), "{said}");
    assert_eq!(time(&site, "a.html"), None);
    // `--strict` fails for it, unless the site wants no dates at all.
    assert_eq!(site.run("build", &["--strict"]).0, 1);
    std::fs::write(root.join("site.toml"), "notes = \".\"\ndates = false\n").expect("a file");
    let (code, said) = site.run("build", &["--strict"]);
    assert_eq!(code, 0, "{said}");
    // One commit more, and one of the notes can be dated.
    std::fs::write(whole.join("a.md"), "# A\n\nonce more\n").expect("a file");
    commit(&whole, THIRD);
    clone("2");
    let said = build(&site);
    assert!(
        said.contains("b.md:1:1: warning[shallow-history]"),
        "{said}"
    );
    assert!(said.contains("1 of 2 notes"), "{said}");
    assert_eq!(
        time(&site, "a.html"),
        Some("2024-03-03T10:00:00Z 2024-03-03".to_owned())
    );
    assert_eq!(time(&site, "b.html"), None);
}

#[test]
fn the_notes_may_be_a_folder_of_a_repository_or_a_submodule() {
    if !has_git("the_notes_may_be_a_folder_of_a_repository_or_a_submodule") {
        return;
    }
    let site = Project::new()
        .config("lang = \"en\"\n")
        .note("a.md", "# A\n")
        .on_disk();
    let root = site.root().to_owned();
    git(&root, FIRST, &["init", "-q"]);
    std::fs::write(root.join("a.md"), "not the note").expect("a file");
    commit(&root, FIRST);
    std::fs::write(root.join("a.md"), "changed").expect("a file");
    commit(&root, SECOND);
    build(&site);
    assert_eq!(time(&site, "a.html"), Some(format!("{FIRST} 2024-01-01")));
    let other = root.with_file_name("other");
    std::fs::create_dir(&other).expect("a folder");
    git(&other, THIRD, &["init", "-q"]);
    std::fs::write(other.join("a.md"), "# A\n").expect("a file");
    commit(&other, THIRD);
    git(&root, THIRD, &["rm", "-rq", "content"]);
    let origin = other.display().to_string();
    git(
        &root,
        SECOND,
        &["submodule", "--quiet", "add", &origin, "content"],
    );
    commit(&root, SECOND);
    build(&site);
    assert_eq!(
        time(&site, "a.html"),
        Some("2024-03-03T10:00:00Z 2024-03-03".to_owned())
    );
}

#[test]
fn without_a_repository_nothing_is_said_unless_dates_are_asked_for() {
    let plain = Project::new().note("a.md", "# A\n").on_disk();
    let said = build(&plain);
    assert!(!said.contains('['), "{said}");
    let asked = Project::new()
        .config("lang = \"en\"\ndates = true\n")
        .note("a.md", "# A\n")
        .on_disk();
    let said = build(&asked);
    assert!(
        said.contains("site.toml:1:1: warning[no-repository]"),
        "{said}"
    );
}

#[test]
fn a_repository_that_git_cannot_read_is_said() {
    let site = Project::new().note("a.md", "# A\n").on_disk();
    std::fs::create_dir(site.root().join(".git")).expect("a folder");
    // Such a folder is none of git's, so there is nothing to say.
    if has_git("a_repository_that_git_cannot_read_is_said (no repository)") {
        let said = build(&site);
        assert!(!said.contains("no-history"), "{said}");
    }
    // Where git is not installed.
    let output = Command::new(env!("CARGO_BIN_EXE_inkstone"))
        .arg("build")
        .arg(site.root())
        .arg("-o")
        .arg(site.output())
        .env("PATH", site.root())
        .output()
        .expect("the program runs");
    assert!(output.status.success());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("a.md:1:1: warning[no-history]"), "{said}");
}

/// A repository may come from a stranger, with a configuration that names programs.
#[test]
fn nothing_that_a_repository_names_is_run() {
    if !has_git("nothing_that_a_repository_names_is_run") {
        return;
    }
    let site = Project::new().note("a.md", "# A\n").on_disk();
    let root = site.root().to_owned();
    git(&root, FIRST, &["init", "-q"]);
    std::fs::write(root.join(".gitattributes"), "*.md filter=evil diff=evil\n").expect("a file");
    commit(&root, FIRST);
    sign(&root);
    let mark = root.with_file_name("was-run");
    let program = format!("touch '{}';:", mark.display());
    for key in [
        "core.fsmonitor",
        "core.pager",
        "core.editor",
        "core.sshCommand",
        "core.alternateRefsCommand",
        "pager.log",
        "diff.external",
        "diff.evil.command",
        "diff.evil.textconv",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "gpg.program",
        "gpg.ssh.program",
        "alias.log",
        "alias.rev-parse",
        "credential.helper",
    ] {
        let value = if key.starts_with("alias.") {
            format!("!{program}")
        } else {
            program.clone()
        };
        git(&root, FIRST, &["config", key, &value]);
    }
    for (key, value) in [
        ("log.showSignature", "true"),
        ("diff.relative", "true"),
        ("diff.noprefix", "true"),
        ("diff.renames", "copies"),
        ("log.follow", "true"),
        ("color.ui", "always"),
        ("log.decorate", "full"),
        ("log.date", "relative"),
        ("format.pretty", "oneline"),
        ("core.hooksPath", ".git/evil"),
    ] {
        git(&root, FIRST, &["config", key, value]);
    }
    site.write("a.md", "# A\n\ndirty\n");
    build(&site);
    assert_eq!(time(&site, "a.html"), Some(format!("{FIRST} 2024-01-01")));
    assert!(!mark.exists());
    // The trap is one: a git that is told nothing falls into it.
    let log = Command::new("git")
        .current_dir(&root)
        .args(["log", "-p"])
        .output();
    assert!(log.is_ok_and(|_| mark.exists()));
}

/// Puts a signature, of nobody, into the last commit, so that a look at signatures runs a program.
fn sign(folder: &Path) {
    let run = |arguments: &[&str], input: &str| {
        let mut child = Command::new("git")
            .current_dir(folder)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("git runs");
        let mut stdin = child.stdin.take().expect("a way in");
        stdin.write_all(input.as_bytes()).expect("git listens");
        drop(stdin);
        let output = child.wait_with_output().expect("git ends");
        assert!(output.status.success(), "git {arguments:?}");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let commit = run(&["cat-file", "commit", "HEAD"], "");
    let (head, message) = commit.split_once("\n\n").expect("a message");
    let signed = format!(
        "{head}\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n AAAA\n -----END PGP SIGNATURE-----\n\n{message}"
    );
    let id = run(&["hash-object", "-t", "commit", "-w", "--stdin"], &signed);
    run(&["update-ref", "HEAD", id.trim()], "");
}

/// The variables of a hook lead git to the repository of the hook.
#[test]
fn variables_of_another_repository_do_not_count() {
    if !has_git("variables_of_another_repository_do_not_count") {
        return;
    }
    let site = Project::new().note("a.md", "# A\n").on_disk();
    git(site.root(), FIRST, &["init", "-q"]);
    commit(site.root(), FIRST);
    let output = Command::new(env!("CARGO_BIN_EXE_inkstone"))
        .args(["build", "--quiet"])
        .arg(site.root())
        .arg("-o")
        .arg(site.output())
        .env("GIT_DIR", "/nowhere")
        .env("GIT_INDEX_FILE", "/nowhere/index")
        .env("GIT_EXTERNAL_DIFF", "/nowhere/diff")
        .output()
        .expect("the program runs");
    assert!(output.status.success());
    assert_eq!(time(&site, "a.html"), Some(format!("{FIRST} 2024-01-01")));
}

#[test]
fn a_private_note_leaves_no_date_and_no_word() {
    if !has_git("a_private_note_leaves_no_date_and_no_word") {
        return;
    }
    let site = Project::new()
        .config("base_url = \"https://example.org/\"\nlang = \"en\"\n")
        .note("a.md", "# A\n")
        .note(
            "zzmarker.md",
            "---\ndraft: true\naliases: [/zzmarker-old/]\n---\n# zzmarker\n",
        )
        .on_disk();
    let root = site.root().to_owned();
    git(&root, FIRST, &["init", "-q"]);
    commit(&root, FIRST);
    std::fs::write(
        root.join("content/zzmarker.md"),
        "---\ndraft: true\naliases: [/zzmarker-old/]\n---\n# zzmarker\n\nmore\n",
    )
    .expect("a file");
    commit(&root, THIRD);
    build(&site);
    for path in crate::project::files_below(&site.output()) {
        assert!(!path.contains("zzmarker"), "{path}");
        let bytes = std::fs::read(site.output().join(&path)).expect("a file");
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("zzmarker"), "{path}");
        assert!(!text.contains("2024-03-03"), "{path}");
    }
    let feed = std::fs::read_to_string(site.output().join("feed.xml")).expect("a feed");
    assert!(
        feed.contains(&format!("<updated>{FIRST}</updated>")),
        "{feed}"
    );
}
