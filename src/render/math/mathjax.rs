//! Formulas as TeX for MathJax, which programs for flash cards bring along.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::compat::rewrite_displays;
use super::macros::MathOptions;
use super::tex::{Token, TokenKind, group, splice, tokens};
use crate::document::Formula;

/// The TeX of a formula that [`super::render_formula`] can set, such that MathJax needs nothing else to set it: the macros
/// that it uses are defined in front, comments are gone because line ends may get lost, and links within the note are text.
pub fn tex_for_mathjax(formula: &Formula, options: &MathOptions) -> String {
    let tex = &formula.tex;
    let mut used = BTreeSet::new();
    find_macros(tex, options, &mut used);
    let body = without_comments(tex);
    let body = without_links(&body);
    let body = if formula.display {
        body
    } else {
        rewrite_displays(&body, &tokens(&body))
    };
    let mut out = String::with_capacity(body.len());
    for name in used {
        let definition = &options.macros()[&name];
        let _ = write!(out, "\\def\\{name}{}", parameters(definition));
        let _ = write!(out, "{{{definition}}}");
    }
    out.push_str(body.trim());
    out
}

/// The macros that `tex` uses, those that they use included.
fn find_macros(tex: &str, options: &MathOptions, used: &mut BTreeSet<String>) {
    for token in tokens(tex).iter().filter(|token| !token.quoted) {
        let TokenKind::Command(name) = token.kind else {
            continue;
        };
        if let Some(body) = options.macros().get(name)
            && used.insert(name.to_owned())
        {
            find_macros(body, options, used);
        }
    }
}

/// `#1#2` for a body that speaks of `#2`.
fn parameters(body: &str) -> String {
    let digits = body.split('#').skip(1).filter_map(|rest| {
        let digit = rest.chars().next()?.to_digit(10)?;
        (digit > 0).then_some(digit)
    });
    (1..=digits.max().unwrap_or(0)).fold(String::new(), |mut out, number| {
        let _ = write!(out, "#{number}");
        out
    })
}

fn without_comments(tex: &str) -> String {
    let pieces = tokens(tex);
    let mut edits = Vec::new();
    let mut index = 0;
    while index < pieces.len() {
        let run = pieces[index..].iter().take_while(|piece| piece.quoted);
        let length = run.count();
        // What is quoted otherwise is `\verb`, whose first piece is its delimiter.
        let is_verb = |at: usize| {
            let before = at.checked_sub(1).map(|at| pieces[at].kind);
            before == Some(TokenKind::Command("verb")) || before == Some(TokenKind::Char('*'))
        };
        if length > 0 && pieces[index].kind == TokenKind::Char('%') && !is_verb(index) {
            let end = pieces[index + length - 1].range.end;
            edits.push((pieces[index].range.start..end, String::new()));
        }
        index += length.max(1);
    }
    splice(tex, edits)
}

/// `\href{...}{x}` becomes `{x}` and `\url{x}` text.
fn without_links(tex: &str) -> String {
    let pieces = tokens(tex);
    let mut edits = Vec::new();
    for (index, piece) in pieces.iter().enumerate().filter(|(_, piece)| !piece.quoted) {
        let TokenKind::Command(name @ ("href" | "url")) = piece.kind else {
            continue;
        };
        let Some((_, next)) = group(&pieces, index + 1) else {
            continue;
        };
        let edit = if name == "href" {
            (piece.range.start..end_of(&pieces, next), String::new())
        } else {
            (piece.range.clone(), "\\text".to_owned())
        };
        edits.push(edit);
    }
    splice(tex, edits)
}

/// Where the piece before `next` ends.
fn end_of(pieces: &[Token<'_>], next: usize) -> usize {
    next.checked_sub(1).map_or(0, |at| pieces[at].range.end)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[track_caller]
    fn check(tex: &str, display: bool, expected: &str) {
        let site: BTreeMap<String, String> = [
            ("\\R", r"\mathbb{R}"),
            ("norm", r"\left\lVert #1 \right\rVert_{#2}"),
            ("Rn", r"\R^n"),
        ]
        .map(|(name, body)| (name.to_owned(), body.to_owned()))
        .into();
        let (options, faults) = MathOptions::new(&site, true);
        assert!(faults.is_empty());
        let formula = Formula {
            tex: tex.to_owned(),
            display,
        };
        assert_eq!(tex_for_mathjax(&formula, &options), expected);
    }

    #[test]
    fn macros_come_along() {
        check(
            r"x \in \Rn",
            false,
            r"\def\R{\mathbb{R}}\def\Rn{\R^n}x \in \Rn",
        );
        check(
            r"\norm{x}{2}",
            false,
            r"\def\norm#1#2{\left\lVert #1 \right\rVert_{#2}}\norm{x}{2}",
        );
        check(r"\frac{1}{2}", true, r"\frac{1}{2}");
    }

    #[test]
    fn comments_and_links_do_not() {
        check("a % \\R\n+ b\\%", true, "a \n+ b\\%");
        check(r"\verb|50%| x", true, r"\verb|50%| x");
        check(
            r"see \href{\#eq:a}{\text{(1)}} \url{https://example.org}",
            true,
            r"see {\text{(1)}} \text{https://example.org}",
        );
    }

    #[test]
    fn displays_within_a_line() {
        let tex = r"\begin{align}a&=b\end{align}";
        check(tex, false, r"\begin{aligned}a&=b\end{aligned}");
        check(tex, true, tex);
    }
}
