//! Whether a body is sound HTML, read by html5gum token by token: a parser of whole documents mends what it reads.

use std::collections::BTreeSet;

use html5gum::{DefaultEmitter, Token, Tokenizer};

/// Elements that have no end.
const VOID: &[&str] = &["br", "hr", "img", "input"];

/// Elements that end the paragraph that they stand in.
const NOT_IN_PARAGRAPHS: &[&str] = &[
    "p",
    "div",
    "ul",
    "ol",
    "li",
    "table",
    "blockquote",
    "pre",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "figure",
    "details",
    "section",
    "aside",
    "nav",
    "dl",
];

/// Whether HTML is balanced, has unique ids and no broken fragments, and nothing that runs or decorates by itself.
pub(crate) fn check(html: &str) -> Result<(), String> {
    // What the parser marks text with, as it is and percent-encoded.
    if html.contains(|c| ('\u{fdd0}'..='\u{fdd4}').contains(&c)) || html.contains("%EF%B7%9") {
        return Err("a mark of the parser".to_owned());
    }
    let mut open: Vec<String> = Vec::new();
    let mut ids = BTreeSet::new();
    let mut fragments = Vec::new();
    for token in Tokenizer::new_with_emitter(html, DefaultEmitter::default()).flatten() {
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                if matches!(
                    name.as_str(),
                    "script" | "style" | "iframe" | "object" | "embed" | "base" | "meta"
                ) {
                    return Err(format!("<{name}>"));
                }
                if open.iter().any(|open| open == "p") && NOT_IN_PARAGRAPHS.contains(&name.as_str())
                {
                    return Err(format!("<{name}> in <p>"));
                }
                if name == "a" && open.contains(&name) {
                    return Err("a link in a link".to_owned());
                }
                for (key, value) in &tag.attributes {
                    let key = String::from_utf8_lossy(key).into_owned();
                    let value = String::from_utf8_lossy(value).into_owned();
                    if key == "style" || key.starts_with("on") {
                        return Err(format!("the attribute {key}"));
                    }
                    if matches!(key.as_str(), "href" | "src") && is_active(&value) {
                        return Err(format!("the address {value}"));
                    }
                    if key == "id" && !ids.insert(value.clone()) {
                        return Err(format!("the id {value} twice"));
                    }
                    if let (true, Some(fragment)) = (key == "href", value.strip_prefix('#')) {
                        fragments.push(
                            percent_encoding::percent_decode_str(fragment)
                                .decode_utf8_lossy()
                                .into_owned(),
                        );
                    }
                }
                let in_drawing = open.iter().any(|open| open == "svg");
                let has_no_end = VOID.contains(&name.as_str()) || in_drawing && tag.self_closing;
                if !has_no_end {
                    open.push(name);
                }
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                if open.pop().as_ref() != Some(&name) {
                    return Err(format!("a stray </{name}>"));
                }
            }
            _ => {}
        }
    }
    if let Some(name) = open.pop() {
        return Err(format!("<{name}> has no end"));
    }
    match fragments
        .iter()
        .find(|fragment| !fragment.is_empty() && !ids.contains(*fragment))
    {
        Some(fragment) => Err(format!("nothing has the id {fragment}")),
        None => Ok(()),
    }
}

fn is_active(address: &str) -> bool {
    let address = address.trim_start().to_lowercase();
    ["javascript:", "vbscript:", "data:text"]
        .iter()
        .any(|scheme| address.starts_with(scheme))
}

#[test]
fn what_is_no_sound_page_is_found() {
    for html in [
        "<p>",
        "</p>",
        "<p><div></div></p>",
        "<b style=\"x\"></b>",
        "<b onclick=x></b>",
        "<script></script>",
        "<a id=x></a><a id=x></a>",
        "<a href=\"#x\"></a>",
        "<a href=\" javascript:x\"></a>",
        "<a><b><a></a></b></a>",
    ] {
        assert!(check(html).is_err(), "{html}");
    }
    assert_eq!(
        check("<p id=一><a href=\"#%E4%B8%80\">x<br></a></p>"),
        Ok(())
    );
}
