//! How close is the load to what can be carried? (DEFINITIONS D13)
//!
//! An element with a rate: its offered and carried load against its capacity line. A radio, or a gateway that
//! loses messages: the delivery ratio against its objective, with the channel's load in Erlang below. So too where
//! no element is loaded worth a line.

use super::super::figure::{Axis, Body, Dash, Figure, Key, Layer, Mark, Panel, Stroke};
use super::super::{format, style};
use super::{axes, band_words, delivery, outages, own_classes, series, single_elements};
use crate::experiment::bottleneck::PLANNING_LIMIT;
use crate::experiment::results::{ElementResult, ElementSeries, ObjectiveResult, Results};

/// Of a limit.
pub const LIMIT: Stroke = Stroke { color: style::INK, width: 1.1, dash: Dash::Solid };
const PLANNING: Stroke = Stroke { color: style::INK, width: 0.9, dash: Dash::Dashed };
pub(super) const OFFERED: Stroke = Stroke { color: style::LOAD, width: 1.3, dash: Dash::Solid };
/// Drawn over the capacity line, which it follows in overload, so it must not be of its colour.
const CARRIED: Stroke = Stroke { color: style::CARRIED, width: 1.6, dash: Dash::Dotted };

/// The chart.
pub fn figure(results: &Results) -> Figure {
    if let Some(objective) = binding_delivery(results) {
        return delivery::figure(results, objective);
    }
    match subject(results) {
        Some((_, element)) if idles(results, element) => delivery::figure(results, None),
        Some((name, element)) if !element.series.offered_load.is_empty() => load(results, name, element),
        Some((name, _)) => empty(format!("{name} has no time series in these results")),
        None if own_classes(results).next().is_some() => delivery::figure(results, None),
        None => empty("nothing was simulated that carries a load".into()),
    }
}

/// Whether the load would be a line on the floor of an empty frame, while delivery has something to show.
fn idles(results: &Results, element: &ElementResult) -> bool {
    const NOTHING: f64 = 0.05;
    let peak = element.series.offered_load.iter().copied().fold(0.0, libm::fmax);
    peak < NOTHING && own_classes(results).any(|(_, _, class)| class.offered > 0)
}

/// Without anything to draw.
pub(super) fn empty(why: String) -> Figure {
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

fn busy(element: &ElementResult) -> f64 {
    element.offered_load.busy_hour.value.unwrap_or(-1.0)
}

/// What binds, in its unit: the element's own capacity, or less where a shaper stands before it.
struct Capacity<'a> {
    value: f64,
    unit: &'a str,
    /// Of what carried load is a share, in the same unit; `None` where it is of another.
    carried: Option<f64>,
    words: String,
    /// "capacity", "the shaper's rate".
    of: &'static str,
}

impl Capacity<'_> {
    fn of(element: &ElementResult) -> Capacity<'_> {
        let (own, unit) = match element.capacity_value {
            Some(value) => (value, element.unit.as_str()),
            None => (100.0, "% of capacity"),
        };
        if let Some(shaper) = &element.shaper {
            let beside = element.capacity.as_ref().map_or(String::new(), |own| format!(" (of {own})"));
            return Capacity {
                value: shaper.value,
                unit: &shaper.unit,
                carried: Some(own).filter(|_| shaper.unit == unit),
                words: format!("shaper {}{beside}", shaper.rate),
                of: "the shaper's rate",
            };
        }
        let one = if own == 1.0 { unit.replacen("s ", " ", 1) } else { unit.to_string() };
        let words = format!("capacity {} {one}", format::number(own));
        Capacity { value: own, unit, carried: Some(own), words, of: "capacity" }
    }
}

