//! Servers that go down and come up: M/M/1 with breakdowns, availability of one link, of three in a row and of two side by
//! side, and what one known outage does to a flow.

use super::{ingest, poisson, queue};
use crate::selftest::case::Oracle;
use crate::selftest::effort::Depth;
use crate::selftest::tables::{Row, rows};
use crate::selftest::{Case, Cases, Family};

/// M/M/1 with breakdowns.
pub const BREAKDOWNS: Family = Family {
    name: "queues/breakdowns",
    about: "M/M/1 whose server goes down and up by exponential turns, jobs resumed: exact means",
    tables: &["queues_breakdown"],
    cases: breakdowns,
};

/// Availability.
pub const AVAILABILITY: Family = Family {
    name: "queues/availability",
    about: "links that fail and are repaired: MTBF / (MTBF + MTTR), of one, of three in a row and of two side by side",
    tables: &["availability"],
    cases: availability,
};

/// One outage.
pub const FLUID: Family = Family {
    name: "queues/one-outage",
    about: "one outage of a link under a steady flow: backlog, time to clear, wait of those affected",
    tables: &["fluid_outage_backlog"],
    cases: fluid,
};

/// Failures in a replication.
const FAILURES: f64 = 700.0;
const LEAST_CUSTOMERS: f64 = 100_000.0;
const MOST_CUSTOMERS: f64 = 600_000.0;
const RARE: &str = "outages so rare and long take some 18 000 failures of 870 000 customers each for 5 %: about two hours of \
                    one core";

fn breakdowns(cases: &mut Cases) {
    for row in rows("queues_breakdown") {
        let [rate, mu, up, down] = ["lambda_per_s", "mu_per_s", "MTBF_s", "MTTR_s"].map(|of| row.number(of));
        let customers = (FAILURES * rate * (up + down)).max(LEAST_CUSTOMERS);
        let name = format!("{rate} of {mu} a second, {up} s up and {down} s down");
        if customers > MOST_CUSTOMERS {
            cases.leave_out(name, RARE);
            continue;
        }
        let station = ingest(&format!(
            "service = {{ exponential = \"{} s\" }}, \
             outages = {{ up = {{ exponential = \"{up} s\" }}, down = {{ exponential = \"{down} s\" }} }}",
            1.0 / mu
        ));
        let parts = format!("{}{station}", poisson("customers", rate, 1, ""));
        let case = Case::new(name, queue(customers, rate, &parts))
            .depth(if customers > 4.0 * LEAST_CUSTOMERS { Depth::Usual } else { Depth::Quick })
            .mean("T_mean_s", row.number("T_mean_s"), |run| run.latencies("customers").mean())
            .mean("L", row.number("L"), |run| run.mean_customers("customers"))
            .share("busy", rate / mu, |run| (run.busy_time("platform.ingest"), run.window_s()));
        cases.simulate(case);
    }
}

const LINKS: [&str; 3] = ["first", "second", "third"];

/// Both of two down, in a replication; of some thousand in all half of the 95 % interval is a tenth.
const BOTH_DOWN: f64 = 60.0;

/// A link that is given packets of 25 years, one a year: it is at work whenever it is up. The table's hours are
/// minutes or less here, since only their ratio counts and a study lasts 10 years at most.
fn link(name: &str, row: &Row, hour_s: f64) -> String {
    let [up, down] = ["MTBF_h", "MTTR_h"].map(|of| row.number(of) * hour_s);
    format!(
        "[devices.{name}]\ncount = 1\nradio = \"wire\"\ngateway = \"{name}\"\n\
         message = {{ every = \"8760 h\", phase = \"aligned\", size = \"100 MB\" }}\n\
         [gateways.{name}]\nradio = \"wire\"\nlink = \"{name}\"\n\
         [links.{name}]\nto = \"platform\"\nrate = \"1 bit/s\"\n\
         outages = {{ up = {{ exponential = \"{up} s\" }}, down = {{ exponential = \"{down} s\" }} }}\n"
    )
}

