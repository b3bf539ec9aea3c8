//! The load chart where there is no capacity line (DEFINITIONS D13): a class's delivery ratio against its
//! objective, and below it the channel's load in Erlang.

use super::super::figure::{Body, Dash, Figure, Key, Layer, Mark, Panel, Stroke};
use super::super::{format, style};
use super::load::{LIMIT, OFFERED, empty};
use super::{axes, band_words, class_of, own_classes, series};
use crate::experiment::results::{ClassResult, ElementResult, ObjectiveResult, Results};

/// Delivery ratio over time against its objective, and the channel's load below.
pub fn figure(results: &Results, objective: Option<&ObjectiveResult>) -> Figure {
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
    let band = series::band(results, &class.series.delivery_ratio_ci, 1.0);
    let band: Vec<_> = band.into_iter().map(|[x, low, high]| [x, low, libm::fmin(high, 1.0)]).collect();
    let lowest = line.iter().map(|p| p[1]).chain(band.iter().map(|p| p[1])).fold(1.0, libm::fmin);
    let low = limit.map_or(lowest, |o| libm::fmin(lowest, o.limit_value - 0.2 * (1.0 - o.limit_value)));
    let y = axes::share_above("delivered, %", low);
    legend.push(Key::new(series::mark(results, stroke), format!("{name}{}", band_words(results))));
    let mut layers = Vec::new();
    if let Some(o) = limit {
        layers.push(Layer::Beyond { from: y.from, to: o.limit_value });
        legend.push(Key::new(Mark::Line(LIMIT), format!("limit of {}: {}", o.name, format::limit(o))));
    }
    layers.push(Layer::Band { color, points: band });
    layers.push(Layer::Line { stroke, points: line });
    layers.extend(limit.map(|o| Layer::Limit { stroke: LIMIT, y: o.limit_value }));
    Panel { heading: None, weight: 1.6, x: axes::clock(&results.scenario, 8), y, layers }
}

fn ratios(results: &Results, class: &ClassResult) -> Vec<[f64; 2]> {
    let counts = class.series.offered.iter().zip(&class.series.delivered).enumerate();
    let born = counts.filter(|(_, (offered, _))| **offered > 0);
    born.map(|(bin, (offered, delivered))| {
        [series::middle(results, bin), *delivered as f64 / *offered as f64]
    })
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
    let line = series::points(results, &element.series.offered_load, 1.0);
    let band = series::band(results, &element.series.offered_load_ci, 1.0);
    let top = line.iter().map(|p| p[1]).chain(band.iter().map(|p| p[2])).fold(0.0, libm::fmax);
    let layers =
        vec![Layer::Band { color: style::LOAD, points: band }, Layer::Line { stroke: OFFERED, points: line }];
    let y = axes::from_zero_in("Erlang", top, 1.0, 2);
    let heading = Some(format!("Load of {name}, airtime in Erlang per channel"));
    Some(Panel { heading, weight: 1.0, x: axes::clock(&results.scenario, 8), y, layers })
}
