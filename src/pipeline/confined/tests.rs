use std::fs;
use std::path::Path;

use super::Step;
use crate::diagnostic::{Code, Position};
use crate::pipeline::{
    BookFormat, BookOptions, BuildOptions, CardOptions, MadeBook, Outcome, Status, Workshop, book,
    build, cards, check,
};

/// Panics in the step that the name of a note asks for: `struck-body.md` fails when its body is rendered. Nothing else in the
/// program looks for such names.
pub(super) fn strike(step: Step, path: &str) {
    let name = path.rsplit('/').next().unwrap_or(path);
    let steps = name
        .strip_prefix("struck-")
        .map(|rest| rest.trim_end_matches(".md"));
    let is_struck = |steps: &str| steps.split('-').any(|struck| struck == step.name());
    assert!(!steps.is_some_and(is_struck), "struck by\n{path}");
}

const ALL: [(&str, Step); 6] = [
    ("parse", Step::Parse),
    ("link", Step::Link),
    ("body", Step::Body),
    ("piece", Step::Piece),
    ("search", Step::Search),
    ("page", Step::Page),
];

struct TestSite(tempfile::TempDir);

impl TestSite {
    /// A site with a note that links the note `name` and is linked by it, and speaks of the same.
    fn new(name: &str) -> Self {
        let site = Self(tempfile::tempdir().unwrap());
        site.write("site.toml", "id = \"struck\"\ntitle = \"Site\"\nlang = \"en\"\nbase_url = \"https://example.org/\"\n");
        let whole = format!(
            "# Whole\n\nIt speaks of gradient descent and of [the other]({name}.md).\n\n## What is left?\n\nAll that nothing has struck, which is a lot.\n"
        );
        site.write("content/whole.md", &whole);
        let struck = "---\ntitle: Struck\n---\n\nGradient descent needs [what is whole](whole.md).\n\n## What is struck?\n\nA sentence that stands in the struckword note alone, and $x^2$.\n\n## Gradient descent\n\nIt goes down.\n";
        site.write(&format!("content/{name}.md"), struck);
        site
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        let path = self.0.path().join("public").join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    fn options(&self) -> BuildOptions {
        BuildOptions {
            root: self.0.path().to_owned(),
            ..BuildOptions::default()
        }
    }
}

/// What was said of the program's failures: path and words.
fn failures(outcome: &Outcome) -> Vec<(String, String)> {
    let found = outcome
        .severities
        .sorted(&outcome.diagnostics, &outcome.sources);
    let found = found
        .iter()
        .filter(|(_, found)| found.code == Code::NoteFailed);
    found
        .map(|(_, found)| {
            let span = found.span;
            let place = outcome.sources.position(span.source, span.start);
            assert_eq!(place, Position { line: 1, column: 1 });
            let path = outcome.sources.get(span.source).path.clone();
            (path, found.remedy(outcome.lang))
        })
        .collect()
}

fn all_files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).unwrap();
            (path.display().to_string(), fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[test]
fn each_step_that_fails_is_said_and_the_rest_is_built() {
    for (name, step) in ALL {
        assert_eq!(step.name(), name);
        let note = format!("struck-{name}");
        let site = TestSite::new(&note);
        let outcome = build(&site.options());
        assert_eq!(outcome.status, Status::Failed, "{name}");
        assert!(outcome.site_was_built, "{name}");
        let said = failures(&outcome);
        assert_eq!(said.len(), 1, "{name}: {said:?}");
        let (path, words) = &said[0];
        assert_eq!(path, &format!("content/{note}.md"));
        let told = format!("{name}: struck by {note}.md (src/pipeline/confined/tests.rs:");
        assert!(words.contains(&told), "{words}");
        let whole = site.read("whole.html");
        assert!(whole.contains("All that nothing has struck"), "{name}");
        assert!(!whole.contains("class=\"notice\""), "{name}");
        let struck = site.read(&format!("{note}.html"));
        let apologises = struck.contains("Inkstone itself failed on this note");
        let is_shown = struck.contains("struckword");
        let has_body = matches!(step, Step::Piece | Step::Search);
        assert_eq!((apologises, is_shown), (!has_body, has_body), "{name}");
        assert!(
            !struck.contains("struck by"),
            "{name}: what the program said is for its makers"
        );
    }
}

#[test]
fn the_site_is_the_same_whatever_the_number_of_threads() {
    let sites = [1, 2, 8].map(|threads| {
        let site = TestSite::new("struck-body-piece");
        site.write("content/struck-parse.md", "# Struck\n\nBy `parse`.\n");
        let outcome = build(&BuildOptions {
            threads: Some(threads),
            output: Some(site.0.path().join("public")),
            ..site.options()
        });
        (all_files(&site.0.path().join("public")), failures(&outcome))
    });
    assert_eq!(sites[0].1.len(), 2);
    assert!(sites[0] == sites[1] && sites[0] == sites[2]);
}

#[test]
fn a_note_whose_front_matter_cannot_be_read_either_is_private() {
    let site = TestSite::new("struck-parse-head");
    let outcome = build(&site.options());
    assert_eq!(failures(&outcome).len(), 1);
    assert!(outcome.site_was_built);
    for (path, bytes) in all_files(&site.0.path().join("public")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            !path.contains("struck") && !text.contains("struck-parse"),
            "{path}"
        );
    }
}

