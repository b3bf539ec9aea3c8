//! The synchronised burst of 3GPP TR 37.868, traffic model 2: Beta(3,4) over its length.

use iotcap::network::Network;

use super::Times;
use crate::judge::Table;
use crate::ledger::{REPLICATIONS, network, record};
use crate::oracle::{Row, rows};

/// Messages of a replication: small fleets burst again and again.
const MESSAGES: f64 = 100_000.0;
const BETWEEN_S: f64 = 20.0;
/// Around the peak, where the density is flat: half a width of 0.005 of the burst moves the mean by 2·10^-4.
const AROUND_S: f64 = 0.05;

fn bursts(row: &Row) -> (Network, f64) {
    let (devices, within) = (row.number("N"), row.number("T_s"));
    let bursts = (MESSAGES / devices).max(1.0).round();
    let duration = bursts * BETWEEN_S;
    let network = network(&format!(
        r#"
title = "Everyone at once"
[study]
duration = "{duration} s"
drain = {{ traffic = "stops" }}
[radio.wire]
technology = "ideal"
[gateways.door]
radio = "wire"
[devices.fleet]
count = {devices}
radio = "wire"
message = {{ burst = {{ after = "0 s", within = "{within} s", every = "{BETWEEN_S} s" }}, size = "1 B" }}
"#
    ));
    (network, bursts)
}

#[test]
fn beta_3_4() {
    let mut table = Table::new("Beta(3,4) burst");
    for row in rows("traffic_beta34") {
        let (network, bursts) = bursts(&row);
        let runs = record(&network, REPLICATIONS, |_| Times::default());
        let since = |time: &iotcap::units::Time| (*time - network.clock.from).as_secs_f64() % BETWEEN_S;
        let mut samples = [const { Vec::new() }; 5];
        for run in &runs {
            let mut times: Vec<f64> = run.born.iter().map(since).collect();
            assert_eq!(times.len() as f64, bursts * row.number("N"), "each device once a burst");
            times.sort_unstable_by(f64::total_cmp);
            let quantile = |q: f64| times[(q * times.len() as f64) as usize];
            let near = |t: &&f64| (**t - row.number("t_peak_s")).abs() < AROUND_S;
            let peak = times.iter().filter(near).count() as f64 / (2.0 * AROUND_S) / bursts;
            let mean = times.len() as f64 / bursts / row.number("T_s") * 0.005;
            let found = [quantile(0.05), quantile(0.5), quantile(0.95), peak, mean];
            samples.iter_mut().zip(found).for_each(|(column, value)| column.push(value));
        }
        let name = format!("{} devices", row.text("N"));
        for (column, sample) in ["t_p05_s", "t_p50_s", "t_p95_s", "peak_arrivals_per_s"].iter().zip(&samples)
        {
            table.mean(format!("{name}, {column}"), row.number(column), sample);
        }
        let rao: Vec<f64> = samples[3].iter().map(|peak| 0.005 * peak).collect();
        table.mean(format!("{name}, peak a RAO"), row.number("peak_arrivals_per_RAO_5ms"), &rao);
        assert!((samples[4][0] - row.number("mean_arrivals_per_RAO")).abs() < 1e-9);
        let Some(iotcap::network::Process::Burst(burst)) =
            network.classes[0].traffic.as_ref().map(|traffic| &traffic.process)
        else {
            panic!("a burst");
        };
        let peak = burst.peak_per_s() * row.number("N");
        assert!((peak - row.number("peak_arrivals_per_s")).abs() < 1e-6 * peak, "{peak} foretold");
    }
    table.judge();
}
