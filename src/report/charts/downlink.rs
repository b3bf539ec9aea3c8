//! What do gateways send? The share of each band's duty cycle that each of them uses, the most used first.

use super::super::figure::{BarRow, Bars, Body, Figure, Key, Mark};
use super::super::{format, style};
use super::{axes, single_elements};
use crate::experiment::results::{DutyBand, Results, Verdict};
use crate::scenario::objective::DUTY_CYCLE_PLANNING_LIMIT;

/// Bars at most.
const MOST: usize = 14;

const TITLE: &str = "How much of their duty cycle gateways use";

/// The chart.
pub fn figure(results: &Results) -> Figure {
    let mut used: Vec<(&str, &DutyBand)> = single_elements(results)
        .filter_map(|(name, element)| Some((name, element.down.as_ref()?)))
        .flat_map(|(name, down)| down.bands.iter().map(move |band| (name, band)))
        .filter(|(_, band)| band.limit < 1.0 && band.share_of_limit.value.is_some())
        .collect();
    if used.is_empty() {
        return without(results);
    }
    // equals stay in the order of the file
    used.sort_by(|a, b| share(b.1).total_cmp(&share(a.1)));
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

/// "29 % of the answers could not be sent in time".
fn answers(results: &Results) -> String {
    let confirmed = || results.classes.values().filter_map(|class| class.confirmed.as_ref());
    let sent: u64 = confirmed().map(|c| c.answered).sum();
    let unsent: u64 = confirmed().map(|c| c.unanswered).sum();
    match sent + unsent {
        0 => "no answer was asked for".into(),
        all => format!(
            "of {} answers {} could not be sent in time by any gateway",
            format::count(all),
            format::share(unsent as f64 / all as f64)
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
