//! What makes a site readable without a network: the list of files, the service worker, the manifest and the page.

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::project::{Project, Site};

fn notes() -> Project {
    Project::new()
        .note(
            "README.md",
            "# 笔记\n\n## 1. 什么是池化？\n\n取一块区域的最大值或者平均值。![](图.png)\n",
        )
        .note("子 目录/b.md", "# 乙\n\n正文。\n")
        .file("图.png", crate::project::png(4, 4))
}

fn list(site: &Site, path: &str) -> Value {
    serde_json::from_str(&site.text(path)).expect("JSON")
}

/// Size and hash by path.
fn rows(list: &Value) -> BTreeMap<String, (u64, String)> {
    let rows = list["files"].as_array().expect("files").iter();
    rows.map(|row| {
        let [path, size, hash] = &row.as_array().expect("a row")[..] else {
            panic!("{row}")
        };
        let hash = hash.as_str().expect("a hash").to_owned();
        let path = path.as_str().expect("a path").to_owned();
        (path, (size.as_u64().expect("bytes"), hash))
    })
    .collect()
}

fn hash(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))[..16].to_owned()
}

#[test]
fn the_list_has_every_file_that_readers_ask_for() {
    let site = notes().build();
    let list = list(&site, "data/files.json");
    let listed = rows(&list);
    let mut expected = site.all_files();
    expected.retain(|path| {
        !path.starts_with('.') && !["sw.js", "data/files.json"].contains(&path.as_str())
    });
    assert_eq!(listed.keys().cloned().collect::<Vec<_>>(), expected);
    for (path, (size, known)) in &listed {
        let bytes = site.bytes(path);
        assert_eq!(
            (*size, known),
            (bytes.len() as u64, &hash(&bytes)),
            "{path}"
        );
    }
    let shell = usize::try_from(list["shell"].as_u64().expect("a number")).unwrap();
    let shell: Vec<&str> = list["files"].as_array().unwrap()[..shell]
        .iter()
        .map(|row| row[0].as_str().unwrap())
        .collect();
    for path in [
        "index.html",
        "all.html",
        "study.html",
        "offline.html",
        "data/tree.js",
    ] {
        assert!(shell.contains(&path), "{path} in {shell:?}");
    }
    assert!(!shell.contains(&"子 目录/b.html"));
    // The version is the hash of the list, and the worker says it.
    let version = hash(&site.bytes("data/files.json"));
    assert!(site.text("sw.js").starts_with(&format!(
        "self.site = {{\"version\":\"{version}\",\"list\":\"data/files.json\",\"offline\":\"offline.html\"}};\n"
    )));
}

#[test]
fn nothing_changes_where_nothing_has_changed_and_the_worker_where_anything_has() {
    let site = || {
        Project::new()
            .note("a.md", "# A\n\nOne.\n")
            .note("b.md", "# B\n")
    };
    let first = site().build();
    let second = site().build();
    for path in [
        "sw.js",
        "data/files.json",
        "manifest.webmanifest",
        "offline.html",
    ] {
        assert!(first.bytes(path) == second.bytes(path), "{path}");
    }
    let changed = site().note("a.md", "# A\n\nTwo.\n").build();
    assert_ne!(first.text("sw.js"), changed.text("sw.js"));
    assert_eq!(first.text("offline.html"), changed.text("offline.html"));
    // A second build into the same folder finds nothing to write.
    let on_disk = site().on_disk();
    let report = on_disk.root().join("../report.json");
    for written in [None, Some(0)] {
        let arguments = ["--report", report.to_str().expect("a path")];
        assert_eq!(on_disk.run("build", &arguments).0, 0);
        let report: Value =
            serde_json::from_slice(&std::fs::read(&report).expect("a report")).expect("JSON");
        if let Some(written) = written {
            assert_eq!(report["written"], written);
        }
    }
}

#[test]
fn names_of_notes_are_theirs() {
    let site = Project::new()
        .note(
            "offline.md",
            "# Offline\n\n[worker](sw.js) [app](manifest.webmanifest) [files](data/files.json)\n",
        )
        .file("sw.js", "mine")
        .file("manifest.webmanifest", "mine too")
        .file("data/files.json", "[]")
        .build();
    assert!(site.page("offline").contains("<h1"));
    assert_eq!(site.text("sw.js"), "mine");
    assert_eq!(site.text("manifest.webmanifest"), "mine too");
    assert_eq!(site.text("data/files.json"), "[]");
    let facts = site.facts();
    assert_eq!(facts["worker"], "_sw.js");
    assert_eq!(facts["manifest"], "_manifest.webmanifest");
    assert!(site.page("_offline").contains("offline-page"));
    let worker = site.text("_sw.js");
    assert!(
        worker.contains("\"list\":\"data/_files.json\",\"offline\":\"_offline.html\""),
        "{}",
        &worker[..200]
    );
    let listed = rows(&list(&site, "data/_files.json"));
    assert!(listed.contains_key("sw.js") && !listed.contains_key("_sw.js"));
    assert_eq!(site.found("generated-page-moved").len(), 1);
}

#[test]
fn private_notes_are_in_no_list() {
    let site = notes()
        .note(
            "zzsecret.md",
            "---\ndraft: true\n---\n# zzsecret\n\n![](zzsecret.png)\n",
        )
        .note("zzfolder/x.md", "---\npublish: false\n---\n# x\n")
        .file("zzsecret.png", crate::project::png(1, 1))
        .build();
    for path in [
        "sw.js",
        "data/files.json",
        "manifest.webmanifest",
        "offline.html",
    ] {
        assert!(!site.text(path).contains("zz"), "{path}");
    }
}

#[test]
fn both_languages_have_all_words_and_the_manifest_says_which() {
    for (lang, title, update) in [
        ("en", "No network", "There is a new version"),
        ("zh-Hans", "现在没有网络", "有新版本"),
    ] {
        let site = Project::new()
            .config(&format!(
                "lang = \"{lang}\"\ntitle = \"T \\\"1\\\" <b>\"\ndescription = \"What it is\"\n"
            ))
            .note("README.md", "# T\n")
            .build();
        assert!(site.page("offline").contains(title));
        let script = site.all_files();
        let script = script.iter().find(|path| path.contains("/js/site."));
        assert!(site.text(script.expect("a script")).contains(update));
        let manifest = list(&site, "manifest.webmanifest");
        assert_eq!(manifest["lang"], lang);
        assert_eq!(manifest["name"], "T \"1\" <b>");
        assert_eq!(manifest["description"], "What it is");
        for icon in manifest["icons"].as_array().expect("icons") {
            assert!(site.has(icon["src"].as_str().expect("an address")));
        }
    }
}

/// Whoever opens a page from disk must not be told of a manifest that the browser then may not read.
#[test]
fn no_page_links_the_manifest_itself() {
    let site = notes().build();
    for path in site.files() {
        if crate::project::is_page(&path) {
            assert!(!site.text(&path).contains("rel=\"manifest\""), "{path}");
        }
    }
}

#[test]
fn a_site_may_have_a_worker_of_its_own() {
    let site = Project::new()
        .config("title = \"T\"\n")
        .root_file("static/sw.js", "own();\n")
        .note("README.md", "# T\n")
        .build();
    let worker = site.text("sw.js");
    assert!(worker.starts_with("self.site = {") && worker.ends_with("};\nown();\n"));
}
