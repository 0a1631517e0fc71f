//! The search index as files. What it finds is tested in `tests/search`.

use crate::project::Project;

fn scripts(site: &crate::project::Site) -> Vec<String> {
    let files = site.files().into_iter();
    files
        .filter(|path| path.strip_suffix(".js").is_some() && path.contains("search/"))
        .collect()
}

#[test]
fn every_site_has_an_index_even_without_notes() {
    let site = Project::new().build();
    assert_eq!(scripts(&site), ["search/core.js", "search/s-0.js"]);
    let site = Project::new()
        .note("a.md", "# A\n")
        .note("b/c.md", "正文")
        .build();
    let files = scripts(&site);
    assert_eq!(files.len(), 4, "{files:?}");
    assert!(
        site.text("search/core.js")
            .contains("\"notes\":\"a.html\\tA\\nb/c.html\\tc\"")
    );
}

#[test]
fn the_index_yields_to_scripts_of_the_notes() {
    let site = Project::new()
        .note("a.md", "[x](search/core.js)\n")
        .file("search/core.js", "own")
        .build();
    assert_eq!(site.text("search/core.js"), "own");
    assert!(site.has("_search/core.js"));
    // A note in a folder of that name disturbs nobody.
    let site = Project::new().note("search/core.md", "# 核\n").build();
    assert!(site.has("search/core.html") && site.has("search/core.js"));
}

#[test]
fn a_change_to_one_note_leaves_the_texts_of_others() {
    let build = |b: &str| {
        Project::new()
            .note("a.md", "# A\n\n## 一\n\n文字\n")
            .note("b.md", b)
            .build()
    };
    let (before, after) = (build("# B\n\n旧\n"), build("# B\n\n## 新\n\n新的文字\n"));
    let changed: Vec<String> = scripts(&after)
        .into_iter()
        .filter(|path| before.bytes(path) != after.bytes(path))
        .collect();
    assert_eq!(
        changed.len(),
        3,
        "core, places and the texts of b: {changed:?}"
    );
    let id = |site: &crate::project::Site, path: &str| {
        let text = site.text(path);
        text.split("\"build\":\"")
            .nth(1)
            .map(|rest| rest[..16].to_owned())
    };
    assert_eq!(id(&after, "search/core.js"), id(&after, "search/s-0.js"));
    assert_ne!(id(&after, "search/core.js"), id(&before, "search/core.js"));
}

#[test]
fn rows_carry_questions_and_topics() {
    let site = Project::new()
        .config("lang = \"zh-Hans\"\n")
        .note(
            "a.md",
            "# 池化\n\n## 1. 池化有什么用？\n\nTODO\n\n## 参考文献\n\n见书。\n",
        )
        .build();
    let core = site.text("search/core.js");
    assert!(core.contains("\"states\":\"s\""), "{core}");
    assert!(core.contains("\"cards\":\"q"));
    assert!(core.contains("\"headings\":\"\\n1. 池化有什么用？\\n参考文献\""));
    assert!(core.contains("\"topics\":\"pooling\\t池化"));
}
