//! `inkstone fetch`, against a server of our own: what it asks, how much at once, and what it refuses.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::loopback::{Server, redirect, send, send_raw, stall, whole_png};
use crate::project::{OnDisk, Project, files_below};

pub(crate) const REMOTE: &str = ".inkstone/remote";

/// Fetches with the options that these tests need, and those given.
pub(crate) fn fetch(site: &OnDisk, arguments: &[&str]) -> (i32, String) {
    site.run("fetch", &[&["--allow-private"], arguments].concat())
}

pub(crate) fn note(addresses: &[String]) -> OnDisk {
    let images: Vec<String> = addresses
        .iter()
        .map(|address| format!("![图](<{address}>)"))
        .collect();
    Project::new().note("a.md", &images.join("\n\n")).on_disk()
}

pub(crate) fn record(site: &OnDisk) -> String {
    std::fs::read_to_string(site.root().join(REMOTE).join("images.json")).unwrap_or_default()
}

/// The copies, by name.
pub(crate) fn copies(site: &OnDisk) -> Vec<String> {
    let mut files = files_below(&site.root().join(REMOTE));
    files.retain(|name| !["images.json", ".lock", ".gitattributes"].contains(&name.as_str()));
    files
}

pub(crate) fn images() -> Server {
    Server::start(|asked, stream| {
        let size = asked.path.bytes().map(u32::from).sum();
        send(stream, "200 OK", "", &whole_png(size, 40, 0));
    })
}

#[test]
fn nothing_private_is_connected_to() {
    let server = images();
    let site = note(&[server.url("/a.png"), server.url_by_name("/b.png")]);
    let (code, said) = site.run("fetch", &["--strict"]);
    assert_eq!(code, 1, "{said}");
    assert_eq!(server.connections(), 0);
    assert!(said.contains("a.md:1:1: "), "{said}");
    assert!(said.contains("a.md:3:1: "), "{said}");
    assert!(said.contains("127.0.0.1"), "{said}");
    assert_eq!(copies(&site), [""; 0]);
    // Warnings fail no run that does not ask for it.
    assert_eq!(site.run("fetch", &[]).0, 0);
    // The page is as it was without all this.
    assert!(site.build().page("a").contains(&server.url("/a.png")));
}

#[test]
fn no_spelling_of_this_machine_gets_through() {
    let server = images();
    let port = server.url("/a.png").replace("http://127.0.0.1", "");
    let hosts = [
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "0.0.0.0",
        "localhost.",
        "LOCALHOST",
        "１２７.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
    ];
    let site = note(&hosts.map(|host| format!("http://{host}{port}")));
    let (code, said) = site.run("fetch", &["--strict"]);
    assert_eq!(code, 1, "{said}");
    assert_eq!(server.connections(), 0, "{said}");
    assert_eq!(said.matches("[dead-image]").count(), hosts.len(), "{said}");
}

#[test]
fn redirections_are_followed_to_where_they_may() {
    let server = Server::start(|asked, stream| match asked.path.as_str() {
        "/moved.png" => redirect(stream, "/a%20b.png?x=1"),
        "/utf8" => redirect(stream, "/图.png"),
        "/loop" => redirect(stream, "/loop"),
        "/file" => redirect(stream, "file:///etc/passwd"),
        "/secret" => redirect(stream, "http://me:secret@127.0.0.1/x.png"),
        "/nowhere" => send(stream, "302 Found", "", b""),
        _ => send(stream, "200 OK", "", &whole_png(4, 4, 0)),
    });
    let paths = [
        "/moved.png",
        "/utf8",
        "/loop",
        "/file",
        "/secret",
        "/nowhere",
    ];
    let site = note(&paths.map(|path| server.url(path)));
    let (code, said) = fetch(&site, &["--jobs", "1"]);
    assert_eq!(code, 0, "{said}");
    let asked = server.paths();
    assert_eq!(asked.iter().filter(|path| *path == "/loop").count(), 6);
    assert!(asked.contains(&"/a%20b.png?x=1".to_owned()), "{asked:?}");
    assert!(asked.contains(&"/%E5%9B%BE.png".to_owned()), "{asked:?}");
    for (line, reason) in [
        (5, "too many redirections"),
        (7, "cannot be asked"),
        (9, "cannot be asked"),
        (11, "status 302"),
    ] {
        let place = format!("a.md:{line}:1: ");
        let finding = said.lines().find(|it| it.contains(&place));
        assert!(
            finding.is_some_and(|it| it.contains(reason)),
            "{line}: {said}"
        );
    }
    assert_eq!(copies(&site).len(), 1, "two addresses, one content");
}

