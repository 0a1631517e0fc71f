//! Building again after edits: what stands in the output is what a build from nothing would write.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use inkstone::diagnostic::Diagnostic;
use inkstone::pipeline::{self, BuildOptions, Outcome, Workshop};
use proptest::prelude::*;
use tempfile::TempDir;

/// A site with notes that lead to each other in every way there is.
const NOTES: &[(&str, &str)] = &[
    (
        "README.md",
        "# 笔记\n\n从 [[卷积]] 和 [池化](cnn/池化.md) 开始。\n",
    ),
    (
        "cnn/README.md",
        "# 卷积网络\n\n见 [BN](../训练/BN.md#训练与推理)。\n",
    ),
    (
        "cnn/卷积.md",
        "# 卷积\n\n卷积之后常有池化和 BN。$3\\times 3$ 卷积。\n\n## 1. 什么是感受野？\n\n输出的一点看到的输入：$r_l$。\n\n## 2. 什么是空洞卷积？\n",
    ),
    (
        "cnn/池化.md",
        "---\naliases: [pooling, 汇聚]\n---\n# 池化\n\n![图](a.png)\n\n![[BN#训练与推理]]\n\n## 最大池化和卷积有什么不同？\n\n最大池化取最大值，没有参数可学。\n",
    ),
    (
        "训练/BN.md",
        "# 批归一化（Batch Normalization，BN）\n\n```python\nx = 1\n```\n\n## 训练与推理\n\n推理用滑动平均。见[[卷积#1. 什么是感受野？]]。\n",
    ),
    (
        "训练/草稿.md",
        "---\ndraft: true\n---\n# 秘密\n\nBN 的草稿。\n",
    ),
    (
        "训练/dropout.md",
        "# Dropout\n\n与 BN 一起用要小心，参考[[没有这篇]]。\n\n## BN 和 dropout 能一起用吗？\n\n可以，见[[BN]]，但先后有讲究，方差会偏移。\n",
    ),
];

/// Lines that an edit may add.
const LINES: &[&str] = &[
    "\n一段新的话，说到 BN 和池化。\n",
    "\n## 3. 为什么要汇聚？\n",
    "\n## 一节新的\n\n$$\\frac{a}{b}$$\n",
    "\n![[卷积#1. 什么是感受野？]]\n",
    "\n[坏的](没有.md) 和 $\\frac{$ \n",
    "\n- [[池化]]\n- ![图](a.png)\n",
    "\n正则化（Regularization，Reg）是另一回事。\n",
    "\n答案就在这里，写得足够长了，有十几个字。\n",
    "\n<!-- no-topics -->\n\n```rust\nfn main() {}\n```\n",
];

/// A change of some file. Numbers choose among what there is.
#[derive(Clone, Debug)]
enum Edit {
    Append(usize, usize),
    Replace(usize, usize),
    Title(usize, u8),
    Draft(usize),
    Remove(usize),
    Add(u8, usize),
    Rename(usize, u8),
    Image(u8),
    Topics(u8),
    Config(u8),
    Theme(u8),
    Nothing,
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = 0..20_usize;
    prop_oneof![
        4 => (at.clone(), 0..LINES.len()).prop_map(|(note, line)| Edit::Append(note, line)),
        2 => (at.clone(), 0..LINES.len()).prop_map(|(note, line)| Edit::Replace(note, line)),
        2 => (at.clone(), 0..4_u8).prop_map(|(note, title)| Edit::Title(note, title)),
        1 => at.clone().prop_map(Edit::Draft),
        1 => at.clone().prop_map(Edit::Remove),
        2 => (0..6_u8, 0..LINES.len()).prop_map(|(name, line)| Edit::Add(name, line)),
        1 => (at, 0..6_u8).prop_map(|(note, name)| Edit::Rename(note, name)),
        1 => (0..3_u8).prop_map(Edit::Image),
        1 => (0..3_u8).prop_map(Edit::Topics),
        1 => (0..4_u8).prop_map(Edit::Config),
        1 => (0..3_u8).prop_map(Edit::Theme),
        1 => Just(Edit::Nothing),
    ]
}

