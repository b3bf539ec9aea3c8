//! The differences and their intervals around zero: of the objectives' measures, and the largest of all others.

use super::super::charts::axes;
use super::super::figure::{Axis, Body, Figure, Forest, ForestGroup, ForestRow, Scale, Tick};
use super::super::format;
use super::outcome;
use crate::experiment::compare::comparison::{Comparison, Difference, Outcome, Pair, Unit};
use crate::experiment::compare::words;

/// Rows of a figure at most.
pub const MOST_ROWS: usize = 12;
/// Intervals may reach beyond the axis by so many times the greatest difference.
const BEYOND: f64 = 3.0;

/// Of the objectives.
pub fn objectives(comparison: &Comparison) -> Figure {
    let name = |difference: &Difference| match &difference.objective {
        Some(asked) => format!("{}: {}", asked.name, format::metric(&difference.metric)),
        None => difference.metric.clone(),
    };
    let rows: Vec<(&Pair, &Difference)> = comparison
        .comparisons
        .iter()
        .flat_map(|pair| pair.objectives.iter().map(move |d| (pair, d)))
        .collect();
    let title = "Objectives, by their own measure".to_string();
    figure(comparison, title, &rows, &name, "the files share no objective: see the measures below")
}

/// "lost by collision", "busy-hour utilisation".
fn measure(metric: &str) -> String {
    match metric {
        "lost.expired" => "arrived too late".to_string(),
        metric if metric.starts_with("lost.") => words::metric(metric),
        metric => format::metric(metric),
    }
}

/// The largest of the others.
pub fn measures(comparison: &Comparison) -> Figure {
    let name = |difference: &Difference| {
        let of = difference.of.strip_prefix("devices.").unwrap_or(&difference.of);
        format!("{}: {}", format::element(of), measure(&difference.metric))
    };
    let pairs = comparison.comparisons.iter();
    let told = |pair: &Pair, difference: &Difference| !repeats(pair, difference);
    let mut rows: Vec<(&Pair, &Difference)> = pairs
        .flat_map(|pair| pair.largest().into_iter().filter(|d| told(pair, d)).map(move |d| (pair, d)))
        .collect();
    rows.sort_by(|a, b| b.1.shows().cmp(&a.1.shows()).then(b.1.size().total_cmp(&a.1.size())));
    figure(
        comparison,
        "Largest differences of other measures".into(),
        &rows,
        &name,
        "the files share no class and no element",
    )
}

/// What stands among the objectives; and of an element's utilisation the busy hour speaks for mean and peak.
fn repeats(pair: &Pair, difference: &Difference) -> bool {
    let asked = pair.objectives.iter().any(|o| o.of == difference.of && o.metric == difference.metric);
    asked || ["utilisation_mean", "utilisation_peak"].contains(&difference.metric.as_str())
}

fn figure(
    comparison: &Comparison,
    title: String,
    rows: &[(&Pair, &Difference)],
    name: &dyn Fn(&Difference) -> String,
    empty: &str,
) -> Figure {
    if rows.is_empty() {
        return Figure { title, subtitle: String::new(), legend: vec![], body: Body::Empty(empty.into()) };
    }
    let several = comparison.comparisons.len() > 1;
    let label = |pair: &Pair, difference: &Difference| match several {
        true => format!("{} · {}", pair.b, name(difference)),
        false => name(difference),
    };
    let shown = &rows[..rows.len().min(MOST_ROWS)];
    let group = |of: fn(Unit) -> bool, axis_name: &str| {
        let own: Vec<ForestRow> = shown
            .iter()
            .filter(|(_, difference)| of(difference.unit))
            .map(|(pair, difference)| row(label(pair, difference), difference))
            .collect();
        (!own.is_empty()).then(|| ForestGroup { axis: around_zero(axis_name, &own), rows: own })
    };
    let first = &comparison.scenarios[0].letter;
    let shares = group(|unit| unit == Unit::Share, "difference, points (pt)");
    let others = group(|unit| unit != Unit::Share, &format!("change, % of {first}"));
    let other = if several { "other".to_string() } else { comparison.comparisons[0].b.clone() };
    let more = rows.len() - shown.len();
    Figure {
        title,
        subtitle: subtitle(comparison),
        legend: vec![],
        body: Body::Forest(Forest {
            heads: [first.clone(), other.clone(), format!("{other} − {first}")],
            groups: [shares, others].into_iter().flatten().collect(),
            more: if more > 0 { format!("… and {more} more in comparison.json") } else { String::new() },
        }),
    }
}

