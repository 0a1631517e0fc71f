//! Integration tests, one module per area.

mod determinism;
mod math;
