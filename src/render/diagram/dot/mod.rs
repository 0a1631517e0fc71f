//! Graphviz source as a flow chart in Mermaid's language.
//!
//! One library then lays out and draws both, with one look. What a flow chart cannot say is left out: `rank=same`, ports,
//! sizes and positions. Fields of records stand beside each other in one box.

mod graph;
mod label;
mod token;

use std::fmt::Write as _;

use graph::{Attributes, Cluster, Edge, Graph, Node};

/// Translates `source`, or says at which line it cannot be read.
pub(super) fn to_mermaid(source: &str) -> Result<String, String> {
    let graph = graph::parse(source)?;
    let mut out = String::new();
    if let Some(title) = graph
        .attributes
        .get("label")
        .filter(|label| !label.text.trim().is_empty())
    {
        // A JSON string is a YAML string.
        let title = serde_json::Value::String(label::plain(title, &graph.name));
        let _ = writeln!(out, "---\ntitle: {title}\n---");
    }
    let direction = match graph
        .attributes
        .get("rankdir")
        .map(|value| value.text.as_str())
    {
        Some("LR") => "LR",
        Some("RL") => "RL",
        Some("BT") => "BT",
        _ => "TB",
    };
    let _ = writeln!(out, "flowchart {direction}");
    let sideways = matches!(direction, "LR" | "RL");
    clusters(&mut out, &graph, None, sideways);
    for (number, node) in graph.nodes.iter().enumerate() {
        if node.cluster.is_none() {
            write_node(&mut out, number, node, sideways);
        }
    }
    let mut styles = String::new();
    for (number, edge) in graph.edges.iter().enumerate() {
        write_edge(&mut out, edge);
        if let Some(color) = edge
            .attributes
            .get("color")
            .and_then(|value| color(&value.text))
        {
            let _ = writeln!(styles, "linkStyle {number} stroke:{color}");
        }
    }
    for (number, node) in graph.nodes.iter().enumerate() {
        style(&mut styles, &format!("n{number}"), &node.attributes);
    }
    for (number, cluster) in graph.clusters.iter().enumerate() {
        style(&mut styles, &format!("c{number}"), &cluster.attributes);
    }
    out.push_str(&styles);
    Ok(out)
}

/// Writes the clusters inside `parent`, each with its nodes and its own clusters.
fn clusters(out: &mut String, graph: &Graph, parent: Option<usize>, sideways: bool) {
    for (number, cluster) in graph.clusters.iter().enumerate() {
        if cluster.parent != parent || !holds_nodes(graph, number) {
            continue;
        }
        let Cluster {
            attributes, name, ..
        } = cluster;
        let title = attributes
            .get("label")
            .map_or_else(String::new, |value| label::encoded(value, name));
        let _ = writeln!(out, "subgraph c{number} [\"{title}\"]");
        clusters(out, graph, Some(number), sideways);
        for (number_of_node, node) in graph.nodes.iter().enumerate() {
            if node.cluster == Some(number) {
                write_node(out, number_of_node, node, sideways);
            }
        }
        out.push_str("end\n");
    }
}

fn holds_nodes(graph: &Graph, cluster: usize) -> bool {
    graph.nodes.iter().any(|node| {
        let mut at = node.cluster;
        while let Some(number) = at {
            if number == cluster {
                return true;
            }
            at = graph.clusters[number].parent;
        }
        false
    })
}

