//! How many mentions of topics are found, and how many of those found are right, on texts that were marked by hand:
//! `tests/topics/sample/README.md` says how.

use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

use inkstone::catalog::topics::NameSource;
use inkstone::pipeline::{self, BuildOptions};

/// The least share of the mentions found that are right.
const LEAST_PRECISION: f64 = 0.98;

/// The least share of the marked mentions that are found.
const LEAST_RECALL: f64 = 0.95;

/// The least number of marked mentions.
const LEAST_MARKS: usize = 400;

/// A text without its marks.
#[derive(Default)]
struct Sample {
    text: String,
    /// Place and topic of each mention.
    marks: Vec<(Range<usize>, String)>,
    /// Places that nobody is judged by.
    open: Vec<Range<usize>>,
}

/// Takes `⟦surface|topic⟧` and `⟦?surface⟧` apart.
fn unmarked(marked: &str) -> Sample {
    let mut sample = Sample::default();
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('⟦') {
        let (inside, after) = after.split_once('⟧').expect("⟧");
        sample.text.push_str(before);
        let start = sample.text.len();
        if let Some(surface) = inside.strip_prefix('?') {
            sample.text.push_str(surface);
            sample.open.push(start..sample.text.len());
        } else {
            let (surface, topic) = inside.rsplit_once('|').expect("|");
            sample.text.push_str(surface);
            sample
                .marks
                .push((start..sample.text.len(), topic.to_owned()));
        }
        rest = after;
    }
    sample.text.push_str(rest);
    sample
}

/// What the program finds in a text by itself: place and topic, those of the glossary alone.
fn found(text: &str) -> Vec<(Range<usize>, String)> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("note.md"), text).unwrap();
    let outcome = pipeline::survey(&BuildOptions {
        root: folder.path().to_owned(),
        output: Some(folder.path().join("out")),
        threads: Some(1),
        ..BuildOptions::default()
    });
    let site = outcome.linked.unwrap();
    let topics = &site.catalog.topics;
    let mentions = site.linked.iter().flat_map(|note| &note.mentions.list);
    mentions
        .map(|mention| (mention.span.range(), topics.topic(mention.topic)))
        .filter(|(_, topic)| topic.source == NameSource::Glossary)
        .map(|(range, topic)| (range, topic.id.clone()))
        .collect()
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

#[test]
fn mentions_are_found_and_right() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/topics/sample");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension().is_some_and(|it| it == "md") && !path.ends_with("README.md")
        })
        .collect();
    files.sort();
    let (mut marks, mut recalled, mut detected, mut right) = (0, 0, 0, 0);
    let mut faults = String::new();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let sample = unmarked(&std::fs::read_to_string(&file).unwrap());
        let found = found(&sample.text);
        let mut fault = |kind: &str, range: &Range<usize>, topic: &str| {
            let line = sample.text[..range.start].matches('\n').count() + 1;
            let surface = &sample.text[range.clone()];
            let _ = writeln!(faults, "{kind} {name}:{line}: {surface} {topic}");
        };
        marks += sample.marks.len();
        for (range, topic) in &sample.marks {
            let is_it = |(at, other): &(Range<usize>, String)| overlap(at, range) && other == topic;
            if found.iter().any(is_it) {
                recalled += 1;
            } else {
                fault("missed", range, topic);
            }
        }
        for (range, topic) in &found {
            if sample.open.iter().any(|open| overlap(open, range)) {
                continue;
            }
            detected += 1;
            let is_it = |(at, other): &(Range<usize>, String)| overlap(at, range) && other == topic;
            if sample.marks.iter().any(is_it) {
                right += 1;
            } else {
                fault("wrong ", range, topic);
            }
        }
    }
    let share =
        |part: i32, whole: usize| f64::from(part) / f64::from(u32::try_from(whole).unwrap());
    let precision = share(right, detected);
    let recall = share(recalled, marks);
    println!(
        "{marks} mentions marked, {detected} found: precision {precision:.4}, recall {recall:.4}"
    );
    println!("{faults}");
    assert!(marks >= LEAST_MARKS, "{marks} mentions");
    assert!(
        precision >= LEAST_PRECISION,
        "precision {precision:.4}\n{faults}"
    );
    assert!(recall >= LEAST_RECALL, "recall {recall:.4}\n{faults}");
}
