//! What kind of image some bytes are, by themselves: neither a name nor a server's word counts.

use super::Failure;
use crate::source::{may_be_svg, svg_is_still};

/// A kind of image that browsers show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// PNG, animated ones too.
    Png,
    /// JPEG.
    Jpeg,
    /// GIF.
    Gif,
    /// WebP.
    Webp,
    /// AVIF.
    Avif,
    /// Windows bitmap.
    Bmp,
    /// Windows icon.
    Ico,
    /// SVG without scripts.
    Svg,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Png,
        Self::Jpeg,
        Self::Gif,
        Self::Webp,
        Self::Avif,
        Self::Bmp,
        Self::Ico,
        Self::Svg,
    ];

    /// The ending of file names, which is also the word in the record.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Gif => "gif",
            Self::Webp => "webp",
            Self::Avif => "avif",
            Self::Bmp => "bmp",
            Self::Ico => "ico",
            Self::Svg => "svg",
        }
    }

    /// The kind whose files end so.
    pub(super) fn from_extension(extension: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.extension() == extension)
    }

    /// The kind of the image that `bytes` are, whole and without anything active.
    pub fn of(bytes: &[u8]) -> Result<Self, Failure> {
        let kind = by_beginning(bytes).ok_or(Failure::NotAnImage)?;
        let is_whole = match kind {
            Self::Png => png_is_whole(bytes),
            Self::Jpeg => jpeg_is_whole(bytes),
            Self::Gif => gif_is_whole(bytes).is_some(),
            Self::Webp => riff_is_whole(bytes),
            Self::Avif => boxes_are_whole(bytes),
            Self::Bmp => number_le(bytes, 2).is_some_and(|size| size <= bytes.len()),
            Self::Ico => bytes.len() > 22,
            Self::Svg => {
                return match svg_is_still(bytes) {
                    Some(true) => Ok(kind),
                    Some(false) => Err(Failure::ActiveSvg),
                    None => Err(Failure::NotAnImage),
                };
            }
        };
        if is_whole {
            Ok(kind)
        } else {
            Err(Failure::CutShort)
        }
    }
}

fn by_beginning(bytes: &[u8]) -> Option<Kind> {
    let brand = || bytes.get(8..12);
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(Kind::Png)
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some(Kind::Jpeg)
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        Some(Kind::Gif)
    } else if bytes.starts_with(b"RIFF") && brand() == Some(b"WEBP") {
        Some(Kind::Webp)
    } else if bytes.get(4..8) == Some(b"ftyp") && is_avif(bytes) {
        Some(Kind::Avif)
    } else if bytes.starts_with(b"BM") && number_le(bytes, 6) == Some(0) {
        Some(Kind::Bmp)
    } else if bytes.starts_with(b"\0\0\x01\0") {
        Some(Kind::Ico)
    } else if may_be_svg(bytes) {
        Some(Kind::Svg)
    } else {
        None
    }
}

/// Whether the first box names AVIF among its brands; HEIC has the same box with others, and few browsers show it.
fn is_avif(bytes: &[u8]) -> bool {
    let length = number_be(bytes, 0).unwrap_or_default().min(bytes.len());
    let brands = bytes.get(8..length).unwrap_or_default();
    let mut brands = brands.chunks_exact(4);
    brands.any(|brand| brand == b"avif" || brand == b"avis")
}

/// Whether the chunks of a PNG follow one another up to the last one, `IEND`.
fn png_is_whole(bytes: &[u8]) -> bool {
    let mut at = 8;
    while let (Some(length), Some(name)) = (number_be(bytes, at), bytes.get(at + 4..at + 8)) {
        at = at.saturating_add(length).saturating_add(12);
        if at > bytes.len() {
            return false;
        }
        if name == b"IEND" {
            return true;
        }
    }
    false
}

/// Whether an end follows the first scan of a JPEG; a small image in its head may have an end of its own.
/// Source: ITU-T T.81, annex B.
fn jpeg_is_whole(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some([0xff, marker]) = bytes.get(at..at + 2) {
        match marker {
            // A byte of filling, and markers that stand alone.
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            0xda => return bytes[at..].windows(2).any(|pair| pair == [0xff, 0xd9]),
            _ => match bytes.get(at + 2..at + 4) {
                Some([high, low]) => at += 2 + usize::from(u16::from_be_bytes([*high, *low])),
                _ => return false,
            },
        }
    }
    false
}

/// Whether the blocks of a GIF follow one another up to the trailer: `None` if they do not. Source: the
/// specification of `GIF89a`, sections 15 to 27.
fn gif_is_whole(bytes: &[u8]) -> Option<()> {
    let colours = |flags: u8| {
        if flags & 0x80 == 0 {
            0
        } else {
            3 << ((flags & 7) + 1)
        }
    };
    let mut at = 13 + colours(*bytes.get(10)?);
    loop {
        at += match bytes.get(at)? {
            0x3b => return Some(()),
            0x21 => 2,
            0x2c => 11 + colours(*bytes.get(at + 9)?),
            _ => return None,
        };
        // Parts, each with its length in front, up to an empty one.
        loop {
            let length = usize::from(*bytes.get(at)?);
            at += 1 + length;
            if length == 0 {
                break;
            }
        }
    }
}

