//! What `inkstone fetch` keeps, and what builds and exports make of it.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::fetch::{REMOTE, copies, fetch, images, note, record};
use crate::loopback::{Server, send, whole_png};
use crate::project::{OnDisk, Project};

#[test]
fn a_site_is_whole_without_its_hosts() {
    let server = images();
    let address = server.url("/a.png");
    let site = note(&[address.clone(), address.clone()]);
    let (code, said) = fetch(&site, &[]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(server.paths(), ["/a.png"], "one address is asked once");
    let headers = server.asked()[0].headers.join("\n");
    let version = env!("CARGO_PKG_VERSION");
    assert!(
        headers.contains(&format!("user-agent: inkstone/{version}")),
        "{headers}"
    );
    for private in ["referer", "cookie", "authorization"] {
        assert!(!headers.contains(private), "{headers}");
    }
    let [name] = copies(&site).try_into().expect("one copy");
    let built = site.build();
    let page = built.page("a");
    assert!(!page.contains("127.0.0.1"), "{page}");
    assert!(
        !page.contains("https:"),
        "the policy opens no other host: {page}"
    );
    assert!(page.contains(&format!("src=\"remote/{name}\"")), "{page}");
    assert!(page.contains("width=\"515\" height=\"40\""), "{page}");
    assert_eq!(
        built.bytes(&format!("remote/{name}")),
        whole_png(515, 40, 0)
    );
    assert_eq!(built.diagnostics(), [""; 0]);
    assert_eq!(built.report().images.total, 2);
    assert_eq!(built.report().images.missing, 0);
}

#[test]
fn a_copy_outlives_its_original() {
    let server = Server::start({
        let first = AtomicBool::new(true);
        move |_, stream| {
            if first.swap(false, Ordering::SeqCst) {
                send(stream, "200 OK", "", &whole_png(4, 4, 0));
            } else {
                send(stream, "404 Not Found", "", b"");
            }
        }
    });
    let site = note(&[server.url("/x.png")]);
    fetch(&site, &[]);
    let before = record(&site);
    let (code, said) = fetch(&site, &["--refresh", "--strict"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(record(&site), before);
    assert_eq!(copies(&site).len(), 1);
}

#[test]
fn addresses_as_people_write_them() {
    let server = images();
    let written = [
        server.url("/图 片/1.png?a=中&b=%E4%B8%AD#part"),
        server.url("/%E5%9B%BE%20%E7%89%87/1.png?a=%E4%B8%AD&b=%E4%B8%AD"),
        server.url("/a.png#one"),
        server.url("/a.png#two"),
    ];
    let mut text = written.map(|url| format!("![x](<{url}>)")).join("\n\n");
    for more in [
        format!("<img src=\"{}\">", server.url("/h.png?x=1&amp;y=2")),
        format!("![[{}]]", server.url("/w.png")),
        format!("[link]({})", server.url("/link.png")),
    ] {
        text.push_str("\n\n");
        text.push_str(&more);
    }
    let site = Project::new().note("a.md", &text).on_disk();
    fetch(&site, &[]);
    assert_eq!(
        server.paths(),
        [
            "/%E5%9B%BE%20%E7%89%87/1.png?a=%E4%B8%AD&b=%E4%B8%AD",
            "/a.png",
            "/h.png?x=1&y=2",
            "/w.png",
        ],
        "no fragment, no link, each once"
    );
    let page = site.build().page("a");
    assert_eq!(page.matches("src=\"remote/").count(), 6, "{page}");
    assert!(!page.contains("src=\"http"), "{page}");
}

#[test]
fn what_no_note_links_goes_on_request() {
    let server = images();
    let site = note(&[server.url("/a.png"), server.url("/bb.png")]);
    fetch(&site, &[]);
    assert_eq!(copies(&site).len(), 2);
    site.write("a.md", &format!("![x]({})\n", server.url("/a.png")));
    std::fs::write(site.root().join(REMOTE).join("mine.png"), "x").expect("a file");
    fetch(&site, &[]);
    assert_eq!(copies(&site).len(), 3);
    assert!(record(&site).contains("/bb.png"));
    let (code, said) = fetch(&site, &["--prune"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(copies(&site).len(), 2, "files of others stay");
    assert!(!record(&site).contains("/bb.png"));
    assert_eq!(server.connections(), 2);
}

#[test]
fn copies_of_private_notes_are_not_pruned() {
    let server = images();
    let text = format!(
        "---\ndraft: true\n---\n![]({})\n",
        server.url("/private.png")
    );
    let site = Project::new()
        .note("a.md", &format!("![]({})\n", server.url("/a.png")))
        .note("b.md", &text)
        .on_disk();
    fetch(&site, &["--drafts"]);
    assert_eq!(copies(&site).len(), 2);
    fetch(&site, &["--prune"]);
    assert_eq!(copies(&site).len(), 2);
}

#[test]
fn a_damaged_copy_is_as_none_and_comes_anew() {
    let server = images();
    let site = note(&[server.url("/a.png")]);
    fetch(&site, &[]);
    let file = site.root().join(REMOTE).join(&copies(&site)[0]);
    let good = std::fs::read(&file).expect("a copy");
    let mut bad = good.clone();
    bad[30] ^= 1;
    std::fs::write(&file, bad).expect("a file");
    let (code, said) = site.run("check", &[]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("[damaged-copy]"), "{said}");
    fetch(&site, &[]);
    assert_eq!(std::fs::read(&file).expect("a copy"), good);
    std::fs::remove_file(&file).expect("the copy");
    let built = site.build();
    assert_eq!(built.diagnostics(), ["a.md:1:1: warning[damaged-copy]"]);
    assert!(built.page("a").contains("src=\"http://127.0.0.1"));
    assert!(
        built
            .page("a")
            .contains("img-src 'self' data: https: http:")
    );
}

#[test]
fn a_record_that_cannot_be_read_loses_nothing() {
    let site = Project::new()
        .note("a.md", "![x](https://example.org/x.png)\n")
        .root_file(".inkstone/remote/images.json", "{")
        .on_disk();
    let (code, said) = fetch(&site, &[]);
    assert_eq!(code, 1, "{said}");
    assert_eq!(record(&site), "{");
    assert!(!site.root().join(REMOTE).join(".lock").exists());
    let built = site.build();
    assert_eq!(
        built.diagnostics(),
        [".inkstone/remote/images.json:1:1: warning[bad-fetch-record]"]
    );
}

#[test]
fn a_note_or_folder_called_remote_is_no_trouble() {
    let server = images();
    let site = Project::new()
        .config("")
        .note("a.md", &format!("![x]({})\n", server.url("/a.png")))
        .note("remote/b.md", "# b\n\n![x](y.png) [f](../remote.txt)\n")
        .file("remote/y.png", whole_png(2, 2, 0))
        .file("remote.txt", "x")
        .on_disk();
    let (code, said) = fetch(&site, &[]);
    assert_eq!(code, 0, "{said}");
    let name = copies(&site).remove(0);
    let built = site.build();
    assert!(built.has(&format!("remote/{name}")));
    assert!(built.has("remote/b.html") && built.has("remote/y.png") && built.has("remote.txt"));
}

#[test]
fn the_same_copies_make_the_same_site() {
    let server = images();
    let site = note(&["/a.png", "/b.png"].map(|path| server.url(path)));
    fetch(&site, &["--jobs", "1"]);
    let twin = note(&["/a.png", "/b.png"].map(|path| server.url(path)));
    fetch(&twin, &["--jobs", "4"]);
    assert_eq!(record(&site), record(&twin));
    let bytes = |site: OnDisk| -> Vec<(String, Vec<u8>)> {
        let built = site.build();
        let files = built.all_files().into_iter();
        files
            .map(|path| (path.clone(), built.bytes(&path)))
            .collect()
    };
    assert_eq!(bytes(site), bytes(twin));
}

#[test]
fn cards_for_anki_hold_the_copies() {
    let server = images();
    let text = format!(
        "# q\n\n## 什么是卷积？\n\n图如下，说明卷积是怎样进行的。\n\n![x]({})\n",
        server.url("/a.png")
    );
    let site = Project::new().note("a.md", &text).on_disk();
    fetch(&site, &[]);
    let file = site
        .root()
        .parent()
        .unwrap_or(Path::new(""))
        .join("cards.txt");
    let status = Command::new(env!("CARGO_BIN_EXE_inkstone"))
        .args(["export", "anki-tsv", "-o"])
        .arg(&file)
        .arg(site.root())
        .status()
        .expect("the program runs");
    assert!(status.success());
    let cards = std::fs::read_to_string(&file).expect("a file of cards");
    assert!(
        cards.contains("src=\"\"inkstone-") || cards.contains("src=\"inkstone-"),
        "{cards}"
    );
    assert!(!cards.contains("127.0.0.1"), "{cards}");
}
