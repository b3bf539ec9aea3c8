//! Engset: few sources that think, are served at once or turned away, and think again. Those who ask see the
//! system of the other N − 1, not the time average.

use super::{ingest, queue};
use crate::selftest::tables::rows;
use crate::selftest::{Case, Cases, Family};

/// The family.
pub const FAMILY: Family = Family {
    name: "queues/engset",
    about: "Engset's loss system: finite sources, call and time congestion",
    tables: &["queues_engset"],
    cases,
};

const CUSTOMERS: f64 = 50_000.0;

fn cases(cases: &mut Cases) {
    for row in rows("queues_engset") {
        let (sources, channels) = (row.number("N_sources"), row.number("channels"));
        let think = 1.0 / row.number("alpha_idle_source_rate_over_mu");
        let station =
            ingest(&format!("servers = {channels}, service = {{ exponential = \"1 s\" }}, waiting_room = 0"));
        let parts = format!(
            r#"
[devices.sources]
count   = {sources}
radio   = "wire"
message = {{ idle = {{ exponential = "{think} s" }}, size = "1 B" }}
{station}"#
        );
        let name = format!("{sources} sources, {channels} channels");
        let case = Case::new(name, queue(CUSTOMERS, sources / (think + 1.0), &parts))
            .share("call congestion", row.number("call_congestion"), |run| run.refused("platform.ingest"))
            .share("time congestion", row.number("time_congestion"), move |run| {
                run.share_of_time("platform.ingest", channels as i64)
            });
        cases.simulate(case);
    }
}
