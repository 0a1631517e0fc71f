//! Holds the palette of `static/css/tokens.css` to what reading needs.

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../static/css/tokens.css");

/// The custom properties of the first rule after `selector`.
fn properties(selector: &str) -> BTreeMap<&'static str, &'static str> {
    let rule = TOKENS.split_once(selector).unwrap().1;
    let body = rule.split_once('{').unwrap().1.split_once('}').unwrap().0;
    body.split(';')
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim(), value.trim()))
        .collect()
}

/// Relative luminance as in WCAG 2.2.
fn luminance(colour: &str) -> f64 {
    let hex = colour.strip_prefix('#').unwrap();
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_ink_is_legible_on_both_papers() {
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 0.01);
    for rule in [":root {", ":root[data-theme=\"dark\"] {"] {
        let colours = properties(rule.trim_end_matches(" {"));
        for paper in ["--paper", "--paper-2"] {
            for ink in [
                "--ink", "--ink-2", "--seal", "--link", "--ok", "--due", "--empty",
            ] {
                let ratio = contrast(colours[ink], colours[paper]);
                assert!(ratio >= 4.5, "{rule} {ink} on {paper}: {ratio:.2}");
            }
        }
        let marked = contrast(colours["--ink"], colours["--mark"]);
        assert!(marked >= 4.5, "{rule} --mark: {marked:.2}");
    }
}

#[test]
fn dark_is_the_same_by_choice_and_by_system() {
    assert_eq!(
        properties(":root[data-theme=\"dark\"]"),
        properties(":root:not([data-theme=\"light\"])")
    );
}
