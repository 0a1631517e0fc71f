//! A server on this machine that answers as a test wants, well or badly.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// Path and query, as sent.
    pub(crate) path: String,
    /// Lines in small letters.
    pub(crate) headers: Vec<String>,
}

/// A server; it answers until the tests end.
pub(crate) struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    connections: Arc<AtomicUsize>,
}

impl Server {
    /// Serves each connection on a thread of its own, one request each.
    pub(crate) fn start(answer: impl Fn(&Asked, &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let server = Self {
            address: listener.local_addr().expect("an address"),
            asked: Arc::default(),
            connections: Arc::default(),
        };
        let asked = Arc::clone(&server.asked);
        let connections = Arc::clone(&server.connections);
        let answer = Arc::new(answer);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                connections.fetch_add(1, Ordering::SeqCst);
                let (asked, answer) = (Arc::clone(&asked), Arc::clone(&answer));
                std::thread::spawn(move || {
                    if let Some(request) = read(&stream) {
                        asked.lock().expect("no panic").push(request.clone());
                        answer(&request, &mut stream);
                    }
                });
            }
        });
        server
    }

    /// The address of a path on it.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The same by name, which is another host to those who count hosts.
    pub(crate) fn url_by_name(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.address.port())
    }

    /// The requests so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no panic").clone()
    }

    /// The paths asked for so far, sorted.
    pub(crate) fn paths(&self) -> Vec<String> {
        let mut paths: Vec<_> = self.asked().into_iter().map(|asked| asked.path).collect();
        paths.sort();
        paths
    }

    /// How many connections there were.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

fn read(stream: &TcpStream) -> Option<Asked> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next()?.ok()?;
    let mut words = first.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let headers = lines
        .map_while(Result::ok)
        .take_while(|line| !line.is_empty())
        .map(|line| line.to_lowercase())
        .collect();
    Some(Asked {
        method,
        path,
        headers,
    })
}

/// Sends a whole answer; a client that has gone away is no fault.
pub(crate) fn send(stream: &mut TcpStream, status: &str, headers: &str, body: &[u8]) {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n"
    );
    send_raw(stream, &[head.as_bytes(), body].concat());
}

/// Sends bytes as they are.
pub(crate) fn send_raw(stream: &mut TcpStream, bytes: &[u8]) {
    let _ = stream.write_all(bytes);
}

/// Redirects to an address.
pub(crate) fn redirect(stream: &mut TcpStream, to: &str) {
    send(stream, "302 Found", &format!("location: {to}\r\n"), b"");
}

/// Longer than any test waits for an answer.
pub(crate) fn stall() {
    std::thread::sleep(Duration::from_secs(20));
}

/// A whole PNG of this size, with `more` bytes of nothing in it.
pub(crate) fn whole_png(width: u32, height: u32, more: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |name: &[u8], data: &[u8]| {
        bytes.extend(
            u32::try_from(data.len())
                .expect("a small image")
                .to_be_bytes(),
        );
        bytes.extend(name);
        bytes.extend(data);
        bytes.extend([0; 4]);
    };
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    chunk(b"IHDR", &[size.as_slice(), &[8, 6, 0, 0, 0]].concat());
    chunk(b"tEXt", &vec![b'x'; more]);
    chunk(b"IEND", b"");
    bytes
}
