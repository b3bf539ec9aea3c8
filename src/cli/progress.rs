//! The progress bar: drawn on stderr when a person watches it, by a thread that polls the counters.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::words;
use crate::experiment::progress::Progress;
use crate::network::estimate::Estimate;

const PERIOD: Duration = Duration::from_millis(100);

/// Does `work` while a bar shows how far it is; without `shown`, just does it.
pub fn watch<T>(progress: &Progress, estimate: &Estimate, shown: bool, work: impl FnOnce() -> T) -> T {
    if !shown {
        return work();
    }
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        // Set on the way out even if `work` panics; the scope would wait for the bar for ever otherwise.
        let _guard = SetOnDrop(&done);
        scope.spawn(|| show(progress, estimate, &done));
        work()
    })
}

/// The same of work whose length nobody knows: runs and messages so far.
pub fn watch_freely<T>(progress: &Progress, shown: bool, work: impl FnOnce() -> T) -> T {
    if !shown {
        return work();
    }
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let _guard = SetOnDrop(&done);
        scope.spawn(|| show_freely(progress, &done));
        work()
    })
}

fn show_freely(progress: &Progress, done: &AtomicBool) {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{spinner} {elapsed}  {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    while !done.load(Relaxed) {
        let runs = words::things(progress.runs(), "run", "runs");
        let messages = words::about_things(progress.messages() as f64, "message", "messages");
        bar.set_message(format!("{runs}, {messages}"));
        bar.tick();
        thread::sleep(PERIOD);
    }
    bar.finish_and_clear();
}

struct SetOnDrop<'a>(&'a AtomicBool);
impl Drop for SetOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Relaxed);
    }
}

fn show(progress: &Progress, estimate: &Estimate, done: &AtomicBool) {
    let bar =
        ProgressBar::with_draw_target(Some(estimate.messages.max(1.0) as u64), ProgressDrawTarget::stderr());
    bar.set_style(style());
    // Several files share the counters.
    let (started, messages_before, runs_before) = (Instant::now(), progress.messages(), progress.runs());
    let reused_before = progress.reused_messages();
    while !done.load(Relaxed) {
        let messages = progress.messages() - messages_before;
        bar.set_position(messages + progress.reused_messages() - reused_before);
        let text = line(progress.runs() - runs_before, estimate.runs, messages, started.elapsed());
        bar.set_message(text + &reused(progress.reused()));
        thread::sleep(PERIOD);
    }
    bar.finish_and_clear();
}

fn style() -> ProgressStyle {
    let template = "{bar:30} {percent:>3} %  {msg}  {eta} left";
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// Runs stop early once the precision is reached, hence "at most".
fn line(runs: u64, planned: u64, messages: u64, elapsed: Duration) -> String {
    let rate = messages as f64 / elapsed.as_secs_f64().max(1e-3);
    let planned = words::things(planned, "run", "runs");
    format!("{runs} of at most {planned}  {}/s", words::about_things(rate, "message", "messages"))
}

/// What a campaign found in its store.
fn reused(runs: u64) -> String {
    if runs == 0 { String::new() } else { format!("  {} from the store", words::count(runs)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_work_is_done_with_and_without_a_bar() {
        let (progress, estimate) = (Progress::default(), Estimate::default());
        assert_eq!(watch(&progress, &estimate, false, || 7), 7);
        assert_eq!(watch(&progress, &estimate, true, || 7), 7);
    }

    #[test]
    fn the_line_tells_the_rate() {
        assert_eq!(line(3, 40, 5_000_000, Duration::from_secs(2)), "3 of at most 40 runs  2.50 M messages/s");
    }
}
