//! Lists of items and of definitions.

use std::fmt::Write as _;

use super::body::Writer;
use crate::document::{Definition, List};

impl Writer<'_, '_> {
    pub(super) fn list(&mut self, list: &List) {
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

    pub(super) fn definitions(&mut self, list: &[Definition]) {
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
}
