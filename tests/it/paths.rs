//! Where notes and files go: names, clashes, what is never walked.

use std::fmt::Write as _;

use crate::project::{Project, addresses, is_page, png};

#[test]
fn a_note_keeps_its_path() {
    let site = Project::new()
        .note("a/b.md", "# B\n")
        .note("a/c.markdown", "# C\n")
        .note("笔记/池化 #1.md", "# P\n")
        .build();
    assert_eq!(site.diagnostics(), [""; 0]);
    for path in ["a/b.html", "a/c.html", "笔记/池化 #1.html"] {
        assert!(site.has(path), "{path}: {:?}", site.files());
    }
    // Folders without a page of their own get one.
    for path in [
        "index.html",
        "a/index.html",
        "笔记/index.html",
        "all.html",
        "404.html",
        "data/tree.js",
        ".nojekyll",
    ] {
        assert!(site.has(path), "{path}: {:?}", site.files());
    }
}

#[test]
fn index_wins_over_readme_which_keeps_a_page() {
    let site = Project::new()
        .note("a/README.md", "# The README\n")
        .note("a/index.md", "# The index\n")
        .note("b/ReadMe.md", "# Other README\n")
        .note("README.md", "# Home words\n")
        .build();
    assert_eq!(site.diagnostics(), [""; 0]);
    assert!(site.body("a/index").contains("The index"));
    assert!(!site.body("a/index").contains("<h1 id=\"the-readme\""));
    assert!(site.body("a/README").contains("The README"));
    assert!(site.body("b/index").contains("Other README"));
    assert!(!site.has("b/ReadMe.html"));
    assert!(
        site.body("index").contains("Home words"),
        "a root README is shown in the home page"
    );
    assert!(!site.has("README.html"));
}

#[test]
fn a_root_index_wins_over_a_root_readme() {
    let site = Project::new()
        .note("README.md", "readme-words\n")
        .note("index.md", "index-words\n")
        .build();
    assert!(site.body("index").contains("index-words"));
    assert!(!site.body("index").contains("readme-words"));
    assert!(site.body("README").contains("readme-words"));
}

#[test]
fn generated_pages_yield() {
    let site = Project::new()
        .note("all.md", "note-all\n")
        .note("404.md", "note-404\n")
        .note("sub/all.md", "[all](../all.md)\n")
        .build();
    assert!(site.body("all").contains("note-all"));
    assert!(site.body("404").contains("note-404"));
    assert!(site.has("_all.html") && site.has("_404.html"));
    assert_eq!(
        site.diagnostics(),
        [
            "404.md:1:1: warning[generated-page-moved]",
            "all.md:1:1: warning[generated-page-moved]"
        ]
    );
    // The pages link the list where it is now.
    assert!(addresses(&site.page("sub/all")).contains(&"../_all.html".to_owned()));
    assert!(addresses(&site.page("sub/all")).contains(&"../all.html".to_owned()));
}

#[test]
fn a_note_that_wants_the_moved_name_too_keeps_it() {
    let site = Project::new()
        .note("all.md", "note-all\n")
        .note("_all.md", "note-underscore\n")
        .build();
    assert!(site.body("_all").contains("note-underscore"));
    assert!(site.has("__all.html"));
}

#[test]
fn further_parts_of_the_list_yield_too() {
    let mut big = String::new();
    for number in 0..5001 {
        let _ = writeln!(big, "## h{number}");
    }
    let site = Project::new()
        .note("a.md", &big)
        .note("b.md", "# B\n")
        .note("all-2.md", "note-all-2\n")
        .build();
    assert!(
        site.body("all-2").contains("note-all-2"),
        "the note keeps its page"
    );
    let list: String = site
        .files()
        .iter()
        .filter(|path| path.contains("all") && *path != "all-2.html")
        .map(|path| site.text(path))
        .collect();
    for address in ["href=\"a.html\"", "href=\"b.html\"", "href=\"all-2.html\""] {
        assert!(list.contains(address), "{address}");
    }
}

