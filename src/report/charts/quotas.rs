//! Which limit of the platform trips first? What each is asked for in its busy hour, over what it allows.

use super::super::figure::{Axis, Body, Figure, Key, Layer, Mark, Panel, Scale, Tick};
use super::super::format;
use super::super::style::{self, Color};
use super::{axes, load, replications};
use crate::experiment::quotas::{QuotaLimit, Quotas};
use crate::experiment::results::Results;

const TITLE: &str = "How near the platform's limits are";
/// Limits that the provider may raise are drawn lighter.
const HARD: Color = Color(33, 113, 181);
const SOFT: Color = Color(158, 202, 225);

/// The chart: a bar a limit.
pub fn figure(results: &Results) -> Figure {
    let Some(quotas) = &results.quotas else {
        return Figure::empty(TITLE, "the platform has no quota: add platform.quota");
    };
    let known: Vec<&QuotaLimit> = known(quotas);
    if known.is_empty() {
        return Figure::empty(TITLE, "no limit of this quota is one that was metered here");
    }
    let shares = known.iter().map(|limit| limit.share.value.unwrap_or(0.0));
    let top = libm::fmax(shares.fold(0.0, libm::fmax) * 1.1, 1.1);
    let y = axes::from_zero("asked for in its busy hour, % of what it allows", top, 100.0);
    let ticks = known.iter().enumerate().map(|(at, limit)| Tick { at: at as f64 + 0.5, label: label(limit) });
    let to = known.len() as f64;
    let x = Axis { label: String::new(), scale: Scale::Linear, from: 0.0, to, ticks: ticks.collect() };
    let mut layers: Vec<Layer> = Vec::new();
    for (at, limit) in known.iter().enumerate() {
        let color = if limit.hard { HARD } else { SOFT };
        let (from, to) = (at as f64 + 0.2, at as f64 + 0.8);
        layers.push(Layer::Bar { from, to, parts: vec![(limit.share.value.unwrap_or(0.0), color)] });
    }
    layers.push(Layer::Limit { stroke: load::LIMIT, y: 1.0 });
    let mut legend = vec![
        Key::new(Mark::Fill(HARD), "hard: not raised by the provider"),
        Key::new(Mark::Fill(SOFT), "soft: may be raised"),
        Key::new(Mark::Line(load::LIMIT), "what it allows"),
    ];
    let trips = known.iter().filter(|limit| limit.trips > 0).map(|limit| {
        let share = format::share(limit.tripped.value.unwrap_or(0.0));
        Key::new(Mark::Note, format!("{} turns away {share}", limit.name))
    });
    legend.extend(trips);
    let heading = format!("% of what each allows · {}", first(quotas));
    let panel = Panel { heading: Some(heading), weight: 1.0, x, y, layers };
    let subtitle = format!(
        "asked for in its busy hour; of a daily limit, in a day · {}, limits of {} · {}",
        quotas.title,
        quotas.date,
        replications(results)
    );
    Figure { title: TITLE.into(), subtitle, legend, body: Body::Panels(vec![panel]) }
}

/// As wide as its limits.
pub fn size_pt(results: &Results) -> (f64, f64) {
    let limits = results.quotas.as_ref().map_or(0, |quotas| known(quotas).len());
    (libm::fmax(140.0 * limits as f64, style::CHART_PT.0), 300.0)
}

/// Limits of which it is known how much is used.
fn known(quotas: &Quotas) -> Vec<&QuotaLimit> {
    quotas.limits.iter().filter(|limit| limit.share.value.is_some()).collect()
}

/// "messages a day (400 000 /d)".
fn label(limit: &QuotaLimit) -> String {
    let confirm = if limit.confirm { ", to be confirmed" } else { "" };
    format!("{} ({} {}{confirm})", limit.name, format::fixed(limit.limit, 0), limit.unit)
}

/// "first to trip: messages a day, at 64 % (2029-03 as the classes grow)".
pub fn first(quotas: &Quotas) -> String {
    let named = quotas.first.as_ref().and_then(|name| quotas.limits.iter().find(|limit| limit.name == *name));
    let Some(limit) = named else { return "no limit is used at all".into() };
    let share = format::share(limit.share.value.unwrap_or(0.0));
    let month = limit.month.as_ref().map_or(String::new(), |month| format!(", past it from {month} on"));
    format!("first to trip: {}, at {share} of what it allows{month}", limit.name)
}
