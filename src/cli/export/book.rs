//! Books: EPUB and the page to print.

use std::process::ExitCode;

use super::Export;
use crate::cli::{FAILED, UNUSABLE, Voice, bar, say};
use crate::export::{epub, print};
use crate::pipeline::{self, BookFormat, BookOptions, BuildOptions, MadeBook, NoBook, Status};

impl Export {
    pub(super) fn book(
        &self,
        format: BookFormat,
        options: &BuildOptions,
        voice: Voice,
    ) -> ExitCode {
        let wanted = BookOptions {
            format,
            only: self.only.clone(),
            modified: super::source_date(),
        };
        let outcome = bar::during(!voice.quiet, &options.progress, || {
            pipeline::book(options, wanted)
        });
        outcome.tell_findings(voice);
        let lang = outcome.lang;
        let book = match &outcome.book {
            Some(Ok(book)) if outcome.status == Status::Done => book,
            Some(Err(NoBook::NoSuchPart(name))) => {
                say::err(&say::no_such_part(name, lang));
                return ExitCode::from(UNUSABLE);
            }
            Some(Err(NoBook::Unreadable(unreadable))) => {
                say::err(&say::picture_failed(unreadable, lang));
                return ExitCode::from(FAILED);
            }
            _ => return outcome.exit_code(),
        };
        let written = match book {
            MadeBook::Epub(book) => epub::write_epub(book, &self.output),
            MadeBook::Print(html, _) => print::write_page(html, &self.output),
        };
        if let Err(error) = written {
            say::err(&say::export_failed(&error, lang));
            return ExitCode::from(FAILED);
        }
        if !voice.quiet {
            let chapters = match book {
                MadeBook::Epub(book) => book.chapters.len(),
                MadeBook::Print(_, chapters) => *chapters,
            };
            say::out(&say::made_book(chapters, &self.output, lang));
        }
        if self.strict && outcome.severities.fail(&outcome.diagnostics, true) {
            return ExitCode::from(FAILED);
        }
        ExitCode::SUCCESS
    }
}
