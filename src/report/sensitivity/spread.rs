//! Where the answer lies when all assumptions are open: a histogram of the samples with their 5th, 50th and 95th percentiles.

use super::super::charts::axes;
use super::super::figure::{Body, Dash, Figure, Key, Layer, Mark, Panel, Stroke};
use super::super::printed::printed;
use super::super::style;
use super::tornado::axis;
use crate::experiment::sensitivity::results::Sensitivity;
use crate::experiment::sensitivity::words;

/// Bars of the histogram.
const BARS: usize = 16;

/// The histogram of the answer that is shown.
pub fn figure(found: &Sensitivity) -> Figure {
    let answer = &found.answers[found.shown];
    let title = "All assumptions open".to_string();
    let known: Vec<f64> =
        answer.samples.iter().flatten().copied().filter(|value| value.is_finite()).collect();
    let Some([low, middle, high]) = answer.spread else {
        let why = "fewer than five samples have an answer; --samples asks for more".to_string();
        return Figure::empty(title, why);
    };
    let x = axis(answer, &known);
    let width = (x.to - x.from) / BARS as f64;
    let mut counts = [0_u64; BARS];
    for value in &known {
        counts[(libm::fmax((value - x.from) / width, 0.0) as usize).min(BARS - 1)] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or(1);
    let bar = |(at, count): (usize, &u64)| Layer::Bar {
        from: x.from + (at as f64 + 0.06) * width,
        to: x.from + (at as f64 + 0.94) * width,
        parts: vec![(*count as f64, style::CARRIED)],
    };
    let mut layers: Vec<Layer> =
        counts.iter().enumerate().filter(|(_, count)| **count > 0).map(bar).collect();
    let line = |color, width, dash| Stroke { color, width, dash };
    let (median, end) = (line(style::INK, 1.2, Dash::Solid), line(style::INK, 1.0, Dash::Dashed));
    layers.push(Layer::Until { stroke: median, x: middle });
    layers.extend([low, high].map(|at| Layer::Until { stroke: end, x: at }));
    let [low, middle, high] = words::apart(answer, [low, middle, high]);
    let mut legend = vec![
        Key::new(Mark::Line(median), printed(&format!("half below {middle}"))),
        Key::new(Mark::Line(end), printed(&format!("5 and 95 %: {low} and {high}"))),
    ];
    if let Some(limit) = answer.limit_value.filter(|limit| (x.from..=x.to).contains(limit)) {
        let stroke = line(super::super::draw::tornado::LIMIT, 1.2, Dash::Dotted);
        layers.push(Layer::Until { stroke, x: limit });
        legend.push(Key::new(
            Mark::Line(stroke),
            printed(&format!("limit {}", answer.limit.clone().unwrap_or_default())),
        ));
    }
    let y = axes::counted("samples", most, 4);
    let panel = Panel { heading: None, weight: 1.0, x, y, layers };
    let subtitle =
        format!("{} samples of a Latin hypercube, every value in its range as likely", answer.samples.len());
    Figure { title, subtitle, legend, body: Body::Panels(vec![panel]) }
}
