//! Maps of made-up topics: nothing overlaps, nothing sticks out, and the same topics always give the same map.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Instant;

use super::*;
use crate::backlinks::{Neighbour, TopicUse};
use crate::catalog::topics::{TopicInput, Topics};
use crate::diagnostic::SourceId;

/// So many topics with names of many lengths, each below one of six, and the ties that `tied` gives: pairs with their
/// closeness.
fn site(count: usize, tied: &[(usize, usize, f64)]) -> (Catalog, Backlinks) {
    let mut yaml = String::new();
    for at in 0..count {
        let name = match at % 5 {
            0 => "池化".to_owned(),
            1 => "深度可分离卷积的反向传播".to_owned(),
            2 => "Batch Normalization <&> Internal Covariate Shift".to_owned(),
            3 => "IoU".to_owned(),
            _ => "循环神经网络RNN".to_owned(),
        };
        let _ = writeln!(yaml, "- id: t{at}\n  name: \"{name} {at}\"");
        if at >= 6 {
            let _ = writeln!(yaml, "  parent: t{}", at % 6);
        }
    }
    let mut catalog = Catalog::default();
    catalog.topics = Topics::of(&TopicInput {
        glossary: false,
        file: Some((SourceId(0), &yaml)),
        lang: None,
    });
    for topic in &mut catalog.topics.list {
        topic.route = format!("topics/{}.html", topic.id);
    }
    let topics: Vec<TopicId> = catalog.topics.ids().collect();
    assert_eq!(topics.len(), count);
    let mut uses: Vec<TopicUse> = (0..count)
        .map(|at| TopicUse {
            is_live: true,
            mentions: 1 + 400 / (at + 1),
            ..TopicUse::default()
        })
        .collect();
    for (a, b, closeness) in tied {
        for (from, to) in [(*a, *b), (*b, *a)] {
            uses[from].neighbours.push(Neighbour {
                topic: topics[to],
                closeness: *closeness,
            });
        }
    }
    for each in &mut uses {
        each.neighbours
            .sort_by(|a, b| b.closeness.total_cmp(&a.closeness));
        each.neighbours.truncate(12);
    }
    let backlinks = Backlinks {
        topics: uses,
        ..Backlinks::default()
    };
    (catalog, backlinks)
}

/// Ties like those of real notes: within each sixth of the topics many, between them few, and some topics with none.
fn tied(count: usize) -> Vec<(usize, usize, f64)> {
    let mut ties = Vec::new();
    for a in 0..count {
        for b in a + 1..count {
            let mixed = (a * 31 + b * 17) % 101;
            let near = a % 6 == b % 6;
            if a % 20 != 7 && b % 20 != 7 && (near && mixed < 25 || mixed < 2) {
                ties.push((a, b, number(mixed + 1) / 30.0));
            }
        }
    }
    ties
}

/// The numbers of an attribute wherever it stands.
fn numbers(html: &str, start: &str, name: &str) -> Vec<f64> {
    html.split(start)
        .skip(1)
        .map(|element| {
            let value = element.split_once(&format!(" {name}=\"")).unwrap().1;
            value.split('"').next().unwrap().parse().unwrap()
        })
        .collect()
}

/// Asserts what holds for every map, and gives back how many labels there are.
fn check(html: &str) -> usize {
    let (width, height) = (
        numbers(html, "<svg", "width")[0],
        numbers(html, "<svg", "height")[0],
    );
    assert!(html.contains(&format!("viewBox=\"0 0 {width} {height}\"")));
    let [mut x, mut y, wide, high] =
        ["x", "y", "width", "height"].map(|name| numbers(html, "<rect", name));
    for (at, label) in html.split("translate(").skip(1).enumerate() {
        let (across, down) = label.split_once(')').unwrap().0.split_once(' ').unwrap();
        x[at] += across.parse::<f64>().unwrap();
        y[at] += down.parse::<f64>().unwrap();
    }
    for a in 0..x.len() {
        assert!(
            wide[a] >= 24.0 && high[a] >= 24.0,
            "large enough for a finger"
        );
        assert!(x[a] >= 0.0 && y[a] >= 0.0, "{a} inside");
        assert!(
            x[a] + wide[a] <= width && y[a] + high[a] <= height,
            "{a} inside"
        );
        for b in a + 1..x.len() {
            let apart = x[a] + wide[a] <= x[b]
                || x[b] + wide[b] <= x[a]
                || y[a] + high[a] <= y[b]
                || y[b] + high[b] <= y[a];
            assert!(apart, "{a} and {b} overlap");
        }
    }
    assert!(!html.contains(" style="));
    assert_eq!(html.matches("<a ").count(), x.len());
    x.len()
}

#[test]
fn two_hundred_topics_stand_apart_and_inside() {
    let (catalog, backlinks) = site(230, &tied(230));
    let start = Instant::now();
    let html = overview(&catalog, &backlinks, "topics/index.html");
    println!("a map of {MOST_TOPICS} topics took {:?}", start.elapsed());
    assert_eq!(check(&html), MOST_TOPICS);
    assert!(html.contains("href=\"../topics/t0.html\""));
    // The names are cut, escaped and given in full.
    assert!(
        html.contains(
            "<title>Batch Normalization &lt;&amp;&gt; Internal Covariate Shift 2</title>"
        )
    );
    let width = numbers(&html, "<svg", "width")[0];
    assert!(width < 1400.0, "fits beside the tree: {width}");
}

