//! Integration tests, one module per area.

mod commonmark;
mod math;
mod site;
mod spec;
