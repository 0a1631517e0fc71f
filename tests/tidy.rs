//! Rules about the code base itself: who may import what, how long files are, and what no committed file may say.
//!
//! The table of imports stands in ARCHITECTURE.md, where people read it; this test holds the code against it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use inkstone::diagnostic::Code;

/// Files that may be longer than [`MOST_LINES`] until they are divided. One that has become short enough must leave.
const TOO_LONG: [&str; 0] = [];

/// Longer files fail.
const MOST_LINES: usize = 600;

/// Longer files are named, which is a hint to whoever edits them next.
const MANY_LINES: usize = 400;

/// Folders of a work tree that hold nothing that is committed.
const NOT_OURS: [&str; 8] = [
    ".git",
    ".inkstone",
    ".venv",
    "node_modules",
    "out",
    "public",
    "shots",
    "target",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn has_extension(path: &str, extensions: &[&str]) -> bool {
    let extension = Path::new(path).extension().and_then(|it| it.to_str());
    extension.is_some_and(|it| extensions.contains(&it))
}

/// Every file of the repository below `folder` as text, by its path with `/`. Files that are not UTF-8 are left out.
fn texts(folder: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in
            fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        {
            let entry = entry.unwrap();
            let path = entry.path();
            if path.is_dir() {
                // The expected pages of a test site stand in a folder `out`, which is committed.
                let name = entry.file_name();
                let expected = folder.starts_with(root().join("tests/sites"));
                if expected || !NOT_OURS.iter().any(|not| name == *not) {
                    folders.push(path);
                }
            } else if let Ok(text) = fs::read_to_string(&path) {
                let path = path.strip_prefix(root()).unwrap();
                let names: Vec<_> = path.iter().map(|name| name.to_string_lossy()).collect();
                found.insert(names.join("/"), text);
            }
        }
    }
    found
}

/// The Rust of the program itself by path, without comments and tests.
fn program() -> BTreeMap<String, String> {
    let mut files = texts("src");
    files.retain(|path, _| has_extension(path, &["rs"]));
    let tests: BTreeSet<String> = files.iter().flat_map(test_files).collect();
    files.retain(|path, _| !tests.contains(path));
    for text in files.values_mut() {
        *text = without_tests(text);
    }
    files
}

/// The files of the modules that a file declares for tests alone.
fn test_files((path, text): (&String, &String)) -> Vec<String> {
    let folder = match path.strip_suffix("mod.rs") {
        Some(folder) => folder.to_owned(),
        None => format!("{}/", path.trim_end_matches(".rs")),
    };
    let after = text.split("#[cfg(test)]\nmod ").skip(1);
    after
        .filter_map(|rest| rest.lines().next()?.strip_suffix(';'))
        .map(|name| format!("{folder}{name}.rs"))
        .collect()
}

fn without_tests(text: &str) -> String {
    let mut code = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim() == "#[cfg(test)]" {
            match lines.peek() {
                // A module of tests is the last thing in its file.
                Some(next) if next.starts_with("mod ") && next.ends_with('{') => break,
                Some(next) if next.starts_with("mod ") => {
                    lines.next();
                    continue;
                }
                _ => {}
            }
        }
        if !line.trim_start().starts_with("//") {
            code.push_str(line);
            code.push('\n');
        }
    }
    code
}

/// `src/parse/tree.rs` belongs to `parse`, `src/url.rs` to `url`.
fn module(path: &str) -> &str {
    let path = path.strip_prefix("src/").unwrap_or(path);
    let first = path.split('/').next().unwrap_or_default();
    first.strip_suffix(".rs").unwrap_or(first)
}

/// The modules that `code` names as `crate::module` or in `crate::{...}`.
fn imports(code: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for (start, _) in code.match_indices("crate::") {
        let before = code[..start].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &code[start + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            found.insert(identifier(rest));
            continue;
        };
        let mut depth = 0;
        let mut at_name = true;
        for (index, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => at_name = true,
                _ if at_name && !c.is_whitespace() => {
                    found.insert(identifier(&group[index..]));
                    at_name = false;
                }
                _ => {}
            }
        }
    }
    found
}

fn identifier(text: &str) -> &str {
    let end = text
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(text.len());
    &text[..end]
}

