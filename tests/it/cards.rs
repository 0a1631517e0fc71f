//! What there is to review, as the site writes it for its scripts.

use inkstone::text::fnv;
use serde_json::Value;

use crate::project::{Project, Site, png};

/// The data that a script hands over under `name`.
#[track_caller]
fn data(site: &Site, path: &str, name: &str) -> Value {
    let text = site.text(path);
    let start = format!("inkstone.receive(\"{name}\",");
    let json = text
        .strip_prefix(&start)
        .and_then(|text| text.strip_suffix(");\n"));
    assert_eq!(text.lines().count(), 1, "{path}");
    serde_json::from_str(json.expect(path)).expect(path)
}

fn list(site: &Site) -> Value {
    data(site, "data/cards.js", "cards")
}

#[track_caller]
fn answers(site: &Site, route: &str) -> Value {
    let key = fnv(route);
    data(
        site,
        &format!("data/cards/{key}.js"),
        &format!("cards/{key}"),
    )
}

/// The element of a list whose first part is this.
fn find<'a>(list: &'a Value, text: &str) -> &'a Value {
    let rows = list.as_array().expect("a list");
    let row = rows.iter().find(|row| {
        row.as_array()
            .is_some_and(|row| row.contains(&Value::from(text)))
    });
    row.unwrap_or_else(|| panic!("{text} is not in {list}"))
}

