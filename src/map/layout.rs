//! Where the labels of a map stand.

use super::number;

/// The least distance between two labels, in pixels.
pub(super) const GAP: f64 = 4.0;

/// How much of a map its labels fill before those that overlap are pushed apart.
const FILLED: f64 = 0.5;

/// How far the places are evened out, from 0 to 1.
const EVENED: f64 = 0.9;

/// Width over height of a map, as of a screen and of paper laid across.
const ASPECT: f64 = 1.25;

/// A wider map would not fit beside the tree of notes; it becomes higher instead.
const WIDEST: f64 = 960.0;

/// How often all places are improved: by then they move by less than a pixel.
const ROUNDS: usize = 120;

/// After so many rounds of pushing, all is drawn farther apart.
const PUSHES: usize = 60;

/// A label: its centre and its size, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A line between two labels, by their indices.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tie {
    pub(super) ends: (usize, usize),
    /// From 0 to 1.
    pub(super) closeness: f64,
}

impl Place {
    /// By how much two labels with the gap between them overlap across and down; both above zero if they do.
    pub(super) fn overlap(&self, other: &Self) -> (f64, f64) {
        let across = f64::midpoint(self.width, other.width) + GAP - (self.x - other.x).abs();
        let down = f64::midpoint(self.height, other.height) + GAP - (self.y - other.y).abs();
        (across, down)
    }
}

/// Places labels so that those that are tied stand near each other and none overlap.
///
/// The distance of any two becomes as nearly as can be the length of the shortest way between them: stress majorization,
/// Gansner, Koren and North, "Graph Drawing by Stress Majorization", 2004, in its localized form (2.3). The start is a
/// spiral with the first labels in the middle.
pub(super) fn spread(places: &mut [Place], ties: &[Tie]) {
    let distances = distances(places.len(), ties);
    for (at, place) in places.iter_mut().enumerate() {
        // Vogel's model of a sunflower: even, and no two on one spot.
        let angle = number(at) * 2.399_963_229_728_653;
        let radius = number(at).sqrt();
        (place.x, place.y) = (radius * angle.cos(), radius * angle.sin());
    }
    for _ in 0..ROUNDS {
        for (at, distances) in distances.iter().enumerate() {
            improve(places, at, distances);
        }
    }
    scale(places);
    separate(places);
}

/// Moves one label to where its distances to all others are best kept.
fn improve(places: &mut [Place], at: usize, distances: &[f64]) {
    let here = places[at];
    let (mut x, mut y, mut weights) = (0.0, 0.0, 0.0);
    for (other, distance) in places.iter().zip(distances) {
        if *distance == 0.0 {
            continue;
        }
        let weight = 1.0 / (distance * distance);
        let (across, down) = (here.x - other.x, here.y - other.y);
        let stretch = distance / (across * across + down * down).sqrt().max(1e-6);
        x += weight * (other.x + across * stretch);
        y += weight * (other.y + down * stretch);
        weights += weight;
    }
    if weights > 0.0 {
        (places[at].x, places[at].y) = (x / weights, y / weights);
    }
}

/// The shortest way from each label to each other along the ties (Floyd and Warshall). The closer two are, the shorter the
/// tie. Those that no way joins are farther apart than any that one does.
fn distances(count: usize, ties: &[Tie]) -> Vec<Vec<f64>> {
    let mut ways = vec![vec![f64::INFINITY; count]; count];
    for (at, row) in ways.iter_mut().enumerate() {
        row[at] = 0.0;
    }
    for Tie {
        ends: (a, b),
        closeness,
    } in ties
    {
        let length = 2.0 - closeness.clamp(0.0, 1.0);
        ways[*a][*b] = length;
        ways[*b][*a] = length;
    }
    for through in 0..count {
        let onward = ways[through].clone();
        for row in &mut ways {
            let first = row[through];
            if first.is_finite() {
                for (way, rest) in row.iter_mut().zip(&onward) {
                    *way = way.min(first + rest);
                }
            }
        }
    }
    let finite = ways.iter().flatten().filter(|way| way.is_finite());
    let apart = finite.fold(0.0, |longest: f64, way| longest.max(*way)) + 1.0;
    for way in ways.iter_mut().flatten().filter(|way| !way.is_finite()) {
        *way = apart;
    }
    ways
}

