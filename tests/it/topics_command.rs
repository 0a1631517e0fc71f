//! `inkstone topics`: the dictionary with its sources, and proposals that can be pasted.

use serde_json::Value;

use crate::project::{OnDisk, Project, files_below};

const NOTES: [(&str, &str); 3] = [
    (
        "a.md",
        "# 甲\n\n## 1. 什么是扩散模型？\n\n扩散模型用**去噪网络**，也用 BN。去噪网络不大。\n\n## 2. 什么是蒸馏损失？\n\n待补充\n",
    ),
    (
        "b.md",
        "# 乙\n\n我们使用可逆残差块（Invertible Residual Block，IRB）来省内存。\n\n去噪网络与**label smoothing**。蒸馏损失。**注意**：**效果更好**。\n",
    ),
    (
        "c.md",
        "# 丙\n\n可逆残差块、label smoothing、yes 与 **GAUC**。注意，效果更好。\n\n## 小结\n\nBN 的 GAUC。\n",
    ),
];

fn project(topics: &str) -> OnDisk {
    let mut project = Project::new().topics(topics);
    for (path, text) in NOTES {
        project = project.note(path, text);
    }
    project.on_disk()
}

const KNOWN: &str = "- id: bn\n  name: 批归一化\n  en: Batch Normalization\n  aliases: [BN]\n  weak_aliases: [归一化]\n  hidden_aliases: [pgyh]\n- id: unused\n  name: 没人提\n  parent: bn\n";

#[track_caller]
fn topics(on_disk: &OnDisk, arguments: &[&str]) -> String {
    let (code, said) = on_disk.run("topics", arguments);
    assert_eq!(code, 0, "{said}");
    said
}

#[test]
fn the_dictionary_with_its_sources() {
    let said = topics(&project(KNOWN), &[]);
    let dictionary = said.split("\n\n").next().expect("the first part");
    assert_eq!(
        dictionary,
        "\
bn  Batch Normalization  2 mentions, 2 notes  topics/bn.html
    name  批归一化  <- content/topics.yaml:2
    name  Batch Normalization  <- content/topics.yaml:3
    name  BN  <- content/topics.yaml:4
    weak name  归一化  <- content/topics.yaml:5
    for search only  pgyh
# the notes mention 1 of 2 known topics"
    );
    let all = topics(&project(KNOWN), &["--all"]);
    assert!(
        all.contains("\nunused  没人提  0 mentions, 0 notes\n    name  没人提  <- content/topics.yaml:8\n    parent  bn\n"),
        "{all}"
    );
}

#[test]
fn one_object_for_each_topic_and_proposal() {
    let said = topics(&project(KNOWN), &["--format", "json", "--all"]);
    let rows: Vec<Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(rows[0]["topic"], "bn");
    assert_eq!(rows[0]["page"], "topics/bn.html");
    assert_eq!(rows[0]["mentions"], 2);
    assert_eq!(
        rows[0]["names"][2],
        serde_json::json!({
            "spellings": ["BN"], "weak": false, "case_sensitive": true,
            "source": {"kind": "file", "path": "content/topics.yaml", "line": 4},
        })
    );
    assert_eq!(rows[1]["topic"], "unused");
    assert_eq!(rows[1]["page"], Value::Null);
    assert_eq!(rows[1]["parent"], "bn");
    let proposal = &rows[2];
    assert_eq!(proposal["proposal"], "invertible-residual-block");
    assert_eq!(proposal["origins"], serde_json::json!(["pair"]));
    assert_eq!(
        (&proposal["path"], &proposal["line"]),
        (&"content/b.md".into(), &3.into())
    );
}

#[test]
fn proposals_are_yaml_with_comments() {
    let said = topics(&project(KNOWN), &["--proposals"]);
    assert_eq!(
        said,
        "
# Proposals: 5 to paste into topics.yaml; take out what is none

# 4 mentions in 2 sections; explained in brackets; content/b.md:3
- id: invertible-residual-block
  name: 可逆残差块
  en: Invertible Residual Block
  aliases: [IRB]

# 3 mentions in 2 sections; bold; content/a.md:5
- id: 去噪网络
  name: 去噪网络

# 2 mentions in 2 sections; bold; content/c.md:3
- id: gauc
  name: GAUC

# 2 mentions in 2 sections; bold; content/b.md:5
- id: label-smoothing
  name: label smoothing

# 2 mentions in 2 sections; in a heading; content/a.md:7
- id: 蒸馏损失
  name: 蒸馏损失
"
    );
}

#[test]
fn proposals_that_are_pasted_become_topics_without_a_finding() {
    let before = project(KNOWN);
    let proposals = topics(&before, &["--proposals"]);
    let after = project(&format!("{KNOWN}{proposals}"));
    let (code, said) = after.run("build", &["-v", "--strict"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(said.lines().count(), 1, "no finding: {said}");
    let pages = files_below(&after.output());
    let proposed: Vec<&str> = proposals
        .lines()
        .filter_map(|line| line.strip_prefix("- id: "))
        .collect();
    assert!(proposed.len() >= 5, "{proposals}");
    for id in proposed {
        let page = format!("topics/{id}.html");
        assert!(pages.contains(&page), "{page} of {pages:#?}");
    }
    let again = topics(&after, &["--proposals"]);
    assert_eq!(again, "", "what is pasted is known");
}

#[test]
fn proposals_for_the_folders_of_others_are_pasted_without_a_finding() {
    let corpora = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
    if !corpora.is_dir() {
        println!("skipped: the notes of ../shared/corpora are not there");
        return;
    }
    for name in ["seed", "interview-book", "pumpkin-book"] {
        let root = corpora.join(name);
        let mut project = Project::new();
        for path in files_below(&root) {
            let is_note = path.strip_suffix(".md").is_some();
            if is_note && !path.contains("/.") {
                let bytes = std::fs::read(root.join(&path)).expect("a note");
                project = project.file(&path, bytes);
            }
        }
        let on_disk = project.on_disk();
        let proposals = topics(&on_disk, &["--proposals"]);
        on_disk.write("topics.yaml", &proposals);
        let said = topics(&on_disk, &["-v"]);
        assert!(!said.contains("warning["), "{name}: {said}");
        let ids = proposals
            .lines()
            .filter_map(|line| line.strip_prefix("- id: "));
        for id in ids {
            let id = id.trim_matches('"');
            let is_there = said
                .lines()
                .any(|line| line.starts_with(&format!("{id}  ")));
            assert!(is_there, "{name}: {id} is a topic");
        }
    }
}

#[test]
fn findings_about_the_dictionary_are_told() {
    let on_disk = project("- id: bn\n  nme: BN\n- id: x\n  name: 没人提\n");
    let (code, said) = on_disk.run("topics", &[]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("content/topics.yaml:2:3: warning[unknown-topic-key]"),
        "{said}"
    );
}
