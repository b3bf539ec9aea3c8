//! How near a platform's quota is: what each limit is asked for in its busy hour, over what it allows, and which trips
//! first as the load grows.

use serde::{Deserialize, Serialize};

use super::pool::Pool;
use super::results::Estimate;
use crate::measure::busy_hour::BusyHour;
use crate::measure::interval;
use crate::measure::quota_tally::LimitTally;
use crate::measure::session_tally::SessionTotal;
use crate::model::quota::{Bound, Limit, Metered};
use crate::network::Network;
use crate::scenario::Scenario;
use crate::scenario::growth::date::month_of;

/// Months ahead at most.
const MOST_MONTHS: usize = 600;
const DAY_S: f64 = 86_400.0;

/// A platform's quota.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Quotas {
    /// What it is called.
    pub title: String,
    /// When its limits were read.
    pub date: String,
    /// Where they stand.
    pub source: String,
    /// The limit that trips first as the load grows: the most used, if any is known.
    pub first: Option<String>,
    /// In the order of the pack.
    pub limits: Vec<QuotaLimit>,
}

/// One limit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct QuotaLimit {
    /// What it is called.
    pub name: String,
    /// "messages", "bytes", "size", "connects", "connections".
    pub of: String,
    /// "rate", "day", "size" or "at once".
    pub kind: String,
    /// How much it allows, in `unit`.
    pub limit: f64,
    /// "/s", "/d", "B", "B/s", "".
    pub unit: String,
    /// It holds for each device by itself; what is used is then the mean of a device.
    pub each: bool,
    /// The provider does not raise it.
    pub hard: bool,
    /// The figure wants confirming at its source.
    pub confirm: bool,
    /// Whether anything was held to it: connections are not, where no class has sessions.
    pub metered: bool,
    /// Asked for in the busy hour; of a daily limit, in a day.
    pub used: Estimate,
    /// The same over the limit.
    pub share: Estimate,
    /// Messages it had no room for, over those that came to it.
    pub tripped: Estimate,
    /// The same, counted over all replications.
    pub trips: u64,
    /// With `[growth]`: the first month in which it is asked for more than it allows, if within the horizon.
    pub month: Option<String>,
}

/// Of a scenario with a quota.
pub fn quotas(scenario: &Scenario, network: &Network, pool: &Pool) -> Option<Quotas> {
    let plan = network.quota.as_ref()?;
    let of = |(at, limit): (usize, &Limit)| row(scenario, network, pool, at, limit);
    let limits: Vec<QuotaLimit> = plan.limits.iter().enumerate().map(of).collect();
    let share = |limit: &QuotaLimit| limit.share.value.unwrap_or(0.0);
    let first = limits.iter().filter(|limit| share(limit) > 0.0).max_by(|a, b| share(a).total_cmp(&share(b)));
    Some(Quotas {
        title: plan.title.clone(),
        date: plan.date.clone(),
        source: plan.source.clone(),
        first: first.map(|limit| limit.name.clone()),
        limits,
    })
}

fn row(scenario: &Scenario, network: &Network, pool: &Pool, at: usize, limit: &Limit) -> QuotaLimit {
    let (kind, allowed, unit) = match limit.bound {
        Bound::Rate { per_s, .. } => ("rate", per_s, if limit.of == Metered::Bytes { "B/s" } else { "/s" }),
        Bound::Day(count) => ("day", count as f64, if limit.of == Metered::Bytes { "B/d" } else { "/d" }),
        Bound::Size(bytes) => ("size", bytes as f64, "B"),
        Bound::Most(count) => ("at once", count as f64, ""),
    };
    let each = if limit.each { f64::from(network.devices().max(1)) } else { 1.0 };
    let sessions = network.classes.iter().any(|class| class.session.is_some());
    let connecting = network.elements.iter().any(|element| element.name == "platform.connect");
    let connects = network.classes.iter().any(crate::network::Class::connects);
    let metered = match limit.of {
        Metered::Connects => connects && connecting,
        Metered::Connections => sessions,
        _ => true,
    };
    let known = metered && !matches!(limit.bound, Bound::Size(_));
    let own = match limit.of {
        Metered::Connections => vec![connected(network, pool)],
        _ => own(pool, at, limit, each),
    };
    let used = if known { mean(&own) } else { Estimate::default() };
    let shares: Vec<f64> = own.iter().map(|used| used / allowed).collect();
    let share = if known { mean(&shares) } else { Estimate::default() };
    let counts: Vec<(u64, u64)> =
        pool.samples.iter().filter_map(|s| s.quotas.get(at)).map(|limit| (limit.trips, limit.came)).collect();
    QuotaLimit {
        name: limit.name.clone(),
        of: word(limit.of).to_string(),
        kind: kind.to_string(),
        limit: allowed,
        unit: unit.to_string(),
        each: limit.each,
        hard: limit.hard,
        confirm: limit.confirm,
        metered,
        month: share.value.and_then(|share| month(scenario, network, pool, share)),
        used,
        share,
        tripped: if counts.iter().any(|(_, came)| *came > 0) {
            interval::share(&counts).into()
        } else {
            Estimate::default()
        },
        trips: counts.iter().map(|(trips, _)| trips).sum(),
    }
}

