//! What an SVG does. Pages show it by `<img>`, where it can do nothing; but it can also be opened by itself, and is then a
//! document of the site, or stand in a book that promises to hold no script.

mod clean;

use roxmltree::{Attribute, Document, Node, NodeType, ParsingOptions};

pub use clean::{Replacement, replacement};

/// The most nodes of a drawing; some parsers take a long time over more.
const MOST_NODES: u32 = 500_000;

const SVG: &str = "http://www.w3.org/2000/svg";
const XHTML: &str = "http://www.w3.org/1999/xhtml";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Elements of HTML that arrange text and do nothing else. Drawing programs write labels with them.
const LABELS: &[&str] = &[
    "b", "br", "code", "div", "em", "font", "hr", "i", "li", "ol", "p", "pre", "s", "small",
    "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
];

/// Whether the bytes begin like XML with an `svg` element somewhere near.
pub fn may_be_svg(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(64 << 10)]);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    let is_html = head
        .get(..14)
        .is_some_and(|start| start.eq_ignore_ascii_case("<!doctype html"));
    head.starts_with('<') && !is_html && !head.starts_with("<html") && head.contains("<svg")
}

/// Whether nothing in an SVG acts and nothing in it is asked of another place; `None` if it is no XML with an `svg` element
/// around it all.
pub fn svg_is_still(bytes: &[u8]) -> Option<bool> {
    let text = std::str::from_utf8(bytes).ok()?;
    let document = parse_svg(text)?;
    // The parser passes over them, and others add to elements what they say: a handler, or another namespace.
    if text.contains("<!ATTLIST") || names_other_encoding(text) {
        return Some(false);
    }
    let is_still = document.descendants().all(|node| match node.node_type() {
        NodeType::Element => {
            !acts(&node)
                && node
                    .attributes()
                    .all(|attr| attribute_is_still(&node, &attr))
        }
        // A style sheet elsewhere is named so.
        NodeType::PI => false,
        NodeType::Root | NodeType::Comment | NodeType::Text => true,
    });
    Some(is_still)
}

/// Whether a document of XML is only data to a browser, which would run what it knows as HTML or a drawing in it.
pub(super) fn xml_is_data(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    if !text.contains(['<', '\0']) {
        return true;
    }
    let is_data =
        |node: Node| !node.is_pi() && !matches!(node.tag_name().namespace(), Some(SVG | XHTML));
    !text.contains("<!ATTLIST")
        && !names_other_encoding(text)
        && parse(text).is_some_and(|document| document.descendants().all(is_data))
}

/// Whether the first line names another encoding than the one that is read here: browsers would see other letters, and what is a
/// comment here could be an element there.
fn names_other_encoding(text: &str) -> bool {
    let declaration = text.trim_start_matches('\u{feff}').trim_start();
    let declaration = declaration.split("?>").next().unwrap_or_default();
    let Some((_, named)) = declaration
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("encoding"))
    else {
        return false;
    };
    let name = named.split(['"', '\'']).nth(1).unwrap_or_default();
    !["utf-8", "us-ascii", "ascii"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

fn parse(text: &str) -> Option<Document<'_>> {
    let options = ParsingOptions {
        // Drawing programs write their namespaces as entities. Those of other files are not read.
        allow_dtd: true,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    let text = text.trim_start_matches('\u{feff}').trim_start();
    Document::parse_with_options(text, options).ok()
}

fn parse_svg(text: &str) -> Option<Document<'_>> {
    let document = parse(text)?;
    let root = document.root_element().tag_name();
    (root.namespace() == Some(SVG) && root.name() == "svg").then_some(document)
}

/// Whether an element does something, or may.
fn acts(node: &Node) -> bool {
    let name = node.tag_name();
    if name.namespace() == Some(XHTML) {
        return !LABELS.contains(&name.name());
    }
    let name = name.name().to_ascii_lowercase();
    if name == "style" {
        // What stands between pieces of a style hides how they read together.
        let text: String = node.children().filter_map(|child| child.text()).collect();
        return node.children().any(|child| !child.is_text())
            || !style_is_still(&text)
            || text.to_ascii_lowercase().contains("@import");
    }
    matches!(
        name.as_str(),
        "script" | "iframe" | "object" | "embed" | "audio" | "video" | "handler" | "listener"
    )
}

fn attribute_is_still(node: &Node, attribute: &Attribute) -> bool {
    let key = attribute.name().to_ascii_lowercase();
    let value: String = attribute
        .value()
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .collect();
    match key.as_str() {
        _ if key.starts_with("on") => false,
        // What addresses are counted from.
        "base" if attribute.namespace() == Some(XML) => false,
        // An animation could write a script where a link stands.
        "attributename" => !value.to_ascii_lowercase().ends_with("href"),
        "href" | "src" if node.tag_name().name().eq_ignore_ascii_case("a") => is_link(&value),
        "href" | "src" | "background" => is_inside(&value),
        // What drawing programs keep for themselves, and words for readers.
        _ if attribute.namespace().is_some() => true,
        _ if key.starts_with("data-") || key.starts_with("aria-") => true,
        _ => style_is_still(&value),
    }
}

/// Whether a link may stand in a drawing: a reader must follow it.
fn is_link(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    value.is_empty()
        || ["#", "http://", "https://"]
            .iter()
            .any(|start| value.starts_with(start))
}

/// Whether an address leads to a part of the drawing itself.
fn is_inside(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    value.is_empty()
        || value.starts_with('#')
        || (value.starts_with("data:image/") && !value.contains("svg"))
        || value.starts_with("data:font/")
}

