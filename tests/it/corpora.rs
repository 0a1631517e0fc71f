//! Real notes by others, built as they are. They lie beside the repository where there are any; else these tests are skipped.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use inkstone::diagnostic::Severity;
use inkstone::parse::{AnswerState, HeadingSummary, Rule};
use inkstone::pipeline::{self, BuildOptions, Outcome, Status};
use percent_encoding::percent_decode_str;
use tempfile::TempDir;

use crate::project::{addresses, files_below, is_page};

struct Built {
    root: PathBuf,
    output: PathBuf,
    outcome: Outcome,
    _folder: TempDir,
}

fn build(name: &str) -> Option<Built> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .skip(1)
        .map(|above| above.join("shared/corpora").join(name))
        .find(|root| root.is_dir());
    let Some(root) = root else {
        println!("skipped: shared/corpora/{name} is not there");
        return None;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = folder.path().join("out");
    let outcome = pipeline::build(&BuildOptions {
        root: root.clone(),
        output: Some(output.clone()),
        ..BuildOptions::default()
    });
    assert_eq!(outcome.status, Status::Done, "{name}");
    assert!(outcome.site_was_built, "{name}");
    let errors = outcome
        .diagnostics
        .iter()
        .filter(|found| outcome.severities.of(found.code) == Some(Severity::Error));
    assert_eq!(errors.count(), 0, "{name}");
    Some(Built {
        root,
        output,
        outcome,
        _folder: folder,
    })
}

#[test]
fn seed() {
    let Some(built) = build("seed") else { return };
    let counts = built.outcome.report.questions;
    assert_eq!((counts.total, counts.empty), (33, 18), "{counts:?}");
    let rules = built.rules();
    let decided = |rule: Rule| rules.iter().filter(|(_, _, each)| *each == rule).count();
    assert_eq!(
        (decided(Rule::QuestionMark), decided(Rule::Numbered)),
        (17, 16),
        "{rules:#?}"
    );
    built.holds();
}

#[test]
fn interview_book() {
    for name in ["interview-book", "interview-book/docs"] {
        let Some(built) = build(name) else { return };
        let (all, stubs) = built.promises();
        assert!(all > 50, "only {all} answers are `- [ ] TODO`");
        assert_eq!(stubs, all);
        built.holds();
    }
}

#[test]
fn pumpkin_book() {
    for name in ["pumpkin-book", "pumpkin-book/docs"] {
        let Some(built) = build(name) else { return };
        let rules = built.rules();
        let numbered = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        let sections = rules.iter().filter(|(_, text, _)| numbered(text));
        let others: Vec<_> = sections
            .clone()
            .filter(|(_, _, rule)| *rule != Rule::Chapter)
            .collect();
        assert!(sections.count() > 400 && others.is_empty(), "{others:#?}");
        assert_eq!(built.outcome.report.questions.total, 0);
        let formulas = built.outcome.report.formulas;
        assert!(formulas.total > 1000, "{formulas:?}");
        assert!(formulas.failed * 500 <= formulas.total, "{formulas:?}");
        let told = built
            .outcome
            .diagnostics
            .iter()
            .filter(|found| found.code.name() == "bad-formula")
            .count();
        assert!(told >= formulas.failed, "{told} of {formulas:?}");
        built.holds();
    }
}

impl Built {
    fn survey(&self) -> Outcome {
        pipeline::survey(&BuildOptions {
            root: self.root.clone(),
            ..BuildOptions::default()
        })
    }

    /// How many answers are nothing but `- [ ] TODO`, and how many of these are taken for stubs.
    fn promises(&self) -> (usize, usize) {
        let outcome = self.survey();
        let linked = outcome.linked.expect("notes");
        let (mut all, mut stubs) = (0, 0);
        for (note, entry) in linked.notes.iter().zip(&linked.catalog.notes) {
            let text = &outcome.sources.get(note.source).text;
            for (question, shown) in note.questions.iter().zip(&entry.questions) {
                let after = note.document.blocks.get(question.blocks.end);
                let end = after.map_or(text.len(), |block| block.span.range().start);
                let answer = &text[question.span.range().end..end];
                if answer.trim().trim_start_matches('#').trim() == "- [ ] TODO" {
                    all += 1;
                    stubs += usize::from(shown.state == AnswerState::Stub);
                }
            }
        }
        (all, stubs)
    }

    /// Path, text and rule of every heading.
    fn rules(&self) -> Vec<(String, String, Rule)> {
        let notes = self.survey().linked.expect("notes").notes;
        let rows = notes.iter().flat_map(|note| {
            let heading =
                |heading: &HeadingSummary| (note.path.clone(), heading.text.clone(), heading.rule);
            note.headings.iter().map(heading)
        });
        rows.collect()
    }

    fn holds(&self) {
        self.every_address_leads_somewhere();
        self.no_local_image_is_lost();
    }

