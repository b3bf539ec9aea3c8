//! Which limit of the platform trips first? What each is asked for in its busy hour, over what it allows.

use super::super::figure::{BarRow, Bars, Body, Figure, Key, Mark};
use super::super::format;
use super::super::style::{self, Color};
use super::{axes, replications};
use crate::experiment::quotas::{QuotaLimit, Quotas};
use crate::experiment::results::Results;

const TITLE: &str = "How near the platform's limits are";
/// Limits that the provider may raise are drawn lighter.
const HARD: Color = Color(33, 113, 181);
const SOFT: Color = Color(158, 202, 225);
/// Plan below this share of a limit (judgement: what is soft takes time to be raised).
const PLANNING_SHARE: f64 = 0.7;

/// The chart: a bar a limit.
pub fn figure(results: &Results) -> Figure {
    let Some(quotas) = &results.quotas else {
        return Figure::empty(TITLE, "the platform has no quota: add platform.quota");
    };
    let known: Vec<&QuotaLimit> = known(quotas);
    if known.is_empty() {
        return Figure::empty(TITLE, "no limit of this quota is one that was metered here");
    }
    let most = known.iter().map(|limit| share(limit)).fold(1.0, libm::fmax);
    let top = if most > 1.0 { most * 1.05 } else { 1.0 };
    let axis = axes::between("asked for in its busy hour, % of what it allows", 0.0, top, 100.0, 6);
    let legend = vec![
        Key::new(Mark::Fill(HARD), "hard: not raised by the provider"),
        Key::new(Mark::Fill(SOFT), "soft: may be raised"),
        Key::new(
            Mark::Note,
            format!("dotted: plan below {}; solid: what it allows", format::share(PLANNING_SHARE)),
        ),
    ];
    let subtitle = format!(
        "{}; of a daily limit, in a day · {}, limits of {} · {}",
        first(quotas),
        quotas.title,
        quotas.date,
        replications(results)
    );
    let rows = known.into_iter().map(row).collect();
    let marks = [Some(PLANNING_SHARE), Some(1.0)];
    let body = Body::Bars(Bars { axis, marks, rows, more: String::new() });
    Figure { title: TITLE.into(), subtitle, legend, body }
}

fn row(limit: &QuotaLimit) -> BarRow {
    let turned = limit.tripped.value.filter(|_| limit.trips > 0);
    let turned = turned.map_or(String::new(), |of| format!(", turns away {}", format::share(of)));
    BarRow {
        label: limit.name.clone(),
        sub: allows(limit),
        value: share(limit),
        ci: limit.share.ci,
        text: format::share(share(limit)) + &turned,
        color: if limit.hard { HARD } else { SOFT },
    }
}

fn share(limit: &QuotaLimit) -> f64 {
    limit.share.value.unwrap_or(0.0)
}

/// As high as its limits need.
pub fn size_pt(results: &Results) -> (f64, f64) {
    let limits = results.quotas.as_ref().map_or(0, |quotas| known(quotas).len());
    (style::CHART_PT.0, 120.0 + 27.0 * limits.max(2) as f64)
}

/// Limits of which it is known how much is used.
fn known(quotas: &Quotas) -> Vec<&QuotaLimit> {
    quotas.limits.iter().filter(|limit| limit.share.value.is_some()).collect()
}

/// "400 000 /d".
fn allows(limit: &QuotaLimit) -> String {
    let confirm = if limit.confirm { ", to be confirmed" } else { "" };
    format!("{} {}{confirm}", format::fixed(limit.limit, 0), limit.unit)
}

/// "first to trip: messages a day, at 64 % (2029-03 as the classes grow)".
pub fn first(quotas: &Quotas) -> String {
    let named = quotas.first.as_ref().and_then(|name| quotas.limits.iter().find(|limit| limit.name == *name));
    let Some(limit) = named else { return "no limit is used at all".into() };
    let share = format::share(limit.share.value.unwrap_or(0.0));
    let month = limit.month.as_ref().map_or(String::new(), |month| format!(", past it from {month} on"));
    format!("first to trip: {}, at {share} of what it allows{month}", limit.name)
}
