//! `topics.yaml`.

use std::collections::BTreeSet;
use std::sync::Arc;

use inkstone::catalog::topics::{TopicId, Topics};

use super::note::judged;
use super::places;
use crate::site::Site;

/// What speaks of some topics, of the glossary's too.
const NOTE: &str = "# 池化\n\n最大池化（max pooling）和 BN、Dropout。\n\n## 1. 什么是批归一化？\n\nBatch Normalization，见 [[note]]。**A** a b topic x 一 的\n";

/// What a text begins with that is to be read over the glossary, which takes a hundred times as long.
const OVER_GLOSSARY: &str = "# over the glossary\n";

/// A dictionary is read without a fault of the program; what is taken of it has ids and pages of its own, parents without
/// circles, and names; and notes are linked by it to sound pages.
pub(super) fn check(text: &str) -> Result<(), String> {
    let glossary = text.starts_with(OVER_GLOSSARY);
    if built(text, glossary)? != built(text, glossary)? {
        return Err("something else when it is read again".to_owned());
    }
    Ok(())
}

/// The page of the note.
fn built(text: &str, glossary: bool) -> Result<Option<String>, String> {
    let mut site = Site::note(NOTE);
    site.topics = Some(Arc::from(text));
    site.glossary = glossary;
    let mut built = site.build();
    places::of_findings(&built.diagnostics, &built.sources)?;
    dictionary(&built.catalog.topics)?;
    let html = built.notes.remove(0).html;
    judged(html.as_deref().unwrap_or_default())?;
    Ok(html)
}

fn dictionary(topics: &Topics) -> Result<(), String> {
    let (mut ids, mut routes) = (BTreeSet::new(), BTreeSet::new());
    for id in topics.ids() {
        let topic = topics.topic(id);
        if topic.id.is_empty() || !ids.insert(&topic.id) {
            return Err(format!("the id {:?}", topic.id));
        }
        let route = &topic.route;
        let leads_out = route.starts_with('/') || route.split('/').any(|part| part == "..");
        if leads_out || route.contains(['\\', '\0']) || !routes.insert(route.to_lowercase()) {
            return Err(format!("the page {route:?}"));
        }
        if topic.name.trim().is_empty() {
            return Err(format!("{} has no name", topic.id));
        }
        let is_there = |other: &TopicId| (other.0 as usize) < topics.list.len();
        if !topic.related.iter().chain(&topic.parent).all(is_there) {
            return Err(format!(
                "{} hangs together with what is not there",
                topic.id
            ));
        }
        let mut above = BTreeSet::from([id]);
        let mut next = topic.parent;
        while let Some(parent) = next {
            if !above.insert(parent) {
                return Err(format!("{} is below itself", topic.id));
            }
            next = topics.topic(parent).parent;
        }
    }
    Ok(())
}