/// Whether `code` names the item `name` of another crate: not as part of a longer name.
fn names(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(start, _)| {
        let before = code[..start].chars().next_back();
        let after = code[start + name.len()..].chars().next();
        let continues =
            |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '"');
        !continues(before) && (name.ends_with(':') || name.ends_with('!') || !continues(after))
    })
}

/// The rows of the table under `heading` in ARCHITECTURE.md: what stands in backquotes in each of two cells.
fn table(heading: &str) -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let (_, after) = text
        .split_once(&format!("## {heading}\n"))
        .unwrap_or_else(|| panic!("ARCHITECTURE.md has no section {heading:?}"));
    let quoted = |cell: &str| -> BTreeSet<String> {
        cell.split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    };
    let section = after.split("\n## ").next().unwrap_or_default();
    let mut rows = BTreeMap::new();
    for line in section.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').collect();
        let allowed = quoted(cells[1]);
        for name in quoted(cells[0]) {
            rows.insert(name, allowed.clone());
        }
    }
    assert!(!rows.is_empty(), "{heading} has no rows");
    rows
}

#[test]
fn modules_import_only_what_the_architecture_allows() {
    let allowed = table("Who may import what");
    let modules: BTreeSet<&str> = allowed.keys().map(String::as_str).collect();
    let mut faults = Vec::new();
    let mut used: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let program = program();
    for (path, code) in &program {
        let from = module(path);
        if ["lib", "main"].contains(&from) {
            continue;
        }
        let Some(may) = allowed.get(from) else {
            faults.push(format!("{path}: `{from}` is not in the table"));
            continue;
        };
        for to in imports(code) {
            // Constants of the crate itself are no module.
            if to == from || !to.chars().next().is_some_and(char::is_lowercase) {
                continue;
            }
            used.entry(from).or_default().insert(to.to_owned());
            if !modules.contains(to) {
                faults.push(format!("{path}: `{to}` is not in the table"));
            } else if !may.contains(to) {
                faults.push(format!("{path}: `{from}` must not import `{to}`"));
            }
        }
    }
    for (from, may) in &allowed {
        for to in may {
            if !used
                .get(from.as_str())
                .is_some_and(|used| used.contains(to))
            {
                faults.push(format!("ARCHITECTURE.md: `{from}` does not import `{to}`"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn outside_things_are_used_only_where_the_architecture_allows() {
    let allowed = table("Who may use what");
    let program = program();
    let mut faults = Vec::new();
    for (name, places) in &allowed {
        let mut used = BTreeSet::new();
        for (path, code) in &program {
            if !names(code, name) {
                continue;
            }
            let below = path.strip_prefix("src/").unwrap_or(path);
            let place = places.iter().find(|place| {
                let stem = place.strip_suffix(".rs").unwrap_or(place);
                below == **place
                    || below.strip_suffix(".rs") == Some(stem)
                    || below.starts_with(&format!("{stem}/"))
            });
            match place {
                Some(place) => {
                    used.insert(place.as_str());
                }
                None => faults.push(format!("{path}: `{name}` must not be used here")),
            }
        }
        for place in places.iter().filter(|place| !used.contains(place.as_str())) {
            faults.push(format!("ARCHITECTURE.md: `{place}` does not use `{name}`"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn files_are_short_enough_to_read() {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for folder in ["src", "static", "tests", "fuzz", "examples", "scripts"] {
        for (path, text) in texts(folder) {
            if !has_extension(&path, &["rs", "js", "mjs", "css", "sh", "py", "ts"]) {
                continue;
            }
            let lines = text.lines().count();
            if lines > MOST_LINES && TOO_LONG.contains(&path.as_str()) {
                seen.insert(path);
            } else if lines > MOST_LINES {
                faults.push(format!("{path} has {lines} lines, more than {MOST_LINES}"));
            } else if lines > MANY_LINES {
                println!("{path} has {lines} lines, more than {MANY_LINES}");
            }
        }
    }
    for path in TOO_LONG.iter().filter(|path| !seen.contains(**path)) {
        faults.push(format!("{path} is short enough now: take it off the list"));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn nothing_is_left_for_later_in_a_comment() {
    let words = ["TODO", "FIXME", "XXX", "HACK"];
    let mut faults = Vec::new();
    for folder in ["src", "static", "templates"] {
        for (path, text) in texts(folder) {
            for (number, line) in text.lines().enumerate() {
                let comment = ["//", "/*", "{#", "<!--"]
                    .iter()
                    .filter_map(|mark| Some(line.split_once(mark)?.1))
                    .any(|comment| {
                        let comment = comment.trim_start_matches(['/', '!', '*', '-', ' ']);
                        words.iter().any(|word| comment.starts_with(word))
                    });
                if comment || line.contains("dbg!(") || line.contains("console.log(") {
                    faults.push(format!("{path}:{}: {}", number + 1, line.trim()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    // Divided, so that this file does not contain them.
    let mut words: Vec<String> = [
        ["registry.", "npmjs"],
        ["registry.", "yarnpkg"],
        ["files.", "pythonhosted"],
        ["pypi", ".org"],
        ["index.", "crates.io"],
        ["static.", "crates.io"],
        ["deb.", "debian.org"],
        ["/ro", "ot/"],
        ["C:\\", "Users"],
    ]
    .map(|parts| parts.concat())
    .to_vec();
    words.push(root().display().to_string());
    let mut faults = Vec::new();
    for (path, text) in texts("") {
        for (number, line) in text.lines().enumerate() {
            if let Some(word) = words.iter().find(|word| line.contains(word.as_str())) {
                faults.push(format!("{path}:{}: {word}", number + 1));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn templates_hold_nothing_that_the_policy_forbids() {
    let mut faults = Vec::new();
    for (path, text) in texts("templates") {
        let mut say = |what: &str| faults.push(format!("{path}: {what}"));
        if text.contains(" style=") {
            say("a style attribute");
        }
        for (start, _) in text.match_indices("<script") {
            let tag = text[start..].split('>').next().unwrap_or_default();
            // What is data is not run, and no policy is asked about it.
            if !tag.contains(" src=") && !tag.ends_with(" type=\"application/ld+json\"") {
                say("an inline script");
            }
        }
        for (start, _) in text.match_indices(" on") {
            let name = identifier(&text[start + 1..]);
            if text[start + 1 + name.len()..].starts_with("=\"") {
                say("an inline handler");
            }
        }
        if text.contains("http://") || text.contains("https://") {
            say("the address of another host");
        }
    }
    for (path, text) in texts("static") {
        if has_extension(&path, &["css"]) && (text.contains("@import") || text.contains("url(http"))
        {
            faults.push(format!("{path}: the address of another host"));
        }
    }
    for (path, code) in program() {
        if code.contains(" style=\\\"") || code.contains(" style='") {
            faults.push(format!("{path}: a style attribute"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_finding_is_said_in_both_languages() {
    let holes = |text: &str| -> BTreeSet<char> {
        text.match_indices('{')
            .filter_map(|(start, _)| text[start + 1..].chars().next())
            .filter(char::is_ascii_digit)
            .collect()
    };
    let mut seen = BTreeSet::new();
    for code in Code::ALL {
        let name = code.name();
        assert!(seen.insert(name), "{name} stands twice");
        let (english, chinese) = (code.english(), code.chinese());
        for text in [
            english.message,
            english.remedy,
            chinese.message,
            chinese.remedy,
        ] {
            assert!(!text.trim().is_empty(), "{name} is silent");
        }
        assert_eq!(
            holes(english.message),
            holes(chinese.message),
            "{name} tells the same in both languages"
        );
    }
}

#[test]
fn callouts_have_names_in_both_languages() {
    let text = fs::read_to_string(root().join("src/render/words.rs")).unwrap();
    let (_, tables) = text.split_once("static CHINESE").unwrap();
    let (chinese, english) = tables.split_once("static ENGLISH").unwrap();
    let keys = |table: &str| -> BTreeSet<String> {
        table
            .lines()
            .filter_map(|line| line.trim().strip_prefix("(\"")?.split('"').next())
            .map(str::to_owned)
            .collect()
    };
    assert!(!keys(chinese).is_empty());
    assert_eq!(keys(chinese), keys(english));
}

/// The fenced blocks of a Markdown text.
fn fences(text: &str) -> Vec<String> {
    text.split("\n```")
        .skip(1)
        .step_by(2)
        .map(|block| {
            block
                .split_once('\n')
                .map_or("", |(_, body)| body)
                .to_owned()
        })
        .collect()
}

/// How many times `text` begins with `mark`.
fn run(text: &str, mark: char) -> usize {
    text.chars().take_while(|c| *c == mark).count()
}

/// A Markdown text with its fenced blocks left blank.
fn without_fences(text: &str) -> String {
    let mut prose = String::new();
    let mut open: Option<(char, usize)> = None;
    for line in text.lines() {
        let start = line.trim_start();
        if let Some((mark, length)) = open {
            if run(start, mark) >= length && start.trim_end().chars().all(|c| c == mark) {
                open = None;
            }
        } else {
            open = ['`', '~']
                .map(|mark| (mark, run(start, mark)))
                .into_iter()
                .find(|(mark, length)| *length >= 3 && !start[*length..].contains(*mark));
            if open.is_none() {
                prose.push_str(line);
            }
        }
        prose.push('\n');
    }
    prose
}

/// A Markdown text without fenced blocks and code spans, however many backticks these have.
fn without_code(text: &str) -> String {
    let mut kept = String::new();
    // A span ends in the paragraph it began in.
    for paragraph in without_fences(text).split_inclusive("\n\n") {
        let mut rest = paragraph;
        while let Some(start) = rest.find('`') {
            let length = run(&rest[start..], '`');
            kept.push_str(&rest[..start]);
            rest = &rest[start + length..];
            let mut at = 0;
            while let Some(next) = rest[at..].find('`') {
                let found = run(&rest[at + next..], '`');
                at += next + found;
                if found == length {
                    rest = &rest[at..];
                    break;
                }
            }
        }
        kept.push_str(rest);
    }
    kept
}

#[test]
fn both_readmes_give_the_same_two_commands() {
    let read = |name: &str| fs::read_to_string(root().join(name)).unwrap();
    let english = fences(&read("README.md"));
    let expected = ["cargo run --release -- serve", "bash scripts/test.sh"];
    assert_eq!(english, expected);
    assert_eq!(fences(&read("README.zh-CN.md")), expected);
}

#[test]
fn documents_point_to_files_that_are_there() {
    let mut faults = Vec::new();
    let mut links = 0;
    let files = texts("docs").into_iter().chain(
        [
            "README.md",
            "README.zh-CN.md",
            "ARCHITECTURE.md",
            "CONTRIBUTING.md",
            "CHANGELOG.md",
            "SECURITY.md",
        ]
        .map(|name| {
            (
                name.to_owned(),
                fs::read_to_string(root().join(name)).unwrap(),
            )
        }),
    );
    for (path, text) in files.filter(|(path, _)| has_extension(path, &["md"])) {
        let folder = root().join(&path).parent().unwrap().to_path_buf();
        // An example in code points nowhere.
        let text = without_code(&text);
        for (start, _) in text.match_indices("](") {
            let target = text[start + 2..].split(')').next().unwrap_or_default();
            let file = target.split('#').next().unwrap_or_default();
            if file.is_empty() || file.contains("://") {
                continue;
            }
            links += 1;
            if !folder.join(file).exists() {
                faults.push(format!("{path}: {file}"));
            }
        }
    }
    assert!(links > 5, "there are links at all");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_rules_can_fail() {
    assert_eq!(
        imports("use crate::{a::{b, c}, d};\nlet x = crate::e::f(); othercrate::g"),
        BTreeSet::from(["a", "d", "e"])
    );
    assert!(names("use std::fs::File;", "std::fs"));
    assert!(!names("use std::fsx;", "std::fs"));
    assert!(!names("let katex_like = 1; \"tera\"", "tera"));
    let text = "use crate::a;\n// crate::b\n#[cfg(test)]\nmod tests {\n use crate::c;\n}\n";
    assert_eq!(imports(&without_tests(text)), BTreeSet::from(["a"]));
    let declared = test_files((
        &"src/x/mod.rs".to_owned(),
        &"#[cfg(test)]\nmod sample;\n".to_owned(),
    ));
    assert_eq!(declared, ["src/x/sample.rs"]);
    let text =
        "a ` ```x ` b `` ` `` c `d\n\ne` f\n```md\n[g](h)\n```\n~~~~\n```\n~~~\n~~~~\n[i](j)";
    let prose: Vec<_> = without_code(text)
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    assert_eq!(prose, ["a", "b", "c", "d", "e", "f", "[i](j)"]);
}
