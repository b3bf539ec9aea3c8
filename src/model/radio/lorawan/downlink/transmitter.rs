//! A gateway's one transmitter: what it has promised to send and when, one frame at a time, within the duty cycle of
//! each sub-band. A promise is kept: whoever comes later must fit between those made before.

use std::collections::VecDeque;

use super::DutyCycle;
use crate::model::radio::lorawan::duty_cycle::open_again;
use crate::units::{Span, Time};

/// The time over which a share is measured (ETSI EN 300 220-1, clause 5.4.1).
const HOUR: Span = Span::from_secs(3600);

/// A frame that a gateway has promised to send.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Booking<T> {
    /// When it begins.
    pub start: Time,
    /// When it ends.
    pub end: Time,
    /// Sub-band.
    pub band: u8,
    /// What is sent.
    pub what: T,
}

/// Promises of one gateway, in order of time.
#[derive(Clone, Debug)]
pub struct Transmitter<T> {
    rule: DutyCycle,
    one_in: Vec<u32>,
    /// Those to come, and those past that still count.
    bookings: VecDeque<Booking<T>>,
    /// How many of them have begun.
    begun: usize,
}

impl<T: Copy> Transmitter<T> {
    /// Silent; by sub-band, it may be on air one part in so many of the time.
    pub fn new(rule: DutyCycle, one_in: &[u32]) -> Transmitter<T> {
        Transmitter { rule, one_in: one_in.to_vec(), bookings: VecDeque::new(), begun: 0 }
    }

    /// Promises a frame if nothing promised before stands against it.
    pub fn book(&mut self, start: Time, airtime: Span, band: u8, what: T) -> bool {
        let booking = Booking { start, end: start + airtime, band, what };
        let fits = self.is_free(&booking) && self.keeps_duty_cycle(&booking);
        if fits {
            let at = self.bookings.partition_point(|other| other.start <= start);
            self.bookings.insert(at, booking);
        }
        fits
    }

    /// When a frame could begin, not before `from`. Of the times to choose from, one that a sliding hour allows may be
    /// late by an airtime.
    pub fn earliest(&self, from: Time, airtime: Span, band: u8, what: T) -> Time {
        let of_band = |one: &&Booking<T>| one.band == band;
        let opens = self.bookings.iter().filter(of_band).map(|one| match self.rule {
            DutyCycle::SlidingHour => Time((one.end + HOUR).0 - airtime.0),
            DutyCycle::OffTime | DutyCycle::OffTimeFromStart => self.opens(one),
            DutyCycle::None => one.end,
        });
        let ends = self.bookings.iter().map(|one| one.end);
        let fits = |start: &Time| {
            let booking = Booking { start: *start, end: *start + airtime, band, what };
            *start >= from && self.is_free(&booking) && self.keeps_duty_cycle(&booking)
        };
        let never = from + HOUR;
        // a frame that is longer than an hour's share never fits
        std::iter::once(from).chain(ends).chain(opens).filter(fits).min().unwrap_or(never)
    }

    fn is_free(&self, new: &Booking<T>) -> bool {
        self.bookings.iter().all(|other| other.end <= new.start || new.end <= other.start)
    }

    fn keeps_duty_cycle(&self, new: &Booking<T>) -> bool {
        let one_in = self.one_in[new.band as usize];
        let in_band = || self.bookings.iter().filter(|other| other.band == new.band);
        match self.rule {
            _ if one_in <= 1 => true,
            DutyCycle::None => true,
            DutyCycle::OffTime | DutyCycle::OffTimeFromStart => {
                let opens = |one: &Booking<T>| self.opens(one);
                in_band().all(|other| opens(other) <= new.start || opens(new) <= other.start)
            }
            DutyCycle::SlidingHour => {
                let budget = HOUR.0 / u64::from(one_in);
                // the fullest hours are those that end with a frame
                let ends =
                    in_band().map(|other| other.end).filter(|end| *end > new.end && *end - new.start <= HOUR);
                let own = (new.end - new.start).0;
                let mut all = std::iter::once(new.end).chain(ends);
                all.all(|end| own + in_band().map(|other| within_hour(other, end)).sum::<u64>() <= budget)
            }
        }
    }

    /// When the sub-band opens again after a frame.
    fn opens(&self, one: &Booking<T>) -> Time {
        let one_in = self.one_in[one.band as usize];
        let from_start = u32::from(self.rule == DutyCycle::OffTimeFromStart);
        open_again(one.start, one.end - one.start, one_in - from_start)
    }

    /// The frame that begins now, if one does.
    pub fn begin(&mut self, now: Time) -> Option<Booking<T>> {
        self.forget(now);
        let next = *self.bookings.get(self.begun).filter(|next| next.start <= now)?;
        self.begun += 1;
        Some(next)
    }

    /// The frame that was on the air at an instant not long past.
    pub fn sent_at(&self, at: Time) -> Option<&Booking<T>> {
        self.bookings.iter().take(self.begun).find(|one| one.start <= at && at < one.end)
    }

