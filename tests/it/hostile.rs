//! No note runs a script, wherever in it an attack stands: `tests/hostile` has the attacks and the places, and
//! [`crate::judge`] reads all that is made of them. What a browser makes of it is the matter of `tests/browser/hostile.test.mjs`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use inkstone::diagnostic::Diagnostic;
use inkstone::pipeline::{self, BuildOptions, Outcome};
use roxmltree::Document;
use serde_json::Value;

use crate::anki::package;
use crate::judge::{Kind, Seen, element_faults, page, page_style_fault};
use crate::project::{OnDisk, Project, files_below, is_page, png};

const NOTE: &str = include_str!("../hostile/note.md");
const TOPIC: &str = include_str!("../hostile/topic.yaml");
const VECTORS: &str = include_str!("../hostile/vectors.json");

/// The attacks, of all kinds.
pub(crate) fn vectors() -> Vec<String> {
    let kinds: BTreeMap<String, Vec<String>> =
        serde_json::from_str(VECTORS).expect("lists of texts");
    kinds.into_values().flatten().collect()
}

/// A text on one line.
fn line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

/// A text as far as it can be the name of a file.
fn name(text: &str) -> String {
    let mut name = line(text).replace('/', "\u{2215}").replace('\0', "");
    name.truncate(name.floor_char_boundary(120));
    name
}

fn filled(template: &str, number: usize, text: &str) -> String {
    // Only what has a date is in the feed.
    let date = match number % 2 {
        0 => Value::from(text).to_string(),
        _ => "2026-01-31".to_owned(),
    };
    template
        .replace("@DATE@", &date)
        .replace("@N@", &number.to_string())
        .replace("@NAME@", &name(text))
        .replace("@YAML@", &Value::from(text).to_string())
        .replace("@LINE@", &line(text))
        .replace("@TEXT@", text)
}

/// A site with each attack in each place.
fn hostile_site() -> OnDisk {
    let title = Value::from("\"></title></script><script>__xss=1</script>'`\u{2028}").to_string();
    let mut project = Project::new();
    let mut topics = String::new();
    for (number, text) in vectors().iter().enumerate() {
        let path = format!("{number}-{}", name(text));
        project = project
            .note(&format!("{path}.md"), &filled(NOTE, number, text))
            .file(&format!("{path}.png"), png(8, 8));
        topics.push_str(&filled(TOPIC, number, text));
    }
    project
        .root_file(
            "site.toml",
            format!(
                "title = {title}\ndescription = {title}\nauthor = {title}\nbase_url = \"https://site.invalid/sub/\"\nlang = \"zh-Hans\"\n"
            ),
        )
        .file("topics.yaml", topics)
        .on_disk()
}

/// Collects faults, each with the file that it is in.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn add(&mut self, path: &str, faults: Vec<String>) {
        self.0
            .extend(faults.into_iter().map(|fault| format!("{path}: {fault}")));
    }

    #[track_caller]
    fn none(&self) {
        let count = self.0.len();
        let mut shown = self.0.clone();
        // One of each kind in each file is enough to see what is wrong.
        shown.dedup_by_key(|fault| fault.chars().take(30).collect::<String>());
        shown.truncate(40);
        assert!(count == 0, "{count} faults, among them {shown:#?}");
    }
}

#[test]
fn no_attack_is_more_than_text_on_any_page() {
    let site = hostile_site().build();
    assert!(site.outcome.site_was_built, "{:?}", site.diagnostics());
    assert_eq!(site.report().notes, vectors().len());
    places_are_valid(&site.outcome);
    let mut faults = Faults::default();
    let files = site.all_files();
    for path in &files {
        let bytes = site.bytes(path);
        let text = String::from_utf8_lossy(&bytes);
        let is_data = ["data/", "search/"]
            .iter()
            .any(|folder| path.starts_with(folder));
        if is_page(path) {
            faults.add(path, page(&text, Kind::Page));
        } else if is_data && has_ending(path, "js") {
            faults.add(path, data_faults(&text));
        } else if has_ending(path, "xml") {
            faults.add(path, feed_faults(&text));
        } else if has_ending(path, "json") || has_ending(path, "webmanifest") {
            let read: Result<Value, _> = serde_json::from_str(&text);
            faults.add(
                path,
                read.err()
                    .map(|error| error.to_string())
                    .into_iter()
                    .collect(),
            );
        }
    }
    faults.none();
    assert!(files.iter().any(|path| path == "feed.xml"));
    assert!(
        files
            .iter()
            .filter(|path| path.starts_with("data/cards/"))
            .count()
            > 300
    );
    assert!(
        files
            .iter()
            .filter(|path| path.starts_with("topics/"))
            .count()
            > 300
    );
}

