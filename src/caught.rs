//! Panics, caught: what one note sets off in the program stays with that note.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::Once;

/// The most characters of a panic that are told; it may quote a whole note.
const MOST_TOLD: usize = 300;

thread_local! {
    /// How many calls of [`caught`] are under way on this thread.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    /// Where the last panic among them was.
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Does `work`; if it panics, nothing is printed, and what it said is returned: one line, with the place in the program.
///
/// Whatever `work` shares with others must bear that it ends anywhere. What notes share does: values that are made once are
/// made again by the next who asks ([`crate::memo`]), and no lock is given up for a panic under it.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(listen);
    DEPTH.set(DEPTH.get() + 1);
    let done = catch_unwind(AssertUnwindSafe(work));
    DEPTH.set(DEPTH.get() - 1);
    done.map_err(|said| {
        let place = PLACE.take();
        let words = one_line(words(&*said));
        // A panic that was passed on through another thread has no place.
        if place.is_empty() {
            words
        } else {
            format!("{words} ({place})")
        }
    })
}

/// Keeps panics that are caught from being printed; others are told as before.
fn listen() {
    let before = take_hook();
    set_hook(Box::new(move |panic| {
        let is_caught = DEPTH.try_with(|depth| depth.get() > 0).unwrap_or(false);
        if is_caught {
            // At the end of a thread there is no one left to tell.
            let _ = PLACE.try_with(|at| at.replace(place(panic)));
        } else {
            before(panic);
        }
    }));
}

/// Where a panic was, without the folders of the machine that the program was built on.
fn place(panic: &PanicHookInfo<'_>) -> String {
    panic.location().map_or_else(String::new, |location| {
        format!("{}:{}", short(location.file()), location.line())
    })
}

/// A file of a program from the folder of its crate on.
fn short(file: &str) -> String {
    let steps: Vec<&str> = file.split(['/', '\\']).collect();
    let source = steps.iter().rposition(|step| *step == "src");
    let first = source.map_or(steps.len() - 1, |at| at.saturating_sub(1));
    steps[first..].join("/")
}

fn words(said: &(dyn Any + Send)) -> &str {
    let text = said.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| said.downcast_ref::<&str>().copied())
        .unwrap_or("it stopped")
}

fn one_line(text: &str) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    let line = line.join(" ");
    match line.char_indices().nth(MOST_TOLD) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_works_is_returned() {
        assert_eq!(caught(|| 2 + 2), Ok(4));
    }

    #[test]
    fn a_panic_becomes_one_line_with_its_place() {
        let said = caught(|| panic!("first\n  second")).unwrap_err();
        let line = said.strip_prefix("first second (").unwrap_or_default();
        assert!(line.contains("src/caught.rs:"), "{said}");
        assert_eq!(
            caught(|| std::panic::panic_any(7))
                .unwrap_err()
                .find("it stopped"),
            Some(0)
        );
    }

    #[test]
    fn one_in_another_leaves_the_outer_one_its_own() {
        let outer = caught(|| {
            let inner = caught(|| panic!("inner")).unwrap_err();
            assert!(inner.starts_with("inner ("), "{inner}");
            panic!("outer")
        });
        assert!(outer.unwrap_err().starts_with("outer ("));
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let said = caught(|| panic!("{}", "字".repeat(1000))).unwrap_err();
        let told = said.chars().filter(|c| *c == '字').count();
        assert_eq!(told, MOST_TOLD, "{said}");
    }

    #[test]
    fn folders_of_the_machine_are_not_told() {
        let own = "src/render/body.rs";
        assert_eq!(short(own), own);
        assert_eq!(
            short("/home/a/.cargo/registry/src/index-1/some-crate-1.0/src/lib.rs"),
            "some-crate-1.0/src/lib.rs"
        );
        assert_eq!(short(r"C:\work\main.rs"), "main.rs");
    }
}
