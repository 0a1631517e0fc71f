//! Integration tests, one module per area.

mod embeds;
mod images;
mod links;
mod math;
mod paths;
mod privacy;
mod project;
mod questions;
mod severity;
