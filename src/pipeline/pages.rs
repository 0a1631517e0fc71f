//! Pages of all kinds, and the files beside them.

use std::collections::BTreeMap;
use std::fmt::Debug;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::records::{Again, Left, Made};
use super::renderer::Renderer;
use super::theme::load_theme;
use super::{BuildOptions, Outcome};
use crate::catalog::topics::TopicId;
use crate::catalog::{Catalog, NoteId};
use crate::config::{RemoteImages, Site};
use crate::export::BuiltSite;
use crate::map;
use crate::output::{Content, OutputError, Sink};
use crate::page::{
    self, CardFile, CardKeys, ListedFile, PageError, Sheets, SiteInfo, Surroundings, Theme,
    all_pages, app_manifest, card_file, cards_script, coverage_page, cram_page, feed, folder_page,
    newest, not_found_page, note_frame, note_page, offline_page, redirect_page, robots,
    single_cover, site_files, sitemap, study_page, topic_cards, topic_frame, topic_page,
    topics_page, tree_script,
};
use crate::render::{RenderedCards, RenderedNote};
use crate::social;
use crate::text::Date;

/// The picture that a site may have in its theme to stand for it where it is shared.
const OWN_CARD: &str = "img/card.png";

/// The most topics that the home page names.
const MOST_ON_HOME_PAGE: usize = 24;

/// Why a site could not be written.
#[derive(Debug)]
pub(super) enum Failure {
    Template(PageError),
    Output(OutputError),
}

impl From<PageError> for Failure {
    fn from(error: PageError) -> Self {
        Self::Template(error)
    }
}

/// The theme and what all pages say about the site.
#[derive(Debug)]
pub(super) struct Pages {
    theme: Theme,
    info: SiteInfo,
    card_keys: CardKeys,
    /// The notes that the feed tells of, with when they were changed; none without a base URL.
    newest: Vec<(NoteId, Date)>,
    /// What stands for the date of notes that have none, where a date is needed.
    source_date: Option<Date>,
}

/// What the pages of notes leave for those that are about all of them.
#[derive(Default)]
pub(super) struct FromNotes {
    /// What tells the file with the cards of a note from its other versions.
    pub(super) builds: BTreeMap<NoteId, String>,
    /// Whether some card shows an image from another host.
    pub(super) has_remote_images: bool,
    /// The first sentences of the notes that the feed tells of.
    pub(super) summaries: BTreeMap<NoteId, String>,
}

impl FromNotes {
    /// Adds what is left of the page of a note.
    pub(super) fn add(&mut self, id: NoteId, left: &Left) {
        if let Some(summary) = &left.summary {
            self.summaries.insert(id, summary.clone());
        }
        if let Some(build) = &left.card_build {
            self.builds.insert(id, build.clone());
        }
        self.has_remote_images |= left.cards_have_remote_images;
    }
}

impl Pages {
    /// Loads the theme, and tries the templates that are the same for every site.
    pub(super) fn new(
        site: &Site,
        renderer: &Renderer,
        options: &BuildOptions,
        outcome: &Outcome,
    ) -> Result<Self, PageError> {
        let mut theme = load_theme(site)?;
        let mut info = site_info(site, renderer, outcome, &theme);
        let source_date = options.source_date.and_then(Date::from_unix);
        let newest = match info.base_url {
            Some(_) => newest(renderer.catalog, source_date),
            None => Vec::new(),
        };
        // A site may have a picture of its own among the files of its theme.
        if info.base_url.is_some() {
            if let Some(own) = theme.route(OWN_CARD) {
                own.clone_into(&mut info.card_route);
            } else {
                info.card_route.clone_from(&renderer.catalog.generated.card);
                info.card_size = Some((social::WIDTH, social::HEIGHT));
            }
        }
        if !newest.is_empty() {
            info.feed_route.clone_from(&renderer.catalog.generated.feed);
        }
        theme.tell(&info)?;
        not_found_page(&theme, &info)?;
        Ok(Self {
            theme,
            info,
            card_keys: CardKeys::new(renderer.catalog),
            newest,
            source_date,
        })
    }

    /// Whether the feed tells of the note.
    pub(super) fn is_in_feed(&self, id: NoteId) -> bool {
        self.newest.iter().any(|(newest, _)| *newest == id)
    }

    pub(super) fn note(
        &self,
        catalog: &Catalog,
        id: NoteId,
        rendered: &RenderedNote,
        around: &Surroundings,
    ) -> Result<String, PageError> {
        note_page(&self.theme, &self.info, catalog, id, rendered, around)
    }

