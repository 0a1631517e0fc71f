//! Where a site's files are.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::{Config, read};
use crate::diagnostic::{Code, Diagnostic, Sources, Span};
use crate::text::{Lang, hex};

/// What the command line says instead of, or besides, `site.toml`.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// A configuration file elsewhere.
    pub config: Option<PathBuf>,
    /// The output folder, relative to the working folder.
    pub output: Option<PathBuf>,
    /// The address of the site, as [`super::base_url`] makes it.
    pub base_url: Option<String>,
    /// Build private notes too.
    pub drafts: bool,
}

/// A site on disk.
#[derive(Clone, Debug)]
pub struct Site {
    /// The folder that diagnostics name paths from.
    pub root: PathBuf,
    /// The notes folder.
    pub notes: PathBuf,
    /// The output folder.
    pub output: PathBuf,
    /// Whether there is a configuration, and with it perhaps templates and static files of the site's own.
    pub has_config: bool,
    /// Where work is kept between builds: below ROOT where there is a configuration, else in the user's cache folder,
    /// so that nothing but the output is written into a plain folder of notes. `None` if there is no such folder.
    pub cache: Option<PathBuf>,
    /// The configuration, with the command line's word over it. `config.notes` leads from `root` to `notes`.
    pub config: Config,
}

/// Why there is no site.
#[derive(Clone, Debug)]
pub struct NoSite {
    /// What is wrong with the configuration or the root; at least one finding.
    pub diagnostics: Vec<Diagnostic>,
    /// The language that the configuration asks for, if that much could be read.
    pub lang: Option<Lang>,
}

impl NoSite {
    fn new<const N: usize>(code: Code, args: [&str; N]) -> Self {
        Self {
            diagnostics: vec![Diagnostic::new(code, Span::file(Sources::CONFIG), args)],
            lang: None,
        }
    }
}

impl Site {
    /// Finds the site at `root` and reads its configuration, whose text becomes the first of `sources`.
    ///
    /// A root without configuration is itself the notes folder, and every default holds.
    pub fn locate(
        root: &Path,
        overrides: &Overrides,
        sources: &mut Sources,
    ) -> Result<Self, NoSite> {
        if let Err(error) = std::fs::read_dir(root) {
            let path = root.to_string_lossy();
            sources.set_config(path.clone().into_owned(), Arc::from(""));
            return Err(NoSite::new(
                Code::RootUnreadable,
                [&path, &error.to_string()],
            ));
        }
        let default = root.join("site.toml");
        let file = overrides.config.clone().unwrap_or(default);
        // Only a file that is surely not there is no configuration: one that cannot be looked at may keep notes private.
        let is_missing = std::fs::symlink_metadata(&file)
            .is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound);
        let has_file = overrides.config.is_some() || !is_missing;
        let mut config = Config {
            notes: String::new(),
            ..Config::default()
        };
        if has_file {
            let path = below(root, &file);
            sources.set_config(path, Arc::from(""));
            let text = std::fs::read(&file)
                .map_err(|error| error.to_string())
                .and_then(|bytes| String::from_utf8(bytes).map_err(|error| error.to_string()))
                .map_err(|error| NoSite::new(Code::ConfigUnreadable, [&error]))?;
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            sources.set_config(below(root, &file), Arc::from(text));
            let checked = read(text, Sources::CONFIG);
            if !checked.diagnostics.is_empty() {
                return Err(NoSite {
                    diagnostics: checked.diagnostics,
                    lang: checked.value.lang,
                });
            }
            config = checked.value;
        }
        if let Some(url) = &overrides.base_url {
            config.base_url = Some(url.clone());
        }
        config.drafts |= overrides.drafts;
        Ok(Self {
            has_config: has_file,
            root: root.to_owned(),
            notes: join(root, &config.notes),
            output: overrides
                .output
                .clone()
                .unwrap_or_else(|| join(root, &config.output)),
            cache: if has_file {
                Some(root.join(".inkstone").join("cache"))
            } else {
                user_cache(root)
            },
            config,
        })
    }

    /// `path` below the notes folder as a path from ROOT, for diagnostics.
    pub fn from_root(&self, path: &str) -> String {
        if self.config.notes.is_empty() {
            path.to_owned()
        } else {
            format!("{}/{path}", self.config.notes)
        }
    }
}

