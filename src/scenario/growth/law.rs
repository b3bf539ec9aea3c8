//! Laws by which the devices of a class grow. Each says how many there are so many months after the file's load stands;
//! none knows of a network.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::date::{Date, position};
use crate::units::{Count, MonthlyRate, Months};

/// How one class grows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Law {
    /// So many devices more each month; below zero, fewer.
    Linear(f64),
    /// So much more each month than in the one before, compounding.
    Percent(MonthlyRate),
    /// A logistic curve towards a saturation.
    SCurve(SCurve),
    /// Counts at dates, straight between them, level after the last.
    Table(Vec<Milestone>),
    /// Rollouts, each evenly over its time.
    Waves(Vec<Wave>),
}

/// Logistic growth (P.-F. Verhulst 1838) by the words of J. C. Fisher and R. H. Pry, Technological Forecasting and Social
/// Change 3, 1971.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SCurve {
    /// Devices in the end.
    pub saturation: Count,
    /// When half of the curve is passed, and growth is fastest.
    pub midpoint: Date,
    /// Takeover time: from 10 % to 90 % of the curve.
    pub takeover: Months,
}

/// A planned count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    /// When; a month means its first day.
    pub at: Date,
    /// Devices of the class then.
    pub count: Count,
}

/// A rollout.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wave {
    /// Its first day; a month means its first.
    pub from: Date,
    /// Its last day; a month is rolled out to its end.
    pub to: Date,
    /// Devices that it adds.
    pub count: Count,
}

/// A form of law: its key, an example, and what it means.
pub struct Form {
    /// The key.
    pub key: &'static str,
    /// Its value, as TOML.
    pub example: &'static str,
    /// In a sentence.
    pub meaning: &'static str,
}

/// Every form.
pub const FORMS: &[Form] = &[
    Form { key: "linear", example: "300", meaning: "so many devices a month more" },
    Form { key: "percent", example: "\"1.5 %\"", meaning: "so much a month more, compounding: N (1 + r)^t" },
    Form {
        key: "s_curve",
        example: "{ saturation = 40000, midpoint = \"2029-06\", takeover = \"24 months\" }",
        meaning: "logistic from the file's count to the saturation; takeover is the time from 10 % to 90 % (Fisher and Pry 1971)",
    },
    Form {
        key: "table",
        example: "[{ at = \"2027-06\", count = 8000 }, { at = \"2028-01\", count = 20000 }]",
        meaning: "counts at dates, straight between them, level after the last",
    },
    Form {
        key: "waves",
        example: "[{ from = \"2027-03\", to = \"2027-06\", count = 2000 }]",
        meaning: "rollouts, each evenly from its first day to its last; the month of `to` included",
    },
];

impl Law {
    /// Days, since 1970-01-01, at which it may turn all at once: dates of a table, the ends of waves.
    pub fn turns(&self) -> Vec<i64> {
        match self {
            Law::Linear(_) | Law::Percent(_) | Law::SCurve(_) => Vec::new(),
            Law::Table(milestones) => milestones.iter().map(|one| one.at.first()).collect(),
            Law::Waves(waves) => waves.iter().flat_map(|wave| [wave.from.first(), wave.to.after()]).collect(),
        }
    }

    /// Devices `months` after the load of the file, `base` devices, stands on the day `start`.
    pub fn count(&self, base: f64, start: i64, months: f64) -> f64 {
        let since = |day: i64| position(day) - position(start);
        match self {
            Law::Linear(more) => base + more * months,
            Law::Percent(MonthlyRate(rate)) => base * libm::pow(1.0 + rate, months),
            Law::SCurve(curve) => curve.count(base, since(curve.midpoint.first()), months),
            Law::Table(milestones) => {
                let mut before = (0.0, base);
                for Milestone { at, count } in milestones {
                    let here = (since(at.first()), count.0 as f64);
                    if months < here.0 {
                        return before.1 + (here.1 - before.1) * (months - before.0) / (here.0 - before.0);
                    }
                    before = here;
                }
                before.1
            }
            Law::Waves(waves) => {
                let added = |wave: &Wave| {
                    let (from, to) = (since(wave.from.first()), since(wave.to.after()));
                    wave.count.0 as f64 * ((months - from) / (to - from)).clamp(0.0, 1.0)
                };
                base + waves.iter().map(added).sum::<f64>()
            }
        }
    }
}

impl SCurve {
    /// The curve is cut where the file's load stands, so that it begins there with the file's count: with s the logistic
    /// share, base + (saturation - base) (s(t) - s(0)) / (1 - s(0)).
    fn count(&self, base: f64, midpoint: f64, months: f64) -> f64 {
        // from 10 % to 90 % the logistic takes ln 81 of its own time
        let rate = libm::log(81.0) / self.takeover.0;
        let share = |months: f64| 1.0 / (1.0 + libm::exp(rate * (midpoint - months)));
        let begun = share(0.0);
        base + (self.saturation.0 as f64 - base) * (share(months) - begun) / (1.0 - begun)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = "2027-01";

    fn count(law: &str, months: f64) -> f64 {
        let law: toml::Table = law.parse().unwrap();
        let law: Law = law["law"].clone().try_into().unwrap();
        law.count(5000.0, START.parse::<Date>().unwrap().first(), months)
    }

    #[test]
    fn every_law_begins_with_the_file_and_ends_where_arithmetic_says() {
        let near = |found: f64, exact: f64| assert!((found - exact).abs() < 1e-6, "{found} for {exact}");
        let s_curve =
            "law = { s_curve = { saturation = 45000, midpoint = \"2029-01\", takeover = \"24 months\" } }";
        let table =
            "law = { table = [{ at = \"2027-06\", count = 8000 }, { at = \"2028-01\", count = 20000 }] }";
        let waves = "law = { waves = [{ from = \"2027-03\", to = \"2027-06\", count = 2000 }, { from = \"2027-05\", to = \"2027-05-31\", count = 31 }] }";
        for law in ["law = { linear = 300 }", "law = { percent = \"1.5 %\" }", s_curve, table, waves] {
            near(count(law, 0.0), 5000.0);
        }
        near(count("law = { linear = -50.5 }", 12.0), 4394.0);
        near(count("law = { percent = \"10 %\" }", 2.0), 6050.0);
        near(count(table, 2.5), 6500.0);
        near(count(table, 8.5), 14000.0);
        near(count(table, 40.0), 20000.0);
        near(count(waves, 4.0), 6000.0);
        near(count(waves, 4.5), 6265.5);
        near(count(waves, 60.0), 7031.0);
        // a logistic two takeover times before its midpoint has passed 1/(1 + 81) of its way
        let begun = 1.0 / 82.0;
        near(count(s_curve, 24.0), 5000.0 + 40000.0 * (0.5 - begun) / (1.0 - begun));
        near(count(s_curve, 36.0), 5000.0 + 40000.0 * (0.9 - begun) / (1.0 - begun));
        near(count(s_curve, 1200.0), 45000.0);
    }

    #[test]
    fn every_form_is_read_by_its_key() {
        for form in FORMS {
            let table: toml::Table = format!("law = {{ {} = {} }}", form.key, form.example).parse().unwrap();
            assert!(table["law"].clone().try_into::<Law>().is_ok(), "{}", form.key);
        }
    }
}