    /// Every relative address in a page leads to a file of the output, and every fragment to an id on its page.
    fn every_address_leads_somewhere(&self) {
        let files: BTreeSet<String> = files_below(&self.output).into_iter().collect();
        let mut ids: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        let pages: Vec<&String> = files.iter().filter(|path| is_page(path)).collect();
        let text: BTreeMap<&str, String> = pages
            .iter()
            .map(|path| {
                let html = std::fs::read_to_string(self.output.join(path)).expect("a page");
                (path.as_str(), html)
            })
            .collect();
        for (path, html) in &text {
            ids.insert(path, values(html, " id=\"").into_iter().collect());
        }
        let mut checked = 0;
        let mut wrong = Vec::new();
        for (path, html) in &text {
            for address in addresses(html) {
                if address.contains("://") || address.starts_with("mailto:") || address.is_empty() {
                    continue;
                }
                assert!(
                    !address.starts_with('/') || *path == "404.html",
                    "{path}: {address}"
                );
                if *path == "404.html" {
                    continue;
                }
                checked += 1;
                let (file, fragment) = address.split_once('#').unwrap_or((&address, ""));
                let file = decoded(file.split('?').next().unwrap_or_default());
                let target = if file.is_empty() {
                    (*path).to_owned()
                } else {
                    joined(path, &file)
                };
                if !files.contains(&target) {
                    wrong.push(format!("{path}: {address}: no file {target}"));
                } else if !fragment.is_empty()
                    && is_page(&target)
                    && !ids[target.as_str()].contains(&decoded(fragment))
                {
                    wrong.push(format!("{path}: {address}: no such id"));
                }
            }
        }
        assert!(checked > 20);
        assert!(wrong.is_empty(), "{:#?}", &wrong[..wrong.len().min(40)]);
    }

    /// Every image that a note refers to and that is on disk is on the note's page and in the output.
    fn no_local_image_is_lost(&self) {
        let mut found = 0;
        let mut lost = Vec::new();
        for note in files_below(&self.root) {
            let name = note.rsplit('/').next().unwrap_or_default();
            let is_note = name.split('.').next_back() == Some("md");
            if !is_note || matches!(name, "_sidebar.md" | "SUMMARY.md") {
                continue;
            }
            let source = std::fs::read(self.root.join(&note)).expect("a note");
            let source = String::from_utf8_lossy(&source);
            let mut on_page: BTreeMap<String, usize> = BTreeMap::new();
            let page = page_of(&note);
            let Ok(html) = std::fs::read_to_string(self.output.join(&page)) else {
                panic!("{note} has no page {page}");
            };
            for address in images(&html) {
                *on_page
                    .entry(joined(&page, &decoded(&address)))
                    .or_default() += 1;
            }
            for written in written_images(&source) {
                let path = joined(&note, &decoded(&written));
                if written.contains("://") || !self.root.join(&path).is_file() {
                    continue;
                }
                found += 1;
                match on_page.get_mut(&path) {
                    Some(left) if *left > 0 => *left -= 1,
                    _ => lost.push(format!("{note}: {written}")),
                }
                if !self.output.join(&path).is_file() {
                    lost.push(format!("{note}: {written} is not copied"));
                }
            }
        }
        println!("{}: {found} images on disk", self.root.display());
        assert!(lost.is_empty(), "{lost:#?}");
    }
}

/// Where the page of a note is, as long as there are no clashes.
fn page_of(note: &str) -> String {
    let (folder, name) = note.rsplit_once('/').unwrap_or(("", note));
    let stem = name.trim_end_matches(".md");
    let folder = if folder.is_empty() {
        String::new()
    } else {
        format!("{folder}/")
    };
    if stem.eq_ignore_ascii_case("readme") || stem.eq_ignore_ascii_case("index") {
        format!("{folder}index.html")
    } else {
        format!("{folder}{stem}.html")
    }
}

/// Images as a note writes them, found without the parser under test: `![](path)` and `<img src>`, not in code.
fn written_images(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut in_code = false;
    for line in source.lines() {
        let start = line.trim_start_matches([' ', '>', '\t']);
        if start.starts_with("```") || start.starts_with("~~~") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for (at, _) in line.match_indices("![") {
            let rest = &line[at..];
            let Some(open) = rest.find("](") else {
                continue;
            };
            let rest = &rest[open + 2..];
            let Some(end) = rest.find([')', ' ']) else {
                continue;
            };
            found.push(rest[..end].to_owned());
        }
        for (at, _) in line.match_indices("<img ") {
            let tag = &line[at..];
            let Some(src) = tag.find("src=") else {
                continue;
            };
            let rest = &tag[src + 4..];
            let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
                continue;
            };
            let Some(end) = rest[1..].find(quote) else {
                continue;
            };
            found.push(rest[1..=end].to_owned());
        }
    }
    found
}

/// The addresses of the images of a page.
fn images(html: &str) -> Vec<String> {
    html.match_indices("<img ")
        .flat_map(|(at, _)| {
            let tag = &html[at..at + html[at..].find('>').unwrap_or(0)];
            addresses(tag)
        })
        .collect()
}

fn values(html: &str, start: &str) -> Vec<String> {
    html.match_indices(start)
        .map(|(at, _)| {
            let value = &html[at + start.len()..];
            value[..value.find('"').unwrap_or(0)]
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&")
        })
        .collect()
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The path that `relative`, written in the file at `from`, leads to.
fn joined(from: &str, relative: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
