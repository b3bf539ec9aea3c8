//! Whether `capacity` finds loads that are known, and as surely as it says: scenarios whose answer is exact, searched on
//! luck of their own so many times, and how many of the intervals contain it.

use crate::experiment::question::Unanswered;
use rayon::prelude::*;
use serde::Serialize;

use super::effort::{Depth, Effort};
use super::families::cell::airtime_s;
use super::tables::rows;
use crate::experiment::campaign::Campaign;
use crate::experiment::capacity::growth::Path;
use crate::experiment::capacity::results::Capacity;
use crate::experiment::capacity::{Means, Question, capacity};
use crate::experiment::progress::Progress;
use crate::experiment::results::ScenarioInfo;
use crate::scenario::load;

/// A load whose limit is known.
pub struct Known {
    /// Its scenario, in `tests/oracles/capacity`.
    pub name: &'static str,
    /// How the table's question begins.
    question: &'static str,
    /// What grows or shrinks.
    pub path: &'static str,
    /// Whether it shrinks.
    pub shrinks: bool,
    text: &'static str,
    /// The value of the path at the table's answer.
    value: fn(f64) -> f64,
    /// Searches: of these so many intervals hold the answer.
    pub searches: u64,
}

/// Least number of intervals that hold the answer; of 200 exact intervals so many do in 99.5 of 100 tests. Where luck has
/// no part 20 searches are as good.
const LEAST_OF: [(u64, u64); 2] = [(200, 181), (20, 18)];
/// Greatest error of each answer, and greatest mean width of its interval, relative.
const ERROR: f64 = 0.02;
const WIDTH: f64 = 0.06;
/// Greatest work of a search, in loads at the answer to the same precision.
const WORK: f64 = 30.0;
/// Asked of a search: of 200 answers none is off by four standard errors.
const PRECISION: f64 = 0.01;

macro_rules! known {
    ($($name:literal $question:literal $path:literal $shrinks:literal $searches:literal $value:expr;)*) => {
        /// All of them, in the order of the table.
        pub const KNOWN: &[Known] = &[$(Known {
            name: $name, question: $question, path: $path, shrinks: $shrinks, searches: $searches, value: $value,
            text: include_str!(concat!("../../tests/oracles/capacity/", $name, ".toml")),
        }),*];
    };
}

/// Devices share the traffic of so many Erlang at SF10 with 10 B; in two airtimes twice as many frames begin. A device
/// sends one frame at a time, so that few are a finite source: by Engset 5000 have 0.5 % fewer losses at 16 paths than Erlang says, these 0.13 %.
const DEVICES: f64 = 20_000.0;

known! {
    "mm1-p95-sojourn" "M/M/1 mu" "devices.customers.message.poisson" true 200 |rate| 1.0 / rate;
    "mm1k-loss" "M/M/1/K" "devices.customers.message.poisson" true 200 |rate| 1.0 / rate;
    "mm4-waiting" "M/M/4" "devices.customers.message.poisson" true 200 |rate| 1.0 / rate;
    "md1-mean-wait" "M/D/1 D=1: max lambda with mean" "devices.customers.message.poisson" true 200 |rate| 1.0 / rate;
    "md1-p95-wait" "M/D/1 D=1: max lambda with p95" "devices.customers.message.poisson" true 200 |rate| 1.0 / rate;
    "aloha-3-channels" "pure ALOHA" "devices.nodes.count" false 200 |devices| devices;
    "capture-3-channels" "same with 6 dB" "devices.nodes.count" false 200 |devices| devices;
    "rayleigh-capture" "slotted Rayleigh" "devices.nodes.message.poisson" true 200
        |erlang| 2.0 * 2000.0 * airtime_s(12, 23, 1) / erlang;
    "erlang-b-8" "Erlang-B 8" "devices.nodes.message.poisson" true 200 |erlang| DEVICES * airtime_s(10, 10, 1) / erlang;
    "erlang-b-16" "Erlang-B 16" "devices.nodes.message.poisson" true 200 |erlang| DEVICES * airtime_s(10, 10, 1) / erlang;
    "opportunities-54" "multichannel" "devices.nodes.message.poisson" true 200
        |arrivals| 2.0 * DEVICES * airtime_s(10, 10, 1) / arrivals;
    "batch-500" "batch" "devices.fleet.count" false 20 |devices| devices;
}

