//! Text and what stands in it.

use std::fmt::Write as _;
use std::ops::Range;

use super::body::Writer;
use super::escape::{escape_attribute, escape_text};
use crate::catalog::Resolved;
use crate::catalog::topics::TopicId;
use crate::diagnostic::Span;
use crate::document::{Inline, InlineKind, Link};
use crate::link::{TopicLink, checksum};
use crate::parse::plain_text;
use crate::text::{Lang, is_han};
use crate::url;

impl Writer<'_, '_> {
    /// Text where no block may stand: headings, titles, terms.
    pub(super) fn phrasing(&mut self, content: &[Inline]) {
        let before = std::mem::replace(&mut self.phrasing_only, true);
        self.inlines(content);
        self.phrasing_only = before;
    }

    pub(super) fn inlines(&mut self, content: &[Inline]) {
        // Bytes at the start of a text that were written with the formula before it.
        let mut written = 0;
        for (at, node) in content.iter().enumerate() {
            let next = content.get(at + 1);
            match &node.kind {
                InlineKind::Text(text) => {
                    let kept = if next.is_some_and(is_formula) {
                        opening(&text[written..])
                    } else {
                        ""
                    };
                    self.text_with_topics(node.span, text, written..text.len() - kept.len());
                    written = 0;
                }
                InlineKind::Math(_) => {
                    let before = match at.checked_sub(1).map(|at| &content[at].kind) {
                        Some(InlineKind::Text(text)) => opening(text),
                        _ => "",
                    };
                    let after = match next.map(|node| &node.kind) {
                        Some(InlineKind::Text(text)) => closing(text),
                        _ => "",
                    };
                    written = after.len();
                    self.formula_with(before, node, after);
                }
                _ => self.inline(node),
            }
        }
    }

    /// A formula with the punctuation that touches it. Browsers break lines beside the boxes that a formula is made of,
    /// even before a comma. So the three do not wrap, and `<wbr>` lets the formula break between its boxes all the same.
    fn formula_with(&mut self, before: &str, node: &Inline, after: &str) {
        if before.is_empty() && after.is_empty() {
            return self.inline(node);
        }
        if self.shared.apart.is_some() {
            self.text(before);
            self.inline(node);
            return self.text(after);
        }
        self.push("<span class=\"bound\">");
        self.text(before);
        let start = self.out.html.len();
        self.inline(node);
        let formula = self.out.html.split_off(start);
        let mut boxes = formula.split("<span class=\"katex-base");
        self.push(boxes.next().unwrap_or_default());
        for (index, part) in boxes.enumerate() {
            self.push(if index == 0 {
                "<span class=\"katex-base"
            } else {
                "<wbr><span class=\"katex-base"
            });
            self.push(part);
        }
        self.text(after);
        self.push("</span>");
    }

    fn inline(&mut self, node: &Inline) {
        match &node.kind {
            InlineKind::Text(text) => self.text_with_topics(node.span, text, 0..text.len()),
            InlineKind::Code(code) => {
                let _ = write!(self.out.html, "<code>{}</code>", escape_text(code));
            }
            InlineKind::Math(formula) => self.formula(formula, node.span, false),
            InlineKind::Emphasis(inner) => self.emphasis(inner),
            InlineKind::Strong(inner) => self.wrapped("strong", inner),
            InlineKind::Strike(inner) => self.wrapped("del", inner),
            InlineKind::Mark(inner) => self.wrapped("mark", inner),
            InlineKind::Link(link) => self.link(link, node.span),
            InlineKind::Image(_) => self.figure(node),
            InlineKind::Footnote(index, reference) => {
                self.footnote_reference(index + 1, *reference);
            }
            InlineKind::Tag(tag) => {
                let _ = write!(
                    self.out.html,
                    "<span class=\"tag\">#{}</span>",
                    escape_text(tag)
                );
            }
            InlineKind::Element(element) => {
                // An anchor alone is nothing where ids are left out.
                let keeps_ids = !self.is_embedded() && !self.is_copy;
                if element.children.is_empty() && !keeps_ids && element.name == "span" {
                    return;
                }
                self.push("<");
                self.push(element.name);
                self.attributes(&element.attrs);
                self.push(">");
                self.inlines(&element.children);
                let _ = write!(self.out.html, "</{}>", element.name);
            }
            InlineKind::Embed(target) => self.embed_link(*target, node.span),
            InlineKind::SoftBreak => self.push("\n"),
            InlineKind::HardBreak => self.push("<br>\n"),
        }
    }

