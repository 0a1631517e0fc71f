//! Printing, and the sentences of the commands in both languages.

use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::time::Duration;

use super::{Color, Voice};
use crate::export::{CardSet, ExportError, Unreadable};
use crate::output::Cleaned;
use crate::progress::Stage;
use crate::report::{Report, StageTime};
use crate::text::Lang;

/// Prints to standard output. A reader who has gone away is no fault.
pub(super) fn out(text: &str) {
    let mut stdout = std::io::stdout().lock();
    let _ = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
}

/// Prints to standard error.
pub(super) fn err(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

impl Voice {
    /// Whether text for `stream` is coloured.
    pub(super) fn colored(self, stream: &impl IsTerminal) -> bool {
        let set =
            |name| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) => {
                false
            }
            Color::Auto => {
                let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
                set("CLICOLOR_FORCE") || (stream.is_terminal() && !dumb)
            }
        }
    }
}

/// The last line of a build.
pub(super) fn built(report: &Report, output: &Path, lang: Lang) -> String {
    let questions = report.questions;
    let open = questions.total - questions.answered.min(questions.total);
    let (pages, written, unchanged) = (report.pages, report.written, report.unchanged);
    let output = output.display();
    match lang {
        Lang::ZhHans => format!(
            "{pages} 页，写入 {written}，未变 {unchanged}，问题 {}（未答 {open}）-> {output}\n",
            questions.total
        ),
        Lang::En => format!(
            "{}, {written} written, {unchanged} unchanged, {} ({open} unanswered) -> {output}\n",
            count(pages, "page"),
            count(questions.total, "question"),
        ),
    }
}

/// The last line of a build that failed.
pub(super) fn failed(lang: Lang) -> &'static str {
    match lang {
        Lang::ZhHans => "构建失败，没有换上新的网站\n",
        Lang::En => "the build failed; the site was not replaced\n",
    }
}

/// How many findings there are of each severity.
pub(super) fn findings([errors, warnings, hints]: [usize; 3], lang: Lang) -> String {
    match lang {
        Lang::ZhHans => format!("{errors} 个错误，{warnings} 个警告，{hints} 条提示\n"),
        Lang::En => format!(
            "{}, {}, {}\n",
            count(errors, "error"),
            count(warnings, "warning"),
            count(hints, "hint")
        ),
    }
}

/// Points to hints that are not printed.
pub(super) fn hidden_hints(hints: usize, lang: Lang) -> String {
    match lang {
        Lang::ZhHans => format!("另有 {hints} 条提示，可用 -v 或 `inkstone check` 查看\n"),
        Lang::En => format!(
            "{} not shown; see -v or `inkstone check`\n",
            count(hints, "hint")
        ),
    }
}

/// The heading of the list of unanswered questions.
pub(super) fn unanswered(open: usize, total: usize, lang: Lang) -> String {
    match lang {
        Lang::ZhHans => format!("{total} 道题中有 {open} 道没有答案\n"),
        Lang::En => format!("{open} of {} without an answer\n", count(total, "question")),
    }
}

/// Behind an open question: how much depends on it. Nothing if that is nothing.
pub(super) fn dependents(count: usize, lang: Lang) -> String {
    match (lang, count) {
        (_, 0) => String::new(),
        (Lang::ZhHans, _) => format!("（{count} 处与它有关）"),
        (Lang::En, 1) => " (1 depends on it)".to_owned(),
        (Lang::En, _) => format!(" ({count} depend on it)"),
    }
}

/// Whether a heading is a question.
pub(super) fn question_or_not(asks: bool, lang: Lang) -> &'static str {
    match (lang, asks) {
        (Lang::ZhHans, true) => "是题",
        (Lang::ZhHans, false) => "不是题",
        (Lang::En, true) => "question",
        (Lang::En, false) => "no question",
    }
}

/// What `--min-coverage` says before it fails.
pub(super) fn too_few_answers(answered: usize, total: usize, least: u8, lang: Lang) -> String {
    let percent = answered * 100 / total.max(1);
    match lang {
        Lang::ZhHans => {
            format!(
                "{total} 道题中有 {answered} 道有答案，占 {percent}%，不到 --min-coverage 要求的 {least}%"
            )
        }
        Lang::En => format!(
            "{answered} of {} have an answer, {percent}%: less than the {least}% of --min-coverage",
            count(total, "question")
        ),
    }
}

