//! Have there been repetitions enough? The main measures as they settled, each with its band and the precision asked.

use super::super::figure::{Axis, Body, Dash, Figure, Key, Layer, Mark, Panel, Stroke};
use super::super::format::{self, Quantity};
use super::super::style::{self, Color};
use super::{axes, class_of, own_classes, troubled_class};
use crate::experiment::analysis::Achieved;
use crate::experiment::results::{ClassResult, Results};
use crate::experiment::samples::ClassSamples;
use crate::measure::interval::{self, Figure as Estimated};

const TITLE: &str = "Figures as repetitions add up";
const ASKED: Stroke = Stroke { color: style::INK, width: 0.9, dash: Dash::Dashed };
const FINAL: Stroke = Stroke { color: style::SUB, width: 0.6, dash: Dash::Solid };
/// The first bands are as wide as two repetitions make them; the axis holds those from here on.
const TELLING: usize = 4;
/// Fewer repetitions than this settle nothing.
const FEWEST: u64 = 3;

/// One measure after 1, 2, … repetitions.
struct Track<'a> {
    heading: String,
    metric: &'a str,
    unit: (&'static str, f64),
    after: Vec<Estimated>,
    asked: Option<&'a Achieved>,
}

/// The chart.
pub fn figure(results: &Results) -> Figure {
    if results.scenario.replications < FEWEST {
        return empty("fewer than three repetitions: how a figure settles cannot be seen");
    }
    let Some((at, name, samples)) = subject(results) else {
        return empty("these results hold no figures of single repetitions");
    };
    let (color, _) = style::class(at);
    let tracks = [delivery(results, name, samples), latency(results, name, samples)];
    let tracks: Vec<Track> = tracks.into_iter().flatten().collect();
    if tracks.is_empty() {
        return empty("no message was offered, so there is no figure to settle");
    }
    let line = Stroke { color, width: 1.2, dash: Dash::Solid };
    let mut legend = vec![
        Key::new(Mark::Banded(line), "after so many repetitions (band: 95\u{a0}%)"),
        Key::new(Mark::Line(FINAL), "after all"),
    ];
    if tracks.iter().any(|track| track.asked.is_some()) {
        legend.push(Key::new(Mark::Line(ASKED), "precision asked, around the last value"));
    }
    let panels = tracks.iter().map(|track| panel(results, track, color)).collect();
    let subtitle = subtitle(results);
    Figure { title: format!("{TITLE}: {name}"), subtitle, legend, body: Body::Panels(panels) }
}

fn empty(why: &str) -> Figure {
    let body = Body::Empty(why.to_string());
    Figure { title: TITLE.to_string(), subtitle: String::new(), legend: vec![], body }
}

/// The class in trouble, else the one that loses most.
fn subject(results: &Results) -> Option<(usize, &str, &ClassSamples)> {
    let ratio = |class: &ClassResult| class.delivery_ratio.value.unwrap_or(2.0);
    let worst = || own_classes(results).min_by(|a, b| ratio(a.2).total_cmp(&ratio(b.2)));
    let (at, name, _) = troubled_class(results).or_else(worst)?;
    results.samples.classes.get(name).map(|samples| (at, name, samples))
}

fn asked<'a>(results: &'a Results, name: &str, metric: &str) -> Option<&'a Achieved> {
    let figures = results.analysis.precision.figures.iter();
    let mut same = figures.filter(|f| f.of.strip_prefix("devices.") == Some(name) && f.metric == metric);
    same.next().filter(|achieved| achieved.asked.is_some())
}

fn delivery<'a>(results: &'a Results, name: &str, samples: &ClassSamples) -> Option<Track<'a>> {
    let pairs = samples.delivered.iter().zip(&samples.offered);
    let pairs: Vec<(u64, u64)> =
        pairs.map(|(delivered, offered)| (*delivered.min(offered), *offered)).collect();
    let after: Vec<Estimated> = (1..=pairs.len()).map(|n| interval::share(&pairs[..n])).collect();
    let metric = "delivery_ratio";
    after.iter().any(|figure| figure.value.is_some()).then(|| Track {
        heading: "delivered, %".to_string(),
        metric,
        unit: ("%", 100.0),
        after,
        asked: asked(results, name, metric),
    })
}

/// The latency that an objective speaks of, else the 95th, as it is everywhere else (DEFINITIONS D11): a percentile of
/// all messages so far, with the spread of the repetitions' own.
fn latency<'a>(results: &'a Results, name: &str, samples: &ClassSamples) -> Option<Track<'a>> {
    let latencies = &samples.latency_s;
    let so_far = &latencies.so_far;
    let metrics = [
        ("latency_p95", &latencies.p95, &so_far.p95),
        ("latency_p99", &latencies.p99, &so_far.p99),
        ("latency_p50", &latencies.p50, &so_far.p50),
        ("latency_mean", &latencies.mean, &latencies.mean),
    ];
    let asks =
        |metric: &str| results.objectives.iter().any(|o| o.metric == metric && class_of(&o.of) == Some(name));
    let stated = metrics.iter().find(|(metric, ..)| asks(metric));
    let (metric, own, so_far) = stated.or(metrics.first())?;
    let after: Vec<Estimated> = match *metric {
        "latency_mean" => {
            let own = own.iter().zip(&samples.arrived);
            let sums = own.map(|(mean, n)| (mean.unwrap_or(0.0) * *n as f64, *n as f64)).collect::<Vec<_>>();
            (1..=sums.len()).map(|n| interval::ratio(&sums[..n])).collect()
        }
        _ => (1..=own.len())
            .map(|n| estimate(so_far.get(n - 1)?.as_ref(), &own[..n]))
            .collect::<Option<_>>()?,
    };
    let greatest = after.iter().filter_map(|figure| figure.value).fold(0.0, libm::fmax);
    let unit = match greatest {
        most if most < 1.0 => ("ms", 1000.0),
        most if most < 600.0 => ("s", 1.0),
        _ => ("min", 1.0 / 60.0),
    };
    (!after.is_empty()).then(|| Track {
        heading: format!("{}, {} (of all messages so far)", format::metric(metric), unit.0),
        metric,
        unit,
        after,
        asked: asked(results, name, metric),
    })
}

