//! Raw HTML in notes: an allow-list of elements and attributes, turned into nodes of the tree.
//!
//! Nothing of the author's HTML reaches the page as a string. Tags that open and close in the same list of nodes become an
//! element around what stands between them; a tag that never closes is closed at the end of that list, and one that never
//! opened is dropped, so that no note can break the page around it.

mod look;

use crate::document::ImageSize;
use html5gum::{DefaultEmitter, Token, Tokenizer};
use look::{align_class, color_class, declarations, image_size, is_plain};

/// A token of raw HTML, checked against the allow-list.
#[derive(Debug)]
pub(super) enum Tag {
    Text(String),
    Open(Open),
    Close(&'static str),
    Break,
    Rule,
    Image {
        src: String,
        alt: String,
        title: String,
        size: ImageSize,
    },
    /// An element that is shown as a link to what it would have loaded.
    Reference {
        name: String,
        src: String,
        title: String,
    },
    /// An element that is left out, with all it holds if it is a script or style.
    Removed(String),
    /// The end of such an element, where its start stands in another piece.
    End(String),
    /// An element of HTML that has no meaning here; what it holds stays.
    Dropped(String),
}

/// An opening tag.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) name: &'static str,
    pub(super) attrs: Vec<(&'static str, String)>,
    /// The target of `<a>`.
    pub(super) href: Option<String>,
    /// Attributes that were left out.
    pub(super) removed: Vec<String>,
}

impl Tag {
    /// Changes all that the author wrote in the tag.
    pub(super) fn change(&mut self, change: impl Fn(&str) -> String) {
        let apply = |text: &mut String| *text = change(text);
        match self {
            Self::Open(open) => {
                open.attrs.iter_mut().for_each(|(_, value)| apply(value));
                open.href.iter_mut().for_each(apply);
            }
            Self::Image {
                src, alt, title, ..
            } => [src, alt, title].into_iter().for_each(apply),
            Self::Reference { src, title, .. } => [src, title].into_iter().for_each(apply),
            _ => {}
        }
    }
}

/// Elements that hold blocks, and what stands for them.
const BLOCKS: &[(&str, &str)] = &[
    ("address", "div"),
    ("article", "div"),
    ("aside", "div"),
    ("blockquote", "blockquote"),
    ("caption", "caption"),
    ("center", "div"),
    ("dd", "dd"),
    ("details", "details"),
    ("div", "div"),
    ("dl", "dl"),
    ("dt", "dt"),
    ("figcaption", "figcaption"),
    ("figure", "figure"),
    ("footer", "div"),
    ("h1", "h1"),
    ("h2", "h2"),
    ("h3", "h3"),
    ("h4", "h4"),
    ("h5", "h5"),
    ("h6", "h6"),
    ("header", "div"),
    ("li", "li"),
    ("main", "div"),
    ("nav", "div"),
    ("ol", "ol"),
    ("p", "p"),
    ("pre", "pre"),
    ("section", "div"),
    ("summary", "summary"),
    ("table", "table"),
    ("tbody", "tbody"),
    ("td", "td"),
    ("tfoot", "tfoot"),
    ("th", "th"),
    ("thead", "thead"),
    ("tr", "tr"),
    ("ul", "ul"),
];

/// Elements that hold text, and what stands for them.
const INLINES: &[(&str, &str)] = &[
    ("a", "a"),
    ("abbr", "abbr"),
    ("b", "b"),
    ("bdi", "bdi"),
    ("big", "span"),
    ("cite", "cite"),
    ("code", "code"),
    ("del", "del"),
    ("dfn", "dfn"),
    ("em", "em"),
    ("font", "span"),
    ("i", "i"),
    ("ins", "ins"),
    ("kbd", "kbd"),
    ("mark", "mark"),
    ("q", "q"),
    ("rp", "rp"),
    ("rt", "rt"),
    ("ruby", "ruby"),
    ("s", "s"),
    ("samp", "samp"),
    ("small", "small"),
    ("span", "span"),
    ("strike", "s"),
    ("strong", "strong"),
    ("sub", "sub"),
    ("sup", "sup"),
    ("tt", "code"),
    ("u", "u"),
    ("var", "var"),
];

/// Elements whose content is no text.
const OPAQUE: &[&str] = &[
    "script", "style", "template", "noscript", "svg", "math", "select", "textarea", "title",
];

/// Elements that do nothing for a reader but hold or arrange others.
const TRANSPARENT: &[&str] = &[
    "html", "head", "body", "meta", "link", "base", "form", "fieldset", "legend", "label",
    "button", "picture", "source", "track", "colgroup", "col", "nobr", "hgroup", "dialog", "menu",
    "time", "data", "bdo", "o:p", "map", "area", "canvas", "frame", "frameset", "marquee", "blink",
    "input", "option", "param", "progress", "meter", "output", "search", "slot", "applet",
    "basefont", "acronym",
];

/// Elements shown as a link to their source.
const MEDIA: &[&str] = &["iframe", "video", "audio", "embed", "object"];

/// Whether an element of the tree holds blocks.
pub(super) fn is_block(name: &str) -> bool {
    BLOCKS.iter().any(|(_, to)| *to == name)
}

/// Reads a piece of raw HTML. If the author is `trusted`, it keeps its classes and styles.
pub(super) fn read(html: &str, trusted: bool) -> Vec<Tag> {
    let mut tags = Vec::new();
    // The name of the element that is being skipped.
    let mut skipping: Option<Vec<u8>> = None;
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(html, emitter).flatten() {
        match token {
            Token::EndTag(tag) if skipping.as_deref() == Some(&**tag.name) => skipping = None,
            _ if skipping.is_some() => {}
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let attrs: Vec<(String, String)> = tag
                    .attributes
                    .iter()
                    .map(|(name, value)| (lossy(name), lossy(value)))
                    .collect();
                if allowed(&name).is_none() && !is_element(&name) {
                    push_text(
                        &mut tags,
                        html.get(tag.span.start..tag.span.end).unwrap_or_default(),
                    );
                    continue;
                }
                if OPAQUE.contains(&name.as_str()) && !tag.self_closing {
                    skipping = Some(tag.name.to_vec());
                }
                tags.push(start_tag(name, &attrs, trusted));
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name);
                match allowed(&name) {
                    Some(to) => tags.push(Tag::Close(to)),
                    None if name == "br" => tags.push(Tag::Break),
                    None if OPAQUE.contains(&&*name) => tags.push(Tag::End(name.into_owned())),
                    None if is_element(&name) => {}
                    // `vector<int>` and the like: no HTML at all.
                    None => push_text(
                        &mut tags,
                        html.get(tag.span.start..tag.span.end).unwrap_or_default(),
                    ),
                }
            }
            Token::String(text) => {
                push_text(&mut tags, &String::from_utf8_lossy(&text));
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    tags
}

fn push_text(tags: &mut Vec<Tag>, text: &str) {
    match tags.last_mut() {
        Some(Tag::Text(before)) => before.push_str(text),
        _ => tags.push(Tag::Text(text.to_owned())),
    }
}

/// Whether HTML has such an element.
fn is_element(name: &str) -> bool {
    allowed(name).is_some()
        || [OPAQUE, TRANSPARENT, MEDIA]
            .iter()
            .any(|list| list.contains(&name))
        || matches!(name, "br" | "hr" | "wbr" | "img")
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn allowed(name: &str) -> Option<&'static str> {
    BLOCKS
        .iter()
        .chain(INLINES)
        .find(|(from, _)| *from == name)
        .map(|(_, to)| *to)
}

fn start_tag(name: String, attrs: &[(String, String)], trusted: bool) -> Tag {
    let attr = |wanted: &str| {
        attrs
            .iter()
            .find(|(key, _)| key == wanted)
            .map(|(_, value)| value.as_str())
    };
    match name.as_str() {
        "br" => return Tag::Break,
        "hr" => return Tag::Rule,
        "wbr" => return Tag::Text("\u{200b}".to_owned()),
        "img" => {
            return Tag::Image {
                src: attr("src")
                    .or_else(|| attr("data-src"))
                    .unwrap_or_default()
                    .trim()
                    .to_owned(),
                alt: attr("alt").unwrap_or_default().to_owned(),
                title: attr("title").unwrap_or_default().to_owned(),
                size: image_size(
                    attr("style").unwrap_or_default(),
                    attr("width"),
                    attr("height"),
                ),
            };
        }
        media if MEDIA.contains(&media) => {
            let src = attr("src")
                .or_else(|| attr("data"))
                .unwrap_or_default()
                .to_owned();
            return if src.is_empty() {
                Tag::Removed(name)
            } else {
                Tag::Reference {
                    name,
                    src,
                    title: attr("title").unwrap_or_default().to_owned(),
                }
            };
        }
        _ => {}
    }
    let Some(to) = allowed(&name) else {
        let is_harmless = TRANSPARENT.contains(&name.as_str());
        return if is_harmless {
            Tag::Dropped(name)
        } else {
            Tag::Removed(name)
        };
    };
    Tag::Open(open_tag(&name, to, attrs, trusted))
}

/// An allowed element with its allowed attributes.
fn open_tag(name: &str, to: &'static str, attrs: &[(String, String)], trusted: bool) -> Open {
    let mut open = Open {
        name: to,
        attrs: Vec::new(),
        href: None,
        removed: Vec::new(),
    };
    let mut classes: Vec<&str> = Vec::new();
    let mut styles = Vec::new();
    if name == "center" {
        classes.push("align-center");
    }
    for (key, value) in attrs {
        match key.as_str() {
            "href" if to == "a" => open.href = Some(value.trim().to_owned()),
            "id" | "name" if !value.trim().is_empty() => {
                let id: String = value.split_whitespace().collect();
                if !open.attrs.iter().any(|(key, _)| *key == "id") {
                    open.attrs.push(("id", id));
                }
            }
            "title" => open.attrs.push(("title", value.clone())),
            "lang" => open.attrs.push(("lang", value.clone())),
            "dir" if matches!(value.as_str(), "ltr" | "rtl" | "auto") => {
                open.attrs.push(("dir", value.clone()));
            }
            "open" if to == "details" => open.attrs.push(("open", String::new())),
            "colspan" | "rowspan" if matches!(to, "td" | "th") => {
                if let Ok(span @ 1..=1000) = value.trim().parse::<u32>() {
                    open.attrs.push((
                        if key == "colspan" {
                            "colspan"
                        } else {
                            "rowspan"
                        },
                        span.to_string(),
                    ));
                }
            }
            "start" if to == "ol" => {
                if let Ok(start) = value.trim().parse::<i32>() {
                    open.attrs.push(("start", start.to_string()));
                }
            }
            "align" => classes.extend(align_class(value)),
            "color" => classes.extend(color_class(value)),
            "style" => {
                for (property, value) in declarations(value) {
                    let class = match property.as_str() {
                        "text-align" => align_class(value),
                        "color" => color_class(value),
                        _ => None,
                    };
                    match class {
                        _ if trusted && is_plain(&property, value) => {
                            styles.push(format!("{property}:{value}"));
                        }
                        Some(class) => classes.push(class),
                        None => open.removed.push(format!("style {property}")),
                    }
                }
            }
            "class" if trusted => classes.extend(value.split_ascii_whitespace()),
            // Of no meaning here, and of no loss.
            "class" | "width" | "height" | "border" | "cellpadding" | "cellspacing" | "valign"
            | "size" | "face" | "target" | "rel" | "bgcolor" | "data-line" | "cid" | "mdtype" => {}
            _ => open.removed.push(key.clone()),
        }
    }
    if !classes.is_empty() {
        classes.sort_unstable();
        classes.dedup();
        open.attrs.push(("class", classes.join(" ")));
    }
    // The policy of pages has no style attributes; what is written makes a class of each declaration.
    if !styles.is_empty() {
        open.attrs.push(("style", styles.join(";")));
    }
    open.attrs.sort_by_key(|(key, _)| *key);
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_keep_their_size() {
        let [Tag::Image { src, size, .. }] =
            &read("<img src=\"a b.png\" style=\"zoom:20%;\" />", false)[..]
        else {
            panic!()
        };
        assert_eq!((src.as_str(), *size), ("a b.png", ImageSize::Zoom(0.2)));
        let [Tag::Image { size, .. }] = &read("<img src=x width=300 height='200px'>", false)[..]
        else {
            panic!()
        };
        assert_eq!(*size, ImageSize::Pixels(300, Some(200)));
    }

    #[test]
    fn scripts_go_with_their_content() {
        let tags = read(
            "a<script>alert(1)</script><b onclick=x style='color:red;position:fixed'>b</b>",
            false,
        );
        let [
            Tag::Text(a),
            Tag::Removed(script),
            Tag::Open(b),
            Tag::Text(_),
            Tag::Close("b"),
        ] = &tags[..]
        else {
            panic!("{tags:?}")
        };
        assert_eq!((a.as_str(), script.as_str()), ("a", "script"));
        assert_eq!(b.attrs, [("class", "ink-red".to_owned())]);
        assert_eq!(b.removed, ["onclick", "style position"]);
    }
}
