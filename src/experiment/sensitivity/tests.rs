//! Answers whose dependence on an assumption is known by arithmetic.

use super::results::Sensitivity;
use super::*;
use crate::experiment::progress::Progress;
use crate::scenario::load;

const QUEUE: &str = "title = 'Queue'\n[study]\nduration = '20000 s'\nwarm_up = '500 s'\n[radio.wire]\ntechnology = 'ideal'\n\
    [devices.meters]\ncount = 1\nradio = 'wire'\nmessage = { poisson = '1 s', size = '20 B' }\n\
    [gateways.g]\nradio = 'wire'\n[platform]\n";

fn found(text: &str, of: Of, samples: u64, jobs: usize) -> Sensitivity {
    let loaded = load::given(text, &[], &[]).unwrap();
    let progress = Progress::default();
    let campaign = Campaign::new(jobs, None, &progress);
    let load = |set: &[String]| {
        let loaded = load::given(text, &[], set).map_err(|found| found.render(false))?;
        Ok(loaded.scenario)
    };
    let means = Means { load: &load, permit: &|_| Ok(()), campaign: &campaign };
    let question = Question { ranges: loaded.ranges, of, samples, replications: 20 };
    sensitivity(&loaded.scenario, ScenarioInfo::default(), &question, &means).unwrap()
}

fn measure(name: &str) -> Of {
    Of::Measure(name.to_string())
}

#[test]
fn a_linear_answer_swings_by_what_its_assumption_does_and_a_dead_one_by_nothing() {
    let text = QUEUE.to_string()
        + "ingest = { service = { low = '400 ms', value = '500 ms', high = '800 ms' }, waiting_room = { low = 100000, high = 200000 } }\n";
    let found = found(&text, measure("platform.ingest.utilisation_mean"), 20, 2);
    let answer = &found.answers[0];
    let [service, room] = &answer.bars[..] else { panic!("{:?}", answer.bars) };
    assert_eq!(found.assumptions[service.assumption].path, "platform.ingest.service");
    // one message a second: utilisation is the service time in seconds, each by the same arrivals
    let base = answer.base.value.unwrap();
    assert!((base - 0.5).abs() < 0.01 && !service.luck, "{base}");
    for (end, times) in [(&service.low, 0.8), (&service.high, 1.6)] {
        assert!((end.value.unwrap() / base - times).abs() < 1e-3, "{end:?} of {base}");
    }
    assert!((service.swing - 0.8 * base).abs() < 1e-3 * base);
    assert!(service.rank_correlation.unwrap() > 0.99);
    assert_eq!((room.swing, room.luck, room.low.change.value), (0.0, true, Some(0.0)));
    // uniform between 0.4 and 0.8
    let [low, middle, high] = answer.spread.unwrap();
    assert!((middle - 0.6).abs() < 0.02 && (low - 0.42).abs() < 0.02 && (high - 0.78).abs() < 0.02);
    assert!(found.headline.contains("platform.ingest.service moves it most"), "{}", found.headline);
}

#[test]
fn what_nothing_moves_is_said_to_be_moved_by_nothing() {
    let text = QUEUE.to_string()
        + "ingest = { service = '500 ms', waiting_room = { low = 100000, high = 200000 } }\n";
    let found = found(&text, measure("platform.ingest.utilisation_mean"), 8, 2);
    let answer = &found.answers[0];
    assert_eq!((answer.bars[0].swing, answer.bars[0].rank_correlation), (0.0, None));
    let said = "no assumption moves utilisation mean of platform.ingest: it is ";
    assert!(found.headline.starts_with(said) && !found.headline.contains("90 %"), "{}", found.headline);
}

#[test]
fn a_sample_is_written_to_the_digit_that_luck_leaves() {
    use super::results::Answer;
    let answer = |half: f64| Answer {
        metric: "delivery_ratio".into(),
        base: crate::experiment::results::Estimate { value: Some(0.9), ci: Some([0.9 - half, 0.9 + half]) },
        ..Answer::default()
    };
    let written = |half| words::rough(&answer(half), 0.893_74);
    assert_eq!([0.02, 0.004, 0.000_3, 0.0].map(written), ["89 %", "89.4 %", "89.4 %", "89.4 %"]);
}

