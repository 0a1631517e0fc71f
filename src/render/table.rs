//! Tables.

use std::fmt::Write as _;

use super::body::Writer;
use crate::document::{Align, Inline, Table};

impl Writer<'_, '_> {
    pub(super) fn table(&mut self, table: &Table) {
        let _ = writeln!(
            self.out.html,
            "<div class=\"table-scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{}\"><table>",
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
            // The empty corner of a table heads nothing.
            let name = if cell.is_empty() { "td" } else { name };
            let scope = if name == "th" { " scope=\"col\"" } else { "" };
            let _ = write!(self.out.html, "<{name}{class}{scope}>");
            self.inlines(cell);
            let _ = write!(self.out.html, "</{name}>");
        }
        self.push("</tr>\n");
    }
}