fn put(file: &Path, text: impl AsRef<[u8]>) -> PathBuf {
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
    file.to_owned()
}

/// A picture of nothing, `width` pixels wide by its head.
fn png(width: u8) -> Vec<u8> {
    let head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0";
    [&head[..], &[width, 0, 0, 0, 9, 8, 6, 0, 0, 0]].concat()
}

fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap);
    entries
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(root).unwrap().to_owned();
            (path, fs::read(entry.path()).unwrap())
        })
        .collect()
}

/// Makes the change and says which files it has touched.
fn change(root: &Path, edit: &Edit) -> Vec<PathBuf> {
    let content = root.join("content");
    let notes: Vec<PathBuf> = files(&content)
        .into_keys()
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .map(|path| content.join(path))
        .collect();
    let note = |at: &usize| notes.get(at % notes.len().max(1)).cloned();
    let text = |file: &Path| fs::read_to_string(file).unwrap();
    let named = |name: &u8| {
        content.join(
            [
                "x.md",
                "训练/y.md",
                "cnn/卷积2.md",
                "z/README.md",
                "z/q.md",
                "a.md",
            ][usize::from(*name)],
        )
    };
    match edit {
        Edit::Append(at, line) => note(at)
            .map(|file| put(&file, text(&file) + LINES[*line]))
            .into_iter()
            .collect(),
        Edit::Replace(at, line) => note(at)
            .map(|file| put(&file, LINES[*line]))
            .into_iter()
            .collect(),
        Edit::Title(at, title) => note(at)
            .map(|file| {
                let name = ["卷积", "残差网络", "BN", "新的"][usize::from(*title)];
                put(&file, format!("# {name}\n\n{}", text(&file)))
            })
            .into_iter()
            .collect(),
        Edit::Draft(at) => note(at)
            .map(|file| put(&file, format!("---\ndraft: true\n---\n{}", text(&file))))
            .into_iter()
            .collect(),
        Edit::Remove(at) if notes.len() > 2 => {
            let file = note(at).unwrap();
            fs::remove_file(&file).unwrap();
            vec![file]
        }
        Edit::Add(name, line) => vec![put(&named(name), format!("# 第{name}篇\n{}", LINES[*line]))],
        Edit::Rename(at, name) => {
            let (Some(from), to) = (note(at), named(name)) else {
                return Vec::new();
            };
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::rename(&from, &to).unwrap();
            vec![from, to]
        }
        Edit::Image(width) => vec![put(&content.join("cnn/a.png"), png(*width + 1))],
        Edit::Topics(kind) => {
            let topic = ["卷积核", "感受野", "滑动平均"][usize::from(*kind)];
            let yaml =
                format!("- id: t{kind}\n  zh: {topic}\n  en: Topic {kind}\n  aliases: [推理]\n");
            vec![put(&content.join("topics.yaml"), yaml)]
        }
        Edit::Config(kind) => {
            let toml = [
                "",
                "title = \"别的名字\"\n",
                "glossary = false\n",
                "[math.macros]\n\"\\\\x\" = \"y\"\n",
            ][usize::from(*kind)];
            vec![put(&root.join("site.toml"), toml)]
        }
        Edit::Theme(kind) => {
            let css = format!(".x{kind} {{ color: red }}\n");
            vec![put(&root.join("static/css/print.css"), css)]
        }
        Edit::Remove(_) | Edit::Nothing => Vec::new(),
    }
}

fn options(root: &Path, output: &Path) -> BuildOptions {
    BuildOptions {
        root: root.to_owned(),
        output: Some(output.to_owned()),
        ..BuildOptions::default()
    }
}

fn new_site(folder: &Path) -> PathBuf {
    let root = folder.join("site");
    put(&root.join("site.toml"), "");
    put(&root.join("content/cnn/a.png"), png(7));
    for (path, text) in NOTES {
        put(&root.join("content").join(path), text);
    }
    root
}

