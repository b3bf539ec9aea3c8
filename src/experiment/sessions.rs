//! Sessions in results: how devices came back, and at what cost (`classes.NAME.session`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::figures;
use super::pool::Pool;
use super::results::Estimate;
use crate::measure::histogram::{FINE, Quantile, Sparse};
use crate::measure::interval::{self, Figure};
use crate::measure::metrics::Metric;
use crate::measure::percentile;
use crate::measure::session_tally::{SessionBin, SessionTotal};
use crate::model::cause::CAUSES;
use crate::network::guards::GuardPlan;
use crate::network::{Network, ServerPlan};

/// Sessions of one class in one replication.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SessionSample {
    attempts: u64,
    connects: u64,
    breaks: u64,
    peak: u64,
    /// By cause, then those that timed out.
    failed: Vec<u64>,
    /// Devices without a session at the window's end.
    left: u64,
    /// Joins whose accept a gateway sent, and those whose accept none could.
    answered: [u64; 2],
    longest_s: f64,
    begins_s: Option<f64>,
    after: Sparse<FINE>,
    bins: Vec<SessionBin>,
    connected: i64,
    asking: i64,
}

impl SessionSample {
    /// Of a class of so many devices.
    pub fn new(total: &SessionTotal, devices: u64) -> SessionSample {
        let left = devices.saturating_sub(total.connected_at_end().max(0) as u64);
        SessionSample {
            attempts: total.attempts,
            connects: total.connects,
            breaks: total.breaks,
            peak: total.peak,
            failed: total.refused.iter().copied().chain([total.timed_out]).collect(),
            left,
            answered: [total.accepted, total.unaccepted],
            longest_s: total.longest_ns as f64 / 1e9,
            begins_s: match total.connected < devices as i64 {
                true => Some(0.0),
                false => total.first_break_ns.map(|ns| ns as f64 / 1e9),
            },
            after: Sparse::new(total.waits(left).iter()),
            bins: total.bins.clone(),
            connected: total.connected,
            asking: total.asking,
        }
    }
}

impl SessionSample {
    /// Devices with a session at the end of each bin.
    pub fn held(&self) -> impl Iterator<Item = i64> + '_ {
        self.bins.iter().scan(self.connected, |held, bin| {
            *held += i64::from(bin.connected);
            Some(*held)
        })
    }
}

/// Sessions of a class.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SessionResult {
    /// How devices come back ("full-jitter").
    pub reconnect: String,
    /// Attempts to connect, a run.
    pub attempts: Estimate,
    /// Sessions made, a run.
    pub connects: Estimate,
    /// Sessions that broke, a run.
    pub breaks: Estimate,
    /// Of devices that join: accepts that a gateway sent, a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<Estimate>,
    /// Of devices that join: accepts that no gateway could send in time (it was sending, or its duty cycle was spent), a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unanswered: Option<Estimate>,
    /// Attempts that failed, a run, by cause; "timeout" where no answer came in time.
    pub failed: BTreeMap<String, Estimate>,
    /// When the first session broke, or the ramp began, s since the window's begin; `null` if neither was.
    pub begins_s: Estimate,
    /// From the break of a session, or the beginning of a ramp, until half of the devices are back, s; `null` if they are not.
    pub t50_s: Estimate,
    /// The same for 95 %.
    pub t95_s: Estimate,
    /// The same for 99 %.
    pub t99_s: Estimate,
    /// The same for the last of them.
    pub all_s: Estimate,
    /// Share of the devices without a session at the window's end.
    pub left: Estimate,
    /// Most attempts in a second.
    pub peak_attempts_per_s: Estimate,
    /// Connects a second that the platform lets in (a policer or shaper at its connecting stage), if it limits them.
    pub quota_per_s: Option<f64>,
    /// Connects a second that the connecting stage can serve, if it has one.
    pub service_per_s: Option<f64>,
    /// Share of the messages offered whose acknowledgement reached their device; `null` where none is asked for.
    pub acknowledged: Estimate,
    /// Over time.
    pub series: SessionSeries,
}

/// Sessions over time; all lists have one entry per bin.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SessionSeries {
    /// Share of the devices with a session at the bin's end, mean over replications.
    pub connected: Vec<f64>,
    /// Its 95 % interval.
    pub connected_ci: Vec<Option<[f64; 2]>>,
    /// Attempts a second.
    pub attempts_per_s: Vec<f64>,
    /// Its 95 % interval.
    pub attempts_per_s_ci: Vec<Option<[f64; 2]>>,
    /// Devices that wait for the answer to an attempt, at the bin's end.
    pub asking: Vec<f64>,
}

