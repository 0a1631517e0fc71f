//! Notes that nobody wrote, for measuring: the same bytes on every machine.
//!
//! A note has about 3.8 KB of Chinese and English text: three or four sections, three formulas in lines and two on lines of
//! their own, a block of twelve lines of Python, a nested list, a nested quote and two links to other notes. Three tenths of
//! the formulas and blocks come from small pools, so that keeping what was rendered helps as much as with real notes. A note
//! is the same whatever their number, but for where its links lead.

mod words;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use words::{
    CLAIMS, CONDITIONS, ENGLISH, HEADINGS, KINDS, NOUNS, PURPOSES, SUBJECTS, Subject, VERBS,
};

/// How many entries the dictionary has, each with four names.
const TOPICS: usize = KINDS.len() * SUBJECTS.len();

/// Writes `count` notes and, if `dictionary` says so, a `topics.yaml` of 2,000 names below `folder`.
pub(crate) fn write(folder: &Path, count: usize, with_dictionary: bool) -> io::Result<()> {
    for (path, text) in notes(count) {
        let file = folder.join(path);
        if let Some(parent) = file.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(file, text)?;
    }
    if with_dictionary {
        std::fs::write(folder.join("topics.yaml"), dictionary())?;
    }
    Ok(())
}

/// `count` notes as text, by path.
pub(crate) fn notes(count: usize) -> BTreeMap<String, String> {
    let mut random = Random(0);
    let pools = Pools {
        short: (0..60).map(|_| short_formula(&mut random)).collect(),
        long: (0..40).map(|_| long_formula(&mut random)).collect(),
        code: (0..20).map(|_| code(&mut random)).collect(),
    };
    (0..count)
        .map(|number| (path(number), note(number, count, &pools)))
        .collect()
}

/// A `topics.yaml` with 500 topics of four names each.
pub(crate) fn dictionary() -> String {
    let entry = |number: usize| {
        let (kind, subject) = topic(number);
        let [zh, en, alias, short] = names(kind, subject);
        format!(
            "- id: t{number:03}\n  name: {zh}\n  en: {en}\n  aliases: [{alias}, {short}]\n  \
             summary: {zh}是{}的一种。\n",
            subject.zh
        )
    };
    (0..TOPICS).map(entry).collect()
}

/// The parts of the name of a topic.
fn topic(number: usize) -> ((&'static str, &'static str), &'static Subject) {
    (
        KINDS[number % KINDS.len()],
        &SUBJECTS[number / KINDS.len() % SUBJECTS.len()],
    )
}

fn names((zh, en): (&str, &str), subject: &Subject) -> [String; 4] {
    [
        format!("{zh}{}", subject.zh),
        format!("{en} {}", subject.en),
        format!("{zh}式{}", subject.zh),
        format!("{en}{}", subject.short),
    ]
}

/// Numbers that look random: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (2014), the generator
/// that is known as `SplitMix64`.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is not 0.
    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most - least + 1)
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    /// Whether something happens that does so in `tenths` of ten cases.
    fn happens(&mut self, tenths: usize) -> bool {
        self.below(10) < tenths
    }
}

/// What several notes share.
struct Pools {
    short: Vec<String>,
    long: Vec<String>,
    code: Vec<String>,
}

fn path(number: usize) -> String {
    let subject = subject(number);
    let name = if number.is_multiple_of(3) {
        subject.zh
    } else {
        subject.short
    };
    format!("{}/{number:05}-{name}.md", subject.short.to_lowercase())
}

