//! What an info string says after the language: title, marked lines, line numbers.

use std::ops::RangeInclusive;

/// What of it we understand; the rest is for other tools and ignored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Meta {
    /// The title over the block.
    pub title: Option<String>,
    /// Lines to mark, from 1 at the first line of the block.
    pub marked: Vec<RangeInclusive<u32>>,
    /// The number of the first line if lines are numbered.
    pub first_number: Option<u32>,
}

impl Meta {
    /// Reads the forms of Docusaurus and `VitePress` (`title="a" {3,5-7} showLineNumbers`), Hugo and Zola
    /// (`{hl_lines=[3,"5-7"] linenos=true linenostart=9}`, `linenos,hl_lines=3 5-7`), `MkDocs` (`linenums="1"`), Pandoc
    /// (`.numberLines startFrom="9"`), `HackMD` (`=9`) and `lang:file.py`.
    pub(super) fn parse(text: &str) -> Self {
        let mut meta = Self::default();
        let mut text = text.trim();
        if let Some(rest) = text.strip_prefix(':') {
            let (name, rest) = rest.split_at(end_of_word(rest));
            if !name.is_empty() {
                meta.title = Some(name.to_owned());
            }
            text = rest;
        } else if let Some(rest) = text.strip_prefix('=') {
            let (number, rest) = rest.split_at(end_of_word(rest));
            meta.first_number = Some(number.parse().unwrap_or(1));
            text = rest;
        }
        meta.words(text, 0);
        meta
    }

    pub(super) fn is_marked(&self, line: u32) -> bool {
        self.marked.iter().any(|range| range.contains(&line))
    }

    fn words(&mut self, mut text: &str, depth: u8) {
        let mut key = "";
        loop {
            text = text.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
            if text.is_empty() {
                return;
            }
            if let Some((inner, rest)) = group(text, '{', '}') {
                if !self.mark(inner) && depth == 0 {
                    self.words(inner, 1);
                }
                (text, key) = (rest, "");
                continue;
            }
            let (word, rest) = text.split_at(end_of_word(text).max(first_char(text)));
            text = rest;
            if let Some(after) = rest.strip_prefix('=') {
                key = word;
                let (value, rest) = value(after);
                self.set(key, value);
                text = rest;
            } else if is_marks_key(key) && is_ranges(word) {
                // Zola separates ranges by spaces.
                self.mark(word);
            } else {
                key = "";
                self.flag(word);
            }
        }
    }

    fn set(&mut self, key: &str, value: &str) {
        match key.to_ascii_lowercase().as_str() {
            "title" | "filename" | "file" | "name" | "caption" if !value.trim().is_empty() => {
                self.title = Some(value.trim().to_owned());
            }
            "linenos" | "linenums" | "line-numbers" | "showlinenumbers" | "numberlines" => {
                let number = value
                    .split_whitespace()
                    .next()
                    .and_then(|number| number.parse().ok());
                match (number, value) {
                    (Some(number), _) => self.first_number = Some(number),
                    (None, "false") => self.first_number = None,
                    (None, _) => self.first_number = self.first_number.or(Some(1)),
                }
            }
            "linenostart" | "startfrom" | "lineno-start" => {
                if let Ok(number) = value.parse() {
                    self.first_number = Some(number);
                }
            }
            key if is_marks_key(key) => {
                self.mark(value);
            }
            _ => {}
        }
    }

    fn flag(&mut self, word: &str) {
        let word = word.trim_start_matches(['.', ':']).to_ascii_lowercase();
        if matches!(
            word.as_str(),
            "linenos" | "linenums" | "line-numbers" | "showlinenumbers" | "numberlines" | "lineno"
        ) {
            self.first_number = self.first_number.or(Some(1));
        }
    }

    /// Adds a list such as `3,"5-7" 9`; `false`, with nothing added, if it is not one.
    fn mark(&mut self, list: &str) -> bool {
        let Some(ranges) = ranges(list) else {
            return false;
        };
        self.marked.extend(ranges);
        true
    }
}

