//! The languages in which Inkstone speaks.

use serde::{Deserialize, Serialize};

use super::is_han;

/// A language of the interface: of the site's own words, and of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

    /// The language of a site that names none: Chinese if `texts` have more Han characters than words of other letters.
    ///
    /// Words are counted, not letters: Chinese notes are full of code, names and addresses, whose letters outnumber the
    /// Han characters of the text around them.
    pub fn of_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let (mut han, mut words) = (0_u64, 0_u64);
        for text in texts {
            let mut in_word = false;
            for c in text.chars() {
                let is_han = is_han(c);
                let is_letter = !is_han && c.is_alphabetic();
                han += u64::from(is_han);
                words += u64::from(is_letter && !in_word);
                in_word = is_letter;
            }
        }
        if han > words { Self::ZhHans } else { Self::En }
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
        assert_eq!(Lang::of_texts(["批量归一化 BN"]), Lang::ZhHans);
        assert_eq!(Lang::of_texts(["batch normalisation keeps 批量"]), Lang::En);
        assert_eq!(Lang::of_texts([]), Lang::En);
    }
}
