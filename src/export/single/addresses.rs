//! Start tags of pages: the addresses in them, counted from the top of the site, and the classes.
//!
//! The pages are those of this program, so this needs to know no more of HTML than where tags and raw text begin and end.

/// Attributes that hold an address of a file of the site. `static/single.js` has the same list.
const ADDRESSES: [&str; 3] = ["href", "src", "poster"];

/// What was found in the pages of a site, and is asked of each attribute.
pub(super) trait Found {
    /// An address counted from the top of the site, still encoded, with what stands behind `#`.
    fn address(&mut self, name: &str, address: &str);

    /// There is a picture, or something else that is shown, from another host.
    fn remote(&mut self);

    /// The value of a `class` attribute.
    fn classes(&mut self, value: &str);
}

/// `html` with every address of a file of the site counted from its top instead of from the page at `route`.
pub(super) fn from_top(html: &str, route: &str, found: &mut dyn Found) -> String {
    let folder = route.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let length = if tag.starts_with("<!--") {
            tag.find("-->").map_or(tag.len(), |end| end + 3)
        } else if tag[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            let length = start_tag(tag, folder, found, &mut out);
            rest = &tag[length..];
            let raw = raw_text(tag, rest);
            out.push_str(&rest[..raw]);
            rest = &rest[raw..];
            continue;
        } else {
            1
        };
        out.push_str(&tag[..length]);
        rest = &tag[length..];
    }
    out.push_str(rest);
    out
}

/// How much after the start tag `tag` is raw text, in which nothing is a tag.
fn raw_text(tag: &str, after: &str) -> usize {
    let name = &tag[1..];
    let is = |raw: &str| {
        name.get(..raw.len())
            .is_some_and(|it| it.eq_ignore_ascii_case(raw))
            && !name[raw.len()..].starts_with(|c: char| c.is_ascii_alphanumeric())
    };
    let raw = ["script", "style", "textarea", "title"];
    // SVG titles are no raw text, but hold no tags either.
    raw.into_iter().find(|raw| is(raw)).map_or(0, |raw| {
        let end = format!("</{raw}");
        after.find(&end).unwrap_or(after.len())
    })
}

/// Copies the start tag that `tag` begins with. Returns its length.
fn start_tag(tag: &str, folder: &str, found: &mut dyn Found, out: &mut String) -> usize {
    let bytes = tag.as_bytes();
    let name_end = tag
        .find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/'))
        .unwrap_or(tag.len());
    let mut copied = 0;
    let mut at = name_end;
    while at < bytes.len() && bytes[at] != b'>' {
        let start = at;
        while at < bytes.len() && !matches!(bytes[at], b'=' | b'>' | b' ' | b'\n' | b'\t' | b'/') {
            at += 1;
        }
        let name = &tag[start..at];
        let Some(quote) = tag[at..]
            .strip_prefix('=')
            .and_then(|value| value.chars().next())
            .filter(|c| matches!(c, '"' | '\''))
        else {
            at += usize::from(at < bytes.len() && bytes[at] != b'>');
            continue;
        };
        let value_start = at + 2;
        let Some(length) = tag[value_start..].find(quote) else {
            at = bytes.len();
            break;
        };
        let value = &tag[value_start..value_start + length];
        if name == "class" {
            found.classes(value);
        } else if ADDRESSES.contains(&name)
            && let Some(address) = counted_from_top(folder, value)
        {
            found.address(name, &address);
            out.push_str(&tag[copied..value_start]);
            out.push_str(&address);
            copied = value_start + length;
        } else if matches!(name, "src" | "poster") && value.starts_with("http") {
            found.remote();
        }
        at = value_start + length + 1;
    }
    at = (at + 1).min(bytes.len());
    out.push_str(&tag[copied..at]);
    at
}

/// An address relative to `folder`, counted from the top. `None` for places on the same page, other hosts and what leads
/// out of the site.
fn counted_from_top(folder: &str, address: &str) -> Option<String> {
    let end = address.find(['#', '?']).unwrap_or(address.len());
    let (path, place) = address.split_at(end);
    let first = path.split('/').next().unwrap_or_default();
    if path.is_empty() || path.starts_with('/') || first.contains(':') {
        return None;
    }
    // Routes are encoded in addresses and not in file names.
    let folder = crate::url::encode(folder);
    let mut names: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        match part {
            ".." => drop(names.pop()?),
            "." => {}
            "" if parts.peek().is_none() => names.push(""),
            part => names.push(part),
        }
    }
    Some(format!("{}{place}", names.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Seen(Vec<String>);

    impl Found for Seen {
        fn address(&mut self, name: &str, address: &str) {
            self.0.push(format!("{name}={address}"));
        }
        fn remote(&mut self) {
            self.0.push("remote".to_owned());
        }
        fn classes(&mut self, value: &str) {
            self.0.push(format!("class={value}"));
        }
    }

    fn rewritten(html: &str) -> (String, Vec<String>) {
        let mut seen = Seen::default();
        let html = from_top(html, "笔记/a.html", &mut seen);
        (html, seen.0)
    }

    #[test]
    fn addresses_are_counted_from_the_top() {
        let (html, seen) = rewritten(
            r##"<a class="x y" href="../b%20c.html#d">1 < 2</a><img alt='>' src="i/p.png"><a href="#d" href='?q'><p data-to="../search/"><img src="https://h/i">"##,
        );
        assert_eq!(
            html,
            r##"<a class="x y" href="b%20c.html#d">1 < 2</a><img alt='>' src="笔记/i/p.png"><a href="#d" href='?q'><p data-to="../search/"><img src="https://h/i">"##
        );
        assert_eq!(
            seen,
            [
                "class=x y",
                "href=b%20c.html#d",
                "src=笔记/i/p.png",
                "remote"
            ]
        );
    }

    #[test]
    fn what_leads_elsewhere_and_raw_text_stay() {
        for html in [
            r#"<a href="https://example.org/a">"#,
            r#"<a href="mailto:a@example.org">"#,
            r#"<a href="../../out.html">"#,
            r#"<script>"<a href='b'>"</script><!-- <a href="b"> -->"#,
            r#"<style>a[href="b"]{}</style>"#,
            "<a href=\"b",
            "<a",
            "a < b <",
        ] {
            assert_eq!(rewritten(html), (html.to_owned(), vec![]), "{html}");
        }
    }
}
