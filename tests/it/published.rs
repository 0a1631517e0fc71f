//! What a site has besides its pages where its address is known, and old addresses.

use std::process::Command;

use crate::project::{Project, addresses};

const BASE: &str = "lang = \"en\"\nbase_url = \"https://example.org/notes\"\n";

#[test]
fn nothing_absolute_without_a_base_url() {
    let site = Project::new()
        .config("lang = \"en\"\n")
        .note(
            "a.md",
            "---\ndate: 2026-01-02\n---\n# A\n\n## Why?\n\nBecause of that and this.\n",
        )
        .build();
    for path in ["sitemap.xml", "feed.xml", "robots.txt", "data/card.png"] {
        assert!(!site.has(path), "{path}");
    }
    let html = site.page("a");
    for word in ["canonical", "og:", "ld+json", "atom+xml"] {
        assert!(!html.contains(word), "{word}");
    }
}

#[test]
fn the_lists_name_every_public_page_that_is_there() {
    let site = Project::new()
        .config(&format!("{BASE}title = \"A & B\"\nauthor = \"<me>\"\n"))
        .note("README.md", "# Home\n")
        .note("sub/a b.md", "---\ndate: 2026-01-02\nlastmod: 2026-02-03T04:05:06+08:00\n---\n# A\n\nFirst sentence.\n")
        .note("sub/b.md", "---\ntitle: \"x < y & z\"\ndate: 2026-03-01\ndescription: \"d & e\"\n---\ntext\n")
        .note("c.md", "---\ndraft: true\ndate: 2027-01-01\n---\n# zzmarker\n")
        .build();
    assert_eq!(site.diagnostics(), [""; 0]);
    let map = site.text("sitemap.xml");
    let parsed = roxmltree::Document::parse(&map).expect("XML");
    let text = |name: &str| -> Vec<String> {
        let nodes = parsed.descendants().filter(|node| node.has_tag_name(name));
        nodes
            .filter_map(|node| node.text())
            .map(str::to_owned)
            .collect()
    };
    let listed = text("loc");
    for address in &listed {
        let below = address
            .strip_prefix("https://example.org/notes/")
            .expect("the base URL");
        let path = percent_encoding::percent_decode_str(below)
            .decode_utf8()
            .expect("UTF-8");
        let path = if path.is_empty() || path.ends_with('/') {
            format!("{path}index.html")
        } else {
            path.into_owned()
        };
        assert!(site.has(&path), "{path}");
        let page = site.text(&path);
        assert!(
            page.contains(&format!("<link rel=\"canonical\" href=\"{address}\">")),
            "{page}"
        );
    }
    assert!(listed.len() >= 4, "{listed:?}");
    assert_eq!(text("lastmod"), ["2026-02-03T04:05:06+08:00", "2026-03-01"]);
    assert!(
        site.text("robots.txt")
            .ends_with("Sitemap: https://example.org/notes/sitemap.xml\n")
    );
    let feed = site.text("feed.xml");
    let parsed = roxmltree::Document::parse(&feed).expect("XML");
    let entries: Vec<_> = parsed
        .descendants()
        .filter(|node| node.has_tag_name("entry"))
        .collect();
    let of = |entry: &roxmltree::Node<'_, '_>, name: &str| {
        let child = entry.children().find(|node| node.has_tag_name(name));
        child
            .and_then(|node| node.text().map(str::to_owned))
            .unwrap_or_default()
    };
    let rows: Vec<_> = entries
        .iter()
        .map(|entry| {
            (
                of(entry, "title"),
                of(entry, "summary"),
                of(entry, "updated"),
            )
        })
        .collect();
    let row = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
    assert_eq!(
        rows,
        [
            row("x < y & z", "d & e", "2026-03-01T00:00:00Z"),
            row("A", "First sentence.", "2026-02-03T04:05:06+08:00"),
        ]
    );
    assert!(feed.contains("<name>&lt;me&gt;</name>"), "{feed}");
    let page = site.page("sub/b");
    let link = "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"A &amp; B\" href=\"../feed.xml\">";
    assert!(page.contains(link), "{page}");
    for path in site.files() {
        let text = String::from_utf8_lossy(&site.bytes(&path)).into_owned();
        assert!(!text.contains("zzmarker"), "{path}");
    }
}

