//! What a run keeps for the next one: where, and what is said if it cannot.

use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;

use super::{BuildOptions, Outcome, Until};
use crate::cache::{self, Cache, Digest};
use crate::config::Site;
use crate::diagnostic::{Code, Diagnostic, Span};

/// A cache whose program is still being read, which takes as long as reading some thousand notes.
pub(super) struct Opening {
    folder: PathBuf,
    root: PathBuf,
    program: JoinHandle<Option<Digest>>,
}

impl Opening {
    /// Begins to open the cache of a site; `None` if the run keeps nothing or there is no place for it.
    pub(super) fn begin(until: &Until, site: &Site, options: &BuildOptions) -> Option<Self> {
        if !options.cache || *until == Until::Linked {
            return None;
        }
        let folder = site.cache.clone()?;
        let reader = std::thread::Builder::new();
        Some(Self {
            folder,
            root: site.root.clone(),
            program: reader.spawn(cache::program).ok()?,
        })
    }

    /// The cache; `None` if the program cannot be told from others.
    pub(super) fn finish(self) -> Option<Cache> {
        let program = self.program.join().ok()??;
        Some(Cache::new(&self.folder, &self.root, program))
    }
}

/// Closes the cache at the end of a run, whose status stays whatever comes of it.
pub(super) fn close(cache: Option<Cache>, site: &Site, outcome: &mut Outcome) {
    let Some(cache) = cache else { return };
    let folder = cache.folder();
    let folder = folder.strip_prefix(&site.root).unwrap_or(folder);
    let folder = folder.display().to_string();
    let figures = cache.finish();
    outcome.report.cache.hit = figures.hits;
    outcome.report.cache.miss = figures.misses;
    if let Some(why) = figures.fault {
        let source = outcome.sources.add(folder, Arc::from(""));
        let finding = Diagnostic::new(Code::CacheUnwritable, Span::file(source), [&why]);
        outcome.diagnostics.push(finding);
    }
}
