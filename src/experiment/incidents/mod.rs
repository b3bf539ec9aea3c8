//! What incidents did to everybody who had no part in them: the same replications once more on a day without, message by
//! message with the same luck, and the differences paired.
//!
//! Delivery counts by the bin in which messages were born (DEFINITIONS D2), so a time to recover is told to within a bin.

mod course;
mod down;
pub mod firmware;
pub mod results;
pub mod sessions;
mod words;

use std::collections::BTreeMap;
use std::ops::Range;

use self::course::{Both, Course};
use self::results::{Collateral, IncidentResult, Timeline};
use super::figures;
use super::pool::Pool;
use super::replicate::Sample;
use super::results::Estimate;
use crate::measure::histogram::{Histogram, Quantile};
use crate::measure::interval;
use crate::model::cause::{CAUSES, Cause};
use crate::network::Network;
use crate::network::incidents::{Incident, Strikes};
use crate::units::Time;

/// Every incident before it happens: "incidents.digger: links.wan down, 5 min after the start, for 2 min".
pub fn told(network: &Network) -> Vec<String> {
    let line = |incident: &Incident| {
        let after = words::span((incident.at - network.clock.from).as_secs_f64());
        let lasts = words::span(incident.mean_s());
        let name = &incident.name;
        let what = words::what(network, incident);
        let short = if firmware::fits(network, incident) { "" } else { ": too short for all of it" };
        format!("incidents.{name}: {what}, {after} after the start for {lasts}{short}")
    };
    network.incidents.all.iter().map(line).collect()
}

/// Every incident of a study, and the innocent over time; `calm` holds the same replications without incidents.
pub fn of(network: &Network, pool: &Pool, calm: &Pool) -> (Vec<IncidentResult>, Timeline) {
    let study = Study { network, pool, calm };
    let one = |(number, incident): (usize, &Incident)| study.incident(number, incident);
    (network.incidents.all.iter().enumerate().map(one).collect(), study.timeline())
}

/// What became of one class: its bins that count, and what it lost in them.
struct Fate {
    class: usize,
    bins: Range<usize>,
    collateral: Collateral,
}

/// Both days of one network.
struct Study<'a> {
    network: &'a Network,
    pool: &'a Pool,
    calm: &'a Pool,
}

