//! Blocks of every kind, and the order in which a body is written.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::code::render_code;
use super::diagram::{is_diagram, without_ids};
use super::escape::{escape_attribute, escape_text};
use super::formula::Text;
use super::image::picture;
use super::outline::summary;
use super::words::{Words, words};
use super::{RenderedNote, Shared};
use crate::catalog::{NoteId, Resolved};
use crate::diagnostic::{Checked, Code, Diagnostic, Span};
use crate::document::{
    Block, BlockKind, Callout, CodeBlock, Element, Heading, Inline, InlineKind, TargetId,
};
use crate::link::LinkedNote;
use crate::parse::{ParsedNote, is_source, is_source_text};
use crate::url;

/// Writes one note's body, or the part of another note that is embedded in it.
pub(super) struct Writer<'a, 'b> {
    pub(super) shared: &'b Shared<'a>,
    pub(super) words: &'static Words,
    /// The note whose page it is; `None` on pages that only show parts of notes.
    pub(super) page: Option<NoteId>,
    /// What leads from the page to the output folder.
    pub(super) root: String,
    /// The note whose text is being written: the page's own, or an embedded one.
    pub(super) text: Text<'a>,
    /// The notes and parts of notes that are open around `text`, by embedding.
    pub(super) embedding: Vec<(NoteId, Option<&'a str>)>,
    /// The footnotes that were referred to, from 1, where text leaves the site.
    pub(super) footnotes_met: BTreeSet<usize>,
    /// How many embeds were met.
    pub(super) embeds: usize,
    pub(super) out: RenderedNote,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Links may not stand in links.
    pub(super) in_link: bool,
    /// In headings and outlines a formula is no block, and an image no figure.
    pub(super) phrasing_only: bool,
    /// The block ids that stand on the page.
    block_ids: BTreeSet<String>,
    /// Whether the image being written is all there is in its paragraph, or framed by itself.
    pub(super) stands_alone: bool,
    /// Text that is written a second time, for an outline: no ids, links or notes, and nothing is counted or found again.
    pub(super) is_copy: bool,
}
pub(super) fn render<'a>(
    shared: &Shared<'a>,
    id: NoteId,
    note: &'a ParsedNote,
    linked: &'a LinkedNote,
) -> Checked<RenderedNote> {
    let (text, diagnostics) = Text::new(id, note, linked);
    let mut writer = Writer::new(shared, &shared.catalog.note(id).route, text);
    writer.page = Some(id);
    writer.diagnostics = diagnostics;
    writer.note();
    writer.out.toc = writer.outline();
    writer.out.summary = summary(&note.document.blocks);
    Checked {
        value: writer.out,
        diagnostics: writer.diagnostics,
    }
}

impl<'a, 'b> Writer<'a, 'b> {
    /// Writes parts of a note for the page at `route`.
    pub(super) fn new(shared: &'b Shared<'a>, route: &str, text: Text<'a>) -> Self {
        Self {
            shared,
            words: words(shared.lang),
            page: None,
            root: url::root_of(route),
            text,
            embedding: Vec::new(),
            footnotes_met: BTreeSet::new(),
            embeds: 0,
            out: RenderedNote::default(),
            diagnostics: Vec::new(),
            in_link: false,
            phrasing_only: false,
            block_ids: BTreeSet::new(),
            stands_alone: false,
            is_copy: false,
        }
    }

    pub(super) fn push(&mut self, html: &str) {
        self.out.html.push_str(html);
    }

    pub(super) fn text(&mut self, text: &str) {
        if self.shared.apart.is_some() {
            return self.text_apart(text);
        }
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
            BlockKind::Toc if self.shared.apart.is_some() => {}
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
    pub(super) fn trim_newline(&mut self) {
        if self.out.html.ends_with('\n') {
            self.out.html.pop();
        }
    }

    fn code(&mut self, code: &CodeBlock, span: Span) {
        self.out.counts.code_blocks += 1;
        if is_diagram(&code.lang) {
            match &*(self.shared.diagram)(&code.lang, &code.text) {
                // Drawn before on this page, the copies of what it refers to are there, and an id may stand once.
                Ok(svg) if self.out.html.contains(svg.as_str()) => {
                    return self.push(&without_ids(svg));
                }
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
    fn element(&mut self, element: &Element<Block>) {
        let scrolls = element.name == "table";
        if scrolls {
            let _ = write!(
                self.out.html,
                "<div class=\"table-scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{}\">",
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
        let style = attrs.iter().find(|(name, _)| *name == "style");
        let declared: Vec<String> = style
            .into_iter()
            .flat_map(|(_, style)| style.split(';'))
            .filter_map(|declaration| declaration.split_once(':'))
            .map(|(property, value)| self.out.styles.class(property, value))
            .collect();
        if !declared.is_empty() {
            let own = attrs.iter().find(|(name, _)| *name == "class");
            let own = own.map(|(_, classes)| classes.as_str());
            let all: Vec<&str> = own
                .into_iter()
                .chain(declared.iter().map(String::as_str))
                .collect();
            self.attribute("class", &all.join(" "));
        }
        for (name, value) in attrs {
            match (*name, value.as_str()) {
                ("style", _) => {}
                ("class", _) if !declared.is_empty() => {}
                ("id", _) if self.is_embedded() || self.is_copy => {}
                // Of two equal block ids the first is the one that links lead to.
                ("id", id) if id.starts_with('^') && !self.block_ids.insert(id.to_owned()) => {}
                (name, "") => {
                    self.push(" ");
                    self.push(name);
                }
                (name, value) => self.attribute(name, value),
            }
        }
    }
}

pub(super) fn is_blank(node: &Inline) -> bool {
    match &node.kind {
        InlineKind::Text(text) => text.trim().is_empty(),
        InlineKind::SoftBreak | InlineKind::HardBreak => true,
        _ => false,
    }
}

pub(super) fn heading_name(level: u8) -> &'static str {
    ["h1", "h2", "h3", "h4", "h5", "h6"][usize::from(level.clamp(1, 6) - 1)]
}
