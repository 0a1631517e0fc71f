//! Pictures of dots, written smaller at some loss where the reader of the file has asked for it.

use std::borrow::Cow;
use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, ImageReader, Limits};

/// A picture that needs more memory than this to be read stays as it is, in bytes.
const MOST_MEMORY: u64 = 512 << 20;

/// The picture and its media type: as a JPEG of this quality (1 to 100), if it can be read, nothing shines through it and
/// that is smaller; else as it was.
pub(super) fn smaller<'a>(
    kind: &'static str,
    bytes: Cow<'a, [u8]>,
    quality: Option<u8>,
) -> (&'static str, Cow<'a, [u8]>) {
    let format = match kind {
        "image/png" => ImageFormat::Png,
        "image/jpeg" => ImageFormat::Jpeg,
        _ => return (kind, bytes),
    };
    let made = quality.and_then(|quality| jpeg(&bytes, format, quality));
    match made {
        Some(made) if made.len() < bytes.len() => ("image/jpeg", made.into()),
        _ => (kind, bytes),
    }
}

fn jpeg(bytes: &[u8], format: ImageFormat, quality: u8) -> Option<Vec<u8>> {
    // Another JPEG would forget which way is up and what its colours mean; animated pictures would stand still.
    let forgets = |mark: &[u8]| bytes.windows(mark.len()).any(|window| window == mark);
    let marks: [&[u8]; 2] = match format {
        ImageFormat::Jpeg => [b"Exif\0\0", b"ICC_PROFILE\0"],
        _ => [b"acTL", b"iCCP"],
    };
    if marks.into_iter().any(forgets) {
        return None;
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let picture = reader.decode().ok()?;
    if picture.color().has_alpha()
        && picture
            .to_rgba8()
            .pixels()
            .any(|pixel| pixel.0[3] < u8::MAX)
    {
        return None;
    }
    let picture = if picture.color().has_color() {
        DynamicImage::ImageRgb8(picture.to_rgb8())
    } else {
        DynamicImage::ImageLuma8(picture.to_luma8())
    };
    let mut made = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut made, quality.clamp(1, 100));
    picture.write_with_encoder(encoder).ok()?;
    Some(made)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgba, RgbaImage};

    /// A picture that PNG packs badly.
    fn png(alpha: u8) -> Vec<u8> {
        let mut state = 1u32;
        let picture = RgbaImage::from_fn(64, 64, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [a, b, c, _] = state.to_be_bytes();
            Rgba([a, b, c, alpha])
        });
        let mut bytes = Vec::new();
        picture
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
            .unwrap();
        bytes
    }

    #[test]
    fn becomes_a_jpeg_only_where_asked_and_smaller() {
        let opaque = png(255);
        let (kind, made) = smaller("image/png", opaque.as_slice().into(), Some(60));
        assert_eq!(kind, "image/jpeg");
        assert!(made.len() < opaque.len());
        let read = image::load_from_memory_with_format(&made, ImageFormat::Jpeg).unwrap();
        assert_eq!((read.width(), read.height()), (64, 64));
        let kept = |kind, bytes: &[u8], quality| {
            let (after, made) = smaller(kind, bytes.into(), quality);
            (after, made.as_ref()) == (kind, bytes)
        };
        assert!(kept("image/png", &opaque, None));
        assert!(kept("image/png", &png(254), Some(60)));
        assert!(kept("image/png", b"no picture", Some(60)));
        assert!(kept("image/webp", &opaque, Some(60)));
    }
}
