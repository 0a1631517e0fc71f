//! The law of topics: a new name changes the pages that it touches, and no other.
//!
//! These are: the notes that use it, questions that are now related, the page of its topic and of those that stand beside it,
//! and what lists all topics.

use std::collections::{BTreeMap, BTreeSet};

use inkstone::text::fnv;

use crate::project::{Project, Site};

const TOPICS: &str = "\
- id: batch-normalization
  name: 批归一化
  aliases: [BN]
- id: residual
  name: 残差连接
- id: pooling
  name: 池化
- id: tokens
  name: 子词
";

fn site(topics: &str) -> Site {
    let site = Project::new()
        .topics(topics)
        .note("README.md", "# 首页\n\n[甲](a.md)\n")
        .note(
            "a.md",
            "# 甲\n\n## 1. 什么是 BN？\n\n每一批样本的均值与方差用来归一化。\n\n## 2. 池化？\n\n取最大值。\n",
        )
        .note(
            "b.md",
            "# 乙\n\n## 1. 为什么用批标准化？\n\n批标准化使训练稳定。见 [丙](c.md)。\n",
        )
        .note("c.md", "# 丙\n\n残差连接与 BN 一起用，也用池化。\n")
        .note("d/e.md", "# 戊\n\n## 3. 残差连接？\n\n池化和残差连接。\n")
        .note("f.md", "# 己\n\n只说子词。\n")
        .build();
    assert_eq!(site.diagnostics(), [""; 0]);
    site
}

fn files(site: &Site) -> BTreeMap<String, Vec<u8>> {
    let paths = site.all_files().into_iter();
    paths
        .map(|path| (path.clone(), site.bytes(&path)))
        .collect()
}

/// The files that are not the same in both.
fn changed(before: &Site, after: &Site) -> BTreeSet<String> {
    let (before, after) = (files(before), files(after));
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    paths
        .into_iter()
        .filter(|path| before.get(*path) != after.get(*path))
        // These know the hash of every file.
        .filter(|path| {
            ![".inkstone-manifest.json", "data/files.json", "sw.js"].contains(&path.as_str())
        })
        .cloned()
        .collect()
}

fn set(paths: &[&str]) -> BTreeSet<String> {
    paths.iter().map(|path| (*path).to_owned()).collect()
}

fn cards_of(route: &str) -> String {
    format!("data/cards/{}.js", fnv(route))
}

#[test]
fn a_new_alias_changes_the_pages_that_it_touches() {
    let before = site(TOPICS);
    let after = site(&TOPICS.replace("[BN]", "[BN, 批标准化]"));
    assert!(!before.page("b").contains("class=\"topic\""));
    assert!(
        after
            .page("b")
            .contains("data-topic=\"batch-normalization\"")
    );
    assert_eq!(
        changed(&before, &after),
        set(&[
            // The note that uses the alias.
            "b.html",
            // Its question is now related to the one of this note.
            "a.html",
            "topics/batch-normalization.html",
            // The maps of the topics beside it show how close it is: in fewer of its sections than before.
            "topics/pooling.html",
            "topics/residual.html",
            // These list all topics, the most mentioned first.
            "index.html",
            "topics/index.html",
            "data/topics.js",
            "data/tree.js",
            // The answers of the note, and how many questions ask about the topic.
            &cards_of("b.html"),
            "data/cards.js",
            "study.html",
            "coverage.html",
            // Now that two questions ask about it, it has a sheet.
            "cram/batch-normalization.html",
            // The names of topics, and the build id that all files with places carry.
            "search/core.js",
            "search/s-0.js",
        ]),
        "neither the notes c, d/e and f nor the page of a topic that stands with no other"
    );
}

#[test]
fn an_alias_that_no_note_uses_is_only_shown() {
    let before = site(TOPICS);
    let after = site(&TOPICS.replace("[BN]", "[BN, 批正规化]"));
    assert_eq!(
        changed(&before, &after),
        set(&[
            "topics/batch-normalization.html",
            "data/cards.js",
            "data/topics.js",
            "data/tree.js",
            "search/core.js",
            "search/s-0.js",
        ])
    );
}

#[test]
fn a_new_topic_changes_the_notes_that_mention_it() {
    let before = site(TOPICS);
    let after = site(&format!("{TOPICS}- {{id: mean, name: 均值}}\n"));
    let changed = changed(&before, &after);
    assert_eq!(
        changed,
        set(&[
            "a.html",
            &cards_of("a.html"),
            "data/cards.js",
            "topics/mean.html",
            "topics/batch-normalization.html",
            "index.html",
            "topics/index.html",
            "data/topics.js",
            "data/tree.js",
            "search/core.js",
            "search/s-0.js",
        ]),
        "it stands beside batch normalization in its section"
    );
}

#[test]
fn a_comment_in_the_file_of_topics_changes_no_page() {
    let before = site(TOPICS);
    let after = site(&format!("# 注\n{TOPICS}"));
    // The data files carry the id of the build, which all of them must agree on.
    assert_eq!(
        changed(&before, &after),
        set(&["data/cards.js", "data/topics.js", "data/tree.js"])
    );
}

#[test]
fn a_changed_answer_changes_its_page_and_its_cards() {
    let note = |answer: &str| {
        Project::new()
            .note("README.md", "# 首页\n\n[甲](a.md)\n")
            .note("a.md", &format!("# 甲\n\n## 1. 什么是池化？\n\n{answer}\n\n## 2. 为何？\n\n因为下采样减少计算量。\n"))
            .note("b.md", "# 乙\n\n## 1. 什么是卷积？\n\n用同一组权重在各处求加权和。\n")
            .build()
    };
    let before = note("取一个区域里的最大值。");
    let after = note("取一个区域里的平均值。");
    let mut changed = changed(&before, &after);
    changed.retain(|path| !path.starts_with("search/"));
    assert_eq!(
        changed,
        set(&[
            "a.html",
            &cards_of("a.html"),
            "data/cards.js",
            // Those that carry the id of the build.
            "data/topics.js",
            "data/tree.js",
            // The topic page shows the sentence.
            "topics/pooling.html",
        ])
    );
}
