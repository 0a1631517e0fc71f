//! `topics.yaml`: what is wrong with it is said at its place, and the site is built all the same.

use std::fmt::Write as _;

use proptest::prelude::*;

use crate::project::{Project, Site};

/// A site of one note with this `topics.yaml`.
#[track_caller]
fn site(yaml: impl AsRef<[u8]>) -> Site {
    let site = Project::new()
        .topics(yaml)
        .note(
            "a.md",
            "# 笔记\n\nBN 和 dropout。\n\n## 乙\n\nBN 和 dropout。\n",
        )
        .build();
    assert!(site.outcome.site_was_built && site.has("a.html"));
    site
}

/// The findings about this `topics.yaml`, one of which is `good` and must be a topic.
#[track_caller]
fn findings(yaml: impl AsRef<[u8]>) -> Vec<String> {
    let site = site(yaml);
    assert!(
        site.has("topics/good.html"),
        "what is right is used: {:?}",
        site.diagnostics()
    );
    site.diagnostics()
}

const GOOD: &str = "- id: good\n  name: dropout\n";

/// `GOOD`, two lines, and more behind it.
fn with_good(more: &str) -> String {
    format!("{GOOD}{more}")
}

#[test]
fn duplicate_ids() {
    let site = site("- id: bn\n  name: BN\n- name: dropout\n  id: bn\n");
    assert_eq!(
        site.diagnostics(),
        ["content/topics.yaml:4:7: warning[duplicate-topic]"]
    );
    assert!(site.has("topics/bn.html") && !site.has("topics/bn-2.html"));
    let label = &site.found("duplicate-topic")[0].labels[0];
    let at = site.outcome.sources.position(label.0.source, label.0.start);
    assert_eq!((at.line, at.column), (1, 7), "the first is shown too");
}

#[test]
fn aliases_claimed_twice() {
    assert_eq!(
        findings(with_good(
            "- id: bn\n  name: 批归一化\n  aliases: [BN, Dropout]\n"
        )),
        ["content/topics.yaml:5:17: warning[topic-name-taken]"]
    );
    assert_eq!(
        findings("- {id: other, aliases: [BN]}\n- {id: good, aliases: [dropout, 'BN']}\n"),
        ["content/topics.yaml:2:33: warning[topic-name-taken]"]
    );
    assert_eq!(
        findings(with_good(
            "- {id: a, name: 甲乙, weak_aliases: [BN]}\n- {id: b, name: 丙丁, weak_aliases: [BN]}\n"
        )),
        ["content/a.md:3:1: warning[ambiguous-topic]"],
        "weak names may be shared, and are in doubt only where they stand"
    );
}

#[test]
fn cycles_of_parents() {
    let cycle = with_good(
        "- {id: a, name: 甲一, parent: b}\n- {id: b, name: 乙一, parent: c}\n- {id: c, name: 丙一, parent: a}\n",
    );
    assert_eq!(
        findings(cycle),
        ["content/topics.yaml:3:29: warning[topic-cycle]"]
    );
    assert_eq!(
        findings("- id: good\n  name: dropout\n  parent: good\n"),
        ["content/topics.yaml:3:11: warning[topic-cycle]"]
    );
}

#[test]
fn empty_names() {
    assert_eq!(
        findings(
            "- id: good\n  name: dropout\n  aliases:\n    - ''\n    -\n    - DO\n    - \"  \"\n"
        ),
        [
            "content/topics.yaml:4:7: warning[empty-topic-name]",
            "content/topics.yaml:5:6: warning[empty-topic-name]",
            "content/topics.yaml:7:7: warning[empty-topic-name]",
        ]
    );
    assert_eq!(
        findings("- id: good\n  name: dropout\n  zh: \"\"\n  en:\n"),
        ["content/topics.yaml:3:7: warning[empty-topic-name]"],
        "a key without a value is as if it were not there"
    );
}

#[test]
fn names_that_are_too_long_or_too_short() {
    let long = "长".repeat(10_000);
    let site = site(format!("{GOOD}  aliases: [BN, {long}]\n"));
    assert_eq!(
        site.diagnostics(),
        ["content/topics.yaml:3:17: warning[long-topic-name]"]
    );
    let found = site.found("long-topic-name")[0];
    assert_eq!(
        found.args,
        [
            format!("{}…", "长".repeat(24)),
            "10000".to_owned(),
            "80".to_owned()
        ]
    );
    assert!(site.has("topics/good.html"));
    assert_eq!(
        findings(with_good("  aliases: [x, 池, '42', 80]\n")),
        [
            "content/topics.yaml:3:13: warning[short-topic-name]",
            "content/topics.yaml:3:16: warning[short-topic-name]",
            "content/topics.yaml:3:19: warning[short-topic-name]",
            "content/topics.yaml:3:25: warning[short-topic-name]",
        ]
    );
}

