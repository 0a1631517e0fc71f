//! What a page is made from, as a hash: a page that was made from the same is the same, and need not be made again.
//!
//! A page is made from three things, and each goes in whole, so that nothing can be forgotten that a template or the renderer
//! comes to look at later:
//!
//! 1. what holds for all pages: theme, configuration, language;
//! 2. all that its template sees, but for what is rendered of texts;
//! 3. the notes that something is rendered of, each with what its links, images and topics lead to, and with the notes that
//!    stand in it.

use std::collections::BTreeSet;
use std::fmt::{self, Write};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::Outcome;
use super::pages::Pages;
use super::renderer::Renderer;
use crate::backlinks::TextPlace;
use crate::catalog::topics::TopicId;
use crate::catalog::{Catalog, NoteEntry, NoteId, Resolved};
use crate::config::Site;
use crate::document::TargetKind;
use crate::map;
use crate::page::PageError;

/// The SHA-256 of all that a page is made from.
pub(super) type Fingerprint = [u8; 32];

/// The fingerprints of the pages of one build.
pub(super) struct Fingerprints<'a, 'site> {
    renderer: &'a Renderer<'site>,
    pages: &'a Pages,
    /// What holds for all pages.
    site: Fingerprint,
    /// Of each note, what may be rendered of it.
    texts: Vec<Fingerprint>,
}

impl<'a, 'site> Fingerprints<'a, 'site> {
    pub(super) fn new(
        site: &Site,
        renderer: &'a Renderer<'site>,
        pages: &'a Pages,
        outcome: &Outcome,
    ) -> Self {
        let mut hash = Hash::default();
        hash.shown(&site.config)
            .shown(&outcome.lang)
            .shown(&pages.common());
        let ids: Vec<NoteId> = renderer.catalog.note_ids().collect();
        let own: Vec<Fingerprint> = ids.par_iter().map(|id| text(renderer, *id)).collect();
        let texts = ids
            .par_iter()
            .map(|id| with_embedded(renderer, &own, *id))
            .collect();
        Self {
            renderer,
            pages,
            site: hash.finish(),
            texts,
        }
    }

    /// That of the page of a note and of the file with its cards.
    pub(super) fn note(&self, id: NoteId) -> Result<Fingerprint, PageError> {
        let backlinks = self.renderer.backlinks;
        let at = id.0 as usize;
        let mut hash = self.page();
        hash.bytes(&self.texts[at]);
        hash.shown(&self.pages.note_frame(self.renderer, id)?);
        for reference in &backlinks.notes[at] {
            self.place(&mut hash, &reference.place);
        }
        for question in &backlinks.questions[at] {
            for (note, question) in &question.related {
                hash.bytes(&self.texts[note.0 as usize]).shown(question);
            }
        }
        // What is left of a page for the feed is known only of those that are in it.
        hash.shown(&(self.pages.card_key(id), self.pages.is_in_feed(id)));
        Ok(hash.finish())
    }

    /// That of the page of a topic.
    pub(super) fn topic(&self, id: TopicId) -> Fingerprint {
        let Renderer {
            catalog, backlinks, ..
        } = self.renderer;
        let used = backlinks.topic(id);
        let mut hash = self.page();
        let map = map::neighbourhood(catalog, backlinks, id);
        hash.shown(&self.pages.topic_frame(self.renderer, id, map));
        for (note, heading) in &used.definitions {
            hash.bytes(&self.texts[note.0 as usize]).shown(heading);
        }
        for at in &used.places {
            self.place(&mut hash, &at.place);
        }
        hash.finish()
    }

    fn page(&self) -> Hash {
        let mut hash = Hash::default();
        hash.bytes(&self.site);
        hash
    }

    fn place(&self, hash: &mut Hash, place: &TextPlace) {
        hash.bytes(&self.texts[place.note.0 as usize]).shown(&(
            place.run,
            &place.range,
            place.section,
        ));
    }
}

