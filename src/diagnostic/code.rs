//! Every kind of finding: its name, default severity, message and remedy in both languages.

use serde::{Deserialize, Serialize};

use crate::text::Lang;

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

/// Words for one code. `{0}`, `{1}` stand for the diagnostic's arguments; what stands between `{?` and `?}` is left
/// out when an argument in it is empty.
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
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
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

            /// The code with this name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
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

impl Code {
    /// Message and remedy in `lang`.
    pub fn words(self, lang: Lang) -> Words {
        match lang {
            Lang::ZhHans => self.chinese(),
            Lang::En => self.english(),
        }
    }

    /// Whether the site is built even where this is an error, which then only fails the run: the rest of it has nothing to do
    /// with it.
    pub fn spares_the_site(self) -> bool {
        self == Self::NoteFailed
    }

    /// Whether `site.toml` cannot change the severity, because nothing could be built or written anyway.
    pub fn is_fixed(self) -> bool {
        matches!(
            self,
            Self::ConfigUnreadable
                | Self::ConfigSyntax
                | Self::ConfigUnknownKey
                | Self::ConfigWrongType
                | Self::ConfigBadValue
                | Self::ConfigUnknownCode
                | Self::ConfigFixedSeverity
                | Self::RootUnreadable
                | Self::OutputNotEmpty
                | Self::OutputHoldsNotes
                | Self::OutputReserved
                | Self::OutputNotAFolder
                | Self::OutputSymlink
                | Self::OutputForeignFile
                | Self::OutputFailed
        )
    }
}

