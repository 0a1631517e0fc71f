//! Integration tests, one module per area.

mod links;
mod math;
mod paths;
mod privacy;
mod project;
