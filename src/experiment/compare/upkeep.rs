//! What both sides say of batteries, storage and costs, replication by replication.

use super::comparison::Unit;
use super::measures::{Measure, Sense};
use super::series::Series;
use crate::experiment::results::{Estimate, Results};
use crate::experiment::upkeep::{ClassEnergy, Cost};

/// Measures that both have; costs in one currency only.
pub fn measures(a: &Results, b: &Results) -> Vec<Measure> {
    let mut found = Vec::new();
    for (name, class) in &a.classes {
        let other = b.classes.get(name).and_then(|class| class.energy.as_ref());
        if let Some((x, y)) = class.energy.as_ref().zip(other) {
            let of = format!("devices.{name}");
            found.push(row(&of, "battery_life", Unit::Years, Sense::More, [life(x), life(y)]));
        }
    }
    if let Some((x, y)) = a.storage.as_ref().zip(b.storage.as_ref()) {
        let stored = [x, y].map(|s| plain(s.bytes_per_day, 1e-9, s.own_bytes_per_day.iter().copied()));
        found.push(row("storage", "stored_per_day", Unit::Gigabytes, Sense::Neither, stored));
    }
    let costs = a.cost.as_ref().zip(b.cost.as_ref());
    if let Some((x, y)) = costs.filter(|(x, y)| x.currency == y.currency) {
        let of = format!("costs ({})", x.currency);
        found.push(row(&of, "per_month", Unit::Money, Sense::Less, [per_month(x), per_month(y)]));
        let each = [per_message(x), per_message(y)];
        found.push(row(&of, "per_delivered_message", Unit::Money, Sense::Less, each));
    }
    found
}

fn row(of: &str, metric: &str, unit: Unit, sense: Sense, [a, b]: [Series; 2]) -> Measure {
    Measure { of: of.to_string(), metric: metric.to_string(), unit, sense, objective: None, a, b }
}

fn plain(value: Estimate, factor: f64, own: impl Iterator<Item = f64>) -> Series {
    Series::plain(value.value.map(|value| value * factor), own.map(|own| Some(own * factor)))
}

fn life(energy: &ClassEnergy) -> Series {
    plain(energy.life_years.mean, 1.0, energy.own_years.iter().copied())
}

fn per_month(cost: &Cost) -> Series {
    plain(cost.per_month, 1.0, cost.own.iter().map(|[sum, _]| *sum))
}

/// Each replication weighs as many messages as it delivered.
fn per_message(cost: &Cost) -> Series {
    let own = cost.own.iter().map(|[sum, delivered]| (*delivered > 0.0).then(|| sum / delivered));
    Series {
        value: cost.per_delivered_message.value,
        own: own.collect(),
        weights: Some(cost.own.iter().map(|[_, delivered]| *delivered).collect()),
    }
}
