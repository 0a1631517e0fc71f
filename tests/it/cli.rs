//! Exit codes and messages of the commands.

use std::process::Stdio;

use crate::folder::Folder;

#[test]
fn usage_is_code_2() {
    let folder = Folder::new();
    for args in [
        &["--nonsense"][..],
        &[],
        &["build", "--base-url", "example.org"],
        &["build", "--threads", "0"],
        &["check", "--format", "xml"],
        &["init"],
        &["completions", "tcl"],
        &["build", "-q", "-v"],
    ] {
        let ran = folder.run(args);
        assert_eq!(ran.code, 2, "{args:?} {ran:?}");
        assert!(
            ran.out.is_empty() && !ran.err.is_empty(),
            "{args:?} {ran:?}"
        );
    }
    for args in [&["--help"][..], &["--version"], &["build", "--help"]] {
        let ran = folder.run(args);
        assert_eq!(ran.code, 0);
        assert!(ran.err.is_empty() && !ran.out.is_empty());
    }
    let help = folder.run(&["build", "--help"]).out;
    assert!(help.contains("every default holds"), "{help}");
}

#[test]
fn configuration_is_code_2_and_says_where() {
    let folder = Folder::new()
        .file("site.toml", "lang = \"zh-Hans\"\ntitel = \"笔记\"\n")
        .file("content/a.md", "# 题");
    // `serve` waits until it is mended.
    for command in ["build", "check", "clean"] {
        let ran = folder.run(&[command]);
        assert_eq!(ran.code, 2, "{ran:?}");
        let said = ran.out + &ran.err;
        assert!(
            said.contains("site.toml:2:1: error[config-unknown-key] 未知的键 `titel`\n  |\n2 | titel = \"笔记\"\n  | ^^^^^\n"),
            "{said}"
        );
        assert!(said.contains("是否想写 `title`？"), "{said}");
    }
    assert!(!folder.join("public").exists());
}

