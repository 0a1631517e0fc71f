//! Private notes leave no trace.

use crate::project::{OnDisk, Project, Site, files_below};

const MARKER: &str = "zzmarker";

#[track_caller]
fn leaves_no_trace(site: &Site) {
    assert!(site.outcome.site_was_built);
    for path in site.all_files() {
        assert!(!path.to_lowercase().contains(MARKER), "{path}");
        let text = String::from_utf8_lossy(&site.bytes(&path)).to_lowercase();
        if let Some(at) = text.find(MARKER) {
            let start = text.floor_char_boundary(at.saturating_sub(200));
            let end = text.ceil_char_boundary((at + 100).min(text.len()));
            panic!("{path}: {}", &text[start..end]);
        }
    }
}

fn private(head: &str) -> String {
    format!(
        "---\ntitle: zzmarker title\naliases: [zzmarker-alias]\n{head}\n---\n# zzmarker heading\n\n## zzmarker 是什么？\n\nzzmarker text ^block\n\n![](zzmarker.png) [x](https://zzmarker.example.org)\n\n$x_{{zzmarker}}$\n"
    )
}

#[test]
fn nothing_of_a_private_note_is_in_the_output() {
    for head in [
        "draft: true",
        "draft: True",
        "draft: TRUE",
        "draft: yes",
        "draft: on",
        "draft: y",
        "draft: \"true\"",
        "draft: 'Yes'",
        "draft : true",
        "\"draft\": true",
        "publish: false",
        "publish: False",
        "publish: no",
        "publish: off",
        "publish: n",
        "publish: \"false\"",
        "publish: false # not yet",
        "draft: true\npublish: true",
        "private: true",
        "published: false",
    ] {
        let site = Project::new()
            .note("a.md", "# A\n\n## 问题？\n")
            .note("sub/zzmarker-name.md", &private(head))
            .note("zzmarker-folder/x.md", &private(head))
            .file("sub/zzmarker.png", crate::project::png(1, 1))
            .build();
        assert_eq!(site.report().notes, 1, "{head}");
        assert_eq!(site.diagnostics(), [""; 0], "{head}");
        assert_eq!(site.report().questions.total, 1);
        leaves_no_trace(&site);
    }
}

#[test]
fn links_and_embeds_do_not_repeat_the_name() {
    let site = Project::new()
        .note("sub/zzmarker-name.md", &private("draft: true"))
        .note(
            "a.md",
            "# 关于 [[zzmarker-name]]\n\n\
             [text](sub/zzmarker-name.md) [text](sub/zzmarker-name) [text](sub/zzmarker-name.html#zz) <a href=\"sub/zzmarker-name.md\">t</a>\n\n\
             [](sub/zzmarker-name.md) [text](/sub/ZZMARKER-NAME.md) [t](#/sub/zzmarker-name?id=x)\n\n\
             [[zzmarker-name]] [[zzmarker title]] [[zzmarker-alias|text]] [[sub/zzmarker-name#zzmarker heading]] [[ZZmarker-Name]]\n\n\
             ![[zzmarker-name]]\n\n\
             ![[zzmarker-name#zzmarker heading]]\n\n\
             in a line ![[zzmarker title]] here\n\n\
             ![text](sub/zzmarker-name.md)\n\n\
             ## 什么是 [[zzmarker-name]]？\n\n\
             | a | b |\n|---|---|\n| [[zzmarker-name]] | [[zzmarker-name\\|x]] |\n\n\
             > - [[zzmarker-alias]]\n",
        )
        .note("_sidebar.md", "- [zzmarker title](sub/zzmarker-name.md)\n- [A](a.md)\n")
        .build();
    leaves_no_trace(&site);
    assert!(
        site.found("private-link").len() >= 14,
        "{:#?}",
        site.diagnostics()
    );
    assert!(
        site.found("private-link")
            .iter()
            .all(|found| !found.args[0].is_empty())
    );
    assert!(site.body("a").contains("什么是 …"), "{}", site.body("a"));
}

#[test]
fn every_way_to_call_a_private_note_is_known() {
    for call in [
        "[[zzmarker.md]]",
        "[[y/zzmarker]]",
        "[[y/zzmarker.md]]",
        "[[zzmarker.html]]",
        "![[zzmarker.md]]",
        "![[y/zzmarker]]",
        "# 问 ![[zzmarker]] 题？",
    ] {
        let site = Project::new()
            .note("z/a.md", &format!("# A\n\n{call}\n"))
            .note("x/y/zzmarker.md", "---\ndraft: true\n---\n# zzmarker\n")
            .build();
        leaves_no_trace(&site);
    }
}

#[test]
fn lines_that_end_in_carriage_returns_are_lines() {
    let site = Project::new()
        .note("a.md", "# A\n")
        .note("b.md", "---\rdraft: true\r---\r# zzmarker\r")
        .build();
    leaves_no_trace(&site);
}

#[test]
fn a_public_note_of_the_same_name_is_linked() {
    let site = Project::new()
        .note("sub/x.md", "---\ndraft: true\n---\nzzmarker\n")
        .note("other/x.md", "public words\n")
        .note("a.md", "[[x]] ![[x]]\n")
        .build();
    leaves_no_trace(&site);
    assert_eq!(site.diagnostics(), [""; 0]);
    assert!(site.body("a").contains("href=\"other/x.html\""));
}

