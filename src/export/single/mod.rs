//! The whole site as one HTML file, for devices that get a file without its neighbours.
//!
//! 1. [`addresses`] counts every address from the top of the site, so that the same text is the same everywhere;
//! 2. [`pieces`] keeps what texts have in common once, and the packets of pieces are compressed;
//! 3. [`fonts`] puts fonts into the style sheets, [`picture`] makes pictures smaller where that is asked for;
//! 4. what cannot be compressed further stands in the file as `data:` addresses want it.
//!
//! `static/single.js` opens the file: it reads what is written here, and shows the pages of the site with their own scripts.

mod addresses;
mod fonts;
mod picture;
mod pieces;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::file::{Mark, check as check_file, replace};
use super::{BuiltSite, ExportError};
use crate::output::Content;
use crate::render::escape::{escape_attribute, escape_text};
use crate::render::frame_sources;
use crate::text::media_type;

use addresses::{Found, from_top};
use pieces::{BETWEEN, Pieces, Runs};

/// What the file begins with, by which a later export knows that it may replace it.
const START: &str = "<!doctype html>\n<!-- inkstone export single-html -->\n";

/// The page that the file opens with.
const HOME: &str = "index.html";

/// Larger files are slow to open on a phone, in bytes.
pub const LARGE: u64 = 20_000_000;

/// What stands between the parts of a data file. `static/single.js` has the same.
const PART: char = '\u{1}';

/// Refuses a path where there is something else than what such an export wrote.
pub fn check(path: &Path) -> Result<(), ExportError> {
    check_file(path, Mark::Start(START.as_bytes()))
}

/// Writes the site into one file. `quality`, from 1 to 100, makes pictures of dots smaller where it can. Returns the bytes.
pub fn write(site: &BuiltSite, quality: Option<u8>, path: &Path) -> Result<u64, ExportError> {
    let failed = |error| ExportError::Io(path.to_owned(), error);
    check(path)?;
    let html = pack(site, quality).map_err(failed)?;
    replace(path, |file| {
        file.write_all(html.as_bytes()).map_err(failed)?;
        file.sync_all().map_err(failed)
    })?;
    Ok(html.len() as u64)
}

/// What the pages refer to, and the classes in them.
#[derive(Debug, Default)]
struct Seen {
    paths: BTreeSet<String>,
    classes: BTreeSet<Vec<String>>,
    has_remote: bool,
}

impl Found for Seen {
    fn address(&mut self, _: &str, address: &str) {
        self.paths.insert(path_of(address));
    }

    fn remote(&mut self) {
        self.has_remote = true;
    }

    fn classes(&mut self, value: &str) {
        let classes: Vec<String> = value.split_ascii_whitespace().map(str::to_owned).collect();
        self.classes.insert(classes);
    }
}

/// The path of the file at an address that is counted from the top.
fn path_of(address: &str) -> String {
    let end = address.find(['#', '?']).unwrap_or(address.len());
    percent_decode_str(&address[..end])
        .decode_utf8_lossy()
        .into_owned()
}

