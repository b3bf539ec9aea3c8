//! When does the fleet have the new firmware, and what does telemetry pay for it? Share of the devices with the image over time,
//! campaign by campaign; below it the delivery of what was born meanwhile, with campaigns and without.

use super::super::figure::{Axis, Body, Dash, Figure, Key, Layer, Mark, Panel, Stroke};
use super::super::{format, style};
use super::{axes, band_words, incidents, replications, series};
use crate::experiment::incidents::firmware::FirmwareResult;
use crate::experiment::incidents::results::{IncidentResult, Timeline};
use crate::experiment::results::Results;

const TITLE: &str = "How firmware comes to devices";
const DELIVERED: Stroke = Stroke { color: style::LOAD, width: 1.2, dash: Dash::Solid };
const UNDISTURBED: Stroke = Stroke { color: style::INK, width: 1.0, dash: Dash::Dashed };

fn campaigns(results: &Results) -> impl Iterator<Item = (&IncidentResult, &FirmwareResult)> {
    results.incidents.iter().filter_map(|one| Some((one, one.firmware.as_ref()?)))
}

/// Whether there is a campaign to show.
pub fn tells(results: &Results) -> bool {
    campaigns(results).next().is_some()
}

/// The chart.
pub fn figure(results: &Results) -> Figure {
    if !tells(results) {
        return Figure::empty(TITLE, "the scenario has no firmware campaign");
    }
    let mut legend = Vec::new();
    let mut panels = vec![complete(results, &mut legend)];
    panels.extend(results.incident_timeline.as_ref().map(|all| telemetry(results, all, &mut legend)));
    legend.extend(incidents::windows(results));
    let subtitle = format!("{}{}", replications(results), band_words(results));
    Figure { title: TITLE.into(), subtitle, legend, body: Body::Panels(panels) }
}

fn complete(results: &Results, legend: &mut Vec<Key>) -> Panel {
    let mut layers = incidents::bands(results);
    for (at, (incident, firmware)) in campaigns(results).enumerate() {
        let (color, round) = style::class(at);
        let stroke = Stroke { color, width: 1.4, dash: Dash::round(round) };
        let points = series::band(results, &firmware.complete_series_ci, 100.0);
        layers.push(Layer::Band { color, points });
        layers.push(Layer::Line { stroke, points: ends(results, &firmware.complete_series) });
        legend.push(Key::new(series::mark(results, stroke), label(incident, firmware)));
        layers.extend(moments(incident, firmware));
    }
    legend.extend(known_moments(results));
    let y = Axis { to: 100.0, ..axes::from_zero_in("of the devices, %", 100.0, 1.0, 4) };
    let heading = Some("devices with the new firmware, %".to_string());
    Panel { heading, weight: 1.2, x: axes::clock(&results.scenario, 8), y, layers }
}

/// A share at each bin's end, from none at the window's begin on, %.
fn ends(results: &Results, shares: &[f64]) -> Vec<[f64; 2]> {
    let end =
        |bin: usize| libm::fmin((bin + 1) as f64 * results.scenario.bin_s, results.scenario.simulated_s);
    let points = shares.iter().enumerate().map(|(bin, share)| [end(bin), 100.0 * share]);
    std::iter::once([0.0, 0.0]).chain(points).collect()
}

/// "update: 99.8 % have it, 95 % after 23 min".
fn label(incident: &IncidentResult, firmware: &FirmwareResult) -> String {
    let share = firmware.complete.value.map_or_else(|| "none".into(), format::share);
    let after = |(word, s): (&str, Option<f64>)| Some(format!(", {word} after {}", format::time(s?)));
    let known =
        [("all", firmware.all_s.value), ("95 %", firmware.t95_s.value), ("half", firmware.t50_s.value)];
    let when = known.into_iter().find_map(after).unwrap_or_default();
    format!("{}: {share} have it{when}", incident.name)
}

const MOMENT: Stroke = Stroke { color: style::SUB, width: 0.8, dash: Dash::Dotted };

/// Which of the moments came in some campaign: "half, 95 % have it".
fn known_moments(results: &Results) -> Option<Key> {
    let came = |of: fn(&FirmwareResult) -> Option<f64>| campaigns(results).any(|(_, one)| of(one).is_some());
    let words = [
        ("half", came(|one| one.t50_s.value)),
        ("95 %", came(|one| one.t95_s.value)),
        ("99 %", came(|one| one.t99_s.value)),
    ];
    let known: Vec<&str> = words.into_iter().filter(|(_, came)| *came).map(|(word, _)| word).collect();
    (!known.is_empty()).then(|| Key::new(Mark::Line(MOMENT), format!("{} have it", known.join(", "))))
}

fn moments(incident: &IncidentResult, firmware: &FirmwareResult) -> impl Iterator<Item = Layer> {
    let from = incident.from_s;
    let times = [firmware.t50_s.value, firmware.t95_s.value, firmware.t99_s.value];
    times.into_iter().flatten().map(move |s| Layer::Until { stroke: MOMENT, x: from + s })
}

fn telemetry(results: &Results, timeline: &Timeline, legend: &mut Vec<Key>) -> Panel {
    let joined = series::joined(results, &timeline.offered);
    let line = |offered: &[u64], delivered: &[u64]| -> Vec<[f64; 2]> {
        let slots = series::ratios(results, offered, delivered, joined);
        slots.into_iter().map(|slot| [slot.at, slot.ratio]).collect()
    };
    let with = line(&timeline.offered, &timeline.delivered);
    let without = line(&timeline.offered_undisturbed, &timeline.delivered_undisturbed);
    let low = with.iter().chain(&without).map(|point| point[1]).fold(1.0, libm::fmin);
    let mut layers = incidents::bands(results);
    layers.push(Layer::Line { stroke: UNDISTURBED, points: without });
    layers.push(Layer::Line { stroke: DELIVERED, points: with });
    legend.push(Key::new(Mark::Line(DELIVERED), "delivered"));
    legend.push(Key::new(Mark::Line(UNDISTURBED), "delivered on a day without"));
    let heading = Some("messages of all classes delivered, by time of birth".to_string());
    let (x, y) = (axes::clock(&results.scenario, 8), axes::share_above("delivered", low));
    Panel { heading, weight: 1.0, x, y, layers }
}
