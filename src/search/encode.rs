//! Numbers as printable text. Scripts must be text, and text of few different characters is what servers compress best:
//! base64 of binary numbers would break their borders.

/// The digits: printable ASCII without `"`, `\` and `<`, which strings in scripts must escape. The first [`BASE`] mean that
/// the number goes on.
const FIRST_DIGIT: u8 = b'#';
const BASE: u32 = 45;

/// Appends `value`, its lowest digit first.
pub(super) fn push_number(mut value: u32, out: &mut String) {
    while value >= BASE {
        out.push(digit(value % BASE));
        value /= BASE;
    }
    out.push(digit(BASE + value));
}

/// Appends ascending numbers as the differences between them, the first from -1, each less one.
pub(super) fn push_ascending(values: impl IntoIterator<Item = u32>, out: &mut String) {
    let mut next = 0;
    for value in values {
        push_number(value - next, out);
        next = value + 1;
    }
}

fn digit(value: u32) -> char {
    // 90 characters from `#` to `~`, `<` and `\` left out.
    let code = u32::from(FIRST_DIGIT) + value;
    let code = code + u32::from(code >= u32::from(b'<'));
    let code = code + u32::from(code >= u32::from(b'\\'));
    char::from(u8::try_from(code).unwrap_or(b'~'))
}

/// A number below 16 as a digit.
pub(super) fn push_nibble(value: u8, out: &mut String) {
    out.push(char::from(b"0123456789abcdef"[usize::from(value & 15)]));
}

/// The greatest weight that is told apart, see [`quantised`].
const SATURATION: f32 = 1.2;

/// How much a word counts in a section, as a number from 1 to 15: `16 x / (1.2 + x)`, with `x` its frequency relative to the
/// length of the section (BM25; Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009, 3.4.3).
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(super) fn quantised(frequency: f32, length: f32, average: f32) -> u8 {
    const B: f32 = 0.5;
    let norm = 1.0 - B + B * length / average.max(1.0);
    let x = frequency / norm;
    (16.0 * x / (SATURATION + x)).round().clamp(1.0, 15.0) as u8
}

/// Reads numbers as the browser does.
#[cfg(test)]
pub(super) fn numbers(text: &str) -> Vec<u32> {
    let mut out = Vec::new();
    let (mut value, mut unit) = (0, 1);
    for byte in text.bytes() {
        let code = byte - u8::from(byte > b'\\') - u8::from(byte > b'<');
        let digit = u32::from(code - FIRST_DIGIT);
        value += unit * (digit % BASE);
        if digit < BASE {
            unit *= BASE;
        } else {
            out.push(value);
            (value, unit) = (0, 1);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_come_back(values in proptest::collection::vec(0u32..=3_000_000_000, 0..50)) {
            let mut text = String::new();
            for value in &values {
                push_number(*value, &mut text);
            }
            prop_assert_eq!(numbers(&text), values);
            prop_assert!(text.bytes().all(|b| (b'#'..=b'~').contains(&b) && b != b'<' && b != b'\\'));
        }
    }

    #[test]
    fn the_digits_are_ninety() {
        let digits: std::collections::BTreeSet<char> = (0..90).map(digit).collect();
        assert_eq!(digits.len(), 90);
        assert_eq!(digits.first(), Some(&'#'));
        assert_eq!(digits.last(), Some(&'~'));
    }

    #[test]
    fn differences() {
        let mut text = String::new();
        push_ascending([0, 1, 5, 50], &mut text);
        assert_eq!(numbers(&text), [0, 0, 3, 44]);
    }

    #[test]
    fn more_counts_more_and_length_counts_less() {
        let levels = [1.0, 2.0, 4.0, 100.0].map(|x| quantised(x, 50.0, 50.0));
        assert!(levels.is_sorted() && levels[0] < levels[3] && levels[3] <= 15);
        assert!(quantised(1.0, 500.0, 50.0) < quantised(1.0, 5.0, 50.0));
        assert_eq!(quantised(0.01, 5000.0, 50.0), 1);
    }
}
