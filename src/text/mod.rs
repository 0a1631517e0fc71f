//! Rules about characters: Han, widths, anchors. Used by every stage that looks into text.

mod address;
mod bare;
mod date;
mod encoding;
mod folded;
mod han;
mod hex;
mod lang;
mod media_type;
mod nearest;
mod pinyin;
mod private_name;
mod segment;
mod slug;

pub use address::address_len;
pub use bare::{bare, is_accent};
pub use date::Date;
pub use encoding::Encoding;
pub use folded::{
    Folded, OPAQUE, folded, is_separator, is_word_char, spelled, traditional_characters,
};
pub use han::{is_cjk, is_han, is_wide_punctuation};
pub use hex::{fnv, fnv32, hex};
pub use lang::Lang;
pub use media_type::media_type;
pub use nearest::nearest;
pub use pinyin::{index_letter, reading, readings};
pub use private_name::{is_hidden, is_secret};
pub use segment::{Segmenter, common_characters, crosses_word, is_common_word};
pub use slug::{Anchors, slug};
