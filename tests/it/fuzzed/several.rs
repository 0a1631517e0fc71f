//! A small site in one text: lines that begin with `==== ` say which file follows.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::site::Site;

/// What begins the line that names a file.
const MARK: &str = "==== ";

/// As many files as a text may have, so that much is tried in little time.
const MOST_FILES: usize = 12;

/// The site that `text` describes. What stands before the first name is `note.md`; `topics.yaml` is the dictionary; what is no
/// note is a file, and a picture if it is called so.
pub(super) fn site(text: &str) -> Site {
    let mut site = Site::default();
    let mut seen = BTreeSet::new();
    let mut add = |name: &str, content: &str| {
        let name = path(name);
        if name.is_empty() || seen.len() >= MOST_FILES || !seen.insert(name.clone()) {
            return;
        }
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        match extension {
            "md" => site.notes.push((name, Arc::from(content))),
            "yaml" if name == "topics.yaml" => site.topics = Some(Arc::from(content)),
            "png" | "jpg" => site.files.push((name, Some((10, 20)))),
            _ => site.files.push((name, None)),
        }
    };
    let mut name = "note.md";
    let mut start = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some(next) = line.strip_prefix(MARK) {
            if at > 0 {
                add(name, &text[start..at]);
            }
            name = next.trim();
            start = at + line.len();
        }
        at += line.len();
    }
    add(name, &text[start..]);
    // The walk gives them in this order.
    site.notes.sort();
    site.files.sort();
    site
}

/// A path as the walk could give it.
fn path(name: &str) -> String {
    let name = name.replace('\0', "");
    let parts: Vec<&str> = name
        .split('/')
        .filter(|part| !matches!(*part, "" | "." | ".."))
        .collect();
    parts.join("/")
}
