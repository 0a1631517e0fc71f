//! `inkstone check --autolinks`: what is linked and why, and what nearly was.

use serde_json::Value;

use crate::project::{OnDisk, Project};

const TOPICS: &str = "\
- {id: batch-normalization, name: 批归一化, aliases: [BN]}
- {id: pooling, name: 池化, en: pooling}
- {id: instance-normalization, name: 实例归一化, aliases: [IN]}
- {id: back-propagation, name: 反向传播, weak_aliases: [BP]}
- {id: belief-propagation, name: 置信传播, weak_aliases: [BP]}
- {id: dropout, name: dropout, link: false}
";

const NOTE: &str = "\
# 笔记

用BN层，BNF 不是，BN 又来。In training, in the end in 电池化学，再说 **池**化。

[pooling](b.md)

## 关于 IN

IN 和 BN。

<!-- no-topics -->
BN 与 dropout

## 反向传播

它与 BP 和 dropout。
";

fn project(lang: &str) -> OnDisk {
    Project::new()
        .config(&format!("lang = \"{lang}\"\nglossary = false\n"))
        .file("topics.yaml", TOPICS)
        .note("b.md", "# 乙\n\n反向传播就是 BP。\n")
        .note("a.md", NOTE)
        .note("c.md", "# 丙\n\nBP 是什么？\n")
        .on_disk()
}

#[track_caller]
fn listed(lang: &str, arguments: &[&str]) -> String {
    let (code, said) = project(lang).run("check", arguments);
    assert_eq!(code, 0, "{said}");
    said
}

#[test]
fn links_and_near_misses_with_their_reasons() {
    let said = listed("en", &["--autolinks"]);
    let from = said.find("content/a.md:3:2:").expect("the first row");
    assert_eq!(
        &said[from..],
        "\
content/a.md:3:2: linked BN -> batch-normalization (first in its section; name from content/topics.yaml:1)
content/a.md:3:6: near miss BNF (`BN` is inside a longer word)
content/a.md:3:19: near miss In (the case of the name `IN` matters)
content/a.md:3:32: near miss in (the case of the name `IN` matters; 1 more in this note)
content/a.md:3:47: near miss 电池化学 (`池化` stands across the border of two words)
content/a.md:9:1: linked IN -> instance-normalization (first in its section; name from content/topics.yaml:3)
content/a.md:9:6: linked BN -> batch-normalization (first in its section; name from content/topics.yaml:1)
content/b.md:3:1: linked 反向传播 -> back-propagation (first in its section; name from content/topics.yaml:4)
content/c.md:3:1: near miss BP (`BP` may mean back-propagation, belief-propagation)
4 linked, 6 near misses
0 errors, 1 warning, 0 hints
"
    );
}

#[test]
fn mentions_that_are_not_linked_with_v() {
    let said = listed("zh-Hans", &["--autolinks", "-v"]);
    for line in [
        "content/a.md:3:13: 未链接 BN -> batch-normalization（本节已链接过；名称出处：content/topics.yaml:1）",
        "content/a.md:3:56: 未链接 池化 -> pooling（名称被标记断开；名称出处：content/topics.yaml:2）",
        "content/a.md:5:2: 未链接 pooling -> pooling（在链接文字或题注里；名称出处：content/topics.yaml:2）",
        "content/a.md:7:7: 未链接 IN -> instance-normalization（在标题里；名称出处：content/topics.yaml:3）",
        "content/a.md:12:1: 未链接 BN -> batch-normalization（本节写有 `<!-- no-topics -->`；名称出处：content/topics.yaml:1）",
        "content/a.md:12:6: 未链接 dropout -> dropout（该主题写有 `link: false`；名称出处：content/topics.yaml:6）",
        "content/b.md:3:8: 未链接 BP -> back-propagation（本节已链接过；名称出处：content/topics.yaml:4，含义由本篇其余内容决定）",
        "content/a.md:16:4: 未链接 BP -> back-propagation（本节或本篇就在讲它；名称出处：content/topics.yaml:4，含义由本篇其余内容决定）",
        "content/a.md:14:4: 未链接 反向传播 -> back-propagation（在介绍它的标题里；名称出处：content/topics.yaml:4）",
        "content/a.md:3:32: 险些匹配 in（名称 `IN` 区分大小写）",
        "content/a.md:3:43: 险些匹配 in（名称 `IN` 区分大小写）",
    ] {
        assert!(said.lines().any(|found| found == line), "{line}\n{said}");
    }
}

