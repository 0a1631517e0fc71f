//! What holds for every note, whatever stands in it.

use std::collections::BTreeSet;

use html5gum::{DefaultEmitter, Token, Tokenizer};
use proptest::prelude::*;

use crate::site::Site;

/// What dialects are made of, to be strung together.
const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    "\r\n",
    " ",
    "  ",
    "    ",
    "\t",
    "> ",
    ">",
    "- ",
    "1. ",
    "* ",
    "+ ",
    "# ",
    "## ",
    "###",
    "---",
    "===",
    "***",
    "**",
    "*",
    "_",
    "~~",
    "~",
    "==",
    "`",
    "```",
    "```math",
    "~~~",
    "$",
    "$$",
    "$$$",
    "\\(",
    "\\)",
    "\\[",
    "\\]",
    "\\",
    "[",
    "]",
    "](",
    ")",
    "(",
    "![",
    "[[",
    "]]",
    "![[",
    "|",
    "|---|---|\n",
    "| a | b |\n",
    "[^1]",
    "[^1]: ",
    "^id",
    "#tag",
    "%%",
    "[!note]",
    "[!tip]- ",
    "[TOC]",
    "[ ] ",
    "[x] ",
    ": ",
    "{#id}",
    "{.question}",
    "Q: ",
    "A: ",
    "问：",
    "答：",
    "？",
    "<",
    ">",
    "</",
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<p>",
    "<td>",
    "<table>",
    "<tr>",
    "<li>",
    "<ul>",
    "<details>",
    "<summary>",
    "<pre>",
    "<code>",
    "<a href=\"x\">",
    "<a id=\"id\">",
    "</a>",
    "<img src=\"a.png\">",
    "<script>",
    "</script>",
    "<style>",
    "<iframe src=x>",
    "<svg onload=x>",
    " onclick=\"x\"",
    " style=\"x\"",
    "<h2>",
    "</h2>",
    "<br>",
    "<hr>",
    "<!--",
    "-->",
    "<vector<int>>",
    "&lt;",
    "&#35;",
    "&",
    "\"",
    "'",
    "https://a.org/b_c*d",
    "www.a.b",
    "javascript:x",
    "note",
    "\\_",
    "\\#",
    "\\=",
    "\\[TOC]",
    "https://a.org/x",
    "note#标题",
    "#标题",
    "标题",
    "一",
    "，",
    "。",
    "（",
    "）",
    "a",
    "b1",
    "0",
    "x_1",
    "\\frac{1}{2}",
    "\\label{a}",
    "\\eqref{a}",
    "\u{fdd0}",
    "0\u{fdd1}",
    "\u{fdd2}",
    "\u{fdd4}",
    "\u{10b3f}",
    "\0",
    "\u{feff}",
    "\r",
    "\u{2028}",
    "é",
    "e\u{301}",
    "😀",
];

fn any_note() -> impl Strategy<Value = String> {
    let strung =
        prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|p| p.concat());
    prop_oneof![4 => strung, 1 => any::<String>()]
}

fn render(text: &str) -> String {
    Site::note(text).build().notes[0]
        .html
        .clone()
        .unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4 * ProptestConfig::default().cases, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_note_is_a_sound_page(text in any_note()) {
        let html = render(&text);
        if let Err(fault) = check(&html) {
            return Err(TestCaseError::fail(format!("{fault}\n{html}")));
        }
        prop_assert_eq!(&render(&text), &html, "twice");
    }

    #[test]
    fn line_ends_make_no_difference(text in any_note()) {
        let text = text.replace('\r', "");
        prop_assert_eq!(render(&text.replace('\n', "\r\n")), render(&text));
    }
}

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
fn check(html: &str) -> Result<(), String> {
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
                if !VOID.contains(&name.as_str()) {
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

#[test]
fn a_megabyte_of_nesting_is_survived() {
    for piece in [">", "[", "*", "- ", "<div>", "![[", "1. > "] {
        let html = render(&piece.repeat((1 << 20) / piece.len()));
        assert_eq!(check(&html), Ok(()), "{piece}");
    }
}

/// Time that ran away with one of these would never end.
#[test]
fn any_piece_repeated_comes_out_whole() {
    for piece in [
        ">",
        "> ",
        "[",
        "*",
        "_",
        "- ",
        "1. ",
        "`",
        "``` \n",
        "$",
        "$$",
        "$a ",
        "$`a ",
        "\\(",
        "\\[",
        "![",
        "![a](",
        "](",
        "<",
        "<a ",
        "<a b=\"",
        "<!--",
        "<div>",
        "<b>",
        "<foo>",
        "</b>",
        "%%",
        "%% ",
        "==",
        "=",
        "~",
        "~~",
        "#",
        "# a\n",
        "## 1. 问？\n",
        "Q: 问\n\n",
        "[^1]",
        "[^1]: a\n\n",
        "[[",
        "[[a]]",
        "![[a]]\n\n",
        "|",
        "|a",
        "| a |\n",
        "https://",
        "https://a.b/",
        "https://a.b/)",
        "^a ",
        "#a ",
        "a\n",
        "一\n",
        "\\",
        "&",
        "&amp;",
        ":",
        "a\n: b\n\n",
        "\r",
        "\t",
        "\u{fdd0}",
        "> [!a]\n",
        "a <b>",
        "**一。**二",
        "*一。",
        "[a](b",
        "[a]: b\n",
        "<p>a",
        "<td>",
        "\0",
        "- [ ] a\n",
        "<pre>",
        "(",
        "，",
    ] {
        let text = piece.repeat((1 << 16) / piece.len());
        assert_eq!(check(&render(&text)), Ok(()), "{piece}");
    }
}
