//! Who was on the air lately. A technology names an interferer by the engine's handle, which may have gone to another
//! message by the time a frame is judged; this remembers whose it was when the interferer began.

use std::collections::VecDeque;

use crate::network::ids::DeviceId;
use crate::units::{Span, Time};

#[derive(Clone, Copy, Debug)]
struct Begun {
    start: Time,
    handle: u32,
    device: DeviceId,
}

/// Transmissions that may still be judged against, in the order of their beginnings.
#[derive(Clone, Debug, Default)]
pub struct Air {
    begun: VecDeque<Begun>,
    longest: Span,
}

impl Air {
    /// A transmission begins.
    pub fn begin(&mut self, handle: u32, device: DeviceId, start: Time, airtime: Span) {
        self.longest = self.longest.max(airtime);
        // a frame judged now began at most one airtime ago, and one that overlapped it at most one before that
        while self.begun.front().is_some_and(|old| old.start + self.longest + self.longest < start) {
            self.begun.pop_front();
        }
        self.begun.push_back(Begun { start, handle, device });
    }

    /// Whose transmission began then under this handle.
    pub fn whose(&self, handle: u32, start: Time) -> Option<DeviceId> {
        let first = self.begun.partition_point(|begun| begun.start < start);
        let then = self.begun.range(first..).take_while(|begun| begun.start == start);
        then.filter(|begun| begun.handle == handle).map(|begun| begun.device).last()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_that_was_given_away_still_names_its_first_owner() {
        let mut air = Air::default();
        air.begin(5, DeviceId(1), Time(0), Span(10));
        air.begin(5, DeviceId(2), Time(12), Span(10));
        assert_eq!(air.whose(5, Time(0)), Some(DeviceId(1)));
        assert_eq!(air.whose(5, Time(12)), Some(DeviceId(2)));
        assert_eq!(air.whose(6, Time(12)), None);
        air.begin(5, DeviceId(3), Time(40), Span(10));
        assert_eq!(air.whose(5, Time(0)), None, "nobody can have met it");
    }
}
