//! Writes the formula fonts as WOFF2 into `OUT_DIR`, once per build of the binary, with a table of them that
//! `src/render/math/fonts.rs` includes, and the glossary as JSON, which `src/catalog/topics/file.rs` includes.
//!
//! The faces are the TrueType files of the crate `ratex-katex-fonts`, converted whole: no glyph, no table that a browser
//! reads and no name is changed, so the fonts keep their reserved names and their licence (SIL Open Font License 1.1).

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

/// All faces that the KaTeX class vocabulary can ask for.
const FACES: [&str; 20] = [
    "KaTeX_AMS-Regular",
    "KaTeX_Caligraphic-Bold",
    "KaTeX_Caligraphic-Regular",
    "KaTeX_Fraktur-Bold",
    "KaTeX_Fraktur-Regular",
    "KaTeX_Main-Bold",
    "KaTeX_Main-BoldItalic",
    "KaTeX_Main-Italic",
    "KaTeX_Main-Regular",
    "KaTeX_Math-BoldItalic",
    "KaTeX_Math-Italic",
    "KaTeX_SansSerif-Bold",
    "KaTeX_SansSerif-Italic",
    "KaTeX_SansSerif-Regular",
    "KaTeX_Script-Regular",
    "KaTeX_Size1-Regular",
    "KaTeX_Size2-Regular",
    "KaTeX_Size3-Regular",
    "KaTeX_Size4-Regular",
    "KaTeX_Typewriter-Regular",
];

/// The built-in topics.
const GLOSSARY: &str = "src/catalog/topics/glossary.yaml";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=templates");
    println!("cargo::rerun-if-changed=static");
    println!("cargo::rerun-if-changed={GLOSSARY}");
    let folder = std::env::var("OUT_DIR")?;
    let folder = Path::new(&folder);
    write_glossary(folder)?;
    write_fonts(folder)
}

/// Writes the glossary as JSON.
fn write_glossary(folder: &Path) -> Result<(), Box<dyn Error>> {
    let yaml = std::fs::read_to_string(GLOSSARY)?;
    let topics: serde_yaml::Value = serde_yaml::from_str(&yaml)?;
    let json = serde_json::to_string(&topics)?;
    std::fs::write(folder.join("glossary.json"), json)?;
    Ok(())
}

/// Writes every face and the licence into `folder`, and `math_fonts.rs` beside them.
fn write_fonts(folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut table = String::from("&[\n");
    for face in FACES {
        let ttf = font_file(&format!("{face}.ttf"))?;
        let woff2 = ttf2woff2::encode(&ttf, ttf2woff2::BrotliQuality::default())?;
        let name = format!("{face}.woff2");
        std::fs::write(folder.join(&name), woff2)?;
        writeln!(
            table,
            "    ({name:?}, include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\"))),"
        )?;
    }
    table.push_str("]\n");
    std::fs::write(folder.join("math_fonts.rs"), table)?;
    std::fs::write(folder.join("OFL.txt"), font_file("OFL.txt")?)?;
    Ok(())
}

/// A file of the font crate.
fn font_file(name: &str) -> Result<std::borrow::Cow<'static, [u8]>, String> {
    ratex_katex_fonts::ttf_bytes(name).ok_or_else(|| format!("ratex-katex-fonts has no {name}"))
}