fn note(number: usize, count: usize, pools: &Pools) -> String {
    let random = &mut Random(1 + number as u64 * 0x1_0000_0001);
    let mut shared = |pool: &[String], make: fn(&mut Random) -> String| {
        if random.happens(3) {
            random.pick(pool)
        } else {
            make(random)
        }
    };
    let short = [(); 3].map(|()| shared(&pools.short, short_formula));
    let long = [(); 2].map(|()| shared(&pools.long, long_formula));
    let code = shared(&pools.code, code);
    let links = [(); 2].map(|()| {
        let target = random.below(count);
        format!("[{}笔记 {target}](../{})", subject(target).zh, path(target))
    });
    let first = random.below(HEADINGS.len());
    let headings = [0, 3, 7].map(|step| HEADINGS[(first + step) % HEADINGS.len()]);
    let mut text = format!(
        "# {}（{}）笔记 {number}\n\n",
        subject(number).zh,
        subject(number).en
    );
    let mut add = |parts: &[&str]| text.extend(parts.iter().copied());
    add(&[
        &paragraph(random, 3, 4),
        " 其中 $",
        &short[0],
        "$ 。参见",
        &links[0],
        "。\n\n",
    ]);
    add(&[
        "## ",
        headings[0],
        "\n\n",
        &paragraph(random, 3, 4),
        "其中$",
        &short[1],
        "$。\n\n",
    ]);
    add(&[
        "$$\n",
        &long[0],
        "\n$$\n\n",
        &paragraph(random, 3, 4),
        "\n\n",
    ]);
    add(&["- **", random.pick(&NOUNS), "**：", &sentence(random), "\n"]);
    add(&["  - ", &sentence(random), "\n"]);
    add(&[
        "  - ",
        random.pick(&NOUNS),
        "与`",
        random.pick(&LETTERS),
        "_1`：",
        &sentence(random),
        "\n",
    ]);
    add(&[
        "    1. ",
        &sentence(random),
        "\n- ",
        &sentence(random),
        "\n\n",
    ]);
    add(&[
        "## ",
        headings[1],
        "\n\n",
        &paragraph(random, 2, 3),
        " 记作 $",
        &short[2],
        "$ 。\n\n",
    ]);
    add(&["```python\n", &code, "\n```\n\n"]);
    add(&[
        "> 追问：",
        &sentence(random),
        "\n>\n> > ",
        &sentence(random),
        "\n\n",
    ]);
    add(&["## ", headings[2], "\n\n", &paragraph(random, 2, 3), "\n\n"]);
    add(&[
        "$$\n",
        &long[1],
        "\n$$\n\n",
        &paragraph(random, 2, 3),
        "延伸阅读：",
        &links[1],
        "。\n",
    ]);
    text
}

/// What the note with this number is about.
fn subject(number: usize) -> &'static Subject {
    &SUBJECTS[number * 7 % SUBJECTS.len()]
}

fn paragraph(r: &mut Random, least: usize, most: usize) -> String {
    let mut text = String::new();
    for _ in 0..r.between(least, most) {
        let sentence = sentence(r);
        text.push_str(&sentence);
        if sentence.is_ascii() {
            text.push(' ');
        }
    }
    text.trim_end().to_owned()
}

/// A sentence of Chinese, or in three of ten cases of English, with its blanks filled.
fn sentence(r: &mut Random) -> String {
    let english = r.happens(3);
    let pattern = if english {
        r.pick(&ENGLISH)
    } else {
        r.pick(&CLAIMS)
    };
    let mut text = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            text.push(c);
            continue;
        }
        match chars.next() {
            Some('t') => {
                let (kind, subject) = topic(r.below(TOPICS));
                let (kind, name, space) = if english {
                    (kind.1, subject.en, " ")
                } else {
                    (kind.0, subject.zh, "")
                };
                // Half of what is spoken of has no adjective.
                if r.happens(5) {
                    text.push_str(kind);
                    text.push_str(space);
                }
                text.push_str(name);
            }
            Some('n') => text.push_str(r.pick(&NOUNS)),
            Some('v') => text.push_str(r.pick(&VERBS)),
            Some('w') => text.push_str(r.pick(&PURPOSES)),
            Some('c') => text.push_str(r.pick(&CONDITIONS)),
            Some('d') => text.push_str(&r.between(2, 60).to_string()),
            other => text.extend(other),
        }
    }
    text
}

const LETTERS: [&str; 12] = ["x", "y", "z", "u", "v", "w", "h", "s", "a", "b", "p", "q"];
const GREEK: [&str; 10] = [
    r"\alpha", r"\beta", r"\gamma", r"\delta", r"\eta", r"\theta", r"\lambda", r"\mu", r"\sigma",
    r"\phi",
];
const FUNCTIONS: [&str; 5] = [r"\log", r"\exp", r"\tanh", r"\cos", r"\min"];

/// A formula for a line.
#[expect(
    clippy::many_single_char_names,
    reason = "they stand for letters of formulas"
)]
fn short_formula(r: &mut Random) -> String {
    let [x, y] = [(); 2].map(|()| r.pick(&LETTERS));
    let g = r.pick(&GREEK);
    let (n, m) = (r.between(2, 99), r.between(2, 9));
    match r.below(8) {
        0 => format!(r"{x}^{{({m})}} = {g} {y}_{{{n}}}"),
        1 => format!(r"\tilde{{{x}}}_{{{n}}} \in \mathbb{{R}}^{{{m} \times {n}}}"),
        2 => format!(r"\sqrt{{{x}^2 + {n}}} \ge {g}_{{t-{m}}}"),
        3 => format!(r"\nabla_{{{g}}} L_{{{n},{m}}}({x})"),
        4 => format!(r"q_{{{g}}}({x}_{{{n}}} \mid {y})"),
        5 => format!(r"O({x} \log {n}{y} + {m})"),
        6 => format!(r"\|{x}_{{{n}}} - {y}\|_{m}^2"),
        _ => format!(r"{g} = 0.{n},\ {x} = {m}"),
    }
}

