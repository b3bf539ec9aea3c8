//! What a sensitivity says in sentences.

use super::results::{Answer, Bar, Sensitivity};
use crate::experiment::results::Estimate;
use crate::measure::metrics::{Metric, significant};
use crate::units::noun;

/// Headline and further sentences.
pub fn say(found: &mut Sensitivity) {
    found.headline = headline(found);
    found.said = said(found);
}

/// Which answer a page shows: the objective that most samples miss, else the first.
pub fn shown(answers: &[Answer]) -> usize {
    let missed = |answer: &Answer| answer.keeps.map_or(0.0, |keeps| 1.0 - keeps);
    let mut worst = 0;
    for (at, answer) in answers.iter().enumerate() {
        if missed(answer) > missed(&answers[worst]) {
            worst = at;
        }
    }
    worst
}

/// A value of an answer, in its unit.
pub fn value(answer: &Answer, value: f64) -> String {
    match Metric::named(&answer.metric) {
        Some(metric) => metric.info().unit.write(value),
        None => significant(value),
    }
}

/// "the delivery ratio of devices.meters".
pub fn name(answer: &Answer) -> String {
    match (&answer.objective, answer.metric.as_str()) {
        (_, "capacity") => format!("the largest {} that is carried", answer.of),
        (Some(objective), metric) => format!("{objective} ({} of {})", metric.replace('_', " "), answer.of),
        (None, metric) => format!("{} of {}", metric.replace('_', " "), answer.of),
    }
}

fn headline(found: &Sensitivity) -> String {
    let Some(answer) = found.answers.get(found.shown) else {
        return "there is nothing to look at".to_string();
    };
    let of = name(answer);
    let base = answer.base.value.map_or("unknown".to_string(), |base| value(answer, base));
    let spread = match answer.spread {
        Some([low, _, high]) => {
            format!(
                "; with all assumptions open it lies between {} and {} (90 %)",
                value(answer, low),
                value(answer, high)
            )
        }
        None => String::new(),
    };
    match answer.bars.first().filter(|bar| !bar.luck) {
        Some(bar) => {
            let path = &found.assumptions[bar.assumption].path;
            format!("{of} is {base}, and {path} moves it most: {}{spread}", ends(answer, bar))
        }
        None => format!("{of} is {base}, and no assumption moves it by more than luck does{spread}"),
    }
}

/// "71 % to 94 %", from the low end to the high one.
fn ends(answer: &Answer, bar: &Bar) -> String {
    let text = |of: Option<f64>| of.map_or("unknown".to_string(), |of| value(answer, of));
    format!("{} at its low end, {} at its high", text(bar.low.value), text(bar.high.value))
}

fn said(found: &Sensitivity) -> Vec<String> {
    let mut said = Vec::new();
    let Some(answer) = found.answers.get(found.shown) else { return said };
    if let (Some(keeps), Some(limit)) = (answer.keeps, &answer.limit) {
        let samples = answer.samples.iter().flatten().count();
        let kept = libm::round(keeps * samples as f64) as u64;
        said.push(format!("{kept} of {samples} samples keep its limit, {limit}"));
    }
    let lucky = answer.bars.iter().filter(|bar| bar.luck).count();
    if lucky > 0 && lucky < answer.bars.len() {
        let does = noun(lucky as u64, "does", "do");
        said.push(format!("{lucky} of {} assumptions {does} no more than luck", answer.bars.len()));
    }
    let missing = answer.samples.iter().filter(|sample| sample.is_none()).count();
    if missing > 0 {
        said.push(format!("{missing} of {} samples have no answer", answer.samples.len()));
    }
    if found.answers.len() > 1 {
        said.push(format!("all {} answers are in sensitivity.json", found.answers.len()));
    }
    said
}

/// A change with its interval.
pub fn change(answer: &Answer, change: Estimate) -> String {
    let signed = |of: f64| {
        let text = value(answer, libm::fabs(of));
        if of < 0.0 { format!("-{text}") } else { format!("+{text}") }
    };
    match (change.value, change.ci) {
        (Some(0.0), _) => "none".to_string(),
        (Some(by), Some([low, high])) if high > low => {
            format!("{} ± {}", signed(by), value(answer, (high - low) / 2.0))
        }
        (Some(by), _) => signed(by),
        (None, _) => "-".to_string(),
    }
}
