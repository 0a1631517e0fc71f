//! Addresses: relative to the page that holds them, percent-encoded once.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What a path segment or fragment cannot hold as it is. `:` is among it because `a:b.html` would name a scheme.
const RESERVED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'\'')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A path below the output folder as part of an address.
pub fn encode(path: &str) -> String {
    utf8_percent_encode(path, RESERVED).to_string()
}

/// An address of another host as written, with what no address can hold encoded; what is encoded already stays.
pub fn encode_address(address: &str) -> String {
    const UNFIT: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'<')
        .add(b'>')
        .add(b'\\')
        .add(b'^')
        .add(b'`')
        .add(b'{')
        .add(b'|')
        .add(b'}');
    utf8_percent_encode(address, UNFIT).to_string()
}

/// What leads from the page at `route` to the output folder: nothing, or one `../` for each folder above it.
pub fn root_of(route: &str) -> String {
    "../".repeat(route.matches('/').count())
}

/// The address of `route`, perhaps with a place on it, for a page whose [`root_of`] is `root`.
pub fn link(root: &str, route: &str, anchor: Option<&str>) -> String {
    let path = encode(route);
    match anchor {
        Some(anchor) => format!("{root}{path}#{}", encode(anchor)),
        None => format!("{root}{path}"),
    }
}

/// The path of an absolute address, with `/` at both ends: `/notes/` for `https://example.org/notes`.
pub fn base_path(base_url: &str) -> String {
    let after_scheme = base_url.find("://").map_or(0, |at| at + 3);
    let path = base_url[after_scheme..]
        .find('/')
        .map_or("", |at| &base_url[after_scheme + at..]);
    let path = path.trim_matches('/');
    if path.is_empty() {
        "/".to_owned()
    } else {
        format!("/{path}/")
    }
}

/// The absolute address of `route`; a folder's page is named by its folder.
pub fn absolute(base_url: &str, route: &str) -> String {
    let path = match route.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => route,
    };
    format!("{}/{}", base_url.trim_end_matches('/'), encode(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_what_an_address_cannot_hold() {
        assert_eq!(encode("a b/c#d?.html"), "a%20b/c%23d%3F.html");
        assert_eq!(encode("深.html"), "%E6%B7%B1.html");
        assert_eq!(encode("100%.html"), "100%25.html");
        assert_eq!(encode("a:b.html"), "a%3Ab.html");
        assert_eq!(encode("a-b_c~(1).html"), "a-b_c~(1).html");
    }

    #[test]
    fn leads_to_the_root_and_back() {
        assert_eq!(root_of("index.html"), "");
        assert_eq!(root_of("a/b/c.html"), "../../");
        assert_eq!(
            link("../", "笔记/池化.html", Some("最大 池化")),
            "../%E7%AC%94%E8%AE%B0/%E6%B1%A0%E5%8C%96.html#%E6%9C%80%E5%A4%A7%20%E6%B1%A0%E5%8C%96"
        );
    }

    #[test]
    fn base_addresses() {
        assert_eq!(base_path("https://example.org"), "/");
        assert_eq!(base_path("https://example.org/notes"), "/notes/");
        assert_eq!(base_path("https://example.org/a/b/"), "/a/b/");
        assert_eq!(
            absolute("https://example.org/n/", "a/index.html"),
            "https://example.org/n/a/"
        );
        assert_eq!(
            absolute("https://example.org", "myindex.html"),
            "https://example.org/myindex.html"
        );
    }
}
