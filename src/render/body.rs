//! Blocks, and the sections of questions around them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::code::render_code;
use super::diagram::is_diagram;
use super::escape::{escape_attribute, escape_text};
use super::image::picture;
use super::math::{NumberedFormula, number_formulas, write_formula};
use super::words::{Words, words};
use super::{RenderedNote, Shared, TocEntry};
use crate::catalog::{NoteId, Resolved};
use crate::diagnostic::{Checked, Code, Diagnostic, Span};
use crate::document::{
    Align, Block, BlockKind, Callout, CodeBlock, Definition, Document, Element, Formula, Heading,
    Inline, InlineKind, List, Table, TargetId,
};
use crate::link::LinkedNote;
use crate::parse::{
    ParsedNote, PlacedFormula, Question, inner_blocks, inner_inlines, inner_text, is_source,
    plain_text,
};
use crate::url;

/// How deep embeds may stand in one another.
const MAX_EMBED_DEPTH: usize = 4;

/// How many embeds a page may show, those in embeds included: notes that embed each other often would grow without end.
const MAX_EMBEDS: usize = 200;

/// The outline holds headings down to this level.
const OUTLINE_LEVELS: u8 = 4;

/// Writes one note's body, or the part of another note that is embedded in it.
pub(super) struct Writer<'a, 'b> {
    pub(super) shared: &'b Shared<'a>,
    pub(super) words: &'static Words,
    /// The page's note.
    pub(super) page: NoteId,
    /// What leads from the page to the output folder.
    pub(super) root: String,
    /// The note whose text is being written: the page's own, or an embedded one.
    pub(super) text: Text<'a>,
    /// The notes and parts of notes that are open around `text`, by embedding.
    embedding: Vec<(NoteId, Option<&'a str>)>,
    /// How many embeds were met.
    embeds: usize,
    pub(super) out: RenderedNote,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Links may not stand in links.
    pub(super) in_link: bool,
    /// In headings and outlines a formula is no block, and an image no figure.
    pub(super) phrasing_only: bool,
    /// Whether the image being written is all there is in its paragraph, or framed by itself.
    pub(super) stands_alone: bool,
    /// Text that is written a second time, for an outline: no ids, links or notes, and nothing is counted or found again.
    pub(super) is_copy: bool,
}

/// A note whose text is written.
#[derive(Clone)]
pub(super) struct Text<'a> {
    pub(super) id: NoteId,
    pub(super) note: &'a ParsedNote,
    pub(super) linked: &'a LinkedNote,
    /// The note's formulas with their numbers written out, by place.
    formulas: BTreeMap<Span, NumberedFormula>,
}

impl<'a> Text<'a> {
    fn new(id: NoteId, note: &'a ParsedNote, linked: &'a LinkedNote) -> (Self, Vec<Diagnostic>) {
        let placed = placed_formulas(&note.document);
        let numbered = number_formulas(&placed);
        let formulas = placed
            .iter()
            .map(|(_, span)| *span)
            .zip(numbered.value)
            .collect();
        (
            Self {
                id,
                note,
                linked,
                formulas,
            },
            numbered.diagnostics,
        )
    }
}

pub(super) fn render<'a>(
    shared: &Shared<'a>,
    id: NoteId,
    note: &'a ParsedNote,
    linked: &'a LinkedNote,
) -> Checked<RenderedNote> {
    let (text, diagnostics) = Text::new(id, note, linked);
    let mut writer = Writer {
        shared,
        words: words(shared.lang),
        page: id,
        root: url::root_of(&shared.catalog.note(id).route),
        text,
        embedding: Vec::new(),
        embeds: 0,
        out: RenderedNote::default(),
        diagnostics,
        in_link: false,
        phrasing_only: false,
        stands_alone: false,
        is_copy: false,
    };
    writer.note();
    writer.out.toc = writer.outline();
    writer.out.summary = summary(&note.document.blocks);
    Checked {
        value: writer.out,
        diagnostics: writer.diagnostics,
    }
}

