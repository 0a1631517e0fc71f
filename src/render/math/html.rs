//! Writes KaTeX's tree as HTML: attributes sorted, declarations as classes, nothing hidden from some readers only.
//!
//! The trees' own writers print attributes in the order of a hash map with a random seed, and declarations as style
//! attributes, which the pages' policy forbids.

use std::collections::BTreeMap;

use katex::ClassList;
use katex::dom_tree::{Anchor, DomSpan, HtmlDomNode, SvgChildNode, SvgNode, SymbolNode};
use katex::mathml_tree::{MathDomNode, MathNode};
use katex::tree::VirtualNode as _;
use katex::types::{CssProperty, CssStyle};

use crate::render::escape::{escape_attribute, escape_text};
use crate::render::style::Styles;

/// Writes `tree`, which was made with or without MathML; `Err` has the words of KaTeX if a node cannot be written.
pub(super) fn write(tree: &DomSpan, mathml: bool) -> Result<(String, Styles), String> {
    let mut writer = Writer {
        html: String::new(),
        styles: Styles::default(),
        is_read: !mathml || span_has_link(tree),
        in_link: false,
    };
    writer.span(tree)?;
    Ok((writer.html, writer.styles))
}

struct Writer {
    html: String,
    styles: Styles,
    /// Whether screen readers read the HTML: because there is no MathML, or because there is a link. What can be focused
    /// must not be hidden from them, so a formula with a link goes without MathML.
    is_read: bool,
    /// Whether a link is open; HTML has no links in links.
    in_link: bool,
}

impl Writer {
    fn node(&mut self, node: &HtmlDomNode) -> Result<(), String> {
        match node {
            HtmlDomNode::DomSpan(span) => self.span(span),
            HtmlDomNode::Anchor(anchor) => self.anchor(anchor),
            HtmlDomNode::Symbol(symbol) => {
                self.symbol(symbol);
                Ok(())
            }
            HtmlDomNode::SvgNode(svg) => self.svg(svg),
            HtmlDomNode::MathML(math) => self.math(math),
            HtmlDomNode::Fragment(fragment) => self.nodes(&fragment.children),
            // Images come from `\includegraphics` alone, which is refused.
            HtmlDomNode::Img(_) => Ok(()),
        }
    }

    fn nodes(&mut self, nodes: &[HtmlDomNode]) -> Result<(), String> {
        nodes.iter().try_for_each(|node| self.node(node))
    }

    fn span(&mut self, span: &DomSpan) -> Result<(), String> {
        if self.is_read && span.classes.contains("katex-mathml") {
            return Ok(());
        }
        let classes = self.classes(&span.classes, &span.style);
        self.open("span", &classes, span.attributes.iter());
        self.nodes(&span.children)?;
        self.html.push_str("</span>");
        Ok(())
    }

    fn anchor(&mut self, anchor: &Anchor) -> Result<(), String> {
        let classes = self.classes(&anchor.classes, &anchor.style);
        if self.in_link {
            self.open("span", &classes, std::iter::empty());
            self.nodes(&anchor.children)?;
            self.html.push_str("</span>");
            return Ok(());
        }
        self.in_link = true;
        self.open("a", &classes, anchor.attributes.iter());
        self.nodes(&anchor.children)?;
        self.html.push_str("</a>");
        self.in_link = false;
        Ok(())
    }

    fn symbol(&mut self, symbol: &SymbolNode) {
        let mut classes = self.classes(&symbol.classes, &symbol.style);
        if symbol.italic > 0.0 {
            let class = self
                .styles
                .class("margin-right", &katex::units::make_em(symbol.italic));
            push_class(&mut classes, &class);
        }
        if classes.is_empty() {
            self.html.push_str(&escape_text(&symbol.text));
        } else {
            self.open("span", &classes, std::iter::empty());
            self.html.push_str(&escape_text(&symbol.text));
            self.html.push_str("</span>");
        }
    }

    fn svg(&mut self, svg: &SvgNode) -> Result<(), String> {
        self.open("svg", "", svg.attributes.iter());
        for child in &svg.children {
            match child {
                SvgChildNode::Path(path) => self
                    .html
                    .push_str(&path.to_markup().map_err(|e| e.kind.to_string())?),
                SvgChildNode::Line(line) => {
                    self.open("line", "", line.attributes.iter());
                    self.html.push_str("</line>");
                }
            }
        }
        self.html.push_str("</svg>");
        Ok(())
    }

