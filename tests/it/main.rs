//! Integration tests, one module per area.

mod cli;
mod commonmark;
mod docs;
mod folder;
mod laws;
mod math;
mod output;
mod output_safety;
mod serve;
mod site;
mod source;
mod spec;
