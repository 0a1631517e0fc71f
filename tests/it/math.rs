//! What is true of all formulas: the same bytes every time, a style sheet that knows what KaTeX writes, sound HTML.

use std::collections::BTreeSet;
use std::path::PathBuf;

use inkstone::diagnostic::{SourceId, Span};
use inkstone::document::Formula;
use inkstone::render::math::{
    MathError, MathOptions, RenderedFormula, number_formulas, render_formula, write_formula,
};
use proptest::prelude::{Strategy as _, any, prop};
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Classes without a rule in `math.css`. They carry meaning for KaTeX alone, or their rule would say what holds anyway.
const WITHOUT_RULE: [(&str, &str); 28] = [
    ("accentunder", "a kind of piece; placed by the stack it is"),
    ("allowbreak", "marks where KaTeX may end a base"),
    (
        "brahmic_fallback",
        "the font that the system finds is as good as one we could name",
    ),
    ("colorbox", "its colour is a declaration of its own"),
    (
        "cyrillic_fallback",
        "the font that the system finds is as good as one we could name",
    ),
    (
        "armenian_fallback",
        "the font that the system finds is as good as one we could name",
    ),
    (
        "georgian_fallback",
        "the font that the system finds is as good as one we could name",
    ),
    (
        "latin_fallback",
        "the font that the system finds is as good as one we could name",
    ),
    ("delimsizinginner", "inner part of a stacked delimiter"),
    ("katex-overline", "its line has the rule"),
    ("katex-underline", "its line has the rule"),
    ("mbin", "kind of atom: spaces are elements of their own"),
    ("mclose", "kind of atom"),
    ("minner", "kind of atom"),
    ("mop", "kind of atom"),
    ("mopen", "kind of atom"),
    ("mord", "kind of atom"),
    ("mpunct", "kind of atom"),
    ("mrel", "kind of atom"),
    ("mtable", "only its parts have rules"),
    (
        "mtight",
        "set in script size: the size is a class of its own",
    ),
    (
        "mml-eqn-num",
        "numbers are tags, which KaTeX's MathML of arrays leaves out",
    ),
    ("nobreak", "marks where KaTeX may not end a base"),
    ("text", "plain wrapper"),
    ("textup", "upright is what text is"),
    ("vcenter", "placed by the stack it is"),
    ("wide", "scrolls on a phone: dialect.css"),
    ("wider", "scrolls in the column: dialect.css"),
];

/// Runs `work` on a thread with an eighth of the stack that rendering asks for.
pub(super) fn with_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let worker = std::thread::Builder::new()
        .stack_size(8 << 20)
        .spawn(work)
        .expect("a thread");
    worker
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

pub(super) fn formula(tex: &str, display: bool) -> Formula {
    Formula {
        tex: tex.to_owned(),
        display,
    }
}

pub(super) fn render(tex: &str) -> RenderedFormula {
    let formula = formula(tex, true);
    with_stack(move || render_formula(&formula, &MathOptions::default()))
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The list of the browser test: formulas of every family.
fn list() -> Vec<Formula> {
    let text =
        std::fs::read_to_string(root().join("tests/browser/math/formulas.txt")).expect("the list");
    let lines = text
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with("# "));
    lines
        .map(|line| {
            line.strip_prefix("$$ ")
                .map_or_else(|| formula(line, false), |tex| formula(tex, true))
        })
        .collect()
}

/// The whole list as one note: HTML and declarations.
fn render_list() -> String {
    with_stack(|| {
        let mut out = String::new();
        let placed: Vec<_> = list()
            .into_iter()
            .map(|formula| (formula, Span::file(SourceId(0))))
            .collect();
        let numbered = number_formulas(&placed);
        assert_eq!(numbered.diagnostics, []);
        for ((source, _), numbered) in placed.iter().zip(numbered.value) {
            let rendered = render_formula(&numbered.formula, &MathOptions::default());
            assert_eq!(rendered.error, None, "{}", source.tex);
            write_formula(&mut out, source, &rendered, numbered.id.as_deref());
            out.push_str(&rendered.styles.css());
            out.push('\n');
        }
        out
    })
}

#[test]
fn the_same_bytes_in_two_processes() {
    const COPY: &str = "INKSTONE_TEST_RENDERED_LIST";
    let mine = render_list();
    if let Some(path) = std::env::var_os(COPY) {
        std::fs::write(path, mine).expect("the copy is written");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path().join("list.html");
    let other = std::process::Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "math::the_same_bytes_in_two_processes"])
        .env(COPY, &copy)
        .output()
        .expect("this program runs");
    assert!(
        other.status.success(),
        "{}",
        String::from_utf8_lossy(&other.stdout)
    );
    assert!(
        std::fs::read_to_string(copy).expect("the copy") == mine,
        "two processes wrote different bytes"
    );
}

