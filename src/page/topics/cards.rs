//! The script with the cards of topics.

use std::collections::BTreeMap;

use serde::Serialize;

use super::aliases;
use crate::backlinks::Backlinks;
use crate::catalog::Catalog;
use crate::catalog::topics::{Topic, TopicId};
use crate::page::SiteInfo;
use crate::page::navigation::state_item;
use crate::page::tree_script::script_json;
use crate::page::url::{encode, link};
use crate::render::RenderedNote;

/// The most questions that a card names.
pub(super) const MOST_ASKING: usize = 5;

/// A card; `static/js/types.d.ts` describes it for the scripts.
#[derive(Serialize)]
struct Card<'a> {
    /// Name.
    n: &'a str,
    /// Other names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    a: Vec<String>,
    /// Address from the root.
    u: String,
    /// Summary.
    #[serde(skip_serializing_if = "Option::is_none")]
    s: Option<&'a str>,
    /// The first formula of the section that introduces it, as HTML.
    #[serde(skip_serializing_if = "Option::is_none")]
    f: Option<&'a str>,
    /// The declarations that the formula needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    c: Option<String>,
    /// Questions about it: text, address from the root, state.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    q: Vec<(&'a str, String, &'static str)>,
    /// How many questions there are in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    m: Option<usize>,
}

/// `data/topics.js`: one call of `inkstone.receive` with the build id and the card of each topic. `formulas` are the first
/// formulas of the sections that introduce them. `math` is the path of the style sheet for formulas.
pub fn topic_cards(
    site: &SiteInfo,
    catalog: &Catalog,
    backlinks: &Backlinks,
    formulas: &BTreeMap<TopicId, RenderedNote>,
    math: &str,
) -> String {
    let cards: serde_json::Map<String, serde_json::Value> = backlinks
        .live()
        .map(|id| {
            let topic = catalog.topics.topic(id);
            let card = card(catalog, backlinks, id, topic, formulas.get(&id));
            let value = serde_json::to_value(card).unwrap_or_default();
            (topic.id.clone(), value)
        })
        .collect();
    let t = site.words();
    let states = ["answered", "stub", "link-only", "empty"];
    let states: BTreeMap<&str, &str> = states
        .map(|state| (state, state_item(state, t).label))
        .into();
    let words = serde_json::json!({
        "asked": t.asked_in, "more": t.more_asked, "page": t.topic_page, "states": states,
    });
    let data = serde_json::json!({
        "build": site.build_id, "math": encode(math), "words": words, "topics": cards,
    });
    format!("inkstone.receive(\"topics\",{});\n", script_json(&data))
}

fn card<'a>(
    catalog: &'a Catalog,
    backlinks: &Backlinks,
    id: TopicId,
    topic: &'a Topic,
    formula: Option<&'a RenderedNote>,
) -> Card<'a> {
    let questions: Vec<_> = backlinks
        .topic(id)
        .places
        .iter()
        .filter(|place| place.in_heading)
        .filter_map(|place| {
            let note = catalog.note(place.place.note);
            let question = note.questions.get(place.question? as usize)?;
            let url = link("", &note.route, Some(&question.anchor));
            Some((question.text.as_str(), url, question.state.as_str()))
        })
        .collect();
    let count = questions.len();
    Card {
        n: &topic.name,
        a: aliases(catalog, id).into_iter().take(6).collect(),
        u: encode(&topic.route),
        s: topic.summary.as_deref(),
        f: formula.map(|formula| formula.html.as_str()),
        c: formula
            .map(|formula| formula.styles.css_beside_shared())
            .filter(|css| !css.is_empty()),
        q: questions.into_iter().take(MOST_ASKING).collect(),
        m: (count > MOST_ASKING).then_some(count),
    }
}
