//! `elements.NAME` of the results: groups before their members; members beyond [`MOST_MEMBERS`] go apart.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::experiment::pool::Pool;
use crate::experiment::replicate::Sample;
use crate::experiment::results::{ElementResult, ElementSeries, Estimate, Waiting};
use crate::experiment::rows::{Row, RowLoads, mean_series};
use crate::experiment::stability::Backlogs;
use crate::experiment::{data, downward, figures, outages};
use crate::measure::element_tally::ElementTotal;
use crate::measure::interval;
use crate::measure::metrics::Metric;
use crate::model::cause::{CAUSES, DueTo};
use crate::network::ids::{ElementId, GroupId};
use crate::network::{Clock, Element, ElementKind, Group, Network};
use crate::units::{BitRate, Flow};

/// What a shaper lets through.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shaped {
    /// With unit ("200 kbit/s").
    pub rate: String,
    /// In `unit`.
    pub value: f64,
    /// "kbit/s" or "messages/s".
    pub unit: String,
}

/// So many members stand in the results beside their groups; the groups that come after go to `elements.csv`.
pub const MOST_MEMBERS: usize = 1000;

type Elements = IndexMap<String, ElementResult>;

/// All rows of the results, and the members that stand only in `elements.csv`. Where partitions part nothing is done, and
/// nobody has a name for it: they are told of as their stage.
pub fn elements(network: &Network, clock: Clock, backlogs: &Backlogs) -> (Elements, Elements) {
    let Backlogs { pool, loads, .. } = *backlogs;
    let (mut inline, mut apart, mut room) = (Elements::new(), Elements::new(), MOST_MEMBERS);
    let told = |group: &Group| group.kind != ElementKind::Partitions;
    for (id, group) in network.groups.iter().enumerate().filter(|(_, group)| told(group)) {
        let row = Row::group(network, GroupId(id as u32));
        let group_loads = if group.len == 1 { &loads[group.first.index()] } else { &row.loads(pool) };
        inline.insert(group.name.clone(), element(network, pool, &row, group_loads, true));
        inline[&group.name].outages = outages::of(network, clock, pool.replications(), row.members.clone());
        inline[&group.name].unstable = backlogs.of(row.members.clone());
        if group.len < 2 {
            continue;
        }
        let fits = group.len as usize <= room;
        room -= if fits { group.len as usize } else { 0 };
        for member in row.members {
            let row = Row::element(network, ElementId(member as u32));
            let result = ElementResult {
                group: Some(group.name.clone()),
                unstable: backlogs.of(member..member + 1),
                outages: outages::of(network, clock, pool.replications(), member..member + 1),
                ..element(network, pool, &row, &loads[member], fits)
            };
            let rows = if fits { &mut inline } else { &mut apart };
            rows.insert(network.elements[member].name.clone(), result);
        }
    }
    (inline, apart)
}

fn left_waiting(pool: &Pool, row: &Row) -> u64 {
    // a member that worked off what waited before the window leaves nothing less waiting at another
    let of_member = |left: &i64| (*left).max(0) as u64;
    let left = |sample: &Sample| sample.elements.left[row.members.clone()].iter().map(of_member).sum::<u64>();
    match row.kind {
        ElementKind::Link | ElementKind::Station | ElementKind::Store => pool.samples.iter().map(left).sum(),
        _ => 0,
    }
}

fn element(network: &Network, pool: &Pool, row: &Row, loads: &RowLoads, with_series: bool) -> ElementResult {
    let mut total = ElementTotal::default();
    pool.counts.elements.totals[row.members.clone()].iter().for_each(|member| total.merge(member));
    let by_cause = CAUSES.iter().zip(total.dropped_by).filter(|(_, count)| *count > 0);
    let (capacity, capacity_value) = capacity(&network.elements[row.members.clone()]);
    ElementResult {
        left_waiting: left_waiting(pool, row),
        kind: kind(row.kind).to_string(),
        group: None,
        members: row.members.len() as u64,
        capacity,
        capacity_value,
        unit: unit(row.kind).to_string(),
        availability: Some(row.availability()).filter(|share| *share < 1.0),
        servers_up: servers_up(network, pool, row),
        shaper: shaper(network, pool, row, loads, total.arrived),
        offered_messages: total.arrived,
        offered_load: loads.offered.into(),
        utilisation: loads.utilisation.into(),
        busy_hour_start: loads.busy_hour.map(|hour| hour.start(pool.bins())),
        dropped: total.dropped,
        dropped_by: by_cause
            .map(|(cause, count)| (cause.name.to_string(), count))
            .collect::<BTreeMap<_, _>>(),
        dropped_due_to: DueTo::ALL
            .iter()
            .zip(total.dropped_due_to)
            .filter(|(_, count)| *count > 0)
            .map(|((_, name), count)| (name.to_string(), count))
            .collect(),
        outages: None,
        data: data::of(network, pool, row.members.clone()),
        duplicates: total.duplicates,
        waiting_s: Waiting {
            mean: figures::element(pool, row, Metric::WaitingMean).into(),
            p95: figures::element(pool, row, Metric::WaitingP95).into(),
        },
        down: downward::of(network, pool, row),
        unstable: None,
        series: if with_series { series(pool, row, loads) } else { ElementSeries::default() },
    }
}

