//! A Graphviz graph: nodes, edges, clusters, each with the attributes that hold for it.

use std::collections::BTreeMap;

use super::token::{self, Token, Value};

/// Attributes by name.
pub(super) type Attributes = BTreeMap<String, Value>;

/// Most nodes and most edges that are drawn: more than a page can show.
const MAX_ITEMS: usize = 500;

/// Deepest nesting of subgraphs.
const MAX_DEPTH: usize = 32;

#[derive(Debug, Default)]
pub(super) struct Graph {
    pub name: String,
    pub attributes: Attributes,
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    pub clusters: Vec<Cluster>,
}

#[derive(Debug)]
pub(super) struct Node {
    pub name: String,
    pub attributes: Attributes,
    pub cluster: Option<usize>,
}

#[derive(Debug)]
pub(super) struct Edge {
    pub from: usize,
    pub to: usize,
    pub directed: bool,
    pub attributes: Attributes,
}

#[derive(Debug)]
pub(super) struct Cluster {
    pub name: String,
    pub parent: Option<usize>,
    pub attributes: Attributes,
}

/// Reads the first graph of `source`; the language is that of graphviz.org/doc/info/lang.html.
pub(super) fn parse(source: &str) -> Result<Graph, String> {
    let mut parser = Parser {
        tokens: token::tokens(source)?,
        at: 0,
        graph: Graph::default(),
        names: BTreeMap::new(),
    };
    parser.keyword("strict");
    if !parser.keyword("digraph") && !parser.keyword("graph") {
        return Err(parser.fault("expected `graph` or `digraph`"));
    }
    if let Some(name) = parser.value() {
        parser.graph.name = name.text;
    }
    if !parser.sign('{') {
        return Err(parser.fault("expected `{`"));
    }
    let mut scope = Scope::default();
    parser.statements(&mut scope)?;
    parser.graph.attributes = scope.graph;
    Ok(parser.graph)
}

/// The defaults that hold at a place.
#[derive(Clone, Debug, Default)]
struct Scope {
    graph: Attributes,
    node: Attributes,
    edge: Attributes,
    cluster: Option<usize>,
    depth: usize,
    /// The nodes named in this subgraph so far.
    members: Vec<usize>,
}

struct Parser {
    tokens: Vec<(Token, usize)>,
    at: usize,
    graph: Graph,
    names: BTreeMap<String, usize>,
}

