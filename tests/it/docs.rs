//! The documents that list what the code knows. `UPDATE_EXPECT=1 cargo test` writes them anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use inkstone::config::{self, Config};
use inkstone::diagnostic::{Code, Diagnostic, Severity, Sources, Span};
use inkstone::text::Lang;

#[test]
fn every_diagnostic_is_documented() {
    let mut text = String::from(
        "# Diagnostics\n\n\
         Every finding has a name, which stands in brackets behind its severity, and which `[diagnostics]` in `site.toml`\n\
         can give another severity (`\"error\"`, `\"warning\"`, `\"hint\"`) or turn off (`\"off\"`), unless it is fixed.\n\
         Errors fail a build and leave the old site in place, but for `note-failed`, which leaves out what failed and ends with 1 as\n\
         well; with `--strict` so do warnings; hints never do.\n\n\
         ```toml\n[diagnostics]\nmissing-alt = \"off\"\nbroken-link = \"error\"\n```\n\n\
         Each is given in English and in Chinese: what is wrong, and under it what to do. An ellipsis stands for what a finding is about.\n\n\
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

/// The table of `docs/configuration.md` is made of the comments in `src/config/mod.rs`, and these are true.
#[test]
fn every_key_of_the_configuration_is_documented() {
    let types = types("src/config/mod.rs");
    let fields = |name: &str| &types.iter().find(|of| of.name == name).unwrap().fields;
    let keys: Vec<Key> = fields("Config")
        .iter()
        .chain(fields("Math"))
        .map(Key::of)
        .collect();

    // What the reader of the file says it knows.
    let known = |text: &str, prefix: &str| -> Vec<String> {
        let found = config::read(text, Sources::CONFIG).diagnostics;
        let names = found[0].args[2].split(", ");
        names.map(|name| format!("{prefix}{name}")).collect()
    };
    let mut expected = known("xyzzy = 1\n", "");
    expected.extend(known("[math]\nxyzzy = 1\n", "math."));
    let named: Vec<&str> = keys.iter().map(|key| key.name.as_str()).collect();
    assert_eq!(
        named.iter().collect::<BTreeSet<_>>().len(),
        named.len(),
        "a key stands twice"
    );
    assert_eq!(
        BTreeSet::from_iter(named),
        expected.iter().map(String::as_str).collect()
    );
    for key in &keys {
        key.check();
    }

    let mut table = String::from("| key | type | default | what it does |\n|---|---|---|---|\n");
    let is_top = |key: &&Key| !key.name.contains('.');
    for key in keys.iter().filter(is_top) {
        let below = format!("{}.", key.name);
        let parts = keys.iter().filter(|part| part.name.starts_with(&below));
        for key in std::iter::once(key).chain(parts) {
            let Key {
                name,
                kind,
                default,
                about,
            } = key;
            let _ = writeln!(table, "| `{name}` | {kind} | {default} | {about} |");
        }
    }
    expect_table("docs/configuration.md", "| key | type |", &table);
}

/// A key of `site.toml` as the comment of its field describes it.
struct Key {
    name: String,
    kind: String,
    default: String,
    about: String,
}

impl Key {
    fn of(field: &Field) -> Self {
        let said = |what: &str| {
            let begin = format!("- {what}: ");
            let line = field
                .comment
                .iter()
                .find_map(|line| line.strip_prefix(&begin));
            line.map(str::to_owned)
        };
        let needed = |what| said(what).unwrap_or_else(|| panic!("{}: no {what}", field.name));
        let about: Vec<&str> = field
            .comment
            .iter()
            .map(String::as_str)
            .take_while(|line| !line.is_empty())
            .collect();
        Self {
            name: needed("key").trim_matches('`').to_owned(),
            kind: needed("type"),
            default: said("default").unwrap_or_default(),
            about: linked(&about.join(" ")),
        }
    }

    /// Holds the type and the default against what is read.
    fn check(&self) {
        let Self { name, kind, .. } = self;
        let read = |value: &str| config::read(&format!("{name} = {value}\n"), Sources::CONFIG);
        // No key takes a number.
        let wrong = &read("1").diagnostics[0];
        let expected = wrong.args[2].as_str();
        let is_text = expected == "string" && kind.starts_with("`\"");
        assert!(is_text || kind.starts_with(expected), "{name}: {expected}");
        let default = self.default.strip_prefix('`');
        let literal = default.and_then(|text| text.strip_suffix('`'));
        if let Some(value) = literal {
            let checked = read(value);
            assert_eq!(checked.diagnostics, [], "{name}");
            assert_eq!(checked.value, Config::default(), "{name}");
        }
    }
}

/// `docs/a.md#b` in code spans as links from within `docs/configuration.md`.
fn linked(text: &str) -> String {
    let mut parts = text.split("`docs/");
    let mut linked = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (target, rest) = part.split_once('`').expect("the end of a span");
        let _ = match target.split_once('#') {
            Some(("configuration.md", place)) => write!(linked, "[below](#{place}){rest}"),
            Some((file, _)) => write!(linked, "[{file}]({target}){rest}"),
            None => write!(linked, "[{target}]({target}){rest}"),
        };
    }
    linked
}

/// `docs/contexts.md` is made of `src/page/context.rs`.
#[test]
fn every_field_that_templates_see_is_documented() {
    let types = types("src/page/context.rs");
    let mut text = String::from(
        "# What templates see, field by field\n\n\
         [theming.md](theming.md#what-a-template-sees) says which names are there on which page. This file is made from\n\
         `src/page/context.rs` by `UPDATE_EXPECT=1 cargo test`.\n",
    );
    for of in &types {
        let about = of.comment.join(" ");
        let _ = write!(text, "\n## {}\n\n{about}\n\n", of.name);
        text += "| field | type | what |\n|---|---|---|\n";
        for field in &of.fields {
            let flat = types
                .iter()
                .find(|other| field.is_flat && other.name == field.kind);
            for field in flat.map_or(std::slice::from_ref(field), |other| &other.fields) {
                let (name, kind) = (&field.name, kind_of(&field.kind));
                let _ = writeln!(text, "| `{name}` | {kind} | {} |", field.comment.join(" "));
            }
        }
    }
    expect("docs/contexts.md", &text);
}

/// The names that stand in the table of `docs/theming.md` are those that pages are given, and lead to fields that are there.
#[test]
fn every_name_that_templates_see_is_documented() {
    let mut given = BTreeSet::new();
    for path in ["src/page", "src/page/topics"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                let code = fs::read_to_string(path).unwrap();
                let names = code.split(".insert(").skip(1).filter_map(|rest| {
                    let rest = rest.trim_start().strip_prefix('"')?;
                    Some(rest.split_once("\",")?.0.to_owned())
                });
                given.extend(names);
            }
        }
    }
    let theming =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/theming.md")).unwrap();
    let (_, section) = theming.split_once("\n### What a template sees\n").unwrap();
    let section = section.split("\n#").next().unwrap_or_default();
    let rows: Vec<&str> = section
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    let names = rows.iter().flat_map(|row| {
        row.split('|')
            .nth(1)
            .unwrap_or_default()
            .split('`')
            .skip(1)
            .step_by(2)
    });
    assert_eq!(names.map(str::to_owned).collect::<BTreeSet<_>>(), given);
    let sections: BTreeSet<String> = types("src/page/context.rs")
        .iter()
        .map(|of| of.name.to_lowercase())
        .collect();
    for row in rows {
        for link in row.split("(contexts.md#").skip(1) {
            let anchor = link.split(')').next().unwrap_or_default();
            assert!(sections.contains(anchor), "{anchor}");
        }
    }
}

