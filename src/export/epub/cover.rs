//! What is drawn: the cover, with the title on paper under the seal, and what stands for pictures that a reader does not know.

use std::fmt::Write as _;

use crate::render::escape::escape_text;

/// How wide a line of the title may be, in letters as wide as Han.
const LINE: f64 = 8.0;

/// The most lines of the title.
const MOST_LINES: usize = 5;

/// The cover as a drawing of 1200 by 1600.
pub(super) fn cover(title: &str, author: &str) -> String {
    let lines = lines(title);
    let longest = lines.iter().map(|line| width(line)).fold(1.0, f64::max);
    // The page is 1200 wide with a margin of 140; short titles are no larger than 130.
    let size = (920.0 / longest).min(130.0);
    let mut out = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1200 1600\" width=\"1200\" height=\"1600\">\n\
         <rect width=\"1200\" height=\"1600\" fill=\"#fdfcf8\"/>\n\
         <rect x=\"60\" y=\"60\" width=\"1080\" height=\"1480\" fill=\"none\" stroke=\"#cfc8b6\" stroke-width=\"3\"/>\n\
         <g transform=\"translate(140 190) scale(4.5)\"><rect width=\"32\" height=\"32\" rx=\"6\" fill=\"#b23a24\"/>\
         <rect x=\"6.5\" y=\"5.5\" width=\"19\" height=\"21\" rx=\"4\" fill=\"none\" stroke=\"#fdfcf8\" stroke-width=\"2\"/>\
         <path d=\"M10 12.5c0-2 1.2-3.2 3-3.2h6c1.8 0 3 1.2 3 3.2 0 .9-.7 1.3-1.5 1-3-1.2-6-1.2-9 0-.8.3-1.5-.1-1.5-1z\" \
         fill=\"#fdfcf8\"/></g>\n",
    );
    let mut y = 620.0;
    for line in &lines {
        let _ = writeln!(
            out,
            "<text x=\"140\" y=\"{y:.0}\" font-size=\"{size:.0}\" font-weight=\"600\" font-family=\"serif\" \
             fill=\"#1f2328\">{}</text>",
            escape_text(line)
        );
        y += size * 1.35;
    }
    let _ = writeln!(
        out,
        "<path d=\"M140 {0:.0}h160\" stroke=\"#b23a24\" stroke-width=\"6\"/>",
        y - size * 0.5
    );
    if !author.is_empty() {
        let _ = writeln!(
            out,
            "<text x=\"140\" y=\"1420\" font-size=\"46\" font-family=\"serif\" fill=\"#5b6168\">{}</text>",
            escape_text(author)
        );
    }
    out.push_str("</svg>\n");
    out
}

/// A frame with the words that a picture cannot be shown.
pub(super) fn no_picture(words: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 600 120\" width=\"600\" height=\"120\">\
         <rect x=\"1\" y=\"1\" width=\"598\" height=\"118\" fill=\"#fdfcf8\" stroke=\"#a39c8b\" stroke-dasharray=\"6 6\"/>\
         <text x=\"300\" y=\"68\" font-size=\"26\" font-family=\"sans-serif\" text-anchor=\"middle\" fill=\"#5b6168\">{}</text>\
         </svg>\n",
        escape_text(words)
    )
}

/// How wide a text is, in letters as wide as Han.
fn width(text: &str) -> f64 {
    text.chars()
        .map(|c| if c.is_ascii() { 0.56 } else { 1.0 })
        .sum()
}

/// The title in lines, broken at spaces and between Han, and in words that are longer than a line; what is too long ends in
/// `…`.
fn lines(title: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words(title).into_iter().flat_map(parts) {
        let last = lines.len() - 1;
        if !lines[last].is_empty() && width(lines[last].trim_end()) + width(word.trim_end()) > LINE
        {
            if lines.len() == MOST_LINES {
                lines[last] = format!("{}…", lines[last].trim_end());
                break;
            }
            lines.push(word.trim_start().to_owned());
        } else {
            lines[last].push_str(word);
        }
    }
    lines.iter().map(|line| line.trim().to_owned()).collect()
}

/// A word in parts that fit into a line.
fn parts(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = word;
    while width(rest.trim_end()) > LINE {
        let mut room = LINE;
        let end = rest.char_indices().find(|(_, c)| {
            room -= width(c.encode_utf8(&mut [0; 4]));
            room < 0.0
        });
        let (part, after) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts
}

/// Pieces that stay together: runs of what is no Han, with the space behind them; Han one by one, with the punctuation behind it.
fn words(text: &str) -> Vec<&str> {
    let mut starts = Vec::new();
    let mut before = None;
    for (at, c) in text.char_indices() {
        let is_wide = |c: char| crate::text::is_han(c);
        let follows_space = before.is_some_and(char::is_whitespace);
        let breaks = match before {
            None => true,
            Some(before) => follows_space || is_wide(c) || is_wide(before) && c.is_alphanumeric(),
        };
        if breaks {
            starts.push(at);
        }
        before = Some(c);
    }
    starts.push(text.len());
    starts
        .windows(2)
        .map(|pair| &text[pair[0]..pair[1]])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_break_where_they_may() {
        assert_eq!(lines("深度学习"), ["深度学习"]);
        assert_eq!(
            lines("砚 · 深度学习面试笔记"),
            ["砚 · 深度学习", "面试笔记"]
        );
        assert_eq!(lines("Deep Learning Notes"), ["Deep Learning", "Notes"]);
        assert_eq!(lines("《长》，短"), ["《长》，短"]);
        assert_eq!(lines(&"长".repeat(100)).len(), MOST_LINES);
        let address = lines(&"x".repeat(300));
        assert_eq!(address.len(), MOST_LINES);
        assert!(address.iter().all(|line| width(line) <= LINE + 1.0));
        assert!(roxmltree::Document::parse(&cover("a < b & c", "x")).is_ok());
    }
}
