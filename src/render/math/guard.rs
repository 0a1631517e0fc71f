//! What a formula must not do, found before KaTeX sees it.
//!
//! KaTeX recurses over nested groups without a limit (a stack overflow ends the process), needs time that grows with the
//! square of a formula's length, and has commands that define macros, write to the terminal or set HTML attributes.

use std::collections::BTreeMap;

use super::tex::{Token, TokenKind};

/// The longest source of a formula, in bytes. The longest seen in three books has 12.7 KB; 20 KB take about 3 s.
pub(super) const MAX_BYTES: usize = 20 * 1024;

/// The deepest nesting. The deepest seen in three books is 5; twice this limit fits into a stack of 64 MiB, unoptimised.
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

/// Commands that may be an argument without braces and take arguments themselves, with how many: `\frac1\frac1\frac1`
/// nests without any brace. `\boldsymbol` and `\bm` are among them because `engine.rs` lets them.
const ARGUMENTS: [(&str, usize); 37] = [
    ("frac", 2),
    ("dfrac", 2),
    ("tfrac", 2),
    ("cfrac", 2),
    ("binom", 2),
    ("dbinom", 2),
    ("tbinom", 2),
    ("nicefrac", 2),
    ("mathrm", 1),
    ("mathit", 1),
    ("mathbf", 1),
    ("mathnormal", 1),
    ("mathsfit", 1),
    ("mathbb", 1),
    ("mathcal", 1),
    ("mathfrak", 1),
    ("mathscr", 1),
    ("mathsf", 1),
    ("mathtt", 1),
    ("Bbb", 1),
    ("bold", 1),
    ("frak", 1),
    ("mathbbm", 1),
    ("mathds", 1),
    ("boldsymbol", 1),
    ("bm", 1),
    ("text", 1),
    ("textrm", 1),
    ("textsf", 1),
    ("texttt", 1),
    ("textnormal", 1),
    ("textbf", 1),
    ("textmd", 1),
    ("textit", 1),
    ("textup", 1),
    ("emph", 1),
    ("mbox", 1),
];

/// What a macro's body does to the nesting around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Nesting {
    /// The deepest point inside.
    pub(super) peak: usize,
    /// How many groups and switches it leaves open: `\begin{aligned}` leaves one.
    pub(super) open: usize,
    /// How many arguments it still waits for at its end: a body of `\frac` waits for two.
    pub(super) waits: usize,
}

/// The first command of `tokens` that notes may not use, as written. `\href` and `\url` count if their target is
/// anything but `http://` or `https://`.
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
        if matches!(name, "href" | "url") && !is_web_address(tex, tokens, index + 1) {
            return Some(format!("\\{name}"));
        }
    }
    None
}

