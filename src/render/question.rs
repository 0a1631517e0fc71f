//! Sections of questions.

use std::fmt::Write as _;

use super::body::{Writer, heading_name};
use super::escape::{escape_attribute, escape_text};
use crate::document::{Block, BlockKind, Heading, Inline, InlineKind};
use crate::parse::{AnswerState, Question, plain_text};
use crate::url;

impl Writer<'_, '_> {
    pub(super) fn question(&mut self, index: usize, question: &Question, blocks: &[Block]) {
        let entry = &self.shared.catalog.note(self.text.id).questions[index];
        self.push("<section class=\"question\"");
        self.attribute("id", &question.anchor);
        self.attribute("data-card", &entry.card);
        self.attribute("data-state", entry.state.as_str());
        self.push(">");
        let Some((title, answer)) = blocks.split_first() else {
            return;
        };
        let name = match &title.kind {
            BlockKind::Heading(heading) => heading_name(heading.level),
            _ => "p",
        };
        let _ = write!(self.out.html, "<{name} class=\"question-title\">");
        self.question_text(question, title);
        self.permalink(&question.anchor);
        let _ = write!(self.out.html, "</{name}>\n<div class=\"question-answer\">");
        self.blocks(answer);
        if entry.state == AnswerState::Empty {
            let place = format!("{}:{}", self.text.note.path, entry.line);
            let _ = write!(
                self.out.html,
                "<p class=\"unanswered\">{} <code>{}</code></p>",
                self.words.unanswered,
                escape_text(&place)
            );
        }
        self.push("</div>");
        self.out.question_ends.push(self.out.html.len());
        self.push("</section>\n");
    }

    /// The text of a question, which `title` is the first block of, its number set apart and without the `Q:` in front.
    pub(super) fn question_text(&mut self, question: &Question, title: &Block) {
        let (BlockKind::Heading(Heading { content, .. }) | BlockKind::Paragraph(content)) =
            &title.kind
        else {
            return;
        };
        let text = plain_text(content);
        let whole = text.trim_end();
        let mut lead = whole.strip_suffix(&question.text).map_or(0, str::len);
        let rest = without_lead(content, &mut lead);
        // A number inside of something that cannot be cut stays where it is.
        let content = if lead == 0 { &rest } else { content };
        if !question.number.is_empty() && lead == 0 {
            let _ = write!(
                self.out.html,
                "<span class=\"number\">{}</span> ",
                escape_text(&question.number)
            );
        }
        self.phrasing(content);
    }

    pub(super) fn permalink(&mut self, anchor: &str) {
        let _ = write!(
            self.out.html,
            " <a class=\"anchor\" href=\"#{}\" aria-label=\"{}\"></a>",
            escape_attribute(&url::encode(anchor)),
            self.words.link_here
        );
    }
}

/// The nodes without the first `lead` bytes of their text. `lead` is what remains of that where something else is in the way.
fn without_lead(content: &[Inline], lead: &mut usize) -> Vec<Inline> {
    let mut out = Vec::with_capacity(content.len());
    for node in content {
        let with = |kind| Inline {
            span: node.span,
            kind,
        };
        match &node.kind {
            _ if *lead == 0 => out.push(node.clone()),
            InlineKind::Text(text) => {
                let cut = text.floor_char_boundary((*lead).min(text.len()));
                *lead -= cut;
                if cut < text.len() {
                    out.push(with(InlineKind::Text(text[cut..].to_owned())));
                }
            }
            InlineKind::SoftBreak | InlineKind::HardBreak => *lead -= 1,
            InlineKind::Strong(inner) => {
                let inner = without_lead(inner, lead);
                if !inner.is_empty() {
                    out.push(with(InlineKind::Strong(inner)));
                }
            }
            InlineKind::Emphasis(inner) => {
                let inner = without_lead(inner, lead);
                if !inner.is_empty() {
                    out.push(with(InlineKind::Emphasis(inner)));
                }
            }
            _ => {
                out.push(node.clone());
                break;
            }
        }
    }
    out
}
