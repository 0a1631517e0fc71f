//! Equation numbers, `\label`, `\ref` and `\eqref` within a note.
//!
//! The rules:
//! - Every row of `equation`, `align`, `alignat`, `gather` and `flalign` gets the next number, as in LaTeX, but rows with
//!   `\tag`, `\nonumber` or `\notag`. Starred environments and other displays get none.
//! - A display, or a row of one of these environments or their starred forms, that has a `\label` and no `\tag` gets the
//!   next number too.
//! - Numbers count through the note from 1 and become `\tag{n}`, so that what is shown and what is referred to agree.
//! - `\ref{x}` becomes the number of `x` and `\eqref{x}` the number in parentheses, both as links to the display.
//! - A label in a formula within a line names nothing, since such a formula has no number.

use std::collections::BTreeMap;
use std::ops::Range;

use super::guard::MAX_BYTES;
use super::tex::{Token, TokenKind, group, splice, tokens};
use crate::diagnostic::{Checked, Code, Diagnostic, Span};
use crate::document::Formula;
use crate::parse::PlacedFormula;

/// A formula with its numbers and references written out, ready for `render_formula`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberedFormula {
    /// The formula without `\label`, `\ref` and `\eqref`.
    pub formula: Formula,
    /// The id for the element around it, if it has a label. Begins with `eq:`, which no heading's anchor does.
    pub id: Option<String>,
}

/// Resolves numbers and references of all formulas of a note, given in reading order; the result has the same order.
pub fn number_formulas(formulas: &[PlacedFormula]) -> Checked<Vec<NumberedFormula>> {
    let mut notebook = Notebook::default();
    let mut drafts = Vec::with_capacity(formulas.len());
    for (formula, span) in formulas {
        drafts.push(notebook.number(formula, *span));
    }
    let mut diagnostics = notebook.diagnostics;
    let mut value = Vec::with_capacity(formulas.len());
    for ((formula, span), draft) in formulas.iter().zip(drafts) {
        let tex = refer(&draft.tex, *span, &notebook.labels, &mut diagnostics);
        value.push(NumberedFormula {
            formula: Formula {
                tex,
                display: formula.display,
            },
            id: draft.id,
        });
    }
    Checked { value, diagnostics }
}

/// Where a label points.
struct Label {
    /// The id of the display's element.
    id: String,
    /// The number as TeX, without parentheses.
    number: String,
    /// Where it was given.
    span: Span,
}

/// What is known of a note's numbers while its formulas are read.
#[derive(Default)]
struct Notebook {
    /// The last number given.
    last: usize,
    labels: BTreeMap<String, Label>,
    diagnostics: Vec<Diagnostic>,
}

/// A formula with its numbers written out, its references not yet.
struct Draft {
    tex: String,
    id: Option<String>,
}

impl Notebook {
    fn number(&mut self, formula: &Formula, span: Span) -> Draft {
        let tex = &formula.tex;
        // Formulas that will be refused for their size are not worth reading.
        let may_have_number = tex.contains("\\label") || formula.display && tex.contains("\\begin");
        if tex.len() > MAX_BYTES || !may_have_number {
            return Draft {
                tex: tex.clone(),
                id: None,
            };
        }
        let pieces = tokens(tex);
        let mut edits = Vec::new();
        let mut id = None;
        for row in rows(tex, &pieces) {
            for (range, _) in &row.labels {
                edits.push((range.clone(), String::new()));
            }
            let is_numbered = row.tag.is_none() && (!row.labels.is_empty() || row.counts);
            if !formula.display || (row.tag.is_none() && !is_numbered) {
                continue;
            }
            let number = row.tag.unwrap_or_else(|| {
                self.last += 1;
                edits.extend(
                    row.unnumbered
                        .into_iter()
                        .map(|range| (range, String::new())),
                );
                edits.push((row.end..row.end, format!("\\tag{{{}}}", self.last)));
                self.last.to_string()
            });
            for (_, name) in row.labels {
                let id = id.get_or_insert_with(|| self.free_id(&name));
                self.define(name, id.clone(), number.clone(), span);
            }
        }
        Draft {
            tex: splice(tex, edits),
            id,
        }
    }

