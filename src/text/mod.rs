//! Rules about characters: Han, widths, anchors. Used by every stage that looks into text.

mod address;
mod han;
mod slug;

pub use address::address_len;
pub use han::{is_cjk, is_han, is_wide_punctuation};
pub use slug::{Anchors, slug};
