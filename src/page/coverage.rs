//! How many questions have answers: the page that lists those that have none, and the figures of the page of study.

use std::collections::BTreeMap;

use super::context::{CoverageContext, CoverageItem, OpenItem};
use super::frame::{Needs, Page};
use super::navigation::{Place, state_item};
use super::url::{link, root_of};
use super::{PageError, SiteInfo, Theme};
use crate::backlinks::Backlinks;
use crate::catalog::topics::TopicId;
use crate::catalog::{Catalog, NoteEntry, QuestionEntry};
use crate::parse::AnswerState;

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
    let t = site.words();
    let shown = (t.study, site.study_route.as_str());
    let root = root_of(shown.1);
    let place = Place {
        catalog,
        t,
        root: &root,
    };
    let coverage = coverage(&place, backlinks, false);
    page(
        theme,
        site,
        catalog,
        "study",
        shown,
        &coverage,
        Needs::remote_images(has_remote_images),
    )
}

/// The page that tells how many questions have answers, and lists those that have none.
pub fn coverage_page(
    theme: &Theme,
    site: &SiteInfo,
    catalog: &Catalog,
    backlinks: &Backlinks,
) -> Result<String, PageError> {
    let t = site.words();
    let shown = (t.coverage, site.coverage_route.as_str());
    let root = root_of(shown.1);
    let place = Place {
        catalog,
        t,
        root: &root,
    };
    let coverage = coverage(&place, backlinks, true);
    page(
        theme,
        site,
        catalog,
        "coverage",
        shown,
        &coverage,
        Needs::default(),
    )
}

fn page(
    theme: &Theme,
    site: &SiteInfo,
    catalog: &Catalog,
    kind: &'static str,
    (title, route): (&str, &str),
    coverage: &CoverageContext,
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
    context.insert("coverage", coverage);
    theme.render(&format!("{kind}.html"), &context)
}

fn coverage(place: &Place<'_>, backlinks: &Backlinks, with_open: bool) -> CoverageContext {
    let catalog = place.catalog;
    let notes = catalog.notes.iter();
    let with_questions = notes.clone().filter(|note| !note.questions.is_empty());
    let mut open = if with_open {
        open(place, backlinks)
    } else {
        Vec::new()
    };
    let more = open.len().saturating_sub(MOST_OPEN);
    open.truncate(MOST_OPEN);
    CoverageContext {
        total: counted(
            notes.flat_map(|note| &note.questions),
            CoverageItem::default(),
        ),
        notes: with_questions
            .take(MOST_NOTES)
            .map(|note| of_note(place, note))
            .collect(),
        topics: of_topics(place, backlinks),
        sheets: Vec::new(),
        open,
        more,
    }
}

fn of_note(place: &Place<'_>, note: &NoteEntry) -> CoverageItem {
    let named = CoverageItem {
        title: note.title.clone(),
        url: link(place.root, &note.route, None),
        ..CoverageItem::default()
    };
    counted(&note.questions, named)
}

/// The topics that questions ask about, those with most questions first.
fn of_topics(place: &Place<'_>, backlinks: &Backlinks) -> Vec<CoverageItem> {
    let catalog = place.catalog;
    let mut topics: Vec<(TopicId, Vec<&QuestionEntry>)> =
        asked(catalog, backlinks).into_iter().collect();
    topics.sort_by_key(|(topic, questions)| (std::cmp::Reverse(questions.len()), *topic));
    topics
        .into_iter()
        .take(MOST_TOPICS)
        .map(|(id, questions)| {
            let topic = catalog.topics.topic(id);
            let named = CoverageItem {
                title: topic.name.clone(),
                url: link(place.root, &topic.route, None),
                id: topic.id.clone(),
                ..CoverageItem::default()
            };
            counted(questions, named)
        })
        .collect()
}

/// The questions that ask about each topic, in reading order.
pub(super) fn asked<'a>(
    catalog: &'a Catalog,
    backlinks: &Backlinks,
) -> BTreeMap<TopicId, Vec<&'a QuestionEntry>> {
    let mut asked: BTreeMap<TopicId, Vec<&QuestionEntry>> = BTreeMap::new();
    for (note, links) in catalog.notes.iter().zip(&backlinks.questions) {
        for (question, links) in note.questions.iter().zip(links) {
            for topic in &links.topics[..links.asked] {
                asked.entry(*topic).or_default().push(question);
            }
        }
    }
    asked
}

fn counted<'a>(
    questions: impl IntoIterator<Item = &'a QuestionEntry>,
    mut item: CoverageItem,
) -> CoverageItem {
    for question in questions {
        item.questions += 1;
        match question.state {
            AnswerState::Answered => item.answered += 1,
            AnswerState::Stub | AnswerState::LinkOnly => item.partial += 1,
            AnswerState::Empty => item.empty += 1,
        }
    }
    let all = item.questions.max(1);
    item.percent = item.answered * 100 / all;
    item.begun = (item.answered + item.partial) * 100 / all;
    item
}

/// The questions without an answer, those first that most of the rest depends on.
fn open(place: &Place<'_>, backlinks: &Backlinks) -> Vec<OpenItem> {
    let mut open = Vec::new();
    for (note, links) in place.catalog.notes.iter().zip(&backlinks.questions) {
        for (question, links) in note.questions.iter().zip(links) {
            if question.state != AnswerState::Answered {
                open.push((note, question, links.dependents));
            }
        }
    }
    // A stable sort: questions with equal numbers stay in reading order.
    open.sort_by_key(|(_, _, dependents)| std::cmp::Reverse(*dependents));
    let item = |(note, question, dependents): (&NoteEntry, &QuestionEntry, usize)| OpenItem {
        number: question.number.clone(),
        text: question.text.clone(),
        url: link(place.root, &note.route, Some(&question.anchor)),
        note: note.title.clone(),
        state: state_item(question.state.as_str(), place.t),
        place: format!("{}:{}", note.path, question.line),
        dependents,
    };
    open.into_iter().map(item).collect()
}
