//! Colours of a drawing as names of the theme.
//!
//! The drawing is made with the colours below, each of which has one meaning, so that its value tells its name. An author's
//! own colours keep their hue and lose the rest: on both papers they must leave text readable.

/// The page.
pub(super) const PAPER: &str = "#fdfcf8";
/// The body of a node.
pub(super) const SURFACE: &str = "#f5f2ea";
/// The ground of a group.
pub(super) const PANEL: &str = "#faf7f0";
/// A body that stands back.
pub(super) const WEAK: &str = "#dedace";
/// A note.
pub(super) const NOTE: &str = "#f6ecc9";
/// Text.
pub(super) const INK: &str = "#1f2328";
/// Edges and arrows.
pub(super) const LINE: &str = "#5b6168";
/// Outlines.
pub(super) const BORDER: &str = "#a39c8b";
/// Fills of series.
pub(super) const SERIES: [&str; 8] = [
    "#e5d3a8", "#b5d3bb", "#b4cde4", "#e6bdb3", "#cdc0e4", "#aed6d2", "#e6bfd4", "#ccd3a4",
];
/// Lines of the same series.
pub(super) const LINES: [&str; 8] = [
    "#8a6a1c", "#3c7a4c", "#34709f", "#b0462f", "#7159a6", "#237672", "#a34a79", "#66722a",
];

const FILL: [&str; 16] = [
    "df-paper",
    "df-surface",
    "df-panel",
    "df-weak",
    "df-note",
    "df-ink",
    "df-line",
    "df-border",
    "df-0",
    "df-1",
    "df-2",
    "df-3",
    "df-4",
    "df-5",
    "df-6",
    "df-7",
];
const STROKE: [&str; 16] = [
    "ds-paper",
    "ds-surface",
    "ds-panel",
    "ds-weak",
    "ds-note",
    "ds-ink",
    "ds-line",
    "ds-border",
    "ds-0",
    "ds-1",
    "ds-2",
    "ds-3",
    "ds-4",
    "ds-5",
    "ds-6",
    "ds-7",
];
const KNOWN: [&str; 8] = [PAPER, SURFACE, PANEL, WEAK, NOTE, INK, LINE, BORDER];

/// Hues of the series in degrees, two of them moved so that yellow is sand, not moss, and blue is not violet.
const HUES: [f64; 8] = [42.0, 132.0, 209.0, 11.0, 280.0, 174.0, 328.0, 90.0];

/// What a colour paints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// The inside of a shape, which may carry text.
    Fill,
    /// The inside of an arrow head or the like.
    Mark,
    /// A line.
    Stroke,
}

/// The class for a colour; `None` for none at all.
pub(super) fn class(value: &str, usage: Use) -> Option<&'static str> {
    let value = value.trim().to_ascii_lowercase();
    let classes = if usage == Use::Stroke { &STROKE } else { &FILL };
    let (rgb, alpha) = match value.as_str() {
        "none" | "transparent" => return None,
        "currentcolor" | "inherit" => return Some(classes[6]),
        value => parse(value).unwrap_or(([0, 0, 0], 1.0)),
    };
    if alpha < 0.02 {
        return None;
    }
    Some(classes[slot(rgb, usage)])
}

/// Index into the class tables.
fn slot(rgb: [u8; 3], usage: Use) -> usize {
    let is = |known: &&str| parse_hex(known) == Some(rgb);
    if let Some(known) = KNOWN.iter().position(is) {
        return known;
    }
    for series in [SERIES, LINES] {
        if let Some(number) = series.iter().position(is) {
            return 8 + number;
        }
    }
    let [r, g, b] = rgb.map(|byte| f64::from(byte) / 255.0);
    let (low, high) = (r.min(g).min(b), r.max(g).max(b));
    let chroma = high - low;
    let lightness = f64::midpoint(high, low);
    if chroma < 0.13 {
        return match usage {
            _ if lightness >= 0.96 => 0,
            Use::Fill if lightness >= 0.75 => 1,
            Use::Fill => 3,
            Use::Mark | Use::Stroke if lightness >= 0.6 => 7,
            Use::Mark | Use::Stroke => 6,
        };
    }
    let hue = if r >= g && r >= b {
        (g - b) / chroma
    } else if g >= b {
        (b - r) / chroma + 2.0
    } else {
        (r - g) / chroma + 4.0
    } * 60.0;
    let distance = |other: f64| {
        let turn = (hue - other).rem_euclid(360.0);
        turn.min(360.0 - turn)
    };
    let nearest = (0..8).min_by(|a, b| distance(HUES[*a]).total_cmp(&distance(HUES[*b])));
    8 + nearest.unwrap_or(0)
}

/// Reads `#rgb`, `#rrggbb`, `rgb()`, `hsl()` and names, with alpha.
fn parse(value: &str) -> Option<([u8; 3], f64)> {
    if value.starts_with('#') {
        return Some((parse_hex(value)?, 1.0));
    }
    if let Some((function, rest)) = value.split_once('(') {
        let arguments: Vec<f64> = rest
            .trim_end_matches(')')
            .split([',', ' ', '/'])
            .map(|part| part.trim().trim_end_matches(['%']).trim_end_matches("deg"))
            .filter(|part| !part.is_empty())
            .map(str::parse)
            .collect::<Result<_, _>>()
            .ok()?;
        let &[a, b, c, ..] = arguments.as_slice() else {
            return None;
        };
        let alpha = arguments.get(3).copied().unwrap_or(1.0);
        return match function.trim() {
            "rgb" | "rgba" => Some(([byte(a / 255.0), byte(b / 255.0), byte(c / 255.0)], alpha)),
            "hsl" | "hsla" => Some((from_hsl(a, b / 100.0, c / 100.0), alpha)),
            _ => None,
        };
    }
    let rgb = NAMES
        .iter()
        .find(|(name, _)| *name == value)
        .map(|(_, rgb)| *rgb)?;
    Some((rgb, 1.0))
}

