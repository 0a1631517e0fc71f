//! The full text of findings, byte for byte.

use std::sync::Arc;

use super::*;
use crate::diagnostic::{Code, SourceId, Span};

/// Renders one finding about bytes `start..end` of `content/a.md` with this text.
fn shown(text: &str, start: usize, end: usize, format: Format, lang: Lang) -> String {
    let mut sources = Sources::default();
    let id = sources.add("content/a.md".to_owned(), Arc::from(text));
    rendered(
        &[Diagnostic::new(
            Code::UnknownLanguage,
            Span::new(id, start, end),
            ["pyton"],
        )],
        &sources,
        format,
        lang,
    )
}

fn rendered(found: &[Diagnostic], sources: &Sources, format: Format, lang: Lang) -> String {
    let style = Style {
        format,
        lang,
        color: false,
        prefix: "",
        least: Severity::Hint,
    };
    render(found, sources, &Severities::default(), &style)
}

fn human(text: &str, start: usize, end: usize) -> String {
    shown(text, start, end, Format::Human, Lang::En)
}

/// The lines with source and carets.
fn picture(text: &str, start: usize, end: usize) -> String {
    let all = human(text, start, end);
    let lines: Vec<&str> = all.lines().filter(|line| line.contains(" | ")).collect();
    lines.join("\n")
}

#[test]
fn han_line() {
    let text = "# 题\n批量归一化 `x` 之后\n";
    let start = text.find("归一化").unwrap();
    assert_eq!(
        human(text, start, start + "归一化".len()),
        "\
content/a.md:2:3: hint[unknown-language] no highlighting is known for the language `pyton`
  |
2 | 批量归一化 `x` 之后
  |     ^^^^^^
  = Correct the name, or use `text`.

"
    );
    assert_eq!(
        shown(
            text,
            start,
            start + "归一化".len(),
            Format::Human,
            Lang::ZhHans
        ),
        "\
content/a.md:2:3: hint[unknown-language] 不认识代码语言 `pyton`，未着色
  |
2 | 批量归一化 `x` 之后
  |     ^^^^^^
  = 请改正名称，或写 `text`。

"
    );
}

#[test]
fn tab() {
    assert_eq!(picture("a\tbc\td", 2, 4), "1 | a   bc  d\n  |     ^^");
    assert_eq!(
        picture("题\tb", 4, 5),
        "1 | 题  b\n  |     ^",
        "tab stops count columns"
    );
}

#[test]
fn span_over_lines() {
    assert_eq!(picture("a $x\ny$ b\n", 2, 7), "1 | a $x\n  |   ^^");
}

#[test]
fn crlf() {
    assert_eq!(picture("a\r\nbc\r\nd", 3, 5), "2 | bc\n  | ^^");
    assert!(human("a\r\nbc\r\nd", 4, 5).starts_with("content/a.md:2:2:"));
}

#[test]
fn end_of_file() {
    assert_eq!(
        human("abc", 3, 3),
        "\
content/a.md:1:4: hint[unknown-language] no highlighting is known for the language `pyton`
  |
1 | abc
  |    ^
  = Correct the name, or use `text`.

"
    );
    assert_eq!(picture("abc", 900, 950), "1 | abc\n  |    ^");
    assert!(
        human("abc\n", 4, 4).contains("2 |\n  | ^"),
        "{}",
        human("abc\n", 4, 4)
    );
}

#[test]
fn empty_file() {
    assert_eq!(
        human("", 0, 0),
        "\
content/a.md:1:1: hint[unknown-language] no highlighting is known for the language `pyton`
  = Correct the name, or use `text`.

"
    );
}

#[test]
fn long_lines_are_cut_around_the_carets() {
    let text = "字".repeat(2000);
    let shown = picture(&text, 3000, 3006);
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines[0], format!("1 | …{}…", "字".repeat(50)));
    assert_eq!(lines[1], format!("  | {}^^^^", " ".repeat(41)));
    let whole = picture(&text, 0, 6000);
    assert!(
        whole.ends_with(&format!("| {}", "^".repeat(100))),
        "{whole}"
    );
}