#[test]
fn three_values_are_written_so_that_those_that_differ_do() {
    use super::results::Answer;
    let base = crate::experiment::results::Estimate { value: Some(2.429), ci: Some([0.788, 4.07]) };
    let answer = Answer { metric: "latency_p95".into(), base, ..Answer::default() };
    assert_eq!(words::apart(&answer, [2.429_34; 3]), ["2.4 s"; 3]);
    assert_eq!(words::apart(&answer, [2.429_0, 2.429_5, 2.43]), ["2.4290 s", "2.4295 s", "2.4300 s"]);
    assert_eq!(words::apart(&answer, [0.021, 1.3, 25.0]), ["21 ms", "1.3 s", "25 s"]);
}

#[test]
fn what_luck_alone_moves_is_said_with_its_luck_and_another_that_is_moved_is_shown_before_it() {
    use super::results::{Answer, Assumed, Moved};
    use crate::experiment::results::{Estimate, Verdict};
    let end = |value: f64, change: f64, half: f64| Moved {
        value: Some(value),
        change: Estimate { value: Some(change), ci: Some([change - half, change + half]) },
    };
    let answer = |name: &str, base: Estimate, verdict, low: Moved, luck| Answer {
        objective: Some(name.into()),
        of: "devices.alarms".into(),
        metric: "latency_p95".into(),
        limit: Some("<= 4 s".into()),
        limit_value: Some(4.0),
        base,
        verdict,
        bars: vec![Bar { low, high: low, luck, ..Bar::default() }],
        keeps: Some(1.0),
        ..Answer::default()
    };
    let near = Estimate { value: Some(2.43), ci: Some([0.79, 4.07]) };
    let lucky = answer("alarms", near, Verdict::AtRisk, end(2.43, 0.0, 0.43), true);
    let clear = Estimate { value: Some(1.0), ci: Some([0.9, 1.1]) };
    let moved = answer("readings", clear, Verdict::Met, end(2.0, 1.0, 0.1), false);
    let silent = answer("tests", Estimate::default(), Verdict::AtRisk, Moved::default(), true);
    let said = |answers: Vec<Answer>| {
        let shown = words::shown(&answers);
        let assumptions = vec![Assumed { path: "a.b".into(), ..Assumed::default() }];
        let mut found = Sensitivity { answers, shown, assumptions, ..Sensitivity::default() };
        words::say(&mut found);
        (found.headline, found.said.join("; "))
    };
    let (headline, more) = said(vec![lucky.clone()]);
    assert!(headline.ends_with("by more than luck: it is 2.43 s ± 1.64 s"), "{headline}");
    assert!(more.contains("luck alone may miss it"), "{more}");
    let (headline, more) = said(vec![lucky, silent, moved]);
    assert!(headline.starts_with("readings"), "{headline}");
    assert!(more.contains("alarms is at risk, and no assumption alone moves that"), "{more}");
    assert!(more.contains("tests cannot be judged"), "{more}");
}

#[test]
fn no_interval_of_a_share_leaves_what_a_share_can_be() {
    let text = QUEUE.replace("20000 s", "700 s")
        + "ingest = { service = { exponential = '900 ms' }, waiting_room = { low = 6, value = 7, high = 8 } }\n";
    let found = found(&text, measure("devices.meters.delivery_ratio"), 0, 2);
    let answer = &found.answers[0];
    let base = answer.base.value.unwrap();
    let ends = [&answer.bars[0].low, &answer.bars[0].high].map(|end| end.change.ci.unwrap());
    let changes = ends.iter().flatten().map(|end| base + end);
    let all: Vec<f64> = changes.chain(answer.base.ci.unwrap()).collect();
    assert!(base > 0.5 && all.iter().all(|end| (-1e-12..=1.0 + 1e-12).contains(end)), "{all:?}");
}

#[test]
fn a_queue_waits_at_both_ends_as_long_as_theory_says() {
    let text = QUEUE.to_string()
        + "ingest = { service = { exponential = { low = '250 ms', value = '400 ms', high = '600 ms' } } }\n";
    let found = found(&text, measure("devices.meters.latency_mean"), 0, 2);
    let answer = &found.answers[0];
    let bar = &answer.bars[0];
    let exact = |service: f64| 1.0 / (1.0 / service - 1.0);
    let base = exact(0.4);
    // t at 99.5 % over t at 97.5 %, 19 degrees of freedom
    let near = |change: f64, ci: [f64; 2], exact: f64| {
        (change - exact).abs() <= (ci[1] - ci[0]) / 2.0 * 2.861 / 2.093
    };
    for (end, service) in [(&bar.low, 0.25), (&bar.high, 0.6)] {
        let (change, ci) = (end.change.value.unwrap(), end.change.ci.unwrap());
        assert!(near(change, ci, exact(service) - base), "{end:?}, exact {}", exact(service) - base);
        assert!((ci[1] - ci[0]) / 2.0 < 0.05 * exact(service), "{ci:?}");
    }
    assert!(!bar.luck && answer.spread.is_none());
}

