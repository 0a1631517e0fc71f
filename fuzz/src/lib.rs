//! Looks for texts for which a law of `tests/it/fuzzed` does not hold. `scripts/fuzz.sh` builds and runs it.
//!
//! The laws are those of the tests, file for file, so that what is found here stays a case there.

use std::panic::{catch_unwind, set_hook};
use std::sync::{Mutex, Once, PoisonError};

#[path = "../../tests/it/fuzzed/mod.rs"]
mod fuzzed;
#[path = "../../tests/it/judge.rs"]
mod judge;
#[path = "../../tests/it/site.rs"]
mod site;
#[path = "../../tests/it/sound.rs"]
mod sound;

/// What the last panic said. The program catches those of KaTeX, which are no findings, so none is told before it is known
/// that nobody caught it.
static LAST_PANIC: Mutex<String> = Mutex::new(String::new());

static HOOK: Once = Once::new();

/// Holds `bytes`, as text, to the law called `name`, and ends the process where it does not hold.
pub fn hold(name: &str, bytes: &[u8]) {
    // libFuzzer's own hook would end the process at every panic, caught or not.
    HOOK.call_once(|| {
        set_hook(Box::new(|info| {
            *LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner) = info.to_string();
        }));
    });
    let Some((_, law)) = fuzzed::LAWS.into_iter().find(|(law, _)| *law == name) else {
        eprintln!("no law is called {name}");
        std::process::exit(2);
    };
    let text = String::from_utf8_lossy(bytes);
    let fault = match catch_unwind(|| site::on_large_stack(|| law(&text))) {
        Ok(Ok(())) => return,
        Ok(Err(fault)) => fault,
        Err(_) => LAST_PANIC
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone(),
    };
    eprintln!("{name}: {fault}\n{text}");
    std::process::abort();
}
