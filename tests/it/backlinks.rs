//! What leads to notes, topics and questions, as pages show it.

use crate::project::Project;

const TOPICS: &str = "- id: bn\n  name: 批归一化\n  aliases: [BN]\n  summary: 一句话。\n- id: pool\n  name: 池化\n- id: hidden\n  name: 没人提到\n";

/// The part of `html` from `start` to the next `end`.
fn part<'a>(html: &'a str, start: &str, end: &str) -> &'a str {
    let from = html
        .find(start)
        .unwrap_or_else(|| panic!("{start} in {html}"));
    let rest = &html[from..];
    &rest[..rest.find(end).expect("an end")]
}

#[test]
fn a_note_shows_the_sentences_that_link_to_it() {
    let site = Project::new()
        .note("a.md", "# 甲\n\n正文\n")
        .note(
            "b.md",
            "# 乙\n\n## 一节\n\n前一句。先看[甲](a.md)的**定义**和$x^2$，再说。后一句。\n\n又见[[a]]。\n",
        )
        .note("c.md", "# 丙\n\n[自己](c.md)和[外面](https://example.org/)\n")
        .build();
    let page = site.page("a");
    let aside = part(&page, "<aside class=\"backlinks\"", "</aside>");
    assert!(aside.contains("href=\"b.html#一节\">乙</a>"), "{aside}");
    assert!(
        aside.contains("先看<mark>甲</mark>的<strong>定义</strong>和"),
        "{aside}"
    );
    assert!(aside.contains("再说。"), "{aside}");
    assert!(!aside.contains("前一句"), "{aside}");
    assert!(!aside.contains("后一句"), "{aside}");
    assert_eq!(
        aside.matches("<li>").count(),
        1,
        "one entry for one note: {aside}"
    );
    assert!(
        !site.page("c").contains("class=\"backlinks\""),
        "links to itself do not count"
    );
}

#[test]
fn a_topic_has_a_page_if_it_is_mentioned() {
    let site = Project::new()
        .topics(TOPICS)
        .note("a.md", "# 甲\n\n## 1. 什么是BN？\n\n它缩放。\n\n$$y=\\gamma x$$\n\n## 2. 池化在BN之前吗？\n\n先看BN。\n")
        .note("b.md", "# 乙\n\n这里说批归一化很好。\n")
        .build();
    let page = site.page("topics/bn");
    assert!(page.contains("一句话。"));
    let definition = part(&page, "class=\"definition\"", "</section>");
    assert!(definition.contains("什么是BN？"), "{definition}");
    assert!(
        definition.contains("data-tex=\"y=\\gamma x\""),
        "{definition}"
    );
    assert!(page.contains("href=\"../a.html#2-池化在bn之前吗\""));
    assert!(page.contains("这里说<mark>批归一化</mark>很好。"), "{page}");
    assert!(site.page("topics/index").contains("bn.html"));
    assert!(!site.has("topics/hidden.html"));
    assert!(!site.page("topics/index").contains("没人提到"));
    assert!(site.text("data/topics.js").contains("\"bn\""));
}

#[test]
fn questions_about_one_topic_show_each_other() {
    let site = Project::new()
        .topics(TOPICS)
        .note(
            "a.md",
            "## 1. BN的作用？\n\n## 2. 天气如何？\n\n很好，适合出去走走看看。\n",
        )
        .note("b.md", "## 1. 手推批归一化？\n\n答案。\n")
        .build();
    let first = site.page("a");
    let links = part(&first, "class=\"question-links\"", "</footer>");
    assert!(links.contains("手推批归一化？"), "{links}");
    assert!(links.contains("topics/bn.html"), "{links}");
    assert_eq!(first.matches("class=\"question-links\"").count(), 1);
    let second = site.page("b");
    let links = part(&second, "class=\"question-links\"", "</footer>");
    assert!(links.contains("BN的作用？"), "{links}");
}

#[test]
fn a_site_without_topics_has_no_page_for_them() {
    let site = Project::new().note("a.md", "# 天气\n\n今天晴。\n").build();
    assert!(!site.has("topics/index.html"));
    assert!(!site.has("data/topics.js"));
    assert!(!site.page("a").contains("topics/"));
}

#[test]
fn private_notes_are_no_source_of_anything() {
    let site = Project::new()
        .topics(TOPICS)
        .note("a.md", "# 甲\n\n批归一化\n")
        .note("secret.md", "---\ndraft: true\naliases: [密语词]\n---\n\n# 批归一化的秘密\n\n[甲](a.md)和池化，密语词。\n")
        .build();
    for path in site.files() {
        let text = String::from_utf8_lossy(&site.bytes(&path)).into_owned();
        for word in ["秘密", "密语词", "secret"] {
            assert!(!text.contains(word), "{word} in {path}");
        }
    }
    assert!(
        !site.has("topics/pool.html"),
        "only the private note mentions it"
    );
}

#[test]
fn pages_of_topics_yield_to_notes() {
    let site = Project::new()
        .topics(TOPICS)
        .note("topics/bn.md", "# 我的BN\n")
        .note("topics/README.md", "# 我的主题\n")
        .build();
    assert!(site.page("topics/bn").contains("我的BN"));
    assert!(site.page("topics/_bn").contains("一句话。"));
    assert!(site.page("topics/index").contains("我的主题"));
    assert!(site.page("topics/_index").contains("_bn.html"));
}

#[test]
fn links_of_any_content_lead_back() {
    let site = Project::new()
        .note("a.md", "# 甲\n")
        .note("b.md", "# 乙\n\n看[`torch.nn`](a.md)。\n")
        .note("c.md", "# 丙\n\n看[$x$](a.md)。\n")
        .build();
    let page = site.page("a");
    let aside = part(&page, "<aside class=\"backlinks\"", "</aside>");
    assert!(
        aside.contains(">乙</a>") && aside.contains(">丙</a>"),
        "{aside}"
    );
}

#[test]
fn a_heading_that_names_a_topic_twice_does_not_hide_the_sentence() {
    let site = Project::new()
        .topics(TOPICS)
        .note(
            "a.md",
            "## 1. 为什么批归一化（BN）有效？\n\n因为BN平滑了损失。\n",
        )
        .build();
    let page = site.page("topics/bn");
    assert!(page.contains("因为<mark>BN</mark>平滑了损失。"), "{page}");
}

#[test]
fn a_note_about_a_topic_introduces_it_itself() {
    let definition = |text: &str| {
        let site = Project::new().topics(TOPICS).note("a.md", text).build();
        let page = site.page("topics/bn");
        part(&page, "class=\"definition\"", "</section>").to_owned()
    };
    let own = definition(
        "# 批归一化\n\n批归一化缩放并平移。\n\n## 1. BN和池化谁先谁后？\n\n先后不论。\n",
    );
    assert!(own.contains("缩放并平移"), "{own}");
    let asked =
        definition("# 批归一化\n\n本文的记号如下。\n\n## 1. BN在推理时怎样？\n\n用滑动平均。\n");
    assert!(asked.contains("用滑动平均"), "{asked}");
}
