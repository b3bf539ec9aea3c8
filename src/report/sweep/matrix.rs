//! A measure over two factors: a cell for each pair of values, coloured by its value, its edge by the verdict.

use super::super::figure::{Body, Figure, Key, Mark, PairCell, Pairs};
use super::super::format::Quantity;
use super::super::style;
use super::axis::short;
use super::curves::sign;
use crate::experiment::results::Verdict;
use crate::experiment::sweep::{Measure, Sweep};

/// The measure at this place of every point; the first factor runs along, the second up.
pub fn figure(sweep: &Sweep, measure: usize, title: &str) -> Figure {
    let of = |point: &crate::experiment::sweep::SweptPoint| point.measures.get(measure).cloned();
    let all: Vec<Measure> = sweep.points.iter().filter_map(of).collect();
    let values = || all.iter().filter_map(|measure| measure.value);
    let low = values().fold(f64::INFINITY, libm::fmin);
    let high = values().fold(f64::NEG_INFINITY, libm::fmax);
    // what print cannot tell apart, colour does not either
    let same = high - low <= 1e-3 * libm::fabs(high);
    let share = |value: f64| if same { 0.3 } else { (value - low) / (high - low) };
    let [x, y] = [&sweep.factors[0], &sweep.factors[1]];
    let cell = |column: usize, row: usize| {
        let point = sweep.points.iter().find(|point| point.at[..2] == [column, row])?;
        let measure = point.measures.get(measure)?;
        let quantity = Quantity::of(&measure.metric);
        Some(PairCell {
            share: measure.value.map(share),
            text: measure.value.map_or("–".to_string(), |value| quantity.text(value)),
            verdict: measure.verdict.unwrap_or_default(),
        })
    };
    // the first row is drawn at the top, the greatest value belongs there
    let rows = (0..y.values.len()).rev();
    let cells = rows.map(|row| (0..x.values.len()).map(|column| cell(column, row)).collect()).collect();
    let Some(first) = all.first() else {
        let body = Body::Empty("no point has this measure".to_string());
        return Figure { title: title.to_string(), subtitle: String::new(), legend: Vec::new(), body };
    };
    let asked = first.limit.as_ref().map(|limit| format!("asked {}; ", sign(limit)));
    let quantity = Quantity::of(&first.metric);
    let spread = match same {
        true => format!("{} everywhere", quantity.text(high)),
        false => format!("from {} (light) to {} (dark)", quantity.text(low), quantity.text(high)),
    };
    Figure {
        title: title.to_string(),
        subtitle: asked.unwrap_or_default() + &spread,
        legend: legend(&all),
        body: Body::Pairs(Pairs {
            x_label: x.path.clone(),
            y_label: y.path.clone(),
            columns: x.values.iter().map(|text| short(text)).collect(),
            rows: y.values.iter().rev().map(|text| short(text)).collect(),
            cells,
        }),
    }
}

fn legend(all: &[Measure]) -> Vec<Key> {
    let shown = [Verdict::Met, Verdict::AtRisk, Verdict::Missed];
    let seen = shown.into_iter().filter(|verdict| all.iter().any(|one| one.verdict == Some(*verdict)));
    let key = |verdict| {
        let (word, color) = style::state(verdict, false);
        Key::new(Mark::Lozenge(color), word)
    };
    seen.map(key).collect()
}
