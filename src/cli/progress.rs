//! The progress bar: drawn on stderr when a person watches it, by a thread that polls the counters.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::words;
use crate::experiment::progress::{Ahead, Progress};
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

/// The same of work whose length nobody knows beforehand: runs and messages so far, and what is still to come as far as it
/// is known by then.
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
    let started = Instant::now();
    let mut pace = Pace::default();
    while !done.load(Relaxed) {
        let elapsed = started.elapsed();
        pace.look(progress.ahead(), elapsed);
        bar.set_message(free_line(progress, elapsed, &pace));
        bar.tick();
        thread::sleep(PERIOD);
    }
    bar.finish_and_clear();
}

/// How fast what is to come gets less.
#[derive(Default)]
struct Pace {
    /// When so many of a kind were first seen to come.
    first: Option<(Ahead, Duration)>,
    now: Option<Ahead>,
    /// Time from then to the last that was done.
    taken: Duration,
}

impl Pace {
    fn look(&mut self, ahead: Option<Ahead>, elapsed: Duration) {
        let Some(now) = ahead else { return };
        match self.first {
            Some((first, since)) if first.what == now.what && now.most <= first.most => {
                if self.now != ahead {
                    self.taken = elapsed - since;
                }
            }
            _ => *self = Pace { first: Some((now, elapsed)), ..Pace::default() },
        }
        self.now = ahead;
    }

    /// For all that is to come after the points under way.
    fn left(&self) -> Option<Duration> {
        let ((first, _), now) = (self.first?, self.now?);
        let passed = u32::try_from(first.most - now.most).ok().filter(|passed| *passed > 0)?;
        Some(self.taken / passed * u32::try_from(now.most).ok()?)
    }
}

/// "12 of at most 40 runs, 3.1 M messages  5 from the store  at most 14 more sets  2 min left".
fn free_line(progress: &Progress, elapsed: Duration, pace: &Pace) -> String {
    let (runs, stored) = (progress.runs(), progress.reused());
    let planned = progress.planned().max(runs + stored);
    let messages = words::about_things(progress.messages() as f64, "message", "messages");
    let mut line =
        format!("{} of at most {}, {messages}", runs + stored, words::things(planned, "run", "runs"));
    line += &reused(stored);
    // what was under way when it was looked is not done
    let round = match (u32::try_from(runs), u32::try_from(planned - runs - stored)) {
        (Ok(runs), Ok(left)) if runs > 0 && left > 0 => Some(elapsed / runs * left),
        _ => None,
    };
    match progress.ahead() {
        Some(Ahead { most, what: [one, many] }) if most > 0 => {
            line += &format!("  at most {most} more {}", if most == 1 { one } else { many });
            let left = pace.left().map(|later| later + round.unwrap_or_default());
            line + &left.map_or(String::new(), |left| format!("  {} left", HumanDuration(left)))
        }
        ahead => {
            let what = if ahead.is_some() { "left" } else { "to the next step" };
            line + &round.map_or(String::new(), |round| format!("  {} {what}", HumanDuration(round)))
        }
    }
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

    #[test]
    fn what_is_to_come_is_told_as_far_as_it_is_known() {
        let (progress, mut pace) = (Progress::default(), Pace::default());
        let at = |s: u64| Duration::from_secs(s);
        progress.begin(12);
        (0..4).for_each(|_| progress.run_done());
        let messages = words::about_things(0.0, "message", "messages");
        assert_eq!(
            free_line(&progress, at(20), &pace),
            format!("4 of at most 12 runs, {messages}  40 seconds to the next step")
        );
        // two of ten sets took 30 s each, the one under way needs as many runs as are planned
        progress.expect(10, ["set", "sets"]);
        pace.look(progress.ahead(), at(0));
        progress.expect(8, ["set", "sets"]);
        pace.look(progress.ahead(), at(60));
        pace.look(progress.ahead(), at(70));
        assert_eq!(
            free_line(&progress, at(20), &pace),
            format!("4 of at most 12 runs, {messages}  at most 8 more sets  5 minutes left")
        );
        progress.expect(1, ["look", "looks"]);
        pace.look(progress.ahead(), at(80));
        assert!(pace.left().is_none(), "another kind");
        assert!(free_line(&progress, at(80), &pace).ends_with("at most 1 more look"));
        progress.expect(0, ["look", "looks"]);
        progress.spare(4);
        assert!(
            free_line(&progress, at(20), &pace).ends_with("4 of at most 8 runs, 0 messages  20 seconds left")
        );
    }
}