fn load(results: &Results, name: &str, element: &ElementResult) -> Figure {
    let limit = Capacity::of(element);
    let (capacity, over_time) = (limit.value, &element.series);
    // offered load is of what outages leave; in kbit/s it is what comes
    let able = capacity * element.availability.filter(|_| element.capacity_value.is_some()).unwrap_or(1.0);
    let band = series::band(results, &over_time.offered_load_ci, able);
    let offered = series::points(results, &over_time.offered_load, able);
    let top = offered.iter().map(|p| p[1]).chain(band.iter().map(|p| p[2])).fold(capacity * 1.05, libm::fmax);
    let (planning, words) = planning_line(results, name, element, &limit);
    let x = axes::clock_from(&results.scenario, series::warm_up_s(results), 8);
    let y = axes::from_zero(format!("load, {}", limit.unit), libm::fmax(top, planning), 1.0);
    let mut legend =
        vec![Key::new(series::mark(results, OFFERED), format!("offered{}", band_words(results)))];
    let mut layers = vec![Layer::Beyond { from: capacity, to: y.to }];
    layers.extend(busy_hour(results, element, &x, &mut legend));
    layers.extend(outages::layers(results, &mut legend));
    layers.extend(series::warm_up(results, &mut legend));
    layers.push(Layer::Limit { stroke: LIMIT, y: capacity });
    layers.push(Layer::Band { color: style::LOAD, points: band });
    layers.push(Layer::Line { stroke: OFFERED, points: offered });
    match limit.carried.filter(|_| !over_time.utilisation.is_empty()) {
        Some(own) if carried_apart(over_time, own / capacity) => {
            let points = series::points(results, &over_time.utilisation, own);
            layers.push(Layer::Line { stroke: CARRIED, points });
            legend.push(Key::new(Mark::Line(CARRIED), "carried"));
        }
        Some(_) => legend[0].label.insert_str(0, "carried = "),
        None => {}
    }
    legend.push(Key::new(Mark::Line(LIMIT), limit.words));
    layers.push(Layer::Limit { stroke: PLANNING, y: planning });
    legend.push(Key::new(Mark::Line(PLANNING), words));
    let panel = Panel { heading: None, weight: 1.0, x, y, layers };
    Figure {
        title: title(results, name),
        subtitle: load_subtitle(results, element, limit.of),
        legend,
        body: Body::Panels(vec![panel]),
    }
}

/// Where the limit of an objective, or the usual one, lies. An objective is on utilisation, which is of the element's own
/// capacity, whatever its shaper.
fn planning_line(results: &Results, name: &str, element: &ElementResult, limit: &Capacity) -> (f64, String) {
    let (share, words) = planning_limit(results, name, element);
    let words = format!("{words} {}", format::share(share));
    match limit.carried.filter(|own| *own > limit.value && asks(results, name, element).is_some()) {
        Some(own) => (own * share, format!("{words} of the {}", element.kind)),
        None => (limit.value * share, words),
    }
}

/// Whether the carried load can be told from the offered one on the plot; what it is a share of is `own` times the limit.
fn carried_apart(series: &ElementSeries, own: f64) -> bool {
    const SEEN: f64 = 0.01;
    let pairs = series.offered_load.iter().zip(&series.utilisation);
    pairs.into_iter().any(|(offered, carried)| libm::fabs(offered - carried * own) > SEEN)
}

/// The limit of an objective on this element's utilisation, else the planning limit.
fn planning_limit(results: &Results, name: &str, element: &ElementResult) -> (f64, String) {
    match asks(results, name, element) {
        Some(o) => (o.limit_value, format!("limit of {}", o.name)),
        None => (PLANNING_LIMIT, "usual planning limit".to_string()),
    }
}

/// The strictest objective on its utilisation.
fn asks<'a>(results: &'a Results, name: &str, element: &ElementResult) -> Option<&'a ObjectiveResult> {
    let here = |o: &&ObjectiveResult| o.of == name || element.group.as_ref() == Some(&o.of);
    let asked = results.objectives.iter().filter(|o| o.metric.starts_with("utilisation"));
    asked.filter(here).min_by(|a, b| a.limit_value.total_cmp(&b.limit_value))
}

/// Up to where one plans: what an objective asks of the element, else the usual limit; the share, and its name.
pub fn rule(results: &Results, name: &str) -> (f64, String) {
    let usual = (PLANNING_LIMIT, "usual planning limit".to_string());
    results.elements.get(name).map_or(usual, |element| planning_limit(results, name, element))
}

fn title(results: &Results, name: &str) -> String {
    let binding = results.bottleneck.as_ref().is_some_and(|b| b.binding && b.element == name);
    let role = if binding { "limiting" } else { "busiest" };
    format!("Load on {} ({role})", format::element(name))
}

fn load_subtitle(results: &Results, element: &ElementResult, of: &str) -> String {
    let every = format::span(results.scenario.bin_s);
    let mut text = format!("means of {every}");
    if let Some(peak) = element.offered_load.peak.value {
        text += &format!(" · peak {} of {of}", format::share(peak));
    }
    if element.offered_load.busy_hour.value.is_some() {
        let figure = format::Quantity::Load.estimate(element.offered_load.busy_hour);
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
