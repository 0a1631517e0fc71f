//! Diagrams: `mermaid` and `dot` fences drawn at build time.
//!
//! 1. [`dot`] turns Graphviz source into a flow chart in Mermaid's language;
//! 2. [`mermaid`] draws Mermaid source, with text metrics of our own;
//! 3. [`cascade`] resolves the drawing's style sheet, [`colour`] turns its colours into names of the theme;
//! 4. [`inline`] writes what an allow-list lets through, [`paint`] its colours and type.

mod cascade;
mod colour;
mod dot;
mod entities;
mod inline;
mod mermaid;
mod paint;
#[cfg(test)]
mod palette_test;
mod path;

use sha2::{Digest, Sha256};

use crate::caught::caught;

pub(crate) use inline::without_ids;

/// Longest source that is drawn, in bytes.
pub const MAX_SOURCE: usize = 50 * 1024;

/// Longest figure that is shown, in bytes: more is neither drawn nor loaded in a moment, nor read by anyone.
pub const MAX_FIGURE: usize = 512 * 1024;

/// Whether code blocks of this language are diagrams.
pub fn is_diagram(lang: &str) -> bool {
    matches!(lang, "mermaid" | "mmd" | "dot" | "graphviz" | "gv")
}

/// Draws a diagram as `<figure class="diagram"><svg>…</svg></figure>`, or says why it cannot be drawn.
///
/// A pure function of its arguments. The figure has no `style` attribute, no script and no reference but to its own ids,
/// which begin with `d` and a hash of the source; its colours are classes of `static/css/diagram.css`.
pub fn render_diagram(lang: &str, source: &str) -> Result<String, String> {
    if source.trim().is_empty() {
        return Err("it is empty".to_owned());
    }
    if source.len() > MAX_SOURCE {
        return Err(format!("it is longer than {} KB", MAX_SOURCE / 1024));
    }
    let id = id_of(lang, source);
    // The library is deep and large: a thread of its own has the stack for deep graphs, and a fault there ends as an error.
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, || caught(|| draw(lang, source, &id)))
            .map_err(|error| error.to_string())?
            .join()
            .ok()
            .and_then(Result::ok)
            .unwrap_or_else(|| Err("the drawing library failed on it".to_owned()))
    })
}

/// Stack for one drawing, in bytes of address space; only what is used becomes memory.
const STACK: usize = 64 * 1024 * 1024;

fn draw(lang: &str, source: &str, id: &str) -> Result<String, String> {
    let svg = if matches!(lang, "mermaid" | "mmd") {
        mermaid::draw(source, id)?
    } else {
        mermaid::draw(&dot::to_mermaid(source)?, id)?
    };
    let figure = inline::inline(&svg, id)?;
    if figure.len() > MAX_FIGURE {
        return Err("it has too many parts to be read in one figure".to_owned());
    }
    Ok(figure)
}