fn subtitle(comparison: &Comparison) -> String {
    let level = format::share(comparison.confidence);
    format!(
        "paired differences with their {level} intervals over {}; not shown: the interval holds 0",
        format::plural(comparison.replications, "repetition", "repetitions")
    )
}

fn row(label: String, difference: &Difference) -> ForestRow {
    let [a, b] = words::values(difference).map(|text| super::printed(&text));
    let figure = super::printed(&format!(" {}", words::difference(difference))).replace(" points", " pt");
    let color = outcome(if difference.slight { Outcome::NoDifference } else { difference.outcome }).1;
    let word = if difference.shows() { words::row_word(difference) } else { "not shown".to_string() };
    let factor = match (difference.unit, difference.a) {
        (Unit::Share, _) => Some(100.0),
        (_, Some(a)) if a != 0.0 => Some(100.0 / libm::fabs(a)),
        _ => None,
    };
    let scaled = |value: f64| factor.map(|factor| value * factor);
    ForestRow {
        label,
        at: difference.difference.and_then(scaled),
        ci: difference.ci.and_then(|[low, high]| Some([scaled(low)?, scaled(high)?])),
        texts: [a, b, figure.trim_start().to_string()],
        word,
        color,
    }
}

/// The greatest difference that the axis holds: not one beside which most of the others could not be told from zero.
fn reach(rows: &[ForestRow]) -> f64 {
    const TELLING: f64 = 20.0;
    let mut sizes: Vec<f64> =
        rows.iter().filter_map(|row| row.at).map(libm::fabs).filter(|at| *at > 0.0).collect();
    sizes.sort_by(f64::total_cmp);
    let Some(middle) = sizes.get(sizes.len().saturating_sub(1) / 2) else { return 0.0 };
    let held = sizes.iter().copied().take_while(|size| *size <= TELLING * middle);
    held.fold(0.0, libm::fmax)
}

/// As far below zero as above, with round ticks.
fn around_zero(label: &str, rows: &[ForestRow]) -> Axis {
    let seen = reach(rows);
    let ends = rows.iter().filter_map(|row| row.ci).flatten().map(libm::fabs).fold(0.0, libm::fmax);
    let far = if seen > 0.0 { libm::fmin(ends, BEYOND * seen) } else { ends };
    let half = axes::from_zero_in(label, libm::fmax(seen, far), 1.0, 2);
    let below = half.ticks.iter().rev().filter(|tick| tick.at > 0.0);
    let below = below.map(|tick| Tick { at: -tick.at, label: format!("−{}", tick.label) });
    let above = half.ticks.iter().map(|tick| Tick {
        at: tick.at,
        label: if tick.at > 0.0 { format!("+{}", tick.label) } else { tick.label.clone() },
    });
    let ticks = below.chain(above).collect();
    Axis { label: label.into(), scale: Scale::Linear, from: -half.to, to: half.to, ticks }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_huge_difference_does_not_hide_the_others() {
        let row = |at| ForestRow { at: Some(at), ..ForestRow::default() };
        let axis = around_zero("%", &[row(3.0), row(-9.0), row(497_144.0)]);
        assert!((9.0..20.0).contains(&axis.to), "{axis:?}");
        assert!(around_zero("%", &[row(323_000.0), row(860_000.0)]).to >= 860_000.0);
    }
}
