//! Style sheets that bring their files with them, and only those fonts that are used.

use std::collections::BTreeSet;

/// How the families for formulas are called.
const OF_FORMULAS: &str = "KaTeX_";

/// The part of `css` that the pages with these class attributes need: without the `@font-face` rules of faces that no
/// element asks for, and every `url(...)` given by `data`, which is asked with what stands in it.
///
/// Only the faces of the families for formulas are left out: how a site uses fonts of its own no reader of rules can know.
pub(super) fn embedded(
    css: &str,
    classes: &BTreeSet<Vec<String>>,
    data: impl Fn(&str) -> Option<String>,
) -> String {
    let rules = rules(css);
    let faces: Vec<(&Rule, Face)> = rules
        .iter()
        .filter(|rule| rule.selector == "@font-face")
        .filter_map(|rule| {
            let family = declared(rule.body, "font-family")?.trim_matches(['"', '\'']);
            Some((rule, (family.to_owned(), style_of(rule.body))))
        })
        .collect();
    let families: BTreeSet<&str> = faces.iter().map(|(_, (name, _))| name.as_str()).collect();
    let wanted = wanted(&rules, &families, classes);
    let mut out = String::with_capacity(css.len());
    let mut copied = 0;
    for (rule, (family, style)) in &faces {
        let is_wanted = !family.starts_with(OF_FORMULAS)
            || wanted.whole.contains(family.as_str())
            || wanted.faces.contains(&(family.clone(), *style))
            // A family without the face that is asked for shows another of its own.
            || wanted.faces.iter().any(|(name, asked)| {
                name == family && !faces.iter().any(|(_, face)| face == &(name.clone(), *asked))
            });
        if is_wanted {
            continue;
        }
        out.push_str(&css[copied..rule.start]);
        copied = rule.end;
    }
    out.push_str(&css[copied..]);
    with_data(&out, data)
}

/// Bold, and italic.
type Style = (bool, bool);
type Face = (String, Style);

/// What the rules and classes of a site ask for.
#[derive(Debug, Default)]
struct Wanted {
    whole: BTreeSet<String>,
    faces: BTreeSet<Face>,
}

fn wanted(rules: &[Rule], families: &BTreeSet<&str>, classes: &BTreeSet<Vec<String>>) -> Wanted {
    let used: BTreeSet<&str> = classes.iter().flatten().map(String::as_str).collect();
    let mut wanted = Wanted::default();
    // The main family of formulas is named where they begin, and bold and italic inside are of that one.
    let mut inherited: BTreeSet<&str> = BTreeSet::new();
    let mut asking: Vec<(&Rule, Vec<BTreeSet<&str>>)> = Vec::new();
    for rule in rules {
        let names = family_of(rule.body, families);
        if rule.selector == "@font-face"
            || (names.is_none() && style_of(rule.body) == (false, false))
        {
            continue;
        }
        let alternatives: Vec<BTreeSet<&str>> = alternatives(rule.selector)
            .into_iter()
            .map(|selector| classes_of(selector))
            .filter(|needed| needed.is_subset(&used))
            .collect();
        if let Some(name) = names {
            for needed in &alternatives {
                if needed.is_empty() {
                    wanted.whole.insert(name.to_owned());
                } else {
                    wanted.faces.insert((name.to_owned(), style_of(rule.body)));
                }
                if needed.contains("katex") {
                    inherited.insert(name);
                }
            }
        }
        if !alternatives.is_empty() {
            asking.push((rule, alternatives));
        }
    }
    for element in classes {
        let element: BTreeSet<&str> = element.iter().map(String::as_str).collect();
        let mut own: BTreeSet<&str> = BTreeSet::new();
        let mut style = (false, false);
        for (rule, alternatives) in &asking {
            let applies =
                |needed: &BTreeSet<&str>| !needed.is_empty() && needed.is_subset(&element);
            if alternatives.iter().any(applies) {
                own.extend(family_of(rule.body, families));
                let (bold, italic) = style_of(rule.body);
                style = (style.0 || bold, style.1 || italic);
            }
        }
        if style != (false, false) {
            let names = if own.is_empty() { &inherited } else { &own };
            wanted
                .faces
                .extend(names.iter().map(|name| ((*name).to_owned(), style)));
        }
    }
    wanted
}

/// A rule of a style sheet.
#[derive(Debug)]
struct Rule<'a> {
    selector: &'a str,
    body: &'a str,
    /// Where the selector begins.
    start: usize,
    /// Behind the brace at the end.
    end: usize,
}

/// The innermost rules of a style sheet without comments.
fn rules(css: &str) -> Vec<Rule<'_>> {
    let mut rules = Vec::new();
    let mut start = 0;
    let mut open = None;
    for (at, byte) in css.bytes().enumerate() {
        match byte {
            b'{' => {
                if let Some(outer) = open {
                    // The head of a media query ends where the rules in it begin.
                    start = outer + 1;
                }
                open = Some(at);
            }
            b'}' => {
                if let Some(brace) = open.take() {
                    let head = &css[start..brace];
                    rules.push(Rule {
                        selector: head.trim(),
                        body: &css[brace + 1..at],
                        start: brace - head.trim_start().len(),
                        end: at + 1,
                    });
                }
                start = at + 1;
            }
            _ => {}
        }
    }
    rules
}

