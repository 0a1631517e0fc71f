//! Values as compressed bytes.

use std::cell::RefCell;
use std::io;

use serde::Serialize;
use serde::de::DeserializeOwned;
use zstd::bulk::{Compressor, Decompressor};

/// The fastest of the levels that save most: the next ones take half as long again for a twentieth less.
const LEVEL: i32 = 1;

/// The largest value that is kept, in bytes before it is compressed.
const MOST_BYTES: usize = 64 << 20;

thread_local! {
    /// What both need to work in is made once for each thread: it takes longer than most values.
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// The bytes of a value; `None` if it is too large to be kept.
pub(super) fn pack(value: &impl Serialize) -> Option<Vec<u8>> {
    let bytes = postcard::to_stdvec(value).ok()?;
    if bytes.len() > MOST_BYTES {
        return None;
    }
    with(
        &COMPRESSOR,
        || Compressor::new(LEVEL),
        |it| it.compress(&bytes),
    )
}

/// The value of such bytes; `None` if they are none of that type.
pub(super) fn unpack<V: DeserializeOwned>(packed: &[u8]) -> Option<V> {
    // The size that is recorded in them is what is allocated, up to the limit.
    let bytes = with(&DECOMPRESSOR, Decompressor::new, |it| {
        it.decompress(packed, MOST_BYTES)
    })?;
    let (value, rest) = postcard::take_from_bytes(&bytes).ok()?;
    rest.is_empty().then_some(value)
}

fn with<T, R>(
    place: &'static std::thread::LocalKey<RefCell<Option<T>>>,
    new: impl FnOnce() -> io::Result<T>,
    work: impl FnOnce(&mut T) -> io::Result<R>,
) -> Option<R> {
    place.with_borrow_mut(|place| {
        if place.is_none() {
            *place = new().ok();
        }
        work(place.as_mut()?).ok()
    })
}
