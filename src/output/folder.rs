//! Which folder may be written into, and which paths lead to a file in it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::OutputError;
use super::manifest::Entry;
use crate::text::hex;

/// Refuses folders that cannot be an output folder wherever they are. Looks only, changes nothing.
/// Returns the folder's real path.
pub(super) fn check(folder: &Path, notes: &Path) -> Result<PathBuf, OutputError> {
    let name = || folder.display().to_string();
    // Without a slash at its end, behind which a symbolic link would not be seen.
    let folder = &folder.components().collect::<PathBuf>();
    let unusable = |error: io::Error| OutputError::NotAFolder(name(), error.to_string());
    let real = real_path(folder).map_err(unusable)?;
    let notes = real_path(notes).map_err(unusable)?;
    if real.parent().is_none() || home().is_some_and(|home| home == real) {
        return Err(OutputError::Reserved(name()));
    }
    if notes.starts_with(&real) {
        return Err(OutputError::HoldsNotes(name()));
    }
    match fs::symlink_metadata(folder) {
        Ok(metadata) if metadata.is_symlink() => Err(OutputError::Symlink(name())),
        Ok(metadata) if !metadata.is_dir() => {
            Err(OutputError::NotAFolder(name(), "not a folder".to_owned()))
        }
        Ok(_) => Ok(real),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(real),
        Err(error) => Err(unusable(error)),
    }
}

