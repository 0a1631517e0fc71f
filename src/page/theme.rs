//! The templates and static files in force: those in the binary, overlaid file by file by those of the site.

use std::collections::BTreeMap;
use std::io;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use include_dir::{Dir, File, include_dir};
use serde_json::json;
use sha2::{Digest, Sha256};
use tera::{Context, ErrorKind, Kwargs, State, Tera};

use super::squeeze::squeeze_js;
use super::statics::Statics;
use super::tree_script::script_json;
use super::{FaultyLine, PageError, SiteInfo};
use crate::text::media_type;

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");
static STATIC: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static");

/// The scripts that `js/site.js` loads when they are needed.
const SEARCH_ENGINE: &str = "js/search.js";
const REVIEW_ENGINE: &str = "js/review.js";

/// Templates and static files, ready for pages.
#[derive(Debug)]
pub struct Theme {
    tera: Tera,
    statics: Statics,
    inline_css: String,
    fingerprint: String,
}

impl Theme {
    /// The built-in theme overlaid by `overrides`, which are named `templates/...` or `static/...`, with `fonts` (file
    /// name and bytes) as `static/fonts/...`.
    ///
    /// Fails on a template that cannot be read, on text that is not UTF-8 and on a `url(...)` that names no file.
    pub fn new(
        overrides: &BTreeMap<String, Vec<u8>>,
        fonts: &[(&str, &[u8])],
    ) -> Result<Self, PageError> {
        let mut templates = embedded(&TEMPLATES);
        let mut files = embedded(&STATIC);
        files.extend(
            fonts
                .iter()
                .map(|(name, bytes)| (format!("fonts/{name}"), bytes.to_vec())),
        );
        for (path, bytes) in overrides {
            if let Some(name) = path.strip_prefix("templates/") {
                templates.insert(name.to_owned(), bytes.clone());
            } else if let Some(name) = path.strip_prefix("static/") {
                files.insert(name.to_owned(), bytes.clone());
            }
        }
        // A site's own scripts are as it wrote them, see `squeeze_js`.
        for (name, bytes) in &mut files {
            let own = STATIC.get_file(name).map(File::contents);
            let is_script = name
                .rsplit_once('.')
                .is_some_and(|(_, ending)| ending == "js");
            if is_script && own == Some(bytes.as_slice()) {
                *bytes = squeeze_js(&String::from_utf8_lossy(bytes)).into_bytes();
            }
        }
        let mut hash = Sha256::new();
        for (name, bytes) in templates.iter().chain(&files) {
            hash.update(name);
            hash.update(bytes.len().to_le_bytes());
            hash.update(bytes);
        }
        let inline_css = ["css/tokens.css", "css/base.css"]
            .map(|name| {
                String::from_utf8_lossy(files.get(name).map_or(&[][..], Vec::as_slice)).into_owned()
            })
            .concat();
        let statics = Statics::new(files)?;
        let tera = load_templates(templates, statics.routes.clone())?;
        Ok(Self {
            tera,
            statics,
            inline_css,
            fingerprint: format!("{:x}", hash.finalize()),
        })
    }

    /// Puts what the scripts must know of `site` in front of `js/site.js`, whose name changes with it: addresses counted from
    /// the root, and the markup that they bring to every page, `parts.html`. Before this the file is of no use.
    pub fn tell(&mut self, site: &SiteInfo) -> Result<(), PageError> {
        let own = site.context("");
        let mut facts = json!({
            "tree": own.tree, "worker": own.worker, "manifest": own.manifest, "search": own.search,
            "engine": self.route(SEARCH_ENGINE),
        });
        if !own.topics.is_empty() {
            facts["topics"] = json!(own.topic_cards);
        }
        if !own.study.is_empty() {
            facts["study"] = json!(own.study);
            facts["cards"] = json!(own.cards);
            facts["review"] = json!(self.route(REVIEW_ENGINE));
        }
        let mut context = Context::new();
        context.insert("site", &own);
        context.insert("t", site.words());
        context.insert("root", "");
        facts["parts"] = json!(self.render("parts.html", &context)?);
        let facts = format!(
            "(window.inkstone ??= {{}}).site = {};\n",
            script_json(&facts)
        );
        self.statics.prepend("js/site.js", &facts);
        register_assets(&mut self.tera, self.statics.routes.clone());
        Ok(())
    }

    /// The paths below the output folder of the scripts that `js/site.js` loads when they are needed.
    pub fn engines(&self) -> Vec<String> {
        let routes = [SEARCH_ENGINE, REVIEW_ENGINE].map(|name| self.route(name));
        routes.into_iter().flatten().map(str::to_owned).collect()
    }

