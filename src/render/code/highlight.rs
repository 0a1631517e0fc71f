//! The walk over a grammar's scopes.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference};

use super::language::{self, Language};
use super::scopes::class_of;
use crate::render::escape::escape_text;

/// Longest line that is coloured, in bytes; longer ones are data, and some grammars are slow on them.
pub const MAX_LINE: usize = 20 * 1024;

/// Longest text that is coloured, in bytes: about a second of work.
pub const MAX_TEXT: usize = 1024 * 1024;

/// A text in colours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Highlighted {
    /// What goes into `<code>`. Elements never reach over a line end, and the text without tags is the text given.
    pub html: String,
    /// `false` if a language was named that we do not know.
    pub known: bool,
}

/// Colours `text` as the language `lang`; a pure function, so its result may be kept by its arguments.
///
/// Each piece of text gets the class of the innermost scope that [`class_of`] knows; neighbours of one class are one
/// element, and white space joins the piece before it. This is a seventh of what one element per scope would be.
pub fn highlight(lang: &str, text: &str) -> Highlighted {
    let (grammar, known) = match language::find(lang) {
        Language::Grammar(grammar) if text.len() <= MAX_TEXT => (Some(grammar), true),
        Language::Grammar(_) | Language::Plain => (None, true),
        Language::Unknown => (None, false),
    };
    let html = match grammar {
        Some(grammar) => coloured(grammar, text),
        None => escape_text(text).into_owned(),
    };
    Highlighted { html, known }
}

fn coloured(grammar: &SyntaxReference, text: &str) -> String {
    let mut walk = Walk {
        state: ParseState::new(grammar),
        scopes: ScopeStack::new(),
        classes: HashMap::new(),
    };
    let mut html = String::with_capacity(text.len() * 2);
    for line in text.split_inclusive('\n') {
        let mut pieces = Pieces {
            html: &mut html,
            class: "",
        };
        if line.len() > MAX_LINE || walk.line(line, &mut pieces).is_none() {
            // The grammar's state stays as it was; the next line is read as if this one were not there.
            pieces.rest(line);
        }
        pieces.set("");
    }
    html
}

struct Walk {
    state: ParseState,
    scopes: ScopeStack,
    /// What [`class_of`] said, by scope. Only looked up, never iterated.
    classes: HashMap<Scope, Option<&'static str>>,
}

impl Walk {
    /// Writes one line; `None`, with nothing written, if the grammar fails on it.
    fn line(&mut self, line: &str, pieces: &mut Pieces) -> Option<()> {
        // The grammars expect each line to end.
        let ended = if line.ends_with('\n') {
            None
        } else {
            Some(format!("{line}\n"))
        };
        let ops = self
            .state
            .parse_line(ended.as_deref().unwrap_or(line), language::grammars())
            .ok()?;
        let mut at = 0;
        for (offset, op) in &ops {
            let offset = (*offset).min(line.len());
            if offset > at {
                pieces.text(&line[at..offset], self.class());
                at = offset;
            }
            // A pop too many is a fault of the grammar; the colours of what follows are then a guess.
            let _ = self.scopes.apply(op);
        }
        pieces.text(&line[at..], self.class());
        Some(())
    }

    /// The class of the innermost known scope, or "".
    fn class(&mut self) -> &'static str {
        self.scopes
            .scopes
            .iter()
            .rev()
            .find_map(|scope| {
                *self
                    .classes
                    .entry(*scope)
                    .or_insert_with(|| class_of(*scope))
            })
            .unwrap_or("")
    }
}

/// Writes pieces of text and joins neighbours of one class.
struct Pieces<'a> {
    html: &'a mut String,
    class: &'static str,
}