/// The type of a field in words of templates.
fn kind_of(rust: &str) -> String {
    let inside = |name: &str| {
        rust.strip_prefix(name)?
            .strip_prefix('<')?
            .strip_suffix('>')
    };
    if let Some(inner) = inside("Option") {
        return format!("{} or none", kind_of(inner));
    }
    if let Some(inner) = inside("Vec") {
        return format!("list of {}", kind_of(inner));
    }
    match rust {
        "String" | "&'static str" | "char" => "text".to_owned(),
        "bool" => "boolean".to_owned(),
        "usize" => "number".to_owned(),
        "(u32, u32)" => "two numbers".to_owned(),
        name => format!("[{name}](#{})", name.to_lowercase()),
    }
}

/// A public struct with named fields, as its source has it.
struct Type {
    name: String,
    comment: Vec<String>,
    fields: Vec<Field>,
}

struct Field {
    name: String,
    kind: String,
    comment: Vec<String>,
    is_flat: bool,
}

/// The public structs of a file. That rustfmt has written it is enough to know where they are.
fn types(path: &str) -> Vec<Type> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let mut types: Vec<Type> = Vec::new();
    let mut comment: Vec<String> = Vec::new();
    let mut is_flat = false;
    for line in fs::read_to_string(file).unwrap().lines() {
        let code = line.trim_start();
        let is_field = line.starts_with("    pub ");
        if let Some(words) = code.strip_prefix("///") {
            comment.push(words.trim().to_owned());
            continue;
        } else if code.starts_with("#[") {
            is_flat |= code == "#[serde(flatten)]";
            continue;
        } else if let Some(name) = line.strip_prefix("pub struct ") {
            types.push(Type {
                name: name.trim_end_matches(" {").to_owned(),
                comment: std::mem::take(&mut comment),
                fields: Vec::new(),
            });
        } else if let Some((name, kind)) = code
            .strip_prefix("pub ")
            .and_then(|field| field.split_once(": "))
            && let Some(of) = types.last_mut().filter(|_| is_field)
        {
            assert!(!comment.is_empty(), "{name} has no comment");
            of.fields.push(Field {
                name: name.to_owned(),
                kind: kind.trim_end_matches(',').to_owned(),
                comment: std::mem::take(&mut comment),
                is_flat,
            });
        }
        comment.clear();
        is_flat = false;
    }
    types
}

/// Expects `table` in a file in the place of the table there that begins with `head`.
#[track_caller]
fn expect_table(path: &str, head: &str, table: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = fs::read_to_string(file).unwrap();
    let start = text.find(head).expect("a table");
    let end = text[start..]
        .find("\n\n")
        .map_or(text.len(), |length| start + length + 1);
    expect(path, &format!("{}{table}{}", &text[..start], &text[end..]));
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
