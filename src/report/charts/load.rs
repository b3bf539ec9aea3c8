//! How close is the load to what can be carried? (DEFINITIONS D13)
//!
//! An element with a rate: its offered and carried load against its capacity line. A radio, or a gateway that
//! loses messages: the delivery ratio against its objective, with the channel's load in Erlang below.

use super::super::figure::{Axis, Body, Dash, Figure, Key, Layer, Mark, Panel, Stroke};
use super::super::{format, style};
use super::{axes, band_words, class_of, own_classes, single_elements};
use crate::experiment::results::{ClassResult, ElementResult, ObjectiveResult, Results};

/// Planning limit where no objective states one (FIELD §3.2, DEFINITIONS D14).
const PLANNING_LIMIT: f64 = 0.8;
const LIMIT: Stroke = Stroke { color: style::INK, width: 1.1, dash: Dash::Solid };
const PLANNING: Stroke = Stroke { color: style::INK, width: 0.8, dash: Dash::Dashed };
const OFFERED: Stroke = Stroke { color: style::LOAD, width: 1.0, dash: Dash::Solid };
const CARRIED: Stroke = Stroke { color: style::LOAD, width: 0.8, dash: Dash::Dotted };

/// The chart.
pub fn figure(results: &Results) -> Figure {
    if let Some(objective) = binding_delivery(results) {
        return delivery(results, objective);
    }
    match subject(results) {
        Some((name, element)) if !element.series.offered_load.is_empty() => load(results, name, element),
        Some((name, _)) => empty(format!("{name} has no time series in these results")),
        None if own_classes(results).next().is_some() => delivery(results, None),
        None => empty("nothing was simulated that carries a load".into()),
    }
}

fn empty(why: String) -> Figure {
    Figure {
        title: "Load against capacity".into(),
        subtitle: String::new(),
        legend: vec![],
        body: Body::Empty(why),
    }
}

/// Whether the binding element is a radio or a gateway that loses messages, and which objective says so.
fn binding_delivery(results: &Results) -> Option<Option<&ObjectiveResult>> {
    let bottleneck = results.bottleneck.as_ref()?;
    let element = results.elements.get(&bottleneck.element)?;
    let objective =
        bottleneck.objective.as_ref().and_then(|name| results.objectives.iter().find(|o| o.name == *name));
    let loses =
        objective.is_some_and(|o| o.metric == "delivery_ratio" || o.metric.starts_with("devices_below"));
    (element.kind == "radio" || element.kind == "gateway" && loses).then_some(objective)
}

/// The binding element, else the busiest one with a rate.
fn subject(results: &Results) -> Option<(&str, &ElementResult)> {
    let named = results.bottleneck.as_ref().and_then(|b| results.elements.get_key_value(&b.element));
    let rated = single_elements(results).filter(|(_, element)| element.kind != "radio");
    let busiest = || rated.max_by(|a, b| busy(a.1).total_cmp(&busy(b.1)));
    named.map(|(name, element)| (name.as_str(), element)).or_else(busiest)
}

/// A line's mark, with its band where there is one.
fn banded(results: &Results, stroke: Stroke) -> Mark {
    if results.scenario.replications > 1 { Mark::Banded(stroke) } else { Mark::Line(stroke) }
}

fn busy(element: &ElementResult) -> f64 {
    element.offered_load.busy_hour.value.unwrap_or(-1.0)
}

