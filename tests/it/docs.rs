//! The documents that list what the code knows. `UPDATE_EXPECT=1 cargo test` writes them anew.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use inkstone::diagnostic::{Code, Diagnostic, Severity, Sources, Span};
use inkstone::text::Lang;

#[test]
fn every_diagnostic_is_documented() {
    let mut text = String::from(
        "# Diagnostics\n\n\
         Every finding has a name, which stands in brackets behind its severity, and which `[diagnostics]` in `site.toml`\n\
         can give another severity (`\"error\"`, `\"warning\"`, `\"hint\"`) or turn off (`\"off\"`), unless it is fixed.\n\
         Errors fail a build and leave the old site in place; with `--strict` warnings make it end with 1 as well; hints never do.\n\n\
         An ellipsis stands for what a finding is about.\n\n\
         This file is made from the table in `src/diagnostic/code.rs` by `UPDATE_EXPECT=1 cargo test`.\n",
    );
    for severity in [Severity::Error, Severity::Warning, Severity::Hint] {
        let _ = write!(text, "\n## Default severity: {}\n", severity.as_str());
        let mut codes: Vec<Code> = Code::ALL
            .iter()
            .copied()
            .filter(|code| code.default_severity() == severity)
            .collect();
        codes.sort_by_key(|code| code.name());
        for code in codes {
            let fixed = if code.is_fixed() { " (fixed)" } else { "" };
            let _ = write!(text, "\n### {}{fixed}\n\n", code.name());
            let args = vec!["…".to_owned(); code.argument_count()];
            let finding = Diagnostic {
                args,
                ..Diagnostic::new(code, Span::file(Sources::CONFIG), [])
            };
            for lang in [Lang::En, Lang::ZhHans] {
                let _ = writeln!(
                    text,
                    "- {}\n  - {}",
                    finding.message(lang),
                    finding.remedy(lang)
                );
            }
        }
    }
    expect("docs/diagnostics.md", &text);
}

#[track_caller]
fn expect(path: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
    }
    let there = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        there == text,
        "{path} is out of date; UPDATE_EXPECT=1 cargo test writes it anew"
    );
}

/// Each promise names the tests that hold it, and they are there.
#[test]
fn the_tests_that_security_names_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let promises = fs::read_to_string(root.join("SECURITY.md")).unwrap();
    let mut count = 0;
    for name in promises.split('`').skip(1).step_by(2) {
        let Some((module, test)) = name.split_once("::") else {
            continue;
        };
        let file = fs::read_to_string(root.join(format!("tests/it/{module}.rs")))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(
            file.contains(&format!("fn {test}()")) || file.contains(&format!("fn {test}(\n")),
            "{name}"
        );
        count += 1;
    }
    assert!(count > 40, "{count}");
}
