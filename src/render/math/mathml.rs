//! Writes KaTeX's tree as MathML alone, for readers that have neither our style sheet nor our fonts.

use std::borrow::Cow;
use std::collections::BTreeMap;

use katex::dom_tree::{DomSpan, HtmlDomNode};
use katex::mathml_tree::{MathDomNode, MathNode};
use katex::tree::VirtualNode as _;
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

use super::alphabet::letter;
use crate::render::escape::{escape_attribute, escape_text};

/// The `<math>` element in `tree`; `Err` has the words of KaTeX if a node cannot be written.
pub(super) fn write(tree: &DomSpan) -> Result<String, String> {
    let mut mathml = String::new();
    for node in &tree.children {
        dom(&mut mathml, node)?;
    }
    Ok(mathml)
}

fn dom(out: &mut String, node: &HtmlDomNode) -> Result<(), String> {
    match node {
        HtmlDomNode::MathML(math) => element(out, math),
        HtmlDomNode::DomSpan(span) => span.children.iter().try_for_each(|inner| dom(out, inner)),
        HtmlDomNode::Fragment(fragment) => fragment
            .children
            .iter()
            .try_for_each(|inner| dom(out, inner)),
        _ => Ok(()),
    }
}

fn element(out: &mut String, math: &MathNode) -> Result<(), String> {
    let mut name = math.node_type.as_ref();
    match name {
        "annotation" => return Ok(()),
        // Nothing is left to hold together without the annotation.
        "semantics" => return nodes(out, &math.children, ""),
        _ => {}
    }
    // KaTeX puts whole formulas into the elements of letters and signs, which may hold text alone.
    let is_row = TOKENS.contains(&name) && math.children.iter().any(holds_elements);
    if is_row {
        name = "mrow";
    }
    let mut attributes: BTreeMap<&str, &str> = math
        .attributes
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, value)| !is_row && *name != "style" && !value.is_empty())
        .collect();
    let mut variant = attributes.get("mathvariant").copied().unwrap_or_default();
    let mut classes: Vec<&str> = (&math.classes).into_iter().map(AsRef::as_ref).collect();
    if variant != "normal" {
        attributes.remove("mathvariant");
    }
    // Words stay words, also for those who search or listen; the style sheet shows how they are set.
    if name == "mtext" && !variant.is_empty() {
        attributes.remove("mathvariant");
        classes.push(variant);
        variant = "";
    }
    // The space beside a numbered equation; cells have no width in MathML.
    if name == "mtd" && attributes.remove("width").is_some() {
        classes.push("glue");
    }
    let classes = classes.join(" ");
    if !classes.is_empty() {
        attributes.insert("class", &classes);
    }
    out.push('<');
    out.push_str(name);
    for (name, value) in attributes {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        out.push_str(&escape_attribute(value));
        out.push('"');
    }
    out.push('>');
    if PLACES.contains(&name) {
        math.children
            .iter()
            .try_for_each(|child| place(out, child))?;
    } else {
        nodes(out, &math.children, variant)?;
    }
    out.push_str("</");
    out.push_str(name);
    out.push('>');
    Ok(())
}

/// Elements of one letter, sign, number or word.
pub(super) const TOKENS: [&str; 5] = ["mi", "mn", "mo", "ms", "mtext"];

/// Elements whose children mean something by their number.
pub(super) const PLACES: [&str; 8] = [
    "mfrac",
    "mover",
    "mroot",
    "msub",
    "msubsup",
    "msup",
    "munder",
    "munderover",
];

pub(super) fn holds_elements(node: &MathDomNode) -> bool {
    match node {
        MathDomNode::Math(_) | MathDomNode::Space(_) => true,
        MathDomNode::Fragment(fragment) => fragment.children.iter().any(holds_elements),
        MathDomNode::Text(_) => false,
    }
}

/// Writes a child that must be one element; a name with the invisible sign for its application is two.
fn place(out: &mut String, node: &MathDomNode) -> Result<(), String> {
    match node {
        MathDomNode::Fragment(fragment) if fragment.children.len() == 1 => {
            place(out, &fragment.children[0])
        }
        MathDomNode::Fragment(fragment) => {
            out.push_str("<mrow>");
            nodes(out, &fragment.children, "")?;
            out.push_str("</mrow>");
            Ok(())
        }
        node => nodes(out, std::slice::from_ref(node), ""),
    }
}

/// Signs with their strokes as one character each: KaTeX writes "not equal" as an equals sign and a stroke over it.
pub(super) fn composed(text: &str) -> Cow<'_, str> {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