impl Parser {
    fn fault(&self, message: &str) -> String {
        let last = self.tokens.last();
        let line = self
            .tokens
            .get(self.at)
            .or(last)
            .map_or(1, |(_, line)| *line);
        format!("line {line}: {message}")
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    fn sign(&mut self, sign: char) -> bool {
        let found = self.peek() == Some(&Token::Sign(sign));
        self.at += usize::from(found);
        found
    }

    fn keyword(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Value(value)) if !value.quoted && value.text.eq_ignore_ascii_case(word));
        self.at += usize::from(found);
        found
    }

    /// A value; quoted ones joined by `+` are one.
    fn value(&mut self) -> Option<Value> {
        let Some(Token::Value(value)) = self.peek() else {
            return None;
        };
        let mut value = value.clone();
        self.at += 1;
        while value.quoted && self.peek() == Some(&Token::Sign('+')) {
            self.at += 1;
            match self.peek() {
                Some(Token::Value(more)) => value.text.push_str(&more.text.clone()),
                _ => break,
            }
            self.at += 1;
        }
        Some(value)
    }

    /// The statements up to the closing brace.
    fn statements(&mut self, scope: &mut Scope) -> Result<(), String> {
        loop {
            if self.sign('}') {
                return Ok(());
            }
            if self.sign(';') || self.sign(',') {
                continue;
            }
            if self.peek().is_none() {
                return Err(self.fault("expected `}`"));
            }
            self.statement(scope)?;
        }
    }

    fn statement(&mut self, scope: &mut Scope) -> Result<(), String> {
        for word in ["graph", "node", "edge"] {
            if self.keyword(word) {
                let attributes = self.attributes()?;
                let defaults = match word {
                    "graph" => &mut scope.graph,
                    "node" => &mut scope.node,
                    _ => &mut scope.edge,
                };
                defaults.extend(attributes);
                return Ok(());
            }
        }
        if let (Some(Token::Value(name)), Some((Token::Sign('='), _))) =
            (self.peek(), self.tokens.get(self.at + 1))
        {
            let name = name.text.clone();
            self.at += 2;
            let value = self
                .value()
                .ok_or_else(|| self.fault("expected a value after `=`"))?;
            scope.graph.insert(name, value);
            return Ok(());
        }
        let is_subgraph = self.starts_subgraph();
        let first = self
            .end(scope)?
            .ok_or_else(|| self.fault("expected a node, an edge or an attribute"))?;
        let mut ends = vec![first];
        let mut arrows = Vec::new();
        while let Some(Token::Arrow(directed)) = self.peek() {
            arrows.push(*directed);
            self.at += 1;
            let end = self
                .end(scope)?
                .ok_or_else(|| self.fault("expected a node after the arrow"))?;
            ends.push(end);
        }
        let attributes = self.attributes()?;
        if arrows.is_empty() {
            if let ([node], false) = (ends[0].as_slice(), is_subgraph) {
                self.graph.nodes[*node].attributes.extend(attributes);
            }
            return Ok(());
        }
        for (pair, directed) in ends.windows(2).zip(arrows) {
            for from in &pair[0] {
                for to in &pair[1] {
                    if self.graph.edges.len() >= MAX_ITEMS {
                        return Err(format!("it has more than {MAX_ITEMS} edges"));
                    }
                    let mut all = scope.edge.clone();
                    all.extend(attributes.clone());
                    self.graph.edges.push(Edge {
                        from: *from,
                        to: *to,
                        directed,
                        attributes: all,
                    });
                }
            }
        }
        Ok(())
    }

    fn starts_subgraph(&self) -> bool {
        match self.peek() {
            Some(Token::Sign('{')) => true,
            Some(Token::Value(value)) => {
                !value.quoted && value.text.eq_ignore_ascii_case("subgraph")
            }
            _ => false,
        }
    }

    /// The nodes at one end of an edge: one, or all of a subgraph.
    fn end(&mut self, scope: &mut Scope) -> Result<Option<Vec<usize>>, String> {
        if self.starts_subgraph() {
            let members = self.subgraph(scope)?;
            scope.members.extend(&members);
            return Ok(Some(members));
        }
        let Some(name) = self.value() else {
            return Ok(None);
        };
        // A port, perhaps with a compass point.
        for _ in 0..2 {
            if self.sign(':') && self.value().is_none() {
                return Err(self.fault("expected a port after `:`"));
            }
        }
        let node = self.node(name.text, scope)?;
        scope.members.push(node);
        Ok(Some(vec![node]))
    }

    fn subgraph(&mut self, outer: &Scope) -> Result<Vec<usize>, String> {
        let mut name = String::new();
        if self.keyword("subgraph") {
            name = self.value().map_or_else(String::new, |value| value.text);
        }
        if !self.sign('{') {
            return Err(self.fault("expected `{` after `subgraph`"));
        }
        let mut scope = Scope {
            depth: outer.depth + 1,
            members: Vec::new(),
            ..outer.clone()
        };
        if scope.depth > MAX_DEPTH {
            return Err(self.fault("subgraphs are nested too deeply"));
        }
        let cluster = name.starts_with("cluster");
        if cluster {
            // The label and colours of the graph around are not those of the cluster.
            scope.graph.clear();
            scope.cluster = Some(self.graph.clusters.len());
            self.graph.clusters.push(Cluster {
                name,
                parent: outer.cluster,
                attributes: Attributes::new(),
            });
        }
        self.statements(&mut scope)?;
        if let (true, Some(number)) = (cluster, scope.cluster) {
            self.graph.clusters[number].attributes = scope.graph;
        }
        Ok(scope.members)
    }

    /// The node of this name, made where it is first named.
    fn node(&mut self, name: String, scope: &Scope) -> Result<usize, String> {
        if let Some(number) = self.names.get(&name) {
            let node = &mut self.graph.nodes[*number];
            node.cluster = node.cluster.or(scope.cluster);
            return Ok(*number);
        }
        let number = self.graph.nodes.len();
        if number >= MAX_ITEMS {
            return Err(format!("it has more than {MAX_ITEMS} nodes"));
        }
        self.names.insert(name.clone(), number);
        self.graph.nodes.push(Node {
            name,
            attributes: scope.node.clone(),
            cluster: scope.cluster,
        });
        Ok(number)
    }

    /// `[a=b, c=d][e=f]`, or nothing.
    fn attributes(&mut self) -> Result<Attributes, String> {
        let mut attributes = Attributes::new();
        while self.sign('[') {
            while !self.sign(']') {
                if self.sign(',') || self.sign(';') {
                    continue;
                }
                let name = self
                    .value()
                    .ok_or_else(|| self.fault("expected an attribute or `]`"))?;
                let value = if self.sign('=') {
                    self.value()
                        .ok_or_else(|| self.fault("expected a value after `=`"))?
                } else {
                    Value {
                        text: "true".to_owned(),
                        ..Value::default()
                    }
                };
                attributes.insert(name.text, value);
            }
        }
        Ok(attributes)
    }
}
