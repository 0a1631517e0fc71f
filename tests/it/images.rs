//! Images: sizes, captions, what is missing, what is copied.

use crate::project::{Project, Site, png};

fn page(text: &str) -> Site {
    Project::new()
        .note("a/b.md", text)
        .file("a/x.png", png(1000, 505))
        .file("a/imgs/图 1#?.png", png(30, 20))
        .file("a/v.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 30\"><path d=\"M0 0h1\"/></svg>")
        .file("a/w.webp", webp(64, 32))
        .file("a/unused.png", png(1, 1))
        .file("files/r.png", png(7, 8))
        .build()
}

/// The head of a lossless WebP file.
fn webp(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"RIFF\x24\0\0\0WEBPVP8L\x10\0\0\0\x2f".to_vec();
    bytes.extend(((width - 1) | ((height - 1) << 14)).to_le_bytes());
    bytes.extend([0; 16]);
    bytes
}

/// The first `<img>` of the note.
#[track_caller]
fn img(site: &Site) -> String {
    let body = site.body("a/b");
    let at = body
        .find("<img")
        .unwrap_or_else(|| panic!("no image in {body}"));
    body[at..at + body[at..].find('>').expect("the end of a tag")].to_owned()
}

#[test]
fn sizes() {
    for (text, size) in [
        ("![alt](x.png)", "width=\"1000\" height=\"505\""),
        ("![alt](<imgs/图 1#?.png>)", "width=\"30\" height=\"20\""),
        (
            "![alt](imgs/%E5%9B%BE%201%23%3F.png)",
            "width=\"30\" height=\"20\"",
        ),
        ("![alt](v.svg)", "width=\"40\" height=\"30\""),
        ("![alt](w.webp)", "width=\"64\" height=\"32\""),
        ("![alt](X.PNG)", "width=\"1000\" height=\"505\""),
        (
            "<img src=\"x.png\" alt=\"a\" style=\"zoom:20%;\" />",
            "width=\"200\" height=\"101\"",
        ),
        (
            "<img src=\"x.png\" alt=\"a\" style=\"zoom: 0.5\">",
            "width=\"500\" height=\"253\"",
        ),
        (
            "<img src='x.png' alt='a' width='300'>",
            "width=\"300\" height=\"152\"",
        ),
        (
            "<img src=\"x.png\" alt=\"a\" width=\"300\" height=\"50\">",
            "width=\"300\" height=\"50\"",
        ),
        ("![[x.png|300]]", "width=\"300\" height=\"152\""),
        ("![[x.png|300x50]]", "width=\"300\" height=\"50\""),
        ("![alt|300](x.png)", "width=\"300\" height=\"152\""),
        ("![[x.png]]", "width=\"1000\" height=\"505\""),
    ] {
        let site = page(text);
        assert!(img(&site).contains(size), "{text}: {}", img(&site));
        assert_eq!(site.diagnostics(), [""; 0], "{text}");
        assert!(img(&site).contains("loading=\"lazy\""));
        assert!(!site.page("a/b").contains(" style="), "{text}");
    }
}

#[test]
fn per_cent_is_a_class_with_a_rule_of_its_own() {
    let site = page("<img src=\"x.png\" alt=\"a\" style=\"width:50%\">\n");
    let tag = img(&site);
    assert!(tag.contains("class="), "{tag}");
    let class = tag.split("class=\"").nth(1).expect("a class");
    let class = &class[..class.find('"').expect("its end")];
    let html = site.page("a/b");
    assert!(html.contains(&format!(".{class}{{width:50%")), "{html}");
}

#[test]
fn svg_stands_in_img_only() {
    let site = page("![v](v.svg)\n");
    assert!(site.has("a/v.svg"));
    let html = site.page("a/b");
    assert!(!html.contains("M0 0h1"));
    assert!(html.contains("v.svg"));
}

#[test]
fn only_what_is_referred_to_is_copied() {
    let site = page("![x](x.png)\n");
    assert!(site.has("a/x.png"));
    assert_eq!(site.bytes("a/x.png"), png(1000, 505));
    for path in ["a/unused.png", "a/v.svg", "files/r.png"] {
        assert!(!site.has(path), "{path}");
    }
}

#[test]
fn captions_links_and_words_for_those_who_do_not_see() {
    let site = page("![alt](x.png \"题 & 注\")\n");
    assert!(
        site.body("a/b")
            .contains("<figcaption>题 &amp; 注</figcaption>")
    );

    let site = page("![](x.png)\n");
    assert_eq!(site.hints(), ["a/b.md:1:1: hint[missing-alt]"]);
    assert!(img(&site).contains("alt=\"\""));

    let site = page("[![alt](x.png)](https://example.org)\n");
    let body = site.body("a/b");
    assert!(body.contains("href=\"https://example.org\""), "{body}");
    assert_eq!(
        body.matches("<a ").count() - body.matches("class=\"enlarge\"").count(),
        body.matches("<a ").count()
    );
}