/// A formula for lines of its own.
#[expect(
    clippy::many_single_char_names,
    reason = "they stand for letters of formulas"
)]
fn long_formula(r: &mut Random) -> String {
    let [x, y] = [(); 2].map(|()| r.pick(&LETTERS));
    let [g, h] = [(); 2].map(|()| r.pick(&GREEK));
    let f = r.pick(&FUNCTIONS);
    let (n, m) = (r.between(2, 99), r.between(2, 9));
    match r.below(7) {
        0 => format!(
            r"\hat{{{x}}}_{{{n}}} = \frac{{{x}_{{{n}}} - {g}_{m}}}{{\sqrt{{{h}^2 + \epsilon_{{{n}}}}}}} \cdot {y} + {g}_{{i}}"
        ),
        1 => format!(
            r"J_{{{n}}}({g}) = -\frac{{1}}{{{m}}} \sum_{{i=1}}^{{{n}}} \left( {x}_i {f} {y}_i + (1-{x}_i) {f} (1-{y}_i) \right) + {h} \|w\|_{m}^2"
        ),
        2 => format!(
            r"\operatorname{{att}}({x}, {y}) = {f}\left(\frac{{{x}_{{{n}}} {y}^\top}}{{\sqrt{{d_{{{m}}}}}}}\right) V_{{{n}}} + {g}"
        ),
        3 => format!(
            "\\begin{{aligned}}\n{x}_{{t}} &= {f}(W_{{{n}}} {y}_{{t-{m}}} + {g}) \\\\\n{y}_{{t}} &= (1 - {h}_t) \\odot {y}_{{t-1}} + {h}_t \\odot {x}_{{t}}\n\\end{{aligned}}"
        ),
        4 => format!(
            r"A_{{{n}}} = \begin{{pmatrix}} {x}_{{1}} & 0 & {g} \\ {m} & {y}_{{{n}}} & {h} \\ {g}_{{{m}}} & {n} & {x}_{{3}} \end{{pmatrix}}"
        ),
        5 => format!(
            r"\mathbb{{E}}_{{{x} \sim q_{{{n}}}}} \left[ {f} D_{{{m}}}({x}) \right] \le \int_{{0}}^{{{m}}} \left| \partial_{{{y}}} G({y}) \right|^{{{n}}} \, d{y} + {g}"
        ),
        _ => format!(
            r"H_{{{n}}} = \left\lfloor \frac{{{x} + 2p - {m}}}{{s_{{{n}}}}} \right\rfloor + 1, \qquad {g} = \prod_{{k=1}}^{{{m}}} \left( 1 - {h}_k \right)"
        ),
    }
}

/// Twelve lines of Python.
fn code(r: &mut Random) -> String {
    let x = format!("{}{}", r.pick(&LETTERS), r.between(1, 99));
    let (n, k) = (r.between(10, 999), r.between(2, 9));
    let width = r.pick(&[32, 64, 128, 256, 512]);
    let rate = r.pick(&["0.1", "0.2", "0.3", "0.5"]);
    let does = format!("{}{}", r.pick(&VERBS), r.pick(&NOUNS));
    let noun = r.pick(&NOUNS);
    match r.below(3) {
        0 => format!(
            "from torch import nn\nimport torch.nn.functional as F\n\nclass Unit{n}(nn.Module):  # {does}\n    \
             def __init__(self, width={width}, rate={rate}):\n        super().__init__()\n        \
             self.norm = nn.LayerNorm(width)\n        self.up = nn.Linear(width, {k} * width, bias=False)\n\n    \
             def forward(self, {x}):\n        {x} = F.gelu(self.up(self.norm({x})))  # {noun}\n        \
             return {x}.sum(dim=-1) / {n}"
        ),
        1 => format!(
            "import numpy as np\n\ndef scale_{n}({x}, axis=0, eps=1e-{k}):\n    \"\"\"{does}：{noun}\"\"\"\n    \
             low, high = {x}.min(axis), {x}.max(axis)\n    span = np.where(high > low, high - low, 1.0)\n    \
             if {x}.shape[0] < {k}:\n        raise ValueError(f\"{{{x}.shape}}: {noun}\")\n    out = ({x} - low) / (span + eps)\n    \
             for step in range({k}):\n        out = out * {rate} + out[step % {width}]  # {does}\n    return out.astype('float32')"
        ),
        _ => format!(
            "# {does}\ndef fit_{n}(model, batches, rate={rate}e-{k}, width={width}):\n    losses = []\n    \
             for step, (x, y) in enumerate(batches):\n        loss = (model(x) - y).pow(2).mean()\n        \
             loss.backward()\n        with torch.no_grad():\n            for {x} in model.parameters():\n                \
             {x} -= rate * {x}.grad\n        if step % {k} == 0:\n            losses.append(f\"{{step}} {noun} {{loss:.{k}f}}\")\n    \
             return losses[-{n}:]"
        ),
    }
}
