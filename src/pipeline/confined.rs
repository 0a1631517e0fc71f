//! What the program fails on is confined to the note that set it off: it becomes a finding, and the site is built without.

use crate::caught::caught;
use crate::diagnostic::{Checked, Code, Diagnostic, SourceId, Span};
use crate::parse::{ParseOptions, ParsedNote, parse_head, parse_note, parse_nothing};

/// What was being done with a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Its text became a tree.
    Parse,
    /// Its front matter alone was read.
    Head,
    /// Its links and topics were found.
    Link,
    /// Its body was rendered.
    Body,
    /// A piece of it was rendered for another place.
    Piece,
    /// It was put into the search index.
    Search,
    /// Its page was made around its body.
    Page,
}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Self::Parse => "parse",
            Self::Head => "head",
            Self::Link => "link",
            Self::Body => "body",
            Self::Piece => "piece",
            Self::Search => "search",
            Self::Page => "page",
        }
    }
}

/// Does one step with the note at `path`; if the program fails, says how.
#[cfg_attr(not(test), allow(unused_variables, reason = "tests strike by path"))]
pub(super) fn confined<T>(step: Step, path: &str, work: impl FnOnce() -> T) -> Result<T, String> {
    let done = caught(|| {
        #[cfg(test)]
        tests::strike(step, path);
        work()
    });
    done.map_err(|why| format!("{}: {why}", step.name()))
}

/// The finding that the program failed on the note in `source`. `why` is meant for those who mend the program.
pub(super) fn failure(source: SourceId, why: &str) -> Diagnostic {
    Diagnostic::new(Code::NoteFailed, Span::file(source), [why])
}

/// Parses a note. If the program fails on it, it keeps what its front matter says; if on that too, it is private: nobody knows
/// whether it may be shown.
pub(super) fn parse(
    source: SourceId,
    path: &str,
    text: &str,
    options: ParseOptions,
) -> Checked<ParsedNote> {
    let parsed = confined(Step::Parse, path, || {
        parse_note(source, path, text, &options)
    });
    let why = match parsed {
        Ok(parsed) => return parsed,
        Err(why) => why,
    };
    let head = confined(Step::Head, path, || parse_head(source, path, text));
    let mut checked = head.unwrap_or_else(|_| {
        let mut value = parse_nothing(source, path);
        value.front_matter.private = true;
        Checked {
            value,
            diagnostics: Vec::new(),
        }
    });
    checked.diagnostics.push(failure(source, &why));
    checked
}

#[cfg(test)]
mod tests;
