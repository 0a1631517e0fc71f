//! What makes the site readable without a network: the page for what is not kept, the manifest of the application, and
//! the service worker with the list of the files that it may keep.
//!
//! The version of a site is the hash of its list, and the list has the hash of every file: so the worker changes when any
//! file does and never else, and it keeps no file that is not of its own version.

use serde_json::json;
use sha2::{Digest, Sha256};

use super::frame::{Needs, Page};
use super::navigation::Place;
use super::tree_script::script_json;
use super::url::{encode_ascii, root_of};
use super::{PageError, SiteInfo, Theme};
use crate::catalog::Catalog;

/// How many hexadecimal digits of a hash tell versions of files apart. They need not resist an attacker, who would have to
/// be the host itself.
const DIGITS: usize = 16;

/// The colours of the theme's paper, as in `static/css/tokens.css`.
const PAPER: &str = "#fdfcf8";

/// The fonts of formulas, which many sites do not need.
const FONT_FOLDER: &str = "assets/fonts/";

/// A file of the site as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedFile {
    /// Path below the output folder, with `/`.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// The SHA-256, in hexadecimal.
    pub sha256: String,
}

/// The two files that depend on all others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteFiles {
    /// The list, as JSON: `shell`, how many of the first files are kept before any is read; `together`, beginnings of paths
    /// of files of which one needs the others; `files`, each with path, bytes and hash.
    pub list: String,
    /// The service worker.
    pub worker: String,
}

/// The page that stands for a page that is not kept, where there is no network.
pub fn offline_page(
    theme: &Theme,
    site: &SiteInfo,
    catalog: &Catalog,
) -> Result<String, PageError> {
    let root = root_of(&site.offline_route);
    let place = Place {
        catalog,
        t: site.words(),
        root: &root,
    };
    let page = Page {
        kind: "offline",
        route: &site.offline_route,
        title: site.words().offline,
        description: "",
        lang: &site.lang,
        folder: 0,
        crumbs: place.crumbs(0, true),
        needs: Needs::default(),
    };
    theme.render("offline.html", &page.context(site, catalog))
}

/// The manifest of the application. Its addresses are relative to itself, at the root of the site.
pub fn app_manifest(theme: &Theme, site: &SiteInfo) -> String {
    let icon = |name: &str, sizes: &str, kind: &str, purpose: &str| {
        theme.route(name).map(|route| {
            json!({ "src": encode_ascii(route), "sizes": sizes, "type": kind, "purpose": purpose })
        })
    };
    let icons: Vec<_> = [
        icon("img/seal.svg", "any", "image/svg+xml", "any"),
        icon("img/icon-192.png", "192x192", "image/png", "any"),
        icon("img/icon-512.png", "512x512", "image/png", "any"),
        icon(
            "img/icon-maskable-512.png",
            "512x512",
            "image/png",
            "maskable",
        ),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut manifest = json!({
        "name": site.title, "lang": site.lang, "dir": "ltr",
        "id": "./", "start_url": "./index.html", "scope": "./", "display": "standalone",
        "background_color": PAPER, "theme_color": PAPER, "icons": icons,
    });
    if !site.description.is_empty() {
        manifest["description"] = json!(site.description);
    }
    format!("{manifest}\n")
}

/// The list of `files`, which are sorted by path, and the service worker that goes by it.
///
/// Names that begin with a dot are for the host and not for readers. The fonts of formulas are kept beforehand only if
/// the site `has_math`.
pub fn site_files(
    theme: &Theme,
    site: &SiteInfo,
    files: &[ListedFile],
    has_math: bool,
) -> SiteFiles {
    let shown = files.iter().filter(|file| !file.path.starts_with('.'));
    let (shell, others): (Vec<_>, Vec<_>) =
        shown.partition(|file| is_shell(theme, site, file, has_math));
    let row = |file: &&ListedFile| {
        json!([
            file.path,
            file.size,
            &file.sha256[..DIGITS.min(file.sha256.len())]
        ])
    };
    let list = json!({
        "shell": shell.len(),
        "together": [
            [format!("{}/", site.search_folder)],
            [site.cards_route, format!("{}/", site.card_folder)],
        ],
        "files": shell.iter().chain(&others).map(row).collect::<Vec<_>>(),
    });
    let list = format!("{list}\n");
    let version = format!("{:x}", Sha256::digest(&list));
    let known = json!({
        "version": &version[..DIGITS],
        "list": site.files_route,
        "offline": site.offline_route,
    });
    SiteFiles {
        worker: format!("self.site = {};\n{}", script_json(&known), theme.worker()),
        list,
    }
}

/// Whether a file is kept before it is asked for: the theme, and the pages that lead to all others.
fn is_shell(theme: &Theme, site: &SiteInfo, file: &ListedFile, has_math: bool) -> bool {
    let pages = [
        "index.html",
        &site.all_route,
        &site.study_route,
        &site.offline_route,
        &site.tree_route,
    ];
    if pages.contains(&file.path.as_str()) {
        return true;
    }
    // Only programs that install the site look at its pictures, and nobody reads licences on a train.
    let has_ending = |ending: &str| file.path.ends_with(ending);
    theme.is_file(&file.path)
        && !has_ending(".png")
        && (!file.path.starts_with(FONT_FOLDER) || (has_math && has_ending(".woff2")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

    fn file(path: &str) -> ListedFile {
        ListedFile {
            path: path.to_owned(),
            size: 7,
            sha256: "0123456789abcdef0123".to_owned(),
        }
    }

    #[test]
    fn the_shell_comes_first_and_names_of_the_host_are_left_out() {
        let theme = sample::theme();
        let style = theme.route("css/site.css").unwrap();
        let font = theme
            .files()
            .map(|(path, _)| path.to_owned())
            .find(|path| path.contains(".woff2"))
            .unwrap();
        let files = [".nojekyll", style, &font, "a.html", "index.html"].map(file);
        let listed = |has_math: bool| -> serde_json::Value {
            let made = site_files(&theme, &sample::site(), &files, has_math);
            serde_json::from_str(&made.list).unwrap()
        };
        let list = listed(false);
        assert_eq!(list["shell"], 2);
        assert_eq!(list["files"][0], json!([style, 7, "0123456789abcdef"]));
        assert_eq!(list["files"][1][0], "index.html");
        assert_eq!(list["files"].as_array().unwrap().len(), 4);
        assert_eq!(listed(true)["shell"], 3);
    }

    #[test]
    fn the_worker_changes_with_any_file_and_with_nothing_else() {
        let theme = sample::theme();
        let site = sample::site();
        let one = site_files(&theme, &site, &[file("a.html")], true);
        assert_eq!(one, site_files(&theme, &site, &[file("a.html")], true));
        let changed = ListedFile {
            sha256: "f".repeat(64),
            ..file("a.html")
        };
        assert_ne!(
            one.worker,
            site_files(&theme, &site, &[changed], true).worker
        );
        let rebuilt = SiteInfo {
            build_id: "b2".to_owned(),
            ..site
        };
        assert_eq!(one, site_files(&theme, &rebuilt, &[file("a.html")], true));
    }

    #[test]
    fn the_manifest_is_relative_and_names_icons_that_are_there() {
        let theme = sample::theme();
        let text = app_manifest(&theme, &sample::site());
        let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(manifest["name"], "示例");
        assert_eq!(manifest["lang"], "zh-Hans");
        assert_eq!(manifest["scope"], "./");
        let icons = manifest["icons"].as_array().unwrap();
        assert_eq!(icons.len(), 4);
        for icon in icons {
            assert!(theme.is_file(icon["src"].as_str().unwrap()), "{icon}");
        }
    }
}
