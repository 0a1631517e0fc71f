//! `inkstone export zip`, `single-html` and `json`. What a browser makes of the single file is the matter of
//! `tests/browser/single.test.mjs`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::project::{OnDisk, Project, files_below, png};

const LONG: &str = "这个答案足够长，长过十二个字，所以算是答了。";

fn export(on_disk: &OnDisk, format: &str, arguments: &[&str]) -> (i32, String, PathBuf) {
    let file = on_disk.output().with_file_name(format!("out.{format}"));
    let (code, said) = export_to(on_disk, format, &file, arguments);
    (code, said, file)
}

fn export_to(on_disk: &OnDisk, format: &str, file: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_inkstone"))
        .args(["export", format])
        .arg(on_disk.root())
        .arg("-o")
        .arg(file)
        .args(arguments)
        .output()
        .expect("the program runs");
    let said = String::from_utf8([output.stdout, output.stderr].concat()).expect("UTF-8");
    (output.status.code().expect("an exit code"), said)
}

fn notes() -> Project {
    Project::new()
        .config("title = \"砚: 笔记?\"\n")
        .note("README.md", "# 首页\n\n看[池化](深度 学习/池化.md)。\n")
        .note(
            "深度 学习/池化.md",
            &format!(
                "---\ntags: [CNN]\naliases: [pooling]\n---\n# 池化\n\n## 1. 池化有什么用？\n\n{LONG} $\\mathbf x$ ![图](a.png)\n\n\
                 ```python\nx = 1\n```\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n## 2. 还有呢？\n"
            ),
        )
        .file("深度 学习/a.png", png(40, 30))
}

#[test]
fn an_archive_is_the_built_site_and_the_same_each_time() {
    let on_disk = notes().on_disk();
    let (code, said, file) = export(&on_disk, "zip", &[]);
    assert_eq!(code, 0, "{said}");
    let bytes = fs::read(&file).expect("a file");
    assert!(
        !on_disk.output().exists(),
        "the output folder is not touched"
    );

    let mut archive = zip::ZipArchive::new(File::open(&file).expect("a file")).expect("an archive");
    let mut packed = BTreeMap::new();
    let mut names = Vec::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).expect("an entry");
        assert_eq!(entry.compression(), zip::CompressionMethod::Deflated);
        assert_eq!(entry.last_modified(), Some(zip::DateTime::default()));
        assert!(entry.extra_data().is_none_or(|extra| extra.is_empty()));
        let mut content = Vec::new();
        entry.read_to_end(&mut content).expect("its content");
        let name = entry.name().expect("UTF-8").into_owned();
        names.push(name.clone());
        let path = name
            .strip_prefix("砚- 笔记/")
            .expect("one folder around all");
        packed.insert(path.to_owned(), content);
    }
    assert!(names.is_sorted());

    let (code, said) = on_disk.run("build", &[]);
    assert_eq!(code, 0, "{said}");
    let mut built: BTreeMap<String, Vec<u8>> = files_below(&on_disk.output())
        .into_iter()
        .map(|path| {
            (
                path.clone(),
                fs::read(on_disk.output().join(path)).expect("a file"),
            )
        })
        .collect();
    built
        .remove(".inkstone-manifest.json")
        .expect("the list of a folder");
    assert_eq!(
        packed.keys().collect::<Vec<_>>(),
        built.keys().collect::<Vec<_>>()
    );
    assert!(packed == built, "the same bytes as in a folder");

    let (code, said, _) = export(&on_disk, "zip", &["--threads", "1"]);
    assert_eq!(code, 0, "{said}");
    assert!(
        fs::read(&file).expect("a file") == bytes,
        "the same archive again"
    );
}

#[test]
fn one_file_has_everything_and_names_its_scripts() {
    let on_disk = notes().on_disk();
    let (code, said, file) = export(&on_disk, "single-html", &[]);
    assert_eq!(code, 0, "{said}");
    let html = fs::read_to_string(&file).expect("a file");
    let (_, policy) = html
        .split_once("Content-Security-Policy\" content=\"")
        .expect("a policy");
    let policy = policy.split('"').next().expect("its text");
    assert!(
        !policy.contains("unsafe") && !policy.contains("http"),
        "{policy}"
    );
    assert!(policy.contains("script-src 'sha256-") && policy.contains("style-src 'sha256-"));
    assert!(
        html.contains("<noscript>") && html.contains("<h1 class=\"note-title\">砚: 笔记?</h1>")
    );
    assert!(html.contains("<li>池化</li>"), "the list of contents");
    assert!(html.contains("data-file=\"深度 学习/a.png\" data-type=\"image/png\""));
    // Bold formulas are there and no others but what every formula needs.
    assert!(html.contains("font-family: KaTeX_Main; src: url(\"data:font/woff2"));
    assert!(!html.contains("font-family: KaTeX_Fraktur; src"));
    assert!(!html.contains("serviceWorker"), "no service worker");

    let (_, said, _) = export(&on_disk, "single-html", &["--threads", "1"]);
    assert_eq!(fs::read_to_string(&file).expect("a file"), html, "{said}");

    let with_remote = Project::new()
        .note("a.md", "# 甲\n\n![图](https://example.org/a.png)\n")
        .on_disk();
    let (_, _, file) = export(&with_remote, "single-html", &[]);
    let html = fs::read_to_string(file).expect("a file");
    assert!(html.contains("img-src data: https: http:;"));
}