#[test]
fn stalls_end() {
    let server = Server::start(|asked, stream| match asked.path.as_str() {
        "/silent" => stall(),
        "/head" => {
            send_raw(stream, b"HTTP/1.1 200 OK\r\ncontent-");
            stall();
        }
        "/drip" => {
            send_raw(
                stream,
                b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n\x89PNG",
            );
            for _ in 0..100 {
                send_raw(stream, b"x");
                std::thread::sleep(Duration::from_millis(100));
            }
        }
        _ => send(stream, "200 OK", "", &whole_png(4, 4, 0)),
    });
    let site = note(&["/silent", "/head", "/drip", "/good.png"].map(|path| server.url(path)));
    let started = Instant::now();
    let (code, said) = site.run("fetch", &["--allow-private", "--timeout", "1", "--strict"]);
    assert!(started.elapsed() < Duration::from_secs(15), "{said}");
    assert_eq!(code, 1, "{said}");
    assert_eq!(said.matches("too long").count(), 3, "{said}");
    assert_eq!(copies(&site).len(), 1);
    // What may have been a bad moment is asked again.
    let before = server.connections();
    fetch(&site, &["--timeout", "1"]);
    assert_eq!(server.connections(), before + 3);
}

#[test]
fn lies_about_types_and_sizes_are_found_out() {
    let server = Server::start(|asked, stream| {
        let image = whole_png(4, 4, 0);
        let claim = |length: usize, kind: &str| {
            format!("HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n")
        };
        let pieces = |head: &str, body: &[u8]| [head.as_bytes(), body].concat();
        match asked.path.as_str() {
            // An image, whatever it is called.
            "/page.html" => send(stream, "200 OK", "content-type: text/html\r\n", &image),
            "/html.png" => send(
                stream,
                "200 OK",
                "content-type: image/png\r\n",
                b"<!doctype html><title>404</title>",
            ),
            "/less.png" => send_raw(stream, &pieces(&claim(30, "image/png"), &image)),
            "/more.png" => send_raw(stream, &pieces(&claim(9_999, "image/png"), &image)),
            "/huge.png" => send_raw(stream, &pieces(&claim(5_000_000, "image/png"), &image)),
            "/bomb.png" => {
                send_raw(
                    stream,
                    b"HTTP/1.1 200 OK\r\ncontent-type: image/png\r\n\r\n",
                );
                for _ in 0..1_000 {
                    send_raw(stream, &[0; 10_000]);
                }
            }
            "/script.svg" => send(
                stream,
                "200 OK",
                "",
                b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            ),
            "/good.svg" => send(
                stream,
                "200 OK",
                "",
                b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='8'/>",
            ),
            _ => send_raw(stream, b"not http\r\n\r\n"),
        }
    });
    let paths = [
        "/page.html",
        "/html.png",
        "/less.png",
        "/more.png",
        "/huge.png",
        "/bomb.png",
        "/script.svg",
        "/good.svg",
        "/noise.png",
    ];
    let site = note(&paths.map(|path| server.url(path)));
    let (code, said) = fetch(&site, &["--max-size", "1"]);
    assert_eq!(code, 0, "{said}");
    for (path, failed) in [
        ("/html.png", "not-an-image"),
        ("/less.png", "cut-short"),
        ("/more.png", "broken"),
        ("/huge.png", "too-large 1000000"),
        ("/bomb.png", "too-large 1000000"),
        ("/script.svg", "active-svg"),
        ("/noise.png", "broken"),
    ] {
        let entry = format!(
            "\"{}\": {{\n      \"failed\": \"{failed}\"",
            server.url(path)
        );
        assert!(record(&site).contains(&entry), "{path}: {}", record(&site));
    }
    let kept: Vec<String> = copies(&site);
    let has = |ending| kept.iter().any(|name| name.ends_with(ending));
    assert!(kept.len() == 2 && has(".png") && has(".svg"), "{kept:?}");
    let page = site.build().page("a");
    assert!(page.contains("width=\"9\" height=\"8\""), "{page}");
}

