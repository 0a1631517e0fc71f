//! Text, and what stands in it.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag as Md};

use super::{Builder, MAX_DEPTH, is_block_tag};
use crate::diagnostic::Span;
use crate::document::{Inline, InlineKind, Link, TargetKind};
use crate::parse::nest::Piece;
use crate::parse::prepared::{ESCAPE, Part, Piece as Taken, parts};
use crate::parse::{html, inlines};

impl<'a> Builder<'a> {
    /// The finished text of a leaf block.
    pub(super) fn inline_content(&mut self) -> Vec<Inline> {
        let (nodes, _) = self.inline_run();
        inlines::finish(nodes, &mut self.document.targets)
    }

    /// Inline nodes up to the next end or block, which is not consumed.
    pub(super) fn inline_run(&mut self) -> (Vec<Inline>, Span) {
        let mut out: Vec<Piece<Inline>> = Vec::new();
        let outer = self.removed.take();
        let mut transparent = 0_u32;
        let mut whole: Option<Range<usize>> = None;
        while let Some(event) = self.peek() {
            match event {
                Event::End(_) if transparent > 0 => {
                    transparent -= 1;
                    self.next();
                    continue;
                }
                Event::End(_) | Event::Rule => break,
                Event::Start(tag) if is_block_tag(tag) => break,
                _ => {}
            }
            let Some((event, range)) = self.next() else {
                break;
            };
            whole =
                Some(whole.map_or(range.clone(), |whole| whole.start..range.end.max(whole.end)));
            if let Event::Start(tag) = event {
                if self.depth >= MAX_DEPTH {
                    transparent += 1;
                    continue;
                }
                self.depth += 1;
                self.inline_container(tag, &range, &mut out);
                self.depth -= 1;
            } else {
                self.inline_leaf(event, &range, &mut out);
            }
        }
        self.removed = outer;
        let span = self.span(&whole.unwrap_or(0..0));
        let nested = self.nest_inlines(out);
        (nested, span)
    }

    pub(super) fn inline_leaf(
        &mut self,
        event: Event<'a>,
        range: &Range<usize>,
        out: &mut Vec<Piece<Inline>>,
    ) {
        let span = self.span(range);
        let kind = match event {
            Event::Text(text) => {
                // What the author escaped stands for itself in the passes over text too.
                if self.is_escaped(range) {
                    let kind = InlineKind::Text(ESCAPE.to_string());
                    out.push(Piece::Node(Inline { span, kind }));
                }
                self.text_nodes(&text, span, out);
                return;
            }
            Event::Code(code) => InlineKind::Code(self.prepared.restore(&code)),
            Event::InlineHtml(html) | Event::Html(html) => {
                let html = self.prepared.restore(&html);
                for tag in html::read(&html, self.trusts_html) {
                    self.inline_tag(tag, span, out);
                }
                return;
            }
            Event::FootnoteReference(label) => {
                let index = self.footnote_index(&self.prepared.plain(&label), span);
                let footnote = &mut self.document.footnotes[index];
                footnote.references += 1;
                InlineKind::Footnote(index, footnote.references)
            }
            Event::SoftBreak => InlineKind::SoftBreak,
            Event::HardBreak => InlineKind::HardBreak,
            Event::TaskListMarker(checked) => inlines::task_marker(checked),
            _ => return,
        };
        out.push(Piece::Node(Inline { span, kind }));
    }

    /// Whether a text begins with a character that was escaped by a backslash or written as an entity.
    pub(super) fn is_escaped(&self, range: &Range<usize>) -> bool {
        let text = &self.prepared.text.text;
        let (before, own) = (&text[..range.start], &text[range.clone()]);
        let before = before.strip_suffix('\\').unwrap_or_default();
        let by_backslash = !before.is_empty() && !before.ends_with(['\\', ESCAPE]);
        by_backslash || (own.starts_with('&') && own.ends_with(';'))
    }