    fn math(&mut self, math: &MathNode) -> Result<(), String> {
        let name = math.node_type.as_ref();
        // The source stands in `data-tex` already.
        if name == "annotation" {
            return Ok(());
        }
        // Nothing is left to hold together without the annotation, and `<math>` is a row by itself.
        if name == "semantics" {
            return match math.children.as_slice() {
                [MathDomNode::Math(row), MathDomNode::Math(note)]
                    if is_plain_row(row) && note.node_type.as_ref() == "annotation" =>
                {
                    self.math_nodes(&row.children)
                }
                children => self.math_nodes(children),
            };
        }
        let classes = self.classes(&math.classes, &CssStyle::default());
        // HTML knows the element without a namespace.
        let attributes = math.attributes.iter().filter(|(name, _)| *name != "xmlns");
        self.open(name, &classes, attributes);
        self.math_nodes(&math.children)?;
        self.html.push_str("</");
        self.html.push_str(name);
        self.html.push('>');
        Ok(())
    }

    fn math_nodes(&mut self, nodes: &[MathDomNode]) -> Result<(), String> {
        for node in nodes {
            match node {
                MathDomNode::Math(math) => self.math(math)?,
                MathDomNode::Text(text) => self.html.push_str(&escape_text(&text.text)),
                MathDomNode::Space(space) => {
                    self.html
                        .push_str(&space.to_markup().map_err(|e| e.kind.to_string())?);
                }
                MathDomNode::Fragment(fragment) => self.math_nodes(&fragment.children)?,
            }
        }
        Ok(())
    }

    /// The value of a class attribute for `list` and `style`.
    fn classes(&mut self, list: &ClassList, style: &CssStyle) -> String {
        let mut classes = String::new();
        for class in list {
            push_class(&mut classes, class);
        }
        for property in (0..).map_while(CssProperty::from_repr) {
            if let Some(value) = style.get(property) {
                self.declare(&mut classes, property.as_ref(), value);
            }
        }
        classes
    }

    /// Adds the class for a declaration, unless its value holds what no length or colour holds.
    fn declare(&mut self, classes: &mut String, property: &str, value: &str) {
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || b" #.,%()+-".contains(&b);
        if value.bytes().all(is_plain) {
            push_class(classes, &self.styles.class(property, value));
        }
    }

    /// Writes a start tag with its attributes sorted; a style attribute among them becomes classes.
    fn open<'a>(
        &mut self,
        name: &str,
        classes: &str,
        attributes: impl Iterator<Item = (&'a String, &'a String)>,
    ) {
        let mut classes = classes.to_owned();
        let mut sorted: BTreeMap<&str, &str> = attributes
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        for declaration in sorted.remove("style").unwrap_or_default().split(';') {
            if let Some((property, value)) = declaration.split_once(':') {
                self.declare(&mut classes, property.trim(), value.trim());
            }
        }
        if self.is_read {
            sorted.remove("aria-hidden");
        }
        self.html.push('<');
        self.html.push_str(name);
        if !classes.is_empty() {
            self.attribute("class", &classes);
        }
        for (name, value) in sorted {
            self.attribute(name, value);
        }
        self.html.push('>');
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.html.push(' ');
        self.html.push_str(name);
        self.html.push_str("=\"");
        self.html.push_str(&escape_attribute(value));
        self.html.push('"');
    }
}

fn push_class(classes: &mut String, class: &str) {
    if class.is_empty() {
        return;
    }
    if !classes.is_empty() {
        classes.push(' ');
    }
    classes.push_str(class);
}

/// Whether an element does nothing but put others in a row.
fn is_plain_row(math: &MathNode) -> bool {
    math.node_type.as_ref() == "mrow"
        && math.attributes.iter().next().is_none()
        && (&math.classes).into_iter().next().is_none()
}

fn span_has_link(span: &DomSpan) -> bool {
    span.children.iter().any(has_link)
}

fn has_link(node: &HtmlDomNode) -> bool {
    match node {
        HtmlDomNode::Anchor(_) => true,
        HtmlDomNode::DomSpan(span) => span_has_link(span),
        HtmlDomNode::Fragment(fragment) => fragment.children.iter().any(has_link),
        HtmlDomNode::Img(_)
        | HtmlDomNode::Symbol(_)
        | HtmlDomNode::SvgNode(_)
        | HtmlDomNode::MathML(_) => false,
    }
}