impl SessionResult {
    /// Whether anything happened to them: none broke and none had yet to come otherwise.
    pub fn happened(&self) -> bool {
        self.attempts.value.is_some_and(|attempts| attempts > 0.0)
    }
}

fn samples(pool: &Pool, class: usize) -> Option<Vec<&SessionSample>> {
    pool.class(class)
        .map(|sample| sample.session.as_ref())
        .collect::<Option<Vec<_>>>()
        .filter(|all| !all.is_empty())
}

/// A metric of a class's sessions; nothing of a class without.
pub fn figure(pool: &Pool, class: usize, metric: Metric) -> Figure {
    let Some(all) = samples(pool, class) else { return Figure::default() };
    let time = |q| within_reach(&all.iter().map(|sample| &sample.after).collect::<Vec<_>>(), q);
    match metric {
        Metric::ReconnectP50 => time(Quantile::P50),
        Metric::ReconnectP95 => time(Quantile::P95),
        Metric::ReconnectP99 => time(Quantile::P99),
        Metric::ConnectAttempts => mean(&all, |sample| sample.attempts as f64),
        _ => Figure::default(),
    }
}

/// The same in each replication.
pub fn own(pool: &Pool, class: usize, metric: Metric) -> Vec<Option<f64>> {
    let Some(all) = samples(pool, class) else { return Vec::new() };
    let time = |q| {
        let own = |sample: &&SessionSample| percentile::own(&sample.after, q).filter(|s| *s < NEVER_S);
        all.iter().map(own).collect()
    };
    match metric {
        Metric::ReconnectP50 => time(Quantile::P50),
        Metric::ReconnectP95 => time(Quantile::P95),
        Metric::ReconnectP99 => time(Quantile::P99),
        Metric::ConnectAttempts => all.iter().map(|sample| Some(sample.attempts as f64)).collect(),
        _ => Vec::new(),
    }
}

/// Longer than any run: devices that were not back at its end count as if they took more.
const NEVER_S: f64 = 1e9;

/// A percentile of times of which some never came; what never comes is infinite in its interval. Where some replications' own
/// never did, a mean over replications says nothing: the interval is then that of their median, by ranks.
pub(super) fn within_reach<const OCTAVE: usize>(replications: &[&Sparse<OCTAVE>], q: Quantile) -> Figure {
    let figure = percentile::percentile(replications, q);
    let lasts = |s: &f64| *s < NEVER_S;
    let mut own: Vec<f64> = replications.iter().filter_map(|one| percentile::own(one, q)).collect();
    own.sort_by(f64::total_cmp);
    let some_came = own.iter().any(lasts);
    let ci = match own.len() == replications.len() && own.len() > 1 {
        true if !some_came => Some([NEVER_S; 2]),
        true if !own.iter().all(lasts) => ranks(&own),
        _ => figure.ci,
    };
    let end = |s: f64| if lasts(&s) { s } else { f64::INFINITY };
    Figure { value: figure.value.filter(lasts), ci: ci.map(|ends| ends.map(end)), ..figure }
}

/// The values between which the median lies with 95 %.
fn ranks(own: &[f64]) -> Option<[f64; 2]> {
    let (low, high) = percentile::order_statistics(own.len() as u64, Quantile::P50)?;
    let at = |rank: u64| own.get(usize::try_from(rank).ok()?.checked_sub(1)?).copied();
    Some([at(low)?, at(high)?])
}

fn mean(all: &[&SessionSample], of: impl Fn(&SessionSample) -> f64) -> Figure {
    interval::mean(&all.iter().map(|sample| of(sample)).collect::<Vec<_>>()).cut(0.0, f64::MAX)
}

