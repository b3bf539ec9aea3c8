//! Searches whose answers are known by arithmetic: three stages of which one is the weakest, objectives that nothing
//! keeps, loads that nothing breaks.

use super::chosen::Chosen;
use super::growth::Path;
use super::results::Capacity;
use super::{Means, Question, capacity};
use crate::chance::Key;
use crate::experiment::campaign::Campaign;
use crate::experiment::progress::Progress;
use crate::experiment::question::Unanswered;
use crate::experiment::results::{ScenarioInfo, Verdict};
use crate::experiment::simulate::replicate;
use crate::network::Network;
use crate::scenario::load;

const STAGES: [&str; 3] = ["connect", "ingest", "process"];
const RATE: f64 = 10.0;
const PATH: &str = "devices.meters.message.poisson";

/// Customers at ten a second through three stages of these service times, ms; `kind` wraps each.
fn three(services: [f64; 3], kind: impl Fn(f64) -> String, objectives: &str) -> String {
    let stage = |(name, ms): (&str, f64)| format!("{name} = {{ service = {} }}\n", kind(ms));
    let stages: String = STAGES.into_iter().zip(services).map(stage).collect();
    format!(
        r#"
title = "Three stages"
[study]
duration = "100 s"
warm_up  = "20 s"
[radio.wire]
technology = "ideal"
[devices.meters]
count   = 1
radio   = "wire"
message = {{ poisson = "{} ms", size = "1 B" }}
[gateways.door]
radio = "wire"
[platform]
deduplication = {{ window = "0 s" }}
{stages}
[objectives]
{objectives}
"#,
        1000.0 / RATE
    )
}

fn busy(limit: &str) -> String {
    let one = |name| format!("{name} = {{ of = \"platform.{name}\", utilisation_mean = \"<= {limit}\" }}\n");
    STAGES.map(one).concat()
}

fn ask(text: &str, question: Question) -> Result<Capacity, Unanswered> {
    let load = |settings: &[String]| {
        let loaded = load::given(text, &[], settings).map_err(|wrong| wrong.to_string())?;
        Ok(loaded.scenario)
    };
    let scenario = load(&[]).unwrap();
    let progress = Progress::default();
    let campaign = Campaign::new(1, None, &progress);
    let means = Means { load: &load, permit: &|_, _| Ok(()), campaign: &campaign };
    capacity(&scenario, ScenarioInfo::default(), &question, &means)
}

fn shrink(path: &str) -> Question {
    Question::of(vec![Path { path: path.to_string(), shrinks: true }])
}

/// Service times of a layout: the weakest exceeds the next by this ratio, and stands anywhere.
fn layout(seed: u64, ratio: f64) -> ([f64; 3], usize, usize) {
    let key = Key::root(seed, 0);
    let (longest, third) = (20.0 + 30.0 * key.uniform(0), 0.3 + 0.5 * key.uniform(1));
    let weakest = key.below(2, 3) as usize;
    let next = (weakest + 1 + key.below(3, 2) as usize) % 3;
    let mut services = [longest / ratio * third; 3];
    (services[weakest], services[next]) = (longest, longest / ratio);
    (services, weakest, next)
}

/// The same messages pass all stages, so utilisations stand to one another as service times do. Of a stage that is
/// offered a tenth more than the next, a tenth more width brings a tenth more load; the next behind it, once it is as
/// much wider as it was narrower.
#[test]
fn the_weakest_stage_binds_and_its_price_is_right_before_and_after_it_is_widened() {
    for seed in 1..=20 {
        let ratio = 1.101 + 0.5 * Key::root(seed, 1).uniform(0);
        let (mut services, weakest, next) = layout(seed, ratio);
        binds(seed, services, weakest);
        services[weakest] = services[next] / ratio;
        binds(seed, services, next);
    }
}

