//! What a sensitivity says in sentences.

use super::results::{Answer, Bar, Moved, Sensitivity};
use crate::experiment::results::{Estimate, Verdict};
use crate::measure::metrics::{Metric, Unit, beyond_rounding, significant};
use crate::units::noun;

/// Headline and further sentences.
pub fn say(found: &mut Sensitivity) {
    found.headline = headline(found);
    found.said = said(found);
}

/// Which answer a page shows: of those that some assumption moves by more than luck, else of all, the objective that is
/// missed before those at risk, tight and met; of these the one that most samples miss, then the one that has used most of
/// its limit; the first of equals.
pub fn shown(answers: &[Answer]) -> usize {
    let key = |answer: &Answer| {
        let known = answer.base.value.is_some();
        let missed = answer.keeps.map_or(0.0, |keeps| 1.0 - keeps);
        ((known, moved(answer), answer.verdict, answer.tight), missed, used(answer))
    };
    let worse = |a: &Answer, b: &Answer| {
        let (a, b) = (key(a), key(b));
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.total_cmp(&b.2)).is_gt()
    };
    (1..answers.len()).fold(0, |worst, at| if worse(&answers[at], &answers[worst]) { at } else { worst })
}

/// Whether some assumption moves it by more than luck.
fn moved(answer: &Answer) -> bool {
    answer.bars.iter().any(|bar| !bar.luck)
}

/// How much of its limit is used: 1 at the limit. Of a least share it is what is missing from all.
fn used(answer: &Answer) -> f64 {
    let (Some(value), Some(limit)) = (answer.base.value, answer.limit_value) else { return 0.0 };
    let least = answer.limit.as_deref().is_some_and(|text| text.starts_with('>'));
    let part = if least { (1.0 - value) / (1.0 - limit) } else { value / limit };
    if part.is_nan() { 0.0 } else { part }
}

/// A value of an answer, in its unit.
pub fn value(answer: &Answer, value: f64) -> String {
    match Metric::named(&answer.metric) {
        Some(metric) => metric.info().unit.write(value),
        None => grouped(significant(value)),
    }
}

/// A value of the samples, with no more digits than the luck of one of them leaves, but two.
pub fn rough(answer: &Answer, of: f64) -> String {
    let half = answer.base.ci.map_or(0.0, |[low, high]| (high - low) / 2.0);
    let digit = |of: f64| libm::floor(libm::log10(libm::fabs(of))) as i32;
    let digits = if of == 0.0 { digit(half) } else { digit(half).min(digit(of) - 1) };
    let all = value(answer, of);
    let unit = Metric::named(&answer.metric).map(|metric| metric.info().unit);
    match unit {
        _ if half <= 0.0 => all,
        Some(unit) => {
            let step = libm::pow(10.0, f64::from(digits));
            let cut = unit.write(libm::rint(of / step) * step);
            if cut.len() < all.len() { cut } else { all }
        }
        None => all,
    }
}

/// From ten thousand on with a space at the thousands, as pages write it.
fn grouped(text: String) -> String {
    let whole = text.len() > 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !whole {
        return text;
    }
    let digit = |(at, digit): (usize, char)| {
        let space = (at > 0 && (text.len() - at).is_multiple_of(3)).then_some(' ');
        space.into_iter().chain([digit])
    };
    text.chars().enumerate().flat_map(digit).collect()
}

/// The same with digits enough to tell it from another.
fn beside(answer: &Answer, of: f64, other: f64) -> String {
    match Metric::named(&answer.metric) {
        Some(metric) => metric.info().unit.write_beside(of, other),
        None => value(answer, of),
    }
}

/// To the digits that luck leaves, if they tell those apart that differ, else to more.
pub fn apart<const N: usize>(answer: &Answer, all: [f64; N]) -> [String; N] {
    let texts = all.map(|of| rough(answer, of));
    let told = (1..N).all(|at| (0..at).all(|other| all[at] == all[other] || texts[at] != texts[other]));
    if told {
        return texts;
    }
    all.map(|of| {
        let written = all.iter().filter(|other| **other != of).map(|other| beside(answer, of, *other));
        written.max_by_key(String::len).unwrap_or_else(|| value(answer, of))
    })
}

/// "2.43 s ± 1.64 s" at the assumptions' values; from one end to the other where the interval leans.
fn with_luck(answer: &Answer) -> String {
    let Some(base) = answer.base.value else { return "unknown".to_string() };
    let Some([low, high]) = answer.base.ci.filter(|[low, high]| high > low) else {
        return value(answer, base);
    };
    let half = (high - low) / 2.0;
    if libm::fabs((low + high) / 2.0 - base) > 0.05 * half {
        return format!("{} ({})", value(answer, base), interval(answer, [low, high]));
    }
    match Metric::named(&answer.metric) {
        Some(metric) => metric.info().unit.write_within(base, half),
        None => format!("{} ± {}", value(answer, base), value(answer, beyond_rounding(base, half))),
    }
}

