//! A map as HTML: an SVG in a box that scrolls.
//!
//! Screen readers and the keyboard pass the drawing by, for all it leads to stands in lists on the same page, and 200 more
//! stops would help no one. The box can be scrolled by keyboard and says so.

use std::fmt::Write as _;

use super::layout::{Place, Tie, bounds};
use crate::render::escape::{escape_attribute, escape_text};
use crate::text::is_cjk;

/// The least height of a label in pixels: so much a finger needs, also where a wide map is shrunk a little.
const LEAST_HEIGHT: f64 = 27.0;

/// The space around the drawing.
const MARGIN: f64 = 6.0;

/// Ties of at least so much closeness are drawn stronger.
const STRONG: f64 = 0.6;
const MIDDLING: f64 = 0.35;

/// What stands on a map.
#[derive(Clone, Debug)]
pub(super) struct Label {
    /// What is written.
    pub(super) text: String,
    /// All of it, if that is more.
    pub(super) whole: Option<String>,
    pub(super) url: String,
    /// The size of type in pixels.
    pub(super) size: f64,
    /// The number of the colour.
    pub(super) tone: Option<usize>,
    pub(super) is_centre: bool,
}

impl Label {
    /// A label with at most `longest` ems of `name`.
    pub(super) fn new(name: &str, url: String, size: f64, longest: f64) -> Self {
        let text = cut(name, longest);
        Self {
            whole: (text != name).then(|| name.to_owned()),
            text,
            url,
            size,
            tone: None,
            is_centre: false,
        }
    }

    /// The size of the label, at no place yet.
    pub(super) fn place(&self) -> Place {
        let ems: f64 = self.text.chars().map(ems).sum();
        Place {
            x: 0.0,
            y: 0.0,
            width: ((ems + 1.2) * self.size).ceil().max(LEAST_HEIGHT),
            height: (1.7 * self.size).ceil().max(LEAST_HEIGHT),
        }
    }
}

/// How wide a character is about, in ems, whatever the face: measured over the sans-serif faces of common systems, and
/// rather too wide than too narrow.
fn ems(c: char) -> f64 {
    match c {
        _ if is_cjk(c) => 1.0,
        'i' | 'j' | 'l' | 'f' | 't' | 'r' | 'I' | ' ' | '.' | ',' | '-' | '\'' | '(' | ')' => 0.38,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.9,
        'A'..='Z' => 0.7,
        _ => 0.6,
    }
}

/// The beginning of a text, with an ellipsis if it is wider than `longest` ems.
fn cut(text: &str, longest: f64) -> String {
    if text.chars().map(ems).sum::<f64>() <= longest {
        return text.to_owned();
    }
    let mut width = 1.0;
    let kept: String = text
        .chars()
        .take_while(|c| {
            width += ems(*c);
            width <= longest
        })
        .collect();
    format!("{}…", kept.trim_end())
}

/// A map with every label in its place.
pub(super) struct Drawing<'a> {
    pub(super) labels: &'a [Label],
    pub(super) boxes: &'a [Place],
    pub(super) ties: &'a [Tie],
    /// What the colours stand for.
    pub(super) legend: &'a [&'a str],
}

