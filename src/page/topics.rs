//! The pages of topics and their index; the script with their cards is in [`cards`].

mod cards;

use std::collections::{BTreeMap, BTreeSet};

use tera::Context;

use super::context::{DefinitionItem, LetterItem, LinkItem, MentionItem, TopicContext, TopicItem};
use super::frame::{Needs, Page};
use super::navigation::{Place, state_item};
use super::surroundings::topic_links;
use super::url::{link, root_of};
use super::{PageError, SiteInfo, Theme};
use crate::backlinks::{Backlinks, SectionId, TopicPlace};
use crate::catalog::Catalog;
use crate::catalog::topics::TopicId;
use crate::render::RenderedNote;
use crate::text::{folded, index_letter, reading};

pub use cards::topic_cards;

/// The most topics beside a topic that its page names.
const MOST_RELATED: usize = 12;

/// The most broader topics that a page names.
const MOST_PARENTS: usize = 8;

/// The most topics that the index names by size.
const MOST_LARGE: usize = 40;

/// What was rendered for the page of a topic.
#[derive(Clone, Debug, Default)]
pub struct TopicBody {
    /// The sections that introduce it.
    pub definitions: Vec<ShownDefinition>,
    /// The sections that mention it, in the order of [`crate::backlinks::TopicUse::places`].
    pub mentions: Vec<ShownMention>,
}

/// The beginning of a section that introduces a topic.
#[derive(Clone, Debug)]
pub struct ShownDefinition {
    /// The section.
    pub section: SectionId,
    /// Its heading.
    pub heading: RenderedNote,
    /// The beginning of its text.
    pub body: RenderedNote,
    /// Whether there is more.
    pub more: bool,
}

/// A section that mentions a topic.
#[derive(Clone, Debug)]
pub struct ShownMention {
    /// Its heading; empty where the section has none.
    pub heading: RenderedNote,
    /// The sentence; empty if only the heading mentions the topic.
    pub sentence: RenderedNote,
}

/// The page of a topic. `map` is a drawing of the topics around it.
pub fn topic_page(
    theme: &Theme,
    site: &SiteInfo,
    catalog: &Catalog,
    backlinks: &Backlinks,
    id: TopicId,
    body: &TopicBody,
    map: String,
) -> Result<String, PageError> {
    let context = template_of(site, catalog, backlinks, id, body, map);
    theme.render("topic.html", &context)
}

/// What the page of a topic is made from besides what is rendered of texts: `body` has none of that. As long as this and the
/// texts stay the same, so does the page.
pub fn topic_frame(
    site: &SiteInfo,
    catalog: &Catalog,
    backlinks: &Backlinks,
    id: TopicId,
    body: &TopicBody,
    map: String,
) -> impl std::fmt::Debug + use<> {
    template_of(site, catalog, backlinks, id, body, map)
}

/// What the template of the page of a topic sees.
fn template_of(
    site: &SiteInfo,
    catalog: &Catalog,
    backlinks: &Backlinks,
    id: TopicId,
    body: &TopicBody,
    map: String,
) -> Context {
    let topic = catalog.topics.topic(id);
    let root = root_of(&topic.route);
    let place = Place {
        catalog,
        t: site.words(),
        root: &root,
    };
    let definitions = body.definitions.iter();
    let mentions = body.mentions.iter();
    let bodies = definitions
        .flat_map(|shown| [&shown.heading, &shown.body])
        .chain(mentions.flat_map(|shown| [&shown.heading, &shown.sentence]));
    let page = Page {
        kind: "topic",
        route: &topic.route,
        title: &topic.name,
        description: topic.summary.as_deref().unwrap_or_default(),
        lang: &site.lang,
        folder: 0,
        crumbs: crumbs(&place, site, true),
        needs: Needs::of(bodies),
    };
    let mut context = page.context(site, catalog);
    let mut shown = topic_context(&place, backlinks, id, body, map);
    if let Some(route) = site.sheets.route(site, catalog, id) {
        shown.cram = link(&root, &route, None);
    }
    context.insert("topic", &shown);
    context
}

