//! A thousand notes that a grammar makes, each unlike what anyone would write: no panic, no script, each finding with a place; and
//! patterns whose cost must grow no faster than they do.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use inkstone::pipeline::{self, BuildOptions};

use crate::hostile::{places_are_valid, vectors};
use crate::judge::{Kind, page};
use crate::project::{OnDisk, Project, is_page};

/// Numbers that look random and are the same everywhere: splitmix64.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("below a usize")
    }

    fn one_of<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// What opens something that may never be closed.
const OPENERS: &[&str] = &[
    "[",
    "[[",
    "![",
    "![[",
    "](",
    "(",
    "<",
    "<!--",
    "<![CDATA[",
    "<?",
    "<a ",
    "<b>",
    "<div>",
    "<table>",
    "<td>",
    "<details>",
    "<summary>",
    "<pre>",
    "<code>",
    "<svg>",
    "<math>",
    "<script>",
    "<style>",
    "<textarea>",
    "<title>",
    "<p>",
    "</p>",
    "</div>",
    "*",
    "**",
    "***",
    "_",
    "__",
    "~",
    "~~",
    "==",
    "`",
    "``",
    "```\n",
    "~~~\n",
    "$",
    "$$",
    "$$\n",
    "\\(",
    "\\[",
    "%%",
    "> ",
    ">",
    "- ",
    "1. ",
    "* ",
    "+ ",
    "    ",
    "\t",
    "|",
    "| a |\n|---|\n",
    "[^",
    "[^a]: ",
    "# ",
    "###### ",
    "{#",
    "{.",
    "^",
    "#",
    "Q: ",
    "A: ",
    "> [!note] ",
    "> [!",
    ": ",
    "\\",
    "&",
    "&#",
    "&#x",
    "\\begin{matrix}",
    "\\left(",
    "\\frac{",
    "\\color{red}",
    "{{",
    "{%",
    "---\n",
];

/// Characters that few expect.
const ODD: &[&str] = &[
    "\0",
    "\u{1}",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{ad}",
    "\u{200b}",
    "\u{200d}",
    "\u{200e}",
    "\u{202e}",
    "\u{2066}",
    "\u{2028}",
    "\u{feff}",
    "\u{fdd0}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{10ffff}",
    "\u{10b3f}",
    "\u{e0001}",
    "\r",
    "\r\n",
    "\u{b}",
    "\u{c}",
    "😀",
    "👨‍👩‍👧‍👦",
    "e\u{301}",
    "\u{301}\u{301}\u{301}",
    "﷽",
    "𝔘",
    "ß",
    "ﬁ",
    "İ",
    "ı",
    "龘",
    "\u{1f1e6}\u{1f1e6}\u{1f1e6}",
];

const HEADS: &[&str] = &[
    "---\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ntags: [*d,*d,*d,*d,*d,*d]\n---\n",
    "---\ntitle: &t [*t]\n---\n",
    "---\n<<: *x\ntitle: x\n---\n",
    "---\ntitle: |\n  a\n  b\naliases: {a: {b: {c: [d]}}}\ntags: !!binary x\n---\n",
    "---\ntitle: \"\\0\\u2028</script>\"\ntags: ['', ' ', '#', null, 1, [], {}]\n---\n",
    "---\n- a\n- b\n---\n",
    "---\ntitle: x\n",
    "---\n...\n---\n",
    "+++\ntitle = \"x\"\n+++\n",
    "+++\ntitle = [[[[[[[[[[\n+++\n",
    "\u{feff}---\ndate: 9999999999-99-99\nlang: \"\\\"><script>\"\n---\n",
    "---\ntitle: x\ntitle: y\n---\n---\ntitle: z\n---\n",
];

