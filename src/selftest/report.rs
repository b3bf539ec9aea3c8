//! What came of the families: rows with their figures and verdicts. Plain data, written as JSON and drawn.

use std::fmt;

use serde::Serialize;

use super::case::{Kind, LeftOut, Oracle};
use super::family::Family;

/// What a row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// No significant difference, and precise enough to see one.
    Agrees,
    /// A difference that chance does not make.
    Differs,
    /// The interval is wider than the rule allows.
    Imprecise,
}

impl Verdict {
    /// Whether the row passes.
    pub fn holds(self) -> bool {
        self == Verdict::Agrees
    }
}

/// One measure of one case.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The case.
    pub case: String,
    /// What is measured; empty for a formula.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub measure: String,
    /// How it is compared.
    pub kind: Kind,
    /// The known answer.
    #[serde(flatten)]
    pub oracle: Oracle,
    /// Ours.
    pub simulated: f64,
    /// Half of the 95 % interval's width.
    pub half_width: Option<f64>,
    /// The greatest half-width, or of a formula the greatest difference, that the rule allows.
    pub widest: Option<f64>,
    /// Of a rare event: upper 95 % bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upper: Option<f64>,
    /// Difference in standard errors, as a standard normal variable as far out as Student's.
    pub z: Option<f64>,
    /// z of the first run if this is the one measure of its case that speaks for it: measures of one run depend on
    /// each other, and a band or another's error makes z no standard normal variable.
    pub independent_z: Option<f64>,
    /// Chance of a difference as great as this one.
    pub p: Option<f64>,
    /// Replications behind it; 0 for a formula.
    pub replications: u64,
    /// What the first run said if it failed: the figures are then those of the second run.
    pub first: Option<Verdict>,
    /// What it says.
    pub verdict: Verdict,
}

impl Serialize for Oracle {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut fields = serializer.serialize_struct("oracle", 3)?;
        fields.serialize_field("oracle", &self.value)?;
        fields.serialize_field("oracle_band", &self.band)?;
        fields.serialize_field("oracle_error", &self.error)?;
        fields.end()
    }
}

impl Row {
    /// A row without figures.
    pub fn new(case: &str, measure: &str, kind: Kind, oracle: Oracle, replications: u64) -> Row {
        Row {
            case: case.to_string(),
            measure: measure.to_string(),
            kind,
            oracle,
            simulated: oracle.value,
            half_width: None,
            widest: None,
            upper: None,
            z: None,
            independent_z: None,
            p: None,
            replications,
            first: None,
            verdict: Verdict::Agrees,
        }
    }

    /// This second run in place of `first`, which failed.
    pub fn again(self, first: &Row) -> Row {
        Row { first: Some(first.verdict), independent_z: first.independent_z, ..self }
    }

    /// Case and measure.
    pub fn label(&self) -> String {
        match self.measure.is_empty() {
            true => self.case.clone(),
            false => format!("{}, {}", self.case, self.measure),
        }
    }
}

/// A family that was run.
#[derive(Clone, Debug, Serialize)]
pub struct FamilyReport {
    /// Its name.
    pub name: &'static str,
    /// What is compared with what.
    pub about: &'static str,
    /// The tables its answers come from.
    pub tables: &'static [&'static str],
    /// All that was compared.
    pub rows: Vec<Row>,
    /// What was not, and why.
    pub left_out: Vec<LeftOut>,
}

impl FamilyReport {
    /// Of a family that was run.
    pub fn new(family: &Family, rows: Vec<Row>, left_out: Vec<LeftOut>) -> FamilyReport {
        FamilyReport { name: family.name, about: family.about, tables: family.tables, rows, left_out }
    }

    /// Rows that fail.
    pub fn failures(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| !row.verdict.holds())
    }

    /// Whether anything was compared and all of it holds.
    pub fn holds(&self) -> bool {
        !self.rows.is_empty() && self.failures().next().is_none()
    }
}

impl fmt::Display for FamilyReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["oracle", "simulated", "± 95 %", "z"];
        writeln!(f, "{}: {}", self.name, self.about)?;
        writeln!(f, "  {:62} {:>12} {:>12} {:>10} {:>6}", "", head[0], head[1], head[2], head[3])?;
        for row in self.rows.iter().filter(|row| row.kind != Kind::Exact || !row.verdict.holds()) {
            writeln!(f, "  {row}")?;
        }
        let exact = self.rows.iter().filter(|row| row.kind == Kind::Exact && row.verdict.holds()).count();
        if exact > 0 {
            writeln!(f, "  {exact} figures of formulas agree to the digits of their table")?;
        }
        for LeftOut { case, reason } in &self.left_out {
            writeln!(f, "  left out: {case}: {reason}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let figure = |figure: f64| match libm::fabs(figure) {
            small if small > 0.0 && small < 1e-3 => format!("{figure:.3e}"),
            large if large >= 1e6 => format!("{figure:.0}"),
            _ => format!("{figure:.6}"),
        };
        let interval = self.half_width.map(figure).or(self.upper.map(|upper| format!("< {}", figure(upper))));
        let z = self.z.map_or(String::new(), |z| format!("{z:.2}"));
        let verdict = match (self.verdict, self.first) {
            (Verdict::Agrees, Some(Verdict::Imprecise)) => "agrees; the first run was imprecise",
            (Verdict::Agrees, Some(_)) => "agrees; the first run differed",
            (Verdict::Agrees, None) => "agrees",
            (Verdict::Differs, _) => "DIFFERS",
            (Verdict::Imprecise, _) => "IMPRECISE",
        };
        write!(
            f,
            "{:62} {:>12} {:>12} {:>10} {z:>6}  {verdict}",
            self.label(),
            figure(self.oracle.value),
            figure(self.simulated),
            interval.unwrap_or_default()
        )
    }
}
