//! SVG files of notes: what only shows something is copied as it is, what acts goes on the way.

use inkstone::source::svg_is_still;

use crate::project::Project;

const STILL: &str = "<?xml version=\"1.0\"?>\n<!-- kept -->\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\">\n<path d=\"M0 0h9\"/></svg>\n";

fn svg(inside: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 9 9\">{inside}<path d=\"M0 0h9\"/></svg>"
    )
}

#[test]
fn what_acts_in_a_drawing_does_not_reach_the_site() {
    let attacks = [
        ("<script>alert(1)</script>", "<script>"),
        ("<g onload=\"alert(1)\"/>", "onload"),
        (
            "<a xlink:href=\"javascript:alert(1)\"><text>x</text></a>",
            "href",
        ),
        ("<image href=\"https://evil.invalid/x.png\"/>", "href"),
        (
            "<style>@import url(https://evil.invalid/x.css);</style>",
            "<style>",
        ),
        ("<g style=\"fill:url(//evil.invalid/x)\"/>", "style"),
        (
            "<foreignObject><body xmlns=\"http://www.w3.org/1999/xhtml\"><script>alert(1)</script></body></foreignObject>",
            "<body>",
        ),
        (
            "<animate attributeName=\"href\" to=\"javascript:alert(1)\"/>",
            "attributeName, to",
        ),
    ];
    for (attack, removed) in attacks {
        let site = Project::new()
            .note("a.md", "# A\n\n![图](x.svg)\n")
            .file("x.svg", svg(attack))
            .build();
        let found = site.found("active-drawing");
        assert_eq!(found.len(), 1, "{attack}");
        assert_eq!(found[0].args, [removed], "{attack}");
        let text = site.text("x.svg");
        assert_eq!(svg_is_still(text.as_bytes()), Some(true), "{text}");
        assert!(!text.contains("alert") && !text.contains("evil"), "{text}");
        assert!(text.contains("<path d=\"M0 0h9\"></path>"), "{text}");
        let page = site.page("a");
        assert!(
            page.contains("src=\"x.svg\"") && !page.contains("M0 0h9"),
            "never inlined"
        );
    }
}

#[test]
fn a_drawing_that_is_still_is_copied_byte_for_byte() {
    let site = Project::new()
        .note("a.md", "# A\n\n![图](x.svg)\n")
        .file("x.svg", STILL)
        .build();
    assert_eq!(site.text("x.svg"), STILL);
    assert_eq!(site.diagnostics(), [""; 0]);
}

#[test]
fn a_file_that_is_no_drawing_is_shown_empty() {
    for text in [
        "<svg onload=alert(1)>",
        "<html><script>alert(1)</script></html>",
        "\u{0}",
    ] {
        let site = Project::new()
            .note("a.md", "# A\n\n[图](x.SVG)\n")
            .file("x.SVG", text)
            .build();
        assert_eq!(
            site.diagnostics(),
            ["x.SVG:1:1: warning[broken-drawing]"],
            "{text}"
        );
        assert_eq!(
            site.text("x.SVG"),
            "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n"
        );
    }
}

#[test]
fn files_that_browsers_open_as_pages_are_not_copied() {
    let page = "<html xmlns=\"http://www.w3.org/1999/xhtml\"><script>alert(1)</script></html>";
    let project = || {
        Project::new()
            .note(
                "a.md",
                "# A\n\n[a](a.xhtml) [b](b.xml) [c](c.xml) [d](d.mht)\n",
            )
            .file("a.xhtml", page)
            .file("b.xml", page)
            .file("c.xml", "<annotation><name>cat</name></annotation>")
            .file("d.mht", "x")
    };
    let site = project().build();
    assert_eq!(site.found("html-not-copied").len(), 3);
    assert!(site.has("c.xml") && !site.has("a.xhtml") && !site.has("b.xml") && !site.has("d.mht"));
}

#[test]
fn another_encoding_hides_nothing() {
    // Read as GBK the last byte of the letter takes the bracket after it in, and the comment is none.
    let hidden = "<?xml version=\"1.0\" encoding=\"gbk\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><desc><![CDATA[笔]]></desc>\
        <!-- ]]></desc><script>alert(1)</script><desc><![CDATA[ --><desc>x</desc><!-- ]]></desc><g/> --></svg>";
    assert_eq!(svg_is_still(hidden.as_bytes()), Some(false));
    let site = Project::new()
        .note("a.md", "![x](x.svg) [y](y.xml) [z](z.xsd)\n")
        .file("x.svg", hidden)
        .file("y.xml", hidden.replace("svg", "g"))
        .file(
            "z.xsd",
            "<a><h:script xmlns:h=\"http://www.w3.org/1999/xhtml\">alert(1)</h:script></a>",
        )
        .build();
    assert!(!site.text("x.svg").contains("alert(1)"));
    assert!(!site.has("y.xml") && !site.has("z.xsd"));
}

#[test]
fn tables_in_drawings_ask_no_other_host() {
    let table = "<foreignObject><table xmlns=\"http://www.w3.org/1999/xhtml\" background=\"https://evil.invalid/x.png\"/></foreignObject>";
    assert_eq!(svg_is_still(svg(table).as_bytes()), Some(false));
}