    /// The frame that ended last, if it ends now.
    pub fn ends(&self, now: Time) -> Option<Booking<T>> {
        self.bookings.iter().take(self.begun).rev().find(|one| one.end == now).copied()
    }

    /// Frames on the air at any time in [from, to].
    pub fn sent_within(&self, from: Time, to: Time) -> impl Iterator<Item = &Booking<T>> {
        self.bookings.iter().take(self.begun).filter(move |one| one.start < to && from < one.end)
    }

    /// Lets go of promises that count for nothing any more: not for the duty cycle, nor for frames that met them.
    fn forget(&mut self, now: Time) {
        while let Some(first) = self.bookings.front()
            && self.begun > 0
            && self.counts_until(first) < now
        {
            self.bookings.pop_front();
            self.begun -= 1;
        }
    }

    fn counts_until(&self, one: &Booking<T>) -> Time {
        let met = one.end + LONGEST_FRAME;
        match self.rule {
            DutyCycle::OffTime | DutyCycle::OffTimeFromStart => met.max(self.opens(one)),
            DutyCycle::SlidingHour => met.max(one.end + HOUR),
            DutyCycle::None => met,
        }
    }
}

/// No frame is on the air for longer (255 B at SF12 and 125 kHz take 9.2 s with the slowest coding rate 14.2 s).
const LONGEST_FRAME: Span = Span::from_secs(15);

/// Airtime of a frame in the hour that ends at `end`, ns.
fn within_hour<T>(one: &Booking<T>, end: Time) -> u64 {
    let from = Time(end.0.saturating_sub(HOUR.0));
    (one.end.min(end) - one.start.max(from)).0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MS: u64 = 1_000_000;

    #[test]
    fn one_frame_at_a_time_and_off_time_before_and_after() {
        let mut sender = Transmitter::new(DutyCycle::OffTime, &[100, 10]);
        let at = |ms: u64| Time(ms * MS);
        assert!(sender.book(at(1000), Span::from_millis(100), 1, ()));
        // the band opens again at 1000 + 100 * 10
        assert!(!sender.book(at(1999), Span::from_millis(1), 1, ()));
        assert!(sender.book(at(2000), Span::from_millis(1), 1, ()));
        // another band, but one transmitter
        assert!(!sender.book(at(1050), Span::from_millis(1), 0, ()));
        // before a promise: its own off time must be over by then
        assert!(!sender.book(at(990), Span::from_millis(2), 1, ()));
        assert!(sender.book(at(980), Span::from_millis(2), 1, ()));
        assert!(sender.book(at(1100), Span::from_millis(1), 0, ()));
    }

    proptest! {
        #[test]
        fn the_earliest_time_fits(
            asked in proptest::collection::vec((0_u64..200_000, 1_u64..2000, 0_u8..2), 1..60),
            rule in proptest::sample::select(vec![DutyCycle::OffTime, DutyCycle::SlidingHour, DutyCycle::None]),
        ) {
            let mut sender = Transmitter::new(rule, &[100_u32, 10]);
            for (from, airtime, band) in asked {
                let (from, airtime) = (Time(from * MS), Span::from_millis(airtime));
                let at = sender.earliest(from, airtime, band, ());
                prop_assert!(at >= from);
                prop_assert!(sender.book(at, airtime, band, ()), "{at:?}");
            }
        }

        #[test]
        fn the_duty_cycle_is_never_exceeded(
            asked in proptest::collection::vec((0_u64..20_000_000, 1_u64..2000, 0_u8..2), 1..120),
            sliding in any::<bool>(),
        ) {
            let rule = if sliding { DutyCycle::SlidingHour } else { DutyCycle::OffTime };
            let one_in = [100_u32, 10];
            let mut sender = Transmitter::new(rule, &one_in);
            let mut booked: Vec<(u64, u64, u8)> = Vec::new();
            for (start, airtime, band) in asked {
                if sender.book(Time(start * MS), Span::from_millis(airtime), band, ()) {
                    booked.push((start, start + airtime, band));
                }
            }
            prop_assert!(!booked.is_empty());
            booked.sort_unstable();
            prop_assert!(booked.windows(2).all(|pair| pair[0].1 <= pair[1].0));
            for band in 0..2_u8 {
                let own: Vec<_> = booked.iter().filter(|one| one.2 == band).collect();
                // any hour that begins or ends with a frame
                for edge in own.iter().flat_map(|one| [one.1, one.0 + 3_600_000]) {
                    let from = edge.saturating_sub(3_600_000);
                    let used: u64 = own.iter().map(|one| one.1.min(edge).saturating_sub(one.0.max(from))).sum();
                    // with off times alone an hour may hold one frame more than its share
                    let spare = if sliding { 0 } else { 2000 };
                    prop_assert!(used <= 3_600_000 / u64::from(one_in[band as usize]) + spare);
                }
                if !sliding {
                    let opens = |one: &(u64, u64, u8)| one.0 + (one.1 - one.0) * u64::from(one_in[band as usize]);
                    prop_assert!(own.windows(2).all(|pair| opens(pair[0]) <= pair[1].0));
                }
            }
        }
    }
}
