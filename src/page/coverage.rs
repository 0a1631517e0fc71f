//! The page of questions without an answer, and the page of study, which shows the same figures.

use super::context::{CoverageContext, CoverageItem, LinkItem, OpenItem};
use super::frame::{Needs, Page};
use super::navigation::{Place, state_item};
use super::url::{link, root_of};
use super::{PageError, SiteInfo, Theme, study_words};
use crate::backlinks::Backlinks;
use crate::catalog::Catalog;
use crate::coverage::{Coverage, Open, Share};

/// The most notes, topics and open questions that a page lists.
const MOST_NOTES: usize = 500;
const MOST_TOPICS: usize = 100;
const MOST_OPEN: usize = 1000;

/// The page where questions are reviewed. What it does is the work of its script; without one it leads on. Its policy
/// admits images from other hosts if some card has them.
pub fn study_page(
    theme: &Theme,
    site: &SiteInfo,
    catalog: &Catalog,
    backlinks: &Backlinks,
    has_remote_images: bool,
) -> Result<String, PageError> {
    let mut coverage = Coverage::new(catalog, backlinks);
    coverage.open.clear();
    let shown = ("study", site.words().study, site.study_route.as_str());
    let needs = Needs::remote_images(has_remote_images);
    page(theme, site, catalog, shown, &coverage, needs)
}

/// The page that tells how many questions have answers, and lists those that have none.
pub fn coverage_page(
    theme: &Theme,
    site: &SiteInfo,
    catalog: &Catalog,
    backlinks: &Backlinks,
) -> Result<String, PageError> {
    let coverage = Coverage::new(catalog, backlinks);
    let shown = (
        "coverage",
        site.words().coverage,
        site.coverage_route.as_str(),
    );
    page(theme, site, catalog, shown, &coverage, Needs::default())
}

fn page(
    theme: &Theme,
    site: &SiteInfo,
    catalog: &Catalog,
    (kind, title, route): (&'static str, &str, &str),
    coverage: &Coverage,
    needs: Needs,
) -> Result<String, PageError> {
    let root = root_of(route);
    let place = Place {
        catalog,
        t: site.words(),
        root: &root,
    };
    let page = Page {
        kind,
        route,
        title,
        description: "",
        lang: &site.lang,
        folder: 0,
        crumbs: place.crumbs(0, true),
        needs,
    };
    let mut context = page.context(site, catalog);
    context.insert("words", study_words::words(&site.lang));
    context.insert(
        "coverage",
        &shown(&place, coverage, site.sheets.links(site, catalog, &root)),
    );
    theme.render(&format!("{kind}.html"), &context)
}

fn shown(place: &Place<'_>, coverage: &Coverage, sheets: Vec<LinkItem>) -> CoverageContext {
    let catalog = place.catalog;
    let notes = coverage.notes.iter().take(MOST_NOTES);
    let topics = coverage.topics.iter().take(MOST_TOPICS);
    CoverageContext {
        total: item(coverage.total, String::new(), String::new(), String::new()),
        notes: notes
            .map(|(id, share)| {
                let note = catalog.note(*id);
                let url = link(place.root, &note.route, None);
                item(*share, note.title.clone(), url, String::new())
            })
            .collect(),
        topics: topics
            .map(|(id, share)| {
                let topic = catalog.topics.topic(*id);
                let url = link(place.root, &topic.route, None);
                item(*share, topic.name.clone(), url, topic.id.clone())
            })
            .collect(),
        sheets,
        open: coverage
            .open
            .iter()
            .take(MOST_OPEN)
            .map(|open| open_item(place, *open))
            .collect(),
        more: coverage.open.len().saturating_sub(MOST_OPEN),
        more_notes: coverage.notes.len().saturating_sub(MOST_NOTES),
        more_topics: coverage.topics.len().saturating_sub(MOST_TOPICS),
    }
}

fn item(share: Share, title: String, url: String, id: String) -> CoverageItem {
    CoverageItem {
        title,
        url,
        id,
        questions: share.questions,
        answered: share.answered,
        partial: share.begun,
        empty: share.questions - share.answered - share.begun,
        percent: share.percent(),
        begun: share.percent_begun(),
    }
}

fn open_item(place: &Place<'_>, open: Open) -> OpenItem {
    let note = place.catalog.note(open.note);
    let question = &note.questions[open.question as usize];
    OpenItem {
        number: question.number.clone(),
        text: question.text.clone(),
        url: link(place.root, &note.route, Some(&question.anchor)),
        note: note.title.clone(),
        state: state_item(question.state.as_str(), place.t),
        place: format!("{}:{}", note.path, question.line),
        dependents: open.dependents,
    }
}
