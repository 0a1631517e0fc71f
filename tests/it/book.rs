//! `inkstone export epub` and `print`. What a browser makes of the page to print is the matter of `tests/browser/print.test.mjs`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::project::{OnDisk, Project, png};

/// A folder with everything that a book must cope with.
fn everything() -> Project {
    Project::new()
        .config("title = \"书 & <名>\"\nlang = \"zh-Hans\"\nid = \"book\"\nauthor = \"甲\"\n")
        .note(
            "甲.md",
            "# 甲\n\n[乙的问题](部/乙.md#1-为什么) [本页](#尾) [外](https://example.org/?a=1&b=2) \
             [文件](数据.csv) [没有](无.md) [回首页](README.md)\n\n\
             脚注[^1]。行内 $\\mathbb{R}^n \\to \\mathcal{B}$ 和 $\\mathrm{h}$。*强调*\n\n\
             > [!tip]- 折叠的\n> 里面\n\n<details><summary>题\n\n| a | b |\n|:--|--:|\n| 1 | 2 |\n\n</details>\n\n\
             - [x] 完成\n\n![图](图.png) ![远](https://example.org/x.png)\n\n```python {1}\nprint(\"a\" < 'b')\n```\n\n\
             ```mermaid\nflowchart LR\n a-->b\n```\n\n\
             $$\\begin{aligned} a &= b \\tag{1} \\\\ \\operatorname*{arg\\,min}_x f &= \\mathop{\\min x}_{y} \\end{aligned}$$\n\n## 尾\n\n\u{1}控制字符\n\n[^1]: 注 $x$\n",
        )
        .note(
            "部/乙.md",
            "# 乙\n\n## 1. 为什么？\n\n因为甲说过，而且这一句足够长，算得上是一个答案。见[甲](../甲.md)。\n\n## 2. 没有答案？\n\n## 4. `softmax` 为什么减最大值？\n\n```python\nmost = max(xs)\n```\n\n不减会溢出，减了之后结果一样，推导见上一题的公式。\n\n## 3. 待补充？\n\nTODO\n\n## 图\n\n![](坏.svg) ![](好.svg)\n",
        )
        .note("部/题.md", "# 卷积\u{b}网络\n\n## a\u{1b}b\n\n![](动.svg)\n")
        .file(
            "部/动.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>",
        )
        .note("部/私.md", "---\ndraft: true\n---\n# zzmarker\n\nzzmarker\n")
        .file("图.png", png(3, 2))
        .file("数据.csv", "a,b\n")
        .file("部/坏.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><g></svg>")
        .file(
            "部/好.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>",
        )
}

fn export(on_disk: &OnDisk, format: &str, arguments: &[&str]) -> (i32, String, PathBuf) {
    let file = on_disk.output().with_file_name(format!("book.{format}"));
    let (code, said) = export_from(on_disk.root(), format, &file, arguments);
    (code, said, file)
}

fn export_from(root: &Path, format: &str, file: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_inkstone"))
        .args(["export", format])
        .arg(root)
        .arg("-o")
        .arg(file)
        .args(arguments)
        .env_remove("SOURCE_DATE_EPOCH")
        .output()
        .expect("the program runs");
    let said = String::from_utf8([output.stdout, output.stderr].concat()).expect("UTF-8");
    (output.status.code().expect("an exit code"), said)
}

/// The files of a book: names in their order, and texts.
struct Unpacked {
    names: Vec<String>,
    texts: BTreeMap<String, String>,
}

impl Unpacked {
    #[track_caller]
    fn text(&self, name: &str) -> &str {
        &self.texts[&format!("EPUB/{name}")]
    }

    /// The chapter with this title.
    #[track_caller]
    fn chapter(&self, title: &str) -> &str {
        let title = format!("<title>{title}</title>");
        let mut chapters = self
            .texts
            .iter()
            .filter(|(name, _)| name.contains("/chapter-"));
        chapters
            .find(|(_, text)| text.contains(&title))
            .expect("a chapter")
            .1
    }
}