#[test]
fn terminals_are_not_steered() {
    let text = "a\x1b[31m\u{202e}b";
    assert_eq!(
        picture(text, 9, 10),
        "1 | a\u{fffd}[31m\u{fffd}b\n  |        ^"
    );
    let mut sources = Sources::default();
    let id = sources.add("a\x1b.md".to_owned(), Arc::from(""));
    let found = [Diagnostic::new(
        Code::UnknownLanguage,
        Span::file(id),
        ["\x1b]0;x\x07\n"],
    )];
    let text = rendered(&found, &sources, Format::Human, Lang::En);
    assert!(!text.contains('\x1b') && !text.contains('\x07'), "{text:?}");
    assert_eq!(text.lines().count(), 3);
}

#[test]
fn colours_surround_the_same_text() {
    let mut sources = Sources::default();
    let id = sources.add("a.md".to_owned(), Arc::from("xyz"));
    let found = [Diagnostic::new(
        Code::BadFormula,
        Span::new(id, 0, 1),
        ["no"],
    )];
    let style = Style {
        format: Format::Human,
        lang: Lang::En,
        color: true,
        prefix: "",
        least: Severity::Hint,
    };
    let text = render(&found, &sources, &Severities::default(), &style);
    assert_eq!(
        text.lines().next(),
        Some(
            "a.md:1:1: \x1b[1;33mwarning[bad-formula]\x1b[0m \x1b[1mthis formula cannot be rendered: no\x1b[0m"
        )
    );
    let mut plain = text.clone();
    for code in ["\x1b[1;33m", "\x1b[34m", "\x1b[1m", "\x1b[0m"] {
        plain = plain.replace(code, "");
    }
    assert_eq!(plain, rendered(&found, &sources, Format::Human, Lang::En));
}

#[test]
fn labels_show_their_own_line() {
    let mut sources = Sources::default();
    let id = sources.add("a.md".to_owned(), Arc::from("one\ntwo"));
    let mut found = Diagnostic::new(Code::DuplicateFormulaLabel, Span::new(id, 4, 7), ["eq"]);
    found.labels.push((Span::new(id, 0, 3), "first".to_owned()));
    assert_eq!(
        rendered(&[found], &sources, Format::Human, Lang::En),
        "\
a.md:2:1: warning[duplicate-formula-label] the formula label `eq` is used twice in this note
  |
2 | two
  | ^^^
  --> a.md:1:1: first
  |
1 | one
  | ^^^
  = Give each formula a label of its own.

"
    );
}

#[test]
fn json_is_one_object_per_line() {
    assert_eq!(
        shown("题\n字a\n", 4, 8, Format::Json, Lang::En),
        "{\"path\":\"content/a.md\",\"line\":2,\"column\":1,\"end_line\":2,\"end_column\":3,\"severity\":\"hint\",\
         \"code\":\"unknown-language\",\"message\":\"no highlighting is known for the language `pyton`\",\
         \"remedy\":\"Correct the name, or use `text`.\",\"labels\":[]}\n"
    );
}

#[test]
fn github_commands_are_escaped() {
    let mut sources = Sources::default();
    let id: SourceId = sources.add("a,b:c%.md".to_owned(), Arc::from("x"));
    let found = [Diagnostic::new(
        Code::BadFormula,
        Span::new(id, 0, 1),
        ["50%\n::error::x"],
    )];
    let style = Style {
        format: Format::Github,
        lang: Lang::En,
        color: false,
        prefix: "docs/",
        least: Severity::Hint,
    };
    assert_eq!(
        render(&found, &sources, &Severities::default(), &style),
        "::warning file=docs/a%2Cb%3Ac%25.md,line=1,col=1,title=bad-formula::this formula cannot be rendered: \
         50%25%0A::error::x%0ACorrect the formula; until then the page shows its source.\n"
    );
}

#[test]
fn less_than_the_least_is_left_out() {
    let mut sources = Sources::default();
    let id = sources.add("a.md".to_owned(), Arc::from("x"));
    let found = [
        Diagnostic::new(Code::UnknownLanguage, Span::new(id, 0, 1), ["x"]),
        Diagnostic::new(Code::BadFormula, Span::new(id, 0, 1), ["x"]),
    ];
    let style = Style {
        format: Format::Json,
        lang: Lang::En,
        color: false,
        prefix: "",
        least: Severity::Warning,
    };
    let text = render(&found, &sources, &Severities::default(), &style);
    assert_eq!(text.lines().count(), 1);
    assert!(text.contains("bad-formula"));
}
