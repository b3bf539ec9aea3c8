//! A fleet reconnects after an outage: a uniform ramp into a server of fixed rate, against the fluid limit; as a burst of messages, and
//! as the sessions that it is.

use super::fleet;
use crate::selftest::case::Oracle;
use crate::selftest::effort::Depth;
use crate::selftest::tables::{Row, rows};
use crate::selftest::{Case, Cases, Family};

/// The family.
pub const FAMILY: Family = Family {
    name: "traffic/storm",
    about: "reconnect storm: a ramp into a server of fixed rate, against its fluid limit",
    tables: &["fluid_reconnect_storm"],
    cases,
};

/// What a fluid leaves out, of the greatest figure of its kind: luck moves a fleet of N by the order of √N.
const FLUID: f64 = 0.01;
const REPLICATIONS: u64 = 4;
const LARGE: f64 = 500_000.0;

fn cases(cases: &mut Cases) {
    for row in rows("fluid_reconnect_storm") {
        cases.simulate(case(&row));
        cases.simulate(sessions(&row));
    }
}

fn case(row: &Row) -> Case {
    let (devices, ramp, rate) =
        (row.number("N_devices"), row.number("ramp_W_s"), row.number("service_per_s"));
    let served = row.number("time_all_served_s");
    let burst = format!("burst = {{ after = \"0 s\", within = \"{ramp} s\", shape = \"uniform\" }}");
    let parts = format!("[platform]\nconnect = {{ service = \"{} s\" }}\n", 1.0 / rate);
    let scenario = fleet(devices, &format!("{burst}, size = \"1 B\""), 1.2 * served, &parts);
    let of =
        |column: &str, scale: f64| (Oracle::from(row.number(column)).within(FLUID * scale), FLUID * scale);
    let (backlog, of_fleet) = of("peak_backlog", devices);
    let (all_served, of_time) = of("time_all_served_s", served);
    Case::new(format!("{devices} devices at {rate} a second"), scenario)
        .replications(REPLICATIONS)
        .depth(if devices > LARGE { Depth::Usual } else { Depth::Quick })
        .identity("messages", devices, |run| run.delivered().0)
        .mean("peak_backlog", backlog, |run| run.customers("fleet").peak() as f64)
        .no_wider_than(of_fleet)
        .mean("time_all_served_s", all_served, |run| run.last_delivery("fleet"))
        .no_wider_than(of_time)
        .mean("max_wait_s", of("max_wait_s", served).0, |run| run.latencies("fleet").quantile(1.0))
        .no_wider_than(of_time)
        .mean("mean_wait_s", of("mean_wait_s", served).0, |run| run.latencies("fleet").mean())
        .no_wider_than(of_time)
}

/// Devices that connect for the first time over the ramp, none of which gives up.
fn sessions(row: &Row) -> Case {
    let (devices, ramp, rate) =
        (row.number("N_devices"), row.number("ramp_W_s"), row.number("service_per_s"));
    let served = row.number("time_all_served_s");
    let parts = format!(
        "[platform]\nconnect = {{ service = \"{} s\" }}\n[devices.fleet.session]\nbegins = {{ over = \"{ramp} s\" }}\n\
         protocol = {{ round_trips = 1, bytes_up = \"1 B\", bytes_down = \"1 B\" }}\nconnect_timeout = \"1 h\"\n",
        1.0 / rate
    );
    let scenario = fleet(devices, "every = \"1 d\", size = \"1 B\"", 1.2 * served, &parts);
    let of =
        |column: &str, scale: f64| (Oracle::from(row.number(column)).within(FLUID * scale), FLUID * scale);
    let (backlog, of_fleet) = of("peak_backlog", devices);
    let (all_served, of_time) = of("time_all_served_s", served);
    Case::new(format!("{devices} sessions at {rate} a second"), scenario)
        .replications(REPLICATIONS)
        .depth(if devices > LARGE { Depth::Full } else { Depth::Quick })
        .identity("attempts", devices, |run| run.attempts_by_second("fleet").iter().sum::<u64>() as f64)
        .mean("peak_backlog", backlog, |run| run.most_asking("fleet"))
        .no_wider_than(of_fleet)
        .mean("time_all_served_s", all_served, |run| run.last_connect("fleet"))
        .no_wider_than(of_time)
        .mean("max_wait_s", of("max_wait_s", served).0, |run| run.waits("platform.connect").quantile(1.0))
        .no_wider_than(of_time)
        .mean("mean_wait_s", of("mean_wait_s", served).0, |run| run.waits("platform.connect").mean())
        .no_wider_than(of_time)
}
