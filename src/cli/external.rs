//! How other machines are asked, and which addresses of the notes there are to ask for.

use std::collections::BTreeMap;
use std::time::Duration;

use ::url::Url;

use crate::catalog::Resolved;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::Target;
use crate::fetch::{Bounds, Client, Failure, Limits, at_most, host, request_address};
use crate::pipeline::{BuildOptions, Linked, Outcome, Status};
use crate::progress::Stage;

/// How much one host is asked at once.
const PER_HOST: usize = 2;

/// How other machines are asked.
#[derive(Clone, Copy, Debug, clap::Args)]
#[command(next_help_heading = "Asking other hosts")]
pub(super) struct Asking {
    /// How many addresses are asked at once; of one host at most two
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=32))]
    jobs: u8,
    /// How many seconds one address may take in all
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u16).range(1..=3600))]
    timeout: u16,
    /// Ask machines too that are not of the open network: this one, those beside it
    #[arg(long)]
    allow_private: bool,
}

/// Addresses on other hosts with the places where notes have them.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    /// What to ask for, by address.
    pub(super) wanted: BTreeMap<String, Url>,
    /// Where each stands, with how it is written there.
    pub(super) places: BTreeMap<String, Vec<(Span, String)>>,
    /// What cannot be asked for.
    pub(super) bad: Vec<(Span, String)>,
}

/// The addresses on other hosts of those targets of all notes that are `wanted`.
pub(super) fn addresses(linked: &Linked, wanted: impl Fn(&Target) -> bool) -> Addresses {
    let mut addresses = Addresses::default();
    for (note, links) in linked.notes.iter().zip(&linked.linked) {
        for (target, resolved) in note.document.targets.iter().zip(&links.targets) {
            let Resolved::External(written) = resolved else {
                continue;
            };
            let is_web = ["http:", "https:"].iter().any(|scheme| {
                let start = written.get(..scheme.len());
                start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            });
            if !is_web || !wanted(target) {
                continue;
            }
            let place = (target.span, written.clone());
            match request_address(written) {
                Ok(url) => {
                    let places = addresses.places.entry(url.to_string()).or_default();
                    places.push(place);
                    addresses.wanted.insert(url.to_string(), url);
                }
                Err(_) => addresses.bad.push(place),
            }
        }
    }
    addresses
}

impl Addresses {
    /// A finding for each place of each address that failed.
    pub(super) fn findings<'a>(
        &'a self,
        failures: &'a BTreeMap<String, Failure>,
        finding: impl Fn(Span, &str, Failure) -> Diagnostic + 'a,
    ) -> impl Iterator<Item = Diagnostic> + 'a {
        let failed = failures.iter().flat_map(|(address, failure)| {
            let places = self.places.get(address).into_iter().flatten();
            places.map(move |place| (place, *failure))
        });
        let bad = self.bad.iter().map(|place| (place, Failure::BadAddress));
        failed
            .chain(bad)
            .map(move |((span, written), failure)| finding(*span, written, failure))
    }
}

impl Asking {
    pub(super) fn client(self, bytes: u64) -> Client {
        Client::new(Limits {
            bytes,
            time: Duration::from_secs(self.timeout.into()),
            private: self.allow_private,
        })
    }

    pub(super) fn bounds(self) -> Bounds {
        Bounds {
            jobs: self.jobs.into(),
            per_host: PER_HOST,
        }
    }

    /// Asks for every address that notes link to, each once, and adds to `outcome` which are dead.
    pub(super) fn ask_links(self, outcome: &mut Outcome, options: &BuildOptions) {
        let Some(linked) = &outcome.linked else {
            return;
        };
        let addresses = addresses(linked, |_| true);
        let asked: Vec<(&String, &Url)> = addresses.wanted.iter().collect();
        options.progress.begin(Stage::Fetch, asked.len());
        let client = self.client(0);
        let mut failures = BTreeMap::new();
        let mut anyone_answered = false;
        at_most(
            &asked,
            |(_, url)| host(url),
            self.bounds(),
            Duration::from_secs(1),
            |(_, url)| client.ask(url),
            |result| {
                let Some((index, result)) = result else {
                    return;
                };
                options.progress.step();
                anyone_answered |= !result.is_err_and(Failure::is_silence);
                if let Err(failure) = result {
                    failures.insert(asked[index].0.clone(), failure);
                }
            },
        );
        let lang = outcome.lang;
        let findings = addresses.findings(&failures, |span, written, failure| {
            // Where all are silent there may be no network.
            let code = if failure.is_dead() && anyone_answered {
                Code::DeadLink
            } else {
                Code::UnsureLink
            };
            Diagnostic::new(code, span, [written, &failure.words(lang)])
        });
        let findings: Vec<Diagnostic> = findings.collect();
        outcome.diagnostics.extend(findings);
        if outcome
            .severities
            .fail(&outcome.diagnostics, options.strict)
        {
            outcome.status = Status::Failed;
        }
        let (found, sources) = (&outcome.diagnostics, &outcome.sources);
        outcome
            .report
            .count_diagnostics(found, sources, &outcome.severities);
    }
}
