//! What the policy of every page blocks, found in the templates and scripts of a site, whose author would wonder in vain.

/// A piece of a template or script that has no effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What it is: `<script>`, `<style>`, or the name of an attribute.
    pub what: String,
}

/// What a template holds that is blocked: scripts and styles in it, `style` and handlers as attributes.
pub fn blocked_in_template(text: &str) -> Vec<Blocked> {
    let text = without_comments(text);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|next| at + next) {
        let Some(tag) = Tag::read(&text, start, false) else {
            at = start + 1;
            continue;
        };
        at = tag.end;
        found.extend(tag.blocked());
        if !matches!(tag.name.as_str(), "script" | "style") {
            continue;
        }
        let inner = inner(&text[at..], &tag.name);
        let is_blocked = match tag.name.as_str() {
            "script" => tag.is_inline_script(),
            // The style of the page itself, which the policy names by its hash, is a value that a template is given.
            _ => !is_one_value(inner),
        };
        if is_blocked {
            found.push(Blocked {
                start,
                end: at,
                what: format!("<{}>", tag.name),
            });
        }
        at += inner.len();
    }
    found.sort_by_key(|blocked| blocked.start);
    found
}

/// What a script writes into pages that is blocked there: markup with `style` or handlers as attributes, and attributes of these
/// names that it sets.
pub fn blocked_in_script(text: &str) -> Vec<Blocked> {
    let mut found = Vec::new();
    for (start, line) in lines(text) {
        let begins = line.trim_start();
        if ["//", "*", "/*"]
            .iter()
            .any(|mark| begins.starts_with(mark))
        {
            continue;
        }
        let tags = line.match_indices('<');
        let tags = tags.filter_map(|(at, _)| Tag::read(text, start + at, true));
        found.extend(tags.flat_map(|tag| tag.blocked()));
        for (at, call) in line.match_indices("setAttribute(") {
            let begin = start + at + call.len();
            let quoted = text[begin..].trim_start();
            let name = quoted.get(1..).unwrap_or_default();
            let name = &name[..name.find(['"', '\'', '`']).unwrap_or(0)];
            if quoted.starts_with(['"', '\'', '`']) && is_blocked_attribute(name) {
                found.push(Blocked {
                    start: start + at,
                    end: begin,
                    what: name.to_ascii_lowercase(),
                });
            }
        }
    }
    found.sort_by_key(|blocked| blocked.start);
    found
}

/// The lines of a text, each with where it begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line)
    })
}

/// A text in which comments of HTML and of templates are spaces, so that all else stays where it is.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, close)) = [("<!--", "-->"), ("{#", "#}")]
        .iter()
        .filter_map(|(open, close)| Some((rest.find(open)?, *close)))
        .min()
    {
        let end = rest[at..]
            .find(close)
            .map_or(rest.len(), |length| at + length + close.len());
        out.push_str(&rest[..at]);
        out.extend(std::iter::repeat_n(' ', end - at));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// What stands before the end tag of an element whose content is no markup.
fn inner<'a>(text: &'a str, name: &str) -> &'a str {
    let end = text.match_indices("</").find(|(at, _)| {
        let after = text[at + 2..].get(..name.len());
        after.is_some_and(|after| after.eq_ignore_ascii_case(name))
    });
    end.map_or(text, |(at, _)| &text[..at])
}

/// Whether a text is one `{{ value }}` and no more.
fn is_one_value(text: &str) -> bool {
    let inner = text
        .strip_prefix("{{")
        .and_then(|rest| rest.strip_suffix("}}"));
    inner.is_some_and(|inner| !inner.contains("{{"))
}

fn is_blocked_attribute(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    // The shortest handlers are `oncut` and `onend`.
    let is_handler = name
        .strip_prefix("on")
        .is_some_and(|event| event.len() >= 3 && event.bytes().all(|b| b.is_ascii_alphabetic()));
    name == "style" || is_handler
}