/// One note. Its kind follows from `seed`, so each kind comes equally often.
#[expect(clippy::too_many_lines, reason = "one arm for each kind of part")]
fn note(seed: usize, attacks: &[String]) -> String {
    let mut random = Numbers(seed as u64);
    let mut text = String::new();
    if random.below(3) == 0 {
        text.push_str(random.one_of(HEADS));
    }
    let _ = writeln!(text, "# 笔记 {seed}\n");
    match seed % 10 {
        0 => {
            let opener = random.one_of(OPENERS);
            text.push_str(&opener.repeat(2000 / opener.len() + random.below(2000)));
        }
        1 => {
            for _ in 0..300 {
                text.push_str(random.one_of(OPENERS));
                text.push_str(random.one_of(&["", "a", "一", " ", "\n", "\n\n"]));
            }
        }
        2 => {
            let (columns, rows) = (1 + random.below(60), 1 + random.below(60));
            let row = format!("|{}\n", " x |".repeat(columns));
            let _ = write!(
                text,
                "{row}|{}\n{}",
                "---|".repeat(columns),
                row.repeat(rows)
            );
        }
        3 => {
            for at in 0..random.below(300) {
                let _ = write!(
                    text,
                    "[^{at}] [a][{at}] [[{at}]] ![[{at}]] [{at}]({at}) https://a.invalid/{at}\n\n[^{at}]: [^{at}]\n[{at}]: <{at}>\n"
                );
            }
        }
        4 => {
            let piece = random.one_of(&[
                "a+b=",
                "\\frac{a}{",
                "{",
                "\\left(",
                "\\sqrt",
                "\\begin{matrix}",
                "\\color{red}",
                "x^",
                "x_{",
                "\\R",
                "&",
                "\\\\",
                "\\text{",
                "'",
                "\\overline",
            ]);
            let _ = write!(
                text,
                "${}$\n\n$$\n{}\n$$\n",
                piece.repeat(random.below(400)),
                piece.repeat(random.below(1500))
            );
        }
        5 => {
            for _ in 0..400 {
                text.push_str(random.one_of(ODD));
                text.push_str(random.one_of(&["", "a", "**", "$x$", "[", "]", "(", "\n", "# "]));
            }
        }
        6 => {
            for level in 0..random.below(120) {
                let _ = writeln!(
                    text,
                    "{}{}",
                    random.one_of(&["> ", "- ", "  "]).repeat(level),
                    random.one_of(&["a", "- b", "> c", "1. d", "```", "$$", "| x |"])
                );
            }
        }
        7 => {
            for _ in 0..60 {
                let from = &attacks[random.below(attacks.len())];
                let cut = from.floor_char_boundary(random.below(from.len() + 1));
                text.push_str(&from[..cut]);
                text.push_str(random.one_of(OPENERS));
            }
        }
        8 => {
            let lang = random.one_of(&[
                "python",
                "mermaid",
                "c++",
                "html",
                "\"><script>",
                "math",
                "js",
                "latex",
            ]);
            let _ = writeln!(
                text,
                "```{lang} {{1,2-9999999999}} title=\"{}\"",
                attacks[random.below(attacks.len())].replace('\n', " ")
            );
            for _ in 0..100 {
                text.push_str(random.one_of(&[
                    "(",
                    "{",
                    "\"",
                    "'",
                    "/*",
                    "#",
                    "<",
                    "`",
                    "\\",
                    "x",
                    "\n",
                    "A-->B\n",
                    "graph LR\n",
                ]));
            }
        }
        _ => {
            for _ in 0..40 {
                text.push_str(&attacks[random.below(attacks.len())]);
                text.push_str(random.one_of(&["\n\n", " ", "\n", "|", "](", "**"]));
            }
        }
    }
    text
}

/// A note that anyone would write, of so many bytes.
fn friendly(bytes: usize) -> String {
    let piece = "## 什么是批归一化？\n\n**批归一化**用一批样本的均值 $\\mu$ 和方差 $\\sigma^2$ 把每个通道归一化，见[论文](https://example.org/)。\n\n- 训练时用批的统计量\n- 推理时用滑动平均\n\n```python\ny = (x - mean) / sqrt(var)\n```\n\n| 层 | 参数 |\n|---|---|\n| BN | 2 |\n\n";
    let mut text = String::from("# 笔记\n\n");
    while text.len() < bytes {
        text.push_str(piece);
    }
    text.truncate(text.floor_char_boundary(bytes));
    text
}

fn site_of(notes: impl Iterator<Item = String>) -> OnDisk {
    let mut project = Project::new().config("title = \"x\"\nlang = \"zh-Hans\"\n");
    for (number, text) in notes.enumerate() {
        project = project.note(&format!("{:02}/{number}.md", number % 20), &text);
    }
    project.on_disk()
}

#[test]
fn a_thousand_hostile_notes_are_pages_without_scripts() {
    let attacks = vectors();
    let site = site_of((0..1000).map(|seed| note(seed, &attacks))).build();
    assert!(site.outcome.site_was_built);
    assert_eq!(site.report().notes, 1000 - private(&site));
    places_are_valid(&site.outcome);
    let mut faults = Vec::new();
    for path in site.all_files().iter().filter(|path| is_page(path)) {
        let found = page(&site.text(path), Kind::Page);
        faults.extend(found.into_iter().map(|fault| format!("{path}: {fault}")));
    }
    assert!(
        faults.is_empty(),
        "{} faults: {:#?}",
        faults.len(),
        &faults[..faults.len().min(20)]
    );
}

/// Notes that are kept back because it is unclear whether they may be shown.
fn private(site: &crate::project::Site) -> usize {
    site.found("private-by-doubt").len()
}

/// How long a build takes on one thread.
fn time(site: &OnDisk) -> Duration {
    let options = BuildOptions {
        root: site.root().to_owned(),
        output: Some(site.output()),
        threads: Some(1),
        ..BuildOptions::default()
    };
    let started = Instant::now();
    assert!(pipeline::build(&options).site_was_built);
    started.elapsed()
}

