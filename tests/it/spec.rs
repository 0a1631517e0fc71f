//! The dialect, block by block: `tests/spec/README.md` says how its files are written.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use inkstone::source::read;

use crate::site::{Built, Site};

const FENCE: &str = "````````````````";

/// One example of a file of the specification.
struct Example {
    /// What follows `example` on the fence.
    mode: String,
    /// The lines between the fences.
    lines: std::ops::Range<usize>,
    /// The notes, as written in the block.
    input: String,
    /// HTML and findings, as written in the block.
    expected: (String, String),
}

#[test]
fn every_example_comes_out_as_written() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut wrong = String::new();
    let mut count = 0;
    for file in files() {
        let text = fs::read_to_string(&file).expect("a file of the specification");
        let mut updated: Vec<String> = text.lines().map(str::to_owned).collect();
        let examples = examples(&file, &text);
        count += examples.len();
        // From the end, so that line numbers in front stay true.
        for example in examples.iter().rev() {
            let actual = actual(example);
            if actual == example.expected {
                continue;
            }
            let _ = writeln!(
                wrong,
                "\n{}:{}\n{}\n--- expected\n{}\n{}\n--- is\n{}\n{}",
                file.display(),
                example.lines.start,
                example.input,
                example.expected.0,
                example.expected.1,
                actual.0,
                actual.1
            );
            updated.splice(
                example.lines.clone(),
                written(&example.input, &actual).lines().map(str::to_owned),
            );
        }
        if update {
            fs::write(&file, updated.join("\n") + "\n").expect("the file to be written");
        }
    }
    assert!(count > 0, "there are no examples");
    assert!(wrong.is_empty() || update, "{wrong}");
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("tests/spec")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .filter(|path| !path.ends_with("README.md"))
        .collect();
    files.sort();
    files
}

fn examples(file: &Path, text: &str) -> Vec<Example> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let mode = lines[at]
            .strip_prefix(FENCE)
            .and_then(|info| info.strip_prefix(" example"));
        at += 1;
        let Some(mode) = mode else {
            continue;
        };
        let start = at;
        while lines.get(at).is_some_and(|line| *line != FENCE) {
            at += 1;
        }
        assert!(at < lines.len(), "{}:{start}: no end", file.display());
        let mut parts = lines[start..at].split(|line| *line == ".");
        let mut part = || parts.next().unwrap_or_default().join("\n");
        found.push(Example {
            mode: mode.trim().to_owned(),
            lines: start..at,
            input: part(),
            expected: (part(), part()),
        });
    }
    found
}

/// The lines of a block.
fn written(input: &str, (html, findings): &(String, String)) -> String {
    let mut out = format!("{input}\n.\n");
    for part in [html, findings] {
        if part == findings {
            if part.is_empty() {
                continue;
            }
            out.push_str(".\n");
        }
        out.push_str(part);
        if !part.is_empty() {
            out.push('\n');
        }
    }
    out
}

fn actual(example: &Example) -> (String, String) {
    let built = site(&example.input).build();
    let mut html = match example.mode.as_str() {
        "" => String::new(),
        "head" => head(&built),
        mode => panic!("unknown kind of example: {mode}"),
    };
    match &built.notes[0].html {
        Some(body) => html.push_str(without_permalinks(body).trim_end()),
        None => html.push_str("(private)"),
    }
    (html.trim_end().to_owned(), findings(&built))
}

/// The notes and files of a block.
fn site(input: &str) -> Site {
    let mut site = Site::default();
    let mut notes: Vec<(String, String)> = Vec::new();
    for line in input.lines() {
        if let Some(name) = line.strip_prefix("=== ") {
            match name
                .strip_suffix(')')
                .and_then(|name| name.split_once(" ("))
            {
                Some((path, pixels)) => {
                    let pixels = pixels.split_once('x').and_then(|(width, height)| {
                        Some((width.parse().ok()?, height.parse().ok()?))
                    });
                    site.files.push((path.to_owned(), pixels));
                }
                None => notes.push((name.to_owned(), String::new())),
            }
            continue;
        }
        if notes.is_empty() {
            notes.push(("note.md".to_owned(), String::new()));
        }
        if let Some((_, text)) = notes.last_mut() {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(line);
        }
    }
    // Notes are read from disk, so that decoding is part of every example.
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    for (path, text) in notes {
        fs::write(file.path(), unescaped(&text) + "\n").expect("a note to be written");
        let text = read(file.path(), None).text.expect("a text");
        if path == "topics.yaml" {
            site.topics = Some(text);
        } else {
            site.notes.push((path, Arc::clone(&text)));
        }
    }
    site
}

/// Characters that an editor would not show, in the notation of the specification.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['␉', '␠', '␍', '␀', '⟦']) {
        out.push_str(&rest[..at]);
        let c = rest[at..].chars().next().unwrap_or_default();
        rest = &rest[at + c.len_utf8()..];
        match c {
            '␉' => out.push('\t'),
            '␠' => out.push(' '),
            '␍' => out.push('\r'),
            '␀' => out.push('\0'),
            _ => {
                let (code, after) = rest.split_once('⟧').expect("⟦code⟧");
                let code = u32::from_str_radix(code, 16).expect("a code point");
                out.push(char::from_u32(code).expect("a character"));
                rest = after;
            }
        }
    }
    out + rest
}

/// What the front matter says and what the note is called.
fn head(built: &Built) -> String {
    let note = &built.notes[0].parsed;
    let matter = &note.front_matter;
    let mut out = format!("title: {}\n", note.title);
    let mut line = |key: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            let _ = writeln!(out, "{key}: {value}");
        }
    };
    line("lang", matter.lang.clone());
    line("date", matter.date.clone());
    line("updated", matter.updated.clone());
    line("tags", Some(matter.tags.join(", ")));
    line("aliases", Some(matter.aliases.join(", ")));
    let redirects: Vec<&str> = matter
        .redirects
        .iter()
        .map(|(path, _)| path.as_str())
        .collect();
    line("redirects", Some(redirects.join(", ")));
    line("weight", matter.weight.map(|weight| weight.to_string()));
    let extra: Vec<&str> = matter.extra.keys().map(String::as_str).collect();
    line("others", Some(extra.join(", ")));
    out
}

/// Headings carry a link to themselves, which would only be noise in expectations.
fn without_permalinks(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find(" <a class=\"anchor\"") {
        out.push_str(&rest[..at]);
        let end = rest[at..].find("</a>").map_or(rest.len(), |n| at + n + 4);
        rest = &rest[end..];
    }
    out + rest
}

fn findings(built: &Built) -> String {
    let main = &built.notes[0].parsed.path;
    let mut out = String::new();
    for diagnostic in &built.diagnostics {
        let span = diagnostic.span;
        let path = &built.sources.get(span.source).path;
        let place = built.sources.position(span.source, span.start);
        let _ = write!(out, "{} ", diagnostic.code.name());
        if path != main {
            let _ = write!(out, "{path}:");
        }
        let _ = writeln!(out, "{}:{}", place.line, place.column);
    }
    out.trim_end().to_owned()
}
