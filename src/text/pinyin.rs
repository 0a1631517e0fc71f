//! How Chinese characters are read, for order and search.

use pinyin::{ToPinyin, ToPinyinMulti};

/// The reading of a text for sorting: pinyin without tones for Han characters, small letters for all others.
///
/// Of characters with several readings the most usual is taken.
pub fn reading(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c.to_pinyin() {
            Some(pinyin) => out.push_str(pinyin.plain()),
            None => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// The readings of a Han character without tones, the most usual first, each once.
pub fn readings(c: char) -> Vec<&'static str> {
    let mut readings: Vec<&'static str> = Vec::new();
    let usual = c.to_pinyin().map(pinyin::Pinyin::plain);
    let all = c.to_pinyin_multi().into_iter().flatten();
    for reading in usual.into_iter().chain(all.map(pinyin::Pinyin::plain)) {
        if !readings.contains(&reading) {
            readings.push(reading);
        }
    }
    readings
}

/// The Latin letter under which a text stands in an index, `#` for what begins with no letter.
pub fn index_letter(text: &str) -> char {
    let first = reading(text).chars().next();
    match first.map(|c| c.to_ascii_uppercase()) {
        Some(c) if c.is_ascii_uppercase() => c,
        _ => '#',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_readings() {
        assert_eq!(readings('差')[0], "cha");
        assert!(readings('重').contains(&"chong") && readings('重').contains(&"zhong"));
        assert!(readings('a').is_empty());
    }

    #[test]
    fn by_pinyin_and_alphabet() {
        assert_eq!(reading("池化 CNN"), "chihua cnn");
        assert_eq!(index_letter("批归一化"), 'P');
        assert_eq!(index_letter("dropout"), 'D');
        assert_eq!(index_letter("1x1卷积"), '#');
    }
}
