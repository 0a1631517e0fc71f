//! Books: EPUB and the page to print.

use std::process::ExitCode;

use super::Export;
use crate::cli::common::source_date;
use crate::cli::{FAILED, UNUSABLE, say};
use crate::export::{ExportError, epub, print};
use crate::pipeline::{BookFormat, BookOptions, MadeBook, NoBook};
use crate::text::Lang;

impl Export {
    pub(super) fn book_options(&self, format: BookFormat) -> BookOptions {
        BookOptions {
            format,
            only: self.only.clone(),
            modified: source_date(),
        }
    }

    pub(super) fn write_book(&self, book: &MadeBook, lang: Lang) -> Result<String, ExportError> {
        let chapters = match book {
            MadeBook::Epub(book) => {
                epub::write_epub(book, &self.output)?;
                book.chapters.len()
            }
            MadeBook::Print(html, chapters) => {
                print::write_page(html, &self.output)?;
                *chapters
            }
        };
        Ok(say::made_book(chapters, &self.output, lang))
    }
}

/// Says why there is no book.
pub(super) fn refused(none: &NoBook, lang: Lang) -> ExitCode {
    match none {
        NoBook::NoSuchPart(name) => {
            say::err(&say::no_such_part(name, lang));
            ExitCode::from(UNUSABLE)
        }
        NoBook::Unreadable(unreadable) => {
            say::err(&say::picture_failed(unreadable, lang));
            ExitCode::from(FAILED)
        }
    }
}
