//! Renders a list of formulas, one a line, for the browser test of the formula style sheet.
//!
//! `cargo run --example render_formulas -- FILE [FOLDER]` prints JSON: the declarations that the formulas need, and for
//! each its family, its source, its source with numbers and references written out, and its HTML as on a page. All count
//! as one note. The fonts are written to FOLDER. The format of the list is described at its head.

use inkstone::diagnostic::{SourceId, Span};
use inkstone::document::Formula;
use inkstone::render::math::{
    MATH_FONTS, MathOptions, number_formulas, render_formula, write_formula,
};
use inkstone::render::style::Styles;

fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut arguments = std::env::args().skip(1);
    let list = std::fs::read_to_string(arguments.next().ok_or("name the list of formulas")?)?;
    if let Some(folder) = arguments.next() {
        std::fs::create_dir_all(&folder)?;
        for (name, bytes) in MATH_FONTS {
            std::fs::write(std::path::Path::new(&folder).join(name), bytes)?;
        }
    }
    let worker = std::thread::Builder::new()
        .stack_size(64 << 20)
        .spawn(move || render(&list))?;
    println!("{}", worker.join().map_err(|_| "rendering failed")?);
    Ok(())
}

fn render(list: &str) -> serde_json::Value {
    let mut families = Vec::new();
    let mut placed = Vec::new();
    let mut family = "";
    for line in list.lines() {
        if let Some(name) = line.strip_prefix("# ") {
            family = name;
        } else if !line.trim().is_empty() {
            let tex = line.strip_prefix("$$ ");
            let formula = Formula {
                tex: tex.unwrap_or(line).to_owned(),
                display: tex.is_some(),
            };
            families.push(family);
            placed.push((formula, Span::file(SourceId(0))));
        }
    }
    let options = MathOptions::default();
    let mut styles = Styles::default();
    let mut formulas = Vec::new();
    let numbered = number_formulas(&placed).value;
    for ((family, (source, _)), numbered) in families.iter().zip(&placed).zip(numbered) {
        let rendered = render_formula(&numbered.formula, &options);
        let mut html = String::new();
        write_formula(&mut html, source, &rendered, numbered.id.as_deref());
        styles.extend(&rendered.styles);
        formulas.push(serde_json::json!({
            "family": family,
            "tex": source.tex,
            "numbered": numbered.formula.tex,
            "display": source.display,
            "html": html,
            "error": rendered.error.map(|error| format!("{error:?}")),
        }));
    }
    serde_json::json!({ "css": styles.css(), "formulas": formulas })
}