#[test]
#[ignore = "a figure, not a promise: cargo test --test it -- --ignored --nocapture hostile_notes_cost"]
fn hostile_notes_cost_little_more_than_friendly_ones() {
    let attacks = vectors();
    let notes: Vec<String> = (0..1000).map(|seed| note(seed, &attacks)).collect();
    let sizes: Vec<usize> = notes.iter().map(String::len).collect();
    let hostile = time(&site_of(notes.into_iter()));
    let kind = time(&site_of(sizes.iter().map(|bytes| friendly(*bytes))));
    let bytes: usize = sizes.iter().sum();
    let ratio = hostile.as_secs_f64() / kind.as_secs_f64();
    println!(
        "{bytes} bytes in 1000 notes: hostile {hostile:.1?}, friendly {kind:.1?}, {ratio:.2} times"
    );
}

#[test]
#[ignore = "writes notes to measure other programs with: INKSTONE_NOTES=FOLDER cargo test --test it -- --ignored write_hostile"]
fn write_hostile_and_friendly_notes() {
    let folder = std::env::var_os("INKSTONE_NOTES").expect("INKSTONE_NOTES names a new folder");
    let folder = std::path::Path::new(&folder);
    let attacks = vectors();
    let hostile: Vec<String> = (0..1000).map(|seed| note(seed, &attacks)).collect();
    let kind = hostile.iter().map(|note| friendly(note.len())).collect();
    for (name, notes) in [("hostile", hostile), ("friendly", kind)] {
        let folder = folder.join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let notes: Vec<String> = notes;
        for (number, text) in notes.iter().enumerate() {
            let folder = folder.join(format!("{:02}", number % 20));
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(format!("{number}.md")), text).unwrap();
        }
        let bytes: usize = notes.iter().map(String::len).sum();
        println!("{bytes} bytes in {}", folder.display());
    }
}