#[test]
fn what_is_missing_is_framed_wherever_it_stands() {
    for text in [
        "![图](none.png)\n",
        "前文 ![图](none.png) 后文\n",
        "| a |\n|---|\n| ![图](none.png) |\n",
        "# 标题 ![图](none.png)\n",
        "[![图](none.png)](https://example.org)\n",
        "- ![图](none.png)\n",
        "> ![图](none.png)\n",
        "**![图](none.png)**\n",
        "<img src=\"none.png\" alt=\"图\">\n",
        "<div align=center><img src=\"none.png\"></div>\n",
        "![[none.png]]\n",
        "text[^1]\n\n[^1]: ![图](none.png)\n",
    ] {
        let site = page(text);
        let body = site.body("a/b");
        assert!(body.contains("missing-image"), "{text}: {body}");
        assert!(body.contains("data-src=\"none.png\""), "{text}: {body}");
        assert_eq!(
            site.found("missing-image").len(),
            1,
            "{text}: {:?}",
            site.diagnostics()
        );
        assert_eq!(site.report().images.missing, 1, "{text}");
    }
}

#[test]
fn a_missing_image_does_not_break_a_paragraph() {
    let site = page("前文 ![图](none.png) 后文\n");
    let body = site.body("a/b");
    let figure = body.find("<figure").expect("a figure");
    let before = &body[..figure];
    assert!(
        before.matches("<p>").count() == before.matches("</p>").count(),
        "a figure cannot stand in a paragraph: {body}"
    );
}

#[test]
fn outside_and_unsafe_images_are_never_read() {
    for (text, code) in [
        ("![x](../../x.png)", "outside-link"),
        ("![x](file:///etc/passwd)", "outside-link"),
        ("![x](C:\\\\x.png)", "outside-link"),
        ("![x](data:image/svg+xml;base64,PHN2Zz4=)", "unsafe-link"),
        ("![x](javascript:alert(1))", "unsafe-link"),
    ] {
        let site = page(text);
        assert_eq!(
            site.found(code).len(),
            1,
            "{text}: {:?}",
            site.diagnostics()
        );
        assert!(!site.body("a/b").contains("<img"), "{text}");
    }
}

#[test]
fn a_leading_slash_is_the_notes_folder_or_typoras_root() {
    for (head, text) in [
        ("", "![r](/files/r.png)\n"),
        ("---\ntypora-root-url: ../files\n---\n", "![r](/r.png)\n"),
        ("---\ntypora-root-url: /files\n---\n", "![r](/r.png)\n"),
        ("---\ntypora-root-url: ..\\files\n---\n", "![r](/r.png)\n"),
        (
            "---\ntypora-root-url: ../files\n---\n",
            "<img src=\"/r.png\" alt=\"r\">\n",
        ),
        // A root on some other machine: what is in the notes folder is still found.
        (
            "---\ntypora-root-url: /Users/me/notes\n---\n",
            "![r](/files/r.png)\n",
        ),
        (
            "---\ntypora-root-url: ../../../notes\n---\n",
            "![r](/files/r.png)\n",
        ),
    ] {
        let site = page(&format!("{head}{text}"));
        assert_eq!(site.diagnostics(), [""; 0], "{head}{text}");
        assert!(img(&site).contains("width=\"7\""), "{head}{text}");
        assert!(site.has("files/r.png"));
    }
}

#[test]
fn images_of_other_hosts_are_loaded_or_linked() {
    let text = "![远](https://example.org/x.png)\n";
    let site = page(text);
    assert!(img(&site).contains("src=\"https://example.org/x.png\""));
    assert!(img(&site).contains("referrerpolicy=\"no-referrer\""));
    let site = Project::new()
        .config("remote_images = \"link\"\n")
        .note("a.md", text)
        .build();
    assert!(!site.body("a").contains("<img"));
    assert!(
        site.body("a")
            .contains("href=\"https://example.org/x.png\"")
    );
}

#[test]
fn a_file_that_is_no_image_has_no_size() {
    let site = Project::new()
        .note("a.md", "![x](x.png) ![y](y.svg)\n")
        .file("x.png", "not an image")
        .file("y.svg", "")
        .build();
    assert!(site.outcome.site_was_built);
    assert!(site.has("x.png"));
    assert!(!site.body("a").contains("width="));
}