fn binds(seed: u64, services: [f64; 3], weakest: usize) {
    let text = three(services, |ms| format!("\"{ms} ms\""), &busy("70 %"));
    let found = ask(&text, shrink(PATH)).unwrap();
    let answer = found.answer.unwrap();
    let name = format!("platform.{}", STAGES[weakest]);
    assert_eq!(found.breaks[0].element.as_deref(), Some(name.as_str()), "{seed}: {services:?}");
    assert!(answer.tie.is_empty(), "{seed}: {:?}", answer.tie);
    let exact = services[weakest] / 0.7 / 1000.0;
    assert!((answer.root / exact - 1.0).abs() < 0.02, "{seed}: {} for {exact}", answer.root);
    // DEFINITIONS D21: an interval on the side that holds, headroom in load
    assert!((0.0..1e-8).contains(&(answer.at.value - answer.root)), "{seed}: {answer:?}");
    assert!(((answer.headroom + 1.0) * RATE * answer.root - 1.0).abs() < 1e-9, "{seed}: {answer:?}");
    let price = &found.shadow_prices[0];
    let gain = price.gain.unwrap();
    assert!(price.element == name && (gain - 0.1).abs() < 0.005, "{seed}: {gain}");
    assert_eq!(price.then.as_deref(), Some(name.as_str()), "{seed}: a tenth does not pass the next");
}

#[test]
fn a_stage_within_a_tenth_of_the_weakest_ties_with_it() {
    for seed in 1..=20 {
        let (services, weakest, next) = layout(seed, 1.0 + 0.095 * Key::root(seed, 2).uniform(0));
        let text = three(services, |ms| format!("\"{ms} ms\""), &busy("70 %"));
        let found = ask(&text, shrink(PATH)).unwrap();
        let both = [weakest, next].map(|stage| format!("platform.{}", STAGES[stage]));
        let answer = found.answer.unwrap();
        let first = found.breaks[0].element.clone().unwrap();
        assert!(
            both.contains(&first) && answer.tie.iter().any(|name| both.contains(name)),
            "{seed}: {answer:?}"
        );
        // widening one alone brings no more than the way to the other, which then binds
        let way = services[weakest] / services[next] - 1.0;
        let price = &found.shadow_prices[0];
        let gain = price.gain.unwrap();
        assert!((gain - way).abs() < 0.005, "{seed}: {gain} for {way}");
        let other = both.into_iter().find(|name| *name != first);
        assert_eq!(price.then, other, "{seed}");
    }
}

/// A network of queues by J. R. Jackson (Operations Research 5, 1957): the stay is the sum of 1/(mu - lambda).
#[test]
fn a_stay_through_three_queues_ends_where_jackson_says_widened_or_not() {
    let services = [20.0, 40.0, 15.0];
    let objective = "stay = { of = \"devices.meters\", latency_mean = \"<= 300 ms\" }\n";
    let text = three(services, |ms| format!("{{ exponential = \"{ms} ms\" }}"), objective);
    let question = Question { precision: 0.01, ..shrink(PATH) };
    let found = ask(&text.replace("100 s", "1000 s"), question).unwrap();
    let root = |faster: f64| {
        let stay = |rate: f64| {
            let mu = |at: usize| 1000.0 / services[at] * if at == 1 { faster } else { 1.0 };
            (0..3).map(|at| 1.0 / (mu(at) - rate)).sum::<f64>()
        };
        let (mut low, mut high) = (1.0, 1000.0 / 40.0);
        for _ in 0..60 {
            let middle = (low + high) / 2.0;
            if stay(middle) < 0.3 { low = middle } else { high = middle }
        }
        low
    };
    let answer = found.answer.unwrap();
    assert!((answer.root * root(1.0) - 1.0).abs() < 0.02, "{} for {}", answer.root, 1.0 / root(1.0));
    assert_eq!(found.breaks[0].element.as_deref(), Some("platform.ingest"));
    let (gain, exact) = (found.shadow_prices[0].gain.unwrap(), root(1.1) / root(1.0) - 1.0);
    assert!((gain - exact).abs() < 0.01, "{gain} for {exact}");
}

#[test]
fn what_nothing_keeps_is_said_and_the_others_are_answered() {
    let objectives = busy("70 %") + "hopeless = { of = \"devices.meters\", latency_p50 = \"<= 1 ms\" }\n";
    let text = three([20.0, 10.0, 5.0], |ms| format!("\"{ms} ms\""), &objectives);
    let found = ask(&text, shrink(PATH)).unwrap();
    assert_eq!((&found.answer, found.never[0].objective.as_str()), (&None, "hopeless"));
    assert!(
        found.headline.starts_with("No load keeps all objectives; 3 of 4 hold up to"),
        "{}",
        found.headline
    );
    assert!(
        found.said[0].starts_with("hopeless (latency p50 of devices.meters <= 1 ms) is missed at any load"),
        "{:?}",
        found.said
    );
    assert!(!found.breaks.is_empty(), "{found:?}");
    assert!((found.breaks[0].root / (0.02 / 0.7) - 1.0).abs() < 0.02);
}

