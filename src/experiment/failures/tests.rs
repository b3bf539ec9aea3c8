//! Failures whose cost is known by arithmetic.

use super::elements::{pairs, singles};
use super::results::Failed;
use super::*;
use crate::experiment::progress::Progress;
use crate::experiment::results::{Estimate, Verdict};
use crate::experiment::store::Store;
use crate::scenario::load;
use crate::units::Span;

/// What is asked of a text.
struct Ask<'a> {
    text: &'a str,
    /// Names that are to fail; all if empty.
    only: &'a [&'a str],
    pairs: bool,
    minutes: u64,
    jobs: usize,
    store: Option<&'a Store>,
}

impl<'a> Ask<'a> {
    fn new(text: &'a str) -> Ask<'a> {
        Ask { text, only: &[], pairs: false, minutes: 60, jobs: 2, store: None }
    }

    fn found(&self) -> (Failures, Progress) {
        let scenario = load::given(self.text, &[], &[]).unwrap().scenario;
        let all = singles(&scenario, &Network::build(&scenario));
        let mut failures = if self.pairs { pairs(&all) } else { all };
        failures.retain(|failure| self.only.is_empty() || self.only.contains(&failure.name.as_str()));
        let wish = Wish { lasts: Some(Span::from_secs(60 * self.minutes)), ..Wish::default() };
        let question = Question { failures, pairs: self.pairs, wish, replications: 20, top: 2 };
        let progress = Progress::default();
        let campaign = Campaign::new(self.jobs, self.store, &progress);
        let means = Means { permit: &|_, _| Ok(()), campaign: &campaign };
        let found = super::failures(&scenario, ScenarioInfo::default(), &question, &means).unwrap();
        (found, progress)
    }
}

fn of<'a>(found: &'a Failures, name: &str) -> &'a Failed {
    found.failures.iter().find(|failed| failed.name == name).unwrap_or_else(|| panic!("no {name}"))
}

fn value(estimate: Estimate) -> f64 {
    estimate.value.unwrap()
}

#[test]
fn use_is_counted_over_servers_in_service_and_a_failure_upstream_is_no_gain() {
    let text = |servers: u32| {
        format!(
            "title = 'Two servers'\n[study]\nduration = '2 h'\nreplications = 5\n[radio.wire]\ntechnology = 'ideal'\n\
             [devices.s]\ncount = 90\nradio = 'wire'\nmessage = {{ poisson = '60 s', size = '20 B' }}\n\
             [gateways.g]\nradio = 'wire'\n[platform]\ningest = {{ servers = {servers}, service = {{ exponential = '400 ms' }} }}\n\
             [objectives]\nroom = {{ of = 'platform.ingest', utilisation_mean = '<= 50 %' }}\n"
        )
    };
    let used = |asked: &results::Judged| value(asked.figure);
    let minutes = Ask { minutes: 120, ..Ask::new("") };
    let (two, one) = (text(2), text(1));
    let (found, _) = Ask { text: &two, ..minutes }.found();
    let lost = of(&found, "platform.ingest");
    let (alone, _) = Ask { text: &one, only: &["gateways.g"], minutes: 120, ..Ask::new("") }.found();
    // 1.5 messages a second of 0.4 s
    assert!((used(&found.objectives[0].judged) - 0.3).abs() < 0.01);
    assert!((used(&lost.objectives[0]) - used(&alone.objectives[0].judged)).abs() < 1e-12);
    assert_eq!(lost.broken, ["room"]);
    // nothing comes while the gateway is down
    assert_eq!(used(&of(&found, "gateways.g").objectives[0]), 0.0);
    assert!(found.warnings.iter().any(|line| line.starts_with("room reads better")), "{:?}", found.warnings);
}

const STAR: &str = r#"
title = "Four spokes"
[study]
duration = "6 h"
replications = 5
[radio.wire]
technology = "ideal"
[devices.meters]
count = 400
radio = "wire"
place = { points = [{ x = "0 m", y = "0 m" }, { x = "1 km", y = "0 m" }, { x = "2 km", y = "0 m" }, { x = "3 km", y = "0 m" }] }
message = { every = "10 min", size = "20 B" }
[gateways.spoke]
radio = "wire"
place = { points = [{ x = "0 m", y = "0 m" }, { x = "1 km", y = "0 m" }, { x = "2 km", y = "0 m" }, { x = "3 km", y = "0 m" }] }
[objectives]
arrive = { of = "devices.meters", delivery_ratio = ">= 90 %" }
half-arrive = { of = "devices.meters", delivery_ratio = ">= 50 %" }
"#;

