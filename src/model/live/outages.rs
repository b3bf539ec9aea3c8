//! When a gateway, link or station is down, or some of a station's servers: by turns, drawn whether or not anyone is there, or once at a known time.

use std::collections::VecDeque;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::chance::Key;
use crate::model::distribution::{DistributionSpec, Sampler};
use crate::units::{Count, Span, Time};

/// Outages: `up` and `down` by turns, or `at` and `for` once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutageSpec {
    /// Time from a repair to the next failure; it begins up. Goes with `down`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up: Option<DistributionSpec<Span>>,
    /// Time from a failure to its repair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub down: Option<DistributionSpec<Span>>,
    /// One known outage: so long after the start of the study. Goes with `for`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Span>,
    /// How long that outage lasts.
    #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
    pub lasts: Option<Span>,
    /// What becomes of the jobs in service when it goes down; those who wait go on waiting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jobs: Option<InterruptedJobs>,
    /// So many of a station's servers go down, those whose service would end last first; all of them if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub servers: Option<Count>,
}

/// What becomes of a job in service when its server goes down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum InterruptedJobs {
    /// It resumes where it stopped.
    Resumed,
    /// It is lost.
    Lost,
}

/// What becomes of jobs in service, if left out.
pub const DEFAULT_JOBS: InterruptedJobs = InterruptedJobs::Resumed;

/// Outages ready to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct OutagePlan {
    law: Law,
    jobs_lost: bool,
    /// Servers that go down; `None` for the whole element.
    servers: Option<u32>,
}

#[derive(Clone, Debug, PartialEq)]
enum Law {
    /// It goes down in incidents alone.
    Never,
    /// Up and down times, s.
    Turns(Sampler, Sampler),
    /// So long after the window's start, so long.
    Once(Span, Span),
}

impl OutagePlan {
    /// The plan of a validated spec.
    pub fn new(spec: &OutageSpec) -> OutagePlan {
        let sampler = |law| Sampler::new(law).expect("validated times");
        let law = match (&spec.up, &spec.down) {
            (Some(up), Some(down)) => Law::Turns(sampler(up), sampler(down)),
            _ => Law::Once(spec.at.unwrap_or_default(), spec.lasts.unwrap_or_default()),
        };
        let jobs_lost = spec.jobs.unwrap_or(DEFAULT_JOBS) == InterruptedJobs::Lost;
        OutagePlan { law, jobs_lost, servers: spec.servers.map(|count| count.0 as u32) }
    }

    /// None of its own: only incidents take the element down.
    pub fn of_incidents(jobs: InterruptedJobs) -> OutagePlan {
        OutagePlan { law: Law::Never, jobs_lost: jobs == InterruptedJobs::Lost, servers: None }
    }

    /// Whether it goes down by itself, not in incidents alone.
    pub fn has_a_law(&self) -> bool {
        self.law != Law::Never
    }

    /// Whether the element is down as a whole, not only some of its servers.
    pub fn is_whole(&self) -> bool {
        self.servers.is_none()
    }

    /// How many servers it takes away of so many, leaving others in service; none of an element that is down as a whole.
    pub fn takes(&self, servers: u32) -> Option<u32> {
        self.servers.filter(|down| (1..servers).contains(down))
    }

    /// Share of `servers` that it leaves in the long run.
    pub fn leaves(&self, servers: u32) -> f64 {
        let down = self.servers.map_or(1.0, |down| f64::from(down) / f64::from(servers.max(1)));
        1.0 - (1.0 - self.availability()) * down
    }

    /// Share of time in which it is up, in the long run: MTBF / (MTBF + MTTR). One outage is none in the long run.
    pub fn availability(&self) -> f64 {
        match &self.law {
            Law::Turns(up, down) => up.mean() / (up.mean() + down.mean()),
            Law::Once(..) | Law::Never => 1.0,
        }
    }

