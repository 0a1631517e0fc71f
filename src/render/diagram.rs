//! Diagrams.

/// Whether a code block of this language is a diagram.
pub fn is_diagram(lang: &str) -> bool {
    matches!(lang, "mermaid" | "dot" | "graphviz")
}
