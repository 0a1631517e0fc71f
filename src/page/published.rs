//! What programs ask of a published site: the list of its pages, the feed of what has changed, and where the list is.
//! All of it needs absolute addresses, so there is none of it without a base URL.

use std::fmt::Write;

use super::SiteInfo;
use super::url::absolute;
use crate::catalog::topics::TopicId;
use crate::catalog::{Catalog, NoteId};
use crate::render::escape::escape_attribute;
use crate::text::Date;

/// The most addresses that one sitemap may have, by the protocol of sitemaps.org.
const MOST_ADDRESSES: usize = 50_000;

/// The most notes that the feed tells of.
const MOST_ENTRIES: usize = 50;

/// The notes that the feed tells of: those last changed, the newest first, each with the date. `fallback` stands for the date
/// of those that have none.
pub fn newest(catalog: &Catalog, fallback: Option<Date>) -> Vec<(NoteId, Date)> {
    let dated = catalog.note_ids().filter_map(|id| {
        let changed = catalog.note(id).dates.changed().or(fallback)?;
        Some((id, changed))
    });
    let mut dated: Vec<_> = dated.collect();
    dated.sort_by_key(|(id, date)| (std::cmp::Reverse(date.unix()), *id));
    dated.truncate(MOST_ENTRIES);
    dated
}

/// `sitemap.xml`: home, folders, notes and `topics`, as sitemaps.org has it. Of more than 50,000 pages the first are named.
pub fn sitemap(
    site: &SiteInfo,
    base: &str,
    catalog: &Catalog,
    topics: &[TopicId],
    fallback: Option<Date>,
) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let folders = catalog
        .folders
        .iter()
        .filter(|folder| folder.index.is_none());
    let folders = folders.map(|folder| (folder.route.as_str(), None));
    let notes = catalog
        .notes
        .iter()
        .map(|note| (note.route.as_str(), note.dates.changed().or(fallback)));
    let topic_routes = topics
        .iter()
        .map(|id| (catalog.topics.topic(*id).route.as_str(), None));
    let others = [site.topics_route.as_str(), site.study_route.as_str()]
        .into_iter()
        .filter(|route| !route.is_empty())
        .map(|route| (route, None));
    let all = folders.chain(notes).chain(others).chain(topic_routes);
    for (route, changed) in all.take(MOST_ADDRESSES) {
        let address = absolute(base, route);
        let _ = write!(out, "<url><loc>{}</loc>", escape_attribute(&address));
        if let Some(date) = changed {
            let _ = write!(out, "<lastmod>{}</lastmod>", date.machine());
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}

/// `feed.xml` by RFC 4287, with an entry for each of `entries` and its summary. The id of an entry is the address of the note.
///
/// A feed must say when it was changed: that is when its first entry was. Without entries there is none.
pub fn feed(
    site: &SiteInfo,
    base: &str,
    catalog: &Catalog,
    entries: &[(NoteId, Date)],
    summary: impl Fn(NoteId) -> String,
) -> String {
    let element = |name: &str, text: &str| format!("<{name}>{}</{name}>\n", escape_attribute(text));
    let home = absolute(base, "index.html");
    let title = if site.title.is_empty() {
        &home
    } else {
        &site.title
    };
    let author = if site.author.is_empty() {
        title
    } else {
        &site.author
    };
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n",
        escape_attribute(&site.lang)
    );
    out.push_str(&element("title", title));
    if !site.description.is_empty() {
        out.push_str(&element("subtitle", &site.description));
    }
    out.push_str(&element("id", &home));
    let _ = write!(
        out,
        "<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n",
        escape_attribute(&absolute(base, &site.feed_route)),
        escape_attribute(&home)
    );
    if let Some((_, newest)) = entries.first() {
        out.push_str(&element("updated", &newest.rfc3339()));
    }
    let _ = writeln!(
        out,
        "<author><name>{}</name></author>",
        escape_attribute(author)
    );
    out.push_str("<generator>Inkstone</generator>\n");
    for (id, changed) in entries {
        let note = catalog.note(*id);
        let address = absolute(base, &note.route);
        let _ = writeln!(out, "<entry xml:lang=\"{}\">", escape_attribute(&note.lang));
        out.push_str(&element("title", &note.title));
        out.push_str(&element("id", &address));
        let _ = writeln!(
            out,
            "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>",
            escape_attribute(&address)
        );
        if let Some(created) = note.dates.created.as_deref().and_then(Date::parse) {
            out.push_str(&element("published", &created.rfc3339()));
        }
        out.push_str(&element("updated", &changed.rfc3339()));
        for tag in &note.tags {
            let _ = writeln!(out, "<category term=\"{}\"/>", escape_attribute(tag));
        }
        let summary = summary(*id);
        if !summary.trim().is_empty() {
            out.push_str(&element("summary", summary.trim()));
        }
        out.push_str("</entry>\n");
    }
    out.push_str("</feed>\n");
    out
}

