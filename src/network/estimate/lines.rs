//! What links cost and what their backups would have to carry, by arithmetic: neither shows in loads of good days.

use super::loads::Loads;
use crate::model::data_plan::{Over, Period, PlanSpec};
use crate::network::Network;
use crate::network::lines::LinePlan;
use crate::units::number;

const DAY_S: f64 = 86_400.0;

/// Sentences about links that use up their plan or whose backup is too narrow, each group's worst.
pub fn warnings(network: &Network, loads: &Loads) -> Vec<String> {
    let mut all = Vec::new();
    for (line, name) in worst_of_groups(network, loads) {
        let bytes_per_s = loads.both_ways_per_s(network, line.element.index());
        all.extend(line.plan.as_ref().and_then(|plan| beyond(name, plan, bytes_per_s)));
        all.extend(too_narrow(network, loads, line));
    }
    all
}

/// What a link is offered downwards, where that is more than upwards.
pub fn note_down(network: &Network, loads: &Loads, at: usize) -> Option<String> {
    let (up, down) = (loads.of_element(network, at), loads.down_of(network, at));
    (down > up).then(|| format!("down it is offered {:.*} %", usize::from(down < 0.1), 100.0 * down))
}

/// What a plan's link sends in a month, both ways, and what that costs; that a backup carries nothing on good days.
pub fn note(network: &Network, loads: &Loads, at: usize) -> Option<String> {
    let line = network.lines.links.iter().find(|line| line.element.index() == at)?;
    let stands_in = network.lines.stands_in_for(&network.hops, line.element).map(|own| {
        let load = instead(network, loads, own.index(), at);
        format!(
            "carries only while {} is down: then {:.0} %",
            network.elements[own.index()].name,
            100.0 * load
        )
    });
    let plan = line.plan.as_ref().map(|plan| monthly(plan, loads.both_ways_per_s(network, at)));
    let notes: Vec<String> = stands_in.into_iter().chain(plan).collect();
    (!notes.is_empty()).then(|| notes.join("; "))
}

fn worst_of_groups<'a>(network: &'a Network, loads: &Loads) -> Vec<(&'a LinePlan, &'a str)> {
    let mut worst: Vec<(&LinePlan, &str)> = Vec::new();
    for line in &network.lines.links {
        let group = network.elements[line.element.index()].group;
        let load = |line: &LinePlan| loads.both_ways_per_s(network, line.element.index());
        let of_group =
            |known: &&mut (&LinePlan, &str)| network.elements[known.0.element.index()].group == group;
        match worst.iter_mut().find(of_group) {
            Some(known) if load(line) > load(known.0) => known.0 = line,
            Some(_) => {}
            None => worst.push((line, &network.groups[group.index()].name)),
        }
    }
    worst
}

fn per_month(bytes_per_s: f64) -> f64 {
    bytes_per_s * Period::Month.span().as_secs_f64()
}

/// "about 1.2 GB a month, 12 % of its cap; 5 EUR".
fn monthly(plan: &PlanSpec, bytes_per_s: f64) -> String {
    let share = plan.cap.filter(|cap| cap.0 > 0).map_or(String::new(), |cap| {
        let share = bytes_per_s * plan.period().span().as_secs_f64() / cap.0 as f64;
        format!(", {:.0} % of its cap", 100.0 * share)
    });
    let beyond = match plan.over {
        Some(Over::PricePerGb(price)) => Some(price),
        _ => None,
    };
    let currency = plan.price.or(beyond).map_or(String::new(), |price| price.currency.code().to_string());
    let cost = plan.cost_per_month(per_month(bytes_per_s));
    let cost =
        cost.map_or(String::new(), |cost| format!("; {} {currency} a month", number(hundredths(cost))));
    format!("about {} a month{share}{cost}", volume(per_month(bytes_per_s)))
}

fn hundredths(value: f64) -> f64 {
    libm::rint(value * 100.0) / 100.0
}

fn volume(bytes: f64) -> String {
    let scales = [(1e9, "GB"), (1e6, "MB"), (1e3, "kB")];
    let (scale, unit) = scales.into_iter().find(|(scale, _)| bytes >= *scale).unwrap_or((1.0, "B"));
    format!("{} {unit}", number(hundredths(bytes / scale)))
}

/// The cap is reached before the period ends.
fn beyond(name: &str, plan: &PlanSpec, bytes_per_s: f64) -> Option<String> {
    let cap = plan.cap?;
    let left = cap.0.saturating_sub(plan.used.map_or(0, |used| used.0)) as f64;
    let days = left / (bytes_per_s * DAY_S);
    if days >= plan.period().span().as_secs_f64() / DAY_S {
        return None;
    }
    let then = match plan.over {
        Some(Over::Block) => "nothing passes then".to_string(),
        Some(Over::Throttle(rate)) => format!("it is throttled to {rate} then"),
        Some(Over::PricePerGb(price)) => format!("each GB costs {price} then"),
        None => "nothing is said of what follows".to_string(),
    };
    let days = number(libm::rint(days * 10.0) / 10.0);
    Some(format!("{name} reaches its cap of {cap} after about {days} d at this rate; {then}"))
}

/// Load of a backup while it carries all of a link.
fn instead(network: &Network, loads: &Loads, own: usize, backup: usize) -> f64 {
    let rate = network.elements[backup].rate_bps.unwrap_or(f64::INFINITY);
    8.0 * (loads.bytes_per_s(network, own) + loads.bytes_per_s(network, backup)) / rate
}

fn too_narrow(network: &Network, loads: &Loads, backup: &LinePlan) -> Option<String> {
    let own = network.lines.stands_in_for(&network.hops, backup.element)?;
    let load = instead(network, loads, own.index(), backup.element.index());
    (load > 1.0).then(|| {
        let [own, backup] = [own, backup.element].map(|at| &network.elements[at.index()].name);
        format!("{backup} would be offered {:.0} % of what it can carry while {own} is down", 100.0 * load)
    })
}
