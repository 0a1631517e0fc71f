//! Short formulas as plain text for the passages that results show: `\hat{x}_i \leq \gamma^2` as `x̂ᵢ ≤ γ²`. What has no
//! such form is left out there; the page has it as a formula.

/// The longest source that is tried, in bytes, and the longest text that is worth reading, in characters.
const MOST_SOURCE: usize = 400;
const MOST_TEXT: usize = 60;
/// The deepest nesting of groups.
const MOST_DEPTH: usize = 8;

/// Commands that stand for a sign, by what they stand for. Signs between spaces relate or join two sides.
const SIGNS: &[(&str, &str)] = &[
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ε"),
    ("varepsilon", "ε"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("vartheta", "θ"),
    ("iota", "ι"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("xi", "ξ"),
    ("pi", "π"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("tau", "τ"),
    ("upsilon", "υ"),
    ("phi", "φ"),
    ("varphi", "φ"),
    ("chi", "χ"),
    ("psi", "ψ"),
    ("omega", "ω"),
    ("Gamma", "Γ"),
    ("Delta", "Δ"),
    ("Theta", "Θ"),
    ("Lambda", "Λ"),
    ("Xi", "Ξ"),
    ("Pi", "Π"),
    ("Sigma", "Σ"),
    ("Phi", "Φ"),
    ("Psi", "Ψ"),
    ("Omega", "Ω"),
    ("ell", "ℓ"),
    ("partial", "∂"),
    ("nabla", "∇"),
    ("infty", "∞"),
    ("sum", "∑"),
    ("prod", "∏"),
    ("int", "∫"),
    ("forall", "∀"),
    ("exists", "∃"),
    ("emptyset", "∅"),
    ("varnothing", "∅"),
    ("top", "⊤"),
    ("ast", "*"),
    ("star", "⋆"),
    ("circ", "∘"),
    ("prime", "′"),
    ("ldots", "…"),
    ("cdots", "…"),
    ("dots", "…"),
    ("langle", "⟨"),
    ("rangle", "⟩"),
    ("lbrace", "{"),
    ("rbrace", "}"),
    ("lbrack", "["),
    ("rbrack", "]"),
    ("vert", "|"),
    ("lvert", "|"),
    ("rvert", "|"),
    ("Vert", "‖"),
    ("lVert", "‖"),
    ("rVert", "‖"),
    ("|", "‖"),
    ("{", "{"),
    ("}", "}"),
    ("%", "%"),
    ("&", "&"),
    ("_", "_"),
    ("#", "#"),
    ("$", "$"),
    ("cdot", "·"),
    ("times", " × "),
    ("div", " ÷ "),
    ("pm", " ± "),
    ("odot", " ⊙ "),
    ("otimes", " ⊗ "),
    ("oplus", " ⊕ "),
    ("leq", " ≤ "),
    ("le", " ≤ "),
    ("leqslant", " ≤ "),
    ("geq", " ≥ "),
    ("ge", " ≥ "),
    ("geqslant", " ≥ "),
    ("neq", " ≠ "),
    ("ne", " ≠ "),
    ("approx", " ≈ "),
    ("simeq", " ≃ "),
    ("sim", " ~ "),
    ("equiv", " ≡ "),
    ("propto", " ∝ "),
    ("ll", " ≪ "),
    ("gg", " ≫ "),
    ("in", " ∈ "),
    ("notin", " ∉ "),
    ("subset", " ⊂ "),
    ("subseteq", " ⊆ "),
    ("cup", " ∪ "),
    ("cap", " ∩ "),
    ("setminus", " \\ "),
    ("mid", " | "),
    ("parallel", " ∥ "),
    ("perp", " ⊥ "),
    ("land", " ∧ "),
    ("wedge", " ∧ "),
    ("lor", " ∨ "),
    ("vee", " ∨ "),
    ("neg", "¬"),
    ("to", " → "),
    ("rightarrow", " → "),
    ("longrightarrow", " → "),
    ("leftarrow", " ← "),
    ("gets", " ← "),
    ("mapsto", " ↦ "),
    ("Rightarrow", " ⇒ "),
    ("Leftrightarrow", " ⇔ "),
    (",", " "),
    (":", " "),
    (";", " "),
    (" ", " "),
    ("quad", " "),
    ("qquad", " "),
    ("!", ""),
];

/// Functions that are written by their names.
const NAMED: &[&str] = &[
    "arccos", "arcsin", "arctan", "arg", "argmax", "argmin", "cos", "cosh", "det", "diag", "dim",
    "exp", "gcd", "inf", "ker", "lim", "ln", "log", "max", "min", "mod", "Pr", "rank", "sin",
    "sinh", "softmax", "sup", "tan", "tanh", "tr",
];

/// Commands that only change how their argument looks.
const FACES: &[&str] = &[
    "bf",
    "bm",
    "boldsymbol",
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
    "pmb",
];

/// Commands whose argument is words.
const WORDS: &[&str] = &[
    "mbox",
    "operatorname",
    "text",
    "textbf",
    "textit",
    "textnormal",
    "textrm",
    "textsf",
    "texttt",
];

/// Commands that say nothing here.
const NOTHING: &[&str] = &[
    "Big",
    "Bigg",
    "Biggl",
    "Biggr",
    "Bigl",
    "Bigr",
    "big",
    "bigg",
    "biggl",
    "biggr",
    "bigl",
    "bigr",
    "displaystyle",
    "left",
    "limits",
    "nolimits",
    "right",
    "rm",
    "scriptstyle",
    "textstyle",
];

/// Accents by their combining characters.
const ACCENTS: &[(&str, char)] = &[
    ("hat", '\u{302}'),
    ("widehat", '\u{302}'),
    ("tilde", '\u{303}'),
    ("widetilde", '\u{303}'),
    ("bar", '\u{304}'),
    ("overline", '\u{304}'),
    ("dot", '\u{307}'),
    ("ddot", '\u{308}'),
    ("vec", '\u{20d7}'),
];

const RAISED: (&str, &str) = (
    "0123456789+-−=()abcdefghijklmnoprstuvwxyzT⊤′*",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀᵀ′*",
);
const LOWERED: (&str, &str) = (
    "0123456789+-−=()aehijklmnoprstuvxβγρφχ",
    "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
);

/// The formula as a line of plain text, or `None` where that would be long or unclear.
pub(super) fn readable(tex: &str) -> Option<String> {
    if tex.len() > MOST_SOURCE {
        return None;
    }
    let mut reader = Reader { rest: tex };
    let text = reader.sequence(false, 0)?;
    // Spaces are those of the signs alone.
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.replace("( ", "(").replace(" )", ")");
    (text.chars().count() <= MOST_TEXT).then_some(text)
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// What stands up to the end, or up to the brace that ends a group.
    fn sequence(&mut self, in_group: bool, depth: usize) -> Option<String> {
        if depth > MOST_DEPTH {
            return None;
        }
        let mut out = String::new();
        loop {
            match self.rest.chars().next() {
                None => return (!in_group).then_some(out),
                Some('}') => {
                    self.next();
                    return in_group.then_some(out);
                }
                Some(sign @ ('^' | '_')) => {
                    self.next();
                    let argument = self.argument(depth)?;
                    let word = out.rsplit(' ').next().unwrap_or_default();
                    let is_name = NAMED.contains(&word);
                    out.push_str(&script(sign, &argument.replace(' ', "")));
                    if is_name && !self.rest.trim_start().starts_with(['(', '_', '^', '[']) {
                        out.push(' ');
                    }
                }
                Some(_) => out.push_str(&self.atom(depth)?),
            }
        }
    }

    /// A group, or a single sign.
    fn argument(&mut self, depth: usize) -> Option<String> {
        self.skip_space();
        match self.rest.chars().next()? {
            '}' | '^' | '_' => None,
            _ => self.atom(depth),
        }
    }

    fn atom(&mut self, depth: usize) -> Option<String> {
        match self.next()? {
            '{' => self.sequence(true, depth + 1),
            '\\' => self.command(depth),
            '%' | '&' => None,
            '\'' => Some("′".into()),
            c @ ('=' | '<' | '>') => Some(format!(" {c} ")),
            ',' => Some(", ".into()),
            '~' => Some(" ".into()),
            c if c.is_whitespace() => Some(String::new()),
            c => Some(c.into()),
        }
    }

    fn command(&mut self, depth: usize) -> Option<String> {
        let letters = self
            .rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(self.rest.len());
        let length = match letters {
            0 => self.rest.chars().next()?.len_utf8(),
            _ => letters,
        };
        let (name, rest) = self.rest.split_at(length);
        self.rest = rest;
        if let Some((_, sign)) = SIGNS.iter().find(|(known, _)| *known == name) {
            return Some((*sign).to_owned());
        }
        if NAMED.contains(&name) {
            // A function keeps its distance from letters, not from what it is applied to.
            let bound = self
                .rest
                .trim_start()
                .starts_with(['(', '_', '^', '{', '[']);
            return Some(format!(" {name}{}", if bound { "" } else { " " }));
        }
        if FACES.contains(&name) {
            let inner = self.argument(depth)?;
            return Some(match (name, inner.as_str()) {
                ("mathbb", "R") => "ℝ".into(),
                ("mathbb", "N") => "ℕ".into(),
                ("mathbb", "Z") => "ℤ".into(),
                ("mathbb", "Q") => "ℚ".into(),
                ("mathbb", "C") => "ℂ".into(),
                _ => inner,
            });
        }
        if WORDS.contains(&name) {
            return self.words();
        }
        if name == "left" || name == "right" {
            self.skip_space();
            if let Some(rest) = self.rest.strip_prefix('.') {
                self.rest = rest;
            }
            return Some(String::new());
        }
        if NOTHING.contains(&name) {
            return Some(String::new());
        }
        if let Some((_, accent)) = ACCENTS.iter().find(|(known, _)| *known == name) {
            let mut inner = self.argument(depth)?;
            let is_single = inner.chars().count() == 1;
            inner.push(*accent);
            return is_single.then_some(inner);
        }
        match name {
            "frac" | "dfrac" | "tfrac" | "cfrac" => {
                let (above, below) = (self.argument(depth)?, self.argument(depth)?);
                Some(format!("{}/{}", bracketed(&above), bracketed(&below)))
            }
            "sqrt" if !self.rest.trim_start().starts_with('[') => {
                Some(format!("√{}", bracketed(&self.argument(depth)?)))
            }
            _ => None,
        }
    }

    /// An argument that is words, as it stands.
    fn words(&mut self) -> Option<String> {
        self.skip_space();
        let inner = self.rest.strip_prefix('{')?;
        let end = inner.find(['{', '}', '\\', '$'])?;
        let (words, rest) = inner.split_at(end);
        self.rest = rest.strip_prefix('}')?;
        Some(words.to_owned())
    }
}

/// A superscript or subscript in such characters, or marked by its sign.
fn script(sign: char, text: &str) -> String {
    let (from, to) = if sign == '^' { RAISED } else { LOWERED };
    let small = |c: char| from.chars().zip(to.chars()).find(|(known, _)| *known == c);
    let raised: Option<String> = text.chars().map(|c| small(c).map(|(_, c)| c)).collect();
    match raised {
        Some(raised) => raised,
        None if text.chars().all(char::is_alphanumeric) => format!("{sign}{text}"),
        None => format!("{sign}({text})"),
    }
}

/// A side of a fraction, in parentheses if it is not one thing.
fn bracketed(text: &str) -> String {
    let text = text.trim();
    let is_one = !text.contains([' ', '+', '-', '/', '·', ',']);
    if is_one {
        text.to_owned()
    } else {
        format!("({text})")
    }
}

#[cfg(test)]
mod tests {
    use super::{LOWERED, RAISED, readable};

    #[test]
    fn every_small_character_has_its_own() {
        for (from, to) in [RAISED, LOWERED] {
            assert_eq!(from.chars().count(), to.chars().count());
        }
    }

    #[test]
    fn short_formulas_are_read_as_text() {
        for (tex, text) in [
            (r"x", "x"),
            (r"\hat{x}_i \leqslant \gamma^2", "x̂ᵢ ≤ γ²"),
            (r"\boldsymbol{w}^{\mathrm{T}}\boldsymbol{x}+b", "wᵀx+b"),
            (r"y=\gamma\hat x+\beta", "y = γx̂+β"),
            (r"m \times k", "m × k"),
            (r"\mathbf{X}\in\mathbb{R}^{m \times n}", "X ∈ ℝ^(m×n)"),
            (r"\frac{x-\mu}{\sqrt{\sigma^2+\epsilon}}", "(x-μ)/(√(σ²+ε))"),
            (r"\frac12", "1/2"),
            (r"P(c\mid\boldsymbol{x})", "P(c | x)"),
            (r"\max_{i} f(x_{ij})", "maxᵢ f(xᵢⱼ)"),
            (r"-\log p", "- log p"),
            (r"O(n\log n)", "O(n log n)"),
            (r"d_{model}", "d_model"),
            (r"\left(a,b\right)", "(a, b)"),
            (r"\text{softmax}(z)", "softmax(z)"),
            (r"f'(x)", "f′(x)"),
            (r"\sum_{i=1}^m x_i", "∑ᵢ₌₁ᵐxᵢ"),
        ] {
            assert_eq!(readable(tex).as_deref(), Some(text), "{tex}");
        }
    }

    #[test]
    fn what_is_no_line_of_text_is_left_out() {
        for tex in [
            r"\begin{aligned} a&=b \\ c&=d \end{aligned}",
            r"\underbrace{a+b}_{c}",
            r"\sqrt[3]{x}",
            r"\overline{AB}",
            r"{x",
            r"x}",
            r"x^",
            r"\frac{a}",
            r"\",
            &"x+".repeat(100),
            &"{".repeat(50),
            &"\\hat".repeat(90),
        ] {
            assert_eq!(readable(tex), None, "{tex}");
        }
    }
}
