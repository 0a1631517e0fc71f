//! What a site's own templates and scripts have that the policy of its pages blocks.

use crate::project::Project;

/// A template and a script with one of each kind, and others that are as they should be.
fn site(config: &str) -> Project {
    Project::new()
        .config(config)
        .note("a.md", "# A\n\nText.\n")
        .root_file(
            "templates/partials/footer.html",
            "<footer>\n<p style=\"color: red\">x</p>\n  <b onclick=\"go()\">x</b>\n<script>go()</script>\n</footer>\n",
        )
        .root_file(
            "static/js/own.js",
            "document.body.onclick = null;\nbox.innerHTML = '<i style=\"top: 0\">';\n",
        )
        .root_file(
            "templates/partials/header.html",
            "<header>{# <p style=\"x\"> #}<script src=\"{{ root }}{{ asset(name='js/own.js') }}\" defer></script></header>\n",
        )
        .root_file("static/own.txt", "<script>text</script>")
}

#[test]
fn each_piece_is_named_with_its_place() {
    let site = site("lang = \"en\"\n").build();
    assert_eq!(
        site.diagnostics(),
        [
            "static/js/own.js:2:21: warning[blocked-markup]",
            "templates/partials/footer.html:2:4: warning[blocked-markup]",
            "templates/partials/footer.html:3:6: warning[blocked-markup]",
            "templates/partials/footer.html:4:1: warning[blocked-markup]",
        ]
    );
    let what: Vec<&str> = site
        .found("blocked-markup")
        .iter()
        .map(|found| found.args[0].as_str())
        .collect();
    assert_eq!(what, ["style", "style", "onclick", "<script>"]);
}

#[test]
fn it_is_said_in_the_language_of_the_site_and_by_check_too() {
    for (lang, words) in [
        ("en", "`onclick` has no effect here"),
        ("zh-Hans", "`onclick` 在此无效"),
    ] {
        let on_disk = site(&format!("lang = \"{lang}\"\n")).on_disk();
        for command in ["check", "build"] {
            let (code, said) = on_disk.run(command, &[]);
            assert_eq!(code, 0, "{said}");
            assert!(said.contains(words), "{command}: {said}");
            assert!(
                said.contains("<b onclick=\"go()\">x</b>"),
                "{command}: {said}"
            );
        }
        // Where nothing has changed it is told again.
        let (_, said) = on_disk.run("build", &[]);
        assert!(said.contains(words), "{said}");
        let (code, _) = on_disk.run("check", &["--strict"]);
        assert_eq!(code, 1);
    }
}

/// The theme that the program carries has nothing of the kind, also where a site has copies of its files.
#[test]
fn the_own_theme_has_none() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut project = Project::new().config("").note("a.md", "# A\n");
    let mut count = 0;
    for folder in ["templates", "static"] {
        for entry in walkdir::WalkDir::new(root.join(folder)) {
            let entry = entry.unwrap();
            let path = entry.path().strip_prefix(root).unwrap().to_str().unwrap();
            if matches!(path.rsplit('.').next(), Some("html" | "js")) {
                project = project.root_file(path, std::fs::read(entry.path()).unwrap());
                count += 1;
            }
        }
    }
    assert!(count > 50, "{count}");
    let site = project.build();
    assert_eq!(site.diagnostics(), [""; 0]);
}