/// The text of the file.
fn pack(site: &BuiltSite, quality: Option<u8>) -> io::Result<String> {
    let mut seen = Seen::default();
    let mut pages = BTreeMap::new();
    let mut data = BTreeMap::new();
    for (path, content) in &site.files {
        let Some(text) = made_text(path, content).filter(|_| !site.for_hosts.contains(path)) else {
            continue;
        };
        if has_ending(path, &["html"]) && text.contains("data-page=\"") {
            pages.insert(path.as_str(), from_top(text, path, &mut seen));
        } else if let Some(parts) = data_parts(text) {
            for part in parts.split(PART).skip(1) {
                from_top(part, "", &mut seen);
            }
            data.insert(path.as_str(), parts);
        }
    }
    if !pages.contains_key(HOME) {
        // Scripts enter pages by it.
        let words = "the home page has no `data-page`: see templates/base.html";
        return Err(io::Error::other(words));
    }
    // Notes come first, for what others have from them is then found there.
    let notes = site
        .notes
        .iter()
        .filter_map(|route| pages.remove_entry(route.as_str()));
    let notes: Vec<(&str, String)> = notes.collect();
    let mut texts: Vec<(&str, String)> = notes.into_iter().chain(pages).chain(data).collect();

    let mut styles = Vec::new();
    let mut scripts = Vec::new();
    let mut blocks = Vec::new();
    let known: BTreeSet<&str> = texts.iter().map(|(path, _)| *path).collect();
    for (path, content) in &site.files {
        if !(seen.paths.contains(path) || site.engines.contains(path))
            || known.contains(path.as_str())
            || site.for_hosts.contains(path)
        {
            continue;
        }
        let bytes = content.bytes()?;
        match text_of(path, &bytes) {
            // What a note links as a file is none of the site's, whatever it is called.
            Some(css) if has_ending(path, &["css"]) && is_made(content) => {
                let css =
                    fonts::embedded(css, &seen.classes, |name| data_address(site, path, name));
                // What closes the element may only stand in strings, where this means the same.
                styles.push((path.as_str(), css.replace("</", "<\\/")));
            }
            Some(text)
                if has_ending(path, &["svg"]) || has_ending(path, &["js"]) && is_made(content) =>
            {
                if has_ending(path, &["js"]) {
                    scripts.push(hash(text));
                }
                texts.push((path, text.to_owned()));
            }
            _ => {
                let (kind, bytes) = picture::smaller(kind_of(path), bytes, quality);
                blocks.push(format!(
                    "<script type=\"application/octet-stream\" data-file=\"{}\" data-type=\"{kind}\">{}</script>\n",
                    escape_attribute(path),
                    STANDARD.encode(bytes)
                ));
            }
        }
    }

    let mut pieces = Pieces::default();
    let index: BTreeMap<&str, Runs> = texts
        .iter()
        .map(|(path, text)| (*path, pieces.add(&text.replace(BETWEEN, "\u{fffd}"))))
        .collect();
    let index = json!({ "home": HOME, "texts": index }).to_string();
    let packets = std::iter::once(index).chain(pieces.into_packets());
    for packet in packets {
        blocks.push(format!(
            "<script type=\"application/octet-stream\" data-packet>{}</script>\n",
            STANDARD.encode(deflate(&packet)?)
        ));
    }
    let loads_remote = site.loads_remote_images && seen.has_remote;
    Ok(assembled(site, &styles, &scripts, &blocks, loads_remote))
}

/// The file around its parts.
fn assembled(
    site: &BuiltSite,
    styles: &[(&str, String)],
    scripts: &[String],
    blocks: &[String],
    loads_remote: bool,
) -> String {
    // A script may not close its own element either.
    let opener = site.opener.replace("</", "<\\/");
    let boot =
        theme_file(site, "js/theme-boot").and_then(|(path, content)| made_text(path, content));
    let boot = boot.unwrap_or_default();
    let mut hashes = scripts.to_vec();
    hashes.push(hash(&opener));
    hashes.sort();
    let style_hashes: Vec<String> = styles.iter().map(|(_, css)| hash(css)).collect();
    let hosts = if loads_remote { " https: http:" } else { "" };
    let frames = frame_sources(&site.frame_hosts);
    let policy = format!(
        "default-src 'none'; script-src {}; style-src {}; img-src data:{hosts}; font-src data:; media-src data:; \
         {frames}base-uri 'none'; form-action 'none'",
        hashes.join(" "),
        style_hashes.join(" ")
    );
    let icon = theme_file(site, "img/seal").and_then(|(path, content)| {
        let text = made_text(path, content)?;
        let data = svg_address(text);
        Some(format!(
            "<link rel=\"icon\" href=\"{data}\" type=\"image/svg+xml\">\n"
        ))
    });
    let sheets: Vec<String> = styles
        .iter()
        .map(|(path, css)| {
            let path = escape_attribute(path);
            format!("<style data-file=\"{path}\">{css}</style>\n")
        })
        .collect();
    let described = match site.description.as_str() {
        "" => String::new(),
        text => format!(
            "<meta name=\"description\" content=\"{}\">\n",
            escape_attribute(text)
        ),
    };
    format!(
        "{START}<html lang=\"{lang}\" data-site=\"{id}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n{described}\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n{icon}\
         <script>{boot}</script>\n{sheets}</head>\n<body>\n{cover}\n{blocks}<script>{opener}</script>\n</body>\n</html>\n",
        lang = escape_attribute(&site.lang),
        id = escape_attribute(&site.id),
        title = escape_text(&site.title),
        icon = icon.unwrap_or_default(),
        sheets = sheets.concat(),
        cover = site.cover.trim(),
        blocks = blocks.concat(),
    )
}

