//! Questions and answers for programs that know neither our style sheets nor our pages: formulas are TeX, pictures have
//! names that the program knows them by, and links lead to the published site or are text.

use std::fmt::Write as _;

use super::body::Writer;
use super::escape::escape_text;
use super::formula::Text;
use super::math::{MathOptions, tex_for_mathjax};
use super::{RenderedNote, Shared};
use crate::catalog::{NoteId, Resolved};
use crate::diagnostic::Diagnostic;
use crate::document::Formula;

/// What stands for the site where text leaves it.
pub struct Apart<'a> {
    /// The address of the published site with `/` at its end, if it is known.
    pub base_url: Option<&'a str>,
    /// The address of a picture there, by its path below the notes folder.
    pub picture: &'a dyn Fn(&str) -> String,
    /// The macros of the site.
    pub math: &'a MathOptions,
}

/// A question with its answer.
#[derive(Clone, Debug, Default)]
pub struct CardApart {
    /// The question without its number, as inline HTML.
    pub question: String,
    /// The answer, with the footnotes that it refers to.
    pub answer: RenderedNote,
    /// What was found on the way.
    pub diagnostics: Vec<Diagnostic>,
}

/// Renders the question `index` of the note `id`. [`Shared::apart`] must be set.
pub fn render_card_apart(shared: &Shared<'_>, id: NoteId, index: usize) -> CardApart {
    let (note, linked) = (shared.note)(id);
    let (text, _) = Text::new(id, note, linked);
    let Some(question) = note.questions.get(index) else {
        return CardApart::default();
    };
    let mut writer = Writer::new(shared, "", text);
    if let Some(base_url) = shared.apart.and_then(|apart| apart.base_url) {
        base_url.clone_into(&mut writer.root);
    }
    // Ids belong to the page of the note itself.
    writer.embedding.push((id, None));
    let blocks = &note.document.blocks[question.blocks.clone()];
    let Some((title, answer)) = blocks.split_first() else {
        return CardApart::default();
    };
    writer.question_text(question, title);
    let heading = std::mem::take(&mut writer.out.html);
    writer.blocks(answer);
    writer.footnotes_apart();
    CardApart {
        question: without_number(&heading).trim().to_owned(),
        answer: writer.out,
        diagnostics: writer.diagnostics,
    }
}

/// Takes the number off that [`Writer::question_text`] sets apart: cards come in another order.
fn without_number(html: &str) -> &str {
    match html.strip_prefix("<span class=\"number\">") {
        Some(rest) => rest.split_once("</span>").map_or(html, |(_, text)| text),
        None => html,
    }
}

impl Writer<'_, '_> {
    /// Whether a link to `resolved` leads anywhere from where the text is read.
    pub(super) fn leads_anywhere(&self, resolved: &Resolved) -> bool {
        let Some(apart) = self.shared.apart else {
            return true;
        };
        match resolved {
            Resolved::External(_) => true,
            Resolved::Note { .. }
            | Resolved::NoteWithoutAnchor(_)
            | Resolved::Folder(_)
            | Resolved::File(..) => apart.base_url.is_some(),
            _ => false,
        }
    }

    /// Writes text in which MathJax finds no formula: an element parts its delimiters.
    pub(super) fn text_apart(&mut self, text: &str) {
        let mut rest = text;
        let opens = |text: &str| text.find("\\(").into_iter().chain(text.find("\\[")).min();
        while let Some(at) = opens(rest) {
            let (before, after) = rest.split_at(at + 1);
            let _ = write!(self.out.html, "{}<span></span>", escape_text(before));
            rest = after;
        }
        self.push(&escape_text(rest));
    }

    pub(super) fn formula_apart(&mut self, apart: &Apart<'_>, formula: &Formula) {
        let tex = tex_for_mathjax(formula, apart.math);
        let tex = escape_text(&tex);
        let _ = if formula.display {
            write!(self.out.html, "<div class=\"math\">\\[{tex}\\]</div>")
        } else {
            write!(self.out.html, "\\({tex}\\)")
        };
    }

    /// Notes that the text refers to a footnote of its own note.
    pub(super) fn refer_apart(&mut self, number: usize) {
        if self.embedding.len() == 1 {
            self.footnotes_met.insert(number);
        }
    }

    /// The footnotes that were referred to, with their numbers; their own references may name more.
    fn footnotes_apart(&mut self) {
        let footnotes = &self.text.note.document.footnotes;
        let mut written = 0;
        while let Some(number) = self.footnotes_met.range(written + 1..).next().copied() {
            if written == 0 {
                self.push("<ol class=\"footnotes\">");
            }
            let _ = write!(self.out.html, "<li value=\"{number}\">");
            if let Some(footnote) = footnotes.get(number - 1) {
                self.blocks(&footnote.blocks);
                self.trim_newline();
            }
            self.push("</li>\n");
            written = number;
        }
        if written > 0 {
            self.push("</ol>\n");
        }
    }
}
