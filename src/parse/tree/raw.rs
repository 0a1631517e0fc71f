//! Raw HTML among blocks and text.

use std::ops::Range;

use pulldown_cmark::Event;

use super::Builder;
use crate::diagnostic::{Code, Span};
use crate::document::{Block, BlockKind, Heading, Image, Inline, InlineKind, Link, TargetKind};
use crate::parse::html::{self, Tag};
use crate::parse::inlines;
use crate::parse::nest::{Opening, Piece, element, nest};

impl Builder<'_> {
    pub(super) fn html_block(&mut self, range: &Range<usize>, out: &mut Vec<Piece<Block>>) {
        let mut html = String::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::Html(line) | Event::Text(line) => html.push_str(&line),
                Event::End(_) => break,
                _ => {}
            }
        }
        let span = self.span(range);
        // Formulas in the text of HTML are formulas; in its tags and in code they are what the author wrote.
        let html = self.prepared.plain(&html);
        let mut line: Vec<Piece<Inline>> = Vec::new();
        let mut open = 0_u32;
        let mut preformatted = false;
        let mut code = 0_u32;
        for mut tag in html::read(&html, self.trusts_html) {
            tag.change(|text| self.prepared.restore(text));
            let is_block = match &tag {
                Tag::Open(open) => html::is_block(open.name),
                Tag::Close(name) => html::is_block(name),
                Tag::Rule => true,
                _ => false,
            };
            if !is_block {
                match tag {
                    Tag::Text(text) if preformatted || code > 0 => {
                        let text = Tag::Text(self.prepared.restore(&text));
                        self.inline_tag(text, span, &mut line);
                    }
                    Tag::Text(text) => self.text_nodes(&collapse(&text), span, &mut line),
                    tag => {
                        match &tag {
                            Tag::Open(open) if open.name == "code" => code += 1,
                            Tag::Close("code") => code = code.saturating_sub(1),
                            _ => {}
                        }
                        self.inline_tag(tag, span, &mut line);
                    }
                }
                continue;
            }
            self.flush_line(&mut line, span, open > 0, out);
            match tag {
                Tag::Open(tag) => {
                    self.removed_attributes(&tag.removed, span);
                    preformatted |= tag.name == "pre";
                    open += 1;
                    let attrs = self.unique_id(tag.attrs);
                    out.push(Piece::Open(
                        Opening::Element {
                            name: tag.name,
                            attrs,
                        },
                        span,
                    ));
                }
                Tag::Close(name) => {
                    preformatted &= name != "pre";
                    open = open.saturating_sub(1);
                    out.push(Piece::Close(name));
                }
                _ => out.push(Piece::Node(Block {
                    span,
                    kind: BlockKind::Rule,
                })),
            }
        }
        self.flush_line(&mut line, span, open > 0, out);
    }

    pub(super) fn flush_line(
        &mut self,
        line: &mut Vec<Piece<Inline>>,
        span: Span,
        inside: bool,
        out: &mut Vec<Piece<Block>>,
    ) {
        let nested = self.nest_inlines(std::mem::take(line));
        let content = inlines::trimmed(inlines::finish(nested, &mut self.document.targets));
        if !content.is_empty() {
            let wrap = if inside {
                BlockKind::Plain
            } else {
                BlockKind::Paragraph
            };
            self.text_blocks(content, span, wrap, out);
        }
    }

    pub(super) fn inline_tag(&mut self, tag: Tag, span: Span, out: &mut Vec<Piece<Inline>>) {
        let node = |kind| Piece::Node(Inline { span, kind });
        match tag {
            Tag::Text(text) => out.push(node(InlineKind::Text(text))),
            Tag::Break => out.push(node(InlineKind::HardBreak)),
            Tag::Rule => {}
            Tag::Image {
                src,
                alt,
                title,
                size,
            } => {
                let target = self.target(src, TargetKind::Image, span);
                out.push(node(InlineKind::Image(Image {
                    target,
                    alt,
                    title,
                    size,
                })));
            }
            Tag::Reference { name, src, title } => {
                // Which frames are shown is for the site to say.
                let is_frame = name == "iframe";
                if !is_frame {
                    self.found(Code::RemovedHtml, span, [&name]);
                }
                let content = vec![Inline {
                    span,
                    kind: InlineKind::Text(src.clone()),
                }];
                let target = self.target(src, TargetKind::Link, span);
                out.push(node(InlineKind::Link(Link {
                    target,
                    title,
                    content,
                    is_frame,
                })));
            }
            Tag::Removed(name) => {
                self.found(Code::RemovedHtml, span, [&name]);
                let text = Inline {
                    span,
                    kind: InlineKind::Text(format!("<{name}>")),
                };
                let attrs = vec![("class", "removed-html".to_owned())];
                out.push(node(InlineKind::Element(element(
                    "span",
                    attrs,
                    vec![text],
                ))));
                self.removed = Some((name, out.len()));
            }
            Tag::End(name) => {
                // What stood between is no text. Without an end nothing is taken away.
                if let Some((_, at)) = self.removed.take_if(|(open, _)| *open == name) {
                    out.truncate(at);
                }
            }
            Tag::Dropped(name) => self.found(Code::DroppedHtml, span, [&name]),
            Tag::Open(tag) => {
                self.removed_attributes(&tag.removed, span);
                // A block inside a line of text would tear its paragraph; what it holds stays.
                if html::is_block(tag.name) {
                    return;
                }
                let title = tag
                    .attrs
                    .iter()
                    .find(|(key, _)| *key == "title")
                    .map(|(_, v)| v.clone());
                if let Some(href) = tag.href {
                    let target = self.target(href, TargetKind::Link, span);
                    out.push(Piece::Open(
                        Opening::Link {
                            target,
                            title: title.unwrap_or_default(),
                        },
                        span,
                    ));
                } else {
                    let attrs = self.unique_id(tag.attrs);
                    out.push(Piece::Open(
                        Opening::Element {
                            name: tag.name,
                            attrs,
                        },
                        span,
                    ));
                }
            }
            Tag::Close(name) => out.push(Piece::Close(name)),
        }
    }

    pub(super) fn removed_attributes(&mut self, removed: &[String], span: Span) {
        for name in removed {
            self.found(Code::RemovedAttribute, span, [name]);
        }
    }

    pub(super) fn unique_id(
        &mut self,
        mut attrs: Vec<(&'static str, String)>,
    ) -> Vec<(&'static str, String)> {
        for (key, value) in &mut attrs {
            if *key == "id" {
                *value = self.anchors.unique(std::mem::take(value));
            }
        }
        attrs
    }

    pub(super) fn nest_inlines(&mut self, pieces: Vec<Piece<Inline>>) -> Vec<Inline> {
        let mut open = Vec::new();
        let nodes = nest(
            pieces,
            &mut |opening, span, children| {
                let kind = match opening {
                    Opening::Link { target, title } => InlineKind::Link(Link {
                        target,
                        title,
                        content: children,
                        is_frame: false,
                    }),
                    // Without an address it only has an id.
                    Opening::Element { name: "a", attrs } => {
                        InlineKind::Element(element("span", attrs, children))
                    }
                    Opening::Element { name, attrs } => {
                        InlineKind::Element(element(name, attrs, children))
                    }
                };
                vec![Inline { span, kind }]
            },
            &mut |name, span| open.push((name, span)),
        );
        self.unclosed(open);
        nodes
    }

    pub(super) fn nest_blocks(&mut self, pieces: Vec<Piece<Block>>) -> Vec<Block> {
        let mut open = Vec::new();
        let mut headings = Vec::new();
        let mut nodes = nest(
            pieces,
            &mut |opening, span, children| {
                let Opening::Element { name, attrs } = opening else {
                    return children;
                };
                let kind = match (name, children) {
                    ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", children) => {
                        let level = name.as_bytes()[1] - b'0';
                        let content = inlines::content_of(children);
                        headings.push(span);
                        let classes = attrs
                            .iter()
                            .filter(|(key, _)| *key == "class")
                            .map(|(_, v)| v.clone())
                            .collect();
                        let anchor = attrs
                            .into_iter()
                            .find(|(key, _)| *key == "id")
                            .map_or(String::new(), |(_, v)| v);
                        let custom_id = !anchor.is_empty();
                        BlockKind::Heading(Heading {
                            level,
                            anchor,
                            custom_id,
                            content,
                            classes,
                        })
                    }
                    ("p", mut children)
                        if attrs.is_empty()
                            && children.len() == 1
                            && matches!(children[0].kind, BlockKind::Plain(_)) =>
                    {
                        match children.remove(0).kind {
                            BlockKind::Plain(content) => BlockKind::Paragraph(content),
                            other => other,
                        }
                    }
                    ("p", children) => BlockKind::Element(element("div", attrs, children)),
                    // It holds a line: what one without an end has taken in as well stands below it.
                    ("summary", mut children) => {
                        let is_line = |block: &Block| {
                            matches!(block.kind, BlockKind::Plain(_) | BlockKind::Heading(_))
                        };
                        let line = children.iter().take_while(|block| is_line(block)).count();
                        let below = children.split_off(line.max(1).min(children.len()));
                        let kind = BlockKind::Element(element(name, attrs, children));
                        return [Block { span, kind }].into_iter().chain(below).collect();
                    }
                    (name, children) => BlockKind::Element(element(name, attrs, children)),
                };
                vec![Block { span, kind }]
            },
            &mut |name, span| open.push((name, span)),
        );
        if !headings.is_empty() {
            self.name_headings(&mut nodes);
        }
        self.unclosed(open);
        nodes.shrink_to_fit();
        nodes
    }

    /// Gives HTML headings without an id the anchor that a Markdown heading would have.
    pub(super) fn name_headings(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            match &mut block.kind {
                BlockKind::Heading(heading) if heading.anchor.is_empty() => {
                    heading.anchor = self
                        .anchors
                        .for_text(&inlines::plain_text(&heading.content));
                }
                BlockKind::Element(element) => self.name_headings(&mut element.children),
                _ => {}
            }
        }
    }

    pub(super) fn unclosed(&mut self, open: Vec<(&'static str, Span)>) {
        for (name, span) in open {
            self.found(Code::UnclosedHtml, span, [name]);
        }
    }
}

/// White space of HTML text outside `<pre>` is one space.
fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let c = if c.is_ascii_whitespace() { ' ' } else { c };
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    out
}