/// "95 % interval 0.788 s to 4.07 s".
fn interval(answer: &Answer, [low, high]: [f64; 2]) -> String {
    format!("95 % interval {} to {}", value(answer, low), value(answer, high))
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
        Some([low, _, high]) if low < high => {
            let [low, high] = apart(answer, [low, high]);
            format!("; with all assumptions open it lies between {low} and {high} (90 %)")
        }
        _ => String::new(),
    };
    match answer.bars.first().filter(|bar| !bar.luck) {
        Some(bar) => {
            let path = &found.assumptions[bar.assumption].path;
            format!("{of} is {base}, and {path} moves it most: {}{spread}", ends(answer, bar))
        }
        None if still(answer) => {
            format!("no assumption moves {of}: it is {} whatever they are", with_luck(answer))
        }
        None => {
            format!("no assumption alone moves {of} by more than luck: it is {}{spread}", with_luck(answer))
        }
    }
}

/// Whether it is the same in every replication at every end, and in every sample: no luck in it.
fn still(answer: &Answer) -> bool {
    let samples = || answer.samples.iter().map(|sample| *sample == answer.base.value);
    let exact = |moved: &Moved| moved.change.value == Some(0.0) && moved.change.ci == Some([0.0, 0.0]);
    answer.bars.iter().all(|bar| exact(&bar.low) && exact(&bar.high)) && samples().all(|same| same)
}

/// "71 % to 94 %", from the low end to the high one.
fn ends(answer: &Answer, bar: &Bar) -> String {
    let text = |of: Option<f64>, others: [Option<f64>; 2]| {
        let Some(of) = of else { return "unknown".to_string() };
        let written = others.into_iter().flatten().map(|other| beside(answer, of, other));
        written.max_by_key(String::len).unwrap_or_else(|| value(answer, of))
    };
    let (low, high) = (bar.low.value, bar.high.value);
    let base = answer.base.value;
    format!("{} at its low end, {} at its high", text(low, [high, base]), text(high, [low, base]))
}

fn said(found: &Sensitivity) -> Vec<String> {
    let mut said = Vec::new();
    let Some(answer) = found.answers.get(found.shown) else { return said };
    if let (Some(keeps), Some(limit)) = (answer.keeps, &answer.limit) {
        let samples = answer.samples.iter().flatten().count();
        let kept = libm::round(keeps * samples as f64) as u64;
        said.push(format!("{kept} of {samples} samples keep its limit, {limit}"));
    }
    if answer.verdict == Verdict::AtRisk
        && let Some(ci) = answer.base.ci
    {
        let ci = interval(answer, ci);
        said.push(format!(
            "luck alone may miss it: with all assumptions at their values its {ci} holds the limit"
        ));
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
    said.extend(others(found));
    if found.answers.len() > 1 {
        said.push(format!("all {} answers are in sensitivity.json", found.answers.len()));
    }
    said
}

/// What is to be known of those that are not shown: how many are moved, which do not hold and are not, and which cannot be
/// judged.
fn others(found: &Sensitivity) -> Vec<String> {
    let mut said = Vec::new();
    let others = || found.answers.iter().enumerate().filter(|(at, _)| *at != found.shown);
    let names = |keep: &dyn Fn(&Answer) -> bool| -> Vec<&str> {
        let kept = others().filter(|(_, answer)| keep(answer));
        kept.filter_map(|(_, answer)| answer.objective.as_deref()).collect()
    };
    let also = names(&moved);
    if !also.is_empty() {
        let is = noun(also.len() as u64, "is", "are");
        said.push(format!("{} {is} moved by more than luck, too", also.join(", ")));
    }
    for (verdict, word) in [(Verdict::Missed, "missed"), (Verdict::AtRisk, "at risk")] {
        let still =
            names(&|answer| answer.verdict == verdict && answer.base.value.is_some() && !moved(answer));
        if !still.is_empty() {
            let is = noun(still.len() as u64, "is", "are");
            said.push(format!(
                "{} {is} {word}, and no assumption alone moves that by more than luck",
                still.join(", ")
            ));
        }
    }
    let silent = names(&|answer| answer.base.value.is_none());
    if !silent.is_empty() {
        said.push(format!("{} cannot be judged: nothing, or too little, is observed", silent.join(", ")));
    }
    said
}

/// A change with its interval; of shares in points.
pub fn change(answer: &Answer, change: Estimate) -> String {
    let signed = |of: f64| {
        let text = value(answer, libm::fabs(of));
        if of < 0.0 { format!("-{text}") } else { format!("+{text}") }
    };
    let share = Metric::named(&answer.metric).is_some_and(|metric| metric.info().unit == Unit::Share);
    let sign = |of: f64| if of < 0.0 { "-" } else { "+" };
    let points = |of: f64| format!("{}{} points", sign(of), significant(100.0 * libm::fabs(of)));
    let size = answer.base.value.unwrap_or(0.0);
    // the longer arm, where the other is cut at an end of what can be
    let arm = |by: f64, [low, high]: [f64; 2]| beyond_rounding(size, libm::fmax(high - by, by - low));
    let by = change.value.map(|by| beyond_rounding(size, by));
    match (by, by.zip(change.ci).map(|(by, ci)| arm(by, ci))) {
        (Some(by), Some(half)) if half > 0.0 => {
            if share {
                let within = Unit::Share.write_within(libm::fabs(by), half).replace(" %", "");
                let (by_how_much, half) = within.split_once(" ± ").unwrap_or((&within, ""));
                format!("{}{by_how_much} points ± {half}", sign(by))
            } else {
                format!("{} ± {}", signed(by), value(answer, half))
            }
        }
        (Some(0.0), _) => "none".to_string(),
        (Some(by), _) if share => points(by),
        (Some(by), _) => signed(by),
        (None, _) => "-".to_string(),
    }
}
