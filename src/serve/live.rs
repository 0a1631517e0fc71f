//! What open pages are told while a site changes: server-sent events, and the script that listens to them.
//!
//! No page has a queue. What is kept is when each file last changed, counted in generations; a page says which generation it knows,
//! and gets what is newer. So a page that slept, or lost its connection, misses nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::{self, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use percent_encoding::percent_decode_str;
use serde_json::json;

/// Below a name that begins with a dot, where no file of a site is ever served from.
pub(super) const SCRIPT_PATH: &str = "/.inkstone/live.js";
/// The stream of events.
pub(super) const EVENTS_PATH: &str = "/.inkstone/events";
/// The script that pages get while they are served.
pub(super) const SCRIPT: &str = concat!(
    include_str!("live/a-words.js"),
    include_str!("live/b-pages.js"),
    include_str!("live/c-box.js"),
    include_str!("live/d-events.js"),
);
/// A change of more files than this is one of everything.
const MOST_PATHS: usize = 500;
/// How often something is sent when nothing happens.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often it is looked whether a page is still there.
const LOOK: Duration = Duration::from_secs(2);

/// What the pages of a site that is being worked on are told. Shared between those who build and those who serve.
#[derive(Debug)]
pub struct Live {
    state: Mutex<State>,
    woken: Condvar,
}

#[derive(Debug)]
struct State {
    /// What is served, if there is a site.
    folder: Option<PathBuf>,
    /// Tells this run of the server from others, whose generations mean nothing here.
    run: String,
    generation: u64,
    /// The generation in which each file last changed.
    changed: BTreeMap<String, u64>,
    findings: Findings,
    /// How often there were other findings.
    told: u64,
    stopped: bool,
}

/// What the last build has found, as far as pages show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Whether the build failed, so that the pages are those of an earlier one.
    pub failed: bool,
    /// The language of the site.
    pub lang: String,
    /// The address that opens an editor, with `{path}` for a path from the notes folder, `{line}` and `{col}`; empty for
    /// none.
    pub edit: String,
    /// What every page shows: one JSON object each, as `check --format json` has them, and with `edit`, an address that opens an editor.
    pub everywhere: Vec<String>,
    /// What one page shows, by its path below the output folder.
    pub by_page: BTreeMap<String, Vec<String>>,
}

impl Live {
    pub(super) fn new(folder: Option<&Path>) -> Self {
        // The keys of the standard hash are as good a random number as is needed here.
        let run = RandomState::new().build_hasher().finish();
        Self {
            state: Mutex::new(State {
                folder: folder.map(Path::to_owned),
                run: format!("{run:x}"),
                generation: 0,
                changed: BTreeMap::new(),
                findings: Findings::default(),
                told: 0,
                stopped: false,
            }),
            woken: Condvar::new(),
        }
    }

    /// Serves `folder` from now on; nothing if it is `None`.
    pub fn set_folder(&self, folder: Option<&Path>) {
        self.lock().folder = folder.map(Path::to_owned);
    }

    /// Tells pages that the files at `paths`, below the folder, are new or gone.
    pub fn changed(&self, paths: &[String]) {
        let mut state = self.lock();
        state.generation += 1;
        let generation = state.generation;
        for path in paths {
            state.changed.insert(path.clone(), generation);
        }
        drop(state);
        self.woken.notify_all();
    }

    /// Tells pages what the last build has found.
    pub fn found(&self, findings: Findings) {
        let mut state = self.lock();
        if state.findings == findings && state.told > 0 {
            return;
        }
        state.findings = findings;
        state.told += 1;
        drop(state);
        self.woken.notify_all();
    }

    pub(super) fn stop(&self) {
        self.lock().stopped = true;
        self.woken.notify_all();
    }

    pub(super) fn folder(&self) -> Option<PathBuf> {
        self.lock().folder.clone()
    }

    /// The script element for a page that is read from disk after this was asked.
    pub(super) fn tag(&self) -> String {
        let mark = self.lock().mark();
        format!("<script src=\"{SCRIPT_PATH}?from={mark}\" defer></script>")
    }