/// What the renderer reads of a note, and of others because of it; not what is in notes that stand in it.
fn text(renderer: &Renderer, id: NoteId) -> Fingerprint {
    let catalog = renderer.catalog;
    let (parsed, linked) = renderer.parsed(id);
    let mut hash = Hash::default();
    hash.bytes(&parsed.digest);
    entry(&mut hash, catalog.note(id));
    hash.shown(&renderer.notice(parsed.source));
    for resolved in &linked.targets {
        target(&mut hash, renderer, resolved);
    }
    for link in &linked.mentions.links {
        let topic = catalog.topics.topic(link.topic);
        hash.shown(&(link.node.start, link.node.end, link.text, &link.range))
            .shown(&(&topic.id, &topic.route));
    }
    hash.finish()
}

/// What other notes decide about this one; headings and anchors are its own text.
fn entry(hash: &mut Hash, note: &NoteEntry) {
    let NoteEntry {
        source: _,
        path,
        route,
        title,
        description,
        aliases,
        tags,
        lang,
        headings: _,
        anchors: _,
        questions,
        folder: _,
        dates,
    } = note;
    hash.shown(&(path, route, title, description, lang))
        .shown(&(aliases, tags, questions, dates));
}

/// Ids of notes and folders change with every file that comes and goes, so they are told by their pages.
fn target(hash: &mut Hash, renderer: &Renderer, resolved: &Resolved) {
    let catalog: &Catalog = renderer.catalog;
    let note = |id: &NoteId| {
        let note = catalog.note(*id);
        (&note.route, &note.title)
    };
    match resolved {
        Resolved::Note { note: to, anchor } => hash.shown(&("note", note(to), anchor)),
        Resolved::NoteWithoutAnchor(to) => hash.shown(&("no anchor", note(to))),
        Resolved::Folder(to) => hash.shown(&("folder", &catalog.folders[*to].route)),
        Resolved::File(path, suffix) => {
            let route = catalog.assets.get(path).map(|asset| &asset.route);
            hash.shown(&("file", path, suffix, route, renderer.image_size(path)))
        }
        Resolved::Ambiguous(_) => hash.shown(&"ambiguous"),
        Resolved::External(_)
        | Resolved::Missing
        | Resolved::Private
        | Resolved::Outside
        | Resolved::Unsafe => hash.shown(resolved),
    };
}

/// The text of a note with those that stand in it, and in those.
fn with_embedded(renderer: &Renderer, own: &[Fingerprint], id: NoteId) -> Fingerprint {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![id];
    let mut hash = Hash::default();
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        hash.bytes(&own[id.0 as usize]);
        let (parsed, linked) = renderer.parsed(id);
        for (target, resolved) in parsed.document.targets.iter().zip(&linked.targets) {
            if let (TargetKind::Embed, Resolved::Note { note, .. }) = (target.kind, resolved) {
                waiting.push(*note);
            }
        }
    }
    hash.finish()
}

/// A SHA-256 that takes values by how `Debug` shows them: a field that is added to a type goes in by itself.
#[derive(Default)]
struct Hash(Sha256);

impl Hash {
    fn bytes(&mut self, bytes: &Fingerprint) -> &mut Self {
        self.0.update(bytes);
        self
    }

    fn shown(&mut self, value: &dyn fmt::Debug) -> &mut Self {
        // A hash takes everything. The byte at the end stands in no text that `Debug` shows.
        let _ = write!(self, "{value:?}");
        self.0.update([0]);
        self
    }

    fn finish(self) -> Fingerprint {
        self.0.finalize().into()
    }
}

impl Write for Hash {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_beside_each_other_are_told_apart() {
        let hash = |values: &[&str]| {
            let mut hash = Hash::default();
            for value in values {
                hash.shown(value);
            }
            hash.finish()
        };
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
        assert_ne!(hash(&["a"]), hash(&["a", ""]));
        assert_eq!(hash(&["a", "b"]), hash(&["a", "b"]));
    }
}
