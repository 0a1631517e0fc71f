//! `inkstone export anki` and `anki-tsv`. What the real Anki makes of them is the matter of `tests/anki/check.py`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, UNIX_EPOCH};

use rusqlite::Connection;

use crate::project::{OnDisk, Project, files_below, png};

const LONG: &str = "这个答案足够长，长过十二个字，所以算是答了。";

/// Exports the notes and returns the exit code, what was said, and the file.
fn export(on_disk: &OnDisk, format: &str, arguments: &[&str]) -> (i32, String, PathBuf) {
    let file = on_disk.output().with_file_name(format!("cards.{format}"));
    let (code, said) = export_to(on_disk, format, &file, arguments);
    (code, said, file)
}

fn export_to(on_disk: &OnDisk, format: &str, file: &Path, arguments: &[&str]) -> (i32, String) {
    run(Command::new(env!("CARGO_BIN_EXE_inkstone"))
        .args(["export", format])
        .arg(on_disk.root())
        .arg("-o")
        .arg(file)
        .args(arguments))
}

fn run(command: &mut Command) -> (i32, String) {
    let output = command.output().expect("the program runs");
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.code().expect("an exit code"),
        String::from_utf8(said).expect("UTF-8"),
    )
}

/// What is in a package.
pub(crate) struct Package {
    /// The names of the pictures.
    media: Vec<String>,
    /// Fields, deck and tags of each card in order.
    pub(crate) cards: Vec<PackedCard>,
    /// The collection as it is stored.
    bytes: Vec<u8>,
}

pub(crate) struct PackedCard {
    pub(crate) fields: Vec<String>,
    deck: String,
    tags: String,
    guid: String,
    modified: i64,
}

impl PackedCard {
    fn id(&self) -> &str {
        &self.fields[0]
    }

    fn question(&self) -> &str {
        &self.fields[1]
    }

    fn answer(&self) -> &str {
        &self.fields[2]
    }
}