#[test]
fn one_object_for_each_place() {
    let said = listed("en", &["--autolinks", "--format", "json"]);
    let rows: Vec<Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .filter(|row: &Value| row.get("autolink").is_some())
        .collect();
    let places: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row["path"].as_str(),
                row["line"].as_u64(),
                row["column"].as_u64(),
            )
        })
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(rows.len(), 10, "near misses are not put together");
    assert_eq!(
        rows[0],
        serde_json::json!({
            "path": "content/a.md", "line": 3, "column": 2, "end_line": 3, "end_column": 4,
            "autolink": "linked", "text": "BN", "name": "BN", "topic": "batch-normalization",
            "reason": "first-in-section",
            "message": "first in its section; name from content/topics.yaml:1",
            "source": {"kind": "file", "path": "content/topics.yaml", "line": 1},
            "candidates": [],
        })
    );
    let ambiguous = rows
        .iter()
        .find(|row| row["reason"] == "ambiguous")
        .expect("BP");
    assert_eq!(ambiguous["autolink"], "near-miss");
    assert_eq!(ambiguous["topic"], Value::Null);
    assert_eq!(
        ambiguous["candidates"],
        serde_json::json!(["back-propagation", "belief-propagation"])
    );
}

#[test]
fn notices_for_github() {
    let said = listed("en", &["--autolinks", "--format", "github"]);
    assert!(
        said.contains("content/a.md,line=3,col=2,title=linked::BN -> batch-normalization: first in its section; name from content/topics.yaml:1\n"),
        "{said}"
    );
}

#[test]
fn switches() {
    let site = Project::new()
        .topics(TOPICS)
        .note("a.md", "---\ntopics: false\n---\n用 BN。\n")
        .note("池化.md", "池化与 BN。\n")
        .on_disk();
    let (_, said) = site.run("check", &["--autolinks", "-v"]);
    assert!(
        said.contains("content/a.md:4:3: not linked BN -> batch-normalization (turned off by `topics: false` in the note;"),
        "{said}"
    );
    assert!(
        said.contains(
            "content/池化.md:1:1: not linked 池化 -> pooling (the section or the note is about it;"
        ),
        "{said}"
    );
}

#[test]
fn near_misses_are_what_a_reader_might_take_for_a_mention() {
    let site = Project::new()
        .topics("- {id: senet, name: SENet}\n- {id: unet, name: U-Net}\n- {id: tp, name: TP}\n- {id: dropout, name: dropout}\n- {id: vit, name: vitx, aliases: [SENets]}\n")
        .note(
            "a.md",
            "> [!warning] 用 TPR\n>\n> 用 ParseNet\n\nLeCun et al. HTTPS output atp Dosovitxkiy SENetV2 [^1]\n\n[^1]: 用 SpatialDropout\n",
        )
        .on_disk();
    let (_, said) = site.run("check", &["--autolinks"]);
    let misses: Vec<&str> = said
        .lines()
        .filter_map(|line| line.split_once(" near miss "))
        .map(|(_, text)| text)
        .collect();
    assert_eq!(
        misses,
        [
            "TPR (`TP` is inside a longer word)",
            "ParseNet (`SENet` is inside a longer word)",
            "SENetV2 (`SENet` is inside a longer word)",
            "SpatialDropout (`dropout` is inside a longer word)",
        ],
        "{said}"
    );
}