fn is_marks_key(key: &str) -> bool {
    matches!(key, "hl_lines" | "highlight" | "mark" | "emphasize-lines")
}

fn is_ranges(text: &str) -> bool {
    ranges(text).is_some()
}

fn ranges(list: &str) -> Option<Vec<RangeInclusive<u32>>> {
    let ranges = list
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
        .map(|range| range.trim_matches(['"', '\'', '[', ']']))
        .filter(|range| !range.is_empty())
        .map(|range| match range.split_once('-') {
            Some((from, to)) => Some(from.parse().ok()?..=to.parse().ok()?),
            None => range.parse().ok().map(|line| line..=line),
        })
        .collect::<Option<Vec<_>>>()?;
    (!ranges.is_empty()).then_some(ranges)
}

/// The value after `key=`, without its quotes or brackets, and what follows.
fn value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return match inner.find(quote) {
                Some(end) => (&inner[..end], &inner[end + 1..]),
                None => (inner, ""),
            };
        }
    }
    if let Some(found) = group(text, '[', ']').or_else(|| group(text, '{', '}')) {
        return found;
    }
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, ',' | '}'))
        .unwrap_or(text.len());
    text.split_at(end)
}

/// The inside of a group at the start of `text`, and what follows. A group that is not closed is none.
fn group(text: &str, open: char, close: char) -> Option<(&str, &str)> {
    let inner = text.strip_prefix(open)?;
    let end = inner.find(close)?;
    Some((&inner[..end], &inner[end + close.len_utf8()..]))
}

fn end_of_word(text: &str) -> usize {
    text.find(|c: char| c.is_whitespace() || matches!(c, ',' | '=' | '{' | '}'))
        .unwrap_or(text.len())
}

fn first_char(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn meta(title: &str, marked: &[RangeInclusive<u32>], first_number: Option<u32>) -> Meta {
        Meta {
            title: (!title.is_empty()).then(|| title.to_owned()),
            marked: marked.to_vec(),
            first_number,
        }
    }

    #[test]
    fn reads_the_usual_forms() {
        for (text, expected) in [
            ("", meta("", &[], None)),
            (
                "title=\"训练 train.py\" {3,5-7}",
                meta("训练 train.py", &[3..=3, 5..=7], None),
            ),
            ("{hl_lines=[3,\"5-7\"]}", meta("", &[3..=3, 5..=7], None)),
            (":train.py", meta("train.py", &[], None)),
            (":train.py {1}", meta("train.py", &[1..=1], None)),
            ("showLineNumbers", meta("", &[], Some(1))),
            ("showLineNumbers{5} {2}", meta("", &[5..=5, 2..=2], Some(1))),
            (
                "linenos,hl_lines=3-4 6,linenostart=20",
                meta("", &[3..=4, 6..=6], Some(20)),
            ),
            ("{linenos=true, linenostart=199}", meta("", &[], Some(199))),
            ("{linenos=false}", meta("", &[], None)),
            (
                "linenums=\"7\" hl_lines=\"1 3\"",
                meta("", &[1..=1, 3..=3], Some(7)),
            ),
            (".numberLines startFrom=\"5\"", meta("", &[], Some(5))),
            ("=", meta("", &[], Some(1))),
            ("=101", meta("", &[], Some(101))),
            ("title='it' ignore", meta("it", &[], None)),
            ("title=\"open", meta("open", &[], None)),
            ("{3", meta("", &[], None)),
            ("{r, echo=FALSE}", meta("", &[], None)),
            ("{1-99999999999999}", meta("", &[], None)),
        ] {
            assert_eq!(Meta::parse(text), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[a-z=\"'{}\\[\\],:. 0-9é中-]{0,40}") {
            Meta::parse(&text);
        }
    }
}