    /// The file with the cards of a note, if it has any.
    pub(super) fn cards(
        &self,
        catalog: &Catalog,
        id: NoteId,
        cards: &RenderedCards,
    ) -> Option<CardFile> {
        card_file(&self.info, catalog, &self.card_keys, id, cards)
    }

    /// The name of the file with the cards of a note.
    pub(super) fn card_key(&self, id: NoteId) -> &str {
        self.card_keys.of(id)
    }

    /// What holds for all pages.
    pub(super) fn common(&self) -> impl Debug + use<> {
        let info = SiteInfo {
            // Only data files tell one build from another, and what home page and sheets show is theirs.
            build_id: String::new(),
            sheets: Sheets::default(),
            largest_topics: Vec::new(),
            ..self.info.clone()
        };
        (self.theme.fingerprint().to_owned(), info)
    }

    /// What the page of a note is made from besides texts.
    pub(super) fn note_frame(
        &self,
        renderer: &Renderer,
        id: NoteId,
    ) -> Result<impl Debug + use<>, PageError> {
        let around = renderer.bare_surroundings(id);
        note_frame(&self.theme, &self.info, renderer.catalog, id, &around)
    }

    /// What the page of a topic is made from besides texts. `map` is the drawing on it.
    pub(super) fn topic_frame(
        &self,
        renderer: &Renderer,
        id: TopicId,
        map: String,
    ) -> impl Debug + use<> {
        let (catalog, backlinks) = (renderer.catalog, renderer.backlinks);
        let body = renderer.bare_topic(id);
        topic_frame(&self.info, catalog, backlinks, id, &body, map)
    }

    /// The page of a topic.
    pub(super) fn topic(&self, renderer: &Renderer, id: TopicId) -> Result<String, PageError> {
        let (catalog, backlinks) = (renderer.catalog, renderer.backlinks);
        let body = renderer.topic(id);
        let map = map::neighbourhood(catalog, backlinks, id);
        topic_page(&self.theme, &self.info, catalog, backlinks, id, &body, map)
    }

    /// Writes the sheets to print. Returns how many there were.
    fn write_sheets(&self, sink: &dyn Sink, renderer: &Renderer) -> Result<usize, Failure> {
        let sheets = &self.info.sheets;
        let topics = sheets.topics();
        topics.par_iter().try_for_each(|topic| {
            let Some(route) = sheets.route(&self.info, renderer.catalog, *topic) else {
                return Ok(());
            };
            let shown = renderer.sheet(&route, sheets.questions(*topic));
            let at = (*topic, route.as_str());
            let html = cram_page(&self.theme, &self.info, renderer.catalog, at, &shown)?;
            let written = sink.write(&route, html.as_bytes());
            written.map(drop).map_err(Failure::Output)
        })?;
        Ok(topics.len())
    }