    /// A text with the formulas that were taken out of it.
    pub(super) fn text_nodes(&self, text: &str, span: Span, out: &mut Vec<Piece<Inline>>) {
        // What was taken out of the text has its place, and what stands around it is told from that.
        let mut rest = span;
        let mut parts = parts(text).peekable();
        while let Some(part) = parts.next() {
            let node = match part {
                Part::Text(text) => {
                    let next = match parts.peek() {
                        Some(Part::Held(number)) => self.prepared.held.get(*number),
                        _ => None,
                    };
                    let end = next.map_or(rest.range().end, |held| held.range.start);
                    Inline {
                        span: Span::new(self.source, rest.range().start, end),
                        kind: InlineKind::Text(self.prepared.plain(text).into_owned()),
                    }
                }
                Part::Held(number) => match self.prepared.held.get(number) {
                    Some(held) => {
                        rest = Span::new(self.source, held.range.end, rest.range().end);
                        match &held.what {
                            Taken::Formula(formula) => Inline {
                                span: Span::new(self.source, held.range.start, held.range.end),
                                kind: InlineKind::Math(formula.clone()),
                            },
                            Taken::Comment => continue,
                            // Not a link after all.
                            Taken::Target { .. } => Inline {
                                span,
                                kind: InlineKind::Text(held.source.clone()),
                            },
                        }
                    }
                    None => continue,
                },
            };
            out.push(Piece::Node(node));
        }
    }

    pub(super) fn inline_container(
        &mut self,
        tag: Md<'a>,
        range: &Range<usize>,
        out: &mut Vec<Piece<Inline>>,
    ) {
        let span = self.span(range);
        let kind = match tag {
            Md::Emphasis => InlineKind::Emphasis(self.inline_children()),
            Md::Strong => InlineKind::Strong(self.inline_children()),
            Md::Strikethrough => InlineKind::Strike(self.inline_children()),
            Md::Link {
                link_type,
                dest_url,
                title,
                ..
            } => {
                let (raw, kind) = self.written_target(link_type, &dest_url, TargetKind::Link);
                let target = self.target(raw, kind, span);
                let content = self.inline_children();
                InlineKind::Link(Link {
                    target,
                    title: self.prepared.restore(&title),
                    content,
                    is_frame: false,
                })
            }
            Md::Image {
                link_type,
                dest_url,
                title,
                ..
            } => {
                let (raw, kind) = self.written_target(link_type, &dest_url, TargetKind::Image);
                let target = self.target(raw, kind, span);
                let mut alt = inlines::plain_text(&self.inline_children());
                if let Some((_, size)) = self.prepared.target(&dest_url)
                    && !size.is_empty()
                {
                    alt = format!("{alt}|{size}");
                }
                let piped = matches!(link_type, LinkType::WikiLink { has_pothole: true });
                inlines::image_or_embed(
                    target,
                    &self.document.targets[target.0 as usize],
                    &alt,
                    self.prepared.restore(&title),
                    piped,
                )
            }
            _ => {
                let children = self.inline_children();
                out.extend(children.into_iter().map(Piece::Node));
                return;
            }
        };
        out.push(Piece::Node(Inline { span, kind }));
    }

    pub(super) fn inline_children(&mut self) -> Vec<Inline> {
        let (children, _) = self.inline_run();
        self.next();
        children
    }

    pub(super) fn written_target(
        &self,
        link_type: LinkType,
        url: &str,
        plain: TargetKind,
    ) -> (String, TargetKind) {
        let url = self.prepared.address(url);
        match link_type {
            LinkType::WikiLink { .. } => {
                let kind = if plain == TargetKind::Image {
                    TargetKind::Embed
                } else {
                    TargetKind::WikiLink
                };
                // In tables the pipe of a wiki link is escaped.
                (url.trim_end_matches('\\').to_owned(), kind)
            }
            LinkType::Email => (format!("mailto:{url}"), plain),
            _ => (url, plain),
        }
    }
}
