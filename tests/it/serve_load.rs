//! The server under load, and in front of clients that mean no good.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use inkstone::serve::{IpAddr, LOOPBACK, Server, Stop};

use crate::folder::Folder;

struct Running {
    folder: Folder,
    host: IpAddr,
    port: u16,
    stop: Stop,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    fn new(host: IpAddr) -> Self {
        let folder = Folder::new()
            .file("secret.txt", "SECRET")
            .file("site/index.html", "home")
            .file("site/404.html", "not here")
            .file("site/a/b.html", "b".repeat(40_000))
            .file("site/.inkstone-manifest.json", "SECRET");
        let server = Server::bind(&folder.join("site"), host, 0).unwrap();
        let port = server
            .url()
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
            host,
            port,
            stop,
            thread,
        }
    }

    fn connect(&self) -> TcpStream {
        let host = if self.host.is_unspecified() {
            LOOPBACK
        } else {
            self.host
        };
        let stream = TcpStream::connect((host, self.port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_mins(1)))
            .unwrap();
        stream
    }

    /// Sends bytes as they are, and gives back what comes until the server closes; what came before a reset counts.
    fn raw(&self, request: &[u8]) -> String {
        let mut stream = self.connect();
        // The server may have heard enough before all is sent.
        let _ = stream.write_all(request);
        let _ = stream.shutdown(Shutdown::Write);
        let mut answer = Vec::new();
        let mut piece = [0; 4096];
        loop {
            match stream.read(&mut piece) {
                Ok(0) => break,
                Ok(length) => answer.extend_from_slice(&piece[..length]),
                Err(error) if error.kind() == ErrorKind::ConnectionReset => break,
                Err(error) => panic!("{error}"),
            }
        }
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, target: &str, host: &str) -> String {
        let host = host.replace("PORT", &self.port.to_string());
        self.raw(format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes())
    }

    /// Fails if the server does not answer as it should.
    #[track_caller]
    fn is_well(&self) {
        let answer = self.get("/", "localhost:PORT");
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.ends_with("\r\n\r\nhome"),
            "{answer}"
        );
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