impl Study<'_> {
    /// Classes of ours in their owners' hands.
    fn innocent(&self) -> Vec<usize> {
        let mine = |at: &usize| {
            let class = &self.network.classes[*at];
            !class.foreign && class.taken_from.is_none()
        };
        (0..self.network.classes.len()).filter(mine).collect()
    }

    fn attackers(&self) -> Vec<usize> {
        let taken = |at: &usize| self.network.classes[*at].taken_from.is_some();
        (0..self.network.classes.len()).filter(taken).collect()
    }

    /// Both days of each replication.
    fn both(&self, classes: &[usize]) -> Vec<Both> {
        let pairs = self.pool.samples.iter().zip(&self.calm.samples);
        pairs.map(|(with, without)| Both::new(with, without, classes)).collect()
    }

    fn incident(&self, number: usize, incident: &Incident) -> IncidentResult {
        let classes = self.innocent();
        let course = self.course(incident, &classes);
        let lasts_s = interval::mean(&course.lasts).cut(0.0, f64::MAX);
        let (from_s, until_s) = (course.from_s, course.from_s + lasts_s.value.unwrap_or(0.0));
        let (recoveries, drains) = (course.recoveries(), course.drains());
        let peaks: Vec<f64> = course.both.iter().map(|one| one.peak(course.from)).collect();
        let runs = course.both.len();
        let fates: Vec<Fate> = classes.iter().map(|class| self.fate(incident, *class, until_s)).collect();
        let collateral = self.together(&fates);
        let range = course.from..fates.iter().map(|fate| fate.bins.end).max().unwrap_or(course.last + 1);
        let (hit, outside): (Vec<Fate>, Vec<Fate>) =
            fates.into_iter().partition(|fate| self.strikes(incident, fate));
        let name = |fate: &Fate| self.network.classes[fate.class].name.clone();
        let mut result = IncidentResult {
            name: incident.name.clone(),
            kind: words::kind(&incident.strikes).to_string(),
            what: words::what(self.network, incident),
            from_s,
            until_s,
            lasts_s: lasts_s.into(),
            counted_from_s: course.starts_s(range.start),
            counted_until_s: collateral.counted_until_s,
            struck: hit.iter().map(name).collect(),
            beside: self.beside(number, &range),
            attackers: self.attackers_in(incident),
            collateral,
            outside: (!hit.is_empty() && !outside.is_empty()).then(|| self.together(&outside)),
            classes: hit.iter().chain(&outside).map(|fate| (name(fate), fate.collateral.clone())).collect(),
            recovered: recoveries.len() as u64,
            recovery_s: all_or_none(&recoveries, runs),
            marks_s: course.marks(until_s),
            backlog_peak: interval::mean(&peaks).cut(0.0, f64::MAX).into(),
            drained: drains.len() as u64,
            drain_s: all_or_none(&drains, runs),
            sessions: sessions::lost(
                [self.pool, self.calm],
                &classes,
                course.from..course.horizon,
                (course.last, until_s),
            ),
            lost: self.lost(self.pool, range.clone()),
            lost_undisturbed: self.lost(self.calm, range),
            firmware: match &incident.strikes {
                Strikes::Firmware(plan) => firmware::result(plan, self.pool, number),
                _ => None,
            },
            text: String::new(),
        };
        result.text = words::text(&result, runs as u64);
        result
    }

    fn attackers_in(&self, incident: &Incident) -> Vec<String> {
        let Strikes::Flood(floods) = &incident.strikes else { return Vec::new() };
        floods.iter().map(|of| self.network.classes[of.class as usize].name.clone()).collect()
    }

    /// What a class lost by an incident that ended so long after the window's begin, counted until its own delivery is
    /// back: a small class may suffer longer than all together do.
    fn fate(&self, incident: &Incident, class: usize, until_s: f64) -> Fate {
        let course = self.course(incident, &[class]);
        let back = course.back();
        let bins = course.counted(back);
        let collateral = Collateral {
            back_s: back.map(|bin| course.after(bin, until_s)),
            ..self.collateral(&[(class, bins.clone())])
        };
        Fate { class, bins, collateral }
    }

    /// Other incidents that last in these bins in some replication.
    fn beside(&self, number: usize, bins: &Range<usize>) -> Vec<String> {
        let runs = self.pool.samples.len() as u64;
        let lasts = |incident: &Incident| {
            let end =
                (0..runs).map(|run| self.bin_of(incident.span(self.network, run)[1])).max().unwrap_or(0);
            self.bin_of(incident.at) < bins.end && end >= bins.start
        };
        let others = self.network.incidents.all.iter().enumerate().filter(|(at, _)| *at != number);
        others.filter(|(_, other)| lasts(other)).map(|(_, other)| other.name.clone()).collect()
    }

    /// Whether it struck devices of this class itself; in an area it struck those of which somebody was dark there.
    fn strikes(&self, incident: &Incident, fate: &Fate) -> bool {
        let tally = &self.pool.counts.classes;
        let dark = |bin: usize| tally.bins[tally.row(bin, fate.class)].lost[Cause::DeviceDown as usize] > 0;
        match &incident.strikes {
            Strikes::PowerCut(cut) if cut.is_local() => {
                cut.classes[fate.class] && fate.bins.clone().any(dark)
            }
            strikes => strikes.classes().contains(&fate.class),
        }
    }

    /// Of several classes, each counted until it is back; the last of them tells when they all are.
    fn together(&self, fates: &[Fate]) -> Collateral {
        let of: Vec<(usize, Range<usize>)> =
            fates.iter().map(|fate| (fate.class, fate.bins.clone())).collect();
        let back = fates.iter().map(|fate| fate.collateral.back_s).collect::<Option<Vec<f64>>>();
        Collateral { back_s: back.map(|all| all.into_iter().fold(0.0, libm::fmax)), ..self.collateral(&of) }
    }

    /// Both days of each replication from an incident's point of view.
    fn course(&self, incident: &Incident, classes: &[usize]) -> Course {
        let both = self.both(classes);
        let spans: Vec<[Time; 2]> =
            (0..both.len() as u64).map(|replication| incident.span(self.network, replication)).collect();
        let ends: Vec<usize> = spans.iter().map(|[_, end]| self.bin_of(*end)).collect();
        let last = ends.iter().copied().max().unwrap_or(0);
        let horizon = self.horizon(last);
        let bins = self.pool.bins();
        Course {
            both: both.into_iter().map(|one| one.cut(horizon)).collect(),
            from: self.bin_of(incident.at),
            ends,
            last,
            horizon,
            from_s: (incident.at - bins.from()).as_secs_f64(),
            lasts: spans.iter().map(|[from, end]| (*end - *from).as_secs_f64()).collect(),
            width_s: bins.width().as_secs_f64(),
        }
    }

    /// The bin in which another incident begins after one that has ended by this bin, or the window's end: what happens
    /// later is not the first one's doing.
    fn horizon(&self, ended: usize) -> usize {
        let begins = self.network.incidents.all.iter().map(|incident| self.bin_of(incident.at));
        begins.filter(|bin| *bin > ended).min().unwrap_or(self.pool.bins().count())
    }

    /// The bin in which an instant lies, or the last.
    fn bin_of(&self, at: Time) -> usize {
        let bins = self.pool.bins();
        let bin = (at.since(bins.from()).0 / bins.width().0.max(1)) as usize;
        bin.min(bins.count().saturating_sub(1))
    }

    /// Of these classes, each in bins of its own.
    fn collateral(&self, of: &[(usize, Range<usize>)]) -> Collateral {
        let counts = |pool: &Pool| -> Vec<(f64, f64)> {
            let one = |sample: &Sample| {
                let rows = of.iter().flat_map(|(class, bins)| &sample.classes[*class].bins[bins.clone()]);
                rows.fold((0.0, 0.0), |(delivered, offered), [o, d]| {
                    (delivered + f64::from(*d), offered + f64::from(*o))
                })
            };
            pool.samples.iter().map(one).collect()
        };
        let (with, without) = (counts(self.pool), counts(self.calm));
        let window_s = (self.network.clock.to - self.pool.bins().from()).as_secs_f64();
        let last = of.iter().map(|(_, bins)| bins.end).max().unwrap_or(0);
        let ends_s = last as f64 * self.pool.bins().width().as_secs_f64();
        Collateral {
            counted_until_s: libm::fmin(ends_s, window_s),
            back_s: None,
            latency_p99_s: latency_p99_s(self.pool, of),
            latency_p99_undisturbed_s: latency_p99_s(self.calm, of),
            offered: with.iter().map(|(_, offered)| *offered as u64).sum(),
            delivery_ratio: interval::ratio(&with).cut(0.0, 1.0).into(),
            undisturbed: interval::ratio(&without).cut(0.0, 1.0).into(),
            change: figures::ratio_change(&with, &without).cut(-1.0, 1.0).into(),
        }
    }

    /// Messages of the innocent born in these bins and lost, by cause.
    fn lost(&self, pool: &Pool, bins: Range<usize>) -> BTreeMap<String, u64> {
        let tally = &pool.counts.classes;
        let count = |cause: usize| -> u64 {
            let of_class = |class: usize| {
                bins.clone().map(|bin| u64::from(tally.bins[tally.row(bin, class)].lost[cause])).sum::<u64>()
            };
            self.innocent().into_iter().map(of_class).sum()
        };
        let named = CAUSES.iter().enumerate().map(|(at, cause)| (cause.name.to_string(), count(at)));
        named.filter(|(_, count)| *count > 0).collect()
    }

    fn timeline(&self) -> Timeline {
        let both = self.both(&self.innocent());
        let all = Both::sum(&both);
        let (runs, bins) = (both.len().max(1) as f64, self.pool.bins().count());
        let lost = CAUSES.iter().map(|cause| cause.name.to_string()).enumerate();
        let per_bin = |cause: usize| -> Vec<u64> {
            let tally = &self.pool.counts.classes;
            let of = |bin: usize| {
                let rows = self.innocent().into_iter().map(|class| tally.row(bin, class));
                rows.map(|row| u64::from(tally.bins[row].lost[cause])).sum()
            };
            (0..bins).map(of).collect()
        };
        let lost = lost.map(|(at, name)| (name, per_bin(at)));
        let attackers = self.attackers();
        let offered_by = |bin: usize| {
            let of = |sample: &Sample| {
                attackers.iter().map(|class| u64::from(sample.classes[*class].bins[bin][0])).sum::<u64>()
            };
            self.pool.samples.iter().map(of).sum()
        };
        Timeline {
            lost: lost.filter(|(_, counts)| counts.iter().any(|count| *count > 0)).collect(),
            backlog: all.backlog[0].iter().map(|open| *open as f64 / runs).collect(),
            backlog_undisturbed: all.backlog[1].iter().map(|open| *open as f64 / runs).collect(),
            offered_by_attackers: match attackers.is_empty() {
                true => Vec::new(),
                false => (0..bins).map(offered_by).collect(),
            },
            offered: all.offered[0].clone(),
            offered_undisturbed: all.offered[1].clone(),
            delivered: all.delivered[0].clone(),
            delivered_undisturbed: all.delivered[1].clone(),
        }
    }
}

/// Of all replications together, s.
fn latency_p99_s(pool: &Pool, of: &[(usize, Range<usize>)]) -> Option<f64> {
    let (tally, mut all) = (&pool.counts.classes, Histogram::default());
    let rows = of.iter().flat_map(|(class, bins)| bins.clone().map(|bin| tally.row(bin, *class)));
    rows.for_each(|row| all.merge(&tally.latencies[row]));
    all.quantile(Quantile::P99).map(|ns| ns as f64 / 1e9)
}

/// The mean where every replication has a value: that of the others alone would flatter.
fn all_or_none(values: &[f64], of: usize) -> Estimate {
    if values.len() == of { interval::mean(values).cut(0.0, f64::MAX).into() } else { Estimate::default() }
}
