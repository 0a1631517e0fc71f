//! Each distinct formula, code block and diagram is rendered once for the whole site.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Values by key, each made once whatever the number of threads that ask for it.
#[derive(Debug)]
pub struct Memo<K, V> {
    /// Only looked up, never iterated, so that its order shows nowhere.
    cells: Mutex<HashMap<K, Arc<OnceLock<Arc<V>>>>>,
}

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self {
            cells: Mutex::new(HashMap::new()),
        }
    }
}

impl<K: Clone + Eq + Hash, V> Memo<K, V> {
    /// The value for `key`, made by `make` if it is the first to ask. Others that ask meanwhile wait for it.
    pub fn get(&self, key: &K, make: impl FnOnce() -> V) -> Arc<V> {
        let cell = {
            let mut cells = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
            match cells.get(key) {
                Some(cell) => Arc::clone(cell),
                None => Arc::clone(cells.entry(key.clone()).or_default()),
            }
        };
        Arc::clone(cell.get_or_init(|| Arc::new(make())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_each_value_once() {
        let memo = Memo::default();
        let made = std::sync::atomic::AtomicUsize::new(0);
        let get = |key: u32| {
            memo.get(&key, || {
                made.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                key * 2
            })
        };
        assert_eq!((*get(1), *get(1), *get(2)), (2, 2, 4));
        assert_eq!(made.into_inner(), 2);
    }
}