fn riff_is_whole(bytes: &[u8]) -> bool {
    number_le(bytes, 4).is_some_and(|length| length.saturating_add(8) <= bytes.len())
}

/// Whether the boxes of an ISO base media file end where the file does. Source: ISO/IEC 14496-12, 4.2.
fn boxes_are_whole(bytes: &[u8]) -> bool {
    let mut at = 0;
    while at < bytes.len() {
        let length = match number_be(bytes, at) {
            // The last box may go to the end of the file.
            Some(0) => return true,
            Some(1) => match (number_be(bytes, at + 8), number_be(bytes, at + 12)) {
                (Some(0), Some(length)) => length,
                _ => return false,
            },
            Some(length) => length,
            None => return false,
        };
        if length < 8 {
            return false;
        }
        at = at.saturating_add(length);
    }
    at == bytes.len()
}

fn number_be(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    usize::try_from(u32::from_be_bytes(four.try_into().ok()?)).ok()
}

fn number_le(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    usize::try_from(u32::from_le_bytes(four.try_into().ok()?)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png() -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 1, 2, 3, 4]);
        bytes.extend(b"\0\0\0\0IEND\xae\x42\x60\x82");
        bytes
    }

    #[test]
    fn kinds() {
        let webp = b"RIFF\x0c\0\0\0WEBPVP8L\0\0\0\0".to_vec();
        let avif = b"\0\0\0\x14ftypmif1\0\0\0\0avif\0\0\0\0mdat".to_vec();
        let jpeg = b"\xff\xd8\xff\xe0\0\x03x\xff\xda\0\x02..\xff\xd9\n";
        let gif = [
            b"GIF89a\x01\0\x01\0\x80\0\0aaabbb\x21\xf9\x04abcd\0".as_slice(),
            b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02xx\0\x3b more",
        ]
        .concat();
        let bmp = b"BM\x1a\0\0\0\0\0\0\0\x1a\0\0\0\x0c\0\0\0\x01\0\x01\0\x01\0\x18\0".to_vec();
        let svg = "\u{feff}\n<!-- x --><svg xmlns='http://www.w3.org/2000/svg'/>";
        for (bytes, kind) in [
            (png(), Kind::Png),
            (jpeg.to_vec(), Kind::Jpeg),
            (gif, Kind::Gif),
            (webp, Kind::Webp),
            (avif, Kind::Avif),
            (bmp, Kind::Bmp),
            (svg.as_bytes().to_vec(), Kind::Svg),
        ] {
            assert_eq!(Kind::of(&bytes), Ok(kind));
            assert_eq!(Kind::from_extension(kind.extension()), Some(kind));
        }
    }

    #[test]
    fn what_is_cut_short_is_no_image() {
        for bytes in [
            &png()[..png().len() - 1],
            &png()[..20],
            b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIHDR",
            b"\xff\xd8\xff\xe0\0\x03x\xff\xda\0\x02..",
            b"\xff\xd8\xff\xe0\0\x05x\xff\xd9",
            b"GIF89a\x01\0\x01\0",
            b"GIF89a\x01\0\x01\0\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x3bx",
            b"RIFF\x0d\0\0\0WEBPVP8L\0\0\0\0",
            b"\0\0\0\x14ftypavif\0\0\0\0avif\0\0\0\x09mdat",
        ] {
            assert_eq!(Kind::of(bytes), Err(Failure::CutShort), "{bytes:?}");
        }
    }

    #[test]
    fn other_things_are_no_images() {
        let heic = b"\0\0\0\x14ftypheic\0\0\0\0mif1".as_slice();
        for bytes in [
            b"".as_slice(),
            b"<!DOCTYPE html><html><svg></svg></html>",
            b"<html><body>404</body></html>",
            b"%PDF-1.7",
            b"BMW",
            heic,
        ] {
            assert_eq!(Kind::of(bytes), Err(Failure::NotAnImage), "{bytes:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_are_too_strange(start in 0..7_usize, bytes: Vec<u8>) {
            let starts = [
                b"\x89PNG\r\n\x1a\n".as_slice(),
                b"\xff\xd8\xff",
                b"GIF89a",
                b"RIFF\0\0\0\0WEBP",
                b"\0\0\0\x0cftypavif",
                b"BM\0\0\0\0\0\0\0\0",
                b"<svg xmlns='http://www.w3.org/2000/svg'>",
            ];
            // What matters is that it answers.
            let _ = Kind::of(&[starts[start], &bytes].concat());
        }
    }
}