#[track_caller]
fn unpack(file: &Path) -> Unpacked {
    let mut archive = zip::ZipArchive::new(File::open(file).expect("a file")).expect("a zip");
    let mut names = Vec::new();
    let mut texts = BTreeMap::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).expect("an entry");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("bytes");
        let name = entry.name().expect("a name").into_owned();
        names.push(name.clone());
        if let Ok(text) = String::from_utf8(bytes) {
            texts.insert(name, text);
        }
    }
    Unpacked { names, texts }
}

#[track_caller]
fn epub(project: Project, arguments: &[&str]) -> Unpacked {
    let on_disk = project.on_disk();
    let (code, said, file) = export(&on_disk, "epub", arguments);
    assert_eq!(code, 0, "{said}");
    unpack(&file)
}

#[test]
fn the_container_is_as_readers_want_it() {
    let on_disk = everything().on_disk();
    let (code, said, file) = export(&on_disk, "epub", &["-q"]);
    assert_eq!((code, said.contains("error")), (0, false), "{said}");
    let bytes = fs::read(&file).expect("a file");
    assert_eq!(&bytes[30..58], b"mimetypeapplication/epub+zip");
    let book = unpack(&file);
    assert_eq!(book.names[..2], ["mimetype", "META-INF/container.xml"]);
    let package = book.text("package.opf");
    let listed: BTreeSet<&str> = package
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let packed: BTreeSet<&str> = book
        .names
        .iter()
        .filter_map(|name| name.strip_prefix("EPUB/"))
        .filter(|name| *name != "package.opf")
        .collect();
    assert_eq!(listed, packed);
    for part in [
        "<dc:title>书 &amp; &lt;名&gt;</dc:title>",
        "<dc:creator>甲</dc:creator>",
        "<dc:language>zh-Hans</dc:language>",
        ">2000-01-01T00:00:00Z<",
        "properties=\"mathml svg\"",
        "properties=\"cover-image\"",
    ] {
        assert!(package.contains(part), "{part} is not in {package}");
    }
    for (name, text) in &book.texts {
        if [".xhtml", ".opf", ".ncx", ".svg", ".xml"]
            .iter()
            .any(|end| name.ends_with(end))
        {
            let options = roxmltree::ParsingOptions {
                allow_dtd: true,
                ..Default::default()
            };
            let parsed = roxmltree::Document::parse_with_options(text, options);
            assert!(parsed.is_ok(), "{name}: {parsed:?}");
        }
        assert!(
            !text.contains("<script") && !text.contains(" style="),
            "{name}"
        );
        assert!(!text.contains("zzmarker") && !name.contains('私'), "{name}");
    }
}

/// All `id`s and all links of the book, checked against each other.
#[test]
fn every_link_leads_to_a_place() {
    let book = epub(everything(), &[]);
    let values = |text: &str, key: &str| -> Vec<String> {
        let parts = text.split(key).skip(1);
        let values = parts.filter_map(|rest| rest.split('"').next());
        let decoded = |value| {
            percent_encoding::percent_decode_str(value)
                .decode_utf8_lossy()
                .into_owned()
        };
        values.map(decoded).collect()
    };
    let mut inner = 0;
    for (name, text) in book
        .texts
        .iter()
        .filter(|(name, _)| name.contains(".xhtml"))
    {
        for href in values(text, " href=\"") {
            if href.contains(':') {
                continue;
            }
            let (file, anchor) = href.split_once('#').unwrap_or((&href, ""));
            let file = if file.is_empty() {
                name.trim_start_matches("EPUB/")
            } else {
                file
            };
            let target = book
                .texts
                .get(&format!("EPUB/{file}"))
                .unwrap_or_else(|| panic!("{name}: {href}"));
            assert!(
                anchor.is_empty() || values(target, " id=\"").contains(&anchor.to_owned()),
                "{name}: {href}"
            );
            inner += 1;
        }
    }
    assert!(inner > 14, "{inner} links are too few");
    let one = book.chapter("甲");
    assert!(
        one.contains("<a href=\"chapter-0003.xhtml#_31_-为什么\">乙的问题</a>")
            || one.contains(
                "<a href=\"chapter-0003.xhtml#_31_-%E4%B8%BA%E4%BB%80%E4%B9%88\">乙的问题</a>"
            ),
        "{one}"
    );
    assert!(
        one.contains("href=\"https://example.org/?a=1&amp;b=2\""),
        "{one}"
    );
    // A file is in no book, a page that is not there neither, and the contents stand for the home page.
    assert!(one.contains(" 文件 ") && !one.contains("csv"), "{one}");
    assert!(
        one.contains("epub:type=\"noteref\"") && one.contains("epub:type=\"footnote\""),
        "{one}"
    );
    assert!(
        one.contains("href=\"https://example.org/x.png\"") && !one.contains("<img src=\"https"),
        "{one}"
    );
    let published = epub(everything(), &["--base-url", "https://example.org/notes/"]);
    let one = published.chapter("甲");
    assert!(
        one.contains("https://example.org/notes/%E6%95%B0%E6%8D%AE.csv"),
        "{one}"
    );
}