    /// The part `shown` of a text node, with its links to topics.
    fn text_with_topics(&mut self, node: Span, text: &str, shown: Range<usize>) {
        let mut at = shown.start;
        if !self.in_link && !self.phrasing_only && !self.is_copy && self.shared.apart.is_none() {
            let links = &self.text.linked.mentions.links;
            let first = links.partition_point(|link| link.node < node);
            let here = links[first..].iter().take_while(|link| link.node == node);
            let own = std::cell::OnceCell::new();
            let is_own = |link: &&TopicLink| *own.get_or_init(|| checksum(text)) == link.text;
            for link in here.filter(is_own) {
                let range = link.range.start as usize..link.range.end as usize;
                let fits = at <= range.start && range.end <= shown.end;
                let (Some(before), Some(name)) =
                    (text.get(at..range.start), text.get(range.clone()))
                else {
                    continue;
                };
                if fits {
                    self.text(before);
                    self.topic_link(link.topic, name);
                    at = range.end;
                }
            }
        }
        self.text(&text[at.min(shown.end)..shown.end]);
    }

    fn topic_link(&mut self, topic: TopicId, name: &str) {
        let topic = self.shared.catalog.topics.topic(topic);
        self.push("<a class=\"topic\"");
        self.attribute("data-topic", &topic.id);
        let href = url::link(&self.root, &topic.route, None);
        self.attribute("href", &href);
        self.push(">");
        self.text(name);
        self.push("</a>");
    }

    /// On a Chinese page emphasis is dots beside the characters, which words in Latin letters do not take.
    fn emphasis(&mut self, inner: &[Inline]) {
        if self.shared.lang == Lang::ZhHans && !plain_text(inner).contains(is_han) {
            self.push("<em class=\"latin\">");
        } else {
            self.push("<em>");
        }
        self.inlines(inner);
        self.push("</em>");
    }

    fn wrapped(&mut self, name: &str, inner: &[Inline]) {
        let _ = write!(self.out.html, "<{name}>");
        self.inlines(inner);
        let _ = write!(self.out.html, "</{name}>");
    }

    fn link(&mut self, link: &Link, span: Span) {
        if self.in_link || self.is_copy {
            self.inlines(&link.content);
            return;
        }
        let resolved = self.resolved(link.target);
        if link.is_frame && self.frame(link, resolved, span) {
            return;
        }
        if !self.leads_anywhere(resolved) {
            return self.link_text(link, resolved);
        }
        let counts = &mut self.out.counts;
        match resolved {
            Resolved::Note { .. } | Resolved::Folder(_) | Resolved::File(..) => {
                counts.internal_links += 1;
            }
            Resolved::External(_) => counts.external_links += 1,
            _ => counts.broken_links += 1,
        }
        self.push("<a");
        let broken = match resolved {
            Resolved::Note { note, anchor } => {
                let href = self.note_url(*note, anchor.as_deref());
                self.attribute("href", &href);
                None
            }
            Resolved::NoteWithoutAnchor(note) => {
                let href = self.note_url(*note, None);
                self.attribute("href", &href);
                Some(self.words.broken_anchor)
            }
            Resolved::Folder(folder) => {
                let href = url::link(
                    &self.root,
                    &self.shared.catalog.folders[*folder].route,
                    None,
                );
                self.attribute("href", &href);
                None
            }
            Resolved::File(path, suffix) => {
                let href = self.file_url(path, suffix);
                self.attribute("href", &href);
                None
            }
            Resolved::External(address) => {
                if address.starts_with("http") {
                    self.push(" class=\"external\"");
                }
                let address = url::encode_address(address);
                self.attribute("href", &address);
                if address.starts_with("http") {
                    self.push(" rel=\"noopener\"");
                }
                None
            }
            Resolved::Missing | Resolved::Private => Some(self.words.broken_link),
            Resolved::Ambiguous(_) => Some(self.words.ambiguous_link),
            Resolved::Outside => Some(self.words.outside_link),
            Resolved::Unsafe => Some(self.words.unsafe_link),
        };
        if let Some(reason) = broken {
            self.push(" class=\"broken\"");
            self.attribute("title", reason);
        } else if !link.title.is_empty() {
            self.attribute("title", &link.title);
        }
        self.push(">");
        self.in_link = true;
        self.link_text(link, resolved);
        self.in_link = false;
        self.push("</a>");
    }

