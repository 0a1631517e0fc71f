//! Integration tests, one module per area.

mod cli;
mod corpora;
mod docs;
mod embeds;
mod folder;
mod images;
mod links;
mod math;
mod output;
mod output_safety;
mod paths;
mod privacy;
mod project;
mod questions;
mod serve;
mod severity;
mod sites;
mod source;
