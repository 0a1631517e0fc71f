//! SVG files that do more than show something: the site has them without what acts.
//!
//! A file may change between a look at it and its copy. So what is published is made of the bytes that were looked at, and the
//! hash of these tells later whether it was the same file.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::Outcome;
use super::links::Referenced;
use crate::config::Site;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::source::{self, Replacement, replacement};
use crate::text::hex;

/// What is written in place of SVG files, by their path among the notes.
#[derive(Debug, Default)]
pub(super) struct Drawings(BTreeMap<String, Drawing>);

/// A file that is not published as it is.
#[derive(Debug)]
struct Drawing {
    /// The SHA-256 of the file.
    sha256: String,
    /// What is published.
    text: Vec<u8>,
}

impl Drawings {
    /// The SHA-256 of the file at `path` as it was looked at, if something else is published in its place.
    pub(super) fn sha256(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(|drawing| drawing.sha256.as_str())
    }

    /// What is published of the SVG file at `path`, which is `file` on disk, as it is now; `None` if it is none.
    pub(super) fn published(&self, path: &str, file: &Path) -> Option<io::Result<Vec<u8>>> {
        is_svg(path).then(|| {
            let bytes = source::bytes(file)?;
            Ok(match self.0.get(path) {
                Some(drawing) if drawing.sha256 == sha256(&bytes) => drawing.text.clone(),
                // Either it can be published as it is, or it has changed since it was looked at.
                _ => match replacement(&bytes) {
                    Some(replacement) => replacement.text.into_bytes(),
                    None => bytes,
                },
            })
        })
    }
}

/// Looks at all SVG files that notes refer to. Those that are still are in no need of a replacement; those that cannot be read are
/// told of where they are copied.
pub(super) fn still_drawings(
    site: &Site,
    files: &BTreeMap<&str, Referenced>,
    outcome: &mut Outcome,
) -> Drawings {
    let found: Vec<(&str, String, Replacement)> = files
        .par_iter()
        .filter(|(path, _)| is_svg(path))
        .filter_map(|(path, file)| {
            let bytes = source::bytes(&file.asset.file).ok()?;
            Some((*path, sha256(&bytes), replacement(&bytes)?))
        })
        .collect();
    let mut drawings = Drawings::default();
    for (path, sha256, drawing) in found {
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
        let text = drawing.text.into_bytes();
        drawings.0.insert(path.to_owned(), Drawing { sha256, text });
    }
    drawings
}

fn is_svg(path: &str) -> bool {
    let extension = Path::new(path).extension();
    extension.is_some_and(|is| is.eq_ignore_ascii_case("svg"))
}

/// The SHA-256 of `bytes`, in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STILL: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>";
    const ACTIVE: &str =
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>go()</script><g/></svg>";

    fn published(drawings: &Drawings, file: &Path) -> String {
        let bytes = drawings.published("a.SVG", file).unwrap().unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_drawing_that_changes_after_the_look_is_looked_at_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.SVG");
        let looked_at_still = Drawings::default();
        std::fs::write(&file, STILL).unwrap();
        assert_eq!(published(&looked_at_still, &file), STILL);
        std::fs::write(&file, ACTIVE).unwrap();
        let cleaned = published(&looked_at_still, &file);
        assert!(
            cleaned.contains("<g") && !cleaned.contains("script"),
            "{cleaned}"
        );

        let known = Drawing {
            sha256: sha256(ACTIVE.as_bytes()),
            text: cleaned.clone().into_bytes(),
        };
        let looked_at_active = Drawings(BTreeMap::from([("a.SVG".to_owned(), known)]));
        assert_eq!(published(&looked_at_active, &file), cleaned);
        std::fs::write(&file, STILL).unwrap();
        assert_eq!(published(&looked_at_active, &file), STILL);
        assert!(looked_at_active.published("a.png", &file).is_none());
    }
}
