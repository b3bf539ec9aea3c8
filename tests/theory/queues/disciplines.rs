//! What holds of disciplines: processor sharing does not care for the law of service; no discipline that keeps
//! the server at work moves the mean of an M/M/1; fair queueing shares by weight and keeps classes apart.

use super::{DOOR, poisson, queue};
use crate::judge::Table;
use crate::ledger::{REPLICATIONS, network, replicate};
use crate::oracle::rows;

const CUSTOMERS: f64 = 100_000.0;
/// Laws of mean 1 s. The cap of the Pareto law takes 2e-10 s from its mean.
const LAWS: [(&str, &str); 4] = [
    ("constant", r#""1 s""#),
    ("exponential", r#"{ exponential = "1 s" }"#),
    ("hyper-exponential, scv 4", r#"{ hyper-exponential = { mean = "1 s", scv = 4 } }"#),
    ("Pareto 2.5", r#"{ pareto = { minimum = "600 ms", shape = 2.5, cap = "1000000 s" } }"#),
];

#[test]
fn processor_sharing_is_insensitive() {
    let mut table = Table::new("M/G/1-PS");
    for row in rows("queues_mg1").into_iter().filter(|row| row.text("model") == "M/G/1-PS") {
        let rate = row.number("lambda_per_s");
        for (law, service) in LAWS {
            let parts = format!(
                "{}{DOOR}[platform]\ningest = {{ service = {service}, discipline = \"processor-sharing\" }}\n",
                poisson("customers", rate, 1, "")
            );
            let network = network(&queue(CUSTOMERS, rate, &parts));
            let runs = replicate(&network, REPLICATIONS, |ledger| ledger.latencies(0).mean());
            table.mean(format!("{law} at {rate}"), row.number("T_mean_s"), &runs);
        }
    }
    table.judge();
}

/// Two classes of exponential work, 1 s on average, at 0.8 in all.
fn two_classes(discipline: &str, on_a_link: bool) -> String {
    let class = |name: &str, rate: f64, more: &str| {
        let size = if on_a_link { r#"{ exponential = "10 kB" }"# } else { r#""1 B""# };
        poisson(name, rate, 1, more).replace(r#""1 B""#, size)
    };
    let classes = class("one", 0.3, "priority = 1\nweight = 2.5") + &class("other", 0.5, "");
    let server = match on_a_link {
        true => format!(
            "[gateways.door]\nradio = \"wire\"\nlink = \"line\"\n\
             [links.line]\nto = \"platform\"\nrate = \"80 kbit/s\"\ndiscipline = \"{discipline}\"\n"
        ),
        false => format!(
            "{DOOR}[platform]\ningest = {{ service = {{ exponential = \"1 s\" }}, discipline = \"{discipline}\" }}\n"
        ),
    };
    queue(CUSTOMERS, 0.8, &(classes + &server))
}

#[test]
fn no_discipline_moves_the_mean_of_an_mm1() {
    let mut table = Table::new("M/M/1 at 0.8 under every discipline");
    for discipline in ["fifo", "priority", "preemptive-priority", "processor-sharing", "weighted-fair"] {
        for (on_a_link, at) in [(false, "station"), (true, "link")] {
            let network = network(&two_classes(discipline, on_a_link));
            let runs = replicate(&network, REPLICATIONS, |ledger| ledger.latency_of_all());
            table.mean(format!("{discipline} at a {at}"), 5.0, &runs);
        }
    }
    table.judge();
}

/// A link of 1000 B/s on which two classes offer ten times that, and a third a little, by weights 1, 2 and 5.
fn flooded(more: &str) -> String {
    let flood = |name: &str, bytes: u32, weight: f64| {
        poisson(name, 10_000.0 / f64::from(bytes), bytes, &format!("weight = {weight}"))
    };
    let link = "[gateways.door]\nradio = \"wire\"\nlink = \"line\"\n[links.line]\nto = \"platform\"\n\
                rate = \"8 kbit/s\"\ndiscipline = \"weighted-fair\"\n";
    let (one, two) = (flood("one", 100, 1.0), flood("two", 250, 2.0));
    queue(0.0, 1.0, &format!("{one}{two}{more}{link}"))
        .replace("duration = \"0 s\"", "duration = \"1000 s\"")
        .replace("warm_up  = \"10000 s\"", "warm_up  = \"10 s\"\nreplications = 2")
}

#[test]
fn fair_queueing_shares_a_saturated_link_by_weight() {
    let five = poisson("five", 100.0, 50, "weight = 5");
    let network = network(&flooded(&five));
    let sent = replicate(&network, 5, |ledger| [0, 1, 2].map(|class| ledger.ended(class)));
    for sent in sent {
        let by_weight: Vec<f64> =
            sent.iter().zip([100.0, 125.0, 10.0]).map(|(n, each)| *n as f64 * each).collect();
        // Golestani 1994, theorem 2: |Wi/ri - Wj/rj| <= Li/ri + Lj/rj, here with ri = weight
        for (i, j, bound) in [(0, 1, 225.0), (0, 2, 110.0), (1, 2, 135.0)] {
            let unfair = (by_weight[i] - by_weight[j]).abs();
            assert!(unfair <= bound, "{i} and {j}: {unfair} of {by_weight:?}");
        }
        assert!((sent[0] * 100 + sent[1] * 250 + sent[2] * 50).abs_diff(1_000_000) <= 250, "{sent:?}");
    }
}

#[test]
fn fair_queueing_keeps_who_sends_little_from_who_floods() {
    // 50 B every 100 ms is 500 B/s of the 625 B/s that weight 5 of 8 guarantees
    let five = poisson("five", 10.0, 50, "weight = 5").replace("poisson", "every");
    let network = network(&flooded(&five));
    let longest = replicate(&network, 5, |ledger| ledger.latencies(2).quantile(1.0));
    // Golestani 1994, theorem 3 with one packet of burst: L/r, and the largest packet of each other class at C
    let bound = 50.0 / 625.0 + (100.0 + 250.0) / 1000.0;
    assert!(
        longest.iter().all(|longest| (0.05..=bound).contains(longest)),
        "{longest:?} s, at most {bound} s"
    );
}
