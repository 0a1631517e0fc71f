//! What tests of style sheets need: the colours of a palette and how well they are told apart.

use std::collections::BTreeMap;

/// The variables `prefix…` of the first rule of `css` whose selector is `selector`.
pub(crate) fn palette(
    css: &'static str,
    prefix: &str,
    selector: &str,
) -> BTreeMap<&'static str, [u8; 3]> {
    let start = css
        .find(&format!("{selector} {{"))
        .expect("the rule exists");
    let body = &css[start..start + css[start..].find('}').expect("the rule ends")];
    body.lines()
        .filter_map(|line| line.trim().strip_prefix(prefix))
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
pub(crate) fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn contrast_is_the_known_one() {
    assert!((contrast([0, 0, 0], [255, 255, 255]) - 21.0).abs() < 1e-9);
    assert!((contrast([0x77, 0x77, 0x77], [255, 255, 255]) - 4.478).abs() < 1e-3);
}
