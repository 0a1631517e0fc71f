//! The notes as a book: for e-readers, or to print.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::confined::Step;
use super::links::Referenced;
use super::pages::{site_id, site_title};
use super::renderer::Renderer;
use super::theme::load_theme;
use super::{BuildOptions, Outcome, Status};
use crate::book::{
    Content, EditedBody, Form, Plan, Words, contents, contents_list, edit, index_body, part_body,
    part_path, words,
};
use crate::catalog::NoteId;
use crate::config::Site;
use crate::diagnostic::{Checked, Diagnostic};
use crate::export::Unreadable;
use crate::export::epub::{Document, Epub, EpubForm, EpubPicture, PictureFile, picture_file};
use crate::export::print::{PrintForm, chapter_id};
use crate::page::{PrintBook, PrintChapter, print_page};
use crate::progress::Stage;
use crate::render::RenderedNote;
use crate::render::escape::escape_text;
use crate::render::style::Styles;
use crate::report::Clock;
use crate::source::digest;

/// What kind of book is wanted, and of what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookOptions {
    /// The kind.
    pub format: BookFormat,
    /// The folder or note that it is made of, by its path below the notes folder; `None` for all notes.
    pub only: Option<String>,
    /// When it is said to have been changed, in seconds since 1970.
    pub modified: Option<i64>,
}

/// A kind of book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookFormat {
    /// For e-readers.
    Epub,
    /// One long page, to print.
    Print,
}

/// A book that is only to be written to a file.
#[derive(Clone, Debug)]
pub enum MadeBook {
    /// For e-readers.
    Epub(Box<Epub>),
    /// The text of the page to print, and how many chapters it has.
    Print(String, usize),
}

/// Why there is no book.
#[derive(Debug)]
pub enum NoBook {
    /// There is no folder or note of that name.
    NoSuchPart(String),
    /// A picture cannot be read.
    Unreadable(Unreadable),
}

/// The heading levels that the contents show.
const LEVELS: u8 = 3;

/// The same on paper, where they are to be turned over.
const PRINT_LEVELS: u8 = 2;

/// Makes a book of the public notes into `outcome`, with what rendering finds.
pub(super) fn make_book(
    site: &Site,
    renderer: Renderer,
    files: &BTreeMap<&str, Referenced>,
    options: &BuildOptions,
    wanted: &BookOptions,
    outcome: &mut Outcome,
) {
    let clock = Clock::start(options.thread_times);
    let book = match wanted.format {
        BookFormat::Epub => epub(site, &renderer.for_epub(), files, options, wanted, outcome)
            .map(|book| MadeBook::Epub(Box::new(book))),
        BookFormat::Print => print(site, &renderer.for_paper(), files, options, wanted, outcome),
    };
    outcome.book = Some(book);
    outcome.report.stages.add(Stage::Render, &clock.time());
    if outcome.severities.fail(&outcome.diagnostics, false) {
        outcome.status = Status::Failed;
    }
}

fn plan<'a>(
    site: &'a Site,
    renderer: &'a Renderer<'_>,
    wanted: &BookOptions,
) -> Result<Plan<'a>, NoBook> {
    let (catalog, backlinks) = (renderer.catalog, renderer.backlinks);
    let base_url = site.config.base_url.as_deref();
    let title = site_title(site, catalog);
    let only = wanted.only.as_deref();
    Plan::new(catalog, backlinks, &title, only, base_url)
        .ok_or_else(|| NoBook::NoSuchPart(only.unwrap_or_default().to_owned()))
}

