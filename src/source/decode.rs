//! From the bytes of a note to its text.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use crate::text::Encoding;

/// The largest note that is read, in bytes.
pub const MAX_NOTE_BYTES: u64 = 16 << 20;

/// What could be read of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// The text, or why there is none.
    pub text: Result<Arc<str>, Unreadable>,
    /// How many places of the text were not UTF-8, and the byte of the text where the first was.
    pub(super) invalid: Option<(usize, usize)>,
}

/// Why a note has no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is not UTF-8, nor UTF-16 with a byte order mark; the encoding that it seems to have.
    Encoding(Option<&'static str>),
    /// It is larger than [`MAX_NOTE_BYTES`].
    TooLarge,
    /// The file system refuses.
    Io(String),
}

/// Reads and decodes the note at `file`: as UTF-8, or UTF-16 with a byte order mark; what is neither as `encoding`, if all of it
/// is text in that.
pub fn read(file: &Path, encoding: Option<Encoding>) -> Contents {
    let mut bytes = Vec::new();
    // The limit holds for what is read, not for what the file system announces.
    let result =
        File::open(file).and_then(|file| file.take(MAX_NOTE_BYTES + 1).read_to_end(&mut bytes));
    match result {
        Err(error) => Contents::none(Unreadable::Io(error.to_string())),
        Ok(_) if bytes.len() as u64 > MAX_NOTE_BYTES => Contents::none(Unreadable::TooLarge),
        Ok(_) => decode(bytes, encoding),
    }
}

impl Contents {
    /// Whether there is something to say about the text, or why there is none.
    pub fn has_faults(&self) -> bool {
        self.text.is_err() || self.invalid.is_some()
    }

    fn none(why: Unreadable) -> Self {
        Self {
            text: Err(why),
            invalid: None,
        }
    }

    fn text(text: String) -> Self {
        let text = if text.contains('\0') {
            text.replace('\0', "\u{fffd}")
        } else {
            text
        };
        let text = lines_end_in_newlines(text);
        Self {
            text: Ok(Arc::from(text)),
            invalid: None,
        }
    }
}

/// `text` with each carriage return that ends a line by itself as a newline. Nothing moves, so offsets stay.
fn lines_end_in_newlines(text: String) -> String {
    let is_alone = |at: usize| text.as_bytes().get(at + 1) != Some(&b'\n');
    if !text.match_indices('\r').any(|(at, _)| is_alone(at)) {
        return text;
    }
    let convert = |(at, c)| if c == '\r' && is_alone(at) { '\n' } else { c };
    text.char_indices().map(convert).collect()
}

fn decode(mut bytes: Vec<u8>, encoding: Option<Encoding>) -> Contents {
    if let Some(contents) = utf16(&bytes) {
        return contents;
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    if let Some(order) = utf16_without_mark(&bytes) {
        return Contents::none(Unreadable::Encoding(Some(order)));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Contents::text(text),
        Err(error) => {
            let bytes = error.as_bytes();
            let text = encoding.and_then(|encoding| encoding.decode(bytes));
            text.map_or_else(|| mended(bytes), Contents::text)
        }
    }
}

/// The text of UTF-16 with a byte order mark, `None` if it has no mark.
fn utf16(bytes: &[u8]) -> Option<Contents> {
    let read: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let (pairs, rest) = bytes[2..].as_chunks::<2>();
    let units = pairs.iter().map(|&pair| read(pair));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    Some(match text {
        Ok(text) if rest.is_empty() => Contents::text(text),
        _ => Contents::none(Unreadable::Encoding(Some("UTF-16"))),
    })
}

/// UTF-16 without a mark shows by a NUL in nearly every second byte of its Latin parts, line ends at least.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static str> {
    if !bytes.contains(&0) {
        return None;
    }
    let nul_at = |parity| {
        bytes
            .iter()
            .skip(parity)
            .step_by(2)
            .filter(|&&byte| byte == 0)
            .count()
    };
    let (even, odd) = (nul_at(0), nul_at(1));
    if even.max(odd) * 20 < bytes.len() || even.min(odd) * 10 > even.max(odd) {
        return None;
    }
    // A few stray NULs in a short text are no second encoding.
    let valid = std::str::from_utf8(bytes).is_ok_and(|text| !text.is_ascii());
    (bytes.len() >= 4 && bytes.len().is_multiple_of(2) && !valid && even.max(odd) > 1)
        .then_some(if odd > even { "UTF-16LE" } else { "UTF-16BE" })
}

/// Text of which a few bytes are not UTF-8 is shown with U+FFFD in their places; what is mostly something else is not,
/// for it would be a page of nonsense.
fn mended(bytes: &[u8]) -> Contents {
    let mut text = String::with_capacity(bytes.len());
    let mut first = None;
    let (mut wrong, mut right) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        if !chunk.invalid().is_empty() {
            first.get_or_insert(text.len());
            wrong += 1;
            text.push('\u{fffd}');
        }
    }
    // Where a double-byte encoding is read as UTF-8, hardly any letter beyond ASCII comes out whole.
    let seems = double_byte(bytes);
    let few = wrong * 10 <= right || (seems.is_none() && wrong * 200 <= bytes.len());
    if !few {
        return Contents::none(Unreadable::Encoding(seems));
    }
    let shift = |first| text[..first].matches('\0').count() * ('\u{fffd}'.len_utf8() - 1);
    let first = first.map(|first| first + shift(first));
    Contents {
        invalid: first.map(|first| (wrong, first)),
        ..Contents::text(text)
    }
}