#[track_caller]
pub(crate) fn package(file: &Path) -> Package {
    let mut archive = zip::ZipArchive::new(File::open(file).expect("a file")).expect("a zip");
    let mut read = |name: &str| {
        let mut bytes = Vec::new();
        let mut entry = archive.by_name(name).expect("an entry");
        entry.read_to_end(&mut bytes).expect("bytes");
        bytes
    };
    let media: BTreeMap<String, String> =
        serde_json::from_slice(&read("media")).expect("a list of pictures");
    for number in media.keys() {
        read(number);
    }
    let bytes = read("collection.anki2");
    let mut database = Connection::open_in_memory().expect("a database");
    database
        .deserialize_read_exact("main", bytes.as_slice(), bytes.len(), true)
        .expect("a collection");
    let decks: String = database
        .query_row("SELECT decks FROM col", [], |row| row.get(0))
        .expect("decks");
    let decks: serde_json::Value = serde_json::from_str(&decks).expect("JSON");
    let mut query = database
        .prepare("SELECT flds, did, tags, guid, n.mod FROM cards c JOIN notes n ON n.id = nid ORDER BY due")
        .expect("a query");
    let cards = query
        .query_map([], |row| {
            let fields: String = row.get(0)?;
            let deck: i64 = row.get(1)?;
            Ok(PackedCard {
                fields: fields.split('\u{1f}').map(str::to_owned).collect(),
                deck: decks[deck.to_string()]["name"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned(),
                tags: row.get(2)?,
                guid: row.get(3)?,
                modified: row.get(4)?,
            })
        })
        .expect("cards")
        .collect::<Result<_, _>>()
        .expect("cards");
    Package {
        media: media.into_values().collect(),
        cards,
        bytes,
    }
}

#[track_caller]
fn exported(project: Project, arguments: &[&str]) -> Package {
    let on_disk = project.on_disk();
    let (code, said, file) = export(&on_disk, "anki", arguments);
    assert_eq!(code, 0, "{said}");
    package(&file)
}

#[track_caller]
fn one_card(note: &str) -> PackedCard {
    let mut package = exported(Project::new().note("a.md", note), &[]);
    assert_eq!(package.cards.len(), 1);
    package.cards.remove(0)
}

fn set_time(file: &Path, seconds: u64) {
    let file = File::options().write(true).open(file).expect("a file");
    file.set_modified(UNIX_EPOCH + Duration::from_secs(seconds))
        .expect("a time");
}

#[test]
fn questions_with_an_answer_are_cards() {
    let notes = || {
        Project::new().note(
            "a.md",
            &format!("# 甲\n\n## 1. 有答案？\n\n{LONG}\n\n## 2. 没有？\n\n## 3. 待补充？\n\nTODO\n\n## 4. 只有链接？\n\n<https://example.org>\n"),
        )
    };
    let ids = |package: &Package| {
        let questions = package.cards.iter().map(PackedCard::question);
        questions.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(ids(&exported(notes(), &[])), ["有答案？"]);
    assert_eq!(
        ids(&exported(notes(), &["--stubs"])),
        ["有答案？", "待补充？"]
    );
}

#[test]
fn the_same_notes_give_the_same_bytes() {
    let notes = || {
        Project::new()
            .note(
                "a.md",
                &format!(
                    "# 甲\n\n## 1. 一？\n\n{LONG} ![图](x.png) $a^2$\n\n## 2. 二？\n\n{LONG}\n"
                ),
            )
            .note("b.md", &format!("# 乙\n\n## 1. 三？\n\n{LONG}\n"))
            .file("x.png", png(4, 4))
            .on_disk()
    };
    for format in ["anki", "anki-tsv"] {
        let (one, two) = (notes(), notes());
        set_time(&two.root().join("a.md"), 1_234_567);
        let bytes = |on_disk: &OnDisk, threads: &str| {
            let file = on_disk.output().with_file_name("cards");
            let (code, said) = run(Command::new(env!("CARGO_BIN_EXE_inkstone"))
                .env("SOURCE_DATE_EPOCH", "1700000000")
                .args(["export", format, "--threads", threads])
                .arg(on_disk.root())
                .arg("-o")
                .arg(&file));
            assert_eq!(code, 0, "{said}");
            fs::read(file).expect("a file")
        };
        let first = bytes(&one, "1");
        assert!(!first.is_empty());
        assert!(first == bytes(&two, "4"), "{format}");
        assert!(first == bytes(&one, "2"), "{format}, over the first");
    }
}

#[test]
fn a_card_is_as_new_as_what_it_shows() {
    let on_disk = Project::new()
        .note("a.md", &format!("# 甲\n\n## 1. 一？\n\n{LONG}\n\n![[b]]\n"))
        .note("b.md", "乙 ![图](x.png)\n")
        .note("c.md", &format!("# 丙\n\n## 1. 二？\n\n{LONG}\n"))
        .file("x.png", png(4, 4))
        .on_disk();
    for (file, time) in [("a.md", 100), ("b.md", 200), ("c.md", 150), ("x.png", 300)] {
        set_time(&on_disk.root().join(file), time);
    }
    let times = || {
        let (code, said, file) = export(&on_disk, "anki", &[]);
        assert_eq!(code, 0, "{said}");
        let cards = package(&file).cards;
        cards.iter().map(|card| card.modified).collect::<Vec<_>>()
    };
    assert_eq!(times(), [300, 150]);
    set_time(&on_disk.root().join("b.md"), 400);
    assert_eq!(times(), [400, 150]);
}

#[test]
fn nothing_private_is_exported() {
    let notes = || {
        Project::new()
            .config("title = \"T\"\n")
            .note("secretname.md", &format!("---\ndraft: true\n---\n# SECRETTITLE\n\n## 1. SECRETQUESTION？\n\nSECRETTEXT {LONG} ![](img/secretpicture.png)\n"))
            .note("doubt.md", &format!("---\npublish: maybe\n---\n# SECRETDOUBT\n\n## 1. SECRETDOUBT？\n\n{LONG}\n"))
            .note("a.md", &format!("# 甲\n\n## 1. 一？\n\n{LONG} [[secretname]] [见](secretname.md)\n\n![[secretname]]\n\n## 2. 空？\n\n- [ ] TODO\n"))
            .file("img/secretpicture.png", png(4, 4))
    };
    let on_disk = notes().on_disk();
    for format in ["anki", "anki-tsv"] {
        let (_, said, file) = export(&on_disk, format, &[]);
        // A value that says neither is private, and an error, so nothing at all is written.
        assert!(said.contains("error"), "{said}");
        assert!(!file.exists(), "{said}");
    }
    let on_disk = notes().on_disk();
    fs::remove_file(on_disk.root().join("content/doubt.md")).expect("it was there");
    for format in ["anki", "anki-tsv"] {
        let (code, said, file) = export(&on_disk, format, &[]);
        assert_eq!(code, 0, "{said}");
        let bytes = if format == "anki" {
            let package = package(&file);
            assert_eq!(package.media, [""; 0]);
            package.bytes
        } else {
            fs::read(&file).expect("a file")
        };
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(
            text.contains("足够长") && !text.contains("secret"),
            "{format}"
        );
        assert!(!file.with_extension("media").exists());
    }
}

#[test]
fn a_note_cannot_run_anything() {
    let note = "---\nlang: 'x\" onload=\"alert(1)'\n---\n# <img src=x onerror=alert(1)>\n\n\
        ## 1. <script>alert(1)</script> \"quoted\" [sound:a.mp3]？\n\n\
        <script>alert(2)</script> <img src=\"javascript:alert(3)\" onerror=\"alert(4)\"> [x](javascript:alert(5))\n\n\
        <a href=\"https://example.org\" onclick=\"alert(6)\">y</a> $\\href{javascript:alert(7)}{x}$ $\\def\\x{y}\\x$\n\n\
        `[sound:b.mp3]` [sound:c.mp3] [latex]x[/latex] \\\\(not math\\\\) {{Answer}}\n\n\
        ```\n<script>[sound:d.mp3]</script>\n```\n";
    let card = one_card(note);
    let all = card.fields.join("\n").to_lowercase();
    let tags: Vec<&str> = all
        .split('<')
        .skip(1)
        .map(|tag| tag.split('>').next().unwrap_or_default())
        .collect();
    for tag in &tags {
        assert!(!tag.starts_with("script"), "{tag}");
        assert!(
            !tag.contains(" on") && !tag.contains(" src=\"javascript") && !tag.contains("href=\"j"),
            "{tag}"
        );
    }
    assert!(tags.len() > 5, "{all}");
    assert!(
        !all.contains("[sound:") && !all.contains("[latex]"),
        "{all}"
    );
    assert!(all.contains("&#91;sound:c.mp3]"), "{all}");
    assert!(
        !all.contains("\\("),
        "no formula can be set, and text is none: {all}"
    );
    assert_eq!(card.fields.len(), 6);
    assert_eq!(card.fields[5], "en");
}

#[test]
fn formulas_are_for_mathjax() {
    let config = "[math.macros]\n\"\\\\R\" = \"\\\\mathbb{R}\"\n";
    let note = "# 甲\n\n## 1. $x \\in \\R$ 是？\n\n由 $a<b$（$c$）得\n\n$$\nx_1 % why\n= y\n$$\n\n\
        $$\n\\begin{align}a&=b\\label{l}\\end{align}\n$$\n\n见 $\\eqref{l}$ 与 $\\frac{1}{$。足够长的答案，长过十二个字。\n";
    let package = exported(Project::new().config(config).note("a.md", note), &[]);
    let card = &package.cards[0];
    assert_eq!(card.question(), "\\(x \\in \\mathbb{R}\\) 是？");
    let answer = card.answer();
    assert!(answer.contains("由 \\(a&lt;b\\)（\\(c\\)）得"), "{answer}");
    assert!(
        answer.contains("<div class=\"math\">\\[x_1 \n= y\\]</div>"),
        "{answer}"
    );
    assert!(answer.contains("\\tag{1}\\end{align}\\]"), "{answer}");
    assert!(answer.contains("见 \\({\\text{(1)}}\\) 与"), "{answer}");
    assert!(
        answer.contains("math-error") && answer.contains("<code>\\frac{1}{</code>"),
        "{answer}"
    );
}

#[test]
fn pictures_have_names_of_their_own() {
    let package = exported(
        Project::new()
            .note("a.md", &format!("# 甲\n\n## 1. 一？\n\n{LONG}\n\n![一](图/一.PNG \"题\")\n\n<img src=\"b/same.png\" width=\"50%\">\n\n![没有](missing.png)\n\n[文件](b/paper.pdf)\n"))
            .file("图/一.PNG", png(4, 4))
            .file("b/same.png", png(4, 4))
            .file("b/paper.pdf", "no picture"),
        &[],
    );
    let answer = package.cards[0].answer();
    // Both files hold the same picture.
    let names: Vec<&str> = answer
        .split("src=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|name| name.starts_with("inkstone-"))
        .collect();
    assert_eq!(names.len(), 2, "{answer}");
    assert_eq!(package.media.len(), 1, "{:?}", package.media);
    assert!(
        names.iter().all(|name| *name == package.media[0]),
        "{answer}"
    );
    assert!(answer.contains("<figcaption>题</figcaption>"), "{answer}");
    assert!(
        answer.contains("missing-image") && answer.contains("missing.png"),
        "{answer}"
    );
    assert!(
        answer.contains("文件") && !answer.contains("paper.pdf"),
        "{answer}"
    );
    assert!(answer.ends_with("{width:50%}</style>"), "{answer}");
}

#[test]
fn links_lead_to_the_published_site_or_are_text() {
    let notes = || {
        Project::new()
            .note("a.md", &format!("# 甲\n\n## 1. 一？\n\n{LONG} [乙](b.md#x) [[b|丙]] [外](https://example.com/) [断](none.md)[^1]\n\n![[b]]\n\n[^1]: 脚注 [乙](b.md)。\n\n[^2]: 无人提。\n"))
            .note("b.md", "# 乙\n\n## X\n\n文字\n")
    };
    let answer = exported(notes(), &[]).cards.remove(0).fields.remove(2);
    assert_eq!(answer.matches("<a ").count(), 1, "{answer}");
    assert!(
        answer.contains("乙 丙 <a class=\"external\" href=\"https://example.com/\""),
        "{answer}"
    );
    assert!(
        answer.contains("断<sup class=\"footnote-ref\">1</sup>"),
        "{answer}"
    );
    assert!(
        answer.contains("<ol class=\"footnotes\"><li value=\"1\">"),
        "{answer}"
    );
    assert!(!answer.contains("无人提"), "{answer}");
    let mut package = exported(notes(), &["--base-url", "https://example.org/n"]);
    let fields = package.cards.remove(0).fields;
    assert!(
        fields[2].contains("<a href=\"https://example.org/n/b.html#x\">乙</a>"),
        "{}",
        fields[2]
    );
    assert_eq!(fields[4], "https://example.org/n/a.html#1-%E4%B8%80");
    assert_eq!(fields[3], "甲");
}

#[test]
fn a_deck_for_each_note_and_a_tag_for_each_topic() {
    let question = |text: &str| format!("## 1. {text}？\n\n{LONG}\n");
    let package = exported(
        Project::new()
            .config("title = \"面试::题\"\nglossary = false\nid = \"me\"\n")
            .file("topics.yaml", "- id: bn\n  name: 批 归一化\n")
            .note("README.md", &format!("# 首页\n\n{}", question("零")))
            .note("cnn/README.md", &format!("# 卷积\n\n{}", question("一")))
            .note("cnn/a.md", &format!("# 同名\n\n{}", question("批 归一化")))
            .note("cnn/b.md", &format!("# 同名\n\n{}", question("三")))
            .note("rnn/c.md", &format!("# 同名\n\n{}", question("四"))),
        &[],
    );
    let decks: Vec<&str> = package
        .cards
        .iter()
        .map(|card| card.deck.as_str())
        .collect();
    assert_eq!(
        decks,
        [
            "面试：：题",
            "面试：：题::卷积",
            "面试：：题::卷积::同名 (a.md)",
            "面试：：题::卷积::同名 (b.md)",
            "面试：：题::rnn::同名",
        ]
    );
    let tags: Vec<&str> = package.cards.iter().map(|card| card.tags.trim()).collect();
    assert!(tags[2].split(' ').any(|tag| tag == "批_归一化"), "{tags:?}");
    for card in &package.cards {
        assert_eq!(card.guid, format!("inkstone:me/{}", card.id()));
    }
}

#[test]
fn only_what_an_export_wrote_is_written_over() {
    let on_disk = Project::new()
        .note("a.md", &format!("# 甲\n\n## 1. 一？\n\n{LONG}\n"))
        .on_disk();
    let note = on_disk.root().join("a.md");
    let before = fs::read(&note).expect("a note");
    for format in ["anki", "anki-tsv"] {
        let (code, said) = export_to(&on_disk, format, &note, &[]);
        assert_eq!(code, 1, "{said}");
        assert!(said.contains("a.md"), "{said}");
        let (code, said) = export_to(&on_disk, format, on_disk.root(), &[]);
        assert_eq!(code, 1, "{said}");
        let (code, said, file) = export(&on_disk, format, &[]);
        assert_eq!(code, 0, "{said}");
        let (code, said, _) = export(&on_disk, format, &[]);
        assert_eq!(code, 0, "over an earlier export: {said}");
        let other = if format == "anki" { "anki-tsv" } else { "anki" };
        let (code, said) = export_to(&on_disk, other, &file, &[]);
        assert_eq!(code, 1, "over an export of another format: {said}");
        let (code, said) = export_to(&on_disk, format, Path::new("none/there/x"), &[]);
        assert_eq!(code, 1, "into a folder that is not there: {said}");
    }
    assert_eq!(fs::read(&note).expect("a note"), before);
    let folder = on_disk.root().parent().expect("a folder");
    assert_eq!(
        files_below(folder),
        ["cards.anki", "cards.anki-tsv", "site/a.md"]
    );
}

#[test]
fn the_file_must_be_named() {
    for command in [["export", "anki"], ["import", "anki"]] {
        let (code, said) = run(Command::new(env!("CARGO_BIN_EXE_inkstone"))
            .args(command)
            .arg("."));
        assert_eq!(code, 2, "{said}");
        assert!(said.contains("--output <FILE>"), "{said}");
    }
}

#[test]
fn what_is_wrong_with_the_notes_is_told() {
    let on_disk = Project::new()
        .config("lang = \"en\"\n[diagnostics]\nmissing-image = \"error\"\n")
        .note(
            "a.md",
            &format!("# A\n\n## 1. Why？\n\n{LONG} ![x](x.png)\n"),
        )
        .on_disk();
    let (code, said, file) = export(&on_disk, "anki", &[]);
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("content/a.md:5:") && said.contains("error[missing-image]"),
        "{said}"
    );
    assert!(!file.exists());
    let on_disk = Project::new()
        .config("lang = \"en\"\n")
        .note(
            "a.md",
            &format!("# A\n\n## 1. Why？\n\n{LONG} ![x](x.png)\n"),
        )
        .on_disk();
    let (code, said, file) = export(&on_disk, "anki", &["--strict"]);
    assert_eq!(code, 1, "{said}");
    assert!(
        file.exists(),
        "a warning fails the run, as in a build, and the file is there"
    );
    assert!(said.contains("1 card, 1 deck, 0 pictures -> "), "{said}");
}

/// A card shows a drawing as the site does: without what acts in it.
#[test]
fn drawings_in_packages_hold_nothing_that_acts() {
    let active = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script><path d=\"M0 0h9\"/></svg>";
    let still = "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0h8\"/></svg>";
    let note = format!("# 甲\n\n## 1. 一？\n\n{LONG}\n\n![一](active.svg)\n\n![二](still.svg)\n");
    let on_disk = Project::new()
        .note("a.md", &note)
        .file("active.svg", active)
        .file("still.svg", still)
        .on_disk();
    let drawings = |texts: Vec<String>| {
        assert_eq!(texts.len(), 2);
        assert!(texts.contains(&still.to_owned()), "{texts:?}");
        assert!(texts.iter().all(|text| text.contains("M0 0h")), "{texts:?}");
        assert!(!texts.concat().contains("alert"), "{texts:?}");
    };
    let (code, said, file) = export(&on_disk, "anki", &[]);
    assert_eq!(code, 0, "{said}");
    let mut archive = zip::ZipArchive::new(File::open(file).unwrap()).unwrap();
    let packed = ["0", "1"].map(|name| std::io::read_to_string(archive.by_name(name).unwrap()));
    drawings(packed.map(Result::unwrap).to_vec());
    let (code, said, file) = export(&on_disk, "anki-tsv", &[]);
    assert_eq!(code, 0, "{said}");
    let folder = inkstone::export::anki::media_folder(&file);
    let written = std::fs::read_dir(folder).unwrap();
    drawings(
        written
            .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
            .collect(),
    );
}