#[test]
fn search_engines_are_told_of_questions_where_that_is_true() {
    let data = |site: &crate::project::Site, page: &str| -> Option<serde_json::Value> {
        let html = site.page(page);
        let (_, rest) = html.split_once("<script type=\"application/ld+json\">")?;
        let (json, _) = rest.split_once("</script>").expect("its end");
        Some(serde_json::from_str(json).expect("JSON"))
    };
    let site = Project::new()
        .config(BASE)
        .note("one.md", "---\ndate: 2026-01-02\n---\n# Why `</script>`?\n\nBecause <b>of</b> $x<y$ and [[private]].\n\n```html\n<!-- </script> -->\n```\n\n$$a+b$$\n")
        .note("two.md", "# T\n\n## Why?\n\nBecause of that and this.\n\n## How?\n\n- In this way, or\n- in that way.\n\n## When?\n\nTODO\n")
        .note("none.md", "# T\n\n## Text\n\nwords\n\n## How?\n\nIn this way, or in that way.\n")
        .note("private.md", "---\ndraft: true\n---\n# P\n")
        .build();
    let one = data(&site, "one").expect("a QAPage");
    assert_eq!(one["@type"], "QAPage");
    assert_eq!(one["dateModified"], "2026-01-02");
    assert_eq!(one["mainEntity"]["answerCount"], 1);
    let text = one["mainEntity"]["acceptedAnswer"]["text"]
        .as_str()
        .expect("a text");
    assert_eq!(text, "Because of x<y and ….\n<!-- </script> -->\n$$a+b$$");
    let two = data(&site, "two").expect("an FAQPage");
    assert_eq!(two["@type"], "FAQPage");
    let questions = two["mainEntity"].as_array().expect("a list");
    assert_eq!(questions.len(), 2);
    assert_eq!(
        questions[1]["acceptedAnswer"]["text"],
        "In this way, or\nin that way."
    );
    assert_eq!(
        questions[1]["acceptedAnswer"]["url"],
        "https://example.org/notes/two.html#how"
    );
    assert_eq!(data(&site, "none"), None);
}

#[test]
fn a_picture_stands_for_the_site() {
    let pixels = |bytes: &[u8]| {
        [&bytes[16..20], &bytes[20..24]].map(|n| u32::from_be_bytes(n.try_into().expect("four")))
    };
    let build = |config: &str| Project::new().config(config).note("a.md", "# A\n").build();
    let site = build(BASE);
    let picture = site.bytes("data/card.png");
    assert_eq!(pixels(&picture), [1200, 630]);
    assert!(picture.len() < 100_000, "{}", picture.len());
    let page = site.page("a");
    for meta in [
        "og:image\" content=\"https://example.org/notes/data/card.png\"",
        "og:image:width\" content=\"1200\"",
        "og:image:height\" content=\"630\"",
    ] {
        assert!(page.contains(meta), "{page}");
    }
    let one = build(&format!("{BASE}id = \"one\"\n")).bytes("data/card.png");
    let again = build(&format!("{BASE}id = \"one\"\n")).bytes("data/card.png");
    let other = build(&format!("{BASE}id = \"other\"\n")).bytes("data/card.png");
    assert!(one == again && one != other);
    let own = Project::new()
        .config(BASE)
        .root_file("static/img/card.png", crate::project::png(600, 300))
        .note("a.md", "# A\n")
        .build();
    assert!(!own.has("data/card.png"));
    let page = own.page("a");
    assert!(
        page.contains("og:image\" content=\"https://example.org/notes/assets/img/card."),
        "{page}"
    );
    assert!(!page.contains("og:image:width"));
}

#[test]
fn notes_without_dates_make_no_feed_but_source_date_epoch_does() {
    let project = || {
        Project::new()
            .config(BASE)
            .note("a.md", "# A\n")
            .note("b.md", "# B\n")
    };
    let site = project().build();
    assert!(site.has("sitemap.xml") && !site.has("feed.xml"));
    assert!(!site.page("a").contains("atom+xml"));
    let on_disk = project().on_disk();
    let status = Command::new(env!("CARGO_BIN_EXE_inkstone"))
        .args(["build", "--quiet"])
        .arg(on_disk.root())
        .arg("-o")
        .arg(on_disk.output())
        .env("SOURCE_DATE_EPOCH", "1700000000")
        .status()
        .expect("the program runs");
    assert!(status.success());
    let read = |path: &str| std::fs::read_to_string(on_disk.output().join(path)).expect("a file");
    assert_eq!(
        read("feed.xml")
            .matches("<updated>2023-11-14T22:13:20Z</updated>")
            .count(),
        3
    );
    // Readers are not told a date that nobody gave.
    assert!(!read("a.html").contains("<time"));
}

