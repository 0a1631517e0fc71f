//! HTML entities in labels.

use std::borrow::Cow;

/// The text with entities as characters; an unknown one stays as it is.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let Some(end) = rest.find(';').filter(|end| *end <= 10) else {
            out.push('&');
            rest = &rest[1..];
            continue;
        };
        let name = &rest[1..end];
        let number = match name.strip_prefix('#') {
            Some(hex) if hex.starts_with(['x', 'X']) => u32::from_str_radix(&hex[1..], 16).ok(),
            Some(decimal) => decimal.parse().ok(),
            None => None,
        };
        match (
            number.and_then(char::from_u32),
            NAMES.iter().find(|(known, _)| *known == name),
        ) {
            (Some(c), _) => out.push(c),
            (None, Some((_, text))) => out.push_str(text),
            (None, None) => out.push_str(&rest[..=end]),
        }
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The names that labels use.
const NAMES: &[(&str, &str)] = &[
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ε"),
    ("theta", "θ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("pi", "π"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("tau", "τ"),
    ("phi", "φ"),
    ("omega", "ω"),
    ("Sigma", "Σ"),
    ("Delta", "Δ"),
    ("sum", "∑"),
    ("prod", "∏"),
    ("times", "×"),
    ("rarr", "→"),
    ("larr", "←"),
    ("middot", "·"),
    ("hellip", "…"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("infin", "∞"),
    ("isin", "∈"),
    ("le", "≤"),
    ("ge", "≥"),
    ("ne", "≠"),
];

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn names_and_numbers() {
        assert_eq!(
            decoded("&lt;a&gt; &#9829; &#x4e2d; &mu; &amp;lt; &nope; & &#0; &"),
            "<a> ♥ 中 μ &lt; &nope; & &#0; &"
        );
    }
}
