//! Batteries, storage and costs in the summary of a run.

use super::super::table::{Side::Left, Side::Right, Table};
use super::super::words;
use crate::experiment::results::{Estimate, Results};
use crate::measure::metrics::significant;

/// All of it; nothing where nothing was asked.
pub fn text(results: &Results) -> Vec<String> {
    vec![quotas(results), batteries(results), storage(results), costs(results)]
}

fn written(value: Estimate, factor: f64, unit: &str) -> String {
    value.value.map_or("-".to_string(), |value| {
        format!("{} {unit}", significant(value * factor)).trim_end().to_string()
    })
}

/// "14.2 to 14.6".
fn interval(value: Estimate, factor: f64) -> String {
    let ends =
        |[low, high]: [f64; 2]| format!("{} to {}", significant(low * factor), significant(high * factor));
    value.ci.map_or("-".to_string(), ends)
}

fn quotas(results: &Results) -> String {
    let Some(quotas) = &results.quotas else { return String::new() };
    let mut table = Table::new(&[
        ("quota", Left),
        ("allows", Right),
        ("asked for", Right),
        ("share", Right),
        ("turned away", Right),
        ("", Left),
    ]);
    for limit in &quotas.limits {
        let allows = format!("{} {}", words::about(limit.limit), limit.unit);
        let unknown = if limit.metered { "-" } else { "not known here" };
        let share = limit.share.value.map_or("-".into(), words::share);
        let month = limit.month.as_ref().map_or(String::new(), |month| format!("past it from {month} on"));
        table.row(vec![
            limit.name.clone(),
            allows.trim_end().to_string(),
            limit.used.value.map_or(unknown.into(), |used| format!("{} {}", significant(used), limit.unit)),
            share,
            limit.tripped.value.map_or("-".into(), words::share),
            month,
        ]);
    }
    let first = quotas.first.as_ref().map_or(String::new(), |first| format!("first to trip: {first}; "));
    table.text() + &format!("{first}{}, limits of {}\n", quotas.title, quotas.date)
}

fn batteries(results: &Results) -> String {
    let mut table = Table::new(&[
        ("battery of", Left),
        ("half last", Right),
        ("95 % interval", Right),
        ("95 % last", Right),
        ("sent a day", Right),
        ("charge each", Right),
    ]);
    for (name, class) in &results.classes {
        let Some(energy) = &class.energy else { continue };
        table.row(vec![
            name.clone(),
            written(energy.life_years.p50, 1.0, "y"),
            interval(energy.life_years.p50, 1.0),
            written(energy.life_years.p5, 1.0, "y"),
            written(energy.transmissions_per_day, 1.0, ""),
            written(energy.charge_per_transmission_mc, 1.0, "mC"),
        ]);
    }
    table.text()
}

fn storage(results: &Results) -> String {
    let Some(storage) = &results.storage else { return String::new() };
    let mut table = Table::new(&[
        ("storage", Left),
        ("room", Right),
        ("after 12 months", Right),
        ("after 36 months", Right),
        ("full", Left),
        ("backup", Left),
    ]);
    for (name, tier) in &storage.tiers {
        let held =
            |months: &str| tier.after.get(months).map_or("-".into(), |held| written(*held, 1e-12, "TB"));
        let when = |full: &crate::experiment::upkeep::Full| match &full.date {
            Some(date) => date.clone(),
            None => match written(full.months, 1.0, "") {
                one if one == "1" => "after 1 month".to_string(),
                months => format!("after {months} months"),
            },
        };
        let backup = tier.backup.as_ref().map_or("-".to_string(), |backup| match &backup.outgrown {
            Some(full) => {
                let month = when(full).replace("after ", "month ");
                let month = month.trim_end_matches(" months").trim_end_matches(" month");
                format!("too long from {month} on")
            }
            None => "fits".into(),
        });
        table.row(vec![
            name.clone(),
            tier.capacity_bytes.map_or("unlimited".into(), |room| format!("{} TB", significant(room / 1e12))),
            held("12 months"),
            held("36 months"),
            tier.full.as_ref().map_or("not within the plan".into(), when),
            backup,
        ]);
    }
    let a_day = written(storage.bytes_per_day, 1e-9, "GB");
    let a_year = written(storage.bytes_per_year, 1e-12, "TB");
    table.text() + &format!("{a_day} a day are stored, {a_year} a year, before any factor of a tier\n")
}

fn costs(results: &Results) -> String {
    let Some(cost) = &results.cost else { return String::new() };
    let a_month = format!("{} a month", cost.currency);
    let mut table = Table::new(&[("costs", Left), (a_month.as_str(), Right), ("95 % interval", Right)]);
    for (kind, sum) in &cost.kinds {
        table.row(vec![kind.clone(), written(*sum, 1.0, ""), interval(*sum, 1.0)]);
    }
    table.row(vec!["all".into(), written(cost.per_month, 1.0, ""), interval(cost.per_month, 1.0)]);
    let delivered = cost.delivered_per_month.value.unwrap_or(0.0);
    let messages = words::about_things(delivered, "message", "messages");
    let each = written(cost.per_delivered_message, 1.0, &cost.currency);
    table.text() + &format!("{each} for each of {messages} delivered in a month\n")
}
