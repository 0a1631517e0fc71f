//! LaTeX that notes use and KaTeX lacks: macros for commands, rewriting for environments.

use std::ops::Range;

use super::tex::{Token, TokenKind, group, splice};

/// Commands that KaTeX lacks, as macros of commands that it has.
pub(super) const MACROS: [(&str, &str); 13] = [
    ("mbox", r"\text{#1}"),
    ("hdots", r"\ldots"),
    ("mathbbm", r"\mathbb"),
    ("mathds", r"\mathbb"),
    ("nicefrac", r"\frac"),
    ("textsl", r"\textit{#1}"),
    ("textsc", r"\textrm{#1}"),
    ("ensuremath", r"#1"),
    ("lefteqn", r"\mathrlap{\displaystyle #1}"),
    ("slash", r"/"),
    ("hfill", r"\quad"),
    ("xspace", r"\relax"),
    ("noindent", r"\relax"),
];

/// How an environment is written for KaTeX. An empty name leaves the environment's body alone.
struct Environment {
    name: &'static str,
    begin: &'static str,
    end: &'static str,
}

const fn environment(name: &'static str, begin: &'static str, end: &'static str) -> Environment {
    Environment { name, begin, end }
}

/// Environments that KaTeX lacks.
const MISSING: [Environment; 8] = [
    environment("eqnarray", r"\begin{darray}{rcl}", r"\end{darray}"),
    environment("eqnarray*", r"\begin{darray}{rcl}", r"\end{darray}"),
    environment("multline", r"\begin{gathered}", r"\end{gathered}"),
    environment("multline*", r"\begin{gathered}", r"\end{gathered}"),
    environment("flalign", r"\begin{align}", r"\end{align}"),
    environment("flalign*", r"\begin{align*}", r"\end{align*}"),
    environment("displaymath", "", ""),
    environment("math", "", ""),
];

/// Environments that KaTeX allows in displays only, for formulas within a line: Typora and MathJax show those too.
const WITHIN_A_LINE: [Environment; 10] = [
    environment("equation", "", ""),
    environment("equation*", "", ""),
    environment("align", r"\begin{aligned}", r"\end{aligned}"),
    environment("align*", r"\begin{aligned}", r"\end{aligned}"),
    environment("flalign", r"\begin{aligned}", r"\end{aligned}"),
    environment("flalign*", r"\begin{aligned}", r"\end{aligned}"),
    environment("gather", r"\begin{gathered}", r"\end{gathered}"),
    environment("gather*", r"\begin{gathered}", r"\end{gathered}"),
    environment("alignat", r"\begin{alignedat}", r"\end{alignedat}"),
    environment("alignat*", r"\begin{alignedat}", r"\end{alignedat}"),
];

/// `tex` with every environment that KaTeX would refuse replaced by one that it has.
pub(super) fn rewrite_environments(tex: &str, tokens: &[Token<'_>], display: bool) -> String {
    let within: &[Environment] = if display { &[] } else { &WITHIN_A_LINE };
    rewrite(tex, tokens, &[within, &MISSING])
}

/// The text of a formula within a line with every environment replaced that is for displays only.
pub(super) fn rewrite_displays(tex: &str, tokens: &[Token<'_>]) -> String {
    rewrite(tex, tokens, &[&WITHIN_A_LINE])
}

fn rewrite(tex: &str, tokens: &[Token<'_>], tables: &[&[Environment]]) -> String {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for (index, token) in tokens.iter().enumerate().filter(|(_, t)| !t.quoted) {
        let TokenKind::Command(command @ ("begin" | "end")) = token.kind else {
            continue;
        };
        let Some((inside, next)) = group(tokens, index + 1) else {
            continue;
        };
        let name = &tex[inside];
        let mut environments = tables.iter().copied().flatten();
        if let Some(known) = environments.find(|known| known.name == name) {
            let text = if command == "begin" {
                known.begin
            } else {
                known.end
            };
            edits.push((
                token.range.start..tokens[next - 1].range.end,
                text.to_owned(),
            ));
        }
    }
    if edits.is_empty() {
        tex.to_owned()
    } else {
        splice(tex, edits)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tex::tokens;
    use super::*;

    #[test]
    fn environments_that_katex_lacks() {
        let tex = r"\begin {eqnarray*}a&=&b\\c&=&d\end{eqnarray*}";
        assert_eq!(
            rewrite_environments(tex, &tokens(tex), true),
            r"\begin{darray}{rcl}a&=&b\\c&=&d\end{darray}"
        );
        let tex = r"\begin{align}a&=b\end{align}%\begin{eqnarray}";
        assert_eq!(rewrite_environments(tex, &tokens(tex), true), tex);
        assert_eq!(
            rewrite_environments(tex, &tokens(tex), false),
            r"\begin{aligned}a&=b\end{aligned}%\begin{eqnarray}"
        );
    }
}
