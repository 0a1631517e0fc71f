//! Maps of topics, drawn when the site is built: one of the largest topics of the site, and a small one for each topic.
//!
//! 1. here: which topics and which ties between them are shown, and which topics have a colour in common;
//! 2. [`layout`]: where each stands, without overlaps;
//! 3. [`svg`]: the drawing.
//!
//! A map depends on nothing but the topics: no font of the machine is measured, and nothing is left to chance.

mod groups;
mod layout;
mod svg;
#[cfg(test)]
mod tests;

use crate::backlinks::Backlinks;
use crate::catalog::Catalog;
use crate::catalog::topics::TopicId;
use crate::url::{link, root_of};
use groups::groups;
use layout::{Tie, ring, separate, spread};
use svg::{Drawing, Label};

/// The most topics on the map of a site.
pub const MOST_TOPICS: usize = 200;

/// How many ties of a topic are drawn: more of them hide each other.
const MOST_TIES: usize = 3;

/// The same on the map around a topic, besides those to the topic itself.
const MOST_TIES_AROUND: usize = 2;

/// Size of type in pixels: of a topic that is hardly mentioned, and of the one that is mentioned most.
const SMALLEST: f64 = 12.0;
const LARGEST: f64 = 22.0;

/// The same for the map around a topic: of its neighbours, and of the topic.
const AROUND: f64 = 13.0;
const CENTRE: f64 = 15.0;

/// The longest label in ems; what is longer is cut. A map around a topic must fit on a phone.
const LONGEST: f64 = 16.0;
const LONGEST_AROUND: f64 = 9.0;

/// The map of the largest topics of a site, at most [`MOST_TOPICS`], as HTML for the page at `route`.
/// Topics that are mentioned often are large; those that stand together most are tied, and near each other. Empty for a
/// site without topics.
pub fn overview(catalog: &Catalog, backlinks: &Backlinks, route: &str) -> String {
    let root = root_of(route);
    let mut topics = backlinks.largest();
    topics.truncate(MOST_TOPICS);
    let most = topics.first().map_or(1, |id| backlinks.topic(*id).mentions);
    let size = |id: TopicId| {
        let share = number(backlinks.topic(id).mentions) / number(most.max(1));
        SMALLEST + (LARGEST - SMALLEST) * share.sqrt()
    };
    let groups = groups(catalog, &topics);
    let labels: Vec<Label> = topics
        .iter()
        .map(|id| Label {
            tone: groups.iter().position(|group| group.topics.contains(id)),
            ..label(catalog, *id, &root, size(*id), LONGEST)
        })
        .collect();
    let ties = ties(backlinks, &topics, MOST_TIES);
    let mut boxes: Vec<_> = labels.iter().map(Label::place).collect();
    spread(&mut boxes, &ties);
    let legend: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
    Drawing {
        labels: &labels,
        boxes: &boxes,
        ties: &ties,
        legend: &legend,
    }
    .html()
}

/// The map of a topic and those that stand with it most, for its page. Empty if there are none.
pub fn neighbourhood(catalog: &Catalog, backlinks: &Backlinks, id: TopicId) -> String {
    let root = root_of(&catalog.topics.topic(id).route);
    let near: Vec<TopicId> = backlinks
        .topic(id)
        .neighbours
        .iter()
        .map(|near| near.topic)
        .collect();
    if near.is_empty() {
        return String::new();
    }
    let among = ties(backlinks, &near, usize::MAX);
    let order = ring_order(near.len(), &among);
    let near: Vec<TopicId> = order.into_iter().map(|at| near[at]).collect();
    let mut labels = vec![Label {
        is_centre: true,
        ..label(catalog, id, &root, CENTRE, LONGEST_AROUND)
    }];
    labels.extend(
        near.iter()
            .map(|id| label(catalog, *id, &root, AROUND, LONGEST_AROUND)),
    );
    let closeness = |other: TopicId| {
        let mut neighbours = backlinks.topic(id).neighbours.iter();
        neighbours
            .find(|near| near.topic == other)
            .map_or(0.0, |near| near.closeness)
    };
    let mut all: Vec<Tie> = near
        .iter()
        .enumerate()
        .map(|(at, other)| Tie {
            ends: (0, at + 1),
            closeness: closeness(*other),
        })
        .collect();
    let among = ties(backlinks, &near, MOST_TIES_AROUND).into_iter();
    all.extend(among.map(|tie| Tie {
        ends: (tie.ends.0 + 1, tie.ends.1 + 1),
        ..tie
    }));
    let mut boxes: Vec<_> = labels.iter().map(Label::place).collect();
    ring(&mut boxes);
    separate(&mut boxes);
    Drawing {
        labels: &labels,
        boxes: &boxes,
        ties: &all,
        legend: &[],
    }
    .html()
}

fn label(catalog: &Catalog, id: TopicId, root: &str, size: f64, longest: f64) -> Label {
    let topic = catalog.topics.topic(id);
    Label::new(&topic.name, link(root, &topic.route, None), size, longest)
}

/// The ties between `topics`, of each at most the `most` closest; by index, the lower end first.
fn ties(backlinks: &Backlinks, topics: &[TopicId], most: usize) -> Vec<Tie> {
    let mut places: Vec<(TopicId, usize)> = topics.iter().copied().zip(0..).collect();
    places.sort_unstable();
    let place = |id: TopicId| {
        let at = places.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        Some(places[at].1)
    };
    let mut ties: Vec<Tie> = topics
        .iter()
        .enumerate()
        .flat_map(|(from, id)| {
            let near = backlinks.topic(*id).neighbours.iter();
            near.filter_map(move |near| Some((from, place(near.topic)?, near.closeness)))
                .take(most)
        })
        .map(|(from, to, closeness)| Tie {
            ends: (from.min(to), from.max(to)),
            closeness,
        })
        .collect();
    ties.sort_by_key(|tie| tie.ends);
    ties.dedup_by_key(|tie| tie.ends);
    ties
}

/// An order around the ring in which topics that are close stand side by side: each is followed by the closest of those
/// that are left, or by the first of them.
fn ring_order(count: usize, ties: &[Tie]) -> Vec<usize> {
    let closeness = |a: usize, b: usize| {
        let ends = (a.min(b), a.max(b));
        let tie = ties.binary_search_by_key(&ends, |tie| tie.ends);
        tie.map_or(0.0, |at| ties[at].closeness)
    };
    let mut left: Vec<usize> = (0..count).collect();
    let mut order = vec![left.remove(0)];
    while !left.is_empty() {
        let last = order[order.len() - 1];
        let next = (0..left.len())
            .max_by(|a, b| {
                let (a_near, b_near) = (closeness(last, left[*a]), closeness(last, left[*b]));
                a_near.total_cmp(&b_near).then(b.cmp(a))
            })
            .unwrap_or(0);
        order.push(left.remove(next));
    }
    order
}

/// A count as a number to calculate with.
fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
