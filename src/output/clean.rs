//! Removes what builds have written, and nothing else.

use std::fs;
use std::io;
use std::path::Path;

use super::manifest::{Earlier, JOURNAL_NAME, STAGING_NAME};
use super::{OutputError, folder};
use crate::MANIFEST_NAME;

/// What [`clean`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// Files removed from the output folder, the list not counted.
    pub files: usize,
    /// Whether there was a cache, which is gone now.
    pub cache: bool,
    /// Whether other files remain in the output folder.
    pub others_remain: bool,
}

/// Removes from `output` the files that the list names, the folders that become empty, and the list itself; and the
/// folder `cache`, unless it is reached through a symbolic link below `root`.
pub fn clean(
    output: &Path,
    notes: &Path,
    cache: Option<&Path>,
    root: &Path,
) -> Result<Cleaned, OutputError> {
    // Where no build would write there is nothing of ours, whatever a list there says.
    folder::check(output, notes)?;
    let mut cleaned = Cleaned::default();
    let is_folder =
        |path: &Path| fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir());
    if is_folder(output) {
        let failed = |error| OutputError::Io(output.display().to_string(), error);
        let earlier = Earlier::read(output).map_err(failed)?;
        for path in earlier.paths() {
            cleaned.files += usize::from(folder::remove_file(output, path).map_err(failed)?);
        }
        if earlier.is_ours {
            // What an interrupted build left half written.
            let _ = fs::remove_dir_all(output.join(STAGING_NAME));
        }
        let begun = earlier.begun.iter().map(String::as_str);
        folder::remove_empty_folders(output, earlier.paths().chain(begun));
        for name in [MANIFEST_NAME, JOURNAL_NAME] {
            match fs::remove_file(output.join(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
                _ => {}
            }
        }
        if earlier.is_ours {
            let _ = fs::remove_dir(output);
        }
        cleaned.others_remain = is_folder(output);
    }
    if let Some(cache) = cache
        && is_folder(cache)
        && !(cache.starts_with(root) && cache.parent().is_some_and(|parent| !is_folder(parent)))
    {
        let failed = |error| OutputError::Io(cache.display().to_string(), error);
        fs::remove_dir_all(cache).map_err(failed)?;
        cleaned.cache = true;
        // `.inkstone` itself, if nothing else was kept in it.
        if let Some(parent) = cache.parent().filter(|parent| parent.starts_with(root)) {
            let _ = fs::remove_dir(parent);
        }
    }
    Ok(cleaned)
}