#[test]
fn ten_thousand_requests_two_hundred_at_once() {
    let site = Running::new(LOOPBACK);
    let big = "b".repeat(40_000);
    let expected = [
        ("/", "HTTP/1.1 200 OK", "home"),
        ("/a/b.html", "HTTP/1.1 200 OK", big.as_str()),
        ("/none", "HTTP/1.1 404 Not Found", "not here"),
        ("/%2e%2e/secret.txt", "HTTP/1.1 404 Not Found", "not here"),
        ("/a", "HTTP/1.1 302 Found", "302 Found\n"),
    ];
    let right = AtomicUsize::new(0);
    thread::scope(|scope| {
        for client in 0..200 {
            let (site, right) = (&site, &right);
            scope.spawn(move || {
                for round in 0..50 {
                    let (target, status, body) = expected[(client + round) % expected.len()];
                    let answer = site.get(target, "localhost:PORT");
                    let (head, text) = answer.split_once("\r\n\r\n").unwrap_or_default();
                    assert!(head.starts_with(status) && text == body, "{target}: {head}");
                    right.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
    });
    assert_eq!(right.into_inner(), 10_000);
}

#[test]
fn clients_that_never_finish_asking_hold_up_no_other() {
    let site = Running::new(LOOPBACK);
    let mut slow: Vec<TcpStream> = (0..300).map(|_| site.connect()).collect();
    let started = std::sync::Barrier::new(2);
    thread::scope(|scope| {
        let started = &started;
        scope.spawn(move || {
            for round in 0..12 {
                for stream in &mut slow {
                    let _ = stream.write_all(b"G");
                }
                if round == 0 {
                    started.wait();
                }
                thread::sleep(Duration::from_millis(250));
            }
        });
        started.wait();
        for _ in 0..20 {
            site.is_well();
        }
    });
}

#[test]
fn heads_without_end_are_refused() {
    let site = Running::new(LOOPBACK);
    let host = format!("Host: localhost:{}\r\n", site.port);
    let long = "a".repeat(1 << 20);
    for request in [
        format!("GET /{long} HTTP/1.1\r\n{host}\r\n"),
        format!("GET / HTTP/1.1\r\n{host}X: {long}\r\n\r\n"),
        format!("GET / HTTP/1.1\r\n{host}{}\r\n", "X: y\r\n".repeat(200_000)),
        format!("{long} / HTTP/1.1\r\n{host}\r\n"),
        format!("GET / HTTP/1.1\r\n{host}{long}"),
        long.clone(),
    ] {
        let answer = site.raw(request.as_bytes());
        let is_refused = answer.is_empty() || answer.starts_with("HTTP/1.1 400");
        assert!(is_refused, "{}", &answer[..answer.len().min(200)]);
        site.is_well();
    }
}

#[test]
fn one_answer_to_whatever_is_sent_at_once() {
    let site = Running::new(LOOPBACK);
    let good = format!("GET / HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", site.port);
    let secret = format!(
        "GET /../secret.txt HTTP/1.1\r\nHost: localhost:{}\r\n\r\n",
        site.port
    );
    let host = format!("Host: localhost:{}", site.port);
    for (request, status) in [
        (format!("{good}{secret}"), "200"),
        (format!("{good}{good}{good}"), "200"),
        (format!("{good}\0\u{1}\u{fffd}GARBAGE\r\n\r\n"), "200"),
        (format!("{secret}{good}"), "404"),
        (format!("\r\n\r\n{good}"), "400"),
        (format!("\0\0\0\0\r\n\r\n{good}"), "400"),
        // A body is not looked at, whatever is said of its length.
        (
            format!(
                "GET / HTTP/1.1\r\n{host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n{secret}"
            ),
            "200",
        ),
        (
            format!(
                "POST / HTTP/1.1\r\n{host}\r\nContent-Length: 99999999999999999999\r\n\r\n{secret}"
            ),
            "405",
        ),
        (format!("GET / HTTP/1.1\r\n{host}\r\n{host}\r\n\r\n"), "403"),
        (
            format!("GET / HTTP/1.1\r\n{host}\r\nHost: evil.example\r\n\r\n"),
            "403",
        ),
        (
            format!("GET http://evil.example/ HTTP/1.1\r\n{host}\r\n\r\n"),
            "404",
        ),
        (format!("GET / HTTP/0.9\r\n{host}\r\n\r\n"), "400"),
        (
            "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{fc}\u{3}\u{3}\r\n\r\n".to_owned(),
            "400",
        ),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), "400"),
    ] {
        let answer = site.raw(request.as_bytes());
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{request:?}: {answer}"
        );
        assert_eq!(
            answer.matches("HTTP/1.1 ").count(),
            1,
            "{request:?}: {answer}"
        );
        assert!(!answer.contains("SECRET") && !answer.to_lowercase().contains("access-control"));
    }
    site.is_well();
}

#[cfg(unix)]
#[test]
fn links_in_the_output_lead_nowhere() {
    use std::os::unix::fs::symlink;
    let site = Running::new(LOOPBACK);
    let link = |to: &Path, at: &str| symlink(to, site.folder.join("site").join(at)).unwrap();
    link(&site.folder.join("secret.txt"), "link.txt");
    link(site.folder.path(), "up");
    link(Path::new(".."), "above");
    link(Path::new("/"), "top");
    link(Path::new(".inkstone-manifest.json"), "list.txt");
    link(Path::new("loop"), "loop");
    for target in [
        "/link.txt",
        "/up/secret.txt",
        "/above/secret.txt",
        "/top/etc/passwd",
        "/list.txt",
        "/loop",
        "/.inkstone-manifest.json",
        "/%2einkstone-manifest.json",
        "/a/../.inkstone-manifest.json",
        "/a/%2e%2e/%2e%2e/secret.txt",
        "/a/..%5c..%5csecret.txt",
        "/%252e%252e/secret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/..%00/secret.txt",
        "/..;/secret.txt",
        "/\\..\\secret.txt",
    ] {
        let answer = site.get(target, "localhost:PORT");
        assert!(answer.starts_with("HTTP/1.1 404"), "{target}: {answer}");
        assert!(!answer.contains("SECRET"), "{target}");
    }
}

#[track_caller]
fn answers(site: &Running, host: &str, status: &str) {
    let answer = site.get("/", host);
    assert!(
        answer.starts_with(&format!("HTTP/1.1 {status}")),
        "{host}: {answer}"
    );
}

/// Who rebinds a name to the server sends that name; an address cannot be rebound.
#[test]
fn a_server_for_others_answers_to_addresses_and_to_no_names() {
    let site = Running::new("0.0.0.0".parse().unwrap());
    for host in [
        "127.0.0.1:PORT",
        "192.0.2.7:PORT",
        "[2001:db8::1]:PORT",
        "localhost:PORT",
    ] {
        answers(&site, host, "200");
    }
    for host in [
        "evil.example:PORT",
        "127.0.0.1.evil.example:PORT",
        "0x7f.1:PORT",
        "2130706433:PORT",
        "[::1%25x]:PORT",
        "[127.0.0.1]:PORT",
        "::1:PORT",
        "192.0.2.7",
        "192.0.2.7:1",
        "localhost.:PORT",
        "user@127.0.0.1:PORT",
        ":PORT",
    ] {
        answers(&site, host, "403");
    }
}

#[test]
fn a_server_for_one_address_answers_to_that_one() {
    let Ok(listener) = std::net::TcpListener::bind("127.0.0.2:0") else {
        println!(
            "skipped: a_server_for_one_address_answers_to_that_one (127.0.0.2 is not this machine)"
        );
        return;
    };
    drop(listener);
    let site = Running::new("127.0.0.2".parse().unwrap());
    answers(&site, "127.0.0.2:PORT", "200");
    answers(&site, "127.0.0.3:PORT", "403");
    answers(&site, "192.0.2.7:PORT", "403");
    answers(&site, "evil.example:PORT", "403");
}

#[test]
fn serving_others_is_warned_of() {
    use std::io::BufRead as _;
    for (lang, words) in [
        ("en", "warning: with --host 0.0.0.0"),
        ("zh-Hans", "警告：--host 0.0.0.0"),
    ] {
        let folder = Folder::new()
            .file("site.toml", format!("lang = \"{lang}\"\n"))
            .file("content/a.md", "# a\n");
        let mut child = folder
            .command(&["serve", "-q", "--port", "0", "--host", "0.0.0.0"])
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = std::io::BufReader::new(child.stderr.take().unwrap()).lines();
        let warned = said.any(|line| line.is_ok_and(|line| line.starts_with(words)));
        let mut serving = std::io::BufReader::new(child.stdout.take().unwrap()).lines();
        let address = serving.any(|line| line.is_ok_and(|line| line.contains("http://127.0.0.1:")));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(warned && address, "{lang}");
    }
    let folder = Folder::new().file("a.md", "# a\n");
    let ran = folder.run(&["serve", "--host", "example.org"]);
    assert_eq!(ran.code, 2, "{ran:?}");
}