#[test]
fn a_private_note_stays_private_when_it_cannot_be_parsed() {
    let site = TestSite::new("other");
    site.write(
        "content/struck-parse.md",
        "---\ndraft: true\ntitle: Secretly\n---\n\nText.\n",
    );
    let outcome = build(&site.options());
    assert_eq!(failures(&outcome).len(), 1);
    for (path, bytes) in all_files(&site.0.path().join("public")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            !path.contains("struck") && !text.contains("Secretly"),
            "{path}"
        );
    }
}

#[test]
fn the_severity_is_the_sites() {
    let site = TestSite::new("struck-body");
    site.write("site.toml", "[diagnostics]\nnote-failed = \"warning\"\n");
    let outcome = build(&site.options());
    assert_eq!(
        (outcome.status, failures(&outcome).len()),
        (Status::Done, 1)
    );
}

#[test]
fn checks_books_and_cards_say_so_too() {
    let site = TestSite::new("struck-body");
    let options = site.options();
    let checked = check(&options);
    assert_eq!(
        (checked.status, failures(&checked).len()),
        (Status::Failed, 1)
    );
    let wanted = |format| BookOptions {
        format,
        only: None,
        modified: None,
    };
    for format in [BookFormat::Epub, BookFormat::Print] {
        let made = book(&options, wanted(format));
        assert_eq!(failures(&made).len(), 1, "{format:?}");
        let chapters = match made.book {
            Some(Ok(MadeBook::Epub(epub))) => epub.chapters.len(),
            Some(Ok(MadeBook::Print(_, count))) => count,
            other => panic!("{other:?}"),
        };
        assert_eq!(chapters, 2, "{format:?}");
    }
    let site = TestSite::new("struck-piece");
    let made = cards(&site.options(), CardOptions::default());
    assert_eq!(failures(&made).len(), 1);
    let set = made.cards.unwrap().unwrap();
    let questions: Vec<&str> = set.cards.iter().map(|card| card.text.as_str()).collect();
    assert_eq!(questions, ["What is left?"]);
}

#[test]
fn what_failed_is_said_by_every_build() {
    let site = TestSite::new("struck-body-piece");
    let kept = BuildOptions {
        cache: true,
        ..site.options()
    };
    let said = failures(&build(&kept));
    assert_eq!(said.len(), 1);
    assert_eq!(failures(&build(&kept)), said, "where nothing has changed");
    let mut workshop = Workshop::new(site.options());
    let first = failures(&workshop.build(&[], &|_| {}));
    let again = failures(&workshop.build(&[], &|_| {}));
    assert_eq!(first, again, "where pages are kept");
    assert_eq!(first.len(), said.len());
}
