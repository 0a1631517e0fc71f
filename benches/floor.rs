//! What a cold build costs over the work that no build can do without.
//!
//! `cargo bench --bench floor [-- NUMBER | FOLDER]`, 1,000 generated notes with a dictionary of 2,000 names if nothing is said.
//! Processor time, never wall time, so that a machine with other work to do hardly matters. Each round measures first
//! a whole build, as a process of its own, then the bare cost of:
//!
//! - `katex-rs` on the distinct formulas, from source to its own HTML with MathML, with the settings of `render::math`;
//! - `syntect` on the distinct code blocks, lines to scopes, with the grammars of `render::code`, and nothing written;
//! - `pulldown-cmark` over the text of the notes, with the extensions of `parse`, events counted and dropped;
//! - `jieba-rs` over the Han characters of the text, cut as `text::segment` cuts.
//!
//! Beside each stands what the functions of this crate take for the same, which is where the difference comes from that lies
//! in that part. What is loaded once in a process (fonts of KaTeX, grammars, dictionary) is told apart and not in the sum.

mod cpu;
mod notes;

use std::collections::BTreeSet;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use inkstone::diagnostic::{SourceId, Sources};
use inkstone::document::{Block, BlockKind, Formula, Inline, InlineKind};
use inkstone::parse::{
    ParseOptions, ParsedNote, inner_blocks, inner_inlines, inner_text, parse_note,
};
use inkstone::render::code::highlight;
use inkstone::render::math::{MathOptions, render_formula};
use inkstone::source::{ListOptions, gather, list, read};
use inkstone::text::{Segmenter, is_han};
use jieba_rs::Jieba;
use katex::macros::MacroDefinition;
use katex::{KatexContext, OutputFormat, Settings, StrictMode, StrictSetting};
use pulldown_cmark::{Options, Parser};
use syntect::parsing::{ParseState, ScopeStack, SyntaxSet};

/// As many as the pipeline gives its threads, for KaTeX recurses.
const STACK_BYTES: usize = 64 << 20;

/// How often everything is measured; medians are told.
const ROUNDS: usize = 5;

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let worker = std::thread::Builder::new()
        .stack_size(STACK_BYTES)
        .spawn(measure)?;
    worker.join().map_err(|_| "measuring failed")?
}

fn measure() -> Result<(), Failure> {
    if cpu::thread().is_none() {
        println!("skipped: this system does not say what time a thread had");
        return Ok(());
    }
    // Cargo itself adds `--bench`.
    let argument = std::env::args().skip(1).find(|it| !it.starts_with("--"));
    let scratch = tempfile::tempdir()?;
    let generated = scratch.path().join("notes");
    let folder = match argument.as_deref() {
        Some(name) if name.parse::<usize>().is_err() => PathBuf::from(name),
        number => {
            let count = number.map_or(Ok(1000), str::parse)?;
            notes::write(&generated, count, true)?;
            generated
        }
    };
    let material = Material::read(&folder)?;
    println!("{}\n", material.figures());

    let bare = Bare::load();
    let mut builds = Vec::new();
    let mut costs: Vec<[Duration; 2]> = Vec::new();
    let mut rounds: Vec<[[Duration; 2]; 4]> = Vec::new();
    for round in 0..ROUNDS {
        builds.push(build(
            &folder,
            &scratch.path().join(format!("site-{round}")),
        )?);
        rounds.push(bare.costs(&material));
    }
    for part in 0..4 {
        costs.push([0, 1].map(|which| median(rounds.iter().map(|round| round[part][which]))));
    }
    let build = median(builds.iter().copied());
    print_table(&material, &bare, &costs, build);
    Ok(())
}

