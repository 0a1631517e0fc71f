//! Each distinct formula, code block and diagram is rendered once, as long as there is room to keep them all.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// A value that is being made by the first who asks for it.
type Cell<V> = Arc<OnceLock<Arc<V>>>;

/// Values by key, each made once whatever the number of threads that ask for it.
///
/// There are two generations of values. When the younger one has half of what may be kept, the older one is dropped and the
/// younger takes its place; what is asked for in the older one becomes young again. So what is asked for often stays, and
/// what is dropped is made anew when it is asked for: a value must be a function of its key.
#[derive(Debug)]
pub struct Memo<K, V> {
    /// How large a generation may become, as [`Memo::weigh`] counts.
    limit: usize,
    weigh: fn(&K, &V) -> usize,
    generations: Mutex<Generations<K, V>>,
}

#[derive(Debug)]
struct Generations<K, V> {
    /// Only looked up, never iterated, as the older ones, so that their order shows nowhere.
    young: HashMap<K, Cell<V>>,
    old: HashMap<K, Cell<V>>,
    /// The weight of the young values that are made.
    weight: usize,
}

impl<K: Clone + Eq + Hash, V> Memo<K, V> {
    /// Keeps values of `bytes` in all, as `weigh` counts those of a key and its value.
    pub fn new(bytes: usize, weigh: fn(&K, &V) -> usize) -> Self {
        Self {
            limit: bytes / 2,
            weigh,
            generations: Mutex::new(Generations {
                young: HashMap::new(),
                old: HashMap::new(),
                weight: 0,
            }),
        }
    }

    /// The value for `key`, made by `make` if it is not there. Others that ask meanwhile wait for it.
    pub fn get(&self, key: &K, make: impl FnOnce() -> V) -> Arc<V> {
        let (cell, was_old) = self.cell(key);
        let mut is_new = false;
        let value = Arc::clone(cell.get_or_init(|| {
            is_new = true;
            Arc::new(make())
        }));
        // What became young again counts like what was made.
        if is_new || was_old {
            self.count((self.weigh)(key, &value));
        }
        value
    }

    /// The place of a value among the young ones, and whether it came there from the old ones.
    fn cell(&self, key: &K) -> (Cell<V>, bool) {
        let mut generations = self.lock();
        if let Some(cell) = generations.young.get(key) {
            return (Arc::clone(cell), false);
        }
        let old = generations.old.remove(key);
        let from_old = old.is_some();
        let cell = old.unwrap_or_default();
        generations.young.insert(key.clone(), Arc::clone(&cell));
        (cell, from_old)
    }

    fn count(&self, weight: usize) {
        let mut generations = self.lock();
        generations.weight += weight;
        if generations.weight > self.limit {
            generations.weight = 0;
            generations.old = std::mem::take(&mut generations.young);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Generations<K, V>> {
        self.generations
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    #[test]
    fn makes_each_value_once_while_there_is_room() {
        let memo = Memo::new(1000, |_, _| 1);
        let made = AtomicUsize::new(0);
        let get = |key: u32| {
            memo.get(&key, || {
                made.fetch_add(1, Relaxed);
                key * 2
            })
        };
        assert_eq!((*get(1), *get(1), *get(2)), (2, 2, 4));
        assert_eq!(made.into_inner(), 2);
    }

    #[test]
    fn keeps_what_is_asked_for_and_drops_the_rest() {
        let memo = Memo::new(20, |_, _| 1);
        let made = AtomicUsize::new(0);
        let mut most = 0;
        for round in 0..1000_u32 {
            for key in [0, round + 1] {
                let value = memo.get(&key, || {
                    made.fetch_add(1, Relaxed);
                    key + 7
                });
                assert_eq!(*value, key + 7);
            }
            let generations = memo.lock();
            most = most.max(generations.young.len() + generations.old.len());
        }
        assert_eq!(made.into_inner(), 1001, "0 is made once");
        assert!(most <= 22, "{most} are kept");
    }
}
