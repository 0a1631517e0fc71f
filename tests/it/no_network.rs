//! Nothing but `fetch` and `check --external` needs a network: everything else runs where there is none.

use std::process::Command;

use crate::everything::FORMATS;
use crate::folder::Folder;
use crate::project::png;

/// How a program is run in a network of its own in which there is nothing, not even the loopback address; `None` where this
/// system does not permit it.
fn without_network() -> Option<Vec<&'static str>> {
    [vec!["unshare", "-rn"], vec!["unshare", "-n"]]
        .into_iter()
        .find(|command| {
            let tried = Command::new(command[0])
                .args(&command[1..])
                .arg("true")
                .output();
            tried.is_ok_and(|tried| tried.status.success())
        })
}

#[test]
fn building_checking_and_exporting_need_no_network() {
    let Some(before) = without_network() else {
        println!(
            "skipped: building_checking_and_exporting_need_no_network (no unshare, or not permitted)"
        );
        return;
    };
    let folder = Folder::new()
        .file(
            "site/site.toml",
            "lang = \"en\"\nbase_url = \"https://example.org/\"\n",
        )
        .file(
            "site/content/a.md",
            "# A\n\n![near](x.png) ![far](https://example.org/x.png) <img src=\"http://192.0.2.1/y.png\">\n\n[l](https://example.org/)\n\n\
             ## 1. Why does $x^2$ grow?\n\nBecause it is a square, and squares grow faster than lines do.\n\n```python\nx = 1\n```\n\n\
             ```mermaid\nflowchart LR\n a --> b\n```\n",
        )
        .file("site/content/x.png", png(3, 2));
    let inkstone = env!("CARGO_BIN_EXE_inkstone");
    let run = |arguments: &[&str]| {
        let output = Command::new(before[0])
            .args(&before[1..])
            .arg(inkstone)
            .args(arguments)
            .current_dir(folder.path())
            .env("XDG_CACHE_HOME", folder.join(".cache"))
            .env("LC_ALL", "C")
            .output()
            .unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        (output.status.code(), said)
    };
    let (code, said) = run(&["build", "site", "-o", "out"]);
    assert_eq!(code, Some(0), "{said}");
    for command in ["check", "topics"] {
        let (code, said) = run(&[command, "site"]);
        assert_eq!(code, Some(0), "{command}: {said}");
    }
    for (format, ending) in FORMATS {
        let (code, said) = run(&[
            "export",
            format,
            "site",
            "-o",
            &format!("{format}.{ending}"),
        ]);
        assert_eq!(code, Some(0), "{format}: {said}");
    }
    // With a network nothing comes out that did not without one.
    let ran = folder.run(&["build", "site", "-o", "again"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(folder.tree("out") == folder.tree("again"));
    // The network is really not there.
    let (_, said) = run(&["check", "--external", "site"]);
    assert!(said.contains("example.org"), "{said}");
}
