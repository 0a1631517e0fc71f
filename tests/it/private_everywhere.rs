//! Private notes leave no trace in anything that leaves the program, with everything on that could tell of them.

use std::process::Command;

use crate::everything::{FORMATS, everything, says_nothing_of, that_say};
use crate::folder::Folder;
use crate::project::png;

const CONFIG: &str = "\
lang = \"en\"
title = \"Public\"
base_url = \"https://example.org/notes/\"
";

const PUBLIC: &str = "\
# Batch normalisation

It keeps the mean near zero. See [[zzmarker-name]], [[zzmarker-alias|this]] and [that](private/zzmarker-name.md#zzmarker-heading).

![[zzmarker-name]]

![[zzmarker-name#zzmarker heading]]

![a word](private/zzmarker-name.md)

## 1. Why is it done, as [[zzmarker-name]] asks?

publicanswer: because layers otherwise see inputs whose spread changes all the time. [[zzmarker-alias]]

![shared](shared.png)
";

const PRIVATE: &str = "\
title: zzmarker title
aliases: [zzmarker-alias, /zzmarker-old.html]
tags: [zzmarker-tag]
summary: zzmarker summary
date: 2019-01-02
---
# zzmarker heading

**zzmarker topic** (zzmarker-abbr) is what this note alone defines. Batch normalisation and pooling too.

## 1. What is the zzmarker topic?

zzmarker answer, which is long enough to be counted as one. ^zzmarker-block

![zzmarker alt](zzmarker-image.png) ![](../shared.png) [file](zzmarker-data.csv) [x](https://zzmarker.example.org/)

$\\text{zzmarker}$

```zzmarker-lang
zzmarker code
```

```mermaid
flowchart LR
 zzmarker --> b
```

[^zzmarker]: zzmarker note
";

fn site(head: &str) -> Folder {
    Folder::new()
        .file("site/site.toml", CONFIG)
        .file("site/topics.yaml", "")
        .file("site/content/bn.md", PUBLIC)
        .file("site/content/shared.png", png(3, 2))
        .file(
            "site/content/topics.yaml",
            "- id: bn\n  name: Batch normalisation\n  aliases: [batch normalisation, BN]\n- id: pooling\n  name: pooling\n",
        )
        .file(
            "site/content/private/zzmarker-name.md",
            format!("---\n{head}\n{PRIVATE}"),
        )
        .file(
            "site/content/zzmarker-folder/README.md",
            format!("---\n{head}\n{PRIVATE}"),
        )
        .file(
            "site/content/SUMMARY.md",
            "- [zzmarker title](private/zzmarker-name.md)\n- [BN](bn.md)\n",
        )
        .file("site/content/private/zzmarker-image.png", png(7, 5))
        .file("site/content/private/zzmarker-data.csv", "zzmarker,1\n")
}

fn git(folder: &Folder, date: &str, arguments: &[&str]) -> bool {
    Command::new("git")
        .args([
            "-c",
            "user.name=zzmarker",
            "-c",
            "user.email=zzmarker@example.org",
        ])
        .args(arguments)
        .current_dir(folder.join("site"))
        .env("GIT_AUTHOR_DATE", date)
        .env("GIT_COMMITTER_DATE", date)
        .output()
        .is_ok_and(|output| output.status.success())
}

#[test]
fn no_format_tells_of_a_private_note() {
    for head in ["draft: true", "publish: false"] {
        let folder = site(head);
        // The private note is newer than the public one, and whoever wrote it has a name.
        let committed = git(&folder, "2024-01-05T00:00:00Z", &["init", "-q"])
            && git(&folder, "2024-01-05T00:00:00Z", &["add", "content/bn.md"])
            && git(
                &folder,
                "2024-01-05T00:00:00Z",
                &["commit", "-qm", "zzmarker one"],
            )
            && git(&folder, "2031-07-09T00:00:00Z", &["add", "."])
            && git(
                &folder,
                "2031-07-09T00:00:00Z",
                &["commit", "-qm", "zzmarker two"],
            );
        if !committed {
            println!("skipped: dates in no_format_tells_of_a_private_note (no git)");
        }
        let found = everything(&folder, "site");
        says_nothing_of(&found, "zzmarker");
        // The date of the private note alone, in any spelling of it.
        for date in [
            "2031-07",
            "2031年7月",
            "jul 2031",
            "july 2031",
            "9 jul",
            "1941321600",
            "2019-01-02",
        ] {
            says_nothing_of(&found, date);
        }
        // What says nothing because it is empty proves nothing.
        let names: Vec<&str> = found.keys().map(String::as_str).collect();
        for (format, _) in FORMATS {
            let says = that_say(&found, "publicanswer");
            let has = says
                .iter()
                .any(|name| name.starts_with(&format!("{format}/")));
            assert!(has, "{format} has no answer of the public note: {says:?}");
        }
        for name in [
            "out/sitemap.xml",
            "out/feed.xml",
            "out/search/core.js",
            "out/data/tree.js",
            "out/data/topics.js",
            "out/topics/bn.html",
            "out/.inkstone-manifest.json",
            "out/sw.js",
            "out/shared.png",
        ] {
            assert!(names.contains(&name), "{name} is not in {names:#?}");
        }
        if committed {
            assert!(!that_say(&found, "2024-01-05").is_empty());
        }
    }
}

/// The same site with the private notes public: the markers are found, so the test above can fail.
#[test]
fn what_is_public_is_told() {
    let folder = site("draft: false");
    let found = everything(&folder, "site");
    for format in [
        "out",
        "anki",
        "anki-tsv",
        "epub",
        "json",
        "print",
        "single-html",
        "zip",
    ] {
        let says = that_say(&found, "zzmarker answer");
        assert!(
            says.iter()
                .any(|name| name.starts_with(&format!("{format}/"))),
            "{format}: {says:?}"
        );
    }
    for text in [
        "zzmarker title",
        "zzmarker-alias",
        "zzmarker-image.png",
        "zzmarker-tag",
    ] {
        assert!(!that_say(&found, text).is_empty(), "{text}");
    }
}
