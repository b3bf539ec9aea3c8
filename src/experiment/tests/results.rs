//! What stands under the fixed paths of the results.

use super::{pool, scenario};
use crate::engine::recorder::{Part, Recorder};
use crate::experiment::assemble::{Provenance, assemble};
use crate::experiment::pool::Pool;
use crate::experiment::results::{Balance, Results};
use crate::experiment::study::Study;
use crate::measure::fixture::{GATEWAY, LINK, at, clock, counts, deliver, layout, message, network};
use crate::measure::tally::Tally;
use crate::model::cause::Cause;
use crate::network::ids::ElementId;
use crate::network::layout::GatewaySite;
use crate::network::{Network, Traffic};
use crate::units::Span;

fn results_of(network: &Network, pool: Pool) -> Results {
    let study = Study { pool, clock: clock(), warm_up: None, precision: Default::default() };
    let mut layout = layout();
    layout.gateways = vec![GatewaySite { element: GATEWAY, x_m: 5.0, y_m: 6.0, off: false }];
    assemble(&scenario(""), network, &study, &layout, Provenance::default())
}

/// Twenty messages, one lost and one in flight.
fn usual(replication: u64, tally: &mut Tally) {
    for n in 0..18u64 {
        deliver(tally, message(n as u32 % 2, 1000.0 + n as f64), Span(1_000_000 * (1 + n + replication)));
    }
    tally.born(message(2, 1050.0));
    tally.lost(message(2, 1050.0), at(1051.0), Cause::Collision, GATEWAY);
    tally.born(message(3, 1099.5));
    tally.in_flight(message(3, 1099.5));
}

#[test]
fn promise_1_the_books_balance() {
    let results = results_of(&network(), pool(4, usual));
    let balance = Balance { offered: 80, delivered: 72, lost: 4, in_flight: 4, balanced: true };
    assert_eq!(results.conservation.total, balance);
    assert_eq!(
        results.conservation.classes.keys().collect::<Vec<_>>(),
        ["meters"],
        "foreign ones are not ours"
    );
}

#[test]
fn promise_2_one_cause_one_place() {
    let meters = &results_of(&network(), pool(4, usual)).classes["meters"];
    assert_eq!(meters.lost["collision"]["gateways.roof:1"], 4);
    assert_eq!(meters.lost.len(), 1);
    assert_eq!(meters.series.lost["collision"].iter().sum::<u64>(), 4);
    assert_eq!(meters.series.lost["collision"][50], 4);
}

#[test]
fn class_figures_have_values_and_intervals() {
    let meters = &results_of(&network(), pool(4, usual)).classes["meters"];
    assert_eq!(meters.delivery_ratio.value, Some(0.9));
    let [low, high] = meters.delivery_ratio.ci.unwrap();
    assert!(low < 0.9 && high > 0.9, "all replications agree, Wilson still has a width");
    assert_eq!((meters.latency_s.mean.value, meters.copies.value), (Some(0.011), Some(1.0)));
    assert_eq!(meters.out_of_coverage.value, Some(0.25));
    assert_eq!(meters.data_rates.keys().collect::<Vec<_>>(), ["SF7", "SF8"]);
    assert_eq!(meters.devices_below["90 %"].value, Some(0.5));
    assert_eq!(meters.series.offered.len(), 100);
}

#[test]
fn promise_3_the_waterfall_sums_to_the_mean_latency() {
    let meters = &results_of(&network(), pool(4, usual)).classes["meters"];
    let all: f64 = meters.waterfall.iter().filter_map(|row| row.all.value).sum();
    assert!((all - meters.latency_s.mean.value.unwrap()).abs() < 1e-12);
    assert_eq!(
        (meters.waterfall[0].part.as_str(), meters.waterfall[0].element.as_str()),
        ("waiting", "links.lte")
    );
    let p95 = meters.waterfall[0].p95.value.unwrap();
    assert!((p95 / meters.latency_s.p95.value.unwrap() - 1.0).abs() < 0.05);
}

#[test]
fn d6_the_waterfall_follows_the_path() {
    let pool = pool(2, |_, tally| {
        tally.born(message(0, 1000.0));
        let parts = [3, 4, 0].map(|row| Part { row, element: ElementId(0), span: Span(7) });
        tally.delivered(message(0, 1000.0), at(1000.0) + Span(21), &parts, 1, None);
    });
    let meters = &results_of(&network(), pool).classes["meters"];
    let rows: Vec<&str> = meters.waterfall.iter().map(|row| row.element.as_str()).collect();
    assert_eq!(rows, ["radio.lora", "gateways.roof", "platform.ingest"]);
}

#[test]
fn the_distribution_rises_to_one() {
    let cdf = &results_of(&network(), pool(4, usual)).classes["meters"].latency_cdf;
    assert!(cdf.windows(2).all(|pair| pair[0][0] < pair[1][0] && pair[0][1] < pair[1][1]));
    assert_eq!(cdf.last().unwrap()[1], 1.0);
    assert!(cdf.last().unwrap()[0] >= 0.021);
}

