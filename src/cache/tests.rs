//! What a cache gives back, whatever happens to its folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use proptest::prelude::*;

use super::temporary::{Temporary, files};
use super::{Cache, Figures};

const PROGRAM: [u8; 32] = [7; 32];

fn typical() -> Vec<u8> {
    b"abababab".to_vec()
}

fn open(folder: &Path) -> Cache {
    Cache::new(folder, folder, PROGRAM, typical)
}

/// Asks for values that are made of their questions, some of them long. Fails if one is another.
fn ask(cache: &Cache, questions: impl IntoIterator<Item = u32>) {
    let kind = cache.kind("test", &());
    for question in questions {
        let expected = format!("{question} {}", "ab".repeat(question as usize % 300));
        assert_eq!(kind.get(&question, || expected.clone(), |_| true), expected);
    }
}

/// What a run that asks so finds.
fn run(folder: &Path, questions: impl IntoIterator<Item = u32>) -> Figures {
    let cache = open(folder);
    ask(&cache, questions);
    cache.finish()
}

fn figures(hits: usize, misses: usize) -> Figures {
    Figures {
        hits,
        misses,
        fault: None,
    }
}

fn segments(folder: &Path) -> Vec<PathBuf> {
    files(folder, "segment").unwrap()
}

#[test]
fn what_one_run_kept_another_finds() {
    let folder = tempfile::tempdir().unwrap();
    let folder = &folder.path().join("deep/cache");
    assert_eq!(run(folder, 0..50), figures(0, 50));
    assert_eq!(run(folder, 0..50), figures(50, 0));
    assert_eq!(run(folder, 25..75), figures(25, 25));
    assert_eq!(run(folder, 0..75), figures(75, 0));
    assert_eq!(segments(folder).len(), 2);
}

#[test]
fn name_options_question_and_program_tell_values_apart() {
    let folder = tempfile::tempdir().unwrap();
    let get = |program: u8, name: &str, options: &str, question: &str| {
        let cache = Cache::new(folder.path(), folder.path(), [program; 32], typical);
        let made = AtomicUsize::new(0);
        let value = cache.kind(name, &options).get(
            &question,
            || {
                made.fetch_add(1, Relaxed);
                format!("{program}{name}{options}{question}")
            },
            |_| true,
        );
        assert_eq!(value, format!("{program}{name}{options}{question}"));
        cache.finish();
        made.into_inner() == 1
    };
    for (program, name, options, question) in [
        (1, "a", "b", "c"),
        (2, "a", "b", "c"),
        (1, "ab", "", "c"),
        (1, "a", "", "bc"),
        (1, "a", "bc", ""),
    ] {
        assert!(get(program, name, options, question), "new");
        assert!(!get(program, name, options, question), "kept");
    }
}

#[test]
fn what_is_not_to_be_kept_is_not() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let cache = open(folder.path());
        let value = cache.kind("test", &()).get(&1, || 2, |_| false);
        assert_eq!((value, cache.finish()), (2, figures(0, 1)));
    }
    assert!(segments(folder.path()).is_empty());
}

#[test]
fn many_segments_become_one() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..20 {
        run(folder.path(), round * 10..(round + 1) * 10);
        assert!(segments(folder.path()).len() <= 8, "{round}");
    }
    assert_eq!(run(folder.path(), 0..200), figures(200, 0));
}

#[test]
fn segments_of_other_programs_go_with_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    for program in 0..20 {
        let cache = Cache::new(folder.path(), folder.path(), [program; 32], typical);
        ask(&cache, 0..5);
        assert_eq!(cache.finish(), figures(0, 5));
        assert!(segments(folder.path()).len() <= 8, "{program}");
    }
}

#[test]
fn runs_at_once_take_nothing_from_one_another() {
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for first in 0..8 {
            let folder = folder.path();
            scope.spawn(move || {
                for round in 0..10 {
                    let from = first * 20 + round * 3;
                    assert_eq!(run(folder, from..from + 60).fault, None);
                }
            });
        }
    });
    assert!(files(folder.path(), "tmp").unwrap().is_empty());
    run(folder.path(), 0..300);
    assert_eq!(run(folder.path(), 0..300), figures(300, 0));
}