fn epub(
    site: &Site,
    renderer: &Renderer,
    files: &BTreeMap<&str, Referenced>,
    options: &BuildOptions,
    wanted: &BookOptions,
    outcome: &mut Outcome,
) -> Result<Epub, NoBook> {
    let plan = plan(site, renderer, wanted)?;
    let words = words(outcome.lang);
    let pictures = pictures(files).map_err(NoBook::Unreadable)?;
    options.progress.begin(Stage::Render, plan.chapters.len());
    let chapters: Vec<_> = (0..plan.chapters.len())
        .into_par_iter()
        .map(|chapter| {
            let form = EpubForm::new(&pictures);
            let made = epub_chapter(&plan, renderer, &form, words, chapter);
            options.progress.step();
            (made, form.into_used())
        })
        .collect();
    let lang = outcome.lang.tag();
    let mut used = BTreeSet::new();
    let mut documents = Vec::with_capacity(chapters.len());
    for ((mut document, diagnostics), pictures) in chapters {
        if document.lang.is_empty() {
            lang.clone_into(&mut document.lang);
        }
        outcome.diagnostics.extend(diagnostics);
        used.extend(pictures);
        documents.push(document);
    }
    outcome.add_failures(renderer.failures());
    let index = index_body(&plan, &EpubForm::new(&pictures), words);
    let index = (!index.is_empty()).then(|| Document {
        title: words.topics.to_owned(),
        lang: lang.to_owned(),
        body: index,
        ..Document::default()
    });
    let mut identity = site_id(site, renderer.catalog);
    let only = wanted.only.as_deref().map_or("", part_path);
    if !only.is_empty() {
        identity = format!("{identity}\n{only}");
    }
    Ok(Epub {
        title: plan.title.clone(),
        description: site.config.description.clone().unwrap_or_default(),
        author: site.config.author.clone().unwrap_or_default(),
        lang: lang.to_owned(),
        identity,
        modified: wanted.modified,
        words,
        chapters: documents,
        index,
        contents: contents(&plan, LEVELS),
        pictures: used
            .iter()
            .filter_map(|path| {
                let picture = &pictures[path];
                let file = files.get(path.as_str())?.asset.file.clone();
                let media_type = picture.media_type;
                Some((picture.name.clone(), EpubPicture { file, media_type }))
            })
            .collect(),
    })
}

fn print(
    site: &Site,
    renderer: &Renderer,
    files: &BTreeMap<&str, Referenced>,
    options: &BuildOptions,
    wanted: &BookOptions,
    outcome: &mut Outcome,
) -> Result<MadeBook, NoBook> {
    let plan = plan(site, renderer, wanted)?;
    let words = words(outcome.lang);
    let lang = outcome.lang.tag();
    let pictures = files
        .iter()
        .map(|(path, file)| (*path, file.asset.file.clone()))
        .collect();
    options.progress.begin(Stage::Render, plan.chapters.len());
    let chapters: Vec<_> = (0..plan.chapters.len())
        .into_par_iter()
        .map(|chapter| {
            let form = PrintForm::new(&plan, &pictures);
            let made = print_chapter(&plan, renderer, &form, words, chapter);
            options.progress.step();
            (made, form.into_unreadable())
        })
        .collect();
    let form = PrintForm::new(&plan, &pictures);
    // One note alone needs no list of itself.
    let contents = match plan.chapters.len() {
        0 | 1 => String::new(),
        _ => contents_list(&form, &contents(&plan, PRINT_LEVELS)),
    };
    let mut book = PrintBook {
        title: plan.title.clone(),
        description: site.config.description.clone().unwrap_or_default(),
        author: site.config.author.clone().unwrap_or_default(),
        lang: lang.to_owned(),
        words,
        contents,
        chapters: Vec::with_capacity(chapters.len()),
        index: index_body(&plan, &form, words),
        styles: Styles::default(),
        has_math: false,
        has_remote_images: false,
    };
    for ((mut chapter, rendered), unreadable) in chapters {
        if let Some(unreadable) = unreadable {
            return Err(NoBook::Unreadable(unreadable));
        }
        if chapter.lang.is_empty() {
            lang.clone_into(&mut chapter.lang);
        }
        book.styles.extend(&rendered.value.styles);
        book.has_math |= rendered.value.has_math;
        book.has_remote_images |= rendered.value.has_remote_images;
        outcome.diagnostics.extend(rendered.diagnostics);
        book.chapters.push(chapter);
    }
    outcome.add_failures(renderer.failures());
    let count = book.chapters.len();
    let html = load_theme(site).and_then(|theme| print_page(&theme, &book));
    match html {
        Ok(html) => Ok(MadeBook::Print(html, count)),
        Err(error) => {
            outcome.template_failed(&error);
            Ok(MadeBook::Print(String::new(), 0))
        }
    }
}

