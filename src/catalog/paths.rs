//! Paths and names as notes write them.

use unicode_normalization::UnicodeNormalization;

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
}
