//! What `forecast` prints: the sentence, what is to be ordered when, then the objectives in the order in which they run out.

use super::super::table::{Side::Left, Table};
use super::super::words::about_things;
use crate::experiment::forecast::results::{Fate, Forecast, Runout};
use crate::experiment::forecast::words::when;
use crate::units::noun;

/// All of it.
pub fn text(forecast: &Forecast) -> String {
    let said: String = forecast.said.iter().map(|line| format!("{line}\n")).collect();
    let mut parts = vec![format!("{}\n", forecast.headline), said, table(forecast), foot(forecast)];
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

fn table(forecast: &Forecast) -> String {
    let heads = ["objective", "limit", "missed from", "behind it", "order by"];
    let mut table = Table::new(&heads.map(|head| (head, Left)));
    let all = [Fate::NotJudged, Fate::Holds].map(|fate| forecast.with(fate));
    let all = [forecast.with(Fate::FromTheStart), forecast.missed()].into_iter().chain(all);
    for runout in all.flatten() {
        table.row(row(forecast, runout));
    }
    table.text()
}

fn row(forecast: &Forecast, runout: &Runout) -> Vec<String> {
    let none = || "-".to_string();
    vec![
        runout.objective.name.clone(),
        runout.objective.said(),
        when(forecast, runout),
        runout.element.clone().unwrap_or_else(none),
        runout.order.as_ref().map_or_else(none, |order| order.by.clone()),
    ]
}

fn foot(forecast: &Forecast) -> String {
    let method = &forecast.method;
    format!(
        "{} of {} {} were simulated\n",
        about_things(method.messages as f64, "message", "messages"),
        method.places,
        noun(method.places, "day", "days")
    )
}