/// That a site is served to others than those on this machine.
pub(super) fn open_to_others(host: &str, lang: Lang) -> String {
    match lang {
        Lang::ZhHans => {
            format!("警告：--host {host} 让网络中的其他人也能看到这个网站；没有密码，也没有加密\n")
        }
        Lang::En => format!(
            "warning: with --host {host} others in the network can read this site; there is no password and no encryption\n"
        ),
    }
}

/// Where the site is served.
pub(super) fn serving(url: &str, lang: Lang) -> String {
    match lang {
        Lang::ZhHans => format!("网站地址 {url}（按 Ctrl+C 结束）\n"),
        Lang::En => format!("serving {url} (stop with Ctrl+C)\n"),
    }
}

/// The line of a build that follows on another: how many files it changed, how long it took, what is wrong with the notes now.
pub(super) fn built_again(
    files: usize,
    took: Duration,
    [errors, warnings, _]: [usize; 3],
    lang: Lang,
) -> String {
    let milliseconds = took.as_millis();
    let faults = match (errors + warnings, lang) {
        (0, _) => String::new(),
        (faults, Lang::ZhHans) => format!("，{faults} 处有问题"),
        (faults, Lang::En) => format!(", {}", count(faults, "fault")),
    };
    match lang {
        Lang::ZhHans => format!("更新 {files} 个文件，用时 {milliseconds} 毫秒{faults}\n"),
        Lang::En => format!(
            "{} changed in {milliseconds} ms{faults}\n",
            count(files, "file")
        ),
    }
}

/// Files are looked at because the system does not tell of changes.
pub(super) fn polling(reason: &str, lang: Lang) -> String {
    match lang {
        Lang::ZhHans => format!(
            "警告：系统不能通知文件的变化（{reason}），改为每半秒查看一次\n  = 在 Linux 上可以调大 fs.inotify.max_user_watches\n"
        ),
        Lang::En => format!(
            "warning: the system cannot tell of changes ({reason}); files are looked at every half second instead\n  = on Linux, \
             fs.inotify.max_user_watches may be raised\n"
        ),
    }
}

/// Changes cannot be noticed in any way.
pub(super) fn cannot_watch(reason: &str, lang: Lang) -> String {
    match lang {
        Lang::ZhHans => format!("错误：无法留意文件的变化：{reason}\n"),
        Lang::En => format!("error: changes of files cannot be noticed: {reason}\n"),
    }
}

/// The site is served, but nothing shows it by itself.
pub(super) fn no_browser(reason: &str, lang: Lang) -> String {
    match lang {
        Lang::ZhHans => format!("警告：无法打开浏览器：{reason}\n"),
        Lang::En => format!("warning: no browser could be opened: {reason}\n"),
    }
}

/// What `clean` did.
pub(super) fn cleaned(cleaned: Cleaned, output: &Path, lang: Lang) -> String {
    let (files, output) = (cleaned.files, output.display());
    let mut text = match lang {
        Lang::ZhHans => format!("从 {output} 删除 {files} 个文件"),
        Lang::En => format!("removed {} from {output}", count(files, "file")),
    };
    if cleaned.cache {
        text += match lang {
            Lang::ZhHans => "，并删除了缓存",
            Lang::En => ", and the cache",
        };
    }
    if cleaned.others_remain {
        text += match lang {
            Lang::ZhHans => "；其中还有不是由构建写出的文件，没有动",
            Lang::En => "; files that no build wrote remain there",
        };
    }
    text + "\n"
}

