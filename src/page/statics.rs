//! The theme's own files on their way into the output: joined, squeezed, named by their content.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::PageError;
use super::squeeze::squeeze_css;
use crate::render::style::shared_rules;

/// The parts of the one style sheet that every page loads, in the order in which they are joined. Other files in
/// `static/css` follow by name before [`LAST_STYLE`]; [`MATH_STYLE`] stays on its own.
const FIRST_STYLES: [&str; 6] = [
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    "css/note.css",
    "css/code.css",
    "css/diagram.css",
];
/// Rules for paper come last, for they take back what others say.
const LAST_STYLE: &str = "css/print.css";
/// The style sheet for formulas, loaded only by pages that have some.
const MATH_STYLE: &str = "css/math.css";
/// The service worker, whose place in the output decides which pages it may serve.
const WORKER: &str = "sw.js";
/// The script that opens a site in one file, which no other site needs.
const SINGLE: &str = "single.js";
/// The folders whose scripts are joined into one each, by name, and the names of these.
const JOINED_SCRIPTS: [(&str, &str); 4] = [
    ("js/site/", "js/site.js"),
    ("js/search/", "js/search.js"),
    ("js/review/", "js/review.js"),
    ("js/study/", "js/study.js"),
];

/// The files of a theme as they are written.
#[derive(Debug, Default)]
pub(super) struct Statics {
    /// The output path of each file by its name below `static/`.
    pub(super) routes: BTreeMap<String, String>,
    /// The bytes by output path.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// The text of the service worker, which goes where the site decides.
    pub(super) worker: String,
    /// The text of the script that opens a site in one file.
    pub(super) single: String,
}

impl Statics {
    /// Takes the files below `static/` by name. `css/site.css` and `js/site.js` are made here of their parts.
    pub(super) fn new(mut sources: BTreeMap<String, Vec<u8>>) -> Result<Self, PageError> {
        sources.retain(|name, _| !name.ends_with(".d.ts"));
        let styles = take(&mut sources, |name| name.starts_with("css/"))?;
        let worker = take(&mut sources, |name| name == WORKER)?;
        let single = take(&mut sources, |name| name == SINGLE)?;
        let mut statics = Self {
            worker: worker.into_values().collect(),
            single: single.into_values().collect(),
            ..Self::default()
        };
        for (folder, name) in JOINED_SCRIPTS {
            let scripts = take(&mut sources, |name| name.starts_with(folder))?;
            statics.add(name, scripts.into_values().collect::<String>().into_bytes());
        }
        for (name, bytes) in sources {
            statics.add(&name, bytes);
        }
        let mut site = String::new();
        for name in style_order(&styles) {
            let text = statics.hash_urls(name, &squeeze_css(&styles[name]))?;
            if name == MATH_STYLE {
                statics.add(name, (text + &shared_rules()).into_bytes());
            } else {
                site.push_str(&text);
            }
        }
        statics.add("css/site.css", site.into_bytes());
        Ok(statics)
    }

    /// Puts `text` in front of the file `name`, which gets another name by that.
    pub(super) fn prepend(&mut self, name: &str, text: &str) {
        let old = self.routes.remove(name);
        let bytes = old.and_then(|route| self.files.remove(&route));
        let bytes = [text.as_bytes(), &bytes.unwrap_or_default()].concat();
        self.add(name, bytes);
    }

    fn add(&mut self, name: &str, bytes: Vec<u8>) {
        let route = hashed_route(name, &bytes);
        self.files.insert(route.clone(), bytes);
        self.routes.insert(name.to_owned(), route);
    }

    /// Puts the output names into the `url(...)` references of the style sheet `name`.
    fn hash_urls(&self, name: &str, css: &str) -> Result<String, PageError> {
        let mut out = String::with_capacity(css.len());
        let mut rest = css;
        while let Some(start) = rest.find("url(") {
            let (before, tail) = rest.split_at(start + 4);
            out.push_str(before);
            let end = tail.find(')').unwrap_or(tail.len());
            let reference = tail[..end].trim().trim_matches(['"', '\'']);
            out.push_str(&self.resolve(name, reference)?);
            rest = &tail[end..];
        }
        out.push_str(rest);
        Ok(out)
    }

    fn resolve(&self, style: &str, reference: &str) -> Result<String, PageError> {
        if reference.starts_with(['#', '/']) || reference.contains(':') {
            return Ok(format!("\"{reference}\""));
        }
        // Relative to the style sheet, as browsers read it, or to `static/`, as the parts of a joined sheet may.
        let beside = beside(style, reference);
        let Some(route) = [beside.as_str(), reference]
            .into_iter()
            .find_map(|name| self.routes.get(name))
        else {
            return Err(PageError::file(
                &format!("static/{style}"),
                format!("url({reference}) names no file of the theme"),
            ));
        };
        // The joined style sheet lies in `assets/css/`, whatever folder a part came from.
        let below_assets = route.strip_prefix("assets/").unwrap_or(route);
        Ok(format!("\"../{below_assets}\""))
    }
}