#[test]
fn a_note_keeps_the_path_of_a_generated_file() {
    let site = Project::new()
        .config(BASE)
        .note(
            "a.md",
            "---\ndate: 2026-01-02\n---\n# A\n\n![](feed.xml) [x](sitemap.xml)\n",
        )
        .file("feed.xml", "mine")
        .file("sitemap.xml", "mine too")
        .build();
    assert_eq!(site.text("feed.xml"), "mine");
    assert_eq!(site.text("sitemap.xml"), "mine too");
    assert!(
        site.text("_feed.xml")
            .contains("href=\"https://example.org/notes/_feed.xml\"")
    );
    assert!(site.text("robots.txt").contains("/notes/_sitemap.xml"));
}

#[test]
fn dates_that_are_none_are_said_and_shown_as_they_are() {
    let site = Project::new()
        .config(BASE)
        .note("a.md", "---\ntitle: A\nupdated: last <spring>\n---\ntext\n")
        .note("b.md", "+++\ndate = 2026-01-02T03:04:05Z\n+++\ntext\n")
        .build();
    assert_eq!(site.hints(), ["content/a.md:3:10: hint[unclear-date]"]);
    assert!(
        site.body("a").contains("<time>last &lt;spring&gt;</time>"),
        "{}",
        site.body("a")
    );
    assert!(
        site.body("b")
            .contains("<time datetime=\"2026-01-02T03:04:05Z\">"),
        "{}",
        site.body("b")
    );
    assert_eq!(site.text("feed.xml").matches("<entry").count(), 1);
}

#[test]
fn old_addresses_lead_to_notes_and_pages() {
    let site = Project::new()
        .config(
            "lang = \"en\"\n[redirects]\n\"/old.html\" = \"sub/a.md\"\n\"/deep/er/\" = \"/sub/a.html#why\"\n\
             \"/all-notes\" = \"all.html\"\n\"/folder\" = \"sub/\"\n\"/chain.html\" = \"/old.html\"\n",
        )
        .note("sub/a.md", "---\naliases: [other name, /2019/旧文/, /2020/x.html]\n---\n# A\n\n## why\n\ntext\n")
        .note("b.md", "# B\n")
        .build();
    assert_eq!(site.diagnostics(), [""; 0]);
    for (page, to) in [
        ("old", "sub/a.html"),
        ("chain", "sub/a.html"),
        ("deep/er/index", "../../sub/a.html#why"),
        ("all-notes/index", "../all.html"),
        ("folder/index", "../sub/index.html"),
        ("2019/旧文/index", "../../sub/a.html"),
        ("2020/x", "../sub/a.html"),
    ] {
        let html = site.page(page);
        assert!(
            addresses(&html).iter().any(|address| address == to),
            "{page}: {html}"
        );
        assert!(
            html.contains(&format!("content=\"0; url={to}\"")),
            "{page}: {html}"
        );
    }
    assert!(!site.has("other name/index.html"));
}

#[test]
fn no_redirect_takes_the_place_of_what_inkstone_makes() {
    let from = [
        "/feed.xml",
        "/sitemap.xml",
        "/robots.txt",
        "/sw.js",
        "/manifest.webmanifest",
        "/data/tree.js",
        "/data/cards/x.html",
        "/assets/x.html",
        "/all-2.html",
        "/all-a.html",
        "/search/x.html",
    ];
    let table = from.map(|from| format!("\"{from}\" = \"a.md\"")).join("\n");
    let site = Project::new()
        .config(&format!("{BASE}[redirects]\n{table}\n"))
        .note("a.md", "---\ndate: 2026-01-02\n---\n# A\n")
        .build();
    assert_eq!(site.found("redirect-clash").len(), from.len());
    assert!(site.has("feed.xml") && site.has("sw.js"));
}

