//! What all pages have in common: the site, the head, the navigation around the text.

use std::collections::BTreeSet;

use tera::Context;

use super::context::{HeadContext, LinkItem, SiteContext};
use super::cram::Sheets;
use super::navigation::Place;
use super::policy::{policy, style_text};
use super::url::{absolute, base_path, encode, link, root_of};
use super::words::{Words, words};
use super::{PageError, Theme};
use crate::catalog::Catalog;
use crate::catalog::topics::TopicId;
use crate::render::RenderedNote;
use crate::render::style::Styles;

/// What is done with images that a note links from another host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum RemoteImages {
    /// They are shown.
    #[default]
    Load,
    /// They are links.
    Link,
}

/// What pages say about the site.
#[derive(Clone, Debug)]
pub struct SiteInfo {
    /// The name.
    pub title: String,
    /// One sentence about it, or empty.
    pub description: String,
    /// The language of what the theme says: `zh-Hans` or `en`.
    pub lang: String,
    /// Prefix of stored values; different for different sites.
    pub id: String,
    /// Where the site will be, if that is known.
    pub base_url: Option<String>,
    /// What the parts of one build agree on; only data files carry it.
    pub build_id: String,
    /// Whether pages may show images from other hosts.
    pub remote_images: RemoteImages,
    /// Path of the list of all notes: `all.html` unless a note is there.
    pub all_route: String,
    /// Path of the script with the whole tree: `data/tree.js` unless a file is there.
    pub tree_route: String,
    /// Path of the index of topics; empty if there are none.
    pub topics_route: String,
    /// Path of the script with the cards of topics.
    pub topic_cards_route: String,
    /// Path of the page where questions are reviewed; empty if there are none.
    pub study_route: String,
    /// Path of the page that tells which questions have answers.
    pub coverage_route: String,
    /// Path of the script with what there is to review.
    pub cards_route: String,
    /// Path of the folder of the scripts with the cards of one note each, without a slash at its end.
    pub card_folder: String,
    /// Path of the folder of the sheets to print, without a slash at its end.
    pub cram_folder: String,
    /// Path of the folder of the search index, without a slash at its end.
    pub search_folder: String,
    /// Path of the page for pages that are not kept, where there is no network.
    pub offline_route: String,
    /// Path of the service worker, at the root.
    pub worker_route: String,
    /// Path of the manifest of the application, at the root.
    pub manifest_route: String,
    /// Path of the list of all files.
    pub files_route: String,
    /// Who wrote the notes, or empty.
    pub author: String,
    /// Path of the feed; empty if there is none.
    pub feed_route: String,
    /// Path of the picture that stands for the site where it is shared; empty if there is none.
    pub card_route: String,
    /// Its width and height in pixels, if they are known.
    pub card_size: Option<(u32, u32)>,
    /// The sheets to print.
    pub sheets: Sheets,
    /// The topics that the home page names: those that are mentioned most.
    pub largest_topics: Vec<TopicId>,
}

impl Default for SiteInfo {
    fn default() -> Self {
        Self {
            title: String::new(),
            description: String::new(),
            lang: "zh-Hans".to_owned(),
            id: String::new(),
            base_url: None,
            build_id: String::new(),
            remote_images: RemoteImages::Load,
            all_route: "all.html".to_owned(),
            tree_route: "data/tree.js".to_owned(),
            topics_route: String::new(),
            topic_cards_route: "data/topics.js".to_owned(),
            study_route: String::new(),
            coverage_route: "coverage.html".to_owned(),
            cards_route: "data/cards.js".to_owned(),
            card_folder: "data/cards".to_owned(),
            cram_folder: "cram".to_owned(),
            search_folder: "search".to_owned(),
            offline_route: "offline.html".to_owned(),
            worker_route: "sw.js".to_owned(),
            manifest_route: "manifest.webmanifest".to_owned(),
            files_route: "data/files.json".to_owned(),
            author: String::new(),
            feed_route: String::new(),
            card_route: String::new(),
            card_size: None,
            sheets: Sheets::default(),
            largest_topics: Vec::new(),
        }
    }
}

/// The particulars of one page.
pub(super) struct Page<'a> {
    pub(super) kind: &'static str,
    pub(super) route: &'a str,
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    pub(super) lang: &'a str,
    pub(super) folder: usize,
    pub(super) crumbs: Vec<LinkItem>,
    pub(super) needs: Needs,
}

/// What a page needs for what was rendered for it.
#[derive(Clone, Debug, Default)]
pub(super) struct Needs {
    styles: Styles,
    has_math: bool,
    has_remote_images: bool,
    frame_hosts: BTreeSet<String>,
}

