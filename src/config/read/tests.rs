use std::sync::Arc;

use super::*;
use crate::diagnostic::{Format, Sources, Style, render};

/// The errors of a configuration as they are printed, without carets' colours.
fn errors(text: &str, lang: Lang) -> String {
    let mut sources = Sources::default();
    sources.set_config("site.toml".to_owned(), Arc::from(text));
    let checked = read(text, Sources::CONFIG);
    let style = Style {
        format: Format::Human,
        lang,
        color: false,
        prefix: "",
        least: Severity::Hint,
    };
    render(
        &checked.diagnostics,
        &sources,
        &Config::default().severities,
        &style,
    )
}

fn good(text: &str) -> Config {
    let checked = read(text, Sources::CONFIG);
    assert_eq!(checked.diagnostics, [], "{}", errors(text, Lang::En));
    checked.value
}

#[test]
fn nothing_is_required() {
    assert_eq!(good(""), Config::default());
    assert_eq!(
        good("# only a comment\n[math]\n[diagnostics]\n"),
        Config::default()
    );
}

#[test]
fn every_key_is_read() {
    let config = good(
        r#"
title = "面试笔记"
description = "d"
lang = "zh-Hans"
id = "notes"
base_url = "https://example.org/notes"
author = "a"
notes = "./docs/"
output = "dist/site"
ignore = ["drafts/", "*.bak"]
remote_images = "link"
copy_html = true
iframe_hosts = ["Player.bilibili.com"]
trust_html = true
glossary = false
questions = false
drafts = true
[math]
mathml = false
[math.macros]
'\R' = '\mathbb{R}'
argmax = '\operatorname{arg\,max}'
[diagnostics]
bad-formula = "error"
unknown-language = "off"
"#,
    );
    assert_eq!(config.title.as_deref(), Some("面试笔记"));
    assert_eq!(config.lang, Some(Lang::ZhHans));
    assert_eq!(
        config.base_url.as_deref(),
        Some("https://example.org/notes/")
    );
    assert_eq!(
        (config.notes.as_str(), config.output.as_str()),
        ("docs", "dist/site")
    );
    assert_eq!(config.ignore, ["drafts/", "*.bak"]);
    assert_eq!(config.remote_images, RemoteImages::Link);
    assert!(
        config.copy_html
            && config.trust_html
            && config.iframe_hosts == ["player.bilibili.com"]
            && !config.glossary
            && config.questions == Questions::Off
            && config.drafts
            && !config.math.mathml
    );
    let names: Vec<&str> = config.math.macros.iter().map(|m| m.name.as_str()).collect();
    assert_eq!(names, ["\\R", "\\argmax"]);
    assert_eq!(
        config.severities.of(Code::BadFormula),
        Some(Severity::Error)
    );
    assert_eq!(config.severities.of(Code::UnknownLanguage), None);
}

#[test]
fn every_listed_key_is_known() {
    for key in KEYS {
        for value in ["1", "\"x\"", "true", "{}"] {
            let text = format!("{key} = {value}\n");
            assert!(
                !errors(&text, Lang::En).contains("config-unknown-key"),
                "{key}"
            );
        }
    }
}

#[test]
fn unknown_key() {
    assert_eq!(
        errors("title = \"题\"\nbaseURL = 1\n", Lang::En),
        "\
site.toml:2:1: error[config-unknown-key] unknown key `baseURL`
  |
2 | baseURL = 1
  | ^^^^^^^
  = Did you mean `base_url`? Known keys here: title, description, lang, id, base_url, author, notes, output, ignore, \
encoding, remote_images, copy_html, iframe_hosts, trust_html, glossary, questions, drafts, dates, redirects, math, diagnostics.

"
    );
    assert_eq!(
        errors("[math]\ntheme = 1\n", Lang::ZhHans),
        "\
site.toml:2:1: error[config-unknown-key] 未知的键 `math.theme`
  |
2 | theme = 1
  | ^^^^^
  = 此处可用的键：macros, mathml。

"
    );
}

