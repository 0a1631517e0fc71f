//! All that leaves the program for one site: the files of a build, and each export, taken apart to its last text.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::folder::Folder;

/// The formats of `inkstone export`, with the ending of the file.
pub(crate) const FORMATS: [(&str, &str); 7] = [
    ("anki", "apkg"),
    ("anki-tsv", "txt"),
    ("epub", "epub"),
    ("json", "json"),
    ("print", "html"),
    ("single-html", "html"),
    ("zip", "zip"),
];

/// Builds the site at `site` in `folder` and exports it in every format. Returns every file by name, those in archives and
/// packets too; the names of the theme's own files are left out.
#[track_caller]
pub(crate) fn everything(folder: &Folder, site: &str) -> BTreeMap<String, Vec<u8>> {
    let ran = folder.run(&["build", site, "-o", "out"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let mut found = BTreeMap::new();
    for (path, bytes) in folder.tree("out") {
        take_apart(&format!("out/{path}"), bytes, &mut found);
    }
    for (format, ending) in FORMATS {
        let file = format!("exports/{format}/x.{ending}");
        fs::create_dir_all(folder.join(&file).parent().unwrap()).unwrap();
        let ran = folder.run(&["export", format, site, "-o", &file]);
        assert_eq!(ran.code, 0, "{format}: {ran:?}");
    }
    for (path, bytes) in folder.tree("exports") {
        take_apart(&path, bytes, &mut found);
    }
    found
}

fn take_apart(name: &str, bytes: Vec<u8>, found: &mut BTreeMap<String, Vec<u8>>) {
    if bytes.starts_with(b"PK\x03\x04") {
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        for at in 0..archive.len() {
            let mut entry = archive.by_index(at).unwrap();
            let inside = format!("{name}!{}", entry.name().unwrap());
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            take_apart(&inside, content, found);
        }
    } else if name.contains("single-html") && Path::new(name).extension().is_some() {
        // What stands between two tags and is long and base64 is a file, or a packet of files, deflated.
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for (at, piece) in text.split(['<', '>']).enumerate() {
            let piece = piece.trim();
            if piece.len() < 64 {
                continue;
            }
            let Ok(packed) = STANDARD.decode(piece) else {
                continue;
            };
            let mut content = Vec::new();
            let inflated =
                flate2::read::DeflateDecoder::new(packed.as_slice()).read_to_end(&mut content);
            let content = if inflated.is_ok() { content } else { packed };
            found.insert(format!("{name}!{at}"), content);
        }
    }
    found.insert(name.to_owned(), bytes);
}

/// Fails if `marker`, in lower case, is in a name or a text, in whatever case.
#[track_caller]
pub(crate) fn says_nothing_of(found: &BTreeMap<String, Vec<u8>>, marker: &str) {
    for (name, bytes) in found {
        assert!(!name.to_lowercase().contains(marker), "{name}");
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        if let Some(at) = text.find(marker) {
            let start = text.floor_char_boundary(at.saturating_sub(200));
            let end = text.ceil_char_boundary((at + 100).min(text.len()));
            panic!("{name}: {}", &text[start..end]);
        }
    }
}

/// The names of the files that hold `text`.
pub(crate) fn that_say<'f>(found: &'f BTreeMap<String, Vec<u8>>, text: &str) -> Vec<&'f str> {
    found
        .iter()
        .filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains(text))
        .map(|(name, _)| name.as_str())
        .collect()
}
