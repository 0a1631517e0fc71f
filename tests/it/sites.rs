//! Whole sites, compared byte for byte: `tests/sites/<case>/in` is built, and must give `tests/sites/<case>/out`.
//!
//! A case is a folder; nothing has to be written here. `UPDATE_EXPECT=1 cargo test` writes `out` anew. Files of the theme are left
//! out of the comparison, and their hashes, which change with every edit of a style, are shown as `HASH`. So are the packed files
//! of the search index, of which a reader of a difference could see nothing; `tests/search` looks into them. So are the service
//! worker and its list, which have the hash and the size of every file; `offline.rs` looks into them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use inkstone::diagnostic::Severity;
use inkstone::pipeline::{self, BuildOptions};

use crate::project::{files_below, findings};

#[test]
fn sites() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("tests/sites")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.join("in").is_dir())
        .collect();
    cases.sort();
    assert!(cases.len() >= 4, "{cases:?}");
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut wrong = Vec::new();
    for case in &cases {
        let name = case.file_name().expect("a name").to_string_lossy();
        let is = build(&case.join("in"));
        let expected = case.join("out");
        if update {
            replace(&expected, &is);
            continue;
        }
        let should: BTreeMap<String, Vec<u8>> = files_below(&expected)
            .into_iter()
            .map(|path| {
                let bytes = std::fs::read(expected.join(&path)).expect("a file");
                (path, bytes)
            })
            .collect();
        for path in is.keys().chain(should.keys()) {
            match (is.get(path), should.get(path)) {
                (Some(is), Some(should)) if is == should => {}
                (Some(is), Some(should)) => wrong.push(difference(&name, path, is, should)),
                (Some(_), None) => wrong.push(format!("{name}: {path} is new")),
                (None, _) => wrong.push(format!("{name}: {path} is gone")),
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(
        wrong.is_empty(),
        "{}\nIf this is as it should be: UPDATE_EXPECT=1 cargo test --test it sites",
        wrong.join("\n")
    );
}

/// The files of a site, without those of the theme, and with what there was to say in `findings.txt`.
fn build(input: &Path) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = folder.path().join("out");
    let outcome = pipeline::build(&BuildOptions {
        root: input.to_owned(),
        output: Some(output.clone()),
        ..BuildOptions::default()
    });
    let mut files = BTreeMap::new();
    for path in files_below(&output) {
        if ["assets/css/", "assets/js/", "assets/fonts/", "assets/img/"]
            .iter()
            .any(|theme| path.starts_with(theme))
            || path == "sw.js"
            || path == "data/files.json"
            || path.starts_with("search/")
        {
            continue;
        }
        let bytes = std::fs::read(output.join(&path)).expect("a file");
        let bytes = match String::from_utf8(bytes) {
            Ok(text) if path == inkstone::MANIFEST_NAME => paths_of(&text).into_bytes(),
            Ok(text) => without_hashes(&text).into_bytes(),
            Err(error) => error.into_bytes(),
        };
        // Dot-files are easily lost on the way into a repository.
        files.insert(path.trim_start_matches('.').to_owned(), bytes);
    }
    let found: String = findings(&outcome, Severity::Hint)
        .into_iter()
        .map(|finding| finding + "\n")
        .collect();
    files.insert("findings.txt".to_owned(), found.into_bytes());
    files
}

/// The paths of a manifest, one a line, hashes in names shown as `HASH`.
fn paths_of(manifest: &str) -> String {
    let manifest: serde_json::Value = serde_json::from_str(manifest).expect("JSON");
    let files = manifest["files"].as_object().expect("files");
    let mut paths: Vec<String> = files
        .keys()
        .filter(|path| !path.starts_with("assets/fonts/"))
        .map(|path| without_hashes(path) + "\n")
        .collect();
    paths.sort();
    paths.concat()
}

/// `text` with `HASH` for runs of 8 or 16 hexadecimal digits in names of theme files and build ids, and for hashes of scripts.
fn without_hashes(text: &str) -> String {
    // Now and then a hash has no digit at all; no word of these lengths is made of the letters up to F.
    let is_hash =
        |word: &str| matches!(word.len(), 8 | 16) && word.bytes().all(|b| b.is_ascii_hexdigit());
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    for c in text.chars().chain(['\0']) {
        if c.is_ascii_alphanumeric() {
            word.push(c);
            continue;
        }
        // Names of theme files: `site.0123abcd.css`; build ids: `"0123456789abcdef"`.
        let named = matches!(c, '.' | '"') && out.ends_with(['.', '"']);
        out.push_str(if named && is_hash(&word) {
            "HASH"
        } else {
            &word
        });
        word.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

fn difference(case: &str, path: &str, is: &[u8], should: &[u8]) -> String {
    let (is, should) = (String::from_utf8_lossy(is), String::from_utf8_lossy(should));
    let mut lines = should.lines().zip(is.lines()).enumerate();
    match lines.find(|(_, (should, is))| should != is) {
        Some((at, (should, is))) => {
            let same = should
                .char_indices()
                .zip(is.chars())
                .find(|((_, a), b)| a != b)
                .map_or(0, |((at, _), _)| at);
            let from = should.floor_char_boundary(same.saturating_sub(60));
            let cut = |line: &str| {
                line[from..line.ceil_char_boundary((same + 100).min(line.len()))].to_owned()
            };
            format!(
                "{case}: {path}:{}:\n  should be …{}\n         is …{}",
                at + 1,
                cut(should),
                cut(is)
            )
        }
        None => format!("{case}: {path}: one is longer than the other"),
    }
}

fn replace(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    if folder.exists() {
        std::fs::remove_dir_all(folder).expect("the old folder goes");
    }
    for (path, bytes) in files {
        let file = folder.join(path);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a new folder");
        std::fs::write(file, bytes).expect("a new file");
    }
}
