//! Stage 5: the HTML of a note's body.

pub mod code;
#[cfg(test)]
mod contrast;
pub mod diagram;
pub mod escape;
pub mod style;

use style::Styles;

/// The body of a note as HTML.
#[derive(Clone, Debug, Default)]
pub struct RenderedNote {
    /// The HTML, without `<main>`; the first heading included.
    pub html: String,
    /// The outline.
    pub toc: Vec<TocEntry>,
    /// Declarations the body needs.
    pub styles: Styles,
    /// Whether the page needs the style sheet and fonts for formulas.
    pub has_math: bool,
    /// Whether the body shows an image from another host.
    pub has_remote_images: bool,
    /// The first sentences as plain text, for descriptions; at most 200 characters.
    pub summary: String,
}

/// An entry of the outline.
#[derive(Clone, Debug)]
pub struct TocEntry {
    /// 1 to 6.
    pub level: u8,
    /// The id on the page.
    pub anchor: String,
    /// The text as inline HTML, without links.
    pub html: String,
    /// The state of its answer if it is a question: `answered`, `stub`, `link-only`, `empty`.
    pub state: Option<&'static str>,
}