/// A load of few replications is drawn by its difference from the best known one: its utilisation is the rate times the
/// mean service, and the luck of the few is not that of the many.
#[test]
fn loads_of_few_replications_are_drawn_with_the_luck_of_many() {
    let text = three([20.0, 12.0, 5.0], |ms| format!("{{ exponential = \"{ms} ms\" }}"), &busy("70 %"));
    let found = ask(&text, shrink(PATH)).unwrap();
    let most = found.places.iter().map(|place| place.replications).max().unwrap();
    let (mut measured, mut drawn, mut few) = (0.0, 0.0, 0);
    for place in found.places.iter() {
        let [one, own] = [&place.drawn, &place.measures].map(|all| all[0]);
        assert_eq!(place.drawn.len(), 3);
        let saturated = own.ci.is_some_and(|[low, high]| low == high);
        assert!(one.ci.is_none() == (place.replications < 5 && !saturated), "{place:?}");
        assert!(one.value.unwrap() <= 1.0);
        let exact = 0.02 / place.at.value;
        if place.replications < 5 && exact < 0.9 {
            let off = |value: Option<f64>| libm::log(value.unwrap() / exact).abs();
            (measured, drawn, few) = (measured + off(own.value), drawn + off(one.value), few + 1);
        }
        assert!(place.replications < most || one.value == own.value, "the best known one is itself");
    }
    assert!(few > 0 && drawn < measured, "{few} loads are off by {drawn} instead of {measured}");
}

#[test]
fn what_nothing_breaks_is_said_with_how_far_was_looked() {
    let text = three([0.01, 0.01, 0.01], |ms| format!("\"{ms} ms\""), &busy("70 %"));
    let found = ask(&text, Question { most_factor: 8.0, ..shrink(PATH) }).unwrap();
    assert_eq!((found.answer, found.breaks.len()), (None, 0));
    assert!(found.headline.contains("8 times the load of the file"), "{}", found.headline);
}

#[test]
fn without_objectives_there_is_no_question() {
    let text = three([1.0, 1.0, 1.0], |ms| format!("\"{ms} ms\""), "");
    let wrong = ask(&text, shrink(PATH)).unwrap_err().to_string();
    assert!(wrong.contains("no objectives"), "{wrong}");
}

/// A batch of eight waits 48 ms for its last at the file's rate and 200 ms at a quarter of it: the probes find it.
#[test]
fn a_curve_that_turns_is_noticed() {
    let objectives = "few-wait = { of = \"devices.meters\", latency_p95 = \"<= 120 ms\" }\n";
    let stages = three([5.0, 5.0, 5.0], |ms| format!("\"{ms} ms\""), objectives);
    // a batch is served when it is full or has waited: at a small load all wait
    let text = stages.replace(
        "ingest = { service = \"5 ms\" }",
        "ingest = { service = \"5 ms\", batch = { size = 8, wait = \"2 s\" } }",
    );
    assert_ne!(text, stages);
    let text = text.replace("poisson = \"100 ms\"", "poisson = \"6 ms\"");
    let found = ask(&text, shrink(PATH)).unwrap();
    assert_eq!(found.review.state, Verdict::Met);
    // the k-th of eight waits for 8 - k gaps, then for k - 1 at the next stage: one in twenty for 120 ms near 100/s
    let [missed, holds] = found.answer.unwrap().holds_from.unwrap();
    assert!(holds.value < 0.01 && 0.01 < missed.value, "{missed:?} {holds:?}");
    assert!(found.warnings.iter().any(|text| text.contains("missed already at")), "{:?}", found.warnings);
}

/// The same from 25 a second, where the batches do not fill in time: they do at twice or four times that.
#[test]
fn what_holds_at_larger_loads_only_is_no_never() {
    let objectives = "few-wait = { of = \"devices.meters\", latency_p95 = \"<= 120 ms\" }\n";
    let stages = three([5.0, 5.0, 5.0], |ms| format!("\"{ms} ms\""), objectives);
    let text = stages
        .replace(
            "ingest = { service = \"5 ms\" }",
            "ingest = { service = \"5 ms\", batch = { size = 8, wait = \"2 s\" } }",
        )
        .replace("poisson = \"100 ms\"", "poisson = \"40 ms\"");
    let found = ask(&text, shrink(PATH)).unwrap();
    assert!(found.never.is_empty(), "{:?}", found.never);
    let answer = found.answer.unwrap();
    // each of the other stages serves 200/s
    assert!(answer.root > 0.005 && answer.root < 0.006, "{answer:?}");
    let [missed, holds] = answer.holds_from.unwrap();
    assert!(missed.factor >= 1.0 && holds.factor > missed.factor && holds.factor < 5.0);
    assert_eq!(found.review.state, Verdict::Missed, "{}", found.review.text);
}

