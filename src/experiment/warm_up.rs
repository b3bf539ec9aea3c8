//! Whether bins are cut from the front of the window (DEFINITIONS D20). A day with a profile, a schedule, a burst or
//! a trace is terminating: its beginning belongs to it, and nothing is cut.

use indexmap::IndexMap;

use super::kind::Kind;
use super::pool::Pool;
use crate::measure::warm_up::{FEWEST_BATCHES, mser5};
use crate::network::Network;
use crate::scenario::Scenario;
use crate::scenario::study::{StudyKind, WarmUpSpec};
use crate::units::Span;

/// What was found about the beginning.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WarmUp {
    /// Bins to cut.
    pub bins: usize,
    /// What was done, in a sentence, for the list of assumptions.
    pub text: String,
    /// What the reader must know.
    pub warnings: Vec<String>,
    /// Classes that are not known to have settled: they still move at half of the window, or it has too few bins.
    pub unsettled: Vec<String>,
    /// Mean latency by bin of the classes that were looked at, s.
    pub pilot: IndexMap<String, Vec<Option<f64>>>,
}

/// Whether a pilot is wanted to find one: the scenario states none, and its study is steady.
pub fn is_sought(scenario: &Scenario) -> bool {
    let stated = matches!(scenario.study.warm_up, Some(WarmUpSpec::Span(_)));
    !stated && Kind::of(scenario).kind != StudyKind::Terminating
}

/// Decides on the replications of a pilot without warm-up; `None` if the scenario states its own.
pub fn decide(scenario: &Scenario, network: &Network, pilot: &Pool) -> Option<WarmUp> {
    if let Some(WarmUpSpec::Span(_)) = scenario.study.warm_up {
        return None;
    }
    let kind = Kind::of(scenario);
    if kind.kind == StudyKind::Terminating {
        let text = format!("0 s: {}, so the study is terminating and nothing is cut", kind.reason);
        return Some(WarmUp { text, ..WarmUp::default() });
    }
    Some(steady(network, pilot))
}

/// In five bins, over all replications: with fewer messages the mean of a batch says who happened to speak, near or
/// far, and a beginning cannot be told from luck.
const FEWEST_MESSAGES: f64 = 30.0;
/// With fewer bins there are too few batches of five.
const FEWEST_BINS: usize = 5 * FEWEST_BATCHES;
/// A cut beyond this share of the window is a warning: so much may belong to what is studied.
const MOST_IN_SILENCE: f64 = 0.1;

fn steady(network: &Network, pilot: &Pool) -> WarmUp {
    let mut found = WarmUp::default();
    let (mut told, mut moved) = (false, "");
    for (at, class) in network.classes.iter().enumerate().filter(|(_, class)| !class.foreign) {
        let series = mean_latencies(pilot, at);
        let Some(cut) = mser5(&filled(&series)) else { continue };
        told = true;
        found.pilot.insert(class.name.clone(), series);
        if cut.stands_out && cut.too_short {
            found.unsettled.push(class.name.clone());
            found.warnings.push(format!(
                "the run is too short to tell a warm-up: the latency of devices.{} still moves at half of the \
                 window (MSER-5); lengthen study.duration or look for overload",
                class.name
            ));
        } else if cut.stands_out && cut.observations > found.bins {
            (found.bins, moved) = (cut.observations, class.name.as_str());
        }
    }
    let bins = pilot.bins();
    if found.bins as f64 > MOST_IN_SILENCE * bins.count() as f64 {
        found.warnings.push(long(network, found.bins, moved));
    }
    found.text = match (told, found.bins) {
        _ if !found.warnings.is_empty() && found.bins == 0 => {
            "0 s: the mean latency by bin does not settle within the window, nothing cut".to_string()
        }
        (false, _) if bins.count() < FEWEST_BINS => {
            format!("0 s: fewer than {FEWEST_BINS} bins, nothing cut")
        }
        (false, _) => "0 s: too few messages in a bin to tell a beginning from luck, nothing cut".to_string(),
        (true, 0) => "0 s: MSER-5 on the mean latency by bin finds no beginning that stands out".to_string(),
        (true, bins) => {
            let first = if bins == 1 { "bin".to_string() } else { format!("{bins} bins") };
            format!(
                "the first {first} ({}): MSER-5 on the mean latency of devices.{moved} by bin, pooled over \
                 replications",
                width(network, bins)
            )
        }
    };
    if bins.count() < FEWEST_BINS {
        found.few_bins(network, bins.count());
    }
    found
}

impl WarmUp {
    /// A window in which nobody can tell a beginning. Its classes may have settled or not.
    fn few_bins(&mut self, network: &Network, bins: usize) {
        let ours = network.classes.iter().filter(|class| !class.foreign && class.traffic.is_some());
        self.unsettled = ours.map(|class| class.name.clone()).collect();
        self.warnings.push(format!(
            "the run is too short to tell a warm-up: its window has {bins} of the {FEWEST_BINS} bins that MSER-5 needs; \
             lengthen study.duration, or state study.warm_up"
        ));
    }
}

fn width(network: &Network, bins: usize) -> Span {
    Span(network.clock.bin.0 * bins as u64)
}

fn long(network: &Network, bins: usize, class: &str) -> String {
    let window = network.clock.to.since(network.clock.from);
    format!(
        "the first {} of {window} are cut as warm-up, since the latency of devices.{class} differs there \
         (study.warm_up = \"auto\"); write study.warm_up = \"0 s\" if they belong to what is studied",
        width(network, bins)
    )
}

/// Mean latency by bin of birth, pooled over replications. Empty where messages are too few for means to say
/// something.
fn mean_latencies(pool: &Pool, class: usize) -> Vec<Option<f64>> {
    let tally = &pool.counts.classes;
    let rows = || (0..pool.bins().count()).map(|bin| tally.row(bin, class));
    let arrived: u64 = rows().map(|row| tally.latencies[row].count()).sum();
    if (arrived as f64) < FEWEST_MESSAGES / 5.0 * pool.bins().count() as f64 {
        return Vec::new();
    }
    let mean = |row: usize| match tally.latencies[row].count() {
        0 => None,
        count => Some(tally.bins[row].latency_ns as f64 / count as f64 / 1e9),
    };
    rows().map(mean).collect()
}

/// A bin without arrivals repeats the one before.
fn filled(series: &[Option<f64>]) -> Vec<f64> {
    let mut filled: Vec<f64> = Vec::new();
    for mean in series {
        filled.extend(mean.or(filled.last().copied()));
    }
    filled
}
