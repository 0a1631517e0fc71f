//! The law of the cache: with it and without it a build writes the same bytes and says the same words.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use inkstone::pipeline::{BuildOptions, Outcome, build};
use proptest::prelude::*;

use crate::folder::Folder;

/// What a build wrote and said. Of the figures those are left out that are of the run.
#[derive(Debug, PartialEq)]
struct Built {
    files: BTreeMap<String, Vec<u8>>,
    /// Path, place, kind and words of each finding.
    said: Vec<String>,
    report: String,
    unanswered: Vec<(String, usize)>,
    failed: bool,
}

fn options(folder: &Folder, output: &str, cache: bool) -> BuildOptions {
    BuildOptions {
        root: folder.join("site"),
        output: Some(folder.join(output)),
        history: true,
        cache,
        threads: Some(2),
        ..BuildOptions::default()
    }
}

fn told(folder: &Folder, output: &str, outcome: &Outcome) -> Built {
    let mut report: serde_json::Value = serde_json::from_str(&outcome.report.to_json()).unwrap();
    for of_the_run in [
        "written",
        "unchanged",
        "stages_ms",
        "cache",
        "total_ms",
        "peak_rss_bytes",
    ] {
        report.as_object_mut().unwrap().remove(of_the_run);
    }
    let sources = &outcome.sources;
    let said = outcome.severities.sorted(&outcome.diagnostics, sources);
    let said = said.into_iter().map(|(severity, found)| {
        let source = sources.get(found.span.source);
        let at = sources.position(found.span.source, found.span.start);
        let line = &source.text[sources.line(found.span.source, found.span.start)];
        let message = found.message(outcome.lang);
        format!(
            "{} {at:?} {severity:?} {message} {line} {:?}",
            source.path, found.labels
        )
    });
    let unanswered = outcome.unanswered.iter();
    Built {
        files: if folder.join(output).exists() {
            folder.tree(output)
        } else {
            BTreeMap::new()
        },
        said: said.collect(),
        report: report.to_string(),
        unanswered: unanswered
            .map(|open| (open.path.clone(), open.line))
            .collect(),
        failed: !outcome.site_was_built,
    }
}

/// Builds twice with the cache into one folder, and without into a new one; fails unless all three are the same. Returns
/// whether the second build made nothing.
fn assert_same(folder: &Folder) -> bool {
    let cold = build(&options(folder, "cold", false));
    let cold = told(folder, "cold", &cold);
    let first = build(&options(folder, "warm", true));
    assert_built(&told(folder, "warm", &first), &cold, "with what there was");
    let second = build(&options(folder, "warm", true));
    assert_built(&told(folder, "warm", &second), &cold, "with the stamp");
    if folder.join("cold").exists() {
        fs::remove_dir_all(folder.join("cold")).unwrap();
    }
    second.report.cache.miss == 0 && second.report.cache.hit == 1
}

fn assert_built(warm: &Built, cold: &Built, what: &str) {
    for (path, bytes) in &cold.files {
        // A build that fails leaves what was there.
        let there = warm.files.get(path);
        assert!(
            cold.failed || there == Some(bytes),
            "{what}: {path} differs"
        );
    }
    if !cold.failed {
        let names = |built: &Built| built.files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(warm), names(cold), "{what}");
    }
    assert_eq!(warm.said, cold.said, "{what}");
    assert_eq!(warm.failed, cold.failed, "{what}");
    if !cold.failed {
        assert_eq!(warm.report, cold.report, "{what}");
        assert_eq!(warm.unanswered, cold.unanswered, "{what}");
    }
}

/// A picture of one colour with the size that its head says.
fn gif(width: u8) -> Vec<u8> {
    [b"GIF89a", &[width, 0, 3, 0, 0, 0, 0][..]].concat()
}

fn site() -> Folder {
    Folder::new()
        .file("site/site.toml", "title = \"笔记\"\nbase_url = \"https://example.org/\"\n")
        .file("site/content/index.md", "# 首页\n\n[甲](a.md) ![图](img/a.gif) ![无](img/none.gif)\n")
        .file("site/content/a.md", "# 甲\n\n## 什么是批量归一化？\n\n$x^2$ 与 $\\frac{a}{b}$。\n\n```python\nprint(1)\n```\n")
        .file("site/content/b/c.md", "# 乙\n\n## 1. 为什么？\n\n## 2. 怎么办？\n\n$\\bad$\n\n```mermaid\ngraph LR\nA-->B\n```\n")
        .file("site/content/img/a.gif", gif(4))
        .file("site/content/topics.yaml", "- id: bn\n  name: 批量归一化\n  aliases: [BN]\n")
        .file("site/static/css/own.css", "a { color: red }\n")
}

