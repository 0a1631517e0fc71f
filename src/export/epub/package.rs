//! The package document: what the book is, what is in it and in which order.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::date::timestamp;
use super::form::chapter_file;
use super::{Document, Epub};
use crate::render::escape::{escape_attribute, escape_text};

/// `package.opf`.
pub(super) fn package(book: &Epub) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"id\" xml:lang=\"{0}\">\n\
         <metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n\
         <dc:identifier id=\"id\">{1}</dc:identifier>\n\
         <dc:title>{2}</dc:title>\n\
         <dc:language>{0}</dc:language>\n\
         <meta property=\"dcterms:modified\">{3}</meta>\n",
        escape_attribute(&book.lang),
        identifier(&book.identity),
        escape_text(&book.title),
        timestamp(book.modified),
    );
    for (name, text) in [
        ("creator", &book.author),
        ("description", &book.description),
    ] {
        if !text.is_empty() {
            let _ = writeln!(out, "<dc:{name}>{}</dc:{name}>", escape_text(text));
        }
    }
    let documents = || book.chapters.iter().chain(&book.index);
    let has_mathml = documents().any(|each| each.has_mathml);
    let has_pictures = !book.pictures.is_empty() || documents().any(|each| each.has_svg);
    let facts = [
        ("accessMode", "textual", true),
        ("accessMode", "visual", has_pictures),
        ("accessibilityFeature", "structuralNavigation", true),
        ("accessibilityFeature", "tableOfContents", true),
        ("accessibilityFeature", "MathML", has_mathml),
        ("accessibilityHazard", "none", true),
    ];
    for (name, value, _) in facts.iter().filter(|(.., holds)| *holds) {
        let _ = writeln!(out, "<meta property=\"schema:{name}\">{value}</meta>");
    }
    out.push_str("<meta name=\"cover\" content=\"cover-picture\"/>\n</metadata>\n<manifest>\n");
    let mut item = |id: &str, file: &str, media_type: &str, more: &str| {
        let _ = writeln!(
            out,
            "<item id=\"{id}\" href=\"{file}\" media-type=\"{media_type}\"{more}/>"
        );
    };
    item("style", "book.css", "text/css", "");
    item("ncx", "toc.ncx", "application/x-dtbncx+xml", "");
    item("nav", "nav.xhtml", XHTML, " properties=\"nav\"");
    item("cover", "cover.xhtml", XHTML, "");
    let cover = " properties=\"cover-image\"";
    item("cover-picture", "cover.svg", "image/svg+xml", cover);
    for (at, chapter) in book.chapters.iter().enumerate() {
        let id = format!("chapter-{}", at + 1);
        item(&id, &chapter_file(at), XHTML, &properties(chapter));
    }
    if let Some(index) = &book.index {
        item("topics", "topics.xhtml", XHTML, &properties(index));
    }
    for (name, picture) in &book.pictures {
        let id = name.replace('.', "-");
        let more = if needs_fallback(picture.media_type) {
            " fallback=\"no-picture\""
        } else {
            ""
        };
        item(&id, name, picture.media_type, more);
    }
    if has_fallback(book) {
        item("no-picture", "no-picture.svg", "image/svg+xml", "");
    }
    out.push_str(
        "</manifest>\n<spine toc=\"ncx\">\n<itemref idref=\"cover\"/>\n<itemref idref=\"nav\"/>\n",
    );
    for at in 1..=book.chapters.len() {
        let _ = writeln!(out, "<itemref idref=\"chapter-{at}\"/>");
    }
    if book.index.is_some() {
        out.push_str("<itemref idref=\"topics\"/>\n");
    }
    out.push_str("</spine>\n</package>\n");
    out
}

const XHTML: &str = "application/xhtml+xml";

/// What readers must know before they open a document.
fn properties(document: &Document) -> String {
    match (document.has_mathml, document.has_svg) {
        (true, true) => " properties=\"mathml svg\"",
        (true, false) => " properties=\"mathml\"",
        (false, true) => " properties=\"svg\"",
        (false, false) => "",
    }
    .to_owned()
}

/// Whether readers made before EPUB 3.3 may not know this kind of picture.
fn needs_fallback(media_type: &str) -> bool {
    media_type == "image/webp"
}

/// Whether some picture needs another in its place.
pub(super) fn has_fallback(book: &Epub) -> bool {
    let mut pictures = book.pictures.values();
    pictures.any(|picture| needs_fallback(picture.media_type))
}

/// A UUID of version 8, whose bits are those of a hash (RFC 9562, section 5.8).
pub(super) fn identifier(identity: &str) -> String {
    let mut bytes = [0; 16];
    let hash = Sha256::digest(format!("inkstone book\n{identity}"));
    bytes.copy_from_slice(&hash[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    });
    format!(
        "urn:uuid:{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}

#[cfg(test)]
mod tests {
    use super::identifier;

    #[test]
    fn identifiers_are_of_version_8_and_differ() {
        let one = identifier("a");
        assert_eq!(one.len(), "urn:uuid:".len() + 36);
        assert_eq!(one.as_bytes()[9 + 14], b'8');
        assert!(matches!(one.as_bytes()[9 + 19], b'8' | b'9' | b'a' | b'b'));
        assert_ne!(one, identifier("b"));
    }
}
