//! What is measured and what an objective may limit, from the table of metrics.

use crate::cli::table::{Side::Left, Table};
use crate::measure::metrics::{METRICS, MetricInfo, Of};

/// Two tables: what objectives may ask for, and what results give besides.
pub fn text() -> String {
    format!(
        "Objectives may ask for\n\n{}\nResults also give\n\n{}\n{VERDICTS}",
        table(|row| row.limits),
        table(|row| !row.limits)
    )
}

fn table(wanted: impl Fn(&MetricInfo) -> bool) -> String {
    let mut table = Table::new(&[("metric", Left), ("of", Left), ("definition", Left), ("meaning", Left)]);
    for row in METRICS.iter().filter(|row| wanted(row)) {
        let of = if row.of == Of::Class { "devices" } else { "elements" };
        table.row([row.name, of, row.definition, row.meaning].map(str::to_string).to_vec());
    }
    table.text()
}

const VERDICTS: &str = "\
Elements are gateways, links and platform stages; a group is judged by its worst member (D12).
Verdict (D15): met = the 95 % interval is clear of the limit; missed = wholly beyond it; at risk = the limit
lies inside it, or there is one replication only and so no interval.
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::objective::ObjectiveSpec;

    #[test]
    fn whatever_an_objective_may_ask_for_is_explained() {
        let schema = serde_json::to_value(schemars::schema_for!(ObjectiveSpec)).unwrap();
        let keys = schema["properties"].as_object().unwrap();
        let explained = |key: &str| METRICS.iter().any(|row| row.limits && row.name == key);
        for key in keys.keys().filter(|key| !["of", "margin"].contains(&key.as_str())) {
            assert!(explained(key), "{key}");
        }
    }
}
