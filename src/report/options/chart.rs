//! What money buys: how long objectives last over cost where the load grows, else the measure that is missed most often.

use super::super::charts::axes;
use super::super::figure::{Axis, Body, Dash, Figure, Key, Layer, Mark, Panel, Scale, Stroke, Tick};
use super::super::format;
use super::super::printed::printed;
use super::super::style;
use crate::experiment::options::results::{Options, Tried};
use crate::experiment::options::words;
use crate::experiment::question::Asked;
use crate::experiment::results::Verdict;
use crate::measure::metrics::{Metric, Unit};

const LIMIT: Stroke = Stroke { color: style::INK, width: 1.0, dash: Dash::Dashed };
/// Longest of times over shortest, beyond which an axis goes by powers of ten.
const WIDE: f64 = 30.0;

/// The chart.
pub fn figure(options: &Options) -> Figure {
    if options.horizon.grows && options.front.len() > 1 { lasting(options) } else { measure(options) }
}

fn panel(x: Axis, y: Axis, layers: Vec<Layer>) -> Body {
    Body::Panels(vec![Panel { heading: None, weight: 1.0, x, y, layers }])
}

/// Steps: whoever pays so much gets so many months.
fn lasting(options: &Options) -> Figure {
    let front: Vec<&Tried> = options.front.iter().map(|at| &options.sets[*at]).collect();
    let months = |tried: &Tried| tried.lasts.unwrap_or(0) as f64;
    let x = costs(options, front.iter().map(|tried| tried.total));
    let y = axes::counted("months for which all objectives hold", options.horizon.months, 6);
    let stroke = Stroke { color: style::class(0).0, width: 1.3, dash: Dash::Solid };
    let mut corners: Vec<[f64; 2]> = Vec::new();
    for tried in &front {
        corners.extend(corners.last().map(|last| [tried.total, last[1]]));
        corners.push([tried.total, months(tried)]);
    }
    corners.extend(corners.last().map(|last| [x.to, last[1]]));
    let mut layers = vec![
        Layer::Limit { stroke: LIMIT, y: options.horizon.months as f64 },
        Layer::Line { stroke, points: corners },
    ];
    let color = |tried: &Tried| match tried.lasts == Some(options.horizon.months) {
        true => style::state(Verdict::Met, false).1,
        false => style::state(Verdict::Missed, false).1,
    };
    layers.extend(front.iter().map(|tried| Layer::Lozenge {
        color: color(tried),
        at: [tried.total, months(tried)],
        under: 0,
    }));
    Figure {
        title: "What money buys in time".to_string(),
        subtitle:
            "sets that last longer than all cheaper ones; what costs more and lasts no longer is not drawn"
                .to_string(),
        legend: vec![
            Key::new(Mark::Line(stroke), "longest for so much"),
            Key::new(Mark::Line(LIMIT), format!("asked: {}", words::months(options.horizon.months))),
        ],
        body: panel(x, y, layers),
    }
}

/// The objective that most sets miss; the first of equals.
fn hardest(options: &Options) -> Option<usize> {
    let missed = |at: usize| {
        options.sets.iter().filter(|tried| tried.objectives.get(at).is_some_and(|one| one.breaks())).count()
    };
    (0..options.objectives.len()).rev().max_by_key(|at| missed(*at))
}

