//! A fleet reconnects after an outage: a uniform ramp into a server of fixed rate, against the fluid limit. Luck
//! moves a fleet of N by the order of √N, so a hundredth of the fleet is room for it.

use super::Times;
use crate::ledger::{network, record};
use crate::oracle::rows;

/// Replications, and how far the fluid may be off, as a share of the greatest figure of its kind.
const REPLICATIONS: u64 = 3;
const FLUID: f64 = 0.01;

#[test]
fn reconnect_storms() {
    for row in rows("fluid_reconnect_storm") {
        let (devices, ramp) = (row.number("N_devices"), row.number("ramp_W_s"));
        let (rate, served) = (row.number("service_per_s"), row.number("time_all_served_s"));
        let network = network(&format!(
            r#"
title = "Everyone comes back"
[study]
duration = "{} s"
[radio.wire]
technology = "ideal"
[gateways.door]
radio = "wire"
[devices.fleet]
count = {devices}
radio = "wire"
message = {{ burst = {{ after = "0 s", within = "{ramp} s", shape = "uniform" }}, size = "1 B" }}
[platform]
connect = {{ service = "{} s" }}
"#,
            1.2 * served,
            1.0 / rate
        ));
        for run in record(&network, REPLICATIONS, |_| Times::default()) {
            assert_eq!((run.born.len() as f64, run.delivered.len() as f64), (devices, devices));
            let mut changes: Vec<(u64, i64)> =
                run.delivered.iter().flat_map(|(birth, end)| [(birth.0, 1), (end.0, -1)]).collect();
            changes.sort_unstable();
            let levels = changes.iter().scan(0, |level, change| {
                *level += change.1;
                Some(*level)
            });
            let peak = levels.max().unwrap_or(0) as f64;
            let last = run.delivered.iter().map(|(_, end)| *end).max().expect("someone came");
            let waits = run.delivered.iter().map(|(birth, end)| (*end - *birth).as_secs_f64());
            let found = [
                ("peak_backlog", peak, devices),
                ("time_all_served_s", (last - network.clock.from).as_secs_f64(), served),
                ("max_wait_s", waits.clone().fold(0.0, f64::max), served),
                ("mean_wait_s", waits.sum::<f64>() / devices, served),
            ];
            for (column, value, scale) in found {
                let fluid = row.number(column);
                println!("{devices} devices, {column:18} fluid {fluid:10.3} simulated {value:10.3}");
                assert!((value - fluid).abs() <= FLUID * scale, "{devices}, {column}: {value} for {fluid}");
            }
        }
        let offered = devices / ramp;
        assert!((offered / row.number("arrival_per_s") - 1.0).abs() < 1e-6);
    }
}
