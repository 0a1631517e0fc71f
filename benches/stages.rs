//! What each stage takes, on one thread.
//!
//! `cargo bench --bench stages [-- FILTER]`. Every stage is measured twice: on the repository's own notes and on 200 generated
//! ones with a dictionary of 2,000 names. What a stage needs is made by those before it, outside of what is measured. Formulas,
//! code and diagrams are kept for one pass over all notes, as in a cold build.

mod notes;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use inkstone::backlinks::Backlinks;
use inkstone::catalog::topics::TopicInput;
use inkstone::catalog::{self, Catalog, CatalogInput, NoteId};
use inkstone::diagnostic::{SourceId, Sources};
use inkstone::document::Formula;
use inkstone::link::{KnownWords, LinkOptions, link_note};
use inkstone::memo::Memo;
use inkstone::output::{Sink, Writer};
use inkstone::page::{SiteInfo, Surroundings, Theme, note_page};
use inkstone::parse::{ParseOptions, ParsedNote, parse_note};
use inkstone::pipeline::{self, BuildOptions, Linked};
use inkstone::render::code::highlight;
use inkstone::render::diagram::render_diagram;
use inkstone::render::math::{MATH_FONTS, MathOptions, render_formula};
use inkstone::render::{RenderedNote, Shared, render_note};
use inkstone::search::{Lexicon, index_files, note_units, segmenter, text_files, text_groups};
use inkstone::source::{ListOptions, gather, list, read};
use inkstone::text::Lang;

/// As many as the pipeline gives its threads, for KaTeX recurses.
const STACK_BYTES: usize = 64 << 20;

/// How many notes are generated.
const GENERATED: usize = 200;

fn main() {
    // Everything is measured on this one thread.
    let worker = std::thread::Builder::new()
        .stack_size(STACK_BYTES)
        .spawn(divan::main)
        .expect("a thread starts");
    worker.join().expect("no stage fails");
}

/// The notes that stages are measured on.
#[derive(Clone, Copy, Debug)]
enum Corpus {
    Content,
    Generated,
}

const CORPORA: [Corpus; 2] = [Corpus::Content, Corpus::Generated];

/// Notes, and what the stages make of them.
struct Made {
    folder: PathBuf,
    bytes: usize,
    /// The notes' ids, paths and texts.
    sources: Vec<(SourceId, String, Arc<str>)>,
    topics: Option<(SourceId, Arc<str>)>,
    linked: Linked,
}

static SCRATCH: LazyLock<tempfile::TempDir> =
    LazyLock::new(|| tempfile::tempdir().expect("there is room for files"));

static CONTENT: LazyLock<Made> =
    LazyLock::new(|| Made::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("content")));

static NOTES: LazyLock<Made> = LazyLock::new(|| {
    let folder = SCRATCH.path().join("notes");
    notes::write(&folder, GENERATED, true).expect("notes can be written");
    Made::new(folder)
});

impl Corpus {
    fn made(self) -> &'static Made {
        match self {
            Self::Content => &CONTENT,
            Self::Generated => &NOTES,
        }
    }
}

impl Made {
    fn new(folder: PathBuf) -> Self {
        let outcome = pipeline::survey(&BuildOptions {
            root: folder.clone(),
            threads: Some(1),
            ..BuildOptions::default()
        });
        let linked = outcome.linked.expect("the notes can be read");
        let sources: Vec<_> = linked
            .notes
            .iter()
            .map(|note| {
                let text = Arc::clone(&outcome.sources.get(note.source).text);
                (note.source, note.path.clone(), text)
            })
            .collect();
        let topics = linked
            .catalog
            .topics
            .source
            .map(|id| (id, Arc::clone(&outcome.sources.get(id).text)));
        Self {
            folder,
            bytes: sources.iter().map(|(.., text)| text.len()).sum(),
            sources,
            topics,
            linked,
        }
    }

