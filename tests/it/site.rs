//! A site in memory, taken through parse, catalog, link and render.

use std::collections::BTreeMap;
use std::sync::Arc;

use inkstone::catalog::topics::TopicInput;
use inkstone::catalog::{self, Catalog, CatalogInput, NoteId};
use inkstone::diagnostic::{Diagnostic, SourceId, Sources, Span};
use inkstone::document::Formula;
use inkstone::link::{KnownWords, LinkOptions, LinkedNote, link_note, without_private_names};
use inkstone::parse::{ParseOptions, ParsedNote, parse_note};
use inkstone::render::code::{Highlighted, highlight};
use inkstone::render::diagram::render_diagram;
use inkstone::render::math::{MathOptions, RenderedFormula, render_formula};
use inkstone::render::{Shared, render_note};
use inkstone::text::Lang;

/// The stack that the pipeline gives its threads.
const STACK_BYTES: usize = 64 << 20;

/// Notes and files as they stand in a notes folder.
#[derive(Clone, Debug, Default)]
pub(crate) struct Site {
    /// Paths and decoded texts.
    pub(crate) notes: Vec<(String, Arc<str>)>,
    /// Paths of other files, with width and height if they are images.
    pub(crate) files: Vec<(String, Option<(u32, u32)>)>,
    /// `topics.yaml`. Examples should not depend on the glossary.
    pub(crate) topics: Option<Arc<str>>,
    /// Whether there is the glossary too.
    pub(crate) glossary: bool,
    /// Whether what KaTeX writes is left in the HTML.
    pub(crate) formulas: bool,
}

/// A site after rendering.
#[derive(Debug)]
pub(crate) struct Built {
    /// Notes, private ones too, in the order of [`Site::notes`].
    pub(crate) notes: Vec<BuiltNote>,
    /// All findings, sorted.
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) sources: Sources,
    pub(crate) catalog: Catalog,
    /// Public notes, in the order of the catalog.
    pub(crate) linked: Vec<LinkedNote>,
}

/// A note after rendering.
#[derive(Debug)]
pub(crate) struct BuiltNote {
    pub(crate) parsed: ParsedNote,
    /// The body; `None` if the note is private.
    pub(crate) html: Option<String>,
}

impl Site {
    /// A site of one note.
    pub(crate) fn note(text: &str) -> Self {
        Self {
            notes: vec![("note.md".to_owned(), Arc::from(text))],
            ..Self::default()
        }
    }

    /// Renders the site. Formulas are set by KaTeX, but what it writes is left out of the HTML, unless `formulas` is set.
    pub(crate) fn build(&self) -> Built {
        self.build_with(&|_, linked| linked)
    }

    /// Renders the site with what `relink` makes of each note's targets.
    pub(crate) fn build_with(
        &self,
        relink: &(dyn Fn(&ParsedNote, LinkedNote) -> LinkedNote + Sync),
    ) -> Built {
        on_large_stack(|| build(self, relink))
    }
}

/// Runs `work` on a thread with the stack that the pipeline's threads have.
pub(crate) fn on_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, work)
            .expect("a thread")
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn build(site: &Site, relink: &dyn Fn(&ParsedNote, LinkedNote) -> LinkedNote) -> Built {
    let mut sources = Sources::default();
    let mut diagnostics = Vec::new();
    let mut all = Vec::new();
    for (path, text) in &site.notes {
        let id = sources.add(path.clone(), Arc::clone(text));
        let checked = parse_note(id, path, text, &ParseOptions::default());
        diagnostics.extend(checked.diagnostics);
        all.push(checked.value);
    }
    let topics = site
        .topics
        .as_ref()
        .map(|text| sources.add("topics.yaml".to_owned(), Arc::clone(text)));
    let (first, _) = catalog_of(site, &all, topics, &sources);
    for (note, (path, text)) in all.iter_mut().zip(&site.notes) {
        if !note.front_matter.private
            && let Some((text, found)) = without_private_names(note, text, &first)
        {
            diagnostics.extend(found);
            *note = parse_note(note.source, path, &text, &ParseOptions::default()).value;
        }
    }
    let (catalog, found) = catalog_of(site, &all, topics, &sources);
    diagnostics.extend(found);
    let public: Vec<&ParsedNote> = all.iter().filter(|n| !n.front_matter.private).collect();
    let by_path: BTreeMap<&str, &ParsedNote> =
        public.iter().map(|n| (n.path.as_str(), *n)).collect();
    let in_order: Vec<&ParsedNote> = catalog
        .notes
        .iter()
        .map(|entry| by_path[entry.path.as_str()])
        .collect();
    let mut linked = Vec::new();
    let options = LinkOptions {
        words: KnownWords::new(&catalog.topics),
        ..LinkOptions::default()
    };
    for (id, note) in catalog.note_ids().zip(&in_order) {
        let checked = link_note(note, id, &catalog, &options);
        diagnostics.extend(checked.diagnostics);
        linked.push(relink(note, checked.value));
    }
    let (math, _) = MathOptions::new(&BTreeMap::new(), false);
    let formula = |formula: &Formula| {
        let rendered = render_formula(formula, &math);
        Arc::new(match rendered.error {
            None if !site.formulas => RenderedFormula::default(),
            _ => rendered,
        })
    };
    let highlighted =
        |lang: &str, text: &str| -> Arc<Highlighted> { Arc::new(highlight(lang, text)) };
    let diagram = |lang: &str, source: &str| Arc::new(render_diagram(lang, source));
    let image_sizes = site
        .files
        .iter()
        .filter_map(|(path, size)| Some((path.clone(), (*size)?)))
        .collect();
    let note = |id: NoteId| (in_order[id.0 as usize], &linked[id.0 as usize]);
    let shared = Shared {
        catalog: &catalog,
        lang: Lang::En,
        load_remote_images: true,
        frame_hosts: &[],
        image_sizes: &image_sizes,
        formula: &formula,
        highlight: &highlighted,
        diagram: &diagram,
        apart: None,
        note: &note,
    };
    let mut bodies = BTreeMap::new();
    for id in catalog.note_ids() {
        let (parsed, linked) = note(id);
        let checked = render_note(&shared, id, parsed, linked);
        diagnostics.extend(checked.diagnostics);
        bodies.insert(parsed.path.clone(), checked.value.html);
    }
    diagnostics.sort_by_key(|d| (d.span, d.code, d.args.clone()));
    let notes = all
        .into_iter()
        .map(|parsed| BuiltNote {
            html: bodies.remove(&parsed.path),
            parsed,
        })
        .collect();
    Built {
        notes,
        diagnostics,
        sources,
        catalog,
        linked,
    }
}

fn catalog_of(
    site: &Site,
    notes: &[ParsedNote],
    topics: Option<SourceId>,
    sources: &Sources,
) -> (Catalog, Vec<Diagnostic>) {
    let (private, public) = notes.iter().partition(|note| note.front_matter.private);
    let public: Vec<&ParsedNote> = public;
    let input = CatalogInput {
        assets: site.files.iter().map(|(path, _)| path.as_str()).collect(),
        lang: "en",
        private,
        topics: TopicInput {
            file: topics.zip(site.topics.as_deref()),
            glossary: site.glossary,
            ..TopicInput::default()
        },
        ..CatalogInput::default()
    };
    let line_of = |span: Span| sources.position(span.source, span.start).line;
    let checked = catalog::build(&public, &input, &line_of);
    (checked.value, checked.diagnostics)
}
