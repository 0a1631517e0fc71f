//! The examples of the `CommonMark` specification, from the test data that `pulldown-cmark` publishes with its package.
//!
//! Both sides are compared as HTML after the changes of [`normal`]; links lead where they say, as if to another host.
//! `tests/spec/commonmark-exceptions.md` lists the examples that come out otherwise, with the reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use html5gum::{DefaultEmitter, Token, Tokenizer};
use inkstone::catalog::Resolved;
use inkstone::link::LinkedNote;

use crate::site::Site;

#[test]
fn commonmark_examples_pass_but_for_the_listed_ones() {
    let Some(file) = examples_file() else {
        println!("skipped: cargo does not say where the package of pulldown-cmark is");
        return;
    };
    let source = std::fs::read_to_string(&file).expect("the examples of pulldown-cmark");
    let examples = examples(&source);
    assert_eq!(examples.len(), 652, "examples of CommonMark 0.31.2");
    let mut listed = exceptions();
    let mut wrong = String::new();
    for (number, input, expected) in &examples {
        let actual = render(input);
        let (actual, expected) = (normal(&actual), normal(expected));
        match (actual == expected, listed.remove(number)) {
            (true, false) | (false, true) => {}
            (true, true) => {
                let _ = writeln!(wrong, "\n{number} is listed, but passes");
            }
            (false, false) => {
                let _ = writeln!(
                    wrong,
                    "\n{number}\n{input}--- expected\n{expected}\n--- is\n{actual}"
                );
            }
        }
    }
    assert!(listed.is_empty(), "no such examples: {listed:?}");
    assert!(wrong.is_empty(), "{wrong}");
}

/// The file in the package of pulldown-cmark, as cargo has unpacked it.
fn examples_file() -> Option<PathBuf> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--offline", "--locked"])
        .arg("--manifest-path")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .output()
        .ok()?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).ok()?;
    let package = metadata["packages"]
        .as_array()?
        .iter()
        .find(|package| package["name"] == "pulldown-cmark")?;
    let manifest = Path::new(package["manifest_path"].as_str()?);
    let file = manifest.parent()?.join("tests/suite/spec.rs");
    file.exists().then_some(file)
}

/// Number, Markdown and HTML of each `spec_test_N`.
fn examples(source: &str) -> Vec<(u32, String, String)> {
    source
        .split("fn spec_test_")
        .skip(1)
        .map(|test| {
            let number = test.split('(').next().unwrap_or_default();
            let literal = |name: &str| {
                let (_, rest) = test.split_once(name).expect(name);
                let (_, rest) = rest.split_once("r##\"").expect("a raw string");
                rest.split_once("\"##;").expect("its end").0.to_owned()
            };
            (
                number.parse().expect("a number"),
                literal("let original = "),
                literal("let expected = "),
            )
        })
        .collect()
}

/// The numbers in lines like `- 12, 15-17: reason`.
fn exceptions() -> BTreeSet<u32> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec/commonmark-exceptions.md");
    let text = std::fs::read_to_string(file).expect("the list of exceptions");
    let mut numbers = BTreeSet::new();
    for line in text.lines() {
        let Some((group, _)) = line
            .strip_prefix("- ")
            .and_then(|line| line.split_once(':'))
        else {
            continue;
        };
        for each in group.split(',') {
            let (first, last) = each.split_once('-').unwrap_or((each, each));
            let parse = |text: &str| text.trim().parse::<u32>().expect("a number");
            for number in parse(first)..=parse(last) {
                assert!(numbers.insert(number), "{number} twice");
            }
        }
    }
    numbers
}

/// The body of a note, every link and image taken as one to another host, so that its address shows as written.
fn render(input: &str) -> String {
    let elsewhere = |note: &inkstone::parse::ParsedNote, _| LinkedNote {
        targets: note
            .document
            .targets
            .iter()
            .map(|target| Resolved::External(target.raw.clone()))
            .collect(),
        ..LinkedNote::default()
    };
    let built = Site::note(input).build_with(&elsewhere);
    built.notes[0].html.clone().unwrap_or_default()
}