#[test]
fn redirects_keep_the_place_and_what_was_a_note_leads_to_it() {
    let site = Project::new()
        .config(
            "lang = \"en\"\n[redirects]\n\"/a/\" = \"/b/#why\"\n\"/b/\" = \"x/n.md\"\n\"/x/n.md\" = \"x/n.md\"\n\
             \"/faq/\" = \"study.html\"\n",
        )
        .note("x/n.md", "# N\n\n## why\n\ntext\n")
        .build();
    assert!(site.page("a/index").contains("url=../x/n.html#why\""));
    assert!(site.page("x/n.md/index").contains("url=../../x/n.html\""));
    assert_eq!(
        site.diagnostics(),
        ["site.toml:6:11: warning[redirect-target]"],
        "a site without questions has no page of study"
    );
}

#[test]
fn what_cannot_be_a_redirect_is_said_with_its_place() {
    let site = Project::new()
        .config(
            "lang = \"en\"\n[redirects]\n\"/b.html\" = \"a.md\"\n\"/../x\" = \"a.md\"\n\"/gone.html\" = \"sub/aa.md\"\n\
             \"/r1\" = \"/r2\"\n\"/r2\" = \"/r1\"\n\"/all.html\" = \"a.md\"\n\"/out\" = \"https://example.org/\"\n\
             \"/B.html/c\" = \"a.md\"\n\"/secret\" = \"private.md\"\n\"/anchor\" = \"sub/a.md#none\"\n",
        )
        .note("sub/a.md", "---\naliases:\n  - /twice/\n  - /twice/index.html\n---\n# A\n")
        .note("b.md", "# B\n")
        .note("private.md", "---\ndraft: true\naliases: [/zzmarker/]\n---\n# P\n")
        .note("a.md", "# A\n")
        .build();
    assert_eq!(
        site.diagnostics(),
        [
            "content/sub/a.md:4:5: warning[redirect-clash]",
            "site.toml:3:1: warning[redirect-clash]",
            "site.toml:4:1: warning[redirect-path]",
            "site.toml:5:16: warning[redirect-target]",
            "site.toml:6:9: warning[redirect-loop]",
            "site.toml:7:9: warning[redirect-loop]",
            "site.toml:8:1: warning[redirect-clash]",
            "site.toml:9:10: warning[redirect-target]",
            "site.toml:10:1: warning[redirect-clash]",
            "site.toml:11:13: warning[redirect-target]",
            "site.toml:12:13: warning[broken-anchor]",
        ]
    );
    assert_eq!(site.found("redirect-target")[0].args[1], "sub/a.md");
    assert!(!site.files().iter().any(|path| path.contains("zzmarker")));
    assert!(site.page("anchor/index").contains("url=../sub/a.html\""));
}

#[test]
fn names_and_sizes_that_others_cannot_take() {
    let site = Project::new()
        .config("lang = \"en\"\n")
        .note("aux.md", "# A\n\n![](imgs/a:b.png)\n")
        .note("what?/one.md", "# 1\n")
        .note("what?/two.md", "# 2\n")
        .note("fine.md", "# F\n")
        .file("imgs/a:b.png", crate::project::png(1, 1))
        .build();
    let found: Vec<String> = site
        .hints()
        .into_iter()
        .filter(|hint| hint.contains("windows-name"))
        .collect();
    assert_eq!(
        found,
        [
            "content/aux.md:1:1: hint[windows-name]",
            "content/imgs/a:b.png:1:1: hint[windows-name]",
            "content/what?/one.md:1:1: hint[windows-name]",
        ]
    );
}

#[test]
fn a_file_that_github_refuses_is_said_by_check() {
    let site = Project::new()
        .note("a.md", "# A\n\n[film](film.mp4) [small](small.mp4)\n")
        .file("small.mp4", "x")
        .on_disk();
    let film = std::fs::File::create(site.root().join("film.mp4")).expect("a file");
    film.set_len((100 << 20) + 1).expect("a long file");
    let (code, said) = site.run("check", &[]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("film.mp4:1:1: warning[large-file]"), "{said}");
    assert_eq!(said.matches("large-file").count(), 1);
}
