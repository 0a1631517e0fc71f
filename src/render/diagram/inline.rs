//! A drawing as inline SVG: what the allow-list lets through, with colours as classes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use roxmltree::{Document, Node, ParsingOptions};

use super::cascade::{self, Computed, Sheet, get};
use super::entities::decoded;
use super::paint::{Text, is_geometry, paint, text_style, url};
use super::path::{shortened, straightened};
use crate::render::escape::{escape_attribute, escape_text};

/// Drawn size to shown size: the library sets labels in 16 px, a little larger than a page's captions.
const SCALE: f64 = 0.9;

/// How far a drawing may shrink on a narrow screen before it scrolls in its box.
const SMALLEST: f64 = 0.65;

/// Elements that may appear.
pub(super) const ELEMENTS: &[&str] = &[
    "circle",
    "clipPath",
    "defs",
    "ellipse",
    "g",
    "line",
    "linearGradient",
    "marker",
    "path",
    "polygon",
    "polyline",
    "rect",
    "stop",
    "svg",
    "symbol",
    "text",
    "tspan",
    "use",
];

/// Elements that show nothing by themselves and are wanted only if something refers to them.
const DEFINITIONS: &[&str] = &["clipPath", "linearGradient", "marker", "symbol"];

/// Elements that become groups: links lead nowhere from a drawing.
const GROUPS: &[&str] = &["a", "switch"];

/// Attributes that may appear, all of them geometry: numbers, keywords, path data.
const GEOMETRY: &[&str] = &[
    "clip-rule",
    "cx",
    "cy",
    "d",
    "dx",
    "dy",
    "fill-rule",
    "gradientTransform",
    "gradientUnits",
    "height",
    "markerHeight",
    "markerUnits",
    "markerWidth",
    "offset",
    "orient",
    "overflow",
    "points",
    "preserveAspectRatio",
    "r",
    "refX",
    "refY",
    "rx",
    "ry",
    "transform",
    "transform-origin",
    "viewBox",
    "width",
    "x",
    "x1",
    "x2",
    "y",
    "y1",
    "y2",
];

/// Attributes that refer to another element by `url(#id)`.
const REFERENCES: &[&str] = &[
    "clip-path",
    "fill",
    "marker-end",
    "marker-mid",
    "marker-start",
    "stroke",
];

/// Turns the library's drawing into a figure. `id` begins every id in it.
pub(super) fn inline(svg: &str, id: &str) -> Result<String, String> {
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: 200_000,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(svg, options).map_err(|error| error.to_string())?;
    let root = document.root_element();
    let (width, height) = size(root).ok_or("the drawing has no size")?;
    let css: String = elements(root, "style")
        .filter_map(|style| style.text())
        .collect();
    let mut writer = Writer {
        sheet: Sheet::parse(&css),
        ids: ids(root, id),
        labels: Vec::new(),
        html: String::new(),
    };
    writer.children(root, &Text::default());
    if writer.html.is_empty() {
        return Err("nothing was drawn".to_owned());
    }
    let title = elements(root, "title").find_map(|title| title.text());
    let label = title.map_or_else(|| summary(&writer.labels), str::to_owned);
    let mut figure = String::with_capacity(writer.html.len() + 256);
    let smallest = smallest(width);
    figure.push_str("<figure class=\"diagram\"");
    if smallest.is_some() {
        // It may scroll, and must then scroll by keyboard too.
        figure.push_str(" tabindex=\"0\"");
    }
    figure.push_str("><svg class=\"df-ink");
    if let Some(rem) = smallest {
        let _ = write!(figure, " min-{rem}");
    }
    let _ = write!(
        figure,
        "\" role=\"img\" aria-label=\"{}\" width=\"{}\" height=\"{}\" viewBox=\"{}\">",
        escape_attribute(&label),
        (width * SCALE).ceil(),
        (height * SCALE).ceil(),
        shortened(root.attribute("viewBox").unwrap_or(""))
    );
    figure.push_str(&writer.html);
    figure.push_str("</svg></figure>");
    Ok(figure)
}

fn elements<'a, 'i>(root: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    root.descendants()
        .filter(move |node| node.tag_name().name() == name)
}

/// Width and height from the `viewBox`.
fn size(root: Node) -> Option<(f64, f64)> {
    let view_box = root.attribute("viewBox")?;
    let numbers: Vec<f64> = view_box
        .split([' ', ','])
        .filter(|part| !part.is_empty())
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    match numbers.as_slice() {
        &[_, _, width, height] if width > 0.0 && height > 0.0 && width < 1e6 && height < 1e6 => {
            Some((width, height))
        }
        _ => None,
    }
}

/// The class `min-N` of a wide drawing: N rem, in steps of five, below which it scrolls instead of shrinking.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the width is below a million"
)]
fn smallest(width: f64) -> Option<u32> {
    let rem = ((width * SMALLEST / 16.0 / 5.0).floor() * 5.0) as u32;
    (rem >= 25).then_some(rem.min(120))
}