fn parse_hex(value: &str) -> Option<[u8; 3]> {
    let digits: Vec<u8> = value
        .strip_prefix('#')?
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    match digits.len() {
        3 | 4 => Some([digits[0] * 17, digits[1] * 17, digits[2] * 17]),
        6 | 8 => Some([
            digits[0] * 16 + digits[1],
            digits[2] * 16 + digits[3],
            digits[4] * 16 + digits[5],
        ]),
        _ => None,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a byte"
)]
fn byte(part: f64) -> u8 {
    (part * 255.0).round().clamp(0.0, 255.0) as u8
}

/// The formula of CSS Color 4, section 7.1.
fn from_hsl(hue: f64, saturation: f64, lightness: f64) -> [u8; 3] {
    let channel = |n: f64| {
        let k = (n + hue.rem_euclid(360.0) / 30.0) % 12.0;
        let a = saturation * lightness.min(1.0 - lightness);
        byte(lightness - a * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0))
    };
    [channel(0.0), channel(8.0), channel(4.0)]
}

/// The names that diagrams use; an unknown one is black.
const NAMES: &[(&str, [u8; 3])] = &[
    ("aqua", [0, 255, 255]),
    ("beige", [245, 245, 220]),
    ("black", [0, 0, 0]),
    ("blue", [0, 0, 255]),
    ("brown", [165, 42, 42]),
    ("coral", [255, 127, 80]),
    ("crimson", [220, 20, 60]),
    ("cyan", [0, 255, 255]),
    ("darkblue", [0, 0, 139]),
    ("darkgreen", [0, 100, 0]),
    ("darkorange", [255, 140, 0]),
    ("darkred", [139, 0, 0]),
    ("deepskyblue", [0, 191, 255]),
    ("firebrick", [178, 34, 34]),
    ("forestgreen", [34, 139, 34]),
    ("fuchsia", [255, 0, 255]),
    ("gold", [255, 215, 0]),
    ("gray", [128, 128, 128]),
    ("green", [0, 128, 0]),
    ("grey", [128, 128, 128]),
    ("honeydew", [240, 255, 240]),
    ("indigo", [75, 0, 130]),
    ("ivory", [255, 255, 240]),
    ("khaki", [240, 230, 140]),
    ("lavender", [230, 230, 250]),
    ("lightblue", [173, 216, 230]),
    ("lightcoral", [240, 128, 128]),
    ("lightcyan", [224, 255, 255]),
    ("lightgray", [211, 211, 211]),
    ("lightgreen", [144, 238, 144]),
    ("lightgrey", [211, 211, 211]),
    ("lightpink", [255, 182, 193]),
    ("lightskyblue", [135, 206, 250]),
    ("lightsteelblue", [176, 196, 222]),
    ("lightyellow", [255, 255, 224]),
    ("lime", [0, 255, 0]),
    ("magenta", [255, 0, 255]),
    ("maroon", [128, 0, 0]),
    ("mediumpurple", [147, 112, 219]),
    ("navy", [0, 0, 128]),
    ("olive", [128, 128, 0]),
    ("orange", [255, 165, 0]),
    ("orchid", [218, 112, 214]),
    ("palegreen", [152, 251, 152]),
    ("pink", [255, 192, 203]),
    ("plum", [221, 160, 221]),
    ("purple", [128, 0, 128]),
    ("red", [255, 0, 0]),
    ("royalblue", [65, 105, 225]),
    ("salmon", [250, 128, 114]),
    ("silver", [192, 192, 192]),
    ("skyblue", [135, 206, 235]),
    ("steelblue", [70, 130, 180]),
    ("tan", [210, 180, 140]),
    ("teal", [0, 128, 128]),
    ("tomato", [255, 99, 71]),
    ("turquoise", [64, 224, 208]),
    ("violet", [238, 130, 238]),
    ("wheat", [245, 222, 179]),
    ("white", [255, 255, 255]),
    ("whitesmoke", [245, 245, 245]),
    ("yellow", [255, 255, 0]),
    ("yellowgreen", [154, 205, 50]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn theme_colours_are_known_by_value() {
        assert_eq!(class(SURFACE, Use::Fill), Some("df-surface"));
        assert_eq!(class("#A39C8B", Use::Stroke), Some("ds-border"));
        assert_eq!(class(SERIES[3], Use::Fill), Some("df-3"));
        assert_eq!(class(LINES[5], Use::Stroke), Some("ds-5"));
    }

    #[test]
    fn an_authors_colour_keeps_its_hue() {
        for (value, expected) in [
            ("#f96", "df-3"),
            ("#bbf", "df-2"),
            ("purple", "df-4"),
            ("lightblue", "df-2"),
            ("rgb(200, 220, 255)", "df-2"),
            ("hsl(120, 100%, 25%)", "df-1"),
            ("red", "df-3"),
            ("#ffd", "df-0"),
            ("#000", "df-weak"),
            ("white", "df-paper"),
            ("#eee", "df-surface"),
        ] {
            assert_eq!(class(value, Use::Fill), Some(expected), "{value}");
        }
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(class("none", Use::Fill), None);
        assert_eq!(class("rgba(1,2,3,0)", Use::Stroke), None);
    }
}
