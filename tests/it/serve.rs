//! The server, asked over real sockets.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use inkstone::serve::{LOOPBACK, Server, Stop};

use crate::folder::Folder;

struct Running {
    folder: Folder,
    port: u16,
    stop: Stop,
    thread: Option<JoinHandle<()>>,
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Running {
    fn new(folder: Folder) -> Self {
        let server = Server::bind(&folder.join("site"), LOOPBACK, 0).unwrap();
        let url = server.url();
        let port = url
            .trim_end_matches('/')
            .rsplit(':')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        let stop = server.stop();
        let thread = Some(thread::spawn(move || server.run()));
        Self {
            folder,
            port,
            stop,
            thread,
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        stream
    }

    /// Sends `request` as it is, `PORT` replaced, and reads until the server closes.
    fn raw(&self, request: &str) -> Answer {
        let mut stream = self.connect();
        stream
            .write_all(request.replace("PORT", &self.port.to_string()).as_bytes())
            .unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .expect("a head");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer {
            status,
            head,
            body: bytes[end + 4..].to_vec(),
        }
    }

    fn get(&self, target: &str) -> Answer {
        self.raw(&format!(
            "GET {target} HTTP/1.1\r\nHost: localhost:PORT\r\nConnection: close\r\n\r\n"
        ))
    }
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
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

fn site() -> Running {
    let folder = Folder::new()
        .file("secret.txt", "SECRET")
        .file("site/index.html", "home")
        .file("site/404.html", "not here")
        .file("site/笔记/a b.html", "note")
        .file("site/笔记/index.html", "notes")
        .file("site/a.css", "css")
        .file("site/a.js", "js")
        .file("site/a.svg", "<svg/>")
        .file("site/a.woff2", "font")
        .file("site/manifest.webmanifest", "{}")
        .file("site/.inkstone-manifest.json", "{}");
    Running::new(folder)
}

#[test]
fn pages_with_their_types() {
    let site = site();
    let home = site.get("/");
    assert_eq!((home.status, home.text()), (200, "home"));
    for (target, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/a.css", "text/css; charset=utf-8"),
        ("/a.js?v=1", "text/javascript; charset=utf-8"),
        ("/a.svg", "image/svg+xml"),
        ("/a.woff2", "font/woff2"),
        ("/manifest.webmanifest", "application/manifest+json"),
    ] {
        let answer = site.get(target);
        assert_eq!(answer.status, 200, "{target}");
        assert_eq!(answer.header("Content-Type"), Some(kind), "{target}");
        assert_eq!(answer.header("Cache-Control"), Some("no-store"), "{target}");
        // Data files are scripts, which any page could else load from here.
        let policy = answer.header("Cross-Origin-Resource-Policy");
        assert_eq!(policy, Some("same-origin"), "{target}");
        assert_eq!(
            answer.header("Content-Length").unwrap(),
            answer.body.len().to_string(),
            "{target}"
        );
        let cors = answer.head.to_lowercase().contains("access-control");
        assert!(!cors, "{}", answer.head);
    }
    let note = site.get("/%E7%AC%94%E8%AE%B0/a%20b.html#x");
    assert_eq!((note.status, note.text()), (200, "note"));
    let folder = site.get("/%E7%AC%94%E8%AE%B0?x");
    assert_eq!(
        (folder.status, folder.header("Location")),
        (302, Some("/%E7%AC%94%E8%AE%B0/"))
    );
    assert_eq!(site.get("/%E7%AC%94%E8%AE%B0/").text(), "notes");
}

#[test]
fn what_is_not_there() {
    let site = site();
    let answer = site.get("/none.html");
    assert_eq!((answer.status, answer.text()), (404, "not here"));
    std::fs::remove_file(site.folder.join("site/404.html")).unwrap();
    assert_eq!(site.get("/none.html").status, 404);
}

#[test]
fn head_sends_no_body_and_other_methods_are_refused() {
    let site = site();
    let head = site.raw("HEAD / HTTP/1.1\r\nHost: localhost:PORT\r\nConnection: close\r\n\r\n");
    assert_eq!(
        (head.status, head.body.len(), head.header("Content-Length")),
        (200, 0, Some("4"))
    );
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND"] {
        let request =
            format!("{method} / HTTP/1.1\r\nHost: localhost:PORT\r\nConnection: close\r\n\r\n");
        let answer = site.raw(&request);
        assert_eq!(answer.status, 405, "{method}");
        assert_eq!(answer.header("Allow"), Some("GET, HEAD"));
    }
}

#[test]
fn only_requests_that_name_this_server() {
    let site = site();
    let ask = |headers: &str| {
        site.raw(&format!(
            "GET / HTTP/1.1\r\n{headers}Connection: close\r\n\r\n"
        ))
        .status
    };
    for host in [
        "localhost:PORT",
        "127.0.0.1:PORT",
        "[::1]:PORT",
        "LOCALHOST:PORT",
    ] {
        assert_eq!(ask(&format!("Host: {host}\r\n")), 200, "{host}");
    }
    for host in [
        "evil.example:PORT",
        "evil.example",
        "localhost",
        "localhost:1",
        "127.0.0.1.evil.example:PORT",
        "",
    ] {
        assert_eq!(ask(&format!("Host: {host}\r\n")), 403, "{host}");
    }
    assert_eq!(ask(""), 403);
    assert_eq!(ask("Host: localhost:PORT\r\nHost: evil.example\r\n"), 403);
}

#[test]
fn nothing_outside_the_folder() {
    let site = site();
    #[cfg(unix)]
    std::os::unix::fs::symlink(
        site.folder.join("secret.txt"),
        site.folder.join("site/link.txt"),
    )
    .unwrap();
    for target in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/..%2Fsecret.txt",
        "/..%5Csecret.txt",
        "/x/../../secret.txt",
        "/link.txt",
        "/a.css%00.html",
        "/.inkstone-manifest.json",
        "//etc/passwd",
        "/%c0%ae%c0%ae/secret.txt",
    ] {
        let answer = site.get(target);
        assert!(
            matches!(answer.status, 404 | 400),
            "{target}: {}",
            answer.head
        );
        assert!(!answer.text().contains("SECRET"), "{target}");
    }
}

#[test]
fn a_slow_reader_holds_up_no_other() {
    let folder = Folder::new()
        .file("site/index.html", "home")
        .file("site/big.bin", vec![0; 32 << 20]);
    let site = Running::new(folder);
    // Readers who ask for much and take nothing, and some who do not even finish asking.
    let slow: Vec<TcpStream> = (0..6)
        .map(|number| {
            let mut stream = site.connect();
            let request = format!(
                "GET /big.bin HTTP/1.1\r\nHost: localhost:{}\r\n\r\n",
                site.port
            );
            let sent = if number < 4 { request.len() } else { 10 };
            stream.write_all(&request.as_bytes()[..sent]).unwrap();
            stream
        })
        .collect();
    let started = Instant::now();
    let answers: Vec<u16> = thread::scope(|scope| {
        let asked: Vec<_> = (0..16)
            .map(|_| scope.spawn(|| site.get("/").status))
            .collect();
        asked
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert_eq!(answers, [200; 16]);
    assert!(started.elapsed() < Duration::from_secs(10));
    drop(slow);
}

#[test]
fn a_port_in_use_is_said() {
    let folder = Folder::new().file("a.md", "# a");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let ran = folder.run(&["serve", "--port", &port]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.err
            .contains(&format!("port {port} of 127.0.0.1 cannot be used")),
        "{ran:?}"
    );
    assert!(ran.err.contains("--port 0"), "{ran:?}");
}

#[test]
fn serve_builds_and_prints_its_address() {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;
    let folder = Folder::new()
        .file("site.toml", "lang = \"en\"\n")
        .file("content/x.txt", "asset");
    let mut child = folder
        .command(&["serve", "--port", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines
        .map_while(Result::ok)
        .find(|line| line.starts_with("serving "))
        .unwrap();
    let port = line
        .trim_start_matches("serving http://127.0.0.1:")
        .split('/')
        .next()
        .unwrap()
        .to_owned();
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    write!(
        stream,
        "GET /none HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
}

#[test]
fn serve_goes_on_whatever_it_finds_and_says_so() {
    let folder = Folder::new().file("a.md", "# A\n");
    let ran = folder.run(&["serve", "--port", "0", "--strict"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("check --strict"), "{ran:?}");
    let help = folder.run(&["serve", "--help"]);
    assert!(!help.out.contains("--strict"), "{help:?}");
}
