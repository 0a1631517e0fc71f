//! All images of a site, fetched.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ::url::Url;

use super::{Bounds, Client, Entry, Failure, Store, StoreError, at_most, host};

/// How often the record is looked after while nothing comes.
const BEAT: Duration = Duration::from_millis(200);

/// Which images are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Images<'a> {
    /// By address, as [`super::request_address`] writes it.
    pub wanted: &'a BTreeMap<String, Url>,
    /// Whether dead ones are asked for again.
    pub again: bool,
    /// Whether those are asked for again of which there are copies.
    pub refresh: bool,
    /// The most bytes of one.
    pub limit: u64,
}

/// What became of the images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fetched {
    /// How many came.
    pub new: usize,
    /// The bytes of those.
    pub bytes: u64,
    /// How many were there already.
    pub kept: usize,
    /// How many were to be refreshed, did not come, and are as they were.
    pub stale: usize,
    /// Why others are not there, by address.
    pub failures: BTreeMap<String, Failure>,
}

/// Fetches what is not there yet. What has come is kept at once, so a run that is cut off is taken up by the next. `step` is
/// called for each image that is done, and told first how many there are.
pub fn fetch_images(
    images: Images,
    store: &mut Store,
    client: &Client,
    bounds: Bounds,
    mut begin: impl FnMut(usize),
    mut step: impl FnMut(),
) -> Result<Fetched, StoreError> {
    let mut fetched = Fetched::default();
    let mut asked: Vec<(&String, &Url)> = Vec::new();
    for (address, url) in images.wanted {
        if store.copy(address).is_some() && !images.refresh {
            fetched.kept += 1;
            continue;
        }
        match store.record.entries.get(address) {
            Some(Entry::Failed(failure)) if failure.is_final(images.limit) && !images.again => {
                fetched.failures.insert(address.clone(), *failure);
            }
            _ => asked.push((address, url)),
        }
    }
    begin(asked.len());
    // Where nothing can be kept nothing more is asked for.
    let is_stopped = AtomicBool::new(false);
    let mut stopped_by = None;
    at_most(
        &asked,
        |(_, url)| host(url),
        bounds,
        BEAT,
        |(_, url)| (!is_stopped.load(Ordering::Relaxed)).then(|| client.image(url)),
        |result| {
            let kept = match result {
                None => store.save_soon(),
                Some((_, None)) => Ok(()),
                Some((index, Some(result))) => {
                    step();
                    take(store, &mut fetched, asked[index].0, result)
                }
            };
            if let Err(error) = kept {
                is_stopped.store(true, Ordering::Relaxed);
                stopped_by.get_or_insert(error);
            }
        },
    );
    match stopped_by {
        Some(error) => Err(error),
        None => store.save().map(|()| fetched),
    }
}

fn take(
    store: &mut Store,
    fetched: &mut Fetched,
    address: &str,
    result: Result<(super::Kind, Vec<u8>), Failure>,
) -> Result<(), StoreError> {
    match result {
        Ok((kind, bytes)) => {
            fetched.new += 1;
            fetched.bytes += bytes.len() as u64;
            store.keep(address, kind, &bytes)
        }
        Err(_) if store.copy(address).is_some() => {
            fetched.stale += 1;
            Ok(())
        }
        Err(failure) => {
            fetched.failures.insert(address.to_owned(), failure);
            store.give_up(address, failure)
        }
    }
}