#[test]
fn syntax_errors() {
    for (yaml, place) in [
        ("- id: a\n  name: [b\n- id: c\n", "3:5"),
        ("- id: a\n name: b\n", "2:2"),
        ("- id: 'a\n", "1:7"),
        ("- id: @a\n", "1:7"),
        ("- id: a: b\n", "1:8"),
        ("- id: a\n\tname: b\n", "2:1"),
    ] {
        let site = site(yaml);
        assert_eq!(
            site.diagnostics(),
            [format!(
                "content/topics.yaml:{place}: warning[topics-syntax]"
            )],
            "{yaml:?}: {:?}",
            site.found("topics-syntax")
        );
    }
}

#[test]
fn unknown_keys() {
    let yaml = with_good("  alias: BN\n  colour: red\n  ? [x]\n  : y\n");
    assert_eq!(
        findings(&yaml),
        [
            "content/topics.yaml:3:3: warning[unknown-topic-key]",
            "content/topics.yaml:4:3: warning[unknown-topic-key]",
            "content/topics.yaml:5:5: warning[unknown-topic-key]",
        ]
    );
    let site = site(&yaml);
    let said: Vec<String> = site
        .found("unknown-topic-key")
        .iter()
        .map(|found| found.message(inkstone::text::Lang::En))
        .collect();
    assert_eq!(
        said,
        [
            "topics have no key `alias`; did you mean `aliases`?",
            "topics have no key `colour`",
            "topics have no key `[x]`",
        ]
    );
}

#[test]
fn keys_that_stand_twice() {
    assert_eq!(
        findings(with_good("  name: BN\n")),
        ["content/topics.yaml:3:3: warning[duplicate-topic-key]"]
    );
}

#[test]
fn unknown_parents_and_relatives() {
    let yaml = with_good("  parent: god\n  related: [gooood, nothing]\n");
    assert_eq!(
        findings(&yaml),
        [
            "content/topics.yaml:3:11: warning[unknown-topic]",
            "content/topics.yaml:4:13: warning[unknown-topic]",
            "content/topics.yaml:4:21: warning[unknown-topic]",
        ]
    );
    let message = site(&yaml).found("unknown-topic")[0].message(inkstone::text::Lang::En);
    assert_eq!(message, "there is no topic `god`; did you mean `good`?");
}

#[test]
fn values_of_other_kinds() {
    assert_eq!(
        findings(with_good(
            "  zh: [批归一化]\n  link: maybe\n  case_sensitive: 'true'\n  aliases: {a: BN}\n  summary: {}\n  related: [[good]]\n"
        )),
        [
            "content/topics.yaml:3:3: warning[topic-wrong-type]",
            "content/topics.yaml:4:3: warning[topic-wrong-type]",
            "content/topics.yaml:5:3: warning[topic-wrong-type]",
            "content/topics.yaml:6:3: warning[topic-wrong-type]",
            "content/topics.yaml:7:3: warning[topic-wrong-type]",
            "content/topics.yaml:8:3: warning[topic-wrong-type]",
        ]
    );
    assert_eq!(
        findings(with_good("- id: [x]\n- id: 3\n  name: BN\n")),
        ["content/topics.yaml:3:3: warning[topic-wrong-type]"],
        "a number is a text"
    );
}

#[test]
fn what_is_no_list_of_topics() {
    for (yaml, expected) in [
        ("id: bn\nname: BN\n", &["1:1"][..]),
        ("# 注\nBN\n", &["2:1"]),
        ("42", &["1:1"]),
        ("", &[]),
        ("# 注\n", &[]),
        ("---\n", &[]),
        ("[]\n", &[]),
    ] {
        let expected: Vec<String> = expected
            .iter()
            .map(|place| format!("content/topics.yaml:{place}: warning[bad-topics-file]"))
            .collect();
        assert_eq!(site(yaml).diagnostics(), expected, "{yaml:?}");
    }
    assert_eq!(
        findings(with_good("- BN\n-\n- [x]\n- {}\n")),
        [
            "content/topics.yaml:3:3: warning[bad-topics-file]",
            "content/topics.yaml:4:2: warning[bad-topics-file]",
            "content/topics.yaml:5:3: warning[bad-topics-file]",
            "content/topics.yaml:6:3: warning[topic-without-id]",
        ]
    );
}

#[test]
fn ids() {
    assert_eq!(
        findings(with_good(
            "- id: Batch Norm\n  name: BN\n- id: a/b\n- name: 批归一化\n- id:\n- id: ../../x\n- id: ''\n"
        )),
        [
            "content/topics.yaml:3:7: warning[bad-topic-id]",
            "content/topics.yaml:5:7: warning[bad-topic-id]",
            "content/topics.yaml:6:3: warning[topic-without-id]",
            "content/topics.yaml:7:3: warning[topic-without-id]",
            "content/topics.yaml:8:7: warning[bad-topic-id]",
            "content/topics.yaml:9:7: warning[bad-topic-id]",
        ]
    );
    let long = "a".repeat(200);
    assert_eq!(
        findings(with_good(&format!("- id: {long}\n"))),
        ["content/topics.yaml:3:7: warning[bad-topic-id]"]
    );
}