#[test]
fn of_objectives_the_one_that_most_samples_miss_is_shown() {
    let text = QUEUE.to_string()
        + "ingest = { service = { low = '400 ms', value = '500 ms', high = '800 ms' } }\n[objectives]\n\
           wide = { of = 'platform.ingest', utilisation_mean = '<= 90 %' }\n\
           tight = { of = 'platform.ingest', utilisation_mean = '<= 60 %' }\n";
    let one = found(&text, Of::Objectives, 20, 1);
    assert_eq!((one.shown, one.answers[0].keeps), (1, Some(1.0)));
    // slices of 2 % from 40 to 80 %, of which ten lie below 60 %
    let keeps = one.answers[1].keeps.unwrap();
    assert!((keeps - 0.5).abs() <= 0.05, "{keeps}");
    let json = |jobs| serde_json::to_string(&found(&text, Of::Objectives, 20, jobs)).unwrap();
    assert_eq!(json(3), serde_json::to_string(&one).unwrap(), "jobs move no byte");
}

#[test]
fn what_is_at_risk_is_shown_before_what_is_met_and_shares_change_in_points() {
    use super::results::{Answer, Moved};
    use crate::experiment::results::{Estimate, Verdict};
    let answer = |verdict, value, limit: f64| Answer {
        metric: "utilisation_mean".into(),
        base: Estimate { value: Some(value), ci: None },
        limit: Some("<= 1".into()),
        limit_value: Some(limit),
        verdict,
        ..Answer::default()
    };
    let far = answer(Verdict::Met, 0.2, 0.9);
    let near = answer(Verdict::Met, 0.6, 0.7);
    let risk = answer(Verdict::AtRisk, 0.7, 0.7);
    let missed = answer(Verdict::Missed, 0.4, 0.3);
    assert_eq!(words::shown(&[far.clone(), near.clone()]), 1);
    assert_eq!(words::shown(&[far.clone(), risk.clone(), near]), 1);
    assert_eq!(words::shown(&[far.clone(), risk, missed]), 2);
    let moved = Moved { value: None, change: Estimate { value: Some(0.0091), ci: Some([0.0075, 0.0107]) } };
    assert_eq!(words::change(&far, moved.change), "+0.9 points ± 0.2");
    let capacity = Answer { metric: "capacity".into(), ..far };
    assert_eq!(words::value(&capacity, 14_859.0), "14 859");
}

#[test]
fn a_capacity_moves_with_the_speed_of_what_binds() {
    let text = QUEUE.replace("20000 s", "4000 s")
        + "ingest = { service = { low = '400 ms', value = '500 ms', high = '625 ms' } }\n[objectives]\n\
           room = { of = 'platform.ingest', utilisation_mean = '<= 60 %' }\n";
    let path = capacity::growth::Path { path: "devices.meters.message.poisson".into(), shrinks: true };
    let asked = capacity::Question { precision: 0.03, brief: true, ..capacity::Question::of(vec![path]) };
    let found = found(&text, Of::Capacity(asked), 0, 2);
    let answer = &found.answers[0];
    // the interval at which service over interval is 60 %
    let ends = [answer.bars[0].low.value, answer.base.value, answer.bars[0].high.value];
    for (end, exact) in ends.into_iter().zip([0.4 / 0.6, 0.5 / 0.6, 0.625 / 0.6]) {
        assert!((end.unwrap() / exact - 1.0).abs() < 0.04, "{end:?} for {exact}");
    }
    assert!(!answer.bars[0].luck);
}

#[test]
fn what_is_no_measure_says_what_would_be_one() {
    let text = QUEUE.to_string() + "ingest = { service = { low = '400 ms', high = '800 ms' } }\n";
    let scenario = load::given(&text, &[], &[]).unwrap().scenario;
    let network = Network::build(&scenario);
    let why = |name: &str| measure::named(&scenario, &network, name).unwrap_err();
    assert!(why("devices.meters.delivery_ration").contains("did you mean delivery_ratio?"));
    assert!(why("platform.ingest.delivery_ratio").contains("is measured of a class"));
    assert!(why("links.x.utilisation_mean").contains("there is no links.x"));
}
