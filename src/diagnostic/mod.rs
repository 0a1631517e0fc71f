//! Findings about the reader's own files: where, what is wrong, what to do.

mod code;
mod render;
mod severity;
mod source_map;
mod words;

use serde::{Deserialize, Serialize};

pub use code::{Code, Severity, Words};
pub use render::{Format, Style, render};
pub(crate) use render::{github_property, github_text};
pub use severity::Severities;
pub use source_map::{Position, Source, Sources};

/// Names a file that diagnostics can point into: an index into the list of sources of one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourceId(pub u32);

/// A range of bytes in the original text of a source, `start <= end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span of `source` from byte `start` to byte `end`.
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        let clamp = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self {
            source,
            start: clamp(start),
            end: clamp(end.max(start)),
        }
    }

    /// The empty span at the start of `source`, for findings about a file as a whole.
    pub fn file(source: SourceId) -> Self {
        Self::new(source, 0, 0)
    }

    /// The range as `usize`, for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// One finding. The words are made from `code` and `args` when it is printed, in the site's language.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The place it is about.
    pub span: Span,
    /// What kind of finding it is.
    pub code: Code,
    /// Values for `{0}`, `{1}` ... in the code's message and remedy.
    pub args: Vec<String>,
    /// Further places that matter, each with a short word for what stands there.
    pub labels: Vec<(Span, String)>,
}

impl Diagnostic {
    /// A finding of kind `code` at `span`, with the values its message needs.
    pub fn new<const N: usize>(code: Code, span: Span, args: [&str; N]) -> Self {
        Self {
            span,
            code,
            args: args.map(str::to_owned).to_vec(),
            labels: Vec::new(),
        }
    }
}

/// A value together with what was found while making it.
#[derive(Clone, Debug, Default)]
pub struct Checked<T> {
    /// The value; always usable, whatever was found.
    pub value: T,
    /// The findings, in no particular order.
    pub diagnostics: Vec<Diagnostic>,
}
