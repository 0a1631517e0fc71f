//! A site's own templates and static files.

use std::collections::BTreeMap;
use std::path::Path;

use walkdir::WalkDir;

/// The files below `templates` and `static` of the site at `root`, by path with `/`. Hidden files and links that are no
/// files are left out.
pub fn theme_files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for folder in ["templates", "static"] {
        let is_hidden = |name: &std::ffi::OsStr| name.as_encoded_bytes().starts_with(b".");
        let walk = WalkDir::new(root.join(folder)).sort_by_file_name();
        for entry in walk
            .into_iter()
            .filter_entry(|entry| !is_hidden(entry.file_name()))
            .flatten()
        {
            if !entry.file_type().is_file() {
                continue;
            }
            if let (Ok(path), Ok(bytes)) =
                (entry.path().strip_prefix(root), std::fs::read(entry.path()))
            {
                files.insert(path.to_string_lossy().replace('\\', "/"), bytes);
            }
        }
    }
    files
}
