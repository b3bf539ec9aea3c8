//! MMPP(2)/M/1 and batches: both burstier than a Poisson process of the same rate.

use super::{DOOR, queue};
use crate::judge::Table;
use crate::ledger::{REPLICATIONS, network, replicate};
use crate::oracle::{Row, rows};

const CUSTOMERS: f64 = 250_000.0;
/// Of the longest batches, whose stays vary most.
const CUSTOMERS_OF_LONGEST: f64 = 400_000.0;
/// The fourth row's states last ten minutes and an hour, 10 000 services long and more: some 10^4 cycles of 42 000
/// messages, 4·10^8 or 100 CPU seconds, would bring the mean stay within 5 %.
const SLOWEST_PER_S: f64 = 0.005;

fn stays(process: &str, rate: f64, customers: f64) -> Vec<[f64; 2]> {
    let parts = format!(
        r#"
[devices.customers]
count   = 1
radio   = "wire"
message = {{ {process}, size = "1 B" }}
{DOOR}[platform]
ingest = {{ service = {{ exponential = "1 s" }} }}
"#
    );
    let network = network(&queue(customers, rate, &parts));
    let seconds = (network.clock.to - network.clock.from).as_secs_f64();
    replicate(&network, REPLICATIONS, |ledger| [ledger.latencies(0).mean(), ledger.delivered().1 / seconds])
}

fn states(row: &Row) -> String {
    let state = |rate: &str, leave: &str| {
        format!(r#"{{ poisson = "{} s", lasts = "{} s" }}"#, 1.0 / row.number(rate), 1.0 / row.number(leave))
    };
    let (first, second) =
        (state("lambda1_per_s", "rate_1to2_per_s"), state("lambda2_per_s", "rate_2to1_per_s"));
    format!("mmpp = [{first}, {second}]")
}

#[test]
fn mmpp_m_1() {
    let mut table = Table::new("MMPP(2)/M/1");
    for row in rows("queues_mmpp_m1") {
        if row.number("rate_1to2_per_s") < SLOWEST_PER_S {
            continue;
        }
        assert_eq!(row.number("mu_per_s"), 1.0);
        let rate = row.number("mean_lambda_per_s");
        let runs = stays(&states(&row), rate, CUSTOMERS);
        let of = |at: usize| runs.iter().map(|run| run[at]).collect::<Vec<f64>>();
        let name = format!("states {} and {} /s", row.text("lambda1_per_s"), row.text("lambda2_per_s"));
        table.mean(format!("{name}, mean stay"), row.number("T_mean_s"), &of(0));
        table.mean(format!("{name}, customers a second"), rate, &of(1));
        let poisson = 1.0 / (1.0 - rate);
        let least = of(0).into_iter().fold(f64::INFINITY, f64::min);
        assert!(least > poisson, "{name}: {least} s in one replication, {poisson} s with Poisson arrivals");
    }
    table.judge();
}

/// A Poisson process that is on and off is an MMPP with one silent state, and a renewal process with two phases
/// (A. Kuczura, Bell System Technical Journal 52, 1973): H2/M/1.
#[test]
fn interrupted_poisson_is_two_phase_renewal() {
    let (while_on, leave, come) = (2.0, 0.5, 0.25);
    let rate = while_on * come / (leave + come);
    // σ = A*(1 − σ) with A*(s) = λ (s + come) / ((s + λ + leave)(s + come) − leave·come)
    let transform = |s: f64| while_on * (s + come) / ((s + while_on + leave) * (s + come) - leave * come);
    let sigma = (0..10_000).fold(0.5, |sigma, _| transform(1.0 - sigma));
    let mut table = Table::new("interrupted Poisson/M/1");
    let on_off = r#"on_off = { on = { exponential = "2 s" }, off = { exponential = "4 s" } }"#;
    let modulated = r#"mmpp = [{ poisson = "500 ms", lasts = "2 s" }, { lasts = "4 s" }]"#;
    for (name, process) in
        [("on-off", format!(r#"poisson = "500 ms", {on_off}"#)), ("mmpp", modulated.into())]
    {
        let runs = stays(&process, rate, CUSTOMERS);
        let of = |at: usize| runs.iter().map(|run| run[at]).collect::<Vec<f64>>();
        table.mean(format!("{name}, mean stay"), 1.0 / (1.0 - sigma), &of(0));
        table.mean(format!("{name}, customers a second"), rate, &of(1));
    }
    table.judge();
}

#[test]
fn batches() {
    let mut table = Table::new("M^[X]/M/1");
    for row in rows("queues_batch") {
        let (model, mean) = row.text("model").rsplit_once(' ').expect("a batch size");
        let batches = row.number("batch_rate_per_s");
        let batch = match model.contains("geometric") {
            true => format!("{{ geometric = {mean} }}"),
            false => mean.to_string(),
        };
        let process = format!(r#"poisson = "{} s", batch = {batch}"#, 1.0 / batches);
        let customers = if row.number("T_mean_s") < 100.0 { CUSTOMERS } else { CUSTOMERS_OF_LONGEST };
        let runs = stays(&process, row.number("rho"), customers);
        let of = |at: usize| runs.iter().map(|run| run[at]).collect::<Vec<f64>>();
        table.mean(format!("{}, mean stay", row.text("model")), row.number("T_mean_s"), &of(0));
        let customers: Vec<f64> = runs.iter().map(|run| run[0] * run[1]).collect();
        table.mean(format!("{}, customers in the system", row.text("model")), row.number("L"), &customers);
    }
    table.judge();
}