/// Brings places without a scale to the width and height that the labels need.
///
/// Each axis is evened out on the way: topics that hang together with little would else stand far off, and all others in a
/// heap. What is beside what stays as it is.
fn scale(places: &mut [Place]) {
    let area: f64 = places
        .iter()
        .map(|place| (place.width + GAP) * (place.height + GAP))
        .sum::<f64>()
        / FILLED;
    let width = (area * ASPECT).sqrt().min(WIDEST);
    let across = evened(places.iter().map(|place| place.x));
    let down = evened(places.iter().map(|place| place.y));
    for ((place, x), y) in places.iter_mut().zip(across).zip(down) {
        place.x = x * width;
        place.y = y * area / width;
    }
}

/// Numbers from 0 to 1 in the same order as `values`, most of the way from these to even steps.
fn evened(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let values: Vec<f64> = values.collect();
    let (least, _, greatest, _) = bounds(values.iter().map(|value| (*value, 0.0)));
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]).then(a.cmp(b)));
    let mut evened = vec![0.0; values.len()];
    for (rank, at) in order.into_iter().enumerate() {
        let step = number(rank) / number(values.len().max(2) - 1);
        let own = (values[at] - least) / (greatest - least).max(1e-6);
        evened[at] = EVENED * step + (1.0 - EVENED) * own;
    }
    evened
}

/// The least and the greatest of some points: left, top, right, bottom.
pub(super) fn bounds(points: impl Iterator<Item = (f64, f64)>) -> (f64, f64, f64, f64) {
    let start = (
        f64::INFINITY,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NEG_INFINITY,
    );
    points.fold(start, |(left, top, right, bottom), (x, y)| {
        (left.min(x), top.min(y), right.max(x), bottom.max(y))
    })
}

/// The first label in the middle, all others on an ellipse around it, which is higher than wide: labels are wider than high,
/// and so is what is left on a phone.
pub(super) fn ring(places: &mut [Place]) {
    let around = number(places.len().saturating_sub(1));
    let (across, down) = (108.0, 30.0 + 13.0 * around);
    for (at, place) in places.iter_mut().enumerate() {
        if at == 0 {
            (place.x, place.y) = (0.0, 0.0);
            continue;
        }
        // A single one stands above.
        let angle = std::f64::consts::TAU * (number(at - 1) / around - 0.25);
        (place.x, place.y) = (across * angle.cos(), down * angle.sin());
    }
}

/// Pushes labels that overlap apart, each pair by the shorter way and each of the two by half, until none do. Where that
/// goes round in circles, all is drawn farther apart: so it always ends.
pub(super) fn separate(places: &mut [Place]) {
    let mut order: Vec<usize> = (0..places.len()).collect();
    let highest = places
        .iter()
        .fold(0.0, |most: f64, place| most.max(place.height))
        + GAP;
    for round in 1.. {
        order.sort_by(|a, b| places[*a].y.total_cmp(&places[*b].y).then(a.cmp(b)));
        let mut moved = false;
        for (at, first) in order.iter().enumerate() {
            for second in &order[at + 1..] {
                if places[*second].y - places[*first].y > 2.0 * highest {
                    break;
                }
                moved |= push(places, *first, *second);
            }
        }
        if !moved {
            return;
        }
        if round % PUSHES == 0 {
            for place in &mut *places {
                place.x *= 1.04;
                place.y *= 1.04;
            }
        }
    }
}

/// Pushes two labels apart if they overlap, and tells whether they did.
fn push(places: &mut [Place], first: usize, second: usize) -> bool {
    let (across, down) = places[first].overlap(&places[second]);
    if across <= 0.0 || down <= 0.0 {
        return false;
    }
    // A little more than needed, so that rounding cannot bring them back.
    if down <= across {
        let by = if places[first].y <= places[second].y {
            down / 2.0 + 0.01
        } else {
            -down / 2.0 - 0.01
        };
        places[first].y -= by;
        places[second].y += by;
    } else {
        let by = if places[first].x <= places[second].x {
            across / 2.0 + 0.01
        } else {
            -across / 2.0 - 0.01
        };
        places[first].x -= by;
        places[second].x += by;
    }
    true
}
