//! The style sheet inside a drawing, resolved: which declarations hold for an element.
//!
//! Only what such sheets use is read: compound selectors of names, ids, classes and attributes, joined by descendant and
//! child combinators. A selector with anything else matches nothing.

use roxmltree::Node;

/// The properties that are read; all others are dropped.
pub(super) const PROPERTIES: [&str; 19] = [
    "alignment-baseline",
    "display",
    "dominant-baseline",
    "fill",
    "fill-opacity",
    "font-size",
    "font-style",
    "font-weight",
    "opacity",
    "stop-color",
    "stop-opacity",
    "stroke",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
    "visibility",
];

/// The value of each property of [`PROPERTIES`] that is set on an element itself.
pub(super) type Computed = [Option<String>; PROPERTIES.len()];

/// The index of a property in [`PROPERTIES`] and [`Computed`].
pub(super) fn property(name: &str) -> Option<usize> {
    PROPERTIES.binary_search(&name).ok()
}

/// The value of one property.
pub(super) fn get<'c>(computed: &'c Computed, name: &str) -> Option<&'c str> {
    property(name).and_then(|at| computed[at].as_deref())
}

/// A style sheet.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    selector: Vec<Part>,
    specificity: [usize; 3],
    declarations: Vec<Declaration>,
}

#[derive(Clone, Debug)]
struct Declaration {
    property: usize,
    value: String,
    important: bool,
}

/// A compound selector with what joins it to the one before.
#[derive(Debug, Default)]
struct Part {
    child: bool,
    tag: Option<String>,
    ids: Vec<String>,
    classes: Vec<String>,
    attributes: Vec<(String, Option<String>)>,
}

impl Sheet {
    /// Reads a style sheet; what is not understood is skipped.
    pub(super) fn parse(css: &str) -> Self {
        let mut sheet = Self::default();
        let mut rest = css;
        while let Some(open) = rest.find('{') {
            let prelude = rest[..open].trim();
            let body = &rest[open + 1..];
            let close = end_of_block(body);
            if !prelude.starts_with('@') {
                let declarations = declarations(&body[..close]);
                for selector in prelude.split(',') {
                    if let Some((selector, specificity)) =
                        selector_of(selector).filter(|_| !declarations.is_empty())
                    {
                        sheet.rules.push(Rule {
                            selector,
                            specificity,
                            declarations: declarations.clone(),
                        });
                    }
                }
            }
            rest = body.get(close + 1..).unwrap_or("");
        }
        // Stable: rules of one weight stay in the order of the sheet.
        sheet.rules.sort_by_key(|rule| rule.specificity);
        sheet
    }

    /// What holds for `node` by attributes, this sheet and its `style` attribute; inherited values are not among it.
    pub(super) fn compute(&self, node: Node) -> Computed {
        let mut computed: Computed =
            std::array::from_fn(|at| node.attribute(PROPERTIES[at]).map(str::to_owned));
        let mut important = [false; PROPERTIES.len()];
        let mut set = |declaration: &Declaration| {
            if declaration.important || !important[declaration.property] {
                computed[declaration.property] = Some(declaration.value.clone());
                important[declaration.property] |= declaration.important;
            }
        };
        let classes: Vec<&str> = classes(node).collect();
        for rule in &self.rules {
            if rule.matches(node, &classes) {
                rule.declarations.iter().for_each(&mut set);
            }
        }
        declarations(node.attribute("style").unwrap_or(""))
            .iter()
            .for_each(&mut set);
        computed
    }
}

impl Rule {
    fn matches(&self, node: Node, node_classes: &[&str]) -> bool {
        let Some((last, before)) = self.selector.split_last() else {
            return false;
        };
        last.matches(node, node_classes) && matches_before(before, last.child, node)
    }
}

fn matches_before(before: &[Part], child: bool, node: Node) -> bool {
    let Some((part, before)) = before.split_last() else {
        return true;
    };
    node.ancestors()
        .skip(1)
        .filter(Node::is_element)
        .take(if child { 1 } else { usize::MAX })
        .any(|parent| {
            part.matches(parent, &classes(parent).collect::<Vec<_>>())
                && matches_before(before, part.child, parent)
        })
}

impl Part {
    fn matches(&self, node: Node, node_classes: &[&str]) -> bool {
        self.tag
            .as_ref()
            .is_none_or(|tag| node.tag_name().name() == tag)
            && self
                .classes
                .iter()
                .all(|class| node_classes.contains(&class.as_str()))
            && self.ids.iter().all(|id| node.attribute("id") == Some(id))
            && self.attributes.iter().all(|(name, value)| {
                match (node.attribute(name.as_str()), value) {
                    (Some(_), None) => true,
                    (Some(actual), Some(expected)) => actual == expected,
                    (None, _) => false,
                }
            })
    }
}

