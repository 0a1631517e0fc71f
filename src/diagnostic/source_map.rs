//! The files that diagnostics point into: from byte offsets to lines and columns.

use std::sync::{Arc, OnceLock};

use super::SourceId;

/// The files of one run. The first one stands for the configuration, whether there is a `site.toml` or not.
#[derive(Clone, Debug)]
pub struct Sources {
    files: Vec<Source>,
}

/// A file that diagnostics can point into.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path relative to ROOT, with `/`.
    pub path: String,
    /// The decoded text, that spans count bytes of; empty where there is none.
    pub text: Arc<str>,
    /// The byte at which each line starts, found when first asked for: for every note that has questions.
    lines: OnceLock<Box<[u32]>>,
}

impl Source {
    fn new(path: String, text: Arc<str>) -> Self {
        Self {
            path,
            text,
            lines: OnceLock::new(),
        }
    }

    /// The number of the line of `offset`, from 0, and where it starts. The `\n` of a `\r\n` belongs to the line that it
    /// ends.
    fn line_of(&self, offset: usize) -> (usize, usize) {
        let starts = self.lines.get_or_init(|| line_starts(&self.text));
        let line = starts.partition_point(|start| *start as usize <= offset) - 1;
        (line, starts[line] as usize)
    }
}

/// A place as editors name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// From 1. Lines end with `\n`, `\r\n` or a lone `\r`.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
}

impl Default for Sources {
    fn default() -> Self {
        Self {
            files: vec![Source::new("site.toml".to_owned(), Arc::from(""))],
        }
    }
}

impl Sources {
    /// The configuration file.
    pub const CONFIG: SourceId = SourceId(0);

    /// Sets the path and the text of the configuration file.
    pub fn set_config(&mut self, path: String, text: Arc<str>) {
        self.files[0] = Source::new(path, text);
    }

    /// Adds a file and returns its id.
    ///
    /// # Panics
    /// If there are more than 2³² files.
    pub fn add(&mut self, path: String, text: Arc<str>) -> SourceId {
        let id = u32::try_from(self.files.len()).expect("fewer than 2^32 files");
        self.files.push(Source::new(path, text));
        SourceId(id)
    }

    /// How many files there are.
    pub fn count(&self) -> usize {
        self.files.len()
    }

    /// The files that were added when there were `count` already.
    pub fn since(&self, count: usize) -> &[Source] {
        self.files.get(count..).unwrap_or_default()
    }

    /// The file with this id, which must come from these sources.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.files[id.0 as usize]
    }

    /// The place of byte `offset` of the file. Offsets past the end stand for the end, those inside a character for
    /// its start.
    pub fn position(&self, id: SourceId, offset: u32) -> Position {
        let source = self.get(id);
        let text = &source.text;
        let offset = text.floor_char_boundary(offset as usize);
        let (line, start) = source.line_of(offset);
        Position {
            line: line + 1,
            column: text[start..offset].chars().count() + 1,
        }
    }

    /// The bytes of the line that byte `offset` stands in, without its end.
    pub fn line(&self, id: SourceId, offset: u32) -> std::ops::Range<usize> {
        let source = self.get(id);
        let text = &source.text;
        let offset = text.floor_char_boundary(offset as usize);
        let (_, start) = source.line_of(offset);
        let end = text[start..]
            .find(['\n', '\r'])
            .map_or(text.len(), |length| start + length);
        start..end
    }
}

/// Bytes past 4 GiB have no place, as in [`Span`](super::Span).
fn line_starts(text: &str) -> Box<[u32]> {
    let bytes = text.as_bytes();
    let ends = bytes.iter().enumerate().filter(|&(at, &byte)| {
        byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
    });
    std::iter::once(0)
        .chain(ends.map_while(|(at, _)| u32::try_from(at + 1).ok()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, offset: usize) -> (usize, usize, String) {
        let mut sources = Sources::default();
        let id = sources.add("a.md".to_owned(), Arc::from(text));
        let offset = u32::try_from(offset).unwrap();
        let position = sources.position(id, offset);
        let line = sources.line(id, offset);
        (position.line, position.column, text[line].to_owned())
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(
            place("批量归一化\n深度", 6),
            (1, 3, "批量归一化".to_owned())
        );
        assert_eq!(place("批量归一化\n深度", 19), (2, 2, "深度".to_owned()));
        assert_eq!(
            place("批量", 4),
            (1, 2, "批量".to_owned()),
            "inside a character"
        );
    }

    #[test]
    fn all_line_ends() {
        assert_eq!(place("a\r\nb\rc\nd", 3), (2, 1, "b".to_owned()));
        assert_eq!(place("a\r\nb\rc\nd", 5), (3, 1, "c".to_owned()));
        assert_eq!(place("a\r\nb\rc\nd", 7), (4, 1, "d".to_owned()));
        assert_eq!(
            place("a\r\nb", 1),
            (1, 2, "a".to_owned()),
            "at the end of a line"
        );
        assert_eq!(
            place("a\r\nb", 2),
            (1, 3, "a".to_owned()),
            "between \\r and \\n"
        );
    }

    #[test]
    fn ends() {
        assert_eq!(place("", 0), (1, 1, String::new()));
        assert_eq!(place("", 9), (1, 1, String::new()));
        assert_eq!(place("a\n", 2), (2, 1, String::new()));
        assert_eq!(place("a", 7), (1, 2, "a".to_owned()));
    }
}
