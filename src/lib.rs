//! Inkstone turns a folder of Markdown notes into a study site.
//!
//! The pipeline, in the order in which it runs:
//!
//! 1. [`source`] walks the notes and reads their bytes;
//! 2. [`parse`] turns each note into a [`document`] tree with headings and questions;
//! 3. [`catalog`] decides on routes, anchors, order and names for all notes;
//! 4. [`link`] resolves what each note points to and finds the topics that it mentions, and [`backlinks`] turns that round;
//! 5. [`render`] writes the HTML of a note's body: text, formulas, code, diagrams, images;
//! 6. [`page`] puts bodies into templates, and [`map`] draws how topics hang together;
//! 7. [`output`] writes what changed and prunes what an earlier build left behind.
//!
//! [`book`] makes one book of all notes, for [`export`] and for paper.
//!
//! Beside it stand [`proposals`], which finds topics that the notes use and the dictionary lacks, and [`history`], which asks
//! git when the notes were changed.
//!
//! [`pipeline`] is the only module that knows every stage. Faults of a note are data
//! ([`diagnostic`]), never an `Err`; `Result` is for the outside world.

/// The list of files in an output folder, which marks it as ours.
pub const MANIFEST_NAME: &str = ".inkstone-manifest.json";

pub mod config;
pub mod diagnostic;
pub mod document;
pub mod text;
pub mod url;

pub mod history;
pub mod source;

pub mod parse;

pub mod catalog;

pub mod link;

pub mod backlinks;
pub mod coverage;

pub mod proposals;

pub mod search;

pub mod render;

pub mod map;

pub mod book;

pub mod output;
pub mod page;
pub mod social;

pub mod export;
pub mod import;

pub mod fetch;

pub mod progress;
pub mod report;

pub mod cache;
pub mod caught;
pub mod memo;
pub mod pipeline;

pub mod serve;
pub mod watch;

pub mod init;

pub mod cli;
