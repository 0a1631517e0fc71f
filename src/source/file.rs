//! What is asked of a file besides its text.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;

use sha2::{Digest, Sha256};

use crate::text::hex;

/// When the file was last changed, in seconds since 1970; `None` if that cannot be told.
pub fn modified(file: &Path) -> Option<i64> {
    let time = fs::metadata(file).ok()?.modified().ok()?;
    let seconds = time.duration_since(UNIX_EPOCH).ok()?.as_secs();
    i64::try_from(seconds).ok()
}

/// What is in the file.
pub fn bytes(file: &Path) -> io::Result<Vec<u8>> {
    std::fs::read(file)
}

/// The SHA-256 of what is in the file, in hexadecimal.
pub fn digest(file: &Path) -> io::Result<String> {
    let mut hash = Sha256::new();
    io::copy(&mut File::open(file)?, &mut hash)?;
    Ok(hex(&hash.finalize()))
}
