//! The measured window cut into bins, and cursors that find an instant's bin without a division: the engine
//! tells in nearly chronological order, so the bin is almost always the one of the last time.

use serde::{Deserialize, Serialize};

use crate::network::Clock;
use crate::units::{Span, Time};

/// The window [from, to) in bins of equal width; the last may be shorter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bins {
    from: u64,
    to: u64,
    width: u64,
}

/// Where one kind of call last was.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cursor {
    start: u64,
    end: u64,
    bin: usize,
}

/// Where a search last ended is no figure: it makes no difference between counts.
impl PartialEq for Cursor {
    fn eq(&self, _: &Cursor) -> bool {
        true
    }
}

impl Bins {
    /// The bins of a run's measured window.
    pub fn new(clock: Clock) -> Bins {
        Bins { from: clock.from.0, to: clock.to.0.max(clock.from.0), width: clock.bin.0.max(1) }
    }

    /// How many.
    pub fn count(&self) -> usize {
        (self.to - self.from).div_ceil(self.width) as usize
    }

    /// Length of the window.
    pub fn duration(&self) -> Span {
        Span(self.to - self.from)
    }

    /// When the window begins.
    pub fn from(&self) -> Time {
        Time(self.from)
    }

    /// Width of a full bin.
    pub fn width(&self) -> Span {
        Span(self.width)
    }

    /// Whether an instant lies in the window.
    #[inline]
    pub fn contains(&self, at: Time) -> bool {
        (self.from..self.to).contains(&at.0)
    }

    /// Length of one bin.
    pub fn width_of(&self, bin: usize) -> Span {
        let start = self.from + bin as u64 * self.width;
        Span(self.width.min(self.to.saturating_sub(start)))
    }

    /// The bin of an instant; `None` outside the window.
    #[inline]
    pub fn find(&self, cursor: &mut Cursor, at: Time) -> Option<usize> {
        if at.0.wrapping_sub(cursor.start) < cursor.end - cursor.start {
            return Some(cursor.bin);
        }
        self.seek(cursor, at)
    }

    #[cold]
    fn seek(&self, cursor: &mut Cursor, at: Time) -> Option<usize> {
        if !self.contains(at) {
            return None;
        }
        let bin = (at.0 - self.from) / self.width;
        let start = self.from + bin * self.width;
        *cursor = Cursor { start, end: (start + self.width).min(self.to), bin: bin as usize };
        Some(cursor.bin)
    }

    /// The bin in which a span lies whole and where the search last ended, if it does.
    #[inline]
    pub fn whole(cursor: &Cursor, from: Time, to: Time) -> Option<usize> {
        (cursor.start <= from.0 && to.0 < cursor.end).then_some(cursor.bin)
    }

    /// Cuts [from, to) at the window and at the bins' edges, and hands out each bin's share in ns.
    #[inline]
    pub fn split(&self, cursor: &mut Cursor, from: Time, to: Time, mut share: impl FnMut(usize, u64)) {
        let (mut at, end) = (from.0.max(self.from), to.0.min(self.to));
        while at < end {
            let Some(bin) = self.find(cursor, Time(at)) else { return };
            let until = end.min(cursor.end);
            share(bin, until - at);
            at = until;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bins() -> Bins {
        Bins { from: 100, to: 135, width: 10 }
    }

    #[test]
    fn d2_the_window_is_closed_at_its_start_and_open_at_its_end() {
        let (bins, mut cursor) = (bins(), Cursor::default());
        let mut find = |at| bins.find(&mut cursor, Time(at));
        assert_eq!([find(99), find(100), find(109), find(110)], [None, Some(0), Some(0), Some(1)]);
        assert_eq!([find(134), find(135), find(100)], [Some(3), None, Some(0)]);
        assert_eq!((bins.count(), bins.width_of(0), bins.width_of(3)), (4, Span(10), Span(5)));
    }

    #[test]
    fn d9_spans_are_split_over_bins_and_clipped_to_the_window() {
        let mut shares = Vec::new();
        bins().split(&mut Cursor::default(), Time(95), Time(500), |bin, ns| shares.push((bin, ns)));
        assert_eq!(shares, [(0, 10), (1, 10), (2, 10), (3, 5)]);
        shares.clear();
        bins().split(&mut Cursor::default(), Time(108), Time(112), |bin, ns| shares.push((bin, ns)));
        assert_eq!(shares, [(0, 2), (1, 2)]);
    }
}
