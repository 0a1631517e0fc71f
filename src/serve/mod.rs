//! A server for looking at a built site on the same machine.
//!
//! It answers on the loopback address unless it is given another, and only requests that name it as their host by an address
//! of its own, so that no other site can read notes through the reader's browser (DNS rebinding). GET and HEAD only; nothing
//! outside the folder is ever sent, whatever a path or a symbolic link says. Each connection has a thread, one request and
//! limits of time and size, so that a slow reader holds up no other. Connections beyond the limit wait.
//!
//! A server that is [`Server::live`] adds one script to the pages it sends, which are else sent as they are on disk, and tells it of
//! changes.

mod file;
mod live;
mod request;

use std::fs::File;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use file::Found;
use request::Request;

pub use live::{Findings, Live};
pub use std::net::IpAddr;

/// The address that only programs on the same machine reach.
pub const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Connections that are answered at a time. A browser opens six.
const MAX_CONNECTIONS: usize = 128;
/// From so many connections on, those that send nothing have less time.
const MANY_CONNECTIONS: usize = 32;
/// Pages that are told of changes at a time, besides.
const MAX_STREAMS: usize = 64;
/// How long a reader may take nothing of what is sent.
const PATIENCE: Duration = Duration::from_secs(30);
/// The same while there are many connections.
const PATIENCE_IN_CROWD: Duration = Duration::from_secs(5);
/// How long is waited for a reader to end a connection that is answered.
const FAREWELL: Duration = Duration::from_secs(1);

/// A server that is bound to its port.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    live: Arc<Live>,
    /// Whether pages are told of changes.
    tells: bool,
    stopped: Arc<AtomicBool>,
    streams: AtomicUsize,
}

/// Ends a server's [`Server::run`] from another thread.
#[derive(Clone, Debug)]
pub struct Stop {
    stopped: Arc<AtomicBool>,
    live: Arc<Live>,
    address: SocketAddr,
}

impl Stop {
    /// Takes no more connections. Those under way end within their limits of time.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        self.live.stop();
        // Wakes the thread that waits for a connection; if none waits, there is nothing to wake.
        let _ = TcpStream::connect(self.address);
    }
}

impl Server {
    /// Binds to `port` of `host`, or to a free port if it is 0, to serve `folder`.
    pub fn bind(folder: &Path, host: IpAddr, port: u16) -> io::Result<Self> {
        Self::new(Some(folder), false, host, port)
    }

    /// The same for a site that is being worked on: pages that are open are told of what the second value is told. It has no folder
    /// to serve before it is given one.
    pub fn live(host: IpAddr, port: u16) -> io::Result<(Self, Arc<Live>)> {
        let server = Self::new(None, true, host, port)?;
        let live = Arc::clone(&server.live);
        Ok((server, live))
    }

    fn new(folder: Option<&Path>, tells: bool, host: IpAddr, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((host, port))?;
        Ok(Self {
            address: listener.local_addr()?,
            listener,
            live: Arc::new(Live::new(folder)),
            tells,
            stopped: Arc::default(),
            streams: AtomicUsize::new(0),
        })
    }

    /// The address of the site's home page, as this machine reaches it.
    pub fn url(&self) -> String {
        format!("http://{}/", self.reachable())
    }