    /// Writes all that is no page of a note. Returns how many pages there were, and those of topics.
    pub(super) fn write_rest(
        &self,
        sink: &dyn Sink,
        renderer: &Renderer,
        from_notes: &FromNotes,
        again: Option<&Again>,
    ) -> Result<(usize, Vec<Made>), Failure> {
        let (theme, info) = (&self.theme, &self.info);
        let (catalog, backlinks) = (renderer.catalog, renderer.backlinks);
        let mut pages = vec![(
            catalog.generated.not_found.clone(),
            not_found_page(theme, info)?,
        )];
        for (index, folder) in catalog.folders.iter().enumerate() {
            if folder.index.is_none() {
                pages.push((
                    folder.route.clone(),
                    folder_page(theme, info, catalog, index, None)?,
                ));
            }
        }
        pages.extend(all_pages(theme, info, catalog)?);
        pages.push((
            info.offline_route.clone(),
            offline_page(theme, info, catalog)?,
        ));
        let topics: Vec<TopicId> = backlinks.live().collect();
        if !topics.is_empty() {
            let map = map::overview(catalog, backlinks, &info.topics_route);
            let index = topics_page(theme, info, catalog, backlinks, &map)?;
            pages.push((info.topics_route.clone(), index));
        }
        if !info.study_route.is_empty() {
            pages.push((
                info.study_route.clone(),
                study_page(
                    theme,
                    info,
                    catalog,
                    backlinks,
                    from_notes.has_remote_images,
                )?,
            ));
            pages.push((
                info.coverage_route.clone(),
                coverage_page(theme, info, catalog, backlinks)?,
            ));
        }
        let write =
            |path: &str, bytes: &[u8]| sink.write(path, bytes).map(drop).map_err(Failure::Output);
        for (route, html) in &pages {
            write(route, html.as_bytes())?;
        }
        let made: Result<Vec<Made>, Failure> = topics
            .par_iter()
            .map(|id| self.write_topic(sink, renderer, again, *id))
            .collect();
        let sheets = self.write_sheets(sink, renderer)?;
        let math = theme.route("css/math.css").unwrap_or_default();
        if !info.study_route.is_empty() {
            let keys = &self.card_keys;
            let script = cards_script(info, catalog, backlinks, keys, &from_notes.builds, math);
            write(&info.cards_route, script.as_bytes())?;
        }
        if !topics.is_empty() {
            let formulas: BTreeMap<TopicId, RenderedNote> = topics
                .par_iter()
                .filter_map(|id| Some((*id, renderer.first_formula(*id)?)))
                .collect();
            let cards = topic_cards(info, catalog, backlinks, &formulas, math);
            write(&info.topic_cards_route, cards.as_bytes())?;
        }
        write(
            &catalog.generated.tree,
            tree_script(info, catalog)?.as_bytes(),
        )?;
        for (path, bytes) in theme.files() {
            write(path, bytes)?;
        }
        self.write_published(sink, renderer, &topics, from_notes)?;
        for redirect in &catalog.redirects {
            let html = redirect_page(theme, info, redirect)?;
            write(&redirect.route, html.as_bytes())?;
        }
        write(".nojekyll", b"")?;
        write(&info.manifest_route, app_manifest(theme, info).as_bytes())?;
        Ok((pages.len() + topics.len() + sheets, made?))
    }

    /// Writes the page of a topic, if it is not there as it would be made.
    fn write_topic(
        &self,
        sink: &dyn Sink,
        renderer: &Renderer,
        again: Option<&Again>,
        id: TopicId,
    ) -> Result<Made, Failure> {
        let route = &renderer.catalog.topics.topic(id).route;
        let fingerprint = match again.map(|again| again.topic(sink, route, id)) {
            Some(Ok(kept)) => return Ok(kept),
            Some(Err(fingerprint)) => Some(fingerprint),
            None => None,
        };
        let html = self.topic(renderer, id)?;
        let written = sink.write(route, html.as_bytes());
        written.map_err(Failure::Output)?;
        Ok(Made {
            fingerprint,
            paths: vec![route.clone()],
            ..Made::default()
        })
    }

    /// What those that pack the site must know of it, with its `files`.
    pub(super) fn packable(
        &self,
        renderer: &Renderer,
        files: BTreeMap<String, Content>,
    ) -> Result<BuiltSite, PageError> {
        let (info, catalog) = (&self.info, renderer.catalog);
        let cover = single_cover(&self.theme, info, catalog)?;
        let for_hosts = [
            &info.worker_route,
            &info.manifest_route,
            &info.files_route,
            &info.offline_route,
            &catalog.generated.not_found,
            &catalog.generated.sitemap,
            &catalog.generated.robots,
            &catalog.generated.feed,
            &catalog.generated.card,
        ];
        Ok(BuiltSite {
            title: info.title.clone(),
            description: info.description.clone(),
            lang: info.lang.clone(),
            id: info.id.clone(),
            frame_hosts: renderer.frame_hosts.clone(),
            loads_remote_images: info.remote_images == page::RemoteImages::Load,
            notes: catalog
                .notes
                .iter()
                .map(|note| note.route.clone())
                .collect(),
            for_hosts: for_hosts.into_iter().cloned().collect(),
            cover,
            opener: self.theme.single().to_owned(),
            engines: self.theme.engines(),
            files,
        })
    }

    /// Writes what needs to know where the site will be, if that is known.
    fn write_published(
        &self,
        sink: &dyn Sink,
        renderer: &Renderer,
        topics: &[TopicId],
        from_notes: &FromNotes,
    ) -> Result<(), Failure> {
        let (info, catalog) = (&self.info, renderer.catalog);
        let Some(base) = &info.base_url else {
            return Ok(());
        };
        let write = |path: &str, text: &str| {
            sink.write(path, text.as_bytes())
                .map(drop)
                .map_err(Failure::Output)
        };
        if info.card_size.is_some() {
            let picture = social::card(&info.id);
            let written = sink.write(&info.card_route, &picture);
            written.map_err(Failure::Output)?;
        }
        let made = &catalog.generated;
        let pages = sitemap(info, base, catalog, topics, self.source_date);
        write(&made.sitemap, &pages)?;
        write(&made.robots, &robots(base, &made.sitemap))?;
        if !info.feed_route.is_empty() {
            let summary = |id: NoteId| {
                let written = catalog.note(id).description.as_ref();
                let summary = written.or_else(|| from_notes.summaries.get(&id));
                summary.cloned().unwrap_or_default()
            };
            let text = feed(info, base, catalog, &self.newest, summary);
            write(&info.feed_route, &text)?;
        }
        Ok(())
    }