/// Links on their own over so many of the table's hours.
fn links(names: &[&str], row: &Row, hours: f64, hour_s: f64) -> String {
    let links: String = names.iter().map(|name| link(name, row, hour_s)).collect();
    format!(
        "title = \"Links\"\n[study]\nduration = \"{} s\"\nwarm_up = \"0 s\"\n\
         [radio.wire]\ntechnology = \"ideal\"\n{links}",
        hours * hour_s
    )
}

fn availability(cases: &mut Cases) {
    for row in rows("availability") {
        let (up, down) = (row.number("MTBF_h"), row.number("MTTR_h"));
        let name = format!("{up} h up and {down} h down");
        let scenario = links(&LINKS, &row, 100.0 * (up + down), 60.0);
        let case = Case::new(&name, scenario)
            .share("one down", 1.0 - row.number("A_single"), |run| {
                let up: f64 = LINKS.iter().map(|name| run.busy_time(&format!("links.{name}"))).sum();
                (3.0 * run.window_s() - up, 3.0 * run.window_s())
            })
            .share("any of three down", 1.0 - row.number("A_series_of_3"), |run| {
                let up = run.all_busy(&LINKS.map(|name| format!("links.{name}")));
                (run.window_s() - up, run.window_s())
            });
        cases.simulate(case);
        cases.simulate(side_by_side(format!("{name}, two side by side"), &row));
    }
}

/// Two that fail by themselves: what a backup without time to switch leaves. They are seen so long that both are down as
/// often as it takes.
fn side_by_side(name: String, row: &Row) -> Case {
    let (up, down) = (row.number("MTBF_h"), row.number("MTTR_h"));
    let between = (up + down) * (up + down) / (2.0 * down);
    let names = &LINKS[..2];
    Case::new(name, links(names, row, libm::round(BOTH_DOWN * between), 0.5)).depth(Depth::Usual).share(
        "both of two down",
        1.0 - row.number("A_1of2_parallel"),
        |run| {
            let names = [LINKS[0], LINKS[1]].map(|name| format!("links.{name}"));
            let one: f64 = names.iter().map(|name| run.busy_time(name)).sum();
            (run.window_s() - one + run.all_busy(&names), run.window_s())
        },
    )
}

/// A packet every 1/λ s, and 1/μ s for each: as near as packets come to a fluid.
fn fluid(cases: &mut Cases) {
    for row in rows("fluid_outage_backlog") {
        let [rate, mu, outage] = ["lambda_per_s", "mu_per_s", "outage_s"].map(|of| row.number(of));
        let clear = row.number("time_outage_start_to_clear_s");
        let flow = poisson("packets", rate, 100, "").replace("poisson", "phase = \"aligned\", every");
        let link = format!(
            "[gateways.door]\nradio = \"wire\"\nlink = \"line\"\n[links.line]\nto = \"platform\"\n\
             rate = \"{} bit/s\"\noutages = {{ at = \"10 s\", for = \"{outage} s\" }}\n",
            800.0 * mu
        );
        let case = Case::new(
            format!("{rate} of {mu} a second, down for {outage} s"),
            queue(rate * (clear + 60.0), rate, &format!("{flow}{link}")),
        )
        .set("study.warm_up=0 s")
        .replications(2)
        .mean("affected", Oracle::from(rate * clear).within(2.0), |run| {
            let (affected, _) = run.waits("links.line").positive();
            affected
        })
        .mean(
            "mean wait of those affected, s",
            Oracle::from(row.number("mean_wait_of_affected_s")).within(1.0 / rate),
            |run| {
                let waits = run.waits("links.line");
                let mean_of_all = waits.mean();
                let (affected, all) = waits.positive();
                mean_of_all * all / affected
            },
        )
        .mean("longest wait, s", Oracle::from(outage).within(1.0 / rate), |run| {
            run.waits("links.line").quantile(1.0)
        });
        cases.simulate(case);
    }
}