    /// Where this machine reaches the server: one that is bound to every address is at the loopback address too.
    fn reachable(&self) -> SocketAddr {
        let host = match self.address.ip() {
            ip if !ip.is_unspecified() => ip,
            IpAddr::V4(_) => LOOPBACK,
            IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::LOCALHOST),
        };
        SocketAddr::new(host, self.address.port())
    }

    /// A handle that ends [`Server::run`].
    pub fn stop(&self) -> Stop {
        Stop {
            stopped: Arc::clone(&self.stopped),
            live: Arc::clone(&self.live),
            address: self.reachable(),
        }
    }

    /// Answers requests until stopped.
    pub fn run(self) {
        let open = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for stream in self.listener.incoming() {
                if self.stopped.load(Ordering::SeqCst) {
                    break;
                }
                // An error belongs to one connection, or to a lack of file handles that ends by itself.
                let Ok(mut stream) = stream else {
                    std::thread::sleep(Duration::from_millis(10));
                    continue;
                };
                while open.load(Ordering::SeqCst) >= MAX_CONNECTIONS
                    && !self.stopped.load(Ordering::SeqCst)
                {
                    std::thread::sleep(Duration::from_millis(1));
                }
                open.fetch_add(1, Ordering::SeqCst);
                let (server, open) = (&self, &open);
                scope.spawn(move || {
                    // A reader who has gone away is no fault.
                    let _ = server.converse(&mut stream, open);
                });
            }
        });
    }

    /// One request, one answer. The connection is one of `open` as long as it is not one for events.
    fn converse(&self, stream: &mut TcpStream, open: &AtomicUsize) -> io::Result<()> {
        let place = Taken(open);
        let is_crowded = || open.load(Ordering::SeqCst) >= MANY_CONNECTIONS;
        let request = request::read(stream, is_crowded)?;
        let patience = if is_crowded() {
            PATIENCE_IN_CROWD
        } else {
            PATIENCE
        };
        stream.set_write_timeout(Some(patience))?;
        match request {
            Some(request) if self.tells && request.path() == live::EVENTS_PATH => {
                drop(place);
                return self.tell(stream, &request);
            }
            Some(request) => self.answer(stream, &request)?,
            None => refuse(stream, "400 Bad Request", "", true)?,
        }
        stream.shutdown(Shutdown::Write)?;
        take_in_the_rest(stream)
    }

    fn answer(&self, stream: &mut TcpStream, request: &Request) -> io::Result<()> {
        let with_body = request.method != "HEAD";
        if !self.is_asked(request) {
            return refuse(stream, "403 Forbidden", "", with_body);
        }
        if !matches!(request.method.as_str(), "GET" | "HEAD") {
            return refuse(
                stream,
                "405 Method Not Allowed",
                "Allow: GET, HEAD\r\n",
                with_body,
            );
        }
        if self.tells && request.path() == live::SCRIPT_PATH {
            let script = live::SCRIPT.as_bytes();
            return send_bytes(stream, "200 OK", SCRIPT_TYPE, &[script], with_body);
        }
        // Before the file is read: what changes meanwhile is told then, at worst once too often.
        let tag = self.tells.then(|| self.live.tag());
        let tag = tag.as_deref();
        let Some(folder) = self.live.folder() else {
            return send_nothing_yet(stream, tag, with_body);
        };
        match file::find(&folder, &request.target) {
            Found::File(path) => send(stream, "200 OK", &path, tag, with_body),
            Found::Folder(location) => refuse(
                stream,
                "302 Found",
                &format!("Location: {location}\r\n"),
                with_body,
            ),
            Found::Nothing => match file::find(&folder, "/404.html") {
                Found::File(path) => send(stream, "404 Not Found", &path, tag, with_body),
                _ => refuse(stream, "404 Not Found", "", with_body),
            },
        }
    }

    /// Sends events, to pages of this very server alone: others learn not even that something changed.
    fn tell(&self, stream: &mut TcpStream, request: &Request) -> io::Result<()> {
        if !self.is_asked(request) || !is_from(request, &request.hosts[0]) {
            return refuse(stream, "403 Forbidden", "", true);
        }
        if request.method != "GET" {
            return refuse(stream, "405 Method Not Allowed", "Allow: GET\r\n", true);
        }
        let place = Taken(&self.streams);
        if self.streams.fetch_add(1, Ordering::SeqCst) >= MAX_STREAMS {
            return refuse(stream, "503 Service Unavailable", "", true);
        }
        let query = request
            .target
            .split_once('?')
            .map_or("", |(_, query)| query);
        let told = self
            .live
            .stream(stream, query, request.last_event.as_deref());
        drop(place);
        told
    }

    /// Whether the request names this server as its host, once. A server that is bound to every address knows none of them, but
    /// that it is an address: who has rebound a name to it must name that name.
    fn is_asked(&self, request: &Request) -> bool {
        let [host] = &request.hosts[..] else {
            return false;
        };
        let port = self.address.port();
        let name = match host.strip_suffix(&format!(":{port}")) {
            Some(name) => name,
            None if port == 80 => host,
            None => return false,
        };
        let bare = name
            .strip_prefix('[')
            .and_then(|name| name.strip_suffix(']'));
        let ip = match bare {
            Some(name) => name.parse().ok().map(IpAddr::V6),
            None => name.parse().ok().map(IpAddr::V4),
        };
        match ip {
            Some(ip) => {
                let own = self.address.ip();
                ip == own || ip == LOOPBACK || ip == Ipv6Addr::LOCALHOST || own.is_unspecified()
            }
            None => name.eq_ignore_ascii_case("localhost"),
        }
    }
}

