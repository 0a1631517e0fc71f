//! What links lead to, however they are written.

use std::fmt::Write as _;

use crate::project::{Project, Site, addresses, png};

/// A site with notes to link to, and one at `a/from.md` that holds a line for each link.
fn linked(links: &[&str]) -> Site {
    let mut text = String::from("# From\n\n## Own heading\n\n");
    for (index, link) in links.iter().enumerate() {
        let _ = write!(text, "@{index} {link}\n\n");
    }
    Project::new()
        .note("README.md", "# Home\n")
        .note("a/from.md", &text)
        .note(
            "a/Beside.md",
            "---\naliases: [邻居, BN]\n---\n# The neighbour\n\n## 3. 什么是 BN？\n\n## C++ & C#\n\ntext ^block-1\n\n<a id=\"Own-Id\"></a>\n\n## Named {#named}\n",
        )
        .note("a/deep/README.md", "# Deep folder\n")
        .note("a/plain/x.md", "# X\n")
        .note("b/批 量.md", "# 批量归一化\n")
        .note("b/x.md", "# Another X\n")
        .note("c/x.md", "# Third X\n")
        .file("a/notes.pdf", "pdf")
        .file("b/imgs/Pic.PNG", png(4, 2))
        .build()
}

/// For each link its address, or `None` if there is none, in the order of `links`.
fn found(site: &Site, count: usize) -> Vec<Option<String>> {
    let body = site.body("a/from");
    (0..count)
        .map(|index| {
            let start = body
                .find(&format!("@{index} "))
                .unwrap_or_else(|| panic!("@{index} in {body}"));
            let rest = &body[start..];
            let part = &rest[..rest.find("</p>").expect("the end of a paragraph")];
            let href: Vec<String> = addresses(part);
            href.first().map(|address| {
                // Addresses count from the root; what is beside the note is shown so.
                let address = address.strip_prefix("../a/").unwrap_or(address);
                percent_encoding::percent_decode_str(address)
                    .decode_utf8()
                    .expect("UTF-8")
                    .into_owned()
            })
        })
        .collect()
}

