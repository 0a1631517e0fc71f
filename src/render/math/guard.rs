//! What a formula must not do, found before KaTeX sees it.
//!
//! KaTeX recurses over nested groups without a limit (a stack overflow ends the process), needs time that grows with the
//! square of a formula's length, and has commands that define macros, write to the terminal or set HTML attributes.

use std::collections::BTreeMap;

use super::tex::{Token, TokenKind};

/// The longest source of a formula, in bytes. The longest seen in three books has 12.7 KB; 20 KB take about 3 s.
pub(super) const MAX_BYTES: usize = 20 * 1024;

/// The deepest nesting. The deepest seen in three books is 5; the tests nest this deep on a stack of 8 MiB, unoptimised.
pub(super) const MAX_DEPTH: usize = 60;

/// Commands that a note may not use: they define macros, write to the terminal, or set attributes or load images.
const REFUSED: [&str; 20] = [
    "def",
    "gdef",
    "edef",
    "xdef",
    "let",
    "futurelet",
    "global",
    "long",
    "newcommand",
    "renewcommand",
    "providecommand",
    "message",
    "errmessage",
    "show",
    "htmlData",
    "htmlClass",
    "htmlStyle",
    "htmlId",
    "includegraphics",
    "html@mathml",
];

/// Commands without argument whose effect lasts to the end of the group: KaTeX nests what follows into each.
const SWITCHES: [&str; 22] = [
    "tiny",
    "sixptsize",
    "scriptsize",
    "footnotesize",
    "small",
    "normalsize",
    "large",
    "Large",
    "LARGE",
    "huge",
    "Huge",
    "displaystyle",
    "textstyle",
    "scriptstyle",
    "scriptscriptstyle",
    "rm",
    "sf",
    "tt",
    "bf",
    "it",
    "cal",
    "color",
];

/// What a macro's body does to the nesting around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Nesting {
    /// The deepest point inside.
    pub(super) peak: usize,
    /// How many groups and switches it leaves open: `\begin{aligned}` leaves one.
    pub(super) open: usize,
}

