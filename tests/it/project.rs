//! A site made of a few lines, built in a temporary folder, for tests.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use inkstone::diagnostic::{Diagnostic, Severity};
use inkstone::pipeline::{self, BuildOptions, Outcome};
use inkstone::report::Report;
use tempfile::TempDir;

/// What a site is to be built from.
#[derive(Default)]
pub(crate) struct Project {
    notes: BTreeMap<String, Vec<u8>>,
    root: BTreeMap<String, Vec<u8>>,
    options: BuildOptions,
}

impl Project {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A note, by its path below the notes folder.
    pub(crate) fn note(self, path: &str, text: &str) -> Self {
        self.file(path, text)
    }

    /// `topics.yaml`, and no glossary beside it: only what it says is known.
    pub(crate) fn topics(self, yaml: impl AsRef<[u8]>) -> Self {
        self.config("lang = \"en\"\nglossary = false\n")
            .file("topics.yaml", yaml)
    }

    /// Any file, by its path below the notes folder.
    pub(crate) fn file(mut self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.notes.insert(path.to_owned(), bytes.as_ref().to_vec());
        self
    }

    /// A file by its path below ROOT, which is the notes folder too unless there is a configuration.
    pub(crate) fn root_file(mut self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.root.insert(path.to_owned(), bytes.as_ref().to_vec());
        self
    }

    /// `site.toml`. With it the notes are in `content`.
    pub(crate) fn config(self, toml: &str) -> Self {
        self.root_file("site.toml", toml)
    }

    pub(crate) fn drafts(mut self) -> Self {
        self.options.drafts = true;
        self
    }

    /// Writes everything into a fresh folder and builds it there, whatever the outcome.
    pub(crate) fn build(self) -> Site {
        self.on_disk().build()
    }

    /// Writes everything into a fresh folder and builds nothing.
    pub(crate) fn on_disk(self) -> OnDisk {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().join("site");
        let has_config = self.root.contains_key("site.toml");
        let notes = if has_config {
            root.join("content")
        } else {
            root.clone()
        };
        std::fs::create_dir_all(&notes).expect("a new folder");
        for (folder, files) in [(&notes, &self.notes), (&root, &self.root)] {
            for (path, bytes) in files {
                let file = folder.join(path);
                std::fs::create_dir_all(file.parent().expect("a file in a folder"))
                    .expect("a new folder");
                std::fs::write(file, bytes).expect("a new file");
            }
        }
        let options = BuildOptions {
            output: Some(folder.path().join("out")),
            root,
            ..self.options
        };
        OnDisk { folder, options }
    }
}

/// A site's sources in a temporary folder.
pub(crate) struct OnDisk {
    folder: TempDir,
    options: BuildOptions,
}

impl OnDisk {
    pub(crate) fn output(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    /// ROOT.
    pub(crate) fn root(&self) -> &Path {
        &self.options.root
    }

    /// Writes a note anew; only where ROOT is the notes folder.
    pub(crate) fn write(&self, path: &str, text: &str) {
        std::fs::write(self.options.root.join(path), text).expect("a file");
    }

    /// Builds into [`Self::output`].
    pub(crate) fn build(self) -> Site {
        let outcome = pipeline::build(&self.options);
        Site {
            on_disk: self,
            outcome,
        }
    }

    /// Runs the program itself on ROOT: `build` writes into [`Self::output`]. Returns the exit code, and all it said.
    pub(crate) fn run(&self, command: &str, arguments: &[&str]) -> (i32, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_inkstone"))
            .arg(command)
            .arg(&self.options.root)
            .arg("-o")
            .arg(self.output())
            .args(arguments)
            .output()
            .expect("the program runs");
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.code().expect("an exit code"),
            String::from_utf8(said).expect("UTF-8"),
        )
    }
}

/// A site that was built.
pub(crate) struct Site {
    on_disk: OnDisk,
    pub(crate) outcome: Outcome,
}

impl Site {
    /// A page by its path without `.html`.
    #[track_caller]
    pub(crate) fn page(&self, path: &str) -> String {
        self.text(&format!("{path}.html"))
    }

