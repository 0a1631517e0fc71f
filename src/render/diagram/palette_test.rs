//! Holds the colours of `static/css/diagram.css` to what drawings need.

use super::colour;
use crate::render::contrast::{contrast, palette};

const CSS: &str = include_str!("../../../static/css/diagram.css");
const LIGHT: &str = ":root";
const DARK: &str = ":root[data-theme=\"dark\"]";

#[test]
fn text_is_read_and_lines_are_seen_on_every_ground() {
    for theme in [LIGHT, DARK] {
        let colours = palette(CSS, "--dg-", theme);
        let ink = colours["ink"];
        let grounds = [
            "paper", "surface", "panel", "weak", "note", "0", "1", "2", "3", "4", "5", "6", "7",
        ];
        for ground in grounds {
            let ratio = contrast(ink, colours[ground]);
            assert!(ratio >= 4.5, "{theme} ink on {ground}: {ratio:.2}");
        }
        // Numbers of messages stand on the colour of lines.
        assert!(
            contrast(colours["paper"], colours["line"]) >= 4.5,
            "{theme}"
        );
        for (name, colour) in colours.iter().filter(|(name, _)| name.starts_with("line")) {
            let ratio = contrast(*colour, colours["paper"]);
            assert!(ratio >= 3.0, "{theme} {name} on paper: {ratio:.2}");
        }
    }
}

#[test]
fn the_light_values_are_those_that_drawings_are_made_with() {
    let colours = palette(CSS, "--dg-", LIGHT);
    let hex = |name: &str| {
        let [r, g, b] = colours[name];
        format!("#{r:02x}{g:02x}{b:02x}")
    };
    for (name, value) in [
        ("paper", colour::PAPER),
        ("surface", colour::SURFACE),
        ("line", colour::LINE),
        ("note", colour::NOTE),
    ] {
        assert_eq!(hex(name), value);
    }
    for number in 0..8 {
        assert_eq!(hex(&number.to_string()), colour::SERIES[number]);
        assert_eq!(hex(&format!("line-{number}")), colour::LINES[number]);
    }
}

#[test]
fn the_two_dark_lists_are_equal() {
    let dark = palette(CSS, "--dg-", DARK);
    assert_eq!(
        dark,
        palette(CSS, "--dg-", ":root:not([data-theme=\"light\"])")
    );
    assert!(dark.keys().eq(palette(CSS, "--dg-", LIGHT).keys()));
}
