//! Differences from the known answers with their intervals, a strip for each family.

use super::super::figure::{Axis, Body, Dash, Figure, Key, Layer, Mark, Panel, Scale, Stroke, Tick};
use super::super::style::{self, Color};
use crate::experiment::results::Verdict;
use crate::selftest::report::{FamilyReport, Row};
use crate::selftest::{Validation, case::Kind};

/// Share of its strip over which a family's figures are spread.
const SPREAD: f64 = 0.72;
/// Ends of the axis: a round number of percent that holds this share of all interval ends.
const ENDS: [f64; 5] = [1.0, 2.0, 5.0, 10.0, 20.0];
const SHOWN: f64 = 0.99;

/// The chart.
pub fn figure(validation: &Validation) -> Figure {
    let title = "Simulated less exact, family by family".to_string();
    let subtitle =
        "difference and 95 % interval, % of the exact answer (of a share: of the smaller of it and its \
                    complement); in brackets the number of figures; what lies beyond stands at the edge"
            .to_string();
    let families: Vec<(&FamilyReport, Vec<[f64; 2]>)> = validation
        .families
        .iter()
        .map(|family| (family, family.rows.iter().filter_map(relative).collect::<Vec<_>>()))
        .filter(|(_, rows)| !rows.is_empty())
        .collect();
    if families.is_empty() {
        let why = "no simulated figure was compared".to_string();
        return Figure::empty(title, why);
    }
    let to = reach(&families);
    let mut layers = vec![Layer::Until { stroke: thin(style::SUB, Dash::Solid), x: 0.0 }];
    for (strip, (family, _)) in families.iter().enumerate() {
        layers.extend(dots(family, (families.len() - 1 - strip) as f64, to));
    }
    let panel =
        Panel { heading: Some(String::new()), weight: 1.0, x: percent(to), y: strips(&families), layers };
    let key = |color, label: &str| Key::new(Mark::Banded(thin(color, Dash::Solid)), label);
    let legend = vec![key(agrees(), "agrees"), key(fails(), "fails")];
    Figure { title, subtitle, legend, body: Body::Panels(vec![panel]) }
}

fn agrees() -> Color {
    style::class(0).0
}

fn fails() -> Color {
    style::state(Verdict::Missed, false).1
}

fn thin(color: Color, dash: Dash) -> Stroke {
    Stroke { color, width: 0.7, dash }
}

/// Difference and half-width, %; none for what has no interval.
fn relative(row: &Row) -> Option<[f64; 2]> {
    let exact = row.oracle.value;
    let whole = if row.kind == Kind::Share { exact.min(1.0 - exact) } else { exact };
    let percent = |value: f64| 100.0 * value / whole;
    Some([percent(row.simulated - exact), percent(row.half_width?)])
}

/// Far enough for nearly all intervals.
fn reach(families: &[(&FamilyReport, Vec<[f64; 2]>)]) -> f64 {
    let rows = families.iter().flat_map(|(_, rows)| rows);
    let mut ends: Vec<f64> = rows.map(|[difference, half]| libm::fabs(*difference) + half).collect();
    ends.sort_by(f64::total_cmp);
    let far = ends[((ends.len() - 1) as f64 * SHOWN) as usize];
    ENDS.into_iter().find(|end| *end >= far).unwrap_or(ENDS[ENDS.len() - 1])
}

fn dots(family: &FamilyReport, middle: f64, to: f64) -> Vec<Layer> {
    let rows: Vec<&Row> = family.rows.iter().filter(|row| row.half_width.is_some()).collect();
    let step = SPREAD / rows.len() as f64;
    let top = middle + (SPREAD - step) / 2.0;
    let mut layers = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let Some([difference, half]) = relative(row) else { continue };
        let y = top - at as f64 * step;
        let color = if row.verdict.holds() { agrees() } else { fails() };
        let (low, high) = ((difference - half).max(-to), (difference + half).min(to));
        let pale = Stroke { color: style::mix(style::WHITE, color, 0.55), width: 0.5, dash: Dash::Solid };
        layers.push(Layer::Line { stroke: pale, points: vec![[low, y], [high, y]] });
        let dot = Stroke { color, width: 1.0, dash: Dash::Solid };
        layers.push(Layer::Line { stroke: dot, points: vec![[difference, y]] });
    }
    layers
}

fn percent(to: f64) -> Axis {
    let tick = |n: i32| {
        let at = to * f64::from(n) / 4.0;
        let label = match n {
            0 => "0".to_string(),
            n if n < 0 => format!("\u{2212}{}", -at),
            _ => format!("+{at}"),
        };
        Tick { at, label }
    };
    let label = "simulated less exact, %".to_string();
    Axis { label, scale: Scale::Linear, from: -to, to, ticks: (-4..=4).map(tick).collect() }
}

/// The first family on top.
fn strips(families: &[(&FamilyReport, Vec<[f64; 2]>)]) -> Axis {
    let last = families.len() - 1;
    let tick = |(at, (family, rows)): (usize, &(&FamilyReport, Vec<[f64; 2]>))| Tick {
        at: (last - at) as f64,
        label: format!("{} ({})", family.name, rows.len()),
    };
    let ticks = families.iter().enumerate().map(tick).collect();
    Axis { label: String::new(), scale: Scale::Linear, from: -0.6, to: last as f64 + 0.6, ticks }
}
