//! The whole tree as a script, for what the excerpt on a page leaves out.

use serde::Serialize;

use super::navigation::{note_state, shown_as};
use super::url::encode;
use super::{PageError, SiteInfo};
use crate::catalog::{Catalog, Child};

/// A folder or note; `static/js/types.d.ts` describes it for the scripts.
#[derive(Serialize)]
struct Node<'a> {
    /// Title.
    t: &'a str,
    /// Address from the root.
    u: String,
    /// State of a note that has questions.
    #[serde(skip_serializing_if = "Option::is_none")]
    s: Option<&'static str>,
    /// Contents of a folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    c: Option<Vec<Node<'a>>>,
}

/// `data/tree.js`: one call of `inkstone.receive` with the build id and the tree.
///
/// A classic script, because pages opened from disk can load nothing else.
pub fn tree_script(site: &SiteInfo, catalog: &Catalog) -> Result<String, PageError> {
    let root = (!catalog.folders.is_empty()).then(|| folder_node(site, catalog, 0));
    let data = serde_json::json!({ "build": site.build_id, "root": root });
    Ok(format!(
        "inkstone.receive(\"tree\",{});\n",
        script_json(&data)
    ))
}

/// JSON that is also JavaScript in every browser: the two line separators that only JSON allows are escaped.
pub(super) fn script_json(data: &serde_json::Value) -> String {
    data.to_string()
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

fn folder_node<'a>(site: &SiteInfo, catalog: &'a Catalog, folder: usize) -> Node<'a> {
    let entry = &catalog.folders[folder];
    let children = entry
        .children
        .iter()
        .map(|child| match shown_as(catalog, *child) {
            Child::Folder(inner) => folder_node(site, catalog, inner),
            Child::Note(id) => {
                let note = catalog.note(id);
                Node {
                    t: &note.title,
                    u: encode(&note.route),
                    s: note_state(note, site.words()).map(|state| state.kind),
                    c: None,
                }
            }
        });
    Node {
        t: &entry.title,
        u: encode(&entry.route),
        s: None,
        c: Some(children.collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

    #[test]
    fn holds_every_note_and_the_build_id() {
        let script = tree_script(&sample::site(), &sample::catalog(20)).unwrap();
        assert!(script.starts_with("inkstone.receive(\"tree\",{\"build\":\"b1\","));
        assert_eq!(script.matches("\"s\":\"partial\"").count(), 20);
        assert!(script.contains("\"u\":\"甲/丙/笔记%20%23%205.html\""));
    }

    #[test]
    fn line_separators_are_escaped() {
        assert_eq!(
            script_json(&serde_json::json!("a\u{2028}b")),
            "\"a\\u2028b\""
        );
    }
}