    /// What stands in `<main>` of a page.
    #[track_caller]
    pub(crate) fn body(&self, path: &str) -> String {
        let page = self.page(path);
        let start = page.find("<main").expect("a main part");
        let end = page.find("</main>").expect("the end of the main part");
        page[start..end].to_owned()
    }

    /// A file of the output as text.
    #[track_caller]
    pub(crate) fn text(&self, path: &str) -> String {
        std::fs::read_to_string(self.on_disk.output().join(path))
            .unwrap_or_else(|error| panic!("{path}: {error}; there are {:#?}", self.files()))
    }

    /// What the scripts of the site know of it: the line that `js/site.js` begins with.
    pub(crate) fn facts(&self) -> serde_json::Value {
        let files = self.all_files();
        let script = files
            .iter()
            .find(|path| path.starts_with("assets/js/site."));
        let text = self.text(script.expect("the script of all pages"));
        let line = text.lines().next().expect("a line");
        let json = line.split_once(".site = ").expect("facts").1;
        serde_json::from_str(json.trim_end_matches(';')).expect("JSON")
    }

    pub(crate) fn bytes(&self, path: &str) -> Vec<u8> {
        std::fs::read(self.on_disk.output().join(path)).unwrap_or_default()
    }

    /// All files of the output, without those of the theme.
    pub(crate) fn files(&self) -> Vec<String> {
        let theme = ["css", "js", "fonts", "img"].map(|kind| format!("assets/{kind}/"));
        files_below(&self.on_disk.output())
            .into_iter()
            .filter(|path| !theme.iter().any(|folder| path.starts_with(folder)))
            .collect()
    }

    /// All files of the output.
    pub(crate) fn all_files(&self) -> Vec<String> {
        files_below(&self.on_disk.output())
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.on_disk.output().join(path).is_file()
    }

    pub(crate) fn report(&self) -> &Report {
        &self.outcome.report
    }

    /// Findings but hints as `path:line:col: level[code]`, in the order in which they are shown.
    pub(crate) fn diagnostics(&self) -> Vec<String> {
        findings(&self.outcome, Severity::Warning)
    }

    /// All findings in the same form.
    pub(crate) fn hints(&self) -> Vec<String> {
        findings(&self.outcome, Severity::Hint)
    }

    /// The findings of one kind, by name.
    pub(crate) fn found(&self, code: &str) -> Vec<&Diagnostic> {
        self.outcome
            .diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.code.name() == code)
            .collect()
    }
}

/// The findings that matter at least so much, as `path:line:col: level[code]`, in the order in which they are shown.
pub(crate) fn findings(outcome: &Outcome, least: Severity) -> Vec<String> {
    outcome
        .severities
        .sorted(&outcome.diagnostics, &outcome.sources)
        .into_iter()
        .filter(|(severity, _)| *severity <= least)
        .map(|(severity, diagnostic)| {
            let span = diagnostic.span;
            let at = outcome.sources.position(span.source, span.start);
            format!(
                "{}:{}:{}: {}[{}]",
                outcome.sources.get(span.source).path,
                at.line,
                at.column,
                severity.as_str(),
                diagnostic.code.name()
            )
        })
        .collect()
}

/// Whether a file of the output is a page.
pub(crate) fn is_page(path: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|ending| ending == "html")
}

/// The files below a folder by path with `/`, sorted.
pub(crate) fn files_below(folder: &Path) -> Vec<String> {
    let mut files: Vec<String> = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| {
            let path = entry.path().strip_prefix(folder).ok()?;
            Some(path.to_str()?.replace('\\', "/"))
        })
        .collect();
    files.sort();
    files
}

/// Every value of `href` and `src` in a page, decoded from HTML.
pub(crate) fn addresses(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for start in [" href=\"", " src=\""] {
        for (at, _) in html.match_indices(start) {
            let value = &html[at + start.len()..];
            let value = &value[..value.find('"').unwrap_or(value.len())];
            found.push(
                value
                    .replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&quot;", "\"")
                    .replace("&#39;", "'")
                    .replace("&amp;", "&"),
            );
        }
    }
    found
}

/// A PNG file of this size, head only, which is all that is ever read of it.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
    bytes
}
