//! Integration tests, one module per area.

mod cli;
mod commonmark;
mod content;
mod corpora;
mod determinism;
mod docs;
mod embeds;
mod folder;
mod formulas;
mod images;
mod laws;
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
mod site;
mod sites;
mod source;
mod spec;
mod topic_sample;
