//! `inkstone check --external`, against a server of our own.

use crate::loopback::{Server, redirect, send};
use crate::project::Project;

#[test]
fn dead_links_are_named_with_their_places() {
    let server =
        Server::start(
            |asked, stream| match (asked.method.as_str(), asked.path.as_str()) {
                (_, "/dead") => send(stream, "404 Not Found", "", b""),
                (_, "/shy") => send(stream, "403 Forbidden", "", b""),
                ("HEAD", "/only-get") => send(stream, "405 Method Not Allowed", "", b""),
                (_, "/moved") => redirect(stream, "/fine"),
                ("HEAD", _) => send(stream, "200 OK", "", b""),
                _ => send(stream, "200 OK", "", b"text"),
            },
        );
    let url = |path: &str| server.url(path);
    let text = format!(
        "[a]({}) [b]({})\n\n[c]({}) [d]({}#x)\n\n[e]({}) [f]({}) [g](mailto:a@example.org)\n\n![图]({})\n",
        url("/fine"),
        url("/dead"),
        url("/dead"),
        url("/fine"),
        url("/only-get"),
        url("/moved"),
        url("/shy"),
    );
    let site = Project::new()
        .config("lang = \"en\"\n")
        .note("a.md", &text)
        .on_disk();
    let (code, said) = site.run("check", &[]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(
        server.connections(),
        0,
        "nothing is asked unless that is asked for"
    );
    let arguments = ["--external", "--allow-private", "--timeout", "5"];
    let (code, said) = site.run("check", &arguments);
    assert_eq!(code, 0, "{said}");
    for finding in [
        "content/a.md:1:34: warning[dead-link]",
        "content/a.md:3:1: warning[dead-link]",
        "hint[unsure-link]",
    ] {
        assert!(said.contains(finding), "{finding}: {said}");
    }
    assert_eq!(said.matches("[dead-link]").count(), 2, "{said}");
    assert_eq!(said.matches("[unsure-link]").count(), 1, "{said}");
    let asked: Vec<String> = server
        .asked()
        .iter()
        .map(|asked| format!("{} {}", asked.method, asked.path))
        .collect();
    let count = |what: &str| asked.iter().filter(|it| *it == what).count();
    // Once for itself, and once where another leads.
    assert_eq!(count("HEAD /fine"), 2, "{asked:?}");
    assert_eq!(count("GET /fine"), 0, "{asked:?}");
    assert_eq!(
        (count("HEAD /dead"), count("GET /dead")),
        (1, 1),
        "{asked:?}"
    );
    let (code, _) = site.run("check", &[&arguments[..], &["--strict"]].concat());
    assert_eq!(code, 1);
}

#[test]
fn without_a_network_no_link_is_called_dead() {
    let site = Project::new()
        .config("lang = \"en\"\n")
        .note(
            "a.md",
            "[a](http://127.0.0.1:1/) [b](http://localhost:1/x)\n",
        )
        .on_disk();
    let (code, said) = site.run("check", &["--external", "--allow-private"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(said.matches("[unsure-link]").count(), 2, "{said}");
    assert!(!said.contains("[dead-link]"), "{said}");
}

#[test]
fn machines_beside_this_one_are_left_alone() {
    let server = Server::start(|_, stream| send(stream, "200 OK", "", b""));
    let site = Project::new()
        .note("a.md", &format!("[a]({})\n", server.url("/")))
        .on_disk();
    let (code, said) = site.run("check", &["--external", "--format", "json"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("\"unsure-link\""), "{said}");
    assert_eq!(server.connections(), 0);
}