    fn define(&mut self, name: String, id: String, number: String, span: Span) {
        if let Some(first) = self.labels.get(&name) {
            let mut twice = Diagnostic::new(Code::DuplicateFormulaLabel, span, [&name]);
            twice
                .labels
                .push((first.span, format!("\\label{{{name}}}")));
            self.diagnostics.push(twice);
        } else {
            self.labels.insert(name, Label { id, number, span });
        }
    }

    /// An id for a display whose first label is `name`, that no other display of the note has.
    fn free_id(&self, name: &str) -> String {
        let plain = name.strip_prefix("eq:").unwrap_or(name);
        let safe = |c: char| {
            if c.is_alphanumeric() || "-_.:".contains(c) {
                c
            } else {
                '-'
            }
        };
        let base = format!("eq:{}", plain.chars().map(safe).collect::<String>());
        let is_taken = |id: &str| self.labels.values().any(|label| label.id == id);
        let mut id = base.clone();
        let mut copy = 1;
        while is_taken(&id) {
            copy += 1;
            id = format!("{base}-{copy}");
        }
        id
    }
}

/// A part of a formula that can have one number.
#[derive(Default)]
struct Row {
    /// Whether it gets a number without asking.
    counts: bool,
    /// `\label{x}`: where, and `x`.
    labels: Vec<(Range<usize>, String)>,
    /// What its `\tag` says.
    tag: Option<String>,
    /// `\nonumber` and `\notag`.
    unnumbered: Vec<Range<usize>>,
    /// Whether there is anything in it but white space.
    has_content: bool,
    /// Where a `\tag` can be added.
    end: usize,
}

/// Whether KaTeX numbers the rows of the environment `name` (`Some(true)`), would number them if asked (`Some(false)`),
/// or has no rows with numbers in it.
fn numbers_rows(name: &str) -> Option<bool> {
    match name {
        "equation" | "align" | "alignat" | "gather" | "flalign" => Some(true),
        "equation*" | "align*" | "alignat*" | "gather*" | "flalign*" => Some(false),
        _ => None,
    }
}

/// An environment with rows that is being read.
struct Environment {
    /// Whether its rows count without asking.
    counts: bool,
    /// How many groups and environments are open inside it.
    depth: usize,
    row: Row,
}

impl Environment {
    fn new(counts: bool) -> Self {
        Self {
            counts,
            depth: 0,
            row: Row {
                counts,
                ..Row::default()
            },
        }
    }

    /// Ends the row at `end` and begins the next.
    fn next_row(&mut self, end: usize) -> Row {
        let next = Row {
            counts: self.counts,
            ..Row::default()
        };
        Row {
            end,
            ..std::mem::replace(&mut self.row, next)
        }
    }
}

