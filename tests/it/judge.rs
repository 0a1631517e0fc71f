//! A judge of what was made of hostile notes: HTML is read by html5ever, which shares no code with the program, and every
//! element, attribute and address must be one that the program writes.

use scraper::{ElementRef, Html, Node};
use sha2::{Digest, Sha256};
use url::Url;

/// Where the pages are thought to stand.
const BASE: &str = "https://site.invalid/sub/folder/page.html";

/// All elements of HTML that pages have.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "li",
    "link",
    "main",
    "mark",
    "meta",
    "nav",
    "noscript",
    "ol",
    "option",
    "output",
    "p",
    "pre",
    "progress",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "script",
    "section",
    "select",
    "small",
    "span",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "template",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

/// Those that the program may write into the body of a note.
const NOT_IN_NOTES: &[&str] = &[
    "audio", "button", "dialog", "form", "head", "html", "label", "link", "main", "meta",
    "noscript", "option", "output", "progress", "script", "select", "style", "template", "title",
    "video",
];

/// Elements of drawings and formulas.
const DRAWN: &[&str] = &[
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text",
    "tspan", "defs", "marker", "title", "desc", "a", "use", "clipPath", "symbol",
];
const FORMULA: &[&str] = &[
    "math",
    "semantics",
    "annotation",
    "mrow",
    "mi",
    "mo",
    "mn",
    "ms",
    "mtext",
    "mspace",
    "mfrac",
    "msqrt",
    "mroot",
    "mstyle",
    "merror",
    "mpadded",
    "mphantom",
    "menclose",
    "msub",
    "msup",
    "msubsup",
    "munder",
    "mover",
    "munderover",
    "mtable",
    "mtr",
    "mtd",
    "mlabeledtr",
];

/// Attributes that make a browser ask or go somewhere, and that no page has.
const ASKING: &[&str] = &[
    "action",
    "formaction",
    "poster",
    "data",
    "cite",
    "background",
    "ping",
    "srcset",
    "srcdoc",
    "imagesrcset",
    "longdesc",
    "usemap",
    "codebase",
    "archive",
    "classid",
    "profile",
    "dynsrc",
    "lowsrc",
    "manifest",
    "is",
    "nonce",
    "integrity",
    "autofocus",
    "contenteditable",
    "slot",
    "form",
    "xml:base",
    "base",
    "http-equiv",
];

/// Attributes of the theme's own elements.
const NOT_OF_NOTES: &[&str] = &["popover", "popovertarget", "command", "commandfor", "name"];

/// What is being judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A page of the site.
    Page,
    /// A page that is one file alone.
    Alone,
    /// HTML that stands in a page, a card or a feed.
    Fragment,
}

/// An element as any parser gives it.
pub(crate) struct Seen<'a> {
    pub(crate) namespace: &'a str,
    pub(crate) name: &'a str,
    pub(crate) attrs: Vec<(&'a str, &'a str)>,
    pub(crate) text: String,
    /// Whether it stands in the body of a note.
    pub(crate) in_note: bool,
}

/// What is wrong with a page.
pub(crate) fn page(html: &str, kind: Kind) -> Vec<String> {
    let parsed = match kind {
        Kind::Fragment => Html::parse_fragment(html),
        Kind::Page | Kind::Alone => Html::parse_document(html),
    };
    let mut faults = Vec::new();
    let mut policies = Vec::new();
    let mut styles = Vec::new();
    let mut scripts = Vec::new();
    for node in parsed.tree.root().descendants() {
        if let (Node::Comment(comment), Kind::Fragment) = (node.value(), kind) {
            faults.push(format!("a comment: {}", &**comment));
        }
        let Some(node) = ElementRef::wrap(node) else {
            continue;
        };
        let element = node.value();
        // The parser puts one around a fragment.
        if kind == Kind::Fragment && element.name() == "html" {
            continue;
        }
        let seen = Seen {
            namespace: &element.name.ns,
            name: element.name(),
            attrs: element.attrs().collect(),
            text: text_in(node),
            in_note: kind == Kind::Fragment || is_in_note(node),
        };
        match seen.name {
            "meta" if seen.attr("http-equiv").is_some() => {
                policies.push(seen.attr("content").unwrap_or_default().to_owned());
                if seen.attr("http-equiv") != Some("Content-Security-Policy") {
                    faults.push(format!("<meta> {:?}", seen.attrs));
                }
                continue;
            }
            "style" => styles.push(seen.text.clone()),
            "script" if seen.attr("src").is_none() => scripts.push(seen.text.clone()),
            "noscript" => {
                // To a parser for pages with scripts it is text; others read it as HTML.
                let inner = seen.text.replace(
                    "<meta http-equiv=\"refresh\" content=\"0; url=",
                    "<a href=\"",
                );
                faults.extend(page(&inner, Kind::Fragment));
            }
            _ => {}
        }
        faults.extend(element_faults(&seen, kind));
    }
    if kind == Kind::Fragment {
        return faults;
    }
    if !html.contains("<meta name=\"referrer\" content=\"no-referrer\">")
        && (html.contains("class=\"external\"") || html.contains("<img"))
    {
        faults.push("nothing forbids to name the page to others".to_owned());
    }
    let [policy] = policies.as_slice() else {
        faults.push(format!("{} policies", policies.len()));
        return faults;
    };
    for needed in [
        "default-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    ] {
        if !policy.split("; ").any(|part| part == needed) {
            faults.push(format!("the policy lacks {needed}"));
        }
    }
    if policy.contains("unsafe") || policy.contains('*') {
        faults.push(format!("the policy {policy}"));
    }
    for style in styles {
        if !policy.contains(&hash_of(&style)) {
            faults.push("a style that the policy does not name".to_owned());
        }
        if kind == Kind::Page && page_style_fault(&style) {
            faults.push(format!("the style {style}"));
        }
    }
    for script in scripts {
        let is_data = serde_json::from_str::<serde_json::Value>(&script).is_ok();
        if !is_data && !policy.contains(&hash_of(&script)) && kind == Kind::Page {
            faults.push(format!("the script {script}"));
        }
    }
    faults
}

