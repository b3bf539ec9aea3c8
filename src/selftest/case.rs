//! A case: one scenario with measures whose answers are known. Rows that need no simulation are exact, rows that
//! cost too much are left out with their reason; a family's [`Cases`] holds all three.

use super::effort::Depth;
use super::ledger::Ledger;

/// Replications of a case that does not say otherwise.
pub const REPLICATIONS: u64 = 20;
/// Greatest half-width of a 95 % interval: of a mean, relative; of a share, relative to the smaller of it and its
/// complement.
const OF_A_MEAN: f64 = 0.05;
const OF_A_SHARE: f64 = 0.10;

/// Part and whole of one replication; a value is a part of one.
pub type Sample = (f64, f64);
type Observe = Box<dyn Fn(&Ledger) -> Sample + Send + Sync>;

/// How an answer is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A mean or percentile, in a unit: Student's t over replications.
    Mean,
    /// A share, Σ part / Σ whole: Student's t over the jackknife's pseudo-values.
    Share,
    /// A share so small that not one event is expected: an event is as unlikely as it should be (Markov's inequality).
    Rare,
    /// The same in every replication, to the last digit.
    Identity,
    /// A formula: no simulation, hence no interval.
    Exact,
}

/// The known answer and its own uncertainty.
#[derive(Clone, Copy, Debug)]
pub struct Oracle {
    /// The answer.
    pub value: f64,
    /// What is granted on either side, in the same unit.
    pub band: f64,
    /// Its standard error, where it was itself simulated or measured.
    pub error: f64,
}

impl From<f64> for Oracle {
    fn from(value: f64) -> Oracle {
        Oracle { value, band: 0.0, error: 0.0 }
    }
}

impl Oracle {
    /// An answer with a standard error of its own.
    pub fn with_error(value: f64, error: f64) -> Oracle {
        Oracle { value, band: 0.0, error }
    }

    /// Grants a difference of `band`.
    pub fn within(self, band: f64) -> Oracle {
        Oracle { band, ..self }
    }
}

/// A measure of a case and its answer.
pub struct Expected {
    /// What is measured.
    pub measure: String,
    /// How it is compared.
    pub kind: Kind,
    /// The answer.
    pub oracle: Oracle,
    /// Greatest half-width of the 95 % interval.
    pub widest: f64,
    /// Reads it off one replication.
    pub observe: Observe,
}

/// One simulated scenario.
pub struct Case {
    /// What is simulated.
    pub name: String,
    /// The scenario file.
    pub scenario: String,
    /// Tables that it names, with their texts.
    pub files: Vec<(&'static str, String)>,
    /// Settings on top, `path=value`.
    pub settings: Vec<String>,
    /// Replications of one effort.
    pub replications: u64,
    /// What it costs.
    pub depth: Depth,
    /// What is measured.
    pub expected: Vec<Expected>,
}

impl Case {
    /// A scenario without measures yet.
    pub fn new(name: impl Into<String>, scenario: impl Into<String>) -> Case {
        Case {
            name: name.into(),
            scenario: scenario.into(),
            files: Vec::new(),
            settings: Vec::new(),
            replications: REPLICATIONS,
            depth: Depth::Quick,
            expected: Vec::new(),
        }
    }

    /// With a table that the scenario names.
    pub fn file(mut self, name: &'static str, text: impl Into<String>) -> Case {
        self.files.push((name, text.into()));
        self
    }

    /// With `path=value` on top.
    pub fn set(mut self, setting: impl Into<String>) -> Case {
        self.settings.push(setting.into());
        self
    }

    /// With so many replications of one effort.
    pub fn replications(mut self, replications: u64) -> Case {
        self.replications = replications;
        self
    }

    /// Only for runs that can afford this.
    pub fn depth(mut self, depth: Depth) -> Case {
        self.depth = depth;
        self
    }

    /// A mean, a percentile: anything with a unit.
    pub fn mean(
        self,
        measure: impl Into<String>,
        oracle: impl Into<Oracle>,
        observe: impl Fn(&Ledger) -> f64 + Send + Sync + 'static,
    ) -> Case {
        let oracle = oracle.into();
        self.expect(Kind::Mean, measure, oracle, OF_A_MEAN * oracle.value, move |ledger| {
            (observe(ledger), 1.0)
        })
    }

    /// A share: part and whole of each replication.
    pub fn share(
        self,
        measure: impl Into<String>,
        oracle: impl Into<Oracle>,
        observe: impl Fn(&Ledger) -> Sample + Send + Sync + 'static,
    ) -> Case {
        let oracle = oracle.into();
        let widest = OF_A_SHARE * oracle.value.min(1.0 - oracle.value);
        self.expect(Kind::Share, measure, oracle, widest, observe)
    }

    /// A share of which not one event is to be expected.
    pub fn rare(
        self,
        measure: impl Into<String>,
        oracle: impl Into<Oracle>,
        observe: impl Fn(&Ledger) -> Sample + Send + Sync + 'static,
    ) -> Case {
        self.expect(Kind::Rare, measure, oracle, f64::INFINITY, observe)
    }

    /// The same in every replication.
    pub fn identity(
        self,
        measure: impl Into<String>,
        value: f64,
        observe: impl Fn(&Ledger) -> f64 + Send + Sync + 'static,
    ) -> Case {
        self.expect(Kind::Identity, measure, value, 0.0, move |ledger| (observe(ledger), 1.0))
    }

    /// Grants the last measure another half-width of its interval.
    pub fn no_wider_than(mut self, half_width: f64) -> Case {
        self.expected.iter_mut().last().into_iter().for_each(|last| last.widest = half_width);
        self
    }

    fn expect(
        mut self,
        kind: Kind,
        measure: impl Into<String>,
        oracle: impl Into<Oracle>,
        widest: f64,
        observe: impl Fn(&Ledger) -> Sample + Send + Sync + 'static,
    ) -> Case {
        let (measure, oracle, observe) = (measure.into(), oracle.into(), Box::new(observe));
        self.expected.push(Expected { measure, kind, oracle, widest, observe });
        self
    }
}

/// A row that needs no simulation.
#[derive(Clone, Debug)]
pub struct Exact {
    /// Which row.
    pub name: String,
    /// The known answer.
    pub oracle: f64,
    /// Ours.
    pub ours: f64,
    /// Greatest difference.
    pub tolerance: f64,
}

/// A row that is not run.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LeftOut {
    /// Which row.
    pub case: String,
    /// Why, and what would reach it.
    pub reason: String,
}

/// All rows of a family.
#[derive(Default)]
pub struct Cases {
    /// Scenarios.
    pub simulated: Vec<Case>,
    /// Formulas.
    pub exact: Vec<Exact>,
    /// Rows that are not run.
    pub left_out: Vec<LeftOut>,
}

impl Cases {
    /// Adds a scenario.
    pub fn simulate(&mut self, case: Case) {
        self.simulated.push(case);
    }

    /// Adds a formula's answer beside ours; `tolerance` in the same unit.
    pub fn exactly(&mut self, name: impl Into<String>, oracle: f64, ours: f64, tolerance: f64) {
        self.exact.push(Exact { name: name.into(), oracle, ours, tolerance });
    }

    /// Names a row that is not run.
    pub fn leave_out(&mut self, case: impl Into<String>, reason: impl Into<String>) {
        self.left_out.push(LeftOut { case: case.into(), reason: reason.into() });
    }
}