/// Where autoscaling has them come and go.
fn servers_up(network: &Network, pool: &Pool, row: &Row) -> Option<Estimate> {
    let scales = |at: usize| network.servers[at].live().is_some_and(|live| live.scaling.is_some());
    row.members.clone().any(scales).then(|| {
        let window = pool.bins().duration().0.max(1) as f64;
        let up = |sample: &Sample| {
            sample.elements.able_ns[row.members.clone()].iter().sum::<u64>() as f64 / window
        };
        interval::mean(&pool.samples.iter().map(up).collect::<Vec<_>>()).into()
    })
}

fn series(pool: &Pool, row: &Row, loads: &RowLoads) -> ElementSeries {
    let tally = &pool.counts.elements;
    let bins = pool.bins().count();
    let at = |bin: usize| loads.offered_series.iter().map(|bins| bins[bin]).collect::<Vec<_>>();
    let interval = |bin| interval::mean(&at(bin)).cut(0.0, f64::MAX).ci;
    let dropped = |bin| row.members.clone().map(|e| u64::from(tally.bins[tally.row(bin, e)].dropped)).sum();
    let loaded = if loads.offered_series.is_empty() { 0 } else { bins };
    ElementSeries {
        offered_load: mean_series(&loads.offered_series),
        offered_load_ci: (0..loaded).map(interval).collect(),
        utilisation: loads.utilisation_series.clone(),
        dropped: (0..bins).map(dropped).collect(),
    }
}

/// The word for a kind.
pub fn kind(kind: ElementKind) -> &'static str {
    match kind {
        ElementKind::Radio => "radio",
        ElementKind::Gateway => "gateway",
        ElementKind::Link => "link",
        ElementKind::Station => "station",
        ElementKind::Deduplication => "de-duplication",
        ElementKind::Admission => "admission",
        ElementKind::Copies => "copies",
        ElementKind::Partitions => "partitions",
        ElementKind::Store => "store",
    }
}

fn unit(kind: ElementKind) -> &'static str {
    match kind {
        ElementKind::Radio => "Erlang",
        ElementKind::Gateway => "demodulators busy",
        ElementKind::Link => "kbit/s",
        ElementKind::Station => "servers busy",
        ElementKind::Deduplication
        | ElementKind::Store
        | ElementKind::Admission
        | ElementKind::Copies
        | ElementKind::Partitions => "",
    }
}

/// What one member can do, in words and in the row's unit; members that differ have no common capacity.
fn capacity(members: &[Element]) -> (Option<String>, Option<f64>) {
    let one = |element: &Element| match element.kind {
        ElementKind::Radio
        | ElementKind::Deduplication
        | ElementKind::Store
        | ElementKind::Admission
        | ElementKind::Copies
        | ElementKind::Partitions => (None, None),
        ElementKind::Gateway if element.servers == 0 => (None, None),
        ElementKind::Gateway => {
            (Some(plural(element.servers, "demodulator")), Some(f64::from(element.servers)))
        }
        ElementKind::Link => {
            let rate = element.rate_bps;
            (rate.map(|bps| BitRate(bps).to_string()), rate.map(|bps| bps / 1000.0))
        }
        ElementKind::Station => (Some(station(element)), Some(f64::from(element.servers))),
    };
    let Some((first, rest)) = members.split_first() else { return (None, None) };
    let (words, value) = one(first);
    if rest.iter().any(|member| one(member) != (words.clone(), value)) {
        return (Some("members differ".to_string()), None);
    }
    (words, value)
}

/// The shaper of a row, where it binds: the work of a copy is the time in which its tokens flow in, or its own if that
/// is longer. Of a station's shaper of bytes nobody can tell without each copy's size.
fn shaper(network: &Network, pool: &Pool, row: &Row, loads: &RowLoads, arrived: u64) -> Option<Shaped> {
    let element = &network.elements[row.members.start];
    let rate = network.guards.get(row.members.start)?.as_ref()?.shaper?.rate;
    let (binds, value, unit) = match rate {
        Flow::Bits(bits) => (bits.0 < element.rate_bps?, bits.0 / 1000.0, "kbit/s"),
        Flow::Messages(per_s) => (token_bound(pool, row, loads, arrived, per_s)?, per_s, "messages/s"),
    };
    binds.then(|| Shaped { rate: rate.to_string(), value, unit: unit.to_string() })
}

/// Whether the mean work of a copy is what a token takes: a server's share of it is no longer.
fn token_bound(pool: &Pool, row: &Row, loads: &RowLoads, arrived: u64, per_s: f64) -> Option<bool> {
    const EXACT: f64 = 1e-3;
    let studied_s = pool.bins().duration().as_secs_f64() * pool.replications() as f64;
    let each_s = loads.offered.mean.value? * row.availability() * studied_s * row.members.len() as f64;
    (arrived > 0).then(|| each_s / arrived as f64 * per_s < 1.0 + EXACT)
}

fn plural(count: u32, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}

fn station(element: &Element) -> String {
    let servers = plural(element.servers, "server");
    match element.mean_service_s {
        Some(mean) if mean > 0.0 => {
            format!("{servers} x {}/s", crate::measure::metrics::Unit::Number.write(1.0 / mean))
        }
        _ => servers,
    }
}
