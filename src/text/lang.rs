//! The languages in which Inkstone speaks.

use std::iter::Sum;

use super::is_han;

/// A language of the interface: of the site's own words, and of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// Simplified Chinese.
    ZhHans,
    /// English.
    En,
}

impl Lang {
    /// The tag as it stands in `lang` attributes and in `site.toml`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::ZhHans => "zh-Hans",
            Self::En => "en",
        }
    }

    /// The language with this tag; `zh`, `zh-CN` and `en-US` are understood too, in any case of letters.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.to_ascii_lowercase();
        match tag.split(['-', '_']).next()? {
            "zh" if !tag.contains("hant") && !tag.ends_with("tw") && !tag.ends_with("hk") => {
                Some(Self::ZhHans)
            }
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

/// How many letters of each kind texts have. Sums over notes, counted apart from each other, give those of a site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Letters {
    /// Han ideographs.
    pub han: u64,
    /// All other letters.
    pub other: u64,
}

impl Letters {
    /// Counts the letters of `text`.
    pub fn of(text: &str) -> Self {
        let mut letters = Self::default();
        for c in text.chars() {
            if is_han(c) {
                letters.han += 1;
            } else if c.is_alphabetic() {
                letters.other += 1;
            }
        }
        letters
    }

    /// The language of a site that names none: Chinese if more than half of the letters are Han.
    pub fn lang(self) -> Lang {
        if self.han > self.other {
            Lang::ZhHans
        } else {
            Lang::En
        }
    }
}

impl Sum for Letters {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, letters| Self {
            han: sum.han + letters.han,
            other: sum.other + letters.other,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags() {
        assert_eq!(Lang::from_tag("zh-Hans"), Some(Lang::ZhHans));
        assert_eq!(Lang::from_tag("zh_CN"), Some(Lang::ZhHans));
        assert_eq!(Lang::from_tag("EN-us"), Some(Lang::En));
        assert_eq!(Lang::from_tag("zh-Hant"), None);
        assert_eq!(Lang::from_tag("fr"), None);
    }

    #[test]
    fn most_letters_decide() {
        let lang = |texts: &[&str]| {
            texts
                .iter()
                .copied()
                .map(Letters::of)
                .sum::<Letters>()
                .lang()
        };
        assert_eq!(lang(&["批量归一化 BN"]), Lang::ZhHans);
        assert_eq!(lang(&["batch normalisation", "批量"]), Lang::En);
        assert_eq!(lang(&["1234 _-", ""]), Lang::En);
    }
}