/// The Chinese double-byte encoding in which all of `bytes` makes sense, if there is one.
fn double_byte(bytes: &[u8]) -> Option<&'static str> {
    let gbk = pairs_in(bytes, |lead, trail| {
        ((0x81..=0xfe).contains(&lead) && (0x40..=0xfe).contains(&trail) && trail != 0x7f)
            // Level 1 of GB 2312 holds the 3,755 common characters, its first rows the punctuation.
            .then_some(trail >= 0xa1 && matches!(lead, 0xa1..=0xa3 | 0xb0..=0xd7))
    });
    let big5 = pairs_in(bytes, |lead, trail| {
        ((0xa1..=0xf9).contains(&lead) && matches!(trail, 0x40..=0x7e | 0xa1..=0xfe))
            // The 5,401 common characters, and the punctuation before them.
            .then_some(matches!(lead, 0xa1 | 0xa4..=0xc6))
    });
    match (gbk, big5) {
        (Some(gbk), Some(big5)) if big5 > gbk => Some("Big5"),
        (Some(gbk), _) if gbk >= 60 => Some("GBK"),
        (_, Some(big5)) if big5 >= 60 => Some("Big5"),
        _ => None,
    }
}

/// How many in a hundred double-byte characters are common, if all bytes beyond ASCII belong to one. `judge` says
/// whether a pair is a common character, or `None` if it is no character.
fn pairs_in(bytes: &[u8], judge: impl Fn(u8, u8) -> Option<bool>) -> Option<usize> {
    let (mut common, mut all) = (0, 0);
    let mut rest = bytes;
    while let Some((&lead, after)) = rest.split_first() {
        if lead.is_ascii() {
            rest = after;
            continue;
        }
        let (&trail, after) = after.split_first()?;
        common += usize::from(judge(lead, trail)?);
        all += 1;
        rest = after;
    }
    (all > 0).then(|| common * 100 / all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        decode(bytes.to_vec(), None).text.unwrap().to_string()
    }

    fn seems(bytes: &[u8]) -> Option<&'static str> {
        match decode(bytes.to_vec(), None).text {
            Err(Unreadable::Encoding(seems)) => seems,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn utf8_with_and_without_mark() {
        assert_eq!(text("批量".as_bytes()), "批量");
        assert_eq!(text("\u{feff}# 批量\r\n".as_bytes()), "# 批量\r\n");
        assert_eq!(text(b""), "");
    }

    #[test]
    fn utf16_with_a_mark() {
        let little: Vec<u8> = "\u{feff}题😀\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let big: Vec<u8> = "\u{feff}题😀\n"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(text(&little), "题😀\n");
        assert_eq!(text(&big), "题😀\n");
        assert_eq!(
            seems(&little[..little.len() - 1]),
            Some("UTF-16"),
            "cut in the middle of a character"
        );
    }

    #[test]
    fn utf16_without_a_mark_is_named() {
        let bytes: Vec<u8> = "# Title\nnormal text"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(seems(&bytes), Some("UTF-16LE"));
        let bytes: Vec<u8> = "# Title\nnormal text"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(seems(&bytes), Some("UTF-16BE"));
    }

    #[test]
    fn nul_shows() {
        assert_eq!(text("a\0b".as_bytes()), "a\u{fffd}b");
        assert_eq!(text("题目一\0二".as_bytes()), "题目一\u{fffd}二");
    }

    #[test]
    fn gbk_is_named_not_guessed_at() {
        // "批量归一化是什么" in GBK.
        let gbk = b"\xc5\xfa\xc1\xbf\xb9\xe9\xd2\xbb\xbb\xaf\xca\xc7\xca\xb2\xc3\xb4";
        assert_eq!(seems(gbk), Some("GBK"));
        // The same in a longer English text, where it must not be mended away.
        let mixed = [b"batch normalisation ".repeat(200).as_slice(), gbk].concat();
        assert_eq!(seems(&mixed), Some("GBK"));
    }

    #[test]
    fn big5_is_named() {
        // "這是什麼問題" in Big5.
        assert_eq!(
            seems(b"\xb3\x6f\xac\x4f\xa4\xb0\xbb\xf2\xb0\xdd\xc3\x44"),
            Some("Big5")
        );
    }

    #[test]
    fn a_few_wrong_bytes_are_shown_in_place() {
        let mut bytes = "批量归一化的原理是什么".as_bytes().to_vec();
        bytes.extend(b" a\0\xff b");
        let contents = decode(bytes, None);
        assert_eq!(
            contents.text.unwrap().as_ref(),
            "批量归一化的原理是什么 a\u{fffd}\u{fffd} b"
        );
        assert_eq!(contents.invalid, Some((1, 33 + 2 + 3)));
    }

    #[test]
    fn binary_is_not_text() {
        assert_eq!(seems(b"\x89PNG\xff\xfe\xfd\xfc\x01\x02\x80\x81"), None);
    }

    #[test]
    fn size_is_limited_by_what_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("big.md");
        let write = |size: u64| File::create(&file).unwrap().set_len(size).unwrap();
        write(MAX_NOTE_BYTES + 1);
        assert_eq!(read(&file, None).text, Err(Unreadable::TooLarge));
        write(3);
        assert_eq!(
            read(&file, None).text.unwrap().as_ref(),
            "\u{fffd}\u{fffd}\u{fffd}"
        );
        assert!(matches!(
            read(&folder.path().join("none"), None).text,
            Err(Unreadable::Io(_))
        ));
    }
}