    fn catalog(&self) -> &Catalog {
        &self.linked.catalog
    }

    /// Renders bodies, each formula, block of code and diagram once.
    fn render<T>(&self, mut take: impl FnMut(NoteId, RenderedNote) -> T) -> Vec<T> {
        let keep = 64 << 20;
        let math = MathOptions::default();
        let formulas = Memo::new(keep, |_, _| 1);
        let code = Memo::new(keep, |_, _| 1);
        let diagrams = Memo::new(keep, |_, _| 1);
        let linked = &self.linked;
        let shared = Shared {
            catalog: &linked.catalog,
            lang: Lang::ZhHans,
            load_remote_images: true,
            frame_hosts: &[],
            image_sizes: &BTreeMap::new(),
            formula: &|formula: &Formula| formulas.get(formula, || render_formula(formula, &math)),
            highlight: &|lang, text| {
                code.get(&(lang.to_owned(), text.to_owned()), || {
                    highlight(lang, text)
                })
            },
            diagram: &|lang, source| {
                diagrams.get(&(lang.to_owned(), source.to_owned()), || {
                    render_diagram(lang, source)
                })
            },
            apart: None,
            note: &|id| {
                let at = id.0 as usize;
                (&linked.notes[at], &linked.linked[at])
            },
        };
        let ids = linked.catalog.note_ids();
        ids.map(|id| {
            let (note, links) = (shared.note)(id);
            take(id, render_note(&shared, id, note, links).value)
        })
        .collect()
    }

    /// The pages of the notes without what stands around a body.
    fn pages(&self, theme: &Theme, bodies: &[RenderedNote]) -> Vec<String> {
        let site = SiteInfo::default();
        let around = Surroundings::default();
        let ids = self.catalog().note_ids();
        ids.zip(bodies)
            .map(|(id, body)| {
                note_page(theme, &site, self.catalog(), id, body, &around).expect("templates work")
            })
            .collect()
    }
}

fn theme() -> Theme {
    Theme::new(&BTreeMap::new(), MATH_FONTS).expect("the built-in theme works")
}

#[divan::bench(args = CORPORA)]
fn source(bencher: Bencher, corpus: Corpus) {
    let made = corpus.made();
    bencher
        .counter(BytesCount::new(made.bytes))
        .bench_local(|| {
            let listing = list(&ListOptions {
                notes: &made.folder,
                output: &made.folder.join("public"),
                ignore: &[],
                copy_html: false,
            })
            .expect("the folder can be read");
            let files = listing.notes.iter().chain(&listing.order);
            let files = files.chain(&listing.topics);
            let contents = files.map(|file| read(&file.file, None)).collect();
            gather(listing, contents, &mut Sources::default(), str::to_owned)
        });
}

#[divan::bench(args = CORPORA)]
fn parse(bencher: Bencher, corpus: Corpus) {
    let made = corpus.made();
    let options = ParseOptions::default();
    bencher
        .counter(BytesCount::new(made.bytes))
        .bench_local(|| {
            let notes = made.sources.iter();
            notes
                .map(|(id, path, text)| parse_note(*id, path, text, &options).value)
                .collect::<Vec<_>>()
        });
}

#[divan::bench(args = CORPORA)]
fn catalog(bencher: Bencher, corpus: Corpus) {
    let made = corpus.made();
    let mut notes: Vec<&ParsedNote> = made.linked.notes.iter().collect();
    notes.sort_by(|a, b| a.path.cmp(&b.path));
    bencher.bench_local(|| {
        let input = CatalogInput {
            assets: Vec::new(),
            order: Vec::new(),
            lang: "zh-Hans",
            title: "",
            private: Vec::new(),
            topics: TopicInput {
                glossary: true,
                file: made.topics.as_ref().map(|(id, text)| (*id, text.as_ref())),
                lang: Some(Lang::ZhHans),
            },
            redirects: Vec::new(),
        };
        catalog::build(&notes, &input, &|_| 1)
    });
}

