//! What is a question, what counts as an answer, and what a card is called.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use inkstone::diagnostic::Sources;
use inkstone::parse::{ParseOptions, parse_note};

use crate::project::{Project, Site, png};

/// The headings of each note, `+` before those that are questions, and the rules that decide, in order.
///
/// `##` and so on stand for themselves; the text of a case is a whole note.
const CASES: &[(&str, &str, &str)] = &[
    (
        "a question mark, ASCII or full width, behind marks too",
        "+# 什么是 BN？\n\n+# What is BN?\n\n+# **为什么？**\n\n+# 为什么 `x`?  \n\n+# “何时用？”\n\n+# BN 是什么（Batch Norm 是？）\n\n+# 公式 $x$ 是什么？\n\n+# [链接](https://example.org)是什么？\n",
        "question-mark question-mark question-mark question-mark question-mark question-mark question-mark question-mark",
    ),
    (
        "a question mark elsewhere is none",
        "-# 什么？答案\n\n-# ?首\n\n-# 问号 ？ 在中间\n\n-# `a ? b : c`\n\n-# Why not\n",
        "plain plain plain plain plain",
    ),
    (
        "plain numbers where another heading asks",
        "+## 1. 引入\n\n+## 2.什么\n\n+## 3、池化\n\n+## 4) 卷积\n\n+## 5） 卷积\n\n+## 6．全角点\n\n+## 7. 为什么？\n",
        "numbered numbered numbered numbered numbered numbered question-mark",
    ),
    (
        "numbers in brackets",
        "+## （一）引入\n\n+## （二）池化\n\n+## (3) 卷积\n\n+## （十二）最后？\n",
        "numbered numbered numbered question-mark",
    ),
    (
        "numbers with a word",
        "+## Q1: 引入\n\n+## Q2：池化\n\n+## q3. 卷积\n\n+## 问题4 卷积\n\n+## 问题5：卷积\n\n+## 题6、卷积\n\n+## Question 7: pooling\n\n+## Q8 为什么？\n",
        "numbered numbered numbered numbered numbered numbered numbered question-mark",
    ),
    (
        "plain numbers alone do not ask",
        "-## 1. 引言\n\n-## 2. 方法\n\n-## 3. 结论\n",
        "number-alone number-alone number-alone",
    ),
    (
        "plain numbers with questions: true",
        "---\nquestions: true\n---\n+## 1. 引言\n\n+## 2. 方法\n\n-## 附录\n",
        "numbered numbered plain",
    ),
    (
        "siblings must mostly be numbered",
        "-## 1. 引言\n\n-## 背景\n\n-## 方法\n\n+## 为什么？\n",
        "few-numbered plain plain question-mark",
    ),
    (
        "exactly half is not most",
        "-## 1. 引言\n\n-## 2. 方法\n\n-## 背景\n\n+## 为什么？\n",
        "few-numbered few-numbered plain question-mark",
    ),
    (
        "siblings are those under the same heading",
        "-# 甲\n\n+## 1. a\n\n+## 2. b\n\n-# 乙\n\n-## 1. c\n\n-## d\n\n-## e\n\n-# 丙\n\n+## 为何？\n",
        "plain numbered numbered plain few-numbered plain plain plain question-mark",
    ),
    (
        "levels are counted apart",
        "+## 1. a\n\n-### 小节\n\n-### 小节二\n\n+## 2. b？\n",
        "numbered plain plain question-mark",
    ),
    (
        "hierarchical numbers do not ask, unless they end in a question mark",
        "-## 1.1 引言\n\n-## 1.2.3 方法\n\n-## 第3章\n\n-## 第三节 池化\n\n-## 2.3. 池化\n\n-## 3.2D\n\n+## 1.3 为什么？\n\n+## 第4章 是什么？\n",
        "chapter chapter chapter chapter chapter chapter question-mark question-mark",
    ),
    (
        "years, versions and other digits",
        "-## 2D 卷积\n\n-## 3D\n\n-## 100%\n\n-## v1. 版本\n\n-## Quick start\n\n-## 一些想法\n\n-## 12345. 太长\n\n+## 何时？\n",
        "plain plain plain plain plain plain plain question-mark",
    ),
    (
        "marked",
        "+## 说明 {.question}\n\n-## 是吗？ {.no-question}\n\n-## 其他\n",
        "marked marked-not plain",
    ),
    (
        "a mark is a rule for the numbers beside it",
        "+## 1. 甲\n\n+## 2. 乙 {.question}\n\n-## 3. 丙 {.no-question}\n",
        "numbered marked marked-not",
    ),
    (
        "headings that contain questions are groups",
        "-# 卷积？\n\n+## 什么是卷积？\n\n-### 细节\n\n-# 3. 池化\n\n-## 内\n\n+### 何为池化？\n\n+# 最后？\n",
        "group question-mark plain few-numbered plain question-mark question-mark",
    ),
    (
        "a group by numbers",
        "-# 1. 卷积\n\n+## 为什么？\n\n+# 2. 池化\n\n文\n",
        "group question-mark numbered",
    ),
    (
        "headings in lists and quotes are none",
        "> -# 引用里？\n\n- -# 列表里？\n\n+# 外面？\n",
        "inside inside question-mark",
    ),
    (
        "questions: false",
        "---\nquestions: false\n---\n-# 什么？\n\n-# 标记 {.question}\n",
        "off off",
    ),
    (
        "underlined headings too",
        "+什么是 BN？\n===\n\n-正文\n---\n",
        "question-mark plain",
    ),
    (
        "plain numbers with another rule at any level",
        "-# 甲\n\n+## 1. 一\n\n+## 2. 二\n\n-# 乙\n\n-## 说明\n\n+### 何时？\n",
        "plain numbered numbered plain plain question-mark",
    ),
    (
        "chapters in other spellings",
        "-## 第十二章 池化\n\n-## 第 3 讲\n\n-## 3-2 池化\n\n-## 第一\n\n-## 第二性质\n\n+## 为何？\n",
        "chapter chapter chapter plain plain question-mark",
    ),
    (
        "an empty heading says nothing",
        "-##\n\n-## 3.\n\n+## ？\n",
        "plain few-numbered question-mark",
    ),
    (
        "a mark on a group does not make it a question",
        "-# 甲 {.question}\n\n+## 为何？\n",
        "group question-mark",
    ),
    (
        "only a formula, only code",
        "-## $x$\n\n-## `f()`\n\n+## `f`?\n\n+## $x$？\n",
        "plain plain question-mark question-mark",
    ),
];