/// Whether there is anything in the folder; what systems put into folders that are looked at does not count.
pub(super) fn holds_files(folder: &Path) -> io::Result<bool> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        entries => entries?,
    };
    for entry in entries {
        let name = entry?.file_name();
        if ![".DS_Store", "Thumbs.db", "desktop.ini"]
            .iter()
            .any(|litter| name == *litter)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn home() -> Option<PathBuf> {
    std::env::home_dir()
        .filter(|home| home.is_absolute())?
        .canonicalize()
        .ok()
}

/// The path without symbolic links and `..`, also where its last parts do not exist yet.
fn real_path(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let mut missing = Vec::new();
    for ancestor in path.ancestors() {
        match ancestor.canonicalize() {
            Ok(mut real) => {
                real.extend(missing.iter().rev());
                return Ok(real);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                match ancestor.components().next_back() {
                    // A dangling link: writing would create what it points to.
                    Some(Component::Normal(_)) if fs::symlink_metadata(ancestor).is_ok() => {
                        return Err(error);
                    }
                    Some(Component::Normal(name)) => missing.push(name.to_owned()),
                    // `..` behind a folder that does not exist means nothing.
                    _ => return Err(error),
                }
            }
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::NotFound.into())
}

/// The names on the way to `path` below the output folder; `None` if it leads elsewhere or to our own list and journal.
pub(super) fn names(path: &str) -> Option<Vec<&str>> {
    let names: Vec<&str> = path.split('/').collect();
    let contained = names.iter().all(|name| {
        let colon = cfg!(windows) && name.contains(':');
        !name.is_empty() && *name != "." && *name != ".." && !name.contains(['\\', '\0']) && !colon
    });
    let ours = names.len() == 1 && names[0].starts_with(".inkstone-");
    (contained && !ours).then_some(names)
}

/// Whether every folder on the way to `names` is a real one, not a symbolic link that may lead out.
pub(super) fn is_inside(folder: &Path, names: &[&str]) -> bool {
    let mut at = folder.to_owned();
    let folders = names.len().saturating_sub(1);
    names[..folders].iter().all(|name| {
        at.push(name);
        fs::symlink_metadata(&at).is_ok_and(|metadata| metadata.is_dir())
    })
}

/// Removes the regular file at `path` below `folder`. Returns whether there was one; whatever else stands there stays.
pub(super) fn remove_file(folder: &Path, path: &str) -> io::Result<bool> {
    let Some(names) = names(path) else {
        return Ok(false);
    };
    if !is_inside(folder, &names) {
        return Ok(false);
    }
    let file = folder.join(path);
    match fs::symlink_metadata(&file) {
        Ok(metadata) if metadata.is_file() => fs::remove_file(&file).map(|()| true),
        Ok(_) => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether a regular file stands at `names` below `folder` and its SHA-256 is this.
pub(super) fn holds(folder: &Path, names: &[&str], sha256: &str) -> bool {
    let file = folder.join(names.join("/"));
    is_inside(folder, names)
        && fs::symlink_metadata(&file).is_ok_and(|metadata| metadata.is_file())
        && copy_and_hash(&file, &mut io::sink()).is_ok_and(|entry| entry.sha256 == sha256)
}

/// Copies in pieces, so that a large file takes no memory.
pub(super) fn copy_and_hash(from: &Path, to: &mut impl Write) -> io::Result<Entry> {
    let mut file = File::open(from)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 64 << 10];
    let mut size = 0;
    loop {
        let length = file.read(&mut piece)?;
        if length == 0 {
            break;
        }
        hash.update(&piece[..length]);
        to.write_all(&piece[..length])?;
        size += length as u64;
    }
    Ok(Entry {
        size,
        sha256: hex(&hash.finalize()),
    })
}

/// Whether `path` is another spelling of one of `kept` and, on a file system that takes letters' case or Unicode form
/// lightly, the same file.
pub(super) fn is_same_file_as_kept(folder: &Path, path: &str, kept: &BTreeSet<String>) -> bool {
    if !kept.contains(&spelling(path)) {
        return false;
    }
    let file = folder.join(path);
    let listed = file.parent().and_then(|parent| fs::read_dir(parent).ok());
    let alike = |name: &std::ffi::OsStr| {
        name.to_str()
            .zip(file.file_name().and_then(|name| name.to_str()))
            .is_some_and(|(a, b)| spelling(a) == spelling(b))
    };
    // Two different files would both be listed.
    listed.is_none_or(|entries| {
        entries
            .flatten()
            .filter(|entry| alike(&entry.file_name()))
            .count()
            < 2
    })
}

/// The same for all spellings of a path that some file systems take for one.
pub(super) fn spelling(path: &str) -> String {
    path.nfc().flat_map(char::to_lowercase).collect()
}

/// Removes the folders on the way to each of `paths` that are empty now. The output folder itself stays.
pub(super) fn remove_empty_folders<'a>(folder: &Path, paths: impl IntoIterator<Item = &'a str>) {
    let mut folders: Vec<Vec<&str>> = Vec::new();
    for path in paths {
        let Some(names) = names(path) else { continue };
        // As far as there are real folders: the last ones may be gone, or never have been made.
        let real = (1..names.len()).take_while(|end| is_inside(folder, &names[..=*end]));
        folders.extend(real.map(|end| names[..end].to_vec()));
    }
    folders.sort();
    folders.dedup();
    // Deepest first. A folder that is not empty cannot be removed in this way, which is what keeps others' files.
    folders.sort_by_key(|names| std::cmp::Reverse(names.len()));
    for names in folders {
        let _ = fs::remove_dir(folder.join(names.join("/")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside() {
        assert_eq!(names("a/b.html"), Some(vec!["a", "b.html"]));
        assert!(names("a/..b/.nojekyll").is_some());
        for path in [
            "",
            "/a",
            "a/",
            "a//b",
            "../a",
            "a/../b",
            "a/./b",
            "a\\b",
            "a\0",
            ".inkstone-manifest.json",
        ] {
            assert_eq!(names(path), None, "{path:?}");
        }
    }

    #[test]
    fn real_paths_of_what_does_not_exist() {
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().canonicalize().unwrap();
        assert_eq!(
            real_path(&folder.path().join("a/b")).unwrap(),
            real.join("a/b")
        );
        assert!(real_path(&folder.path().join("a/../b")).is_err());
        fs::create_dir(folder.path().join("c")).unwrap();
        assert_eq!(
            real_path(&folder.path().join("c/../d")).unwrap(),
            real.join("d")
        );
    }
}
