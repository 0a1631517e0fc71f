//! From the target of a request to a file of the folder.

use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::text::media_type;

/// All but what never has to be encoded in a path.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// What a target leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A file in the folder.
    File(PathBuf),
    /// A folder asked for without `/` at its end; where it is, so that its relative links hold.
    Folder(String),
    /// Nothing that is served.
    Nothing,
}

/// Looks up the target of a request line, still percent-encoded, below `folder`.
///
/// Parts are split at `/` before they are decoded, and a decoded part that is empty, begins with a dot or holds a
/// slash, backslash or NUL leads nowhere. What is found must really be inside, whatever links say.
pub(super) fn find(folder: &Path, target: &str) -> Found {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let Some(path) = path.strip_prefix('/') else {
        return Found::Nothing;
    };
    let (path, wants_folder) = match path.strip_suffix('/') {
        Some(path) => (path, true),
        None => (path, path.is_empty()),
    };
    let mut names = Vec::new();
    if !path.is_empty() {
        for part in path.split('/') {
            match percent_decode_str(part).decode_utf8() {
                Ok(name) if is_plain(&name) => names.push(name.into_owned()),
                _ => return Found::Nothing,
            }
        }
    }
    let Ok(root) = folder.canonicalize() else {
        return Found::Nothing;
    };
    let wanted = names
        .iter()
        .fold(root.clone(), |path, name| path.join(name));
    let Some(real) = inside(&root, &wanted) else {
        return Found::Nothing;
    };
    if !real.is_dir() {
        return if wants_folder || !real.is_file() {
            Found::Nothing
        } else {
            Found::File(real)
        };
    }
    if !wants_folder {
        let encoded: Vec<String> = names
            .iter()
            .map(|name| utf8_percent_encode(name, PATH).to_string())
            .collect();
        return Found::Folder(format!("/{}/", encoded.join("/")));
    }
    match inside(&root, &real.join("index.html")) {
        Some(index) if index.is_file() => Found::File(index),
        _ => Found::Nothing,
    }
}

fn is_plain(name: &str) -> bool {
    let colon = cfg!(windows) && name.contains(':');
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0']) && !colon
}

/// Where `path` really is, if that is below `root` and no name on the way begins with a dot.
fn inside(root: &Path, path: &Path) -> Option<PathBuf> {
    let real = path.canonicalize().ok()?;
    let mut below = real.strip_prefix(root).ok()?.iter();
    let is_hidden = below.any(|name| name.as_encoded_bytes().starts_with(b"."));
    (!is_hidden).then_some(real)
}

/// The media type by the file's extension, with the encoding of texts.
pub(super) fn content_type(path: &Path) -> String {
    let kind = media_type(&path.to_string_lossy());
    if kind.starts_with("text/") || kind == "application/xml" {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn files_and_folders() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        fs::create_dir_all(root.join("笔 记/空")).unwrap();
        fs::write(root.join("index.html"), "home").unwrap();
        fs::write(root.join("笔 记/index.html"), "notes").unwrap();
        let encoded = "/%E7%AC%94%20%E8%AE%B0";
        assert_eq!(find(&root, "/"), Found::File(root.join("index.html")));
        assert_eq!(
            find(&root, "/index.html?x#y"),
            Found::File(root.join("index.html"))
        );
        assert_eq!(
            find(&root, &format!("{encoded}/")),
            Found::File(root.join("笔 记/index.html"))
        );
        assert_eq!(find(&root, encoded), Found::Folder(format!("{encoded}/")));
        assert_eq!(
            find(&root, &format!("{encoded}/%E7%A9%BA/")),
            Found::Nothing
        );
        assert_eq!(find(&root, "/index.html/"), Found::Nothing);
        assert_eq!(find(&root, "/none"), Found::Nothing);
    }

    #[test]
    fn nothing_outside() {
        let outer = tempfile::tempdir().unwrap();
        let root = outer.path().join("site");
        fs::create_dir(&root).unwrap();
        fs::create_dir(outer.path().join("secret")).unwrap();
        fs::write(outer.path().join("secret/index.html"), "no").unwrap();
        fs::write(outer.path().join("secret.txt"), "no").unwrap();
        fs::write(root.join(".hidden"), "no").unwrap();
        fs::write(root.join("a.txt"), "yes").unwrap();
        for target in [
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/%2E%2E%2Fsecret.txt",
            "/a/../../secret.txt",
            "/..%5csecret.txt",
            "//secret.txt",
            "/./a.txt",
            "/a.txt%00",
            "/%ff",
            "/.hidden",
            "/%2ehidden",
            "secret.txt",
            "http://localhost/a.txt",
            "",
        ] {
            assert_eq!(find(&root, target), Found::Nothing, "{target}");
        }
        assert!(matches!(find(&root, "/a.txt"), Found::File(_)));
    }

    #[cfg(unix)]
    #[test]
    fn links_that_lead_out() {
        let outer = tempfile::tempdir().unwrap();
        let root = outer.path().join("site");
        fs::create_dir_all(root.join("sub")).unwrap();
        fs::create_dir(outer.path().join("secret")).unwrap();
        fs::write(outer.path().join("secret/index.html"), "no").unwrap();
        std::os::unix::fs::symlink(outer.path().join("secret"), root.join("link")).unwrap();
        std::os::unix::fs::symlink(
            outer.path().join("secret/index.html"),
            root.join("sub/index.html"),
        )
        .unwrap();
        for target in [
            "/link",
            "/link/",
            "/link/index.html",
            "/sub/",
            "/sub/index.html",
        ] {
            assert_eq!(find(&root, target), Found::Nothing, "{target}");
        }
    }
}
