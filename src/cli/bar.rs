//! A progress bar on a terminal, for what takes more than half a second.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::say;
use crate::progress::Progress;

/// How long a run stays silent.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often the bar is drawn.
const BEAT: Duration = Duration::from_millis(80);

/// Runs `work`, and meanwhile shows how far it is, if `wanted` and standard error is a terminal.
pub(super) fn during<T>(wanted: bool, progress: &Arc<Progress>, work: impl FnOnce() -> T) -> T {
    if !wanted || !std::io::stderr().is_terminal() {
        return work();
    }
    let (done, is_done) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // Whether `work` returns or panics, `done` is dropped and the bar goes away.
            if is_done.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                let bar = bar();
                while is_done.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
                    let (stage, steps, all) = progress.now();
                    bar.set_message(say::stage(stage, say::terminal_lang()));
                    bar.set_length(all.max(1) as u64);
                    bar.set_position(steps as u64);
                }
                bar.finish_and_clear();
            }
        });
        let value = work();
        drop(done);
        value
    })
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len}") {
        bar.set_style(style);
    }
    bar
}
