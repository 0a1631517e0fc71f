//! What `inkstone fetch` says.

use super::super::say::count;
use crate::fetch::{FOLDER, Fetched, Pruned, StoreError};
use crate::text::Lang;

/// The last line: what came, what was there, what did not come.
pub(super) fn fetched(fetched: &Fetched, pruned: Pruned, lang: Lang) -> String {
    let Fetched {
        new,
        bytes,
        kept,
        stale,
        failures,
    } = fetched;
    let (failed, all) = (failures.len(), new + kept + stale + failures.len());
    let (new_size, pruned_size) = (size(*bytes), size(pruned.bytes));
    let done = match lang {
        Lang::ZhHans => {
            format!("外部图片 {all} 张：新下载 {new}（{new_size}），已有 {kept}，失败 {failed}")
        }
        Lang::En => format!(
            "{} of other hosts: {new} fetched ({new_size}), {kept} there already, {failed} failed",
            count(all, "image")
        ),
    };
    let left = match (lang, stale) {
        (_, 0) => String::new(),
        (Lang::ZhHans, _) => format!("，{stale} 张没有应答，保留旧的副本"),
        (Lang::En, _) => format!(", {stale} not answered and left as they were"),
    };
    let removed = match (lang, pruned.files) {
        (_, 0) => String::new(),
        (Lang::ZhHans, files) => format!("，删去不再使用的 {files} 个（{pruned_size}）"),
        (Lang::En, files) => {
            format!(", {} removed ({pruned_size})", count(files, "old file"))
        }
    };
    format!("{done}{left}{removed} -> {FOLDER}\n")
}

/// Says why nothing can be kept.
pub(super) fn store_failed(error: &StoreError, lang: Lang) -> String {
    match (lang, error) {
        (Lang::ZhHans, StoreError::Link(path)) => {
            format!("错误：{} 是符号链接，不会通过它写入\n", path.display())
        }
        (Lang::En, StoreError::Link(path)) => format!(
            "error: {} is a symbolic link; nothing is written through it\n",
            path.display()
        ),
        (Lang::ZhHans, StoreError::Busy(path)) => {
            format!(
                "错误：另一个 `inkstone fetch` 正在写入 {}\n",
                path.display()
            )
        }
        (Lang::En, StoreError::Busy(path)) => format!(
            "error: another `inkstone fetch` is writing into {}\n",
            path.display()
        ),
        (Lang::ZhHans, StoreError::Record(path, words)) => format!(
            "错误：无法读取记录 {}：{words}。请恢复它；删去后会重新下载\n",
            path.display()
        ),
        (Lang::En, StoreError::Record(path, words)) => format!(
            "error: the record {} cannot be read: {words}. Restore it; without it all is fetched anew\n",
            path.display()
        ),
        (Lang::ZhHans, StoreError::Io(path, error)) => {
            format!("错误：无法写入 {}：{error}\n", path.display())
        }
        (Lang::En, StoreError::Io(path, error)) => {
            format!("error: {} cannot be written: {error}\n", path.display())
        }
    }
}

/// Bytes, in the unit in which they are a number of at most four digits.
#[expect(
    clippy::cast_precision_loss,
    reason = "one digit behind the point is shown"
)]
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line() {
        let done = Fetched {
            new: 2,
            bytes: 1_234_567,
            kept: 3,
            stale: 1,
            ..Fetched::default()
        };
        assert_eq!(
            fetched(
                &done,
                Pruned {
                    files: 1,
                    bytes: 12
                },
                Lang::En
            ),
            "6 images of other hosts: 2 fetched (1.2 MB), 3 there already, 0 failed, 1 not answered and left as they were, 1 old file removed (12 B) -> .inkstone/remote\n"
        );
        assert_eq!(
            fetched(&Fetched::default(), Pruned::default(), Lang::ZhHans),
            "外部图片 0 张：新下载 0（0 B），已有 0，失败 0 -> .inkstone/remote\n"
        );
    }
}
