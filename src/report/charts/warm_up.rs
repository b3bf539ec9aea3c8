//! Where does the steady state begin? The mean latency by bin before anything was cut, its moving average over
//! repetitions (P. D. Welch, 1983), and the cut.

use super::super::figure::{Body, Dash, Figure, Key, Layer, Mark, Panel, Stroke};
use super::super::{format, style};
use super::{axes, replications, troubled_class};
use crate::experiment::results::Results;

const TITLE: &str = "Warm-up";
const RAW: Stroke = Stroke { color: style::LOAD, width: 0.6, dash: Dash::Solid };
const CUT: Stroke = Stroke { color: style::INK, width: 1.0, dash: Dash::Solid };
/// Bins on either side in the moving average: few enough to show a beginning, at most a quarter of the series.
const WINDOW: usize = 12;

/// The chart.
pub fn figure(results: &Results) -> Figure {
    let found = &results.analysis.warm_up;
    let pilot = &found.pilot_latency_s;
    let troubled = troubled_class(results).and_then(|(_, name, _)| pilot.get_key_value(name));
    let Some((name, series)) = troubled.or_else(|| pilot.first()) else {
        let why =
            if found.reason.is_empty() { "these results do not say what was cut" } else { &found.reason };
        return Figure {
            title: TITLE.to_string(),
            subtitle: String::new(),
            legend: vec![],
            body: Body::Empty(format!("no warm-up was looked for: {why}")),
        };
    };
    let (bin, cut) = (results.scenario.bin_s, found.cut_s);
    let known = |(at, mean): (usize, &Option<f64>)| mean.map(|mean| [(at as f64 + 0.5) * bin - cut, mean]);
    let raw: Vec<[f64; 2]> = series.iter().enumerate().filter_map(known).collect();
    let (window, average) = averaged(&raw);
    let greatest = raw.iter().map(|point| point[1]).fold(0.0, libm::fmax);
    let (unit, factor) = if greatest < 1.0 { ("ms", 1000.0) } else { ("s", 1.0) };
    let x = axes::clock_from(&results.scenario, cut, 8);
    let y = axes::from_zero(format!("mean latency, {unit}"), greatest, factor);
    let (color, _) = style::class(results.classes.get_index_of(name.as_str()).unwrap_or(0));
    let smooth = Stroke { color, width: 1.4, dash: Dash::Solid };
    let every = format::span(bin);
    let mut legend = vec![Key::new(Mark::Line(RAW), format!("mean of {every}, all repetitions together"))];
    let mut layers = Vec::new();
    if cut > 0.0 {
        layers.push(Layer::Unmeasured { from: -cut, to: 0.0 });
        layers.push(Layer::Until { stroke: CUT, x: 0.0 });
        let label = format!("cut as warm-up: first {}", format::span_or_time(cut));
        legend.push(Key::new(Mark::Fill(style::EDGE), label));
    }
    layers.push(Layer::Line { stroke: RAW, points: raw });
    if !average.is_empty() {
        legend.push(Key::new(Mark::Line(smooth), format!("moving average of {} of these", 2 * window + 1)));
        layers.push(Layer::Line { stroke: smooth, points: average });
    }
    let panel = Panel { heading: None, weight: 1.0, x, y, layers };
    let title = format!("{TITLE}: mean latency of {name} from an empty network on");
    Figure { title, subtitle: subtitle(results), legend, body: Body::Panels(vec![panel]) }
}

fn subtitle(results: &Results) -> String {
    let found = &results.analysis.warm_up;
    let short =
        if found.too_short { "THE RUN IS TOO SHORT: it still moves at half of the window. " } else { "" };
    format!("{short}Cut: {}; {}", found.reason, replications(results))
}

/// Centred averages where a whole window lies around a point, and how many points lie on either side.
fn averaged(raw: &[[f64; 2]]) -> (usize, Vec<[f64; 2]>) {
    let window = WINDOW.min(raw.len() / 8);
    if window == 0 {
        return (0, Vec::new());
    }
    let mean = |points: &[[f64; 2]]| points.iter().map(|point| point[1]).sum::<f64>() / points.len() as f64;
    let around = raw.windows(2 * window + 1).map(|points| [points[window][0], mean(points)]);
    (window, around.collect())
}