    /// The static files: path below the output folder and bytes, sorted by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let files = self.statics.files.iter();
        files.map(|(route, bytes)| (route.as_str(), bytes.as_slice()))
    }

    /// Whether the theme has a static file at `path` below the output folder.
    pub(super) fn is_file(&self, path: &str) -> bool {
        self.statics.files.contains_key(path)
    }

    /// The path below the output folder of the static file `name`, e.g. `css/site.css`.
    pub fn route(&self, name: &str) -> Option<&str> {
        self.statics.routes.get(name).map(String::as_str)
    }

    /// A hash over all templates and static files: what pages depend on besides their contexts.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The text of the service worker, to which what it must know of the site is prefixed.
    pub(super) fn worker(&self) -> &str {
        &self.statics.worker
    }

    /// The text of the script that opens a site in one file.
    pub fn single(&self) -> &str {
        &self.statics.single
    }

    /// The style sheet `name` with all that it refers to in it, for a page that is one file alone; empty if there is none.
    pub(super) fn style_alone(&self, name: &str) -> String {
        let css = self
            .route(name)
            .and_then(|route| self.statics.files.get(route));
        let css = String::from_utf8_lossy(css.map_or(&[][..], Vec::as_slice));
        let mut parts = css.split("url(\"../");
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (file, rest) = part.split_once('"').unwrap_or((part, ""));
            let route = format!("assets/{file}");
            let bytes = self.statics.files.get(&route);
            out.push_str("url(\"");
            out.push_str(&data_uri(&route, bytes.map_or(&[], Vec::as_slice)));
            out.push('"');
            out.push_str(rest);
        }
        out
    }

    /// The style sheet for a page that can load none.
    pub(super) fn inline_css(&self) -> &str {
        &self.inline_css
    }

    pub(super) fn render(&self, template: &str, context: &Context) -> Result<String, PageError> {
        Ok(self.tera.render(template, context)?)
    }
}

/// The content of a theme file as an address.
fn data_uri(route: &str, bytes: &[u8]) -> String {
    let media_type = media_type(route);
    format!("data:{media_type};base64,{}", STANDARD.encode(bytes))
}

fn embedded(dir: &Dir<'_>) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut dirs = vec![dir];
    while let Some(dir) = dirs.pop() {
        dirs.extend(dir.dirs());
        for file in dir.files() {
            let name = file.path().to_string_lossy().replace('\\', "/");
            files.insert(name, file.contents().to_vec());
        }
    }
    files
}

/// What the engine does itself, but by whole pieces: nearly all texts have nothing to escape.
fn escape(text: &str, out: &mut dyn io::Write) -> io::Result<()> {
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escaped: &[u8] = match byte {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'"' => b"&quot;",
            b'\'' => b"&#39;",
            _ => continue,
        };
        out.write_all(&text.as_bytes()[start..at])?;
        out.write_all(escaped)?;
        start = at + 1;
    }
    out.write_all(&text.as_bytes()[start..])
}

fn load_templates(
    templates: BTreeMap<String, Vec<u8>>,
    routes: BTreeMap<String, String>,
) -> Result<Tera, PageError> {
    let mut texts = Vec::new();
    for (name, bytes) in templates {
        match String::from_utf8(bytes) {
            Ok(text) => texts.push((name, text)),
            Err(_) => {
                return Err(PageError::file(
                    &format!("templates/{name}"),
                    "this is not UTF-8 text".to_owned(),
                ));
            }
        }
    }
    let mut tera = Tera::default();
    tera.set_escape_fn(escape);
    register_assets(&mut tera, routes);
    tera.add_raw_templates(texts)?;
    Ok(tera)
}

/// Lets templates ask for the output path of a static file.
fn register_assets(tera: &mut Tera, routes: BTreeMap<String, String>) {
    tera.register_function("asset", move |arguments: Kwargs, _: &State| {
        let name = arguments.must_get::<&str>("name")?;
        match routes.get(name) {
            Some(route) => Ok(super::url::encode(route)),
            None => Err(tera::Error::message(format!(
                "the theme has no file `static/{name}`"
            ))),
        }
    });
}

impl From<tera::Error> for PageError {
    fn from(error: tera::Error) -> Self {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let span = report.span();
                // The report has the text of the template, but only shows the line.
                let number = format!("{} | ", span.start_line);
                let shown = error.to_string();
                let line = shown.lines().find_map(|line| line.strip_prefix(&number));
                let end = if span.end_line == span.start_line {
                    span.end_col
                } else {
                    usize::MAX
                };
                Self {
                    file: format!("templates/{}", report.filename()),
                    place: Some(FaultyLine {
                        line: span.start_line,
                        columns: span.start_col..end.max(span.start_col),
                        text: line.unwrap_or_default().to_owned(),
                    }),
                    message: report.message().to_owned(),
                }
            }
            _ => Self::file("templates", error.to_string()),
        }
    }
}
