//! What the texts in `site.toml` may be, and how they are written there.

use std::path::{Component, Path};

use url::Url;

/// `` `"a"`, `"b"` ``.
pub(super) fn quoted(values: &[&str]) -> String {
    let quoted: Vec<String> = values
        .iter()
        .map(|value| format!("`\"{value}\"`"))
        .collect();
    quoted.join(", ")
}

/// A key as it must be written in TOML.
pub(super) fn written_key(name: &str) -> String {
    let bare = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if bare {
        name.to_owned()
    } else {
        format!("'{name}'")
    }
}

/// `text` as a folder below ROOT with `/`, or `None` if it is absolute or leads out.
pub(super) fn folder_below(text: &str) -> Option<String> {
    if text.contains(['\\', '\0']) {
        return None;
    }
    let mut parts = Vec::new();
    for component in Path::new(text).components() {
        match component {
            Component::CurDir => {}
            Component::Normal(part) => parts.push(part.to_str()?),
            _ => return None,
        }
    }
    Some(parts.join("/"))
}

/// `text` as the address under which a site stands, ending in `/`; `None` unless it is an absolute http or https
/// address without query and fragment, with a host that browsers take.
pub fn base_url(text: &str) -> Option<String> {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))?;
    let host = rest.split('/').next()?;
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || "?#<>\"'\\`{}|^".contains(c);
    if host.is_empty() || host.starts_with(':') || host.contains('@') || rest.contains(forbidden) {
        return None;
    }
    let address = format!("{}/", text.trim_end_matches('/'));
    // Names of hosts have rules of their own, and browsers read no address with one that breaks them.
    Url::parse(&address).is_ok().then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert_eq!(
            base_url("https://a.example").as_deref(),
            Some("https://a.example/")
        );
        assert_eq!(
            base_url("http://localhost:4000/x//").as_deref(),
            Some("http://localhost:4000/x/")
        );
        assert_eq!(
            base_url("https://例子.example/笔记").as_deref(),
            Some("https://例子.example/笔记/")
        );
        for text in [
            "",
            "a.example",
            "//a.example",
            "https://",
            "https:///x",
            "ftp://a.example",
            "https://a b",
            "https://a/?q",
            "https://a/#x",
            "https://u@a",
            "javascript:alert(1)",
            "https://a\u{fffd}.example",
            "https://a:port",
            "https://[::1",
            "https://a%.example",
        ] {
            assert_eq!(base_url(text), None, "{text}");
        }
    }

    #[test]
    fn folders() {
        assert_eq!(folder_below("./a/b/").as_deref(), Some("a/b"));
        assert_eq!(folder_below(".").as_deref(), Some(""));
        for text in ["..", "a/../..", "/a", "a\\b", "a\0"] {
            assert_eq!(folder_below(text), None, "{text}");
        }
    }
}