#[test]
fn chapters_say_what_they_should() {
    let book = epub(everything(), &[]);
    let one = book.chapter("甲");
    assert!(
        one.contains("<mi>ℝ</mi>") && one.contains("<mi>ℬ</mi>"),
        "{one}"
    );
    assert!(one.contains("<mi mathvariant=\"normal\">h</mi>"), "{one}");
    assert!(!one.contains("<details") && one.contains("里面"), "{one}");
    assert!(
        !one.contains("class=\"anchor\"") && !one.contains("data-tex"),
        "{one}"
    );
    assert!(
        one.contains("xmlns=\"http://www.w3.org/2000/svg\""),
        "{one}"
    );
    let two = book.chapter("乙");
    assert!(
        two.contains("<p class=\"unanswered\">还没有答案</p>"),
        "{two}"
    );
    assert!(
        two.contains("<code>softmax</code>") && two.contains("most"),
        "what follows a question without an answer is whole: {two}"
    );
    assert!(
        two.contains("<p class=\"question-state\">答案未写完</p>"),
        "{two}"
    );
    assert!(
        two.contains("图片无法显示"),
        "a picture that is not well-formed: {two}"
    );
    let nav = book.text("nav.xhtml");
    assert!(
        nav.contains(">部</a><ol>\n<li><a href=\"chapter-0003.xhtml\">乙</a><ol>"),
        "{nav}"
    );
    assert!(nav.contains(">2. 没有答案？</a>"), "{nav}");
}

#[test]
fn the_same_notes_give_the_same_book() {
    let (one, other) = (everything().on_disk(), everything().on_disk());
    let of = |on_disk: &OnDisk, threads: &str| {
        let (code, said, file) = export(on_disk, "epub", &["--threads", threads]);
        assert_eq!(code, 0, "{said}");
        fs::read(file).expect("a file")
    };
    assert_eq!(of(&one, "1"), of(&other, "3"));
    let page = |on_disk: &OnDisk| fs::read(export(on_disk, "print", &[]).2).expect("a file");
    assert_eq!(page(&one), page(&other));
}

#[test]
fn a_book_of_one_folder_or_note() {
    let on_disk = everything().on_disk();
    let (code, said, file) = export(&on_disk, "print", &["--only", "部"]);
    assert_eq!(code, 0, "{said}");
    let page = fs::read_to_string(&file).expect("a file");
    assert!(page.contains("<p class=\"book-title\">部</p>"), "{page}");
    assert!(page.contains(">乙</h1>") && !page.contains(">甲</h1>"));
    assert!(
        page.contains("见甲。"),
        "a link to what is not in the book is text"
    );
    let (code, said, file) = export(&on_disk, "print", &["--only", "甲.md"]);
    assert_eq!(code, 0, "{said}");
    assert!(
        fs::read_to_string(&file)
            .expect("a file")
            .contains("<p class=\"book-title\">甲</p>")
    );
    for name in ["无", "部/私.md"] {
        let (code, said, _) = export(&on_disk, "epub", &["--only", name]);
        assert_eq!(code, 2, "{said}");
    }
    let whole = epub(everything(), &[]).text("package.opf").to_owned();
    let part = epub(everything(), &["--only", "部"])
        .text("package.opf")
        .to_owned();
    let id = |text: &str| {
        text.split("urn:uuid:")
            .nth(1)
            .map(|rest| rest[..36].to_owned())
    };
    assert_ne!(id(&whole), id(&part), "two books have two identifiers");
}