/// The labels as one short line, for those who do not see the drawing.
fn summary(labels: &[String]) -> String {
    let mut seen = BTreeSet::new();
    let mut line = String::new();
    for label in labels.iter().filter(|label| seen.insert(label.as_str())) {
        if line.chars().count() + label.chars().count() > 300 {
            line.push('…');
            break;
        }
        if !line.is_empty() {
            line.push_str(", ");
        }
        line.push_str(label);
    }
    line
}

/// A drawing for a page that has it already: without ids, it refers to what stands in the first one.
pub(crate) fn without_ids(figure: &str) -> String {
    let mut out = String::with_capacity(figure.len());
    for piece in figure.split_inclusive('>') {
        // What looks like an attribute in a text is none; in tags all `<`, `>` and quotes of values are escaped.
        let (text, tag) = piece.split_at(piece.find('<').unwrap_or(piece.len()));
        out.push_str(text);
        let id = tag.split_once(" id=\"");
        match id.and_then(|(before, value)| Some((before, value.split_once('"')?.1))) {
            Some((before, after)) => out.extend([before, after]),
            None => out.push_str(tag),
        }
    }
    out
}

/// New names for the ids that something refers to, in the order of the elements that have them.
fn ids<'a>(root: Node<'a, '_>, prefix: &str) -> BTreeMap<&'a str, String> {
    let referred: BTreeSet<&str> = root
        .descendants()
        .flat_map(|node| node.attributes())
        .filter_map(|attribute| match attribute.name() {
            "href" => attribute.value().strip_prefix('#'),
            name if REFERENCES.contains(&name) => url(attribute.value()),
            _ => None,
        })
        .collect();
    root.descendants()
        .filter(|node| ELEMENTS.contains(&node.tag_name().name()))
        .filter_map(|node| node.attribute("id"))
        .filter(|id| referred.contains(id))
        .enumerate()
        .map(|(number, id)| (id, format!("{prefix}-{number}")))
        .collect()
}

struct Writer<'a> {
    sheet: Sheet,
    ids: BTreeMap<&'a str, String>,
    labels: Vec<String>,
    html: String,
}

impl Writer<'_> {
    fn children(&mut self, node: Node, text: &Text) {
        let in_text = matches!(node.tag_name().name(), "text" | "tspan");
        // Labels of a Sankey chart come before the flows that would cover them.
        let is_late = |child: &Node| cascade::classes(*child).any(|class| class == "node-labels");
        let late = node.children().filter(is_late);
        for child in node.children().filter(|child| !is_late(child)).chain(late) {
            if child.is_element() {
                self.element(child, text);
            } else if in_text && child.is_text() {
                // The library leaves Mermaid's `#quot;` as an HTML entity in the text.
                self.html
                    .push_str(&escape_text(&decoded(child.text().unwrap_or(""))));
            }
        }
    }

    fn element(&mut self, node: Node, inherited: &Text) {
        let name = node.tag_name().name();
        let name = if GROUPS.contains(&name) { "g" } else { name };
        let computed = self.sheet.compute(node);
        if !ELEMENTS.contains(&name) || self.is_unseen(node, &computed) {
            return;
        }
        if name == "text" {
            self.labels.push(text_of(node));
        }
        let mut text = inherited.clone();
        let mut attributes = String::new();
        self.geometry(node, &mut attributes);
        paint(node, &computed, &self.ids, &mut attributes);
        text_style(node, &computed, &mut text, inherited, &mut attributes);
        if attributes.is_empty() && matches!(name, "g" | "tspan") {
            return self.children(node, &text);
        }
        let start = self.html.len();
        let _ = write!(self.html, "<{name}{attributes}>");
        let content = self.html.len();
        self.children(node, &text);
        if self.html.len() > content {
            let _ = write!(self.html, "</{name}>");
        } else if matches!(name, "g" | "defs" | "svg" | "symbol" | "clipPath") {
            self.html.truncate(start);
        } else {
            self.html.truncate(content - 1);
            self.html.push_str("/>");
        }
    }

    fn is_unseen(&self, node: Node, computed: &Computed) -> bool {
        let name = node.tag_name().name();
        let is = |property_name, value| get(computed, property_name) == Some(value);
        is("display", "none")
            || is("visibility", "hidden")
            || (DEFINITIONS.contains(&name) && !node.attribute("id").is_some_and(|id| self.ids.contains_key(id)))
            || (name == "rect" && (node.attribute("width") == Some("0") || node.attribute("height") == Some("0")))
            || (name == "text" && text_of(node).is_empty())
            // The line that marks the present day: a drawing does not know the day.
            || cascade::classes(node).any(|class| class == "today")
    }

    /// Geometry, references and the id if something refers to it.
    fn geometry(&self, node: Node, out: &mut String) {
        if let Some(id) = node.attribute("id").and_then(|id| self.ids.get(id)) {
            let _ = write!(out, " id=\"{id}\"");
        }
        if let Some(shift) = label_shift(node) {
            let _ = write!(out, " transform=\"translate({shift})\"");
        }
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            if attribute.namespace().is_some() {
                // `xlink:href` repeats `href`.
                continue;
            }
            if GEOMETRY.contains(&name) {
                if !value.is_empty() && value.chars().all(is_geometry) {
                    let value = if name == "d" {
                        straightened(value)
                    } else {
                        shortened(value)
                    };
                    let _ = write!(out, " {name}=\"{value}\"");
                }
            } else if name == "href" {
                if let Some(id) = value.strip_prefix('#').and_then(|id| self.ids.get(id)) {
                    let _ = write!(out, " href=\"#{id}\"");
                }
            } else if REFERENCES.contains(&name)
                && !matches!(name, "fill" | "stroke")
                && let Some(id) = url(value).and_then(|id| self.ids.get(id))
            {
                let _ = write!(out, " {name}=\"url(#{id})\"");
            }
        }
    }
}

