//! The page to print: all chapters of a book one after another, in one file that needs no other.

use serde::Serialize;
use tera::Context;

use super::policy::{policy_alone, style_text};
use super::{PageError, Theme};
use crate::book::Words;
use crate::render::style::Styles;

/// A book to print.
#[derive(Clone, Debug)]
pub struct PrintBook {
    /// The title.
    pub title: String,
    /// One sentence about it, or empty.
    pub description: String,
    /// Who wrote it, or empty.
    pub author: String,
    /// The language.
    pub lang: String,
    /// What it says itself.
    pub words: &'static Words,
    /// The contents as HTML.
    pub contents: String,
    /// The chapters in reading order.
    pub chapters: Vec<PrintChapter>,
    /// The index of topics as HTML; empty if there is none.
    pub index: String,
    /// The declarations that the chapters need.
    pub styles: Styles,
    /// Whether they have formulas.
    pub has_math: bool,
    /// Whether they show images from other hosts.
    pub has_remote_images: bool,
}

/// A chapter, to be printed on pages of its own.
#[derive(Clone, Debug, Serialize)]
pub struct PrintChapter {
    /// Its id on the page.
    pub id: String,
    /// The language.
    pub lang: String,
    /// Whether it is only the list of what is in a part.
    pub is_part: bool,
    /// The title, if the body lacks it.
    pub title: Option<String>,
    /// The level of that title in the outline, from 1.
    pub level: usize,
    /// The body as HTML.
    pub body: String,
}

/// `book` in the template.
#[derive(Debug, Serialize)]
struct BookContext<'a> {
    title: &'a str,
    description: &'a str,
    author: &'a str,
    lang: &'a str,
    contents_title: &'a str,
    contents: &'a str,
    chapters: &'a [PrintChapter],
    index: &'a str,
    policy: String,
    style: String,
}

/// The page from `<html>` on.
pub fn print_page(theme: &Theme, book: &PrintBook) -> Result<String, PageError> {
    let mut style = theme.style_alone("css/site.css");
    if book.has_math {
        style.push_str(&theme.style_alone("css/math.css"));
    }
    style.push_str(&book.styles.css());
    style.push_str(&theme.render("print.css", &Context::new())?);
    let style = style_text(&style).unwrap_or_default();
    let context = BookContext {
        title: &book.title,
        description: &book.description,
        author: &book.author,
        lang: &book.lang,
        contents_title: book.words.contents,
        contents: &book.contents,
        chapters: &book.chapters,
        index: &book.index,
        policy: policy_alone(&style, book.has_remote_images),
        style,
    };
    let mut all = Context::new();
    all.insert("book", &context);
    theme.render("print.html", &all)
}
