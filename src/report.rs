//! The figures of a run, as `--report FILE` writes them.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize, Serializer};

use crate::diagnostic::{Diagnostic, Severities, Sources};
use crate::parse::AnswerState;
use crate::progress::Stage;
use crate::render::Counts;

/// The report. Names and nesting are fixed; a change needs a new `version`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The version of this format.
    pub version: u32,
    /// Public notes.
    pub notes: usize,
    /// HTML pages of the site.
    pub pages: usize,
    /// Bytes of all files of the site.
    pub output_bytes: u64,
    /// Files written by this run.
    pub written: usize,
    /// Files that were there as they should be.
    pub unchanged: usize,
    /// Questions by state.
    pub questions: QuestionCounts,
    /// Formulas.
    pub formulas: FormulaCounts,
    /// Code blocks.
    pub code_blocks: usize,
    /// Images.
    pub images: ImageCounts,
    /// Links.
    pub links: LinkCounts,
    /// Topics.
    pub topics: usize,
    /// Automatic links to topics.
    pub topic_links: usize,
    /// How often each kind of finding was made, by name; kinds that are turned off are not counted.
    pub diagnostics: BTreeMap<&'static str, usize>,
    /// Whole milliseconds of wall time of each stage.
    #[serde(rename = "stages_ms")]
    pub stages: StageTimes,
    /// What the cache gave.
    pub cache: CacheCounts,
    /// Whole milliseconds of wall time of the run. The report says nothing of its threads.
    #[serde(rename = "total_ms", serialize_with = "milliseconds")]
    pub total: StageTime,
    /// The most memory the process has had resident, where the system tells; else 0.
    pub peak_rss_bytes: u64,
}

/// Questions by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the states say it")]
pub struct QuestionCounts {
    pub total: usize,
    pub answered: usize,
    pub stub: usize,
    pub link_only: usize,
    pub empty: usize,
}

impl QuestionCounts {
    /// Counts one question.
    pub fn add(&mut self, state: AnswerState) {
        self.total += 1;
        match state {
            AnswerState::Answered => self.answered += 1,
            AnswerState::Stub => self.stub += 1,
            AnswerState::LinkOnly => self.link_only += 1,
            AnswerState::Empty => self.empty += 1,
        }
    }
}

/// Formulas, and those that show as their source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the struct's line says it")]
pub struct FormulaCounts {
    pub total: usize,
    pub failed: usize,
}

/// Images that notes refer to, and those that are not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the struct's line says it")]
pub struct ImageCounts {
    pub total: usize,
    pub missing: usize,
}

/// Links that lead to a note or file of the site, those that should and do not, and those to other hosts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the struct's line says it")]
pub struct LinkCounts {
    pub internal: usize,
    pub broken: usize,
    pub external: usize,
}

/// Values taken from the cache, and values that were not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the struct's line says it")]
pub struct CacheCounts {
    pub hit: usize,
    pub miss: usize,
}

/// What a stage took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageTime {
    /// Wall time.
    pub wall: Duration,
    /// Processor time, user and system, of each thread by the number that the system gives it. Empty if nobody asked, or if
    /// the system does not tell.
    pub threads: BTreeMap<u32, Duration>,
}

impl StageTime {
    /// Processor time of all threads.
    pub fn cpu(&self) -> Duration {
        self.threads.values().sum()
    }

    fn add(&mut self, other: &Self, share: f64) {
        self.wall += other.wall.mul_f64(share);
        for (thread, time) in &other.threads {
            *self.threads.entry(*thread).or_default() += time.mul_f64(share);
        }
    }
}

/// What each stage took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageTimes([StageTime; Stage::ALL.len()]);

impl StageTimes {
    /// Adds to what a stage took.
    pub fn add(&mut self, stage: Stage, time: &StageTime) {
        self.0[stage as usize].add(time, 1.0);
    }

    /// Divides the time of stages that ran by turns, in proportion to how long some thread was at each.
    pub fn divide(&mut self, time: &StageTime, turns: &[(Stage, Duration)]) {
        let all: Duration = turns.iter().map(|(_, turn)| *turn).sum();
        for (stage, turn) in turns.iter().filter(|_| !all.is_zero()) {
            self.0[*stage as usize].add(time, turn.div_duration_f64(all));
        }
    }

    /// What a stage took.
    pub fn of(&self, stage: Stage) -> &StageTime {
        &self.0[stage as usize]
    }
}

impl Serialize for StageTimes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            Stage::ALL.map(|stage| (stage.name(), whole_milliseconds(self.of(stage).wall))),
        )
    }
}

/// Measures from its start on.
#[derive(Debug)]
pub struct Clock {
    started: Instant,
    /// What each thread had had by then, if that is asked for.
    threads: Option<BTreeMap<u32, Duration>>,
}

impl Clock {
    /// Starts; `threads` asks for the time of each thread too, which costs a few files of the system.
    pub fn start(threads: bool) -> Self {
        Self {
            started: Instant::now(),
            threads: threads.then(thread_times),
        }
    }

    /// The time since the start.
    pub fn time(&self) -> StageTime {
        let before = |thread: &u32| {
            let threads = self.threads.as_ref()?;
            threads.get(thread).copied()
        };
        let now = self.threads.as_ref().map(|_| thread_times());
        let threads = now.into_iter().flatten().map(|(thread, time)| {
            let time = time.saturating_sub(before(&thread).unwrap_or_default());
            (thread, time)
        });
        StageTime {
            wall: self.started.elapsed(),
            threads: threads.filter(|(_, time)| !time.is_zero()).collect(),
        }
    }
}

fn milliseconds<S: Serializer>(time: &StageTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(whole_milliseconds(time.wall))
}

