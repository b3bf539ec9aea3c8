//! What do gateways send? The share of each band's duty cycle that each of them uses, the most used first.

use super::super::figure::{BarRow, Bars, Body, Figure, Key, Mark};
use super::super::{format, style};
use super::{axes, single_elements};
use crate::experiment::results::{ClassResult, DutyBand, Results, Verdict};
use crate::scenario::objective::DUTY_CYCLE_PLANNING_LIMIT;

/// Bars at most.
const MOST: usize = 14;

const TITLE: &str = "How much of their duty cycle gateways use";

/// The chart.
pub fn figure(results: &Results) -> Figure {
    let used = used(results);
    if used.is_empty() {
        return without(results);
    }
    let all = used.len();
    let rows: Vec<BarRow> = used.into_iter().take(MOST).map(row).collect();
    let more = if all > MOST { format!("… and {} less used", all - MOST) } else { String::new() };
    let axis = axes::between("share of what the band's duty cycle allows, %", 0.0, 1.0, 100.0, 6);
    let legend = vec![
        Key::new(
            Mark::Fill(style::CARRIED),
            "used by downlinks, mean over the window (line: 95\u{a0}% interval)",
        ),
        Key::new(Mark::Fill(above_plan()), "the same, above what one plans for"),
        Key::new(
            Mark::Note,
            format!("dotted: plan below {}; solid: the law", format::share(DUTY_CYCLE_PLANNING_LIMIT.0)),
        ),
    ];
    let marks = [Some(DUTY_CYCLE_PLANNING_LIMIT.0), Some(1.0)];
    Figure {
        title: TITLE.into(),
        subtitle: answers(results),
        legend,
        body: Body::Bars(Bars { axis, marks, rows, more }),
    }
}

/// Bands in which gateways may not send all the time, the most used first.
fn used(results: &Results) -> Vec<(&str, &DutyBand)> {
    let mut used: Vec<(&str, &DutyBand)> = single_elements(results)
        .filter_map(|(name, element)| Some((name, element.down.as_ref()?)))
        .flat_map(|(name, down)| down.bands.iter().map(move |band| (name, band)))
        .filter(|(_, band)| band.limit < 1.0 && band.share_of_limit.value.is_some())
        .collect();
    // equals stay in the order of the file
    used.sort_by(|a, b| share(b.1).total_cmp(&share(a.1)));
    used
}

/// The same in a few words: how many messages of the worst class are acknowledged, what could not be answered, and which
/// gateway sends most.
pub fn said(results: &Results) -> Option<String> {
    let acknowledged = |(name, class): (&String, &ClassResult)| {
        let share = class.confirmed.as_ref()?.acknowledged.value?;
        Some((name.clone(), share))
    };
    let known = results.classes.iter().filter_map(acknowledged);
    let worst = known.min_by(|a, b| a.1.total_cmp(&b.1));
    let worst = worst.map(|(name, share)| format!("{} of {name} acknowledged", format::share(share)));
    let unsent = unsent(results)
        .filter(|(share, _)| *share > 0.0)
        .map(|(share, _)| format!("{} of answers not sent in time", format::share(share)));
    let most = used(results).into_iter().next();
    let most = most.map(|(name, band)| {
        format!("{} uses {} of its duty cycle", format::element(name), format::share(share(band)))
    });
    let all: Vec<String> = [worst, unsent, most].into_iter().flatten().collect();
    (!all.is_empty()).then(|| all.join(", "))
}

fn above_plan() -> style::Color {
    style::state(Verdict::AtRisk, false).1
}

/// Whether there is anything to show.
pub fn applies(results: &Results) -> bool {
    results.elements.values().any(|element| element.down.as_ref().is_some_and(|down| !down.bands.is_empty()))
}

fn share(band: &DutyBand) -> f64 {
    band.share_of_limit.value.unwrap_or(0.0)
}

fn row((name, band): (&str, &DutyBand)) -> BarRow {
    let [low, high] = band.mhz;
    BarRow {
        label: format::element(name).to_string(),
        sub: format!("{low}–{high} MHz, {}", format::share(band.limit)),
        value: share(band),
        ci: band.share_of_limit.ci,
        text: format::share(share(band)),
        color: if share(band) > DUTY_CYCLE_PLANNING_LIMIT.0 { above_plan() } else { style::CARRIED },
    }
}

/// The share of the answers asked for that no gateway could send in time, and how many were asked for.
fn unsent(results: &Results) -> Option<(f64, u64)> {
    let confirmed = || results.classes.values().filter_map(|class| class.confirmed.as_ref());
    // sums end at the greatest number: a file may say anything
    let sent = confirmed().map(|c| c.answered).fold(0, u64::saturating_add);
    let unsent = confirmed().map(|c| c.unanswered).fold(0, u64::saturating_add);
    let all = u64::saturating_add(sent, unsent);
    (all > 0).then(|| (unsent as f64 / all as f64, all))
}

fn answers(results: &Results) -> String {
    match unsent(results) {
        None => "no answer was asked for".into(),
        Some((share, all)) => format!(
            "of {} answers {} could not be sent in time by any gateway",
            format::count(all),
            format::share(share)
        ),
    }
}

fn without(results: &Results) -> Figure {
    let why = if applies(results) {
        "the region sets no duty cycle"
    } else {
        "no class is answered by its gateways"
    };
    Figure::empty(TITLE, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::experiment::results::{Confirmed, Downward, ElementResult, Estimate};

    #[test]
    fn the_page_is_told_of_the_worst_class_and_of_who_sends_most() {
        let mut results = Results::default();
        assert_eq!(said(&results), None);
        let value = |value| Estimate { value: Some(value), ci: None };
        for (name, share) in [("meters", 0.9), ("valves", 0.75)] {
            let confirmed = Confirmed { acknowledged: value(share), answered: 30, unanswered: 10 };
            let class = ClassResult { confirmed: Some(confirmed), ..ClassResult::default() };
            results.classes.insert(name.into(), class);
        }
        for (name, used) in [("gateways.roof:1", 0.2), ("gateways.roof:2", 0.869)] {
            let band = DutyBand { limit: 0.01, share_of_limit: value(used), ..DutyBand::default() };
            let down = Some(Downward { bands: vec![band], ..Downward::default() });
            let element =
                ElementResult { kind: "gateway".into(), members: 1, down, ..ElementResult::default() };
            results.elements.insert(name.into(), element);
        }
        let said = said(&results).expect("words").replace('\u{a0}', " ");
        assert_eq!(
            said,
            "75 % of valves acknowledged, 25 % of answers not sent in time, roof:2 uses 86.9 % of its duty cycle"
        );
    }
}