/// Whether a style asks for nothing elsewhere. A backslash may hide anything, so there may be none.
fn style_is_still(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let mut urls = text.split("url(").skip(1);
    let is_inside_all = urls.all(|rest| {
        let value = rest.trim_start().trim_start_matches(['"', '\'']);
        is_inside(value.split(')').next().unwrap_or_default())
    });
    is_inside_all
        && !text.contains('\\')
        && !text.contains("javascript:")
        && !text.contains("image-set(")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inside: &str) -> Option<bool> {
        let text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 1 1\">{inside}</svg>"
        );
        assert!(may_be_svg(text.as_bytes()));
        svg_is_still(text.as_bytes())
    }

    #[test]
    fn drawings_are_kept() {
        for inside in [
            "",
            "<title>x</title><defs><path id=\"a\" d=\"M0 0h1\"/></defs><use xlink:href=\"#a\" fill=\"url(#b)\"/>",
            "<style>.a{fill:url('#b');color:red}</style>",
            "<image href=\"data:image/png;base64,AAAA\"/>",
            "<a href=\"https://example.org/\"><text>x</text></a>",
            "<g style=\"fill:none\" font-family=\"a b\"/>",
            "<animate attributeName=\"x\" values=\"0;1\"/>",
            "<foreignObject><h:div xmlns:h=\"http://www.w3.org/1999/xhtml\" style=\"color:red\">x<h:br/></h:div></foreignObject>",
            "<g data-tex=\"\\frac12\" i:export=\"C:\\x.png\" xmlns:i=\"urn:i\"/>",
        ] {
            assert_eq!(svg(inside), Some(true), "{inside}");
        }
        let head = "<?xml version=\"1.0\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\" [<!ENTITY ns \"http://www.w3.org/2000/svg\">]>\n";
        let text = format!("{head}<svg xmlns=\"&ns;\"/>");
        assert_eq!(svg_is_still(text.as_bytes()), Some(true));
    }

    #[test]
    fn what_acts_or_asks_is_refused() {
        for inside in [
            "<script>alert(1)</script>",
            "<SCRIPT/>",
            "<g onload=\"alert(1)\"/>",
            "<foreignObject><h:body xmlns:h=\"http://www.w3.org/1999/xhtml\"/></foreignObject>",
            "<foreignObject><h:img xmlns:h=\"http://www.w3.org/1999/xhtml\" src=\"#a\"/></foreignObject>",
            "<h:p xmlns:h=\"http://www.w3.org/1999/xhtml\" onclick=\"x\"/>",
            "<g xml:base=\"https://example.org/\"/>",
            "<a xlink:href=\"java\nscript:alert(1)\"/>",
            "<a href=\"data:text/html,x\"/>",
            "<image href=\"https://example.org/x.png\"/>",
            "<image href=\"//example.org/x.png\"/>",
            "<image href=\"x.png\"/>",
            "<use href=\"data:image/svg+xml,x#a\"/>",
            "<g fill=\"url(https://example.org/x#a)\"/>",
            "<g style=\"fill:u\\72l(//example.org)\"/>",
            "<style>@import 'https://example.org/x.css';</style>",
            "<style><![CDATA[a{background:URL( 'https://example.org/x.png')}]]></style>",
            "<animate attributeName=\"xlink:href\" values=\"javascript:alert(1)\"/>",
            "<style>@im<!--x-->port 'https://example.org/x.css';</style>",
            "<style>@im<g>x</g>port 'https://example.org/x.css';</style>",
            "<?xml-stylesheet href=\"https://example.org/x.css\"?>",
        ] {
            assert_eq!(svg(inside), Some(false), "{inside}");
        }
    }

    #[test]
    fn declared_attributes_are_refused() {
        for list in [
            "svg onload CDATA \"alert(1)\"",
            "x xmlns CDATA \"http://www.w3.org/1999/xhtml\"",
        ] {
            let text = format!(
                "<!DOCTYPE svg [<!ATTLIST {list}>]><svg xmlns=\"http://www.w3.org/2000/svg\"/>"
            );
            assert_eq!(svg_is_still(text.as_bytes()), Some(false), "{list}");
        }
    }

    #[test]
    fn data_in_xml_is_told_from_pages() {
        assert!(xml_is_data(
            b"<?xml version='1.0'?><annotation><name>x</name></annotation>"
        ));
        for text in [
            "<x xmlns=\"http://www.w3.org/1999/xhtml\"><script>alert(1)</script></x>",
            "<!DOCTYPE x [<!ENTITY n \"http://www.w3.org/1999/xhtml\">]><x><y xmlns=\"&n;\"/></x>",
            "<!DOCTYPE x [<!ATTLIST y xmlns CDATA \"http://www.w3.org/1999/xhtml\">]><x><y/></x>",
            "<?xml-stylesheet href=\"x.xsl\"?><x/>",
            "<x><script xmlns=\"http://www.w3.org/2000/svg\"/></x>",
            "<x><y xmlns=\"http://www.w3.org/1999/xhtml\"/>",
        ] {
            assert!(!xml_is_data(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn what_is_no_svg_is_no_image() {
        for text in [
            "<svg>",
            "<svg/>",
            "<x xmlns=\"http://www.w3.org/2000/svg\"><svg/></x>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\">",
            "<!DOCTYPE svg [<!ENTITY a \"&b;\"><!ENTITY b \"&a;\">]><svg xmlns=\"http://www.w3.org/2000/svg\">&a;</svg>",
        ] {
            assert_eq!(svg_is_still(text.as_bytes()), None, "{text}");
        }
    }
}