#[test]
fn the_same_topics_give_the_same_map() {
    let make = || {
        let (catalog, backlinks) = site(80, &tied(80));
        overview(&catalog, &backlinks, "topics.html")
    };
    let elsewhere = std::thread::spawn(make).join().unwrap();
    assert_eq!(make(), elsewhere);
}

#[test]
fn what_is_tied_stands_nearer_than_what_is_not() {
    // Two rings of eight with one tie between them.
    let mut ties: Vec<(usize, usize, f64)> = Vec::new();
    for at in 0..8 {
        for next in [1, 2, 3] {
            ties.push((at, (at + next) % 8, 0.8));
            ties.push((8 + at, 8 + (at + next) % 8, 0.8));
        }
    }
    ties.push((0, 8, 0.2));
    let mut places = vec![
        layout::Place {
            x: 0.0,
            y: 0.0,
            width: 60.0,
            height: 27.0
        };
        16
    ];
    let ties: Vec<Tie> = ties
        .into_iter()
        .map(|(a, b, closeness)| Tie {
            ends: (a, b),
            closeness,
        })
        .collect();
    spread(&mut places, &ties);
    let mean = |pairs: &dyn Fn(usize, usize) -> bool| {
        let all = (0..16).flat_map(|a| (a + 1..16).map(move |b| (a, b)));
        let lengths: Vec<f64> = all
            .filter(|(a, b)| pairs(*a, *b))
            .map(|(a, b)| (places[a].x - places[b].x).hypot(places[a].y - places[b].y))
            .collect();
        lengths.iter().sum::<f64>() / number(lengths.len())
    };
    let within = mean(&|a, b| (a < 8) == (b < 8));
    let between = mean(&|a, b| (a < 8) != (b < 8));
    assert!(within * 1.5 < between, "{within} within, {between} between");
}

#[test]
fn few_topics_and_none_make_a_map_too() {
    let (catalog, backlinks) = site(0, &[]);
    assert_eq!(overview(&catalog, &backlinks, "topics.html"), "");
    for count in [1, 2, 3, 40] {
        let (catalog, backlinks) = site(count, &[]);
        let html = overview(&catalog, &backlinks, "topics.html");
        assert_eq!(check(&html), count);
        assert!(!html.contains("<path"), "no ties");
        let alone = catalog.topics.ids().next().unwrap();
        assert_eq!(neighbourhood(&catalog, &backlinks, alone), "");
    }
}

#[test]
fn a_topic_stands_in_the_middle_of_its_neighbours() {
    for count in 2..=13 {
        let mut ties: Vec<_> = (1..count).map(|at| (0, at, 1.0 / number(at))).collect();
        ties.extend((2..count).map(|at| (at - 1, at, 0.3)));
        let (catalog, backlinks) = site(count, &ties);
        let centre = catalog.topics.ids().next().unwrap();
        let start = Instant::now();
        let html = neighbourhood(&catalog, &backlinks, centre);
        println!("a map of {count} topics took {:?}", start.elapsed());
        assert_eq!(check(&html), count);
        assert_eq!(html.matches("class=\"centre\"").count(), 1);
        let width = numbers(&html, "<svg", "width")[0];
        assert!(width <= 420.0, "fits on a phone or nearly: {width}");
    }
}

#[test]
fn colours_are_of_topics_below_one_topic() {
    let (catalog, _) = site(60, &[]);
    let topics: Vec<TopicId> = catalog.topics.ids().collect();
    let found = groups(&catalog, &topics);
    let sizes: BTreeMap<&str, usize> = found
        .iter()
        .map(|group| (group.name.as_str(), group.topics.len()))
        .collect();
    assert_eq!(sizes.len(), 6, "{sizes:?}");
    assert!(sizes.values().all(|size| *size == 10), "{sizes:?}");
}

#[test]
fn a_topic_above_all_others_makes_way() {
    let yaml = "- {id: all, name: 机器学习}\n- {id: a, name: 甲类, parent: all}\n- {id: b, name: 乙类, parent: all}\n\
                - {id: a1, name: 甲一, parent: a}\n- {id: a2, name: 甲二, parent: a}\n\
                - {id: b1, name: 乙一, parent: b}\n- {id: b2, name: 乙二, parent: b}\n\
                - {id: c, name: 丙, parent: all}\n- {id: d, name: 丁, parent: all}\n";
    let mut catalog = Catalog::default();
    catalog.topics = Topics::of(&TopicInput {
        glossary: false,
        file: Some((SourceId(0), yaml)),
        lang: None,
    });
    let topics: Vec<TopicId> = catalog.topics.ids().collect();
    let found: Vec<(String, usize)> = groups(&catalog, &topics)
        .into_iter()
        .map(|group| (group.name, group.topics.len()))
        .collect();
    let expected = [("机器学习", 3), ("甲类", 3), ("乙类", 3)];
    assert_eq!(found, expected.map(|(name, size)| (name.to_owned(), size)));
}