#[divan::bench(args = CORPORA)]
fn link(bencher: Bencher, corpus: Corpus) {
    let made = corpus.made();
    let catalog = made.catalog();
    let options = LinkOptions {
        words: KnownWords::new(&catalog.topics),
        near_misses: false,
    };
    bencher
        .counter(BytesCount::new(made.bytes))
        .bench_local(|| {
            let notes = made.linked.notes.iter().zip(catalog.note_ids());
            notes
                .map(|(note, id)| link_note(note, id, catalog, &options).value)
                .collect::<Vec<_>>()
        });
}

#[divan::bench(args = CORPORA)]
fn backlinks(bencher: Bencher, corpus: Corpus) {
    let made = corpus.made();
    bencher.bench_local(|| Backlinks::new(made.catalog(), &made.linked.linked));
}

#[divan::bench(args = CORPORA)]
fn render(bencher: Bencher, corpus: Corpus) {
    let made = corpus.made();
    bencher
        .counter(BytesCount::new(made.bytes))
        .bench_local(|| made.render(|_, body| black_box(body).html.len()));
}

#[divan::bench(args = CORPORA)]
fn search(bencher: Bencher, corpus: Corpus) {
    let made = corpus.made();
    let catalog = made.catalog();
    bencher
        .counter(BytesCount::new(made.bytes))
        .bench_local(|| {
            let segmenter = segmenter(catalog);
            let lexicon = Lexicon::default();
            let mut indexed = Vec::new();
            for group in text_groups(catalog) {
                let units: Vec<_> = group
                    .into_iter()
                    .map(|id| {
                        let at = id.0 as usize;
                        let (note, links) = (&made.linked.notes[at], &made.linked.linked[at]);
                        note_units(catalog, id, note, links, &segmenter)
                    })
                    .collect();
                black_box(text_files(catalog, &units));
                indexed.extend(units.into_iter().map(|units| lexicon.index(units)));
            }
            indexed.sort_by_key(|note| note.note);
            index_files(catalog, indexed, lexicon)
        });
}

#[divan::bench(args = CORPORA)]
fn page(bencher: Bencher, corpus: Corpus) {
    let made = corpus.made();
    let theme = theme();
    let bodies = made.render(|_, body| body);
    bencher.bench_local(|| made.pages(&theme, &bodies));
}

/// Into an empty folder.
#[divan::bench(args = CORPORA)]
fn output(bencher: Bencher, corpus: Corpus) {
    let made = corpus.made();
    let pages = made.pages(&theme(), &made.render(|_, body| body));
    let bytes = pages.iter().map(String::len).sum::<usize>();
    bencher
        .counter(BytesCount::new(bytes))
        .with_inputs(|| tempfile::tempdir_in(SCRATCH.path()).expect("there is room for files"))
        .bench_local_refs(|folder| {
            let folder = folder.path().join("site");
            let writer = Writer::open(&folder, &made.folder).expect("an empty folder will do");
            for (id, page) in made.catalog().note_ids().zip(&pages) {
                let route = &made.catalog().note(id).route;
                writer.write(route, page.as_bytes()).expect("there is room");
            }
            writer.finish().expect("there is room")
        });
}

/// All stages, as `inkstone build --threads 1`.
#[divan::bench(args = CORPORA, sample_count = 10, sample_size = 1)]
fn build(bencher: Bencher, corpus: Corpus) {
    let made = corpus.made();
    bencher
        .counter(BytesCount::new(made.bytes))
        .with_inputs(|| tempfile::tempdir_in(SCRATCH.path()).expect("there is room for files"))
        .bench_local_refs(|folder| {
            let outcome = pipeline::build(&BuildOptions {
                root: made.folder.clone(),
                output: Some(folder.path().join("site")),
                threads: Some(1),
                ..BuildOptions::default()
            });
            assert!(outcome.site_was_built);
        });
}
