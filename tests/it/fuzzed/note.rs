//! One note, from its text to HTML.

use super::places;
use crate::judge::{Kind, page};
use crate::site::{Built, Site};
use crate::sound;

/// The note comes out as sound HTML that runs nothing, the same each time, whatever its lines end with; each finding and each
/// node has a place.
pub(super) fn check(text: &str) -> Result<(), String> {
    let site = Site::note(text);
    let built = site.build();
    let html = html(&built);
    sound::check(html).map_err(|fault| format!("{fault}\n{html}"))?;
    judged(html)?;
    for note in &built.notes {
        places::of_note(&note.parsed, &built.sources)?;
    }
    places::of_findings(&built.diagnostics, &built.sources)?;
    let again = site.build();
    if self::html(&again) != html || again.diagnostics != built.diagnostics {
        return Err("another page when it is built again".to_owned());
    }
    let unix = text.replace("\r\n", "\n");
    if !unix.contains('\r') {
        let (one, other) = (
            Site::note(&unix).build(),
            Site::note(&unix.replace('\n', "\r\n")).build(),
        );
        if self::html(&one) != self::html(&other) {
            return Err("another page with other ends of lines".to_owned());
        }
    }
    let with_formulas = Site {
        formulas: true,
        ..site
    };
    judged(self::html(&with_formulas.build()))
}

/// The body of the only note; empty where it is private.
fn html(built: &Built) -> &str {
    built.notes[0].html.as_deref().unwrap_or_default()
}

/// Says what the judge has to say of a body.
pub(super) fn judged(html: &str) -> Result<(), String> {
    let faults = page(html, Kind::Fragment);
    if faults.is_empty() {
        Ok(())
    } else {
        Err(format!("{}\n{html}", faults.join("\n")))
    }
}
