//! The LoRaWAN channel plans, from the table that the simulator reads.

use crate::cli::table::{Side::Left, Side::Right, Table};
use crate::cli::words;
use crate::model::radio::lorawan::region::{Region, names};

/// Every plan: what it allows, and which choices were made where the source leaves some.
pub fn text() -> String {
    let plans: Vec<Region> = names().filter_map(Region::find).collect();
    let mut table = Table::new(&[
        ("region", Left),
        ("channels", Right),
        ("data rates", Left),
        ("greatest payload", Left),
        ("duty cycle", Left),
        ("dwell time", Right),
        ("EIRP", Right),
    ]);
    plans.iter().for_each(|plan| table.row(row(plan)));
    let notes: Vec<String> = plans.iter().map(|plan| format!("{}: {}", plan.name, plan.about)).collect();
    format!("{}\n{}\n", table.text(), notes.join("\n"))
}

fn row(plan: &Region) -> Vec<String> {
    let (least, greatest) = plan.spreading_factors();
    let payload = |sf| plan.max_payload(sf).map_or("-".to_string(), |bytes| format!("{bytes} B"));
    vec![
        plan.name.to_string(),
        plan.channels.len().to_string(),
        format!("SF{least} to SF{greatest}"),
        format!("{} to {}", payload(greatest), payload(least)),
        duty_cycle(plan),
        plan.dwell_time.map_or("-".to_string(), |span| words::seconds(span.as_secs_f64())),
        format!("{} dBm", plan.max_eirp_dbm),
    ]
}

/// Of the sub-bands that hold channels.
fn duty_cycle(plan: &Region) -> String {
    let mut shares: Vec<u32> = plan.channels.iter().map(|at| plan.sub_bands[at.sub_band].one_in).collect();
    shares.sort_unstable();
    shares.dedup();
    let limited: Vec<String> = shares
        .iter()
        .filter(|one_in| **one_in > 1)
        .map(|one_in| words::share(1.0 / f64::from(*one_in)))
        .collect();
    if limited.is_empty() { "-".to_string() } else { limited.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_plan_has_a_line_and_a_note() {
        let text = text();
        for name in names() {
            let begins = |with: &str| text.lines().any(|line| line.starts_with(&format!("{name}{with}")));
            assert!(begins(" ") && begins(": "), "{name}");
        }
    }

    #[test]
    fn europe_keeps_one_per_cent() {
        let line = text().lines().find(|line| line.starts_with("EU868")).map(str::to_string).unwrap();
        assert!(line.contains("1.00 %") && line.contains("SF7 to SF12"), "{line}");
    }
}
