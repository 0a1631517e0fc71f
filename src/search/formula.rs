//! The words of a formula: names of commands that stand for something, and words in letters.

/// Commands that say how something looks, not what it is.
const LOOKS: &[&str] = &[
    "aligned",
    "array",
    "begin",
    "big",
    "bigg",
    "biggl",
    "biggm",
    "biggr",
    "bigl",
    "bigm",
    "bigr",
    "bm",
    "boldsymbol",
    "cases",
    "cdot",
    "cdots",
    "choose",
    "color",
    "cr",
    "dfrac",
    "displaystyle",
    "dots",
    "dotsb",
    "dotsc",
    "end",
    "footnotesize",
    "frac",
    "gather",
    "geq",
    "ge",
    "hfill",
    "hline",
    "hphantom",
    "hspace",
    "in",
    "label",
    "langle",
    "large",
    "lbrace",
    "lbrack",
    "ldots",
    "left",
    "leq",
    "le",
    "leftarrow",
    "limits",
    "lvert",
    "lvert",
    "mathbb",
    "mathbf",
    "mathcal",
    "mathfrak",
    "mathit",
    "mathop",
    "mathrm",
    "mathscr",
    "mathsf",
    "mathtt",
    "mid",
    "mkern",
    "mspace",
    "ne",
    "neq",
    "newline",
    "nolimits",
    "nonumber",
    "normalsize",
    "notag",
    "operatorname",
    "overbrace",
    "overline",
    "overset",
    "phantom",
    "pmb",
    "prime",
    "qquad",
    "quad",
    "rangle",
    "rbrace",
    "rbrack",
    "ref",
    "right",
    "rightarrow",
    "rm",
    "rvert",
    "scriptscriptstyle",
    "scriptsize",
    "scriptstyle",
    "smallmatrix",
    "split",
    "stackrel",
    "substack",
    "tag",
    "text",
    "textbf",
    "textcolor",
    "textit",
    "textnormal",
    "textrm",
    "textsf",
    "textstyle",
    "texttt",
    "tfrac",
    "thinspace",
    "tiny",
    "to",
    "underbrace",
    "underline",
    "underset",
    "vdots",
    "ddots",
    "vert",
    "vphantom",
    "vspace",
    "widehat",
    "widetilde",
    "bar",
    "hat",
    "tilde",
    "vec",
    "dot",
    "ddot",
];

/// Calls `word` with each word of the TeX source of a formula: names of commands such as `gamma`, and letters that stand
/// together, as in `\mathrm{softmax}`.
pub(super) fn formula_words<'a>(tex: &'a str, mut word: impl FnMut(&'a str)) {
    let mut rest = tex;
    while let Some(at) = rest.find(|c: char| c == '\\' || c.is_alphabetic()) {
        let is_command = rest.as_bytes()[at] == b'\\';
        rest = &rest[at + usize::from(is_command)..];
        let end = rest
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        rest = after;
        if is_command && (name == "begin" || name == "end") {
            // The name of an environment is a look too.
            let inner = rest
                .strip_prefix('{')
                .and_then(|inner| inner.split_once('}'));
            rest = inner.map_or(rest, |(_, after)| after);
        } else if is_command && name.is_empty() {
            // `\\`, `\,` and the like.
            let mut chars = rest.chars();
            chars.next();
            rest = chars.as_str();
        } else if name.chars().nth(1).is_some() && !(is_command && LOOKS.contains(&name)) {
            word(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::formula_words;

    fn words(tex: &str) -> Vec<&str> {
        let mut words = Vec::new();
        formula_words(tex, |word| words.push(word));
        words
    }

    #[test]
    fn names_stay_and_looks_go() {
        assert_eq!(
            words(r"\hat{x}=\frac{x-\mu_B}{\sqrt{\sigma^2+\epsilon}}\\\gamma"),
            ["mu", "sqrt", "sigma", "epsilon", "gamma"]
        );
        assert_eq!(
            words(r"\begin{aligned}\operatorname{softmax}(x)\,\text{其中}\end{aligned}"),
            ["softmax", "其中"]
        );
        assert_eq!(words("\\"), [""; 0]);
    }
}
