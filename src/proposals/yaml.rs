//! Proposals as the reader of `topics.yaml` takes them.

use std::fmt::Write as _;

use super::Proposal;

/// An entry of the list, lines ended.
pub fn entry(proposal: &Proposal) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "- id: {}", scalar(&proposal.id));
    let _ = writeln!(out, "  name: {}", scalar(&proposal.name));
    if let Some(en) = &proposal.en {
        let _ = writeln!(out, "  en: {}", scalar(en));
    }
    if !proposal.aliases.is_empty() {
        let aliases: Vec<String> = proposal.aliases.iter().map(|name| scalar(name)).collect();
        let _ = writeln!(out, "  aliases: [{}]", aliases.join(", "));
    }
    out
}

/// The entry with a comment in front of it.
pub fn with_comment(proposal: &Proposal, comment: &str) -> String {
    let line = comment.replace(is_unprintable, " ");
    format!("# {line}\n{}", entry(proposal))
}

/// Whether a character may end a line, or may not stand in a YAML file.
fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}

/// Text as a YAML scalar: bare where every reader takes that for text, else in quotes.
fn scalar(text: &str) -> String {
    const NO_TEXT: [&str; 13] = [
        "true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf", "nil", "none",
    ];
    let is_plain = text.starts_with(char::is_alphabetic)
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-'))
        && !text.ends_with(' ')
        && !NO_TEXT.contains(&text.to_lowercase().as_str());
    if is_plain {
        return text.to_owned();
    }
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if is_unprintable(c) => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sure_texts_are_bare() {
        assert_eq!(scalar("批归一化"), "批归一化");
        assert_eq!(scalar("Batch Normalization"), "Batch Normalization");
        assert_eq!(scalar("No"), "\"No\"");
        assert_eq!(scalar("a: b"), "\"a: b\"");
        assert_eq!(scalar("\t"), "\"\\u0009\"");
        assert_eq!(scalar("3D卷积"), "\"3D卷积\"");
        assert_eq!(scalar("a\"b\\c"), "\"a\\\"b\\\\c\"");
    }
}