fn write_node(out: &mut String, number: usize, node: &Node, sideways: bool) {
    let attribute = |name: &str| {
        node.attributes
            .get(name)
            .map_or("", |value| value.text.as_str())
    };
    let shape = attribute("shape");
    let text = match node.attributes.get("label") {
        Some(value) if matches!(shape, "record" | "Mrecord") && !value.html => {
            label::record(&value.text, &node.name, sideways)
        }
        Some(value) => label::encoded(value, &node.name),
        None => label::encode(&node.name),
    };
    let rounded = attribute("style")
        .split(',')
        .any(|style| style.trim() == "rounded");
    let (open, close) = match shape {
        "point" => {
            let _ = writeln!(out, "n{number}@{{ shape: f-circ }}");
            return;
        }
        "circle" => ("((", "))"),
        "doublecircle" => ("(((", ")))"),
        "diamond" | "Mdiamond" => ("{", "}"),
        "hexagon" | "octagon" | "doubleoctagon" => ("{{", "}}"),
        "parallelogram" => ("[/", "/]"),
        "trapezium" | "house" => ("[/", "\\]"),
        "invtrapezium" | "invhouse" => ("[\\", "/]"),
        "cylinder" => ("[(", ")]"),
        "cds" | "rarrow" => (">", "]"),
        "Mrecord" => ("(", ")"),
        "" | "ellipse" | "oval" | "egg" => ("([", "])"),
        _ if rounded => ("(", ")"),
        _ => ("[", "]"),
    };
    // A label may be empty, but not for the reader of the flow chart.
    let text = if text.trim().is_empty() { " " } else { &text };
    let _ = writeln!(out, "n{number}{open}\"{text}\"{close}");
}

fn write_edge(out: &mut String, edge: &Edge) {
    let attribute = |name: &str| {
        edge.attributes
            .get(name)
            .map_or("", |value| value.text.as_str())
    };
    let styles: Vec<&str> = attribute("style").split(',').map(str::trim).collect();
    let thick = styles.contains(&"bold")
        || attribute("penwidth")
            .parse()
            .is_ok_and(|width: f64| width >= 2.0);
    let none = |name: &str| attribute(name) == "none";
    let (mut tail, mut head) = match attribute("dir") {
        "none" => (false, false),
        "both" => (true, true),
        "back" => (true, false),
        "forward" => (false, true),
        _ => (false, edge.directed),
    };
    tail &= !none("arrowtail");
    head &= !none("arrowhead");
    let (mut from, mut to) = (edge.from, edge.to);
    if tail && !head {
        (from, to, tail, head) = (to, from, false, true);
    }
    let line = if styles.contains(&"invis") {
        "~~~"
    } else {
        match (
            styles.contains(&"dashed") || styles.contains(&"dotted"),
            thick,
            tail,
            head,
        ) {
            (true, _, false, false) => "-.-",
            (true, _, false, _) => "-.->",
            (true, _, true, _) => "<-.->",
            (false, true, false, false) => "===",
            (false, true, false, _) => "==>",
            (false, true, true, _) => "<==>",
            (false, false, false, false) => "---",
            (false, false, false, _) => "-->",
            (false, false, true, _) => "<-->",
        }
    };
    let label = ["label", "xlabel"]
        .iter()
        .find_map(|name| edge.attributes.get(*name));
    let label = label.map_or_else(String::new, |value| label::encoded(value, ""));
    if label.trim().is_empty() || line == "~~~" {
        let _ = writeln!(out, "n{from} {line} n{to}");
    } else {
        let _ = writeln!(out, "n{from} {line}|\"{label}\"| n{to}");
    }
}

/// A `style` line if the attributes name colours.
fn style(out: &mut String, id: &str, attributes: &Attributes) {
    let attribute = |name: &str| attributes.get(name).map_or("", |value| value.text.as_str());
    let mut declarations = Vec::new();
    if matches!(attribute("shape"), "plaintext" | "plain" | "none") {
        declarations.extend(["fill:none".to_owned(), "stroke:none".to_owned()]);
    } else {
        let filled = attribute("style")
            .split(',')
            .any(|style| style.trim() == "filled");
        let stroke = color(attribute("color"));
        let fill = color(attribute("fillcolor"))
            .or_else(|| color(attribute("bgcolor")))
            .or_else(|| stroke.clone().filter(|_| filled))
            .or_else(|| filled.then(|| "lightgrey".to_owned()));
        declarations.extend(fill.map(|color| format!("fill:{color}")));
        declarations.extend(stroke.map(|color| format!("stroke:{color}")));
        if attribute("style")
            .split(',')
            .any(|style| matches!(style.trim(), "dashed" | "dotted"))
        {
            declarations.push("stroke-dasharray:5 5".to_owned());
        }
    }
    if !declarations.is_empty() {
        let _ = writeln!(out, "style {id} {}", declarations.join(","));
    }
}