/// A file of the theme by the beginning of its name; what follows there is a hash.
fn theme_file<'a>(site: &'a BuiltSite, name: &str) -> Option<(&'a str, &'a Content)> {
    let start = format!("assets/{name}.");
    let mut files = site.files.range(start.clone()..);
    let (path, content) = files.next()?;
    path.starts_with(&start).then_some((path.as_str(), content))
}

fn is_made(content: &Content) -> bool {
    matches!(content, Content::Bytes(_))
}

/// The text of a file that the build itself has made, if it is one.
fn made_text<'a>(path: &str, content: &'a Content) -> Option<&'a str> {
    match content {
        Content::Bytes(bytes) => text_of(path, bytes),
        Content::File(_) => None,
    }
}

/// The text of a file that is one; a picture may be drawn in text.
fn text_of<'a>(path: &str, bytes: &'a [u8]) -> Option<&'a str> {
    has_ending(path, &["html", "js", "css", "svg"])
        .then(|| std::str::from_utf8(bytes).ok())
        .flatten()
}

fn has_ending(path: &str, endings: &[&str]) -> bool {
    let ending = path
        .rsplit('/')
        .next()
        .and_then(|name| name.rsplit_once('.'));
    ending.is_some_and(|(_, ending)| endings.iter().any(|each| ending.eq_ignore_ascii_case(each)))
}

/// What a data file hands over, as JSON in which markup stands behind the rest, as it stands in pages: there is `PART` with
/// its number in its place. `None` if this is no data file.
fn data_parts(script: &str) -> Option<String> {
    let call = script.strip_prefix("inkstone.receive(")?;
    let (start, end) = (call.find(',')? + 1, call.rfind(')')?);
    let mut data: Value = serde_json::from_str(call.get(start..end)?).ok()?;
    let mut parts = Vec::new();
    part(&mut data, &mut parts);
    let mut text = data.to_string();
    for part in parts {
        text.push(PART);
        text.push_str(&part);
    }
    Some(text)
}

fn part(value: &mut Value, parts: &mut Vec<String>) {
    match value {
        // A text of the notes is never taken for a reference.
        Value::String(text) if text.contains(PART) => {
            *text = text.replace(PART, "");
            part(value, parts);
        }
        Value::String(text) if text.contains('<') => {
            let name = format!("{PART}{}", parts.len());
            parts.push(std::mem::replace(text, name));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| part(value, parts)),
        Value::Object(values) => values.values_mut().for_each(|value| part(value, parts)),
        _ => {}
    }
}

/// The file that a style sheet at `path` names `reference`, as a `data:` address.
fn data_address(site: &BuiltSite, path: &str, reference: &str) -> Option<String> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut names: Vec<&str> = folder.split('/').collect();
    for name in reference.split('/') {
        match name {
            ".." => drop(names.pop()?),
            name => names.push(name),
        }
    }
    let path = names.join("/");
    let bytes = site.files.get(&path)?.bytes().ok()?;
    Some(match text_of(&path, &bytes) {
        Some(svg) => svg_address(svg),
        None => format!("data:{};base64,{}", kind_of(&path), STANDARD.encode(&bytes)),
    })
}

fn svg_address(svg: &str) -> String {
    format!(
        "data:image/svg+xml,{}",
        utf8_percent_encode(svg, NON_ALPHANUMERIC)
    )
}

/// What a file is, by its name. What browsers would run or show as a page of this one's is only bytes.
fn kind_of(path: &str) -> &'static str {
    let kind = media_type(path);
    let is_shown = ["image/", "audio/", "video/", "font/"]
        .iter()
        .any(|start| kind.starts_with(start));
    if is_shown || matches!(kind, "application/pdf" | "text/plain") {
        kind
    } else {
        "application/octet-stream"
    }
}

fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

fn deflate(text: &str) -> io::Result<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes())?;
    encoder.finish()
}
