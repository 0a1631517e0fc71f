//! The output of `git log`, read while it comes.

use std::collections::BTreeMap;
use std::io::BufRead;

use unicode_normalization::UnicodeNormalization;

use crate::text::Date;

/// What begins the line of a commit. No status does.
const COMMIT: u8 = 1;

/// One thing that a commit did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// A commit begins: when it was written, and how many parents it has.
    Commit(Option<Date>, usize),
    /// The file has other text than before, or is new.
    Changed(String),
    /// The file has the text that another had, and that other is gone.
    Renamed(String, String),
    /// The file is gone.
    Removed(String),
}

/// The entries of a log in the form of `-z --format=%x01<date> <parents> --name-status`.
pub(super) struct Commits<R> {
    input: R,
}

impl<R: BufRead> Commits<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input }
    }

    /// What stands up to the next NUL; `None` at the end, and where nothing can be read any more.
    fn token(&mut self) -> Option<Vec<u8>> {
        let mut token = Vec::new();
        match self.input.read_until(0, &mut token) {
            Ok(length) if length > 0 => {
                token.pop_if(|last| *last == 0);
                Some(token)
            }
            _ => None,
        }
    }

    /// The path in the next token, in NFC; one that is not UTF-8 is no path of a note.
    fn path(&mut self) -> Option<String> {
        let token = self.token()?;
        let path = String::from_utf8(token).unwrap_or_default();
        Some(path.nfc().collect())
    }
}

impl<R: BufRead> Iterator for Commits<R> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        loop {
            let token = self.token()?;
            // A line end stands between a commit and what it did.
            let word = token.strip_prefix(b"\n").unwrap_or(&token);
            match word {
                [] => {}
                [COMMIT, line @ ..] => {
                    let line = String::from_utf8_lossy(line);
                    let (date, parents) = line.split_once(' ').unwrap_or((&line, ""));
                    return Some(Entry::Commit(
                        Date::parse(date),
                        parents.split_whitespace().count(),
                    ));
                }
                [b'R', b'0'..=b'9', ..] => {
                    let (from, to) = (self.path()?, self.path()?);
                    return Some(Entry::Renamed(from, to));
                }
                [b'C', b'0'..=b'9', ..] => {
                    self.token()?;
                    return Some(Entry::Changed(self.path()?));
                }
                word if word.iter().all(|status| *status == b'D') => {
                    return Some(Entry::Removed(self.path()?));
                }
                _ => return Some(Entry::Changed(self.path()?)),
            }
        }
    }
}

/// Goes through the entries, which begin with the newest, until all of `wanted` (by path in NFC) are in `dates` or nothing
/// follows. What is found leaves `wanted`.
///
/// In a shallow clone what commits without parents did is not believed; returns how many of `wanted` have nothing else.
///
/// Behind a merge commits of several lines follow each other, and what one line removed or renamed another may have kept: then
/// the merge has it, and only changes of it count.
pub(super) fn last_changes(
    entries: impl Iterator<Item = Entry>,
    is_shallow: bool,
    wanted: &mut BTreeMap<String, &str>,
    dates: &mut BTreeMap<String, Date>,
) -> usize {
    let mut date = None;
    let mut cut_off = 0;
    let mut is_merge = false;
    let mut is_one_line = true;
    for entry in entries {
        match entry {
            Entry::Commit(when, parents) => {
                if wanted.is_empty() {
                    break;
                }
                is_one_line &= !is_merge;
                is_merge = parents > 1;
                date = when.filter(|_| parents > 0 || !is_shallow);
            }
            Entry::Changed(path) => {
                let Some(original) = wanted.remove(&path) else {
                    continue;
                };
                match date {
                    Some(date) => {
                        dates.insert(original.to_owned(), date);
                    }
                    None => cut_off += 1,
                }
            }
            // From here back the file is the one that had the other name.
            Entry::Renamed(from, to) => {
                if is_one_line {
                    wanted.remove(&from);
                }
                if let Some(original) = wanted.remove(&to) {
                    wanted.entry(from).or_insert(original);
                }
            }
            // What has the name now is another file, which no commit has yet.
            Entry::Removed(path) => {
                if is_one_line {
                    wanted.remove(&path);
                }
            }
        }
    }
    cut_off
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dated(log: &str, is_shallow: bool, paths: &[&str]) -> Vec<(String, String)> {
        let mut wanted = paths
            .iter()
            .map(|path| ((*path).to_owned(), *path))
            .collect();
        let mut dates = BTreeMap::new();
        let commits = Commits::new(log.as_bytes());
        last_changes(commits, is_shallow, &mut wanted, &mut dates);
        let day = |(path, date): (String, Date)| (path, date.day());
        dates.into_iter().map(day).collect()
    }

    #[test]
    fn reads_commits_merges_and_renames() {
        let log = "\x012026-03-01T00:00:00Z p\0\nR100\0old.md\0new.md\0D\0none.md\0\
                   \x012026-02-01T00:00:00Z p q\0\0MM\0merged.md\0\
                   \x012026-01-02T00:00:00Z p\0\nM\0old.md\0A\0\x01odd\nname.md\0\
                   \x012026-01-01T00:00:00Z \0\nA\0merged.md\0A\0first.md\0A\0none.md\0";
        let found = dated(
            log,
            false,
            &[
                "new.md",
                "merged.md",
                "\x01odd\nname.md",
                "first.md",
                "none.md",
            ],
        );
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(path, day)| (path.as_str(), day.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("\x01odd\nname.md", "2026-01-02"),
                ("first.md", "2026-01-01"),
                ("merged.md", "2026-02-01"),
                ("new.md", "2026-01-02"),
            ]
        );
    }

    #[test]
    fn what_one_line_removed_and_the_merge_kept_has_its_date() {
        let log = "\x012026-03-01T00:00:00Z p q\0\x012026-02-02T00:00:00Z o\0\nD\0a.md\0R100\0b.md\0c.md\0\
                   \x012026-02-01T00:00:00Z o\0\nM\0a.md\0M\0b.md\0\x012026-01-01T00:00:00Z \0\nA\0a.md\0A\0b.md\0";
        let found = dated(log, false, &["a.md", "b.md"]);
        let day = "2026-02-01".to_owned();
        assert_eq!(
            found,
            [("a.md".to_owned(), day.clone()), ("b.md".to_owned(), day)]
        );
    }

    #[test]
    fn the_first_commit_of_a_shallow_clone_says_nothing() {
        let log = "\x012026-02-01T00:00:00Z p\0\nM\0a.md\0\x012026-01-01T00:00:00Z \0\nA\0a.md\0A\0b.md\0";
        assert_eq!(dated(log, true, &["a.md", "b.md"]).len(), 1);
        assert_eq!(dated(log, false, &["a.md", "b.md"]).len(), 2);
    }

    #[test]
    fn what_breaks_off_is_no_panic() {
        let log = "\x012026-02-01T00:00:00Z p\0\nR100\0a.md\0b.md\0\nM\0c.md\0";
        for end in 0..log.len() {
            dated(&log[..end], false, &["a.md", "b.md", "c.md"]);
        }
    }
}