#[test]
fn places_are_those_of_the_value_itself() {
    let yaml = "# name: x\n- id: good # x\n  summary: x, name: and aliases\n  name: dropout\n  aliases: [\"x\", x]\n";
    assert_eq!(
        findings(yaml.replace("x, name: and", "x name and")),
        [
            "content/topics.yaml:5:13: warning[short-topic-name]",
            "content/topics.yaml:5:18: warning[short-topic-name]",
        ]
    );
    assert_eq!(
        findings(
            "- id: good\n  summary: >\n    一行 nme: x\n    两行\n  name: dropout\n  nme: x\n"
        ),
        ["content/topics.yaml:6:3: warning[unknown-topic-key]"]
    );
}

#[test]
fn deep_and_large_files() {
    let deep = site("- ".repeat(20_000) + "a\n");
    assert_eq!(
        deep.diagnostics(),
        ["content/topics.yaml:1:3: warning[bad-topics-file]"]
    );
    let flow = site("[".repeat(100_000));
    assert_eq!(flow.diagnostics().len(), 1, "{:?}", flow.diagnostics());
    let bomb = "- &a {id: good, name: dropout}\n- &b [*a, *a, *a]\n- &c [*b, *b, *b]\n- *c\n";
    let bomb = findings(bomb);
    assert_eq!(bomb.len(), 3, "{bomb:?}");
    let mut large = String::from(GOOD);
    for number in 0..5_000 {
        let _ = writeln!(large, "- {{id: t{number}, name: topic number {number}}}");
    }
    large += "- {id: last, nam: x}\n";
    assert_eq!(
        findings(large),
        ["content/topics.yaml:5003:14: warning[unknown-topic-key]"]
    );
}

#[test]
fn other_ways_to_save_the_file() {
    let bad = "- id: good\n  name: dropout\n  alias: 批归一化\n";
    let expected = ["content/topics.yaml:3:3: warning[unknown-topic-key]"];
    assert_eq!(findings(format!("\u{feff}{bad}")), expected);
    assert_eq!(findings(bad.replace('\n', "\r\n")), expected);
    assert_eq!(findings(bad.replace('\n', "\r")), expected);
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(bad.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(findings(utf16), expected);
}

#[test]
fn a_file_that_is_no_text() {
    let gbk = b"- id: bn\n  name: \xc5\xfa\xb9\xe9\xd2\xbb\xbb\xaf\n  summary: \xc5\xfa\xc1\xbf\xb9\xe9\xd2\xbb\xbb\xaf\n";
    let site = site(gbk);
    assert_eq!(
        site.diagnostics(),
        ["content/topics.yaml:1:1: warning[undecodable-topics]"]
    );
    assert_eq!(
        site.found("undecodable-topics")[0].message(inkstone::text::Lang::En),
        "`topics.yaml` is left out: it is not UTF-8 text of at most 16 MiB; it seems to be GBK"
    );
}

#[test]
fn the_document_names_every_key_and_its_example_is_valid() {
    let document = include_str!("../../docs/topics.md");
    let (_, section) = document
        .split_once("\n## topics.yaml\n")
        .expect("a section");
    let section = section.split("\n## ").next().expect("its text");
    let documented: Vec<&str> = section
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split(" |").next())
        .flat_map(|cell| cell.split(['`', ',', ' ']))
        .filter(|key| !key.is_empty())
        .collect();
    let site = site(with_good("  xyzzy: 1\n"));
    let known: Vec<&str> = site.found("unknown-topic-key")[0].args[2]
        .split(", ")
        .collect();
    assert_eq!(documented, known);
    let example = section.split("```yaml\n").nth(1).expect("an example");
    let example = example.split("```").next().expect("its text");
    let built = Project::new()
        .config("lang = \"en\"\n")
        .file("topics.yaml", example)
        .note("a.md", "批标准化与BN\n")
        .build();
    assert_eq!(built.diagnostics(), [""; 0], "by the glossary's ids");
    assert!(built.has("topics/batch-normalization.html"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Neither any text nor any mixture of what such files are made of stops a build, and every finding has a place.
    #[test]
    fn any_text_is_survived(
        text in "(?s).{0,200}|(- |id: |name: |aliases: |parent: |a|b-c|BN|批归一化|\n|\n  |\\[|\\]|\\{|\\}|, |\"|'|: |#|&x |\\*x|~|true|\t){0,40}"
    ) {
        use inkstone::catalog::{self, CatalogInput};
        use inkstone::catalog::topics::TopicInput;
        use inkstone::diagnostic::SourceId;

        let topics = TopicInput { file: Some((SourceId(7), &text)), ..TopicInput::default() };
        let input = CatalogInput { topics, ..CatalogInput::default() };
        let checked = catalog::build(&[], &input, &|_| 1);
        for found in checked.diagnostics {
            prop_assert_eq!(found.span.source, SourceId(7));
            prop_assert!(text.get(found.span.range()).is_some(), "{:?}", found);
        }
    }
}
