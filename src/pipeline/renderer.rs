//! Rendering with what the whole site shares: sizes of images, and each formula, code block and diagram made once.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::Outcome;
use super::links::Referenced;
use crate::catalog::{Catalog, NoteId};
use crate::config::{RemoteImages, Site};
use crate::diagnostic::{Checked, Code, Diagnostic, SourceId};
use crate::document::Formula;
use crate::link::LinkedNote;
use crate::memo::Memo;
use crate::parse::ParsedNote;
use crate::render::code::{Highlighted, highlight};
use crate::render::diagram::render_diagram;
use crate::render::escape::escape_text;
use crate::render::math::{MathOptions, RenderedFormula, render_formula};
use crate::render::{RenderedNote, Shared, render_note};
use crate::source::image_size;
use crate::text::Lang;

/// Renders the notes of one site.
pub(super) struct Renderer<'a> {
    pub(super) catalog: &'a Catalog,
    notes: &'a [ParsedNote],
    linked: &'a [LinkedNote],
    image_sizes: BTreeMap<String, (u32, u32)>,
    /// What the reader must know of a note that could not be read as it was meant, by its file.
    notices: BTreeMap<SourceId, String>,
    lang: Lang,
    load_remote_images: bool,
    math: MathOptions,
    formulas: Memo<Formula, RenderedFormula>,
    code: Memo<(String, String), Highlighted>,
    diagrams: Memo<(String, String), Result<String, String>>,
}

impl<'a> Renderer<'a> {
    pub(super) fn new(
        site: &Site,
        catalog: &'a Catalog,
        notes: &'a [ParsedNote],
        linked: &'a [LinkedNote],
        files: &BTreeMap<&str, Referenced>,
        outcome: &mut Outcome,
    ) -> Self {
        let macros = &site.config.math.macros;
        let by_name = macros
            .iter()
            .map(|each| (each.name.clone(), each.body.clone()))
            .collect();
        let (math, faults) = MathOptions::new(&by_name, site.config.math.mathml);
        for fault in faults {
            if let Some(each) = macros.iter().find(|each| each.name == fault.name) {
                outcome.diagnostics.push(Diagnostic {
                    args: fault.args,
                    ..Diagnostic::new(fault.code, each.span, [])
                });
            }
        }
        let image_sizes = files
            .par_iter()
            .filter_map(|(path, file)| Some(((*path).to_owned(), image_size(&file.asset.file)?)))
            .collect();
        Self {
            catalog,
            notes,
            linked,
            image_sizes,
            notices: notices(outcome),
            lang: outcome.lang,
            load_remote_images: site.config.remote_images == RemoteImages::Load,
            math,
            formulas: Memo::default(),
            code: Memo::default(),
            diagrams: Memo::default(),
        }
    }

    /// Renders the body of a note.
    pub(super) fn note(&self, id: NoteId) -> Checked<RenderedNote> {
        let formula = |formula: &Formula| {
            self.formulas
                .get(formula, || render_formula(formula, &self.math))
        };
        let highlighted = |lang: &str, text: &str| -> Arc<Highlighted> {
            self.code.get(&(lang.to_owned(), text.to_owned()), || {
                highlight(lang, text)
            })
        };
        let diagram = |lang: &str, source: &str| {
            self.diagrams
                .get(&(lang.to_owned(), source.to_owned()), || {
                    render_diagram(lang, source)
                })
        };
        let note = |id: NoteId| (&self.notes[id.0 as usize], &self.linked[id.0 as usize]);
        let shared = Shared {
            catalog: self.catalog,
            lang: self.lang,
            load_remote_images: self.load_remote_images,
            image_sizes: &self.image_sizes,
            formula: &formula,
            highlight: &highlighted,
            diagram: &diagram,
            note: &note,
        };
        let (parsed, linked) = note(id);
        let mut checked = render_note(&shared, id, parsed, linked);
        if let Some(notice) = self.notices.get(&parsed.source) {
            let html = format!(
                "<div class=\"notice\"><p>{}</p></div>\n",
                escape_text(notice)
            );
            checked.value.html.insert_str(0, &html);
        }
        checked
    }
}

/// Findings about notes as a whole, which their pages show too: nothing is dropped in silence.
fn notices(outcome: &Outcome) -> BTreeMap<SourceId, String> {
    let shown = [
        Code::UndecodableNote,
        Code::OversizedNote,
        Code::UnreadableFile,
        Code::InvalidUtf8,
        Code::BadFrontMatter,
    ];
    outcome
        .diagnostics
        .iter()
        .filter(|diagnostic| shown.contains(&diagnostic.code))
        .map(|diagnostic| (diagnostic.span.source, diagnostic.message(outcome.lang)))
        .collect()
}
