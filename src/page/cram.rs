//! Sheets to print: what to read once more about a topic. One for each topic that several questions ask about, so that what is
//! learned the night before is one sheet of paper, and none grows with the site.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::context::{CramContext, CramItem, LinkItem};
use super::frame::{Needs, Page};
use super::navigation::{Place, state_item};
use super::url::{link, root_of};
use super::{PageError, SiteInfo, Theme};
use crate::backlinks::Backlinks;
use crate::catalog::topics::TopicId;
use crate::catalog::{Catalog, NoteId};
use crate::coverage::asked;
use crate::render::RenderedNote;

/// The fewest questions that make a sheet.
const FEWEST: usize = 2;

/// The most questions on a sheet.
const MOST: usize = 40;

/// The topics that have a sheet, with the questions that ask about them: those of notes that introduce it first.
#[derive(Clone, Debug, Default)]
pub struct Sheets(BTreeMap<TopicId, Vec<(NoteId, u32)>>);

/// A question of a sheet, rendered.
#[derive(Clone, Debug)]
pub struct ShownQuestion {
    /// Its note.
    pub note: NoteId,
    /// Its index there.
    pub question: u32,
    /// The question as inline HTML.
    pub heading: RenderedNote,
    /// The answer in short; empty where there is none.
    pub body: RenderedNote,
}

impl Sheets {
    /// The sheets of a site.
    pub fn new(backlinks: &Backlinks) -> Self {
        let mut sheets = asked(backlinks);
        sheets.retain(|_, questions| questions.len() >= FEWEST);
        for (topic, questions) in &mut sheets {
            // What the notes about the topic ask is what a sheet is for.
            let about = &backlinks.topic(*topic).definitions;
            questions.sort_by_key(|(note, _)| !about.iter().any(|(at, _)| at == note));
        }
        Self(sheets)
    }

    /// The topics, those with most questions first.
    pub fn topics(&self) -> Vec<TopicId> {
        let mut topics: Vec<(usize, TopicId)> = self
            .0
            .iter()
            .map(|(topic, questions)| (questions.len(), *topic))
            .collect();
        topics.sort_by_key(|(count, topic)| (Reverse(*count), *topic));
        topics.into_iter().map(|(_, topic)| topic).collect()
    }

    /// The questions that the sheet of a topic shows; none if it has no sheet.
    pub fn questions(&self, topic: TopicId) -> &[(NoteId, u32)] {
        let questions = self.0.get(&topic).map_or(&[][..], Vec::as_slice);
        &questions[..questions.len().min(MOST)]
    }

    /// The path of the sheet of a topic, named like its page; `None` if it has none.
    pub fn route(&self, site: &SiteInfo, catalog: &Catalog, topic: TopicId) -> Option<String> {
        self.0.get(&topic)?;
        let page = &catalog.topics.topic(topic).route;
        let name = page.rsplit('/').next().unwrap_or(page);
        Some(format!("{}/{name}", site.cram_folder))
    }

    /// Links to all of them from a page with this `root`, the longest first.
    pub(super) fn links(&self, site: &SiteInfo, catalog: &Catalog, root: &str) -> Vec<LinkItem> {
        let link_to = |topic: TopicId| {
            let route = self.route(site, catalog, topic)?;
            Some(LinkItem {
                title: catalog.topics.topic(topic).name.clone(),
                url: link(root, &route, None),
            })
        };
        self.topics().into_iter().filter_map(link_to).collect()
    }
}

/// The sheet of a topic, at the path that [`Sheets::route`] gives.
pub fn cram_page(
    theme: &Theme,
    site: &SiteInfo,
    catalog: &Catalog,
    (topic, route): (TopicId, &str),
    shown: &[ShownQuestion],
) -> Result<String, PageError> {
    let root = root_of(route);
    let place = Place {
        catalog,
        t: site.words(),
        root: &root,
    };
    let entry = catalog.topics.topic(topic);
    let url = link(&root, &entry.route, None);
    let page = Page {
        kind: "cram",
        route,
        title: &format!("{} · {}", entry.name, place.t.cram),
        description: entry.summary.as_deref().unwrap_or_default(),
        lang: &site.lang,
        folder: 0,
        crumbs: vec![
            LinkItem {
                title: place.t.home.to_owned(),
                url: link(&root, "index.html", None),
            },
            LinkItem {
                title: place.t.study.to_owned(),
                url: link(&root, &site.study_route, None),
            },
        ],
        needs: Needs::of(shown.iter().flat_map(|each| [&each.heading, &each.body])),
    };
    let all = site.sheets.0.get(&topic).map_or(0, Vec::len);
    let mut context = page.context(site, catalog);
    let cram = CramContext {
        id: entry.id.clone(),
        name: entry.name.clone(),
        summary: entry.summary.clone().unwrap_or_default(),
        url,
        questions: shown.iter().map(|each| item(&place, each)).collect(),
        more: all.saturating_sub(shown.len()),
    };
    context.insert("cram", &cram);
    theme.render("cram.html", &context)
}

fn item(place: &Place<'_>, shown: &ShownQuestion) -> CramItem {
    let note = place.catalog.note(shown.note);
    let question = &note.questions[shown.question as usize];
    CramItem {
        html: shown.heading.html.clone(),
        url: link(place.root, &note.route, Some(&question.anchor)),
        note: note.title.clone(),
        state: state_item(question.state.as_str(), place.t),
        body: shown.body.html.clone(),
    }
}