/// A new site that is built once: its folder, which goes with the first value, ROOT, the output, and what builds it again.
fn built_site() -> (TempDir, PathBuf, PathBuf, Workshop) {
    let folder = tempfile::tempdir().unwrap();
    let root = new_site(folder.path());
    let output = folder.path().join("out");
    let mut workshop = Workshop::new(options(&root, &output));
    workshop.build(&[], &|_| {});
    (folder, root, output, workshop)
}

/// The findings with the names of their files, for builds that number them otherwise.
fn findings(outcome: &Outcome) -> Vec<(String, Diagnostic)> {
    let mut found: Vec<_> = outcome
        .diagnostics
        .iter()
        .map(|found| {
            let path = outcome.sources.get(found.span.source).path.clone();
            (path, found.clone())
        })
        .collect();
    found.sort();
    found
}

fn assert_as_from_nothing(root: &Path, output: &Path, outcome: &Outcome, after: &str) {
    let folder = tempfile::tempdir().unwrap();
    let fresh_output = folder.path().join("out");
    let fresh = pipeline::build(&options(root, &fresh_output));
    let (again, fresh_files) = (files(output), files(&fresh_output));
    let names = |site: &BTreeMap<PathBuf, Vec<u8>>| site.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&again), names(&fresh_files), "after {after}");
    for (path, bytes) in &fresh_files {
        assert!(
            again[path] == *bytes,
            "{} differs after {after}",
            path.display()
        );
    }
    assert_eq!(findings(outcome), findings(&fresh), "after {after}");
    let figures = |outcome: &Outcome| {
        let report = &outcome.report;
        (
            (
                report.notes,
                report.pages,
                report.output_bytes,
                report.questions,
            ),
            (
                report.formulas,
                report.code_blocks,
                report.images,
                report.links,
            ),
        )
    };
    assert_eq!(figures(outcome), figures(&fresh), "after {after}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_site_built_again_is_the_site_built_from_nothing(
        steps in prop::collection::vec(prop::collection::vec(edit(), 1..4), 1..4),
    ) {
        let (_folder, root, output, mut workshop) = built_site();
        let mut so_far = Vec::new();
        for edits in steps {
            let changed: Vec<PathBuf> = edits.iter().flat_map(|edit| change(&root, edit)).collect();
            so_far.push(edits);
            let outcome = workshop.build(&changed, &|_| {});
            assert_as_from_nothing(&root, &output, &outcome, &format!("{so_far:?}"));
        }
    }
}

/// Which page holds `text`, of those in `paths`.
fn holding(output: &Path, paths: &[String], text: &str) -> Vec<String> {
    let holds = |path: &&String| {
        fs::read_to_string(output.join(path)).is_ok_and(|page| page.contains(text))
    };
    paths.iter().filter(holds).cloned().collect()
}

#[test]
fn the_page_of_a_touched_note_comes_first() {
    let (_folder, root, output, mut workshop) = built_site();
    let note = root.join("content/cnn/卷积.md");
    let text = fs::read_to_string(&note).unwrap();
    put(
        &note,
        text.replace("常有池化", "必有池化") + "\n## 3. 一个全新的问题？\n",
    );
    let told: Mutex<Vec<Vec<String>>> = Mutex::default();
    let outcome = workshop.build(&[note], &|paths| {
        if told.lock().unwrap().is_empty() {
            assert_eq!(holding(&output, paths, "必有池化"), ["cnn/卷积.html"]);
            assert_eq!(holding(&output, paths, "一个全新的问题"), ["cnn/卷积.html"]);
        }
        told.lock().unwrap().push(paths.to_vec());
    });
    let told = told.into_inner().unwrap();
    assert_eq!(told[0], ["cnn/卷积.html"]);
    assert_eq!(told[1], outcome.changed);
    assert_as_from_nothing(&root, &output, &outcome, "one edit");
}