impl Needs {
    /// What these bodies need together.
    pub(super) fn of<'a>(bodies: impl IntoIterator<Item = &'a RenderedNote>) -> Self {
        let mut needs = Self::default();
        for body in bodies {
            needs.styles.extend(&body.styles);
            needs.has_math |= body.has_math;
            needs.has_remote_images |= body.has_remote_images;
            needs.frame_hosts.extend(body.frame_hosts.iter().cloned());
        }
        needs
    }
}

impl Needs {
    /// What a page needs that shows images of other hosts, if it does.
    pub(super) fn remote_images(has_remote_images: bool) -> Self {
        Self {
            has_remote_images,
            ..Self::default()
        }
    }
}

impl SiteInfo {
    /// The words of the site's language.
    pub(super) fn words(&self) -> &'static Words {
        words(&self.lang)
    }

    pub(super) fn context(&self, root: &str) -> SiteContext {
        let some = |exists: &str, route: &str| match exists {
            "" => String::new(),
            _ => link(root, route, None),
        };
        SiteContext {
            title: self.title.clone(),
            description: self.description.clone(),
            lang: self.lang.clone(),
            id: self.id.clone(),
            home: link(root, "index.html", None),
            all: link(root, &self.all_route, None),
            tree: link(root, &self.tree_route, None),
            topics: some(&self.topics_route, &self.topics_route),
            topic_cards: link(root, &self.topic_cards_route, None),
            study: some(&self.study_route, &self.study_route),
            coverage: some(&self.study_route, &self.coverage_route),
            cards: link(root, &self.cards_route, None),
            search: format!("{}/", link(root, &self.search_folder, None)),
            worker: link(root, &self.worker_route, None),
            manifest: link(root, &self.manifest_route, None),
            feed: some(&self.feed_route, &self.feed_route),
            card: match &self.base_url {
                Some(base) if !self.card_route.is_empty() => absolute(base, &self.card_route),
                _ => String::new(),
            },
            card_size: self.card_size,
        }
    }
}

impl Page<'_> {
    /// The context that every page begins with.
    pub(super) fn context(&self, site: &SiteInfo, catalog: &Catalog) -> Context {
        let root = root_of(self.route);
        let t = site.words();
        let styles = &self.needs.styles;
        let style = style_text(&if self.needs.has_math {
            styles.css_beside_shared()
        } else {
            styles.css()
        });
        let remote = self.needs.has_remote_images && site.remote_images == RemoteImages::Load;
        let head = HeadContext {
            kind: self.kind,
            title: self.title.to_owned(),
            description: self.description.to_owned(),
            lang: self.lang.to_owned(),
            path: encode(self.route),
            canonical: site
                .base_url
                .as_ref()
                .map(|base| absolute(base, self.route)),
            policy: policy(style.as_deref(), remote, &self.needs.frame_hosts),
            style,
            has_math: self.needs.has_math,
        };
        let place = Place {
            catalog,
            t,
            root: &root,
        };
        let mut context = Context::new();
        context.insert("site", &site.context(&root));
        context.insert("page", &head);
        context.insert("t", t);
        context.insert("tree", &place.tree(self.folder, self.route));
        context.insert("crumbs", &self.crumbs);
        context.insert("root", &root);
        context
    }
}

/// The page for addresses that lead nowhere. It may be shown at any depth, so its own addresses begin at the path of
/// the base URL; without one it refers to nothing at all.
pub fn not_found_page(theme: &Theme, site: &SiteInfo) -> Result<String, PageError> {
    let t = site.words();
    let root = site.base_url.as_deref().map(base_path);
    let style = match root {
        Some(_) => None,
        None => style_text(theme.inline_css()),
    };
    let head = HeadContext {
        kind: "not-found",
        title: t.not_found.to_owned(),
        description: String::new(),
        lang: site.lang.clone(),
        path: String::new(),
        canonical: None,
        policy: policy(style.as_deref(), false, &BTreeSet::new()),
        style,
        has_math: false,
    };
    let mut context = Context::new();
    context.insert("site", &site.context(root.as_deref().unwrap_or_default()));
    context.insert("page", &head);
    context.insert("t", t);
    context.insert("root", &root);
    theme.render("404.html", &context)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

    #[test]
    fn the_404_page_leads_home_from_any_depth() {
        let theme = sample::theme();
        let site = SiteInfo {
            base_url: Some("https://example.org/notes/".to_owned()),
            ..SiteInfo::default()
        };
        let html = not_found_page(&theme, &site).unwrap();
        assert!(html.contains("href=\"/notes/index.html\""));
        assert!(html.contains("href=\"/notes/assets/css/site."));
        assert!(!html.contains("<style>"));
    }

    #[test]
    fn without_a_base_url_the_404_page_refers_to_nothing() {
        let theme = sample::theme();
        let html = not_found_page(&theme, &SiteInfo::default()).unwrap();
        assert!(html.contains("<style>"));
        assert!(!html.contains("href="), "{html}");
        assert!(!html.contains("src="), "{html}");
    }
}
