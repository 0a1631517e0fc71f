//! Which pictures a book can hold.

use crate::source::svg_is_still;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// A picture that a book can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureFile {
    /// Its name in the book, made of what is in it: equal pictures are one.
    pub name: String,
    /// What it is.
    pub media_type: &'static str,
}

/// Looks what kind of picture a file is by its bytes, whatever it is called; `digest` is the hash of its content. `None` if
/// e-readers show no such picture, or if it is SVG that is not well-formed, which makes a book invalid.
pub fn picture_file(file: &Path, digest: &str) -> io::Result<Option<PictureFile>> {
    let mut head = Vec::new();
    File::open(file)?.take(16).read_to_end(&mut head)?;
    let (extension, media_type) = match head.as_slice() {
        [0x89, b'P', b'N', b'G', ..] => ("png", "image/png"),
        [0xff, 0xd8, 0xff, ..] => ("jpg", "image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => ("gif", "image/gif"),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => ("webp", "image/webp"),
        _ if is_svg(file)? => ("svg", "image/svg+xml"),
        _ => return Ok(None),
    };
    let digest = digest.get(..16).unwrap_or(digest);
    Ok(Some(PictureFile {
        name: format!("picture-{digest}.{extension}"),
        media_type,
    }))
}

fn is_svg(file: &Path) -> io::Result<bool> {
    let extension = file.extension().and_then(|it| it.to_str());
    if !extension.is_some_and(|it| it.eq_ignore_ascii_case("svg")) {
        return Ok(false);
    }
    // One that acts may not stand in a book without a word of it, and its readers run nothing. Few of them show HTML in one.
    let bytes = std::fs::read(file)?;
    let has_html = || String::from_utf8_lossy(&bytes).contains("http://www.w3.org/1999/xhtml");
    Ok(svg_is_still(&bytes) == Some(true) && !has_html())
}
