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

/// The configuration of a site. Every key is optional. `docs/configuration.md` has a table made of these comments, in which a
/// `docs/...` becomes a link.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The name of the site.
    ///
    /// - key: `title`
    /// - type: string
    /// - default: the root README's title, else the folder's name
    pub title: Option<String>,
    /// What the site is about, for search engines and previews.
    ///
    /// - key: `description`
    /// - type: string
    /// - default: none
    pub description: Option<String>,
    /// The language of the interface and of findings.
    ///
    /// - key: `lang`
    /// - type: `"zh-Hans"` or `"en"`
    /// - default: the language of most letters in all notes
    pub lang: Option<Lang>,
    /// The name under which browsers keep what was reviewed and where the reader was.
    ///
    /// - key: `id`
    /// - type: string
    /// - default: made from title and folder name
    pub id: Option<String>,
    /// The address of the published site, for what needs absolute addresses, see `docs/hosting.md#for-search-engines-and-feed-readers`.
    ///
    /// In this field it ends in `/`.
    ///
    /// - key: `base_url`
    /// - type: string
    /// - default: none
    pub base_url: Option<String>,
    /// Who wrote the notes; the author of the feed and of books.
    ///
    /// - key: `author`
    /// - type: string
    /// - default: none
    pub author: Option<String>,
    /// The notes folder, below the folder of the site; `"."` for that folder itself.
    ///
    /// In this field that folder is `""`.
    ///
    /// - key: `notes`
    /// - type: string
    /// - default: `"content"`
    pub notes: String,
    /// The output folder, below the folder of the site.
    ///
    /// - key: `output`
    /// - type: string
    /// - default: `"public"`
    pub output: String,
    /// Files and folders below the notes folder that are not part of the site, see `docs/configuration.md#ignore`.
    ///
    /// - key: `ignore`
    /// - type: array of strings
    /// - default: `[]`
    pub ignore: Vec<String>,
    /// How notes are read that are not Unicode; those in UTF-8, and in UTF-16 with a byte order mark, are read as such whatever it says.
    ///
    /// - key: `encoding`
    /// - type: `"gbk"`, `"gb18030"` or `"big5"`
    /// - default: none
    pub encoding: Option<Encoding>,
    /// What becomes of images on other hosts that were not fetched: pages load them, or show a link; see `docs/images.md#remote-images`.
    ///
    /// - key: `remote_images`
    /// - type: `"load"` or `"link"`
    /// - default: `"load"`
    pub remote_images: RemoteImages,
    /// Whether HTML files among the notes are copied.
    ///
    /// - key: `copy_html`
    /// - type: boolean
    /// - default: `false`
    pub copy_html: bool,
    /// Hosts whose pages notes may show by `<iframe>`, such as `"player.bilibili.com"`; frames of others become links.
    ///
    /// - key: `iframe_hosts`
    /// - type: array of strings
    /// - default: `[]`
    pub iframe_hosts: Vec<String>,
    /// Whether raw HTML keeps its classes and styles, for your own notes; scripts and handlers stay out, and every page's policy would
    /// block them.
    ///
    /// - key: `trust_html`
    /// - type: boolean
    /// - default: `false`
    pub trust_html: bool,
    /// Whether the built-in glossary is used, see `docs/topics.md#where-names-come-from`.
    ///
    /// - key: `glossary`
    /// - type: boolean
    /// - default: `true`
    pub glossary: bool,
    /// Which headings are questions in notes that do not say so themselves, see `docs/study.md#what-is-a-question`.
    ///
    /// - key: `questions`
    /// - type: boolean or `"numbered"`
    /// - default: `true`
    pub questions: Questions,
    /// Whether private notes are built too.
    ///
    /// - key: `drafts`
    /// - type: boolean
    /// - default: `false`
    pub drafts: bool,
    /// Whether git is asked when notes were last changed, see `docs/configuration.md#dates`; written as `true`, a folder that is in no
    /// repository is told of.
    ///
    /// - key: `dates`
    /// - type: boolean
    /// - default: `true` in a git repository
    pub dates: Option<bool>,
    /// Old addresses and what is there instead, see `docs/configuration.md#redirects`.
    ///
    /// - key: `redirects`
    /// - type: table of strings
    /// - default: none
    pub redirects: Vec<Redirect>,
    /// How formulas are rendered: the next two keys.
    ///
    /// - key: `math`
    /// - type: table
    pub math: Math,
    /// Names of findings with `"error"`, `"warning"`, `"hint"` or `"off"`, see `docs/diagnostics.md`.
    ///
    /// - key: `diagnostics`
    /// - type: table of strings
    /// - default: none
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
    /// Own commands for formulas, by name, see `docs/math.md#macros`.
    ///
    /// - key: `math.macros`
    /// - type: table of strings
    /// - default: none
    pub macros: Vec<Macro>,
    /// Whether formulas carry MathML, for screen readers and for copying.
    ///
    /// - key: `math.mathml`
    /// - type: boolean
    /// - default: `true`
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