/// Every set's measure of that objective over its cost.
fn measure(options: &Options) -> Figure {
    let title = "What money buys".to_string();
    let measured: Vec<(&Tried, f64, [f64; 2])> = hardest(options)
        .into_iter()
        .flat_map(|at| {
            options.sets.iter().filter_map(move |tried| {
                let judged = tried.objectives.get(at)?;
                let value = judged.value?;
                Some((tried, value, judged.ci.unwrap_or([value, value])))
            })
        })
        .collect();
    let (Some(asked), false) = (hardest(options).map(|at| &options.objectives[at]), measured.is_empty())
    else {
        let body = Body::Empty("no measure of an objective was observed".to_string());
        return Figure { title, subtitle: String::new(), legend: vec![], body };
    };
    let x = costs(options, measured.iter().map(|(tried, ..)| tried.total));
    let y = values(asked, &measured);
    let (from, to) =
        if asked.limit.starts_with('>') { (y.from, asked.limit_value) } else { (asked.limit_value, y.to) };
    let mut layers = Vec::new();
    if y.from <= asked.limit_value && asked.limit_value <= y.to {
        layers.push(Layer::Beyond { from, to });
        layers.push(Layer::Limit { stroke: LIMIT, y: asked.limit_value });
    }
    let seen = |verdict: Verdict| measured.iter().any(|(tried, ..)| tried.verdict == verdict);
    for (tried, value, [low, high]) in &measured {
        let color = style::state(tried.verdict, false).1;
        let stroke = Stroke { color, width: 1.0, dash: Dash::Solid };
        layers.push(Layer::Line { stroke, points: vec![[tried.total, *low], [tried.total, *high]] });
        layers.push(Layer::Lozenge { color, at: [tried.total, *value], under: 0 });
    }
    let mut legend = vec![Key::new(Mark::Line(LIMIT), printed(&format!("asked {}", asked.limit)))];
    for (verdict, word) in [
        (Verdict::Met, "set keeps all objectives"),
        (Verdict::AtRisk, "at risk"),
        (Verdict::Missed, "misses some"),
    ] {
        if seen(verdict) {
            legend.push(Key::new(Mark::Lozenge(style::state(verdict, false).1), word));
        }
    }
    let when = if options.horizon.grows { ", each in its month" } else { "" };
    let subtitle = format!(
        "{}: {} of {}, the objective that most sets miss{when}; 95\u{a0}% intervals",
        asked.name,
        format::metric(&asked.metric),
        asked.of
    );
    Figure { title, subtitle, legend, body: panel(x, y, layers) }
}

fn costs(options: &Options, all: impl Iterator<Item = f64>) -> Axis {
    let (low, high) =
        all.fold((0.0, 0.0), |(low, high), cost| (libm::fmin(low, cost), libm::fmax(high, cost)));
    let unit = options.currency.as_ref().map_or(String::new(), |code| format!(", {code}"));
    let label = format!("cost over {}{unit}", words::months(options.horizon.months));
    if low < 0.0 {
        let tick = |at: f64| Tick { at, label: words::money(at, None) };
        let to = if high > 0.0 { high } else { -0.05 * low };
        return Axis {
            label,
            scale: Scale::Linear,
            from: low * 1.05,
            to: to * 1.05,
            ticks: vec![tick(low), tick(0.0), tick(high)],
        };
    }
    let mut axis = axes::from_zero(label, libm::fmax(high, 1.0) * 1.02, 1.0);
    axis.ticks.iter_mut().for_each(|tick| tick.label = words::money(tick.at, None));
    // a set that costs nothing stands clear of the edge
    axis.from = -0.03 * axis.to;
    axis
}

fn values(asked: &Asked, measured: &[(&Tried, f64, [f64; 2])]) -> Axis {
    let name = format::metric(&asked.metric);
    let ends = measured.iter().flat_map(|(_, value, ci)| [*value, ci[0], ci[1]]).chain([asked.limit_value]);
    let (low, high) =
        ends.fold((f64::INFINITY, 0.0), |(low, high), end| (libm::fmin(low, end), libm::fmax(high, end)));
    match Metric::named(&asked.metric).map_or(Unit::Number, |metric| metric.info().unit) {
        Unit::Seconds if high > WIDE * low => axes::log_time(name, libm::fmax(low, 1e-6), high),
        Unit::Seconds => {
            let (unit, scale) = format::time_unit(high);
            axes::from_zero(format!("{name}, {unit}"), high, 1.0 / scale)
        }
        Unit::Share if asked.limit.starts_with(">=") => {
            axes::share_above(format!("{name}, %"), libm::fmin(low, 0.999))
        }
        Unit::Share => axes::from_zero(format!("{name}, %"), high, 100.0),
        _ => axes::from_zero(name, high, 1.0),
    }
}