#[test]
fn names_that_differ_by_case_or_form_get_a_number() {
    let site = Project::new()
        .note("BN.md", "upper\n")
        .note("bn.md", "lower\n")
        .note("caf\u{e9}.md", "composed\n")
        .note("cafe\u{301}.md", "decomposed\n")
        .note("x.md", "md\n")
        .note("x.markdown", "markdown\n")
        .build();
    let pages: Vec<String> = site
        .files()
        .into_iter()
        .filter(|path| is_page(path))
        .collect();
    assert_eq!(
        pages.len(),
        6 + 4,
        "every note has a page of its own: {pages:?}"
    );
    let folded: std::collections::BTreeSet<String> = pages
        .iter()
        .map(|path| inkstone::catalog::paths::fold(path))
        .collect();
    assert_eq!(folded.len(), pages.len(), "no two pages share a name");
    assert!(site.body("BN").contains("upper"));
    assert!(site.body("bn-2").contains("lower"));
    let clashes = site.found("name-clash");
    assert_eq!(clashes.len(), 3);
    for clash in clashes {
        assert_eq!(clash.args.len(), 3, "both names and the new one");
    }
    assert!(site.outcome.site_was_built);
}

#[test]
fn a_number_is_not_taken_from_another_note() {
    let site = Project::new()
        .note("BN.md", "upper\n")
        .note("bn.md", "lower\n")
        .note("bn-2.md", "second\n")
        .build();
    let bodies: String = ["BN", "bn-2", "bn-3"].map(|page| site.body(page)).concat();
    for words in ["upper", "lower", "second"] {
        assert!(bodies.contains(words), "{words}");
    }
}

#[test]
fn a_folder_named_like_a_page_is_no_obstacle() {
    let site = Project::new()
        .note("a.md", "note-a\n")
        .note("a.html/b.md", "note-b [a](../a.md)\n")
        .note("all.html/c.md", "note-c\n")
        .file("assets", "a file")
        .file("data", "a file")
        .note("d.md", "[f](assets) [g](data)\n")
        .build();
    assert!(
        site.outcome.site_was_built,
        "{:?}",
        site.outcome.diagnostics
    );
    assert!(site.body("a.html/b").contains("note-b"));
    assert!(site.body("all.html/c").contains("note-c"));
    assert!(addresses(&site.body("a.html/b")).contains(&"../a-2.html".to_owned()));
    assert!(site.body("a-2").contains("note-a"));
    assert!(site.has("data/tree.js"));
}

#[test]
fn names_may_be_as_long_as_the_system_allows() {
    // 83 Han characters are 249 bytes; with `.md` 252, with `.html` 254. 84 would be 257.
    let most = "长".repeat(83);
    let latin = "a".repeat(252);
    let site = Project::new()
        .note(&format!("{most}.md"), "han\n")
        .note(&format!("{latin}.md"), "latin\n")
        .note(&format!("{}b.md", "a".repeat(251)), "other latin\n")
        .note("c.md", &format!("[l]({latin}.md) [[{most}]]\n"))
        .build();
    assert!(
        site.outcome.site_was_built,
        "{:?}",
        site.outcome.diagnostics
    );
    assert_eq!(site.found("broken-link").len(), 0);
    let bodies: String = site
        .files()
        .iter()
        .filter(|path| path.starts_with('a') || path.starts_with('长'))
        .map(|path| site.text(path))
        .collect();
    for words in ["<p>han</p>", "<p>latin</p>", "<p>other latin</p>"] {
        assert!(bodies.contains(words), "{words}");
    }
}

