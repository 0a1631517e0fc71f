//! `inkstone init`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;

use super::{FAILED, Voice, say};
use crate::init::init;
use crate::text::Lang;

/// Start a new site
///
/// Writes a site.toml, a first note, a topics.yaml, a workflow that publishes the site on GitHub Pages, and a .gitignore.
/// A file that is there already stays as it is; in a folder that has notes already, those become the site.
#[derive(Debug, clap::Args)]
pub(super) struct Init {
    /// The folder, which is made if it is not there
    dir: PathBuf,
    /// The language of the site
    #[arg(long, value_name = "LANG", default_value = "zh-Hans")]
    lang: SiteLang,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum SiteLang {
    #[value(name = "zh-Hans", alias = "zh")]
    ZhHans,
    #[value(name = "en")]
    En,
}

impl Init {
    pub(super) fn run(&self, voice: Voice) -> ExitCode {
        let lang = match self.lang {
            SiteLang::ZhHans => Lang::ZhHans,
            SiteLang::En => Lang::En,
        };
        let created = match init(&self.dir, lang) {
            Ok(created) => created,
            Err((path, error)) => {
                say::err(&format!(
                    "error: {} cannot be written: {error}\n",
                    path.display()
                ));
                return ExitCode::from(FAILED);
            }
        };
        if voice.quiet {
            return ExitCode::SUCCESS;
        }
        let (written, kept, next) = match lang {
            Lang::ZhHans => ("新建", "已有，未改", "下一步"),
            Lang::En => ("new ", "kept", "next"),
        };
        for path in &created.written {
            say::out(&format!("{written} {}\n", self.dir.join(path).display()));
        }
        for path in &created.kept {
            say::out(&format!("{kept} {}\n", self.dir.join(path).display()));
        }
        say::out(&format!(
            "{next} inkstone serve {} --open\n",
            self.dir.display()
        ));
        ExitCode::SUCCESS
    }
}
