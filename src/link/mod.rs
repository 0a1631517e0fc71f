//! Stage 4: what each link, image and embed of a note leads to, and where its text speaks of topics.

mod mentions;
mod misspellings;
mod private;

use crate::catalog::{Catalog, NoteId, Resolved, resolve_target, root_of};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::document::{Target, TargetKind};
use crate::parse::{FlatText, ParsedNote, is_picture, text_runs};
use crate::text::{is_hidden, is_secret};

pub use mentions::{
    LinkPlace, LinkState, Mention, Mentions, MissReason, NearMiss, Place, TopicLink, checksum,
};
pub use misspellings::KnownWords;
pub use private::without_private_names;

/// The targets of a note, found.
#[derive(Clone, Debug, Default)]
pub struct LinkedNote {
    /// What each target of the document is, by [`crate::document::TargetId`].
    pub targets: Vec<Resolved>,
    /// The topics that it speaks of.
    pub mentions: Mentions,
}

/// What linking depends on besides the notes.
#[derive(Clone, Debug, Default)]
pub struct LinkOptions {
    /// The words that misspellings are told from.
    pub words: KnownWords,
    /// Whether places that look like mentions and are none are wanted: there are many.
    pub near_misses: bool,
}

/// Finds what the targets of the note `id` lead to, and which topics it mentions.
pub fn link_note(
    note: &ParsedNote,
    id: NoteId,
    catalog: &Catalog,
    options: &LinkOptions,
) -> Checked<LinkedNote> {
    let root = root_of(note);
    let mut diagnostics = Vec::new();
    let targets = note
        .document
        .targets
        .iter()
        .map(|target| {
            let resolved = resolve_target(catalog, &note.path, target, root.as_deref());
            diagnostics.extend(finding(target, &resolved, catalog));
            resolved
        })
        .collect();
    let runs = text_runs(&note.document);
    let texts: Vec<FlatText> = runs.iter().map(|run| FlatText::new(run.content)).collect();
    let mentions = mentions::mentions(note, id, catalog, (&runs, &texts), options.near_misses);
    diagnostics.extend(mentions.diagnostics);
    let mentions = mentions.value;
    diagnostics.extend(misspellings::misspellings(&texts, &options.words));
    Checked {
        value: LinkedNote { targets, mentions },
        diagnostics,
    }
}

/// Whether a target is a file that is never copied, by its name alone: whether there is one is not looked at.
fn names_private_file(target: &Target) -> bool {
    let path = target.raw.split(['?', '#']).next().unwrap_or_default();
    let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    let path = path.trim().replace('\\', "/").to_lowercase();
    let ending = path.rsplit_once('.').map(|(_, ending)| ending);
    let is_note = matches!(ending, Some("md" | "markdown"));
    // `[[.NET]]` is the name of a note.
    let is_name = target.kind == TargetKind::WikiLink && !path.contains('/');
    let is_step = |name: &str| matches!(name, "." | "..");
    let mut names = path.split('/');
    (!is_note && is_secret(&path))
        || (!is_name && names.any(|name| is_hidden(name.as_bytes()) && !is_step(name)))
}

fn finding(target: &Target, resolved: &Resolved, catalog: &Catalog) -> Option<Diagnostic> {
    let raw = target.raw.as_str();
    let new = |code| Some(Diagnostic::new(code, target.span, [raw]));
    match resolved {
        Resolved::Note { .. }
        | Resolved::Folder(_)
        | Resolved::File(..)
        | Resolved::External(_) => None,
        Resolved::NoteWithoutAnchor(_) if target.kind == TargetKind::Embed => {
            new(Code::MissingEmbed)
        }
        Resolved::NoteWithoutAnchor(_) => {
            let fragment = raw.split_once('#').map_or("", |(_, fragment)| fragment);
            let fragment = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy();
            Some(Diagnostic::new(
                Code::BrokenAnchor,
                target.span,
                [&fragment],
            ))
        }
        Resolved::Missing if names_private_file(target) => new(Code::WithheldFile),
        Resolved::Missing => new(match target.kind {
            TargetKind::Link | TargetKind::WikiLink => Code::BrokenLink,
            TargetKind::Image => Code::MissingImage,
            TargetKind::Embed if is_picture(raw) => Code::MissingImage,
            TargetKind::Embed => Code::MissingEmbed,
        }),
        Resolved::Ambiguous(notes) => {
            let names: Vec<&str> = notes
                .iter()
                .map(|id| catalog.note(*id).path.as_str())
                .collect();
            Some(Diagnostic::new(
                Code::AmbiguousLink,
                target.span,
                [raw, &names.join(", ")],
            ))
        }
        Resolved::Private => new(Code::PrivateLink),
        Resolved::Outside => new(Code::OutsideLink),
        Resolved::Unsafe => new(Code::UnsafeLink),
    }
}
