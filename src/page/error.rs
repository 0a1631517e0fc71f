//! What is wrong with a theme.

use std::fmt;

/// A fault in a template or static file, of the site or of the binary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageError {
    /// The file below the site's root, e.g. `templates/note.html`.
    pub file: String,
    /// Line and column, from 1, where they are known.
    pub place: Option<(usize, usize)>,
    /// What is wrong.
    pub message: String,
    /// The line with a mark under the place, or empty.
    pub excerpt: String,
}

impl PageError {
    pub(super) fn file(file: &str, message: String) -> Self {
        Self {
            file: file.to_owned(),
            place: None,
            message,
            excerpt: String::new(),
        }
    }
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)?;
        if !self.excerpt.is_empty() {
            write!(f, "\n{}", self.excerpt)?;
        }
        Ok(())
    }
}

impl std::error::Error for PageError {}