#[test]
fn odd_names_are_pages_and_can_be_linked() {
    let names = [
        "a b",
        "a#b",
        "a?b",
        "100%",
        "a%20b",
        "a&b",
        "a'b",
        "a\"b",
        "a:b",
        "a<b>c",
        "[a]",
        "a;b=c",
        "a+b",
        "😀",
        "con",
        "aux.x",
        "-a",
        "~a",
        "a.b.c",
        "a\u{200b}b",
        "a=b",
        "@a",
        "$a",
        "(a)",
        "{{a}}",
        "a|b",
        "a*b",
        "trailing.",
    ];
    let mut project = Project::new();
    let mut links = String::new();
    for name in names {
        project = project.note(
            &format!("{name}.md"),
            &format!("words of <!-- --> {}\n", name.len()),
        );
        let address =
            percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
        let _ = writeln!(links, "- [l](<{address}.md>)");
    }
    let site = project
        .note("sub/links.md", &links.replace("](<", "](<../"))
        .build();
    assert!(site.outcome.site_was_built);
    assert_eq!(site.diagnostics(), [""; 0]);
    let reached: Vec<String> = addresses(&site.body("sub/links"))
        .iter()
        .filter(|address| address.starts_with("../") && !address.contains("index.html"))
        .map(|address| {
            assert!(!address.contains(['?', '#', ' ']), "{address}");
            percent_encoding::percent_decode_str(address)
                .decode_utf8()
                .expect("UTF-8")
                .into_owned()
        })
        .collect();
    for name in names {
        let route = format!("{name}.html");
        assert!(site.has(&route), "{route}");
        assert!(
            reached.contains(&format!("../{route}")),
            "{route}: {reached:?}"
        );
    }
}

#[test]
fn order_files_give_the_order_and_become_no_pages() {
    for (name, text) in [
        (
            "SUMMARY.md",
            "# Summary\n- [C](c.md)\n- [Part](d/e.md)\n- [A](a.md)\n",
        ),
        (
            "_sidebar.md",
            "* [C](/c)\n* Part\n  * [E](d/e)\n* [A](a.md#x)\n",
        ),
    ] {
        let site = Project::new()
            .note("a.md", "# A\n")
            .note("b.md", "# B\n")
            .note("c.md", "# C\n")
            .note("d/e.md", "# E\n")
            .note(name, text)
            .build();
        assert!(!site.has("SUMMARY.html") && !site.has("_sidebar.html"));
        let list = site.body("all");
        let at = |href: &str| {
            list.find(&format!("href=\"{href}\""))
                .unwrap_or_else(|| panic!("{name}: {href} in {list}"))
        };
        let order = [at("c.html"), at("d/e.html"), at("a.html"), at("b.html")];
        assert!(order.is_sorted(), "{name}: {order:?}");
    }
}

#[test]
fn numbers_in_names_count_by_value_and_weight_goes_first() {
    let site = Project::new()
        .note("第10章.md", "# 十\n")
        .note("第2章.md", "# 二\n")
        .note("后.md", "---\nweight: 1\n---\n# 后\n")
        .build();
    let list = percent_encoding::percent_decode_str(&site.body("all"))
        .decode_utf8_lossy()
        .into_owned();
    let at = |name: &str| list.find(&format!("href=\"{name}.html\"")).expect(name);
    assert!([at("后"), at("第2章"), at("第10章")].is_sorted());
}

#[test]
fn html_is_not_copied_unless_asked_for() {
    let docsify = "<!doctype html><div id=app></div>";
    let site = Project::new()
        .note("a.md", "[page](export.html)\n")
        .file("index.html", docsify)
        .file("export.html", docsify)
        .build();
    assert!(!site.has("export.html"));
    assert_ne!(site.text("index.html"), docsify);
    assert_eq!(site.found("html-not-copied").len(), 2);

    let site = Project::new()
        .config("copy_html = true\n")
        .note("a.md", "[page](export.html)\n")
        .file("export.html", docsify)
        .build();
    assert_eq!(site.text("export.html"), docsify);
    assert_eq!(site.found("html-not-copied").len(), 0);
}

#[test]
fn copied_html_never_takes_the_page_of_a_note() {
    let site = Project::new()
        .config("copy_html = true\n")
        .note("a.md", "words-of-a [page](a.html) [home](index.html)\n")
        .file("a.html", "exported-a")
        .file("index.html", "exported-index")
        .build();
    assert!(site.body("a").contains("words-of-a"));
    let everything: String = site.files().iter().map(|path| site.text(path)).collect();
    assert!(everything.contains("exported-a") && everything.contains("exported-index"));
    assert!(site.body("index").contains("a.html"));
}

