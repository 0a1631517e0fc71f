//! Questions with their answers, rendered for programs that ask them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

use rayon::prelude::*;

use super::drawings::sha256;
use super::links::Referenced;
use super::pages::site_title;
use super::renderer::Renderer;
use super::write::Files;
use super::{BuildOptions, CardOptions, Outcome, Status};
use crate::catalog::{Catalog, NoteEntry, NoteId, Resolved};
use crate::config::Site;
use crate::document::TargetKind;
use crate::export::anki::deck_name;
use crate::export::{Card, CardSet, Unreadable};
use crate::output::Content;
use crate::parse::AnswerState;
use crate::progress::Stage;
use crate::render::CardApart;
use crate::report::Clock;
use crate::source::{digest, modified};
use crate::url;

/// Renders the cards of all public notes into `outcome`, with what rendering finds.
pub(super) fn make_cards(
    site: &Site,
    renderer: &Renderer,
    files: Files<'_>,
    options: &BuildOptions,
    wanted: CardOptions,
    outcome: &mut Outcome,
) {
    let cards = card_set(site, renderer, files, options, wanted, outcome);
    outcome.cards = Some(cards);
    if outcome.severities.fail(&outcome.diagnostics, false) {
        outcome.status = Status::Failed;
    }
}

fn card_set(
    site: &Site,
    renderer: &Renderer,
    files: Files<'_>,
    options: &BuildOptions,
    wanted: CardOptions,
    outcome: &mut Outcome,
) -> Result<CardSet, Unreadable> {
    let clock = Clock::start(options.thread_times);
    let catalog = renderer.catalog;
    options.progress.begin(Stage::Render, catalog.notes.len());
    let decks = decks(site, catalog);
    let base_url = site.config.base_url.as_deref();
    let notes: Vec<_> = catalog
        .note_ids()
        .collect::<Vec<_>>()
        .par_iter()
        .map(|id| {
            let pictures = Pictures::new(files);
            let cards = note_cards(renderer, *id, base_url, wanted, &pictures);
            options.progress.step();
            (*id, cards, pictures)
        })
        .collect();
    let mut set = CardSet {
        site: site.config.id.clone().unwrap_or_default(),
        ..CardSet::default()
    };
    for (id, cards, pictures) in notes {
        let modified = wanted
            .date
            .unwrap_or_else(|| newest(site, renderer, files.referenced, id));
        for (index, card) in cards {
            outcome.diagnostics.extend(card.diagnostics);
            let style = card.answer.styles.css();
            let style = if style.is_empty() {
                style
            } else {
                format!("<style>{style}</style>")
            };
            let entry = catalog.note(id);
            let question = &entry.questions[index];
            set.cards.push(Card {
                id: question.card.clone(),
                question: card.question,
                answer: card.answer.html.trim_end().to_owned() + &style,
                text: question.text.clone(),
                note: entry.title.clone(),
                address: base_url.map_or(String::new(), |base| {
                    url::ascii(&url::link(base, &entry.route, Some(&question.anchor)))
                }),
                lang: plain_tag(&entry.lang)
                    .unwrap_or(outcome.lang.tag())
                    .to_owned(),
                deck: decks[id.0 as usize].clone(),
                tags: renderer.topic_names(id, index),
                modified,
            });
        }
        set.pictures.extend(pictures.into_named()?);
    }
    outcome.add_failures(renderer.failures());
    outcome.report.stages.add(Stage::Render, &clock.time());
    Ok(set)
}

fn note_cards(
    renderer: &Renderer,
    id: NoteId,
    base_url: Option<&str>,
    wanted: CardOptions,
    pictures: &Pictures,
) -> Vec<(usize, CardApart)> {
    let is_wanted = |state| match state {
        AnswerState::Answered => true,
        AnswerState::Stub => wanted.stubs,
        AnswerState::LinkOnly | AnswerState::Empty => false,
    };
    let questions = renderer.catalog.note(id).questions.iter().enumerate();
    let questions = questions.filter(|(_, question)| is_wanted(question.state));
    let indices: Vec<usize> = questions.map(|(index, _)| index).collect();
    renderer.cards_apart(id, &indices, base_url, &|path| pictures.name(path))
}

/// The pictures of a note, named by what is in them: a changed picture is another one, and equal ones are one.
struct Pictures<'a> {
    files: Files<'a>,
    found: RefCell<BTreeMap<String, io::Result<(String, Content)>>>,
}