/// Home, and the index of topics for pages below it.
fn crumbs(place: &Place<'_>, site: &SiteInfo, below: bool) -> Vec<LinkItem> {
    let mut crumbs = vec![LinkItem {
        title: place.t.home.to_owned(),
        url: link(place.root, "index.html", None),
    }];
    if below {
        crumbs.push(LinkItem {
            title: place.t.topics.to_owned(),
            url: link(place.root, &site.topics_route, None),
        });
    }
    crumbs
}

fn topic_context(
    place: &Place<'_>,
    backlinks: &Backlinks,
    id: TopicId,
    body: &TopicBody,
    map: String,
) -> TopicContext {
    let catalog = place.catalog;
    let topic = catalog.topics.topic(id);
    let used = backlinks.topic(id);
    let live = |topics: Vec<TopicId>| -> Vec<TopicId> {
        let mut seen = vec![id];
        topics
            .into_iter()
            .filter(|topic| {
                let new = backlinks.topic(*topic).is_live && !seen.contains(topic);
                seen.push(*topic);
                new
            })
            .collect()
    };
    let mut parents: Vec<TopicId> =
        std::iter::successors(topic.parent, |parent| catalog.topics.topic(*parent).parent)
            .take(MOST_PARENTS)
            .collect();
    parents.reverse();
    let children = live(used.children.clone());
    let near = used.neighbours.iter().map(|near| near.topic);
    let mut related = live(topic.related.iter().copied().chain(near).collect());
    related.retain(|topic| !children.contains(topic) && !parents.contains(topic));
    related.truncate(MOST_RELATED);
    let (questions, sections): (Vec<_>, Vec<_>) = used
        .places
        .iter()
        .zip(&body.mentions)
        .partition(|(at, _)| at.question.is_some());
    let items = |places: Vec<(&TopicPlace, &ShownMention)>| -> Vec<MentionItem> {
        let item = |(at, shown): (&TopicPlace, &ShownMention)| mention(place, at, shown);
        places.into_iter().map(item).collect()
    };
    TopicContext {
        id: topic.id.clone(),
        name: topic.name.clone(),
        aliases: aliases(catalog, id),
        summary: topic.summary.clone().unwrap_or_default(),
        parents: topic_links(place, &live(parents)),
        children: topic_links(place, &children),
        related: topic_links(place, &related),
        notes: topic
            .notes
            .iter()
            .map(|note| place.note_link(catalog.note(*note)))
            .collect(),
        definitions: body
            .definitions
            .iter()
            .map(|shown| definition(place, shown))
            .collect(),
        questions: items(questions),
        sections: items(sections),
        mentions: used.mentions,
        more: used.sections - used.places.len(),
        map,
        cram: String::new(),
    }
}

/// The names of a topic but for the one that is shown first, each once however it is written.
fn aliases(catalog: &Catalog, id: TopicId) -> Vec<String> {
    let topic = catalog.topics.topic(id);
    let mut seen = BTreeSet::from([folded(&topic.name)]);
    catalog
        .topics
        .names_of(id)
        .filter(|name| seen.insert(name.folded.clone()))
        .map(|name| name.spellings[0].clone())
        .collect()
}

/// Where a section is, and what its note is called.
fn section_link(place: &Place<'_>, (note, heading): SectionId) -> (String, String) {
    let note = place.catalog.note(note);
    let heading = heading.and_then(|at| note.headings.get(at as usize));
    let anchor = heading.map(|heading| heading.anchor.as_str());
    (link(place.root, &note.route, anchor), note.title.clone())
}

