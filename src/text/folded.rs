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
        let mut before: Option<char> = None;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if is_separator(c)
                && let Some(before) = before.filter(|c| c.is_alphanumeric())
                && let Some(&(_, after)) = chars.peek()
                && after.is_alphanumeric()
                && !(is_han(before) && is_han(after))
            {
                continue;
            }
            folded.push(at, c);
            before = Some(c);
        }
        folded
    }

    fn push(&mut self, at: usize, c: char) {
        let here = self.text.len();
        if self.origin(here) != at {
            self.shifts.push((offset(here), offset(at)));
        }
        if c.is_ascii() {
            self.text.push(c.to_ascii_lowercase());
        } else if is_han(c) {
            self.text.push(simplified(c));
        } else {
            // Of the few characters whose lower case is two, the first will do.
            self.text.extend(half_width(c).to_lowercase().next());
        }
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

/// What may stand between the words of a name.
pub fn is_separator(c: char) -> bool {
    matches!(
        c,
        ' ' | '-' | '_' | '\u{a0}' | '\u{2010}' | '\u{2011}' | '\u{3000}'
    )
}

/// Whether `c` is a letter or digit of a script that puts spaces between its words.
pub fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() && !super::is_cjk(c)
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
    (u32::from(c).checked_sub(0x4e00))
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
        }
    }
}