#[test]
fn private_notes_do_not_change_what_is_public() {
    let public = |project: Project| {
        project
            .note("a.md", "# 批量归一化\n\n## 什么是 BN？\n\n答案\n")
            .note("sub/b.md", "---\ndraft: false\n---\n# 池化\n")
    };
    let without = public(Project::new()).build();
    let with = public(Project::new())
        .note(
            "A.md",
            &private("draft: true").replace("zzmarker 是", "什么是 BN？ "),
        )
        .note("all.md", &private("publish: false"))
        .note("sub/README.md", &private("draft: yes"))
        .note(
            "en.md",
            &format!("---\ndraft: true\n---\n{}", "english words ".repeat(900)),
        )
        .build();
    assert_eq!(without.all_files(), with.all_files());
    for path in without.files() {
        assert_eq!(
            String::from_utf8_lossy(&without.bytes(&path)),
            String::from_utf8_lossy(&with.bytes(&path)),
            "{path}"
        );
    }
}

#[test]
fn public_in_every_spelling() {
    for head in [
        "draft: false",
        "draft: no",
        "draft: off",
        "draft: 'false'",
        "publish: true",
        "publish: yes",
        "publish: on",
        "publish: \"True\"",
        "tags: [draft]",
        "title: draft",
        "published: 2024-01-01",
        "# draft: true",
    ] {
        let site = Project::new()
            .note("a.md", &format!("---\n{head}\n---\nwords\n"))
            .build();
        assert_eq!(site.report().notes, 1, "{head}");
        assert_eq!(site.diagnostics(), [""; 0], "{head}");
    }
}

fn in_doubt(head: &str) -> OnDisk {
    Project::new()
        .note("a.md", "# A\n")
        .note("zzmarker.md", head)
        .on_disk()
}

#[test]
fn doubt_is_an_error_and_nothing_is_written() {
    for head in [
        "---\ndraft: maybe\n---\nx\n",
        "---\ndraft:\n---\nx\n",
        "---\ndraft: 1\n---\nx\n",
        "---\ndraft: [true]\n---\nx\n",
        "---\npublish: later\n---\nx\n",
        "---\npublish: 2024-01-01\n---\nx\n",
        "---\ntitle: a: b\ndraft: true\n---\nx\n",
        "---\ntitle: \"open\ndraft: false\n---\nx\n",
        "---\ntags: [a\npublish: false\n---\nx\n",
        "---\n\tdraft: true\n---\nx\n",
        "---\ndarft: true\n---\nx\n",
        "---\nDraft: true\n---\nx\n",
        "---\nPUBLISH: no\n---\nx\n",
        "---\ndraft: true\n\nx\n",
        "---\ntitle: a\ndraft: true\n# x\n",
        "\n---\ndraft: true\n---\nx\n",
        "---\ntitle: a: b\n\"draft\": true\n---\nx\n",
        "---\ntitle: a: b\n  draft: true\n---\nx\n",
        "---\ndraft: true\ndraft: false\n---\nx\n",
        "---\ndraft：true\n---\nx\n",
        "+++\ndraft = maybe\n+++\nx\n",
        "\u{feff}---\r\ndraft: maybe\r\n---\r\nx\r\n",
    ] {
        let on_disk = in_doubt(head);
        let (code, said) = on_disk.run("build", &[]);
        assert_eq!(code, 1, "{head:?}: {said}");
        assert!(said.contains("error[private-by-doubt]"), "{head:?}: {said}");
        assert_eq!(files_below(&on_disk.output()), [""; 0], "{head:?}");
        let (code, _) = on_disk.run("check", &[]);
        assert_eq!(code, 1, "{head:?}");
    }
}

#[test]
fn text_between_rules_is_no_front_matter() {
    for text in [
        "---\ndraft of a letter\n---\nx\n",
        "---\n\nWe publish: never\n",
        "---\n# draft: no\n---\n",
        "- a\n\n---\n\ndraft: true\n",
        "x\n---\ndraft: true\n---\n",
    ] {
        let site = Project::new().note("a.md", text).build();
        assert_eq!(site.diagnostics(), [""; 0], "{text:?}");
        assert_eq!(site.report().notes, 1, "{text:?}");
    }
}

#[test]
fn doubt_leaves_an_earlier_site_intact() {
    let on_disk = Project::new().note("a.md", "# Before\n").on_disk();
    assert_eq!(on_disk.run("build", &[]).0, 0);
    let before = files_below(&on_disk.output());
    on_disk.write("a.md", "# After\n");
    on_disk.write("b.md", "---\ndraft: perhaps\n---\nzzmarker\n");
    assert_eq!(on_disk.run("build", &[]).0, 1);
    assert_eq!(files_below(&on_disk.output()), before);
    let page = std::fs::read_to_string(on_disk.output().join("a.html")).expect("the page");
    assert!(page.contains("Before") && !page.contains("After"));
}

#[test]
fn drafts_can_be_asked_for() {
    let site = Project::new()
        .note("a.md", "[[b]]\n")
        .note("b.md", &private("draft: true"))
        .file("zzmarker.png", crate::project::png(1, 1))
        .drafts()
        .build();
    assert_eq!(site.report().notes, 2);
    assert_eq!(site.diagnostics(), [""; 0]);
    assert!(site.body("b").contains("zzmarker text"));
    assert!(site.body("a").contains("href=\"b.html\""));
}

#[test]
fn a_note_that_becomes_private_is_removed() {
    let on_disk = Project::new()
        .note("a.md", "# A\n[[b]]\n")
        .note("b.md", "# zzmarker\n")
        .on_disk();
    assert_eq!(on_disk.run("build", &[]).0, 0);
    assert!(on_disk.output().join("b.html").is_file());
    on_disk.write("b.md", "---\ndraft: true\n---\n# zzmarker\n");
    assert_eq!(on_disk.run("build", &[]).0, 0);
    for path in files_below(&on_disk.output()) {
        let bytes = std::fs::read(on_disk.output().join(&path)).expect("a file");
        assert!(!String::from_utf8_lossy(&bytes).contains(MARKER), "{path}");
    }
    assert!(!on_disk.output().join("b.html").exists());
}
