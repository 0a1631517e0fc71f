//! Every kind of finding: its name, default severity, message and remedy in both languages.

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The site cannot be built, or must not be published.
    Error,
    /// The site is built; something on it is not what the author wrote.
    Warning,
    /// Worth a look.
    Hint,
}

impl Severity {
    /// The word used in output and in `site.toml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
        }
    }
}

/// Words for one code. `{0}`, `{1}` stand for the diagnostic's arguments.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// What is wrong.
    pub message: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
}

macro_rules! codes {
    ($( $variant:ident $name:literal $severity:ident {
        en: $en:literal, $en_remedy:literal;
        zh: $zh:literal, $zh_remedy:literal;
    } )*) => {
        /// The kinds of findings. Each has one name, which `site.toml` can give another severity.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $( #[doc = $en] $variant, )* }

        impl Code {
            /// All codes, in the order of their definition.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name in kebab case.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// The severity unless the site's configuration says otherwise.
            pub fn default_severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity),* }
            }

            /// Message and remedy in English.
            pub fn english(self) -> Words {
                match self { $(Self::$variant => Words { message: $en, remedy: $en_remedy }),* }
            }

            /// Message and remedy in Chinese.
            pub fn chinese(self) -> Words {
                match self { $(Self::$variant => Words { message: $zh, remedy: $zh_remedy }),* }
            }
        }
    };
}

codes! {
    // Formulas, code and diagrams.
    BadFormula "bad-formula" Warning {
        en: "this formula cannot be rendered: {0}", "Correct the formula; until then the page shows its source.";
        zh: "公式无法渲染：{0}", "请改正公式；在此之前页面显示它的源码。";
    }
    UnsafeFormula "unsafe-formula" Warning {
        en: "`{0}` is not allowed in a note's formulas", "Remove the command, or define a macro under [math.macros] in site.toml.";
        zh: "笔记的公式中不允许使用 `{0}`", "请删去该命令，或在 site.toml 的 [math.macros] 中定义宏。";
    }
    OversizedFormula "oversized-formula" Warning {
        en: "this formula is too large or too deeply nested ({0})", "Split it into several formulas.";
        zh: "公式过长或嵌套过深（{0}）", "请把它拆成几个公式。";
    }
    UnknownFormulaLabel "unknown-formula-label" Warning {
        en: "no formula of this note has the label `{0}`", "Add \\label{{0}} to the formula, or correct the name.";
        zh: "本笔记中没有标签为 `{0}` 的公式", "请给公式加上 \\label{{0}}，或改正名称。";
    }
    DuplicateFormulaLabel "duplicate-formula-label" Warning {
        en: "the formula label `{0}` is used twice in this note", "Give each formula a label of its own.";
        zh: "公式标签 `{0}` 在本笔记中重复", "请给每个公式不同的标签。";
    }
    MacroName "macro-name" Error {
        en: "`{0}` is no name for a macro", "Use letters, or one other character, with or without a backslash in front.";
        zh: "`{0}` 不能作为宏的名称", "请用若干字母或一个其他字符，前面可有反斜杠。";
    }
    MacroLoop "macro-loop" Error {
        en: "the macro `{0}` leads back to itself: {1}", "Define it without itself.";
        zh: "宏 `{0}` 的定义绕回了自身：{1}", "请让它的定义不依赖自身。";
    }
    UnsafeMacro "unsafe-macro" Error {
        en: "the macro `{0}` uses `{1}`, which is not allowed", "Take the command out; macros are plain replacements with #1 to #9.";
        zh: "宏 `{0}` 使用了不允许的 `{1}`", "请去掉该命令；宏只是带 #1 至 #9 的文本替换。";
    }
    AmbiguousDollar "ambiguous-dollar" Hint {
        en: "this `$` is read as text, not as a formula", "Write `\\$` for a dollar sign, or take the spaces and Han text out of the formula.";
        zh: "此处的 `$` 按普通文字处理，没有当作公式", "若是货币请写 `\\$`；若是公式请去掉其中的空格和汉字。";
    }
    PipeInFormula "pipe-in-formula" Hint {
        en: "`\\|` in a formula in a table is read as the norm ‖", "Write \\Vert for a norm and \\vert for a single bar.";
        zh: "表格中公式里的 `\\|` 按范数 ‖ 处理", "范数请写 \\Vert，单竖线请写 \\vert。";
    }
    UnknownLanguage "unknown-language" Hint {
        en: "no highlighting is known for the language `{0}`", "Correct the name, or use `text`.";
        zh: "不认识代码语言 `{0}`，未着色", "请改正名称，或写 `text`。";
    }
    BadDiagram "bad-diagram" Warning {
        en: "this diagram cannot be drawn: {0}", "Correct it; until then the page shows its source.";
        zh: "图无法绘制：{0}", "请改正；在此之前页面显示它的源码。";
    }
}
