//! `inkstone build`

use std::process::ExitCode;

use super::common::Common;
use super::{FAILED, Voice, bar, say};
use crate::pipeline::{self, Outcome, Status};

/// Build the site of a folder
///
/// With a site.toml in ROOT, its notes are in ROOT/content unless it says otherwise. Without one, ROOT itself is the
/// folder of notes, every default holds, and nothing in it is written but the output.
#[derive(Debug, clap::Args)]
pub(super) struct Build {
    #[command(flatten)]
    common: Common,
}

impl Build {
    pub(super) fn run(&self, voice: Voice) -> ExitCode {
        let (outcome, told) = build(&self.common, voice);
        if told {
            outcome.exit_code()
        } else {
            ExitCode::from(FAILED)
        }
    }
}

/// Builds, and prints what there is to say. Returns whether the figures could be written too.
pub(super) fn build(common: &Common, voice: Voice) -> (Outcome, bool) {
    let options = common.build_options();
    let outcome = bar::during(!voice.quiet, &options.progress, || {
        pipeline::build(&options)
    });
    outcome.tell_findings(voice);
    let told = common.tell_figures(&outcome);
    if outcome.site_was_built {
        if !voice.quiet {
            say::out(&say::built(&outcome.report, &outcome.output, outcome.lang));
        }
    } else if outcome.status == Status::Failed {
        say::err(say::failed(outcome.lang));
    }
    (outcome, told)
}