#[test]
fn some_folders_are_never_walked() {
    let site = Project::new()
        .note("a.md", "# A\n")
        .note(".obsidian/x.md", "marker-hidden\n")
        .note(".inkstone/x.md", "marker-hidden\n")
        .note(".git/x.md", "marker-hidden\n")
        .note("node_modules/m/README.md", "marker-hidden\n")
        .note("sub/node_modules/m/README.md", "marker-hidden\n")
        .build();
    assert_eq!(site.report().notes, 1);
    for path in site.files() {
        assert!(
            !String::from_utf8_lossy(&site.bytes(&path)).contains("marker-hidden"),
            "{path}"
        );
    }
}

#[test]
fn an_empty_folder_is_a_site() {
    let site = Project::new().build();
    assert!(site.outcome.site_was_built);
    assert_eq!(site.diagnostics(), [""; 0]);
    for path in ["index.html", "all.html", "404.html"] {
        assert!(site.has(path), "{path}");
    }
}

#[test]
fn little_is_enough() {
    let empty = Project::new().note("a.md", "").build();
    assert!(empty.has("a.html") && empty.has("index.html"));
    assert_eq!(empty.diagnostics(), [""; 0]);
    assert!(empty.page("a").contains("<title>a"), "{}", empty.page("a"));

    let only_files = Project::new().file("a.png", png(1, 1)).build();
    assert!(only_files.has("index.html"));
    assert!(!only_files.has("a.png"), "nothing refers to it");

    let deep = Project::new().note("a/b/c/d.md", "# D\n").build();
    for path in [
        "index.html",
        "a/index.html",
        "a/b/index.html",
        "a/b/c/index.html",
        "a/b/c/d.html",
    ] {
        assert!(deep.has(path), "{path}");
    }
    assert!(addresses(&deep.page("a/b/c/d")).contains(&"../../../index.html".to_owned()));
}

#[test]
fn titles_come_from_front_matter_heading_or_name() {
    let site = Project::new()
        .note("a.md", "---\ntitle: 题\n---\n# 头\n")
        .note("b.md", "text\n\n# 头\n")
        .note("c.md", "text\n")
        .note("d.md", "# \n\n## **粗** `码`\n")
        .build();
    for (page, title) in [("a", "题"), ("b", "头"), ("c", "c"), ("d", "粗 码")] {
        let html = site.page(page);
        assert!(
            html.contains(&format!("<title>{title}")),
            "{page}: {}",
            &html[html.find("<title>").unwrap_or(0)..][..80.min(html.len())]
        );
    }
}

#[test]
fn every_address_is_relative() {
    let site = Project::new()
        .config("base_url = \"https://example.org/notes/\"\n")
        .note("README.md", "# Home\n[a](a/b.md) ![](a/i.png)\n")
        .note(
            "a/b.md",
            "# B\n[home](/README.md) [r](/a/c.md) ![](/a/i.png)\n",
        )
        .note("a/c.md", "# C\n[[b]] ![[i.png]]\n")
        .file("a/i.png", png(2, 2))
        .build();
    assert_eq!(site.diagnostics(), [""; 0]);
    for path in site.files().iter().filter(|path| is_page(path)) {
        // The 404 page is shown at any address and counts from the site's own.
        if path == "404.html" {
            continue;
        }
        let html = site.text(path);
        let head = html
            .lines()
            .filter(|line| !line.contains("rel=\"canonical\""))
            .collect::<String>();
        for address in addresses(&head) {
            assert!(
                !address.starts_with('/') && !address.contains("://"),
                "{path}: {address}"
            );
        }
    }
}

#[test]
fn a_page_does_not_grow_with_its_siblings() {
    let size = |count: usize| {
        let mut project = Project::new();
        for number in 0..count {
            project = project.note(
                &format!("chapter/note-{number:04}.md"),
                &format!("# Note {number:04}\nwords\n"),
            );
        }
        let site = project.build();
        assert_eq!(site.report().notes, count);
        site.bytes("chapter/note-0150.html").len()
    };
    let (small, large) = (size(300), size(3000));
    assert!(
        large.abs_diff(small) * 50 < small,
        "{small} bytes with 300 notes, {large} with 3,000"
    );
}

#[cfg(unix)]
#[test]
fn a_backslash_in_a_name_is_a_hyphen_in_its_address() {
    let site = Project::new().note("a\\b.md", "# B\n").build();
    assert!(site.has("a-b.html"), "{:?}", site.files());
}
