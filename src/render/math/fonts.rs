//! The fonts that formulas are set in, as `build.rs` wrote them.

/// Name and bytes of every face, sorted by name. `static/css/math.css` refers to each as `../fonts/NAME`.
pub static MATH_FONTS: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/math_fonts.rs"));

/// The licence of the fonts, which goes wherever they go.
pub static MATH_FONTS_LICENSE: &str = include_str!(concat!(env!("OUT_DIR"), "/OFL.txt"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_is_woff2() {
        assert_eq!(MATH_FONTS.len(), 20);
        assert!(MATH_FONTS.is_sorted_by_key(|(name, _)| name));
        for (name, bytes) in MATH_FONTS {
            assert_eq!(&bytes[..4], b"wOF2", "{name}");
        }
        assert!(MATH_FONTS_LICENSE.contains("SIL OPEN FONT LICENSE"));
    }
}
