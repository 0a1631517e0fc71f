//! How HTML asks things to look: sizes, alignment and colours.

use crate::document::ImageSize;

pub(super) fn declarations(style: &str) -> impl Iterator<Item = (String, &str)> {
    style.split(';').filter_map(|declaration| {
        let (property, value) = declaration.split_once(':')?;
        Some((property.trim().to_ascii_lowercase(), value.trim()))
    })
}

/// Whether a declaration can stand among others in a style sheet and asks for nothing elsewhere.
pub(super) fn is_plain(property: &str, value: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c == '-';
    let lower = value.to_ascii_lowercase();
    !property.is_empty()
        && property.chars().all(fits)
        && !value.is_empty()
        && has_whole_brackets(value)
        && !value.contains([
            '{', '}', '[', ']', '<', '>', '\\', ';', '@', '"', '\'', '/', '*', '!',
        ])
        && !value.contains(char::is_control)
        && !["url", "image", "src", "expression"]
            .iter()
            .any(|word| lower.contains(word))
}

/// An open bracket would take in all that follows it in the sheet.
fn has_whole_brackets(value: &str) -> bool {
    let mut open = 0_usize;
    for byte in value.bytes() {
        match byte {
            b'(' => open += 1,
            b')' if open == 0 => return false,
            b')' => open -= 1,
            _ => {}
        }
    }
    open == 0
}

pub(super) fn align_class(value: &str) -> Option<&'static str> {
    match value.trim().to_ascii_lowercase().as_str() {
        "center" | "middle" => Some("align-center"),
        "right" | "end" => Some("align-right"),
        "left" | "start" | "justify" => Some("align-left"),
        _ => None,
    }
}

/// Typora's `zoom:20%`, and widths in pixels or per cent.
pub(super) fn image_size(style: &str, width: Option<&str>, height: Option<&str>) -> ImageSize {
    let mut size = ImageSize::Natural;
    for (property, value) in declarations(style) {
        match property.as_str() {
            "zoom" => {
                let zoom = match value.strip_suffix('%') {
                    Some(percent) => percent.trim().parse::<f32>().ok().map(|p| p / 100.0),
                    None => value.parse().ok(),
                };
                if let Some(zoom) = zoom.filter(|z| *z > 0.0 && *z <= 10.0) {
                    return ImageSize::Zoom(zoom);
                }
            }
            "width" => size = length(value).unwrap_or(size),
            _ => {}
        }
    }
    if let Some(wanted) = width.and_then(length) {
        size = match (wanted, height.and_then(length)) {
            (ImageSize::Pixels(width, _), Some(ImageSize::Pixels(height, _))) => {
                ImageSize::Pixels(width, Some(height))
            }
            (wanted, _) => wanted,
        };
    }
    size
}

pub(super) fn length(value: &str) -> Option<ImageSize> {
    let value = value.trim();
    if let Some(percent) = value.strip_suffix('%') {
        return percent
            .trim()
            .parse()
            .ok()
            .filter(|p| *p > 0.0 && *p <= 100.0)
            .map(ImageSize::Percent);
    }
    let number: f32 = value.trim_end_matches("px").trim().parse().ok()?;
    // Larger than any screen is a slip of the pen.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range is checked"
    )]
    (1.0..=20_000.0)
        .contains(&number)
        .then_some(ImageSize::Pixels(number as u32, None))
}

/// The theme's ink nearest to a colour, so that coloured words stay legible on both papers; greys and black have none.
pub(super) fn color_class(value: &str) -> Option<&'static str> {
    let (red, green, blue) = rgb(&value.trim().to_ascii_lowercase())?;
    let (high, low) = (red.max(green).max(blue), red.min(green).min(blue));
    let spread = f32::from(high) - f32::from(low);
    if spread < 40.0 {
        return Some("ink-grey");
    }
    let (r, g, b) = (f32::from(red), f32::from(green), f32::from(blue));
    // Hue in degrees, as in HSV.
    let hue = if high == red {
        ((g - b) / spread).rem_euclid(6.0)
    } else if high == green {
        (b - r) / spread + 2.0
    } else {
        (r - g) / spread + 4.0
    } * 60.0;
    Some(match hue {
        h if !(15.0..345.0).contains(&h) => "ink-red",
        h if h < 70.0 => "ink-orange",
        h if h < 170.0 => "ink-green",
        h if h < 260.0 => "ink-blue",
        _ => "ink-purple",
    })
}

pub(super) fn rgb(value: &str) -> Option<(u8, u8, u8)> {
    if let Some(hex) = value.strip_prefix('#') {
        let digit = |at: usize| {
            hex.get(at..=at)
                .and_then(|d| u8::from_str_radix(d, 16).ok())
        };
        let pair = |at: usize| Some(digit(at)? * 16 + digit(at + 1)?);
        return match hex.len() {
            3 | 4 => Some((digit(0)? * 17, digit(1)? * 17, digit(2)? * 17)),
            6 | 8 => Some((pair(0)?, pair(2)?, pair(4)?)),
            _ => None,
        };
    }
    if let Some(list) = value
        .strip_prefix("rgb")
        .and_then(|v| v.trim_start_matches('a').strip_prefix('('))
    {
        let mut parts = list
            .trim_end_matches(')')
            .split([',', ' '])
            .filter(|p| !p.is_empty());
        let mut next = || parts.next()?.trim().parse::<u8>().ok();
        return Some((next()?, next()?, next()?));
    }
    Some(match value {
        "red" | "crimson" | "tomato" | "darkred" | "firebrick" => (200, 30, 30),
        "orange" | "darkorange" | "coral" | "gold" | "yellow" | "brown" | "chocolate" => {
            (200, 130, 20)
        }
        "green" | "darkgreen" | "lime" | "seagreen" | "limegreen" | "olive" | "forestgreen" => {
            (30, 140, 30)
        }
        "blue" | "navy" | "teal" | "cyan" | "deepskyblue" | "dodgerblue" | "royalblue"
        | "steelblue" | "skyblue" | "lightblue" | "darkblue" => (30, 90, 200),
        "purple" | "violet" | "magenta" | "pink" | "hotpink" | "orchid" | "fuchsia" | "indigo" => {
            (150, 30, 200)
        }
        "black" | "gray" | "grey" | "silver" | "white" | "darkgray" | "lightgray" => {
            (120, 120, 120)
        }
        _ => return None,
    })
}
