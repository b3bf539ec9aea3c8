//! Mobile autonomous reporting (3GPP TR 45.820, annex E.2.2) and the connection density of IMT-2020.

use iotcap::chance::Key;
use iotcap::model::distribution::{DistributionSpec, ParetoSpec, Sampler, Shape};
use iotcap::units::Bytes;

use super::Times;
use crate::judge::{Table, mean_and_error};
use crate::ledger::{REPLICATIONS, network, record};
use crate::oracle::rows;

const SECTOR: f64 = 52_547.0;
/// Of the simulated time, h.
const HOURS: f64 = 4.0;
const DAY_S: f64 = 86_400.0;

fn exact(quantity: &str) -> f64 {
    let all = rows("traffic_mar_imt2020");
    let row = all.iter().find(|row| row.text("quantity") == quantity);
    row.unwrap_or_else(|| panic!("no {quantity}")).number("value")
}

fn fleet(devices: f64, message: &str) -> String {
    format!(
        r#"
title = "A sector"
[study]
duration = "{HOURS} h"
[radio.wire]
technology = "ideal"
[gateways.door]
radio = "wire"
[devices.fleet]
count = {}
radio = "wire"
message = {{ {message} }}
"#,
        devices.round()
    )
}

const MAR: &str = r#"mix = "mar", size = { pareto = { minimum = "20 B", shape = 2.5, cap = "200 B" } }"#;

/// Messages a second of each replication.
fn rates(scenario: &str, replications: u64) -> Vec<f64> {
    let network = network(scenario);
    let runs = record(&network, replications, |_| Times::default());
    let counts = |time: &&iotcap::units::Time| (network.clock.from..network.clock.to).contains(*time);
    runs.iter().map(|run| run.born.iter().filter(counts).count() as f64 / (HOURS * 3600.0)).collect()
}

fn agrees(quantity: &str, value: f64) {
    let exact = exact(quantity);
    println!("{quantity}: {exact} {value}");
    assert!((value / exact - 1.0).abs() < 1e-8, "{quantity}: {value} for {exact}");
}

#[test]
fn reports_of_a_sector() {
    let network = network(&fleet(SECTOR, MAR));
    let per_s = network.classes[0].traffic.as_ref().and_then(|traffic| traffic.rate_per_s()).expect("a rate");
    agrees("reports_per_device_per_s", per_s);
    agrees("reports_per_device_per_day", per_s * DAY_S);
    agrees("mean_interval_s_by_rate", 1.0 / per_s);
    agrees("52547_dev_per_sector_reports_per_s", per_s * SECTOR);
    let mut table = Table::new("reports of a sector");
    let rates = rates(&fleet(SECTOR, MAR), REPLICATIONS);
    table.mean("a second", exact("52547_dev_per_sector_reports_per_s"), &rates);
    let of_one = |scale: f64| rates.iter().map(|rate| rate / SECTOR * scale).collect::<Vec<f64>>();
    table.mean("a device and day", exact("reports_per_device_per_day"), &of_one(DAY_S));
    table.judge();
}

#[test]
fn connection_density_of_imt_2020() {
    const DENSITY: f64 = 1e6;
    let (mut table, every) = (Table::new("IMT-2020, 10^6 devices a km²"), r#"every = "2 h", size = "32 B""#);
    agrees("IMT2020_msgs_per_s_per_km2", DENSITY / 7200.0);
    for distance in [500, 1732] {
        let area = (f64::from(distance) / 1000.0).powi(2) * 3f64.sqrt() / 6.0;
        agrees(&format!("IMT2020_sector_area_km2_ISD{distance}"), area);
        let rates = rates(&fleet(DENSITY * area, every), 4);
        let quantity = format!("IMT2020_1e6perkm2_1msg_per_2h_msgs_per_s_per_sector_ISD{distance}");
        // whole devices, each once in two hours: the same in every replication but for the last device
        let (mean, error) = mean_and_error(&rates);
        println!("{quantity}: {} {mean} ± {error}", exact(&quantity));
        assert!((mean / exact(&quantity) - 1.0).abs() < 1e-4, "{quantity}: {mean}");
        table.mean("poisson with the same mean", exact(&quantity), &poisson_rates(DENSITY * area));
    }
    table.judge();
}

fn poisson_rates(devices: f64) -> Vec<f64> {
    rates(&fleet(devices, r#"poisson = "2 h", size = "32 B""#), 4)
}

fn pareto(cap: u64) -> Sampler {
    let law = ParetoSpec { minimum: Bytes(20), shape: 2.5, cap: Bytes(cap) };
    Sampler::new(&DistributionSpec::Random(Shape::Pareto(law))).expect("a law")
}

#[test]
fn payloads() {
    const DRAWS: usize = 100_000;
    agrees("Pareto_uncapped_mean_B", pareto(100_000_000_000).mean());
    agrees("Pareto_capped200_mean_B", pareto(200).mean());
    let mut table = Table::new("payloads of mobile autonomous reporting");
    let mut samples = [const { Vec::new() }; 4];
    for replication in 0..REPLICATIONS {
        let (law, key) = (pareto(200), Key::root(1, replication));
        let mut sizes: Vec<f64> = (0..DRAWS as u64).map(|n| law.sample(key, n)).collect();
        sizes.sort_unstable_by(f64::total_cmp);
        let capped = sizes.iter().filter(|size| **size == 200.0).count() as f64 / DRAWS as f64;
        let found =
            [sizes.iter().sum::<f64>() / DRAWS as f64, capped, sizes[DRAWS / 2], sizes[DRAWS * 95 / 100]];
        samples.iter_mut().zip(found).for_each(|(column, value)| column.push(value));
    }
    table.mean("mean", exact("Pareto_capped200_mean_B"), &samples[0]);
    table.share("at the cap", exact("P_cap_200"), &samples[1]);
    table.mean("median", exact("median_B"), &samples[2]);
    table.mean("p95", exact("p95_B"), &samples[3]);
    table.judge();
}
