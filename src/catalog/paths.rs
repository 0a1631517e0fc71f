//! Paths and names as notes write them.

use unicode_normalization::UnicodeNormalization;

use crate::text::Lang;

/// What a written path leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// A path below the notes folder, `""` for the folder itself.
    Inside(String),
    /// Somewhere else: above the notes folder, on a drive, on another machine.
    Outside,
}

/// The path that `raw`, written in the note at `note`, leads to. `raw` is percent-decoded, without query and fragment.
/// A leading `/` means `root`, a path below the notes folder.
pub fn resolve(note: &str, raw: &str, root: Option<&str>) -> Written {
    let raw = raw.replace('\\', "/");
    if raw.contains('\0') || raw.starts_with("//") || has_drive(&raw) {
        return Written::Outside;
    }
    let (base, rest) = match raw.strip_prefix('/') {
        Some(rest) => (root.unwrap_or(""), rest),
        None => (
            note.rsplit_once('/').map_or("", |(folder, _)| folder),
            raw.as_str(),
        ),
    };
    let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in rest.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Written::Outside;
                }
            }
            part => parts.push(part),
        }
    }
    Written::Inside(parts.join("/"))
}

fn has_drive(path: &str) -> bool {
    let mut chars = path.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.next() == Some(':')
        && matches!(chars.next(), Some('/') | None)
}

/// What two paths share if some file system takes them for one: lower case, composed form.
pub fn fold(path: &str) -> String {
    path.nfc().flat_map(char::to_lowercase).collect()
}

/// Why Windows cannot have a file of some name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameFault {
    /// It is the name of a device, whatever ending it has.
    Device,
    /// It ends in a dot or a space.
    Ending,
    /// It has one of `<>:"|?*` or a control character.
    Character,
}

impl NameFault {
    /// The reason in words, for the end of a sentence.
    pub fn words(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Device, Lang::En) => "it is the name of a device",
            (Self::Device, Lang::ZhHans) => "这是设备名",
            (Self::Ending, Lang::En) => "it ends in a dot or a space",
            (Self::Ending, Lang::ZhHans) => "它以点或空格结尾",
            (Self::Character, Lang::En) => "it has one of < > : \" | ? *",
            (Self::Character, Lang::ZhHans) => "其中有 < > : \" | ? * 之一",
        }
    }
}

/// What is wrong with the name of a file or folder on Windows, by Microsoft's "Naming Files, Paths, and Namespaces".
pub fn name_fault(name: &str) -> Option<NameFault> {
    let stem = name.split('.').next().unwrap_or(name).trim_end();
    let upper = stem.to_ascii_uppercase();
    let is_numbered = |device: &str| {
        let number = upper.strip_prefix(device);
        number.is_some_and(|number| {
            matches!(number, "¹" | "²" | "³")
                || (number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_digit()))
        })
    };
    if matches!(upper.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || is_numbered("COM")
        || is_numbered("LPT")
    {
        return Some(NameFault::Device);
    }
    if name.contains(|c: char| c < ' ' || "<>:\"|?*".contains(c)) {
        return Some(NameFault::Character);
    }
    name.ends_with(['.', ' ']).then_some(NameFault::Ending)
}

/// Orders names as a reader does: numbers by value, the rest by letter.
pub fn natural_order(a: &str, b: &str) -> std::cmp::Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let (Some(x), Some(y)) = (left.chars().next(), right.chars().next()) else {
            return left.len().cmp(&right.len()).then_with(|| a.cmp(b));
        };
        if x.is_ascii_digit() && y.is_ascii_digit() {
            let (number_left, rest_left) = split_digits(left);
            let (number_right, rest_right) = split_digits(right);
            let order = number_left
                .len()
                .cmp(&number_right.len())
                .then_with(|| number_left.cmp(number_right));
            if order.is_ne() {
                return order;
            }
            (left, right) = (rest_left, rest_right);
        } else {
            let order = x.to_lowercase().cmp(y.to_lowercase());
            if order.is_ne() {
                return order;
            }
            (left, right) = (&left[x.len_utf8()..], &right[y.len_utf8()..]);
        }
    }
}

/// The digits at the start without leading zeros, and the rest.
fn split_digits(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    (text[..end].trim_start_matches('0'), &text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_inside() {
        assert_eq!(
            resolve("a/b.md", "../imgs/x.png", None),
            Written::Inside("imgs/x.png".into())
        );
        assert_eq!(
            resolve("a/b.md", "/x.png", Some("imgs")),
            Written::Inside("imgs/x.png".into())
        );
        assert_eq!(
            resolve("a/b.md", "c\\d.png", None),
            Written::Inside("a/c/d.png".into())
        );
        for outside in [
            "../../x",
            "//host/x",
            "C:/x",
            "a\0b",
            "\\\\host\\x",
            "..\\..\\x",
        ] {
            assert_eq!(
                resolve("a/b.md", outside, None),
                Written::Outside,
                "{outside}"
            );
        }
    }

    #[test]
    fn numbers_by_value() {
        let mut names = vec!["ch10", "ch2", "Ch1", "ch02a", "a"];
        names.sort_by(|a, b| natural_order(a, b));
        assert_eq!(names, ["a", "Ch1", "ch2", "ch02a", "ch10"]);
    }

    #[test]
    fn names_that_windows_cannot_have() {
        for name in [
            "CON",
            "aux.html",
            "nul .tar.gz",
            "com1.md",
            "LPT9",
            "COM¹.x",
        ] {
            assert_eq!(name_fault(name), Some(NameFault::Device), "{name}");
        }
        for name in ["什么是BN?.html", "a:b", "a*", "a\"b", "<x>", "a|b", "a\nb"] {
            assert_eq!(name_fault(name), Some(NameFault::Character), "{name}");
        }
        for name in ["a.", "a ", "..."] {
            assert_eq!(name_fault(name), Some(NameFault::Ending), "{name}");
        }
        for name in [
            "console.html",
            "COM",
            "COM10.md",
            "auxiliary",
            "什么是BN？.html",
            ".nojekyll",
        ] {
            assert_eq!(name_fault(name), None, "{name}");
        }
    }
}