#[test]
fn every_class_is_known_to_the_style_sheet() {
    let css = std::fs::read_to_string(root().join("static/css/math.css")).expect("math.css");
    let with_rule: BTreeSet<&str> = css
        .split('.')
        .skip(1)
        .map(|rest| {
            rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_')
                .next()
                .unwrap_or_default()
        })
        .collect();
    let without_rule: BTreeSet<&str> = WITHOUT_RULE.iter().map(|(class, _)| *class).collect();
    let html = render_list();
    let used: BTreeSet<&str> = html
        .split(" class=\"")
        .skip(1)
        .flat_map(|rest| rest.split('"').next().unwrap_or_default().split(' '))
        .filter(|class| !class.starts_with("s-"))
        .collect();
    let unknown: Vec<_> = used
        .iter()
        .filter(|c| !with_rule.contains(*c) && !without_rule.contains(*c))
        .collect();
    assert!(unknown.is_empty(), "classes without a rule: {unknown:?}");
    let both: Vec<_> = without_rule.intersection(&with_rule).collect();
    assert!(both.is_empty(), "listed as having no rule: {both:?}");
    let unused: Vec<_> = without_rule.difference(&used).collect();
    assert!(unused.is_empty(), "listed but never written: {unused:?}");
}

#[test]
fn every_face_of_the_style_sheet_is_there_and_none_is_left_over() {
    let css = std::fs::read_to_string(root().join("static/css/math.css")).expect("math.css");
    let named: BTreeSet<&str> = css
        .split("url(../fonts/")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .collect();
    let built: BTreeSet<&str> = inkstone::render::math::MATH_FONTS
        .iter()
        .map(|(name, _)| *name)
        .collect();
    assert_eq!(named, built);
}

/// Asserts that `html` is made of elements that are closed in order, without style attributes and scripts.
fn assert_sound(html: &str, tex: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        assert!(
            !rest[..at].contains('>'),
            "a stray `>` in {html} for {tex:?}"
        );
        let end = at + rest[at..].find('>').expect("tags end");
        let tag = &rest[at + 1..end];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{html} for {tex:?}");
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().expect("a name"));
        }
        let names: String = tag.split('"').step_by(2).collect();
        assert!(
            !names.contains(" style") && !names.contains(" on") && !tag.starts_with("script"),
            "{tag} for {tex:?}"
        );
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "{open:?} are left open for {tex:?}");
}

#[test]
fn any_source_gives_sound_html() {
    // Pieces from which valid formulas come about often enough to get through the parser.
    let pieces = [
        "a",
        "x_1",
        "^2",
        "{",
        "}",
        "[",
        "]",
        "&",
        r"\\",
        "\\frac",
        "\\sqrt",
        "\\left(",
        "\\right)",
        "\\text{",
        "汉字",
        "$",
        "\\begin{matrix}",
        "\\end{matrix}",
        "\\begin{align}",
        "\\end{align}",
        "\\color{red}",
        "\\hat",
        "\\sum",
        "\\limits",
        "\\href{https://a.org}{",
        "\\tag{1}",
        "\\label{x}",
        "\\boldsymbol",
        "\\rule{1em}{2em}",
        "\\verb|",
        "|",
        "%",
        "\n",
        "<",
        "&lt;",
        "\"",
        "'",
        "\0",
        "\u{10ffff}",
        "\u{301}",
        "#1",
        "~",
        "\\char`",
        "\\unknown",
        "\\textcolor{#f00}{",
        "\\,",
        "\\phase{",
        "\\cancel{",
        "\\xrightarrow{",
        "\\boxed{",
        "\\Big",
        "\\middle|",
        "\\over",
        "\\mathbb",
        "\\pmb{",
        "\\fcolorbox{red}{blue}{",
    ];
    let soup = prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..14)
        .prop_map(|list| list.concat());
    let closed = soup.clone().prop_map(|tex| {
        let missing = tex
            .matches('{')
            .count()
            .saturating_sub(tex.matches('}').count());
        format!("{tex}{}", "x}".repeat(missing))
    });
    let source = proptest::prop_oneof![any::<String>(), soup, closed];
    let config = Config {
        cases: 3000,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let sound = with_stack(move || {
        let mut sound = 0;
        let mut runner = TestRunner::new_with_rng(config, rng);
        for _ in 0..3000 {
            let (tex, display) = (source.clone(), any::<bool>())
                .new_tree(&mut runner)
                .expect("a source")
                .current();
            let formula = formula(&tex, display);
            let rendered = render_formula(&formula, &MathOptions::default());
            assert_ne!(
                rendered.error,
                Some(MathError::Bad("KaTeX stopped".to_owned())),
                "{tex:?}"
            );
            let mut html = String::new();
            write_formula(&mut html, &formula, &rendered, None);
            assert_sound(&html, &tex);
            sound += usize::from(rendered.error.is_none());
        }
        sound
    });
    assert!(
        sound > 500,
        "{sound} of 3000 sources were set: too few to say anything"
    );
}