codes! {
    // The configuration.
    ConfigUnreadable "config-unreadable" Error {
        en: "the configuration cannot be read: {0}", "Check the path and that the file is UTF-8 text.";
        zh: "无法读取配置文件：{0}", "请检查路径，并确认文件是 UTF-8 文本。";
    }
    ConfigSyntax "config-syntax" Error {
        en: "this is not valid TOML: {0}", "Correct the syntax; texts stand in quotes: `key = \"value\"`.";
        zh: "不是合法的 TOML：{0}", "请改正语法；文字要加引号，如 `key = \"value\"`。";
    }
    ConfigUnknownKey "config-unknown-key" Error {
        en: "unknown key `{0}`", "{?Did you mean `{1}`? ?}Known keys here: {2}.";
        zh: "未知的键 `{0}`", "{?是否想写 `{1}`？?}此处可用的键：{2}。";
    }
    ConfigWrongType "config-wrong-type" Error {
        en: "`{0}` is of type {1}, expected {2}", "Write for example `{3}`.";
        zh: "`{0}` 的类型是 {1}，应为 {2}", "可以写成例如 `{3}`。";
    }
    ConfigBadValue "config-bad-value" Error {
        en: "`{1}` cannot be the value of `{0}`", "{?Did you mean `{2}`? ?}Write {3}.";
        zh: "`{0}` 的值不能是 `{1}`", "{?是否想写 `{2}`？?}可以写 {3}。";
    }
    ConfigUnknownCode "config-unknown-code" Error {
        en: "no kind of finding is called `{0}`", "{?Did you mean `{1}`? ?}Each finding shows its name in brackets: `warning[name]`.";
        zh: "没有名为 `{0}` 的诊断", "{?是否想写 `{1}`？?}每条诊断的方括号里就是它的名称：`warning[name]`。";
    }
    ConfigFixedSeverity "config-fixed-severity" Error {
        en: "the severity of `{0}` cannot be changed", "Remove the line: nothing can be built until what this finding asks for is done.";
        zh: "`{0}` 的级别不能更改", "请删去这一行：这类问题不解决就无法生成网站。";
    }
    // The notes folder.
    RootUnreadable "root-unreadable" Error {
        en: "the notes folder {0} cannot be read: {1}", "Check the path, `notes` in site.toml, and the permissions.";
        zh: "无法读取笔记文件夹 {0}：{1}", "请检查路径、site.toml 中的 `notes` 以及访问权限。";
    }
    UnreadableFile "unreadable-file" Warning {
        en: "this cannot be read and is left out: {0}", "Check its permissions, or name it under `ignore` in site.toml.";
        zh: "无法读取，已略过：{0}", "请检查访问权限，或在 site.toml 的 `ignore` 中写上它。";
    }
    UndecodableNote "undecodable-note" Warning {
        en: "this note is not UTF-8{?; it seems to be {0}?}", "Save it as UTF-8, or name its encoding in `site.toml`: `encoding = \"gbk\"`; until then its page only says so.";
        zh: "笔记不是 UTF-8 编码{?，看起来是 {0}?}", "请另存为 UTF-8，或在 `site.toml` 中写明编码：`encoding = \"gbk\"`；在此之前页面上只有一条说明。";
    }
    InvalidUtf8 "invalid-utf8" Warning {
        en: "bytes that are not UTF-8 stand in {0} places of this note, first here", "Retype the characters that show as \u{fffd}.";
        zh: "笔记中有 {0} 处字节不是 UTF-8，这是第一处", "请重新输入显示为 \u{fffd} 的字符。";
    }
    OversizedNote "oversized-note" Warning {
        en: "this note is larger than {0} MiB", "Split it; until then its page only says so.";
        zh: "笔记大于 {0} MiB", "请拆分笔记；在此之前页面上只有一条说明。";
    }
    NoteFailed "note-failed" Error {
        en: "Inkstone itself failed on this note; what it could not make of it is missing from the site", "All else is built. Please report this together with the note, or the part of it that sets it off: {0}";
        zh: "Inkstone 自身在处理这篇笔记时出错，没有做成的部分不在网站上", "其余内容照常生成。请连同这篇笔记（或触发问题的那一部分）报告此问题：{0}";
    }
    NonUtf8Name "non-utf8-name" Warning {
        en: "this name is not UTF-8; what it stands for is left out", "Rename it.";
        zh: "名称不是 UTF-8，已略过", "请重命名。";
    }
    LinkOutside "link-outside" Hint {
        en: "this symbolic link leads out of the notes folder, or to something that is never published; it is not followed", "Put a copy among the notes, or remove the link.";
        zh: "符号链接指向笔记文件夹之外，或指向不会发布的内容，没有跟随", "请把文件复制到笔记文件夹里，或删去链接。";
    }
    HtmlNotCopied "html-not-copied" Hint {
        en: "browsers open this file as a page of its own, so it is not part of the site", "Set `copy_html = true` in site.toml to copy such files, or name it under `ignore`.";
        zh: "浏览器会把这个文件当作网页打开，因此没有放进网站", "若要复制此类文件，请在 site.toml 中设 `copy_html = true`；否则可写进 `ignore`。";
    }
    // Writing the site.
    OutputNotEmpty "output-not-empty" Error {
        en: "the output folder {0} holds files and no {1}, so it is not ours to write into", "Name an empty or new folder with `-o`, or `output` in site.toml.";
        zh: "输出文件夹 {0} 里有文件却没有 {1}，不是由 Inkstone 写出的", "请用 `-o` 或 site.toml 的 `output` 指定一个空的或新的文件夹。";
    }
    OutputHoldsNotes "output-holds-notes" Error {
        en: "the output folder {0} is the notes folder or holds it", "Name another folder with `-o`, or `output` in site.toml.";
        zh: "输出文件夹 {0} 就是笔记文件夹，或包含笔记文件夹", "请用 `-o` 或 site.toml 的 `output` 指定另一个文件夹。";
    }
    OutputReserved "output-reserved" Error {
        en: "{0} is the root of the file system or a home folder and never an output folder", "Name a folder of its own with `-o`, or `output` in site.toml.";
        zh: "{0} 是文件系统的根或用户主文件夹，不能作为输出文件夹", "请用 `-o` 或 site.toml 的 `output` 指定单独的文件夹。";
    }
    OutputNotAFolder "output-not-a-folder" Error {
        en: "the output folder {0} cannot be used: {1}", "Name a folder with `-o`, or `output` in site.toml.";
        zh: "不能使用输出文件夹 {0}：{1}", "请用 `-o` 或 site.toml 的 `output` 指定文件夹。";
    }
    OutputSymlink "output-symlink" Error {
        en: "{0} is a symbolic link; nothing is written through it", "Name the folder that it leads to, or remove the link.";
        zh: "{0} 是符号链接，不会通过它写入", "请直接指定它所指的文件夹，或删去链接。";
    }
    OutputForeignFile "output-foreign-file" Error {
        en: "{0} stands in the output folder but was not written by a build; it is not overwritten", "Move it away, or rename the note or file that wants its place.";
        zh: "输出文件夹中的 {0} 不是由构建写出的，没有覆盖它", "请把它移走，或重命名要占用这个位置的笔记或文件。";
    }
    OutputFailed "output-failed" Error {
        en: "{0} cannot be written: {1}", "Check free space and permissions, then build again.";
        zh: "无法写入 {0}：{1}", "请检查磁盘空间和权限，然后重新构建。";
    }
    CacheUnwritable "cache-unwritable" Warning {
        en: "what this build could keep for the next one cannot be written: {0}", "Nothing is missing on the site; builds take longer. Let this folder be written, or build with `--no-cache`.";
        zh: "供下次构建使用的缓存无法写入：{0}", "网站没有缺少任何内容，只是构建会更慢。请允许写入这个文件夹，或使用 `--no-cache`。";
    }
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
    // The head of a note.
    BadFrontMatter "bad-front-matter" Warning {
        en: "the front matter cannot be read: {0}", "Correct the YAML; values with `: ` or a leading `@`, `*`, `#` need quotes. The note is built without it.";
        zh: "front matter 无法读取：{0}", "请改正 YAML；含 `: ` 或以 `@`、`*`、`#` 开头的值要加引号。笔记仍会生成，但不使用它。";
    }
    BadFrontMatterValue "bad-front-matter-value" Warning {
        en: "`{0}: {1}` is neither yes nor no", "Write `true` or `false`.";
        zh: "`{0}: {1}` 既不是“是”也不是“否”", "请写 `true` 或 `false`。";
    }
    PrivateByDoubt "private-by-doubt" Error {
        en: "`{0}` cannot be understood, so this note is kept private", "Write `draft: true`, `draft: false`, `publish: true` or `publish: false`.";
        zh: "无法理解 `{0}`，因此这篇笔记按私密处理", "请写 `draft: true`、`draft: false`、`publish: true` 或 `publish: false`。";
    }
    NearMissKey "near-miss-key" Hint {
        en: "`{0}` is not a key with a meaning here; did you mean `{1}`?", "Correct the key, or leave it if another tool reads it.";
        zh: "键 `{0}` 在此没有含义；是否想写 `{1}`？", "请改正；若是其他工具使用的键，可以不理会。";
    }
    UnclearDate "unclear-date" Hint {
        en: "`{0}: {1}` is no date that can be understood; the page shows it as it is, and nothing else uses it", "Write `2026-01-31` or `2026-01-31T10:00:00+08:00`.";
        zh: "`{0}: {1}` 不是能读懂的日期；页面上照原样显示，别处不用它", "请写成 `2026-01-31` 或 `2026-01-31T10:00:00+08:00`。";
    }
    // When notes were changed.
    ShallowHistory "shallow-history" Warning {
        en: "this clone has only the latest commits, so {0} of {1} notes have no date; this is the first", "Fetch the whole history: `fetch-depth: 0` for actions/checkout, `git fetch --unshallow` elsewhere. Or set `dates = false` in site.toml.";
        zh: "这个克隆只有最近的提交，{1} 篇笔记中有 {0} 篇没有日期，这是第一篇", "请取得完整历史：actions/checkout 用 `fetch-depth: 0`，其他情况用 `git fetch --unshallow`；或在 site.toml 中设 `dates = false`。";
    }
    NoHistory "no-history" Warning {
        en: "git cannot say when the notes were changed: {0}", "Install git and let it read this repository, or set `dates = false` in site.toml.";
        zh: "git 无法给出笔记的修改日期：{0}", "请安装 git 并允许它读取这个仓库，或在 site.toml 中设 `dates = false`。";
    }
    NoRepository "no-repository" Warning {
        en: "`dates = true`, but the notes are in no git repository", "Run `git init` and commit the notes, or remove the key.";
        zh: "设了 `dates = true`，但笔记不在 git 仓库中", "请运行 `git init` 并提交笔记，或删去这个键。";
    }
    UncommittedNotes "uncommitted-notes" Hint {
        en: "{0} of {1} notes are in no commit yet and have no date; this is the first", "Commit them, or write `date` into their front matter.";
        zh: "{1} 篇笔记中有 {0} 篇还没有提交，因此没有日期，这是第一篇", "请提交，或在 front matter 中写上 `date`。";
    }
    // Markdown and HTML.
    HeadingWithoutSpace "heading-without-space" Hint {
        en: "this is no heading: a space is missing behind the `#` signs", "Write a space between `#` and the text.";
        zh: "这一行不是标题：`#` 后面缺少空格", "请在 `#` 与文字之间加一个空格。";
    }
    TooDeep "too-deep" Warning {
        en: "quotes and lists are nested too deeply here; deeper levels are shown without their own frame", "Use fewer levels.";
        zh: "此处引用或列表嵌套过深，更深的层次不再单独显示", "请减少嵌套层数。";
    }
    RemovedHtml "removed-html" Warning {
        en: "`<{0}>` is not shown: notes may hold no active content", "Remove it, or write a link or an image instead.";
        zh: "`<{0}>` 不予显示：笔记中不允许活动内容", "请删去，或改用链接、图片。";
    }
    FrameAsLink "frame-as-link" Warning {
        en: "the frame with `{0}` is shown as a link", "Name the host under `iframe_hosts` in site.toml to show it, if it is reached by https; else write a link.";
        zh: "嵌入 `{0}` 的框架显示为链接", "若要嵌入 https 页面，请在 site.toml 的 `iframe_hosts` 中写上这个网站；否则可改写成链接。";
    }
    DroppedHtml "dropped-html" Hint {
        en: "`<{0}>` has no effect here; what it holds is shown", "Remove the tag.";
        zh: "`<{0}>` 在此无效，只显示其内容", "可以删去这个标签。";
    }
    RemovedAttribute "removed-attribute" Hint {
        en: "the HTML attribute `{0}` has no effect here and is left out", "Remove it.";
        zh: "HTML 属性 `{0}` 在此无效，已省略", "可以删去。";
    }
    UnclosedHtml "unclosed-html" Hint {
        en: "`<{0}>` is never closed; it ends with the block that it stands in", "Add `</{0}>`.";
        zh: "`<{0}>` 没有结束标签，已在所在块的末尾结束", "请补上 `</{0}>`。";
    }
    UnusedFootnote "unused-footnote" Hint {
        en: "nothing refers to the footnote `{0}`", "Refer to it with `[^{0}]`, or remove it.";
        zh: "脚注 `{0}` 没有被引用", "请用 `[^{0}]` 引用它，或删去。";
    }
    // Routes.
    NameClash "name-clash" Warning {
        en: "`{0}` and `{1}` want the same page; this one becomes `{2}`", "Rename one of them.";
        zh: "`{0}` 与 `{1}` 对应同一个页面，前者改为 `{2}`", "请重命名其中一个。";
    }
    GeneratedPageMoved "generated-page-moved" Warning {
        en: "`{0}` takes the place of the generated `{1}`, which becomes `{2}`", "Rename the note if that is not what you want.";
        zh: "`{0}` 占用了自动生成的 `{1}`，后者改为 `{2}`", "如非本意，请重命名笔记。";
    }
    RedirectPath "redirect-path" Warning {
        en: "`{0}` cannot be an old address of a page", "Write a path from the root of the site, such as `/old/page.html`, without `..`, `?` and `#`.";
        zh: "`{0}` 不能作为页面的旧地址", "请写从网站根开始的路径，如 `/old/page.html`，不能含 `..`、`?` 和 `#`。";
    }
    RedirectClash "redirect-clash" Warning {
        en: "`{0}` is no redirect, for `{1}` is there", "Remove it, or rename what is there.";
        zh: "`{0}` 没有成为重定向，因为那里已有 `{1}`", "请删去，或重命名占用该地址的内容。";
    }
    RedirectTarget "redirect-target" Warning {
        en: "`{0}` is no note and no page of this site{?; did you mean `{1}`??}", "Write the path of a note, such as `folder/note.md`, or of a page.";
        zh: "`{0}` 不是本站的笔记或页面{?，是否想写 `{1}`？?}", "请写笔记的路径，如 `文件夹/笔记.md`，或页面的路径。";
    }
    RedirectLoop "redirect-loop" Warning {
        en: "the redirect `{0}` leads nowhere but back: {1}", "Let one of them lead to a note.";
        zh: "重定向 `{0}` 只是绕圈：{1}", "请让其中一个指向笔记。";
    }
    // What hosts and systems cannot take.
    WindowsName "windows-name" Hint {
        en: "Windows cannot have a file `{0}`: {1}", "Rename it if the notes or the site shall be copied there.";
        zh: "Windows 上不能有文件 `{0}`：{1}", "如果要把笔记或网站复制到 Windows，请改名。";
    }
    ActiveDrawing "active-drawing" Warning {
        en: "this SVG file acts or asks other places; the site has it without {0}", "Save it as plain SVG, without scripts, handlers and files of other places.";
        zh: "这个 SVG 文件含有活动内容或外部引用，网站中的副本去掉了 {0}", "请另存为普通 SVG，不含脚本、事件处理和外部文件。";
    }
    BrokenDrawing "broken-drawing" Warning {
        en: "this file is no SVG that can be read; an empty drawing takes its place", "Save it again as well-formed SVG in UTF-8.";
        zh: "这个文件不是可读的 SVG，网站中以空白图代替", "请重新保存为格式正确的 UTF-8 编码 SVG。";
    }
    LargeFile "large-file" Warning {
        en: "this file has {0} MB; GitHub takes none above {1} MB", "Make it smaller, or put it elsewhere and link to it.";
        zh: "文件有 {0} MB；GitHub 不接受超过 {1} MB 的文件", "请压缩它，或放到别处再链接。";
    }
    LargeSite "large-site" Warning {
        en: "the site has {0} MB; GitHub Pages takes up to {1} MB. The largest files: {2}", "Make images smaller, or publish elsewhere.";
        zh: "网站有 {0} MB；GitHub Pages 最多 {1} MB。最大的文件：{2}", "请压缩图片，或发布到别处。";
    }
    // Links and images.
    BrokenLink "broken-link" Warning {
        en: "the link leads nowhere: `{0}`", "Correct the path or name; the page shows the text without a link.";
        zh: "链接没有目标：`{0}`", "请改正路径或名称；页面上只显示文字。";
    }
    BrokenAnchor "broken-anchor" Warning {
        en: "the note is there, but it has no heading or id for `{0}`", "Correct what follows `#`; the link leads to the top of the note.";
        zh: "笔记存在，但没有与 `{0}` 对应的标题或 id", "请改正 `#` 之后的部分；链接暂时指向笔记开头。";
    }
    AmbiguousLink "ambiguous-link" Warning {
        en: "several notes are called `{0}`: {1}", "Write the path, e.g. `[[folder/name]]`.";
        zh: "有几篇笔记都叫 `{0}`：{1}", "请写出路径，如 `[[文件夹/名称]]`。";
    }
    OutsideLink "outside-link" Warning {
        en: "`{0}` leads out of the notes folder; nothing outside is read or copied", "Move the file into the notes folder.";
        zh: "`{0}` 指向笔记文件夹之外；外部文件不会被读取或复制", "请把文件移入笔记文件夹。";
    }
    PrivateLink "private-link" Warning {
        en: "`{0}` is a private note", "Remove the link, or publish the note; the page shows neither its name nor its text.";
        zh: "`{0}` 是私密笔记", "请删去链接，或公开那篇笔记；页面上不会出现它的名称和内容。";
    }
    WithheldFile "withheld-file" Warning {
        en: "`{0}` has the name of a private file, and such files are never copied, whether they are there or not", "Remove the link, or give the file another name if it is meant for readers.";
        zh: "`{0}` 是私密文件的名称；这类文件无论是否存在都不会复制", "请删去链接；如果文件本来就要公开，请改名。";
    }
    UnsafeLink "unsafe-link" Warning {
        en: "links may not use this address: `{0}`", "Use http, https, mailto, tel or a relative path.";
        zh: "链接不能使用这个地址：`{0}`", "请使用 http、https、mailto、tel 或相对路径。";
    }
    MissingImage "missing-image" Warning {
        en: "the image is not there: `{0}`", "Add the file or correct the path; the page shows a frame with the path.";
        zh: "图片不存在：`{0}`", "请补上文件或改正路径；页面上显示带路径的空框。";
    }
    MissingAlt "missing-alt" Hint {
        en: "the image has no text for those who cannot see it", "Write a few words between `![` and `]`.";
        zh: "图片没有替代文字", "请在 `![` 与 `]` 之间写几个字。";
    }
    MissingEmbed "missing-embed" Warning {
        en: "there is nothing to embed: `{0}`", "Correct the name or heading.";
        zh: "没有可嵌入的内容：`{0}`", "请改正名称或标题。";
    }
    EmbedTooDeep "embed-too-deep" Warning {
        en: "the embed `{0}` embeds itself or is nested more than four deep", "Link to the note instead.";
        zh: "嵌入 `{0}` 嵌入了自身，或嵌套超过四层", "请改用链接。";
    }
    // Other machines.
    DeadImage "dead-image" Warning {
        en: "the image cannot be fetched: `{0}` ({1})", "Put a copy among the notes, or remove it. Images that may come back are asked for by every `inkstone fetch`, dead ones with `--again`.";
        zh: "图片无法下载：`{0}`（{1}）", "请把副本放进笔记文件夹，或删去。暂时的失败会在下次 `inkstone fetch` 时重试，已失效的要加 `--again`。";
    }
    DamagedCopy "damaged-copy" Warning {
        en: "the fetched copy of this image is missing or not as it was: `{0}`", "Run `inkstone fetch`; until then the page treats the image as never fetched.";
        zh: "这张图片已下载的副本不见了或已改变：`{0}`", "请运行 `inkstone fetch`；在此之前按未下载处理。";
    }
    BadFetchRecord "bad-fetch-record" Warning {
        en: "the record of fetched images cannot be read: {0}", "Restore it, or remove it and run `inkstone fetch`; until then no fetched image is used.";
        zh: "无法读取已下载图片的记录：{0}", "请恢复它，或删去后重新运行 `inkstone fetch`；在此之前不使用已下载的图片。";
    }
    DeadLink "dead-link" Warning {
        en: "there is nothing at this address any more: `{0}` ({1})", "Find where it has moved to, or link to an archive.";
        zh: "这个地址已经失效：`{0}`（{1}）", "请找到新地址，或改为指向存档。";
    }
    UnsureLink "unsure-link" Hint {
        en: "it cannot be told whether this address is alive: `{0}` ({1})", "Open it in a browser: some hosts answer no programs.";
        zh: "无法判断这个地址是否有效：`{0}`（{1}）", "请用浏览器打开看看：有些网站不应答程序。";
    }
    // Topics.
    TopicsSyntax "topics-syntax" Warning {
        en: "`topics.yaml` is not valid YAML: {0}", "Correct the syntax; until then the file is left out.";
        zh: "`topics.yaml` 不是合法的 YAML：{0}", "请改正语法；在此之前不使用这个文件。";
    }
    UndecodableTopics "undecodable-topics" Warning {
        en: "`topics.yaml` is left out: it is not UTF-8 text of at most {0} MiB{?; it seems to be {1}?}", "Save it as UTF-8, or name its encoding in `site.toml`: `encoding = \"gbk\"`.";
        zh: "`topics.yaml` 已略过：它不是不超过 {0} MiB 的 UTF-8 文本{?，看起来是 {1}?}", "请另存为 UTF-8，或在 `site.toml` 中写明编码：`encoding = \"gbk\"`。";
    }
    BadTopicsFile "bad-topics-file" Warning {
        en: "topics are expected here", "Write a list in which each topic begins with `- id: ...`.";
        zh: "这里应为主题", "请写成列表，每个主题以 `- id: ...` 开头。";
    }
    UnknownTopicKey "unknown-topic-key" Warning {
        en: "topics have no key `{0}`{?; did you mean `{1}`??}", "The keys are: {2}.";
        zh: "主题没有 `{0}` 这个键{?，是否想写 `{1}`？?}", "可用的键：{2}。";
    }
    DuplicateTopicKey "duplicate-topic-key" Warning {
        en: "`{0}` stands twice in this topic; the first one counts", "Remove one of them.";
        zh: "这个主题里 `{0}` 出现了两次，以第一次为准", "请删去其中一个。";
    }
    TopicWrongType "topic-wrong-type" Warning {
        en: "`{0}` has a value of another kind", "Write `{1}`.";
        zh: "`{0}` 的值类型不对", "请写成 `{1}`。";
    }
    TopicWithoutKey "topic-without-id" Warning {
        en: "this topic has no usable `{0}` and is left out", "Add `{1}`.";
        zh: "这个主题没有可用的 `{0}`，已略过", "请加上 `{1}`。";
    }
    BadTopicId "bad-topic-id" Warning {
        en: "`{0}` cannot be an id; this topic is left out", "Use small letters, digits and `-`; it names the page of the topic.";
        zh: "`{0}` 不能作 id，这个主题已略过", "请只用小写字母、数字和 `-`；它是主题页的文件名。";
    }
    DuplicateTopic "duplicate-topic" Warning {
        en: "there is a topic `{0}` already; this one is left out", "Put the names together under one id.";
        zh: "已有主题 `{0}`，这一个已略过", "请把名称合并到同一个 id 之下。";
    }
    EmptyTopicName "empty-topic-name" Warning {
        en: "this name is empty", "Remove it or fill it in.";
        zh: "名称为空", "请删去或补上。";
    }
    ShortTopicName "short-topic-name" Warning {
        en: "`{0}` is too short for a name: it would match everywhere", "Use a name of two letters or more.";
        zh: "`{0}` 太短，不能作名称：它会到处匹配", "请使用两个字以上的名称。";
    }
    LongTopicName "long-topic-name" Warning {
        en: "the name `{0}` has {1} characters; the most is {2}", "Use a name as it stands in the text.";
        zh: "名称 `{0}` 有 {1} 个字，最多 {2} 个", "请使用正文里出现的名称。";
    }
    TopicNameTaken "topic-name-taken" Warning {
        en: "`{0}` is a name of the topic `{1}` already, which keeps it", "Remove it here; if it can mean both, list it under `weak_aliases` of both.";
        zh: "`{0}` 已是主题 `{1}` 的名称，仍归后者", "请在此删去；若两者都可能，请把它列在两者的 `weak_aliases` 中。";
    }
    UnknownTopic "unknown-topic" Warning {
        en: "there is no topic `{0}`{?; did you mean `{1}`??}", "Write the id of a topic of this file or of the glossary.";
        zh: "没有主题 `{0}`{?，是否想写 `{1}`？?}", "请写本文件或内置词表中某个主题的 id。";
    }
    TopicCycle "topic-cycle" Warning {
        en: "the parents of `{0}` lead back to it; this one is left out", "Remove one of the parents.";
        zh: "`{0}` 的上级主题绕回到它自己，此处的上级已略过", "请去掉其中一个 `parent`。";
    }
    AmbiguousTopic "ambiguous-topic" Warning {
        en: "`{0}` may mean {1}; it is not linked", "Name the topic in full once in this note, or link it yourself.";
        zh: "`{0}` 可能指 {1}，因此没有链接", "请在本篇中写一次全称，或自己加链接。";
    }
    ProbableMisspelling "probable-misspelling" Hint {
        en: "`{0}` is probably meant to be `{1}`", "Correct it, or add it to `aliases` in `topics.yaml` if it is right.";
        zh: "`{0}` 可能是 `{1}` 的误写", "请改正；若写法无误，请加入 `topics.yaml` 的 `aliases`。";
    }
    // Templates.
    BlockedMarkup "blocked-markup" Warning {
        en: "`{0}` has no effect here: the policy of every page blocks scripts, styles and handlers that stand in it", "Put scripts and styles into files in `static/`, use classes instead of `style`, and `addEventListener` instead of handlers.";
        zh: "`{0}` 在此无效：页面的安全策略不允许内联脚本、样式和事件处理", "请把脚本和样式放进 `static/` 中的文件，用 class 代替 `style`，用 `addEventListener` 代替事件属性。";
    }
    BadTemplate "bad-template" Error {
        en: "this file of the theme cannot be used: {0}", "Correct it, or remove it so that the built-in one is used.";
        zh: "主题的这个文件无法使用：{0}", "请改正，或把它移走以使用内置的。";
    }
}