/// A colour that both languages know: `#rrggbb` or a name; the first of a list, without the number of an X11 shade.
fn color(value: &str) -> Option<String> {
    let first = value.split([':', ';']).next()?.trim();
    let hex = first
        .strip_prefix('#')
        .filter(|hex| matches!(hex.len(), 3 | 6 | 8));
    if let Some(hex) = hex.filter(|hex| hex.chars().all(|c| c.is_ascii_hexdigit())) {
        return Some(format!("#{}", &hex[..hex.len().min(6)]));
    }
    let name = first.trim_end_matches(|c: char| c.is_ascii_digit());
    (!name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic()))
        .then(|| name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn translates_nodes_edges_and_clusters() {
        let source = "digraph G { rankdir=LR; label=\"图: 一\";
            subgraph cluster_0 { label=\"编码器\"; color=blue; a [shape=box]; a -> 乙 }
            乙 -> c [label=\"w=\\\"3\\\"\", style=dashed]; c -> a [dir=back, color=red]; }";
        assert_eq!(
            to_mermaid(source).expect("a graph"),
            "---\ntitle: \"图: 一\"\n---\nflowchart LR\nsubgraph c0 [\"编码器\"]\nn0[\"a\"]\nn1([\"乙\"])\nend\nn2([\"c\"])\n\
             n0 --> n1\nn1 -.->|\"w=#quot;3#quot;\"| n2\nn0 --> n2\nlinkStyle 2 stroke:red\nstyle c0 stroke:blue\n"
        );
    }

    #[test]
    fn attributes_hold_in_their_scope() {
        let source = "digraph { node [shape=circle]; a; { node [shape=box]; b } c; edge [style=bold]; {a b} -> c }";
        let text = to_mermaid(source).expect("a graph");
        assert!(
            text.contains("n0((\"a\"))\nn1[\"b\"]\nn2((\"c\"))\nn0 ==> n2\nn1 ==> n2\n"),
            "{text}"
        );
    }

    #[test]
    fn records_and_html_labels_are_text() {
        let source = "digraph { r [shape=record, label=\"<f0> 左|{a|b}| x\\|y\"]; h [label=<<b>均值</b><br/>&mu; &lt; 1>]; r:f0:n -> h }";
        let text = to_mermaid(source).expect("a graph");
        assert!(text.contains("n0[\"左 │ a, b │ x|y\"]"), "{text}");
        assert!(text.contains("n1([\"均值<br/>μ #lt; 1\"])"), "{text}");
    }

    #[test]
    fn a_record_can_run_down() {
        let text =
            to_mermaid("digraph { u [shape=Mrecord label=\"{Animal|+ name\\l+ age\\l|die()}\"] }")
                .expect("a graph");
        assert!(
            text.contains("n0(\"Animal<br/>────<br/>+ name<br/>+ age<br/>────<br/>die()\")"),
            "{text}"
        );
    }

    #[test]
    fn a_label_cannot_leave_its_quotes() {
        let text =
            to_mermaid("digraph { a [label=\"%%{init: {}}%%\\\"] click n0 href `<script>\"] }")
                .expect("a graph");
        assert!(
            text.contains(
                "n0([\"#37;#37;{init: {}}#37;#37;#quot;] click n0 href #96;#lt;script#gt;\"])"
            ),
            "{text}"
        );
    }

    #[test]
    fn faults_name_their_line() {
        assert_eq!(
            to_mermaid("digraph {\n a -> ;\n}").expect_err("a fault"),
            "line 2: expected a node after the arrow"
        );
        assert_eq!(
            to_mermaid("hello").expect_err("a fault"),
            "line 1: expected `graph` or `digraph`"
        );
        assert_eq!(
            to_mermaid("graph {\n\"a").expect_err("a fault"),
            "line 2: the quoted name is not closed"
        );
        assert_eq!(
            to_mermaid("graph { a ").expect_err("a fault"),
            "line 1: expected `}`"
        );
    }
}
