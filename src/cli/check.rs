//! `inkstone check`

use std::path::{Component, Path};
use std::process::ExitCode;

use clap::ValueEnum;

use super::common::Common;
use super::external::Asking;
use super::{FAILED, Voice, autolinks, bar, say, unanswered};
use crate::diagnostic::{Format, Severity, github_text};
use crate::pipeline::{self, Status};

/// Find faults without writing anything
///
/// Exits with 1 if there are errors, with --strict also if there are warnings. Connects to no other machine, unless --external is given.
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    #[command(flatten)]
    common: Common,
    /// How findings are printed
    #[arg(long, value_name = "FORM", default_value = "human")]
    format: Form,
    /// List the questions that have no answer yet; with -v also why each heading is a question or not
    #[arg(long)]
    unanswered: bool,
    /// Fail if fewer than N of a hundred questions have an answer
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=100))]
    min_coverage: Option<u8>,
    /// List every automatic link and every near miss; with -v also mentions that are not linked
    #[arg(long)]
    autolinks: bool,
    /// Ask other hosts whether what notes link to is still there
    #[arg(long)]
    external: bool,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// For people
    Human,
    /// One JSON object per line
    Json,
    /// Workflow commands, which GitHub shows beside the lines of a pull request
    Github,
}

impl Check {
    pub(super) fn run(&self, voice: Voice) -> ExitCode {
        let options = self.common.build_options();
        let outcome = bar::during(!voice.quiet, &options.progress, || {
            let mut outcome = pipeline::check(&options);
            if self.external {
                self.asking.ask_links(&mut outcome, &options);
            }
            outcome
        });
        let least = if voice.quiet {
            Severity::Error
        } else {
            Severity::Hint
        };
        let format = match self.format {
            Form::Human => Format::Human,
            Form::Json => Format::Json,
            Form::Github => Format::Github,
        };
        let prefix = repository_prefix(&options.root);
        let color = voice.colored(&std::io::stdout());
        say::out(&outcome.rendered(format, color, &prefix, least));
        if self.unanswered && outcome.status != Status::NoSite {
            let form = self.format;
            say::out(&unanswered::list(&outcome, form, voice.verbose, &prefix));
        }
        if self.autolinks {
            say::out(&autolinks::list(
                &outcome,
                self.format,
                voice.verbose,
                &prefix,
            ));
        }
        if self.format == Form::Human && !voice.quiet {
            say::out(&say::findings(outcome.counts(), outcome.lang));
        }
        let least = self
            .min_coverage
            .filter(|_| outcome.status != Status::NoSite);
        let too_few = least.and_then(|least| unanswered::too_few(&outcome, least));
        match &too_few {
            Some(said) if self.format == Form::Github => {
                say::out(&format!("::error::{}\n", github_text(said)));
            }
            Some(said) => say::err(&format!("{said}\n")),
            None => {}
        }
        if self.common.tell_figures(&outcome) && too_few.is_none() {
            outcome.exit_code()
        } else {
            ExitCode::from(FAILED)
        }
    }
}

/// What leads from the working folder, which is the repository on GitHub's runners, to ROOT: `""` or a folder with `/`.
fn repository_prefix(root: &Path) -> String {
    let inside = root
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let names: Vec<_> = root
        .components()
        .filter(|part| matches!(part, Component::Normal(_)))
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    if inside && !names.is_empty() {
        names.join("/") + "/"
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes() {
        assert_eq!(repository_prefix(Path::new(".")), "");
        assert_eq!(repository_prefix(Path::new("./docs/site/")), "docs/site/");
        assert_eq!(repository_prefix(Path::new("/srv/site")), "");
        assert_eq!(repository_prefix(Path::new("../site")), "");
    }
}