/// The rows of `tex` in reading order. A formula without environments that have rows is one row.
fn rows(tex: &str, pieces: &[Token<'_>]) -> Vec<Row> {
    let mut found: Vec<Row> = Vec::new();
    let mut whole = Row::default();
    let mut inside: Option<Environment> = None;
    let mut index = 0;
    while let Some(piece) = pieces.get(index) {
        index += 1;
        if piece.quoted || piece.kind == TokenKind::Space {
            continue;
        }
        whole.end = piece.range.end;
        let argument = |from| group(pieces, from).map(|(inside, next)| (tex[inside].trim(), next));
        // The name behind `\begin` or `\end` is no part of the row.
        let name = match piece.kind {
            TokenKind::Command("begin" | "end") => argument(index).map(|(name, next)| {
                index = next;
                whole.end = pieces[next - 1].range.end;
                name
            }),
            _ => None,
        };
        let row = inside
            .as_mut()
            .map_or(&mut whole, |environment| &mut environment.row);
        match piece.kind {
            TokenKind::Command("label") => {
                if let Some((label, next)) = argument(index) {
                    row.labels.push((
                        piece.range.start..pieces[next - 1].range.end,
                        label.to_owned(),
                    ));
                    index = next;
                    whole.end = pieces[next - 1].range.end;
                }
                continue;
            }
            TokenKind::Command("tag") => {
                let starred = pieces
                    .get(index)
                    .is_some_and(|next| next.kind == TokenKind::Char('*'));
                row.tag = argument(index + usize::from(starred)).map(|(tag, _)| tag.to_owned());
            }
            TokenKind::Command("nonumber" | "notag") => {
                row.counts = false;
                row.unnumbered.push(piece.range.clone());
            }
            TokenKind::Command("hline" | "hdashline") => continue,
            _ => {}
        }
        let Some(environment) = &mut inside else {
            if piece.kind == TokenKind::Command("begin") {
                inside = name.and_then(numbers_rows).map(Environment::new);
            }
            continue;
        };
        match piece.kind {
            TokenKind::Command("\\" | "cr") if environment.depth == 0 => {
                found.push(environment.next_row(piece.range.start));
                continue;
            }
            // What follows the last `\\` is a row only if there is something.
            TokenKind::Command("end") if environment.depth == 0 => {
                let last = environment.next_row(piece.range.start);
                found.extend(Some(last).filter(|row| row.has_content || !row.labels.is_empty()));
                inside = None;
                continue;
            }
            TokenKind::Command("begin") | TokenKind::Char('{') => environment.depth += 1,
            TokenKind::Command("end") | TokenKind::Char('}') => {
                environment.depth = environment.depth.saturating_sub(1);
            }
            _ => {}
        }
        environment.row.has_content = true;
    }
    // A label behind the last environment is meant for its last row.
    if let Some(last) = found.last_mut() {
        last.labels.append(&mut whole.labels);
    } else {
        found.push(whole);
    }
    found
}

/// `tex` with its `\ref` and `\eqref` written out; a reference to nothing shows as `??`.
fn refer(
    tex: &str,
    span: Span,
    labels: &BTreeMap<String, Label>,
    diagnostics: &mut Vec<Diagnostic>,
) -> String {
    if tex.len() > MAX_BYTES || !tex.contains("ref") {
        return tex.to_owned();
    }
    let pieces = tokens(tex);
    let mut edits = Vec::new();
    for (index, piece) in pieces.iter().enumerate().filter(|(_, piece)| !piece.quoted) {
        let TokenKind::Command(command @ ("ref" | "eqref")) = piece.kind else {
            continue;
        };
        let Some((inside, next)) = group(&pieces, index + 1) else {
            continue;
        };
        let name = tex[inside].trim();
        let label = labels.get(name);
        let number = label.map_or("??", |label| &label.number);
        let text = if command == "ref" {
            format!("\\text{{{number}}}")
        } else {
            format!("\\text{{({number})}}")
        };
        let text = match label {
            Some(label) => format!("\\href{{\\#{}}}{{{text}}}", label.id),
            None => text,
        };
        if label.is_none() {
            diagnostics.push(Diagnostic::new(Code::UnknownFormulaLabel, span, [name]));
        }
        edits.push((piece.range.start..pieces[next - 1].range.end, text));
    }
    if edits.is_empty() {
        tex.to_owned()
    } else {
        splice(tex, edits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::SourceId;

    /// Numbers a note of displays; those that begin with `$` stand within a line.
    fn number(formulas: &[&str]) -> Checked<Vec<NumberedFormula>> {
        let place = |(index, tex): (usize, &&str)| {
            let formula = Formula {
                tex: tex.trim_matches('$').to_owned(),
                display: !tex.starts_with('$'),
            };
            (formula, Span::new(SourceId(0), index, index + 1))
        };
        number_formulas(&formulas.iter().enumerate().map(place).collect::<Vec<_>>())
    }

    fn tex(numbered: &Checked<Vec<NumberedFormula>>) -> Vec<&str> {
        numbered
            .value
            .iter()
            .map(|numbered| numbered.formula.tex.as_str())
            .collect()
    }

    fn ids(numbered: &Checked<Vec<NumberedFormula>>) -> Vec<Option<&str>> {
        numbered
            .value
            .iter()
            .map(|numbered| numbered.id.as_deref())
            .collect()
    }

    #[test]
    fn a_label_gives_a_display_a_number() {
        let note = number(&["a", r"\label{eq:bn} b % why", r"$\eqref{eq:bn}\ref{eq:bn}$"]);
        let reference = r"\href{\#eq:bn}{\text{(1)}}\href{\#eq:bn}{\text{1}}";
        assert_eq!(tex(&note), ["a", r" b\tag{1} % why", reference]);
        assert_eq!(ids(&note), [None, Some("eq:bn"), None]);
        assert_eq!(note.diagnostics, []);
    }

    #[test]
    fn references_may_come_first_and_tags_stay() {
        let note = number(&[r"\eqref{x y}", r"a\tag*{$*$}\label{x y}"]);
        assert_eq!(
            tex(&note),
            [r"\href{\#eq:x-y}{\text{($*$)}}", r"a\tag*{$*$}"]
        );
        assert_eq!(ids(&note), [None, Some("eq:x-y")]);
    }

    #[test]
    fn rows_are_numbered_as_in_latex() {
        let note = number(&[
            r"\begin{align}a&=b\label{p}\\[2pt]c&=d\nonumber\\ e&=\begin{cases}1\\2\end{cases}\label{q} \\ \end{align}",
            r"\begin{align*}a\\b\label{r}\\c\end{align*}",
            r"\begin{equation}\begin{split}a\\b\end{split}\end{equation}\label{s}",
            r"\ref{p}\ref{q}\ref{r}\ref{s}",
        ]);
        let tex = tex(&note);
        assert_eq!(
            tex[0],
            r"\begin{align}a&=b\tag{1}\\[2pt]c&=d\nonumber\\ e&=\begin{cases}1\\2\end{cases} \tag{2}\\ \end{align}"
        );
        assert_eq!(tex[1], r"\begin{align*}a\\b\tag{3}\\c\end{align*}");
        assert_eq!(
            tex[2],
            r"\begin{equation}\begin{split}a\\b\end{split}\tag{4}\end{equation}"
        );
        assert_eq!(tex[3].matches(r"{\#eq:p}").count(), 2);
        assert!(
            tex[3].ends_with(r"\href{\#eq:r}{\text{3}}\href{\#eq:s}{\text{4}}"),
            "{}",
            tex[3]
        );
    }

    #[test]
    fn unknown_and_repeated_labels_are_found() {
        let note = number(&[
            r"a\label{x}",
            r"b\label{x}",
            r"$\ref{y}$",
            r"$c\label{z}$",
            r"$\ref{z}$",
        ]);
        assert_eq!(tex(&note)[2..], [r"\text{??}", "c", r"\text{??}"]);
        assert_eq!(ids(&note)[..2], [Some("eq:x"), Some("eq:x-2")]);
        let found: Vec<(Code, &str)> = note
            .diagnostics
            .iter()
            .map(|d| (d.code, d.args[0].as_str()))
            .collect();
        assert_eq!(
            found,
            [
                (Code::DuplicateFormulaLabel, "x"),
                (Code::UnknownFormulaLabel, "y"),
                (Code::UnknownFormulaLabel, "z")
            ]
        );
    }

    #[test]
    fn what_is_quoted_or_broken_stays() {
        for source in [
            r"a%\label{x}",
            r"\verb|\ref{x}|",
            r"\label",
            r"\ref{",
            r"\begin{align",
            r"}}\end{align}",
        ] {
            assert_eq!(tex(&number(&[source])), [source]);
        }
    }
}