/// A start tag.
struct Tag {
    name: String,
    /// Name, value and range of each attribute.
    attributes: Vec<(String, Option<String>, std::ops::Range<usize>)>,
    end: usize,
}

impl Tag {
    /// The tag that begins at byte `start` of `text`, where a `<` stands. In a script, where that may be a comparison, whatever is
    /// no part of a tag ends the attempt, and quotes may stand behind a backslash.
    fn read(text: &str, start: usize, in_script: bool) -> Option<Self> {
        let bytes = text.as_bytes();
        let mut at = start + 1;
        let name = word(text, at);
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        at += name.len();
        let mut tag = Self {
            name: name.to_ascii_lowercase(),
            attributes: Vec::new(),
            end: text.len(),
        };
        while at < bytes.len() {
            match bytes[at] {
                b'>' => {
                    tag.end = at + 1;
                    return Some(tag);
                }
                b'{' => at = after_template(text, at),
                b'$' if in_script && bytes.get(at + 1) == Some(&b'{') => {
                    at = after_template(text, at + 1);
                }
                byte if byte.is_ascii_whitespace() || byte == b'/' => at += 1,
                _ => {
                    let attribute = word(text, at);
                    if attribute.is_empty() {
                        if in_script {
                            break;
                        }
                        at += text[at..].chars().next().map_or(1, char::len_utf8);
                        continue;
                    }
                    let begin = at;
                    at += attribute.len();
                    let (value, end) = value(text, at, in_script);
                    at = end;
                    tag.attributes
                        .push((attribute.to_ascii_lowercase(), value, begin..end));
                }
            }
        }
        // What a script puts together of pieces has its end elsewhere.
        in_script.then_some(tag)
    }

    fn blocked(&self) -> Vec<Blocked> {
        let attributes = self.attributes.iter();
        attributes
            .filter(|(name, value, _)| value.is_some() && is_blocked_attribute(name))
            .map(|(name, _, range)| Blocked {
                start: range.start,
                end: range.end,
                what: name.clone(),
            })
            .collect()
    }

    /// Whether it begins a script that stands in the page itself; data for programs is none.
    fn is_inline_script(&self) -> bool {
        let value = |wanted: &str| {
            let mut attributes = self.attributes.iter();
            attributes
                .find(|(name, _, _)| name == wanted)
                .map(|(_, value, _)| value.as_deref().unwrap_or_default())
        };
        let runs = |kind: &str| {
            let kind = kind.trim().to_ascii_lowercase();
            kind.is_empty()
                || kind.ends_with("javascript")
                || kind.ends_with("ecmascript")
                || ["module", "importmap", "speculationrules"].contains(&kind.as_str())
        };
        value("src").is_none() && value("type").is_none_or(runs)
    }
}

/// The name of a tag or attribute at byte `at`, or nothing.
fn word(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '@');
    &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())]
}

/// Where a `{{ … }}`, `{% … %}` or `{ … }` that begins at byte `at` ends.
fn after_template(text: &str, at: usize) -> usize {
    let close = match text.as_bytes().get(at + 1) {
        Some(b'{') => "}}",
        Some(b'%') => "%}",
        _ => "}",
    };
    text[at..]
        .find(close)
        .map_or(text.len(), |length| at + length + close.len())
}

