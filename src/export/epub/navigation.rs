//! The navigation document, and the older one for readers that know no other.

use std::fmt::Write as _;

use super::form::EpubForm;
use super::{Epub, package};
use crate::book::{ContentsEntry, Form as _, Target, contents_list};
use crate::render::escape::{escape_attribute, escape_text};

/// The body of the contents, which readers show as their own too.
pub(super) fn contents_body(book: &Epub, form: &EpubForm<'_>) -> String {
    let mut list = contents_list(form, &book.contents);
    if list.is_empty() {
        list.push_str("<ol>\n</ol>");
    }
    let item = |file: &str, title: &str| {
        format!("<li><a href=\"{file}\">{}</a></li>\n", escape_text(title))
    };
    // An empty list is none.
    if book.contents.is_empty() {
        list.insert_str("<ol>\n".len(), &item("cover.xhtml", &book.title));
    }
    if book.index.is_some() {
        list.truncate(list.len() - "</ol>".len());
        list.push_str(&item("topics.xhtml", book.words.topics));
        list.push_str("</ol>");
    }
    let words = book.words;
    let start = match book.contents.first() {
        Some(_) => "<li><a epub:type=\"bodymatter\" href=\"chapter-0001.xhtml\">",
        None => "<li><a epub:type=\"cover\" href=\"cover.xhtml\">",
    };
    format!(
        "<nav epub:type=\"toc\" role=\"doc-toc\" id=\"toc\"><h1>{0}</h1>\n{list}</nav>\n\
         <nav epub:type=\"landmarks\" hidden=\"hidden\"><h2>{1}</h2>\n<ol>\n\
         <li><a epub:type=\"toc\" href=\"#toc\">{0}</a></li>\n{start}{1}</a></li>\n</ol></nav>\n",
        words.contents,
        escape_text(&book.title)
    )
}

/// `toc.ncx` of EPUB 2.
pub(super) fn ncx(book: &Epub, form: &EpubForm<'_>) -> String {
    let mut points = String::new();
    let mut count = 0;
    for entry in &book.contents {
        point(&mut points, &mut count, form, entry);
    }
    if book.index.is_some() || count == 0 {
        let (file, title) = match book.index {
            Some(_) => ("topics.xhtml", book.words.topics),
            None => ("cover.xhtml", book.title.as_str()),
        };
        open_point(&mut points, &mut count, title, file);
        points.push_str("</navPoint>\n");
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <ncx xmlns=\"http://www.daisy.org/z3986/2005/ncx/\" version=\"2005-1\" xml:lang=\"{}\">\n\
         <head><meta name=\"dtb:uid\" content=\"{}\"/></head>\n\
         <docTitle><text>{}</text></docTitle>\n<navMap>\n{points}</navMap>\n</ncx>\n",
        escape_attribute(&book.lang),
        package::identifier(&book.identity),
        escape_text(&book.title)
    )
}

fn point(out: &mut String, count: &mut usize, form: &EpubForm<'_>, entry: &ContentsEntry) {
    let target = Target::Chapter(entry.chapter, entry.anchor.clone());
    let address = form.address(&target).unwrap_or_default();
    open_point(out, count, &entry.title, &address);
    for inner in &entry.children {
        point(out, count, form, inner);
    }
    out.push_str("</navPoint>\n");
}

fn open_point(out: &mut String, count: &mut usize, title: &str, address: &str) {
    *count += 1;
    let _ = write!(
        out,
        "<navPoint id=\"p{count}\" playOrder=\"{count}\"><navLabel><text>{}</text></navLabel><content src=\"{}\"/>",
        escape_text(title),
        escape_attribute(address)
    );
}
