//! Much at once, but not too much: so many in all, and fewer of one host.

use std::collections::BTreeMap;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How much is asked at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Of all hosts, at least 1.
    pub jobs: usize,
    /// Of one host, at least 1.
    pub per_host: usize,
}

/// What waits, and which hosts are being asked how often.
struct Waiting {
    /// Indices in order; what has been begun is gone.
    items: Vec<usize>,
    busy: BTreeMap<usize, usize>,
}

/// Does `work` for each of `items`, within `bounds`; `host` names the host of each. Gives each result to `done` on this thread,
/// with the index of its item, in the order in which they come; `done` gets `None` when nothing has come for `beat`.
pub fn at_most<T: Sync, R: Send>(
    items: &[T],
    host: impl Fn(&T) -> String,
    bounds: Bounds,
    beat: Duration,
    work: impl Fn(&T) -> R + Sync,
    mut done: impl FnMut(Option<(usize, R)>),
) {
    let mut names = BTreeMap::new();
    let hosts: Vec<usize> = items
        .iter()
        .map(|item| {
            let next = names.len();
            *names.entry(host(item)).or_insert(next)
        })
        .collect();
    let waiting = Mutex::new(Waiting {
        items: (0..items.len()).collect(),
        busy: BTreeMap::new(),
    });
    let freed = Condvar::new();
    let lock = || waiting.lock().unwrap_or_else(PoisonError::into_inner);
    // The first that waits for a host that may be asked; `None` when nothing waits any more.
    let take = || {
        let mut state = lock();
        loop {
            if state.items.is_empty() {
                return None;
            }
            let is_free = |index: &usize| {
                let busy = state.busy.get(&hosts[*index]).copied().unwrap_or_default();
                busy < bounds.per_host.max(1)
            };
            if let Some(at) = state.items.iter().position(is_free) {
                let index = state.items.remove(at);
                *state.busy.entry(hosts[index]).or_default() += 1;
                return Some(index);
            }
            state = freed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    };
    let give_back = |index: usize| {
        if let Some(busy) = lock().busy.get_mut(&hosts[index]) {
            *busy -= 1;
        }
        freed.notify_all();
    };
    let (sender, results) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..bounds.jobs.max(1).min(items.len()) {
            let (sender, take, give_back, work) = (sender.clone(), &take, &give_back, &work);
            scope.spawn(move || {
                while let Some(index) = take() {
                    let result = work(&items[index]);
                    give_back(index);
                    if sender.send((index, result)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        loop {
            match results.recv_timeout(beat) {
                Ok(result) => done(Some(result)),
                Err(RecvTimeoutError::Timeout) => done(None),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn no_more_than_is_allowed() {
        let items: Vec<usize> = (0..60).collect();
        let now: Vec<AtomicUsize> = (0..4).map(|_| AtomicUsize::new(0)).collect();
        let most: Vec<AtomicUsize> = (0..4).map(|_| AtomicUsize::new(0)).collect();
        // Three hosts, and all of them.
        let enter = |at: usize| {
            let count = now[at].fetch_add(1, Ordering::SeqCst) + 1;
            most[at].fetch_max(count, Ordering::SeqCst);
        };
        let mut results = Vec::new();
        at_most(
            &items,
            |item| (item % 3).to_string(),
            Bounds {
                jobs: 5,
                per_host: 2,
            },
            Duration::from_secs(10),
            |item| {
                enter(item % 3);
                enter(3);
                std::thread::sleep(Duration::from_millis(2));
                now[item % 3].fetch_sub(1, Ordering::SeqCst);
                now[3].fetch_sub(1, Ordering::SeqCst);
                item * 2
            },
            |result| results.extend(result),
        );
        results.sort_unstable();
        let expected: Vec<_> = items.iter().map(|item| (*item, item * 2)).collect();
        assert_eq!(results, expected);
        let most: Vec<usize> = most.iter().map(|it| it.load(Ordering::SeqCst)).collect();
        assert!(most[..3].iter().all(|most| *most <= 2), "{most:?}");
        assert!((3..=5).contains(&most[3]), "{most:?}");
    }

    #[test]
    fn one_slow_host_holds_up_no_other() {
        let items = ["slow", "slow", "slow", "fast", "fast"];
        let bounds = Bounds {
            jobs: 2,
            per_host: 1,
        };
        let mut order = Vec::new();
        at_most(
            &items,
            |item| (*item).to_owned(),
            bounds,
            Duration::from_secs(10),
            |item| {
                if *item == "slow" {
                    std::thread::sleep(Duration::from_millis(100));
                }
            },
            |result| order.extend(result.map(|(index, ())| index)),
        );
        assert_eq!(order[..2], [3, 4]);
        assert_eq!(order.len(), 5);
    }
}
