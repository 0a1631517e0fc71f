//! Formulas as HTML and MathML.
//!
//! 1. [`number_formulas`] resolves `\label`, `\ref` and equation numbers over a whole note;
//! 2. [`render_formula`] sets one formula: it cuts the source into pieces (`tex`), refuses what is dangerous (`guard`),
//!    rewrites what KaTeX lacks (`compat`), lets KaTeX build its tree (`engine`) and writes it (`html`, or `mathml` where MathML
//!    has to do alone);
//! 3. [`write_formula`] puts the result into the element that pages, tests and scripts know.
//!
//! The style sheet is `static/css/math.css`, the fonts are [`MATH_FONTS`].

mod alphabet;
mod compat;
mod engine;
mod fonts;
mod guard;
mod html;
mod label;
mod macros;
mod mathjax;
mod mathml;
mod steps;
mod tex;

pub use fonts::{MATH_FONTS, MATH_FONTS_LICENSE};
pub use label::{NumberedFormula, number_formulas};
pub use macros::{MacroFault, MathForm, MathOptions};
pub use mathjax::tex_for_mathjax;

use serde::{Deserialize, Serialize};

use super::escape::{escape_attribute, escape_text};
use super::style::Styles;
use crate::caught::caught;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::Formula;

/// A formula as HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenderedFormula {
    /// The HTML without the element around it; empty if there is an error.
    pub html: String,
    /// The declarations it needs.
    pub styles: Styles,
    /// Why it could not be set.
    pub error: Option<MathError>,
}

/// Why a formula could not be set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MathError {
    /// KaTeX does not understand it. Its words, in English.
    Bad(String),
    /// It uses a command that notes may not use: the command as written.
    Refused(String),
    /// It is too long or too deeply nested: what was measured and the limit, e.g. `31 KB > 20 KB`.
    Oversized(String),
}

impl MathError {
    /// The finding about a formula that stands at `span`.
    pub fn diagnostic(&self, span: Span) -> Diagnostic {
        match self {
            Self::Bad(words) => Diagnostic::new(Code::BadFormula, span, [words]),
            Self::Refused(command) => Diagnostic::new(Code::UnsafeFormula, span, [command]),
            Self::Oversized(measure) => Diagnostic::new(Code::OversizedFormula, span, [measure]),
        }
    }

    /// What went wrong in a few words, for a tooltip.
    fn words(&self) -> &str {
        match self {
            Self::Bad(words) | Self::Refused(words) | Self::Oversized(words) => words,
        }
    }
}

/// Sets `formula`. The result depends on the arguments alone, so it can be kept under (`formula`, `options`).
///
/// Must run on a thread with a stack of at least 64 MiB: KaTeX recurses, and formulas may nest 60 deep.
pub fn render_formula(formula: &Formula, options: &MathOptions) -> RenderedFormula {
    set(formula, options).unwrap_or_else(|error| RenderedFormula {
        error: Some(error),
        ..RenderedFormula::default()
    })
}

fn set(formula: &Formula, options: &MathOptions) -> Result<RenderedFormula, MathError> {
    let source = &formula.tex;
    if source.len() > guard::MAX_BYTES {
        let kilobytes = source.len().div_ceil(1024);
        return Err(MathError::Oversized(format!(
            "{kilobytes} KB > {} KB",
            guard::MAX_BYTES / 1024
        )));
    }
    let pieces = tex::tokens(source);
    if let Some(command) = guard::refused(source, &pieces) {
        return Err(MathError::Refused(command));
    }
    let depth = guard::nesting(&pieces, options.nesting()).peak;
    if depth > guard::MAX_DEPTH {
        return Err(MathError::Oversized(format!(
            "{depth} > {}",
            guard::MAX_DEPTH
        )));
    }
    let tex = compat::rewrite_environments(source, &pieces, formula.display);
    let attempt = caught(|| {
        let form = options.form();
        let tree = engine::set(&tex, formula.display, options.macros(), form)
            .map_err(|error| MathError::Bad(describe(&error, &tex)))?;
        let written = match form {
            MathForm::Mathml => mathml::write(&tree).map(|mathml| (mathml, Styles::default())),
            form => html::write(&tree, form == MathForm::HtmlAndMathml),
        };
        written.map_err(MathError::Bad)
    });
    let (html, styles) =
        attempt.unwrap_or_else(|_| Err(MathError::Bad("KaTeX stopped".to_owned())))?;
    Ok(RenderedFormula {
        html,
        styles,
        error: None,
    })
}

/// KaTeX's words for `error`, with the place in `tex` unless they name what stands there already.
fn describe(error: &katex::ParseError, tex: &str) -> String {
    let mut words = error.kind.to_string();
    let rest = error
        .position()
        .and_then(|at| tex.get(at..))
        .unwrap_or_default()
        .trim_start();
    let near: String = rest.chars().take_while(|c| *c != '\n').take(12).collect();
    let first = tex::tokens(&near)
        .first()
        .map_or(0, |piece| piece.range.end);
    if first > 0 && !words.contains(&near[..first]) {
        words.push_str(", near ");
        words.push_str(near.trim_end());
    }
    words
}

/// The number of characters of the longest part of a formula that cannot be broken; those of fractions and roots count as
/// if they stood in a row. More than 17 may be wider than a phone, more than 50 wider than the column: such formulas get the
/// classes `wide` and `wider`, and scroll in their own box where there is no room.
fn widest_part(html: &str) -> usize {
    html.split("class=\"katex-base")
        .skip(1)
        .map(count_text)
        .max()
        .unwrap_or(0)
}

/// The characters outside tags, of what begins inside a tag.
fn count_text(html: &str) -> usize {
    let mut in_tag = true;
    let mut count = 0;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ => count += usize::from(!in_tag),
        }
    }
    count
}

/// Writes the element for `source`, the formula as its author wrote it: `.math`, as a `<div>` with `.display` for displays.
/// Where setting it failed, `.math-error` shows the source and has the error's words as its title. `id` is what links to
/// the formula's number point to.
pub fn write_formula(
    out: &mut String,
    source: &Formula,
    rendered: &RenderedFormula,
    id: Option<&str>,
) {
    let name = if source.display { "div" } else { "span" };
    out.push('<');
    out.push_str(name);
    out.push_str(" class=\"math");
    out.push_str(if source.display { " display" } else { "" });
    out.push_str(if rendered.error.is_some() {
        " math-error"
    } else {
        ""
    });
    if !source.display {
        out.push_str(match widest_part(&rendered.html) {
            0..=17 => "",
            18..=50 => " wide",
            _ => " wider",
        });
    }
    out.push('"');
    let mut attribute = |name: &str, value: &str| {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        out.push_str(&escape_attribute(value));
        out.push('"');
    };
    if let Some(id) = id {
        attribute("id", id);
    }
    attribute("data-tex", &source.tex);
    if source.display && rendered.error.is_none() {
        let steps = steps::steps(&source.tex);
        if steps > 1 {
            attribute("data-steps", &steps.to_string());
        }
    }
    if let Some(error) = &rendered.error {
        attribute("title", error.words());
    }
    out.push('>');
    if rendered.error.is_some() {
        out.push_str("<code>");
        out.push_str(&escape_text(source.tex.trim()));
        out.push_str("</code>");
    } else {
        out.push_str(&rendered.html);
    }
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}
