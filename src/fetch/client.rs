//! One question to another machine, with limits of time, size and place.

use std::io::Read;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use ::url::Url;
use ureq::http::{Response, Uri};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body, config::Config};

use super::address::{is_public, redirected};
use super::{Failure, Kind};

/// How many redirections are followed.
const MOST_REDIRECTS: usize = 5;
/// How long a machine may take to be found, and to be reached.
const CONNECT: Duration = Duration::from_secs(10);

/// What a [`Client`] does not go beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of an image.
    pub bytes: u64,
    /// How long one address may take in all.
    pub time: Duration,
    /// Whether machines may be asked that are not of the open network.
    pub private: bool,
}

/// Asks other machines. Sends no cookie, no referrer and no password, keeps nothing between questions, and uses no proxy: the
/// machine whose address was checked is the one that it connects to.
#[derive(Debug)]
pub struct Client {
    agent: Agent,
    limits: Limits,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    Get,
    Head,
}

impl Client {
    /// A client with these limits.
    pub fn new(limits: Limits) -> Self {
        let config = Config::builder()
            .http_status_as_error(false)
            // Redirections are followed here, so that each address is looked at.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .timeout_resolve(Some(CONNECT))
            .timeout_connect(Some(CONNECT))
            .max_idle_connections(0)
            .max_idle_connections_per_host(0)
            .user_agent(concat!("inkstone/", env!("CARGO_PKG_VERSION")))
            .build();
        let resolver = Checked {
            private: limits.private,
            names: DefaultResolver::default(),
        };
        Self {
            agent: Agent::with_parts(config, DefaultConnector::default(), resolver),
            limits,
        }
    }

    /// The image at an address: its bytes and what kind it is by them.
    pub fn image(&self, address: &Url) -> Result<(Kind, Vec<u8>), Failure> {
        let mut answer = self.follow(Method::Get, address, self.end())?;
        let status = answer.status().as_u16();
        if status != 200 {
            return Err(Failure::Status(status));
        }
        let too_large = Failure::TooLarge(self.limits.bytes);
        let body = answer.body_mut();
        if body
            .content_length()
            .is_some_and(|length| length > self.limits.bytes)
        {
            return Err(too_large);
        }
        let mut bytes = Vec::new();
        body.as_reader()
            .take(self.limits.bytes.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| failure(ureq::Error::from(error)))?;
        if bytes.len() as u64 > self.limits.bytes {
            return Err(too_large);
        }
        Ok((Kind::of(&bytes)?, bytes))
    }

    /// Whether there is something at an address. Asks for the head first, and for the rest, unread, if that is not answered well.
    pub fn ask(&self, address: &Url) -> Result<(), Failure> {
        let end = self.end();
        let ask = |method| {
            let status = self.follow(method, address, end)?.status();
            if status.is_success() {
                Ok(())
            } else {
                Err(Failure::Status(status.as_u16()))
            }
        };
        match ask(Method::Head) {
            Err(Failure::Status(_) | Failure::Broken | Failure::Timeout | Failure::Redirects) => {
                ask(Method::Get)
            }
            result => result,
        }
    }

    /// When a question that begins now has to be answered.
    fn end(&self) -> Instant {
        Instant::now() + self.limits.time
    }

    /// Asks, and goes where redirections lead.
    fn follow(
        &self,
        method: Method,
        address: &Url,
        end: Instant,
    ) -> Result<Response<Body>, Failure> {
        let mut address = address.clone();
        for _ in 0..=MOST_REDIRECTS {
            let answer = self.once(method, &address, end)?;
            if !matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
                return Ok(answer);
            }
            let Some(location) = answer.headers().get("location") else {
                return Ok(answer);
            };
            // Some servers write letters that no header may hold; browsers read them as UTF-8.
            let location = String::from_utf8_lossy(location.as_bytes());
            address = redirected(&address, &location)?;
        }
        Err(Failure::Redirects)
    }

    fn once(&self, method: Method, address: &Url, end: Instant) -> Result<Response<Body>, Failure> {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Failure::Timeout);
        }
        let request = match method {
            Method::Get => self.agent.get(address.as_str()),
            Method::Head => self.agent.head(address.as_str()),
        };
        let request = request.config().timeout_global(Some(left)).build();
        request.call().map_err(failure)
    }
}

fn failure(error: ureq::Error) -> Failure {
    use std::io::ErrorKind;
    match error {
        ureq::Error::Timeout(_) => Failure::Timeout,
        ureq::Error::HostNotFound => Failure::NoHost,
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => Failure::BadAddress,
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) | ureq::Error::Pem(_) => Failure::Insecure,
        ureq::Error::ConnectionFailed => Failure::NoConnection,
        ureq::Error::Io(error) => match error.kind() {
            ErrorKind::TimedOut | ErrorKind::WouldBlock => Failure::Timeout,
            // What the library of secure connections finds wrong comes so.
            ErrorKind::InvalidData => Failure::Insecure,
            ErrorKind::UnexpectedEof
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe => Failure::Broken,
            _ => Failure::NoConnection,
        },
        ureq::Error::Other(error) => error
            .downcast::<NotPublic>()
            .map_or(Failure::Broken, |refused| Failure::Private(refused.0)),
        _ => Failure::Broken,
    }
}

/// Finds the addresses of a host and leaves out those that are not of the open network. Only what it returns is connected to,
/// so no second look-up can give another answer.
#[derive(Debug)]
struct Checked {
    private: bool,
    names: DefaultResolver,
}

/// The address of a host all of whose addresses were left out.
#[derive(Debug)]
struct NotPublic(IpAddr);

impl std::fmt::Display for NotPublic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} is not of the open network", self.0)
    }
}

impl std::error::Error for NotPublic {}

impl Resolver for Checked {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = match self.names.resolve(uri, config, timeout) {
            // What systems say of names that do not exist differs.
            Err(ureq::Error::Io(_)) => return Err(ureq::Error::HostNotFound),
            found => found?,
        };
        let mut allowed = self.empty();
        for address in &found {
            if self.private || is_public(address.ip()) {
                allowed.push(*address);
            }
        }
        match found.first() {
            Some(first) if allowed.is_empty() => {
                Err(ureq::Error::Other(Box::new(NotPublic(first.ip()))))
            }
            _ => Ok(allowed),
        }
    }
}