/// What came of one.
#[derive(Clone, Debug, Serialize)]
pub struct Searched {
    /// Which.
    pub name: &'static str,
    /// The exact answer, in the unit of the path; times in s.
    pub exact: f64,
    /// Searches whose interval contains it.
    pub held: u64,
    /// Of so many.
    pub searches: u64,
    /// Mean error of the answers, relative.
    pub bias: f64,
    /// Greatest error, relative.
    pub worst: f64,
    /// Mean width of the intervals, relative.
    pub width: f64,
    /// Greatest work of a search, in loads at the answer to the same precision.
    pub work: f64,
    /// Whether that is as it should be.
    pub holds: bool,
}

impl Known {
    /// The exact answer, in the unit of the path.
    pub fn exact(&self) -> f64 {
        let all = rows("capacity_search");
        let row = all.iter().find(|row| row.text("question").starts_with(self.question));
        row.map_or(f64::NAN, |row| (self.value)(row.number("exact_answer")))
    }

    /// One search on a seed.
    ///
    /// # Errors
    /// If it was stopped, or the scenario cannot be searched.
    pub fn search(&self, seed: u64, progress: &Progress) -> Result<Capacity, Unanswered> {
        let load = |settings: &[String]| {
            let all: Vec<String> = settings.iter().cloned().chain([format!("study.seed={seed}")]).collect();
            let loaded = load::given(self.text, &[], &all).map_err(|wrong| wrong.to_string())?;
            Ok(loaded.scenario)
        };
        let scenario = load(&[]).map_err(Unanswered::Asked)?;
        let paths = vec![Path { path: self.path.to_string(), shrinks: self.shrinks }];
        let question = Question { precision: PRECISION, brief: true, ..Question::of(paths) };
        let campaign = Campaign::new(1, None, progress);
        let means = Means { load: &load, permit: &|_, _| Ok(()), campaign: &campaign };
        capacity(&scenario, ScenarioInfo::default(), &question, &means)
    }

    /// As many searches as are asked of it.
    ///
    /// # Errors
    /// See [`Known::search`].
    pub fn test(&self, seed: u64, progress: &Progress) -> Result<Searched, Unanswered> {
        let exact = self.exact();
        let one = |n: u64| {
            let seed = Effort::new(seed, Depth::Full).seed_of("capacity", &format!("{}:{n}", self.name));
            self.search(seed, progress)
        };
        let found: Vec<Capacity> = (0..self.searches).into_par_iter().map(one).collect::<Result<_, _>>()?;
        let answers: Vec<_> = found.iter().filter_map(|one| one.answer.as_ref()).collect();
        // the last digits of a table are rounded
        let holds = |[low, high]: [f64; 2]| low * (1.0 - 1e-8) <= exact && exact <= high * (1.0 + 1e-8);
        let held = answers.iter().filter(|answer| holds(answer.ci)).count() as u64;
        let errors: Vec<f64> = answers.iter().map(|answer| answer.root / exact - 1.0).collect();
        let n = errors.len().max(1) as f64;
        let worst = errors.iter().map(|error| libm::fabs(*error)).fold(0.0, libm::fmax);
        let width = answers.iter().map(|answer| (answer.ci[1] - answer.ci[0]) / exact).sum::<f64>() / n;
        let least =
            LEAST_OF.iter().find(|(of, _)| *of == self.searches).map_or(self.searches, |(_, least)| *least);
        let all = answers.len() as u64 == self.searches;
        let bias = errors.iter().sum::<f64>() / n;
        let work = found.iter().filter_map(|one| one.method.work).fold(0.0, libm::fmax);
        Ok(Searched {
            name: self.name,
            exact,
            held,
            searches: self.searches,
            bias,
            worst,
            width,
            work,
            holds: all && held >= least && worst <= ERROR && width <= WIDTH && work <= WORK,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_has_its_scenario() {
        assert_eq!(KNOWN.len(), rows("capacity_search").len());
        assert!(KNOWN.iter().all(|known| known.exact().is_finite()));
    }
}