#[test]
fn the_page_to_print_is_one_file() {
    let on_disk = everything().on_disk();
    let (code, said, file) = export(&on_disk, "print", &[]);
    assert_eq!(code, 0, "{said}");
    let page = fs::read_to_string(&file).expect("a file");
    assert!(!page.contains("<script") && !page.contains(" style=") && !page.contains("zzmarker"));
    assert!(page.contains("src=\"data:image/png;base64,"));
    assert!(page.contains("url(\"data:font/woff2;base64,"));
    let addresses = |key: &str| -> BTreeSet<String> {
        let parts = page.split(key).skip(1);
        parts
            .filter_map(|rest| Some(rest.split('"').next()?.to_owned()))
            .collect()
    };
    let ids = addresses(" id=\"");
    for href in addresses(" href=\"") {
        let is_inner = href.strip_prefix('#').is_some_and(|id| ids.contains(id));
        assert!(
            is_inner || href.starts_with("https://example.org/"),
            "{href}"
        );
    }
    let (code, said, _) = export(&on_disk, "print", &["-q"]);
    assert_eq!(code, 0, "an earlier page is replaced: {said}");
    fs::write(&file, "<!doctype html>\n<p>mine").expect("a file");
    assert_eq!(export(&on_disk, "print", &[]).0, 1);
    assert_eq!(
        fs::read_to_string(&file).expect("a file"),
        "<!doctype html>\n<p>mine"
    );
}

#[test]
fn an_empty_folder_is_an_empty_book() {
    let book = epub(Project::new(), &[]);
    assert!(book.text("nav.xhtml").contains("cover.xhtml"));
}

/// Runs epubcheck on a book; what it found, or `None` if it is not installed.
fn epubcheck(file: &Path) -> Option<String> {
    let jar = std::env::var_os("EPUBCHECK")
        .map_or_else(|| "/usr/share/java/epubcheck.jar".into(), PathBuf::from);
    let output = Command::new("java")
        .arg("-jar")
        .arg(&jar)
        .arg(file)
        .output();
    match output {
        Ok(output) if jar.is_file() => {
            let said = [output.stdout, output.stderr].concat();
            Some(String::from_utf8_lossy(&said).into_owned())
        }
        _ if std::env::var_os("CI").is_some() => panic!("epubcheck is not installed"),
        _ => {
            println!("skipped: epubcheck is not installed");
            None
        }
    }
}

#[track_caller]
fn is_valid(file: &Path) {
    if let Some(said) = epubcheck(file) {
        assert!(said.contains("0 fatals / 0 errors / 0 warnings"), "{said}");
    }
}

#[test]
fn epubcheck_finds_nothing_in_books_of_all_kinds() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sites = ["collisions", "configured", "english", "mixed", "plain"];
    let sites = sites.map(|name| (name, root.join("tests/sites").join(name).join("in")));
    for (name, site) in sites.into_iter().chain([("own", root.to_owned())]) {
        let file = folder.path().join(format!("{name}.epub"));
        let (code, said) = export_from(&site, "epub", &file, &["-q"]);
        assert_eq!(code, 0, "{name}: {said}");
        is_valid(&file);
    }
    for project in [everything(), Project::new()] {
        let on_disk = project.on_disk();
        let (code, said, file) = export(&on_disk, "epub", &["-q"]);
        assert_eq!(code, 0, "{said}");
        is_valid(&file);
    }
}

#[test]
fn epubcheck_finds_nothing_in_books_of_others() {
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().skip(1);
    let mut found = above.map(|above| above.join("shared/corpora"));
    let Some(corpora) = found.find(|folder| folder.is_dir()) else {
        println!("skipped: shared/corpora is not there");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["pumpkin-book", "interview-book", "seed"] {
        let file = folder.path().join(format!("{name}.epub"));
        let (code, said) = export_from(&corpora.join(name), "epub", &file, &["-q"]);
        assert_eq!(code, 0, "{name}: {said}");
        is_valid(&file);
    }
}
