//! `inkstone serve`

use std::process::{Command, ExitCode, Stdio};

use super::build::build;
use super::common::Common;
use super::{FAILED, Voice, say};
use crate::serve::{IpAddr, LOOPBACK, Server};

/// Build the site and serve it on this machine
///
/// Only programs on this machine can reach it, unless --host says otherwise.
#[derive(Debug, clap::Args)]
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
}

impl Serve {
    pub(super) fn run(&self, voice: Voice) -> ExitCode {
        let (outcome, told) = build(&self.common, voice);
        if !outcome.site_was_built || !told {
            return if told {
                outcome.exit_code()
            } else {
                ExitCode::from(FAILED)
            };
        }
        let server = match Server::bind(&outcome.output, self.host, self.port) {
            Ok(server) => server,
            Err(error) => {
                say::err(&format!(
                    "error: port {} of {} cannot be used: {error}\n  = --port 0 picks a free one\n",
                    self.port, self.host
                ));
                return ExitCode::from(FAILED);
            }
        };
        let url = server.url();
        if !self.host.is_loopback() {
            say::err(&say::open_to_others(&self.host.to_string(), outcome.lang));
        }
        say::out(&say::serving(&url, outcome.lang));
        if self.open {
            open(&url);
        }
        server.run();
        ExitCode::SUCCESS
    }
}

/// Asks the system to show `url`. That there may be no browser is said, and no reason to stop.
fn open(url: &str) {
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
        say::err(&format!("warning: no browser could be opened: {error}\n"));
    }
}
