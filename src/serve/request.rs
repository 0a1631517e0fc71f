//! The head of an HTTP request, as far as a server of files needs it.

use std::io::{self, Read};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// The most bytes of a head.
const MAX_HEAD: usize = 32 << 10;
/// The longest time that a head may take to arrive.
const MAX_TIME: Duration = Duration::from_secs(10);
/// The same while there are many connections.
const MAX_TIME_IN_CROWD: Duration = Duration::from_secs(1);
/// How often it is looked whether there are many.
const PAUSE: Duration = Duration::from_millis(250);

/// What was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Request {
    /// The method.
    pub(super) method: String,
    /// The target as it stands in the request line.
    pub(super) target: String,
    /// The value of each `Host` header.
    pub(super) hosts: Vec<String>,
    /// The value of each `Origin` header.
    pub(super) origins: Vec<String>,
    /// The value of `Sec-Fetch-Site`, which browsers alone can set.
    pub(super) fetch_site: Option<String>,
    /// The value of `Last-Event-ID`.
    pub(super) last_event: Option<String>,
}

impl Request {
    /// The target without what stands behind `?`.
    pub(super) fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }
}

/// Reads a head; `None` if it is not one, too long, or too slow. Fails if the connection does. While `is_crowded` says so, others
/// wait for this connection to end.
pub(super) fn read(
    stream: &mut TcpStream,
    is_crowded: impl Fn() -> bool,
) -> io::Result<Option<Request>> {
    let started = Instant::now();
    let mut head = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let limit = if is_crowded() {
            MAX_TIME_IN_CROWD
        } else {
            MAX_TIME
        };
        let Some(left) = limit
            .checked_sub(started.elapsed())
            .filter(|left| !left.is_zero())
        else {
            return Ok(None);
        };
        stream.set_read_timeout(Some(left.min(PAUSE)))?;
        let length = match stream.read(&mut piece) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(length) => length,
            // Nothing has come; the limit of time is looked at above.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::Interrupted
                        | io::ErrorKind::WouldBlock
                        | io::ErrorKind::TimedOut
                ) =>
            {
                continue;
            }
            Err(error) => return Err(error),
        };
        // The end may have come in two pieces.
        let from = head.len().saturating_sub(3);
        head.extend_from_slice(&piece[..length]);
        if let Some(end) = head[from..]
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
        {
            return Ok(parse(&head[..from + end]));
        }
        if head.len() > MAX_HEAD {
            return Ok(None);
        }
    }
}

fn parse(head: &[u8]) -> Option<Request> {
    let head = std::str::from_utf8(head).ok()?;
    let mut lines = head.split("\r\n");
    let mut words = lines.next()?.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    let is_token =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    if words.next().is_some()
        || !is_token(method)
        || !is_token(target)
        || !version.starts_with("HTTP/1.")
    {
        return None;
    }
    let mut request = Request {
        method: method.to_owned(),
        target: target.to_owned(),
        ..Request::default()
    };
    for line in lines {
        let (name, value) = line.split_once(':')?;
        if !is_token(name) || value.contains(['\r', '\n', '\0']) {
            return None;
        }
        let value = value.trim_matches([' ', '\t']).to_owned();
        match name.to_ascii_lowercase().as_str() {
            "host" => request.hosts.push(value),
            "origin" => request.origins.push(value),
            "sec-fetch-site" => request.fetch_site = Some(value),
            "last-event-id" => request.last_event = Some(value),
            _ => {}
        }
    }
    Some(request)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        let request = parse(b"GET /a?b HTTP/1.1\r\nhOsT: \tlocalhost:1 \r\nX: y").unwrap();
        assert_eq!(
            (request.method.as_str(), request.target.as_str()),
            ("GET", "/a?b")
        );
        assert_eq!(request.hosts, ["localhost:1"]);
    }

    #[test]
    fn what_is_no_head() {
        for head in [
            &b""[..],
            b"GET /",
            b"GET / HTTP/2",
            b"GET  / HTTP/1.1",
            b"GET / x HTTP/1.1",
            b"GET /\xff HTTP/1.1",
            b"GET /\xe7\xac\x94 HTTP/1.1",
            b"GET / HTTP/1.1\r\nHost : a",
            b"GET / HTTP/1.1\r\nHost",
            b"GET / HTTP/1.1\r\n Host: a",
            b"GET / HTTP/1.1\r\nHost: a\nHost: b",
            b"GET / HTTP/1.1\nHost: a",
        ] {
            assert_eq!(parse(head), None, "{}", String::from_utf8_lossy(head));
        }
    }
}
