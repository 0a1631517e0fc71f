//! Colours, lines and type of an element.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use roxmltree::Node;

use super::cascade::{self, Computed, get};
use super::colour::{self, Use};
use super::inline::text_of;
use super::path::shortened;

/// Properties of paint that stay attributes.
const PAINT: [&str; 7] = [
    "fill-opacity",
    "stop-opacity",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-opacity",
    "stroke-width",
];

/// What text inherits; written again only where it changes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Text {
    size: String,
    weight: String,
    anchor: String,
}

impl Default for Text {
    fn default() -> Self {
        Self {
            size: "16".to_owned(),
            weight: "normal".to_owned(),
            anchor: "start".to_owned(),
        }
    }
}

/// Colours as classes, the rest of the paint as attributes.
pub(super) fn paint(
    node: Node,
    computed: &Computed,
    ids: &BTreeMap<&str, String>,
    out: &mut String,
) {
    let name = node.tag_name().name();
    let mut classes = Vec::new();
    if matches!(name, "text" | "tspan") {
        // All text is ink but where it stands on a dark mark.
        if get(computed, "fill") == Some(colour::PAPER) {
            classes.push("df-paper");
        }
    } else {
        let marker = node
            .ancestors()
            .any(|node| node.tag_name().name() == "marker");
        let fill = if marker { Use::Mark } else { Use::Fill };
        let stop = get(computed, "stop-color").filter(|_| name == "stop");
        if let Some(class) = stop.and_then(|value| colour::class(value, Use::Fill)) {
            classes.push(class);
        }
        for (property_name, usage) in [("fill", fill), ("stroke", Use::Stroke)] {
            let Some(value) = get(computed, property_name) else {
                continue;
            };
            if let Some(id) = url(value).and_then(|id| ids.get(id)) {
                let _ = write!(out, " {property_name}=\"url(#{id})\"");
            } else if let Some(class) = colour::class(value, usage) {
                classes.push(class);
            } else {
                let _ = write!(out, " {property_name}=\"none\"");
            }
        }
        for property_name in PAINT {
            if let Some(value) =
                get(computed, property_name).map(|value| value.trim_end_matches("px"))
                && is_drawn(property_name, value)
            {
                let _ = write!(out, " {property_name}=\"{}\"", shortened(value));
            }
        }
    }
    if name == "rect" && cascade::classes(node).any(|class| class == "milestone") {
        // Turned by the style sheet, as in the library's own.
        classes.push("dg-milestone");
    }
    // The ground of a label hides the edge below it.
    let hides = name == "rect" && classes.contains(&"df-paper");
    if let Some(value) = get(computed, "opacity").filter(|value| !hides && *value != "1")
        && value.chars().all(is_geometry)
    {
        let _ = write!(out, " opacity=\"{value}\"");
    }
    if !classes.is_empty() {
        let _ = write!(out, " class=\"{}\"", classes.join(" "));
    }
}

/// Whether a value of paint says something: `0` dashes are a solid line.
fn is_drawn(name: &str, value: &str) -> bool {
    let solid = name == "stroke-dasharray"
        && value
            .split([' ', ','])
            .all(|part| matches!(part, "" | "0" | "1" | "none"));
    !value.is_empty() && !solid && value.chars().all(is_geometry)
}

/// Writes how text is set where it differs from what is inherited, and notes it in `text`.
pub(super) fn text_style(
    node: Node,
    computed: &Computed,
    text: &mut Text,
    inherited: &Text,
    out: &mut String,
) {
    let set = |field: &mut String, name: &str| {
        if let Some(value) =
            get(computed, name).filter(|value| !value.is_empty() && value.chars().all(is_geometry))
        {
            value.trim_end_matches("px").clone_into(field);
        }
    };
    set(&mut text.size, "font-size");
    set(&mut text.weight, "font-weight");
    set(&mut text.anchor, "text-anchor");
    for (name, new, old) in [
        ("font-size", &text.size, &inherited.size),
        ("font-weight", &text.weight, &inherited.weight),
        ("text-anchor", &text.anchor, &inherited.anchor),
    ] {
        if new != old {
            let _ = write!(out, " {name}=\"{new}\"");
        }
    }
    if !matches!(node.tag_name().name(), "text" | "tspan") {
        return;
    }
    // Han characters are not slanted.
    if get(computed, "font-style") == Some("italic") && text_of(node).is_ascii() {
        out.push_str(" font-style=\"italic\"");
    }
    for name in ["dominant-baseline", "alignment-baseline"] {
        if let Some(value) =
            get(computed, name).filter(|value| *value != "auto" && value.chars().all(is_geometry))
        {
            let _ = write!(out, " {name}=\"{value}\"");
        }
    }
}

/// The id in `url(#id)`.
pub(super) fn url(value: &str) -> Option<&str> {
    let inside = value.trim().strip_prefix("url(")?.strip_suffix(')')?;
    inside.trim_matches(['"', '\'']).strip_prefix('#')
}

/// What numbers, keywords, lengths, transforms and path data are made of. No quotes, colons, semicolons or slashes.
pub(super) fn is_geometry(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | ',' | '+' | '-' | '(' | ')' | '%' | '\n')
}