/// Whether the group behind piece `from` begins with `http://` or `https://`.
fn is_web_address(tex: &str, tokens: &[Token<'_>], from: usize) -> bool {
    let Some(open) = tokens[from..].iter().find(|t| t.kind != TokenKind::Space) else {
        return false;
    };
    if open.kind != TokenKind::Char('{') {
        return false;
    }
    let start: String = tex[open.range.end..].trim_start().chars().take(8).collect();
    let start = start.to_ascii_lowercase();
    start.starts_with("http://") || start.starts_with("https://")
}

/// A group that is open at some place of a formula.
struct Group {
    kind: GroupKind,
    /// Switches since it was opened.
    switches: usize,
    /// For each command without braces that waits for arguments: how many more.
    waiting: Vec<usize>,
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

/// How deeply KaTeX will recurse into `tokens`, in groups, switches and arguments; `macros` says what macros add.
///
/// The result is never too small; it may be too large for formulas that KaTeX refuses. Therefore openers count
/// everywhere, closers only outside comments and `\verb` and only for the kind of group that they stand in.
pub(super) fn nesting(tokens: &[Token<'_>], macros: &BTreeMap<String, Nesting>) -> Nesting {
    let mut groups = vec![Group {
        kind: GroupKind::Whole,
        switches: 0,
        waiting: Vec::new(),
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
            groups.push(Group {
                kind,
                switches: 0,
                waiting: Vec::new(),
            });
            depth += 1;
        } else if let Some(kind) = closes.filter(|_| !token.quoted) {
            depth -= close(&mut groups, kind);
        } else if token.kind == TokenKind::Space {
            optional = was_optional;
        } else if let Some(group) = groups.last_mut() {
            if let TokenKind::Command(name) = token.kind {
                let custom = macros.get(name).copied().unwrap_or_default();
                peak = peak.max(depth + custom.peak);
                let switches = custom.open + usize::from(SWITCHES.contains(&name));
                group.switches += switches;
                depth += switches;
                optional = name.starts_with('x') || matches!(name, "sqrt" | "cfrac" | "smash");
                let listed = ARGUMENTS.iter().find(|(command, _)| *command == name);
                let waits = custom.waits.max(listed.map_or(0, |(_, count)| *count));
                if waits > 0 {
                    group.waiting.push(waits);
                    depth += 1;
                } else {
                    depth -= complete_argument(group);
                }
            } else {
                depth -= complete_argument(group);
            }
        }
        peak = peak.max(depth);
    }
    let waiting = groups.last().map_or(&[][..], |group| &group.waiting);
    Nesting {
        peak,
        open: depth - waiting.len(),
        waits: waiting.iter().sum(),
    }
}

/// Closes the innermost group if it is of `kind`; by how much the depth falls.
fn close(groups: &mut Vec<Group>, kind: GroupKind) -> usize {
    let mut fallen = 0;
    // A bracket that nobody closed ends with the group around it.
    while kind == GroupKind::Brace && groups.last().is_some_and(|g| g.kind == GroupKind::Bracket) {
        fallen += groups
            .pop()
            .map_or(0, |group| 1 + group.switches + group.waiting.len());
    }
    if groups.last().is_none_or(|group| group.kind != kind) {
        return fallen;
    }
    fallen += groups
        .pop()
        .map_or(0, |group| 1 + group.switches + group.waiting.len());
    if kind != GroupKind::Bracket
        && let Some(outer) = groups.last_mut()
    {
        fallen += complete_argument(outer);
    }
    fallen
}

/// Notes that `group` got one more argument; by how much the depth falls.
fn complete_argument(group: &mut Group) -> usize {
    let mut fallen = 0;
    while let Some(missing) = group.waiting.last_mut() {
        *missing -= 1;
        if *missing > 0 {
            break;
        }
        // The command has all it waited for and is itself an argument of the one before.
        group.waiting.pop();
        fallen += 1;
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
    fn counts_arguments_without_braces() {
        assert_eq!(depth(r"\frac12\frac12\frac12"), 1);
        assert_eq!(depth(r"\frac1\frac1\frac12"), 3);
        assert_eq!(depth(r"\mathrm\mathrm\mathrm a"), 3);
        assert_eq!(depth(r"\cfrac[l]1\cfrac[l]12"), 3);
        assert_eq!(depth(r"\frac{\frac12}{\frac12}+\frac12"), 3);
        // As in `\frac{\partial}{\partial x}` many times over.
        assert_eq!(depth(&r"\frac{a}{b}".repeat(200)), 2);
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
        let macros = BTreeMap::from([
            ("be".to_owned(), body),
            ("f".to_owned(), nesting(&tokens(r"\frac"), &BTreeMap::new())),
        ]);
        assert_eq!(macros["f"].waits, 2);
        assert!(nesting(&tokens(&r"\be ".repeat(200)), &macros).peak >= 200);
        assert!(nesting(&tokens(&r"\f1".repeat(200)), &macros).peak >= 200);
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
            r"\deft",
            r"\left",
        ] {
            assert_eq!(refused(tex, &tokens(tex)), None, "{tex}");
        }
    }
}
