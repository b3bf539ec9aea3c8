//! What theory says of two queues, and what must hold whatever is compared.

use std::path::Path;

use iotcap::experiment::compare::compare;
use iotcap::experiment::compare::comparison::{Comparison, Outcome};
use iotcap::experiment::results::Results;

use crate::tool::{QUEUE, measure, results, write};

fn queues() -> [Results; 2] {
    ["mm1", "mm2"].map(|name| results(Path::new(&format!("tests/compare/{name}.toml"))))
}

/// 1 / (μ - λ) = 2.5 s against 2 / (1 - 0.36) = 3.125 s (queues_markov.csv has the same).
const SLOWER_S: f64 = 0.625;

#[test]
fn two_slow_servers_are_slower_than_a_fast_one_by_what_theory_says() {
    let comparison = compare(&queues()).unwrap();
    let mean = measure(&comparison, "devices.customers", "latency_mean");
    let [low, high] = mean.ci.unwrap();
    assert!(low <= SLOWER_S && SLOWER_S <= high, "{low} to {high} s");
    assert!(high - low < 0.1, "an interval that tells: {low} to {high} s");
    assert_eq!(mean.outcome, Outcome::Worse);
    let pair = &comparison.comparisons[0];
    assert_eq!(pair.outcome, Outcome::Worse);
    assert!(
        pair.headline.contains("is worse than") && pair.headline.contains("mean +6"),
        "{}",
        pair.headline
    );
}

/// stats_crn_variance.csv: correlation 0.95 saves a factor of 20 in replications.
#[test]
fn common_luck_takes_a_twentieth_of_the_replications() {
    let comparison = compare(&queues()).unwrap();
    let mean = measure(&comparison, "devices.customers", "latency_mean");
    let reduction = mean.variance_reduction.unwrap();
    assert!(reduction >= 20.0, "variance falls by a factor of {reduction}");
}

#[test]
fn against_itself_nothing_differs() {
    let [queue, _] = queues();
    let comparison = compare(&[queue.clone(), queue]).unwrap();
    let pair = &comparison.comparisons[0];
    assert_eq!(pair.outcome, Outcome::NoDifference);
    assert!(pair.headline.contains("No difference shown"), "{}", pair.headline);
    for difference in pair.objectives.iter().chain(&pair.measures) {
        assert_eq!((difference.difference, difference.ci), (Some(0.0), Some([0.0; 2])), "{difference:?}");
        assert_eq!(difference.reason, "the same in every replication");
    }
    assert!(comparison.settings.is_empty());
}

#[test]
fn the_other_order_turns_every_sign() {
    let [a, b] = queues();
    let (forth, back) = (compare(&[a.clone(), b.clone()]).unwrap(), compare(&[b, a]).unwrap());
    let turned = |outcome| match outcome {
        Outcome::Better => Outcome::Worse,
        Outcome::Worse => Outcome::Better,
        Outcome::Higher => Outcome::Lower,
        Outcome::Lower => Outcome::Higher,
        same => same,
    };
    let all = |comparison: &Comparison| comparison.comparisons[0].measures.clone();
    assert!(all(&forth).len() >= 8);
    for (x, y) in all(&forth).iter().zip(&all(&back)) {
        assert_eq!((&x.of, &x.metric, x.a, x.b), (&y.of, &y.metric, y.b, y.a));
        assert_eq!(x.difference, y.difference.map(|d| -d));
        assert_eq!(x.ci, y.ci.map(|[low, high]| [-high, -low]), "{} {}", x.of, x.metric);
        assert_eq!(x.outcome, turned(y.outcome));
        assert_eq!(x.variance_reduction, y.variance_reduction);
    }
}

/// Meters on the air, and clerks on a wire of their own.
const TOWN: &str = r#"
title = "A town"
[study]
duration = "6 h"
warm_up = "0 s"
replications = 6
[radio.lora]
technology = "lorawan"
region = "EU868"
[radio.lora.propagation]
model = "log-distance"
reference = { distance = "1 m", loss = "7.7 dB" }
exponent = 3.76
shadowing = "8 dB"
fading = "rayleigh"
[radio.wire]
technology = "ideal"
loss = "10 %"
[devices.meters]
count = 200
radio = "lora"
place = { disc = { radius = "6 km" } }
message = { every = "10 min", size = "20 B" }
[devices.clerks]
count = 20
radio = "wire"
message = { poisson = "2 min", size = "200 B" }
[gateways.roof]
radio = "lora"
place = { points = [{ x = "-3 km", y = "0 m" }] }
[gateways.desk]
radio = "wire"
processing = { servers = 1, service = { exponential = "2 s" } }
"#;