#[test]
fn only_what_is_asked_for_counts() {
    let objectives = busy("70 %") + "hopeless = { of = \"devices.meters\", latency_p50 = \"<= 1 ms\" }\n";
    let text = three([20.0, 10.0, 5.0], |ms| format!("\"{ms} ms\""), &objectives);
    let without = Chosen::Without(vec!["hopeless".into(), "process".into()]);
    let found = ask(&text, Question { chosen: without, ..shrink(PATH) }).unwrap();
    assert_eq!((found.left_out.len(), found.objectives.len()), (2, 2));
    assert!(found.headline.starts_with("2 of 4 objectives hold up to "), "{}", found.headline);
    assert!(found.said.contains(&"Not asked for: process, hopeless".to_string()), "{:?}", found.said);
    assert!((found.answer.unwrap().root / (0.02 / 0.7) - 1.0).abs() < 0.02);
    assert!(
        found.review.text.ends_with("until platform.connect, for 2 of 4 objectives"),
        "{}",
        found.review.text
    );
}

/// A stay that rises steeply near full load looks, from afar, as if it broke before a use that rises evenly.
#[test]
fn a_brief_answer_is_that_of_the_first_to_break() {
    for seed in 1..=8 {
        let objectives = "stay = { of = \"devices.meters\", latency_p95 = \"<= 250 ms\" }\n\
            use = { of = \"platform.connect\", utilisation_mean = \"<= 65 %\" }\n";
        let text = three([25.0, 1.0, 1.0], |ms| format!("{{ exponential = \"{ms} ms\" }}"), objectives);
        let text = text.replace("100 s", "1000 s").replace("[study]", &format!("[study]\nseed = {seed}"));
        let found = ask(&text, Question { brief: true, ..shrink(PATH) }).unwrap();
        // p95 of an M/M/1 of 40 a second is 250 ms at 28 a second, and 65 % of it are 26
        let answer = found.answer.unwrap();
        assert_eq!(found.breaks[0].objective, "use", "{seed}");
        assert_eq!(
            (&found.not_searched[..], found.searched.factor),
            (&["stay".to_string()][..], found.breaks[0].at.factor)
        );
        assert!(
            found.said.contains(&"Not asked for (--brief): where stay breaks".to_string()),
            "{:?}",
            found.said
        );
        assert!((answer.root * 26.0 - 1.0).abs() < 0.02, "{seed}: {}", answer.root);
    }
}

/// Three machines keep a stage at 60 % and four would at 80 %: three, and a tenth more width carries no fourth.
#[test]
fn of_few_devices_the_answer_is_the_last_that_fits() {
    let objective = "room = { of = \"platform.connect\", utilisation_mean = \"<= 70 %\" }\n";
    let text = three([20.0, 1.0, 1.0], |ms| format!("\"{ms} ms\""), objective);
    let grow = Question::of(vec![Path { path: "devices.meters.count".to_string(), shrinks: false }]);
    let found = ask(&text, grow).unwrap();
    let answer = found.answer.unwrap();
    assert_eq!((answer.at.value, answer.resolved), (3.0, true));
    assert!((answer.headroom - 2.0).abs() < 1e-9, "{}", answer.headroom);
    let price = &found.shadow_prices[0];
    assert_eq!((price.element.as_str(), price.gain), ("platform.connect", Some(0.0)));
    assert!(price.at.as_ref().is_some_and(|at| at.value == 3.0), "{price:?}");
}

/// DEFINITIONS D19.
#[test]
fn devices_that_are_there_keep_their_luck_as_the_count_grows() {
    let text = three([20.0, 10.0, 5.0], |ms| format!("\"{ms} ms\""), &busy("70 %"));
    let offered = |count: usize| {
        let set = [format!("devices.meters.count={count}"), format!("{PATH}=10 s")];
        let network = Network::build(&load::given(&text, &[], &set).unwrap().scenario);
        let (run, _) = replicate(&network, 3, network.clock, true, &Progress::default()).unwrap();
        run.counts.each.iter().map(|device| device.offered).collect::<Vec<_>>()
    };
    let (few, many) = (offered(5), offered(9));
    assert!(few.len() == 5 && few.iter().sum::<u32>() > 20, "{few:?}");
    assert_eq!(few, many[..5]);
}

