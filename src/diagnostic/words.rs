//! Puts a diagnostic's arguments into the words of its code.

use super::{Code, Diagnostic};
use crate::text::Lang;

impl Diagnostic {
    /// What is wrong, in `lang`.
    pub fn message(&self, lang: Lang) -> String {
        fill(self.code.words(lang).message, &self.args)
    }

    /// What to do about it, in `lang`.
    pub fn remedy(&self, lang: Lang) -> String {
        fill(self.code.words(lang).remedy, &self.args)
    }
}

impl Code {
    /// How many arguments the words use: one more than the highest placeholder.
    pub fn argument_count(self) -> usize {
        let words = self.english();
        placeholders(words.message)
            .chain(placeholders(words.remedy))
            .map(|index| index + 1)
            .max()
            .unwrap_or(0)
    }
}

/// The indices of the placeholders of `template`, in order of appearance.
pub(super) fn placeholders(template: &str) -> impl Iterator<Item = usize> + '_ {
    template
        .match_indices('{')
        .filter_map(|(at, _)| Some(placeholder(&template[at..])?.0))
}

/// The index and the length of the placeholder `{N}` that `text` starts with.
fn placeholder(text: &str) -> Option<(usize, usize)> {
    let digits = text.strip_prefix('{')?;
    let end = digits.find('}')?;
    Some((digits[..end].parse().ok()?, end + 2))
}

/// `template` with `{N}` replaced by argument N, and `{?...?}` left out where an argument in it is empty or absent.
/// Arguments are never looked into, so braces in them stay as they are.
fn fill(template: &str, args: &[String]) -> String {
    let argument = |index: usize| args.get(index).map_or("", String::as_str);
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(optional) = rest.strip_prefix("{?")
            && let Some(end) = optional.find("?}")
        {
            let part = &optional[..end];
            if placeholders(part).all(|index| !argument(index).is_empty()) {
                out.push_str(&fill(part, args));
            }
            rest = &optional[end + 2..];
        } else if let Some((index, length)) = placeholder(rest) {
            out.push_str(argument(index));
            rest = &rest[length..];
        } else {
            out.push('{');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn filled(template: &str, args: &[&str]) -> String {
        let args: Vec<String> = args.iter().map(|&arg| arg.to_owned()).collect();
        fill(template, &args)
    }

    #[test]
    fn arguments_are_put_in_once() {
        assert_eq!(filled("a {0} b {1}", &["{1}", "x"]), "a {1} b x");
        assert_eq!(filled("\\label{{0}}", &["eq"]), "\\label{eq}");
        assert_eq!(filled("{} {x} {", &[]), "{} {x} {");
    }

    #[test]
    fn optional_parts_go_with_their_argument() {
        assert_eq!(
            filled("{?Did you mean `{0}`? ?}Or {1}.", &["x", "y"]),
            "Did you mean `x`? Or y."
        );
        assert_eq!(
            filled("{?Did you mean `{0}`? ?}Or {1}.", &["", "y"]),
            "Or y."
        );
    }

    #[test]
    fn both_languages_use_the_same_arguments() {
        for &code in Code::ALL {
            let (english, chinese) = (code.english(), code.chinese());
            for (en, zh) in [
                (english.message, chinese.message),
                (english.remedy, chinese.remedy),
            ] {
                assert!(
                    !en.is_empty() && !zh.is_empty(),
                    "{} lacks words",
                    code.name()
                );
                let sorted = |text| placeholders(text).collect::<BTreeSet<_>>();
                assert_eq!(sorted(en), sorted(zh), "{}", code.name());
                assert_eq!(
                    en.matches("{?").count(),
                    en.matches("?}").count(),
                    "{}",
                    code.name()
                );
                assert_eq!(
                    en.matches("{?").count(),
                    zh.matches("{?").count(),
                    "{}",
                    code.name()
                );
                assert_eq!(
                    zh.matches("{?").count(),
                    zh.matches("?}").count(),
                    "{}",
                    code.name()
                );
            }
            assert!(
                chinese.message.chars().any(crate::text::is_han),
                "{}",
                code.name()
            );
            let used: BTreeSet<usize> = placeholders(english.message)
                .chain(placeholders(english.remedy))
                .collect();
            assert!(
                used.into_iter().eq(0..code.argument_count()),
                "{} skips a number",
                code.name()
            );
        }
    }

    #[test]
    fn names_are_unique_and_found_again() {
        let mut names = BTreeSet::new();
        for &code in Code::ALL {
            let name = code.name();
            assert!(names.insert(name), "{name} is used twice");
            assert!(
                name.bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{name}"
            );
            assert_eq!(Code::from_name(name), Some(code));
        }
    }
}