#[track_caller]
fn check(table: &[(&str, &str)]) {
    let links: Vec<&str> = table.iter().map(|(link, _)| *link).collect();
    let site = linked(&links);
    let found = found(&site, links.len());
    let wrong: Vec<String> = table
        .iter()
        .zip(&found)
        .filter(|((_, wanted), found)| found.as_deref().unwrap_or("-") != *wanted)
        .map(|((link, wanted), found)| format!("{link}: {wanted} expected, {found:?} found"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}\n{:#?}", site.diagnostics());
}

#[test]
fn paths_lead_to_notes_folders_and_files() {
    check(&[
        ("[l](Beside.md)", "Beside.html"),
        ("[l](./Beside.md)", "Beside.html"),
        ("[l](Beside)", "Beside.html"),
        ("[l](Beside.html)", "Beside.html"),
        ("[l](beside.md)", "Beside.html"),
        ("[l](BESIDE.MD)", "Beside.html"),
        ("[l](beside)", "Beside.html"),
        ("[l](beside.html)", "Beside.html"),
        ("[l](../a/Beside.md)", "Beside.html"),
        ("[l](/a/Beside.md)", "Beside.html"),
        ("[l](/Beside.md)", "Beside.html"),
        ("[l](..\\a\\Beside.md)", "Beside.html"),
        ("[l](../b/批%20量.md)", "../b/批 量.html"),
        ("[l](<../b/批 量.md>)", "../b/批 量.html"),
        ("[l](../b/%E6%89%B9%20%E9%87%8F.md)", "../b/批 量.html"),
        ("[l](../README.md)", "../index.html"),
        ("[l](..)", "../index.html"),
        ("[l](../)", "../index.html"),
        ("[l](/)", "../index.html"),
        ("[l](deep)", "deep/index.html"),
        ("[l](deep/)", "deep/index.html"),
        ("[l](Deep/)", "deep/index.html"),
        ("[l](deep/README.md)", "deep/index.html"),
        ("[l](deep/readme)", "deep/index.html"),
        ("[l](deep/index.html)", "deep/index.html"),
        ("[l](plain/)", "plain/index.html"),
        ("[l](plain/index.html)", "plain/index.html"),
        ("[l](notes.pdf)", "notes.pdf"),
        ("[l](notes.pdf#page=3)", "notes.pdf#page=3"),
        ("[l](NOTES.PDF)", "notes.pdf"),
        ("[l](../b/imgs/pic.png)", "../b/imgs/Pic.PNG"),
        ("<a href=\"Beside.md\">l</a>", "Beside.html"),
        // docsify
        ("[l](#/a/Beside)", "Beside.html"),
        ("[l](#/a/Beside?id=named)", "Beside.html#named"),
        ("[l](#/b/x.md)", "../b/x.html"),
        ("[l](/a/Beside?id=_3-什么是-bn)", "Beside.html#3-什么是-bn"),
        ("[l](?id=own-heading)", "#own-heading"),
        ("[l](#/)", "../index.html"),
        // Elsewhere
        (
            "[l](https://example.org/a?b#c)",
            "https://example.org/a?b#c",
        ),
        ("[l](HTTPS://example.org/)", "https://example.org/"),
        ("[l](//example.org/x)", "https://example.org/x"),
        ("[l](mailto:a@example.org)", "mailto:a@example.org"),
        ("[l](tel:+123)", "tel:+123"),
    ]);
}

#[test]
fn anchors_are_found_in_every_spelling() {
    check(&[
        ("[l](#own-heading)", "#own-heading"),
        ("[l](#Own-Heading)", "#own-heading"),
        ("[l](#Own%20heading)", "#own-heading"),
        ("[l](from.md#own-heading)", "#own-heading"),
        ("[l](Beside.md#3-什么是-bn)", "Beside.html#3-什么是-bn"),
        (
            "[l](Beside.md#3-%E4%BB%80%E4%B9%88%E6%98%AF-bn)",
            "Beside.html#3-什么是-bn",
        ),
        ("[l](<Beside.md#3. 什么是 BN？>)", "Beside.html#3-什么是-bn"),
        ("[l](Beside.md#3.什么是BN)", "Beside.html#3-什么是-bn"),
        ("[l](Beside.md#c--c)", "Beside.html#c--c"),
        ("[l](Beside.md#named)", "Beside.html#named"),
        ("[l](Beside.md#Own-Id)", "Beside.html#Own-Id"),
        ("[l](Beside.md#)", "Beside.html"),
        ("[l](Beside.md#nowhere)", "Beside.html"),
        ("[[Beside#^block-1]]", "Beside.html#^block-1"),
        ("[[Beside#3. 什么是 BN？]]", "Beside.html#3-什么是-bn"),
        ("[[Beside#The neighbour#Named]]", "Beside.html#named"),
        ("[[#Own heading]]", "#own-heading"),
        ("[[#own heading|text]]", "#own-heading"),
    ]);
}

#[test]
fn wiki_links_find_names_titles_and_aliases() {
    check(&[
        ("[[Beside]]", "Beside.html"),
        ("[[beside]]", "Beside.html"),
        ("[[Beside.md]]", "Beside.html"),
        ("[[Beside|text]]", "Beside.html"),
        ("[[The neighbour]]", "Beside.html"),
        ("[[the Neighbour]]", "Beside.html"),
        ("[[邻居]]", "Beside.html"),
        ("[[bn]]", "Beside.html"),
        ("[[批 量]]", "../b/批 量.html"),
        ("[[批量归一化]]", "../b/批 量.html"),
        ("[[b/批 量]]", "../b/批 量.html"),
        ("[[a/plain/x]]", "plain/x.html"),
        ("[[plain/x]]", "plain/x.html"),
        ("[[b/x]]", "../b/x.html"),
        ("[[../c/x]]", "../c/x.html"),
        // Of three notes called x one shares the folder `a`.
        ("[[x]]", "plain/x.html"),
        ("[[Third X]]", "../c/x.html"),
        ("[[notes.pdf]]", "notes.pdf"),
        ("[[pic.png]]", "../b/imgs/Pic.PNG"),
        ("[[nothing like it]]", "-"),
    ]);
}

#[test]
fn a_name_that_several_notes_have_stays_ambiguous() {
    let site = Project::new()
        .note("a/x.md", "# A\n")
        .note("b/x.md", "# B\n")
        .note("c/from.md", "前 [[x]] 后\n")
        .note("d/from.md", "[[b/x]] [[B]]\n")
        .build();
    assert_eq!(
        site.diagnostics(),
        ["c/from.md:1:3: warning[ambiguous-link]"]
    );
    assert!(site.body("c/from").contains("class=\"broken\""));
    assert_eq!(
        addresses(&site.body("d/from"))
            .iter()
            .filter(|address| *address == "../b/x.html")
            .count(),
        2
    );
}

#[test]
fn a_file_name_comes_before_a_title_and_an_alias() {
    let site = Project::new()
        .note("a/BN.md", "# Batch\n")
        .note("b/other.md", "---\ntitle: BN\n---\n")
        .note("c/third.md", "---\naliases: BN\n---\n")
        .note("from.md", "[[BN]]\n")
        .build();
    assert_eq!(site.diagnostics(), [""; 0]);
    assert!(addresses(&site.body("from")).contains(&"a/BN.html".to_owned()));
}

#[test]
fn what_leads_out_or_nowhere_has_no_address() {
    let out = [
        "[l](../../secret.md)",
        "[l](../../../../../etc/passwd)",
        "[l](..%2f..%2f..%2fetc/passwd)",
        "[l](%2e%2e/%2e%2e/etc/passwd)",
        "[l](..\\\\..\\\\..\\\\x.md)",
        "[l](C:/Users/x.md)",
        "[l](C:\\\\Users\\\\x.md)",
        "[l](file:///etc/passwd)",
        "[l](FILE:///etc/passwd)",
        "[l](\\\\\\\\server\\\\share\\\\x.md)",
        "[l](/\\\\server/share)",
        "[l](a%00b.md)",
    ];
    let site = linked(&out);
    assert_eq!(found(&site, out.len()), vec![None; out.len()]);
    let told = site.found("outside-link").len();
    assert_eq!(told, out.len(), "{:#?}", site.diagnostics());
}

#[test]
fn no_address_can_run_anything() {
    let unsafe_links = [
        "[l](javascript:alert(1))",
        "[l](JavaScript:alert(1))",
        "[l](<java\tscript:alert(1)>)",
        "[l](java&#10;script:alert(1))",
        "[l](java&Tab;script:alert(1))",
        "[l](&#106;avascript:alert(1))",
        "[l](&#x6A;avascript&colon;alert(1))",
        "[l](< javascript:alert(1)>)",
        "[l](\u{1}javascript:alert(1))",
        "[l](<&#1;javascript:alert(1)>)",
        "[l](javascript&#58;alert(1))",
        "[l](javascript\\:alert(1))",
        "[l](vbscript:msgbox(1))",
        "[l](data:text/html;base64,PHNjcmlwdD4=)",
        "[l](DATA:text/html,x)",
        "[l](blob:https://example.org/x)",
        "[l](about:blank)",
        "[l](view-source:https://example.org)",
        "[l](ws://example.org)",
        "<a href=\"javascript:alert(1)\">l</a>",
        "<a href=\" java\nscript:alert(1)\">l</a>",
        "<a href=javascript:alert(1)>l</a>",
        "<a href='&#106;avascript:alert(1)'>l</a>",
        "<a xlink:href=\"javascript:alert(1)\">l</a>",
        "[[javascript:alert(1)]]",
        "[[javascript:alert(1)|x]]",
        "[l](%6aavascript:alert(1))",
        "[l](javascript%3Aalert(1))",
        "[l](\u{200b}javascript:alert(1))",
        "<javascript:alert(1)>",
        "![l](javascript:alert(1))",
        "[![l](x.png)](javascript:alert(1))",
    ];
    let site = linked(&unsafe_links);
    for address in addresses(&site.body("a/from")) {
        let plain: String = address
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control())
            .collect::<String>()
            .to_lowercase();
        for scheme in [
            "javascript:",
            "vbscript:",
            "data:",
            "blob:",
            "about:",
            "view-source:",
            "ws:",
        ] {
            assert!(!plain.starts_with(scheme), "{address}");
        }
    }
    assert!(
        site.found("unsafe-link").len() >= 18,
        "{:#?}",
        site.diagnostics()
    );
}

#[test]
fn broken_links_are_told_with_their_place() {
    let site = Project::new()
        .note(
            "a.md",
            "# A\n\n前文 [甲](none.md) 和 [[无]]\n\n[乙](#nowhere)\n",
        )
        .build();
    assert_eq!(
        site.diagnostics(),
        [
            "a.md:3:4: warning[broken-link]",
            "a.md:3:19: warning[broken-link]",
            "a.md:5:1: warning[broken-anchor]"
        ]
    );
    let body = site.body("a");
    assert_eq!(body.matches("class=\"broken\"").count(), 3, "{body}");
    assert_eq!(site.report().links.broken, 3);
}

#[test]
fn no_heading_takes_an_id_of_the_page() {
    let site = Project::new()
        .note("a.md", "# A\n\n## Toc\n\n## Tree\n\n[到](#toc)\n")
        .build();
    assert!(
        site.page("a").contains("<h2 id=\"toc-1\">"),
        "{}",
        site.page("a")
    );
    assert!(
        site.page("a").contains("<a href=\"#toc-1\">"),
        "{}",
        site.page("a")
    );
}

#[test]
fn an_embedded_reference_leads_to_its_own_page() {
    let site = Project::new()
        .note("a.md", "# A\n\n![[b]]\n")
        .note("b.md", "# B\n\n$$x \\label{e}$$\n\n见 $\\eqref{e}$\n")
        .build();
    assert!(
        site.page("a").contains("href=\"b.html#eq:e\""),
        "{}",
        site.page("a")
    );
    assert!(
        site.page("b").contains("href=\"#eq:e\""),
        "{}",
        site.page("b")
    );
}

#[test]
fn a_description_of_its_own_describes_the_note() {
    let site = Project::new()
        .note("a.md", "---\ndescription: 一句话\n---\n# A\n\n正文\n")
        .build();
    assert!(
        site.page("a").contains("content=\"一句话\""),
        "{}",
        site.page("a")
    );
}

#[test]
fn no_id_stands_twice_on_a_page() {
    let site = Project::new()
        .note(
            "a.md",
            "# Q a\n\nQ: a\n\nA: 答案\n\n一段 ^id\n\n又一段 ^id\n",
        )
        .build();
    for id in ["q-a", "^id"] {
        let count = site.page("a").matches(&format!("id=\"{id}\"")).count();
        assert_eq!(count, 1, "{id}: {}", site.page("a"));
    }
}
