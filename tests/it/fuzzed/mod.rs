//! What holds whatever stands in a file. `fuzz/` looks for texts for which it does not hold; `tests/it/corpus.rs` holds
//! every text that it has kept to the same laws.

mod config;
mod front_matter;
mod index;
mod linker;
mod note;
mod places;
mod several;
mod topics;

/// What holds for a text: `Err` says what does not. Asks for the stack of [`crate::site::on_large_stack`].
pub(crate) type Law = fn(&str) -> Result<(), String>;

/// The laws, by the names of what they are about and of their folders in `fuzz/corpus`.
pub(crate) const LAWS: [(&str, Law); 6] = [
    ("config", config::check),
    ("front_matter", front_matter::check),
    ("index", index::check),
    ("linker", linker::check),
    ("note", note::check),
    ("topics", topics::check),
];