/// The classes of an element.
pub(super) fn classes<'a>(node: Node<'a, '_>) -> impl Iterator<Item = &'a str> {
    node.attribute("class")
        .unwrap_or("")
        .split_ascii_whitespace()
}

/// Where the block that begins `body` ends.
fn end_of_block(body: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in body.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return at,
            '}' => depth -= 1,
            _ => {}
        }
    }
    body.len()
}

fn declarations(body: &str) -> Vec<Declaration> {
    body.split(';')
        .filter_map(|declaration| {
            let (name, value) = declaration.split_once(':')?;
            let property = property(name.trim())?;
            let value = value.trim();
            let plain = value.strip_suffix("!important");
            Some(Declaration {
                property,
                value: plain.unwrap_or(value).trim().to_owned(),
                important: plain.is_some(),
            })
        })
        .collect()
}

fn selector_of(text: &str) -> Option<(Vec<Part>, [usize; 3])> {
    let spaced = text.replace('>', " > ");
    let mut parts = Vec::new();
    let mut specificity = [0; 3];
    let mut child = false;
    for word in spaced.split_ascii_whitespace() {
        if word == ">" {
            child = true;
            continue;
        }
        let mut part = compound(word)?;
        part.child = std::mem::take(&mut child);
        specificity[0] += part.ids.len();
        specificity[1] += part.classes.len() + part.attributes.len();
        specificity[2] += usize::from(part.tag.is_some());
        parts.push(part);
    }
    (!parts.is_empty() && !child).then_some((parts, specificity))
}

fn compound(word: &str) -> Option<Part> {
    let mut part = Part::default();
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        match first {
            '#' | '.' => {
                let (name, after) = name(&rest[1..])?;
                let list = if first == '#' {
                    &mut part.ids
                } else {
                    &mut part.classes
                };
                list.push(name.to_owned());
                rest = after;
            }
            '[' => {
                let (inside, after) = rest[1..].split_once(']')?;
                part.attributes.push(match inside.split_once('=') {
                    Some((key, value)) if key.chars().all(is_name) => (
                        key.to_owned(),
                        Some(value.trim_matches(['"', '\'']).to_owned()),
                    ),
                    None if inside.chars().all(is_name) => (inside.to_owned(), None),
                    _ => return None,
                });
                rest = after;
            }
            '*' => rest = &rest[1..],
            _ if part.tag.is_none() && rest.len() == word.len() => {
                let (name, after) = name(rest)?;
                part.tag = Some(name.to_owned());
                rest = after;
            }
            _ => return None,
        }
    }
    Some(part)
}

fn name(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c| !is_name(c)).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(css: &str, xml: &str, name: &str) -> Option<String> {
        let document = roxmltree::Document::parse(xml).expect("xml");
        let node = document
            .descendants()
            .find(|node| node.attribute("x").is_some())
            .expect("an element with x");
        Sheet::parse(css).compute(node)[property(name).expect("a property")].clone()
    }

    #[test]
    fn properties_are_sorted() {
        assert!(PROPERTIES.is_sorted());
    }

    #[test]
    fn the_more_specific_rule_wins() {
        let css =
            "#a .n rect{fill:red}.n rect{fill:blue}rect{fill:green!important;}#a rect{stroke:red}";
        let xml =
            r#"<svg id="a"><g class="m n"><rect x="1" fill="black" stroke="none"/></g></svg>"#;
        assert_eq!(value(css, xml, "fill").as_deref(), Some("green"));
        assert_eq!(
            value(&css.replace("!important", ""), xml, "fill").as_deref(),
            Some("red")
        );
        assert_eq!(value(css, xml, "stroke").as_deref(), Some("red"));
        assert_eq!(value("", xml, "fill").as_deref(), Some("black"));
    }

    #[test]
    fn children_and_attributes() {
        let xml = r#"<svg id="a"><g class="n"><g><rect x="1" data-look="neo" style="opacity:.5;fill:#fff"/></g></g></svg>"#;
        assert_eq!(value(".n > rect{stroke:red}", xml, "stroke"), None);
        assert_eq!(
            value(".n>g>rect{stroke:red}", xml, "stroke").as_deref(),
            Some("red")
        );
        assert_eq!(
            value("[data-look=\"neo\"]{stroke:red}", xml, "stroke").as_deref(),
            Some("red")
        );
        assert_eq!(value("rect:hover{stroke:red}", xml, "stroke"), None);
        assert_eq!(value("@media print{rect{stroke:red}}", xml, "stroke"), None);
        assert_eq!(
            value("rect{fill:red}", xml, "fill").as_deref(),
            Some("#fff")
        );
    }
}
