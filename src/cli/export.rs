//! `inkstone export`

mod book;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::ValueEnum;

use super::common::{base_url, source_date};
use super::{FAILED, UNUSABLE, Voice, bar, say};
use crate::export::{BuiltSite, CardSet, ExportError, anki, archive, epub, json, print, single};
use crate::pipeline::{self, BookFormat, BuildOptions, CardOptions, Linked, Outcome, Status};
use crate::progress::Progress;
use crate::text::Lang;

/// Write the notes as one file, a book, cards or data
///
/// `single-html` and `zip` pack the site as it is built, `epub` and `print` make one book of all notes, `json` has the notes,
/// questions and topics for other programs, and `anki` and `anki-tsv` the questions that have an answer as cards. FILE is
/// replaced only if an export wrote it.
#[derive(Debug, clap::Args)]
pub(super) struct Export {
    /// The format
    format: ExportFormat,
    /// The folder of the site: with a site.toml, or a plain folder of notes
    #[arg(default_value = ".")]
    root: PathBuf,
    /// The file to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// A configuration file instead of ROOT/site.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The address of the published site, where links lead that have no place in the export
    #[arg(long, value_name = "URL", value_parser = base_url)]
    base_url: Option<String>,
    /// For cards: export questions too whose answer is less than a sentence
    #[arg(long)]
    stubs: bool,
    /// For single-html: write PNG and JPEG pictures as JPEG of this quality where that is smaller
    #[arg(long, value_name = "1-100", value_parser = clap::value_parser!(u8).range(1..=100))]
    image_quality: Option<u8>,
    /// For epub and print: make the book of this folder or note alone
    #[arg(long, value_name = "PATH")]
    only: Option<String>,
    /// Export private notes too
    #[arg(long)]
    drafts: bool,
    /// Exit with 1 on warnings too
    #[arg(long)]
    strict: bool,
    /// The number of threads [default: one for each processor]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// A package for Anki, `.apkg`
    Anki,
    /// A text file for the import of Anki, with a folder of pictures beside it
    AnkiTsv,
    /// A book for e-readers, `.epub`
    Epub,
    /// A page to print with cover and contents, `.html`
    Print,
    /// The whole site in one file, with search and study
    SingleHtml,
    /// The built site as an archive
    Zip,
    /// Notes, questions and topics for other programs
    Json,
}

impl ExportFormat {
    /// Refuses a file that is not ours to replace.
    fn check(self, path: &Path) -> Result<(), ExportError> {
        match self {
            Self::Anki => anki::check_package(path),
            Self::AnkiTsv => anki::check_text(path),
            Self::Epub => epub::check_epub(path),
            Self::Print => print::check_page(path),
            Self::SingleHtml => single::check(path),
            Self::Zip => archive::check(path),
            Self::Json => json::check(path),
        }
    }

    /// Goes through the notes as far as this format asks for.
    fn run(self, export: &Export, options: &BuildOptions) -> Outcome {
        match self {
            Self::Anki | Self::AnkiTsv => {
                let wanted = CardOptions {
                    stubs: export.stubs,
                    date: source_date(),
                };
                pipeline::cards(options, wanted)
            }
            Self::Epub => pipeline::book(options, export.book_options(BookFormat::Epub)),
            Self::Print => pipeline::book(options, export.book_options(BookFormat::Print)),
            Self::SingleHtml | Self::Zip => pipeline::build_apart(options),
            Self::Json => pipeline::survey(options),
        }
    }
}

impl Export {
    /// An option that the format makes nothing of, and the formats that do: what was asked for would not be done.
    fn unused_option(&self) -> Option<(&'static str, &'static str)> {
        use ExportFormat::{Anki, AnkiTsv, Epub, Print, SingleHtml};
        let is_for = |formats: &[ExportFormat]| formats.contains(&self.format);
        if self.only.is_some() && !is_for(&[Epub, Print]) {
            Some(("--only", "`epub`, `print`"))
        } else if self.stubs && !is_for(&[Anki, AnkiTsv]) {
            Some(("--stubs", "`anki`, `anki-tsv`"))
        } else if self.image_quality.is_some() && !is_for(&[SingleHtml]) {
            Some(("--image-quality", "`single-html`"))
        } else {
            None
        }
    }