/// Which rule decides on the headings of each case, in order.
fn rules(text: &str) -> Vec<&'static str> {
    let parsed = parse_note(Sources::CONFIG, "a.md", text, &ParseOptions::default()).value;
    parsed
        .headings
        .iter()
        .map(|heading| heading.rule.name())
        .collect()
}

#[test]
fn headings_that_ask() {
    let mut headings = 0;
    let mut wrong = Vec::new();
    for (case, text, decided) in CASES {
        let mut wanted = BTreeMap::new();
        let mut clean = String::new();
        for line in text.split_inclusive('\n') {
            let marks = line.trim_start_matches(['>', '-', ' ']);
            let lead = &line[..line.len() - marks.len()];
            let (asks, lead, rest) = if let Some(rest) = line.strip_prefix('+') {
                (Some(true), "", rest)
            } else if let Some(at) = line.find("-#") {
                (Some(false), &line[..at], &line[at + 1..])
            } else if line == "-正文\n" {
                (Some(false), "", &line[1..])
            } else {
                (None, lead, marks)
            };
            if let Some(asks) = asks {
                headings += 1;
                wanted.insert(
                    clean.matches('\n').count() + 1,
                    (asks, rest.trim().to_owned()),
                );
            }
            clean.push_str(lead);
            clean.push_str(rest);
        }
        let rules = rules(&clean).join(" ");
        if rules != *decided {
            wrong.push(format!("{case}: {decided} wanted, is {rules}"));
        }
        let site = Project::new().note("a.md", &clean).build();
        let catalog = questions(&site);
        let lines: Vec<usize> = catalog.iter().map(|question| question.0).collect();
        for (line, (asks, heading)) in wanted {
            if lines.contains(&line) != asks {
                wrong.push(format!("{case}: {heading}: wanted {asks}"));
            }
        }
    }
    assert!(headings >= 90, "only {headings} headings");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Line and text of each question in `a.md`, as `check --unanswered` lists them. No note here has an answer.
fn questions(site: &Site) -> Vec<(usize, String)> {
    site.outcome
        .unanswered
        .iter()
        .map(|question| (question.line, question.text.clone()))
        .collect()
}

/// The sections of a page: state, card and the words of the whole opening tag.
fn sections(page: &str) -> Vec<(String, String)> {
    page.match_indices("<section class=\"question\"")
        .map(|(at, _)| {
            let tag = &page[at..at + page[at..].find('>').expect("the end of a tag")];
            let value = |name: &str| {
                let start = tag.find(&format!("{name}=\"")).expect(name) + name.len() + 2;
                tag[start..start + tag[start..].find('"').expect(name)].to_owned()
            };
            (value("data-state"), value("data-card"))
        })
        .collect()
}

#[test]
fn states() {
    let table: &[(&str, &str)] = &[
        ("", "empty"),
        ("\n\n---\n\n", "empty"),
        ("<!-- later -->", "empty"),
        ("%%later%%", "empty"),
        ("### 小标题", "stub"),
        ("TODO", "stub"),
        ("todo: 以后再写这一段很长很长很长的文字", "stub"),
        ("- [ ] TODO", "stub"),
        ("- [ ] 待补充", "stub"),
        ("待补充", "stub"),
        ("> 待补充", "stub"),
        ("（待完善）", "stub"),
        ("很短", "stub"),
        ("十一个字是不够的对不对", "stub"),
        ("十二个字已经足够了对不对呀", "answered"),
        ("eleven char", "stub"),
        ("this is long enough", "answered"),
        ("mastodons are no promise", "answered"),
        ("$x$", "answered"),
        ("$$\nx\n$$", "answered"),
        ("```\ncode\n```", "answered"),
        ("```\n\n```", "empty"),
        ("| a |\n|---|\n| b |", "answered"),
        ("> > > 写在三层引用里的答案也是答案。", "answered"),
        ("1. 第一点写得够长了吗写得够长了", "answered"),
        ("![图](there.png)", "answered"),
        ("![[there.png|200]]", "answered"),
        ("![](none.png)", "stub"),
        ("![](none.png) ![](there.png)", "answered"),
        ("![图](https://example.org/x.png)", "answered"),
        ("<img src=\"there.png\" width=20>", "answered"),
        ("[知乎](https://example.org)", "link-only"),
        ("参考：[知乎](https://example.org)", "link-only"),
        ("https://example.org/a/long/address/of/words", "link-only"),
        ("<https://example.org>", "link-only"),
        (
            "- [一](https://example.org)\n- [二](https://example.org/2)",
            "link-only",
        ),
        ("> 参考资料：[一](https://example.org)", "link-only"),
        ("[笔记](b.md)", "link-only"),
        ("[[b]]", "link-only"),
        ("TODO [一](https://example.org)", "stub"),
        ("一句话 [一](https://example.org)", "stub"),
        ("![[b]]", "answered"),
        (
            "梯度下降每一步用待更新的参数减去学习率乘以梯度，直到收敛。",
            "answered",
        ),
        (
            "数据库里待更新、待删除的行分成两批，一批一批提交。",
            "answered",
        ),
        ("先写一个todo清单，再按顺序做里面的每一件事情。", "answered"),
        (
            "Write a todo list and work through it in order.",
            "answered",
        ),
        ("这一题的推导比较长，具体的过程待补充。", "stub"),
        ("TODO这里以后要写一个很长很长的回答", "stub"),
        ("TODO\n\n后来写了一个完整的答案在这里。", "answered"),
    ];
    let mut text = String::new();
    for (index, (answer, _)) in table.iter().enumerate() {
        let _ = write!(text, "## 第 {index} 问？\n\n{answer}\n\n");
    }
    let site = Project::new()
        .note("a.md", &text)
        .note("b.md", "# B\n\n够长的正文\n")
        .file("there.png", png(3, 3))
        .build();
    let sections = sections(&site.page("a"));
    assert_eq!(sections.len(), table.len());
    let wrong: Vec<_> = table
        .iter()
        .zip(&sections)
        .filter(|((_, wanted), (state, _))| wanted != state)
        .map(|((answer, wanted), (state, _))| format!("{answer:?}: {wanted} wanted, is {state}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let counts = site.report().questions;
    assert_eq!(counts.total, table.len());
    assert_eq!(
        counts.answered + counts.stub + counts.link_only + counts.empty,
        counts.total
    );
}

#[test]
fn an_image_below_the_typora_root_is_an_answer() {
    let site = Project::new()
        .note(
            "a/b.md",
            "---\ntypora-root-url: ../files\n---\n## 为什么？\n\n![](/x.png)\n",
        )
        .file("files/x.png", png(3, 3))
        .build();
    assert_eq!(sections(&site.page("a/b"))[0].0, "answered");
}

fn cards(notes: &[(&str, &str)]) -> Vec<String> {
    let mut project = Project::new();
    for (path, text) in notes {
        project = project.note(path, text);
    }
    let site = project.build();
    notes
        .iter()
        .flat_map(|(path, _)| {
            let page = path.trim_end_matches(".md").replace("README", "index");
            sections(&site.page(&page))
        })
        .map(|(_, card)| card)
        .collect()
}

#[test]
fn a_card_keeps_its_id() {
    let first = cards(&[("a.md", "## 3. 什么是 BN？\n")]);
    for (why, notes) in [
        ("renumbered", [("a.md", "## 17、什么是 BN？\n")]),
        (
            "moved",
            [("sub/folder/b.md", "# 题\n\n### 3. 什么是 BN？\n")],
        ),
        (
            "answered",
            [("a.md", "## 3. 什么是 BN？\n\n一个很长很长的答案。\n")],
        ),
        ("repunctuated", [("a.md", "## 3. 什么是BN?\n")]),
        ("emphasised", [("a.md", "## 3. **什么**是 `bn`？\n")]),
        ("without number", [("a.md", "## 什么是 BN？\n")]),
    ] {
        assert_eq!(cards(&notes), first, "{why}");
    }
    assert_ne!(cards(&[("a.md", "## 3. 什么是 GN？\n")]), first, "reworded");
}

#[test]
fn a_card_can_be_named() {
    let named = cards(&[("a.md", "## 什么？ {#first}\n\n## 为何？ ^second\n")]);
    assert_eq!(named, ["first", "second"]);
    assert_eq!(
        cards(&[("b.md", "# x\n\n## 别的词？ {#first}\n")]),
        ["first"]
    );
}

#[test]
fn repeats_are_numbered_in_reading_order() {
    let base = cards(&[("a.md", "## 什么？\n")]).remove(0);
    let all = cards(&[
        ("1.md", "## 什么？\n\n## 什么\u{3000}?\n"),
        ("2/README.md", "## 1. 什么？\n"),
        ("10.md", "## 什么？\n"),
    ]);
    // `2/` comes before `10`.
    assert_eq!(
        all,
        [
            base.clone(),
            format!("{base}-2"),
            format!("{base}-3"),
            format!("{base}-4")
        ]
    );
    let named = cards(&[
        ("a.md", "## 甲？ {#x-2}\n"),
        ("b.md", "## 乙？ {#x}\n"),
        ("c.md", "## 丙？ {#x}\n"),
    ]);
    assert_eq!(named, ["x-2", "x", "x-3"], "no id is given twice");
}

#[test]
fn dialogues_are_questions() {
    // A note, and of each question its number, text and state.
    type Found<'a> = (&'a str, &'a str, &'a str);
    let table: &[(&str, &[Found])] = &[
        (
            "Q: 什么是 BN\n\nA: 批量归一化，用一批数据的均值和方差。\n\nQ：为什么\n\n## 别的\n\n文\n",
            &[("", "什么是 BN", "answered"), ("", "为什么", "empty")],
        ),
        // In one paragraph, with numbers, bold, in Chinese.
        (
            "**Q1:** 什么是 `BN`\nA1: 批量归一化，用一批数据的均值。\n**Q2：何时用**\n**A：** TODO\n",
            &[("Q1:", "什么是 BN", "answered"), ("Q2：", "何时用", "stub")],
        ),
        (
            "问：什么是池化\n\n答：\n\n问3：为何\n\n答：因为它减少了后面各层的计算量。\n",
            &[("", "什么是池化", "empty"), ("问3：", "为何", "answered")],
        ),
        // The answer goes on to the next question, heading or rule.
        (
            "Q: 甲\n\nA:\n\n- 一\n- 二\n\n$$x$$\n\n---\n\n够长的一段不属于答案的文字。\n",
            &[("", "甲", "answered")],
        ),
        // A letter with a colon is no question by itself.
        ("Q：查询，K：键，V：值。\n\n后面的文字。\n", &[]),
        (
            "Q: why?\n\nBecause of the gradient.\n",
            &[("", "why?", "answered")],
        ),
        ("A: 答\n\n答：答\n", &[]),
        ("> Q: 引用里？\n\n- Q: 列表里？\n  A: 答\n", &[]),
        (
            "## 标题？\n\nQ: 在答案里？\n\nA: 是的，它属于上面的标题。\n",
            &[("", "标题？", "answered")],
        ),
        ("---\nquestions: false\n---\nQ: 甲？\n\nA: 乙\n", &[]),
    ];
    for (text, wanted) in table {
        let parsed = parse_note(Sources::CONFIG, "a.md", text, &ParseOptions::default()).value;
        let found: Vec<_> = parsed
            .questions
            .iter()
            .map(|question| {
                let state = question.answer.state(|_| false).as_str();
                (question.number.as_str(), question.text.as_str(), state)
            })
            .collect();
        assert_eq!(found, *wanted, "{text}");
    }
}

#[test]
fn a_dialogue_on_its_page() {
    let site = Project::new()
        .topics("- id: bn\n  name: 批归一化\n  aliases: [BN]\n- id: ln\n  name: 层归一化\n")
        .note(
            "a.md",
            "Q: 什么是 **BN** ^first\nA: BN用一批数据的均值和方差，与层归一化不同。\n\n**Q2：层归一化何时用？**\n\n**问：** 何时不用\n",
        )
        .note("b.md", "# 乙\n\n层归一化。\n\n## BN何用？\n\n稳定训练，可以用更大的学习率。\n")
        .build();
    let body = site.body("a");
    assert_eq!(
        sections(&site.page("a"))[0],
        ("answered".to_owned(), "first".to_owned())
    );
    assert!(
        body.contains("<p class=\"question-title\">什么是 <strong>BN</strong>"),
        "{body}"
    );
    assert!(
        body.contains("<span class=\"number\">Q2：</span> <strong>层归一化何时用？</strong>"),
        "{body}"
    );
    assert!(
        body.contains("<p>A: <a class=\"topic\" data-topic=\"bn\""),
        "{body}"
    );
    // It asks about its topic, as a heading does, and each goes with the other.
    assert!(site.page("b").contains("href=\"a.html#q-"));
    assert!(body.contains("b.html#bn"), "{body}");
    // The line is that of the `Q:` itself.
    let lines: Vec<usize> = site
        .outcome
        .unanswered
        .iter()
        .map(|question| question.line)
        .collect();
    assert!(
        body.contains("<p class=\"question-title\">何时不用 <a"),
        "{body}"
    );
    assert_eq!(lines, [4, 6]);
}

#[test]
fn a_site_decides_for_notes_that_do_not() {
    let count = |config: &str, head: &str| {
        let site = Project::new()
            .config(config)
            .note(
                "a.md",
                &format!("{head}## 1. 引言\n\n## 2. 方法\n\n## 结论\n"),
            )
            .build();
        site.report().questions.total
    };
    let of_note = |on: &str| format!("---\nquestions: {on}\n---\n");
    assert_eq!(count("", ""), 0);
    assert_eq!(count("questions = true", ""), 0);
    assert_eq!(count("questions = \"numbered\"", ""), 2);
    assert_eq!(count("questions = \"numbered\"", &of_note("false")), 0);
    assert_eq!(count("questions = false", ""), 0);
    assert_eq!(count("questions = false", &of_note("true")), 2);
}
