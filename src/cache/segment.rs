//! Files of many values, which are written once and never changed.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | [`MAGIC`] |
//! | 32 | the program that wrote it |
//! | ... | the values, one after the other |
//! | 36 each | the index, sorted: 16 key, 8 offset, 4 length, 8 check (numbers are little-endian) |
//! | 8 | how many values there are |
//! | 32 | the SHA-256 of the program and the index |
//!
//! A value is believed only if its check is the beginning of the SHA-256 of key and bytes, the index only if its hash is
//! right; so neither a file that was cut off nor one that lost some bytes gives anything that was not put into it.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use sha2::{Digest as _, Sha256};

use super::Digest;

/// The name of this form of file.
const MAGIC: [u8; 8] = *b"inkseg\0\x01";
const HEADER: usize = MAGIC.len() + size_of::<Digest>();
const ENTRY: usize = 16 + 8 + 4 + 8;
const FOOTER: usize = 8 + size_of::<Digest>();

/// How the files are called.
pub(super) const EXTENSION: &str = "segment";

/// What tells a value from all others.
pub(super) type Key = [u8; 16];

/// Where a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) offset: u64,
    pub(super) length: u32,
    pub(super) check: [u8; 8],
}

/// A file that can be read.
#[derive(Debug)]
pub(super) struct Segment {
    file: File,
    entries: Vec<(Key, Place)>,
    /// Whether the value of each entry was asked for.
    used: Vec<AtomicBool>,
}

/// What a file begins with.
pub(super) fn header(program: &Digest) -> [u8; HEADER] {
    let mut header = [0; HEADER];
    header[..MAGIC.len()].copy_from_slice(&MAGIC);
    header[MAGIC.len()..].copy_from_slice(program);
    header
}

/// What a file ends with; `entries` are sorted by their keys.
pub(super) fn trailer<'a>(
    program: &Digest,
    entries: impl ExactSizeIterator<Item = (&'a Key, &'a Place)>,
) -> Vec<u8> {
    let count = entries.len() as u64;
    let mut bytes = Vec::with_capacity(entries.len() * ENTRY + FOOTER);
    for (key, place) in entries {
        bytes.extend_from_slice(key);
        bytes.extend_from_slice(&place.offset.to_le_bytes());
        bytes.extend_from_slice(&place.length.to_le_bytes());
        bytes.extend_from_slice(&place.check);
    }
    let hash = index_hash(program, &bytes);
    bytes.extend_from_slice(&count.to_le_bytes());
    bytes.extend_from_slice(&hash);
    bytes
}

/// What tells whether a value is as it was written.
pub(super) fn check(key: &Key, bytes: &[u8]) -> [u8; 8] {
    let hash = Sha256::new().chain_update(key).chain_update(bytes);
    let mut check = [0; 8];
    check.copy_from_slice(&hash.finalize()[..8]);
    check
}

fn index_hash(program: &Digest, index: &[u8]) -> Digest {
    let hash = Sha256::new().chain_update(program).chain_update(index);
    hash.finalize().into()
}

impl Segment {
    /// Opens a file and reads its index; `None` if it is not whole, or another program's.
    pub(super) fn open(path: &Path, program: &Digest) -> Option<Self> {
        let file = File::open(path).ok()?;
        let size = usize::try_from(file.metadata().ok()?.len()).ok()?;
        let mut start = [0; HEADER];
        read_at(&file, &mut start, 0).ok()?;
        if start != header(program) {
            return None;
        }
        let mut footer = [0; FOOTER];
        let index_end = size.checked_sub(FOOTER)?;
        read_at(&file, &mut footer, index_end as u64).ok()?;
        let (count, hash) = footer.split_first_chunk::<8>()?;
        let count = usize::try_from(u64::from_le_bytes(*count)).ok()?;
        let index_start = index_end.checked_sub(count.checked_mul(ENTRY)?)?;
        if index_start < HEADER {
            return None;
        }
        let mut index = vec![0; index_end - index_start];
        read_at(&file, &mut index, index_start as u64).ok()?;
        if index_hash(program, &index) != *hash {
            return None;
        }
        let entries: Option<Vec<_>> = index.as_chunks::<ENTRY>().0.iter().map(entry).collect();
        let entries = entries?;
        Some(Self {
            file,
            used: entries.iter().map(|_| AtomicBool::new(false)).collect(),
            entries,
        })
    }

    /// The bytes of a value, which is used from now on; `None` if it is not there or damaged.
    pub(super) fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let at = self
            .entries
            .binary_search_by_key(key, |(key, _)| *key)
            .ok()?;
        let bytes = self.read(at)?;
        self.used[at].store(true, Relaxed);
        Some(bytes)
    }

    /// The values, those alone that were used or all of them: what each is called, and how long it is.
    pub(super) fn keys(&self, used_only: bool) -> impl Iterator<Item = (&Key, u32)> {
        let entries = self.entries.iter().zip(&self.used);
        entries
            .filter(move |(_, used)| !used_only || used.load(Relaxed))
            .map(|((key, place), _)| (key, place.length))
    }

    fn read(&self, at: usize) -> Option<Vec<u8>> {
        let (key, place) = &self.entries[at];
        let mut bytes = vec![0; place.length as usize];
        read_at(&self.file, &mut bytes, place.offset).ok()?;
        (check(key, &bytes) == place.check).then_some(bytes)
    }
}

fn entry(bytes: &[u8; ENTRY]) -> Option<(Key, Place)> {
    let (key, rest) = bytes.split_first_chunk()?;
    let (offset, rest) = rest.split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let place = Place {
        offset: u64::from_le_bytes(*offset),
        length: u32::from_le_bytes(*length),
        check: *rest.first_chunk()?,
    };
    Some((*key, place))
}

/// Fills `bytes` with what stands at `offset`, whatever else is read of the file at the same time.
#[cfg(not(windows))]
fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

/// Fills `bytes` with what stands at `offset`, whatever else is read of the file at the same time.
#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = std::os::windows::fs::FileExt::seek_read(file, bytes, offset)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes = &mut bytes[count..];
        offset += count as u64;
    }
    Ok(())
}