#[test]
fn where_nothing_is_sent_no_failure_is_harmless() {
    let silent = STAR.replace("every = \"10 min\"", "burst = { after = \"9 h\", within = \"1 s\" }");
    let (found, _) = Ask::new(&silent).found();
    assert_eq!(words::not_judged(&found), ["arrive", "half-arrive"]);
    assert!(
        found.headline.starts_with("no answer: nothing is sent in the middle hour"),
        "{}",
        found.headline
    );
    let said = found.said.iter().any(|said| said.starts_with("arrive, half-arrive cannot be judged"));
    assert!(said, "{:?}", found.said);
    let review = (found.review.state, found.review.text.as_str());
    assert_eq!(review, (Verdict::AtRisk, "none: nothing is sent; 2 objectives not judged"));
}

#[test]
fn an_objective_that_is_judged_by_nothing_is_not_kept() {
    let class = "[devices.alarms]\ncount = 5\nradio = \"wire\"\n\
        message = { burst = { after = \"9 h\", within = \"1 s\" }, size = \"20 B\" }\n[gateways.spoke]";
    let objectives = "[objectives]\nfew-arrive = { of = \"devices.meters\", delivery_ratio = \">= 5 %\" }\n\
        alarms-arrive = { of = \"devices.alarms\", delivery_ratio = \">= 90 %\" }\n";
    let text = STAR.split("[objectives]").next().unwrap().replace("[gateways.spoke]", class) + objectives;
    let (found, _) = Ask::new(&text).found();
    assert_eq!(words::not_judged(&found), ["alarms-arrive"]);
    assert!(
        found.headline.ends_with("none of 4 breaks an objective that can be judged"),
        "{}",
        found.headline
    );
    assert_eq!(found.review.state, Verdict::AtRisk);
    let kept = text.replace(objectives.lines().last().unwrap(), "");
    assert_eq!(Ask::new(&kept).found().0.review.state, Verdict::Met);
}

#[test]
fn a_gateway_that_alone_hears_its_devices_costs_their_share_and_no_more() {
    let (found, _) = Ask::new(STAR).found();
    assert_eq!(found.failures.len(), 4);
    for failed in &found.failures {
        assert_eq!((value(failed.lost_share), value(failed.lost_more)), (0.25, 600.0), "{}", failed.name);
        assert_eq!(failed.lost_share.ci, Some([0.25, 0.25]));
        assert_eq!(value(failed.classes[0].cut_off_change), 0.25);
        assert_eq!(failed.cause.as_deref(), Some("gateway_down"));
        assert_eq!(failed.element.as_ref(), Some(&failed.name));
        assert_eq!((&failed.broken[..], &failed.at_risk[..]), (&["arrive".to_string()][..], &[][..]));
    }
    // an hour of six
    let whole = found.failures[0].whole.as_ref().unwrap();
    assert!((value(whole.lost_share) - 0.25 / 6.0).abs() < 1e-12);
    assert_eq!((whole.broken.len(), found.failures[3].whole.is_none()), (0, true));
    assert_eq!((found.window.found.as_str(), found.window.from_s), ("middle", 2.5 * 3600.0));
    assert_eq!(found.review.state, Verdict::Missed);
    assert_eq!(
        found.review.text,
        "worst failure: gateways.spoke:1 breaks arrive, -25 % of the messages of its hour"
    );
    assert!(
        found
            .headline
            .contains("25 % of the messages of the middle hour are lost; 4 of 4 break an objective")
    );
}

const TWINS: &str = r#"
title = "Two that hear the same"
[study]
duration = "3 h"
replications = 5
[radio.lora]
technology = "lorawan"
region = "EU868"
propagation = { model = "free-space" }
[devices.meters]
count = 12
radio = "lora"
place = { disc = { radius = "1 km" } }
message = { every = "1 h", size = "20 B" }
[gateways.twin]
radio = "lora"
link = "lte"
place = { points = [{ x = "0 m", y = "0 m" }, { x = "100 m", y = "0 m" }] }
[links.lte]
to = "platform"
rate = "1 Mbit/s"
"#;

#[test]
fn of_two_that_hear_the_same_neither_alone_costs_anything_and_both_cost_all() {
    let (found, _) = Ask { only: &["gateways.twin:1", "gateways.twin:2"], ..Ask::new(TWINS) }.found();
    assert!(found.failures.iter().all(|failed| value(failed.lost_more) == 0.0), "{:?}", found.failures);
    assert_eq!(found.review.state, Verdict::Met);
    let both = "gateways.twin:1 + gateways.twin:2";
    let (found, _) = Ask { pairs: true, only: &[both], ..Ask::new(TWINS) }.found();
    let failed = of(&found, both);
    assert_eq!(value(failed.classes[0].delivery_ratio), 0.0);
    assert_eq!(value(failed.lost_share), value(found.classes[0].delivery_ratio));
    assert_eq!(failed.cause.as_deref(), Some("gateway_down"));
}