    /// How often it goes down or comes up, per second in the long run.
    pub fn changes_per_s(&self) -> f64 {
        match &self.law {
            Law::Turns(up, down) => 2.0 / (up.mean() + down.mean()),
            Law::Once(..) | Law::Never => 0.0,
        }
    }

    /// Each time from which and to which it is down, with this luck and until `until` at the latest.
    pub fn downs(&self, luck: Key, begin: Time, window: Time, until: Time) -> Vec<[Time; 2]> {
        let (mut outages, mut downs) = (Outages::new(self, luck, begin, window), Vec::new());
        while let Some(from) = outages.next().filter(|from| *from < until) {
            outages.change(from);
            let to = outages.next().unwrap_or(until);
            downs.push([from, to.min(until)]);
            outages.change(to);
        }
        downs
    }

    /// The one outage, if it is one: how long after the window's start, and how long.
    pub fn once(&self) -> Option<(Span, Span)> {
        match self.law {
            Law::Once(at, lasts) => Some((at, lasts)),
            Law::Turns(..) | Law::Never => None,
        }
    }
}

/// Spans of time in order, those that meet or overlap made one.
pub fn merged(mut spans: Vec<[Time; 2]>) -> Vec<[Time; 2]> {
    spans.sort_unstable();
    let mut merged: Vec<[Time; 2]> = Vec::new();
    for [from, to] in spans {
        match merged.last_mut() {
            Some(last) if from <= last[1] => last[1] = last[1].max(to),
            _ => merged.push([from, to]),
        }
    }
    merged
}

/// Up or down, and when that changes.
#[derive(Clone, Debug)]
pub(super) struct Outages {
    plan: OutagePlan,
    luck: [Key; 2],
    /// How often it has changed by its own law.
    changes: u64,
    next: Option<Time>,
    /// When incidents begin and end, by turns; each is taken out when it has come.
    incidents: VecDeque<Time>,
    /// An incident keeps it down.
    struck: bool,
}

impl Outages {
    /// Up at `begin`.
    pub fn new(plan: &OutagePlan, luck: Key, begin: Time, window: Time) -> Outages {
        let luck = [luck.index(0), luck.index(1)];
        let (incidents, struck) = (VecDeque::new(), false);
        let mut outages = Outages { plan: plan.clone(), luck, changes: 0, next: None, incidents, struck };
        outages.next = match plan.law {
            Law::Turns(..) => outages.after(begin),
            Law::Once(at, _) => Some(window + at),
            Law::Never => None,
        };
        outages
    }

    /// It is down in these spans, too, which are in order and apart.
    pub fn strike(&mut self, spans: &[[Time; 2]]) {
        self.incidents = spans.iter().flatten().copied().collect();
    }

    pub fn is_up(&self) -> bool {
        self.is_up_by_law() && !self.struck
    }

    fn is_up_by_law(&self) -> bool {
        self.changes.is_multiple_of(2)
    }

    /// Whether the element works, if with fewer servers.
    pub fn lets_work(&self) -> bool {
        self.is_up() || self.plan.servers.is_some()
    }

    /// How many servers are down now; `None` if the element is down as a whole or not at all.
    pub fn servers_down(&self) -> Option<u32> {
        self.plan.servers.map(|down| if self.is_up() { 0 } else { down })
    }

    pub fn loses_jobs(&self) -> bool {
        self.plan.jobs_lost
    }

    /// When it goes down or comes up next.
    pub fn next(&self) -> Option<Time> {
        self.next.into_iter().chain(self.incidents.front().copied()).min()
    }

    /// Goes down or comes up, if that is due; whether it was.
    pub fn change(&mut self, now: Time) -> bool {
        let Some(at) = self.next().filter(|&at| at <= now) else { return false };
        if self.incidents.front() == Some(&at) {
            self.incidents.pop_front();
            self.struck = !self.struck;
            return true;
        }
        self.changes += 1;
        self.next = self.after(at);
        true
    }

