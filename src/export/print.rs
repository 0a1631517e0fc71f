//! One long page to print.

use std::io::Write as _;
use std::path::Path;

use super::ExportError;
use super::file::{Mark, check, replace};

/// How the page begins, by which a later export knows that it may replace the file. It is what `templates/print.html` begins with,
/// whatever a site has made of the rest.
const START: &str = "<!doctype html>\n<!-- to print, by inkstone -->\n";

/// Refuses a path where there is something that no such export wrote. Looks only.
pub fn check_page(path: &Path) -> Result<(), ExportError> {
    check(path, Mark::Start(START.as_bytes()))
}

/// Writes the page, from `<html>` on, to `path`, over an earlier one only.
pub fn write_page(html: &str, path: &Path) -> Result<(), ExportError> {
    check_page(path)?;
    replace(path, |file| {
        let written = file
            .write_all(START.as_bytes())
            .and_then(|()| file.write_all(html.as_bytes()));
        written.map_err(|error| ExportError::Io(path.to_owned(), error))
    })
}
