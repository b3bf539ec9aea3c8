//! When a study stops, and where it begins to measure.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use super::scenario;
use crate::chance::Key;
use crate::engine::recorder::Recorder;
use crate::experiment::replicate::Replicate;
use crate::experiment::study::{Options, Plan, RunError, Study, StudyError, run};
use crate::measure::fixture::{GATEWAY, at, deliver, layout, message, network};
use crate::measure::tally::{Tally, TallyError};
use crate::model::cause::Cause;
use crate::network::Clock;
use crate::scenario::Scenario;
use crate::units::Span;

fn study(
    scenario: &Scenario,
    jobs: usize,
    simulate: impl Fn(u64, Clock) -> Result<Replicate, RunError> + Sync,
) -> Result<Study, StudyError> {
    let options = Options { jobs, stop: &AtomicBool::new(false), progress: &|_, _| {} };
    run(scenario, &network(), &options, simulate)
}

fn replicate(clock: Clock, tell: impl Fn(&mut Tally)) -> Result<Replicate, RunError> {
    let mut tally = Tally::new(&network(), clock);
    tell(&mut tally);
    Ok(Replicate::new(&network(), 0, tally.finish(&network(), &layout())?))
}

/// A replication in which about one message in ten is lost, by its own luck.
fn lossy(replication: u64, clock: Clock) -> Result<Replicate, RunError> {
    replicate(clock, |tally| {
        let luck = Key::root(7, replication);
        for n in 0..500 {
            let message = message((n % 4) as u32, 1000.0 + 0.2 * n as f64);
            if luck.uniform(n) < 0.1 {
                tally.born(message);
                tally.lost(message, at(1100.0), Cause::Collision, GATEWAY);
            } else {
                deliver(tally, message, Span(1_000_000 + luck.draw(n) % 1000));
            }
        }
    })
}

#[test]
fn the_stopping_index_does_not_depend_on_jobs() {
    let scenario = scenario("[study]\nreplications = { min = 5, max = 60, precision = \"0.9 %\" }");
    let one = study(&scenario, 1, lossy).unwrap();
    assert!((6..60).contains(&one.pool.replications()), "{}", one.pool.replications());
    for jobs in [2, 3, 8] {
        assert_eq!(study(&scenario, jobs, lossy).unwrap().pool, one.pool, "{jobs} jobs");
    }
    assert_eq!(one.precision.reached, Some(true));
}

#[test]
fn an_objective_at_risk_keeps_it_running() {
    let lines = "[study]\nreplications = { min = 5, max = 40, precision = \"50 %\" }\n[objectives]\n";
    let near = scenario(&format!("{lines}a = {{ of = \"devices.meters\", delivery_ratio = \">= 90 %\" }}"));
    let far = scenario(&format!("{lines}a = {{ of = \"devices.meters\", delivery_ratio = \">= 50 %\" }}"));
    assert_eq!(study(&far, 2, lossy).unwrap().pool.replications(), 5);
    assert!(study(&near, 2, lossy).unwrap().pool.replications() > 5);
}

#[test]
fn the_maximum_says_what_precision_was_not_reached() {
    let scenario = scenario("[study]\nreplications = { min = 2, max = 4, precision = \"0.01 %\" }");
    let study = study(&scenario, 3, lossy).unwrap();
    assert_eq!(study.pool.replications(), 4);
    let [ratio] = &study.precision.figures[..] else { panic!("{:?}", study.precision) };
    assert_eq!((study.precision.asked, study.precision.reached), (Some(1e-4), Some(false)));
    let needed = libm::ceil(4.0 * libm::pow(ratio.half_width.unwrap() / 1e-4, 2.0)) as u64;
    assert_eq!(ratio.replications, Some(needed), "the half-width falls with the root of their number");
    let missing = ratio.missing().unwrap();
    assert!(
        missing.ends_with(&format!("asked was ± 0.01 %; about {needed} replications would do")),
        "{missing}"
    );
}

#[test]
fn a_plain_number_is_run_exactly() {
    let scenario = scenario("[study]\nreplications = 3");
    let study = study(&scenario, 2, lossy).unwrap();
    assert_eq!((study.pool.replications(), study.precision.reached), (3, None));
}

#[test]
fn defaults_and_single_bounds_make_a_plan() {
    let plan = |lines: &str| Plan::of(&scenario(lines).study);
    let default = Plan { min: 10, max: 40, precision: Some(0.01), settled_by_a_miss: false };
    assert_eq!(plan(""), default);
    assert_eq!(plan("[study]\nreplications = { max = 5 }"), Plan { min: 5, max: 5, ..default });
    assert_eq!(plan("[study]\nreplications = { min = 50 }"), Plan { min: 50, max: 50, ..default });
}

#[test]
fn a_broken_book_names_its_replication_and_a_stop_ends_it() {
    let broken = |replication, clock| match replication {
        4 => Err(TallyError::BrokenPaths { messages: 1 }.into()),
        _ => lossy(replication, clock),
    };
    let error = study(&scenario(""), 3, broken).unwrap_err();
    assert!(matches!(error, StudyError::Broken { replication: 4, .. }), "{error}");
    let options = Options { jobs: 2, stop: &AtomicBool::new(true), progress: &|_, _| {} };
    assert!(matches!(run(&scenario(""), &network(), &options, lossy), Err(StudyError::Stopped)));
}

