//! Which findings fail which command, and the language of a site.

use crate::project::{OnDisk, Project};

fn with(note: &str, config: Option<&str>) -> OnDisk {
    let project = Project::new().note("a.md", note);
    match config {
        Some(config) => project.config(config).on_disk(),
        None => project.on_disk(),
    }
}

#[test]
fn exit_codes() {
    let warning = "![x](none.png)\n";
    let late_warning = "$\\nosuchcommand$\n";
    let hint = "```nosuchlanguage\nx\n```\n";
    let error = "---\ndraft: maybe\n---\n";
    // For each: build, build --strict, check, check --strict.
    for (why, note, config, codes) in [
        ("nothing", "words\n", None, [0, 0, 0, 0]),
        ("hint", hint, None, [0, 0, 0, 0]),
        ("warning", warning, None, [0, 1, 0, 1]),
        ("warning of a formula", late_warning, None, [0, 1, 0, 1]),
        ("error", error, None, [1, 1, 1, 1]),
        (
            "a warning made an error",
            warning,
            Some("[diagnostics]\nmissing-image = \"error\"\n"),
            [1, 1, 1, 1],
        ),
        (
            "a late warning made an error",
            late_warning,
            Some("[diagnostics]\nbad-formula = \"error\"\n"),
            [1, 1, 1, 1],
        ),
        (
            "a warning made a hint",
            warning,
            Some("[diagnostics]\nmissing-image = \"hint\"\n"),
            [0, 0, 0, 0],
        ),
        (
            "a warning turned off",
            warning,
            Some("[diagnostics]\nmissing-image = \"off\"\n"),
            [0, 0, 0, 0],
        ),
        (
            "a hint made a warning",
            hint,
            Some("[diagnostics]\nunknown-language = \"warning\"\n"),
            [0, 1, 0, 1],
        ),
        (
            "a key that is none",
            "words\n",
            Some("titel = \"x\"\n"),
            [2, 2, 2, 2],
        ),
    ] {
        let runs: [(&str, &[&str]); 4] = [
            ("build", &[]),
            ("build", &["--strict"]),
            ("check", &[]),
            ("check", &["--strict"]),
        ];
        for ((command, arguments), code) in runs.into_iter().zip(codes) {
            let on_disk = with(note, config);
            let (is, said) = on_disk.run(command, arguments);
            assert_eq!(is, code, "{why}: {command} {arguments:?}: {said}");
            let built = on_disk.output().join("a.html").is_file();
            let should = command == "build" && code == 0;
            if command == "check" || codes[0] != 0 {
                assert!(!built, "{why}: {command} writes nothing");
            } else if should {
                assert!(built, "{why}");
            }
        }
    }
}

#[test]
fn a_root_that_is_not_there_is_an_error_of_use() {
    let on_disk = Project::new().on_disk();
    let (code, said) = on_disk.run("build", &["--config", "/nowhere/site.toml"]);
    assert_eq!(code, 2, "{said}");
}

#[test]
fn the_language_is_that_of_most_letters() {
    let han = Project::new()
        .note(
            "a.md",
            "# 批量归一化 batch normalization\n\n用一批数据的均值和方差。\n",
        )
        .build();
    assert!(han.page("a").contains("<html lang=\"zh-Hans\""));
    assert!(han.page("index").contains("<html lang=\"zh-Hans\""));
    let latin = Project::new()
        .note(
            "a.md",
            "# Batch normalisation\n\nUses mean and variance of a batch (批量).\n",
        )
        .build();
    assert!(latin.page("a").contains("<html lang=\"en\""));
}

#[test]
fn site_and_note_can_name_their_language() {
    let site = Project::new()
        .config("lang = \"en\"\n")
        .note("a.md", "# 批量归一化\n")
        .note("b.md", "---\nlang: zh-Hans\n---\n# 批量归一化\n")
        .build();
    assert!(site.page("a").contains("<html lang=\"en\""));
    assert!(site.page("b").contains("lang=\"zh-Hans\""));
    assert!(site.page("all").contains("<html lang=\"en\""));
}