impl<'a> Writer<'a, '_> {
    pub(super) fn push(&mut self, html: &str) {
        self.out.html.push_str(html);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.out.html.push_str(&escape_text(text));
    }

    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        let _ = write!(self.out.html, " {name}=\"{}\"", escape_attribute(value));
    }

    pub(super) fn found(&mut self, diagnostic: Diagnostic) {
        if !self.is_copy {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Whether the text being written belongs to another page.
    pub(super) fn is_embedded(&self) -> bool {
        !self.embedding.is_empty()
    }

    pub(super) fn resolved(&self, target: TargetId) -> &'a Resolved {
        static MISSING: Resolved = Resolved::Missing;
        self.text
            .linked
            .targets
            .get(target.0 as usize)
            .unwrap_or(&MISSING)
    }

    fn note(&mut self) {
        let note = self.text.note;
        let blocks = &note.document.blocks;
        let mut at = 0;
        for (index, question) in note.questions.iter().enumerate() {
            self.blocks(&blocks[at..question.blocks.start]);
            self.question(index, question, &blocks[question.blocks.clone()]);
            at = question.blocks.end;
        }
        self.blocks(&blocks[at..]);
        self.footnotes();
    }

    fn question(&mut self, index: usize, question: &Question, blocks: &[Block]) {
        let entry = &self.shared.catalog.note(self.text.id).questions[index];
        self.push("<section class=\"question\"");
        self.attribute("id", &question.anchor);
        self.attribute("data-card", &entry.card);
        self.attribute("data-state", entry.state.as_str());
        self.push(">");
        let Some((title, answer)) = blocks.split_first() else {
            return;
        };
        let (name, content) = match &title.kind {
            BlockKind::Heading(heading) => {
                (heading_name(heading.level), heading.content.as_slice())
            }
            BlockKind::Paragraph(content) => ("p", content.as_slice()),
            _ => ("p", [].as_slice()),
        };
        let _ = write!(self.out.html, "<{name} class=\"question-title\">");
        self.numbered_text(&question.number, name == "p", content);
        self.permalink(&question.anchor);
        let _ = write!(self.out.html, "</{name}>\n<div class=\"question-answer\">");
        self.blocks(answer);
        if entry.state == crate::parse::AnswerState::Empty {
            let place = format!("{}:{}", self.text.note.path, entry.line);
            let _ = write!(
                self.out.html,
                "<p class=\"unanswered\">{} <code>{}</code></p>",
                self.words.unanswered,
                escape_text(&place)
            );
        }
        self.push("</div></section>\n");
    }

    /// The text of a question, its number (or the `Q:` in front) set apart.
    fn numbered_text(&mut self, number: &str, is_dialogue: bool, content: &[Inline]) {
        let mut content = content.to_vec();
        if let Some(Inline {
            kind: InlineKind::Text(text),
            ..
        }) = content.first_mut()
        {
            let rest = text.trim_start();
            let speaker = rest.find([':', '：']).filter(|_| is_dialogue);
            let rest = match (speaker, rest.strip_prefix(number)) {
                (Some(at), _) => rest[at..].trim_start_matches([':', '：']).trim_start(),
                (None, Some(rest)) if !number.is_empty() => {
                    let _ = write!(
                        self.out.html,
                        "<span class=\"number\">{}</span> ",
                        escape_text(number)
                    );
                    rest.trim_start()
                }
                _ => rest,
            };
            let rest = rest.to_owned();
            *text = rest;
        }
        self.phrasing(&content);
    }

    fn permalink(&mut self, anchor: &str) {
        let _ = write!(
            self.out.html,
            " <a class=\"anchor\" href=\"#{}\" aria-label=\"{}\"></a>",
            escape_attribute(&url::encode(anchor)),
            self.words.link_here
        );
    }

    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Paragraph(content) => self.paragraph(content, Some("p")),
            BlockKind::Plain(content) => self.paragraph(content, None),
            BlockKind::Heading(heading) => self.heading(heading),
            BlockKind::Quote(blocks) => {
                self.push(if is_source(blocks) {
                    "<blockquote class=\"source\">"
                } else {
                    "<blockquote>"
                });
                self.blocks(blocks);
                self.push("</blockquote>\n");
            }
            BlockKind::Callout(callout) => self.callout(callout),
            BlockKind::List(list) => self.list(list),
            BlockKind::Code(code) => self.code(code, block.span),
            BlockKind::Math(formula) => self.display(formula, block.span),
            BlockKind::Table(table) => self.table(table),
            BlockKind::Element(element) => self.element(element),
            BlockKind::Definitions(list) => self.definitions(list),
            BlockKind::Toc => self.contents(),
            BlockKind::Rule => self.push("<hr>\n"),
            BlockKind::Embed(target) => self.embed(*target),
        }
    }

    /// A paragraph: figures and frames of missing images stand by themselves between its pieces of text.
    fn paragraph(&mut self, content: &[Inline], tag: Option<&str>) {
        let only_images = Self::is_only_images(content);
        let class = if tag.is_some() && is_source_text(content) {
            " class=\"source\""
        } else {
            ""
        };
        let mut rest = content;
        while !rest.is_empty() {
            let stands_alone = |node: &Inline| {
                only_images && picture(node).is_some() || self.is_missing_image(node)
            };
            let length = rest.iter().position(stands_alone).unwrap_or(rest.len());
            let (text, after) = rest.split_at(length);
            if !text.iter().all(is_blank) {
                if let Some(tag) = tag {
                    let _ = write!(self.out.html, "<{tag}{class}>");
                }
                self.inlines(text);
                match tag {
                    Some(tag) => {
                        let _ = writeln!(self.out.html, "</{tag}>");
                    }
                    None => self.push("\n"),
                }
            }
            rest = after;
            if let Some((node, after)) = rest.split_first() {
                self.stands_alone = true;
                self.figure(node);
                self.stands_alone = false;
                rest = after;
            }
        }
    }

    fn heading(&mut self, heading: &Heading) {
        let name = heading_name(heading.level);
        self.push("<");
        self.push(name);
        if !self.is_embedded() {
            self.attribute("id", &heading.anchor);
        }
        let classes: Vec<&str> = heading
            .classes
            .iter()
            .map(String::as_str)
            .filter(|c| c.starts_with("align-"))
            .collect();
        if !classes.is_empty() {
            self.attribute("class", &classes.join(" "));
        }
        self.push(">");
        self.phrasing(&heading.content);
        if !self.is_embedded() {
            self.permalink(&heading.anchor);
        }
        let _ = writeln!(self.out.html, "</{name}>");
    }

    fn callout(&mut self, callout: &Callout) {
        let (outer, title) = match callout.fold {
            Some(_) => ("details", "summary"),
            None => ("aside", "p"),
        };
        let open = if callout.fold == Some(true) {
            " open"
        } else {
            ""
        };
        let _ = write!(
            self.out.html,
            "<{outer} class=\"callout\" data-callout=\"{}\"{open}><{title} class=\"callout-title\">",
            escape_attribute(&callout.kind)
        );
        if callout.title.is_empty() {
            let name = self.words.callout(&callout.kind).to_owned();
            self.text(&name);
        } else {
            self.phrasing(&callout.title);
        }
        let _ = write!(self.out.html, "</{title}>");
        if !callout.blocks.is_empty() {
            self.push("<div class=\"callout-body\">");
            self.blocks(&callout.blocks);
            self.push("</div>");
        }
        let _ = writeln!(self.out.html, "</{outer}>");
    }

    fn list(&mut self, list: &List) {
        let name = if list.start.is_some() { "ol" } else { "ul" };
        match list.start {
            Some(start) if start != 1 => {
                let _ = write!(self.out.html, "<ol start=\"{start}\">");
            }
            _ => {
                let _ = write!(self.out.html, "<{name}>");
            }
        }
        for item in &list.items {
            match item.checked {
                Some(checked) => {
                    let checked = if checked { " checked" } else { "" };
                    let _ = write!(
                        self.out.html,
                        "<li class=\"task\"><input type=\"checkbox\" aria-label=\"{}\" disabled{checked}>",
                        self.words.task
                    );
                }
                None => self.push("<li>"),
            }
            self.blocks(&item.blocks);
            self.trim_newline();
            self.push("</li>\n");
        }
        let _ = writeln!(self.out.html, "</{name}>");
    }

    fn trim_newline(&mut self) {
        if self.out.html.ends_with('\n') {
            self.out.html.pop();
        }
    }

    fn code(&mut self, code: &CodeBlock, span: Span) {
        self.out.counts.code_blocks += 1;
        if is_diagram(&code.lang) {
            match &*(self.shared.diagram)(&code.lang, &code.text) {
                Ok(svg) => return self.push(svg),
                Err(reason) => self.found(Diagnostic::new(Code::BadDiagram, span, [reason])),
            }
        }
        let highlighted = (self.shared.highlight)(&code.lang, &code.text);
        if !highlighted.known && !is_diagram(&code.lang) {
            self.found(Diagnostic::new(Code::UnknownLanguage, span, [&code.lang]));
        }
        let html = render_code(code, &highlighted, &mut self.out.styles);
        self.push(&html);
        self.push("\n");
    }

    fn display(&mut self, formula: &Formula, span: Span) {
        self.formula(formula, span, true);
        self.push("\n");
    }

    /// Writes a formula; `as_block` where a `<div>` may stand.
    pub(super) fn formula(&mut self, formula: &Formula, span: Span, as_block: bool) {
        let numbered = self.text.formulas.get(&span);
        let mut set = numbered.map_or_else(|| formula.clone(), |numbered| numbered.formula.clone());
        let id = numbered
            .and_then(|numbered| numbered.id.clone())
            .filter(|_| !self.is_copy && !self.is_embedded());
        let mut source = formula.clone();
        if formula.display && !as_block {
            set = Formula {
                tex: format!("\\displaystyle {}", set.tex),
                display: false,
            };
            source.display = false;
        }
        let rendered = (self.shared.formula)(&set);
        self.out.has_math = true;
        self.out.styles.extend(&rendered.styles);
        if !self.is_copy {
            self.out.counts.formulas += 1;
            if let Some(error) = &rendered.error {
                self.out.counts.failed_formulas += 1;
                self.diagnostics.push(error.diagnostic(span));
            }
        }
        write_formula(&mut self.out.html, &source, &rendered, id.as_deref());
    }

    fn table(&mut self, table: &Table) {
        let _ = writeln!(
            self.out.html,
            "<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table>",
            self.words.table
        );
        if table.head.iter().any(|cell| !cell.is_empty()) {
            self.push("<thead>");
            self.row(table, &table.head, "th");
            self.push("</thead>\n");
        }
        if !table.rows.is_empty() {
            self.push("<tbody>\n");
            for row in &table.rows {
                self.row(table, row, "td");
            }
            self.push("</tbody>");
        }
        self.push("</table></div>\n");
    }

    fn row(&mut self, table: &Table, cells: &[Vec<Inline>], name: &str) {
        self.push("<tr>");
        for (column, cell) in cells.iter().enumerate() {
            let class = match table.align.get(column) {
                Some(Align::Left) => " class=\"align-left\"",
                Some(Align::Center) => " class=\"align-center\"",
                Some(Align::Right) => " class=\"align-right\"",
                _ => "",
            };
            let scope = if name == "th" { " scope=\"col\"" } else { "" };
            let _ = write!(self.out.html, "<{name}{class}{scope}>");
            self.inlines(cell);
            let _ = write!(self.out.html, "</{name}>");
        }
        self.push("</tr>\n");
    }

    fn element(&mut self, element: &Element<Block>) {
        let scrolls = element.name == "table";
        if scrolls {
            let _ = write!(
                self.out.html,
                "<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">",
                self.words.table
            );
        }
        self.push("<");
        self.push(element.name);
        self.attributes(&element.attrs);
        self.push(">");
        self.blocks(&element.children);
        if matches!(
            element.name,
            "td" | "th" | "li" | "summary" | "dt" | "caption" | "pre"
        ) {
            self.trim_newline();
        }
        let _ = writeln!(self.out.html, "</{}>", element.name);
        if scrolls {
            self.push("</div>\n");
        }
    }

    pub(super) fn attributes(&mut self, attrs: &[(&'static str, String)]) {
        for (name, value) in attrs {
            match (*name, value.as_str()) {
                ("id", _) if self.is_embedded() || self.is_copy => {}
                (name, "") => {
                    self.push(" ");
                    self.push(name);
                }
                (name, value) => self.attribute(name, value),
            }
        }
    }

    fn definitions(&mut self, list: &[Definition]) {
        self.push("<dl>\n");
        for definition in list {
            self.push("<dt>");
            self.phrasing(&definition.term);
            self.push("</dt>\n");
            for meaning in &definition.meanings {
                self.push("<dd>");
                self.blocks(meaning);
                self.trim_newline();
                self.push("</dd>\n");
            }
        }
        self.push("</dl>\n");
    }

    /// `[TOC]`: the headings below the title.
    fn contents(&mut self) {
        let _ = writeln!(
            self.out.html,
            "<nav class=\"toc-inline\" aria-label=\"{}\"><ul>",
            self.words.contents
        );
        let entries = self.outline();
        let top = entries.iter().map(|entry| entry.level).min().unwrap_or(1);
        let single = entries.iter().filter(|entry| entry.level == top).count() == 1;
        let named = entries.iter().filter(|entry| !entry.html.trim().is_empty());
        for entry in named.filter(|entry| !single || entry.level > top) {
            let depth = entry.level - top - u8::from(single);
            let _ = writeln!(
                self.out.html,
                "<li class=\"depth-{depth}\"><a href=\"#{}\">{}</a></li>",
                escape_attribute(&url::encode(&entry.anchor)),
                entry.html
            );
        }
        self.push("</ul></nav>\n");
    }

    /// The outline of the text being written.
    fn outline(&mut self) -> Vec<TocEntry> {
        let note = self.text.note;
        let questions = &self.shared.catalog.note(self.text.id).questions;
        let html = std::mem::take(&mut self.out.html);
        let was_copy = std::mem::replace(&mut self.is_copy, true);
        let mut entries = Vec::new();
        for heading in note
            .headings
            .iter()
            .filter(|h| h.top_level && (h.level <= OUTLINE_LEVELS || h.question.is_some()))
        {
            let question = heading
                .question
                .map(|index| (&note.questions[index], questions[index].state.as_str()));
            match question {
                Some((question, _)) => {
                    self.numbered_text(&question.number, false, &heading.content);
                }
                None => self.phrasing(&heading.content),
            }
            entries.push(TocEntry {
                level: heading.level,
                anchor: heading.anchor.clone(),
                html: std::mem::take(&mut self.out.html),
                state: question.map(|(_, state)| state),
            });
        }
        self.is_copy = was_copy;
        self.out.html = html;
        entries
    }

    fn footnotes(&mut self) {
        let footnotes = &self.text.note.document.footnotes;
        if footnotes.is_empty() {
            return;
        }
        let _ = writeln!(
            self.out.html,
            "<section class=\"footnotes\" aria-label=\"{}\"><ol>",
            self.words.footnotes
        );
        for (index, footnote) in footnotes.iter().enumerate() {
            let number = index + 1;
            let _ = write!(self.out.html, "<li id=\"fn:{number}\">");
            self.blocks(&footnote.blocks);
            self.trim_newline();
            let closes_paragraph = self.out.html.ends_with("</p>");
            if closes_paragraph {
                self.out.html.truncate(self.out.html.len() - "</p>".len());
            }
            for reference in 1..=footnote.references {
                let _ = write!(
                    self.out.html,
                    " <a class=\"footnote-back\" href=\"#fnref:{number}:{reference}\" aria-label=\"{}\">↩</a>",
                    self.words.back
                );
            }
            self.push(if closes_paragraph {
                "</p></li>\n"
            } else {
                "</li>\n"
            });
        }
        self.push("</ol></section>\n");
    }

    fn embed(&mut self, target: TargetId) {
        let raw = self.text.note.document.targets[target.0 as usize].clone();
        let resolved = self.resolved(target);
        let Resolved::Note { note: id, anchor } = resolved else {
            let reason = if let Resolved::File(path, _) = resolved {
                let href = self.file_url(path, "");
                let _ = write!(
                    self.out.html,
                    "<p class=\"embed-file\"><a href=\"{}\">",
                    escape_attribute(&href)
                );
                self.text(path);
                self.push("</a></p>\n");
                return;
            } else {
                self.words.missing_embed
            };
            let _ = write!(self.out.html, "<div class=\"notice\"><p>{reason}");
            if *resolved != Resolved::Private {
                let _ = write!(self.out.html, " <code>{}</code>", escape_text(&raw.raw));
            }
            self.push("</p></div>\n");
            return;
        };
        let part_of = (*id, anchor.as_deref());
        let is_cycle = part_of == (self.page, None) || self.embedding.contains(&part_of);
        self.embeds += 1;
        if self.embedding.len() >= MAX_EMBED_DEPTH || self.embeds > MAX_EMBEDS || is_cycle {
            self.found(Diagnostic::new(Code::EmbedTooDeep, raw.span, [&raw.raw]));
            let _ = write!(
                self.out.html,
                "<div class=\"notice\"><p>{} ",
                self.words.missing_embed
            );
            self.note_link(*id, anchor.as_deref());
            self.push("</p></div>\n");
            return;
        }
        let (note, linked) = (self.shared.note)(*id);
        let (text, _) = Text::new(*id, note, linked);
        let range = part(&note.document, anchor.as_deref());
        self.push("<div class=\"embed\">");
        let outer = std::mem::replace(&mut self.text, text);
        self.embedding.push(part_of);
        self.blocks(&note.document.blocks[range]);
        self.embedding.pop();
        self.text = outer;
        self.push("<p class=\"source\">");
        self.note_link(*id, anchor.as_deref());
        self.push("</p></div>\n");
    }

    fn note_link(&mut self, id: NoteId, anchor: Option<&str>) {
        let entry = self.shared.catalog.note(id);
        let href = url::link(&self.root, &entry.route, anchor);
        let _ = write!(
            self.out.html,
            "<a href=\"{}\">{}</a>",
            escape_attribute(&href),
            escape_text(&entry.title)
        );
    }
}

/// The blocks of the section or block that an anchor names; all without one.
fn part(document: &Document, anchor: Option<&str>) -> std::ops::Range<usize> {
    let blocks = &document.blocks;
    let Some(anchor) = anchor else {
        return 0..blocks.len();
    };
    let heads = |block: &Block| matches!(&block.kind, BlockKind::Heading(heading) if heading.anchor == anchor);
    if let Some(start) = blocks.iter().position(heads) {
        let BlockKind::Heading(heading) = &blocks[start].kind else {
            return start..start + 1;
        };
        let end = blocks[start + 1..].iter().position(
            |block| matches!(&block.kind, BlockKind::Heading(next) if next.level <= heading.level),
        );
        return start..end.map_or(blocks.len(), |length| start + 1 + length);
    }
    let holds = |block: &Block| has_id(block, anchor);
    match blocks.iter().position(holds) {
        // An id on a line of its own names the block above it.
        Some(at) if at > 0 && is_bare_id(&blocks[at]) => at - 1..at,
        Some(at) => at..at + 1,
        None => 0..0,
    }
}

fn is_bare_id(block: &Block) -> bool {
    matches!(&block.kind, BlockKind::Paragraph(content) if plain_text(content).trim().is_empty()
        && content.iter().all(|node| matches!(node.kind, InlineKind::Element(_))))
}

fn has_id(block: &Block, id: &str) -> bool {
    fn text_has(content: &[Inline], id: &str) -> bool {
        content.iter().any(|node| match &node.kind {
            InlineKind::Element(element) => {
                element
                    .attrs
                    .iter()
                    .any(|(key, value)| *key == "id" && value == id)
                    || text_has(&element.children, id)
            }
            kind => inner_inlines(kind).is_some_and(|inner| text_has(inner, id)),
        })
    }
    let own = match &block.kind {
        BlockKind::Heading(heading) => heading.anchor == id,
        BlockKind::Element(element) => element
            .attrs
            .iter()
            .any(|(key, value)| *key == "id" && value == id),
        _ => false,
    };
    own || inner_text(&block.kind)
        .iter()
        .any(|text| text_has(text, id))
        || inner_blocks(&block.kind)
            .iter()
            .any(|inner| has_id(inner, id))
}

/// A paragraph that only names where something comes from.
fn is_source_text(content: &[Inline]) -> bool {
    // A link alone in a sentence is a link; a bare address or one introduced by 参考 is a source.
    is_source(&[Block {
        span: content
            .first()
            .map_or(Span::file(crate::diagnostic::SourceId(0)), |node| node.span),
        kind: BlockKind::Paragraph(content.to_vec()),
    }])
}

pub(super) fn is_blank(node: &Inline) -> bool {
    match &node.kind {
        InlineKind::Text(text) => text.trim().is_empty(),
        InlineKind::SoftBreak | InlineKind::HardBreak => true,
        _ => false,
    }
}

fn heading_name(level: u8) -> &'static str {
    ["h1", "h2", "h3", "h4", "h5", "h6"][usize::from(level.clamp(1, 6) - 1)]
}