#[test]
fn a_byte_order_mark_moves_nothing() {
    let folder = Folder::new().file("site.toml", "\u{feff}titel = 1\r\nauthor = \"a\"\r\n");
    let ran = folder.run(&["build"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.starts_with("site.toml:1:1: error[config-unknown-key] unknown key `titel`\n  |\n1 | titel = 1\n  | ^^^^^\n"), "{ran:?}");
}

#[test]
fn a_root_that_is_not_there_is_code_2() {
    let folder = Folder::new().file("a.txt", "");
    for root in ["none", "a.txt"] {
        let ran = folder.run(&["build", root]);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(
            ran.err
                .starts_with(&format!("{root}:1:1: error[root-unreadable]")),
            "{ran:?}"
        );
    }
    // There is nothing to wait for either.
    let ran = folder.run(&["serve", "none", "--port", "0"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    let ran = folder.run(&["build", "--config", "none.toml"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.err
            .starts_with("none.toml:1:1: error[config-unreadable]"),
        "{ran:?}"
    );
}

#[test]
fn a_site_without_its_notes_folder_fails() {
    let folder = Folder::new().file("site.toml", "");
    let ran = folder.run(&["build"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.err.contains("error[root-unreadable]") && ran.err.contains("content"),
        "{ran:?}"
    );
    assert!(!folder.join("public").exists());
}

#[test]
fn strict_fails_on_warnings_but_builds_the_site() {
    let folder = Folder::new().file("a.md", b"\xc5\xfa\xc1\xbf\xb9\xe9\xd2\xbb\xbb\xaf");
    let plain = folder.run(&["build"]);
    assert_eq!(plain.code, 0, "{plain:?}");
    assert!(
        plain.err.starts_with(
            "a.md:1:1: warning[undecodable-note] this note is not UTF-8; it seems to be GBK\n"
        ),
        "{plain:?}"
    );
    folder.write("b.md", "# new");
    let strict = folder.run(&["build", "--strict"]);
    assert_eq!(strict.code, 1, "{strict:?}");
    assert!(folder.join("public/b.html").exists());
    assert_eq!(folder.run(&["check"]).code, 0);
    assert_eq!(folder.run(&["check", "--strict"]).code, 1);
}

#[test]
fn strict_fails_on_what_only_rendering_finds() {
    let folder = Folder::new().file("a.md", "# a\n\n$\\nonsense$\n");
    assert_eq!(folder.run(&["build", "-o", "one"]).code, 0);
    let strict = folder.run(&["build", "--strict", "-o", "two"]);
    assert_eq!(strict.code, 1, "{strict:?}");
    assert!(strict.err.contains("warning[bad-formula]"), "{strict:?}");
    assert!(folder.join("two/a.html").exists());
}

#[test]
fn a_warning_made_an_error_keeps_the_old_site() {
    let folder = Folder::new()
        .file("site.toml", "[diagnostics]\nbad-formula = \"error\"\n")
        .file("content/a.md", "# a\n\n$x$\n");
    assert_eq!(folder.run(&["build"]).code, 0);
    let before = folder.tree("public");
    folder.write("content/a.md", "# b\n\n$\\nonsense$\n");
    let failed = folder.run(&["build"]);
    assert_eq!(failed.code, 1, "{failed:?}");
    assert_eq!(folder.tree("public"), before);
}

#[test]
fn unanswered_questions_are_listed_with_their_lines() {
    let folder = Folder::new().file("a.md", "# 题\n\n## 1. 什么是 BN？\n\n## 2. 什么是 LN？\n\n对每个样本的所有特征做归一化处理，与批量大小无关。\n");
    let ran = folder.run(&["check", "--unanswered"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out
            .contains("a.md:3: empty 1. 什么是 BN？\n2 道题中有 1 道没有答案\n"),
        "{ran:?}"
    );
}

#[test]
fn open_questions_stand_in_the_order_of_what_depends_on_them() {
    let folder = Folder::new()
        .file("site.toml", "lang = \"en\"\nglossary = false\n")
        .file("content/topics.yaml", "- {id: ln, name: LN}\n")
        .file("content/a.md", "# A\n\n## 1. Why?\n\n## 2. What is LN?\n\n## 3. Where is LN used?\n\nIn every block of a transformer.\n")
        .file("content/b.md", "# B\n\nLN has no running statistics.\n");
    let ran = folder.run(&["check", "--unanswered", "--format", "json"]);
    let rows: Vec<serde_json::Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .filter(|row: &serde_json::Value| row["question"].is_string())
        .collect();
    let shown: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row["question"].as_str().unwrap(),
                row["dependents"].as_u64().unwrap(),
            )
        })
        .collect();
    // The other question about it, and the other note; its own note is not another one.
    assert_eq!(shown, [("2. What is LN?", 2), ("1. Why?", 0)], "{ran:?}");
    let ran = folder.run(&["check", "--unanswered", "-v"]);
    for line in [
        "content/a.md:5: empty 2. What is LN? (2 depend on it)\n",
        "2 of 3 questions without an answer\n      1/3  33% ██████░░░░░░░░░░░░░░  content/a.md\n      1/2  50% ██████████░░░░░░░░░░  LN\n",
        "content/a.md:1: no question[plain] A (neither a question mark nor a plain number)\n",
        "content/a.md:3: question[question-mark] 1. Why? (ends in a question mark)\n",
    ] {
        assert!(ran.out.contains(line), "{line}: {}", ran.out);
    }
}

#[test]
fn too_few_answers_fail_a_check() {
    let folder = Folder::new().file("site.toml", "lang = \"en\"\n").file(
        "content/a.md",
        "# A\n\n## 1. Why?\n\n## 2. What?\n\nAn answer that is long enough.\n",
    );
    assert_eq!(folder.run(&["check", "--min-coverage", "50"]).code, 0);
    let ran = folder.run(&["check", "--min-coverage", "51"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let said = "1 of 2 questions have an answer, 50%: less than the 51% of --min-coverage";
    assert!(ran.err.contains(said), "{ran:?}");
    let ran = folder.run(&["check", "--min-coverage", "51", "--format", "github"]);
    let escaped = said.replace('%', "%25");
    assert!(
        ran.out.contains(&format!("::error::{escaped}\n")),
        "{ran:?}"
    );
    assert_eq!(folder.run(&["check", "--min-coverage", "101"]).code, 2);
}

#[test]
fn severities_can_be_changed() {
    let folder = Folder::new()
        .file("site.toml", "lang = \"en\"\n[diagnostics]\nundecodable-note = \"error\"\nhtml-not-copied = \"off\"\n")
        .file("content/a.md", b"\xff\xfe\xff")
        .file("content/b.html", "");
    let ran = folder.run(&["build"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.err
            .contains("content/a.md:1:1: error[undecodable-note]"),
        "{ran:?}"
    );
    assert!(!ran.err.contains("html-not-copied"), "{ran:?}");
    assert!(
        !folder.join("public").exists(),
        "an error must keep the output as it was"
    );
}

#[test]
fn check_has_three_forms_and_writes_nothing() {
    let folder = Folder::new()
        .file("docs/a.md", b"\xff\xfe\xff")
        .file("docs/x.html", "");
    let before = folder.tree("");
    let human = folder.run(&["check", "docs"]);
    assert_eq!(
        human.out,
        "\
a.md:1:1: warning[undecodable-note] this note is not UTF-8; it seems to be UTF-16
  = Save it as UTF-8, or name its encoding in `site.toml`: `encoding = \"gbk\"`; until then its page only says so.

x.html:1:1: hint[html-not-copied] browsers open this file as a page of its own, so it is not part of the site
  = Set `copy_html = true` in site.toml to copy such files, or name it under `ignore`.

0 errors, 1 warning, 1 hint
"
    );
    let github = folder.run(&["check", "docs", "--format", "github"]);
    assert_eq!(
        github.out.lines().next(),
        Some(
            "::warning file=docs/a.md,line=1,col=1,title=undecodable-note::this note is not UTF-8; it seems to be \
             UTF-16%0ASave it as UTF-8, or name its encoding in `site.toml`: `encoding = \"gbk\"`; until then its page only says so."
        )
    );
    let json = folder.run(&["check", "docs", "--format", "json"]);
    let codes: Vec<String> = json
        .out
        .lines()
        .map(|line| {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            value["code"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(codes, ["undecodable-note", "html-not-copied"]);
    assert_eq!(folder.tree(""), before);
}

#[test]
fn quiet_and_verbose() {
    let folder = Folder::new()
        .file("a.md", b"\xff\xfe\xff")
        .file("x.html", "");
    let plain = folder.run(&["build"]);
    assert!(
        plain.err.contains("warning[") && !plain.err.contains("hint["),
        "{plain:?}"
    );
    assert!(
        plain
            .err
            .ends_with("1 hint not shown; see -v or `inkstone check`\n"),
        "{plain:?}"
    );
    let verbose = folder.run(&["build", "-v"]);
    assert!(verbose.err.contains("hint[html-not-copied]"), "{verbose:?}");
    let quiet = folder.run(&["build", "-q"]);
    assert_eq!((quiet.out.as_str(), quiet.err.as_str()), ("", ""));
}

#[test]
fn colours_only_where_they_are_wanted() {
    let folder = Folder::new().file("a.md", b"\xff\xfe\xff");
    assert!(
        !folder.run(&["build"]).err.contains('\x1b'),
        "no terminal, no colours"
    );
    assert!(
        folder
            .run(&["build", "--color", "always"])
            .err
            .contains("\x1b[1;33mwarning")
    );
    let forced = folder
        .command(&["build"])
        .env("CLICOLOR_FORCE", "1")
        .output()
        .unwrap();
    assert!(String::from_utf8(forced.stderr).unwrap().contains('\x1b'));
    let refused = folder
        .command(&["build"])
        .env("CLICOLOR_FORCE", "1")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    assert!(!String::from_utf8(refused.stderr).unwrap().contains('\x1b'));
}

#[test]
fn report_and_timings() {
    let folder = Folder::new()
        .file("a.md", b"\xff\xfe\xff")
        .file("b.md", "# b");
    let ran = folder.run(&["build", "--report", "report.json", "--timings"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let report: serde_json::Value = serde_json::from_str(&folder.read("report.json")).unwrap();
    assert_eq!(report["version"], 1);
    assert_eq!(report["notes"], 2);
    assert_eq!(report["diagnostics"]["undecodable-note"], 1);
    assert!(report["peak_rss_bytes"].as_u64().unwrap() > 0 || cfg!(not(target_os = "linux")));
    let total = ran.err.lines().find(|line| line.starts_with("total "));
    let times: Vec<f64> = total
        .unwrap_or_else(|| panic!("{ran:?}"))
        .split_whitespace()
        .skip(1)
        .map(|time| time.parse().unwrap())
        .collect();
    // Wall time, processor time, and that of each thread, which add up but for the last digit.
    assert!(times[0] > 0.0, "{ran:?}");
    if cfg!(target_os = "linux") {
        let threads: f64 = times[2..].iter().sum();
        assert!((times[1] - threads).abs() < 1.0, "{ran:?}");
        assert!(threads > 0.0, "{ran:?}");
    }
    let ran = folder.run(&["build", "--report", "none/report.json"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("none/report.json"), "{ran:?}");
}

#[test]
fn a_closed_pipe_is_no_fault() {
    let folder = Folder::new().file("x.html", "");
    let mut child = folder
        .command(&["check"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn completions_for_every_shell() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = folder.run(&["completions", shell]);
        assert_eq!(ran.code, 0);
        assert!(
            ran.out.contains("inkstone") && ran.out.contains("base-url"),
            "{shell}"
        );
    }
}

#[test]
fn init_makes_a_site_that_builds() {
    for (lang, config) in [("zh-Hans", "lang = \"zh-Hans\""), ("en", "lang = \"en\"")] {
        let folder = Folder::new();
        let ran = folder.run(&["init", "site", "--lang", lang]);
        assert_eq!(ran.code, 0, "{ran:?}");
        let files: Vec<String> = folder.tree("site").into_keys().collect();
        assert_eq!(
            files,
            [
                ".github/workflows/pages.yml",
                ".gitignore",
                "content/README.md",
                "content/topics.yaml",
                "site.toml"
            ]
        );
        assert!(folder.read("site/site.toml").contains(config));
        assert!(
            !folder.read("site/site.toml").contains("{notes}"),
            "a placeholder is left"
        );
        let workflow = folder.read("site/.github/workflows/pages.yml");
        assert!(
            workflow.contains(&format!(
                "INKSTONE_VERSION: \"{}\"",
                env!("CARGO_PKG_VERSION")
            )),
            "{workflow}"
        );
        let ran = folder.run(&["build", "site", "--strict"]);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
}

#[test]
fn init_never_overwrites() {
    let folder = Folder::new()
        .file("site/site.toml", "title = \"mine\"\n")
        .file("site/.gitignore", "mine")
        .file("site/content/README.md", "mine")
        .file("site/content/topics.yaml", "# mine")
        .file("site/.github/workflows/pages.yml", "mine");
    let before = folder.tree("");
    let ran = folder.run(&["init", "site", "--lang", "en"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    // Where there are notes, no first one is offered.
    assert_eq!(ran.out.matches("kept ").count(), 4, "{ran:?}");
    assert_eq!(folder.tree(""), before);
}

#[cfg(unix)]
#[test]
fn init_does_not_write_through_links() {
    let folder = Folder::new().file("site/a.txt", "");
    std::os::unix::fs::symlink(folder.join("elsewhere"), folder.join("site/site.toml")).unwrap();
    let ran = folder.run(&["init", "site", "--lang", "en"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(!folder.join("elsewhere").exists());
}

#[test]
fn init_among_notes_makes_them_the_site() {
    let folder = Folder::new()
        .file("bn.md", "# BN")
        .file("topic/x.md", "# x");
    let ran = folder.run(&["init", "."]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(!folder.join("content").exists());
    let ran = folder.run(&["build", "--report", "report.json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let report: serde_json::Value = serde_json::from_str(&folder.read("report.json")).unwrap();
    assert_eq!(report["notes"], 2);
    assert!(folder.join("topics.yaml").exists());
    let other = Folder::new().file("bn.md", "# BN").file("topics.yml", "");
    assert_eq!(other.run(&["init", "."]).code, 0);
    assert!(!other.join("topics.yaml").exists(), "there is one already");
}

#[test]
fn init_adds_no_note_to_those_in_content() {
    let folder = Folder::new()
        .file("content/index.md", "# Mine")
        .file("content/topics.yml", "");
    assert_eq!(folder.run(&["init", "."]).code, 0);
    let files: Vec<String> = folder.tree("content").into_keys().collect();
    assert_eq!(files, ["index.md", "topics.yml"]);
    assert!(folder.read("site.toml").contains("# notes = \"content\""));
}
