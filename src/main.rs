//! The `inkstone` command: parse the arguments, call the command, set the exit code.
fn main() -> std::process::ExitCode {
    inkstone::cli::run(std::env::args_os())
}