#[test]
fn the_dead_are_left_in_peace_until_asked_for() {
    let server = Server::start(|asked, stream| match asked.path.as_str() {
        "/404.png" => send(stream, "404 Not Found", "", &whole_png(4, 4, 0)),
        "/410.png" => send(stream, "410 Gone", "", b""),
        "/500.png" => send(stream, "500 Internal Server Error", "", b""),
        _ => send(stream, "200 OK", "", &whole_png(4, 4, 0)),
    });
    let site = note(&["/404.png", "/410.png", "/500.png", "/x.png"].map(|path| server.url(path)));
    let (code, said) = fetch(&site, &[]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(server.connections(), 4);
    let first = record(&site);
    for status in [404, 410, 500] {
        assert!(
            first.contains(&format!("\"failed\": \"status {status}\"")),
            "{first}"
        );
        assert!(said.contains(&format!("status {status}")), "{said}");
    }
    let (_, said) = fetch(&site, &[]);
    assert_eq!(
        server.paths()[4..].len(),
        1,
        "only the one that may come back"
    );
    assert!(
        said.contains("a.md:1:1: "),
        "dead ones are told each time: {said}"
    );
    assert_eq!(record(&site), first, "the same answers, the same record");
    fetch(&site, &["--again"]);
    assert_eq!(server.connections(), 8);
    fetch(&site, &["--refresh"]);
    assert_eq!(server.connections(), 10);
}

#[test]
fn a_run_that_was_killed_is_taken_up() {
    let server = Server::start(|asked, stream| {
        if asked.path == "/stall.png" {
            stall();
        }
        let size = asked.path.bytes().map(u32::from).sum();
        send(stream, "200 OK", "", &whole_png(size, 7, 0));
    });
    let paths = ["/a.png", "/b.png", "/cc.png", "/stall.png"];
    let site = note(&paths.map(|path| server.url(path)));
    let mut run = Command::new(env!("CARGO_BIN_EXE_inkstone"))
        .args(["fetch", "--allow-private", "--jobs", "1"])
        .arg(site.root())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs");
    let end = Instant::now() + Duration::from_secs(15);
    while record(&site).matches("sha256").count() < 3 {
        assert!(Instant::now() < end, "{}", record(&site));
        std::thread::sleep(Duration::from_millis(20));
    }
    run.kill().expect("it still waits");
    run.wait().expect("it ends");
    std::fs::write(site.root().join(REMOTE).join("x.part"), "half").expect("a file");
    let before = server.connections();
    let (code, said) = fetch(&site, &["--timeout", "1"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(
        server.connections(),
        before + 1,
        "only what was missing: {said}"
    );
    assert_eq!(copies(&site).len(), 3);
}

#[test]
fn few_at_once() {
    let now = AtomicUsize::new(0);
    let most = Arc::new(AtomicUsize::new(0));
    let server = Server::start({
        let most = Arc::clone(&most);
        move |asked, stream| {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(10));
            // Over before the other side can know it, and ask for more.
            now.fetch_sub(1, Ordering::SeqCst);
            let size = asked.path.bytes().map(u32::from).sum();
            send(stream, "200 OK", "", &whole_png(size, 3, 0));
        }
    });
    let paths = || (0..100).map(|at| format!("/{at}.png"));
    let mut all: Vec<String> = paths().map(|path| server.url(&path)).collect();
    all.extend(paths().map(|path| server.url_by_name(&path)));
    let site = note(&all);
    let (code, said) = fetch(&site, &["--jobs", "3"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(record(&site).matches("sha256").count(), 200);
    assert_eq!(server.connections(), 200);
    let at_once = most.swap(0, Ordering::SeqCst);
    assert!((2..=3).contains(&at_once), "{at_once}");
    // One host is asked twice at once, however many may be asked.
    let one_host: Vec<String> = paths().map(|path| server.url(&path)).collect();
    fetch(&note(&one_host), &["--jobs", "16"]);
    let at_once = most.load(Ordering::SeqCst);
    assert!((1..=2).contains(&at_once), "{at_once}");
}

#[test]
fn private_notes_ask_for_nothing() {
    let server = images();
    let text = format!("---\ndraft: true\n---\n![x]({})\n", server.url("/a.png"));
    let site = Project::new().note("a.md", &text).on_disk();
    let (code, said) = fetch(&site, &[]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(server.connections(), 0);
    assert!(
        !site.root().join(".inkstone").exists(),
        "no folder for nothing"
    );
    fetch(&site, &["--drafts"]);
    assert_eq!(server.connections(), 1);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_symbolic_link() {
    let server = images();
    let site = note(&[server.url("/a.png")]);
    let elsewhere = site.root().with_file_name("elsewhere");
    std::fs::create_dir(&elsewhere).expect("a folder");
    std::os::unix::fs::symlink(&elsewhere, site.root().join(".inkstone")).expect("a link");
    let (code, said) = fetch(&site, &[]);
    assert_eq!(code, 1, "{said}");
    assert_eq!(files_below(&elsewhere), [""; 0]);
    assert_eq!(server.connections(), 0);
}
