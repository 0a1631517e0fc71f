//! Options that commands share, and what they print of an outcome.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use super::{FAILED, UNUSABLE, Voice, say};
use crate::config;
use crate::diagnostic::{Diagnostic, Format, Severity, Style, render};
use crate::pipeline::{BuildOptions, Outcome, Status};
use crate::progress::Progress;

/// Which site.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Place {
    /// The folder of the site: with a site.toml, or a plain folder of notes
    #[arg(default_value = ".")]
    pub(super) root: PathBuf,
    /// The output folder [default: ROOT/public, or what `output` in site.toml says]
    #[arg(short, long, value_name = "DIR")]
    pub(super) output_dir: Option<PathBuf>,
    /// A configuration file instead of ROOT/site.toml
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
}

/// How to build it.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Common {
    #[command(flatten)]
    pub(super) place: Place,
    /// The address of the published site, for sitemap, feed and previews
    #[arg(long, value_name = "URL", value_parser = base_url)]
    base_url: Option<String>,
    /// Take private notes in too
    #[arg(long)]
    drafts: bool,
    /// Exit with 1 on warnings too
    #[arg(long)]
    pub(super) strict: bool,
    /// Neither read nor write the cache
    #[arg(long)]
    no_cache: bool,
    /// The number of threads [default: one for each processor]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Write the figures of the run as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Print how long each stage took, and each thread in it
    #[arg(long)]
    timings: bool,
}

/// The value of `--base-url`.
pub(super) fn base_url(text: &str) -> Result<String, &'static str> {
    config::base_url(text).ok_or("expected an address such as https://example.org/notes/")
}

/// `SOURCE_DATE_EPOCH`: the time, in seconds since 1970, that stands for all times that would be read from files.
pub(super) fn source_date() -> Option<i64> {
    std::env::var("SOURCE_DATE_EPOCH")
        .ok()?
        .trim()
        .parse()
        .ok()
        .filter(|date| *date >= 0)
}

impl Common {
    pub(super) fn build_options(&self) -> BuildOptions {
        BuildOptions {
            root: self.place.root.clone(),
            output: self.place.output_dir.clone(),
            config: self.place.config.clone(),
            base_url: self.base_url.clone(),
            drafts: self.drafts,
            history: true,
            source_date: source_date(),
            strict: self.strict,
            cache: !self.no_cache,
            threads: self.threads.map(NonZeroUsize::get),
            thread_times: self.timings,
            progress: Arc::new(Progress::default()),
        }
    }

    /// The file of `--report`.
    pub(super) fn report_file(&self) -> Option<&Path> {
        self.report.as_deref()
    }

    /// Writes the report and prints the times, where they are asked for. Returns whether the report could be written.
    pub(super) fn tell_figures(&self, outcome: &Outcome) -> bool {
        if self.timings {
            say::err(&say::timings(&outcome.report));
        }
        let Some(file) = &self.report else {
            return true;
        };
        let result = std::fs::write(file, outcome.report.to_json());
        if let Err(error) = &result {
            say::err(&format!(
                "error: the report {} cannot be written: {error}\n",
                file.display()
            ));
        }
        result.is_ok()
    }
}

impl Outcome {
    /// The findings as text; those that matter less than `least` are left out.
    pub(super) fn rendered(
        &self,
        format: Format,
        color: bool,
        prefix: &str,
        least: Severity,
    ) -> String {
        let style = Style {
            format,
            lang: self.lang,
            color,
            prefix,
            least,
        };
        render(&self.diagnostics, &self.sources, &self.severities, &style)
    }

    /// Prints the findings of a build to standard error: hints only if asked for.
    pub(super) fn tell_findings(&self, voice: Voice) {
        self.tell_some_findings(&self.diagnostics, voice);
        let [_, _, hints] = self.counts();
        if hints > 0 && !voice.quiet && !voice.verbose {
            say::err(&say::hidden_hints(hints, self.lang));
        }
    }

    /// Prints those of its findings that are named, likewise.
    pub(super) fn tell_some_findings(&self, some: &[Diagnostic], voice: Voice) {
        let least = match voice {
            Voice { quiet: true, .. } => Severity::Error,
            Voice { verbose: true, .. } => Severity::Hint,
            _ => Severity::Warning,
        };
        let style = Style {
            format: Format::Human,
            lang: self.lang,
            color: voice.colored(&std::io::stderr()),
            prefix: "",
            least,
        };
        say::err(&render(some, &self.sources, &self.severities, &style));
    }

    /// How many errors, warnings and hints there are.
    pub(super) fn counts(&self) -> [usize; 3] {
        let mut counts = [0; 3];
        for (severity, _) in self.severities.sorted(&self.diagnostics, &self.sources) {
            counts[severity as usize] += 1;
        }
        counts
    }

    /// The exit code that says how the run ended.
    pub(super) fn exit_code(&self) -> ExitCode {
        match self.status {
            Status::Done => ExitCode::SUCCESS,
            Status::Failed => ExitCode::from(FAILED),
            Status::NoSite => ExitCode::from(UNUSABLE),
        }
    }
}
