//! `failures.csv`: one row a failure, the worst first, in base units. An empty field is a figure that cannot be given.

use super::super::tables::guarded;
use crate::experiment::failures::results::{ClassFigures, Failed, Failures};
use crate::experiment::results::{Estimate, Verdict};

/// Columns before those of classes and objectives.
const COLUMNS: [&str; 16] = [
    "rank",
    "failure",
    "what",
    "replications",
    "lost_more",
    "lost_more_low",
    "lost_more_high",
    "lost_share",
    "lost_share_low",
    "lost_share_high",
    "cause",
    "element",
    "broken",
    "at_risk",
    "whole_lost_share",
    "whole_broken",
];

type OfClass = fn(&ClassFigures) -> Estimate;
const OF_CLASS: [(&str, OfClass); 6] = [
    ("delivery_ratio", |class| class.delivery_ratio),
    ("delivery_change", |class| class.delivery_change),
    ("latency_p95", |class| class.latency_p95),
    ("latency_change", |class| class.latency_change),
    ("cut_off", |class| class.cut_off),
    ("cut_off_change", |class| class.cut_off_change),
];

/// The whole table.
pub fn csv(failures: &Failures) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut head: Vec<String> = COLUMNS.map(String::from).to_vec();
    for class in &failures.classes {
        for (name, _) in OF_CLASS {
            head.extend(["", "_low", "_high"].map(|end| format!("{} {name}{end}", class.of)));
        }
    }
    for asked in &failures.objectives {
        head.extend([asked.name.clone(), format!("{} verdict", asked.name)]);
    }
    writer.write_record(head.iter().map(|cell| guarded(cell).into_owned()))?;
    for (at, failed) in failures.failures.iter().enumerate() {
        writer.write_record(row(at + 1, failed).iter().map(|cell| guarded(cell).into_owned()))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn row(rank: usize, failed: &Failed) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let whole = failed.whole.as_ref();
    let mut cells =
        vec![rank.to_string(), failed.name.clone(), failed.what.clone(), failed.replications.to_string()];
    cells.extend(figures(failed.lost_more));
    cells.extend(figures(failed.lost_share));
    cells.extend([text(&failed.cause), text(&failed.element)]);
    cells.extend([failed.broken.join(" "), failed.at_risk.join(" ")]);
    cells.push(number(whole.and_then(|whole| whole.lost_share.value)));
    cells.push(whole.map_or(String::new(), |whole| whole.broken.join(" ")));
    for class in &failed.classes {
        OF_CLASS.iter().for_each(|(_, of)| cells.extend(figures(of(class))));
    }
    for judged in &failed.objectives {
        let word = match judged.verdict {
            Verdict::None => "none",
            Verdict::Met => "met",
            Verdict::AtRisk => "at_risk",
            Verdict::Missed => "missed",
        };
        cells.extend([number(judged.figure.value), word.to_string()]);
    }
    cells
}

fn figures(estimate: Estimate) -> [String; 3] {
    [estimate.value, estimate.ci.map(|ci| ci[0]), estimate.ci.map(|ci| ci[1])].map(number)
}

fn number(value: Option<f64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