/// The value behind the name of an attribute that ends at byte `at`, and where it ends.
fn value(text: &str, at: usize, in_script: bool) -> (Option<String>, usize) {
    let rest = &text[at..];
    let Some(after) = rest.trim_start().strip_prefix('=') else {
        return (None, at);
    };
    let after = after.trim_start();
    let mut open = text.len() - after.len();
    let escaped = in_script && after.starts_with('\\');
    if escaped {
        open += 1;
    }
    if let Some(quote @ ('"' | '\'')) = text[open..].chars().next() {
        let inner = &text[open + 1..];
        let length = inner.find(quote);
        let value = &inner[..length.unwrap_or(inner.len())];
        let end = open + 1 + value.len() + usize::from(length.is_some());
        return (Some(value.trim_end_matches('\\').to_owned()), end);
    }
    let bare = &text[open..];
    let length = bare.find(|c: char| c.is_whitespace() || c == '>');
    let bare = &bare[..length.unwrap_or(bare.len())];
    (Some(bare.to_owned()), open + bare.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_template(text: &str) -> Vec<(&str, String)> {
        let found = blocked_in_template(text).into_iter();
        found
            .map(|each| (&text[each.start..each.end], each.what))
            .collect()
    }

    fn in_script(text: &str) -> Vec<String> {
        let found = blocked_in_script(text).into_iter();
        found.map(|each| each.what).collect()
    }

    #[test]
    fn scripts_styles_and_attributes_of_templates_are_found() {
        let found = |text: &str| in_template(text).pop().map(|(_, what)| what);
        for (text, what) in [
            ("<script>go()</script>", "<script>"),
            ("<SCRIPT TYPE=module>go()</SCRIPT>", "<script>"),
            ("<script type=\"text/javascript\">go()</script>", "<script>"),
            ("<style>.a { color: red }</style>", "<style>"),
            ("<style>{{ page.style | safe }} .a {}</style>", "<style>"),
            ("<p style=\"color: red\">", "style"),
            ("<p\n  Style = 'color: {{ colour }}'>", "style"),
            ("<p {% if a > b %}hidden{% endif %} style=x>", "style"),
            ("<a href=\"{{ url }}\" onclick=\"go()\">", "onclick"),
            ("<body onload=go()>", "onload"),
        ] {
            assert_eq!(found(text).as_deref(), Some(what), "{text}");
        }
    }

    #[test]
    fn what_works_is_not_found() {
        for text in [
            "<script src=\"{{ root }}{{ asset(name='js/own.js') }}\" defer></script>",
            "<script type=\"application/ld+json\">{{ structured | safe }}</script>",
            "<style>{{ page.style | safe }}</style>",
            "<p class=\"style\" data-style=\"x\" data-on=\"y\">style=\"x\" onclick=\"y\"</p>",
            "<!-- <p style=\"x\"> --> {# <script>x</script> #}",
            "<p title=\"style='x'\">{{ '<' }} a < b style=\"x\"",
            "<p once=\"x\" only=\"y\">",
        ] {
            assert_eq!(in_template(text), [], "{text}");
        }
    }

    #[test]
    fn places_are_those_of_the_text() {
        let text = "{# 注释 <p style=x> #}\n<p class=\"a\" style=\"b\">\n<script>\n";
        assert_eq!(
            in_template(text),
            [
                ("style=\"b\"", "style".to_owned()),
                ("<script>", "<script>".to_owned())
            ]
        );
    }

    #[test]
    fn what_scripts_write_is_found() {
        for (text, what) in [
            ("box.innerHTML = `<p style=\"color: ${colour}\">`;", "style"),
            ("x = \"<p style=\\\"color: red\\\">\"", "style"),
            ("x = '<b onclick=\"go()\">' + y", "onclick"),
            (
                "x = '<b class=\"a\" style=\"width: ' + width + '\">'",
                "style",
            ),
            ("box.setAttribute('style', x)", "style"),
            ("box.setAttribute( \"onClick\", x)", "onclick"),
        ] {
            assert_eq!(in_script(text), [what], "{text}");
        }
        for text in [
            "if (a <b && style == c) { onclick = d; }",
            "for (let i = 0; i <n; style = i) {}",
            "box.style.width = '1em'; box.onclick = go;",
            "// <p style=\"color: red\">",
            "box.setAttribute('class', 'style')",
            "x = `<p class=\"a\">style=b</p>`",
        ] {
            assert_eq!(in_script(text), Vec::<String>::new(), "{text}");
        }
    }
}
