//! Integration tests, one module per area.

mod cli;
mod docs;
mod folder;
mod output;
mod output_safety;
mod serve;
mod source;