    fn link_text(&mut self, link: &Link, resolved: &Resolved) {
        if *resolved == Resolved::Private && link.content.is_empty() {
            // No page may repeat the name of a private note.
            self.push("…");
        } else if link.content.is_empty() {
            let raw = self.text.note.document.targets[link.target.0 as usize]
                .raw
                .clone();
            self.text(&raw);
        }
        self.inlines(&link.content);
    }

    /// The address of a note from this page; a place on this page is a fragment alone.
    pub(super) fn note_url(&self, note: crate::catalog::NoteId, anchor: Option<&str>) -> String {
        match anchor {
            Some(anchor) if Some(note) == self.page => format!("#{}", url::encode(anchor)),
            anchor => url::link(&self.root, &self.shared.catalog.note(note).route, anchor),
        }
    }

    /// The address of a file from this page.
    pub(super) fn file_url(&self, path: &str, suffix: &str) -> String {
        let route = self
            .shared
            .catalog
            .assets
            .get(path)
            .map_or(path, |asset| asset.route.as_str());
        format!(
            "{}{}",
            url::link(&self.root, route, None),
            url::encode_address(suffix)
        )
    }

    fn footnote_reference(&mut self, number: usize, reference: u32) {
        if self.is_copy {
            return;
        }
        let id = if self.is_embedded() {
            String::new()
        } else {
            format!(" id=\"fnref:{number}:{reference}\"")
        };
        let _ = write!(self.out.html, "<sup class=\"footnote-ref\"{id}>");
        // A link may not stand in a link; there the number alone has to do.
        if self.in_link || self.shared.apart.is_some() {
            self.refer_apart(number);
            let _ = write!(self.out.html, "{number}</sup>");
            return;
        }
        let page = if self.is_embedded() {
            url::link(
                &self.root,
                &self.shared.catalog.note(self.text.id).route,
                None,
            )
        } else {
            String::new()
        };
        let _ = write!(
            self.out.html,
            "<a href=\"{}#fn:{number}\" aria-label=\"{} {number}\">{number}</a></sup>",
            escape_attribute(&page),
            self.words.footnote
        );
    }

    /// An embed in the middle of a line is a link: a block cannot stand there.
    fn embed_link(&mut self, target: crate::document::TargetId, span: Span) {
        let raw = self.text.note.document.targets[target.0 as usize]
            .raw
            .clone();
        let link = Link {
            target,
            title: String::new(),
            content: Vec::new(),
            is_frame: false,
        };
        if self.is_copy {
            let is_private = *self.resolved(target) == Resolved::Private;
            self.text(if is_private { "…" } else { &raw });
        } else {
            self.link(&link, span);
        }
    }
}

fn is_formula(node: &Inline) -> bool {
    matches!(node.kind, InlineKind::Math(_))
}

/// The opening punctuation at the end of a text.
fn opening(text: &str) -> &str {
    let is_opening = |c: char| "（〔［｛〈《「『【“‘([{".contains(c);
    &text[text.trim_end_matches(is_opening).len()..]
}

/// The closing punctuation at the start of a text, at most three marks of it.
fn closing(text: &str) -> &str {
    let is_closing = |c: &char| "，。、；：？！）〕］｝〉》」』】”’…,.;:?!)]}".contains(*c);
    let length = text
        .chars()
        .take_while(is_closing)
        .take(3)
        .map(char::len_utf8)
        .sum();
    &text[..length]
}
