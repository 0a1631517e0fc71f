//! Integration tests, one module per area.

mod math;
mod site;
mod spec;
