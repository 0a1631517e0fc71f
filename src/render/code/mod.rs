//! Code blocks: colours, title, line numbers and marked lines.

mod highlight;
mod language;
mod meta;
#[cfg(test)]
mod palette_test;
mod scopes;

use std::fmt::Write as _;

pub use highlight::{Highlighted, MAX_LINE, MAX_TEXT, highlight};

use crate::document::CodeBlock;
use crate::render::escape::{escape_attribute, escape_text};
use crate::render::style::Styles;
use meta::Meta;

/// Writes a code block; `highlighted` is what [`highlight`] gave for its language and text.
///
/// A block is `<pre class="code">`, in a `<figure class="code-block">` with a caption if the info string has a title. Its
/// lines become elements only where some are marked or all are numbered; numbers are counters of the style sheet, so that
/// the text of `<code>` is the author's text and copies clean. The `<pre>` takes focus, because a wide block scrolls
/// inside its own box and must do so by keyboard too.
pub fn render_code(block: &CodeBlock, highlighted: &Highlighted, styles: &mut Styles) -> String {
    let meta = Meta::parse(&block.meta);
    let mut html = String::with_capacity(highlighted.html.len() + 128);
    if let Some(title) = &meta.title {
        let _ = write!(
            html,
            "<figure class=\"code-block\"><figcaption>{}</figcaption>",
            escape_text(title)
        );
    }
    let lang = block.lang.trim_matches(['{', '}']);
    html.push_str("<pre class=\"code");
    if let Some(first) = meta.first_number {
        html.push_str(" numbered");
        if first != 1 {
            html.push(' ');
            html.push_str(&styles.class("counter-reset", &format!("line {}", first - 1)));
        }
    }
    let _ = write!(
        html,
        "\" data-lang=\"{}\" tabindex=\"0\"><code>",
        escape_attribute(lang)
    );
    if meta.first_number.is_some() || !meta.marked.is_empty() {
        write_lines(&mut html, &highlighted.html, &meta);
    } else {
        html.push_str(&highlighted.html);
    }
    html.push_str("</code></pre>");
    if meta.title.is_some() {
        html.push_str("</figure>");
    }
    html
}

/// Wraps each line. Marks count from 1 at the first line of the block, whatever its number.
///
/// [`highlight`] closes its elements at each line end, so that a line of its HTML stands by itself.
fn write_lines(html: &mut String, code: &str, meta: &Meta) {
    for (number, line) in (1..).zip(code.split_inclusive('\n')) {
        let class = if meta.is_marked(number) {
            "line marked"
        } else {
            "line"
        };
        let _ = write!(html, "<span class=\"{class}\">{line}</span>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(lang: &str, meta: &str, text: &str) -> (String, Styles) {
        let block = CodeBlock {
            lang: lang.to_owned(),
            meta: meta.to_owned(),
            text: text.to_owned(),
        };
        let mut styles = Styles::default();
        let html = render_code(&block, &highlight(lang, text), &mut styles);
        (html, styles)
    }

    #[test]
    fn a_plain_block_has_no_lines() {
        assert_eq!(
            render("text", "", "a\nb\n").0,
            "<pre class=\"code\" data-lang=\"text\" tabindex=\"0\"><code>a\nb\n</code></pre>"
        );
    }

    #[test]
    fn a_title_makes_a_figure() {
        assert_eq!(
            render("text", "title=\"<a> & b\"", "a").0,
            "<figure class=\"code-block\"><figcaption>&lt;a&gt; &amp; b</figcaption>\
             <pre class=\"code\" data-lang=\"text\" tabindex=\"0\"><code>a</code></pre></figure>"
        );
    }

    #[test]
    fn marked_lines_keep_the_text() {
        assert_eq!(
            render("", "{2}", "a\n\nc\n").0,
            "<pre class=\"code\" data-lang=\"\" tabindex=\"0\"><code><span class=\"line\">a\n</span>\
             <span class=\"line marked\">\n</span><span class=\"line\">c\n</span></code></pre>"
        );
    }

    #[test]
    fn numbers_are_a_matter_of_style() {
        let (html, styles) = render("", "linenos linenostart=10", "a\n");
        assert_eq!(
            html,
            "<pre class=\"code numbered s-counter_2dreset__line_209\" data-lang=\"\" tabindex=\"0\"><code>\
             <span class=\"line\">a\n</span></code></pre>"
        );
        assert_eq!(
            styles.css(),
            ".s-counter_2dreset__line_209{counter-reset:line 9}"
        );
        assert!(render("", "linenos", "a\n").1.is_empty());
        let css = include_str!("../../../static/css/code.css");
        let weak = ":where(pre.code.numbered) {\n  counter-reset: line;";
        assert!(css.contains(weak), "the class of a page must win");
    }

    #[test]
    fn a_language_cannot_leave_its_attribute() {
        let (html, _) = render("\"><script>", "", "x");
        assert!(!html.contains("<script>"), "{html}");
    }
}
