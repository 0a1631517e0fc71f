//! How far a run has come, for whoever wants to show it. Nothing here prints.

use std::sync::atomic::{AtomicUsize, Ordering};

/// What a run is at: the stages of a build in the order in which they run and are timed, then what other commands do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Walk the notes folder and read the notes.
    Read,
    /// Notes become trees.
    Parse,
    /// Routes, anchors, order, topics.
    Catalog,
    /// What points where.
    Link,
    /// Bodies become HTML.
    Render,
    /// The search index and study data.
    Search,
    /// Bodies are put into templates.
    Page,
    /// What changed is written.
    Write,
    /// Other machines are asked: no stage of a build.
    Fetch,
}

impl Stage {
    /// All stages of a build.
    pub const ALL: [Self; 8] = [
        Self::Read,
        Self::Parse,
        Self::Catalog,
        Self::Link,
        Self::Render,
        Self::Search,
        Self::Page,
        Self::Write,
    ];

    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Parse => "parse",
            Self::Catalog => "catalog",
            Self::Link => "link",
            Self::Render => "render",
            Self::Search => "search",
            Self::Page => "page",
            Self::Write => "write",
            Self::Fetch => "fetch",
        }
    }
}

/// The present stage and how much of it is done. Written by the pipeline's threads, read by another.
#[derive(Debug, Default)]
pub struct Progress {
    stage: AtomicUsize,
    total: AtomicUsize,
    done: AtomicUsize,
}

impl Progress {
    /// A stage with `total` steps begins; 0 if they are not counted.
    pub fn begin(&self, stage: Stage, total: usize) {
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
        self.stage.store(stage as usize, Ordering::Relaxed);
    }

    /// One step of the present stage is done.
    pub fn step(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// The stage, the steps done and all its steps.
    pub fn now(&self) -> (Stage, usize, usize) {
        let stage = self.stage.load(Ordering::Relaxed);
        let total = self.total.load(Ordering::Relaxed);
        (
            Stage::ALL.get(stage).copied().unwrap_or(Stage::Fetch),
            self.done.load(Ordering::Relaxed).min(total),
            total,
        )
    }
}
