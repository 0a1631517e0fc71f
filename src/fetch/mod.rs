//! Asking other machines: images that notes link from elsewhere, and whether links are alive. Nothing else in the program
//! connects, and this is done only where it is asked for.
//!
//! 1. [`request_address`] says what is asked for by an address as a note has it;
//! 2. [`Client`] asks, within limits of time, size and place;
//! 3. [`at_most`] asks for many at once, but not too many;
//! 4. [`Store`] keeps what came, and [`Record`] says what of it there is;
//! 5. [`fetch_images`] puts these together.

mod address;
mod client;
mod failure;
mod kind;
mod queue;
mod record;
mod run;
mod store;

pub use address::{host, request_address};
pub use client::{Client, Limits};
pub use failure::Failure;
pub use kind::Kind;
pub use queue::{Bounds, at_most};
pub use record::{Copy, Entry, Record};
pub use run::{Fetched, Images, fetch_images};
pub use store::{Pruned, Store, StoreError};

/// Where copies are kept, below ROOT, with `/`.
pub const FOLDER: &str = ".inkstone/remote";

/// The name of the record in [`FOLDER`].
pub const RECORD_NAME: &str = "images.json";
