//! Servers that come and go with the load, as an orchestrator's horizontal autoscaler has it: every so often the share of
//! their time in which those up were busy is compared with a target, and up = ⌈up · share / target⌉ (Kubernetes, Horizontal Pod
//! Autoscaling, "Algorithm details"). New ones take a time to come up; before any goes, none was wanted less for a while.

use std::collections::VecDeque;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Count, Share, Span, Time};

/// Autoscaling of a station (`autoscale`), up to its `servers`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScalingSpec {
    /// Servers that are always up.
    pub min: Count,
    /// Share of their time in which those up are to be busy; 70 % if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Share>,
    /// From the decision until a new server works; 2 min if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<Span>,
    /// How often it is decided; every 30 s if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Span>,
    /// A server goes only when fewer were wanted for so long; 5 min if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Span>,
}

/// Share of their time in which servers are to be busy, if left out.
pub const DEFAULT_TARGET_SHARE: Share = Share(0.7);
/// From the decision until a new server works, if left out.
pub const DEFAULT_DELAY: Span = Span::from_secs(120);
/// How often it is decided, if left out.
pub const DEFAULT_EVERY: Span = Span::from_secs(30);
/// How long fewer must be wanted before a server goes, if left out.
pub const DEFAULT_HOLD: Span = Span::from_secs(300);

/// Servers up, and those that are on their way.
#[derive(Clone, Debug)]
pub(super) struct Scaling {
    spec: ScalingSpec,
    max: u32,
    up: u32,
    /// Servers ordered: when they come up, and how many there are then.
    ordered: VecDeque<(Time, u32)>,
    /// How many were wanted at each look of the last while.
    wanted: VecDeque<(Time, u32)>,
    /// Busy time of all servers since the last look, ns.
    busy: u64,
    looked: Time,
    /// Since when so many have been up.
    since: Time,
}

impl Scaling {
    /// The least at `begin`.
    pub fn new(spec: ScalingSpec, max: u32, begin: Time) -> Scaling {
        let up = (spec.min.0 as u32).clamp(1, max);
        let (ordered, wanted) = Default::default();
        Scaling { spec, max, up, ordered, wanted, busy: 0, looked: begin, since: begin }
    }

    /// Servers that are not up.
    pub fn absent(&self) -> u32 {
        self.max - self.up
    }

    /// Since when.
    pub fn since(&self) -> Time {
        self.since
    }

    /// So many servers were busy for so long.
    pub fn worked(&mut self, servers: u32, span: Span) {
        self.busy += u64::from(servers) * span.0;
    }

    /// The next look or arrival of a server; none while nobody is there and nothing is left to be taken away.
    pub fn next(&self, is_empty: bool) -> Option<Time> {
        let look = self.looked + self.every();
        let ordered = self.ordered.front().map(|(at, _)| *at);
        let settled = is_empty && ordered.is_none() && self.up == self.least();
        (!settled).then(|| ordered.map_or(look, |at| at.min(look)))
    }

    /// What is due by now: how many were absent and since when, if that changed.
    pub fn change(&mut self, now: Time) -> Option<(Time, u32)> {
        let (before, since) = (self.up, self.since);
        while let Some((_, servers)) = self.ordered.front().copied().filter(|(at, _)| *at <= now) {
            self.ordered.pop_front();
            self.up = servers;
        }
        if self.looked + self.every() <= now {
            self.look(now);
        }
        (self.up != before).then(|| {
            self.since = now;
            (since, self.max - before)
        })
    }

    fn every(&self) -> Span {
        self.spec.every.unwrap_or(DEFAULT_EVERY).max(Span(1))
    }

    fn least(&self) -> u32 {
        (self.spec.min.0 as u32).clamp(1, self.max)
    }

    /// Decides. While nobody was there no look was asked for: the time since the last is one long look.
    fn look(&mut self, now: Time) {
        let span = now - self.looked;
        let share = self.busy as f64 / (f64::from(self.up) * span.0 as f64);
        let target = self.spec.target.unwrap_or(DEFAULT_TARGET_SHARE).0;
        let wanted = libm::ceil(f64::from(self.up) * share / target - 1e-9);
        let wanted = (wanted as u32).clamp(self.least(), self.max);
        (self.busy, self.looked) = (0, now);
        let hold = self.spec.hold.unwrap_or(DEFAULT_HOLD);
        self.wanted.push_back((now, wanted));
        while self.wanted.front().is_some_and(|(at, _)| *at + hold < now) {
            self.wanted.pop_front();
        }
        let coming = self.ordered.back().map_or(self.up, |(_, servers)| *servers);
        let most = self.wanted.iter().map(|(_, servers)| *servers).max().unwrap_or(wanted);
        if wanted > coming {
            let at = now + self.spec.delay.unwrap_or(DEFAULT_DELAY);
            self.ordered.push_back((at, wanted));
        } else if most < coming && self.ordered.is_empty() {
            self.up = most;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scaling(hold_s: u64) -> Scaling {
        let spec = ScalingSpec {
            min: Count(2),
            target: Some(Share(0.5)),
            delay: Some(Span::from_secs(20)),
            every: Some(Span::from_secs(10)),
            hold: Some(Span::from_secs(hold_s)),
        };
        Scaling::new(spec, 10, Time(0))
    }

    fn at(seconds: u64) -> Time {
        Time(0) + Span::from_secs(seconds)
    }

    #[test]
    fn servers_come_after_their_delay_and_double_until_the_target_is_kept() {
        let mut scaling = scaling(0);
        assert_eq!((scaling.absent(), scaling.next(false)), (8, Some(at(10))));
        scaling.worked(2, Span::from_secs(10));
        assert_eq!(scaling.change(at(10)), None, "they are on their way");
        assert_eq!(scaling.next(false), Some(at(20)));
        scaling.worked(2, Span::from_secs(10));
        assert_eq!(scaling.change(at(20)), None, "the same are wanted: none is ordered twice");
        scaling.worked(2, Span::from_secs(10));
        assert_eq!(scaling.change(at(30)), Some((at(0), 8)));
        assert_eq!(scaling.absent(), 6);
    }

    #[test]
    fn servers_go_when_fewer_were_wanted_for_a_while() {
        let mut scaling = scaling(20);
        scaling.up = 8;
        scaling.worked(4, Span::from_secs(10));
        assert_eq!(scaling.change(at(10)), None);
        for second in [20, 30] {
            assert_eq!(scaling.change(at(second)), None, "eight were wanted not long ago");
        }
        assert_eq!(scaling.change(at(40)), Some((at(0), 2)));
        assert_eq!((scaling.absent(), scaling.next(true)), (8, None), "nothing is left to be taken away");
    }

    #[test]
    fn there_are_never_more_than_all() {
        let mut scaling = scaling(0);
        for second in 1..50 {
            scaling.worked(scaling.up, Span::from_secs(10));
            scaling.change(at(10 * second));
        }
        assert_eq!(scaling.absent(), 0);
    }
}
