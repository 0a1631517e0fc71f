//! Values as compressed bytes.

use std::io;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use zstd::bulk::{Compressor, Decompressor};

/// The largest value that is kept, in bytes before it is compressed.
const MOST_BYTES: usize = 64 << 20;

/// Of the levels of zstd the fastest that is not one of those for speed alone.
const LEVEL: i32 = 1;

/// Packs values and unpacks them. Most are small and much alike, so both ways begin with a text that has what is typical
/// for them: it makes them less than half as large, in half the time.
#[derive(Default)]
pub(super) struct Packer {
    typical: Vec<u8>,
    /// Those that are not at work. To make one takes longer than to pack most values.
    compressors: Mutex<Vec<Compressor<'static>>>,
    decompressors: Mutex<Vec<Decompressor<'static>>>,
}

impl std::fmt::Debug for Packer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Packer({} bytes)", self.typical.len())
    }
}

impl Packer {
    /// What was packed with one text can be unpacked with the same alone.
    pub(super) fn new(typical: Vec<u8>) -> Self {
        Self {
            typical,
            ..Self::default()
        }
    }

    pub(super) fn typical(&self) -> &[u8] {
        &self.typical
    }

    /// The bytes of a value; `None` if it is too large to be kept.
    pub(super) fn pack(&self, value: &impl Serialize) -> Option<Vec<u8>> {
        let bytes = postcard::to_stdvec(value).ok()?;
        if bytes.len() > MOST_BYTES {
            return None;
        }
        let new = || Compressor::with_dictionary(LEVEL, &self.typical);
        with(&self.compressors, new, |it| it.compress(&bytes))
    }

    /// The value of such bytes; `None` if they are none of that type.
    pub(super) fn unpack<V: DeserializeOwned>(&self, packed: &[u8]) -> Option<V> {
        let new = || Decompressor::with_dictionary(&self.typical);
        // The size that is recorded in them is what is allocated, up to the limit.
        let bytes = with(&self.decompressors, new, |it| {
            it.decompress(packed, MOST_BYTES)
        })?;
        let (value, rest) = postcard::take_from_bytes(&bytes).ok()?;
        rest.is_empty().then_some(value)
    }
}

fn with<T, R>(
    idle: &Mutex<Vec<T>>,
    new: impl FnOnce() -> io::Result<T>,
    work: impl FnOnce(&mut T) -> io::Result<R>,
) -> Option<R> {
    let lock = || idle.lock().unwrap_or_else(PoisonError::into_inner);
    let taken = lock().pop();
    let mut one = match taken {
        Some(one) => one,
        None => new().ok()?,
    };
    let result = work(&mut one).ok();
    lock().push(one);
    result
}