/// The repository's own site and those of `tests/sites`: every page, with all that the theme has.
#[test]
fn no_page_of_the_theme_has_a_handler_a_style_attribute_or_a_script_of_its_own() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cases = fs::read_dir(root.join("tests/sites")).expect("sites");
    let mut roots: Vec<PathBuf> = cases
        .map(|case| case.expect("an entry").path().join("in"))
        .filter(|input| input.is_dir())
        .collect();
    roots.push(root.to_owned());
    let mut faults = Faults::default();
    let mut pages = 0;
    for root in roots {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let output = folder.path().join("out");
        let options = BuildOptions {
            root: root.clone(),
            output: Some(output.clone()),
            base_url: Some("https://site.invalid/sub/".to_owned()),
            ..BuildOptions::default()
        };
        assert!(pipeline::build(&options).site_was_built);
        for path in files_below(&output).iter().filter(|path| is_page(path)) {
            let html = fs::read_to_string(output.join(path)).expect("a page");
            faults.add(path, page(&html, Kind::Page));
            pages += 1;
        }
    }
    assert!(pages > 100, "{pages}");
    faults.none();
}

/// The judge must be able to say no.
#[test]
fn what_runs_or_asks_is_found() {
    let head = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'\">";
    assert_eq!(page(head, Kind::Page), [""; 0]);
    for body in [
        "<p style=\"color:red\">x</p>",
        "<p onclick=x>x</p>",
        "<script>x</script>",
        "<script src=\"https://evil.invalid/assets/js/x.js\"></script>",
        "<style>.a{}</style>",
        "<a href=\"java\tscript:x\">x</a>",
        "<iframe src=\"x\"></iframe>",
        "<img src=\"https://evil.invalid/x\">",
        "<img src=\"x\" srcset=\"y\">",
        "<svg><script>x</script></svg>",
        "<math><mi href=\"javascript:x\">x</mi></math>",
        "<form action=\"x\"></form>",
        "<object data=x></object>",
        "<base href=x>",
        "<meta http-equiv=refresh content=\"0\">",
        "<article class=\"prose\"><button>x</button></article>",
        "<link rel=stylesheet href=\"//evil.invalid/x.css\">",
    ] {
        let html = format!("{head}<body>{body}</body>");
        assert_ne!(page(&html, Kind::Page), [""; 0], "{body}");
    }
    for attack in vectors() {
        // Most attacks are that only where they stand as they are.
        if attack.starts_with("<img src=x onerror=") && attack.ends_with('>') {
            assert_ne!(page(&attack, Kind::Fragment), [""; 0], "{attack}");
        }
    }
}

#[test]
fn no_attack_is_more_than_text_in_any_export() {
    let site = hostile_site();
    let mut faults = Faults::default();
    for format in ["print", "single-html"] {
        let text = String::from_utf8(exported(&site, format, "html").1).expect("UTF-8");
        faults.add(format, page(&text, Kind::Alone));
    }
    let (_, bytes) = exported(&site, "json", "json");
    let notes: Value = serde_json::from_slice(&bytes).expect("JSON");
    assert_eq!(
        notes["notes"].as_array().map(Vec::len),
        Some(vectors().len())
    );
    let cards = package(&exported(&site, "anki", "apkg").0).cards;
    assert!(cards.len() > 300);
    for card in cards {
        for field in &card.fields {
            faults.add("anki", page(field, Kind::Fragment));
        }
    }
    let (book, _) = exported(&site, "epub", "epub");
    let mut archive = zip::ZipArchive::new(File::open(book).expect("a book")).expect("a zip");
    let mut read = 0;
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).expect("an entry");
        let name = entry.name().expect("UTF-8").into_owned();
        let mut text = String::new();
        if ["xhtml", "opf", "ncx", "xml"]
            .iter()
            .any(|ending| has_ending(&name, ending))
        {
            entry.read_to_string(&mut text).expect("UTF-8");
            faults.add(&name, book_faults(&text));
            read += 1;
        }
    }
    assert!(read > vectors().len(), "{read}");
    faults.none();
}

