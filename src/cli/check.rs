//! `inkstone check`

use std::path::{Component, Path};
use std::process::ExitCode;

use clap::ValueEnum;
use serde_json::json;

use super::common::Common;
use super::{FAILED, Voice, autolinks, bar, say};
use crate::diagnostic::{Format, Severity, github_property, github_text};
use crate::pipeline::{self, OpenQuestion, Outcome, Status};

/// Find faults without writing anything
///
/// Exits with 1 if there are errors, with --strict also if there are warnings.
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    #[command(flatten)]
    common: Common,
    /// The form of the findings
    #[arg(long, value_name = "FORM", default_value = "human")]
    format: Form,
    /// List the questions that have no answer yet
    #[arg(long)]
    unanswered: bool,
    /// List every automatic link and every near miss; with -v also mentions that are not linked
    #[arg(long)]
    autolinks: bool,
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
            pipeline::check(&options)
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
            say::out(&self.open_questions(&outcome, &prefix));
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
        if self.common.tell_figures(&outcome) {
            outcome.exit_code()
        } else {
            ExitCode::from(FAILED)
        }
    }

    fn open_questions(&self, outcome: &Outcome, prefix: &str) -> String {
        let mut text = String::new();
        for question in &outcome.unanswered {
            text += &self.open_question(question, prefix);
        }
        if self.format == Form::Human {
            text += &say::unanswered(
                outcome.unanswered.len(),
                outcome.report.questions.total,
                outcome.lang,
            );
        }
        text
    }

    fn open_question(&self, question: &OpenQuestion, prefix: &str) -> String {
        let OpenQuestion { path, line, .. } = question;
        let state = question.state.as_str();
        let title = format!("{} {}", question.number, question.text);
        let title = title.trim();
        match self.format {
            Form::Human => format!("{path}:{line}: {state} {title}\n"),
            Form::Json => {
                format!(
                    "{}\n",
                    json!({ "path": path, "line": line, "state": state, "question": title })
                )
            }
            Form::Github => format!(
                "::notice file={},line={line},title={state}::{}\n",
                github_property(&format!("{prefix}{path}")),
                github_text(title),
            ),
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
    fn open_questions_in_three_forms() {
        use clap::Parser;
        #[derive(Parser)]
        struct Alone {
            #[command(flatten)]
            check: Check,
        }
        let shown = |form: &str| {
            let alone = Alone::parse_from(["check", "--format", form]);
            let mut outcome = Outcome::empty();
            outcome.report.questions.total = 3;
            outcome.unanswered.push(OpenQuestion {
                path: "content/a.md".to_owned(),
                line: 7,
                number: "3.".to_owned(),
                text: "什么是 50%?".to_owned(),
                state: crate::parse::AnswerState::Empty,
            });
            alone.check.open_questions(&outcome, "docs/")
        };
        assert_eq!(
            shown("human"),
            "content/a.md:7: empty 3. 什么是 50%?\n1 of 3 questions without an answer\n"
        );
        assert_eq!(
            shown("json"),
            "{\"path\":\"content/a.md\",\"line\":7,\"state\":\"empty\",\"question\":\"3. 什么是 50%?\"}\n"
        );
        assert_eq!(
            shown("github"),
            "::notice file=docs/content/a.md,line=7,title=empty::3. 什么是 50%25?\n"
        );
    }

    #[test]
    fn prefixes() {
        assert_eq!(repository_prefix(Path::new(".")), "");
        assert_eq!(repository_prefix(Path::new("./docs/site/")), "docs/site/");
        assert_eq!(repository_prefix(Path::new("/srv/site")), "");
        assert_eq!(repository_prefix(Path::new("../site")), "");
    }
}
