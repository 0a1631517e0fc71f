//! What a run keeps for the next one: where, and what is said if it cannot.

use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;

use super::{BuildOptions, Outcome, Until};
use crate::cache::{self, Cache, Digest};
use crate::config::Site;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::Formula;
use crate::render::math::{MathOptions, render_formula};

/// A cache whose program is still being read, which takes as long as reading some thousand notes.
pub(super) struct Opening {
    folder: PathBuf,
    root: PathBuf,
    program: JoinHandle<Option<Digest>>,
}

impl Opening {
    /// Begins to open the cache of a site; `None` if the run keeps nothing or there is no place for it.
    pub(super) fn begin(until: &Until, site: &Site, options: &BuildOptions) -> Option<Self> {
        if !options.cache || *until == Until::Linked {
            return None;
        }
        let folder = site.cache.clone()?;
        let reader = std::thread::Builder::new();
        Some(Self {
            folder,
            root: site.root.clone(),
            program: reader.spawn(cache::program).ok()?,
        })
    }

    /// The cache; `None` if the program cannot be told from others.
    pub(super) fn finish(self) -> Option<Cache> {
        let program = self.program.join().ok()??;
        Some(Cache::new(&self.folder, &self.root, program, typical))
    }
}

/// Formulas that have between them what most formulas become; what is common stands last.
const TYPICAL: [&str; 16] = [
    r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}^{-1} \neq \varnothing",
    r"f(x) = \begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}",
    r"\oint \nabla \times \vec{F} \, dS \to \infty, \quad \forall \epsilon \exists \delta",
    r"\mathcal{L} = \mathbb{E}_{x \sim p}\left[\log D(x)\right]",
    r"\frac{\partial L}{\partial w} \approx \Delta, \qquad \lambda \in \mathbb{R}^{m \times n}",
    r"\binom{n}{k} \le \prod_{j} \overline{q_j} \ge \widetilde{k}",
    r"\max_{\theta} \|v\|_2 + \tfrac{1}{2} \cdot \mathrm{softmax}(QK^\top)",
    r"\hat{y} = \operatorname{sign}(\bar{u}) \odot \tanh(z)",
    r"\begin{aligned} a &= b + c \\ &= \int_0^1 g(t)\,dt \end{aligned}",
    r"\sqrt{\sigma^2 + \epsilon} - \mu_B",
    r"\mathbf{W}^{T} \boldsymbol{x} + \mathbf{b}",
    r"P(A \mid B) = \frac{P(B)}{P(A)}",
    r"\sum_{i=1}^{n} x_i y_i",
    r"\frac{1}{N} \sum_{k=0}^{K} \alpha_k^{(t)}",
    r"h_{t-1}, s, r, p",
    r"x^{2} + y_{0} = 1",
];

/// What a rendered formula is like.
fn typical() -> Vec<u8> {
    let options = MathOptions::default();
    let mut text = String::new();
    for (at, tex) in TYPICAL.iter().enumerate() {
        let display = at % 2 == 0;
        let tex = (*tex).to_owned();
        let made = render_formula(&Formula { tex, display }, &options);
        text.push_str(&made.html);
        text.push_str(&made.styles.css());
    }
    text.into_bytes()
}

/// Closes the cache at the end of a run, whose status stays whatever comes of it.
pub(super) fn close(cache: Option<Cache>, site: &Site, outcome: &mut Outcome) {
    let Some(cache) = cache else { return };
    let folder = cache.folder();
    let folder = folder.strip_prefix(&site.root).unwrap_or(folder);
    let folder = folder.display().to_string();
    let figures = cache.finish();
    outcome.report.cache.hit = figures.hits;
    outcome.report.cache.miss = figures.misses;
    if let Some(why) = figures.fault {
        let source = outcome.sources.add(folder, Arc::from(""));
        let finding = Diagnostic::new(Code::CacheUnwritable, Span::file(source), [&why]);
        outcome.diagnostics.push(finding);
    }
}
