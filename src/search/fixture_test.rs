//! What the browser does too: both are held to `tests/search/fixture.json`.

use serde::Deserialize;

use super::encode::{push_ascending, push_number};
use crate::text::fnv;
use crate::text::{bare, slug};
use crate::url::encode;

#[derive(Deserialize)]
struct Fixture {
    fold: Vec<(String, String)>,
    numbers: Vec<(Vec<u32>, String)>,
    ascending: Vec<(Vec<u32>, String)>,
    hash: Vec<(String, String)>,
    slug: Vec<(String, String)>,
    encode: Vec<(String, String)>,
}

#[test]
fn rust_and_the_browser_agree() {
    let text = include_str!("../../tests/search/fixture.json");
    let fixture: Fixture = serde_json::from_str(text).unwrap();
    for (text, folded) in fixture.fold {
        assert_eq!(bare(&text), folded, "{text}");
    }
    for (numbers, text) in fixture.numbers {
        let mut out = String::new();
        for number in numbers {
            push_number(number, &mut out);
        }
        assert_eq!(out, text);
    }
    for (numbers, text) in fixture.ascending {
        let mut out = String::new();
        push_ascending(numbers, &mut out);
        assert_eq!(out, text);
    }
    for (text, hash) in fixture.hash {
        assert_eq!(fnv(&text), hash);
    }
    for (heading, anchor) in fixture.slug {
        assert_eq!(slug(&heading), anchor);
    }
    for (path, address) in fixture.encode {
        assert_eq!(encode(&path), address);
    }
}
