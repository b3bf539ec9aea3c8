//! The differences and their intervals around zero: of the objectives' measures, and the largest of all others.

use super::super::figure::{Body, Figure, Forest, ForestGroup, ForestRow, Scale};
use super::super::printed::printed;
use super::super::{format, style};
use super::around::{Around, Kind};
use super::{outcome, page_word};
use crate::experiment::compare::comparison::{Comparison, Difference, Outcome, Pair};
use crate::experiment::compare::words;

/// Rows of a figure at most.
pub const MOST_ROWS: usize = 12;

/// Of the objectives.
pub fn objectives(comparison: &Comparison) -> Figure {
    let name = |difference: &Difference| match &difference.objective {
        Some(asked) => format!("{}: {}", asked.name, format::metric(&difference.metric)),
        None => difference.metric.clone(),
    };
    let mut rows: Vec<(&Pair, &Difference)> = comparison
        .comparisons
        .iter()
        .flat_map(|pair| pair.objectives.iter().map(move |d| (pair, d)))
        .collect();
    if comparison.comparisons.len() > 1 {
        let quiet = |row: &Difference| (!row.shows(), row.slight);
        rows.sort_by(|a, b| quiet(a.1).cmp(&quiet(b.1)).then(b.1.size().total_cmp(&a.1.size())));
    }
    let title = "Objectives, by their own measure".to_string();
    figure(comparison, title, &rows, &name, "the files share no objective: see the measures below")
}

/// "lost by collision", "busy-hour utilisation".
fn measure(metric: &str) -> String {
    match metric {
        "lost.expired" => style::cause_label("expired"),
        metric if metric.starts_with("lost.") => words::metric(metric),
        metric => format::metric(metric),
    }
}

/// Of what, and its measure.
pub fn subject(difference: &Difference) -> [String; 2] {
    let of = difference.of.strip_prefix("devices.").unwrap_or(&difference.of);
    [format::element(of).to_string(), measure(&difference.metric)]
}

/// The other measures of a pair, the largest first.
pub fn others(pair: &Pair) -> Vec<&Difference> {
    pair.largest().into_iter().filter(|difference| !repeats(pair, difference)).collect()
}

/// The largest of the others.
pub fn measures(comparison: &Comparison) -> Figure {
    let name = |difference: &Difference| subject(difference).join(": ");
    let pairs = comparison.comparisons.iter();
    let mut rows: Vec<(&Pair, &Difference)> =
        pairs.flat_map(|pair| others(pair).into_iter().map(move |d| (pair, d))).collect();
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
    let first = &comparison.scenarios[0].letter;
    let group = |kind: Kind| {
        let own: Vec<&(&Pair, &Difference)> = shown.iter().filter(|(_, row)| Kind::of(row) == kind).collect();
        let around = Around::of(kind, &own.iter().map(|(_, row)| *row).collect::<Vec<_>>(), first);
        let rows: Vec<ForestRow> =
            own.iter().map(|(pair, difference)| row(label(pair, difference), difference, &around)).collect();
        (!rows.is_empty()).then_some(ForestGroup { axis: around.axis, rows })
    };
    let other = if several { "other".to_string() } else { comparison.comparisons[0].b.clone() };
    let more = rows.len() - shown.len();
    Figure {
        title,
        subtitle: subtitle(comparison, shown),
        legend: vec![],
        body: Body::Forest(Forest {
            heads: [first.clone(), other.clone(), format!("{other} − {first}")],
            groups: Kind::ALL.into_iter().filter_map(group).collect(),
            more: if more > 0 { format!("… and {more} more in comparison.json") } else { String::new() },
        }),
    }
}

fn subtitle(comparison: &Comparison, shown: &[(&Pair, &Difference)]) -> String {
    let level = format::share(comparison.confidence);
    let coarse = shown.iter().any(|(_, row)| row.is_clear() && !row.shows());
    format!(
        "paired differences with their {level} intervals over {}; not shown: the interval holds 0{}",
        format::plural(comparison.replications, "repetition", "repetitions"),
        if coarse {
            "; too fine: it does not, but percentiles are resolved to 1.6\u{a0}%, counts to 5 events"
        } else {
            ""
        }
    )
}

/// " (+16 %)" where the axis has powers of ten, on which as little shows as no change at all.
fn relative(difference: &Difference, around: &Around) -> String {
    let ratio = difference.difference.map(|value| around.place(difference, value));
    let change = ratio.filter(|_| around.axis.scale == Scale::Log).map(|ratio| ratio - 1.0);
    match change {
        Some(change) if change != 0.0 && libm::fabs(change) < 1.0 => {
            let sign = if change < 0.0 { "−" } else { "+" };
            format!(" ({sign}{})", format::share(libm::fabs(change)))
        }
        _ => String::new(),
    }
}

fn row(label: String, difference: &Difference, around: &Around) -> ForestRow {
    let [a, b] = words::values(difference).map(|text| printed(&text));
    let figure = printed(&words::difference(difference)).replace(" points", " pt");
    let figure = format!("{figure}{}", relative(difference, around));
    let quiet = difference.slight || difference.of_fewer;
    let color = outcome(if quiet { Outcome::NoDifference } else { difference.outcome }).1;
    let place = |value: f64| around.place(difference, value);
    ForestRow {
        label,
        at: difference.difference.map(place),
        ci: difference.ci.map(|ci| ci.map(place)),
        texts: [a, b, figure],
        word: page_word(difference),
        color,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::compare::comparison::Unit;

    #[test]
    fn a_slight_change_is_told_where_the_axis_hides_it() {
        let row = |a: f64, change: f64| Difference {
            a: Some(a),
            difference: Some(change),
            unit: Unit::Seconds,
            ..Difference::default()
        };
        let (slight, great) = (row(2.0, 0.32), row(2.0, 98.0));
        let wide = Around::of(Kind::Change, &[&slight, &great], "A");
        let told = |row: &Difference, around: &Around| relative(row, around).replace('\u{a0}', " ");
        assert_eq!((told(&slight, &wide).as_str(), told(&great, &wide).as_str()), (" (+16 %)", ""));
        assert_eq!(told(&row(2.0, -0.1), &wide), " (−5 %)");
        assert_eq!(told(&slight, &Around::of(Kind::Change, &[&slight], "A")), "", "there the axis shows it");
    }
}