/// Wall time and processor time of each stage, and of each thread at it; then what lies between the stages, and the sums.
pub(super) fn timings(report: &Report) -> String {
    let threads: Vec<u32> = report.total.threads.keys().copied().collect();
    let line = |name: &str, time: &StageTime| {
        let milliseconds = |time: Duration| format!(" {:>10.1}", time.as_secs_f64() * 1000.0);
        let mut line = format!("{name:<8}{}", milliseconds(time.wall));
        if !threads.is_empty() {
            line += &milliseconds(time.cpu());
        }
        for thread in &threads {
            line += &milliseconds(time.threads.get(thread).copied().unwrap_or_default());
        }
        line + "\n"
    };
    let mut names = vec!["wall".to_owned()];
    if !threads.is_empty() {
        names.push("CPU".to_owned());
    }
    names.extend((1..=threads.len()).map(|number| format!("thread {number}")));
    let names = names.iter().map(|name| format!(" {name:>10}"));
    let mut text = format!("{:<8}{}\n", "ms", names.collect::<String>());
    let mut rest = report.total.clone();
    for stage in Stage::ALL {
        let time = report.stages.of(stage);
        text += &line(stage.name(), time);
        rest.wall = rest.wall.saturating_sub(time.wall);
        for (thread, left) in &mut rest.threads {
            let spent = time.threads.get(thread).copied();
            *left = left.saturating_sub(spent.unwrap_or_default());
        }
    }
    text + &line("between", &rest) + &line("total", &report.total)
}

/// The word for a stage on the progress bar.
pub(super) fn stage(stage: Stage, lang: Lang) -> &'static str {
    match lang {
        Lang::En => stage.name(),
        Lang::ZhHans => match stage {
            Stage::Read => "读取",
            Stage::Parse => "解析",
            Stage::Catalog => "编目",
            Stage::Link => "链接",
            Stage::Render => "渲染",
            Stage::Search => "索引",
            Stage::Page => "排版",
            Stage::Write => "写入",
            Stage::Fetch => "下载",
        },
    }
}

/// The language of the terminal, where no site tells its own.
pub(super) fn terminal_lang() -> Lang {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .and_then(|tag| Lang::from_tag(tag.split('.').next().unwrap_or_default()))
        .unwrap_or(Lang::En)
}

/// The last line of an export.
pub(super) fn exported(set: &CardSet, file: &Path, lang: Lang) -> String {
    let (cards, pictures) = (set.cards.len(), set.pictures.len());
    let decks: BTreeSet<&[String]> = set.cards.iter().map(|card| card.deck.as_slice()).collect();
    let (decks, file) = (decks.len(), file.display());
    match lang {
        Lang::ZhHans => format!("{cards} 张卡片，{decks} 个牌组，{pictures} 张图片 -> {file}\n"),
        Lang::En => format!(
            "{}, {}, {} -> {file}\n",
            count(cards, "card"),
            count(decks, "deck"),
            count(pictures, "picture")
        ),
    }
}

/// The last line of an export that packs `notes` notes into `bytes` bytes.
pub(super) fn packed(notes: usize, bytes: u64, file: &Path, lang: Lang) -> String {
    let (size, file) = (megabytes(bytes), file.display());
    match lang {
        Lang::ZhHans => format!("{notes} 篇笔记，{size} MB -> {file}\n"),
        Lang::En => format!("{}, {size} MB -> {file}\n", count(notes, "note")),
    }
}

/// That a site in one file is so large that a phone may not open it.
pub(super) fn single_is_large(bytes: u64, lang: Lang) -> String {
    let size = megabytes(bytes);
    match lang {
        Lang::ZhHans => format!(
            "警告：单个文件有 {size} MB，手机打开会慢；--image-quality 70 可以缩小图片，zip 则不必一次读完\n"
        ),
        Lang::En => format!(
            "warning: the file has {size} MB, which is slow to open on a phone; --image-quality 70 makes pictures smaller, \
             and a zip need not be read at once\n"
        ),
    }
}

/// The last line of the export of a book.
pub(super) fn made_book(chapters: usize, file: &Path, lang: Lang) -> String {
    let file = file.display();
    match lang {
        Lang::ZhHans => format!("{chapters} 章 -> {file}\n"),
        Lang::En => format!("{} -> {file}\n", count(chapters, "chapter")),
    }
}

/// Says that there is nothing that a book could be made of.
pub(super) fn no_such_part(name: &str, lang: Lang) -> String {
    match lang {
        Lang::ZhHans => {
            format!("错误：笔记里没有文件夹或笔记“{name}”；--only 后面写它在笔记文件夹里的路径\n")
        }
        Lang::En => format!(
            "error: there is no folder or note `{name}`; --only takes a path below the notes folder\n"
        ),
    }
}

