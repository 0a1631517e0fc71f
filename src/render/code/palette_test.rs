//! Holds the colours of `static/css/code.css` to what the theme promises.

use std::collections::BTreeMap;

const CSS: &str = include_str!("../../../static/css/code.css");

type Palette = BTreeMap<&'static str, [u8; 3]>;

/// The variables of the first rule whose selector is `selector`.
fn palette(selector: &str) -> Palette {
    let start = CSS
        .find(&format!("{selector} {{"))
        .expect("the rule exists");
    let body = &CSS[start..start + CSS[start..].find('}').expect("the rule ends")];
    body.lines()
        .filter_map(|line| line.trim().strip_prefix("--code-"))
        .map(|line| {
            let (name, value) = line.split_once(": #").expect("a colour");
            let byte = |at: usize| u8::from_str_radix(&value[at..at + 2], 16).expect("two digits");
            (name, [byte(0), byte(2), byte(4)])
        })
        .collect()
}

/// Relative luminance, WCAG 2.2.
fn luminance(colour: [u8; 3]) -> f64 {
    let [r, g, b] = colour.map(|byte| {
        let c = f64::from(byte) / 255.0;
        if c <= 0.04045 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// Contrast ratio, WCAG 2.2.
fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn contrast_is_the_known_one() {
    assert!((contrast([0, 0, 0], [255, 255, 255]) - 21.0).abs() < 1e-9);
    assert!((contrast([0x77, 0x77, 0x77], [255, 255, 255]) - 4.478).abs() < 1e-3);
}

#[test]
fn every_colour_can_be_read_on_paper_and_on_a_marked_line() {
    for (theme, paper) in [
        (":root", [0xf5, 0xf2, 0xea]),
        (":root[data-theme=\"dark\"]", [0x1d, 0x20, 0x26]),
    ] {
        let colours = palette(theme);
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
    assert_eq!(
        palette(":root[data-theme=\"dark\"]"),
        palette(":root:not([data-theme=\"light\"])")
    );
    assert_eq!(
        palette(":root").keys().collect::<Vec<_>>(),
        palette(":root[data-theme=\"dark\"]")
            .keys()
            .collect::<Vec<_>>()
    );
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
