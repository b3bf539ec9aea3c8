//! How long do batteries last? Classes and their data rates, and what the charge is spent on.

use super::super::figure::{Body, Cell, Column, Figure, Table};
use super::super::format;
use super::replications;
use crate::experiment::results::{Estimate, Results};
use crate::experiment::upkeep::ClassEnergy;

const TITLE: &str = "How long batteries last";

/// The chart.
pub fn figure(results: &Results) -> Figure {
    let powered: Vec<(&String, &ClassEnergy)> = powered(results).collect();
    if powered.is_empty() {
        return Figure::empty(TITLE, "no class has a battery: add devices.NAME.battery");
    }
    let rows = powered.iter().map(|(name, energy)| {
        vec![
            name.to_string(),
            years(energy.life_years.p50),
            years(energy.life_years.p5),
            format::number(energy.transmissions_per_day.value.unwrap_or(0.0)),
            spent(energy),
            rates(energy),
        ]
    });
    let heads =
        ["Class", "Half last", "95\u{a0}% last", "Sent a day", "Charge goes to", "By data rate, years"];
    let columns =
        heads.iter().map(|head| Column { head: head.to_string(), give: 0.0 }).collect::<Vec<Column>>();
    let notes = powered
        .iter()
        .filter(|(_, energy)| energy.at_shelf_life.value.is_some_and(|share| share > 0.0))
        .map(|(name, energy)| {
            format!(
                "{name}: {} of the devices reach the shelf life of {} years; by charge alone they would last {} on average",
                format::share(energy.at_shelf_life.value.unwrap_or(0.0)),
                format::number(energy.shelf_life_years),
                years(energy.uncapped_years)
            )
        })
        .collect();
    let rows = rows.map(|cells| cells.into_iter().map(Cell::Text).collect()).collect();
    let table = Table { columns, rows, notes, if_room: false };
    let subtitle = format!(
        "by what the devices sent, as if every time were like that; currents of the data sheet or the scenario · {}",
        replications(results)
    );
    Figure { title: TITLE.into(), subtitle, legend: vec![], body: Body::Tables(vec![table]) }
}

/// As high as its rows.
pub fn size_pt(results: &Results) -> (f64, f64) {
    (640.0, libm::fmax(88.0 + 26.0 * powered(results).count() as f64, 118.0))
}

/// Classes with a battery.
pub fn powered(results: &Results) -> impl Iterator<Item = (&String, &ClassEnergy)> {
    results.classes.iter().filter_map(|(name, class)| Some((name, class.energy.as_ref()?)))
}

/// "9.8 y ± 0.1".
pub fn years(life: Estimate) -> String {
    let Some(value) = life.value else { return format::NONE.into() };
    let half = life.ci.map_or(0.0, |[low, high]| (high - low) / 2.0);
    let text = format!("{}\u{a0}y", format::number(value));
    if half > 0.005 * value { format!("{text} ± {}", format::rough(half)) } else { text }
}

/// "transmit 61 %, sleep 20 %": from a twentieth on, the greatest first.
fn spent(energy: &ClassEnergy) -> String {
    let mut parts: Vec<(&String, f64)> = energy
        .spent_on
        .iter()
        .map(|(name, share)| (name, *share))
        .filter(|(_, share)| *share >= 0.05)
        .collect();
    parts.sort_by(|a, b| b.1.total_cmp(&a.1));
    let words = parts.iter().map(|(name, share)| {
        format!("{} {}\u{a0}%", name.replace('_', "-"), format::fixed(100.0 * share, 0))
    });
    words.collect::<Vec<_>>().join(", ")
}

fn rates(energy: &ClassEnergy) -> String {
    let rate = |(name, rate): (&String, &crate::experiment::upkeep::RateLife)| {
        format!("{name} {}", format::number(rate.life_years))
    };
    energy.by_data_rate.iter().map(rate).collect::<Vec<_>>().join(", ")
}