/// The first command of `tokens` that notes may not use, as written. `\href` and `\url` count if their target is
/// neither on the web (`http://`, `https://`) nor on the page itself (`#`).
///
/// Comments and `\verb` are searched too: what KaTeX takes for a comment depends on where it stands, and a formula that
/// wants to show `\def` verbatim is rarer than one that wants to hide it.
pub(super) fn refused(tex: &str, tokens: &[Token<'_>]) -> Option<String> {
    for (index, token) in tokens.iter().enumerate() {
        let TokenKind::Command(name) = token.kind else {
            continue;
        };
        if REFUSED.contains(&name) {
            return Some(format!("\\{name}"));
        }
        if matches!(name, "href" | "url") && !is_safe_address(tex, tokens, index + 1) {
            return Some(format!("\\{name}"));
        }
    }
    None
}

/// Whether the group behind piece `from` begins with `http://`, `https://` or `#`.
fn is_safe_address(tex: &str, tokens: &[Token<'_>], from: usize) -> bool {
    let Some(open) = tokens[from..].iter().find(|t| t.kind != TokenKind::Space) else {
        return false;
    };
    if open.kind != TokenKind::Char('{') {
        return false;
    }
    let start: String = tex[open.range.end..].trim_start().chars().take(8).collect();
    let start = start.to_ascii_lowercase();
    ["http://", "https://", "#", "\\#"]
        .iter()
        .any(|safe| start.starts_with(safe))
}

/// A group that is open at some place of a formula.
struct Group {
    kind: GroupKind,
    /// Switches since it was opened.
    switches: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum GroupKind {
    /// The formula itself.
    Whole,
    /// `{`, `\bgroup`
    Brace,
    /// The `[` of an optional argument.
    Bracket,
    /// `\left`
    Left,
    /// `\begin`
    Begin,
    /// `\begingroup`
    BeginGroup,
}

/// How deeply KaTeX will recurse into `tokens`, in groups and switches; `macros` says what macros add. Arguments without
/// braces do not nest: KaTeX takes a single token for each.
///
/// The result is never too small; it may be too large for formulas that KaTeX refuses. Therefore openers count
/// everywhere, closers only outside comments and `\verb` and only for the kind of group that they stand in.
pub(super) fn nesting(tokens: &[Token<'_>], macros: &BTreeMap<String, Nesting>) -> Nesting {
    let mut groups = vec![Group {
        kind: GroupKind::Whole,
        switches: 0,
    }];
    let mut depth = 0_usize;
    let mut peak = 0_usize;
    // Whether the last command may be followed by an optional argument.
    let mut optional = false;
    for token in tokens {
        let was_optional = std::mem::take(&mut optional);
        let opens = match token.kind {
            TokenKind::Char('{') | TokenKind::Command("bgroup") => Some(GroupKind::Brace),
            TokenKind::Char('[') if was_optional => Some(GroupKind::Bracket),
            TokenKind::Command("left") => Some(GroupKind::Left),
            TokenKind::Command("begin") => Some(GroupKind::Begin),
            TokenKind::Command("begingroup") => Some(GroupKind::BeginGroup),
            _ => None,
        };
        let closes = match token.kind {
            TokenKind::Char('}') | TokenKind::Command("egroup") => Some(GroupKind::Brace),
            TokenKind::Char(']') => Some(GroupKind::Bracket),
            TokenKind::Command("right") => Some(GroupKind::Left),
            TokenKind::Command("end") => Some(GroupKind::Begin),
            TokenKind::Command("endgroup") => Some(GroupKind::BeginGroup),
            _ => None,
        };
        if let Some(kind) = opens {
            groups.push(Group { kind, switches: 0 });
            depth += 1;
        } else if let Some(kind) = closes.filter(|_| !token.quoted) {
            depth -= close(&mut groups, kind);
        } else if token.kind == TokenKind::Space {
            optional = was_optional;
        } else if let TokenKind::Command(name) = token.kind {
            optional = name.starts_with('x') || matches!(name, "sqrt" | "cfrac" | "smash");
            let body = macros.get(name).copied().unwrap_or_default();
            peak = peak.max(depth + body.peak);
            let switches = body.open + usize::from(SWITCHES.contains(&name));
            depth += switches;
            if let Some(group) = groups.last_mut() {
                group.switches += switches;
            }
        }
        peak = peak.max(depth);
    }
    Nesting { peak, open: depth }
}

/// Closes the innermost group if it is of `kind`; by how much the depth falls.
fn close(groups: &mut Vec<Group>, kind: GroupKind) -> usize {
    let mut fallen = 0;
    // A bracket that nobody closed ends with the group around it.
    while kind == GroupKind::Brace
        && groups
            .last()
            .is_some_and(|group| group.kind == GroupKind::Bracket)
    {
        fallen += groups.pop().map_or(0, |group| 1 + group.switches);
    }
    if groups.last().is_some_and(|group| group.kind == kind) {
        fallen += groups.pop().map_or(0, |group| 1 + group.switches);
    }
    fallen
}

#[cfg(test)]
mod tests {
    use super::super::tex::tokens;
    use super::*;

    fn depth(tex: &str) -> usize {
        nesting(&tokens(tex), &BTreeMap::new()).peak
    }

    #[test]
    fn counts_what_nests() {
        assert_eq!(depth("a+b"), 0);
        assert_eq!(depth("{a}{b}{c}"), 1);
        assert_eq!(depth(r"\left(\left[a\right]\right)"), 2);
        assert_eq!(
            depth(r"\begin{matrix}{a}\end{matrix}\begin{matrix}a\end{matrix}"),
            2
        );
        assert_eq!(depth(r"\color{red}a\color{red}b\color{red}c"), 4);
        assert_eq!(depth(r"{\bf a}{\bf a}{\bf a}"), 2);
        assert_eq!(depth(r"\sqrt[\sqrt[a]{b}]{c}"), 2);
    }

    #[test]
    fn hiding_a_closer_or_an_opener_does_not_help() {
        let many = 200;
        assert!(depth(&"{%}\n".repeat(many)) >= many);
        assert!(depth(&r"{\verb|}|".repeat(many)) >= many);
        assert!(depth(&r"\left(\url{\right}".repeat(many)) >= many);
        assert!(depth(&r"\url{%}{{".repeat(many)) >= many);
        assert!(depth(&r"\begin{matrix}{\end{matrix}".repeat(many)) >= many);
        assert!(depth(&r"\sqrt[".repeat(many)) >= many);
    }

    #[test]
    fn an_interval_is_no_optional_argument() {
        assert_eq!(depth(&r"x \in [0, 1), ".repeat(200)), 0);
    }

    #[test]
    fn macros_count_with_what_they_hold_and_leave_open() {
        let body = nesting(&tokens(r"\begin{aligned}"), &BTreeMap::new());
        assert_eq!(body.open, 1);
        let macros = BTreeMap::from([("be".to_owned(), body)]);
        assert!(nesting(&tokens(&r"\be ".repeat(200)), &macros).peak >= 200);
        assert_eq!(nesting(&tokens(&r"{\be}".repeat(200)), &macros).peak, 3);
    }

    #[test]
    fn refuses_commands_that_are_not_for_notes() {
        for tex in [
            r"\def\a{b}",
            r"a%\gdef",
            r"\htmlStyle{color:red}{x}",
            r"\message{x}",
            r"\let\a=b",
        ] {
            assert!(refused(tex, &tokens(tex)).is_some(), "{tex}");
        }
        for tex in [
            r"\href{javascript:alert(1)}{x}",
            r"\url{data:x}",
            r"\href a",
            r"\href{ java}{x}",
            r"\url",
        ] {
            assert!(refused(tex, &tokens(tex)).is_some(), "{tex}");
        }
        for tex in [
            r"\href{https://a.org/%20}{x}",
            r"\url{ HTTP://a.org}",
            r"\href{\#eq:a}{1}",
            r"\deft",
            r"\left",
        ] {
            assert_eq!(refused(tex, &tokens(tex)), None, "{tex}");
        }
    }
}