#[test]
fn d12_groups_stand_before_their_members() {
    let results = results_of(&network(), pool(4, usual));
    let names: Vec<&str> = results.elements.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "radio.lora",
            "gateways.roof",
            "gateways.roof:1",
            "gateways.roof:2",
            "links.lte",
            "links.lte@roof:1",
            "links.lte@roof:2",
            "platform.ingest"
        ]
    );
    assert_eq!(results.elements["links.lte@roof:1"].group.as_deref(), Some("links.lte"));
    assert_eq!(results.elements["links.lte"].capacity.as_deref(), Some("2 Mbit/s"));
    assert_eq!(results.elements["platform.ingest"].capacity.as_deref(), Some("2 servers x 500/s"));
    assert_eq!(results.elements["gateways.roof"].capacity.as_deref(), Some("8 demodulators"));
    assert_eq!(results.elements["radio.lora"].utilisation.mean.value, None);
}

#[test]
fn members_beyond_the_limit_stand_apart() {
    let mut network = network();
    for n in 3..=1001u32 {
        let element =
            crate::network::Element { name: format!("links.lte@roof:{n}"), ..network.elements[4].clone() };
        network.elements.insert(2 + n as usize, element);
        network.servers.push(crate::network::ServerPlan::None);
    }
    network.groups[2].len = 1001;
    network.groups[3].first = ElementId(1004);
    let mut tally = Tally::new(&network, clock());
    (0..72).for_each(|_| tally.waited(ElementId(3), at(1001.0), Span(77)));
    let counts = tally.finish(&network, &layout()).unwrap();
    let mut pool = Pool::default();
    pool.fold(crate::experiment::replicate::Replicate::new(&network, 0, counts));
    let results = results_of(&network, pool);
    assert_eq!((results.elements.len(), results.members.len()), (6, 1001));
    assert!(!serde_json::to_string(&results).unwrap().contains("roof:1001"));
    assert_eq!(results.elements["links.lte"].waiting_s.p95.value, Some(77e-9), "the group's own histogram");
}

#[test]
fn promise_4_results_are_read_back_as_written() {
    let results = results_of(&network(), pool(4, usual));
    let text = serde_json::to_string(&results).unwrap();
    assert_eq!(serde_json::from_str::<Results>(&text).unwrap(), results);
    let mut speaking = network();
    let message = toml::from_str("every = \"1 h\"\nsize = \"20 B\"").unwrap();
    let traffic = Traffic::new(&message, 1, &speaking.clock);
    speaking.classes.iter_mut().for_each(|class| class.traffic = Some(traffic.clone()));
    let silent = results_of(&speaking, pool(2, |_, _| {}));
    assert!(silent.warnings.iter().any(|w| w.contains("no message was born")), "{:?}", silent.warnings);
    let text = serde_json::to_string(&silent).unwrap();
    assert_eq!(serde_json::from_str::<Results>(&text).unwrap(), silent, "nothing is NaN");
}

#[test]
fn promise_6_overload_is_visible() {
    let results = results_of(
        &network(),
        pool(2, |_, tally| {
            for n in 0..100u32 {
                for _ in 0..9 {
                    tally.arrived(LINK, at(1000.0 + f64::from(n)), Span::from_secs(1));
                }
            }
        }),
    );
    assert_eq!(
        results.warnings[0],
        "links.lte@roof:1: offered 900 % of service; backlog grows by 8 messages/s"
    );
    let dropping = |cause| {
        let drops = |_, tally: &mut Tally| {
            for n in 0..100u32 {
                (0..3).for_each(|_| tally.arrived(LINK, at(1000.0 + f64::from(n)), Span::from_millis(500)));
                tally.dropped(LINK, at(1000.0 + f64::from(n)), cause, None);
            }
        };
        results_of(&network(), pool(2, drops)).warnings[0].clone()
    };
    let told = "links.lte@roof:1: offered 150 % of service;";
    assert_eq!(dropping(Cause::BufferOverflow), format!("{told} its room is full and drops 1 messages/s"));
    assert_eq!(dropping(Cause::Throttled), format!("{told} its limit refuses 1 messages/s"));
}

#[test]
fn promise_7_one_replication_says_that_it_has_no_interval() {
    let results = results_of(&network(), pool(1, usual));
    assert!(results.warnings.iter().any(|w| w == "one replication: no figure has an interval"));
    let meters = &results.classes["meters"];
    assert_eq!(
        (meters.delivery_ratio.ci, meters.latency_s.p95.ci, meters.latency_s.mean.ci),
        (None, None, None)
    );
    assert!(meters.latency_s.mean.value.is_some());
}

#[test]
fn d4_in_flight_is_shown_above_a_tenth_of_a_per_cent() {
    let results = results_of(&network(), pool(2, usual));
    let told = |w: &&String| w.starts_with("devices.meters: 5 % of its messages were still in flight");
    assert_eq!(results.warnings.iter().filter(told).count(), 1, "{:?}", results.warnings);
}

#[test]
fn map_gives_devices_of_a_replication_and_gateways() {
    let results = results_of(&network(), pool(3, usual));
    let devices: f64 = results.map.bins.iter().map(|bin| bin.devices).sum();
    assert_eq!((devices, results.map.gateways[0].element.as_str()), (4.0, "gateways.roof:1"));
    assert!(results.map.bin_m > 0.0);
}

#[test]
fn counts_of_a_lone_replication_survive_folding() {
    let alone = counts(|tally| usual(0, tally));
    assert_eq!(pool(1, usual).counts, alone);
}