    /// Sends events to one page until it goes away or the server ends. `query` is what stands behind `?` in the address.
    pub(super) fn stream(
        &self,
        stream: &mut TcpStream,
        query: &str,
        last_event: Option<&str>,
    ) -> io::Result<()> {
        let value = |name: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let found = pairs.find(|(key, _)| *key == name)?.1;
            Some(percent_decode_str(found).decode_utf8_lossy().into_owned())
        };
        let page = value("page").unwrap_or_default();
        let mark = last_event.map_or_else(|| value("from").unwrap_or_default(), str::to_owned);
        let mut since = self.lock().generation_of(&mark);
        let mut told = None;
        stream.write_all(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
              X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\nretry: 500\n\n",
        )?;
        let mut sent = Instant::now();
        loop {
            let text = {
                let mut state = self.lock();
                if state.stopped {
                    return Ok(());
                }
                if !state.has_news(since, told) {
                    let waited = self.woken.wait_timeout(state, LOOK);
                    state = waited.unwrap_or_else(PoisonError::into_inner).0;
                }
                let text = state.news(since, told, &page);
                since = Some(state.generation);
                told = Some(state.told);
                text
            };
            if !text.is_empty() {
                stream.write_all(text.as_bytes())?;
                sent = Instant::now();
            } else if sent.elapsed() >= HEARTBEAT {
                stream.write_all(b":\n\n")?;
                sent = Instant::now();
            } else if is_gone(stream)? {
                return Ok(());
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn mark(&self) -> String {
        format!("{}-{}", self.run, self.generation)
    }

    /// The generation that a page knows; `None` if it is one of another run or none at all.
    fn generation_of(&self, mark: &str) -> Option<u64> {
        let (run, generation) = mark.split_once('-')?;
        let generation = generation.parse().ok()?;
        (run == self.run && generation <= self.generation).then_some(generation)
    }

    fn has_news(&self, since: Option<u64>, told: Option<u64>) -> bool {
        since != Some(self.generation) || told != Some(self.told)
    }

    /// The events for a page that knows the generation `since` and has been told of findings `told` times.
    fn news(&self, since: Option<u64>, told: Option<u64>, page: &str) -> String {
        let mut text = String::new();
        if since != Some(self.generation) {
            let mut data = json!({ "generation": self.generation });
            let paths = since.map(|since| {
                let newer = self.changed.iter().filter(|(_, at)| **at > since);
                newer.map(|(path, _)| path).collect::<Vec<_>>()
            });
            match paths.filter(|paths| paths.len() <= MOST_PATHS) {
                Some(paths) => data["changed"] = json!(paths),
                None => data["all"] = json!(true),
            }
            let _ = write!(text, "id: {}\ndata: {data}\n\n", self.mark());
        }
        if told != Some(self.told) && self.told > 0 {
            let Findings {
                failed,
                lang,
                edit,
                everywhere,
                by_page,
            } = &self.findings;
            let own = by_page.get(page).map_or(&[][..], Vec::as_slice);
            let list: Vec<&str> = everywhere.iter().chain(own).map(String::as_str).collect();
            let (state, list) = (if *failed { "error" } else { "warning" }, list.join(","));
            let _ = write!(
                text,
                "data: {{\"ok\":{},\"lang\":{},\"edit\":{},\"{state}\":[{list}]}}\n\n",
                !failed,
                json!(lang),
                json!(edit)
            );
        }
        text
    }
}

/// Whether the other side has closed its half, which is all that can come from it.
fn is_gone(stream: &TcpStream) -> io::Result<bool> {
    stream.set_nonblocking(true)?;
    let peeked = stream.peek(&mut [0]);
    stream.set_nonblocking(false)?;
    Ok(match peeked {
        Ok(length) => length == 0,
        Err(error) => error.kind() != io::ErrorKind::WouldBlock,
    })
}

/// Where in a page the script element goes: at the beginning of its head, so that it runs before the scripts of the page, but when
/// all of the page is there.
pub(super) fn place_of_tag(html: &[u8]) -> usize {
    let head = html
        .windows(5)
        .take(4096)
        .position(|window| window.eq_ignore_ascii_case(b"<head"));
    let end = head.and_then(|start| {
        let after = html.get(start + 5)?;
        let is_head = *after == b'>' || after.is_ascii_whitespace();
        let length = html[start..].iter().position(|byte| *byte == b'>')?;
        is_head.then_some(start + length + 1)
    });
    end.unwrap_or(html.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_stands_in_the_head() {
        let place = |html: &str| place_of_tag(html.as_bytes());
        assert_eq!(place("<!doctype html><head><title>"), 21);
        assert_eq!(place("<HEAD class=\"a\">x"), 16);
        assert_eq!(place("<header>x"), 9);
        assert_eq!(place("text"), 4);
    }

    #[test]
    fn a_page_gets_what_it_does_not_know() {
        let live = Live::new(None);
        let marks: Vec<String> = (0..3)
            .map(|number| {
                let mark = live.lock().mark();
                live.changed(&[format!("{number}.html")]);
                mark
            })
            .collect();
        let state = live.lock();
        let news = |mark: &str| state.news(state.generation_of(mark), Some(0), "");
        assert!(news(&marks[0]).contains(r#""changed":["0.html","1.html","2.html"]"#));
        assert!(news(&marks[2]).contains(r#""changed":["2.html"]"#));
        assert_eq!(news(&state.mark()), "");
        for unknown in ["", "other-1", &format!("{}-9", state.run)] {
            assert!(news(unknown).contains(r#""all":true"#), "{unknown}");
        }
    }

    #[test]
    fn many_files_are_all() {
        let live = Live::new(None);
        let paths: Vec<String> = (0..=MOST_PATHS)
            .map(|number| format!("{number}.html"))
            .collect();
        live.changed(&paths);
        let text = live.lock().news(Some(0), Some(0), "");
        assert!(
            text.contains(r#""all":true"#) && !text.contains("changed"),
            "{text}"
        );
    }

    #[test]
    fn a_page_gets_its_own_findings() {
        let live = Live::new(None);
        assert_eq!(live.lock().news(Some(0), None, ""), "");
        live.found(Findings {
            lang: "en".to_owned(),
            everywhere: vec!["1".to_owned()],
            by_page: BTreeMap::from([("a.html".to_owned(), vec!["2".to_owned()])]),
            ..Findings::default()
        });
        let news = |page: &str| live.lock().news(Some(0), None, page);
        assert!(news("a.html").contains(r#""warning":[1,2]"#));
        assert!(news("b.html").contains(r#""ok":true,"lang":"en","edit":"","warning":[1]"#));
    }
}
