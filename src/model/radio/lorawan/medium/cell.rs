//! One channel at one gateway: who is on the air in it, and how much that disturbs.

use super::NOBODY;
use crate::model::radio::lorawan::Capture;
use crate::model::radio::lorawan::plan::{BySf, SF_COUNT, sf_index};
use crate::units::{Span, Time};

/// A frame in a cell. Power in units of 10^-18 mW.
#[derive(Clone, Copy, Debug)]
pub(super) struct OnAir {
    pub(super) start: Time,
    pub(super) end: Time,
    pub(super) power: u64,
    pub(super) message: u32,
    pub(super) sf: u8,
}

impl OnAir {
    /// For how long two frames are on the air together.
    #[inline]
    pub(super) fn overlap(&self, other: &OnAir) -> Span {
        self.end.min(other.end) - self.start.max(other.start)
    }
}

/// One channel at one gateway.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) frames: Vec<OnAir>,
    pub(super) last_end: Time,
    pub(super) purge_at: usize,
    /// A jammer is among the frames, now or later.
    pub(super) is_jammed: bool,
}

/// A cell is looked through for frames to forget when it holds this many, or twice what it held after the last look.
pub(super) const PURGE_FROM: usize = 8;

impl Cell {
    pub(super) fn silent() -> Cell {
        Cell { frames: Vec::new(), last_end: Time(0), purge_at: PURGE_FROM, is_jammed: false }
    }

    #[inline]
    pub(super) fn enter(&mut self, frame: OnAir) {
        if self.last_end <= frame.start {
            self.frames.clear();
        } else if self.frames.len() >= self.purge_at {
            self.purge(frame.start);
        }
        self.last_end = self.last_end.max(frame.end);
        self.frames.push(frame);
    }

    /// Forgets frames that ended before every frame still on the air began.
    #[cold]
    pub(super) fn purge(&mut self, now: Time) {
        // a jammer is never judged
        let on_air = |f: &&OnAir| f.end > now && f.message != NOBODY;
        let oldest = self.frames.iter().filter(on_air).map(|f| f.start).min().unwrap_or(now);
        self.frames.retain(|f| f.end > oldest);
        self.purge_at = PURGE_FROM.max(2 * self.frames.len());
    }

    /// Interference that `wanted` met from spreading factors in the set `harmful`: energy, power or peak power
    /// as the rule says. In the loop it must not become a call because explanations ask it, too.
    #[inline(always)]
    pub(super) fn interference(&self, wanted: &OnAir, capture: Capture, harmful: u8) -> BySf<u128> {
        let mut sums = [0; SF_COUNT];
        for other in &self.frames {
            let overlap = other.overlap(wanted);
            let sf = sf_index(other.sf);
            if overlap == Span::ZERO || other.message == wanted.message || harmful >> sf & 1 == 0 {
                continue;
            }
            let power = u128::from(other.power);
            let sum: &mut u128 = &mut sums[sf];
            *sum = match capture {
                Capture::EnergyWeighted => *sum + power * u128::from(overlap.0),
                Capture::SumOverlap => *sum + power,
                Capture::PairwisePeak => power.max(*sum),
            };
        }
        sums
    }
}