impl<'a> Pictures<'a> {
    fn new(files: Files<'a>) -> Self {
        Self {
            files,
            found: RefCell::default(),
        }
    }

    fn name(&self, path: &str) -> String {
        let mut found = self.found.borrow_mut();
        let picture = found
            .entry(path.to_owned())
            .or_insert_with(|| self.picture(path));
        picture
            .as_ref()
            .map_or_else(|_| String::new(), |(name, _)| name.clone())
    }

    fn picture(&self, path: &str) -> io::Result<(String, Content)> {
        let file = self.files.referenced.get(path);
        let file = &file.ok_or(io::ErrorKind::NotFound)?.asset.file;
        let (digest, content) = match self.files.drawings.published(path, file) {
            Some(bytes) => {
                let bytes = bytes?;
                (sha256(&bytes), Content::Bytes(bytes))
            }
            None => (digest(file)?, Content::File(file.clone())),
        };
        let name = format!("inkstone-{}.{}", &digest[..16], extension(path));
        Ok((name, content))
    }

    fn into_named(self) -> Result<BTreeMap<String, Content>, Unreadable> {
        let found = self.found.into_inner().into_iter();
        found
            .map(|(path, picture)| picture.map_err(|error| Unreadable { path, error }))
            .collect()
    }
}

/// The extension of a path where it is a plain one.
fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_plain = (1..=5).contains(&extension.len())
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_plain {
        extension.to_ascii_lowercase()
    } else {
        "bin".to_owned()
    }
}

/// A language tag, if it is no more than that.
fn plain_tag(lang: &str) -> Option<&str> {
    let is_plain = !lang.is_empty()
        && lang
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_plain.then_some(lang)
}

/// For each note the decks that its cards are in: the site, the folders, the note itself. Where two would have the same, the
/// names of their files stand behind it.
fn decks(site: &Site, catalog: &Catalog) -> Vec<Vec<String>> {
    let folders: Vec<Vec<String>> = (0..catalog.folders.len())
        .map(|folder| {
            let mut path = Vec::new();
            let mut at = Some(folder);
            while let Some(folder) = at.map(|at| &catalog.folders[at]) {
                if folder.parent.is_some() {
                    path.push(folder.title.clone());
                }
                at = folder.parent;
            }
            path.push(site_title(site, catalog));
            path.reverse();
            path
        })
        .collect();
    let deck = |id: NoteId, note: &NoteEntry| {
        let mut deck = folders[note.folder].clone();
        if catalog.folders[note.folder].index != Some(id) {
            deck.push(note.title.clone());
        }
        deck
    };
    let mut decks: Vec<Vec<String>> = catalog
        .note_ids()
        .zip(&catalog.notes)
        .map(|(id, note)| deck(id, note))
        .collect();
    // Anki takes names that differ in case for one.
    let folded = |deck: &[String]| deck_name(deck).to_lowercase();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for deck in &decks {
        *counts.entry(folded(deck)).or_default() += 1;
    }
    for (deck, note) in decks.iter_mut().zip(&catalog.notes) {
        if counts[&folded(deck)] > 1
            && let Some(last) = deck.last_mut()
        {
            let file = note.path.rsplit('/').next().unwrap_or(&note.path);
            *last = format!("{last} ({file})");
        }
    }
    decks
}

/// When a note, a note that it embeds, or a picture in them was last changed, in seconds since 1970.
fn newest(site: &Site, renderer: &Renderer, files: &BTreeMap<&str, Referenced>, id: NoteId) -> i64 {
    let mut newest = 0;
    let mut seen = BTreeSet::from([id]);
    let mut waiting = vec![id];
    while let Some(id) = waiting.pop() {
        let (note, linked) = renderer.parsed(id);
        newest = newest.max(modified(&site.notes.join(&note.path)).unwrap_or(0));
        for (target, resolved) in note.document.targets.iter().zip(&linked.targets) {
            match (target.kind, resolved) {
                (TargetKind::Embed, Resolved::Note { note, .. }) if seen.insert(*note) => {
                    waiting.push(*note);
                }
                (TargetKind::Embed | TargetKind::Image, Resolved::File(path, _)) => {
                    let time = files
                        .get(path.as_str())
                        .and_then(|file| modified(&file.asset.file));
                    newest = newest.max(time.unwrap_or(0));
                }
                _ => {}
            }
        }
    }
    newest
}
