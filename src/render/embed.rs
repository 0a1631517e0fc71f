//! Notes and parts of notes that stand in others.

use std::fmt::Write as _;

use super::body::Writer;
use super::escape::{escape_attribute, escape_text};
use super::formula::Text;
use crate::catalog::{NoteId, Resolved};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Block, BlockKind, Document, Inline, InlineKind, TargetId};
use crate::parse::{inner_blocks, inner_inlines, inner_text, plain_text};
use crate::url;

/// How deep embeds may stand in one another.
const MAX_EMBED_DEPTH: usize = 4;

/// How many embeds a page may show, those in embeds included: notes that embed each other often would grow without end.
const MAX_EMBEDS: usize = 200;

impl Writer<'_, '_> {
    pub(super) fn embed(&mut self, target: TargetId) {
        let raw = self.text.note.document.targets[target.0 as usize].clone();
        let resolved = self.resolved(target);
        let Resolved::Note { note: id, anchor } = resolved else {
            let reason = if let Resolved::File(path, _) = resolved {
                if !self.leads_anywhere(resolved) {
                    self.push("<p class=\"embed-file\">");
                    self.text(path);
                    return self.push("</p>\n");
                }
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
        let is_cycle = self.page.is_some_and(|page| part_of == (page, None))
            || self.embedding.contains(&part_of);
        self.embeds += 1;
        // Away from its page, the part that is shown stands in the list too.
        let depth = self
            .embedding
            .len()
            .saturating_sub(usize::from(self.page.is_none()));
        if depth >= MAX_EMBED_DEPTH || self.embeds > MAX_EMBEDS || is_cycle {
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
        if self
            .shared
            .apart
            .is_some_and(|apart| apart.base_url.is_none())
        {
            return self.text(&entry.title);
        }
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
pub(super) fn part(document: &Document, anchor: Option<&str>) -> std::ops::Range<usize> {
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
