//! `site.toml`: what it may say, and what holds where it says nothing.
//!
//! 1. [`Site::locate`] finds the file and the folders of a site;
//! 2. [`read`] turns the text into a [`Config`]. It is strict: whatever it does not know is an error at its line.

mod read;
mod site;
mod value;

use crate::diagnostic::{Severities, Span};
use crate::text::{Encoding, Lang};

#[cfg(test)]
pub(crate) use read::KEYS;
pub use read::read;
pub use site::{NoSite, Overrides, Site};
pub use value::base_url;

/// The configuration of a site. Every key is optional.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// `title`; else later stages take the root README's title or the folder's name.
    pub title: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `lang`; else the language of most letters of all notes.
    pub lang: Option<Lang>,
    /// `id`, under which review progress is kept; else it is made from title and folder name.
    pub id: Option<String>,
    /// `base_url`, ending in `/`; without it nothing is made that needs absolute addresses.
    pub base_url: Option<String>,
    /// `author`
    pub author: Option<String>,
    /// `notes`: the notes folder relative to ROOT, with `/`; `""` for ROOT itself.
    pub notes: String,
    /// `output`: the output folder relative to ROOT, with `/`.
    pub output: String,
    /// `ignore`: patterns for files and folders below the notes folder that are not part of the site.
    pub ignore: Vec<String>,
    /// `encoding`: that of notes that are not Unicode.
    pub encoding: Option<Encoding>,
    /// `remote_images`
    pub remote_images: RemoteImages,
    /// `copy_html`: whether HTML files among the notes are copied.
    pub copy_html: bool,
    /// `iframe_hosts`: the hosts whose pages notes may show in frames, in lower case.
    pub iframe_hosts: Vec<String>,
    /// `trust_html`: whether the raw HTML of notes may look as it likes.
    pub trust_html: bool,
    /// `glossary`: whether the built-in glossary links topics.
    pub glossary: bool,
    /// `questions`: which headings are questions, in notes that do not say so themselves.
    pub questions: Questions,
    /// `drafts`: whether private notes are built too.
    pub drafts: bool,
    /// `dates`: whether git is asked when notes were changed; `None` where nothing is said: then only if the notes are in a
    /// repository.
    pub dates: Option<bool>,
    /// `[redirects]`
    pub redirects: Vec<Redirect>,
    /// `[math]`
    pub math: Math,
    /// `[diagnostics]`
    pub severities: Severities,
}

/// What becomes of images on other hosts that were not fetched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RemoteImages {
    /// The page loads them, lazily and without a referrer.
    #[default]
    Load,
    /// The page shows a link to them.
    Link,
}

/// Which headings are questions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Questions {
    /// Those that the rules find.
    #[default]
    ByRules,
    /// Besides these all that have a plain number like most of their siblings, whether or not their note asks elsewhere.
    Numbered,
    /// None.
    Off,
}

/// How formulas are rendered.
#[derive(Clone, Debug, PartialEq)]
pub struct Math {
    /// `macros`, by name.
    pub macros: Vec<Macro>,
    /// `mathml`: whether formulas carry `MathML` for screen readers and for copying.
    pub mathml: bool,
}

/// A macro for formulas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Macro {
    /// The name with its backslash.
    pub name: String,
    /// What it stands for, with `#1` to `#9` for arguments.
    pub body: String,
    /// The place of the body in the configuration.
    pub span: Span,
}

/// An address that the site once had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The old address, as written.
    pub from: String,
    /// The note or page that is there instead, as written.
    pub to: String,
    /// The place of `from` in the configuration.
    pub from_span: Span,
    /// The place of `to`.
    pub to_span: Span,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: None,
            description: None,
            lang: None,
            id: None,
            base_url: None,
            author: None,
            notes: "content".to_owned(),
            output: "public".to_owned(),
            ignore: Vec::new(),
            encoding: None,
            remote_images: RemoteImages::default(),
            copy_html: false,
            iframe_hosts: Vec::new(),
            trust_html: false,
            glossary: true,
            questions: Questions::default(),
            drafts: false,
            dates: None,
            redirects: Vec::new(),
            math: Math {
                macros: Vec::new(),
                mathml: true,
            },
            severities: Severities::default(),
        }
    }
}