/// One line per tag or text, after these changes:
/// - anchors of headings, links around images, captions, wrappers of tables, spans of coloured code go; a figure is a
///   paragraph;
/// - what an author left open is closed where its parent ends, and an end without a start goes, as browsers have it;
/// - of attributes remain `href`, `src`, `alt`, `title`, `start`, and the language of code, in lower case;
/// - addresses are percent-decoded; white space outside `<pre>` is one space, and none beside blocks.
fn normal(html: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut in_pre = false;
    // The open elements, and whether their tags are kept.
    let mut open: Vec<(String, bool)> = Vec::new();
    let mut skipping = false;
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(html, emitter).flatten() {
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let attrs: BTreeMap<String, String> = tag
                    .attributes
                    .iter()
                    .map(|(name, value)| {
                        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                        (text(name), text(value))
                    })
                    .collect();
                let class = attrs.get("class").map_or("", String::as_str);
                let ours = matches!(class, "anchor" | "enlarge" | "table-scroll")
                    || (in_pre && name == "span");
                if !matches!(name.as_str(), "br" | "hr" | "img" | "input") {
                    open.push((name.clone(), !ours));
                }
                skipping |= class == "anchor" || name == "figcaption";
                if ours || skipping {
                    continue;
                }
                in_pre |= name == "pre";
                let lang = attrs
                    .get("data-lang")
                    .map(String::as_str)
                    .or_else(|| class.strip_prefix("language-"))
                    .unwrap_or_default()
                    .to_lowercase();
                if name == "code" && in_pre && !lang.is_empty() {
                    if let Some(pre) = out.last_mut() {
                        *pre = format!("⟨pre lang={lang}>");
                    }
                    out.push("⟨code>".to_owned());
                    continue;
                }
                let name = if name == "figure" { "p" } else { &name };
                let mut line = format!("⟨{name}");
                for (key, value) in &attrs {
                    if matches!(key.as_str(), "href" | "src" | "alt" | "title" | "start")
                        && !value.is_empty()
                    {
                        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
                        let decoded = percent_encoding::percent_decode_str(&value);
                        let _ = write!(line, " {key}={}", decoded.decode_utf8_lossy());
                    }
                }
                if !lang.is_empty() {
                    let _ = write!(line, " lang={lang}");
                }
                out.push(line + ">");
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let at = open.iter().rposition(|(open, _)| *open == name);
                close(&mut open, at.unwrap_or(usize::MAX), skipping, &mut out);
                skipping &= !matches!(name.as_str(), "a" | "figcaption");
                in_pre &= name != "pre";
            }
            Token::String(text) if !skipping => {
                let text = String::from_utf8_lossy(&text);
                let mut text = text.into_owned();
                if !in_pre {
                    let words: Vec<&str> = text.split_whitespace().collect();
                    let edge = |edge: bool| if edge { " " } else { "" };
                    text = format!(
                        "{}{}{}",
                        edge(text.starts_with(char::is_whitespace)),
                        words.join(" "),
                        edge(text.ends_with(char::is_whitespace) && !words.is_empty())
                    );
                }
                match out.last_mut() {
                    Some(last) if !is_tag(last) => {
                        let text = if last.ends_with(' ') && !in_pre {
                            text.trim_start()
                        } else {
                            &text
                        };
                        last.push_str(text);
                    }
                    _ => out.push(text),
                }
            }
            _ => {}
        }
    }
    close(&mut open, 0, false, &mut out);
    trim_beside_blocks(&out).join("\n")
}

/// Closes the elements from `from` on.
fn close(open: &mut Vec<(String, bool)>, from: usize, skipping: bool, out: &mut Vec<String>) {
    while open.len() > from {
        if let Some((name, true)) = open.pop()
            && !skipping
        {
            let name = if name == "figure" { "p" } else { &name };
            out.push(format!("⟨/{name}>"));
        }
    }
}

/// Tags stand on lines of their own, marked by a character that no text of the examples begins with.
fn is_tag(line: &str) -> bool {
    line.starts_with('⟨')
}

fn trim_beside_blocks(lines: &[String]) -> Vec<String> {
    const INLINE: &[&str] = &[
        "a", "b", "code", "del", "em", "i", "img", "strong", "span", "bab",
    ];
    let mut in_pre = false;
    let is_block = |line: Option<&String>| {
        line.is_none_or(|line| {
            let name = line.trim_start_matches(['⟨', '/']);
            let name = name.split([' ', '>']).next().unwrap_or_default();
            is_tag(line) && !INLINE.contains(&name)
        })
    };
    let mut out: Vec<String> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        in_pre = (in_pre || line.starts_with("⟨pre")) && line != "⟨/pre>";
        let mut text = line.as_str();
        if !in_pre && !is_tag(text) {
            if is_block(index.checked_sub(1).and_then(|before| lines.get(before))) {
                text = text.trim_start();
            }
            if is_block(lines.get(index + 1)) {
                text = text.trim_end();
            }
        }
        if !text.is_empty() {
            out.push(text.to_owned());
        }
    }
    out
}
