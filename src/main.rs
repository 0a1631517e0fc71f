//! The `inkstone` command: parse the arguments, call the command, set the exit code.

/// A build makes and drops millions of small texts, on every thread.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    inkstone::cli::run(std::env::args_os())
}
