//! Cards for Anki.
//!
//! [`write_package`] writes an `.apkg`: a zip with the [`collection`], an `SQLite` file in the schema 11 that every Anki
//! reads, and the pictures. [`write_text`] writes the text that Anki's import of text files reads, with a folder of
//! pictures beside it. What makes a second import an update is in [`names`].
//!
//! The format: <https://github.com/ankitects/anki/blob/main/docs/protobuf.md> says what is new;
//! schema 11 is described at <https://github.com/ankidroid/Anki-Android/wiki/Database-Structure>.

mod collection;
mod names;
mod note_type;
mod package;
mod text;

pub use names::{NOTE_TYPE_ID, card_of_guid, deck_name};
pub use package::{check_package, write_package};
pub use text::{check_text, media_folder, write_text};
