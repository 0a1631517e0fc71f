//! When the notes were last changed, as their history has it.

use std::collections::BTreeSet;

use super::{BuildOptions, Outcome, Until};
use crate::catalog::Catalog;
use crate::config::Site;
use crate::diagnostic::{Code, Diagnostic, SourceId, Sources, Span};
use crate::history::{NoHistory, history};

/// Asks git about the notes whose front matter has no date, and says which it could not date. `catalog` has public notes
/// alone, so it is asked of no other.
///
/// Only pages show dates, so a run that writes none asks for nothing.
pub(super) fn date_notes(
    until: &Until,
    site: &Site,
    options: &BuildOptions,
    catalog: &mut Catalog,
    outcome: &mut Outcome,
) {
    if !matches!(until, Until::Built | Until::Written)
        || !options.history
        || site.config.dates == Some(false)
    {
        return;
    }
    let all = catalog.notes.len();
    let undated = catalog.notes.iter_mut();
    let mut undated: Vec<_> = undated
        .filter(|note| note.dates.changed().is_none())
        .collect();
    let Some(first) = undated.first().map(|note| note.source) else {
        return;
    };
    let paths: BTreeSet<&str> = undated.iter().map(|note| note.path.as_str()).collect();
    let mut say = |code: Code, source: SourceId, args: &[&str]| {
        outcome.diagnostics.push(Diagnostic {
            args: args.iter().map(|arg| (*arg).to_owned()).collect(),
            ..Diagnostic::new(code, Span::file(source), [])
        });
    };
    let found = match history(&site.notes, &paths) {
        Ok(found) => found,
        Err(NoHistory::NoRepository) => {
            if site.config.dates == Some(true) {
                say(Code::NoRepository, Sources::CONFIG, &[]);
            }
            return;
        }
        Err(NoHistory::Failed(why)) => return say(Code::NoHistory, first, &[&why]),
    };
    for note in &mut undated {
        note.dates.committed = found.dates.get(&note.path).copied();
    }
    let left = || undated.iter().filter(|note| note.dates.committed.is_none());
    let Some(first) = left().next() else {
        return;
    };
    let of_all = all.to_string();
    let uncommitted = left().count().saturating_sub(found.cut_off);
    for (code, count) in [
        (Code::ShallowHistory, found.cut_off),
        (Code::UncommittedNotes, uncommitted),
    ] {
        if count > 0 {
            say(code, first.source, &[&count.to_string(), &of_all]);
        }
    }
}
