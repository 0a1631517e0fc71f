//! `inkstone clean`

use std::process::ExitCode;
use std::sync::Arc;

use super::common::Place;
use super::{FAILED, UNUSABLE, Voice, say};
use crate::config::{Overrides, Site};
use crate::diagnostic::{Diagnostic, Format, Severities, Severity, Sources, Span, Style, render};
use crate::output::clean;
use crate::text::Lang;

/// Remove what builds have written, and the cache
///
/// Goes by the list of files that a build leaves in the output folder; every other file stays.
#[derive(Debug, clap::Args)]
pub(super) struct Clean {
    #[command(flatten)]
    place: Place,
}

impl Clean {
    pub(super) fn run(&self, voice: Voice) -> ExitCode {
        let mut sources = Sources::default();
        let overrides = Overrides {
            config: self.place.config.clone(),
            output: self.place.output_dir.clone(),
            ..Overrides::default()
        };
        let site = match Site::locate(&self.place.root, &overrides, &mut sources) {
            Ok(site) => site,
            Err(none) => {
                complain(&none.diagnostics, &sources, none.lang, voice);
                return ExitCode::from(UNUSABLE);
            }
        };
        let lang = site.config.lang.unwrap_or(Lang::En);
        match clean(&site.output, &site.notes, site.cache.as_deref(), &site.root) {
            Ok(cleaned) => {
                if !voice.quiet {
                    say::out(&say::cleaned(cleaned, &site.output, lang));
                }
                ExitCode::SUCCESS
            }
            Err(error) => {
                let source = sources.add(site.output.display().to_string(), Arc::from(""));
                complain(
                    &[error.diagnostic(Span::file(source))],
                    &sources,
                    Some(lang),
                    voice,
                );
                ExitCode::from(FAILED)
            }
        }
    }
}

fn complain(diagnostics: &[Diagnostic], sources: &Sources, lang: Option<Lang>, voice: Voice) {
    let style = Style {
        format: Format::Human,
        lang: lang.unwrap_or(Lang::En),
        color: voice.colored(&std::io::stderr()),
        prefix: "",
        least: Severity::Hint,
    };
    say::err(&render(
        diagnostics,
        sources,
        &Severities::default(),
        &style,
    ));
}