/// The name of the file that `reference` means in the file `name`.
fn beside(name: &str, reference: &str) -> String {
    let mut path: Vec<&str> = name.split('/').collect();
    path.pop();
    for segment in reference.split('/') {
        match segment {
            "." => {}
            ".." => drop(path.pop()),
            _ => path.push(segment),
        }
    }
    path.join("/")
}

/// Removes the text files whose names `which` accepts from `sources` and returns them.
fn take(
    sources: &mut BTreeMap<String, Vec<u8>>,
    which: impl Fn(&str) -> bool,
) -> Result<BTreeMap<String, String>, PageError> {
    sources
        .extract_if(.., |name, _| which(name))
        .map(|(name, bytes)| match String::from_utf8(bytes) {
            Ok(text) => Ok((name, text)),
            Err(_) => Err(PageError::file(
                &format!("static/{name}"),
                "this is not UTF-8 text".to_owned(),
            )),
        })
        .collect()
}

fn style_order(styles: &BTreeMap<String, String>) -> Vec<&str> {
    let known = |name: &str| FIRST_STYLES.contains(&name) || name == LAST_STYLE;
    let others = styles
        .keys()
        .map(String::as_str)
        .filter(|name| !known(name));
    let mut order: Vec<&str> = FIRST_STYLES.to_vec();
    order.extend(others);
    order.push(LAST_STYLE);
    order.retain(|name| styles.contains_key(*name));
    order
}

/// `assets/css/site.<8 hex digits of the SHA-256>.css` for `css/site.css`.
fn hashed_route(name: &str, bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    let [a, b, c, d, ..] = hash[..] else {
        unreachable!("a SHA-256 has 32 bytes")
    };
    let (folder, file) = name
        .rsplit_once('/')
        .map_or(("", name), |(folder, file)| (folder, file));
    let slash = if folder.is_empty() { "" } else { "/" };
    let (stem, extension) = file.split_once('.').unwrap_or((file, ""));
    let dot = if extension.is_empty() { "" } else { "." };
    format!("assets/{folder}{slash}{stem}.{a:02x}{b:02x}{c:02x}{d:02x}{dot}{extension}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statics(files: &[(&str, &str)]) -> Result<Statics, PageError> {
        let files = files
            .iter()
            .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()));
        Statics::new(files.collect())
    }

    #[test]
    fn names_carry_the_hash_of_the_content() {
        // printf abc | sha256sum begins with ba7816bf.
        assert_eq!(hashed_route("js/a.js", b"abc"), "assets/js/a.ba7816bf.js");
        assert_eq!(hashed_route("LICENSE", b"abc"), "assets/LICENSE.ba7816bf");
    }

    #[test]
    fn styles_join_in_a_fixed_order_with_hashed_references() {
        let made = statics(&[
            ("css/print.css", "p{}"),
            ("css/own.css", "o{}"),
            (
                "css/base.css",
                "/* ; */ b { src: url('../fonts/f.woff2') ; x: \" /*  */\" }",
            ),
            ("css/tokens.css", "t{}"),
            ("css/math.css", "m{src:url(fonts/f.woff2)}"),
            ("fonts/f.woff2", "abc"),
        ])
        .unwrap();
        let site = &made.files[&made.routes["css/site.css"]];
        assert_eq!(
            String::from_utf8_lossy(site),
            "t{}b { src: url(\"../fonts/f.ba7816bf.woff2\") ; x: \" /*  */\" }o{}p{}"
        );
        let math = &made.files[&made.routes["css/math.css"]];
        assert!(math.starts_with(b"m{src:url(\"../fonts/f.ba7816bf.woff2\")}.s-"));
    }

    #[test]
    fn a_reference_to_nothing_is_an_error_with_its_file() {
        let error = statics(&[("css/base.css", "b{src:url(x.png)}")]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "static/css/base.css: url(x.png) names no file of the theme"
        );
    }

    #[test]
    fn other_references_stay() {
        let made = statics(&[("css/base.css", "a{b:url(data:image/png;base64,AA==)}")]).unwrap();
        let site = String::from_utf8_lossy(&made.files[&made.routes["css/site.css"]]).into_owned();
        assert_eq!(site, "a{b:url(\"data:image/png;base64,AA==\")}");
    }
}
