//! What is known of the pages that the last build has written, so that this one need not make them again.

use std::collections::BTreeMap;

use super::fingerprint::{Fingerprint, Fingerprints};
use super::pages::Failure;
use crate::catalog::NoteId;
use crate::catalog::topics::TopicId;
use crate::diagnostic::{Diagnostic, SourceId};
use crate::output::{Sink, WrittenFile};
use crate::render::Counts;

/// The pages of the last build, by path.
#[derive(Clone, Debug, Default)]
pub(super) struct Records(BTreeMap<String, Record>);

/// A page and the files that belong to it, as they were written.
#[derive(Clone, Debug)]
struct Record {
    fingerprint: Fingerprint,
    files: Vec<WrittenFile>,
    left: Left,
}

/// What is left of a page of a note when it is written.
#[derive(Clone, Debug, Default)]
pub(super) struct Left {
    /// What tells the file with its cards from its other versions, if it has one.
    pub(super) card_build: Option<String>,
    /// Whether some card shows an image from another host.
    pub(super) cards_have_remote_images: bool,
    /// Its first sentences, if the feed wants them.
    pub(super) summary: Option<String>,
    /// How much of what was rendered.
    pub(super) counts: Counts,
    /// What rendering has found.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// A page that this build has written or kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Made {
    /// Known if the next build wants to know it.
    pub(super) fingerprint: Option<Fingerprint>,
    /// The file of its note, if it is the page of one.
    pub(super) source: Option<SourceId>,
    /// The paths of its files, its own first.
    pub(super) paths: Vec<String>,
    pub(super) left: Left,
}

/// The last build, and what the pages of this one are made from.
pub(super) struct Again<'a, 'site> {
    pub(super) records: &'a Records,
    pub(super) fingerprints: Fingerprints<'a, 'site>,
}

impl Again<'_, '_> {
    /// The page of the note `id` at `route` as the last build has left it, or what is known of the one to be made.
    pub(super) fn note(
        &self,
        sink: &dyn Sink,
        route: &str,
        id: NoteId,
        source: SourceId,
    ) -> Result<Result<Made, Fingerprint>, Failure> {
        let fingerprint = self.fingerprints.note(id)?;
        let kept = self.records.keep(sink, route, fingerprint, Some(source));
        Ok(kept.ok_or(fingerprint))
    }

    /// The same for the page of a topic.
    pub(super) fn topic(
        &self,
        sink: &dyn Sink,
        route: &str,
        id: TopicId,
    ) -> Result<Made, Fingerprint> {
        let fingerprint = self.fingerprints.topic(id);
        let kept = self.records.keep(sink, route, fingerprint, None);
        kept.ok_or(fingerprint)
    }
}

impl Records {
    /// What is left of the page at `route` if it was made from the same and all its files are there as they were written; they
    /// are then files of this build too. `source` is the file of its note now.
    fn keep(
        &self,
        sink: &dyn Sink,
        route: &str,
        fingerprint: Fingerprint,
        source: Option<SourceId>,
    ) -> Option<Made> {
        let record = self.0.get(route)?;
        if record.fingerprint != fingerprint || !sink.keep(&record.files) {
            return None;
        }
        let mut left = record.left.clone();
        for diagnostic in &mut left.diagnostics {
            diagnostic.span.source = source.unwrap_or(diagnostic.span.source);
        }
        Some(Made {
            fingerprint: Some(fingerprint),
            source,
            paths: record.files.iter().map(|file| file.path.clone()).collect(),
            left,
        })
    }

    /// The pages of a finished build. One whose findings are in files of other notes too is left out: their places may be
    /// others the next time.
    pub(super) fn new(made: Vec<Made>, sink: &dyn Sink) -> Self {
        let written: BTreeMap<String, WrittenFile> = sink
            .files()
            .into_iter()
            .map(|file| (file.path.clone(), file))
            .collect();
        let record = |made: Made| {
            let mut found = made.left.diagnostics.iter();
            let is_own = |found: &Diagnostic| Some(found.span.source) == made.source;
            if !found.all(|found| is_own(found) && found.labels.is_empty()) {
                return None;
            }
            let files = made.paths.iter().map(|path| written.get(path).cloned());
            let record = Record {
                fingerprint: made.fingerprint?,
                files: files.collect::<Option<_>>()?,
                left: made.left,
            };
            Some((made.paths.into_iter().next()?, record))
        };
        Self(made.into_iter().filter_map(record).collect())
    }
}
