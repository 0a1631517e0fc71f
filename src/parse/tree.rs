//! Markdown events become the tree.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, CodeBlockKind, Event, LinkType, OffsetIter, Options, Parser, Tag as Md,
};

use super::html::{self, Tag};
use super::inlines;
use super::nest::{Opening, Piece, element, nest};
use super::prepared::{ESCAPE, Part, Piece as Taken, Prepared, parts};
use super::{callout, info};
use crate::diagnostic::{Code, Diagnostic, SourceId, Span};
use crate::document::{
    Align, Block, BlockKind, CodeBlock, Definition, Document, Footnote, Formula, Heading, Image,
    ImageSize, Inline, InlineKind, Link, List, ListItem, Table, Target, TargetId, TargetKind,
};
use crate::text::Anchors;

/// How deep containers may stand in one another; deeper ones are dropped and what they hold stays.
pub(super) const MAX_DEPTH: usize = 64;

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS
}

/// Builds the tree of a prepared note.
pub(super) fn build(source: SourceId, prepared: &Prepared) -> (Document, Vec<Diagnostic>) {
    let mut builder = Builder {
        events: Parser::new_ext(&prepared.text.text, options()).into_offset_iter(),
        peeked: None,
        prepared,
        source,
        document: Document::default(),
        footnotes: BTreeMap::new(),
        anchors: Anchors::default(),
        diagnostics: Vec::new(),
        depth: 0,
        too_deep: false,
        removed: None,
    };
    builder.number_footnotes();
    let blocks = builder.blocks();
    builder.finish(blocks)
}

struct Builder<'a> {
    events: OffsetIter<'a>,
    peeked: Option<(Event<'a>, Range<usize>)>,
    prepared: &'a Prepared,
    source: SourceId,
    document: Document,
    /// By label: the index into the document's footnotes.
    footnotes: BTreeMap<String, usize>,
    anchors: Anchors,
    diagnostics: Vec<Diagnostic>,
    depth: usize,
    too_deep: bool,
    /// The last element of this run that was left out, and how many nodes stand before what it holds.
    removed: Option<(String, usize)>,
}

impl<'a> Builder<'a> {
    fn next(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        self.peeked.take().or_else(|| self.events.next())
    }

