//! What an objective may ask for. A test holds this table against the keys that an objective decodes.

use crate::cli::table::{Side::Left, Table};

/// Key, what may be asked, example, meaning with its definition.
const METRICS: &[[&str; 4]] = &[
    [
        "delivery_ratio",
        "devices",
        ">= 98 %",
        "delivered over offered; in flight counts as not delivered (D4)",
    ],
    ["latency_mean", "devices", "<= 2 s", "mean from birth to delivery, late messages included (D5)"],
    ["latency_p50", "devices", "<= 2 s", "half of the messages that arrive are faster (D5, D11)"],
    ["latency_p95", "devices", "<= 10 s", "95 % of the messages that arrive are faster (D5, D11)"],
    ["latency_p99", "devices", "<= 30 s", "99 % of the messages that arrive are faster (D5, D11)"],
    [
        "devices_below_50",
        "devices",
        "<= 1 %",
        "share of devices with less than half of their messages delivered",
    ],
    ["devices_below_90", "devices", "<= 5 %", "share of devices with less than 90 % delivered"],
    ["devices_below_98", "devices", "<= 10 %", "share of devices with less than 98 % delivered"],
    ["utilisation_mean", "elements", "<= 50 %", "share of its time or servers busy, over the window (D9)"],
    ["utilisation_busy_hour", "elements", "<= 70 %", "the same in the element's busy hour (D10)"],
    ["utilisation_p95", "elements", "<= 80 %", "95th percentile of the busy hour's bins (D10)"],
    ["utilisation_peak", "elements", "<= 90 %", "greatest bin of the mean over replications (D10)"],
    ["waiting_mean", "elements", "<= 100 ms", "mean time waiting before service, over those served"],
    ["waiting_p95", "elements", "<= 500 ms", "95 % of those served waited less"],
];

/// The table, with how a verdict comes about.
pub fn text() -> String {
    let mut table = Table::new(&[("metric", Left), ("of", Left), ("such as", Left), ("meaning", Left)]);
    for row in METRICS {
        table.row(row.iter().map(|cell| cell.to_string()).collect());
    }
    format!("{}\n{VERDICTS}", table.text())
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
    fn every_metric_decodes_with_its_example_and_none_is_missing() {
        for [key, _, example, _] in METRICS {
            let text = format!("of = \"x\"\n{key} = \"{example}\"");
            assert!(toml::from_str::<ObjectiveSpec>(&text).is_ok(), "{text}");
        }
        let schema = serde_json::to_value(schemars::schema_for!(ObjectiveSpec)).unwrap();
        let keys = schema["properties"].as_object().unwrap();
        let explained =
            |key: &str| METRICS.iter().any(|row| row[0] == key) || ["of", "margin"].contains(&key);
        assert!(keys.keys().all(|key| explained(key)), "{keys:?}");
    }
}