fn buffered(buffer: &str) -> String {
    let link = format!(
        "[links.core]\nto = 'platform'\nrate = '1 Mbit/s'\nbuffer = '{buffer}'\n[gateways.g]\nradio = 'wire'\nlink = 'core'\n"
    );
    "title = 'Buffer'\n[study]\nduration = '2 h'\nreplications = 5\n[radio.wire]\ntechnology = 'ideal'\n\
     [devices.meters]\ncount = 100\nradio = 'wire'\nmessage = { every = '1 min', size = '20 B' }\n"
        .to_string()
        + &link
}

#[test]
fn a_link_that_is_down_loses_what_its_buffer_does_not_hold() {
    let ask = |text: &str| Ask { minutes: 10, only: &["links.core"], ..Ask::new(text) }.found().0;
    // 1000 packets of 20 B come in ten minutes
    let enough = ask(&buffered("1 MB"));
    let failed = of(&enough, "links.core");
    assert_eq!(value(failed.lost_more), 0.0);
    let p95 = value(failed.classes[0].latency_p95);
    assert!((p95 - 570.0).abs() < 570.0 * 0.02, "95 % of a wait that falls evenly from 600 s to 0: {p95}");
    assert!(enough.headline.contains("95 % of what devices.meters sends"), "{}", enough.headline);
    let little = ask(&buffered("1 kB"));
    let failed = of(&little, "links.core");
    assert_eq!((value(failed.lost_more), value(failed.lost_share)), (950.0, 0.95));
    assert_eq!(failed.cause.as_deref(), Some("buffer_overflow"));
}

#[test]
fn with_one_of_two_servers_down_it_is_a_queue_of_one() {
    let text = "title = 'Servers'\n[study]\nduration = '12 h'\nreplications = 5\n[radio.wire]\ntechnology = 'ideal'\n\
        [devices.meters]\ncount = 1\nradio = 'wire'\nmessage = { poisson = '2 s', size = '20 B' }\n\
        [gateways.g]\nradio = 'wire'\n[platform]\ningest = { servers = 2, service = { exponential = '1 s' } }\n";
    let (found, _) = Ask { only: &["platform.ingest"], minutes: 240, ..Ask::new(text) }.found();
    let failed = of(&found, "platform.ingest");
    // M/M/1: the time spent is exponential with rate mu - lambda
    let exact = -libm::log(0.05) / (1.0 - 0.5);
    let Estimate { value: Some(p95), ci: Some([low, high]) } = failed.classes[0].latency_p95 else {
        panic!()
    };
    let half = (high - low) / 2.0;
    // t at 99 % over t at 95 %, 19 degrees of freedom
    assert!(
        (p95 - exact).abs() <= half * 2.861 / 2.093 && half < 0.05 * exact,
        "{p95} ± {half}, exact {exact}"
    );
    assert_eq!((value(failed.lost_more), failed.what.as_str()), (0.0, "1 of 2 servers"));
    assert!(value(failed.classes[0].latency_change) > 1.0);
}

#[test]
fn losing_nearly_all_ranks_before_being_late_and_what_arrives_no_more_is_missed() {
    // the link holds 1 of 1000 packets; the stage keeps all that come, and they are late
    let text = buffered("20 B")
        + "[platform]\ningest = { servers = 1, service = '1 ms' }\n[objectives]\n\
           in-time = { of = 'devices.meters', latency_p95 = '<= 10 s' }\n\
           arrive = { of = 'devices.meters', delivery_ratio = '>= 90 %' }\n";
    let (found, _) = Ask { minutes: 10, only: &["links.core", "platform.ingest"], ..Ask::new(&text) }.found();
    let names: Vec<&str> = found.failures.iter().map(|failed| failed.name.as_str()).collect();
    assert_eq!(names, ["links.core", "platform.ingest"]);
    assert_eq!(found.failures[0].broken, ["in-time", "arrive"]);
    assert!(found.failures[0].objectives.iter().all(|judged| judged.nothing_arrives));
    assert_eq!(found.failures[1].broken, ["in-time"]);
    assert_eq!(words::breaks(&found, &found.failures[0]), "in-time, arrive (nothing arrives)");
    // half of what is lost would be late: the percentile of what arrives hides it
    let half = STAR.replace(
        "\narrive = {",
        "\nin-time = { of = \"devices.meters\", latency_p95 = \"<= 10 s\" }\narrive = {",
    );
    let (found, _) = Ask { only: &["gateways.spoke:1"], ..Ask::new(&half) }.found();
    assert_eq!(
        (&found.failures[0].broken[..], &found.failures[0].masked[..]),
        (&["arrive".to_string()][..], &["in-time".to_string()][..])
    );
    assert_eq!(words::breaks(&found, &found.failures[0]), "arrive, in-time by losses");
}