#[test]
fn a_build_of_the_same_makes_nothing() {
    let folder = site();
    assert!(assert_same(&folder), "the second build finds the stamp");
    let again = build(&options(&folder, "warm", true));
    assert_eq!((again.report.written, again.report.cache.hit), (0, 1));
    assert!(again.report.unchanged > 20 && again.report.formulas.total == 3);
}

/// One that was killed before it put anything in place leaves the old site whole, and what it had begun beside it.
#[test]
fn what_a_killed_build_left_is_removed_though_nothing_changed() {
    let folder = site();
    assert!(assert_same(&folder));
    folder.write("warm/.inkstone-journal", "");
    folder.write("warm/.inkstone-staging/half", "half of a page");
    build(&options(&folder, "warm", true));
    assert!(!folder.join("warm/.inkstone-journal").exists());
    assert!(!folder.join("warm/.inkstone-staging").exists());
}

/// Each of these is an input that no other stands for.
#[test]
fn whatever_changes_is_seen() {
    let folder = site();
    assert!(assert_same(&folder));
    let same_size = folder.read("site/content/a.md").replace('甲', "丙");
    let moved = "title = \"甲乙\"\nbase_url = \"https://example.org/\"\n";
    let changes: [(&str, &str, &[u8]); 11] = [
        (
            "a note, with its size",
            "site/content/a.md",
            same_size.as_bytes(),
        ),
        (
            "topics",
            "site/content/topics.yaml",
            "- id: n\n  name: 归一化\n".as_bytes(),
        ),
        ("the configuration", "site/site.toml", moved.as_bytes()),
        ("the size of a picture", "site/content/img/a.gif", &gif(5)),
        (
            "a file that was missing",
            "site/content/img/none.gif",
            &gif(6),
        ),
        (
            "the order",
            "site/content/_sidebar.md",
            "- [乙](b/c.md)\n- [甲](a.md)\n".as_bytes(),
        ),
        (
            "a file of the theme",
            "site/static/css/own.css",
            b"a { color: tan }\n",
        ),
        (
            "a template",
            "site/templates/partials/footer.html",
            b"<p>x</p>\n",
        ),
        (
            "a file that is withheld",
            "site/content/old.html",
            b"<p>x</p>\n",
        ),
        (
            "a record of what was fetched",
            "site/.inkstone/remote/images.json",
            b"{",
        ),
        ("a file of the output that was cut off", "warm/a.html", b"x"),
    ];
    for (what, path, bytes) in changes {
        folder.write(path, bytes);
        let next = build(&options(&folder, "warm", true));
        assert!(next.report.cache.miss > 0, "{what} is seen");
        let again = build(&options(&folder, "warm", true));
        assert_eq!(again.report.cache.miss, 0, "{what} is kept");
    }
    fs::remove_file(folder.join("warm/a.html")).unwrap();
    assert!(build(&options(&folder, "warm", true)).report.cache.miss > 0);
    assert!(assert_same(&folder));
    for (what, options) in [
        (
            "--drafts",
            BuildOptions {
                drafts: true,
                ..options(&folder, "warm", true)
            },
        ),
        (
            "--base-url",
            BuildOptions {
                base_url: Some("https://example.net/".to_owned()),
                ..options(&folder, "warm", true)
            },
        ),
        (
            "SOURCE_DATE_EPOCH",
            BuildOptions {
                source_date: Some(5),
                ..options(&folder, "warm", true)
            },
        ),
    ] {
        assert!(build(&options).report.cache.miss > 0, "{what} is seen");
        assert_eq!(build(&options).report.cache.miss, 0, "{what} is kept");
    }
}

#[test]
fn formulas_code_and_diagrams_are_found_again() {
    let folder = site();
    build(&options(&folder, "warm", true));
    folder.write("site/content/d.md", "# 丁\n\n$x^2$ $y$\n");
    let next = build(&options(&folder, "warm", true));
    // The stamp, the formula of the new note, and the one that cannot be set.
    assert_eq!((next.report.cache.hit, next.report.cache.miss), (4, 3));
    // Macros change what formulas become.
    folder.write("site/site.toml", "[math.macros]\n\"\\\\bad\" = \"y\"\n");
    let next = build(&options(&folder, "warm", true));
    assert_eq!((next.report.cache.hit, next.report.cache.miss), (2, 5));
    assert!(assert_same(&folder));
}

