//! Writes KaTeX's tree as HTML: attributes sorted, declarations as classes, nothing hidden from some readers only.
//!
//! The trees' own writers print attributes in the order of a hash map with a random seed, and declarations as style
//! attributes, which the pages' policy forbids.

use katex::ClassList;
use katex::dom_tree::{Anchor, DomSpan, HtmlDomNode, SvgChildNode, SvgNode, SymbolNode};
use katex::mathml_tree::{MathDomNode, MathNode};
use katex::tree::VirtualNode as _;
use katex::types::{CssProperty, CssStyle};

use super::mathml::{PLACES, TOKENS, composed, holds_elements};
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
        self.open(
            "span",
            &span.classes,
            &span.style,
            0.0,
            span.attributes.iter(),
        );
        self.nodes(&span.children)?;
        self.html.push_str("</span>");
        Ok(())
    }

    fn anchor(&mut self, anchor: &Anchor) -> Result<(), String> {
        let (classes, style) = (&anchor.classes, &anchor.style);
        if self.in_link {
            self.open("span", classes, style, 0.0, std::iter::empty());
            self.nodes(&anchor.children)?;
            self.html.push_str("</span>");
            return Ok(());
        }
        self.in_link = true;
        self.open("a", classes, style, 0.0, anchor.attributes.iter());
        self.nodes(&anchor.children)?;
        self.html.push_str("</a>");
        self.in_link = false;
        Ok(())
    }

    fn symbol(&mut self, symbol: &SymbolNode) {
        let nothing = std::iter::empty();
        let start = self.html.len();
        self.open(
            "span",
            &symbol.classes,
            &symbol.style,
            symbol.italic,
            nothing,
        );
        if &self.html[start..] == "<span>" {
            self.html.truncate(start);
            self.html.push_str(&escape_text(&symbol.text));
        } else {
            self.html.push_str(&escape_text(&symbol.text));
            self.html.push_str("</span>");
        }
    }

    fn svg(&mut self, svg: &SvgNode) -> Result<(), String> {
        self.open_plain("svg", svg.attributes.iter());
        for child in &svg.children {
            match child {
                SvgChildNode::Path(path) => self
                    .html
                    .push_str(&path.to_markup().map_err(|e| e.kind.to_string())?),
                SvgChildNode::Line(line) => {
                    self.open_plain("line", line.attributes.iter());
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
        // KaTeX puts whole formulas into the elements of letters and signs, which may hold text alone.
        let is_row = TOKENS.contains(&name) && math.children.iter().any(holds_elements);
        let name = if is_row { "mrow" } else { name };
        // HTML knows the element without a namespace.
        let attributes = math
            .attributes
            .iter()
            .filter(|(name, value)| !is_row && *name != "xmlns" && !value.is_empty());
        let no_style = CssStyle::default();
        self.open(name, &math.classes, &no_style, 0.0, attributes);
        if PLACES.contains(&name) {
            for child in &math.children {
                self.math_place(child)?;
            }
        } else {
            self.math_nodes(&math.children)?;
        }
        self.html.push_str("</");
        self.html.push_str(name);
        self.html.push('>');
        Ok(())
    }

    /// Writes a child that must be one element; a name with the invisible sign for its application is two.
    fn math_place(&mut self, node: &MathDomNode) -> Result<(), String> {
        match node {
            MathDomNode::Fragment(fragment) if fragment.children.len() == 1 => {
                self.math_place(&fragment.children[0])
            }
            MathDomNode::Fragment(fragment) => {
                self.html.push_str("<mrow>");
                self.math_nodes(&fragment.children)?;
                self.html.push_str("</mrow>");
                Ok(())
            }
            node => self.math_nodes(std::slice::from_ref(node)),
        }
    }

    fn math_nodes(&mut self, nodes: &[MathDomNode]) -> Result<(), String> {
        for node in nodes {
            match node {
                MathDomNode::Math(math) => self.math(math)?,
                MathDomNode::Text(text) => {
                    self.html.push_str(&escape_text(&composed(&text.text)));
                }
                MathDomNode::Space(space) => {
                    self.html
                        .push_str(&space.to_markup().map_err(|e| e.kind.to_string())?);
                }
                MathDomNode::Fragment(fragment) => self.math_nodes(&fragment.children)?,
            }
        }
        Ok(())
    }

    /// Writes the start tag of an element without classes of its own.
    fn open_plain<'a>(
        &mut self,
        name: &str,
        attributes: impl Iterator<Item = (&'a String, &'a String)>,
    ) {
        let (no_classes, no_style) = (ClassList::default(), CssStyle::default());
        self.open(name, &no_classes, &no_style, 0.0, attributes);
    }

    /// Writes a start tag with its attributes sorted. `style`, an `italic` correction in em and a style attribute become
    /// classes.
    fn open<'a>(
        &mut self,
        name: &str,
        classes: &ClassList,
        style: &CssStyle,
        italic: f64,
        attributes: impl Iterator<Item = (&'a String, &'a String)>,
    ) {
        let mut sorted: Vec<(&str, &str)> = attributes
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        sorted.sort_unstable();
        self.html.push('<');
        self.html.push_str(name);
        let before = self.html.len();
        self.html.push_str(" class=\"");
        let start = self.html.len();
        for class in classes {
            self.class(start, class);
        }
        if !style.is_empty() {
            for property in (0..).map_while(CssProperty::from_repr) {
                if let Some(value) = style.get(property) {
                    self.declare(start, property.as_ref(), value);
                }
            }
        }
        if italic > 0.0 {
            self.declare(start, "margin-right", &katex::units::make_em(italic));
        }
        for (_, written) in sorted.iter().filter(|(name, _)| *name == "style") {
            for declaration in written.split(';') {
                if let Some((property, value)) = declaration.split_once(':') {
                    self.declare(start, property.trim(), value.trim());
                }
            }
        }
        if self.html.len() == start {
            self.html.truncate(before);
        } else {
            self.html.push('"');
        }
        for (name, value) in sorted {
            if name != "style" && !(self.is_read && name == "aria-hidden") {
                self.attribute(name, value);
            }
        }
        self.html.push('>');
    }

    /// Adds a class to those that began at `start`.
    fn class(&mut self, start: usize, class: &str) {
        if class.is_empty() {
            return;
        }
        if self.html.len() > start {
            self.html.push(' ');
        }
        self.html.push_str(&escape_attribute(class));
    }

    /// Adds the class for a declaration, unless its value holds what no length or colour holds.
    fn declare(&mut self, start: usize, property: &str, value: &str) {
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || b" #.,%()+-".contains(&b);
        if value.bytes().all(is_plain) {
            if self.html.len() > start {
                self.html.push(' ');
            }
            self.styles.push_class(property, value, &mut self.html);
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.html.push(' ');
        self.html.push_str(name);
        self.html.push_str("=\"");
        self.html.push_str(&escape_attribute(value));
        self.html.push('"');
    }
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