fn nodes(out: &mut String, nodes_in: &[MathDomNode], variant: &str) -> Result<(), String> {
    for node in nodes_in {
        match node {
            MathDomNode::Math(math) => element(out, math)?,
            MathDomNode::Text(text) => {
                let text = composed(&text.text);
                let letters = text.chars();
                let text: String = letters.map(|c| letter(variant, c).unwrap_or(c)).collect();
                out.push_str(&escape_text(&text));
            }
            MathDomNode::Space(space) => {
                out.push_str(&space.to_markup().map_err(|error| error.kind.to_string())?);
            }
            MathDomNode::Fragment(fragment) => nodes(out, &fragment.children, variant)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::document::Formula;
    use crate::render::math::{MathForm, MathOptions, render_formula};

    fn mathml(tex: &str) -> String {
        let formula = Formula {
            tex: tex.to_owned(),
            display: true,
        };
        let options = MathOptions::default().with_form(MathForm::Mathml);
        let rendered = render_formula(&formula, &options);
        assert_eq!(rendered.error, None, "{tex}");
        rendered.html
    }

    const FORMULAS: [&str; 8] = [
        r"\mathop{\min x}_{y} f(\boldsymbol{x}^{+})",
        r"\operatorname*{arg\,min}_\theta \ell_{\log}(x)",
        r"\sum_{\boldsymbol x_i \in M} \sqrt[3]{\frac{\mathrm{d}y}{\mathbf{ab}^T}}",
        r"\begin{aligned} a &= b \tag{1} \\ c &\xrightarrow[x]{\text{到}} d \end{aligned}",
        r"\begin{cases} \mathit{diff} & \text{if } x > 0 \\ \texttt{no} & \text{否则} \end{cases}",
        r"\boxed{\cancel{x}} \overbrace{a+b}^{n} \underset{k}{\mathbb{E}} \not= \binom{n}{k}",
        r"\mathcal{L}\mathscr{H}\mathfrak{g}\mathsf{A1}\mathtt{x}\bm{\theta}\mathbb{1}",
        r"\begin{pmatrix} 1 & \cdots \\ \vdots & \ddots \end{pmatrix} \color{red}{x} \href{https://example.org}{y}",
    ];

    /// Asserts what the schema of MathML asks of the elements that formulas are made of.
    fn assert_valid(tex: &str, xml: &str) {
        let document = roxmltree::Document::parse(xml).expect("XML");
        assert!(!xml.contains("=\"\""), "an empty attribute of {tex}: {xml}");
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            let name = node.tag_name().name();
            let children = node.children().filter(roxmltree::Node::is_element).count();
            let wanted = match name {
                "mi" | "mn" | "mo" | "ms" | "mtext" | "mspace" => Some(0),
                "mfrac" | "mroot" | "msub" | "msup" | "munder" | "mover" => Some(2),
                "msubsup" | "munderover" => Some(3),
                _ => None,
            };
            assert!(
                wanted.is_none_or(|wanted| wanted == children),
                "<{name}> of {tex}: {xml}"
            );
        }
    }

    #[test]
    fn formulas_in_pages_are_valid() {
        // A formula with a link in it is read as it is drawn.
        for tex in FORMULAS.iter().filter(|tex| !tex.contains("href")) {
            let formula = Formula {
                tex: (*tex).to_owned(),
                display: true,
            };
            let html = render_formula(&formula, &MathOptions::default()).html;
            let from = html.find("<math").expect("MathML");
            let to = html.find("</math>").expect("its end") + "</math>".len();
            assert_valid(tex, &html[from..to]);
        }
        let formula = Formula {
            tex: r"a \neq b".to_owned(),
            display: false,
        };
        let html = render_formula(&formula, &MathOptions::default()).html;
        assert!(html.contains(">\u{2260}</mo>"), "{html}");
    }

    /// Beside that, what MathML Core asks of letters.
    #[test]
    fn formulas_are_valid() {
        for tex in FORMULAS {
            let xml = mathml(tex);
            assert_valid(tex, &xml);
            let document = roxmltree::Document::parse(&xml).expect("XML");
            for node in document.descendants().filter(roxmltree::Node::is_element) {
                let variant = node.attribute("mathvariant");
                assert!(matches!(variant, None | Some("normal")), "{tex}: {xml}");
                assert!(node.attribute("style").is_none(), "{tex}: {xml}");
            }
        }
    }

    #[test]
    fn letters_are_those_of_their_alphabets() {
        assert!(mathml(r"\mathbb{R}^n").contains("<mi>ℝ</mi>"));
        assert!(mathml(r"\mathcal{B}\boldsymbol{\theta}").contains("<mi>ℬ</mi><mi>𝜽</mi>"));
        assert!(mathml(r"\mathrm{h}").contains("<mi mathvariant=\"normal\">h</mi>"));
        let words = mathml(r"\textbf{否 no}");
        assert!(
            words.contains("class=\"bold\"") && words.contains("否"),
            "{words}"
        );
    }
}