/// The state of a section that is a question.
fn section_state(place: &Place<'_>, (note, heading): SectionId) -> Option<&'static str> {
    let note = place.catalog.note(note);
    let question = note.headings.get(heading? as usize)?.question?;
    Some(note.questions.get(question)?.state.as_str())
}

fn definition(place: &Place<'_>, shown: &ShownDefinition) -> DefinitionItem {
    let (url, note) = section_link(place, shown.section);
    DefinitionItem {
        html: or_title(&shown.heading.html, &note),
        url,
        note,
        body: shown.body.html.clone(),
        more: shown.more,
        state: section_state(place, shown.section).map(|state| state_item(state, place.t)),
    }
}

fn mention(place: &Place<'_>, at: &TopicPlace, shown: &ShownMention) -> MentionItem {
    let section = (at.place.note, at.place.section);
    let (url, note) = section_link(place, section);
    let asked = place.catalog.note(at.place.note);
    let state = at
        .question
        .and_then(|question| asked.questions.get(question as usize))
        .map(|question| state_item(question.state.as_str(), place.t));
    MentionItem {
        heading: or_title(&shown.heading.html, &note),
        url,
        note,
        state,
        html: shown.sentence.html.clone(),
        count: at.count,
    }
}

fn or_title(html: &str, title: &str) -> String {
    if html.trim().is_empty() {
        crate::render::escape::escape_text(title).into_owned()
    } else {
        html.to_owned()
    }
}

/// The index of topics: the largest, all by letter, and `map`, a drawing of them.
pub fn topics_page(
    theme: &Theme,
    site: &SiteInfo,
    catalog: &Catalog,
    backlinks: &Backlinks,
    map: &str,
) -> Result<String, PageError> {
    let root = root_of(&site.topics_route);
    let place = Place {
        catalog,
        t: site.words(),
        root: &root,
    };
    let page = Page {
        kind: "topics",
        route: &site.topics_route,
        title: place.t.topics,
        description: "",
        lang: &site.lang,
        folder: 0,
        crumbs: crumbs(&place, site, false),
        needs: Needs::default(),
    };
    let item = |id: TopicId| {
        let topic = catalog.topics.topic(id);
        TopicItem {
            id: topic.id.clone(),
            title: topic.name.clone(),
            url: link(&root, &topic.route, None),
            mentions: backlinks.topic(id).mentions,
            summary: topic.summary.clone().unwrap_or_default(),
        }
    };
    let mut letters: BTreeMap<char, Vec<(String, TopicItem)>> = BTreeMap::new();
    for id in backlinks.live() {
        let item = item(id);
        let key = reading(&item.title);
        let letter = letters.entry(index_letter(&item.title)).or_default();
        letter.push((key, item));
    }
    let letters: Vec<LetterItem> = letters
        .into_iter()
        .map(|(letter, mut topics)| {
            topics.sort_by(|a, b| (&a.0, &a.1.title).cmp(&(&b.0, &b.1.title)));
            let topics = topics.into_iter().map(|(_, item)| item).collect();
            LetterItem { letter, topics }
        })
        .collect();
    let largest: Vec<TopicItem> = backlinks
        .largest()
        .into_iter()
        .take(MOST_LARGE)
        .map(item)
        .collect();
    let mut context = page.context(site, catalog);
    context.insert("largest", &largest);
    context.insert("letters", &letters);
    context.insert("map", map);
    theme.render("topics.html", &context)
}

#[cfg(test)]
mod tests {
    use super::cards::MOST_ASKING;
    use super::*;
    use crate::backlinks::{TextPlace, TopicUse};
    use crate::catalog::NoteId;
    use crate::catalog::topics::{TopicInput, Topics};
    use crate::diagnostic::SourceId;
    use crate::page::sample;

    /// A site of `notes` notes, each of which asks about pooling; `sections` mention it in all.
    fn site(notes: u32, sections: usize) -> (Catalog, Backlinks, TopicId) {
        let mut catalog = sample::catalog(notes as usize);
        let yaml = "- id: pooling\n  name: 池化\n  en: Pooling\n  aliases: [POOLING, 池化层]\n  summary: 把一块\"<区域>\"汇成一个数。\n- {id: bn, name: 批归一化}\n";
        catalog.topics = Topics::of(&TopicInput {
            glossary: false,
            file: Some((SourceId(0), yaml)),
            lang: None,
        });
        for topic in &mut catalog.topics.list {
            topic.route = format!("topics/{}.html", topic.id);
        }
        let places = (0..notes).map(|note| TopicPlace {
            place: TextPlace {
                note: NoteId(note),
                run: 0,
                range: 0..1,
                section: None,
            },
            question: Some(0),
            in_heading: true,
            in_text: false,
            is_definition: false,
            count: 1,
        });
        let pooling = TopicUse {
            is_live: true,
            mentions: 7,
            places: places.collect(),
            sections,
            ..TopicUse::default()
        };
        let backlinks = Backlinks {
            topics: vec![pooling, TopicUse::default()],
            ..Backlinks::default()
        };
        (catalog, backlinks, TopicId(0))
    }

    fn page(notes: u32, sections: usize) -> String {
        let (catalog, backlinks, id) = site(notes, sections);
        let body = TopicBody {
            mentions: vec![
                ShownMention {
                    heading: RenderedNote::default(),
                    sentence: RenderedNote {
                        html: "有<mark>池化</mark>。".to_owned(),
                        ..RenderedNote::default()
                    },
                };
                notes as usize
            ],
            ..TopicBody::default()
        };
        let info = SiteInfo {
            topics_route: "topics/index.html".to_owned(),
            ..sample::site()
        };
        let map = String::new();
        topic_page(
            &sample::theme(),
            &info,
            &catalog,
            &backlinks,
            id,
            &body,
            map,
        )
        .unwrap()
    }

    #[test]
    fn a_topic_names_itself_and_where_it_is_asked() {
        let html = page(3, 3);
        // One that is written as another name is, is not said again.
        assert!(html.contains(
            "<span class=\"alias\">Pooling</span> <span class=\"alias\">池化层</span></p>"
        ));
        assert!(
            html.contains("把一块\"&lt;区域&gt;\"")
                || html.contains("把一块&quot;&lt;区域&gt;&quot;")
        );
        assert_eq!(html.matches("有<mark>池化</mark>。").count(), 3);
        assert!(html.contains("href=\"../甲/丙/笔记%20%23%202.html\""));
        assert!(!html.contains("left-out"));
        assert!(!html.contains("topic-map"), "no empty map");
    }

    #[test]
    fn a_topic_says_how_much_is_left_out() {
        assert!(page(4, 250).contains("<p class=\"left-out\">246 "));
    }

    #[test]
    fn the_index_has_topics_that_notes_mention() {
        let (catalog, backlinks, _) = site(2, 2);
        let info = SiteInfo {
            topics_route: "topics/index.html".to_owned(),
            ..sample::site()
        };
        let html = topics_page(&sample::theme(), &info, &catalog, &backlinks, "").unwrap();
        assert_eq!(html.matches("href=\"../topics/pooling.html\"").count(), 2);
        assert!(html.contains("<h3 id=\"letter-1\">C</h3>"), "by pinyin");
        assert!(!html.contains("批归一化"));
    }

    #[test]
    fn a_card_names_few_questions_and_says_how_many_there_are() {
        let (catalog, backlinks, _) = site(9, 9);
        let cards = topic_cards(
            &sample::site(),
            &catalog,
            &backlinks,
            &BTreeMap::new(),
            "a.css",
        );
        let data = cards.strip_prefix("inkstone.receive(\"topics\",").unwrap();
        let data = data.strip_suffix(");\n").unwrap();
        let data: serde_json::Value = serde_json::from_str(data).unwrap();
        let card = &data["topics"]["pooling"];
        assert_eq!(card["q"].as_array().unwrap().len(), MOST_ASKING);
        assert_eq!(card["m"], 9);
        assert_eq!(card["u"], "topics/pooling.html");
        assert!(data["topics"].get("bn").is_none());
    }
}
