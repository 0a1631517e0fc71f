//! Which grammar a language name means.

use std::sync::OnceLock;

use syntect::parsing::{SyntaxReference, SyntaxSet};

/// What a language name stands for.
pub(super) enum Language {
    /// Code of this grammar.
    Grammar(&'static SyntaxReference),
    /// Text that wants no colours.
    Plain,
    /// A name that means nothing to us.
    Unknown,
}

/// All grammars, loaded once per process (a few milliseconds).
pub(super) fn grammars() -> &'static SyntaxSet {
    static GRAMMARS: OnceLock<SyntaxSet> = OnceLock::new();
    GRAMMARS.get_or_init(two_face::syntax::extra_newlines)
}

/// Looks a name up, without regard to case.
///
/// A name in braces is a directive of another tool (`{python}` of knitr, `{note}` of MyST): coloured if it happens to be a
/// language, plain if not.
pub(super) fn find(name: &str) -> Language {
    let name = name.trim().to_lowercase();
    if let Some(inner) = name.strip_prefix('{') {
        return match find(inner.trim_end_matches('}')) {
            Language::Unknown => Language::Plain,
            found => found,
        };
    }
    if PLAIN.contains(&name.as_str()) {
        return Language::Plain;
    }
    let token = ALIASES
        .iter()
        .find(|(alias, _)| *alias == name)
        .map_or(name.as_str(), |(_, token)| token);
    match grammars().find_syntax_by_token(token) {
        Some(grammar) if grammar.name == "Plain Text" => Language::Plain,
        Some(grammar) => Language::Grammar(grammar),
        None => Language::Unknown,
    }
}

/// Names under which authors put text that is no code, and diagrams that could not be drawn.
const PLAIN: &[&str] = &[
    "",
    "ascii",
    "console-output",
    "mermaid",
    "mmd",
    "no-highlight",
    "nohighlight",
    "none",
    "output",
    "plain",
    "plaintext",
    "pseudo",
    "pseudocode",
    "stdout",
    "text",
    "txt",
];

/// Names that notes use and the grammars' own names and file extensions do not cover.
const ALIASES: &[(&str, &str)] = &[
    ("assembly", "asm"),
    ("c++11", "cpp"),
    ("c++14", "cpp"),
    ("c++17", "cpp"),
    ("c++20", "cpp"),
    ("conf", "ini"),
    ("config", "ini"),
    ("console", "bash"),
    ("cu", "cpp"),
    ("cuda", "cpp"),
    ("csharp", "cs"),
    ("docker", "dockerfile"),
    ("dosbatch", "bat"),
    ("fsharp", "fs"),
    ("golang", "go"),
    ("graphviz", "dot"),
    ("hive", "sql"),
    ("html5", "html"),
    ("ipython", "python"),
    ("ipython2", "python"),
    ("ipython3", "python"),
    ("javascriptreact", "jsx"),
    ("json5", "json"),
    ("jsonc", "json"),
    ("jsonl", "json"),
    ("jupyter", "python"),
    ("mysql", "sql"),
    ("ndjson", "json"),
    ("node", "js"),
    ("objc", "objective-c"),
    ("objectivec", "objective-c"),
    ("octave", "matlab"),
    ("pgsql", "sql"),
    ("plsql", "sql"),
    ("postgres", "sql"),
    ("postgresql", "sql"),
    ("pwsh", "ps1"),
    ("pycon", "python"),
    ("python2", "python"),
    ("python3", "python"),
    ("py2", "python"),
    ("shell", "bash"),
    ("shell-session", "bash"),
    ("shellscript", "bash"),
    ("sh-session", "bash"),
    ("sqlite", "sql"),
    ("terminal", "bash"),
    ("tsql", "sql"),
    ("zshell", "bash"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alias_names_a_grammar() {
        let lost: Vec<_> = ALIASES
            .iter()
            .filter(|(alias, _)| !matches!(find(alias), Language::Grammar(_)))
            .collect();
        assert!(lost.is_empty(), "{lost:?}");
    }

    #[test]
    fn aliases_are_needed() {
        let useless: Vec<_> = ALIASES
            .iter()
            .filter(|(alias, token)| {
                let own = grammars()
                    .find_syntax_by_token(alias)
                    .map(|grammar| &grammar.name);
                own.is_some()
                    && own
                        == grammars()
                            .find_syntax_by_token(token)
                            .map(|grammar| &grammar.name)
            })
            .collect();
        assert!(useless.is_empty(), "{useless:?}");
    }

    #[test]
    fn names_of_notes() {
        let name = |lang| match find(lang) {
            Language::Grammar(grammar) => grammar.name.as_str(),
            Language::Plain => "plain",
            Language::Unknown => "unknown",
        };
        for (lang, grammar) in [
            ("Python", "Python"),
            ("py", "Python"),
            ("cuda", "C++"),
            ("C++", "C++"),
            ("c", "C"),
            ("shell", "Bourne Again Shell (bash)"),
            ("CONSOLE", "Bourne Again Shell (bash)"),
            ("ipython", "Python"),
            ("json", "JSON"),
            ("yaml", "YAML"),
            ("yml", "YAML"),
            ("{python}", "Python"),
            ("{important}", "plain"),
            ("mermaid", "plain"),
            ("Text", "plain"),
            ("", "plain"),
            ("pyhton", "unknown"),
        ] {
            assert_eq!(name(lang), grammar, "{lang}");
        }
    }
}