const HILL: &str = "extends = \"town.toml\"\n[gateways.hill]\nradio = \"lora\"\n\
    place = { points = [{ x = \"3 km\", y = \"0 m\" }] }\n";

#[test]
fn a_gateway_more_leaves_the_luck_of_all_others_alone() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "town", TOWN);
    write(folder.path(), "hill", HILL);
    let [town, hill] = ["town", "hill"].map(|name| results(&folder.path().join(format!("{name}.toml"))));
    for class in ["meters", "clerks"] {
        assert_eq!(town.samples.classes[class].offered, hill.samples.classes[class].offered, "{class}");
    }
    let comparison = compare(&[town, hill]).unwrap();
    let apart = ["devices.clerks", "gateways.desk", "processing.desk", "radio.wire"];
    let untouched = comparison.comparisons[0].measures.iter().filter(|d| apart.contains(&d.of.as_str()));
    assert!(untouched.clone().count() >= 8);
    for difference in untouched {
        assert_eq!((difference.difference, difference.ci), (Some(0.0), Some([0.0; 2])), "{difference:?}");
    }
    let delivered = measure(&comparison, "devices.meters", "delivery_ratio");
    assert_eq!(delivered.outcome, Outcome::Better, "{delivered:?}");
    let alone: Vec<&str> = comparison.comparisons[0].unmatched.iter().map(|one| one.of.as_str()).collect();
    assert_eq!(alone, ["gateways.hill"]);
    let told: Vec<&str> = comparison.settings.iter().map(|setting| setting.path.as_str()).collect();
    assert_eq!(told, ["gateways.hill.place.points", "gateways.hill.radio"]);
}

#[test]
fn several_are_each_compared_with_the_first_at_a_level_that_holds_together() {
    let [a, b] = queues();
    let two = compare(&[a.clone(), b.clone()]).unwrap();
    let three = compare(&[a.clone(), b, a]).unwrap();
    assert_eq!((two.confidence, three.confidence), (0.95, 0.975));
    let width = |comparison: &Comparison| {
        let [low, high] = measure(comparison, "devices.customers", "latency_mean").ci.unwrap();
        high - low
    };
    // t of 11 degrees of freedom: 2.200985 at 95 %, 2.593093 at 97.5 %
    assert!((width(&three) / width(&two) - 2.593093 / 2.200985).abs() < 1e-6);
    assert_eq!(three.comparisons[1].outcome, Outcome::NoDifference);
    assert!(three.headline.contains("worse: B (") && three.headline.contains("no difference shown: C ("));
}

#[test]
fn what_leads_to_no_other_decision_is_slight_and_counts_for_nothing() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "queue", &QUEUE.replace("<= 85 %", "<= 99 %"));
    // a thousandth more work: 79.7 % busy becomes 79.8 %
    let more =
        "extends = \"queue.toml\"\n[platform]\ningest = { service = { exponential = \"100.1 ms\" } }\n";
    write(folder.path(), "more", more);
    let [a, b] = ["queue", "more"].map(|name| results(&folder.path().join(format!("{name}.toml"))));
    let comparison = compare(&[a, b]).unwrap();
    let pair = &comparison.comparisons[0];
    let room = &pair.objectives[0];
    assert_eq!((room.outcome, room.slight), (Outcome::Worse, true), "{room:?}");
    assert_eq!(pair.outcome, Outcome::NoDifference);
    assert!(pair.headline.starts_with("No difference that matters shown"), "{}", pair.headline);
    let median = measure(&comparison, "devices.sources", "latency_p50");
    assert_eq!(median.outcome, Outcome::NoDifference, "less than a bucket: {median:?}");
    let mean = measure(&comparison, "devices.sources", "latency_mean");
    assert_eq!(mean.outcome, Outcome::Worse, "a mean has no buckets: {mean:?}");
}