    /// Writes the service worker and the list of all that was written so far: last of all, for it must know every file.
    pub(super) fn write_worker(&self, sink: &dyn Sink, has_math: bool) -> Result<(), Failure> {
        let files: Vec<ListedFile> = sink
            .files()
            .into_iter()
            .map(|file| ListedFile {
                path: file.path,
                size: file.size,
                sha256: file.sha256,
            })
            .collect();
        let made = site_files(&self.theme, &self.info, &files, has_math);
        for (path, text) in [
            (&self.info.files_route, &made.list),
            (&self.info.worker_route, &made.worker),
        ] {
            sink.write(path, text.as_bytes()).map_err(Failure::Output)?;
        }
        Ok(())
    }
}

/// What the site is called.
pub(super) fn site_title(site: &Site, catalog: &Catalog) -> String {
    let root = catalog.folders.first();
    site.config
        .title
        .clone()
        .or_else(|| root.map(|folder| folder.title.clone()))
        .unwrap_or_default()
}

/// What distinguishes this site from others.
pub(super) fn site_id(site: &Site, catalog: &Catalog) -> String {
    let title = site_title(site, catalog);
    let folder = site.root.canonicalize().ok();
    let folder = folder
        .as_ref()
        .and_then(|path| path.file_name())
        .map(|name| name.to_string_lossy().into_owned());
    let hashed = || digest([title.as_str(), folder.as_deref().unwrap_or_default()]);
    site.config.id.clone().unwrap_or_else(hashed)
}

fn site_info(site: &Site, renderer: &Renderer, outcome: &Outcome, theme: &Theme) -> SiteInfo {
    let catalog = renderer.catalog;
    let config = &site.config;
    let title = site_title(site, catalog);
    let id = site_id(site, catalog);
    let sources = catalog.notes.iter().map(|note| note.source);
    let texts = sources
        .chain(catalog.topics.source)
        .map(|source| outcome.sources.get(source).text.as_ref());
    let build_id = digest(
        [env!("CARGO_PKG_VERSION"), theme.fingerprint()]
            .into_iter()
            .chain(texts),
    );
    SiteInfo {
        title,
        description: config.description.clone().unwrap_or_default(),
        lang: outcome.lang.tag().to_owned(),
        id,
        base_url: config.base_url.clone(),
        author: config.author.clone().unwrap_or_default(),
        feed_route: String::new(),
        card_route: String::new(),
        card_size: None,
        build_id,
        remote_images: match config.remote_images {
            RemoteImages::Load => page::RemoteImages::Load,
            RemoteImages::Link => page::RemoteImages::Link,
        },
        all_route: catalog.generated.all.clone(),
        tree_route: catalog.generated.tree.clone(),
        topics_route: if outcome.report.topics == 0 {
            String::new()
        } else {
            catalog.generated.topics.clone()
        },
        topic_cards_route: catalog.generated.topic_cards.clone(),
        study_route: if outcome.report.questions.total == 0 {
            String::new()
        } else {
            catalog.generated.study.clone()
        },
        coverage_route: catalog.generated.coverage.clone(),
        cards_route: catalog.generated.cards.clone(),
        card_folder: catalog.generated.card_folder.clone(),
        cram_folder: catalog.generated.cram.clone(),
        search_folder: catalog.generated.search.clone(),
        offline_route: catalog.generated.offline.clone(),
        worker_route: catalog.generated.worker.clone(),
        manifest_route: catalog.generated.manifest.clone(),
        files_route: catalog.generated.files.clone(),
        sheets: Sheets::new(renderer.backlinks),
        largest_topics: renderer
            .backlinks
            .largest()
            .into_iter()
            .take(MOST_ON_HOME_PAGE)
            .collect(),
    }
}

/// The first 16 hexadecimal digits of a hash over texts.
fn digest<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text.len().to_le_bytes());
        hash.update(text);
    }
    format!("{:x}", hash.finalize())[..16].to_owned()
}
