//! The built site as one archive: the same bytes for the same site, on every system and at every time.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::file::{Mark, check as check_file, replace};
use super::{BuiltSite, ExportError};

/// The comment at the end of the archive, by which a later export knows that it may replace it.
const COMMENT: &str = "inkstone export zip";

/// The best that deflate has.
const LEVEL: i64 = 9;

/// Refuses a path where there is something else than what such an export wrote.
pub fn check(path: &Path) -> Result<(), ExportError> {
    check_file(path, Mark::End(COMMENT.as_bytes()))
}

/// Writes the archive. Returns its bytes.
pub fn write(site: &BuiltSite, path: &Path) -> Result<u64, ExportError> {
    check(path)?;
    let mut bytes = 0;
    replace(path, |file| {
        bytes = pack(site, file).map_err(|error| ExportError::Io(path.to_owned(), error))?;
        Ok(())
    })?;
    Ok(bytes)
}

fn pack(site: &BuiltSite, file: &mut File) -> io::Result<u64> {
    // Names in the order of their bytes, one time for all, and nothing of the system that packs.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(BufWriter::new(&mut *file));
    let folder = folder_name(&site.title);
    for (path, content) in &site.files {
        archive.start_file(format!("{folder}/{path}"), options)?;
        archive.write_all(&content.bytes()?)?;
    }
    archive.set_comment(COMMENT)?;
    archive.finish()?.flush()?;
    file.sync_all()?;
    Ok(file.metadata()?.len())
}

/// The folder that all files are in: the name of the site, as far as every system takes it for a name.
fn folder_name(title: &str) -> String {
    const MOST: usize = 80;
    let plain = |c: char| {
        !c.is_control() && !matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
    };
    let name: String = title
        .chars()
        .map(|c| if plain(c) { c } else { '-' })
        .take(MOST)
        .collect();
    let name = name.trim_matches([' ', '.', '-']);
    // Windows keeps some names for itself.
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_uppercase();
    let is_reserved = matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || (stem.len() == 4 && (stem.starts_with("COM") || stem.starts_with("LPT")));
    if name.is_empty() || is_reserved {
        "site".to_owned()
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_has_a_name_that_every_system_takes() {
        assert_eq!(folder_name("砚 · 笔记"), "砚 · 笔记");
        assert_eq!(folder_name("a/b: c?"), "a-b- c");
        for title in ["", "..", "con", "LPT1.txt", "///"] {
            assert_eq!(folder_name(title), "site", "{title}");
        }
    }
}
