//! D11, D14, D15, D18, D19 and D20: judgement, places and luck.

use iotcap::experiment::results::Verdict;
use iotcap::network::Network;
use iotcap::network::layout::Layout;

use crate::small::{DESK, DESK_ON_LINE, close, results, scenario, wire};

const LINE: &str = "[links.line]\nto = \"platform\"\nrate = \"100 bit/s\"\n"; // 8 s for each message
const STAGE: &str = "[platform]\ningest = { service = \"1 s\" }\n";

fn judged(objectives: &str) -> iotcap::experiment::results::Results {
    results(&wire(1, &format!("{DESK_ON_LINE}{LINE}{STAGE}[objectives]\n{objectives}\n")))
}

#[test]
fn d11_a_ratio_is_the_sum_over_the_sum_of_all_replications() {
    let lossy = wire(9, DESK).replace("technology = \"ideal\"", "technology = \"ideal\"\nloss = \"40 %\"");
    let sensors = &results(&lossy).classes["sensors"];
    assert_eq!(sensors.offered, 180);
    close(sensors.delivery_ratio.value, sensors.delivered as f64 / 180.0);
    assert!((60..=150).contains(&sensors.delivered), "{}", sensors.delivered);
}

#[test]
fn d14_a_missed_utilisation_binds_itself() {
    let results = judged("room = { of = \"links.line\", utilisation_mean = \"<= 70 %\" }");
    let bottleneck = results.bottleneck.expect("a bottleneck");
    assert_eq!((bottleneck.element.as_str(), bottleneck.binding), ("links.line", true));
    close(bottleneck.value, 0.8);
}

#[test]
fn d14_with_everything_met_the_busiest_is_named_and_does_not_bind() {
    let results = judged("arrive = { of = \"devices.sensors\", latency_mean = \"<= 10 s\" }");
    let bottleneck = results.bottleneck.expect("a busiest element");
    assert_eq!((bottleneck.element.as_str(), bottleneck.binding), ("links.line", false));
    close(bottleneck.value, 0.8);
    close(bottleneck.limit, 0.8);
}

#[test]
fn d14_lost_messages_bind_the_element_that_lost_them() {
    let text = wire(3, &format!("{DESK_ON_LINE}{LINE}buffer = \"1 B\"\n{STAGE}"))
        + "[objectives]\narrive = { of = \"devices.sensors\", delivery_ratio = \">= 98 %\" }\n";
    let results = results(&text);
    assert_eq!(results.verdict, Verdict::Missed);
    assert_eq!(results.bottleneck.expect("a bottleneck").element, "links.line");
}

#[test]
fn d15_met_and_missed_and_the_worst_of_all() {
    let results = judged(
        "easy = { of = \"links.line\", utilisation_mean = \"<= 81 %\", margin = \"5 %\" }\n\
         hard = { of = \"devices.sensors\", latency_mean = \"<= 8 s\" }",
    );
    let verdicts: Vec<_> = results.objectives.iter().map(|o| (o.verdict, o.tight)).collect();
    assert_eq!(verdicts, [(Verdict::Met, true), (Verdict::Missed, false)]);
    assert_eq!(results.verdict, Verdict::Missed);
    assert!(results.objectives.iter().all(|o| o.n == 2));
}

#[test]
fn d15_one_replication_is_at_risk_and_says_why() {
    let text = wire(1, &format!("{DESK_ON_LINE}{LINE}")).replace("replications = 2", "replications = 1")
        + "[objectives]\nroom = { of = \"links.line\", utilisation_mean = \"<= 99 %\" }\n";
    let objective = &results(&text).objectives[0];
    assert_eq!((objective.verdict, objective.ci), (Verdict::AtRisk, None));
    assert!(objective.reason.contains("one replication gives no interval"), "{}", objective.reason);
}

#[test]
fn d15_an_ideal_gateway_cannot_be_judged_by_its_load() {
    let text =
        wire(1, DESK) + "[objectives]\nroom = { of = \"gateways.desk\", utilisation_mean = \"<= 99 %\" }\n";
    assert_eq!(results(&text).objectives[0].verdict, Verdict::AtRisk);
}

fn places(place: &str, count: u32) -> Vec<(f32, f32)> {
    let text = wire(count, DESK)
        .replace("radio = \"wire\"\nmessage", &format!("radio = \"wire\"\n{place}\nmessage"));
    let layout = Layout::draw(&Network::build(&scenario(&text)), 0);
    layout.sites.iter().map(|site| (site.x_m, site.y_m)).collect()
}

#[test]
fn d18_rows_are_used_in_turn_or_the_first_of_a_keyed_shuffle() {
    let points = |n: u32| {
        let rows: Vec<String> = (1..=n).map(|x| format!("{{ x = \"{x} m\", y = \"0 m\" }}")).collect();
        format!("place = {{ points = [{}] }}", rows.join(", "))
    };
    let east = |at: Vec<(f32, f32)>| at.into_iter().map(|(x, _)| x).collect::<Vec<_>>();
    assert_eq!(east(places(&points(2), 5)), [1.0, 2.0, 1.0, 2.0, 1.0]);
    let some = east(places(&points(50), 5));
    assert_eq!(some, east(places(&points(50), 9))[..5], "a larger fleet keeps the places it had");
    assert_ne!(some, [1.0, 2.0, 3.0, 4.0, 5.0]);
    let mut distinct = some.clone();
    distinct.dedup();
    assert_eq!(distinct.len(), 5);
}

#[test]
fn d19_a_fixed_layout_is_drawn_once() {
    let drawn = |layout: &str| {
        let study = format!("replications = 2\nlayout = \"{layout}\"");
        let text = wire(5, DESK).replace("replications = 2", &study).replace(
            "radio = \"wire\"\nmessage",
            "radio = \"wire\"\nplace = { disc = { radius = \"1 km\" } }\nmessage",
        );
        let network = Network::build(&scenario(&text));
        [0, 1].map(|replication| Layout::draw(&network, replication).sites)
    };
    let [first, second] = drawn("fixed");
    assert_eq!(first, second);
    let [first, second] = drawn("redrawn");
    assert!(first.iter().zip(&second).all(|(a, b)| a != b));
}

#[test]
fn d19_a_device_keeps_its_place_when_the_fleet_grows() {
    for place in [
        "disc = { radius = \"3 km\" }",
        "ring = { inner = \"1 km\", outer = \"3 km\" }",
        "rectangle = { width = \"3 km\", height = \"1 km\" }",
        "clusters = { parents = 3, spread = \"50 m\", radius = \"3 km\" }",
    ] {
        let place = format!("place = {{ {place} }}");
        assert_eq!(places(&place, 7), places(&place, 20)[..7], "{place}");
    }
}

#[test]
fn d20_a_written_warm_up_is_kept_and_auto_cuts_nothing_from_a_schedule() {
    let hour = wire(1, DESK).replace("warm_up = \"0 s\"", "warm_up = \"1 h\"");
    let results_of = results(&hour);
    assert_eq!((results_of.scenario.warm_up_s, results_of.classes["sensors"].offered), (3600.0, 20));
    let auto = wire(1, DESK)
        .replace("warm_up = \"0 s\"", "warm_up = \"auto\"")
        .replace(r#"every = "10 s", phase = "aligned""#, r#"schedule = { at = ["00:01"] }"#);
    let results = results(&auto);
    assert_eq!(results.scenario.warm_up_s, 0.0);
    let said = results.assumptions.iter().find(|assumption| assumption.path == "study.warm_up");
    assert!(said.is_some_and(|said| said.value.contains("nothing is cut")), "{said:?}");
}