#[test]
fn an_edit_leaves_the_pages_of_others_alone() {
    let (_folder, root, _, mut workshop) = built_site();
    let note = root.join("content/训练/dropout.md");
    let text = fs::read_to_string(&note).unwrap();
    put(&note, text + "\n多一句没有名字的话。\n");
    let outcome = workshop.build(&[note], &|_| {});
    let pages: Vec<&String> = outcome
        .changed
        .iter()
        .filter(|path| {
            let ending = Path::new(path).extension();
            ending.is_some_and(|ending| ending == "html") && !path.contains("topics/")
        })
        .collect();
    // It was written before all others, and is as the whole build would write it.
    assert_eq!(pages, Vec::<&String>::new());
    // What nothing has touched is not even written again.
    let outcome = workshop.build(&[], &|_| {});
    assert_eq!(outcome.changed, Vec::<String>::new());
    assert_eq!(outcome.report.written, 0);
}

#[test]
fn what_others_knew_of_touched_notes_is_not_relied_upon() {
    let folder = tempfile::tempdir().unwrap();
    let root = new_site(folder.path());
    let output = folder.path().join("out");
    let mut workshop = Workshop::new(options(&root, &output));
    let two = |more: &str| {
        let about = "最大池化和卷积有什么不同？\n\n最大池化取最大值，卷积求和，池化没有参数。\n";
        put(
            &root.join("content/x.md"),
            format!("# 两问\n\n{more}## 1. {about}\n## 2. 又，{about}"),
        )
    };
    let long = "很长的一段话，里面有很多字，".repeat(9) + "见 [BN](训练/BN.md)。\n\n";
    two(&long);
    workshop.build(&[], &|_| {});
    // The second question, which the first one named as close to it, goes; so does the text around a link, before its target is
    // touched in the same moment.
    let x = put(
        &root.join("content/x.md"),
        "# 一问\n\n见 [BN](训练/BN.md)。\n\n## 1. 最大池化和卷积有什么不同？\n\n最大池化取最大值，卷积求和，池化没有参数。\n",
    );
    let bn = root.join("content/训练/BN.md");
    let text = fs::read_to_string(&bn).unwrap();
    put(&bn, text + "\n再说一句。\n");
    let outcome = workshop.build(&[x, bn], &|_| {});
    assert_as_from_nothing(&root, &output, &outcome, "two edits at once");
}

#[test]
fn notes_that_enter_the_feed_bring_their_summaries() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("site");
    put(
        &root.join("site.toml"),
        "base_url = \"https://example.org/\"\n",
    );
    let note = |at: usize, year: usize| {
        put(
            &root.join(format!("content/{at}.md")),
            format!("---\ndate: {year}-01-02\n---\n# N{at}\n\n这一篇讲第 {at} 件事。\n"),
        )
    };
    for at in 0..60 {
        note(at, 2000 + at);
    }
    let output = folder.path().join("out");
    let mut workshop = Workshop::new(options(&root, &output));
    workshop.build(&[], &|_| {});
    let changed: Vec<PathBuf> = (50..56).map(|at| note(at, 1999)).collect();
    let outcome = workshop.build(&changed, &|_| {});
    assert_as_from_nothing(&root, &output, &outcome, "new dates");
}

#[cfg(unix)]
#[test]
fn a_note_that_becomes_a_link_out_of_the_notes_is_never_shown() {
    let (folder, root, output, mut workshop) = built_site();
    let outside = put(
        &folder.path().join("outside.md"),
        "# Dropout\n\n外面的话。\n",
    );
    let note = root.join("content/训练/dropout.md");
    fs::remove_file(&note).unwrap();
    std::os::unix::fs::symlink(outside, &note).unwrap();
    workshop.build(&[note], &|paths| {
        assert_eq!(holding(&output, paths, "外面的话"), Vec::<String>::new());
    });
    assert!(!output.join("训练/dropout.html").exists());
}

#[test]
fn a_note_that_becomes_private_is_never_shown() {
    let (_folder, root, output, mut workshop) = built_site();
    let note = root.join("content/训练/dropout.md");
    put(&note, "---\ndraft: true\n---\n# Dropout\n\n机密的话。\n");
    let outcome = workshop.build(&[note], &|paths| {
        assert_eq!(holding(&output, paths, "机密的话"), Vec::<String>::new());
    });
    assert!(outcome.site_was_built);
    assert!(!output.join("训练/dropout.html").exists());
}
