//! Writes notes that nobody wrote, for measuring: `cargo run --example make_notes -- NUMBER FOLDER [--dictionary]`. With
//! `--dictionary` there is a `topics.yaml` of 2,000 names too. The same number gives the same bytes everywhere.

#[path = "../benches/notes/mod.rs"]
mod notes;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let with_dictionary = arguments.iter().any(|it| it == "--dictionary");
    arguments.retain(|it| it != "--dictionary");
    let [number, folder] = arguments.as_slice() else {
        return Err("make_notes NUMBER FOLDER [--dictionary]".into());
    };
    notes::write(
        std::path::Path::new(folder),
        number.parse()?,
        with_dictionary,
    )?;
    Ok(())
}
