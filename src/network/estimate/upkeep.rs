//! What batteries, storage and prices come to by arithmetic, if every message is sent once and arrives.

use super::{AtPlatform, ClassEstimate, Network};
use crate::model::energy::Activity;
use crate::model::quota::{Bound, Limit};
use crate::network::{Class, energy};
use crate::scenario::class::DEFAULT_STORED_OVERHEAD;
use crate::scenario::costs::DEFAULT_WRITE_OFF;

const DAY_S: f64 = 86_400.0;

/// Mean life of a class's batteries by its data rates, years, shelf life included; none without batteries.
pub fn battery_years(network: &Network, class: &Class, estimate: &ClassEstimate) -> Option<f64> {
    let battery = energy::battery(network, class)?;
    let years = |data_rate: u8, airtime_s: f64| {
        let per_s = estimate.messages_per_day / DAY_S;
        let listening_s = per_s * energy::listening_if_answered(network, class, data_rate).as_secs_f64();
        let does = Activity { transmissions: per_s, airtime_s: per_s * airtime_s, listening_s };
        battery.years(battery.power(does)).min(battery.shelf_years)
    };
    if estimate.data_rates.is_empty() {
        return Some(years(0, 0.0));
    }
    let rates = estimate.data_rates.iter().map(|rate| {
        let data_rate = rate.label.trim_start_matches("SF").parse().unwrap_or(0);
        rate.share * years(data_rate, rate.airtime_s)
    });
    Some(rates.sum())
}

/// Notes on storage and prices.
pub fn notes(network: &Network, classes: &[ClassEstimate]) -> Vec<String> {
    let all = [quota(network, classes), storage(network, classes), costs(network)];
    all.into_iter().flatten().collect()
}

/// The limit that is used most, on average over the study.
fn quota(network: &Network, classes: &[ClassEstimate]) -> Option<String> {
    let quota = network.quota.as_ref()?;
    let ours = || network.classes.iter().zip(classes).filter(|(class, _)| !class.foreign);
    let per_day = |limit: &Limit| -> f64 {
        let of_class = |(_, estimate): (&Class, &ClassEstimate)| {
            let AtPlatform { packets, bytes, .. } = estimate.platform;
            packets * limit.counts(libm::ceil(bytes) as u64) as f64
        };
        ours().map(of_class).sum::<f64>() / if limit.each { f64::from(network.devices().max(1)) } else { 1.0 }
    };
    let share = |limit: &Limit| match limit.bound {
        Bound::Rate { per_s, .. } if limit.meters_messages() => Some(per_day(limit) / DAY_S / per_s),
        Bound::Day(count) => Some(per_day(limit) / count.max(1) as f64),
        _ => None,
    };
    let known = quota.limits.iter().filter_map(|limit| Some((limit, share(limit)?)));
    let (limit, share) = known.max_by(|a, b| a.1.total_cmp(&b.1))?;
    Some(format!(
        "platform.quota ({}, {}) is used most by its limit `{}`: {:.1} % of it on average",
        quota.title,
        quota.date,
        limit.name,
        100.0 * share
    ))
}

fn storage(network: &Network, classes: &[ClassEstimate]) -> Option<String> {
    let scenario = &network.scenario;
    let (first, _) = scenario.storage.first()?;
    let per_day = |(class, estimate): (&Class, &ClassEstimate)| {
        let stored = scenario.devices.get(&class.name)?.stored.clone().unwrap_or_default();
        let overhead = stored.overhead.unwrap_or(DEFAULT_STORED_OVERHEAD).0 as f64;
        let record = class.traffic.as_ref()?.mean_bytes + overhead;
        let share = stored.share.map_or(1.0, |share| share.0);
        (!class.foreign).then_some(estimate.platform.messages * record * share)
    };
    let bytes: f64 = network.classes.iter().zip(classes).filter_map(per_day).sum();
    Some(format!(
        "[storage] gets {:.3} GB a day, {:.3} TB a year, before factors of storage.{first}, if all that is offered arrives",
        bytes / 1e9,
        bytes * 365.0 / 1e12
    ))
}

/// Prices that do not depend on use.
fn costs(network: &Network) -> Option<String> {
    let costs = network.scenario.costs.as_ref()?;
    let write_off = costs.write_off.unwrap_or(DEFAULT_WRITE_OFF).0;
    let all = costs.all();
    let currency = all.first()?.price.currency;
    let things = |kind: &str, name: &str| match kind {
        "devices" => network.scenario.devices.get(name).map_or(0.0, |class| class.count.0 as f64),
        "gateways" => {
            network.gateways.iter().filter(|gateway| gateway.group == name && !gateway.off).count() as f64
        }
        "links" => {
            let group = network.groups.iter().find(|group| group.name == format!("links.{name}"));
            group.map_or(0.0, |group| f64::from(group.len))
        }
        _ => 1.0,
    };
    let fixed: f64 = all
        .iter()
        .map(|priced| {
            let sum = priced.price.value() * things(priced.kind, &priced.name);
            match priced.key {
                "per_month" => sum,
                "cost" => sum / write_off,
                _ => 0.0,
            }
        })
        .sum();
    // what is beyond a cap depends on use
    let of_links = network.lines.links.iter().filter_map(|link| link.plan.as_ref());
    let plans: f64 = of_links
        .filter(|plan| plan.price.is_some_and(|price| price.currency == currency))
        .filter_map(|plan| plan.cost_per_month(0.0))
        .sum();
    let fixed = fixed + plans;
    let used = all.iter().filter(|priced| !["per_month", "cost"].contains(&priced.key)).count();
    let sum = format!("{fixed:.2} {} a month", currency.code());
    Some(match used {
        0 => format!("[costs] come to {sum}"),
        1 => format!("[costs] come to at least {sum}, before 1 price that depends on what is used"),
        n => format!("[costs] come to at least {sum}, before {n} prices that depend on what is used"),
    })
}