impl Pieces<'_> {
    fn text(&mut self, text: &str, class: &'static str) {
        if text.is_empty() {
            return;
        }
        // The line end stays outside, so that lines can be taken apart.
        let (body, end) = match text.strip_suffix('\n') {
            Some(body) => (body, "\n"),
            None => (text, ""),
        };
        if !body.trim().is_empty() {
            self.set(class);
        }
        self.html.push_str(&escape_text(body));
        if !end.is_empty() {
            self.set("");
            self.html.push_str(end);
        }
    }

    fn rest(&mut self, text: &str) {
        self.set("");
        self.html.push_str(&escape_text(text));
    }

    fn set(&mut self, class: &'static str) {
        if class == self.class {
            return;
        }
        if !self.class.is_empty() {
            self.html.push_str("</span>");
        }
        if !class.is_empty() {
            self.html.push_str("<span class=\"");
            self.html.push_str(class);
            self.html.push_str("\">");
        }
        self.class = class;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The text of an HTML fragment of ours.
    fn text_of(html: &str) -> String {
        let mut text = String::new();
        let mut rest = html;
        while let Some(open) = rest.find('<') {
            text.push_str(&rest[..open]);
            let close = rest[open..].find('>').expect("every tag is closed");
            rest = &rest[open + close + 1..];
        }
        text.push_str(rest);
        text.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
    }

    #[test]
    fn colours_python() {
        assert_eq!(
            highlight(
                "python",
                "@torch.no_grad()\ndef f(x: int = 3):\n    return f\"a{x}\\n\"  # 注释\n"
            )
            .html,
            "<span class=\"a\">@torch.no_grad()</span>\n\
             <span class=\"k\">def </span><span class=\"f\">f</span>(<span class=\"vp\">x</span>: \
             <span class=\"kt\">int </span><span class=\"o\">= </span><span class=\"n\">3</span>):\n    \
             <span class=\"k\">return </span><span class=\"s\">f\"a</span>{x}\
             <span class=\"se\">\\n</span><span class=\"s\">\"  </span><span class=\"c\"># 注释</span>\n"
        );
    }

    #[test]
    fn elements_end_with_their_line() {
        let html = highlight("python", "x = '''a\nb\nc'''\n").html;
        for line in html.lines() {
            assert_eq!(
                line.matches("<span").count(),
                line.matches("</span>").count(),
                "{line}"
            );
            assert!(line.contains("class=\"s\""), "{line}");
        }
    }

    #[test]
    fn unknown_and_plain_languages_are_plain() {
        assert_eq!(
            highlight("pyhton", "a < b"),
            Highlighted {
                html: "a &lt; b".to_owned(),
                known: false
            }
        );
        assert_eq!(highlight("text", "def").html, "def");
        assert!(highlight("", "x").known);
        assert!(highlight("mermaid", "x").known);
    }

    #[test]
    fn a_long_line_is_plain_and_the_next_one_is_not() {
        let long = format!("x = \"{}\"\n", "a".repeat(MAX_LINE));
        let html = highlight("python", &format!("{long}y = 1\n")).html;
        let (first, second) = html.split_once('\n').expect("two lines");
        assert!(!first.contains("<span"));
        assert!(second.contains("<span"));
    }

    const LANGUAGES: [&str; 12] = [
        "python", "cpp", "bash", "json", "yaml", "html", "js", "rust", "tex", "sql", "markdown",
        "java",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_text_survives(text in any::<String>(), lang in 0..LANGUAGES.len()) {
            let html = highlight(LANGUAGES[lang], &text).html;
            prop_assert_eq!(text_of(&html), text);
        }

        #[test]
        fn text_that_looks_like_code_survives(
            words in prop::collection::vec("[(){}\\[\\]<>&\"'`#/*\\\\$@%:;=.,|~!?+-]|def|class|if|\\t| |\r?\n|中文|0x1f|_a", 0..60),
            lang in 0..LANGUAGES.len(),
        ) {
            let text = words.concat();
            let once = highlight(LANGUAGES[lang], &text);
            prop_assert_eq!(text_of(&once.html), text.clone());
            prop_assert_eq!(once, highlight(LANGUAGES[lang], &text));
        }
    }
}
