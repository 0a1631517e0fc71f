//! `inkstone serve`

mod findings;

use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use self::findings::{New, for_pages};
use super::common::Common;
use super::{FAILED, UNUSABLE, Voice, bar, say};
use crate::MANIFEST_NAME;
use crate::pipeline::{BuildOptions, Outcome, Status, Workshop};
use crate::serve::{IpAddr, LOOPBACK, Live, Server};
use crate::text::Lang;
use crate::watch::Watch;

/// Serve the site on this machine, and keep up with changes
///
/// Builds the site, and builds it again when a file changes; pages that are open then show what is new without being loaded again.
/// Only programs on this machine can reach it, unless --host says otherwise.
#[derive(Debug, clap::Args)]
#[command(mut_arg("strict", |strict| strict.hide(true)))]
pub(super) struct Serve {
    #[command(flatten)]
    common: Common,
    /// The port; 0 picks a free one
    #[arg(long, value_name = "N", default_value_t = 4000)]
    port: u16,
    /// The address of this machine to serve on, such as 0.0.0.0 for all: others in the network can read the site then
    #[arg(long, value_name = "ADDR", default_value_t = LOOPBACK)]
    host: IpAddr,
    /// Open the site in the browser
    #[arg(long)]
    open: bool,
    /// Address that opens a finding in an editor, with {path}, {line} and {col}; empty for none [default: that of
    /// `INKSTONE_EDITOR`, else of Visual Studio Code]
    #[arg(long, value_name = "URL")]
    editor: Option<String>,
    /// Look for changes every half second: for network drives and other places of which the system tells nothing
    #[arg(long)]
    poll: bool,
}

impl Serve {
    pub(super) fn run(&self, voice: Voice) -> ExitCode {
        if self.common.strict {
            say::err(
                "error: serve has no --strict: it goes on whatever it finds\n  = inkstone check --strict fails on warnings\n",
            );
            return ExitCode::from(UNUSABLE);
        }
        let (server, live) = match Server::live(self.host, self.port) {
            Ok(bound) => bound,
            Err(error) => {
                say::err(&format!(
                    "error: port {} of {} cannot be used: {error}\n  = --port 0 picks a free one\n",
                    self.port, self.host
                ));
                return ExitCode::from(FAILED);
            }
        };
        let options = self.common.build_options();
        // What changes while the first build runs is in the second.
        let watch = Watch::new(&options.root, self.poll);
        let mut session = Session {
            serve: self,
            voice,
            live: &live,
            workshop: Workshop::new(options.clone()),
            new: New::default(),
            output: default_output(&options),
            lang: None,
            options: &options,
        };
        let outcome = session.first_build();
        let mut watch = match watch {
            Ok(watch) => watch,
            // Without a folder there is nothing to wait for either.
            Err(_) if outcome.status == Status::NoSite => return outcome.exit_code(),
            Err(error) => {
                say::err(&say::cannot_watch(&error.to_string(), outcome.lang));
                return ExitCode::from(FAILED);
            }
        };
        session.widen(&mut watch, &outcome);
        let url = server.url();
        if !self.host.is_loopback() {
            say::err(&say::open_to_others(&self.host.to_string(), outcome.lang));
        }
        say::out(&say::serving(&url, outcome.lang));
        if self.open {
            open(&url, outcome.lang);
        }
        std::thread::spawn(move || server.run());
        let mut lang = outcome.lang;
        loop {
            if let Some(reason) = watch.take_failure() {
                say::err(&say::polling(&reason, lang));
            }
            let changed = watch.wait();
            let outcome = session.build_again(&changed);
            session.widen(&mut watch, &outcome);
            lang = outcome.lang;
        }
    }
}

impl Serve {
    fn editor(&self) -> String {
        let set = || std::env::var("INKSTONE_EDITOR").ok();
        let given = self.editor.clone().or_else(set);
        given.unwrap_or_else(|| "vscode://file{path}:{line}:{col}".to_owned())
    }
}

/// A site that is being worked on.
struct Session<'a> {
    serve: &'a Serve,
    voice: Voice,
    options: &'a BuildOptions,
    live: &'a Live,
    workshop: Workshop,
    new: New,
    /// Where the site is, or would be.
    output: PathBuf,
    /// The language of the last build that knew one; a configuration that cannot be read does not change it.
    lang: Option<Lang>,
}

impl Session<'_> {
    fn first_build(&mut self) -> Outcome {
        let voice = self.voice;
        let outcome = self.build(&[]);
        outcome.tell_findings(voice);
        self.serve.common.tell_figures(&outcome);
        if !outcome.site_was_built {
            say::err(say::failed(outcome.lang));
        } else if !voice.quiet {
            say::out(&say::built(&outcome.report, &outcome.output, outcome.lang));
        }
        self.new.among(&outcome);
        self.tell_pages(&outcome);
        outcome
    }

    /// Builds after a change, and says in one line what came of it, with findings that there were not before.
    fn build_again(&mut self, changed: &[PathBuf]) -> Outcome {
        let started = Instant::now();
        let outcome = self.build(changed);
        let took = started.elapsed();
        self.new.among(&outcome).tell_findings(self.voice);
        self.serve.common.tell_figures(&outcome);
        if !outcome.site_was_built {
            say::err(say::failed(outcome.lang));
        } else if !self.voice.quiet && !outcome.changed.is_empty() {
            say::out(&say::built_again(
                outcome.changed.len(),
                took,
                outcome.counts(),
                outcome.lang,
            ));
        }
        self.tell_pages(&outcome);
        outcome
    }

    fn build(&mut self, changed: &[PathBuf]) -> Outcome {
        let live = self.live;
        let workshop = &mut self.workshop;
        let mut outcome = bar::during(!self.voice.quiet, &self.options.progress, || {
            workshop.build(changed, &|routes| live.changed(routes))
        });
        if outcome.status == Status::NoSite {
            outcome.lang = self.lang.unwrap_or(outcome.lang);
        } else {
            self.lang = Some(outcome.lang);
        }
        if !outcome.output.as_os_str().is_empty() {
            self.output.clone_from(&outcome.output);
        }
        outcome
    }

    fn tell_pages(&self, outcome: &Outcome) {
        // Nothing is served from a folder that was refused as output.
        let is_ours = self.output.join(MANIFEST_NAME).is_file();
        self.live.set_folder(is_ours.then_some(&self.output));
        self.live
            .found(for_pages(outcome, &self.options.root, &self.serve.editor()));
    }

    /// Watches where the last build has read, and not where it has written.
    fn widen(&self, watch: &mut Watch, outcome: &Outcome) {
        watch.ignore(&self.output);
        if let Some(report) = self.serve.common.report_file() {
            watch.ignore(report);
        }
        if !outcome.notes.as_os_str().is_empty() {
            watch.add_folder(&outcome.notes);
        }
        if let Some(config) = &self.options.config {
            watch.add_file(config);
        }
    }
}

/// The output folder before a configuration has named another one.
fn default_output(options: &BuildOptions) -> PathBuf {
    let default = || options.root.join("public");
    options.output.clone().unwrap_or_else(default)
}

/// Asks the system to show `url`. That there may be no browser is said, and no reason to stop.
fn open(url: &str, lang: Lang) {
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        let mut command = Command::new("cmd");
        command.args(["/c", "start", ""]);
        command
    } else {
        Command::new("xdg-open")
    };
    let streams = command
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if let Err(error) = streams.spawn() {
        say::err(&say::no_browser(&error.to_string(), lang));
    }
}