fn load(results: &Results, name: &str, element: &ElementResult) -> Figure {
    let (capacity, unit) = match element.capacity_value {
        Some(value) => (value, element.unit.as_str()),
        None => (100.0, "% of capacity"),
    };
    let series = &element.series;
    let band = scaled_band(results, &series.offered_load_ci, capacity);
    let offered = points(results, &series.offered_load, capacity);
    let top = offered.iter().map(|p| p[1]).chain(band.iter().map(|p| p[2])).fold(capacity * 1.05, libm::fmax);
    let x = axes::clock(&results.scenario, 8);
    let y = axes::from_zero(format!("load, {unit}"), top, 1.0);
    let mut legend = vec![Key::new(banded(results, OFFERED), format!("offered{}", band_words(results)))];
    let mut layers = vec![Layer::Beyond { from: capacity, to: y.to }];
    layers.extend(busy_hour(results, element, &x, &mut legend));
    layers.push(Layer::Band { color: style::LOAD, points: band });
    layers.push(Layer::Line { stroke: OFFERED, points: offered });
    if !series.utilisation.is_empty() {
        layers.push(Layer::Line { stroke: CARRIED, points: points(results, &series.utilisation, capacity) });
        legend.push(Key::new(Mark::Line(CARRIED), "carried"));
    }
    layers.push(Layer::Limit { stroke: LIMIT, y: capacity });
    let amount = |value: f64| format!("{} {unit}", format::number(value));
    legend.push(Key::new(Mark::Line(LIMIT), format!("capacity {}", amount(capacity))));
    let (share, words) = planning_limit(results, name);
    layers.push(Layer::Limit { stroke: PLANNING, y: capacity * share });
    legend.push(Key::new(Mark::Line(PLANNING), format!("{words} {}", format::share(share))));
    let panel = Panel { heading: None, weight: 1.0, x, y, layers };
    Figure {
        title: title(results, name),
        subtitle: load_subtitle(results, element),
        legend,
        body: Body::Panels(vec![panel]),
    }
}

/// The limit of an objective on this element's utilisation, else the planning limit.
fn planning_limit(results: &Results, name: &str) -> (f64, String) {
    let group = name.split(':').next().unwrap_or(name);
    let asked = |o: &&ObjectiveResult| {
        o.metric.starts_with("utilisation") && (o.of == name || group.starts_with(o.of.as_str()))
    };
    match results.objectives.iter().find(asked) {
        Some(o) => (o.limit_value, format!("limit of {} ({})", o.name, format::metric(&o.metric))),
        None => (PLANNING_LIMIT, "planning limit".to_string()),
    }
}

fn title(results: &Results, name: &str) -> String {
    let binding = results.bottleneck.as_ref().is_some_and(|b| b.binding && b.element == name);
    let role = if binding { "binding" } else { "busiest" };
    format!("Load on the {role} element, {name}")
}

fn load_subtitle(results: &Results, element: &ElementResult) -> String {
    let every = format::span(results.scenario.bin_s);
    let mut text = format!("means of {every} bins");
    if let Some(peak) = element.offered_load.peak.value {
        text += &format!(" · peak {} of capacity offered", format::share(peak));
    }
    if element.offered_load.busy_hour.value.is_some() {
        let figure = format::Quantity::Share.estimate(element.offered_load.busy_hour);
        text += &format!(" · busy hour {figure}");
    }
    text
}

/// The busy hour's background, where its clock time lies in the window.
fn busy_hour(results: &Results, element: &ElementResult, x: &Axis, legend: &mut Vec<Key>) -> Vec<Layer> {
    let Some(begin) = &element.busy_hour_start else { return vec![] };
    let day = 86_400.0;
    if results.scenario.simulated_s < 2.0 * 3600.0 {
        return vec![];
    }
    let clock = axes::start_s(begin) % day;
    let first = clock - axes::start_s(&results.scenario.start) % day;
    legend.push(Key::new(Mark::Boxed(style::SHADE), format!("busy hour from {begin}")));
    let days = libm::ceil(x.to / day) as i32;
    let hours = (-1..=days).map(|n| first + f64::from(n) * day).filter(|at| *at + 3600.0 > 0.0 && *at < x.to);
    hours.map(|at| Layer::Shade { from: libm::fmax(at, 0.0), to: libm::fmin(at + 3600.0, x.to) }).collect()
}

/// Middle of a bin, s.
fn middle(results: &Results, bin: usize) -> f64 {
    libm::fmin((bin as f64 + 0.5) * results.scenario.bin_s, results.scenario.simulated_s)
}

fn points(results: &Results, series: &[f64], factor: f64) -> Vec<[f64; 2]> {
    series.iter().enumerate().map(|(bin, value)| [middle(results, bin), value * factor]).collect()
}

fn scaled_band(results: &Results, series: &[Option<[f64; 2]>], factor: f64) -> Vec<[f64; 3]> {
    let known = series.iter().enumerate().filter_map(|(bin, ci)| ci.map(|ci| (bin, ci)));
    known
        .map(|(bin, [low, high])| [middle(results, bin), libm::fmax(low, 0.0) * factor, high * factor])
        .collect()
}