/// `robots.txt`: everything may be read, and here is the list of it. Only at the root of a host does anyone look at it.
pub fn robots(base: &str, sitemap_route: &str) -> String {
    format!(
        "User-agent: *\nAllow: /\n\nSitemap: {}\n",
        absolute(base, sitemap_route)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

    const BASE: &str = "https://example.org/n/";

    fn text_of<'a>(node: roxmltree::Node<'a, '_>, name: &str) -> Vec<&'a str> {
        let found = node.descendants().filter(|node| node.has_tag_name(name));
        found.filter_map(|node| node.text()).collect()
    }

    #[test]
    fn the_sitemap_names_every_page_once_with_its_date() {
        let mut catalog = sample::catalog(3);
        catalog.notes[1].dates.committed = Date::parse("2026-01-02T10:00:00+08:00");
        catalog.notes[2].dates.updated = Some("2026年1月3日".to_owned());
        let xml = sitemap(&sample::site(), BASE, &catalog, &[], None);
        let parsed = roxmltree::Document::parse(&xml).unwrap();
        let root = parsed.root_element();
        assert_eq!(
            root.tag_name().namespace(),
            Some("http://www.sitemaps.org/schemas/sitemap/0.9")
        );
        let addresses = text_of(root, "loc");
        assert_eq!(addresses.len(), 7, "{xml}");
        assert_eq!(addresses[0], "https://example.org/n/");
        assert!(
            addresses
                .iter()
                .all(|url| url.starts_with(BASE) && url.is_ascii())
        );
        assert_eq!(
            text_of(root, "lastmod"),
            ["2026-01-02T10:00:00+08:00", "2026-01-03"]
        );
    }

    #[test]
    fn the_feed_has_the_newest_first_and_survives_any_text() {
        let mut catalog = sample::catalog(4);
        catalog.notes[0].dates.created = Some("2025-05-05".to_owned());
        catalog.notes[1].dates.committed = Date::parse("2026-01-02T01:00:00+08:00");
        catalog.notes[2].dates.committed = Date::parse("2026-01-01T18:00:00Z");
        catalog.notes[2].title = "a < b & \"c\" ]]> \u{1}\u{ffff}<![CDATA[".to_owned();
        let site = SiteInfo {
            feed_route: "feed.xml".to_owned(),
            ..sample::site()
        };
        let entries = newest(&catalog, None);
        let xml = feed(&site, BASE, &catalog, &entries, |_| "x\u{0} < y".to_owned());
        let parsed = roxmltree::Document::parse(&xml).unwrap();
        let root = parsed.root_element();
        let titles = text_of(root, "title");
        assert_eq!(
            titles,
            [
                "示例",
                "a < b & \"c\" ]]> <![CDATA[",
                "笔记 00001",
                "笔记 00000"
            ]
        );
        assert_eq!(
            text_of(root, "updated"),
            [
                "2026-01-01T18:00:00Z",
                "2026-01-01T18:00:00Z",
                "2026-01-02T01:00:00+08:00",
                "2025-05-05T00:00:00Z"
            ]
        );
        assert_eq!(text_of(root, "published"), ["2025-05-05T00:00:00Z"]);
        assert_eq!(text_of(root, "summary"), ["x < y"; 3]);
        let ids = text_of(root, "id");
        let different: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!(different.len(), 4);
        assert_eq!(text_of(root, "name"), ["示例"]);
    }

    #[test]
    fn what_has_no_date_is_dated_by_the_fallback_alone() {
        let catalog = sample::catalog(60);
        assert!(newest(&catalog, None).is_empty());
        let found = newest(&catalog, Date::from_unix(0));
        assert_eq!(found.len(), MOST_ENTRIES);
        assert_eq!(found[0].0, NoteId(0));
    }
}
