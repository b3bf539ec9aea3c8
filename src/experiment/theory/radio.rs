//! One gateway's cell as pure ALOHA, and a gateway's demodulators as Erlang's loss system.

use std::collections::BTreeMap;

use super::{Row, arrivals};
use crate::experiment::figures;
use crate::experiment::pool::Pool;
use crate::measure::interval;
use crate::measure::metrics::Metric;
use crate::measure::theory::{aloha, queues::erlang_b};
use crate::model::cause::{CAUSES, Cause};
use crate::model::radio::lorawan::Isolation;
use crate::model::radio::lorawan::plan::{Plan, sf_index};
use crate::model::radio::{RadioPlan, RadioSpec};
use crate::network::{Class, Network, Process, Traffic};

const ABRAMSON: &str = "N. Abramson 1970";
const SEVASTYANOV: &str = "A. K. Erlang 1917; any holding time: B. A. Sevastyanov 1957";
/// Frames that should find no demodulator in the whole study: with fewer there is nothing to compare.
const FEWEST_BLOCKED: f64 = 10.0;

/// More are never short, and cost more to add up than they tell.
const MOST_SERVERS: u32 = 100_000;

/// Delivery of the one class of a radio on which any overlap destroys, at one gateway that hears all.
pub fn delivery(network: &Network, pool: &Pool, element: usize) -> Option<Row> {
    let at = network.radios.iter().position(|radio| radio.element.index() == element)?;
    let (RadioPlan::Lorawan(plan), [_]) = (&network.radios[at].plan, &network.radios[at].gateways[..]) else {
        return None;
    };
    let mut alone = network.classes.iter().enumerate().filter(|(_, class)| class.radio as usize == at);
    let (Some((id, class)), None) = (alone.next(), alone.next()) else { return None };
    if !is_aloha(network, at) || !only_collides(pool, id) {
        return None;
    }
    let traffic = class.traffic.as_ref()?;
    let (value, mixed) =
        mean_over_data_rates(pool, id, |sf, alike| through(class, traffic, plan, sf, alike))?;
    Some(Row {
        element,
        measure: "delivery_ratio",
        model: "pure ALOHA".to_string(),
        source: ABRAMSON,
        approximation: mixed.then(|| "shares of spreading factors are those that were drawn".to_string()),
        value,
        simulated: figures::class(pool, id, Metric::DeliveryRatio),
    })
}

fn is_aloha(network: &Network, radio: usize) -> bool {
    let spec = network.scenario.radio.get_index(radio).map(|(_, spec)| spec);
    matches!(spec, Some(RadioSpec::Lorawan(spec)) if spec.isolation == Some(Isolation::Aloha))
}

/// Nothing but collisions took messages, so that everyone is in reach and sent what it had.
fn only_collides(pool: &Pool, class: usize) -> bool {
    let lost = &pool.counts.classes.totals[class].lost;
    let none = |of: &Vec<u64>| of.iter().all(|lost| *lost == 0);
    CAUSES.iter().zip(lost).all(|(row, of)| row.cause == Cause::Collision || none(of))
}

/// Over the devices' data rates, each by the share of devices that have it; and whether there are several.
fn mean_over_data_rates(
    pool: &Pool,
    class: usize,
    of: impl Fn(u8, f64) -> Option<f64>,
) -> Option<(f64, bool)> {
    let mut counts: BTreeMap<u8, u64> = BTreeMap::new();
    for sample in pool.class(class) {
        sample.devices.data_rates.iter().for_each(|(sf, n)| *counts.entry(*sf).or_default() += n);
    }
    let all: u64 = counts.values().sum();
    let mut mean = 0.0;
    for (sf, devices) in &counts {
        let share = *devices as f64 / all as f64;
        mean += share * of(*sf, share)?;
    }
    (all > 0).then_some((mean, counts.len() > 1))
}

fn through(class: &Class, traffic: &Traffic, plan: &Plan, sf: u8, alike: f64) -> Option<f64> {
    let phy = traffic.fixed_bytes? + plan.overhead;
    let airtime_s = plan.airtime[sf_index(sf)].get(phy as usize)?.as_secs_f64();
    let (others, channels) = (f64::from(class.count - 1), plan.channels.len() as f64);
    match &traffic.process {
        _ if !traffic.is_plain() => None,
        Process::Poisson { mean_s } => {
            Some(aloha::poisson(others * alike, 1.0 / mean_s, airtime_s, channels))
        }
        Process::Periodic { period, aligned: false } => {
            Some(aloha::periodic(others, alike, period.as_secs_f64(), airtime_s, channels))
        }
        _ => None,
    }
}

/// Frames that find no demodulator, at the load that the gateway was offered.
pub fn demodulators(network: &Network, pool: &Pool, element: usize, load: f64) -> Option<Row> {
    let servers =
        Some(network.elements[element].servers).filter(|servers| (1..=MOST_SERVERS).contains(servers))?;
    let at = network.gateways.iter().position(|gateway| gateway.element.index() == element)?;
    let radio = network.radios.iter().position(|radio| radio.gateways.contains(&(at as u32)))?;
    let mut about = "the offered load is the one measured".to_string();
    for class in network.classes.iter().filter(|class| class.radio as usize == radio) {
        if let Some(periodic) = arrivals::process(class)? {
            about = periodic;
        }
    }
    let value = erlang_b(servers, load * f64::from(servers));
    let total = &pool.counts.elements.totals[element];
    let blocked = total.dropped_by[Cause::NoDemodulator as usize] as f64;
    let expected = value * total.arrived as f64;
    if expected.max(blocked) < FEWEST_BLOCKED {
        return None;
    }
    let pairs = pool.samples.iter().map(|s| (s.elements.refused[element], s.elements.arrived[element]));
    Some(Row {
        element,
        measure: "no_demodulator",
        model: format!("Erlang B, {servers} servers"),
        source: SEVASTYANOV,
        approximation: Some(about),
        value,
        simulated: interval::share(&pairs.collect::<Vec<_>>()),
    })
}
