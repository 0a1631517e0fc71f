//! Encodings of Chinese text from before Unicode.

use encoding_rs::{BIG5, GB18030, GBK};

/// The encoding of notes that are not Unicode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// GBK, which holds GB 2312.
    Gbk,
    /// GB 18030, which holds GBK.
    Gb18030,
    /// Big5 with the extensions of Hong Kong.
    Big5,
}

impl Encoding {
    /// The names that `site.toml` takes.
    pub const NAMES: [&'static str; 3] = ["gbk", "gb18030", "big5"];

    /// The encoding that is called `name`, whatever its case.
    pub fn from_name(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "gbk" | "gb2312" => Some(Self::Gbk),
            "gb18030" => Some(Self::Gb18030),
            "big5" => Some(Self::Big5),
            _ => None,
        }
    }

    /// The text of `bytes`; `None` if not all of them are text in this encoding (WHATWG Encoding Standard).
    pub fn decode(self, bytes: &[u8]) -> Option<String> {
        let encoding = match self {
            Self::Gbk => GBK,
            Self::Gb18030 => GB18030,
            Self::Big5 => BIG5,
        };
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
        Some(text.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_all_three() {
        let gbk = b"\xb3\xd8\xbb\xaf";
        assert_eq!(Encoding::Gbk.decode(gbk).as_deref(), Some("池化"));
        assert_eq!(Encoding::Gb18030.decode(gbk).as_deref(), Some("池化"));
        assert_eq!(
            Encoding::Gb18030.decode(b"\x90\x30\x81\x30").as_deref(),
            Some("\u{10000}")
        );
        assert_eq!(
            Encoding::Big5.decode(b"\xa6\xc0\xa4\xc6").as_deref(),
            Some("池化")
        );
        assert_eq!(Encoding::Gbk.decode(b"\xff\xff"), None);
        for name in Encoding::NAMES {
            assert!(Encoding::from_name(name).is_some(), "{name}");
        }
    }
}