fn whole_milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

impl Default for Report {
    fn default() -> Self {
        Self {
            version: 1,
            notes: 0,
            pages: 0,
            output_bytes: 0,
            written: 0,
            unchanged: 0,
            questions: QuestionCounts::default(),
            formulas: FormulaCounts::default(),
            code_blocks: 0,
            images: ImageCounts::default(),
            links: LinkCounts::default(),
            topics: 0,
            topic_links: 0,
            diagnostics: BTreeMap::new(),
            stages: StageTimes::default(),
            cache: CacheCounts::default(),
            total: StageTime::default(),
            peak_rss_bytes: 0,
        }
    }
}

impl Report {
    /// Adds what rendering a note counted.
    pub fn add(&mut self, counts: &Counts) {
        self.formulas.total += counts.formulas;
        self.formulas.failed += counts.failed_formulas;
        self.code_blocks += counts.code_blocks;
        self.images.total += counts.images;
        self.images.missing += counts.missing_images;
        self.links.internal += counts.internal_links;
        self.links.broken += counts.broken_links;
        self.links.external += counts.external_links;
    }

    /// Forgets what [`Report::add`] added.
    pub fn clear_counts(&mut self) {
        self.formulas = FormulaCounts::default();
        self.code_blocks = 0;
        self.images = ImageCounts::default();
        self.links = LinkCounts::default();
    }

    /// Counts the findings that are shown on this site, each kind under its name.
    pub fn count_diagnostics(
        &mut self,
        found: &[Diagnostic],
        sources: &Sources,
        severities: &Severities,
    ) {
        self.diagnostics.clear();
        for (_, diagnostic) in severities.sorted(found, sources) {
            *self.diagnostics.entry(diagnostic.code.name()).or_default() += 1;
        }
    }

    /// The JSON text, with a newline at its end.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// The most memory this process has had resident, in bytes; 0 where the system does not say.
pub fn peak_rss_bytes() -> u64 {
    std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|status| {
            let line = status
                .lines()
                .find_map(|line| line.strip_prefix("VmHWM:"))?;
            line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()
        })
        .map_or(0, |kib| kib * 1024)
}

/// The processor time of each thread of this process so far, as Linux tells it:
/// <https://docs.kernel.org/scheduler/sched-stats.html>.
fn thread_times() -> BTreeMap<u32, Duration> {
    // The time of a thread that is running is only as new as the last time when the system looked; a yield makes it look.
    std::thread::yield_now();
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten();
    threads
        .filter_map(|thread| {
            let thread = thread.ok()?;
            let number = thread.file_name().to_str()?.parse().ok()?;
            let text = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
            let nanoseconds = text.split_whitespace().next()?.parse().ok()?;
            Some((number, Duration::from_nanos(nanoseconds)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_were_promised() {
        let promised = r#"{"version":1,"notes":0,"pages":0,"output_bytes":0,"written":0,"unchanged":0,
 "questions":{"total":0,"answered":0,"stub":0,"link_only":0,"empty":0},
 "formulas":{"total":0,"failed":0},"code_blocks":0,"images":{"total":0,"missing":0},
 "links":{"internal":0,"broken":0,"external":0},"topics":0,"topic_links":0,
 "diagnostics":{"bad-formula":2},"stages_ms":{"read":0,"parse":0,"catalog":0,"link":1500,"render":0,"search":0,"page":0,"write":0},
 "cache":{"hit":0,"miss":0},"total_ms":7,"peak_rss_bytes":0}"#;
        let mut report = Report {
            total: StageTime {
                wall: Duration::from_micros(7900),
                ..StageTime::default()
            },
            ..Report::default()
        };
        report.diagnostics.insert("bad-formula", 2);
        for milliseconds in [1000, 500] {
            let time = StageTime {
                wall: Duration::from_millis(milliseconds),
                ..StageTime::default()
            };
            report.stages.add(Stage::Link, &time);
        }
        assert_eq!(
            report.to_json().replace(['\n', ' '], ""),
            promised.replace(['\n', ' '], "")
        );
    }

    #[test]
    fn memory_is_known_on_linux() {
        assert_eq!(peak_rss_bytes() > 1 << 20, cfg!(target_os = "linux"));
    }

    #[test]
    fn turns_share_their_time() {
        let time = StageTime {
            wall: Duration::from_millis(100),
            threads: BTreeMap::from([
                (1, Duration::from_millis(80)),
                (2, Duration::from_millis(40)),
            ]),
        };
        let mut times = StageTimes::default();
        let turns = [(Stage::Render, 3), (Stage::Page, 1)];
        times.divide(
            &time,
            &turns.map(|(stage, turn)| (stage, Duration::from_millis(turn))),
        );
        assert_eq!(times.of(Stage::Render).wall, Duration::from_millis(75));
        assert_eq!(times.of(Stage::Page).threads[&2], Duration::from_millis(10));
        assert_eq!(times.of(Stage::Render).cpu(), Duration::from_millis(90));
        times.divide(&time, &[(Stage::Link, Duration::ZERO)]);
        assert_eq!(times.of(Stage::Link), &StageTime::default());
    }

    #[test]
    fn a_clock_sees_this_thread_work_on_linux() {
        let clock = Clock::start(true);
        let started = Instant::now();
        while started.elapsed() < Duration::from_millis(30) {
            std::hint::spin_loop();
        }
        let time = clock.time();
        assert!(time.wall >= Duration::from_millis(30));
        assert_eq!(time.cpu() > Duration::ZERO, cfg!(target_os = "linux"));
        assert_eq!(Clock::start(false).time().threads, BTreeMap::new());
    }
}
