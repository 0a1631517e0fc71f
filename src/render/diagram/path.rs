//! Numbers and paths of a drawing, made short.

/// Numbers with at most two digits after the point: a hundredth of a pixel is not seen.
pub(super) fn shortened(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(point) = rest.find('.') {
        let digits = rest[point + 1..]
            .bytes()
            .take_while(u8::is_ascii_digit)
            .count();
        let start = rest[..point]
            .rfind(|c: char| !c.is_ascii_digit())
            .map_or(0, |at| at + 1);
        let end = point + 1 + digits;
        let exponent = rest[end..].starts_with(['e', 'E']);
        match rest[start..end].parse::<f64>() {
            Ok(number) if digits > 2 && !exponent => {
                out.push_str(&rest[..start]);
                let fixed = format!("{number:.2}");
                out.push_str(fixed.trim_end_matches('0').trim_end_matches('.'));
            }
            _ => out.push_str(&rest[..end]),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Path data with straight lines as lines.
///
/// The library draws outlines as a pen would: each straight line is a curve with its handles on the line, drawn twice. A
/// path of nothing but such moves and curves is rewritten, each line once; any other is kept.
pub(super) fn straightened(data: &str) -> String {
    rewrite(data).unwrap_or_else(|| shortened(data))
}

type Point = (f64, f64);

fn rewrite(data: &str) -> Option<String> {
    let mut strokes: Vec<Vec<Point>> = Vec::new();
    let mut last = None;
    let mut at: Point = (0.0, 0.0);
    let mut rest = data.trim();
    while let Some(command) = rest.chars().next() {
        let end = rest[1..]
            .find(|c: char| c.is_ascii_alphabetic())
            .map_or(rest.len(), |end| end + 1);
        let numbers: Vec<f64> = rest[1..end]
            .split([' ', ',', '\n'])
            .filter(|part| !part.is_empty())
            .map(str::parse)
            .collect::<Result<_, _>>()
            .ok()?;
        rest = &rest[end..];
        let to = match (command, numbers.as_slice()) {
            ('M', &[x, y]) => {
                at = (x, y);
                continue;
            }
            ('C', &[x1, y1, x2, y2, x, y])
                if on_line(at, (x, y), (x1, y1)) && on_line(at, (x, y), (x2, y2)) =>
            {
                (x, y)
            }
            _ => return None,
        };
        if last != Some((at, to)) && at != to {
            match strokes
                .last_mut()
                .filter(|stroke| stroke.last() == Some(&at))
            {
                Some(stroke) => stroke.push(to),
                None => strokes.push(vec![at, to]),
            }
        }
        last = Some((at, to));
        at = to;
    }
    let mut out = String::new();
    for stroke in &strokes {
        for (number, (x, y)) in thinned(stroke).into_iter().enumerate() {
            let command = if number == 0 { 'M' } else { 'L' };
            out.push_str(&shortened(&format!("{command}{x:.3} {y:.3}")));
        }
    }
    (!out.is_empty()).then_some(out)
}

/// A line without the points that are not seen to be missing (Douglas and Peucker, 1973), a round end being hundreds.
fn thinned(line: &[Point]) -> Vec<Point> {
    let (Some(first), Some(last)) = (line.first(), line.last()) else {
        return Vec::new();
    };
    let off = |point: &Point| distance(*first, *last, *point);
    let farthest = (1..line.len() - 1).max_by(|a, b| off(&line[*a]).total_cmp(&off(&line[*b])));
    match farthest.filter(|at| off(&line[*at]) > 0.06) {
        Some(at) => {
            let mut points = thinned(&line[..=at]);
            points.pop();
            points.extend(thinned(&line[at..]));
            points
        }
        None => vec![*first, *last],
    }
}

/// Whether `point` is within a tenth of a pixel of the straight line from `a` to `b`.
fn on_line(a: Point, b: Point, point: Point) -> bool {
    distance(a, b, point) < 0.1
}

/// How far `point` is from the straight line through `a` and `b`, or from `a` if they are one.
fn distance(a: Point, b: Point, point: Point) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx.hypot(dy);
    if length < 0.01 {
        return (point.0 - a.0).hypot(point.1 - a.1);
    }
    ((point.0 - a.0) * dy - (point.1 - a.1) * dx).abs() / length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shortened() {
        assert_eq!(
            shortened("M-89.7603125 -0.00123L1.5,2e-7.25"),
            "M-89.76 -0L1.5,2e-7.25"
        );
        assert_eq!(shortened("translate(12.999, .5)"), "translate(13, .5)");
        assert_eq!(shortened("1.23456e5"), "1.23456e5");
    }

    #[test]
    fn a_line_drawn_twice_is_one_line() {
        assert_eq!(
            straightened(
                "M-10 0 C-5 0, 5 0, 10 0 M-10 0 C-3 0, 3 0, 10 0 M10 0 C10 3, 10 4, 10 9.8765"
            ),
            "M-10 0L10 0L10 9.88"
        );
    }

    #[test]
    fn other_paths_are_kept() {
        for data in [
            "M0 0 C0 5, 5 10, 10 10",
            "M0 0 L5 5 Z",
            "M0,0",
            "",
            "M1 2 3 4",
        ] {
            assert_eq!(straightened(data), data);
        }
    }
}