/// How far a label stands beside its ground: on edges of class diagrams the library centres it on the ground's left edge.
fn label_shift(node: Node) -> Option<f64> {
    let ground = node
        .prev_sibling_element()
        .filter(|ground| cascade::classes(*ground).any(|class| class == "background"))?;
    let number = |name| ground.attribute(name)?.parse::<f64>().ok();
    let middle = number("x")? + number("width")? / 2.0;
    let centred =
        node.tag_name().name() == "text" && node.attribute("text-anchor") == Some("middle");
    (centred && node.attribute("transform").is_none() && middle.abs() > 2.0)
        .then(|| (middle * 10.0).round() / 10.0)
}

/// The text of an element, rows joined, white space collapsed.
pub(super) fn text_of(node: Node) -> String {
    let mut text = String::new();
    for node in node.descendants() {
        if node.tag_name().name() == "tspan" && node.attribute("x").is_some() {
            text.push(' ');
        }
        if node.is_text() {
            text.push_str(node.text().unwrap_or(""));
        }
    }
    decoded(&text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrap(inside: &str) -> String {
        inline(
            &format!("<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"x\" viewBox=\"0 0 100 50\">{inside}</svg>"),
            "d1",
        )
        .expect("a drawing")
    }

    #[test]
    fn writes_what_is_allowed_and_nothing_else() {
        let html = wrap(
            "<style>#x rect{fill:#f5f2ea;stroke:#a39c8b;stroke-width:1px}</style><script>alert(1)</script>\
             <foreignObject><div onclick=\"x\">a</div></foreignObject><image href=\"https://example.com/a.png\"/>\
             <a href=\"javascript:alert(1)\"><rect onclick=\"alert(1)\" width=\"10.12345\" height=\"5\" style=\"color:red\"/></a>\
             <g><text font-weight=\"normal\">a &lt;b&gt;</text></g>",
        );
        assert_eq!(
            html,
            "<figure class=\"diagram\"><svg class=\"df-ink\" role=\"img\" aria-label=\"a &lt;b&gt;\" width=\"90\" height=\"45\" \
             viewBox=\"0 0 100 50\"><rect width=\"10.12\" height=\"5\" stroke-width=\"1\" class=\"df-surface ds-border\"/>\
             <text>a &lt;b&gt;</text></svg></figure>"
        );
    }

    #[test]
    fn ids_are_renamed_and_only_kept_if_used() {
        let html = wrap(
            "<defs><marker id=\"m\" refX=\"1\"><path d=\"M0 0\" fill=\"#5b6168\"/></marker><marker id=\"unused\"><path d=\"M1 1\"/></marker></defs>\
             <path id=\"edge\" d=\"M0 0L1 1\" marker-end=\"url(#m)\" marker-start=\"url(https://example.com/#m)\"/>\
             <use href=\"https://example.com/x.svg#m\"/>",
        );
        assert!(html.contains("<marker id=\"d1-0\""), "{html}");
        assert!(html.contains("marker-end=\"url(#d1-0)\""), "{html}");
        assert!(
            !html.contains("unused") && !html.contains("edge") && !html.contains("example"),
            "{html}"
        );
    }

    #[test]
    fn a_second_copy_has_no_ids_and_the_same_text() {
        let figure = "<svg><marker id=\"d1-0\" refX=\"1\"></marker><text> id=\"x</text><path marker-end=\"url(#d1-0)\"/></svg>";
        assert_eq!(
            without_ids(figure),
            "<svg><marker refX=\"1\"></marker><text> id=\"x</text><path marker-end=\"url(#d1-0)\"/></svg>"
        );
    }

    #[test]
    fn geometry_cannot_carry_code() {
        let html = wrap(
            "<rect width=\"1;background:url(x)\" height=\"3\" x=\"&quot;&gt;&lt;script&gt;\"/>",
        );
        assert!(html.contains("<rect height=\"3\"/>"), "{html}");
    }

    #[test]
    fn a_wide_drawing_scrolls() {
        assert_eq!(smallest(500.0), None);
        assert_eq!(smallest(1000.0), Some(40));
        assert_eq!(smallest(90_000.0), Some(120));
    }
}
