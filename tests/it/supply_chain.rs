//! What comes into the program from elsewhere: only from crates.io, under licences that `deny.toml` names, by locked versions.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(root.join(path)).unwrap()
}

fn names(list: &toml::Value) -> BTreeSet<String> {
    let list = list.as_array().unwrap().iter();
    list.map(|name| name.as_str().unwrap().to_owned()).collect()
}

/// Whether one of the licences that an expression leaves to choose from is allowed. `/` is how `OR` was once written.
///
/// Source: SPDX specification, annex "SPDX license expressions": `AND` binds more closely than `OR`.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let result = either(&words, &mut at, allowed);
    assert_eq!(at, words.len(), "{expression}");
    result
}

fn either(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut result = both(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        result |= both(words, at, allowed);
    }
    result
}

fn both(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut result = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        result &= one(words, at, allowed);
    }
    result
}

fn one(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    if words[*at] == "(" {
        *at += 1;
        let result = either(words, at, allowed);
        assert_eq!(words[*at], ")");
        *at += 1;
        return result;
    }
    let mut name = words[*at].to_owned();
    *at += 1;
    if words.get(*at) == Some(&"WITH") {
        name = format!("{name} WITH {}", words[*at + 1]);
        *at += 2;
    }
    allowed.contains(&name)
}

#[test]
fn expressions_of_licences() {
    let allowed = BTreeSet::from(["MIT".to_owned(), "ISC".to_owned(), "A WITH b".to_owned()]);
    for yes in [
        "MIT",
        "GPL OR MIT",
        "GPL/MIT",
        "MIT AND ISC",
        "A WITH b",
        "(GPL OR MIT) AND ISC",
        "GPL AND X OR ISC",
    ] {
        assert!(is_allowed(yes, &allowed), "{yes}");
    }
    for no in [
        "GPL",
        "MIT AND GPL",
        "A",
        "A WITH c",
        "(MIT OR ISC) AND GPL",
        "GPL OR MIT AND X",
    ] {
        assert!(!is_allowed(no, &allowed), "{no}");
    }
}

#[test]
fn every_crate_is_locked_and_from_the_one_registry() {
    for lock in ["Cargo.lock", "fuzz/Cargo.lock"] {
        let lock: toml::Table = read(lock).parse().unwrap();
        let packages = lock["package"].as_array().unwrap();
        assert!(packages.len() > 100);
        for package in packages {
            let name = package["name"].as_str().unwrap();
            if ["inkstone", "inkstone-fuzz"].contains(&name) {
                continue;
            }
            let source = package.get("source").and_then(toml::Value::as_str);
            assert_eq!(
                source,
                Some("registry+https://github.com/rust-lang/crates.io-index"),
                "{name}"
            );
            assert!(package.get("checksum").is_some(), "{name}");
        }
    }
}

#[test]
fn every_licence_is_one_that_is_allowed() {
    let deny: toml::Table = read("deny.toml").parse().unwrap();
    let licences = &deny["licenses"];
    let allowed = names(&licences["allow"]);
    let exceptions = licences["exceptions"].as_array().unwrap();
    let version = Command::new("rustc").arg("-vV").output().unwrap().stdout;
    let version = String::from_utf8(version).unwrap();
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap();
    // Of this platform alone, for the crates of others need not be on this machine; `cargo deny` looks at all.
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--offline",
            "--filter-platform",
            host,
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100);
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let licence = package["license"].as_str().unwrap_or_default();
        let mut allowed = allowed.clone();
        for exception in exceptions {
            if exception["crate"].as_str() == Some(name) {
                allowed.extend(names(&exception["allow"]));
            }
        }
        assert!(
            !licence.is_empty() && is_allowed(licence, &allowed),
            "{name}: {licence:?}"
        );
    }
}

#[test]
fn the_program_has_no_unsafe_code() {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    assert_eq!(
        manifest["lints"]["rust"]["unsafe_code"].as_str(),
        Some("forbid")
    );
}

/// What a workflow uses of others runs with its rights: the actions of GitHub itself, and no others.
#[test]
fn workflows_use_no_code_of_others() {
    for folder in [".github/workflows", "src/init"] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in fs::read_dir(root).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "yml") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for line in text.lines() {
                let line = line.trim().trim_start_matches("- ");
                if let Some(action) = line.strip_prefix("uses:") {
                    assert!(
                        action.trim().starts_with("actions/"),
                        "{}: {line}",
                        path.display()
                    );
                }
            }
            assert!(text.contains("permissions:"), "{}", path.display());
        }
    }
}

/// The steps of a workflow that run something, in their order.
fn commands(workflow: &str, job: &str) -> String {
    let workflow: serde_yaml::Value = serde_yaml::from_str(workflow).unwrap();
    let steps = workflow["jobs"][job]["steps"].as_sequence().unwrap();
    let commands = steps.iter().filter_map(|step| step["run"].as_str());
    commands.collect::<Vec<_>>().join("\n")
}

/// A release is built of the locked crates, and beside the programs stand what is in them and the checksums of all of it.
#[test]
fn a_release_names_what_is_in_it() {
    let workflow = read(".github/workflows/release.yml");
    let build = commands(&workflow, "build");
    assert!(build.contains("cargo build --release --locked"), "{build}");
    let publish = commands(&workflow, "publish");
    let steps = [
        "cargo install --locked cargo-cyclonedx@",
        "cargo cyclonedx --format json",
        ".cdx.json\" release/",
        "sha256sum inkstone-* | tee SHA256SUMS",
        "gh release create",
    ];
    let places: Vec<usize> = steps
        .iter()
        .map(|step| {
            publish
                .find(step)
                .unwrap_or_else(|| panic!("{step}: {publish}"))
        })
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(publish.trim_end().ends_with("release/*"), "{publish}");
    let parsed: serde_yaml::Value = serde_yaml::from_str(&workflow).unwrap();
    assert_eq!(parsed["permissions"]["contents"].as_str(), Some("read"));
}
