//! Letters of mathematical alphabets.
//!
//! KaTeX's MathML names the alphabet of a letter in `mathvariant`, of which MathML Core, and so Chromium and most e-readers, know
//! `normal` alone. In Unicode each such letter is a character of its own: <https://www.w3.org/TR/mathml-core/#new-text-transform-values>,
//! section 22.2 of the Unicode Standard.

/// `c` in the alphabet that `mathvariant` names, or `None` if there is no such letter.
pub(super) fn letter(variant: &str, c: char) -> Option<char> {
    let alphabet = ALPHABETS.iter().find(|each| each.name == variant)?;
    let from = |base: u32, first: char| char::from_u32(base + u32::from(c) - u32::from(first));
    match c {
        'A'..='Z' | 'a'..='z' => alphabet.holes.iter().find(|hole| hole.0 == c).map_or_else(
            || {
                let first = if c.is_ascii_uppercase() { 'A' } else { 'G' };
                from(alphabet.latin, first)
            },
            |hole| Some(hole.1),
        ),
        '0'..='9' => from(alphabet.digits?, '0'),
        'ı' if variant == "italic" => Some('𝚤'),
        'ȷ' if variant == "italic" => Some('𝚥'),
        'Ϝ' if variant == "bold" => Some('𝟊'),
        'ϝ' if variant == "bold" => Some('𝟋'),
        _ => {
            let at = GREEK.chars().position(|each| each == c)?;
            char::from_u32(alphabet.greek? + u32::try_from(at).ok()?)
        }
    }
}

/// Where an alphabet begins.
struct Alphabet {
    name: &'static str,
    /// Capital A; the small letters follow on the capitals.
    latin: u32,
    /// Capital alpha, the first of [`GREEK`].
    greek: Option<u32>,
    /// Zero.
    digits: Option<u32>,
    /// Letters that Unicode had before the others and that keep their older places.
    holes: &'static [(char, char)],
}

/// The Greek letters and signs in the order of each Greek alphabet.
const GREEK: &str = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ∇αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ";

const ALPHABETS: [Alphabet; 13] = [
    alphabet("bold", 0x1D400, Some(0x1D6A8), Some(0x1D7CE), &[]),
    alphabet("italic", 0x1D434, Some(0x1D6E2), None, &[('h', 'ℎ')]),
    alphabet("bold-italic", 0x1D468, Some(0x1D71C), None, &[]),
    alphabet(
        "script",
        0x1D49C,
        None,
        None,
        &[
            ('B', 'ℬ'),
            ('E', 'ℰ'),
            ('F', 'ℱ'),
            ('H', 'ℋ'),
            ('I', 'ℐ'),
            ('L', 'ℒ'),
            ('M', 'ℳ'),
            ('R', 'ℛ'),
            ('e', 'ℯ'),
            ('g', 'ℊ'),
            ('o', 'ℴ'),
        ],
    ),
    alphabet("bold-script", 0x1D4D0, None, None, &[]),
    alphabet(
        "fraktur",
        0x1D504,
        None,
        None,
        &[('C', 'ℭ'), ('H', 'ℌ'), ('I', 'ℑ'), ('R', 'ℜ'), ('Z', 'ℨ')],
    ),
    alphabet(
        "double-struck",
        0x1D538,
        None,
        Some(0x1D7D8),
        &[
            ('C', 'ℂ'),
            ('H', 'ℍ'),
            ('N', 'ℕ'),
            ('P', 'ℙ'),
            ('Q', 'ℚ'),
            ('R', 'ℝ'),
            ('Z', 'ℤ'),
        ],
    ),
    alphabet("bold-fraktur", 0x1D56C, None, None, &[]),
    alphabet("sans-serif", 0x1D5A0, None, Some(0x1D7E2), &[]),
    alphabet(
        "bold-sans-serif",
        0x1D5D4,
        Some(0x1D756),
        Some(0x1D7EC),
        &[],
    ),
    alphabet("sans-serif-italic", 0x1D608, None, None, &[]),
    alphabet("sans-serif-bold-italic", 0x1D63C, Some(0x1D790), None, &[]),
    alphabet("monospace", 0x1D670, None, Some(0x1D7F6), &[]),
];

const fn alphabet(
    name: &'static str,
    latin: u32,
    greek: Option<u32>,
    digits: Option<u32>,
    holes: &'static [(char, char)],
) -> Alphabet {
    Alphabet {
        name,
        latin,
        greek,
        digits,
        holes,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use unicode_normalization::UnicodeNormalization as _;

    use super::*;

    /// Unicode itself says which plain letter each letter of an alphabet stands for: its compatibility decomposition. A place
    /// without a letter, or with that of another, has none or another.
    #[test]
    fn every_letter_is_the_one_that_unicode_says() {
        let plain = |c: char| c.to_string().nfkc().collect::<String>();
        let all: Vec<char> = ('0'..='z')
            .chain(GREEK.chars())
            .chain("ıȷϜϝ".chars())
            .collect();
        let mut seen = BTreeSet::new();
        for alphabet in &ALPHABETS {
            for c in all.iter().copied() {
                if let Some(letter) = letter(alphabet.name, c) {
                    assert_ne!(letter, c, "{} {c}", alphabet.name);
                    assert_eq!(plain(letter), plain(c), "{} {c}", alphabet.name);
                    assert!(seen.insert(letter), "{letter} stands for two");
                } else {
                    assert!(!c.is_ascii_alphabetic(), "{} has no {c}", alphabet.name);
                }
            }
        }
        // U+1D400 to U+1D7FF has 996 letters, and 24 stand elsewhere, of which each is met once.
        assert_eq!(seen.len(), 996 + 24);
    }

    #[test]
    fn known_letters() {
        for (variant, from, to) in [
            ("double-struck", "RNEz", "ℝℕ𝔼𝕫"),
            ("script", "BLNo", "ℬℒ𝒩ℴ"),
            ("fraktur", "CgZ", "ℭ𝔤ℨ"),
            ("italic", "hx", "ℎ𝑥"),
            ("bold", "x0θΣ∇", "𝐱𝟎𝛉𝚺𝛁"),
            ("bold-italic", "xθ", "𝒙𝜽"),
        ] {
            let found: String = from.chars().filter_map(|c| letter(variant, c)).collect();
            assert_eq!(found, to);
        }
        assert_eq!(letter("normal", 'x'), None);
        assert_eq!(letter("bold", '中'), None);
    }
}
