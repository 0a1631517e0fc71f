//! Sections of questions.

use std::fmt::Write as _;

use super::body::{Writer, heading_name};
use super::escape::{escape_attribute, escape_text};
use crate::document::{Block, BlockKind, Inline, InlineKind};
use crate::parse::{AnswerState, Question};
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

    /// The text of a question, its number (or the `Q:` in front) set apart.
    pub(super) fn numbered_text(&mut self, number: &str, is_dialogue: bool, content: &[Inline]) {
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

    pub(super) fn permalink(&mut self, anchor: &str) {
        let _ = write!(
            self.out.html,
            " <a class=\"anchor\" href=\"#{}\" aria-label=\"{}\"></a>",
            escape_attribute(&url::encode(anchor)),
            self.words.link_here
        );
    }
}
