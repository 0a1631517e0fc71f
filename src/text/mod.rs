//! Rules about characters: Han, widths, anchors. Used by every stage that looks into text.

mod address;
mod han;
mod hex;
mod lang;
mod nearest;
mod slug;

pub use address::address_len;
pub use han::{is_cjk, is_han, is_wide_punctuation};
pub use hex::hex;
pub use lang::Lang;
pub use nearest::nearest;
pub use slug::{Anchors, slug};