fn word(of: Metered) -> &'static str {
    match of {
        Metered::Messages => "messages",
        Metered::Bytes => "bytes",
        Metered::Size => "size",
        Metered::Connects => "connects",
        Metered::Connections => "connections",
    }
}

fn mean(own: &[f64]) -> Estimate {
    interval::mean(own).cut(0.0, f64::MAX).into()
}

/// Most devices that keep a session at the end of any bin, mean over replications.
fn connected(network: &Network, pool: &Pool) -> f64 {
    let keep = network.classes.iter().zip(&pool.counts.sessions.totals);
    let totals: Vec<&SessionTotal> =
        keep.filter(|(class, _)| class.session.is_some()).filter_map(|(_, total)| total.as_ref()).collect();
    let mut now: i64 = totals.iter().map(|total| total.connected).sum();
    let mut most = now;
    for bin in 0..pool.bins().count() {
        now += totals.iter().map(|total| i64::from(total.bins[bin].connected)).sum::<i64>();
        most = most.max(now);
    }
    most as f64 / pool.replications().max(1) as f64
}

/// What was asked for in a second of the busy hour, or in a day, of each replication.
fn own(pool: &Pool, at: usize, limit: &Limit, each: f64) -> Vec<f64> {
    let bins = pool.bins();
    let limits: Vec<&LimitTally> = pool.samples.iter().filter_map(|sample| sample.quotas.get(at)).collect();
    let rate = |tally: &LimitTally| -> Vec<f64> {
        let width = |bin: usize| libm::fmax(bins.width_of(bin).0 as f64 / 1e9, 1e-9);
        tally.asked.iter().enumerate().map(|(bin, asked)| *asked as f64 / width(bin) / each).collect()
    };
    let rates: Vec<Vec<f64>> = limits.iter().map(|tally| rate(tally)).collect();
    if let Bound::Day(_) = limit.bound {
        let window = bins.duration().as_secs_f64();
        return limits.iter().map(|t| t.asked.iter().sum::<u64>() as f64 / each / window * DAY_S).collect();
    }
    let all: Vec<f64> = (0..bins.count()).map(|bin| rates.iter().map(|own| own[bin]).sum::<f64>()).collect();
    let hour = BusyHour::find(&all, bins);
    rates.iter().map(|own| hour.mean(own)).collect()
}

/// The first month in which so large a share passes the whole as the classes grow.
fn month(scenario: &Scenario, network: &Network, pool: &Pool, share: f64) -> Option<String> {
    let growth = scenario.growth.as_ref()?;
    let came: Vec<(f64, &str, f64)> = network
        .classes
        .iter()
        .zip(&pool.counts.classes.totals)
        .filter(|(class, _)| !class.foreign && class.count > 0)
        .map(|(class, total)| (total.offered as f64, class.name.as_str(), f64::from(class.count)))
        .collect();
    let all: f64 = came.iter().map(|(offered, _, _)| offered).sum();
    let grown = |month: usize| -> f64 {
        let counts = growth.counts(scenario, month as f64);
        let ratio = |name: &str, base: f64| {
            let path = format!("devices.{name}.count");
            counts.iter().find(|(known, _)| *known == path).map_or(1.0, |(_, count)| *count as f64 / base)
        };
        came.iter().map(|(offered, name, base)| offered * ratio(name, *base)).sum::<f64>() / all.max(1.0)
    };
    let last = (libm::floor(growth.months()) as usize).min(MOST_MONTHS);
    let month = (0..=last).find(|month| share * grown(*month) > 1.0)?;
    let start = growth.start.first();
    let day = (start..).find(|day| growth.at(*day) >= month as f64 - 1e-9)?;
    Some(month_of(day))
}
