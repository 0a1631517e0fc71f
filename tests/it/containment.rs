//! Nothing outside the notes folder is read, copied or linked, and nothing that looks private, whatever a note writes and
//! whatever symbolic links stand in the folder.

use std::fmt::Write as _;

use crate::everything::{everything, says_nothing_of, that_say};
use crate::folder::Folder;
use crate::project::{addresses, is_page, png};

const OUTSIDE: &str = "zzoutside";
const SECRET: &str = "zzsecret";

/// Ways out of `notes/sub` to files that are there.
const WAYS_OUT: [&str; 31] = [
    "../../outside.EXT",
    "../../../../../../../../../../../../../../TMP/outside.EXT",
    "./.././../outside.EXT",
    "%2e%2e/%2e%2e/outside.EXT",
    "%2E%2E%2F%2E%2E%2Foutside.EXT",
    "..%2f..%2foutside.EXT",
    "%252e%252e/%252e%252e/outside.EXT",
    "%252e%252e%252f%252e%252e%252foutside.EXT",
    "..\\..\\outside.EXT",
    "..%5c..%5coutside.EXT",
    "..%255c..%255coutside.EXT",
    "/../outside.EXT",
    "/../../TMP/outside.EXT",
    "//TMP/outside.EXT",
    "///TMP/outside.EXT",
    "/TMP/outside.EXT",
    "\\TMP\\outside.EXT",
    "\\\\localhost\\TMP\\outside.EXT",
    "//localhost/TMP/outside.EXT",
    "\\\\?\\C:\\TMP\\outside.EXT",
    "file:///TMP/outside.EXT",
    "file://localhost/TMP/outside.EXT",
    "FILE:/TMP/outside.EXT",
    "file:../../outside.EXT",
    "fi\nle:///TMP/outside.EXT",
    "C:/TMP/outside.EXT",
    "C:..\\..\\outside.EXT",
    "../../outside.EXT%00.png",
    "x%00/../../../outside.EXT",
    "linked/outside.EXT",
    "..;/..;/outside.EXT",
];

/// A note that writes `address` in every way in which an address can be written.
fn note_with(number: usize, address: &str) -> String {
    let mut note = format!("# Note {number}\n\n");
    for text in [
        format!("[l]({address})"),
        format!("[l](<{address}>)"),
        format!("![i]({address})"),
        format!("![i](<{address}> \"t\")"),
        format!("[[{address}]]"),
        format!("![[{address}]]"),
        format!("![[{address}#part|100]]"),
        format!("<img src=\"{address}\">"),
        format!("<a href='{address}'>a</a>"),
        format!("<video src=\"{address}\" poster=\"{address}\"></video>"),
        format!("<iframe src=\"{address}\"></iframe>"),
        format!("<picture><source srcset=\"{address} 2x\"><img src=\"{address}\"></picture>"),
        format!("[l][ref{number}]\n\n[ref{number}]: <{address}>"),
        format!("```{{include={address}}}\nx\n```"),
        format!(
            "{{{{< include {address} >}}}}\n\n<!--#include file=\"{address}\" -->\n\n@[[{address}]]"
        ),
        format!("$\\includegraphics{{{address}}} \\input{{{address}}}$"),
    ] {
        let _ = write!(note, "{text}\n\n");
    }
    note
}

/// Notes in `site`, and things outside beside it that hold the marker in their text and in their name.
fn site() -> Folder {
    let mut folder = Folder::new()
        .file(
            "outside.md",
            format!("# {OUTSIDE}\n\n## {OUTSIDE}\n\n{OUTSIDE}\n"),
        )
        .file("outside.txt", OUTSIDE)
        .file("outside.html", OUTSIDE)
        .file("elsewhere/outside.md", OUTSIDE)
        .file("elsewhere/outside.txt", OUTSIDE)
        .file("site/sub/real.png", png(3, 2))
        .file("site/good.md", "# goodnote\n\n![[real.png]]\n");
    for (name, bytes) in [
        ("outside.png", png(4, 3)),
        ("elsewhere/outside.png", png(4, 3)),
    ] {
        folder = folder.file(name, [bytes, OUTSIDE.into()].concat());
    }
    let temporary = folder.path().to_str().unwrap().trim_matches('/').to_owned();
    let mut number = 0;
    for way in WAYS_OUT {
        for extension in ["md", "png", "txt"] {
            let address = way.replace("EXT", extension).replace("TMP", &temporary);
            folder.write(
                &format!("site/sub/n{number}.md"),
                note_with(number, &address),
            );
            number += 1;
        }
    }
    folder
}

#[cfg(unix)]
fn links(folder: &Folder) {
    use std::os::unix::fs::symlink;
    let link = |to: &str, at: &str| symlink(to, folder.join("site/sub").join(at)).unwrap();
    let outer = folder.path().to_str().unwrap().to_owned();
    link("../../outside.md", "file.md");
    link("../../outside.png", "file.png");
    link(&format!("{outer}/outside.txt"), "file.txt");
    link("../../elsewhere", "linked");
    link(&outer, "up");
    link("/", "root");
    // Through a link inside that leads out, and one after another.
    link("file.png", "chain.png");
    link("chain.png", "chain2.png");
    link("linked/outside.png", "through.png");
    // Loops.
    link(".", "loop");
    link("..", "loop2");
    link("b.png", "a.png");
    link("a.png", "b.png");
    // Inside: followed.
    link("real.png", "inside.png");
    folder.write(
        "site/sub/links.md",
        "# links\n\n![](file.png) ![](chain.png) ![](chain2.png) ![](through.png) ![](linked/outside.png) ![](a.png) \
         ![](loop/file.png) ![](up/outside.png) ![](inside.png) [t](file.txt) [m](file.md) ![[file]] ![[linked/outside]] [[file]] \
         [r](root/etc/passwd) ![](loop2/sub/chain.png)\n",
    );
}