/// Says that an option means nothing for the format that was asked for.
pub(super) fn option_of_other_formats(option: &str, formats: &str, lang: Lang) -> String {
    match lang {
        Lang::ZhHans => format!("错误：{option} 只用于 {formats}；去掉它或换一种格式\n"),
        Lang::En => {
            format!(
                "error: {option} is for {formats} alone; leave it out or ask for one of these\n"
            )
        }
    }
}

/// With two digits, for a size of thousands of bytes is one too.
fn megabytes(bytes: u64) -> String {
    let hundredths = bytes.div_ceil(10_000);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Why there is no export.
pub(super) fn export_failed(error: &ExportError, lang: Lang) -> String {
    match (lang, error) {
        (Lang::ZhHans, ExportError::NotOurs(path)) => {
            let path = path.display();
            format!("错误：{path} 不是导出写的，没有覆盖；请换个名字，或先把它移走\n")
        }
        (Lang::En, ExportError::NotOurs(path)) => {
            let path = path.display();
            format!(
                "error: {path} was not written by an export and stays; choose another name, or move it away\n"
            )
        }
        (Lang::ZhHans, ExportError::Io(path, error)) => {
            format!("错误：读写 {} 失败：{error}\n", path.display())
        }
        (Lang::En, ExportError::Io(path, error)) => {
            format!(
                "error: {} cannot be read or written: {error}\n",
                path.display()
            )
        }
        (Lang::ZhHans, ExportError::Collection(error)) => {
            format!("错误：无法生成 Anki 的数据库：{error}\n")
        }
        (Lang::En, ExportError::Collection(error)) => {
            format!("error: the collection for Anki cannot be made: {error}\n")
        }
    }
}

/// Names a picture that cannot be exported.
pub(super) fn picture_failed(unreadable: &Unreadable, lang: Lang) -> String {
    let Unreadable { path, error } = unreadable;
    match lang {
        Lang::ZhHans => format!("错误：无法读取图片 {path}：{error}\n"),
        Lang::En => format!("error: the picture {path} cannot be read: {error}\n"),
    }
}

/// `1 page`, `2 pages`.
pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_line_of_a_build() {
        let mut report = Report {
            pages: 42,
            written: 12,
            unchanged: 30,
            ..Report::default()
        };
        report.questions.total = 33;
        report.questions.answered = 15;
        assert_eq!(
            built(&report, Path::new("public"), Lang::En),
            "42 pages, 12 written, 30 unchanged, 33 questions (18 unanswered) -> public\n"
        );
        assert_eq!(
            built(&report, Path::new("public"), Lang::ZhHans),
            "42 页，写入 12，未变 30，问题 33（未答 18）-> public\n"
        );
        let one = Report {
            pages: 1,
            ..Report::default()
        };
        assert!(built(&one, Path::new("public"), Lang::En).starts_with("1 page, "));
    }

    #[test]
    fn timings_have_a_line_for_each_stage() {
        let milliseconds = Duration::from_millis;
        let mut report = Report::default();
        let text = timings(&report);
        assert_eq!(text.lines().count(), Stage::ALL.len() + 3);
        assert!(text.starts_with("ms             wall\nread            0.0\n"));

        let time = |wall, threads: [(u32, u64); 2]| StageTime {
            wall: milliseconds(wall),
            threads: threads
                .map(|(thread, time)| (thread, milliseconds(time)))
                .into(),
        };
        report
            .stages
            .add(Stage::Link, &time(20, [(7, 12), (9, 20)]));
        report.total = time(50, [(7, 15), (9, 40)]);
        let text = timings(&report);
        let line = |name: &str| {
            let line = text.lines().find(|line| line.starts_with(name));
            line.unwrap_or_default()
                .split_whitespace()
                .skip(1)
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(line("ms"), "wall CPU thread 1 thread 2");
        assert_eq!(line("link"), "20.0 32.0 12.0 20.0");
        assert_eq!(line("between"), "30.0 23.0 3.0 20.0");
        assert_eq!(line("total"), "50.0 55.0 15.0 40.0");
    }
}
