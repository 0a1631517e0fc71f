//! The text file that Anki imports, and the folder of pictures beside it.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::collection::{fields, tags};
use super::names::{deck_name, guid};
use super::note_type::{FIELDS, NAME};
use super::package::unreadable;
use crate::export::file::{Mark, check, replace};
use crate::export::{CardSet, ExportError};

/// How the file begins; the rest of its head follows from it.
const START: &str = "#separator:Tab\n#html:true\n#notetype:Inkstone\n#columns:Id\t";

/// Refuses a path where there is something that no such export wrote. Looks only.
pub fn check_text(path: &Path) -> Result<(), ExportError> {
    check(path, Mark::Start(START.as_bytes()))
}

/// The folder for pictures beside the text file at `path`.
pub fn media_folder(path: &Path) -> PathBuf {
    let folder = path.with_extension("media");
    if folder == path {
        path.with_extension("media.media")
    } else {
        folder
    }
}

/// Writes the cards as text for Anki's import to `path`, over an earlier one only, and their pictures into
/// [`media_folder`]. Files that are there already stay: the name of a picture says what is in it.
pub fn write_text(set: &CardSet, path: &Path) -> Result<(), ExportError> {
    check_text(path)?;
    let folder = media_folder(path);
    if !set.pictures.is_empty() {
        fs::create_dir_all(&folder).map_err(|error| ExportError::Io(folder.clone(), error))?;
    }
    for (name, source) in &set.pictures {
        let target = folder.join(name);
        if target.symlink_metadata().is_err() {
            replace(&target, |file| {
                let bytes = source.bytes();
                let bytes = bytes.map_err(|error| unreadable(source, path, error))?;
                file.write_all(&bytes)
                    .map_err(|error| ExportError::Io(target.clone(), error))
            })?;
        }
    }
    let text = text(set);
    replace(path, |file| {
        let mut file = BufWriter::new(file);
        file.write_all(text.as_bytes())
            .and_then(|()| file.flush())
            .map_err(|error| ExportError::Io(path.to_owned(), error))
    })
}

fn text(set: &CardSet) -> String {
    debug_assert!(START.contains(NAME) && START.contains(FIELDS[0]));
    let behind = FIELDS.len();
    let mut out = format!(
        "{START}{}\tTags\tDeck\tGuid\n#tags column:{}\n#deck column:{}\n#guid column:{}\n",
        FIELDS[1..].join("\t"),
        behind + 1,
        behind + 2,
        behind + 3
    );
    for card in &set.cards {
        for value in fields(card)
            .iter()
            .chain([&tags(card, ""), &deck_name(&card.deck)])
        {
            out.push_str(&quoted(value));
            out.push('\t');
        }
        out.push_str(&quoted(&guid(set, &card.id)));
        out.push('\n');
    }
    out
}

/// A value between quotes, in which tabs and line ends are text, and quotes are doubled.
fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::Card;

    #[test]
    fn values_keep_tabs_lines_and_quotes() {
        let card = Card {
            id: "qa".to_owned(),
            question: "a\tb".to_owned(),
            answer: "<pre>\"x\"\ny</pre>".to_owned(),
            deck: vec!["A".to_owned(), "B".to_owned()],
            tags: vec!["BN".to_owned(), "Adam W".to_owned()],
            ..Card::default()
        };
        let set = CardSet {
            cards: vec![card],
            ..CardSet::default()
        };
        assert_eq!(
            text(&set),
            "#separator:Tab\n#html:true\n#notetype:Inkstone\n\
             #columns:Id\tQuestion\tAnswer\tNote\tSource\tLang\tTags\tDeck\tGuid\n\
             #tags column:7\n#deck column:8\n#guid column:9\n\
             \"qa\"\t\"a\tb\"\t\"<pre>\"\"x\"\"\ny</pre>\"\t\"\"\t\"\"\t\"\"\t\"BN Adam_W\"\t\"A::B\"\t\"inkstone:/qa\"\n"
        );
    }
}