fn has_ending(path: &str, ending: &str) -> bool {
    Path::new(path).extension().is_some_and(|is| is == ending)
}

/// The file that an export writes, and what is in it.
fn exported(site: &OnDisk, format: &str, ending: &str) -> (PathBuf, Vec<u8>) {
    let file = site.output().with_file_name(format!("{format}.{ending}"));
    let output = Command::new(env!("CARGO_BIN_EXE_inkstone"))
        .args(["export", format])
        .arg(site.root())
        .args(["-q", "-o"])
        .arg(&file)
        .output()
        .expect("the program runs");
    assert!(
        output.status.success(),
        "{format}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let bytes = fs::read(&file).expect("a file");
    (file, bytes)
}

/// What is wrong with a script that only hands data over.
fn data_faults(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for bad in ["\u{2028}", "\u{2029}", "\0"] {
        if text.contains(bad) {
            faults.push(format!("{bad:?} in a script"));
        }
    }
    let call = text
        .strip_prefix("inkstone.receive(\"")
        .and_then(|rest| rest.strip_suffix(");\n"))
        .and_then(|rest| rest.split_once("\","));
    let Some((name, data)) = call else {
        faults.push("more than one call".to_owned());
        return faults;
    };
    let Ok(data) = serde_json::from_str::<Value>(data) else {
        faults.push("no JSON".to_owned());
        return faults;
    };
    let mut html = Vec::new();
    let mut css = Vec::new();
    if name.starts_with("cards/") {
        html.extend(
            data["cards"]
                .as_object()
                .into_iter()
                .flatten()
                .flat_map(|(_, card)| {
                    card.as_array()
                        .into_iter()
                        .flatten()
                        .filter_map(Value::as_str)
                }),
        );
        css.extend(data["style"].as_str());
    } else if name == "topics" {
        let topics = data["topics"].as_object().expect("topics");
        html.extend(topics.values().filter_map(|topic| topic["f"].as_str()));
        css.extend(topics.values().filter_map(|topic| topic["c"].as_str()));
    }
    for html in html {
        faults.extend(page(html, Kind::Fragment));
    }
    for css in css {
        if page_style_fault(css) {
            faults.push(format!("the style {css}"));
        }
    }
    faults
}

/// What is wrong with a feed or a sitemap.
fn feed_faults(text: &str) -> Vec<String> {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => return vec![error.to_string()],
    };
    let mut faults = Vec::new();
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        if node.attribute("type") == Some("html") {
            faults.extend(page(node.text().unwrap_or_default(), Kind::Fragment));
        }
        let address = match node.tag_name().name() {
            "loc" | "id" => node.text(),
            _ => node.attribute("href"),
        };
        if address.is_some_and(|address| !address.starts_with("https://site.invalid/sub/")) {
            faults.push(format!("the address {address:?}"));
        }
    }
    faults
}

/// What is wrong with a part of a book, which readers parse as XML.
fn book_faults(text: &str) -> Vec<String> {
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        ..roxmltree::ParsingOptions::default()
    };
    let document = match Document::parse_with_options(text, options) {
        Ok(document) => document,
        Err(error) => return vec![error.to_string()],
    };
    let html = "http://www.w3.org/1999/xhtml";
    if document.root_element().tag_name().namespace() != Some(html) {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let seen = Seen {
            namespace: node.tag_name().namespace().unwrap_or_default(),
            name: node.tag_name().name(),
            attrs: node
                .attributes()
                .map(|attr| (attr.name(), attr.value()))
                .collect(),
            text: node.text().unwrap_or_default().to_owned(),
            in_note: false,
        };
        faults.extend(element_faults(&seen, Kind::Fragment));
    }
    faults
}

/// Every finding stands inside its file.
#[track_caller]
pub(crate) fn places_are_valid(outcome: &Outcome) {
    for Diagnostic { code, span, .. } in &outcome.diagnostics {
        let source = outcome.sources.get(span.source);
        let range = span.range();
        let is_inside = range.start <= range.end && source.text.get(range.clone()).is_some();
        assert!(is_inside, "{}: {} at {range:?}", source.path, code.name());
        let at = outcome.sources.position(span.source, span.start);
        let lines = source.text.lines().count().max(1);
        assert!(
            at.line >= 1 && at.line <= lines + 1 && at.column >= 1,
            "{}:{}:{}: {}",
            source.path,
            at.line,
            at.column,
            code.name()
        );
    }
}