#[test]
fn what_a_killed_run_left_is_removed_and_what_another_writes_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let alive = Temporary::create(folder.path()).unwrap();
    for name in ["7.tmp", "dead.tmp"] {
        fs::write(folder.path().join(name), "half").unwrap();
    }
    run(folder.path(), 0..5);
    assert_eq!(files(folder.path(), "tmp").unwrap().len(), 1);
    alive.publish("x").unwrap();
    assert!(folder.path().join("x").exists());
    assert!(files(folder.path(), "tmp").unwrap().is_empty());
}

#[test]
fn a_folder_that_cannot_be_is_said_and_harms_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let cache = open(&file.join("cache"));
    ask(&cache, 0..3);
    assert_eq!(cache.record::<u32>("x", |_| true), None);
    cache.keep_record("x", &1);
    let found = cache.finish();
    assert_eq!((found.hits, found.misses), (0, 4));
    assert!(found.fault.is_some());
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root");
    let elsewhere = folder.path().join("elsewhere");
    fs::create_dir_all(&elsewhere).unwrap();
    fs::create_dir_all(&root).unwrap();
    std::os::unix::fs::symlink(&elsewhere, root.join(".inkstone")).unwrap();
    let cache = Cache::new(&root.join(".inkstone/cache"), &root, PROGRAM, typical);
    ask(&cache, 0..3);
    cache.keep_record("x", &1);
    assert!(
        cache
            .finish()
            .fault
            .unwrap()
            .ends_with("is a symbolic link")
    );
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
    // Above the root it is the user's own matter where folders lie.
    let cache = Cache::new(
        &root.join(".inkstone/cache"),
        &root.join(".inkstone"),
        PROGRAM,
        typical,
    );
    ask(&cache, 0..3);
    assert_eq!(cache.finish().fault, None);
}

#[test]
fn a_record_is_replaced_and_there_are_not_too_many() {
    let folder = tempfile::tempdir().unwrap();
    let get = |name: &str| open(folder.path()).record::<(u32, String)>(name, |_| true);
    assert_eq!(get("a"), None);
    for number in 0..3_u32 {
        open(folder.path()).keep_record("a", &(number, "x"));
        assert_eq!(get("a"), Some((number, "x".to_owned())));
    }
    let cache = open(folder.path());
    assert_eq!(cache.record::<(u32, String)>("a", |_| false), None);
    assert_eq!(cache.finish(), figures(0, 1));
    assert_eq!(
        Cache::new(folder.path(), folder.path(), [8; 32], typical).record::<u32>("a", |_| true),
        None
    );
    for number in 0..40_u32 {
        open(folder.path()).keep_record(&format!("b{number}"), &(number, "y"));
    }
    assert!(files(folder.path(), "record").unwrap().len() <= 16);
    assert_eq!(get("b39"), Some((39, "y".to_owned())));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Whatever becomes of the files: no value is another, and no run fails.
    #[test]
    fn damage_changes_no_value(damage in prop::collection::vec((0..4_u8, any::<u32>(), any::<u8>()), 1..12)) {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        run(folder, 0..40);
        run(folder, 30..80);
        open(folder).keep_record("a", &(1_u32, "x".repeat(1000)));
        for (how, at, byte) in damage {
            let all: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
            let file = &all[at as usize % all.len()];
            let mut bytes = fs::read(file).unwrap();
            let place = at as usize % bytes.len().max(1);
            match how {
                0 if !bytes.is_empty() => bytes[place] ^= byte,
                1 => bytes.truncate(place),
                2 => bytes.insert(place, byte),
                _ => bytes.clear(),
            }
            if how == 3 {
                fs::remove_file(file).unwrap();
            } else {
                fs::write(file, bytes).unwrap();
            }
            let whole = (1, "x".repeat(1000));
            let kept = open(folder).record::<(u32, String)>("a", |_| true);
            prop_assert!(kept.is_none_or(|kept| kept == whole));
            prop_assert_eq!(run(folder, 0..80).fault, None);
        }
        run(folder, 0..80);
        prop_assert_eq!(run(folder, 0..80).misses, 0);
    }
}
