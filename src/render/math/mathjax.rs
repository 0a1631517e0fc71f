//! Formulas as TeX for MathJax, which programs for flash cards bring along.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::compat::rewrite_displays;
use super::macros::MathOptions;
use super::tex::{Token, TokenKind, group, splice, tokens};
use crate::document::Formula;

/// Commands that KaTeX has and MathJax, as Anki has it, lacks; sorted by name.
const MISSING: [(&str, &str); 100] = [
    ("Alpha", r"\mathrm{A}"),
    ("Beta", r"\mathrm{B}"),
    ("Chi", r"\mathrm{X}"),
    ("Complex", r"\mathbb{C}"),
    ("Dagger", r"\ddagger"),
    ("Darr", r"\Downarrow"),
    ("Epsilon", r"\mathrm{E}"),
    ("Eta", r"\mathrm{H}"),
    ("Harr", r"\Leftrightarrow"),
    ("Iota", r"\mathrm{I}"),
    ("KaTeX", r"\mathrm{KaTeX}"),
    ("Kappa", r"\mathrm{K}"),
    ("Larr", r"\Leftarrow"),
    ("Lrarr", r"\Leftrightarrow"),
    ("Mu", r"\mathrm{M}"),
    ("N", r"\mathbb{N}"),
    ("Nu", r"\mathrm{N}"),
    ("Omicron", r"\mathrm{O}"),
    ("Overrightarrow", r"\overrightarrow"),
    ("P", r"\unicode{xB6}"),
    ("R", r"\mathbb{R}"),
    ("Rarr", r"\Rightarrow"),
    ("Reals", r"\mathbb{R}"),
    ("Rho", r"\mathrm{P}"),
    ("Tau", r"\mathrm{T}"),
    ("Uarr", r"\Uparrow"),
    ("Z", r"\mathbb{Z}"),
    ("Zeta", r"\mathrm{Z}"),
    ("alef", r"\aleph"),
    ("alefsym", r"\aleph"),
    ("allowbreak", r""),
    ("angl", r"\enclose{actuarial}{#1}"),
    ("argmax", r"\operatorname*{arg\,max}"),
    ("argmin", r"\operatorname*{arg\,min}"),
    ("bm", r"\boldsymbol"),
    ("bold", r"\mathbf"),
    ("bull", r"\bullet"),
    ("clubs", r"\clubsuit"),
    ("cnums", r"\mathbb{C}"),
    ("copyright", r"\unicode{xA9}"),
    ("dArr", r"\Downarrow"),
    ("darr", r"\downarrow"),
    ("diamonds", r"\diamondsuit"),
    ("empty", r"\emptyset"),
    ("exist", r"\exists"),
    ("footnotesize", r"\small"),
    ("hArr", r"\Leftrightarrow"),
    ("harr", r"\leftrightarrow"),
    ("hearts", r"\heartsuit"),
    ("image", r"\Im"),
    ("infin", r"\infty"),
    ("isin", r"\in"),
    ("lArr", r"\Leftarrow"),
    ("lBrace", r"\mathopen{\{\mkern-3mu[}"),
    ("lang", r"\langle"),
    ("larr", r"\leftarrow"),
    ("llbracket", r"\mathopen{[\mkern-3mu[}"),
    ("lrArr", r"\Leftrightarrow"),
    ("lrarr", r"\leftrightarrow"),
    ("mathellipsis", r"\ldots"),
    ("medspace", r"\:"),
    ("natnums", r"\mathbb{N}"),
    ("nobreak", r""),
    ("notni", r"\not\ni"),
    ("oiiint", r"\mathop{\unicode{x2230}}"),
    ("oiint", r"\mathop{\unicode{x222F}}"),
    ("overgroup", r"\overparen"),
    ("overleftharpoon", r"\overset{\leftharpoonup}{#1}"),
    ("overlinesegment", r"\overline"),
    ("overrightharpoon", r"\overset{\rightharpoonup}{#1}"),
    ("phase", r"\enclose{phasorangle}{#1}"),
    ("plim", r"\operatorname*{plim}"),
    ("plusmn", r"\pm"),
    ("pounds", r"\unicode{xA3}"),
    ("rArr", r"\Rightarrow"),
    ("rBrace", r"\mathclose{]\mkern-3mu\}}"),
    ("rang", r"\rangle"),
    ("rarr", r"\rightarrow"),
    ("ratio", r"\mathrel{:}"),
    ("real", r"\Re"),
    ("reals", r"\mathbb{R}"),
    ("rrbracket", r"\mathclose{]\mkern-3mu]}"),
    ("sdot", r"\cdot"),
    ("sect", r"\unicode{xA7}"),
    ("sout", r"\enclose{horizontalstrike}{#1}"),
    ("spades", r"\spadesuit"),
    ("sub", r"\subset"),
    ("sube", r"\subseteq"),
    ("supe", r"\supseteq"),
    ("thetasym", r"\vartheta"),
    ("thickspace", r"\;"),
    ("uArr", r"\Uparrow"),
    ("uarr", r"\uparrow"),
    ("underbar", r"\underline"),
    ("undergroup", r"\underparen"),
    ("underlinesegment", r"\underline"),
    ("utilde", r"\underset{\sim}{#1}"),
    ("vcentcolon", r"\mathrel{:}"),
    ("weierp", r"\wp"),
    ("widecheck", r"\check"),
];

/// What `name` stands for, if the site, KaTeX or we define it and MathJax does not.
fn definition<'a>(name: &str, options: &'a MathOptions) -> Option<&'a str> {
    let ours = || {
        let at = MISSING.binary_search_by_key(&name, |(name, _)| name).ok()?;
        Some(MISSING[at].1)
    };
    options.macros().get(name).map(String::as_str).or_else(ours)
}

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
        let definition = definition(&name, options).unwrap_or_default();
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
        if let Some(body) = definition(name, options)
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
    fn what_mathjax_lacks_comes_along() {
        check(
            r"\bm{x} \in \Z",
            true,
            r"\def\Z{\mathbb{Z}}\def\bm{\boldsymbol}\bm{x} \in \Z",
        );
        assert!(MISSING.is_sorted());
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