fn print_chapter(
    plan: &Plan<'_>,
    renderer: &Renderer,
    form: &PrintForm<'_>,
    words: &'static Words,
    chapter: usize,
) -> (PrintChapter, Checked<RenderedNote>) {
    let entry = &plan.chapters[chapter];
    let mut made = PrintChapter {
        id: chapter_id(chapter),
        lang: entry.lang.clone().unwrap_or_default(),
        is_part: false,
        title: None,
        level: (entry.depth + 1).min(6),
        body: String::new(),
    };
    match entry.content {
        Content::Part(_) => {
            made.is_part = true;
            made.body = part_body(plan, form, chapter);
            let nothing = Checked {
                value: RenderedNote::default(),
                diagnostics: Vec::new(),
            };
            (made, nothing)
        }
        Content::Note(id) => {
            let body = renderer.note(id);
            made.body = edited(plan, renderer, form, words, (chapter, id), &body.value).xml;
            let shows_title = plan.catalog.note(id).has_own_title();
            made.title = (!shows_title).then(|| entry.title.clone());
            (made, body)
        }
    }
}

fn epub_chapter(
    plan: &Plan<'_>,
    renderer: &Renderer,
    form: &EpubForm<'_>,
    words: &'static Words,
    chapter: usize,
) -> (Document, Vec<Diagnostic>) {
    let entry = &plan.chapters[chapter];
    let mut document = Document {
        title: entry.title.clone(),
        lang: entry.lang.clone().unwrap_or_default(),
        ..Document::default()
    };
    let id = match entry.content {
        Content::Part(_) => {
            document.body = part_body(plan, form, chapter);
            return (document, Vec::new());
        }
        Content::Note(id) => id,
    };
    let body = renderer.note(id);
    let edited = edited(plan, renderer, form, words, (chapter, id), &body.value);
    if !plan.catalog.note(id).has_own_title() {
        document.body = format!("<h1>{}</h1>\n", escape_text(&entry.title));
    }
    document.body.push_str(&edited.xml);
    document.style = body.value.styles.css();
    document.has_mathml = edited.has_mathml;
    document.has_svg = edited.has_svg;
    (document, body.diagnostics)
}

/// The body of a note as a chapter.
fn edited(
    plan: &Plan<'_>,
    renderer: &Renderer,
    form: &dyn Form,
    words: &'static Words,
    (chapter, id): (usize, NoteId),
    body: &RenderedNote,
) -> EditedBody {
    let edit = |html: &str| edit(plan, form, words, chapter, html);
    let otherwise = || edit(&renderer.apology().html);
    renderer.confined(Step::Page, id, || edit(&body.html), otherwise)
}

/// The pictures among the files that notes refer to which a book can hold.
fn pictures(
    files: &BTreeMap<&str, Referenced>,
) -> Result<BTreeMap<String, PictureFile>, Unreadable> {
    let found: Result<Vec<_>, Unreadable> = files
        .par_iter()
        .map(|(path, file)| {
            let file = &file.asset.file;
            let picture = digest(file).and_then(|digest| picture_file(file, &digest));
            let picture = picture.map_err(|error| Unreadable {
                path: (*path).to_owned(),
                error,
            })?;
            Ok(picture.map(|picture| ((*path).to_owned(), picture)))
        })
        .collect();
    Ok(found?.into_iter().flatten().collect())
}