/// Reads what is still being sent, for closing on it would take back the answer. Not for long, and not much.
fn take_in_the_rest(stream: &mut TcpStream) -> io::Result<()> {
    let started = Instant::now();
    let mut left = 1 << 20;
    let mut piece = [0; 4096];
    while let Some(time) = FAREWELL
        .checked_sub(started.elapsed())
        .filter(|time| !time.is_zero() && left > 0)
    {
        stream.set_read_timeout(Some(time))?;
        match stream.read(&mut piece)? {
            0 => break,
            length => left -= length.min(left),
        }
    }
    Ok(())
}

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT_TYPE: &str = "text/javascript; charset=utf-8";
const NOTHING_YET: &str = "<!doctype html>\n<html>\n<head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" \
     content=\"default-src 'none'; script-src 'self'; connect-src 'self'\"><meta name=\"viewport\" \
     content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\"><title>Inkstone</title>";
const NOTHING_YET_END: &str = "</head>\n<body></body>\n</html>\n";

/// A place among those that are limited, given back when it is dropped.
struct Taken<'a>(&'a AtomicUsize);

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Whether the page that asks, if it is one, has come from `host`.
fn is_from(request: &Request, host: &str) -> bool {
    let own = format!("http://{host}");
    request
        .origins
        .iter()
        .all(|origin| origin.eq_ignore_ascii_case(&own))
        && request
            .fetch_site
            .as_deref()
            .is_none_or(|site| matches!(site, "same-origin" | "none"))
}

/// Sends a file as it is at this moment, with `tag` in its head if it is a page.
fn send(
    stream: &mut TcpStream,
    status: &str,
    path: &Path,
    tag: Option<&str>,
    with_body: bool,
) -> io::Result<()> {
    if let Some(tag) = tag
        && file::content_type(path) == HTML
    {
        let Ok(html) = std::fs::read(path) else {
            return refuse(stream, "404 Not Found", "", with_body);
        };
        let (before, after) = html.split_at(live::place_of_tag(&html));
        return send_bytes(
            stream,
            status,
            HTML,
            &[before, tag.as_bytes(), after],
            with_body,
        );
    }
    let Ok((file, size)) = File::open(path).and_then(|file| {
        let size = file.metadata()?.len();
        Ok((file, size))
    }) else {
        return refuse(stream, "404 Not Found", "", with_body);
    };
    let headers = "X-Content-Type-Options: nosniff\r\n";
    write_head(stream, status, &file::content_type(path), size, headers)?;
    if with_body {
        io::copy(&mut file.take(size), stream)?;
    }
    Ok(())
}

/// There is no site, for its first build has failed: a page without anything, to which the script brings why.
fn send_nothing_yet(stream: &mut TcpStream, tag: Option<&str>, with_body: bool) -> io::Result<()> {
    let parts = [NOTHING_YET, tag.unwrap_or_default(), NOTHING_YET_END];
    let parts = parts.map(str::as_bytes);
    send_bytes(stream, "503 Service Unavailable", HTML, &parts, with_body)
}

/// Sends what `parts` are together.
fn send_bytes(
    stream: &mut TcpStream,
    status: &str,
    kind: &str,
    parts: &[&[u8]],
    with_body: bool,
) -> io::Result<()> {
    let size = parts.iter().map(|part| part.len() as u64).sum();
    write_head(
        stream,
        status,
        kind,
        size,
        "X-Content-Type-Options: nosniff\r\n",
    )?;
    if with_body {
        for part in parts {
            stream.write_all(part)?;
        }
    }
    Ok(())
}

/// Sends a status with its own words as text.
fn refuse(stream: &mut TcpStream, status: &str, headers: &str, with_body: bool) -> io::Result<()> {
    let text = format!("{status}\n");
    write_head(
        stream,
        status,
        "text/plain; charset=utf-8",
        text.len() as u64,
        headers,
    )?;
    if with_body {
        stream.write_all(text.as_bytes())
    } else {
        Ok(())
    }
}

/// `headers` are whole lines of ASCII: literals, or percent-encoded.
fn write_head(
    stream: &mut TcpStream,
    status: &str,
    kind: &str,
    size: u64,
    headers: &str,
) -> io::Result<()> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {size}\r\n\
         Cache-Control: no-store\r\nCross-Origin-Resource-Policy: same-origin\r\nConnection: close\r\n{headers}\r\n"
    );
    stream.write_all(head.as_bytes())
}
