//! Token classes: what the style sheet knows of a grammar's scopes.

use std::sync::OnceLock;

use syntect::parsing::Scope;

/// The class for `scope` by the longest known prefix. `None` means that the scope says nothing about colour and the one
/// around it decides; `Some("")` means plain text, whatever is around it.
pub(super) fn class_of(scope: Scope) -> Option<&'static str> {
    static TABLE: OnceLock<Vec<(Scope, Option<&'static str>)>> = OnceLock::new();
    TABLE
        .get_or_init(|| {
            SCOPES
                .iter()
                .filter_map(|(name, class)| Some((Scope::new(name).ok()?, *class)))
                .collect()
        })
        .iter()
        .filter(|(prefix, _)| prefix.is_prefix_of(scope))
        .max_by_key(|(prefix, _)| prefix.len())
        .and_then(|(_, class)| *class)
}

/// Scope prefixes and classes. The names are those of the Sublime Text scope naming guide and the older ones of `TextMate`
/// that grammars still use. The classes are documented in `docs/theming.md`.
const SCOPES: &[(&str, Option<&str>)] = &[
    ("comment", Some("c")),
    ("comment.block.documentation", Some("cd")),
    ("comment.line.documentation", Some("cd")),
    ("punctuation.definition.comment", None),
    ("constant", Some("b")),
    ("constant.character", Some("s")),
    ("constant.character.escape", Some("se")),
    ("constant.other.placeholder", Some("se")),
    ("constant.numeric", Some("n")),
    ("constant.other.color", Some("n")),
    ("keyword", Some("k")),
    ("keyword.operator", Some("o")),
    ("keyword.operator.word", Some("k")),
    ("keyword.operator.logical.python", Some("k")),
    ("keyword.other.unit", Some("n")),
    ("storage", Some("k")),
    ("storage.type", Some("kt")),
    ("storage.type.function", Some("k")),
    ("storage.type.class", Some("k")),
    ("storage.type.struct", Some("k")),
    ("storage.type.enum", Some("k")),
    ("storage.type.impl", Some("k")),
    ("storage.type.js", Some("k")),
    ("storage.type.module", Some("k")),
    ("storage.type.namespace", Some("k")),
    ("storage.type.import", Some("k")),
    ("storage.type.trait", Some("k")),
    ("storage.type.string", Some("s")),
    ("string", Some("s")),
    ("string.regexp", Some("sr")),
    ("string.unquoted", Some("")),
    ("string.unquoted.heredoc", Some("s")),
    ("entity.name.function", Some("f")),
    ("entity.name.macro", Some("f")),
    ("support.function", Some("fb")),
    ("support.macro", Some("fb")),
    ("variable.function", Some("fc")),
    ("entity.name.class", Some("t")),
    ("entity.name.struct", Some("t")),
    ("entity.name.enum", Some("t")),
    ("entity.name.trait", Some("t")),
    ("entity.name.impl", Some("t")),
    ("entity.name.interface", Some("t")),
    ("entity.name.type", Some("t")),
    ("entity.name.union", Some("t")),
    ("entity.name.namespace", Some("t")),
    ("entity.other.inherited-class", Some("t")),
    ("support.class", Some("t")),
    ("support.type", Some("kt")),
    ("support.type.property-name", Some("y")),
    ("support.type.custom-property", Some("y")),
    ("support.constant", Some("b")),
    ("support.variable", Some("b")),
    ("entity.name.constant", Some("b")),
    ("variable.language", Some("b")),
    ("variable.parameter", Some("vp")),
    ("variable.annotation", Some("a")),
    ("entity.name.tag", Some("g")),
    ("entity.name.label", Some("l")),
    ("entity.name.section", Some("h")),
    ("entity.other.attribute-name", Some("y")),
    ("meta.annotation", Some("a")),
    ("meta.annotation.parameters", Some("")),
    ("meta.annotation.arguments", Some("")),
    ("punctuation.definition.annotation", Some("a")),
    ("meta.attribute", Some("a")),
    ("meta.preprocessor", Some("m")),
    ("keyword.control.import.include", Some("m")),
    ("meta.interpolation", Some("")),
    ("source.python.embedded", Some("")),
    ("meta.mapping.key", Some("y")),
    ("meta.structure.dictionary.key", Some("y")),
    ("markup.heading", Some("h")),
    ("markup.bold", Some("mb")),
    ("markup.italic", Some("mi")),
    ("markup.underline.link", Some("l")),
    ("markup.raw", Some("s")),
    ("markup.quote", Some("c")),
    ("markup.inserted", Some("gi")),
    ("markup.deleted", Some("gd")),
    ("markup.changed", Some("m")),
    ("meta.diff.range", Some("l")),
    ("meta.diff.header", Some("m")),
    ("invalid", Some("er")),
    ("invalid.deprecated", None),
];

/// All classes, each once.
#[cfg(test)]
pub(super) fn classes() -> std::collections::BTreeSet<&'static str> {
    let classes = SCOPES.iter().filter_map(|(_, class)| *class);
    classes.filter(|class| !class.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_name_can_be_read_and_stands_once() {
        for (at, (name, _)) in SCOPES.iter().enumerate() {
            assert!(Scope::new(name).is_ok(), "{name}");
            assert!(
                SCOPES[..at].iter().all(|(other, _)| other != name),
                "{name} twice"
            );
        }
    }

    #[test]
    fn the_longest_prefix_decides() {
        let class = |name| class_of(Scope::new(name).expect("a scope"));
        assert_eq!(class("string.quoted.double.python"), Some("s"));
        assert_eq!(class("string.regexp.js"), Some("sr"));
        assert_eq!(class("keyword.operator.arithmetic.python"), Some("o"));
        assert_eq!(class("punctuation.section.group.begin.python"), None);
        assert_eq!(class("stringent"), None);
    }
}