/// What is repeated, what stands before it and what behind.
const PATTERNS: &[(&str, &str, &str)] = &[
    ("[", "", ""),
    ("]", "", ""),
    ("[a](", "", ""),
    ("![", "", ""),
    ("[[", "", ""),
    ("[[a", "", ""),
    ("![[", "", ""),
    ("(", "", ""),
    ("[(", "", ""),
    ("*", "", ""),
    ("**", "", ""),
    ("*a ", "", ""),
    ("*a_", "", ""),
    ("_", "", ""),
    ("a**b", "", ""),
    ("**一。**二", "", ""),
    ("~", "", ""),
    ("~~a ", "", ""),
    ("==", "", ""),
    ("==a ", "", ""),
    ("++a ", "", ""),
    ("`", "", ""),
    ("`a``", "", ""),
    ("``` \n", "", ""),
    ("$", "", ""),
    ("$a ", "", ""),
    ("$$ ", "", ""),
    ("$`", "", ""),
    ("\\(", "", ""),
    ("\\[\n", "", ""),
    ("%%", "", ""),
    ("%%a ", "", ""),
    ("<", "", ""),
    ("<a ", "", ""),
    ("<a b=\"", "", ""),
    ("<!--", "", ""),
    ("<!-- -", "", ""),
    ("<![CDATA[", "", ""),
    ("<?", "", ""),
    ("<div>", "", ""),
    ("<b>", "", ""),
    ("<b>\n\n", "", ""),
    ("</b>", "", ""),
    ("<table>", "", ""),
    ("<td>", "", ""),
    ("<details>\n\n", "", ""),
    ("<script>", "", ""),
    ("<script>\n\n", "", ""),
    ("<svg>", "", ""),
    ("<p>a\n\n", "", ""),
    ("a<b ", "", ""),
    ("<a id=x>", "", ""),
    ("<a id=x></a>", "", ""),
    ("<img src=a.png>", "", ""),
    ("> ", "", ""),
    (">", "", ""),
    ("> a\n", "", ""),
    ("- ", "", ""),
    ("- a\n", "", ""),
    ("1. ", "", ""),
    ("- > ", "", ""),
    ("  - a\n", "", ""),
    ("* a\n\n\n", "", ""),
    ("#", "", ""),
    ("# a\n", "", ""),
    ("# a\n\n", "", ""),
    ("## a？\n\n", "", ""),
    ("## 1. 问\n\nx\n\n", "", ""),
    ("## 2. 问？\n\n见上。\n\n", "", ""),
    ("Q: a\n\nA: b\n\n", "", ""),
    ("#a ", "", ""),
    ("a ^b\n\n", "", ""),
    ("[TOC]\n\n", "# a\n\n# b\n\n", ""),
    ("|", "", ""),
    ("|a", "", ""),
    ("|a|\n", "", ""),
    ("a|", "", "\n---|---\n"),
    ("x |", "|a|\n|---|\n|", "\n"),
    ("|x\n", "|a|\n|---|\n", ""),
    ("|---", "|a\n", "|\n"),
    ("| [^1] |\n", "|a|\n|---|\n", "\n[^1]: x\n"),
    ("[^1]", "", "\n\n[^1]: a\n"),
    ("[^a]: b\n\n", "", ""),
    ("[^a]: [^a]\n\n", "[^a]\n\n", ""),
    ("[^", "", ""),
    ("[a]: b\n", "", ""),
    ("[a]: <b> \"\n", "", ""),
    ("[a][b] ", "", "\n\n[b]: c\n"),
    ("[a] ", "", "\n\n[a]: c\n"),
    ("[a]", "", ""),
    ("[[a]] ", "", ""),
    ("[[a#b]] ", "", ""),
    ("![[a]]\n\n", "", ""),
    ("[a](b) ", "", ""),
    ("![a](b.png) ", "", ""),
    ("https://a.b/ ", "", ""),
    ("https://a.b/(", "", ""),
    ("a@b.c ", "", ""),
    ("www.a.b ", "", ""),
    ("http://", "", ""),
    ("a\n", "", ""),
    ("一\n", "", ""),
    ("，", "", ""),
    ("一", "", ""),
    ("一，", "", ""),
    ("a", "", ""),
    (" ", "", "a"),
    ("\t", "", "a"),
    ("\\", "", ""),
    ("&", "", ""),
    ("&amp;", "", ""),
    ("&#1;", "", ""),
    ("\0", "", ""),
    ("\r", "", ""),
    ("e\u{301}", "", ""),
    ("\u{301}", "a", ""),
    ("😀", "", ""),
    ("\u{202e}", "", ""),
    ("---\n", "", ""),
    ("===\n", "", ""),
    ("a\n: b\n\n", "", ""),
    (": a\n", "a\n", ""),
    ("> [!a]\n", "", ""),
    ("> [!a] b\n>\n", "", ""),
    ("批归一化 ", "", ""),
    ("BN（Batch Normalization）", "", ""),
    ("(BN) ", "", ""),
    ("卷积神经网络", "", ""),
    ("（", "", ""),
    ("a-b_c/", "", ""),
    ("1.2.", "", ""),
    ("$x$ ", "", ""),
    ("$\\frac{1}{2}$\n\n", "", ""),
    ("a+b=", "$$\n", "\n$$\n"),
    ("{", "$$\n", "\n$$\n"),
    ("\\color{red}", "$$\n", "\n$$\n"),
    ("\\left(", "$", "$"),
    ("\\label{a}", "$", "$"),
    ("$\\label{a}$ ", "", ""),
    ("$\\eqref{a}$ ", "", ""),
    ("x\n", "```python\n", "```\n"),
    ("(", "```python\n", "\n```\n"),
    ("\"", "```js\n", "\n```\n"),
    ("a {", "```css\n", "\n```\n"),
    ("<a>", "```html\n", "\n```\n"),
    ("```\n```\n", "", ""),
    ("```mermaid\ngraph LR\nA-->B\n```\n", "", ""),
    ("A-->B\n", "```mermaid\ngraph LR\n", "```\n"),
    ("1,", "```python {", "}\nx\n```\n"),
    ("x,", "---\ntags: [", "]\n---\n"),
    ("[", "---\ntags: ", "\n---\n"),
    ("a: ", "---\n", "\n---\n"),
    ("- a\n", "---\ntags:\n", "---\n"),
    ("x", "---\ntitle: ", "\n---\n"),
    ("a: 1\n", "---\n", "---\n"),
    ("{a: ", "---\n", "\n---\n"),
    ("a.", "+++\n", "=1\n+++\n"),
    ("[", "+++\na=", "\n+++\n"),
];

#[test]
#[ignore = "takes long: cargo test --test it -- --ignored --nocapture growth; BYTES=1000000 for the larger of the two sizes"]
fn growth_of_each_pattern() {
    let bytes = std::env::var("BYTES")
        .ok()
        .and_then(|bytes| bytes.parse().ok());
    let large: usize = bytes.unwrap_or(100_000);
    let small = large / 4;
    let only = std::env::var("PATTERN").ok();
    for (piece, before, after) in PATTERNS {
        if only.as_ref().is_some_and(|only| only != piece) {
            continue;
        }
        let take = |bytes: usize| {
            let text = format!("{before}{}{after}", piece.repeat(bytes / piece.len()));
            time(&site_of(std::iter::once(text))).as_secs_f64()
        };
        let (first, second) = (take(small), take(large));
        println!(
            "{second:8.2} s  {:5.1} x  {piece:?} after {before:?}",
            second / first
        );
    }
}