/// A value over all repetitions so far, ± t·s/√R of their own where each has one.
fn estimate(value: Option<&f64>, own: &[Option<f64>]) -> Option<Estimated> {
    let known: Vec<f64> = own.iter().copied().flatten().collect();
    let value = *value?;
    Some(match known.len() == own.len() && known.len() > 1 {
        true => interval::around(value, &known).cut(0.0, f64::MAX),
        false => Estimated::single(value),
    })
}

fn panel(results: &Results, track: &Track, color: Color) -> Panel {
    let ends = |(at, figure): (usize, &Estimated)| figure.ci.map(|[low, high]| [(at + 1) as f64, low, high]);
    let points = track.after.iter().enumerate();
    let line: Vec<[f64; 2]> = points
        .clone()
        .filter_map(|(at, figure)| figure.value.map(|value| [(at + 1) as f64, value]))
        .collect();
    let last = line.last().map_or(0.0, |point| point[1]);
    let limits = track.asked.and_then(|achieved| achieved.asked).map(|half| [last - half, last + half]);
    let told = points.clone().skip(TELLING.min(track.after.len() - 1)).filter_map(ends);
    let inside = told.flat_map(|[_, low, high]| [low, high]).chain(line.iter().map(|point| point[1]));
    let inside: Vec<f64> = inside.chain(limits.into_iter().flatten()).collect();
    let low = inside.iter().copied().fold(f64::INFINITY, libm::fmin);
    let high = inside.iter().copied().fold(0.0, libm::fmax);
    let y = vertical(track, libm::fmax(low, 0.0), high);
    let x = axes::counted("repetitions", results.scenario.replications, 8);
    let mut layers = vec![Layer::Band { color, points: points.filter_map(ends).collect() }];
    layers.push(Layer::Limit { stroke: FINAL, y: last });
    let seen = |at: &f64| y.from <= *at && *at <= y.to;
    let limits = limits.into_iter().flatten().filter(seen).map(|y| Layer::Limit { stroke: ASKED, y });
    layers.extend(limits);
    layers.push(Layer::Line { stroke: Stroke { color, width: 1.2, dash: Dash::Solid }, points: line });
    Panel { heading: Some(track.heading.clone()), weight: 1.0, x, y, layers }
}

/// From the least to the greatest; of a share never beyond 100 %, and of one that is always 100 % still an extent.
fn vertical(track: &Track, low: f64, high: f64) -> Axis {
    const NEARLY: f64 = 0.9995;
    if track.metric == "delivery_ratio" && high >= NEARLY {
        return axes::share_above(track.heading.clone(), libm::fmin(low, 0.99));
    }
    axes::between(track.heading.clone(), low, high, track.unit.1, 4)
}

/// Whether the precision asked was reached, and what would reach it.
fn subtitle(results: &Results) -> String {
    let precision = &results.analysis.precision;
    let runs = format::plural(results.scenario.replications, "repetition", "repetitions");
    let Some(asked) = precision.asked else { return format!("{runs}, as many as asked for") };
    let asked = Quantity::Share.text(asked);
    let open: Vec<&Achieved> = precision.figures.iter().filter(|figure| !figure.is_reached()).collect();
    if open.is_empty() {
        return format!("{runs}: the precision asked, ±\u{a0}{asked}, is reached");
    }
    let most = open.iter().map(|figure| figure.replications).max_by_key(|n| n.unwrap_or(u64::MAX)).flatten();
    let would = most
        .map_or("far more would be needed".to_string(), |n| format!("about {} would do", format::count(n)));
    format!("{runs}: the precision asked, ±\u{a0}{asked}, is not reached by {}; {would}", figures(open.len()))
}

fn figures(count: usize) -> String {
    format::plural(count as u64, "figure", "figures")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_that_is_always_whole_has_an_axis_that_ends_there() {
        let track =
            |metric| Track { heading: String::new(), metric, unit: ("%", 100.0), after: vec![], asked: None };
        let axis = vertical(&track("delivery_ratio"), 1.0, 1.0);
        assert!(axis.to == 1.0 && axis.from < 1.0 && axis.ticks.len() > 2, "{axis:?}");
        assert!(vertical(&track("delivery_ratio"), 0.9, 0.93).to < 0.95);
    }
}
