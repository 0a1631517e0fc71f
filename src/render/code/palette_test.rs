//! Holds the colours of `static/css/code.css` to what the theme promises.

use crate::render::contrast::{contrast, palette};

const CSS: &str = include_str!("../../../static/css/code.css");
const LIGHT: &str = ":root";
const DARK: &str = ":root[data-theme=\"dark\"]";

#[test]
fn every_colour_can_be_read_on_paper_and_on_a_marked_line() {
    for (theme, paper) in [(LIGHT, [0xf5, 0xf2, 0xea]), (DARK, [0x1d, 0x20, 0x26])] {
        let colours = palette(CSS, "--code-", theme);
        assert_eq!(colours["paper"], paper, "{theme}");
        for (name, colour) in &colours {
            if matches!(*name, "paper" | "mark" | "rule") {
                continue;
            }
            for ground in ["paper", "mark"] {
                let ratio = contrast(*colour, colours[ground]);
                assert!(ratio >= 4.5, "{theme} {name} on {ground}: {ratio:.2}");
            }
        }
    }
}

#[test]
fn the_two_dark_lists_are_equal() {
    let dark = palette(CSS, "--code-", DARK);
    assert_eq!(
        dark,
        palette(CSS, "--code-", ":root:not([data-theme=\"light\"])")
    );
    assert!(dark.keys().eq(palette(CSS, "--code-", LIGHT).keys()));
}

#[test]
fn every_class_has_a_rule_and_is_documented() {
    let docs = include_str!("../../../docs/theming.md");
    for class in super::scopes::classes() {
        assert!(
            CSS.contains(&format!("pre.code .{class} {{")),
            "{class} has no rule"
        );
        assert!(
            docs.contains(&format!("| `{class}` |")),
            "{class} is not documented"
        );
    }
}
