//! Integration tests, one module per area.

mod commonmark;
mod laws;
mod math;
mod site;
mod spec;
