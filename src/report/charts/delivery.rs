//! The load chart where there is no capacity line (DEFINITIONS D13): a class's delivery ratio against its
//! objective, and below it the channel's load in Erlang.

use super::super::figure::{Body, Dash, Figure, Key, Layer, Mark, Panel, Stroke};
use super::super::{format, style};
use super::load::{LIMIT, OFFERED, empty};
use super::{axes, band_words, class_of, outages, own_classes, series, troubled_class};
use crate::experiment::results::{ClassResult, ElementResult, ObjectiveResult, Results};

/// Delivery ratio over time against its objective, and the channel's load below.
pub fn figure(results: &Results, objective: Option<&ObjectiveResult>) -> Figure {
    let asked = objective.and_then(|o| class_of(&o.of)).and_then(|name| results.classes.get_full(name));
    let asked = asked.map(|(at, name, class)| (at, name.as_str(), class)).filter(|chosen| !chosen.2.foreign);
    let worst = || own_classes(results).min_by(|a, b| ratio(a.2).total_cmp(&ratio(b.2)));
    let Some(chosen) = asked.or_else(|| troubled_class(results)).or_else(worst) else {
        return empty("there is no class of devices".into());
    };
    let (_, name, class) = chosen;
    if class.series.offered.iter().all(|offered| *offered == 0) {
        return empty(format!("{name} offered no message, so there is no delivery ratio"));
    }
    let joined = series::joined(results, &class.series.offered);
    let mut legend = Vec::new();
    let mut panels = vec![ratio_panel(results, chosen, joined, &mut legend)];
    panels.extend(channel_panel(results));
    let radio = if panels.len() > 1 { ", and the load of its radio" } else { "" };
    let every = format::span(joined as f64 * results.scenario.bin_s);
    let subtitle = format!(
        "share of the messages born in the same {every} · whole time {}",
        format::Quantity::Share.estimate(class.delivery_ratio)
    );
    Figure { title: format!("Delivery of {name}{radio}"), subtitle, legend, body: Body::Panels(panels) }
}

fn ratio(class: &ClassResult) -> f64 {
    class.delivery_ratio.value.unwrap_or(2.0)
}

/// What is asked of the class's delivery, the worst first.
fn limit<'a>(results: &'a Results, name: &str) -> Option<&'a ObjectiveResult> {
    let asked = |o: &&ObjectiveResult| o.metric == "delivery_ratio" && class_of(&o.of) == Some(name);
    results.objectives.iter().rev().filter(asked).max_by_key(|o| o.verdict)
}

fn ratio_panel(
    results: &Results,
    (at, name, class): (usize, &str, &ClassResult),
    joined: usize,
    legend: &mut Vec<Key>,
) -> Panel {
    let (color, round) = style::class(at);
    let stroke = Stroke { color, width: 1.0, dash: Dash::round(round) };
    let limit = limit(results, name);
    let slots = series::ratios(results, &class.series.offered, &class.series.delivered, joined);
    let bands = bands(results, class, &slots, joined);
    let lows = bands.iter().flatten().map(|p| p[1]);
    let lowest = slots.iter().map(|slot| slot.ratio).chain(lows).fold(1.0, libm::fmin);
    let low = limit.map_or(lowest, |o| libm::fmin(lowest, o.limit_value - 0.2 * (1.0 - o.limit_value)));
    let y = axes::share_above("delivered, %", low);
    let words = if joined > 1 { " (band: 95 %, from the counts)" } else { band_words(results) };
    let mark = if joined > 1 { Mark::Banded(stroke) } else { series::mark(results, stroke) };
    legend.push(Key::new(mark, format!("{name}{words}")));
    let mut layers = Vec::new();
    if let Some(o) = limit {
        layers.push(Layer::Beyond { from: y.from, to: o.limit_value });
        legend.push(Key::new(Mark::Line(LIMIT), format!("limit of {}: {}", o.name, format::limit(o))));
    }
    layers.extend(outages::layers(results, legend));
    layers.extend(series::warm_up(results, legend));
    layers.extend(bands.into_iter().map(|points| Layer::Band { color, points }));
    layers.extend(
        series::runs(&slots).into_iter().map(|run| Layer::Line {
            stroke,
            points: run.iter().map(|slot| [slot.at, slot.ratio]).collect(),
        }),
    );
    layers.extend(limit.map(|o| Layer::Limit { stroke: LIMIT, y: o.limit_value }));
    Panel {
        heading: None,
        weight: 1.6,
        x: axes::clock_from(&results.scenario, series::warm_up_s(results), 8),
        y,
        layers,
    }
}

/// The interval over replications of each bin; of joined bins, which have none, that of their counts.
fn bands(
    results: &Results,
    class: &ClassResult,
    slots: &[series::Slot],
    joined: usize,
) -> Vec<Vec<[f64; 3]>> {
    let known = &class.series.delivery_ratio_ci;
    let ends = |slot: &series::Slot| match joined {
        1 => known.get(slot.index).copied().flatten(),
        _ => Some(slot.wilson),
    };
    let point = |slot: &series::Slot| {
        ends(slot).map(|[low, high]| [slot.at, libm::fmax(low, 0.0), libm::fmin(high, 1.0)])
    };
    let runs = series::runs(slots).into_iter().map(|run| run.iter().filter_map(point).collect::<Vec<_>>());
    runs.filter(|run| !run.is_empty() && (joined > 1 || results.scenario.replications > 1)).collect()
}

/// The binding radio's channel load, else the first radio's.
fn channel_panel(results: &Results) -> Option<Panel> {
    let radio = |(_, element): &(&String, &ElementResult)| {
        element.kind == "radio" && !element.series.offered_load.is_empty()
    };
    let named =
        results.bottleneck.as_ref().and_then(|b| results.elements.get_key_value(&b.element)).filter(radio);
    let (name, element) = named.or_else(|| results.elements.iter().find(radio))?;
    let line = series::points(results, &element.series.offered_load, 1.0);
    let band = series::band(results, &element.series.offered_load_ci, 1.0);
    let top = line.iter().map(|p| p[1]).chain(band.iter().map(|p| p[2])).fold(0.0, libm::fmax);
    let mut layers =
        vec![Layer::Band { color: style::LOAD, points: band }, Layer::Line { stroke: OFFERED, points: line }];
    layers.extend(series::warm_up(results, &mut Vec::new()));
    let y = axes::from_zero_in("Erlang", top, 1.0, 2);
    let heading = Some(format!("Load of {name}: frames on air at once per channel (Erlang)"));
    Some(Panel {
        heading,
        weight: 1.0,
        x: axes::clock_from(&results.scenario, series::warm_up_s(results), 8),
        y,
        layers,
    })
}