#[test]
fn without_a_cache_nothing_is_read_or_written() {
    let folder = site();
    build(&options(&folder, "warm", false));
    assert!(!folder.join("site/.inkstone").exists());
    build(&options(&folder, "warm", true));
    let kept = folder.tree("site/.inkstone/cache");
    let next = build(&options(&folder, "warm", false));
    assert_eq!((next.report.cache.hit, next.report.cache.miss), (0, 0));
    assert_eq!(folder.tree("site/.inkstone/cache"), kept);
}

#[test]
fn strict_fails_from_the_stamp_too() {
    let folder = site();
    build(&options(&folder, "warm", true));
    let strict = BuildOptions {
        strict: true,
        ..options(&folder, "warm", true)
    };
    let outcome = build(&strict);
    assert_eq!(outcome.report.cache.miss, 0);
    assert_eq!(outcome.status, inkstone::pipeline::Status::Failed);
}

/// Two programs of one user build at once, each into its own folder.
#[test]
fn two_builds_at_once_share_a_cache() {
    let folder = site();
    let cold = build(&options(&folder, "cold", false));
    let cold = told(&folder, "cold", &cold);
    for round in 0..4 {
        std::thread::scope(|scope| {
            for output in ["one", "two", "three"] {
                let (folder, cold) = (&folder, &cold);
                scope.spawn(move || {
                    let outcome = build(&options(folder, output, true));
                    assert_built(&told(folder, output, &outcome), cold, output);
                });
            }
        });
        if round % 2 == 0 {
            fs::remove_dir_all(folder.join("two")).unwrap();
        }
    }
}

#[test]
fn a_cache_that_cannot_be_written_is_a_warning() {
    let folder = site().file("site/.inkstone", "in the way");
    let ran = folder.run(&["build", "site", "-o", "out", "--strict", "-q"]);
    assert_eq!(ran.code, 1, "the warnings of the site fail it: {ran:?}");
    for name in ["a.md", "b/c.md", "index.md"] {
        folder.write(
            &format!("site/content/{name}"),
            "# 题\n\n$x$ 与其他文字。\n",
        );
    }
    let ran = folder.run(&["build", "site", "-o", "out", "--strict"]);
    assert_eq!(ran.code, 0, "a cache fails no build: {ran:?}");
    assert!(ran.err.contains("warning[cache-unwritable]"), "{ran:?}");
    assert!(folder.join("out/a.html").exists());
}

fn kept_files(folder: &Folder) -> Vec<PathBuf> {
    let all = fs::read_dir(folder.join("site/.inkstone/cache"));
    let mut all: Vec<PathBuf> = all
        .map(|all| all.map(|entry| entry.unwrap().path()).collect())
        .unwrap_or_default();
    all.sort();
    all
}

fn damage(file: &Path, how: u8, at: usize) {
    let mut bytes = fs::read(file).unwrap();
    let place = at % bytes.len().max(1);
    match how % 3 {
        0 if !bytes.is_empty() => bytes[place] ^= 1 << (at % 8),
        1 => bytes.truncate(place),
        _ => return fs::remove_file(file).unwrap(),
    }
    fs::write(file, bytes).unwrap();
}

/// What someone does between two builds.
#[derive(Clone, Debug)]
enum Edit {
    Write { name: u8, kind: u8, text: u8 },
    Rename { from: u8, to: u8 },
    Remove { name: u8 },
    Damage { file: u8, how: u8, at: u16 },
    Clean,
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        8 => (any::<u8>(), any::<u8>(), any::<u8>()).prop_map(|(name, kind, text)| Edit::Write { name, kind, text }),
        3 => (any::<u8>(), any::<u8>()).prop_map(|(from, to)| Edit::Rename { from, to }),
        2 => any::<u8>().prop_map(|name| Edit::Remove { name }),
        2 => (any::<u8>(), any::<u8>(), any::<u16>()).prop_map(|(file, how, at)| Edit::Damage { file, how, at }),
        1 => Just(Edit::Clean),
    ]
}

const NAMES: [&str; 8] = ["index", "a", "b/c", "b/index", "b/README", "d", "D", "e/f"];