    pub(super) fn run(&self, voice: Voice) -> ExitCode {
        if let Some((option, formats)) = self.unused_option() {
            say::err(&say::option_of_other_formats(
                option,
                formats,
                say::terminal_lang(),
            ));
            return ExitCode::from(UNUSABLE);
        }
        // A file that is refused is known before any work is done.
        if let Err(error) = self.format.check(&self.output) {
            say::err(&say::export_failed(&error, say::terminal_lang()));
            return ExitCode::from(FAILED);
        }
        let options = BuildOptions {
            root: self.root.clone(),
            config: self.config.clone(),
            base_url: self.base_url.clone(),
            drafts: self.drafts,
            strict: self.strict,
            threads: self.threads.map(NonZeroUsize::get),
            history: true,
            source_date: source_date(),
            progress: Arc::new(Progress::default()),
            ..BuildOptions::default()
        };
        let outcome = bar::during(!voice.quiet, &options.progress, || {
            self.format.run(self, &options)
        });
        outcome.tell_findings(voice);
        let lang = outcome.lang;
        if let Some(Err(none)) = &outcome.book {
            return book::refused(none, lang);
        }
        // A site that was built with warnings that fail the run is there all the same, as after a build.
        if outcome.status != Status::Done && !outcome.site_was_built {
            return outcome.exit_code();
        }
        let written = if let Some(cards) = &outcome.cards {
            match cards {
                Ok(set) => self.write_cards(set, lang),
                Err(unreadable) => {
                    say::err(&say::picture_failed(unreadable, lang));
                    return ExitCode::from(FAILED);
                }
            }
        } else if let Some(Ok(book)) = &outcome.book {
            self.write_book(book, lang)
        } else if let Some(site) = &outcome.built {
            self.write_site(site, lang)
        } else if let Some(linked) = &outcome.linked {
            self.write_notes(linked, lang)
        } else {
            return outcome.exit_code();
        };
        match written {
            Ok(line) => {
                if !voice.quiet {
                    say::out(&line);
                }
                let findings = &outcome.diagnostics;
                if self.strict && outcome.severities.fail(findings, true) {
                    return ExitCode::from(FAILED);
                }
                ExitCode::SUCCESS
            }
            Err(error) => {
                say::err(&say::export_failed(&error, lang));
                ExitCode::from(FAILED)
            }
        }
    }

    fn write_cards(&self, set: &CardSet, lang: Lang) -> Result<String, ExportError> {
        if self.format == ExportFormat::Anki {
            anki::write_package(set, &self.output)?;
        } else {
            anki::write_text(set, &self.output)?;
        }
        Ok(say::exported(set, &self.output, lang))
    }

    fn write_site(&self, site: &BuiltSite, lang: Lang) -> Result<String, ExportError> {
        let bytes = if self.format == ExportFormat::Zip {
            archive::write(site, &self.output)?
        } else {
            let bytes = single::write(site, self.image_quality, &self.output)?;
            if bytes > single::LARGE {
                say::err(&say::single_is_large(bytes, lang));
            }
            bytes
        };
        Ok(say::packed(site.notes.len(), bytes, &self.output, lang))
    }

    fn write_notes(&self, linked: &Linked, lang: Lang) -> Result<String, ExportError> {
        let Linked {
            title,
            catalog,
            notes,
            backlinks,
            ..
        } = linked;
        let notes = json::collect(title, lang.tag(), catalog, notes, backlinks);
        let bytes = json::write(&notes, &self.output)?;
        Ok(say::packed(linked.notes.len(), bytes, &self.output, lang))
    }
}