/// `root` itself for an empty `path`, so that no trailing slash appears in messages.
fn join(root: &Path, path: &str) -> PathBuf {
    if path.is_empty() {
        root.to_owned()
    } else {
        root.join(path)
    }
}

/// `file` relative to `root` if it is below it, with `/`.
fn below(root: &Path, file: &Path) -> String {
    let path = file.strip_prefix(root).unwrap_or(file);
    path.to_string_lossy().replace('\\', "/")
}

/// A folder for this root in the user's cache folder.
fn user_cache(root: &Path) -> Option<PathBuf> {
    let variable = |name| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let base = variable("XDG_CACHE_HOME")
        .or_else(|| variable("LOCALAPPDATA"))
        .or_else(|| variable("HOME").map(|home| home.join(".cache")))?;
    let real = root.canonicalize().ok()?;
    let hash = Sha256::digest(real.as_os_str().as_encoded_bytes());
    Some(base.join("inkstone").join(hex(&hash[..8])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_folder_is_its_own_notes_folder() {
        let folder = tempfile::tempdir().unwrap();
        let site = Site::locate(
            folder.path(),
            &Overrides::default(),
            &mut Sources::default(),
        )
        .unwrap();
        assert_eq!(site.notes, folder.path());
        assert_eq!(site.output, folder.path().join("public"));
        assert_eq!(site.from_root("a/b.md"), "a/b.md");
        assert!(
            site.cache
                .is_none_or(|cache| !cache.starts_with(folder.path()))
        );
    }

    #[test]
    fn a_site_has_its_notes_in_content() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("site.toml"), "\u{feff}title = \"x\"\n").unwrap();
        let site = Site::locate(
            folder.path(),
            &Overrides::default(),
            &mut Sources::default(),
        )
        .unwrap();
        assert_eq!(site.notes, folder.path().join("content"));
        assert_eq!(site.from_root("a/b.md"), "content/a/b.md");
        assert_eq!(site.cache, Some(folder.path().join(".inkstone/cache")));
    }

    #[test]
    fn the_command_line_wins() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("other.toml");
        std::fs::write(
            &config,
            "notes = \".\"\nbase_url = \"https://a.example\"\noutput = \"x\"\n",
        )
        .unwrap();
        let overrides = Overrides {
            config: Some(config),
            output: Some(PathBuf::from("/tmp/elsewhere")),
            base_url: Some("https://b.example/".to_owned()),
            drafts: true,
        };
        let site = Site::locate(folder.path(), &overrides, &mut Sources::default()).unwrap();
        assert_eq!(site.notes, folder.path());
        assert_eq!(site.output, PathBuf::from("/tmp/elsewhere"));
        assert_eq!(site.config.base_url.as_deref(), Some("https://b.example/"));
        assert!(site.config.drafts);
    }

    #[test]
    fn what_is_missing_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let none = Site::locate(
            &folder.path().join("none"),
            &Overrides::default(),
            &mut Sources::default(),
        );
        assert_eq!(none.unwrap_err().diagnostics[0].code, Code::RootUnreadable);
        let overrides = Overrides {
            config: Some(folder.path().join("none.toml")),
            ..Overrides::default()
        };
        let mut sources = Sources::default();
        let none = Site::locate(folder.path(), &overrides, &mut sources).unwrap_err();
        assert_eq!(none.diagnostics[0].code, Code::ConfigUnreadable);
        assert_eq!(sources.get(Sources::CONFIG).path, "none.toml");
        std::fs::create_dir(folder.path().join("site.toml")).unwrap();
        let folder_instead = Site::locate(folder.path(), &Overrides::default(), &mut sources);
        assert_eq!(
            folder_instead.unwrap_err().diagnostics[0].code,
            Code::ConfigUnreadable
        );
    }
}
