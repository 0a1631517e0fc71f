//! Addresses: relative to the page that holds them, percent-encoded once.
//!
//! In pages and in what their scripts read, addresses are those of the HTML standard (IRIs of RFC 3987): letters of other
//! scripts stand as they are, which is a third of the length and can be read. What other programs read, as sitemaps and feeds,
//! has addresses in ASCII (URIs of RFC 3986).

use std::ops::RangeInclusive;

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

/// The letters beyond ASCII that stand as they are in the addresses of pages: Latin, Greek and Cyrillic ones, kana, Han, Hangul,
/// and the punctuation of Chinese. What cannot be seen, or looks like a space, is not among them. Fixed ranges, because
/// `static/js/search/a-text.js` must find the same.
const KEPT: [RangeInclusive<char>; 8] = [
    '\u{c0}'..='\u{2af}',
    '\u{370}'..='\u{52f}',
    '\u{1e00}'..='\u{1fff}',
    '\u{3001}'..='\u{312f}',
    '\u{3400}'..='\u{9fff}',
    '\u{ac00}'..='\u{d7a3}',
    '\u{ff01}'..='\u{ff5e}',
    '\u{20000}'..='\u{323af}',
];

/// A path below the output folder as part of an address in a page.
pub fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let is_kept = |c: char| KEPT.iter().any(|range| range.contains(&c));
    for run in path.split_inclusive(is_kept) {
        let kept = run.chars().next_back().filter(|c| is_kept(*c));
        let end = run.len() - kept.map_or(0, char::len_utf8);
        out.extend(utf8_percent_encode(&run[..end], RESERVED));
        out.extend(kept);
    }
    out
}

/// The same in ASCII, for programs that know no others.
pub fn encode_ascii(path: &str) -> String {
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

/// An address of a page with its letters beyond ASCII encoded; all else stays as it is.
pub fn ascii(address: &str) -> String {
    utf8_percent_encode(address, &AsciiSet::EMPTY).to_string()
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

/// The absolute address of `route`, in ASCII; a folder's page is named by its folder.
pub fn absolute(base_url: &str, route: &str) -> String {
    let path = match route.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => route,
    };
    format!("{}/{}", base_url.trim_end_matches('/'), encode_ascii(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_what_an_address_cannot_hold() {
        assert_eq!(encode("a b/c#d?.html"), "a%20b/c%23d%3F.html");
        assert_eq!(encode("深？𠮷é/a.html"), "深？𠮷é/a.html");
        assert_eq!(encode_ascii("深.html"), "%E6%B7%B1.html");
        assert_eq!(
            encode("\u{3000}\u{200b}e\u{301}😀"),
            "%E3%80%80%E2%80%8Be%CC%81%F0%9F%98%80"
        );
        assert_eq!(ascii("深%20a?b#c"), "%E6%B7%B1%20a?b#c");
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
            "../笔记/池化.html#最大%20池化"
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
