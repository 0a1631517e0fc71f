//! What has no answer yet, and the sheets to print.

use std::fmt::Write as _;

use crate::project::{Project, Site};

const TOPICS: &str = "- {id: pooling, name: 池化}\n- {id: stride, name: 步幅}\n";

/// What stands in each list item that has this class in it.
fn items(page: &str, list: &str) -> Vec<String> {
    let start = page.find(&format!("<ol class=\"{list}\">")).expect(list);
    let end = start + page[start..].find("</ol>").expect("an end");
    let items = page[start..end].split("<li>").skip(1);
    items.map(str::to_owned).collect()
}

fn site() -> Site {
    Project::new()
        .topics(TOPICS)
        .note(
            "a.md",
            "# 甲\n\n## 1. 没人提？\n\n## 2. 什么是步幅？\n\nTODO\n\n## 3. 什么是池化？\n\n> 参考：[链接](https://example.org/p)\n\n1. 池化取一个区域的最大值。它减少计算量！第三句不在速览里。\n\n$$\ny=\\max x\n$$\n\n```\nprint(1)\n```\n\n## 4. 池化何用？\n",
        )
        .note(
            "b.md",
            "# 乙\n\n步幅在这里说。\n\n## 池化和步幅何干？\n\nA: 步幅决定池化窗口移动多远，见[甲](a.md#1-没人提)。\n\n## 只有图？\n\n![无](none.png)\n",
        )
        .note("zzmarker.md", "---\ndraft: true\n---\n## zzmarker的步幅？\n\n池化，见[甲](a.md#1-没人提)。\n")
        .build()
}

#[test]
fn open_questions_stand_in_the_order_of_what_depends_on_them() {
    let site = site();
    let shown: Vec<(String, String)> = items(&site.page("coverage"), "open-questions")
        .iter()
        .map(|item| {
            let place = item
                .split("<code>")
                .nth(1)
                .and_then(|rest| rest.split("</code>").next());
            let count = item
                .split("class=\"dependents\">")
                .nth(1)
                .and_then(|rest| rest.split(' ').next());
            (
                place.expect("a place").to_owned(),
                count.unwrap_or("0").to_owned(),
            )
        })
        .collect();
    let wanted = [
        // Mentioned by the question and by the text of the other note.
        ("a.md:5", "2"),
        // By the two other questions about it.
        ("a.md:23", "2"),
        // By a link alone; that of a private note does not count.
        ("a.md:3", "1"),
        ("b.md:9", "0"),
    ];
    let wanted = wanted.map(|(place, count)| (place.to_owned(), count.to_owned()));
    assert_eq!(shown, wanted);
    let unanswered: Vec<usize> = site
        .outcome
        .unanswered
        .iter()
        .map(|open| open.dependents)
        .collect();
    assert_eq!(unanswered, [2, 2, 1, 0], "the same list");
    let page = site.page("coverage");
    assert!(page.contains("<strong>33%</strong>"), "{page}");
    assert!(page.contains("<a href=\"a.html#1-"), "{page}");
    assert!(
        page.contains("<span class=\"visually-hidden\">answered </span>1/4</span>"),
        "{page}"
    );
    assert!(page.contains("data-topic=\"pooling\""));
}

#[test]
fn a_topic_that_several_questions_ask_about_has_a_sheet() {
    let site = site();
    let page = site.page("cram/pooling");
    let items = items(&page, "cram-list");
    assert_eq!(items.len(), 3, "{page}");
    let answer = &items[0];
    assert!(
        answer.contains("池化取一个区域的最大值。它减少计算量！"),
        "{answer}"
    );
    for left_out in ["第三句", "链接", "print", "class=\"topic\"", " id=\""] {
        assert!(!answer.contains(left_out), "{left_out}: {answer}");
    }
    assert!(answer.contains("class=\"math display\""), "{answer}");
    assert!(answer.contains("href=\"../a.html#3-"), "{answer}");
    assert!(items[1].contains("class=\"cram-blank\""), "{}", items[1]);
    assert!(
        items[2].contains("<p>步幅决定池化窗口移动多远，见甲。</p>"),
        "{}",
        items[2]
    );
    assert!(
        site.page("topics/pooling")
            .contains("href=\"../cram/pooling.html\"")
    );
    assert!(site.page("study").contains("href=\"cram/pooling.html\""));
    // Two questions name the stride.
    assert!(site.all_files().contains(&"cram/stride.html".to_owned()));
    assert_eq!(
        site.all_files()
            .iter()
            .filter(|file| file.starts_with("cram/"))
            .count(),
        2
    );
    assert!(!page.contains("zzmarker"));
}

#[test]
fn sheets_are_bounded() {
    let mut text = String::from("# 甲\n\n");
    for number in 1..=60 {
        let _ = write!(
            text,
            "## {number}. 第{number}个池化问题？\n\n够长的一个答案，够长的。\n\n"
        );
    }
    let site = Project::new()
        .topics(TOPICS)
        .note("a.md", &text)
        .note("cram/x.md", "# 笔记\n")
        .build();
    let page = site.page("_cram/pooling");
    assert_eq!(
        items(&page, "cram-list").len(),
        40,
        "notes lie in the folder of that name"
    );
    assert!(page.contains("20 more not listed"), "{page}");
}

#[test]
fn a_sheet_begins_with_the_note_about_its_topic() {
    let site = Project::new()
        .topics(TOPICS)
        .note(
            "a.md",
            "# 甲\n\n## 步幅和池化何干？\n\n## 池化层要参数吗？\n",
        )
        .note("b.md", "# 池化\n\n## 池化是什么？\n")
        .build();
    let items = items(&site.page("cram/pooling"), "cram-list");
    assert_eq!(items.len(), 3);
    assert!(items[0].contains("href=\"../b.html#"), "{}", items[0]);
}

#[test]
fn a_sheet_shows_what_an_answer_has_besides_its_source() {
    let site = Project::new()
        .topics(TOPICS)
        .note(
            "a.md",
            "# 甲\n\n## 池化有哪些？\n\n参考：<https://example.org/x>\n\n| 名 | 取 |\n|---|---|\n| 最大 | 最大值 |\n\n## 池化何用？\n",
        )
        .build();
    let items = items(&site.page("cram/pooling"), "cram-list");
    assert!(items[0].contains("<table"), "{}", items[0]);
    assert!(!items[0].contains("example.org"), "{}", items[0]);
}