#[test]
fn a_latency_of_which_too_little_arrives_is_missed_where_its_percentile_is_lost() {
    // 80 messages over all replications, of which two spokes lose 40: too few are left to tell a p95 by
    let few = STAR.replace("count = 400", "count = 4").replace(
        "\narrive = {",
        "\nin-time = { of = \"devices.meters\", latency_p95 = \"<= 10 s\" }\narrive = {",
    );
    let only = ["gateways.spoke:1 + gateways.spoke:2"];
    let (found, _) = Ask { only: &only, pairs: true, minutes: 10, ..Ask::new(&few) }.found();
    let failed = &found.failures[0];
    let at = found.objectives.iter().position(|asked| asked.name == "in-time").unwrap();
    assert_eq!((value(failed.lost_share), found.objectives[at].judged.verdict), (0.5, Verdict::Met));
    let judged = &failed.objectives[at];
    assert_eq!((judged.figure.value, judged.verdict, judged.nothing_arrives), (None, Verdict::Missed, false));
    // half arrive where half are asked for
    let names = [&failed.broken, &failed.at_risk, &failed.masked].map(|names| names.join(" "));
    assert_eq!(names, ["in-time arrive", "half-arrive", ""]);
}

#[test]
fn what_is_still_on_its_way_stands_behind_a_loss() {
    // two in three seconds, 2.4 s of work each: more than one server can do, and its room is not limited
    let text = STAR.to_string() + "[platform]\ningest = { servers = 2, service = \"2.4 s\" }\n";
    let (found, _) = Ask { only: &["platform.ingest"], minutes: 360, ..Ask::new(&text) }.found();
    let failed = of(&found, "platform.ingest");
    assert!(value(failed.lost_share) > 0.05, "{failed:?}");
    assert_eq!((failed.cause.as_deref(), failed.element.as_deref()), (Some(effect::IN_FLIGHT), None));
}

#[test]
fn what_is_missed_anyway_makes_no_good_news() {
    let few = "few-suffer = { of = \"devices.meters\", devices_below_50 = \"<= 40 %\" }\n";
    // 400 messages in ten minutes, 1 s of work each: 67 % busy
    let slow = "busy = { of = \"platform.ingest\", utilisation_mean = \"<= 10 %\" }\n[platform]\ningest = { service = \"1 s\" }\n";
    let text = STAR.replace(">= 90 %", ">= 70 %") + few + slow;
    let (found, _) = Ask { only: &["gateways.spoke:1"], ..Ask::new(&text) }.found();
    assert_eq!(found.failures[0].broken, Vec::<String>::new());
    assert_eq!(found.review.state, Verdict::AtRisk);
    assert!(found.review.text.ends_with("; 1 objective missed anyway"), "{}", found.review.text);
    assert!(found.warnings.iter().any(|text| text.contains("sends only about 6")), "{:?}", found.warnings);
}

#[test]
fn a_peak_is_found_where_most_is_offered() {
    let text = STAR.replace("message = { every = \"10 min\"", "message = { schedule = { at = [\"04:10\"] }");

    let (found, _) = Ask { only: &["gateways.spoke:1"], ..Ask::new(&text) }.found();
    let window = &found.window;
    let inside = window.from_s <= 15_000.0 && 15_000.0 < window.from_s + window.lasts_s;
    assert!(window.found == "peak" && inside, "{window:?}");
    assert_eq!(value(found.failures[0].lost_share), 0.25);
}

#[test]
fn what_is_not_failed_does_not_know_what_is() {
    let base = |only: &[&str]| {
        let (found, _) = Ask { only, ..Ask::new(STAR) }.found();
        (found.classes, found.objectives, found.window)
    };
    assert_eq!(base(&["gateways.spoke:1"]), base(&["gateways.spoke:3", "gateways.spoke:2"]));
}

#[test]
fn jobs_move_no_byte_and_nothing_is_simulated_twice() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path());
    let text = buffered("1 kB");
    let json = |jobs, store| {
        let (found, progress) = Ask { jobs, store, minutes: 10, ..Ask::new(&text) }.found();
        (serde_json::to_string(&found).unwrap(), progress.runs(), progress.reused())
    };
    let (first, simulated, _) = json(1, Some(&store));
    let (again, none, reused) = json(4, Some(&store));
    assert_eq!((first == again, none, reused), (true, 0, simulated));
    assert_eq!(json(3, None).0, first);
}
