//! What open pages are told by `inkstone serve`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use inkstone::serve::{LOOPBACK, Live, Server, Stop};
use serde_json::Value;

use crate::folder::Folder;

const LONG: Duration = Duration::from_secs(30);

struct Running {
    folder: Folder,
    live: Arc<Live>,
    port: u16,
    stop: Stop,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    fn new(folder: Folder) -> Self {
        let (server, live) = Server::live(LOOPBACK, 0).unwrap();
        live.set_folder(Some(&folder.join("site")));
        let port = port_of(&server.url());
        Self {
            folder,
            live,
            port,
            stop: server.stop(),
            thread: Some(thread::spawn(move || server.run())),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.stop();
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

fn port_of(url: &str) -> u16 {
    let port = url.trim().trim_end_matches('/').rsplit(':').next().unwrap();
    port.parse().unwrap()
}

fn site() -> Running {
    let folder = Folder::new()
        .file(
            "site/index.html",
            "<!doctype html><head><title>x</title></head>home",
        )
        .file("site/404.html", "<head></head>none")
        .file("site/a.css", "<head>");
    Running::new(folder)
}

/// Asks, with `headers` as whole lines after the host.
fn ask(port: u16, target: &str, headers: &str) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    let head = format!("GET {target} HTTP/1.1\r\nHost: localhost:{port}\r\n{headers}\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

fn get(port: u16, target: &str) -> String {
    let mut text = String::new();
    ask(port, target, "").read_to_string(&mut text).unwrap();
    text
}

/// A stream of events that is being read.
struct Events {
    reader: BufReader<TcpStream>,
    id: String,
}

impl Events {
    fn new(port: u16, query: &str, headers: &str) -> Self {
        let stream = ask(port, &format!("/.inkstone/events{query}"), headers);
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        let mut head = String::new();
        while line != "\r\n" {
            line.clear();
            assert!(reader.read_line(&mut line).unwrap() > 0, "{head}");
            head += &line;
        }
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        assert!(head.contains("text/event-stream"), "{head}");
        Self {
            reader,
            id: String::new(),
        }
    }

    /// The data of the next event.
    fn next(&mut self) -> Value {
        let mut line = String::new();
        loop {
            line.clear();
            assert!(self.reader.read_line(&mut line).unwrap() > 0, "it ended");
            if let Some(id) = line.strip_prefix("id: ") {
                id.trim().clone_into(&mut self.id);
            }
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str(data).unwrap();
            }
        }
    }

    /// The next event that tells of files.
    fn changed(&mut self) -> Value {
        loop {
            let event = self.next();
            if event.get("generation").is_some() {
                return event;
            }
        }
    }
}

/// The generation that a page begins with.
fn mark(page: &str) -> &str {
    let (_, after) = page
        .split_once("/.inkstone/live.js?from=")
        .expect("a script");
    after.split('"').next().unwrap()
}

#[test]
fn pages_get_one_script_and_are_the_same_else() {
    let site = site();
    for (target, status) in [("/", "200"), ("/index.html", "200"), ("/none", "404")] {
        let answer = get(site.port, target);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with(&format!("HTTP/1.1 {status}")), "{head}");
        assert!(
            head.contains(&format!("Content-Length: {}\r\n", body.len())),
            "{head}"
        );
        let tag = format!(
            "<script src=\"/.inkstone/live.js?from={}\" defer></script>",
            mark(body)
        );
        let file = if status == "200" { "index" } else { "404" };
        let file = site.folder.read(&format!("site/{file}.html"));
        assert_eq!(body.replacen(&tag, "", 1), file);
        assert!(body.contains(&format!("<head>{tag}")), "{body}");
    }
    assert!(get(site.port, "/a.css").ends_with("\r\n\r\n<head>"));
    let script = get(site.port, "/.inkstone/live.js?from=x");
    assert!(script.contains("text/javascript") && script.contains("EventSource"));
}

#[test]
fn without_a_site_there_is_a_page_all_the_same() {
    let site = site();
    site.live.set_folder(None);
    let answer = get(site.port, "/a/b.html");
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert!(
        answer.contains("<script src=\"/.inkstone/live.js"),
        "{answer}"
    );
}

#[test]
fn changes_are_told_and_none_is_missed() {
    let site = site();
    let page = get(site.port, "/");
    // Between the page and its first look.
    site.live.changed(&["early.html".to_owned()]);
    let mut events = Events::new(site.port, &format!("?from={}", mark(&page)), "");
    assert_eq!(
        events.changed()["changed"],
        serde_json::json!(["early.html"])
    );
    site.live
        .changed(&["a.html".to_owned(), "search/core.js".to_owned()]);
    let event = events.changed();
    assert_eq!(
        event["changed"],
        serde_json::json!(["a.html", "search/core.js"])
    );
    assert_eq!(event["generation"], 2);
    let id = events.id.clone();
    drop(events);
    site.live.changed(&["b.html".to_owned()]);
    site.live.changed(&["c.html".to_owned()]);
    let mut events = Events::new(site.port, "?from=x", &format!("Last-Event-ID: {id}\r\n"));
    assert_eq!(
        events.changed()["changed"],
        serde_json::json!(["b.html", "c.html"])
    );
    // The page of another run knows nothing of this one.
    let mut events = Events::new(site.port, "?from=other-3", "");
    assert_eq!(events.changed()["all"], true);
}

#[test]
fn only_pages_of_this_server_are_told() {
    let site = site();
    let port = site.port;
    let status = |headers: &str| {
        let mut line = String::new();
        let stream = ask(port, "/.inkstone/events", headers);
        BufReader::new(stream).read_line(&mut line).unwrap();
        line.split(' ').nth(1).unwrap().to_owned()
    };
    assert_eq!(status(""), "200");
    assert_eq!(
        status(&format!("Origin: http://localhost:{port}\r\n")),
        "200"
    );
    assert_eq!(status("Sec-Fetch-Site: same-origin\r\n"), "200");
    for headers in [
        "Origin: http://evil.example\r\n".to_owned(),
        "Origin: null\r\n".to_owned(),
        format!("Origin: http://127.0.0.1:{port}\r\n"),
        format!("Origin: https://localhost:{port}\r\n"),
        format!("Origin: http://localhost:{port}\r\nOrigin: http://evil.example\r\n"),
        "Sec-Fetch-Site: cross-site\r\n".to_owned(),
        "Sec-Fetch-Site: same-site\r\n".to_owned(),
        "Host: evil.example\r\n".to_owned(),
    ] {
        assert_eq!(status(&headers), "403", "{headers}");
    }
}

#[test]
fn pages_that_listen_take_nothing_from_readers() {
    let site = site();
    let streams: Vec<Events> = (0..64).map(|_| Events::new(site.port, "", "")).collect();
    // As many as are told at once; one more is refused until another goes.
    let mut refused = String::new();
    ask(site.port, "/.inkstone/events", "")
        .read_to_string(&mut refused)
        .unwrap();
    assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
    for _ in 0..100 {
        assert!(get(site.port, "/").starts_with("HTTP/1.1 200"));
    }
    drop(streams);
    let started = Instant::now();
    loop {
        let mut line = String::new();
        BufReader::new(ask(site.port, "/.inkstone/events", ""))
            .read_line(&mut line)
            .unwrap();
        if line.starts_with("HTTP/1.1 200") {
            break;
        }
        assert!(
            started.elapsed() < LONG,
            "those who left still have their places"
        );
        thread::sleep(Duration::from_millis(50));
    }
}

/// `inkstone serve`, with what it prints to standard error.
struct Program {
    child: Child,
    port: u16,
    errors: Receiver<String>,
}

impl Program {
    fn new(folder: &Folder, args: &[&str]) -> Self {
        let args = [&["serve", "--port", "0", "--timings"], args].concat();
        let mut child = folder
            .command(&args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let errors = lines(child.stderr.take().unwrap());
        let out = lines(child.stdout.take().unwrap());
        let port = loop {
            let line = out.recv_timeout(LONG).expect("an address");
            if let Some(url) = line.split(' ').find(|word| word.starts_with("http://")) {
                break port_of(url);
            }
        };
        // It goes on printing.
        thread::spawn(move || out.iter().for_each(drop));
        Self {
            child,
            port,
            errors,
        }
    }

    fn builds_so_far(&self) -> usize {
        self.errors
            .try_iter()
            .filter(|line| line.starts_with("total "))
            .count()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    lines
}

fn notes() -> Folder {
    Folder::new()
        .file("site.toml", "lang = \"en\"\n")
        .file("content/a.md", "# A\n\nfirst\n")
        .file("content/b.md", "# B\n\n[gone](none.md)\n")
}

#[test]
fn an_edit_is_served_and_told() {
    let folder = notes();
    let program = Program::new(&folder, &[]);
    let page = get(program.port, "/a.html");
    assert!(page.contains("first"));
    let mut events = Events::new(
        program.port,
        &format!("?from={}&page=a.html", mark(&page)),
        "",
    );
    folder.write("content/a.md", "# A\n\nsecond\n");
    let event = events.changed();
    let paths: Vec<&str> = event["changed"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert!(
        paths.contains(&"a.html") && !paths.contains(&"b.html"),
        "{paths:?}"
    );
    assert!(get(program.port, "/a.html").contains("second"));
    assert!(!folder.read("public/a.html").contains("live.js"));
}

#[test]
fn building_causes_no_build_and_neither_does_a_touch() {
    let folder = notes();
    let program = Program::new(&folder, &["--report", "report.json"]);
    let page = get(program.port, "/a.html");
    let mut events = Events::new(program.port, &format!("?from={}", mark(&page)), "");
    let text = folder.read("content/a.md");
    folder.write("content/a.md", &text);
    thread::sleep(Duration::from_millis(1500));
    let builds = program.builds_so_far();
    assert!((1..=4).contains(&builds), "{builds} builds");
    folder.write("content/b.md", "# B\n\nother\n");
    // The first that is told of after the site itself: the touch was nothing.
    let event = events.changed();
    assert_eq!(event["generation"], 2);
    assert!(
        event["changed"]
            .as_array()
            .unwrap()
            .contains(&"b.html".into())
    );
}

#[test]
fn a_page_is_told_what_was_found_in_its_note() {
    let folder = notes();
    let program = Program::new(&folder, &["--editor", "x://open{path}:{line}:{col}"]);
    let mut events = Events::new(program.port, "?page=b.html", "");
    let event = loop {
        let event = events.next();
        if event.get("ok").is_some() {
            break event;
        }
    };
    let found = &event["warning"][0];
    assert_eq!(event["ok"], true, "{event}");
    assert_eq!(
        (&found["path"], &found["line"]),
        (&"content/b.md".into(), &3.into())
    );
    let edit = found["edit"].as_str().unwrap();
    assert!(
        edit.starts_with("x://open/") && edit.ends_with("/content/b.md:3:1"),
        "{edit}"
    );
    let mut events = Events::new(program.port, "?page=a.html", "");
    let event = loop {
        let event = events.next();
        if event.get("ok").is_some() {
            break event;
        }
    };
    assert_eq!(event["warning"], serde_json::json!([]), "{event}");
}

#[test]
fn a_site_that_cannot_be_built_is_served_when_it_can() {
    let folder = notes().file("site.toml", "lang = 3\n");
    let program = Program::new(&folder, &[]);
    let page = get(program.port, "/");
    assert!(page.starts_with("HTTP/1.1 503"), "{page}");
    let mut events = Events::new(program.port, &format!("?from={}", mark(&page)), "");
    let event = events.next();
    assert_eq!(event["ok"], false, "{event}");
    assert_eq!(event["error"][0]["path"], "site.toml");
    assert_eq!(event["error"][0]["line"], 1);
    folder.write("site.toml", "lang = \"en\"\n");
    events.changed();
    assert_eq!(events.next()["ok"], true);
    assert!(get(program.port, "/").starts_with("HTTP/1.1 200"));
    // And back: what was there stays.
    folder.write("site.toml", "lang = \n");
    let event = events.next();
    assert_eq!(event["ok"], false, "{event}");
    assert!(get(program.port, "/a.html").contains("first"));
}

#[test]
fn a_folder_that_is_refused_as_output_is_not_served() {
    let folder = notes().file("mine/secret.txt", "SECRET");
    let program = Program::new(&folder, &["-o", "mine"]);
    let answer = get(program.port, "/secret.txt");
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert!(!answer.contains("SECRET"));
}