/// A class that speaks once, so long after the study's start; the study takes 100 s.
fn with_alarm(text: &str, after: &str) -> String {
    let class = format!(
        "[devices.alarms]\ncount = 5\nradio = \"wire\"\nmessage = {{ burst = {{ after = \"{after}\", within = \"1 s\" }}, size = \"1 B\" }}\n"
    );
    let objective = "alarms-arrive = { of = \"devices.alarms\", delivery_ratio = \">= 99 %\" }\n";
    text.replace("[gateways.door]", &(class + "[gateways.door]")) + objective
}

#[test]
fn what_is_observed_of_nothing_neither_holds_nor_hides_what_the_others_allow() {
    let text = three([20.0, 10.0, 5.0], |ms| format!("\"{ms} ms\""), &busy("70 %"));
    let found = ask(&with_alarm(&text, "3 h"), shrink(PATH)).unwrap();
    let silent = &found.not_judged;
    assert_eq!((silent.len(), silent[0].objective.as_str(), &silent[0].from), (1, "alarms-arrive", &None));
    assert_eq!(silent[0].up_to.factor, 4.0);
    assert!((found.breaks[0].root / (0.02 / 0.7) - 1.0).abs() < 0.02, "{:?}", found.breaks);
    assert!(found.headline.starts_with("3 of 4 objectives hold up to"), "{}", found.headline);
    assert!(
        found.said[0].starts_with("alarms-arrive: cannot be judged, as nothing is observed"),
        "{:?}",
        found.said
    );
    assert_eq!(found.review.state, Verdict::AtRisk);
    assert!(found.review.text.ends_with(", for 3 of 4 objectives"), "{}", found.review.text);
}

#[test]
fn of_nothing_observed_there_is_no_answer() {
    let text = three([20.0, 10.0, 5.0], |ms| format!("\"{ms} ms\""), "");
    let found = ask(&with_alarm(&text, "3 h"), shrink(PATH)).unwrap();
    assert_eq!((&found.answer, found.breaks.len(), found.not_judged.len()), (&None, 0, 1));
    assert!(found.headline.starts_with("No answer: nothing is observed"), "{}", found.headline);
    assert!(found.said[0].contains("a longer study.duration or more devices would tell"), "{:?}", found.said);
    assert_eq!(
        (found.review.state, found.review.text.as_str()),
        (Verdict::AtRisk, "none: nothing is observed")
    );
}

/// At twice the load the alarm comes after 75 s, within the study.
#[test]
fn what_is_observed_at_more_load_only_is_judged_there() {
    let text = three([20.0, 10.0, 5.0], |ms| format!("\"{ms} ms\""), "");
    let path = "devices.alarms.message.burst.after";
    let question = Question { most_factor: 4.0, ..shrink(path) };
    let found = ask(&with_alarm(&text, "150 s"), question).unwrap();
    assert_eq!(found.not_judged.len(), 1);
    assert_eq!(found.not_judged[0].from.as_ref().map(|from| from.factor), Some(2.0));
    assert!(found.headline.starts_with("No limit found: the objective holds up to"), "{}", found.headline);
    assert!(found.said[0].contains("it is judged from"), "{:?}", found.said);
    assert_eq!(found.review.state, Verdict::AtRisk);
}

/// The weakest stage is offered 0.2 and allowed 0.15: it holds from three quarters of the load on downwards, where the alarm
/// comes too late to be seen.
#[test]
fn what_is_not_observed_at_less_load_does_not_hide_where_the_others_hold() {
    let objective = "room = { of = \"platform.connect\", utilisation_mean = \"<= 15 %\" }\n";
    let text = three([20.0, 10.0, 5.0], |ms| format!("\"{ms} ms\""), objective);
    let mut question = shrink(PATH);
    question.paths.extend(shrink("devices.alarms.message.burst.after").paths);
    let found = ask(&with_alarm(&text, "90 s"), question).unwrap();
    assert_eq!((found.never.len(), found.not_judged.len()), (0, 0), "{found:?}");
    let first = &found.breaks[0];
    assert_eq!(first.objective, "room");
    assert!((first.factor / 0.75 - 1.0).abs() < 0.02, "{first:?}");
    assert_eq!(found.review.state, Verdict::Missed);
}
