//! Formulas that are derivations: rows under one another, which can be read one by one.

use super::tex::{Token, TokenKind, group, skip_space, tokens};

/// How many rows a formula has that is nothing but rows in an environment such as `aligned`; 1 for any other. A matrix or
/// `cases` is one thing, whatever rows it has.
pub(super) fn steps(tex: &str) -> usize {
    let pieces = tokens(tex);
    rows(tex, &pieces).unwrap_or(1).max(1)
}

fn rows(tex: &str, pieces: &[Token<'_>]) -> Option<usize> {
    let (mut name, mut at) = begun(tex, pieces, 0)?;
    if matches!(name, "equation" | "equation*") {
        (name, at) = begun(tex, pieces, at)?;
    }
    if !has_steps(name) {
        return None;
    }
    if name.starts_with("alignat") || name.starts_with("alignedat") {
        at = group(pieces, at)?.1;
    }
    let (mut depth, mut rows, mut has_content) = (0_usize, 0, false);
    while let Some(piece) = pieces.get(at) {
        at += 1;
        if piece.quoted || piece.kind == TokenKind::Space {
            continue;
        }
        match piece.kind {
            TokenKind::Command("\\" | "cr") if depth == 0 => {
                rows += 1;
                has_content = false;
                continue;
            }
            TokenKind::Command("end") if depth == 0 => {
                let (_, after) = group(pieces, at)?;
                return ends(tex, pieces, after).then_some(rows + usize::from(has_content));
            }
            TokenKind::Command("begin") | TokenKind::Char('{') => depth += 1,
            TokenKind::Command("end") | TokenKind::Char('}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        has_content = true;
    }
    None
}

fn has_steps(name: &str) -> bool {
    let name = name.strip_suffix('*').unwrap_or(name);
    matches!(
        name,
        "align"
            | "aligned"
            | "alignat"
            | "alignedat"
            | "flalign"
            | "gather"
            | "gathered"
            | "split"
            | "eqnarray"
    )
}

/// The name of the environment that begins at the piece `from`, and the index of the piece behind its `\begin`.
fn begun<'t>(tex: &'t str, pieces: &[Token<'_>], from: usize) -> Option<(&'t str, usize)> {
    let at = skip_space(pieces, from);
    if pieces.get(at)?.kind != TokenKind::Command("begin") {
        return None;
    }
    let (name, next) = group(pieces, at + 1)?;
    Some((tex[name].trim(), next))
}

/// Whether nothing follows from the piece `at` on but the end of an environment around, a label, a number and a full stop.
fn ends(tex: &str, pieces: &[Token<'_>], mut at: usize) -> bool {
    loop {
        at = skip_space(pieces, at);
        let Some(piece) = pieces.get(at) else {
            return true;
        };
        at += 1;
        match piece.kind {
            TokenKind::Command("label" | "tag") => match group(pieces, at) {
                Some((_, next)) => at = next,
                None => return false,
            },
            TokenKind::Command("end") => match group(pieces, at) {
                Some((name, next)) if tex[name.clone()].trim().starts_with("equation") => at = next,
                _ => return false,
            },
            TokenKind::Char('.' | ',' | ';' | '。' | '，' | '；') => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::steps;

    #[test]
    fn rows_of_derivations() {
        for (tex, wanted) in [
            ("x", 1),
            ("\\begin{aligned} a &= b \\\\ &= c \\end{aligned}", 2),
            (
                "\\begin{aligned} a &= b \\\\[2pt] &= c \\\\\n\\end{aligned}",
                2,
            ),
            ("\n\\begin{align*}\na\\\\b\\\\c\n\\end{align*}.\n", 3),
            (
                "\\begin{equation}\\begin{split} a\\\\b \\end{split}\\label{x}\\end{equation}",
                2,
            ),
            ("\\begin{alignat}{2} a&b\\\\c&d \\end{alignat}", 2),
            ("\\begin{gather} a \\cr b \\end{gather}\\tag{3}", 2),
            // What stands inside a row, or in a comment, is no row.
            (
                "\\begin{aligned} \\begin{matrix}1\\\\2\\end{matrix} \\\\ {a\\\\b} % \\\\ \n\\end{aligned}",
                2,
            ),
            ("\\begin{aligned} a \\end{aligned}", 1),
            // One thing with rows, or rows that are a part of something.
            ("\\begin{bmatrix} a\\\\b \\end{bmatrix}", 1),
            ("f = \\begin{cases} a\\\\b \\end{cases}", 1),
            ("\\begin{aligned} a\\\\b \\end{aligned} = c", 1),
            ("x = \\begin{aligned} a\\\\b \\end{aligned}", 1),
            ("\\begin{aligned} a\\\\b", 1),
            ("", 1),
        ] {
            assert_eq!(steps(tex), wanted, "{tex}");
        }
    }
}