#[test]
fn wrong_type() {
    assert_eq!(
        errors("title = \"题\"\ndrafts = \"yes\"\n", Lang::En),
        "\
site.toml:2:10: error[config-wrong-type] `drafts` is of type string, expected boolean
  |
2 | drafts = \"yes\"
  |          ^^^^^
  = Write for example `drafts = true`.

"
    );
    assert!(errors("ignore = \"a\"", Lang::En).contains("expected array of strings"));
    assert!(
        errors("ignore = [\"a\", 2]", Lang::En)
            .starts_with("site.toml:1:16: error[config-wrong-type]")
    );
    assert!(errors("math = 3", Lang::En).contains("expected table"));
    assert!(
        errors("[math.macros]\n'\\R' = 3", Lang::En)
            .contains("Write for example `'\\R' = \"...\"`.")
    );
}

#[test]
fn bad_values() {
    assert_eq!(
        errors("lang = \"zh-CN\"\n", Lang::En),
        "\
site.toml:1:8: error[config-bad-value] `zh-CN` cannot be the value of `lang`
  |
1 | lang = \"zh-CN\"
  |        ^^^^^^^
  = Did you mean `zh-Hans`? Write `\"zh-Hans\"`, `\"en\"`.

"
    );
    for text in [
        "title = \" \"",
        "base_url = \"example.org\"",
        "base_url = \"https://\"",
        "base_url = \"https://a.b/?q\"",
        "notes = \"../elsewhere\"",
        "notes = \"/etc\"",
        "notes = 'a\\b'",
        "output = \".\"",
        "output = \"a/../..\"",
        "remote_images = \"loud\"",
        "[diagnostics]\nbad-formula = \"fatal\"",
        "[math.macros]\n'\\a b' = 'x'",
    ] {
        assert!(
            errors(text, Lang::En).contains("error[config-bad-value]"),
            "{text}"
        );
    }
}

#[test]
fn diagnostics_table() {
    assert_eq!(
        errors("[diagnostics]\nbad-formulas = \"off\"\n", Lang::En),
        "\
site.toml:2:1: error[config-unknown-code] no kind of finding is called `bad-formulas`
  |
2 | bad-formulas = \"off\"
  | ^^^^^^^^^^^^
  = Did you mean `bad-formula`? Each finding shows its name in brackets: `warning[name]`.

"
    );
    assert!(
        errors("[diagnostics]\noutput-failed = \"off\"\n", Lang::En)
            .contains("[config-fixed-severity]")
    );
}

#[test]
fn all_errors_at_once_and_the_rest_is_read() {
    let text = "lang = \"en\"\ntitel = 1\ndrafts = 1\nauthor = \"a\"\nauthor = \"b\"\nid = = 3\n";
    let shown = errors(text, Lang::En);
    let heads: Vec<&str> = shown
        .lines()
        .filter_map(|line| line.strip_prefix("site.toml:")?.split(']').next())
        .collect();
    assert_eq!(
        heads,
        [
            "2:1: error[config-unknown-key",
            "3:10: error[config-wrong-type",
            "5:1: error[config-syntax",
            "6:6: error[config-syntax",
        ]
    );
    assert_eq!(read(text, Sources::CONFIG).value.lang, Some(Lang::En));
}

#[test]
fn one_slip_is_one_error() {
    for text in [
        "ignore = [\"a\",\ndrafts = true\n",
        "[math\nmathml = true\n",
        "标题 = \"x\"\n",
        "title = \"abc\nlang = \"en\"\n",
        "title = abc",
        "lang",
    ] {
        let shown = errors(text, Lang::En);
        assert_eq!(shown.matches("error[").count(), 1, "{shown}");
        assert!(
            shown.contains("error[config-syntax] this is not valid TOML: "),
            "{shown}"
        );
    }
}
