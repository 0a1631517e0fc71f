//! `inkstone export`

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::ValueEnum;

use super::common::{base_url, source_date};
use super::{FAILED, Voice, bar, say};
use crate::export::{CardSet, ExportError, anki};
use crate::pipeline::{self, BuildOptions, CardOptions, Status};
use crate::progress::Progress;

/// Write the notes in another format
///
/// Exports the questions that have an answer as cards for Anki: a package, or a text file with a folder of pictures
/// beside it. Importing again updates the cards and keeps when they are due. FILE is replaced only if an export wrote it.
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
    /// The address of the published site, where the links of cards then lead
    #[arg(long, value_name = "URL", value_parser = base_url)]
    base_url: Option<String>,
    /// Export questions too whose answer is less than a sentence
    #[arg(long)]
    stubs: bool,
    /// Export private notes too
    #[arg(long)]
    drafts: bool,
    /// Fail on warnings too
    #[arg(long)]
    strict: bool,
    /// How many threads work [default: one for each processor]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// A package for Anki, `.apkg`
    Anki,
    /// A text file for the import of Anki
    AnkiTsv,
}

impl ExportFormat {
    fn check(self, path: &std::path::Path) -> Result<(), ExportError> {
        match self {
            Self::Anki => anki::check_package(path),
            Self::AnkiTsv => anki::check_text(path),
        }
    }

    fn write(self, set: &CardSet, path: &std::path::Path) -> Result<(), ExportError> {
        match self {
            Self::Anki => anki::write_package(set, path),
            Self::AnkiTsv => anki::write_text(set, path),
        }
    }
}

impl Export {
    pub(super) fn run(&self, voice: Voice) -> ExitCode {
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
            progress: Arc::new(Progress::default()),
            ..BuildOptions::default()
        };
        let wanted = CardOptions {
            stubs: self.stubs,
            date: source_date(),
        };
        let outcome = bar::during(!voice.quiet, &options.progress, || {
            pipeline::cards(&options, wanted)
        });
        outcome.tell_findings(voice);
        let lang = outcome.lang;
        match &outcome.cards {
            Some(Ok(set)) if outcome.status == Status::Done => {
                if let Err(error) = self.format.write(set, &self.output) {
                    say::err(&say::export_failed(&error, lang));
                    return ExitCode::from(FAILED);
                }
                if !voice.quiet {
                    say::out(&say::exported(set, &self.output, lang));
                }
                let findings = &outcome.diagnostics;
                if self.strict && outcome.severities.fail(findings, true) {
                    return ExitCode::from(FAILED);
                }
                ExitCode::SUCCESS
            }
            Some(Err(unreadable)) => {
                say::err(&say::picture_failed(unreadable, lang));
                ExitCode::from(FAILED)
            }
            _ => outcome.exit_code(),
        }
    }
}
