//! What is wrong with a theme.

use std::fmt;
use std::ops::Range;

/// A fault in a template or static file, of the site or of the binary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageError {
    /// The file below the site's root, e.g. `templates/note.html`.
    pub file: String,
    /// Where it is, if that is known.
    pub place: Option<FaultyLine>,
    /// What is wrong.
    pub message: String,
}

/// A place in a line of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultyLine {
    /// The line, from 1.
    pub line: usize,
    /// The characters of the line that are meant, from 0.
    pub columns: Range<usize>,
    /// The line as it stands in the file.
    pub text: String,
}

impl FaultyLine {
    /// A text that has the line in its place and nothing around it, and the bytes in it that are meant.
    pub fn source(&self) -> (String, Range<usize>) {
        let mut text = "\n".repeat(self.line.saturating_sub(1));
        let before = text.len();
        text += &self.text;
        let byte = |column| {
            let found = self.text.char_indices().nth(column);
            before + found.map_or(self.text.len(), |(at, _)| at)
        };
        let range = byte(self.columns.start)..byte(self.columns.end);
        (text, range)
    }
}

impl PageError {
    pub(super) fn file(file: &str, message: String) -> Self {
        Self {
            file: file.to_owned(),
            place: None,
            message,
        }
    }
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(place) = &self.place {
            write!(f, ":{}:{}", place.line, place.columns.start + 1)?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for PageError {}