fn print_table(material: &Material, bare: &Bare, costs: &[[Duration; 2]], build: Duration) {
    let per_second = |bytes: usize, time: Duration| {
        let kilobytes = time.as_nanos().max(1);
        let kilobytes = bytes as u128 * 1_000_000 / kilobytes;
        format!("{}.{:02} MB/s", kilobytes / 1000, kilobytes % 1000 / 10)
    };
    let each = |count: usize, time: Duration| {
        let count = u32::try_from(count).unwrap_or(u32::MAX).max(1);
        format!("{:.1} µs each", millis(time / count) * 1000.0)
    };
    let formulas = material.formulas.len();
    let rows = [
        (
            format!("katex-rs, {formulas} distinct formulas"),
            each(formulas, costs[0][0]),
        ),
        (
            format!("syntect, {} distinct blocks", material.code.len()),
            per_second(material.code_bytes(), costs[1][0]),
        ),
        (
            "pulldown-cmark, the text".to_owned(),
            per_second(material.bytes, costs[2][0]),
        ),
        (
            "jieba-rs, the Han characters".to_owned(),
            per_second(material.han.len(), costs[3][0]),
        ),
    ];
    println!("| | bare, ms | speed | by this crate, ms |\n|---|---|---|---|");
    for ((name, speed), [bare, ours]) in rows.iter().zip(costs) {
        println!(
            "| {name} | {:.1} | {speed} | {:.1} |",
            millis(*bare),
            millis(*ours)
        );
    }
    let [floor, ours] = [0, 1].map(|which| costs.iter().map(|cost| cost[which]).sum::<Duration>());
    println!(
        "| the floor: their sum | {:.1} | | {:.1} |",
        millis(floor),
        millis(ours)
    );
    println!("| a cold build | {:.1} | | |", millis(build));
    println!(
        "| **the build over the floor** | **{:.2}** | | |",
        build.div_duration_f64(floor)
    );
    let [katex, grammars, dictionary] = bare.loads.map(millis);
    let with_loads = floor + bare.loads.iter().sum::<Duration>();
    println!(
        "\nLoaded once in a process: KaTeX {katex:.1} ms, grammars {grammars:.1} ms, dictionary {dictionary:.1} ms. \
         With them in the floor the ratio is {:.2}.",
        build.div_duration_f64(with_loads)
    );
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn median(times: impl Iterator<Item = Duration>) -> Duration {
    let mut times: Vec<Duration> = times.collect();
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The processor time of a cold build with everything on, in a process of its own.
fn build(folder: &Path, output: &Path) -> Result<Duration, Failure> {
    let before = cpu::children().unwrap_or_default();
    let status = Command::new(env!("CARGO_BIN_EXE_inkstone"))
        .arg("build")
        .arg(folder)
        .arg("--output-dir")
        .arg(output)
        .args(["--no-cache", "--quiet"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    if !status.success() {
        return Err(format!("the build failed: {status}").into());
    }
    let spent = cpu::children().unwrap_or_default().saturating_sub(before);
    std::fs::remove_dir_all(output)?;
    Ok(spent)
}

/// What notes are made of.
struct Material {
    texts: Vec<String>,
    bytes: usize,
    han: String,
    all_formulas: usize,
    formulas: BTreeSet<Formula>,
    all_code: usize,
    code: BTreeSet<(String, String)>,
    links: usize,
}

impl Material {
    fn read(folder: &Path) -> Result<Self, Failure> {
        let site = folder.join("site.toml").exists();
        let notes = if site {
            folder.join("content")
        } else {
            folder.to_owned()
        };
        let output = folder.join("public");
        let listing = list(&ListOptions {
            notes: &notes,
            output: &output,
            ignore: &[],
            copy_html: false,
        })?;
        let files = listing
            .notes
            .iter()
            .chain(&listing.order)
            .chain(&listing.topics);
        let contents = files.map(|file| read(&file.file, None)).collect();
        let tree = gather(listing, contents, &mut Sources::default(), str::to_owned).value;
        let texts: Vec<String> = tree
            .notes
            .iter()
            .map(|note| note.text.as_deref().unwrap_or_default().to_owned())
            .collect();
        let mut material = Self {
            bytes: texts.iter().map(String::len).sum(),
            han: texts.iter().flat_map(|text| han_runs(text)).collect(),
            texts: Vec::new(),
            all_formulas: 0,
            formulas: BTreeSet::new(),
            all_code: 0,
            code: BTreeSet::new(),
            links: 0,
        };
        for text in &texts {
            material.add(&parse(text));
        }
        material.texts = texts;
        Ok(material)
    }

    fn add(&mut self, note: &ParsedNote) {
        let footnotes = note.document.footnotes.iter();
        for block in note
            .document
            .blocks
            .iter()
            .chain(footnotes.flat_map(|it| &it.blocks))
        {
            self.block(block);
        }
        self.links += note.document.targets.len();
    }

    fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Math(formula) => self.formula(formula),
            BlockKind::Code(code) => {
                self.all_code += code.text.len();
                self.code.insert((code.lang.clone(), code.text.clone()));
            }
            _ => {}
        }
        for text in inner_text(&block.kind) {
            self.inlines(text);
        }
        for inner in inner_blocks(&block.kind) {
            self.block(inner);
        }
    }

    fn inlines(&mut self, content: &[Inline]) {
        for inline in content {
            if let InlineKind::Math(formula) = &inline.kind {
                self.formula(formula);
            }
            self.inlines(inner_inlines(&inline.kind).map_or(&[], Vec::as_slice));
        }
    }

    fn formula(&mut self, formula: &Formula) {
        self.all_formulas += 1;
        self.formulas.insert(formula.clone());
    }

    fn code_bytes(&self) -> usize {
        self.code.iter().map(|(_, text)| text.len()).sum()
    }

    fn figures(&self) -> String {
        format!(
            "{} notes, {} bytes, {} Han characters, {} formulas ({} distinct), {} bytes of code ({} distinct), {} links",
            self.texts.len(),
            self.bytes,
            self.han.chars().filter(|c| *c != '\n').count(),
            self.all_formulas,
            self.formulas.len(),
            self.all_code,
            self.code_bytes(),
            self.links,
        )
    }
}

fn parse(text: &str) -> ParsedNote {
    parse_note(SourceId(1), "note.md", text, &ParseOptions::default()).value
}

/// The runs of Han characters of a text, each with a line end.
fn han_runs(text: &str) -> impl Iterator<Item = String> {
    text.split(|c| !is_han(c))
        .filter(|run| !run.is_empty())
        .map(|run| format!("{run}\n"))
}

/// The libraries, loaded.
struct Bare {
    katex: KatexContext,
    grammars: SyntaxSet,
    jieba: Jieba,
    /// What loading them took.
    loads: [Duration; 3],
    math: MathOptions,
    segmenter: Segmenter,
}

impl Bare {
    fn load() -> Self {
        let (katex, for_katex) = cpu::timed(KatexContext::default);
        let (grammars, for_grammars) = cpu::timed(two_face::syntax::extra_newlines);
        let (jieba, for_jieba) = cpu::timed(Jieba::new);
        Self {
            katex,
            grammars,
            jieba,
            loads: [for_katex, for_grammars, for_jieba],
            math: MathOptions::default(),
            segmenter: Segmenter::new([]),
        }
    }

    /// Each part by the library alone and by this crate.
    fn costs(&self, material: &Material) -> [[Duration; 2]; 4] {
        let katex = cpu::mean(|| {
            for formula in &material.formulas {
                black_box(self.katex(formula).is_ok());
            }
        });
        let formulas = cpu::mean(|| {
            for formula in &material.formulas {
                black_box(render_formula(formula, &self.math));
            }
        });
        let syntect = cpu::mean(|| {
            for (lang, text) in &material.code {
                black_box(self.scopes(lang, text));
            }
        });
        let code = cpu::mean(|| {
            for (lang, text) in &material.code {
                black_box(highlight(lang, text));
            }
        });
        let cmark = cpu::mean(|| {
            for text in &material.texts {
                black_box(
                    Parser::new_ext(text, extensions())
                        .into_offset_iter()
                        .count(),
                );
            }
        });
        let trees = cpu::mean(|| {
            for text in &material.texts {
                black_box(parse(text));
            }
        });
        let jieba = cpu::mean(|| {
            for run in material.han.lines() {
                black_box(self.jieba.cut(run, false));
            }
        });
        let words = cpu::mean(|| {
            for run in material.han.lines() {
                black_box(self.segmenter.words(run));
            }
        });
        [
            [katex, formulas],
            [syntect, code],
            [cmark, trees],
            [jieba, words],
        ]
    }

    /// As `render::math::engine` sets it, with a few of its macros, and written by KaTeX itself.
    fn katex(&self, formula: &Formula) -> Result<String, katex::ParseError> {
        let macros = [("\\mbox", "\\text{#1}"), ("\\hdots", "\\ldots")];
        let macros = macros
            .into_iter()
            .map(|(name, body)| (name.to_owned(), MacroDefinition::String(body.to_owned())))
            .collect();
        let settings = Settings::builder()
            .display_mode(formula.display)
            .output(OutputFormat::HtmlAndMathml)
            .macros(macros)
            .strict(StrictSetting::Mode(StrictMode::Ignore))
            .trust(katex::TrustSetting::Function(Arc::new(|_| Some(false))))
            .max_size(50.0)
            .max_expand(1000)
            .build();
        katex::render_to_string(&self.katex, &formula.tex, &settings)
    }

    /// How many scopes a text goes through; 0 where no grammar has the name.
    fn scopes(&self, lang: &str, text: &str) -> usize {
        let Some(grammar) = self.grammars.find_syntax_by_token(lang) else {
            return 0;
        };
        let mut state = ParseState::new(grammar);
        let mut scopes = ScopeStack::new();
        let mut count = 0;
        for line in text.split_inclusive('\n') {
            for (_, op) in state.parse_line(line, &self.grammars).unwrap_or_default() {
                count += usize::from(scopes.apply(&op).is_ok());
            }
        }
        count
    }
}

/// As in `parse::tree`.
fn extensions() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS
}