/// Whether the declarations that a page or a card has of its own are anything but classes.
pub(crate) fn page_style_fault(css: &str) -> bool {
    // The page for addresses that lead nowhere has the whole theme in it.
    if css.contains("--paper") {
        return css.contains("//") || css.contains("@import");
    }
    let mut rest = css;
    while let Some(after) = rest.strip_prefix(".s-") {
        let Some((rule, next)) = after.split_once('}') else {
            return true;
        };
        let Some((name, body)) = rule.split_once('{') else {
            return true;
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        if !name.chars().all(plain)
            || body.contains(['{', ';', '<', '\\', '(', '@', '"', '\''])
                && !body.starts_with("--")
                && !body.contains("calc(")
        {
            return true;
        }
        rest = next;
    }
    !rest.is_empty()
}

fn hash_of(text: &str) -> String {
    use base64::Engine as _;
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text));
    format!("'sha256-{hash}'")
}

fn text_in(node: ElementRef<'_>) -> String {
    node.children()
        .filter_map(|child| child.value().as_text())
        .map(|text| &**text)
        .collect()
}

fn is_in_note(node: ElementRef<'_>) -> bool {
    node.ancestors().any(|above| {
        let element = above.value().as_element();
        element.is_some_and(|element| {
            element.name() == "article" && element.attr("class") == Some("prose")
        })
    })
}

impl<'a> Seen<'a> {
    fn attr(&self, name: &str) -> Option<&'a str> {
        self.attrs
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| *value)
    }
}

/// What is wrong with one element.
pub(crate) fn element_faults(seen: &Seen, kind: Kind) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fault = |what: String| faults.push(format!("<{}>: {what}", seen.name));
    let known = match seen.namespace {
        "http://www.w3.org/1999/xhtml" => ELEMENTS,
        "http://www.w3.org/2000/svg" => DRAWN,
        "http://www.w3.org/1998/Math/MathML" => FORMULA,
        _ => &[],
    };
    let is_html = seen.namespace == "http://www.w3.org/1999/xhtml";
    // To a parser of HTML a formula in the text of a formula is of no known kind, which does no harm.
    let is_inner = is_html && FORMULA.contains(&seen.name);
    if !known.contains(&seen.name) && !is_inner
        || is_html && seen.in_note && NOT_IN_NOTES.contains(&seen.name)
    {
        fault("no such element is written".to_owned());
    }
    if seen.name == "input" && seen.in_note && seen.attr("type") != Some("checkbox") {
        fault("a field".to_owned());
    }
    for (key, value) in &seen.attrs {
        let lower = key.to_ascii_lowercase();
        let plain = |c: char| c.is_ascii_alphanumeric() || "-:_".contains(c);
        if !lower.chars().all(plain) {
            fault(format!("the attribute {key:?}"));
        }
        if lower.starts_with("on")
            || lower == "style"
            || ASKING.contains(&lower.as_str())
            || seen.in_note && NOT_OF_NOTES.contains(&lower.as_str())
        {
            fault(format!("the attribute {key}={value:?}"));
        }
        if matches!(lower.as_str(), "href" | "src" | "xlink:href")
            && let Some(what) = address_fault(seen, value, kind)
        {
            fault(format!("{key}={value:?}: {what}"));
        }
    }
    if seen.name == "script" {
        let data = matches!(
            seen.attr("type"),
            Some("application/ld+json" | "application/octet-stream")
        );
        if seen.attr("src").is_none() && !data && kind == Kind::Page {
            fault("an inline script".to_owned());
        }
        if seen.attr("type") == Some("application/ld+json")
            && serde_json::from_str::<serde_json::Value>(&seen.text).is_err()
        {
            fault("no JSON".to_owned());
        }
    }
    faults
}

fn address_fault(seen: &Seen, value: &str, kind: Kind) -> Option<String> {
    let base = Url::parse(BASE).expect("an address");
    // Browsers read addresses by the same standard as this parser.
    let Ok(url) = base.join(value) else {
        return None;
    };
    let is_own = url.host() == base.host() && url.scheme() == base.scheme();
    let allowed = match seen.name {
        "a" => matches!(url.scheme(), "http" | "https" | "mailto" | "tel"),
        "img" if url.scheme() == "data" => kind == Kind::Alone && value.starts_with("data:image/"),
        // Where one file is all, one line at its head says so for all images.
        "img" if kind == Kind::Alone => is_own || matches!(url.scheme(), "http" | "https"),
        "img" => {
            is_own
                || matches!(url.scheme(), "http" | "https")
                    && seen.attr("referrerpolicy") == Some("no-referrer")
        }
        "use" => value.starts_with('#'),
        "link" if kind == Kind::Alone => url.scheme() == "data",
        "link" => is_own,
        "script" => is_own && url.path().contains("/assets/js/") && url.query().is_none(),
        // A part of a formula that is a link.
        _ if seen.namespace.ends_with("MathML") => matches!(url.scheme(), "http" | "https"),
        _ => false,
    };
    (!allowed).then(|| format!("leads to {url}"))
}
