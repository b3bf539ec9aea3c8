//! What a run says of downlinks, quotas, batteries, storage and costs, in a few words each for the page; nothing where nothing was asked.

use super::super::charts::{batteries, cost, downlink, quotas, storage};
use crate::experiment::results::Results;

/// Heads and words.
pub fn said(results: &Results) -> Vec<(&'static str, String)> {
    let quota = results.quotas.as_ref().map(quotas::first);
    // a month and a year are reckoned from the days of the run
    let such = if results.incidents.is_empty() { "" } else { ", were every day such a day" };
    let such = |text: String| text + such;
    let all = [
        ("DOWNLINK", downlink::said(results)),
        ("QUOTA", quota),
        ("BATTERY", battery(results)),
        ("STORAGE", stored(results).map(such)),
        ("COST", costs(results).map(such)),
    ];
    all.into_iter().filter_map(|(head, text)| Some((head, text?))).collect()
}

/// The class whose weaker devices go first.
fn battery(results: &Results) -> Option<String> {
    let first =
        |energy: &crate::experiment::upkeep::ClassEnergy| energy.life_years.p5.value.unwrap_or(f64::MAX);
    let (name, energy) = batteries::powered(results).min_by(|a, b| first(a.1).total_cmp(&first(b.1)))?;
    let (half, most) = (batteries::years(energy.life_years.p50), batteries::years(energy.life_years.p5));
    Some(match half == most {
        true => format!("{name} {half}"),
        false => format!("{name} {half}, one in 20 less than {most}"),
    })
}

/// The tier that is full first; none is: what all hold after a year.
fn stored(results: &Results) -> Option<String> {
    let storage = results.storage.as_ref()?;
    let full = storage.tiers.iter().filter_map(|(name, tier)| Some((name, tier.full.as_ref()?)));
    let months = |full: &crate::experiment::upkeep::Full| full.months.value.unwrap_or(f64::MAX);
    if let Some((name, full)) = full.min_by(|a, b| months(a.1).total_cmp(&months(b.1))) {
        return Some(format!("{name} is full {}", storage::when(full)));
    }
    let held: f64 = storage
        .tiers
        .values()
        .filter_map(|tier| tier.after.get("12 months").and_then(|held| held.value))
        .sum();
    Some(format!("{} after 12 months", storage::bytes(held)))
}

fn costs(results: &Results) -> Option<String> {
    let costs = results.cost.as_ref()?;
    let (sum, currency) = (cost::estimate(costs.per_month), &costs.currency);
    let each = costs
        .per_delivered_message
        .value
        .map_or(String::new(), |each| format!(", {}", cost::each(each, currency)));
    Some(format!("{sum} {currency} a month{each}"))
}
