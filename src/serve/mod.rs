//! A server for looking at a built site on the same machine.
//!
//! It answers on the loopback address only, and only requests that name it as their host, so that no other site can
//! read notes through the reader's browser (DNS rebinding). GET and HEAD only; nothing outside the folder is ever sent,
//! whatever a path or a symbolic link says. Several threads answer, so that one slow reader holds up no other.

mod file;

use std::fs::File;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tiny_http::{Header, Method, Request, Response};

use file::Found;

/// Threads that answer requests.
const WORKERS: usize = 8;

/// A server that is bound to its port.
pub struct Server {
    http: Arc<tiny_http::Server>,
    address: SocketAddr,
    folder: PathBuf,
}

/// Ends a server's [`Server::run`] from another thread.
#[derive(Clone)]
pub struct Stop(Arc<tiny_http::Server>);

impl Stop {
    /// Lets requests under way end and takes no more.
    pub fn stop(&self) {
        for _ in 0..WORKERS {
            self.0.unblock();
        }
    }
}

impl Server {
    /// Binds to `port` of 127.0.0.1, or to a free one if it is 0, to serve `folder`.
    pub fn bind(folder: &Path, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let address = listener.local_addr()?;
        let http = tiny_http::Server::from_listener(listener, None).map_err(io::Error::other)?;
        Ok(Self {
            http: Arc::new(http),
            address,
            folder: folder.to_owned(),
        })
    }

    /// The address of the site's home page.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// A handle that ends [`Server::run`].
    pub fn stop(&self) -> Stop {
        Stop(Arc::clone(&self.http))
    }

    /// Answers requests until stopped.
    pub fn run(self) {
        std::thread::scope(|scope| {
            for _ in 0..WORKERS {
                scope.spawn(|| {
                    // An error here is a request to stop.
                    while let Ok(request) = self.http.recv() {
                        // A reader who has gone away is no fault.
                        let _ = self.answer(request);
                    }
                });
            }
        });
    }

    fn answer(&self, request: Request) -> io::Result<()> {
        if !self.is_asked(&request) {
            return refuse(request, 403, "This server answers to localhost only.\n");
        }
        if !matches!(request.method(), Method::Get | Method::Head) {
            let allow = header("Allow", "GET, HEAD");
            let text = Response::from_string("GET and HEAD only.\n").with_status_code(405);
            return request.respond(text.with_header(allow));
        }
        match file::find(&self.folder, request.url()) {
            Found::File(path) => send(request, 200, &path),
            Found::Folder(location) => {
                let moved = Response::empty(302).with_header(header("Location", &location));
                request.respond(moved.with_header(header("Cache-Control", "no-store")))
            }
            Found::Nothing => match file::find(&self.folder, "/404.html") {
                Found::File(path) => send(request, 404, &path),
                _ => refuse(request, 404, "Not found.\n"),
            },
        }
    }

    /// Whether the request names this server as its host, once.
    fn is_asked(&self, request: &Request) -> bool {
        let mut hosts = request
            .headers()
            .iter()
            .filter(|header| header.field.equiv("Host"));
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            return false;
        };
        let host = host.value.as_str().to_ascii_lowercase();
        let port = self.address.port();
        ["localhost", "127.0.0.1", "[::1]"]
            .into_iter()
            .any(|name| host == format!("{name}:{port}") || (port == 80 && host == name))
    }
}

fn send(request: Request, status: u16, path: &Path) -> io::Result<()> {
    let Ok(file) = File::open(path) else {
        return refuse(request, 404, "Not found.\n");
    };
    let response = Response::from_file(file)
        // A length instead of pieces: what is sent is what was on disk.
        .with_chunked_threshold(usize::MAX)
        .with_status_code(status)
        .with_header(header("Content-Type", file::content_type(path)))
        .with_header(header("Cache-Control", "no-store"))
        .with_header(header("X-Content-Type-Options", "nosniff"));
    request.respond(response)
}

fn refuse(request: Request, status: u16, text: &str) -> io::Result<()> {
    let response = Response::from_string(text).with_status_code(status);
    request.respond(response.with_header(header("Cache-Control", "no-store")))
}

/// A header of ASCII that holds no line end: names and values here are literals or percent-encoded.
fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).unwrap_or_else(|()| unreachable!("headers are ASCII: {name}"))
}
