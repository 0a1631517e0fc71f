//! How much readers load, in bytes as hosts compress them: sizes, which no machine and no hour changes.

use std::io::Write as _;

use flate2::{Compression, write::DeflateEncoder};

use crate::project::{Project, Site, addresses};

/// What stands around the text of a short note, with the tree of its small site.
const FRAME: usize = 1_750;

/// A first note with all that it loads before anything is asked for.
const FIRST: usize = 45_000;

fn packed(bytes: &[u8]) -> usize {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

fn small_site() -> Site {
    Project::new()
        .note("index.md", "# 首页\n\n见[池化](池化.md)。\n")
        .note("池化.md", "# 池化\n\n## 1. 池化是什么？\n\n它把一块区域汇成一个数，参见批归一化。\n\n## 2. 为什么？\n")
        .note("卷积/感受野.md", "# 感受野\n\n一个输出看得见的输入，池化让它变大。\n")
        .build()
}

#[test]
fn the_frame_of_a_page_stays_small() {
    let site = small_site();
    let page = site.page("卷积/感受野");
    assert!(page.contains("search-open") && page.contains("bottom-bar"));
    let bytes = packed(page.as_bytes());
    println!("a short note: {bytes} bytes");
    assert!(
        bytes <= FRAME,
        "{bytes} bytes; was anything put into every page?"
    );
}

#[test]
fn a_first_note_is_light() {
    let site = small_site();
    let page = site.page("池化");
    let head = page.split("</head>").next().unwrap();
    let mut loaded: Vec<String> = addresses(head)
        .into_iter()
        .filter(|address| address.starts_with("assets/"))
        .collect();
    loaded.sort();
    loaded.dedup();
    let count = |ending: &str| loaded.iter().filter(|it| it.ends_with(ending)).count();
    assert_eq!(
        [".css", ".js", ".svg", ".woff2"].map(count),
        [1, 2, 1, 0],
        "{loaded:?}"
    );
    let sizes = loaded.iter().map(|path| packed(&site.bytes(path)));
    let bytes = packed(page.as_bytes()) + sizes.sum::<usize>();
    println!("a first note: {bytes} bytes");
    assert!(bytes <= FIRST, "{bytes} bytes");
}
