//! What `compare` prints: the sentence, what differs in the files, then the differences, objectives first.

use super::super::table::{Side::Left, Side::Right, Table};
use crate::experiment::compare::comparison::{Comparison, Difference, Pair, SettingValue};
use crate::experiment::compare::words;
use crate::measure::metrics::Unit;

/// Rows of other measures, and of settings, at most; `comparison.json` has all.
const MOST_MEASURES: usize = 16;
const MOST_SETTINGS: usize = 20;
/// Characters of a setting's value.
const WIDEST: usize = 44;

/// All of it.
pub fn text(comparison: &Comparison) -> String {
    let mut parts = vec![head(comparison), settings(comparison)];
    let several = comparison.comparisons.len() > 1;
    for pair in &comparison.comparisons {
        parts.push(if several { format!("{}\n", pair.headline) } else { String::new() });
        parts.push(objectives(pair));
        parts.push(measures(pair));
        parts.push(unmatched(pair));
    }
    parts.push(foot(comparison));
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}

fn head(comparison: &Comparison) -> String {
    let mut text = format!("{}\n", comparison.headline);
    for side in &comparison.scenarios {
        text += &format!("{}: {}\n", side.label(), side.scenario.title);
    }
    text
}

fn settings(comparison: &Comparison) -> String {
    if comparison.scenarios.iter().all(|side| side.scenario.hash == comparison.scenarios[0].scenario.hash) {
        return String::new();
    }
    let labels: Vec<String> = comparison.scenarios.iter().map(|side| side.label()).collect();
    let columns: Vec<(&str, _)> =
        std::iter::once(("setting", Left)).chain(labels.iter().map(|label| (label.as_str(), Left))).collect();
    let mut table = Table::new(&columns);
    for setting in comparison.settings.iter().take(MOST_SETTINGS) {
        let cells = setting.values.iter().map(setting_value);
        table.row(std::iter::once(setting.path.clone()).chain(cells).collect());
    }
    let more = comparison.settings.len().saturating_sub(MOST_SETTINGS);
    let rest = if more > 0 { format!("… and {more} more in comparison.json\n") } else { String::new() };
    table.text() + &rest
}

/// A default says that it is one.
fn setting_value(value: &Option<SettingValue>) -> String {
    let Some(SettingValue { value, default }) = value else { return "-".into() };
    let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let short = if line.chars().count() > WIDEST {
        line.chars().take(WIDEST - 1).chain(['…']).collect()
    } else {
        line
    };
    if *default { format!("{short} (default)") } else { short }
}

fn objectives(pair: &Pair) -> String {
    let mut table = table("objective", pair);
    for difference in &pair.objectives {
        let name = difference.objective.as_ref().map_or("", |asked| &asked.name);
        table.row(row(name, difference));
    }
    table.text()
}

fn measures(pair: &Pair) -> String {
    let mut table = table("of", pair);
    let sorted = pair.largest();
    for difference in sorted.iter().take(MOST_MEASURES) {
        table.row(row(&difference.of, difference));
    }
    let more = sorted.len().saturating_sub(MOST_MEASURES);
    let rest = if more > 0 { format!("… and {more} more in comparison.json\n") } else { String::new() };
    table.text() + &rest
}

fn table(first: &str, pair: &Pair) -> Table {
    let difference = format!("{} - {}", pair.b, pair.a);
    Table::new(&[
        (first, Left),
        ("measure", Left),
        (&pair.a, Right),
        (&pair.b, Right),
        (&difference, Right),
        ("pairing saves", Right),
        ("", Left),
    ])
}

fn row(name: &str, difference: &Difference) -> Vec<String> {
    let [a, b] = words::values(difference);
    let outcome = words::row_word(difference);
    let saved = words::reduction(difference);
    vec![
        name.to_string(),
        words::metric(&difference.metric),
        a,
        b,
        words::difference(difference),
        if saved == "-" { saved } else { format!("x {saved}") },
        if difference.shows() { outcome } else { format!("{outcome}: {}", difference.reason) },
    ]
}

fn unmatched(pair: &Pair) -> String {
    let lines = pair.unmatched.iter().map(|one| format!("only in {}: {}\n", one.only_in, one.of));
    lines.collect()
}

fn foot(comparison: &Comparison) -> String {
    let others = comparison.comparisons.len();
    let level = Unit::Share.write(comparison.confidence);
    let adjusted = match others {
        1 => String::new(),
        _ => format!(
            " ({others} comparisons with {} hold together at 95 %, Bonferroni)",
            comparison.scenarios[0].letter
        ),
    };
    format!(
        "{} replications of each on seed {}, paired; intervals {level} Student t{adjusted}, each measure by itself: of twenty one may miss by chance.\n\
         Pairing saves: so many times fewer replications than independent runs would take.\n",
        comparison.replications, comparison.seed
    )
}