fn id_of(lang: &str, source: &str) -> String {
    let hash = Sha256::new()
        .chain_update(lang)
        .chain_update([0])
        .chain_update(source)
        .finalize();
    format!(
        "d{:02x}{:02x}{:02x}{:02x}{:02x}",
        hash[0], hash[1], hash[2], hash[3], hash[4]
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// One small diagram of each kind that is drawn.
    const KINDS: &[(&str, &str)] = &[
        (
            "mermaid",
            "flowchart TD\nA[输入] -->|是| B(BN)\nsubgraph g [组]\nB --> C{?}\nend",
        ),
        ("mermaid", "graph LR\nA --- B((c)) -.-> C>d] ==> D[(e)]"),
        (
            "mermaid",
            "sequenceDiagram\nA->>+B: 你好\nB-->>-A: ok\nNote over A,B: n\nalt x\nA-xB: y\nend",
        ),
        (
            "mermaid",
            "classDiagram\nA <|-- B : 继承\nA : +int x\nA : f()",
        ),
        (
            "mermaid",
            "stateDiagram-v2\n[*] --> 就绪\n就绪 --> [*]: 完\nstate 就绪 {\n[*] --> a\n}",
        ),
        ("mermaid", "erDiagram\nA ||--o{ B : has\nA {\nint id PK\n}"),
        (
            "mermaid",
            "gantt\ntitle 计划\ndateFormat YYYY-MM-DD\nsection 一\n甲 :done, a, 2026-01-01, 3d\n乙 :milestone, after a, 0d",
        ),
        ("mermaid", "pie title 分布\n\"a\" : 3\n\"b\" : 1"),
        ("mermaid", "mindmap\n  root((根))\n    一\n      二\n    三"),
        (
            "mermaid",
            "gitGraph\ncommit\nbranch x\ncommit\ncheckout main\nmerge x",
        ),
        (
            "mermaid",
            "timeline\ntitle 史\n1958 : 感知机\n2012 : AlexNet",
        ),
        ("mermaid", "journey\ntitle t\nsection s\n起床: 5: 我"),
        (
            "mermaid",
            "quadrantChart\nx-axis a --> b\ny-axis c --> d\nP: [0.3, 0.6]",
        ),
        (
            "mermaid",
            "xychart-beta\nx-axis [1, 2]\nline [1, 2]\nbar [2, 1]",
        ),
        ("mermaid", "sankey-beta\nA,B,3\nB,C,2"),
        ("mermaid", "kanban\n  a[待办]\n    b[写]"),
        ("mermaid", "block-beta\ncolumns 2\na[\"一\"] b"),
        (
            "mermaid",
            "requirementDiagram\nrequirement r {\nid: 1\ntext: t\nrisk: high\nverifymethod: test\n}",
        ),
        (
            "dot",
            "digraph { rankdir=LR; subgraph cluster_a { label=甲; a -> b } b -> 丙 [label=边] }",
        ),
        ("graphviz", "graph { a -- b; b -- c [style=dotted] }"),
    ];

    fn draw(lang: &str, source: &str) -> String {
        render_diagram(lang, source).unwrap_or_else(|error| panic!("{source}: {error}"))
    }

    /// Fails unless `figure` is made of what model.md allows, and of nothing else.
    fn assert_harmless(figure: &str) {
        let document = roxmltree::Document::parse(figure).expect("a figure is well-formed");
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            let name = node.tag_name().name();
            assert!(
                name == "figure" || inline::ELEMENTS.contains(&name),
                "element {name} in {figure}"
            );
            for attribute in node.attributes() {
                let (name, value) = (attribute.name(), attribute.value());
                assert!(
                    !name.starts_with("on") && name != "style",
                    "attribute {name} in {figure}"
                );
                let free = matches!(name, "aria-label");
                assert!(free || !value.contains(':'), "{name}={value} in {figure}");
                assert!(
                    name != "href" || value.starts_with("#d"),
                    "{name}={value} in {figure}"
                );
                assert!(
                    !value.contains("url(") || value.starts_with("url(#d"),
                    "{name}={value} in {figure}"
                );
            }
        }
    }

    #[test]
    fn every_kind_is_drawn_with_its_text_and_in_theme_colours() {
        for (lang, source) in KINDS {
            let figure = draw(lang, source);
            assert_harmless(&figure);
            assert!(figure.contains("<text"), "{source}: no text in {figure}");
            assert!(
                figure.contains("class=\"df-"),
                "{source}: no colour in {figure}"
            );
            assert!(
                !figure.contains("=\"#") || figure.contains("href=\"#"),
                "{source}: a fixed colour in {figure}"
            );
            assert_eq!(figure, draw(lang, source), "{source}: not the same twice");
        }
    }

    #[test]
    fn every_class_of_a_drawing_has_a_rule() {
        let css = include_str!("../../../static/css/diagram.css");
        for (lang, source) in KINDS {
            let figure = draw(lang, source);
            let document = roxmltree::Document::parse(&figure).expect("a figure is well-formed");
            for node in document.descendants() {
                for class in cascade::classes(node).filter(|class| *class != "diagram") {
                    assert!(
                        css.contains(&format!(".{class} {{"))
                            || css.contains(&format!(".{class},")),
                        "{class} of {source} has no rule"
                    );
                }
            }
        }
    }

    #[test]
    fn hostile_sources_are_harmless() {
        let label = "<script>alert(1)</script><img src=x onerror=alert(1)>";
        for source in [
            format!("flowchart TD\nA[\"{label}\"] -->|\"{label}\"| B"),
            "flowchart TD\nA --> B\nclick A \"javascript:alert(1)\" \"tip\"\nclick B href \"https://example.com\"".to_owned(),
            "flowchart TD\nA --> B\nclick A call alert(1)".to_owned(),
            "%%{init: {\"themeCSS\": \"rect{fill:url(https://example.com/x)} @import 'https://example.com'\", \"securityLevel\": \"loose\", \
             \"htmlLabels\": true, \"fontFamily\": \"x;}</style><script>\"}}%%\nflowchart TD\nA[\"<b>x</b>\"] --> B"
                .to_owned(),
            "flowchart TD\nA --> B\nstyle A fill:url(https://example.com/a.svg#b),stroke:red;background:url(javascript:x)".to_owned(),
            "flowchart TD\nclassDef x fill:expression(alert(1)),font-size:9px\"onload=\"alert(1)\nA:::x --> B".to_owned(),
            "flowchart TD\nA@{ img: \"https://example.com/a.png\", label: \"x\" }\nA --> B".to_owned(),
            format!("sequenceDiagram\nA->>B: {label}\nlink A: x @ javascript:alert(1)"),
            format!("classDiagram\nclass A[\"{label}\"]\nlink A \"javascript:alert(1)\""),
            format!("pie title {label}\n\"{label}\" : 3"),
            format!("---\ntitle: \"{label}\"\n---\nflowchart TD\naccTitle: \" onload=alert(1)\nA --> B"),
        ] {
            if let Ok(figure) = render_diagram("mermaid", &source) {
                assert_harmless(&figure);
                assert!(!figure.contains("example.com"), "{source}: {figure}");
            }
        }
        let figure = draw(
            "dot",
            "digraph { a [label=\"<script>alert(1)</script>\", URL=\"javascript:alert(1)\", fillcolor=\"url(x)\"] a -> \"%%{init: {}}%%\" }",
        );
        assert_harmless(&figure);
        assert!(
            figure.contains("&lt;script&gt;alert(1)&lt;/script&gt;"),
            "{figure}"
        );
        assert!(figure.contains("%%{init: {}}%%"), "{figure}");
    }

    #[test]
    fn what_cannot_be_drawn_says_why() {
        let error = |lang, source: &str| render_diagram(lang, source).expect_err("not a diagram");
        assert_eq!(error("mermaid", " \n"), "it is empty");
        assert!(
            error("mermaid", "hello").contains("type"),
            "{}",
            error("mermaid", "hello")
        );
        assert!(error("mermaid", "flowchart TD\nA[x --> B").contains("Unterminated"));
        assert!(error("dot", "digraph {\na -> }").starts_with("line 2"));
        assert_eq!(
            error("mermaid", &"x".repeat(MAX_SOURCE + 1)),
            "it is longer than 50 KB"
        );
    }

    #[test]
    fn large_and_deep_sources_end() {
        let lines = |n: usize, line: fn(usize) -> String| (0..n).map(line).collect::<String>();
        let chain = |n| lines(n, |i| format!("a{i} --> a{}\n", i + 1));
        assert!(render_diagram("mermaid", &format!("flowchart TD\n{}", chain(300))).is_ok());
        assert!(render_diagram("mermaid", &format!("flowchart TD\n{}", chain(3000))).is_err());
        let open = lines(1000, |i| format!("subgraph s{i}\n"));
        let nest = format!("flowchart TD\n{open}a\n{}", "end\n".repeat(1000));
        assert!(render_diagram("mermaid", &nest).is_err());
        assert!(
            render_diagram("mermaid", &format!("flowchart TD\nA{}", "(".repeat(40_000))).is_err()
        );
        assert!(render_diagram("dot", &format!("digraph {{{}a", "{".repeat(40_000))).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn any_source_is_drawn_or_refused(
            kind in 0..KINDS.len(),
            cut in 0_usize..200,
            junk in "[a-zA-Z中\\[\\](){}<>|\"'#;:%&=./\\\\ \n-]{0,30}",
        ) {
            let (lang, source) = KINDS[kind];
            let at = source.char_indices().map(|(at, _)| at).nth(cut).unwrap_or(source.len());
            if let Ok(figure) = render_diagram(lang, &format!("{}{junk}{}", &source[..at], &source[at..])) {
                assert_harmless(&figure);
            }
        }
    }
}
