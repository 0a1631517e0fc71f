//! `init`: the files that a new site starts with. A file that is there already is never touched.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::source::{ListOptions, list};
use crate::text::Lang;

const PAGES: &str = include_str!("pages.yml");
const TOPICS_ZH: &str = include_str!("topics.zh.yaml");
const TOPICS_EN: &str = include_str!("topics.en.yaml");
const GITIGNORE: &str = "/public/\n/.inkstone/cache/\n/.inkstone/remote/.lock\n";

/// What [`init`] did, as paths below the folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Created {
    /// Files that are new.
    pub written: Vec<&'static str>,
    /// Files that were there.
    pub kept: Vec<&'static str>,
}

/// Writes what a new site in `folder` needs, in `lang`. If there are notes in `folder` but no `content`, they become
/// the site: `notes = "."`. Only a site without any notes gets a first one. Fails with the path that could not be written.
pub fn init(folder: &Path, lang: Lang) -> Result<Created, (PathBuf, io::Error)> {
    let content = folder.join("content");
    let notes_beside = !content.exists() && has_notes(folder);
    let (config, note, topics) = match lang {
        Lang::ZhHans => (
            include_str!("site.zh.toml"),
            include_str!("first.zh.md"),
            TOPICS_ZH,
        ),
        Lang::En => (
            include_str!("site.en.toml"),
            include_str!("first.en.md"),
            TOPICS_EN,
        ),
    };
    let notes = if notes_beside {
        "notes = \".\""
    } else {
        "# notes = \"content\""
    };
    let mut files = vec![
        ("site.toml", config.replace("{notes}", notes)),
        (".gitignore", GITIGNORE.to_owned()),
        (
            ".github/workflows/pages.yml",
            pages(env!("CARGO_PKG_REPOSITORY")),
        ),
    ];
    let (notes, topics_file) = if notes_beside {
        (folder, "topics.yaml")
    } else {
        (content.as_path(), "content/topics.yaml")
    };
    if !notes.join("topics.yml").exists() {
        files.insert(1, (topics_file, topics.to_owned()));
    }
    if !has_notes(notes) {
        files.insert(1, ("content/README.md", note.to_owned()));
    }
    let mut created = Created::default();
    for (path, text) in files {
        let file = folder.join(path);
        match write_new(&file, &text) {
            Ok(true) => created.written.push(path),
            Ok(false) => created.kept.push(path),
            Err(error) => return Err((file, error)),
        }
    }
    Ok(created)
}

/// The workflow that publishes a site, for a program whose source is at `repository`. Where that is not known, an empty text,
/// the author of the site has to say it.
fn pages(repository: &str) -> String {
    let workflow = PAGES.replace("{version}", env!("CARGO_PKG_VERSION"));
    if repository.is_empty() {
        workflow
    } else {
        workflow.replace("${{ vars.INKSTONE_GIT }}", repository)
    }
}

fn has_notes(folder: &Path) -> bool {
    let options = ListOptions {
        notes: folder,
        output: &folder.join("public"),
        ignore: &[],
        copy_html: true,
    };
    list(&options).is_ok_and(|listing| !listing.notes.is_empty())
}

/// Writes a file that is not there yet; `false` if something is there, a dangling link included.
fn write_new(file: &Path, text: &str) -> io::Result<bool> {
    if let Some(parent) = file.parent() {
        fs::create_dir_all(parent)?;
    }
    match File::options().write(true).create_new(true).open(file) {
        Ok(mut file) => file.write_all(text.as_bytes()).map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::read;
    use crate::diagnostic::Sources;

    /// The configuration with every line that shows a key switched on.
    fn all_keys(template: &str) -> String {
        let lines = template.replace("{notes}", "# notes = \"content\"");
        let shown = lines.lines().map(|line| match line.strip_prefix("# ") {
            Some(key) if key.starts_with('[') || key.contains(" = ") => key,
            _ => line,
        });
        shown.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_configuration_is_valid_and_shows_every_key() {
        for template in [include_str!("site.zh.toml"), include_str!("site.en.toml")] {
            assert_eq!(
                read(&template.replace("{notes}", ""), Sources::CONFIG).diagnostics,
                []
            );
            let all = all_keys(template);
            assert_eq!(read(&all, Sources::CONFIG).diagnostics, [], "{all}");
            for key in crate::config::KEYS {
                let table = format!("[{key}");
                let shown = all
                    .lines()
                    .any(|line| line.starts_with(&format!("{key} = ")) || line.starts_with(&table));
                assert!(shown, "{key} is not shown");
            }
        }
    }

    #[test]
    fn the_example_of_a_topic_is_valid() {
        use crate::catalog::{self, CatalogInput, topics::TopicInput};
        for template in [TOPICS_ZH, TOPICS_EN] {
            let (words, example) = template.split_once("#\n# - id").unwrap();
            let example = format!("# - id{example}")
                .replace("# ", "")
                .replace("#\n", "");
            for (text, count) in [(template, 0), (example.as_str(), 1)] {
                let input = CatalogInput {
                    topics: TopicInput {
                        file: Some((Sources::CONFIG, text)),
                        ..TopicInput::default()
                    },
                    ..CatalogInput::default()
                };
                let checked = catalog::build(&[], &input, &|_| 1);
                assert_eq!(checked.diagnostics, [], "{text}");
                assert_eq!(checked.value.topics.list.len(), count, "{text}");
            }
            assert!(words.lines().all(|line| line.starts_with('#')));
        }
    }

    #[test]
    fn workflow_is_yaml() {
        for (repository, address) in [
            ("", "${{ vars.INKSTONE_GIT }}"),
            (
                "https://example.org/inkstone",
                "https://example.org/inkstone",
            ),
        ] {
            let text = pages(repository);
            let workflow: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
            let [build, deploy] = ["build", "deploy"].map(|job| &workflow["jobs"][job]);
            let permission = |of: &serde_yaml::Value, name: &str| {
                let value = of["permissions"][name].as_str();
                value.map(str::to_owned)
            };
            assert_eq!(permission(&workflow, "contents").as_deref(), Some("read"));
            assert_eq!(permission(build, "pages").as_deref(), Some("read"));
            for name in ["pages", "id-token"] {
                assert_eq!(permission(deploy, name).as_deref(), Some("write"));
                assert_eq!(permission(&workflow, name), None);
            }
            assert_eq!(build["steps"][0]["with"]["fetch-depth"].as_u64(), Some(0));
            assert_eq!(build["env"]["INKSTONE_GIT"].as_str(), Some(address));
            assert_eq!(
                build["env"]["INKSTONE_VERSION"].as_str(),
                Some(env!("CARGO_PKG_VERSION"))
            );
        }
    }
}
