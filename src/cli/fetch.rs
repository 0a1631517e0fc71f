//! `inkstone fetch`

mod words;

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::Arc;

use super::common::Place;
use super::external::{Asking, addresses};
use super::{FAILED, Voice, bar, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::fetch::{FOLDER, Failure, Fetched, Images, Pruned, Store, StoreError, fetch_images};
use crate::parse::is_image;
use crate::pipeline::{self, BuildOptions, Outcome, Status};
use crate::progress::{Progress, Stage};

const MEGABYTE: u64 = 1_000_000;

/// Download images that notes link from other hosts
///
/// Puts them into ROOT/.inkstone/remote, where later builds find them, so that the site shows them whatever becomes of
/// their hosts. What is there is not asked for again; a run that is cut off is taken up by the next.
#[derive(Debug, clap::Args)]
pub(super) struct Fetch {
    #[command(flatten)]
    place: Place,
    /// Ask for dead images again
    #[arg(long)]
    again: bool,
    /// Ask for all images again; those that do not come stay as they are
    #[arg(long)]
    refresh: bool,
    /// Remove copies of images that no note links any more, if all notes can be read
    #[arg(long)]
    prune: bool,
    /// The most megabytes of one image
    #[arg(long, value_name = "MB", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=1000))]
    max_size: u16,
    /// Fetch the images of private notes too
    #[arg(long)]
    drafts: bool,
    /// Exit with 1 if an image cannot be fetched
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    asking: Asking,
}

impl Fetch {
    pub(super) fn run(&self, voice: Voice) -> ExitCode {
        let options = BuildOptions {
            root: self.place.root.clone(),
            output: self.place.output_dir.clone(),
            config: self.place.config.clone(),
            drafts: self.drafts,
            progress: Arc::new(Progress::default()),
            ..BuildOptions::default()
        };
        let (mut outcome, result) = bar::during(!voice.quiet, &options.progress, || {
            let mut outcome = pipeline::survey(&options);
            let result = self.fetch(&mut outcome, &options);
            (outcome, result)
        });
        let lang = outcome.lang;
        match result {
            // There are no notes to speak of.
            None => {
                outcome.tell_findings(voice);
                outcome.exit_code()
            }
            Some(Err(error)) => {
                say::err(&words::store_failed(&error, lang));
                ExitCode::from(FAILED)
            }
            Some(Ok((fetched, pruned))) => {
                // What else there is to find `check` says.
                outcome
                    .diagnostics
                    .retain(|finding| finding.code == Code::DeadImage);
                outcome.tell_findings(voice);
                if !voice.quiet {
                    say::out(&words::fetched(&fetched, pruned, lang));
                }
                if outcome.severities.fail(&outcome.diagnostics, self.strict) {
                    return ExitCode::from(FAILED);
                }
                ExitCode::SUCCESS
            }
        }
    }

    /// `None` if there is no site.
    fn fetch(
        &self,
        outcome: &mut Outcome,
        options: &BuildOptions,
    ) -> Option<Result<(Fetched, Pruned), StoreError>> {
        let linked = outcome.linked.as_ref()?;
        if outcome.status != Status::Done {
            return None;
        }
        let addresses = addresses(linked, is_image);
        let nothing_to_do =
            addresses.wanted.is_empty() && !(self.prune && options.root.join(FOLDER).is_dir());
        let mut result = if nothing_to_do {
            // No folder is made for nothing.
            Ok((Fetched::default(), Pruned::default()))
        } else {
            Store::open(&options.root).and_then(|mut store| {
                let limit = u64::from(self.max_size) * MEGABYTE;
                let images = Images {
                    wanted: &addresses.wanted,
                    again: self.again,
                    refresh: self.refresh,
                    limit,
                };
                let fetched = fetch_images(
                    images,
                    &mut store,
                    &self.asking.client(limit),
                    self.asking.bounds(),
                    |count| options.progress.begin(Stage::Fetch, count),
                    || options.progress.step(),
                )?;
                let pruned = match still_linked(self.prune, options) {
                    Some(wanted) => store.prune(&wanted)?,
                    None => Pruned::default(),
                };
                Ok((fetched, pruned))
            })
        };
        if let Ok((fetched, _)) = &mut result {
            let lang = outcome.lang;
            let findings = addresses.findings(&fetched.failures, |span, written, failure| {
                Diagnostic::new(Code::DeadImage, span, [written, &failure.words(lang)])
            });
            let findings: Vec<Diagnostic> = findings.collect();
            outcome.diagnostics.extend(findings);
            let bad = addresses.bad.into_iter();
            let bad = bad.map(|(_, written)| (written, Failure::BadAddress));
            fetched.failures.extend(bad);
        }
        Some(result)
    }
}

/// The addresses whose copies stay, if others are to be removed: those of private notes too, whatever is fetched now. `None`
/// where not all notes can be read, for then nobody knows.
fn still_linked(prune: bool, options: &BuildOptions) -> Option<BTreeSet<String>> {
    if !prune {
        return None;
    }
    let all = pipeline::survey(&BuildOptions {
        drafts: true,
        progress: Arc::new(Progress::default()),
        ..options.clone()
    });
    let unread = [
        Code::UnreadableFile,
        Code::UndecodableNote,
        Code::OversizedNote,
    ];
    let mut findings = all.diagnostics.iter();
    if findings.any(|finding| unread.contains(&finding.code)) {
        return None;
    }
    let linked = all.linked.as_ref()?;
    Some(addresses(linked, is_image).wanted.into_keys().collect())
}
