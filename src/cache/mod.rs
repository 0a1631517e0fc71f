//! What builds keep for one another. Nothing here decides what a site is: a value that is kept is the one that would be made.
//!
//! A cache is a folder that may be removed at any time, that several runs may use at once, and whose every file may be damaged:
//! what cannot be read is made anew. Nothing in it depends on times of files or on where it lies. Values belong to the
//! program that made them, named by the hash of its own executable, so no form of any of them is ever read by another.
//!
//! - [`segment`] has the files of fragments: rendered formulas, code blocks and diagrams, each by a hash of all that
//!   makes it what it is. They are written once, whole, and never changed;
//! - [`append`] writes one of them;
//! - [`record`] has small files with one value each, that are replaced;
//! - [`temporary`] has files on their way to either, and removes those of runs that were killed.

mod append;
mod packed;
mod record;
mod segment;
mod store;
mod temporary;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io;
use std::sync::OnceLock;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

pub use store::{Cache, Figures, Kind};

/// A SHA-256.
pub type Digest = [u8; 32];

/// The hash of a value, which tells it from every other of its type; `None` if it is one that cannot be written.
pub fn digest(value: &impl Serialize) -> Option<Digest> {
    Some(add(Sha256::new(), value)?.finalize().into())
}

/// The hash of bytes: many times faster than as a value, which is a list of numbers.
pub fn bytes_digest(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

/// The hash of what is in a file.
pub fn file_digest(file: &std::path::Path) -> io::Result<Digest> {
    let mut hash = Sha256::new();
    io::copy(&mut File::open(file)?, &mut hash)?;
    Ok(hash.finalize().into())
}

/// The program that runs: the hash of its executable, or `None` if that cannot be read. Asked of the system once.
pub fn program() -> Option<Digest> {
    static PROGRAM: OnceLock<Option<Digest>> = OnceLock::new();
    *PROGRAM.get_or_init(read_program)
}

fn read_program() -> Option<Digest> {
    // Through a link of the system that leads to the very file that runs, even if another has taken its place.
    let running = std::path::Path::new("/proc/self/exe");
    let digest = if cfg!(target_os = "linux") {
        file_digest(running).ok()
    } else {
        None
    };
    digest.or_else(|| file_digest(&std::env::current_exe().ok()?).ok())
}

/// Adds a value to a hash.
fn add(hash: Sha256, value: &impl Serialize) -> Option<Sha256> {
    postcard::to_io(value, hash).ok()
}
