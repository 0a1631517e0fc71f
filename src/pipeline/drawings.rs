//! SVG files that do more than show something: the site has them without what acts.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::Outcome;
use super::links::Referenced;
use crate::config::Site;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::source::replacement;

/// What is written in place of SVG files, by their path among the notes.
pub(super) type Drawings = BTreeMap<String, Vec<u8>>;

/// Looks at all SVG files that notes refer to. Those that are still are in no need of a replacement.
pub(super) fn still_drawings(
    site: &Site,
    files: &BTreeMap<&str, Referenced>,
    outcome: &mut Outcome,
) -> Drawings {
    let found: Vec<_> = files
        .par_iter()
        .filter(|(path, _)| {
            let extension = Path::new(path).extension();
            extension.is_some_and(|is| is.eq_ignore_ascii_case("svg"))
        })
        .filter_map(|(path, file)| Some((*path, replacement(&file.asset.file)?)))
        .collect();
    let mut drawings = Drawings::new();
    for (path, drawing) in found {
        let (code, removed) = match drawing.removed {
            Some(removed) => (Code::ActiveDrawing, removed.join(", ")),
            None => (Code::BrokenDrawing, String::new()),
        };
        // Comments and declarations that are left out are no loss.
        if code == Code::BrokenDrawing || !removed.is_empty() {
            let source = outcome.sources.add(site.from_root(path), Arc::from(""));
            let found = Diagnostic::new(code, Span::file(source), [&removed]);
            outcome.diagnostics.push(found);
        }
        drawings.insert(path.to_owned(), drawing.text.into_bytes());
    }
    drawings
}