#[test]
fn progress_counts_replications_in_order() {
    let told = Mutex::new(Vec::new());
    let progress = |done, most| told.lock().unwrap().push((done, most));
    let options = Options { jobs: 2, stop: &AtomicBool::new(false), progress: &progress };
    run(&scenario("[study]\nreplications = 3"), &network(), &options, lossy).unwrap();
    assert_eq!(*told.lock().unwrap(), [(1, 3), (2, 3), (3, 3)]);
}

/// Latency falls over the first 20 s, then stays.
fn settling(replication: u64, clock: Clock) -> Result<Replicate, RunError> {
    replicate(clock, |tally| {
        let luck = Key::root(3, replication);
        for n in 0..1000 {
            let seconds = 0.1 * n as f64;
            let transient = 50e6 * (1.0 - seconds / 20.0).max(0.0);
            let latency = Span((10e6 + 1e6 * luck.uniform(n) + transient) as u64);
            deliver(tally, message(0, 1000.0 + seconds), latency);
        }
    })
}

#[test]
fn d20_a_beginning_that_stands_out_is_cut_in_whole_bins() {
    let study = study(&scenario("[study]\nreplications = 5"), 2, settling).unwrap();
    let cut = study.warm_up.unwrap().bins;
    assert!((15..=25).contains(&cut), "{cut}");
    assert_eq!(study.clock.from, at(1000.0 + cut as f64));
    assert_eq!(study.clock.begin, at(990.0));
    assert_eq!(study.pool.counts.classes.totals[0].offered, 5 * (1000 - 10 * cut as u64));
    assert_eq!(study.pool.bins().count(), 100 - cut);
}

/// All replications of the first clock are folded at once when the first comes last.
#[test]
fn d20_it_begins_anew_though_the_first_replication_comes_last() {
    let (done, later) = (AtomicU64::new(0), Mutex::new(None));
    let last = |replication, clock: Clock| {
        let first_clock = *later.lock().unwrap().get_or_insert(clock);
        if replication == 0 && clock == first_clock {
            while done.load(Relaxed) < 4 {
                thread::sleep(Duration::from_millis(1));
            }
            // so that the last of the others is handed over, too
            thread::sleep(Duration::from_millis(20));
        }
        let replicate = settling(replication, clock);
        done.fetch_add(1, Relaxed);
        replicate
    };
    let study = study(&scenario("[study]\nreplications = 5"), 2, last).unwrap();
    assert!(study.warm_up.unwrap().bins > 0);
    assert_eq!(study.pool.replications(), 5);
}

#[test]
fn d20_much_is_not_cut_in_silence() {
    let study = study(&scenario("[study]\nreplications = 5"), 2, settling).unwrap();
    let warm_up = study.warm_up.unwrap();
    assert_eq!(warm_up.warnings.len(), 1);
    assert!(warm_up.warnings[0].contains("s of 100 s are cut as warm-up"), "{}", warm_up.warnings[0]);
}

/// Three of four seconds are silent, and latencies are those of the few who speak: a series of luck.
#[test]
fn d20_few_messages_tell_no_beginning_from_luck() {
    let few = |replication: u64, clock| {
        replicate(clock, |tally| {
            for n in 0..25 {
                let far = if n < 9 { 50_000_000 } else { 10_000_000 };
                deliver(tally, message(0, 1000.0 + 4.0 * f64::from(n)), Span(far + replication));
            }
        })
    };
    let study = study(&scenario("[study]\nreplications = 5"), 2, few).unwrap();
    let warm_up = study.warm_up.unwrap();
    assert_eq!((warm_up.bins, study.pool.bins().count()), (0, 100));
    assert!(warm_up.text.contains("too few messages"), "{}", warm_up.text);
}

#[test]
fn d20_nothing_is_cut_from_what_follows_the_clock_or_has_its_own_warm_up() {
    let class = "[devices.meters]\ncount = 4\nradio = \"lora\"\n";
    let schedule = format!("{class}message = {{ schedule = {{ at = [\"09:00\"] }}, size = \"20 B\" }}");
    let terminating =
        study(&scenario(&format!("[study]\nreplications = 5\n{schedule}")), 2, settling).unwrap();
    let warm_up = terminating.warm_up.unwrap();
    assert_eq!((warm_up.bins, terminating.pool.counts.classes.totals[0].offered), (0, 5000));
    assert!(warm_up.text.contains("terminating"), "{}", warm_up.text);
    let own = study(&scenario("[study]\nreplications = 5\nwarm_up = \"10 s\""), 2, settling).unwrap();
    assert_eq!((own.warm_up, own.pool.bins().count()), (None, 100));
}

#[test]
fn d20_a_latency_that_never_settles_is_warned_of() {
    let growing = |_, clock| {
        replicate(clock, |tally| {
            (0..1000u32).for_each(|n| {
                deliver(tally, message(0, 1000.0 + 0.1 * f64::from(n)), Span(1_000_000 * u64::from(n)))
            });
        })
    };
    let warm_up = study(&scenario("[study]\nreplications = 5"), 2, growing).unwrap().warm_up.unwrap();
    assert_eq!((warm_up.bins, warm_up.warnings.len()), (0, 1));
    assert!(warm_up.warnings[0].contains("too short"), "{}", warm_up.warnings[0]);
    assert!(warm_up.text.contains("does not settle"), "{}", warm_up.text);
}
