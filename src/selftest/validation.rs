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
    /// Families asked for by pattern; all if empty.
    pub only: Vec<String>,
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
    pub fn new(effort: Effort, only: &[String], families: Vec<FamilyReport>) -> Validation {
        let normality = Normality::of(&families);
        let compared = families.iter().map(|family| family.rows.len()).sum();
        let failed = families.iter().map(|family| family.failures().count()).sum();
        Validation {
            schema: SCHEMA,
            version: env!("CARGO_PKG_VERSION"),
            seed: effort.seed,
            quick: effort.depth == Depth::Quick,
            only: only.to_vec(),
            // a family all of whose rows are left out says nothing either way
            holds: compared > 0 && failed == 0 && normality.as_ref().is_none_or(Normality::holds),
            compared,
            failed,
            left_out: families.iter().map(|family| family.left_out.len()).sum(),
            normality,
            families,
        }
    }

    /// What it says, in a sentence.
    pub fn sentence(&self) -> String {
        let scores = self.normality.as_ref().map_or(String::new(), |normality| {
            let word = if normality.holds() { "" } else { ", which is no chance: something leans" };
            let (n, p) = (normality.z.len(), normality.p);
            format!("; {n} independent z-scores against N(0, 1): Kolmogorov-Smirnov p = {p:.3}{word}")
        });
        let agree = match self.failed {
            0 if self.compared == 0 => "nothing was compared".to_string(),
            0 => format!("all {} figures agree", self.compared),
            failed => format!("{failed} of {} figures do not agree", self.compared),
        };
        format!("{agree}, {} rows are left out with their reasons{scores}", self.left_out)
    }
}