/// The value of a property that is declared in `body`.
fn declared<'a>(body: &'a str, property: &str) -> Option<&'a str> {
    body.split(';').find_map(|declaration| {
        let (name, value) = declaration.split_once(':')?;
        (name.trim() == property).then(|| value.trim())
    })
}

/// The first of `families` that `body` declares.
fn family_of<'f>(body: &str, families: &BTreeSet<&'f str>) -> Option<&'f str> {
    let value = declared(body, "font-family").or_else(|| declared(body, "font"))?;
    let mut words = value
        .split([',', ' '])
        .map(|word| word.trim_matches(['"', '\'']));
    words.find_map(|word| families.get(word).copied())
}

fn style_of(body: &str) -> Style {
    let is = |property: &str, value: &str| declared(body, property) == Some(value);
    (is("font-weight", "bold"), is("font-style", "italic"))
}

/// The selectors of a list, those inside `:is(...)` one by one; `:where(...)` in front is left out.
fn alternatives(selector: &str) -> Vec<&str> {
    let selector = selector.strip_prefix(":where(").map_or(selector, |rest| {
        rest.split_once(')')
            .map_or("", |(_, after)| after)
            .trim_start()
    });
    let inner = selector
        .strip_prefix(":is(")
        .and_then(|rest| rest.strip_suffix(')'))
        .unwrap_or(selector);
    inner.split(',').map(str::trim).collect()
}

fn classes_of(selector: &str) -> BTreeSet<&str> {
    let end = |c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'));
    let parts = selector.split('.').skip(1);
    parts
        .map(|part| part.split(end).next().unwrap_or_default())
        .collect()
}

fn with_data(css: &str, data: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find("url(") {
        let (before, tail) = rest.split_at(at + 4);
        out.push_str(before);
        let end = tail.find(')').unwrap_or(tail.len());
        let reference = tail[..end].trim().trim_matches(['"', '\'']);
        match data(reference) {
            Some(data) => {
                out.push('"');
                out.push_str(&data);
                out.push('"');
            }
            None => out.push_str(&tail[..end]),
        }
        rest = &tail[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSS: &str = "@font-face { font-family: KaTeX_Main; src: url(\"a\"); }\n\
        @font-face { font-family: KaTeX_Main; src: url(\"b\"); font-weight: bold; }\n\
        @font-face { font-family: KaTeX_Main; src: url(\"i\"); font-style: italic; }\n\
        @font-face { font-family: KaTeX_Sans; src: url(\"s\"); }\n\
        @font-face { font-family: KaTeX_Sans; src: url(\"t\"); font-weight: bold; }\n\
        @font-face { font-family: KaTeX_Size1; src: url(\"z\"); }\n\
        @media (width > 1px) { .katex { font: normal 1em/1 KaTeX_Main, serif; } }\n\
        :where(.katex) :is(.bf, .rm) { font-family: KaTeX_Main; }\n\
        :where(.katex) :is(.sf, .bsf) { font-family: KaTeX_Sans; }\n\
        :where(.katex) :is(.bf, .bsf) { font-weight: bold; }\n\
        :where(.katex) :is(.it) { font-style: italic; }\n\
        :where(.katex) :is(.delim.size1, .op > span) { font-family: KaTeX_Size1; }\n";

    fn urls(classes: &[&str]) -> String {
        let classes = classes
            .iter()
            .map(|value| value.split(' ').map(str::to_owned).collect())
            .collect();
        let css = embedded(CSS, &classes, |name| Some(format!("data:{name}")));
        let urls = css.split("url(\"data:").skip(1);
        urls.map(|rest| &rest[..1]).collect()
    }

    #[test]
    fn faces_that_no_element_asks_for_are_left_out() {
        assert_eq!(urls(&["note"]), "");
        assert_eq!(urls(&["katex"]), "a");
        assert_eq!(urls(&["katex", "mord bf"]), "ab");
        assert_eq!(urls(&["katex", "mord it"]), "ai");
        assert_eq!(urls(&["katex", "mord bsf"]), "ast");
        assert_eq!(urls(&["katex", "delim size1"]), "az");
        assert_eq!(urls(&["katex", "delim", "op"]), "az");
    }

    #[test]
    fn fonts_of_a_site_stay() {
        let css =
            "@font-face{font-family:\"My Own\";src:url(o)}:root{--sans:\"My Own\"}i{x:url(#p)}";
        let made = embedded(css, &BTreeSet::new(), |name| {
            (name == "o").then(|| "data:o".to_owned())
        });
        assert_eq!(
            made,
            "@font-face{font-family:\"My Own\";src:url(\"data:o\")}:root{--sans:\"My Own\"}i{x:url(#p)}"
        );
    }
}
