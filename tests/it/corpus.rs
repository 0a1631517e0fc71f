//! The texts that fuzzing has kept, held to the laws of [`crate::fuzzed`].

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::fuzzed::LAWS;
use crate::site::on_large_stack;

/// No text of a few thousand bytes may take longer, in a program that is not optimised either.
const LONGEST: Duration = Duration::from_secs(20);

/// The folder is that of the tests of review, which are not in Rust.
const IN_NODE: &str = "review";

#[test]
fn every_text_that_was_kept_holds() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let mut faults = Vec::new();
    for (name, law) in LAWS {
        let mut files: Vec<_> = fs::read_dir(corpus.join(name))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        assert!(!files.is_empty(), "{name} has texts");
        for file in files {
            let bytes = fs::read(&file).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            let start = Instant::now();
            if let Err(fault) = on_large_stack(|| law(&text)) {
                faults.push(format!("{}: {fault}", file.display()));
            }
            let took = start.elapsed();
            if took > LONGEST {
                faults.push(format!("{}: takes {took:?}", file.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_folder_of_the_corpus_has_its_law_and_its_target() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let names = |folder: &str| {
        let mut names: Vec<String> = fs::read_dir(root.join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
            .filter(|name| name != IN_NODE)
            .collect();
        names.sort();
        names
    };
    let laws = LAWS.map(|(name, _)| name);
    assert_eq!(names("corpus"), laws);
    assert_eq!(names("fuzz_targets"), laws);
}
