//! `inkstone import`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;

use super::{FAILED, Voice, say};
use crate::import::{History, ImportError, anki, write_progress};
use crate::text::Lang;

/// Turn reviews from Anki into a file of progress
///
/// Reads the reviews of exported cards from an export of Anki (.apkg or .colpkg, with scheduling) and writes them as a
/// file of progress, which the study page of the site imports. A file that is there already stays.
#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// The format
    format: ImportFormat,
    /// The file to read
    file: PathBuf,
    /// The file to write, which must not be there yet
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Only the reviews of the site that has this `id` in its site.toml
    #[arg(long, value_name = "ID")]
    site: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ImportFormat {
    /// The review history of an Anki export
    Anki,
}

impl Import {
    pub(super) fn run(&self, voice: Voice) -> ExitCode {
        let lang = say::terminal_lang();
        match self.import() {
            Ok(history) => {
                if !voice.quiet {
                    say::out(&imported(&history, self, lang));
                }
                ExitCode::SUCCESS
            }
            Err(error) => {
                say::err(&import_failed(&error, self, lang));
                ExitCode::from(FAILED)
            }
        }
    }

    fn import(&self) -> Result<History, ImportError> {
        // What is refused is known before any work is done.
        if self.output.symlink_metadata().is_ok() {
            return Err(ImportError::Exists);
        }
        let history = match self.format {
            ImportFormat::Anki => anki::read_history(&self.file, self.site.as_deref())?,
        };
        if history.reviews.is_empty() {
            return Err(ImportError::NoReviews);
        }
        write_progress(&history, &self.output)?;
        Ok(history)
    }
}

/// The last line of an import.
fn imported(history: &History, import: &Import, lang: Lang) -> String {
    let (reviews, cards) = (history.reviews.len(), history.questions.len());
    let (others, output) = (history.others, import.output.display());
    match lang {
        Lang::ZhHans => {
            format!("{cards} 张卡片的 {reviews} 次复习（另有其他卡片的 {others} 次）-> {output}\n")
        }
        Lang::En => format!(
            "{} of {} ({others} of other cards left out) -> {output}\n",
            say::count(reviews, "review"),
            say::count(cards, "card"),
        ),
    }
}

fn import_failed(error: &ImportError, import: &Import, lang: Lang) -> String {
    let (file, output) = (import.file.display(), import.output.display());
    let words = match (lang, error) {
        (Lang::ZhHans, ImportError::Unreadable(error)) => format!("无法读取 {file}：{error}"),
        (Lang::En, ImportError::Unreadable(error)) => format!("{file} cannot be read: {error}"),
        (Lang::ZhHans, ImportError::NotAnki(why)) => format!(
            "{file} 不是 Anki 的导出文件（{why}）；请在 Anki 里导出 .apkg 或 .colpkg，并勾选学习进度"
        ),
        (Lang::En, ImportError::NotAnki(why)) => format!(
            "{file} is no export of Anki ({why}); export an .apkg or .colpkg there, with scheduling"
        ),
        (Lang::ZhHans, ImportError::NoCollection) => {
            format!("{file} 里没有 Anki 的数据；请在 Anki 里导出 .apkg 或 .colpkg，并勾选学习进度")
        }
        (Lang::En, ImportError::NoCollection) => format!(
            "{file} has no collection in it; export an .apkg or .colpkg from Anki, with scheduling"
        ),
        (Lang::ZhHans, ImportError::NoDatabase(name)) => {
            format!("{file} 里的 {name} 不是 Anki 的数据库；请在 Anki 里重新导出")
        }
        (Lang::En, ImportError::NoDatabase(name)) => {
            format!("{name} in {file} is no database of Anki; export it from Anki once more")
        }
        (Lang::ZhHans, ImportError::TooLarge(most)) => format!("{file} 太大，最多 {most} MiB"),
        (Lang::En, ImportError::TooLarge(most)) => format!("{file} is larger than {most} MiB"),
        (Lang::ZhHans, ImportError::NoReviews) => {
            format!("{file} 里没有本程序导出的卡片的复习记录；导出时请勾选学习进度")
        }
        (Lang::En, ImportError::NoReviews) => format!(
            "{file} has no review of a card that inkstone exported; export it with scheduling"
        ),
        (Lang::ZhHans, ImportError::Exists) => {
            format!("{output} 已经存在，没有覆盖；请换个名字，或先把它移走")
        }
        (Lang::En, ImportError::Exists) => {
            format!("{output} is there already and stays; choose another name, or move it away")
        }
        (Lang::ZhHans, ImportError::Unwritable(error)) => format!("无法写入 {output}：{error}"),
        (Lang::En, ImportError::Unwritable(error)) => {
            format!("{output} cannot be written: {error}")
        }
    };
    match lang {
        Lang::ZhHans => format!("错误：{words}\n"),
        Lang::En => format!("error: {words}\n"),
    }
}
