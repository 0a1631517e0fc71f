//! Footnotes at the end of a body.

use std::fmt::Write as _;

use super::body::Writer;

impl Writer<'_, '_> {
    pub(super) fn footnotes(&mut self) {
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
}
