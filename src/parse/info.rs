//! The info string of a fence: the language and the rest.

/// Splits an info string into the language, in lower case, and the rest as written.
///
/// The language ends at the first blank, comma, colon, brace or equals sign, so that `python{3}`, `rust,ignore`,
/// `python:train.py` and `python=10` all name their language; colon and equals sign stay with the rest, where they mean
/// a title and a first line number. Pandoc's `{.python .numberLines}` names the language by its first class. Any other
/// `{word}` keeps its braces: it is a directive of another tool, not a claim that a language of that name exists.
pub fn split_info(info: &str) -> (String, String) {
    let info = info.trim();
    if let Some(inner) = info.strip_prefix('{') {
        let (group, after) = match inner.find('}') {
            Some(end) => (&inner[..end], inner[end + 1..].trim()),
            None => (inner, ""),
        };
        let group = group.trim();
        return match group.strip_prefix('.') {
            Some(class) => {
                let (lang, rest) = split_at_end_of_word(class);
                (lang.to_lowercase(), join(rest, after))
            }
            None if is_directive(group) => {
                (format!("{{{}}}", group.to_lowercase()), after.to_owned())
            }
            None => (String::new(), info.to_owned()),
        };
    }
    let (lang, rest) = split_at_end_of_word(info);
    if rest.starts_with('=')
        && !rest[1..].starts_with(|c: char| c.is_ascii_digit() || c.is_whitespace())
        && rest != "="
    {
        // `title=x` without a language.
        return (String::new(), info.to_owned());
    }
    (lang.to_lowercase(), rest.to_owned())
}

fn split_at_end_of_word(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '{' | '='))
        .unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    (
        word,
        rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',')
            .trim_end(),
    )
}

fn is_directive(text: &str) -> bool {
    text.starts_with(char::is_alphabetic)
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '+' | '#' | ':'))
}

fn join(a: &str, b: &str) -> String {
    if a.is_empty() || b.is_empty() {
        format!("{a}{b}")
    } else {
        format!("{a} {b}")
    }
}

#[cfg(test)]
mod tests {
    use super::split_info;

    #[test]
    fn splits_the_usual_forms() {
        for (info, lang, meta) in [
            ("", "", ""),
            ("Python", "python", ""),
            ("  c++  ", "c++", ""),
            (
                "python title=\"a b.py\" {3,5-7}",
                "python",
                "title=\"a b.py\" {3,5-7}",
            ),
            (
                "python {hl_lines=[3,\"5-7\"]}",
                "python",
                "{hl_lines=[3,\"5-7\"]}",
            ),
            ("python{3}", "python", "{3}"),
            ("python:train.py {1}", "python", ":train.py {1}"),
            ("rust,linenos,hl_lines=3-4", "rust", "linenos,hl_lines=3-4"),
            ("python=", "python", "="),
            ("python=101", "python", "=101"),
            (
                "{.python .numberLines startFrom=\"5\"}",
                "python",
                ".numberLines startFrom=\"5\"",
            ),
            ("{.Python} title=x", "python", "title=x"),
            ("{important}", "{important}", ""),
            ("{r, echo=FALSE}", "", "{r, echo=FALSE}"),
            ("{", "", "{"),
            ("title=\"x\"", "", "title=\"x\""),
            ("{3}", "", "{3}"),
        ] {
            assert_eq!(
                split_info(info),
                (lang.to_owned(), meta.to_owned()),
                "{info:?}"
            );
        }
    }
}