#[test]
fn no_way_leads_out() {
    let folder = site();
    #[cfg(unix)]
    links(&folder);
    let found = everything(&folder, "site");
    says_nothing_of(&found, OUTSIDE);
    assert!(!that_say(&found, "goodnote").is_empty());
    #[cfg(unix)]
    {
        assert!(
            found.contains_key("out/sub/inside.png"),
            "a link inside is followed"
        );
        assert!(!found.contains_key("out/sub/file.png"));
    }
    // What was copied stands in the notes folder under the same name.
    let copied = found.keys().filter_map(|name| name.strip_prefix("out/"));
    for path in copied.filter(|path| path.contains(".png")) {
        let is_theme = path.starts_with("assets/");
        assert!(
            is_theme || ["sub/real.png", "sub/inside.png", "social.png"].contains(&path),
            "{path}"
        );
    }
    // No page has an address above the site, of this machine, or of another by `file:` or a share.
    for (name, bytes) in &found {
        if !is_page(name) || !name.starts_with("out/") {
            continue;
        }
        let page = String::from_utf8_lossy(bytes);
        let depth = name.matches('/').count() - 1;
        for address in addresses(&page) {
            let lower = address.to_lowercase();
            let up = lower.matches("../").count();
            assert!(up <= depth, "{name}: {address}");
            let is_local = ["file:", "/", "\\", "c:"]
                .iter()
                .any(|start| lower.starts_with(start));
            assert!(!is_local || name == "out/404.html", "{name}: {address}");
            assert!(!address.contains(['\\', '\0', '\n']), "{name}: {address}");
        }
    }
}

const PRIVATE_FILES: [&str; 20] = [
    ".env",
    ".ENV",
    ".env.local",
    ".git/config",
    ".ssh/id_ed25519",
    ".obsidian/workspace.json",
    ".hidden.png",
    ".htpasswd",
    "id_rsa",
    "ID_RSA",
    "id_rsa.pub",
    "server.pem",
    "Server.PEM",
    "server.pem.bak",
    "a.key",
    "a.key~",
    "prod.env",
    "store.kdbx",
    "credentials.json",
    "secrets.yaml",
];

#[test]
fn files_that_look_private_are_not_copied_and_that_is_said() {
    let mut folder = Folder::new().file("site/good.md", "# goodnote\n");
    let mut note = String::from("# links\n\n");
    for file in PRIVATE_FILES {
        folder = folder.file(&format!("site/sub/{file}"), SECRET);
        let _ = writeln!(
            note,
            "[l]({file}) ![]({file}) ![[sub/{file}]] <img src=\"./x/../{file}\"> [e](%2e/{file})\n"
        );
    }
    folder.write("site/sub/links.md", note);
    let found = everything(&folder, "site");
    says_nothing_of(&found, SECRET);
    for file in PRIVATE_FILES {
        let name = format!("out/sub/{file}");
        assert!(!found.contains_key(&name), "{name}");
    }
    let ran = folder.run(&["check", "site", "--format", "json"]);
    let told = ran.out.matches("\"withheld-file\"").count();
    assert_eq!(told, PRIVATE_FILES.len() * 5, "{}", ran.out);
    assert!(!ran.out.contains("broken-link") && !ran.out.contains("missing-image"));
}

#[test]
fn names_of_notes_are_no_names_of_private_files() {
    let folder = Folder::new().file(
        "site/a.md",
        "[[.NET]] [l](credentials.md) [m](../site/no.md) [n](./none.png)\n",
    );
    let ran = folder.run(&["check", "site", "--format", "json"]);
    assert!(!ran.out.contains("withheld-file"), "{}", ran.out);
}

/// A link in another writing of a name leads to the file as it is called, and copies it once.
#[test]
fn other_cases_of_a_name_lead_to_the_same_file() {
    let folder = Folder::new().file("site/Img/Pic.PNG", png(2, 2)).file(
        "site/a.md",
        "![](img/pic.png) ![](IMG/PIC.PNG) ![](Img/Pic.PNG) ![](../SITE/Img/Pic.PNG)\n",
    );
    let ran = folder.run(&["build", "site", "-o", "out"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let tree = folder.tree("out");
    let pictures: Vec<&String> = tree
        .keys()
        .filter(|path| path.to_lowercase().ends_with("pic.png"))
        .collect();
    assert_eq!(pictures, ["Img/Pic.PNG"]);
    let page = folder.read("out/a.html");
    assert_eq!(page.matches("src=\"Img/Pic.PNG\"").count(), 3, "{page}");
}

/// The same for letters with accents in one piece or in two, as macOS writes them.
#[test]
fn names_in_another_form_lead_to_the_same_file() {
    let folder = Folder::new()
        .file("site/caf\u{e9}.png", png(2, 2))
        .file("site/nin\u{303}o.md", "# Ni\u{f1}o\n")
        .file(
            "site/a.md",
            "![](cafe\u{301}.png) ![](caf\u{e9}.png) ![](cafe%CC%81.png) ![[cafe\u{301}.png]] [n](ni\u{f1}o.md) [[ni\u{f1}o]]\n",
        );
    let ran = folder.run(&["build", "site", "-o", "out", "--strict"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let tree = folder.tree("out");
    let pictures: Vec<&String> = tree.keys().filter(|path| path.contains("caf")).collect();
    assert_eq!(pictures, ["caf\u{e9}.png"]);
    let page = folder.read("out/a.html");
    assert_eq!(page.matches("<img src=\"caf").count(), 4, "{page}");
    assert_eq!(page.matches("class=\"broken\"").count(), 0, "{page}");
}
