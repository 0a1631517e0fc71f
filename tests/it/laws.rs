//! What holds for every note, whatever stands in it.

use proptest::prelude::*;

use crate::site::Site;
use crate::sound::check;

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
