//! The tornado, and the same in figures.

use super::super::charts::axes;
use super::super::draw::tornado::{HIGH, LOW};
use super::super::figure::{
    Axis, Body, Cell, Figure, Key, Mark, Scale, Tick, Tornado, TornadoEnd, TornadoRow,
};
use super::super::format::{self, Quantity};
use super::super::printed::printed;
use super::super::style;
use crate::experiment::sensitivity::results::{Answer, Bar, Moved, Sensitivity};
use crate::experiment::sensitivity::words;

/// Bars, and rows of the table, at most.
const MOST: usize = 14;

/// The axis over values of an answer.
pub fn axis(answer: &Answer, values: &[f64]) -> Axis {
    let low = values.iter().copied().fold(f64::INFINITY, libm::fmin);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, libm::fmax);
    let room = libm::fmax(0.04 * (high - low), 1e-9 + 1e-4 * libm::fabs(high));
    let (low, high) = (low - room, high + room);
    if answer.metric == "capacity" {
        return axes::between(answer.of.clone(), libm::fmax(low, 0.0), high, 1.0, 9);
    }
    let words = format::metric(&answer.metric);
    match Quantity::of(&answer.metric) {
        Quantity::Time => {
            let (unit, seconds) = format::time_unit(high);
            axes::between(format!("{words}, {unit}"), libm::fmax(low, 0.0), high, 1.0 / seconds, 9)
        }
        _ => axes::between(format!("{words}, %"), libm::fmax(low, 0.0), libm::fmin(high, 1.0), 100.0, 9),
    }
}

/// An empty axis of nothing would have no length.
fn nothing() -> Axis {
    Axis { label: String::new(), scale: Scale::Linear, from: 0.0, to: 1.0, ticks: Vec::<Tick>::new() }
}

/// Bars that are drawn.
pub fn rows(found: &Sensitivity) -> usize {
    found.answers[found.shown].bars.len().min(MOST)
}

/// The tornado of the answer that is shown.
pub fn figure(found: &Sensitivity) -> Figure {
    let answer = &found.answers[found.shown];
    let title = "Each assumption alone".to_string();
    let Some(base) = answer.base.value else {
        let body = Body::Empty("there is no answer with the assumptions at their values".to_string());
        return Figure { title, subtitle: String::new(), legend: Vec::new(), body };
    };
    let end = |moved: &Moved, text: &str| TornadoEnd {
        at: moved.value,
        ci: moved.change.ci.map(|ci| ci.map(|change| base + change)),
        text: text.to_string(),
    };
    let row = |bar: &Bar| {
        let assumed = &found.assumptions[bar.assumption];
        TornadoRow {
            label: assumed.path.clone(),
            ends: [end(&bar.low, &assumed.low), end(&bar.high, &assumed.high)],
            pale: bar.luck,
        }
    };
    let rows: Vec<TornadoRow> = answer.bars.iter().take(MOST).map(row).collect();
    let ends = rows.iter().flat_map(|row| &row.ends);
    let mut values: Vec<f64> = ends.flat_map(|end| end.ci.into_iter().flatten().chain(end.at)).collect();
    values.push(base);
    let axis = if values.iter().all(|value| value.is_finite()) { axis(answer, &values) } else { nothing() };
    let all = answer.bars.len();
    let more =
        if all > MOST { format!("… and {} more in sensitivity.csv", all - MOST) } else { String::new() };
    let legend = vec![
        Key::new(Mark::Fill(LOW), "at its low end"),
        Key::new(Mark::Fill(HIGH), "at its high end"),
        Key::new(Mark::Fill(style::mix(LOW, style::WHITE, 0.7)), "pale: no more than luck"),
    ];
    let subtitle = format!(
        "{}; the line is the answer with all at their values, thin lines 95\u{a0}% intervals of the change",
        printed(&words::name(answer))
    );
    let limit = answer.limit_value;
    Figure { title, subtitle, legend, body: Body::Tornado(Tornado { axis, base, limit, rows, more }) }
}

/// The same in figures.
pub fn table(found: &Sensitivity) -> Figure {
    let answer = &found.answers[found.shown];
    let text = |words: String| Cell::Text(printed(&words));
    let row = |bar: &Bar| {
        let assumed = &found.assumptions[bar.assumption];
        vec![
            text(assumed.path.clone()),
            text(format!("{} ({} to {})", assumed.value, assumed.low, assumed.high)),
            text(words::change(answer, bar.low.change).replace(" points", "\u{a0}pt")),
            text(words::change(answer, bar.high.change).replace(" points", "\u{a0}pt")),
            text(bar.rank_correlation.map_or(format::NONE.to_string(), |r| format!("{r:+.2}"))),
        ]
    };
    let heads = [
        ("Assumption", 1.4),
        ("Value (range)", 1.0),
        ("Low end", 0.0),
        ("High end", 0.0),
        ("Rank corr.", 0.0),
    ];
    let rows = answer.bars.iter().take(MOST).map(row).collect();
    let subtitle = "changes with 95\u{a0}% intervals; Spearman's rank correlation over the samples";
    Figure::table("In figures", subtitle, &heads, rows, Vec::new())
}