/// A class's sessions in results, if it has any.
pub fn result(network: &Network, pool: &Pool, class: usize) -> Option<SessionResult> {
    let (of, session) = (&network.classes[class], network.classes[class].session.as_ref());
    let reconnect = of.reconnect()?;
    let all = samples(pool, class)?;
    let devices = u64::from(network.own_devices(class));
    let estimate = |of: &dyn Fn(&SessionSample) -> f64| Estimate::from(mean(&all, of));
    let names = CAUSES.iter().map(|cause| cause.name).chain(["timeout"]).enumerate();
    let failed = names
        .filter(|(at, _)| all.iter().any(|sample| sample.failed[*at] > 0))
        .map(|(at, name)| (name.to_string(), estimate(&|sample| sample.failed[at] as f64)));
    let time = |metric| Estimate::from(figure(pool, class, metric));
    let are_back = all.iter().all(|sample| sample.left == 0 && sample.connects > 0);
    let acknowledged = || figures::class(pool, class, Metric::Acknowledged);
    let [quota_per_s, service_per_s] = rates(network);
    let answers = |at: usize| of.join.as_ref().map(|_| estimate(&|sample| sample.answered[at] as f64));
    Some(SessionResult {
        reconnect: serde_json::to_value(reconnect)
            .ok()
            .and_then(|value| value.as_str().map(str::to_string))
            .unwrap_or_default(),
        attempts: estimate(&|sample| sample.attempts as f64),
        connects: estimate(&|sample| sample.connects as f64),
        breaks: estimate(&|sample| sample.breaks as f64),
        answered: answers(0),
        unanswered: answers(1),
        failed: failed.collect(),
        begins_s: begins(&all).into(),
        t50_s: time(Metric::ReconnectP50),
        t95_s: time(Metric::ReconnectP95),
        t99_s: time(Metric::ReconnectP99),
        all_s: if are_back { estimate(&|sample| sample.longest_s) } else { Estimate::default() },
        left: interval::share(&all.iter().map(|sample| (sample.left, devices)).collect::<Vec<_>>()).into(),
        peak_attempts_per_s: estimate(&|sample| sample.peak as f64),
        quota_per_s,
        service_per_s,
        acknowledged: session
            .and_then(|session| session.acknowledged)
            .map(|_| acknowledged())
            .unwrap_or_default()
            .into(),
        series: series(pool, &all, devices),
    })
}

fn begins(all: &[&SessionSample]) -> Figure {
    let times: Option<Vec<f64>> = all.iter().map(|sample| sample.begins_s).collect();
    times.map_or(Figure::default(), |times| interval::mean(&times).cut(0.0, f64::MAX))
}

/// Connects a second that the connecting stage lets in, and can serve.
fn rates(network: &Network) -> [Option<f64>; 2] {
    let Some(at) = network.elements.iter().position(|element| element.name == "platform.connect") else {
        return [None, None];
    };
    let served = match &network.servers[at] {
        ServerPlan::Station { servers, .. } => {
            network.elements[at].mean_service_s.filter(|s| *s > 0.0).map(|s| f64::from(*servers) / s)
        }
        _ => None,
    };
    let quota = network.guards[at].as_ref().and_then(GuardPlan::messages_per_s);
    [quota, served]
}

fn series(pool: &Pool, all: &[&SessionSample], devices: u64) -> SessionSeries {
    let mut series = SessionSeries::default();
    let mut connected: Vec<i64> = all.iter().map(|sample| sample.connected).collect();
    // in whole devices, so that none is left over when all are answered
    let mut asking: i64 = all.iter().map(|sample| sample.asking).sum();
    for bin in 0..pool.bins().count() {
        let rows = || all.iter().map(|sample| sample.bins[bin]);
        connected.iter_mut().zip(rows()).for_each(|(sum, row)| *sum += i64::from(row.connected));
        let shares: Vec<f64> = connected.iter().map(|n| *n as f64 / devices.max(1) as f64).collect();
        let share = interval::mean(&shares).cut(0.0, 1.0);
        series.connected.push(share.value.unwrap_or(0.0));
        series.connected_ci.push(share.ci);
        let width_s = pool.bins().width_of(bin).as_secs_f64();
        let rates: Vec<f64> = rows().map(|row| f64::from(row.attempts) / width_s).collect();
        let rate = interval::mean(&rates).cut(0.0, f64::MAX);
        series.attempts_per_s.push(rate.value.unwrap_or(0.0));
        series.attempts_per_s_ci.push(rate.ci);
        asking += rows().map(|row| i64::from(row.asking)).sum::<i64>();
        series.asking.push(asking as f64 / all.len() as f64);
    }
    series
}

/// What a class with sessions reports of them, asked or not.
pub const METRICS: [Metric; 4] =
    [Metric::ReconnectP50, Metric::ReconnectP95, Metric::ReconnectP99, Metric::ConnectAttempts];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replication_that_never_came_back_leaves_an_interval_by_ranks() {
        let own: Vec<f64> = (1..=9).map(f64::from).chain([NEVER_S]).collect();
        // of ten values the second and ninth hold the median with 97.9 %
        assert_eq!(ranks(&own), Some([2.0, 9.0]));
        assert_eq!(ranks(&own[..5]), None);
    }
}