    fn peek(&mut self) -> Option<&Event<'a>> {
        if self.peeked.is_none() {
            self.peeked = self.events.next();
        }
        self.peeked.as_ref().map(|(event, _)| event)
    }

    /// The place in the author's file of a range of the prepared text.
    fn span(&self, range: &Range<usize>) -> Span {
        let text = &self.prepared.text;
        Span::new(
            self.source,
            text.original(range.start),
            text.original(range.end),
        )
    }

    fn found<const N: usize>(&mut self, code: Code, span: Span, args: [&str; N]) {
        self.diagnostics.push(Diagnostic::new(code, span, args));
    }

    fn target(&mut self, raw: String, kind: TargetKind, span: Span) -> TargetId {
        inlines::add_target(&mut self.document.targets, Target { raw, kind, span })
    }

    /// Blocks up to the end of the container that is open, which is consumed.
    fn blocks(&mut self) -> Vec<Block> {
        let mut out = Vec::new();
        // Containers that were entered beyond the greatest depth and have no node of their own.
        let mut transparent = 0_u32;
        while let Some(event) = self.peek() {
            match event {
                Event::End(_) => {
                    self.next();
                    if transparent == 0 {
                        break;
                    }
                    transparent -= 1;
                }
                Event::Start(tag) if is_block_tag(tag) => {
                    let is_leaf = matches!(
                        tag,
                        Md::Paragraph
                            | Md::Heading { .. }
                            | Md::CodeBlock(_)
                            | Md::HtmlBlock
                            | Md::Table(_)
                    );
                    let Some((Event::Start(tag), range)) = self.next() else {
                        break;
                    };
                    if self.depth >= MAX_DEPTH && !is_leaf {
                        if !std::mem::replace(&mut self.too_deep, true) {
                            self.found(Code::TooDeep, self.span(&(range.start..range.start)), []);
                        }
                        transparent += 1;
                        continue;
                    }
                    self.depth += 1;
                    self.block(tag, &range, &mut out);
                    self.depth -= 1;
                }
                Event::Rule => {
                    if let Some((_, range)) = self.next() {
                        let span = self.span(&range);
                        out.push(Piece::Node(Block {
                            span,
                            kind: BlockKind::Rule,
                        }));
                    }
                }
                _ => {
                    // Text of a tight list item.
                    let (content, span) = self.inline_run();
                    if content.is_empty() {
                        // An event that is neither block nor text; it must not be met again.
                        if !matches!(
                            self.peek(),
                            Some(Event::End(_) | Event::Start(_) | Event::Rule) | None
                        ) {
                            self.next();
                        }
                        continue;
                    }
                    self.paragraph(content, span, BlockKind::Plain, &mut out);
                }
            }
        }
        self.nest_blocks(out)
    }

    fn block(&mut self, tag: Md<'a>, range: &Range<usize>, out: &mut Vec<Piece<Block>>) {
        let span = self.span(range);
        let kind = match tag {
            Md::Paragraph => {
                let (content, _) = self.inline_run();
                self.next();
                self.paragraph(content, span, BlockKind::Paragraph, out);
                return;
            }
            Md::Heading {
                level, id, classes, ..
            } => {
                let content = self.inline_content();
                self.next();
                let id = id.map(|id| self.prepared.plain(&id).into_owned());
                self.heading(
                    level as u8,
                    id,
                    classes
                        .iter()
                        .map(|c| self.prepared.plain(c).into_owned())
                        .collect(),
                    content,
                )
            }
            Md::BlockQuote(_) => {
                let blocks = self.blocks();
                callout::or_quote(blocks)
            }
            Md::List(start) => BlockKind::List(List {
                start,
                items: self.items(),
            }),
            Md::CodeBlock(kind) => self.code_block(&kind),
            Md::HtmlBlock => {
                self.html_block(range, out);
                return;
            }
            Md::Table(align) => self.table(&align),
            Md::DefinitionList => self.definitions(),
            Md::FootnoteDefinition(label) => {
                let blocks = self.blocks();
                self.footnote(&self.prepared.plain(&label), span, blocks);
                return;
            }
            // Items, rows and the like are read by their containers.
            _ => {
                let blocks = self.blocks();
                out.extend(blocks.into_iter().map(Piece::Node));
                return;
            }
        };
        out.push(Piece::Node(Block { span, kind }));
    }

    fn heading(
        &mut self,
        level: u8,
        id: Option<String>,
        classes: Vec<String>,
        content: Vec<Inline>,
    ) -> BlockKind {
        let custom_id = id.as_ref().is_some_and(|id| !id.is_empty());
        let anchor = match id {
            Some(id) if !id.is_empty() => self.anchors.unique(id),
            _ => self.anchors.for_text(&inlines::plain_text(&content)),
        };
        let custom_id = custom_id || inlines::block_id(&content).is_some();
        BlockKind::Heading(Heading {
            level,
            anchor,
            custom_id,
            content,
            classes,
        })
    }

    /// One paragraph; a callout's title and the lines of a `Q:`/`A:` block become paragraphs of their own.
    fn paragraph(
        &mut self,
        content: Vec<Inline>,
        span: Span,
        wrap: fn(Vec<Inline>) -> BlockKind,
        out: &mut Vec<Piece<Block>>,
    ) {
        for part in callout::split_lines(content) {
            let part = inlines::trimmed(inlines::finish(part, &mut self.document.targets));
            if !part.is_empty() {
                self.text_blocks(part, span, wrap, out);
            }
        }
    }

    /// A paragraph's text as blocks: display formulas and embeds split it, `[TOC]` replaces it.
    fn text_blocks(
        &mut self,
        content: Vec<Inline>,
        span: Span,
        wrap: fn(Vec<Inline>) -> BlockKind,
        out: &mut Vec<Piece<Block>>,
    ) {
        for (kind, own) in inlines::split_blocks(content, wrap, &mut self.document.targets) {
            out.push(Piece::Node(Block {
                span: own.unwrap_or(span),
                kind,
            }));
        }
    }

    fn items(&mut self) -> Vec<ListItem> {
        let mut items = Vec::new();
        while let Some((event, range)) = self.next() {
            match event {
                Event::End(_) => break,
                Event::Start(_) => {
                    let span = self.span(&range);
                    let checked = if let Some(Event::TaskListMarker(checked)) = self.peek() {
                        let checked = *checked;
                        self.next();
                        Some(checked)
                    } else {
                        None
                    };
                    let mut item = ListItem {
                        span,
                        checked,
                        blocks: Vec::new(),
                    };
                    // In a loose list the marker stands inside the first paragraph; `inline_run` leaves it in `task`.
                    item.blocks = self.blocks();
                    if item.checked.is_none() {
                        item.checked = inlines::take_task(&mut item.blocks);
                    }
                    items.push(item);
                }
                _ => {}
            }
        }
        items
    }

    fn code_block(&mut self, kind: &CodeBlockKind) -> BlockKind {
        let mut text = String::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::Text(piece) => text.push_str(&piece),
                Event::End(_) => break,
                _ => {}
            }
        }
        let text = self.prepared.restore(&text).replace("\r\n", "\n");
        let (lang, meta) = match kind {
            CodeBlockKind::Fenced(info) => info::split_info(&self.prepared.restore(info)),
            CodeBlockKind::Indented => (String::new(), String::new()),
        };
        if lang == "math" {
            return BlockKind::Math(Formula {
                tex: text.trim().to_owned(),
                display: true,
            });
        }
        BlockKind::Code(CodeBlock { lang, meta, text })
    }

    fn table(&mut self, align: &[Alignment]) -> BlockKind {
        let align = align
            .iter()
            .map(|a| match a {
                Alignment::None => Align::None,
                Alignment::Left => Align::Left,
                Alignment::Center => Align::Center,
                Alignment::Right => Align::Right,
            })
            .collect();
        let mut table = Table {
            align,
            head: Vec::new(),
            rows: Vec::new(),
        };
        let mut in_head = false;
        while let Some((event, _)) = self.next() {
            match event {
                Event::Start(Md::TableHead) => in_head = true,
                Event::End(pulldown_cmark::TagEnd::TableHead) => in_head = false,
                Event::Start(Md::TableRow) => table.rows.push(Vec::new()),
                Event::Start(Md::TableCell) => {
                    let content = self.inline_content();
                    self.next();
                    if in_head {
                        table.head.push(content);
                    } else if let Some(row) = table.rows.last_mut() {
                        row.push(content);
                    }
                }
                Event::End(pulldown_cmark::TagEnd::Table) => break,
                _ => {}
            }
        }
        BlockKind::Table(table)
    }

    fn definitions(&mut self) -> BlockKind {
        let mut list: Vec<Definition> = Vec::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::Start(Md::DefinitionListTitle) => {
                    let term = self.inline_content();
                    self.next();
                    list.push(Definition {
                        term,
                        meanings: Vec::new(),
                    });
                }
                Event::Start(Md::DefinitionListDefinition) => {
                    let blocks = self.blocks();
                    match list.last_mut() {
                        Some(definition) => definition.meanings.push(blocks),
                        None => list.push(Definition {
                            term: Vec::new(),
                            meanings: vec![blocks],
                        }),
                    }
                }
                Event::End(_) => break,
                _ => {}
            }
        }
        BlockKind::Definitions(list)
    }

    fn footnote(&mut self, label: &str, span: Span, blocks: Vec<Block>) {
        let index = self.footnote_index(label, span);
        let footnote = &mut self.document.footnotes[index];
        footnote.span = span;
        footnote.blocks.extend(blocks);
    }

    /// Footnotes are numbered by their first reference, wherever they are defined.
    fn number_footnotes(&mut self) {
        let text = &self.prepared.text.text;
        if !text.contains("[^") {
            return;
        }
        for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
            if let Event::FootnoteReference(label) = event {
                let span = self.span(&range);
                self.footnote_index(&self.prepared.plain(&label), span);
            }
        }
    }

    fn footnote_index(&mut self, label: &str, span: Span) -> usize {
        if let Some(&index) = self.footnotes.get(label) {
            return index;
        }
        let index = self.document.footnotes.len();
        self.document.footnotes.push(Footnote {
            label: label.to_owned(),
            span,
            references: 0,
            blocks: Vec::new(),
        });
        self.footnotes.insert(label.to_owned(), index);
        index
    }

    /// The finished text of a leaf block.
    fn inline_content(&mut self) -> Vec<Inline> {
        let (nodes, _) = self.inline_run();
        inlines::finish(nodes, &mut self.document.targets)
    }

    /// Inline nodes up to the next end or block, which is not consumed.
    fn inline_run(&mut self) -> (Vec<Inline>, Span) {
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

    fn inline_leaf(
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
                for tag in html::read(&html) {
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
    fn is_escaped(&self, range: &Range<usize>) -> bool {
        let text = &self.prepared.text.text;
        let (before, own) = (&text[..range.start], &text[range.clone()]);
        let before = before.strip_suffix('\\').unwrap_or_default();
        let by_backslash = !before.is_empty() && !before.ends_with(['\\', ESCAPE]);
        by_backslash || (own.starts_with('&') && own.ends_with(';'))
    }

    /// A text with the formulas that were taken out of it.
    fn text_nodes(&self, text: &str, span: Span, out: &mut Vec<Piece<Inline>>) {
        for part in parts(text) {
            let node = match part {
                Part::Text(text) => Inline {
                    span,
                    kind: InlineKind::Text(self.prepared.plain(text).into_owned()),
                },
                Part::Held(number) => match self.prepared.held.get(number) {
                    Some(held) => match &held.what {
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
                    },
                    None => continue,
                },
            };
            out.push(Piece::Node(node));
        }
    }

    fn inline_container(
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

    fn inline_children(&mut self) -> Vec<Inline> {
        let (children, _) = self.inline_run();
        self.next();
        children
    }

    fn written_target(
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

    fn html_block(&mut self, range: &Range<usize>, out: &mut Vec<Piece<Block>>) {
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
        for mut tag in html::read(&html) {
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

    fn flush_line(
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

    fn inline_tag(&mut self, tag: Tag, span: Span, out: &mut Vec<Piece<Inline>>) {
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
            Tag::Reference { name, src } => {
                self.found(Code::RemovedHtml, span, [&name]);
                let content = vec![Inline {
                    span,
                    kind: InlineKind::Text(src.clone()),
                }];
                let target = self.target(src, TargetKind::Link, span);
                out.push(node(InlineKind::Link(Link {
                    target,
                    title: String::new(),
                    content,
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
                match tag.href {
                    Some(href) => {
                        let target = self.target(href, TargetKind::Link, span);
                        out.push(Piece::Open(
                            Opening::Link {
                                target,
                                title: title.unwrap_or_default(),
                            },
                            span,
                        ));
                    }
                    None => {
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
            }
            Tag::Close(name) => out.push(Piece::Close(name)),
        }
    }

    fn removed_attributes(&mut self, removed: &[String], span: Span) {
        for name in removed {
            self.found(Code::RemovedAttribute, span, [name]);
        }
    }

    fn unique_id(&mut self, mut attrs: Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
        for (key, value) in &mut attrs {
            if *key == "id" {
                *value = self.anchors.unique(std::mem::take(value));
            }
        }
        attrs
    }

    fn nest_inlines(&mut self, pieces: Vec<Piece<Inline>>) -> Vec<Inline> {
        let mut open = Vec::new();
        let nodes = nest(
            pieces,
            &mut |opening, span, children| {
                let kind = match opening {
                    Opening::Link { target, title } => InlineKind::Link(Link {
                        target,
                        title,
                        content: children,
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

    fn nest_blocks(&mut self, pieces: Vec<Piece<Block>>) -> Vec<Block> {
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
        nodes
    }

    /// Gives HTML headings without an id the anchor that a Markdown heading would have.
    fn name_headings(&mut self, blocks: &mut [Block]) {
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

    fn unclosed(&mut self, open: Vec<(&'static str, Span)>) {
        for (name, span) in open {
            self.found(Code::UnclosedHtml, span, [name]);
        }
    }

    fn finish(mut self, blocks: Vec<Block>) -> (Document, Vec<Diagnostic>) {
        self.document.blocks = blocks;
        for index in 0..self.document.footnotes.len() {
            let footnote = &self.document.footnotes[index];
            let (span, label) = (footnote.span, footnote.label.clone());
            if footnote.references == 0 {
                self.found(Code::UnusedFootnote, span, [&label]);
            }
        }
        (self.document, self.diagnostics)
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

fn is_block_tag(tag: &Md) -> bool {
    !matches!(
        tag,
        Md::Emphasis
            | Md::Strong
            | Md::Strikethrough
            | Md::Superscript
            | Md::Subscript
            | Md::Link { .. }
            | Md::Image { .. }
    )
}

/// The size in `alt|300` or `alt|300x200`.
pub(super) fn split_size(alt: &str) -> (&str, ImageSize) {
    let (text, size) = alt.rsplit_once('|').unwrap_or(("", alt));
    let (width, height) = size
        .split_once('x')
        .map_or((size, None), |(w, h)| (w, Some(h)));
    let number = |s: &str| {
        s.trim()
            .parse::<u32>()
            .ok()
            .filter(|n| (1..=20_000).contains(n))
    };
    match (number(width), height.map(number)) {
        (Some(width), None) => (text, ImageSize::Pixels(width, None)),
        (Some(width), Some(Some(height))) => (text, ImageSize::Pixels(width, Some(height))),
        _ => (alt, ImageSize::Natural),
    }
}