#[test]
fn pictures_are_made_smaller_only_where_asked() {
    // A picture that PNG packs badly would be larger; this one is smaller as it is.
    let on_disk = notes().on_disk();
    let (code, said, file) = export(&on_disk, "single-html", &["--image-quality", "60"]);
    assert_eq!(code, 0, "{said}");
    let html = fs::read_to_string(&file).expect("a file");
    assert!(html.contains("data-file=\"深度 学习/a.png\" data-type=\"image/png\""));
    let (code, said, _) = export(&on_disk, "single-html", &["--image-quality", "0"]);
    assert_eq!(code, 2, "{said}");
    for (format, option, value) in [
        ("zip", "--only", "深度 学习"),
        ("json", "--image-quality", "60"),
    ] {
        let (code, said, file) = export(&on_disk, format, &[option, value]);
        assert_eq!(code, 2, "{format} {said}");
        assert!(said.contains(option) && !file.exists(), "{said}");
    }
}

#[test]
fn data_for_other_programs() {
    let on_disk = notes().on_disk();
    let (code, said, file) = export(&on_disk, "json", &[]);
    assert_eq!(code, 0, "{said}");
    let data: Value = serde_json::from_slice(&fs::read(&file).expect("a file")).expect("JSON");
    assert_eq!(
        (
            &data["format"],
            &data["version"],
            &data["title"],
            &data["lang"]
        ),
        (
            &json!("inkstone-notes"),
            &json!(1),
            &json!("砚: 笔记?"),
            &json!("zh-Hans")
        )
    );
    let note = &data["notes"][1];
    assert_eq!(note["path"], "深度 学习/池化.md");
    assert_eq!(note["page"], "深度 学习/池化.html");
    assert_eq!(note["folders"], json!(["深度 学习"]));
    assert_eq!(note["aliases"], json!(["pooling"]));
    assert_eq!(note["tags"], json!(["CNN"]));
    assert_eq!(note["headings"][1]["text"], "1. 池化有什么用？");
    let [first, second] = &data["questions"].as_array().expect("a list")[..] else {
        panic!("two questions: {data}");
    };
    assert_eq!(note["questions"], json!([first["id"], second["id"]]));
    assert_eq!(
        (&first["number"], &first["text"]),
        (&json!("1."), &json!("池化有什么用？"))
    );
    assert_eq!(
        (&first["state"], &second["state"]),
        (&json!("answered"), &json!("empty"))
    );
    assert_eq!(first["line"], 7);
    assert_eq!(
        first["answer"],
        format!("{LONG} \\mathbf x 图\n\nx = 1\n\n甲 | 乙\n1 | 2")
    );
    assert_eq!(second["answer"], "");
    let topic = first["topics"][0].as_str().expect("a topic");
    let topics = data["topics"].as_array().expect("a list");
    let entry = topics
        .iter()
        .find(|entry| entry["id"] == topic)
        .expect("every id is there");
    assert_eq!(entry["notes"], json!(["README.md", "深度 学习/池化.md"]));
    assert!(
        entry["page"]
            .as_str()
            .is_some_and(|page| page.starts_with("topics/"))
    );
}

#[test]
fn only_what_such_an_export_wrote_is_replaced() {
    let on_disk = notes().on_disk();
    for format in ["zip", "single-html", "json"] {
        let (code, said, file) = export(&on_disk, format, &[]);
        assert_eq!(code, 0, "{said}");
        let (code, said, _) = export(&on_disk, format, &[]);
        assert_eq!(code, 0, "again: {said}");
        fs::write(&file, "mine").expect("written");
        let (code, said, _) = export(&on_disk, format, &[]);
        assert_eq!(code, 1, "{said}");
        assert_eq!(fs::read(&file).expect("a file"), b"mine");
    }
}

#[test]
fn nothing_private_is_exported() {
    let on_disk = Project::new()
        .note("secretname.md", "---\ndraft: true\n---\n# SECRETTITLE\n\n## 1. SECRETQUESTION？\n\nSECRETTEXT ![](img/secretpicture.png)\n")
        .note("a.md", &format!("# 甲\n\n## 1. 一？\n\n{LONG} [[secretname]] [见](secretname.md)\n\n![[secretname]]\n"))
        .file("img/secretpicture.png", png(4, 4))
        .on_disk();
    for format in ["single-html", "json"] {
        let (code, said, file) = export(&on_disk, format, &[]);
        assert_eq!(code, 0, "{said}");
        // What is compressed is what a build writes, of which `privacy.rs` speaks.
        let text = fs::read_to_string(file).expect("a file").to_lowercase();
        assert!(text.contains('甲') && !text.contains("secret"), "{format}");
    }
    let (_, _, file) = export(&on_disk, "zip", &[]);
    let mut archive = zip::ZipArchive::new(File::open(file).expect("a file")).expect("an archive");
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).expect("an entry");
        let mut content = Vec::new();
        entry.read_to_end(&mut content).expect("its content");
        let text = String::from_utf8_lossy(&content).to_lowercase();
        let name = entry.name().expect("UTF-8").into_owned();
        assert!(
            !text.contains("secret") && !name.contains("secret"),
            "{name}"
        );
    }
}
