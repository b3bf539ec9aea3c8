//! A whole self-test: every family that was run, and what all of them say together. The one format, written as
//! `validation.json` and drawn.

use serde::Serialize;

use super::effort::{Depth, Effort};
use super::normality::Normality;
use super::report::FamilyReport;

/// Format of `validation.json`.
pub const SCHEMA: u32 = 1;

/// What came of a self-test.
#[derive(Clone, Debug, Serialize)]
pub struct Validation {
    /// Format.
    pub schema: u32,
    /// Version of the program.
    pub version: &'static str,
    /// Seed that repeats it.
    pub seed: u64,
    /// Whether only what a minute allows was run.
    pub quick: bool,
    /// Whether everything holds.
    pub holds: bool,
    /// Figures that were compared.
    pub compared: usize,
    /// Of these, those that failed twice.
    pub failed: usize,
    /// Rows that were not run; each family names them.
    pub left_out: usize,
    /// The differences as a whole; `null` with too few of them.
    pub normality: Option<Normality>,
    /// Family by family.
    pub families: Vec<FamilyReport>,
}

impl Validation {
    /// Of the families that were run.
    pub fn new(effort: Effort, families: Vec<FamilyReport>) -> Validation {
        let normality = Normality::of(&families);
        Validation {
            schema: SCHEMA,
            version: env!("CARGO_PKG_VERSION"),
            seed: effort.seed,
            quick: effort.depth == Depth::Quick,
            holds: families.iter().all(FamilyReport::holds)
                && normality.as_ref().is_none_or(Normality::holds),
            compared: families.iter().map(|family| family.rows.len()).sum(),
            failed: families.iter().map(|family| family.failures().count()).sum(),
            left_out: families.iter().map(|family| family.left_out.len()).sum(),
            normality,
            families,
        }
    }

    /// What it says, in a sentence.
    pub fn sentence(&self) -> String {
        let scores = self.normality.as_ref().map_or(String::new(), |normality| {
            format!(
                "; {} independent z-scores against N(0, 1): Kolmogorov-Smirnov p = {:.3}",
                normality.z.len(),
                normality.p
            )
        });
        let agree = match self.failed {
            0 => format!("all {} figures agree", self.compared),
            failed => format!("{failed} of {} figures do not agree", self.compared),
        };
        format!("{agree}, {} rows are left out with their reasons{scores}", self.left_out)
    }
}