/// The first sentences of a note, at most 200 characters.
fn summary(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        collect_summary(block, &mut out);
        if out.chars().count() >= 200 {
            break;
        }
    }
    let mut short: String = out.chars().take(200).collect();
    if short.len() < out.len() {
        short.pop();
        short.push('…');
    }
    short
}

fn collect_summary(block: &Block, out: &mut String) {
    match &block.kind {
        BlockKind::Paragraph(content) | BlockKind::Plain(content) => {
            let text = plain_text(content);
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if !text.is_empty() {
                if !out.is_empty() {
                    out.push(' ');
                }
                out.push_str(&text);
            }
        }
        BlockKind::Quote(_) | BlockKind::List(_) | BlockKind::Element(_) => {
            for inner in inner_blocks(&block.kind) {
                collect_summary(inner, out);
            }
        }
        _ => {}
    }
}

/// All formulas of a note in reading order, with their places.
fn placed_formulas(document: &Document) -> Vec<PlacedFormula> {
    fn in_text(content: &[Inline], out: &mut Vec<PlacedFormula>) {
        for node in content {
            match &node.kind {
                InlineKind::Math(formula) => out.push((formula.clone(), node.span)),
                kind => inner_inlines(kind)
                    .into_iter()
                    .for_each(|inner| in_text(inner, out)),
            }
        }
    }
    fn in_block(block: &Block, out: &mut Vec<PlacedFormula>) {
        if let BlockKind::Math(formula) = &block.kind {
            out.push((formula.clone(), block.span));
        }
        for text in inner_text(&block.kind) {
            in_text(text, out);
        }
        for inner in inner_blocks(&block.kind) {
            in_block(inner, out);
        }
    }
    let mut out = Vec::new();
    document
        .blocks
        .iter()
        .for_each(|block| in_block(block, &mut out));
    document
        .footnotes
        .iter()
        .flat_map(|footnote| &footnote.blocks)
        .for_each(|block| in_block(block, &mut out));
    out
}