/// Delivery ratio over time against its objective, and the channel's load below.
fn delivery(results: &Results, objective: Option<&ObjectiveResult>) -> Figure {
    let asked = objective.and_then(|o| class_of(&o.of)).and_then(|name| results.classes.get_full(name));
    let worst = || own_classes(results).min_by(|a, b| ratio(a.2).total_cmp(&ratio(b.2)));
    let chosen = asked.map(|(at, name, class)| (at, name.as_str(), class)).or_else(worst);
    let Some((at, name, class)) = chosen else { return empty("there is no class of devices".into()) };
    if class.series.offered.iter().all(|offered| *offered == 0) {
        return empty(format!("{name} offered no message, so there is no delivery ratio"));
    }
    let limit = objective.filter(|o| o.metric == "delivery_ratio");
    let mut legend = Vec::new();
    let mut panels = vec![ratio_panel(results, (at, name, class), limit, &mut legend)];
    panels.extend(channel_panel(results));
    let every = format::span(results.scenario.bin_s);
    let subtitle = format!(
        "delivered / offered by {every} bin of birth · whole window {}",
        format::Quantity::Share.estimate(class.delivery_ratio)
    );
    Figure {
        title: format!("Delivery of {name}, and the load of its radio"),
        subtitle,
        legend,
        body: Body::Panels(panels),
    }
}

fn ratio(class: &ClassResult) -> f64 {
    class.delivery_ratio.value.unwrap_or(2.0)
}

fn ratio_panel(
    results: &Results,
    (at, name, class): (usize, &str, &ClassResult),
    limit: Option<&ObjectiveResult>,
    legend: &mut Vec<Key>,
) -> Panel {
    let (color, round) = style::class(at);
    let stroke = Stroke { color, width: 1.0, dash: Dash::round(round) };
    let line = ratios(results, class);
    let band = scaled_band(results, &class.series.delivery_ratio_ci, 1.0);
    let band: Vec<_> = band.into_iter().map(|[x, low, high]| [x, low, libm::fmin(high, 1.0)]).collect();
    let lowest = line.iter().map(|p| p[1]).chain(band.iter().map(|p| p[1])).fold(1.0, libm::fmin);
    let low = limit.map_or(lowest, |o| libm::fmin(lowest, o.limit_value - 0.2 * (1.0 - o.limit_value)));
    let y = axes::share_above("delivered, %", low);
    legend.push(Key::new(banded(results, stroke), format!("{name}{}", band_words(results))));
    let mut layers = Vec::new();
    if let Some(o) = limit {
        layers.push(Layer::Beyond { from: y.from, to: o.limit_value });
        legend.push(Key::new(Mark::Line(LIMIT), format!("limit of {}: {}", o.name, format::limit(&o.limit))));
    }
    layers.push(Layer::Band { color, points: band });
    layers.push(Layer::Line { stroke, points: line });
    layers.extend(limit.map(|o| Layer::Limit { stroke: LIMIT, y: o.limit_value }));
    Panel { heading: None, weight: 1.6, x: axes::clock(&results.scenario, 8), y, layers }
}

fn ratios(results: &Results, class: &ClassResult) -> Vec<[f64; 2]> {
    let counts = class.series.offered.iter().zip(&class.series.delivered).enumerate();
    let born = counts.filter(|(_, (offered, _))| **offered > 0);
    born.map(|(bin, (offered, delivered))| [middle(results, bin), *delivered as f64 / *offered as f64])
        .collect()
}

/// The binding radio's channel load, else the first radio's.
fn channel_panel(results: &Results) -> Option<Panel> {
    let radio = |(_, element): &(&String, &ElementResult)| {
        element.kind == "radio" && !element.series.offered_load.is_empty()
    };
    let named =
        results.bottleneck.as_ref().and_then(|b| results.elements.get_key_value(&b.element)).filter(radio);
    let (name, element) = named.or_else(|| results.elements.iter().find(radio))?;
    let line = points(results, &element.series.offered_load, 1.0);
    let band = scaled_band(results, &element.series.offered_load_ci, 1.0);
    let top = line.iter().map(|p| p[1]).chain(band.iter().map(|p| p[2])).fold(0.0, libm::fmax);
    let layers =
        vec![Layer::Band { color: style::LOAD, points: band }, Layer::Line { stroke: OFFERED, points: line }];
    let y = axes::from_zero("Erlang", top, 1.0);
    let heading = Some(format!("Load of {name}, airtime in Erlang per channel"));
    Some(Panel { heading, weight: 1.0, x: axes::clock(&results.scenario, 8), y, layers })
}
