//! The times of a run (DEFINITIONS D2, D3, D10).

use crate::scenario::clock;
use crate::scenario::study::{DEFAULT_DURATION, StudySpec, WarmUpSpec};
use crate::units::{Span, Time};

/// The times of a run, in simulated time. Zero is midnight of a Monday; the window begins at the study's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Traffic begins (window start less warm-up).
    pub begin: Time,
    /// The measured window begins.
    pub from: Time,
    /// The measured window ends.
    pub to: Time,
    /// The drain ends at the latest.
    pub until: Time,
    /// Bin width.
    pub bin: Span,
}

const WEEK: Span = Span::from_secs(7 * 86_400);
/// D10: the shortest of these that gives at most [`MOST_BINS`].
const BIN_SECONDS: [u64; 6] = [1, 10, 60, 300, 900, 3600];
const MOST_BINS: u64 = 300;

impl Clock {
    /// The times that a study asks for. Traffic begins `longest_jitter` before the warm-up: a message due before
    /// the first instant may be born after it, and without them the run would begin too quiet.
    pub fn of(study: &StudySpec, longest_jitter: Span) -> Clock {
        let duration = study.duration.unwrap_or(DEFAULT_DURATION);
        let warm_up = match study.warm_up {
            Some(WarmUpSpec::Span(span)) => span,
            Some(WarmUpSpec::Auto) | None => Span::ZERO,
        };
        let before = warm_up + longest_jitter;
        let weeks_before = before.0.div_ceil(WEEK.0);
        let start = study.start.as_deref().and_then(clock::start).unwrap_or_default();
        let from = Time(0) + Span(weeks_before * WEEK.0) + start;
        let to = from + duration;
        let drain = Span::from_secs(600).max(Span(duration.0 / 10));
        Clock { begin: Time(from.0 - before.0), from, to, until: to + drain, bin: bin_width(duration) }
    }

    /// The same run measured only from `cut` bins later.
    pub fn cut(self, bins: u64) -> Clock {
        Clock { from: self.from + Span(bins * self.bin.0), ..self }
    }

    /// Number of bins in the window.
    pub fn bins(&self) -> usize {
        (self.to - self.from).0.div_ceil(self.bin.0) as usize
    }
}

/// The shortest of 1 s, 10 s, 1, 5, 15 min and 1 h that cuts `duration` into at most 300 bins, else 1 h.
/// Each divides the hour, so that a busy hour is whole bins.
pub fn bin_width(duration: Span) -> Span {
    let fits = |width: &Span| duration.0.div_ceil(width.0) <= MOST_BINS;
    BIN_SECONDS.map(Span::from_secs).into_iter().find(fits).unwrap_or(Span::from_secs(3600))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::NS_PER_S;

    #[test]
    fn d10_bins_are_the_shortest_that_give_at_most_300() {
        for (seconds, bin) in [(1, 1), (300, 1), (301, 10), (3600, 60), (86_400, 300), (604_800, 3600)] {
            assert_eq!(bin_width(Span::from_secs(seconds)), Span::from_secs(bin), "{seconds} s");
        }
        assert_eq!(bin_width(Span::from_secs(365 * 86_400)), Span::from_secs(3600));
    }

    #[test]
    fn d2_window_begins_at_start_and_warm_up_lies_before_it() {
        let study = StudySpec {
            duration: Some(Span::from_secs(3600)),
            warm_up: Some(WarmUpSpec::Span(Span::from_secs(7200))),
            start: Some("Tue 06:30:15".into()),
            ..StudySpec::default()
        };
        let clock = Clock::of(&study, Span::ZERO);
        assert_eq!((clock.from.0 / NS_PER_S) % 604_800, 86_400 + 6 * 3600 + 1815);
        assert_eq!(clock.from - clock.begin, Span::from_secs(7200));
        assert_eq!(clock.until - clock.to, Span::from_secs(600), "D3: at least ten minutes of drain");
    }
}
