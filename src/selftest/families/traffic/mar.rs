//! Mobile autonomous reporting (3GPP TR 45.820, annex E.2.2) and the connection density of IMT-2020.

use super::fleet;
use crate::model::distribution::{DistributionSpec, ParetoSpec, Sampler, Shape};
use crate::model::traffic::{Mix, MixSpec};
use crate::selftest::case::Oracle;
use crate::selftest::effort::Depth;
use crate::selftest::tables::rows;
use crate::selftest::{Case, Cases, Family};
use crate::units::Bytes;

/// The family.
pub const FAMILY: Family = Family {
    name: "traffic/mar",
    about: "3GPP's autonomous reporting: its rates and payloads; the connection density of IMT-2020",
    tables: &["traffic_mar_imt2020"],
    cases,
};

/// Devices of a sector (TR 45.820: 1732 m between sites, 1500 households a km² of 40 devices).
const SECTOR: f64 = 52_547.0;
/// Devices a km², and the interval of their messages, s (ITU-R M.2412).
const DENSITY: f64 = 1e6;
const INTERVAL_S: f64 = 7200.0;
const DAY_S: f64 = 86_400.0;
const FOUR_HOURS_S: f64 = 14_400.0;
/// Digits of the table.
const ROUNDING: f64 = 1e-8;
const PAYLOAD: &str = r#"size = { pareto = { minimum = "20 B", shape = 2.5, cap = "200 B" } }"#;

fn answer(quantity: &str) -> f64 {
    let all = rows("traffic_mar_imt2020");
    let row = all.iter().find(|row| row.text("quantity") == quantity);
    row.map_or(f64::NAN, |row| row.number("value"))
}

fn cases(cases: &mut Cases) {
    formulas(cases);
    let reports =
        Case::new("a sector", fleet(SECTOR, &format!("mix = \"mar\", {PAYLOAD}"), FOUR_HOURS_S, ""))
            .depth(Depth::Usual)
            .mean("reports a second", answer("52547_dev_per_sector_reports_per_s"), |run| {
                run.delivered().1 / run.window_s()
            });
    cases.simulate(reports);
    cases.simulate(payloads());
    density(cases);
}

fn formulas(cases: &mut Cases) {
    let per_s = Mix::new(&MixSpec::Mar).rate_per_s();
    for (quantity, ours) in [
        ("reports_per_device_per_s", per_s),
        ("reports_per_device_per_day", per_s * DAY_S),
        ("mean_interval_s_by_rate", 1.0 / per_s),
        ("52547_dev_per_sector_reports_per_s", per_s * SECTOR),
        ("Pareto_uncapped_mean_B", mean_of_pareto(100_000_000_000)),
        ("Pareto_capped200_mean_B", mean_of_pareto(200)),
        ("IMT2020_msgs_per_s_per_km2", DENSITY / INTERVAL_S),
        ("IMT2020_sector_area_km2_ISD500", sector_km2(500.0)),
        ("IMT2020_sector_area_km2_ISD1732", sector_km2(1732.0)),
    ] {
        let exact = answer(quantity);
        cases.exactly(quantity, exact, ours, ROUNDING * exact);
    }
}

/// A third of a hexagonal site's area, for sites so many metres apart.
fn sector_km2(apart_m: f64) -> f64 {
    apart_m * apart_m * 1e-6 * libm::sqrt(3.0) / 6.0
}

fn mean_of_pareto(cap: u64) -> f64 {
    let law = ParetoSpec { minimum: Bytes(20), shape: 2.5, cap: Bytes(cap) };
    Sampler::new(&DistributionSpec::Random(Shape::Pareto(law))).map_or(f64::NAN, |law| law.mean())
}

/// On a link of one byte a second, which nobody else uses, a message takes as many seconds as it has bytes. They are
/// whole, the law's values are real: half a byte either way.
fn payloads() -> Case {
    let link = "link = \"bytes\"\n[links.bytes]\nto = \"platform\"\nrate = \"8 bit/s\"\n";
    let scenario = fleet(1.0, &format!("every = \"300 s\", {PAYLOAD}"), 300.0 * 20_000.0, link);
    let whole = |quantity: &str| Oracle::from(answer(quantity)).within(0.5);
    // from 199.5 B on: (200 / 199.5)^2.5 as many
    let capped = answer("P_cap_200");
    let rounded = Oracle::from(capped).within(capped * 0.0063);
    Case::new("payloads", scenario)
        .mean("mean_B", whole("Pareto_capped200_mean_B"), |run| run.latencies("fleet").mean())
        .mean("median_B", whole("median_B"), |run| run.latencies("fleet").quantile(0.5))
        .mean("p95_B", whole("p95_B"), |run| run.latencies("fleet").quantile(0.95))
        .share("P_cap_200", rounded, |run| run.latencies("fleet").beyond(199.5))
}

/// Whole devices, each twice in four hours: the same in every replication.
fn density(cases: &mut Cases) {
    for apart in [500, 1732] {
        let quantity = format!("IMT2020_1e6perkm2_1msg_per_2h_msgs_per_s_per_sector_ISD{apart}");
        let devices = libm::round(DENSITY * sector_km2(f64::from(apart)));
        let last_device = Oracle::from(answer(&quantity)).within(0.5 / INTERVAL_S);
        let scenario = fleet(devices, r#"every = "2 h", size = "32 B""#, FOUR_HOURS_S, "");
        let case = Case::new(format!("10^6 devices a km², sites {apart} m apart"), scenario)
            .replications(2)
            .depth(Depth::Usual)
            .mean("messages a second", last_device, |run| run.delivered().1 / run.window_s());
        cases.simulate(case);
    }
}
