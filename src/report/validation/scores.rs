//! The z-scores of independent measures beside the standard normal law: how often, and in order.

use super::super::figure::{Axis, Body, Dash, Figure, Key, Layer, Mark, Panel, Scale, Stroke, Tick};
use super::super::style::{self, Color};
use crate::chance::{normal_distribution, normal_quantile};
use crate::selftest::Validation;
use crate::selftest::normality::Normality;

/// Ends of the axes, and the width of a bar, in standard deviations.
const FAR: f64 = 4.0;
const BAR: f64 = 0.5;
/// Points of the law's curve.
const CURVE: i32 = 80;

/// How often scores fall into half a standard deviation.
pub fn histogram(validation: &Validation) -> Figure {
    let title = "Scores of the differences".to_string();
    let Some(normality) = &validation.normality else { return empty(title) };
    let n = normality.z.len() as f64;
    let bars = (2.0 * FAR / BAR) as usize;
    let from = |at: usize| -FAR + at as f64 * BAR;
    let counts: Vec<usize> = (0..bars).map(|at| within(normality, from(at), bars, at)).collect();
    let expected = |z: f64| n * (normal_distribution(z + BAR / 2.0) - normal_distribution(z - BAR / 2.0));
    let most = counts.iter().max().copied().unwrap_or(0) as f64;
    let mut layers: Vec<Layer> = counts
        .iter()
        .enumerate()
        .map(|(at, count)| Layer::Bar {
            from: from(at),
            to: from(at) + BAR,
            parts: vec![(*count as f64, bar())],
        })
        .collect();
    let curve = (0..=CURVE).map(|at| -FAR + 2.0 * FAR * f64::from(at) / f64::from(CURVE));
    layers.push(Layer::Line { stroke: law(), points: curve.map(|z| [z, expected(z)]).collect() });
    let legend =
        vec![Key::new(Mark::Fill(bar()), "independent measures"), Key::new(Mark::Line(law()), "N(0, 1)")];
    let y = from_zero("measures", most.max(expected(0.0)) * 1.1);
    Figure { title, subtitle: test(normality), legend, body: panel(scores("z"), y, layers) }
}

/// Scores in order against those that the law expects.
pub fn quantiles(validation: &Validation) -> Figure {
    let title = "Scores in order against N(0, 1)".to_string();
    let Some(normality) = &validation.normality else { return empty(title) };
    let mut sorted = normality.z.clone();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let mut layers = vec![Layer::Line { stroke: law(), points: vec![[-FAR, -FAR], [FAR, FAR]] }];
    let dot = Stroke { color: bar(), width: 1.0, dash: Dash::Solid };
    layers.extend(sorted.iter().enumerate().map(|(at, z)| Layer::Line {
        stroke: dot,
        points: vec![[normal_quantile((at as f64 + 0.5) / n), *z]],
    }));
    let subtitle = "on the line: the differences are as large as chance makes them".to_string();
    let legend = vec![Key::new(Mark::Line(law()), "N(0, 1)")];
    Figure { title, subtitle, legend, body: panel(scores("expected z"), scores("z"), layers) }
}

fn empty(title: String) -> Figure {
    let why = "too few independent measures for a test of their scores".to_string();
    Figure::empty(title, why)
}

fn test(normality: &Normality) -> String {
    format!(
        "{} z-scores, Kolmogorov-Smirnov against N(0, 1): D = {:.3}, p = {:.2}",
        normality.z.len(),
        normality.distance,
        normality.p
    )
}

/// Scores of one bar; the outermost take what lies beyond.
fn within(normality: &Normality, from: f64, bars: usize, at: usize) -> usize {
    let low = if at == 0 { f64::NEG_INFINITY } else { from };
    let high = if at + 1 == bars { f64::INFINITY } else { from + BAR };
    normality.z.iter().filter(|z| (low..high).contains(*z)).count()
}

fn bar() -> Color {
    style::class(0).0
}

fn law() -> Stroke {
    Stroke { color: style::class(5).0, width: 1.1, dash: Dash::Solid }
}

fn panel(x: Axis, y: Axis, layers: Vec<Layer>) -> Body {
    Body::Panels(vec![Panel { heading: None, weight: 1.0, x, y, layers }])
}

fn scores(label: &str) -> Axis {
    let tick = |n: i32| {
        let label = if n < 0 { format!("\u{2212}{}", -n) } else { n.to_string() };
        Tick { at: f64::from(n), label }
    };
    let ticks = (-(FAR as i32)..=FAR as i32).map(tick).collect();
    Axis { label: label.into(), scale: Scale::Linear, from: -FAR, to: FAR, ticks }
}

fn from_zero(label: &str, to: f64) -> Axis {
    super::super::charts::axes::from_zero_in(label, to, 1.0, 4)
}
