//! The patterns of `ignore` in `site.toml`.

/// Whether `path`, below the notes folder, is named by one of `patterns`.
///
/// A pattern names files and folders, and a folder everything in it. Without `/` (but at its end) it is matched with
/// the name of each folder and file on the way, else with the path from the notes folder on. `*` stands for any
/// letters of one name, `?` for one, `**` for any number of folders.
pub(super) fn is_ignored(path: &str, patterns: &[String]) -> bool {
    let names: Vec<&str> = path.split('/').collect();
    patterns.iter().any(|pattern| {
        let pattern = pattern.trim_end_matches('/');
        let anchored = pattern.trim_start_matches("./").trim_start_matches('/');
        if anchored.is_empty() {
            return false;
        }
        if pattern.contains('/') {
            let parts: Vec<&str> = anchored.split('/').collect();
            (1..=names.len()).any(|end| path_matches(&parts, &names[..end]))
        } else {
            names.iter().any(|name| name_matches(anchored, name))
        }
    })
}

fn path_matches(pattern: &[&str], names: &[&str]) -> bool {
    match pattern.split_first() {
        None => names.is_empty(),
        Some((&"**", rest)) => (0..=names.len()).any(|skip| path_matches(rest, &names[skip..])),
        Some((first, rest)) => names
            .split_first()
            .is_some_and(|(name, names)| name_matches(first, name) && path_matches(rest, names)),
    }
}

/// Matches with `*` and `?`, going back to the last `*` only, which is enough and never slow.
fn name_matches(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut p, mut n) = (0, 0);
    let mut star = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(&c) if c == '?' || c == name[n] => {
                p += 1;
                n += 1;
            }
            _ => {
                let Some((at, taken)) = star else {
                    return false;
                };
                star = Some((at, taken + 1));
                p = at + 1;
                n = taken + 1;
            }
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ignored(pattern: &str, path: &str) -> bool {
        is_ignored(path, &[pattern.to_owned()])
    }

    #[test]
    fn names_match_at_any_depth() {
        assert!(ignored("drafts/", "drafts/a.md"));
        assert!(ignored("drafts", "a/drafts/b/c.md"));
        assert!(ignored("*.bak", "a/b.bak"));
        assert!(ignored("草稿?.md", "草稿1.md"));
        assert!(!ignored("drafts", "drafts2/a.md"));
        assert!(!ignored("", "a.md"));
        assert!(!ignored("/", "a.md"));
    }

    #[test]
    fn paths_match_from_the_notes_folder_on() {
        assert!(ignored("a/b", "a/b/c.md"));
        assert!(ignored("./a/*.md", "a/c.md"));
        assert!(ignored("/a", "a/c.md"));
        assert!(ignored("**/old", "x/y/old/z.md"));
        assert!(ignored("a/**/z.md", "a/z.md"));
        assert!(!ignored("/a", "b/a/c.md"));
        assert!(!ignored("a/b", "x/a/b/c.md"));
        assert!(!ignored("a/*.md", "a/b/c.md"));
    }

    #[test]
    fn many_stars_are_not_slow() {
        let pattern = "*a".repeat(40) + "b";
        assert!(!ignored(&pattern, &"a".repeat(4000)));
    }
}
