//! The zip, and the documents as XHTML.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::form::{EpubForm, chapter_file};
use super::navigation::{contents_body, ncx};
use super::package::{has_fallback, package};
use super::{Document, Epub, cover};
use crate::export::ExportError;
use crate::export::file::{Mark, check, replace};
use crate::render::escape::{escape_attribute, escape_text};

/// The comment of the zip, by which a later export knows that it may replace the file.
const COMMENT: &str = "book by inkstone";

const STYLE: &str = include_str!("book.css");

const CONTAINER: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
    <container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\" version=\"1.0\">\n\
    <rootfiles><rootfile full-path=\"EPUB/package.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles>\n\
    </container>\n";

/// Refuses a path where there is something that no export of a book wrote. Looks only.
pub fn check_epub(path: &Path) -> Result<(), ExportError> {
    check(path, Mark::End(COMMENT.as_bytes()))
}

/// Writes the book to `path`, over an earlier one only. The same book gives the same bytes.
pub fn write_epub(book: &Epub, path: &Path) -> Result<(), ExportError> {
    check_epub(path)?;
    let texts = texts(book);
    replace(path, |file| pack(book, &texts, file, path))
}

/// All files of the book but the pictures, in their order.
fn texts(book: &Epub) -> Vec<(String, String)> {
    let none = BTreeMap::new();
    let form = EpubForm::new(&none);
    let own = |title: &str, body: String| Document {
        title: title.to_owned(),
        lang: book.lang.clone(),
        body,
        ..Document::default()
    };
    let words = book.words;
    let shown_cover = format!(
        "<section epub:type=\"cover\" class=\"cover\"><img src=\"cover.svg\" alt=\"{}\"/></section>\n",
        escape_attribute(&book.title)
    );
    let mut files = vec![
        ("package.opf".to_owned(), package(book)),
        ("book.css".to_owned(), STYLE.to_owned()),
        (
            "cover.svg".to_owned(),
            cover::cover(&book.title, &book.author),
        ),
        ("toc.ncx".to_owned(), ncx(book, &form)),
    ];
    let mut add = |name: String, document: &Document| files.push((name, xhtml(document)));
    add("cover.xhtml".to_owned(), &own(words.cover, shown_cover));
    let contents = own(words.contents, contents_body(book, &form));
    add("nav.xhtml".to_owned(), &contents);
    for (at, chapter) in book.chapters.iter().enumerate() {
        add(chapter_file(at), chapter);
    }
    if let Some(index) = &book.index {
        add("topics.xhtml".to_owned(), index);
    }
    if has_fallback(book) {
        let drawing = cover::no_picture(words.no_picture);
        files.push(("no-picture.svg".to_owned(), drawing));
    }
    files
}

fn xhtml(document: &Document) -> String {
    let lang = escape_attribute(&document.lang);
    // Nothing in the declarations can end the element: they are made of lengths and names.
    let style = match document.style.as_str() {
        "" => String::new(),
        style => format!("<style>{}</style>\n", escape_text(style)),
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE html>\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"{lang}\" xml:lang=\"{lang}\">\n\
         <head>\n<title>{}</title>\n<link rel=\"stylesheet\" type=\"text/css\" href=\"book.css\"/>\n{style}</head>\n\
         <body>\n{}</body>\n</html>\n",
        escape_text(&document.title),
        document.body
    )
}

fn pack(
    book: &Epub,
    texts: &[(String, String)],
    file: &mut File,
    path: &Path,
) -> Result<(), ExportError> {
    let failed = |error: io::Error| ExportError::Io(path.to_owned(), error);
    let refused = |error: zip::result::ZipError| failed(error.into());
    let mut zip = ZipWriter::new(BufWriter::new(file));
    zip.set_comment(COMMENT).map_err(refused)?;
    // Without the feature `time` every entry has the first day that a zip can name.
    let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    zip.start_file("mimetype", stored).map_err(refused)?;
    zip.write_all(b"application/epub+zip").map_err(failed)?;
    zip.start_file("META-INF/container.xml", deflated)
        .map_err(refused)?;
    zip.write_all(CONTAINER.as_bytes()).map_err(failed)?;
    for (name, text) in texts {
        zip.start_file(format!("EPUB/{name}"), deflated)
            .map_err(refused)?;
        zip.write_all(text.as_bytes()).map_err(failed)?;
    }
    for (name, picture) in &book.pictures {
        let failed = |error| ExportError::Io(picture.file.clone(), error);
        let mut source = File::open(&picture.file).map_err(failed)?;
        let options = match picture.media_type {
            "image/svg+xml" => deflated,
            _ => stored,
        };
        zip.start_file(format!("EPUB/{name}"), options)
            .map_err(refused)?;
        io::copy(&mut source, &mut zip).map_err(failed)?;
    }
    zip.finish().map_err(refused)?.flush().map_err(failed)
}
