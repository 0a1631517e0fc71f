//! The commands. The only place that prints.

mod autolinks;
mod bar;
mod build;
mod check;
mod clean;
mod common;
mod completions;
mod export;
mod external;
mod fetch;
mod import;
mod init;
mod names;
mod say;
mod serve;
mod topics;
mod unanswered;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{ArgAction, Parser, Subcommand, ValueEnum};

/// Turns a folder of Markdown notes into a study site.
#[derive(Debug, Parser)]
#[command(
    name = "inkstone",
    version,
    max_term_width = 100,
    propagate_version = true
)]
#[command(
    after_help = "Exit codes: 0 done, 1 findings or a failed build, 2 usage or configuration."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    voice: Voice,
}

/// How much is printed, and how.
#[derive(Clone, Copy, Debug, clap::Args)]
struct Voice {
    /// Print errors only
    #[arg(
        short,
        long,
        global = true,
        display_order = 100,
        conflicts_with = "verbose"
    )]
    quiet: bool,
    /// Print more: hints of builds, and in lists what is left out of them
    #[arg(short, long, global = true, display_order = 100, action = ArgAction::SetTrue)]
    verbose: bool,
    /// Colours; `auto` means on a terminal, unless `NO_COLOR` is set
    #[arg(
        long,
        global = true,
        display_order = 100,
        value_name = "WHEN",
        default_value = "auto"
    )]
    color: Color,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

/// What each does is said at its own arguments, so that `--help` shows all of it.
#[derive(Debug, Subcommand)]
enum Command {
    Build(build::Build),
    Serve(serve::Serve),
    Check(check::Check),
    Topics(topics::Topics),
    Export(export::Export),
    Fetch(fetch::Fetch),
    Import(import::Import),
    Init(init::Init),
    Clean(clean::Clean),
    Completions(completions::Completions),
}

/// The exit code for findings and failed builds.
const FAILED: u8 = 1;
/// The exit code for usage and configuration.
const UNUSABLE: u8 = 2;

/// Runs the command that `args` names, the program's own name first.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version come this way too, with code 0. A closed pipe is no fault.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(UNUSABLE));
        }
    };
    match &cli.command {
        Command::Build(command) => command.run(cli.voice),
        Command::Serve(command) => command.run(cli.voice),
        Command::Check(command) => command.run(cli.voice),
        Command::Topics(command) => command.run(cli.voice),
        Command::Export(command) => command.run(cli.voice),
        Command::Fetch(command) => command.run(cli.voice),
        Command::Import(command) => command.run(cli.voice),
        Command::Init(command) => command.run(cli.voice),
        Command::Clean(command) => command.run(cli.voice),
        Command::Completions(command) => command.run(),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Cli::command().debug_assert();
    }
}