#[test]
fn every_question_is_listed_and_each_with_an_answer_has_a_card() {
    let site = Project::new()
        .topics("- id: pooling\n  name: 池化\n- id: stride\n  name: 步幅\n- id: norm\n  name: 归一化\n")
        .note(
            "sub/a.md",
            "# 甲\n\n## 1. 什么是池化？\n\n取最大值，见[乙](../b.md)和[上面](#1-什么是池化)，图：\n\n![图](x.png)\n\n## 2. 没有答案？\n\n## 3. 待写？\n\nTODO\n\n## 4. 只有链接？\n\n[乙](../b.md)\n",
        )
        .note("b.md", "# 乙\n\n## 什么是**归一化**？ {#norm}\n\n步幅，步幅，池化，还有公式 $x^2$ 与 $$\\kern1.2345em\\frac{a}{b}$$\n")
        .note("c.md", "# 丙\n\n没有问题，只说池化。\n")
        .file("sub/x.png", png(3, 3))
        .build();
    let list = list(&site);
    assert_eq!(list["version"], 1);
    assert_eq!(list["files"], "data/cards/");
    let states: Vec<_> = list["cards"]
        .as_array()
        .unwrap()
        .iter()
        .map(|card| card[4].clone())
        .collect();
    assert_eq!(states, ["a", "a", "e", "s", "l"], "b.md is read first");
    let names: Vec<_> = list["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| note[0].clone())
        .collect();
    assert_eq!(names, ["b.html", "sub/a.html"]);
    let topics: Vec<_> = list["topics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|topic| topic[0].clone())
        .collect();
    assert_eq!(
        topics,
        ["pooling", "norm"],
        "a topic that an answer only mentions is no deck of its own"
    );

    let first = find(&list["cards"], "什么是池化？");
    assert_eq!(first[1], 1);
    assert_eq!(first[2], "1-什么是池化");
    assert_eq!(first[6], 3);
    assert_eq!(first[9], "sub/a.md");
    let answers = answers(&site, "sub/a.html");
    let cards = answers["cards"].as_object().unwrap();
    assert_eq!(
        cards.len(),
        2,
        "the answered one and the one that is begun: {cards:?}"
    );
    let back = cards[first[0].as_str().unwrap()][1].as_str().unwrap();
    assert!(back.contains("href=\"b.html\""), "{back}");
    assert!(back.contains("src=\"sub/x.png\""), "{back}");
    assert!(back.contains("href=\"sub/a.html#1-"), "{back}");
    assert!(!back.contains(" id="), "{back}");
    let front = cards[first[0].as_str().unwrap()][0].as_str().unwrap();
    assert_eq!(front, "<span class=\"number\">1.</span> 什么是池化？");

    let other = self::answers(&site, "b.html");
    let html = other["cards"]["norm"][1].as_str().unwrap();
    assert!(html.contains("class=\"math display\""), "{html}");
    assert!(!html.contains("style="), "{html}");
    let style = other["style"].as_str().unwrap();
    assert!(style.contains("1.2345em"), "a length of its own: {style}");
    assert_eq!(
        find(&list["notes"], "b.html")[3],
        other["build"],
        "the list tells which version it means"
    );
    assert!(
        !site
            .all_files()
            .contains(&format!("data/cards/{}.js", fnv("c.html")))
    );
    let facts = site.facts();
    assert_eq!(facts["study"], "study.html");
    assert_eq!(facts["cards"], "data/cards.js");
    assert!(site.has(facts["review"].as_str().unwrap()));
}

#[test]
fn questions_follow_on_those_that_link_to_them() {
    let site = Project::new()
        .topics("- id: pooling\n  name: 池化\n")
        .note("a.md", "## 什么是池化？ {#a}\n\n够长的一个答案，够长的。\n\n## 池化何用？ {#b}\n\n先看[别的](c.md#d)，够长的答案。\n")
        .note("c.md", "## 别的问题？ {#d}\n\n答案在这里，写得够长了。\n")
        .build();
    let list = list(&site);
    let related = |id: &str| find(&list["cards"], id)[8].clone();
    assert_eq!(
        related("b"),
        serde_json::json!(["d", "a"]),
        "the one it links to, then that of the same topic"
    );
    assert_eq!(related("d"), serde_json::json!(["b"]), "and back");
    assert_eq!(related("a"), serde_json::json!(["b"]));
}

#[test]
fn the_hash_is_that_of_the_answer_alone() {
    let hash = |text: &str| {
        let site = Project::new().note("a.md", text).build();
        find(&list(&site)["cards"], "q")[7]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let first = hash("# 甲\n\n## 什么？ {#q}\n\n第一行。  \n第二行。\n\n> 引用\n");
    for (why, text) in [
        (
            "moved",
            "# 甲\n\n## 别的？\n\n别的答案。\n\n# 乙\n\n## 什么？ {#q}\n\n第一行。\n第二行。\n\n> 引用\n",
        ),
        (
            "reworded",
            "## 是什么？ {#q}\n\n第一行。\n第二行。\n\n> 引用\n",
        ),
        (
            "other line ends",
            "## 什么？ {#q}\r\n\r\n第一行。\r\n第二行。\r\n\r\n> 引用\r\n",
        ),
        (
            "followed",
            "## 什么？ {#q}\n\n第一行。\n第二行。\n\n> 引用\n\n## 下一题？\n\n完。\n",
        ),
    ] {
        assert_eq!(hash(text), first, "{why}");
    }
    assert_ne!(
        hash("## 什么？ {#q}\n\n第一行。\n第三行。\n\n> 引用\n"),
        first,
        "edited"
    );
}

#[test]
fn hostile_text_stays_text() {
    let site = Project::new()
        .note(
            "</script><b>.md",
            "## </script><script>alert(1)</script>\u{2028}“\\\"？\n\n</script><img src=x onerror=alert(1)> <a href=\"javascript:alert(1)\">甲</a> `</script>` 够长的答案了吧。\n",
        )
        .build();
    let list = list(&site);
    let (card, note) = (&list["cards"][0], &list["notes"][0]);
    let route = note[0].as_str().unwrap();
    let html = answers(&site, route)["cards"][card[0].as_str().unwrap()].to_string();
    for evil in ["<script", "onerror=", "javascript:", "</script"] {
        assert!(!html.contains(evil), "{evil} in {html}");
    }
    for page in ["study", "coverage"] {
        let html = site.page(page);
        assert!(!html.contains("<script>"), "{page}");
    }
}

#[test]
fn a_site_without_questions_has_no_study() {
    let site = Project::new().note("a.md", "# 甲\n\n正文。\n").build();
    let files = site.all_files();
    assert!(
        !files
            .iter()
            .any(|file| file.starts_with("study") || file.starts_with("data/cards"))
    );
    let facts = site.facts();
    assert!(
        ["study", "cards", "review"]
            .iter()
            .all(|name| facts.get(name).is_none())
    );
    assert!(!site.page("a").contains("coverage"));
}

#[test]
fn generated_pages_yield_to_notes() {
    let site = Project::new()
        .note("study.md", "# 我的\n\n## 为什么？\n")
        .note("coverage.md", "# 覆盖\n")
        .file("cram/index.md", "# 临阵\n")
        .build();
    assert!(site.page("study").contains("<h1"));
    assert_eq!(site.facts()["study"], "_study.html");
    assert!(site.page("_coverage").contains("为什么？"));
    let moved = "warning[generated-page-moved]";
    assert_eq!(
        site.diagnostics(),
        [
            format!("coverage.md:1:1: {moved}"),
            format!("cram/index.md:1:1: {moved}"),
            format!("study.md:1:1: {moved}")
        ]
    );
}

#[test]
fn the_page_of_study_may_show_what_answers_show() {
    let page = |answer: &str| {
        let site = Project::new()
            .note("a.md", &format!("## 为什么？\n\n{answer}\n"))
            .build();
        site.page("study")
    };
    assert!(page("![图](https://example.org/x.png)").contains("img-src 'self' data: https: http:"));
    assert!(!page("够长的一个答案，够长的。").contains("https:"));
}