/// What a file of some kind is called and holds. Texts are of one size where that could go unseen.
fn content(name: u8, kind: u8, text: u8) -> (String, Vec<u8>) {
    let note = NAMES[name as usize % NAMES.len()];
    let n = text % 4;
    match kind % 14 {
        0 => ("site.toml".to_owned(), format!("title = \"题{n}\"\nglossary = {}\n", n.is_multiple_of(2)).into()),
        1 => ("site.toml".to_owned(), format!("lang = \"en\"\n[math.macros]\n\"\\\\bad\" = \"{n}\"\n").into()),
        2 => ("site.toml".to_owned(), format!("base_url = \"https://example.org/{n}/\"\n[diagnostics]\nbad-formula = \"hint\"\n").into()),
        3 => ("content/topics.yaml".to_owned(), format!("- id: n\n  name: 归一化\n  aliases: [词{n}]\n").into()),
        4 => ("content/img/a.gif".to_owned(), gif(n + 3)),
        5 => ("static/css/own.css".to_owned(), format!("a {{ top: {n}px }}\n").into()),
        6 => ("templates/partials/footer.html".to_owned(), format!("<p>{n}</p>\n").into()),
        7 => (format!("content/{note}.md"), format!("---\ndraft: {}\n---\n# 题{n}\n\n[[a]]\n", n.is_multiple_of(2)).into()),
        8 => ("content/_sidebar.md".to_owned(), format!("- [x]({}.md)\n- [y](a.md)\n", NAMES[n as usize]).into()),
        9 => (format!("content/{note}.md"), format!("# 题 {n}\n\n## 问题{n}：什么是归一化？\n\n词{n} [甲](a.md#题-{n}) ![图](img/a.gif)\n").into()),
        10 => (format!("content/{note}.md"), format!("# 题\n\n$x_{n} + \\bad$ $\\frac{{{n}}}{{2}}$\n\n```python\nprint({n})\n```\n").into()),
        11 => (format!("content/{note}.md"), format!("![[{}]]\n\n```mermaid\ngraph LR\nA-->B{n}\n```\n", NAMES[n as usize + 1]).into()),
        12 => (format!("content/{note}.md"), [b"# \xff\xfe ", [b'0' + n].as_slice(), b"\n"].concat()),
        _ => (format!("content/{note}.html"), format!("<p>{n}</p>").into()),
    }
}

fn apply(folder: &Folder, edit: &Edit) {
    let note = |name: u8| {
        folder.join(&format!(
            "site/content/{}.md",
            NAMES[name as usize % NAMES.len()]
        ))
    };
    match *edit {
        Edit::Write { name, kind, text } => {
            let (path, bytes) = content(name, kind, text);
            folder.write(&format!("site/{path}"), bytes);
        }
        Edit::Rename { from, to } => {
            fs::create_dir_all(note(to).parent().unwrap()).unwrap();
            let _ = fs::rename(note(from), note(to));
        }
        Edit::Remove { name } => {
            let _ = fs::remove_file(note(name));
        }
        Edit::Damage { file, how, at } => {
            let all = kept_files(folder);
            if !all.is_empty() {
                damage(&all[file as usize % all.len()], how, at as usize);
            }
        }
        Edit::Clean => {
            let _ = fs::remove_dir_all(folder.join("site/.inkstone"));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]
    #[test]
    fn after_any_edits_a_warm_build_is_a_cold_one(
        rounds in prop::collection::vec(prop::collection::vec(edit(), 1..4), 2..8),
    ) {
        let folder = site();
        assert_same(&folder);
        for edits in &rounds {
            for edit in edits {
                apply(&folder, edit);
            }
            assert_same(&folder);
        }
    }
}

/// Whatever a build was doing when it was killed: the next one is as if it had never run.
#[cfg(unix)]
#[test]
fn a_build_that_was_killed_leaves_nothing_behind() {
    let folder = site();
    for name in 0..40 {
        let text = format!(
            "# 题{name}\n\n$x_{{{name}}}$ $\\frac{{{name}}}{{a}}$\n\n```rust\nlet a = {name};\n```\n"
        );
        folder.write(&format!("site/content/n/{name}.md"), text);
    }
    let cold = folder.run(&["build", "site", "-o", "cold", "--no-cache", "-q"]);
    assert_eq!(cold.code, 0, "{cold:?}");
    let expected = folder.tree("cold");
    let started = std::time::Instant::now();
    assert_eq!(folder.run(&["build", "site", "-o", "warm", "-q"]).code, 0);
    let whole = started.elapsed();
    for part in 1..=6 {
        let mut child = folder
            .command(&["build", "site", "-o", "warm", "-q"])
            .spawn()
            .unwrap();
        std::thread::sleep(whole * part / 7);
        child.kill().unwrap();
        child.wait().unwrap();
        let next = folder.run(&["build", "site", "-o", "warm", "-q"]);
        assert_eq!(next.code, 0, "{next:?}");
        assert!(folder.tree("warm") == expected, "killed at {part}/7");
        // What the next one finds is less and less.
        fs::remove_dir_all(folder.join(if part % 2 == 0 {
            "warm"
        } else {
            "site/.inkstone/cache"
        }))
        .unwrap();
    }
    let left = kept_files(&folder);
    assert!(
        left.iter()
            .all(|path| path.extension().is_none_or(|it| it != "tmp")),
        "{left:?}"
    );
}
