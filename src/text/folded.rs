//! The form in which names are compared: neither case, width, traditional characters nor the way in which the words of a
//! Latin name are joined matter (`max pooling`, `max-pooling`, `MaxPooling`).

use std::sync::LazyLock;

use super::is_han;

/// Stands for what is no text between two pieces of text: a formula, code, an image. No name holds it.
pub const OPAQUE: char = '\u{fffc}';

/// A text in the form in which names are compared, with the way back.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    /// The text: lower case, half width, simplified, single separators between letters left out.
    pub text: String,
    /// Where folded and original offsets drift apart: from the folded byte on, the original is at this byte. Sorted.
    shifts: Vec<(u32, u32)>,
}

impl Folded {
    /// Folds a text.
    ///
    /// A single space, hyphen or underscore between two letters or digits is left out unless both are Han. Everything else
    /// stays, so that a name never reaches over punctuation.
    pub fn new(text: &str) -> Self {
        let mut folded = Self {
            text: String::with_capacity(text.len()),
            shifts: Vec::new(),
        };
        let simplified = SIMPLIFIED.as_slice();
        let mut before = '\n';
        // How far the original is ahead of the folded text.
        let mut drift = 0;
        for (at, c) in text.char_indices() {
            let ideograph = u32::from(c).wrapping_sub(FIRST_IDEOGRAPH) as usize;
            // Nearly all characters of Chinese notes are ideographs of the first block.
            let form = if let Some(simple) = simplified.get(ideograph) {
                *simple
            } else if is_separator(c) && is_letter(before) {
                let after = text[at + c.len_utf8()..].chars().next().unwrap_or('\n');
                if is_letter(after) && !(is_han(before) && is_han(after)) {
                    continue;
                }
                half_width(c)
            } else {
                lower(c)
            };
            let ahead = at.wrapping_sub(folded.text.len());
            if ahead != drift {
                drift = ahead;
                folded.shifts.push((offset(folded.text.len()), offset(at)));
            }
            folded.text.push(form);
            before = c;
        }
        if text.len().wrapping_sub(folded.text.len()) != drift {
            folded
                .shifts
                .push((offset(folded.text.len()), offset(text.len())));
        }
        folded
    }

    /// The byte of the original text that folded byte `at` came from. `at` is where a folded character begins.
    pub fn origin(&self, at: usize) -> usize {
        let place = self
            .shifts
            .partition_point(|(folded, _)| *folded as usize <= at);
        match place.checked_sub(1).map(|index| self.shifts[index]) {
            Some((folded, original)) => original as usize + (at - folded as usize),
            None => at,
        }
    }
}

/// The folded form of a name.
pub fn folded(name: &str) -> String {
    Folded::new(name.trim()).text
}

/// A name with its case: only width, traditional characters and what joins its words are made the same.
pub fn spelled(name: &str) -> String {
    let letters = name.chars().filter(|c| !is_separator(*c));
    letters.map(|c| simplified(half_width(c))).collect()
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The lower case of a character at half width. Of the few whose lower case is two, the first will do.
fn lower(c: char) -> char {
    match c {
        _ if c.is_ascii() => c.to_ascii_lowercase(),
        // Punctuation has no case, and the tables of Unicode take longer to say so.
        '\u{2012}'..='\u{2027}' | '\u{3001}'..='\u{303f}' => c,
        _ => half_width(c).to_lowercase().next().unwrap_or(c),
    }
}

/// What may stand between the words of a name.
pub fn is_separator(c: char) -> bool {
    matches!(
        c,
        ' ' | '-' | '_' | '\u{a0}' | '\u{2010}' | '\u{2011}' | '\u{3000}'
    )
}

/// Whether `c` is a letter or digit, told quickly for the usual ones.
fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        is_han(c) || c.is_alphanumeric()
    }
}

/// Whether `c` is a letter or digit of a script that puts spaces between its words.
pub fn is_word_char(c: char) -> bool {
    let c = half_width(c);
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        !super::is_cjk(c) && c.is_alphanumeric()
    }
}

/// The half-width form of full-width Latin letters, digits and signs (Unicode block Halfwidth and Fullwidth Forms).
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(c) - u32::from('\u{ff01}') + u32::from('!')).unwrap_or(c)
        }
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// Where the first block of ideographs begins.
const FIRST_IDEOGRAPH: u32 = 0x4e00;

/// The simplified form of each ideograph from U+4E00 to U+9FFF, made once from the tables of `simplet2s`.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    ('\u{4e00}'..='\u{9fff}')
        .map(|c| {
            let converted = simplet2s::convert(c.encode_utf8(&mut [0; 4]));
            let mut chars = converted.chars();
            match (chars.next(), chars.next()) {
                (Some(simple), None) => simple,
                _ => c,
            }
        })
        .collect()
});

/// Every traditional character with the simplified one that stands for it in folded texts, in the order of their codes.
pub fn traditional_characters() -> impl Iterator<Item = (char, char)> {
    let all = ('\u{4e00}'..='\u{9fff}').zip(SIMPLIFIED.iter());
    all.filter(|(c, simple)| c != *simple)
        .map(|(c, simple)| (c, *simple))
}

/// The simplified form of a traditional character; any other character as it is.
pub(super) fn simplified(c: char) -> char {
    (u32::from(c).checked_sub(FIRST_IDEOGRAPH))
        .and_then(|index| SIMPLIFIED.get(index as usize))
        .copied()
        .unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_form_for_all_ways_of_writing() {
        for text in [
            "max pooling",
            "Max-Pooling",
            "MaxPooling",
            "max_pooling",
            "ｍａｘ　ｐｏｏｌｉｎｇ",
        ] {
            assert_eq!(folded(text), "maxpooling", "{text}");
        }
        assert_eq!(folded("批次正規化"), "批次正规化");
        assert_eq!(folded("k 均值"), folded("K均值"));
        assert_eq!(
            folded("池 化"),
            "池 化",
            "a space between Han characters is no habit"
        );
        assert_eq!(folded("a - b"), "a - b", "a dash is no hyphen");
        assert_eq!(folded("C++"), "c++");
    }

    #[test]
    fn leads_back() {
        let text = "用Ｍax Pool層";
        let folded = Folded::new(text);
        assert_eq!(folded.text, "用maxpool层");
        let start = folded.text.find("maxpool").unwrap();
        let end = folded.text.find('层').unwrap();
        assert_eq!(&text[folded.origin(start)..folded.origin(end)], "Ｍax Pool");
    }

    proptest! {
        #[test]
        fn every_folded_character_has_an_origin(text in "[a-zA-ZＡİß池池化層 _\\-,，\u{fffc}]{0,40}") {
            let folded = Folded::new(&text);
            let mut last = 0;
            for (at, _) in folded.text.char_indices() {
                let origin = folded.origin(at);
                prop_assert!(origin >= last && text.is_char_boundary(origin));
                last = origin;
            }
            prop_assert_eq!(folded.origin(folded.text.len()), text.len());
        }
    }
}
