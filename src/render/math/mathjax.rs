//! Formulas as TeX for MathJax, which programs for flash cards bring along.

use std::ops::Range;

use super::compat::rewrite_displays;
use super::macros::MathOptions;
use super::tex::{Token, TokenKind, group, skip_space, splice, tokens};
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

/// Longer chains of macros than any formula needs end here; the site's macros and ours might lead to one another.
const MOST_EXPANSIONS: usize = 1000;

/// The TeX of a formula that [`super::render_formula`] can set, such that MathJax needs nothing else to set it: macros are
/// written out, since a definition would hold for all that the reader sees after it; comments are gone, because line ends
/// may get lost; and links within the note are text.
pub fn tex_for_mathjax(formula: &Formula, options: &MathOptions) -> String {
    let tex = without_links(&without_comments(&formula.tex));
    let tex = without_macros(tex, options);
    let tex = if formula.display {
        tex
    } else {
        rewrite_displays(&tex, &tokens(&tex))
    };
    tex.trim().to_owned()
}

fn without_macros(tex: String, options: &MathOptions) -> String {
    let mut out = String::with_capacity(tex.len());
    let mut rest = tex;
    for _ in 0..MOST_EXPANSIONS {
        let pieces = tokens(&rest);
        let expanded = (0..pieces.len()).find_map(|at| expansion(&rest, &pieces, at, options));
        let Some((range, body)) = expanded else {
            break;
        };
        join(&mut out, &rest[..range.start]);
        let mut next = body;
        join(&mut next, &rest[range.end..]);
        rest = next;
    }
    join(&mut out, &rest);
    out
}

/// What stands for the macro at piece `at` and its arguments, and where those stand; `None` if there is none.
fn expansion(
    tex: &str,
    pieces: &[Token<'_>],
    at: usize,
    options: &MathOptions,
) -> Option<(Range<usize>, String)> {
    let piece = &pieces[at];
    let TokenKind::Command(name) = piece.kind else {
        return None;
    };
    let body = definition(name, options).filter(|_| !piece.quoted)?;
    let mut next = at + 1;
    let mut arguments = Vec::new();
    for _ in 0..parameters(body) {
        let (argument, after) = group(pieces, next).or_else(|| {
            let single = skip_space(pieces, next);
            Some((pieces.get(single)?.range.clone(), single + 1))
        })?;
        arguments.push(&tex[argument]);
        next = after;
    }
    let mut parts = body.split('#');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digit = part
            .chars()
            .next()
            .and_then(|c| c.to_digit(10))
            .unwrap_or(0) as usize;
        match digit.checked_sub(1).and_then(|at| arguments.get(at)) {
            Some(argument) => {
                join(&mut out, argument);
                join(&mut out, &part[1..]);
            }
            None => join(&mut out, &format!("#{part}")),
        }
    }
    Some((piece.range.start..pieces[next - 1].range.end, out))
}

/// The greatest number behind a `#`.
fn parameters(body: &str) -> u32 {
    let digits = body
        .split('#')
        .skip(1)
        .filter_map(|part| part.chars().next()?.to_digit(10));
    digits.max().unwrap_or(0)
}

/// Adds TeX to TeX: a letter behind the name of a command would become part of the name.
fn join(tex: &mut String, more: &str) {
    let before = tex.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ends_in_name = before.len() < tex.len() && before.ends_with('\\');
    if ends_in_name && more.starts_with(|c: char| c.is_ascii_alphabetic()) {
        tex.push(' ');
    }
    tex.push_str(more);
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
            ("chain", r"\norm"),
            ("e", "e"),
            ("apply", r"\hat#1"),
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
    fn macros_are_written_out() {
        check(r"x \in \Rn", false, r"x \in \mathbb{R}^n");
        check(
            r"\norm{x}2 + \norm y{\R}",
            false,
            r"\left\lVert x \right\rVert_{2} + \left\lVert y \right\rVert_{\mathbb{R}}",
        );
        check(r"\chain{x}{2}", true, r"\left\lVert x \right\rVert_{2}");
        check(r"\frac{1}{2}\verb|\R|", true, r"\frac{1}{2}\verb|\R|");
        check(r"\alpha\e + \apply a", true, r"\alpha e + \hat a");
    }

    #[test]
    fn macros_that_lead_to_one_another_end() {
        let site = BTreeMap::from([("boldsymbol".to_owned(), r"\bm".to_owned())]);
        let (options, _) = MathOptions::new(&site, true);
        let formula = Formula {
            tex: r"\bm x".to_owned(),
            display: true,
        };
        assert!(tex_for_mathjax(&formula, &options).ends_with(" x"));
    }

    #[test]
    fn what_mathjax_lacks_is_written_otherwise() {
        check(r"\bm{x} \in \Z", true, r"\boldsymbol{x} \in \mathbb{Z}");
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