    /// When the state that began at `since` ends; at the soonest a nanosecond later, so that time goes on.
    fn after(&self, since: Time) -> Option<Time> {
        let lasts = match &self.plan.law {
            Law::Turns(up, down) => {
                let (law, luck) = if self.is_up_by_law() { (up, self.luck[0]) } else { (down, self.luck[1]) };
                Span::from_secs_f64(law.sample(luck, self.changes / 2)).max(Span(1))
            }
            Law::Once(_, lasts) if self.changes == 1 => *lasts,
            Law::Once(..) | Law::Never => return None,
        };
        Some(since + lasts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::NS_PER_S;

    fn plan(text: &str) -> OutagePlan {
        OutagePlan::new(&toml::from_str(text).expect("outages"))
    }

    fn changes(plan: &OutagePlan, n: usize) -> Vec<u64> {
        let mut outages = Outages::new(plan, Key::root(1, 2), Time(0), Time(1_000));
        let next = |_| {
            let at = outages.next()?;
            assert!(!outages.change(Time(at.0 - 1)) && outages.change(at));
            Some(at.0)
        };
        (0..n).map_while(next).collect()
    }

    #[test]
    fn turns_are_drawn_by_name_and_number() {
        let constant = plan("up = \"10 s\"\ndown = \"3 s\"\n");
        assert_eq!(changes(&constant, 4), [10, 13, 23, 26].map(|s| s * NS_PER_S));
        assert_eq!(constant.availability(), 10.0 / 13.0);
        let some = plan("up = \"10 s\"\ndown = \"30 s\"\nservers = 1\n");
        assert_eq!([some.leaves(4), some.leaves(1)], [1.0 - 0.75 / 4.0, 0.25]);
        let drawn =
            plan("up = { exponential = \"10 s\" }\ndown = { uniform = { low = \"1 s\", high = \"2 s\" } }");
        assert_eq!(changes(&drawn, 40)[..20], changes(&drawn, 20)[..]);
    }

    #[test]
    fn a_known_outage_comes_once_after_the_start_of_the_window() {
        let once = plan("at = \"5 ns\"\nfor = \"7 ns\"\njobs = \"lost\"");
        assert_eq!(changes(&once, 9), [1_005, 1_012]);
        assert_eq!((once.availability(), once.jobs_lost), (1.0, true));
    }

    #[test]
    fn incidents_come_on_top_of_its_own_outages() {
        let law = plan("at = \"5 ns\"\nfor = \"7 ns\"");
        let mut outages = Outages::new(&law, Key::root(1, 2), Time(0), Time(1_000));
        let spans =
            merged(vec![[Time(1_040), Time(1_050)], [Time(1_008), Time(1_020)], [Time(1_020), Time(1_030)]]);
        outages.strike(&spans);
        let mut seen = Vec::new();
        while let Some(at) = outages.next() {
            assert!(outages.change(at));
            seen.push((at.0, outages.is_up()));
        }
        let up =
            [(1_005, false), (1_008, false), (1_012, false), (1_030, true), (1_040, false), (1_050, true)];
        assert_eq!(seen, up);
    }

    #[test]
    fn the_times_it_is_down_are_those_of_a_run_and_end_with_it() {
        let (law, s) = (plan("up = \"10 s\"\ndown = \"3 s\"\n"), NS_PER_S);
        let downs = |until| law.downs(Key::root(1, 2), Time(0), Time(1_000), Time(until));
        assert_eq!(downs(25 * s), [[Time(10 * s), Time(13 * s)], [Time(23 * s), Time(25 * s)]]);
        assert_eq!(downs(23 * s).len(), 1);
        let once = plan("at = \"5 ns\"\nfor = \"7 ns\"");
        assert_eq!(
            once.downs(Key::root(1, 2), Time(0), Time(1_000), Time(2_000)),
            [[Time(1_005), Time(1_012)]]
        );
    }
}
