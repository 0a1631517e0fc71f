//! Integration tests, one module per area.

mod cli;
mod determinism;
mod docs;
mod folder;
mod math;
mod output;
mod output_safety;
mod serve;
mod source;
