//! Processor time, as Linux tells it. Other systems tell nothing here.

use std::fs;
use std::time::Duration;

/// The least that is measured: what is shorter is done again.
const LEAST: Duration = Duration::from_millis(200);

/// The processor time that this thread needs for `work`: the mean of as many times as make it long enough to be measured.
pub(crate) fn mean(mut work: impl FnMut()) -> Duration {
    let mut spent = Duration::ZERO;
    let mut times = 0;
    while spent < LEAST {
        spent += timed(&mut work).1;
        times += 1;
    }
    spent / times
}

/// What `work` gives, and the processor time that this thread had meanwhile.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let before = thread().unwrap_or_default();
    let value = work();
    (value, thread().unwrap_or_default().saturating_sub(before))
}

/// The processor time of this thread so far, user and system: <https://docs.kernel.org/scheduler/sched-stats.html>.
pub(crate) fn thread() -> Option<Duration> {
    // It is only as new as the last time when the system looked; a yield makes it look.
    std::thread::yield_now();
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

/// The processor time of all processes that this one has started and waited for, user and system, to the hundredth of a second,
/// which is the unit of `proc_pid_stat(5)` on every Linux.
pub(crate) fn children() -> Option<Duration> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program stands in parentheses and may hold anything.
    let (_, fields) = text.rsplit_once(')')?;
    let mut times = fields.split_whitespace().skip(13);
    let user: u64 = times.next()?.parse().ok()?;
    let system: u64 = times.next()?.parse().ok()?;
    Some(Duration::from_millis((user + system) * 10))
}