impl Drawing<'_> {
    /// The figure, or nothing if nothing is on it. The page around it gives the box its name.
    pub(super) fn html(&self) -> String {
        if self.labels.is_empty() {
            return String::new();
        }
        let corners = self.boxes.iter().flat_map(|place| {
            let (x, y) = (place.width / 2.0, place.height / 2.0);
            [(place.x - x, place.y - y), (place.x + x, place.y + y)]
        });
        let (left, top, right, bottom) = bounds(corners);
        let (left, top) = (left - MARGIN, top - MARGIN);
        let (width, height) = (
            (right + MARGIN - left).ceil(),
            (bottom + MARGIN - top).ceil(),
        );
        let shape = if height > width { " tall" } else { "" };
        let mut out = format!("<figure class=\"map{shape}\">");
        if !self.legend.is_empty() {
            out.push_str("<figcaption class=\"map-legend\" aria-hidden=\"true\">");
            for (tone, name) in self.legend.iter().enumerate() {
                let _ = write!(
                    out,
                    "<span class=\"tone-{tone}\">{}</span> ",
                    escape_text(name)
                );
            }
            out.push_str("</figcaption>");
        }
        // That of most labels; those of others have their own.
        let base = self.labels[self.labels.len() - 1].size;
        let _ = write!(
            out,
            "<div class=\"map-scroll\" role=\"group\" aria-labelledby=\"map\" tabindex=\"0\">\
             <svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-size=\"{}\" aria-hidden=\"true\">",
            size_text(base)
        );
        self.lines(&mut out, (left, top));
        for (label, place) in self.labels.iter().zip(self.boxes) {
            write_label(&mut out, label, place, base, (left, top));
        }
        out.push_str("</svg></div></figure>\n");
        out
    }

    /// The ties, under all labels: one path for each strength.
    fn lines(&self, out: &mut String, (left, top): (f64, f64)) {
        let strength = |tie: &Tie| match tie.closeness {
            closeness if closeness >= STRONG => "strong",
            closeness if closeness >= MIDDLING => "middling",
            _ => "weak",
        };
        for class in ["weak", "middling", "strong"] {
            let ties = self.ties.iter().filter(|tie| strength(tie) == class);
            let mut path = String::new();
            for trail in trails(ties.map(|tie| tie.ends).collect()) {
                for (step, at) in trail.into_iter().enumerate() {
                    let letter = if step == 0 { 'M' } else { 'L' };
                    let place = &self.boxes[at];
                    let _ = write!(path, "{letter}{:.0} {:.0}", place.x - left, place.y - top);
                }
            }
            if !path.is_empty() {
                let _ = write!(out, "<path class=\"{class}\" d=\"{path}\"/>");
            }
        }
    }
}

/// The ties as lines that go through several labels each, so that few points are said twice: of those that are left, on from
/// where the line is, and where a line begins from an end of an odd number of them.
fn trails(mut ties: Vec<(usize, usize)>) -> Vec<Vec<usize>> {
    let mut trails = Vec::new();
    while let Some(first) = ties.first() {
        let count = |at: usize| ties.iter().filter(|(a, b)| *a == at || *b == at).count();
        let ends = ties.iter().flat_map(|(a, b)| [*b, *a]);
        let mut at = ends
            .into_iter()
            .find(|end| count(*end) % 2 == 1)
            .unwrap_or(first.0);
        let mut trail = vec![at];
        while let Some(next) = ties.iter().position(|(a, b)| *a == at || *b == at) {
            let (a, b) = ties.remove(next);
            at = if a == at { b } else { a };
            trail.push(at);
        }
        trails.push(trail);
    }
    trails
}

/// `base` is the size of type that is said above already.
fn write_label(out: &mut String, label: &Label, place: &Place, base: f64, (left, top): (f64, f64)) {
    let class = match label.tone {
        _ if label.is_centre => " class=\"centre\"".to_owned(),
        Some(tone) => format!(" class=\"tone-{tone}\""),
        None => String::new(),
    };
    let _ = write!(
        out,
        "<a tabindex=\"-1\" transform=\"translate({:.0} {:.0})\"{class} href=\"{}\">",
        place.x - left,
        place.y - top,
        escape_attribute(&label.url)
    );
    if let Some(whole) = &label.whole {
        let _ = write!(out, "<title>{}</title>", escape_text(whole));
    }
    let size = if size_text(label.size) == size_text(base) {
        String::new()
    } else {
        format!(" font-size=\"{}\"", size_text(label.size))
    };
    let _ = write!(
        out,
        "<rect x=\"{}\" width=\"{}\" y=\"{}\" height=\"{}\"/><text y=\"{:.1}\"{size}>{}</text></a>",
        -place.width / 2.0,
        place.width,
        -place.height / 2.0,
        place.height,
        // From the middle to the line on which letters of either script stand.
        0.36 * label.size,
        escape_text(&label.text)
    );
}

/// A size of type with at most one digit after the point.
fn size_text(size: f64) -> String {
    ((size * 10.0).round() / 10.0).to_string()
}
