//! Wiki links show the name of what they lead to, and the name of a private note is not to be shown.

use crate::catalog::{Catalog, Resolved, resolve_target, root_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::TargetKind;
use crate::parse::ParsedNote;

/// The text of `note` with `…` in place of each `[[name]]` that names a private note; `None` if there is none.
///
/// Every byte of the rest keeps its place, so that findings in the new text are where they were. Names may stand in headings,
/// and so in anchors and titles: the note must be parsed and the catalog be made anew from it. The findings about the links
/// are returned, since the new text has them no more.
pub fn without_private_names(
    note: &ParsedNote,
    text: &str,
    catalog: &Catalog,
) -> Option<(String, Vec<Diagnostic>)> {
    let root = root_of(note);
    let mut diagnostics = Vec::new();
    let mut blanked = text.to_owned();
    for target in &note.document.targets {
        if target.kind != TargetKind::WikiLink {
            continue;
        }
        let range = target.span.range();
        let written = text.get(range.clone()).unwrap_or_default();
        // Behind a `|` stands a text of the author's own.
        let is_bare =
            written.starts_with("[[") && written.ends_with("]]") && !written.contains('|');
        if is_bare
            && resolve_target(catalog, &note.path, target, root.as_deref()) == Resolved::Private
        {
            blanked.replace_range(range, &dots(written.len()));
            diagnostics.push(Diagnostic::new(
                Code::PrivateLink,
                target.span,
                [&target.raw],
            ));
        }
    }
    (!diagnostics.is_empty()).then_some((blanked, diagnostics))
}

/// `…` filled up to a length of at least 4 bytes by a comment, which no page shows, or by spaces.
fn dots(length: usize) -> String {
    let rest = length.saturating_sub('…'.len_utf8());
    match rest.checked_sub("%%%%".len()) {
        Some(inner) if inner > 0 => format!("…%%{}%%", "-".repeat(inner)),
        _ => format!("…{}", " ".repeat(rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::dots;

    #[test]
    fn dots_are_as_long_as_asked() {
        for length in 5..40 {
            assert_eq!(dots(length).len(), length);
        }
    }
}
