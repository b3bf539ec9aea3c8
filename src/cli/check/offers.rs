//! What a scenario's options cost and change, for `iotcap check`.

use indexmap::IndexMap;
use serde::Serialize;

use super::super::table::{Side::Left, Side::Right, Table};
use crate::experiment::options::words;
use crate::scenario::growth::LeadTimes;
use crate::scenario::options::OptionSpec;
use crate::units::{Money, Span};

/// Changes shown of an option.
const MOST: usize = 3;

/// An option as JSON.
#[derive(Serialize)]
pub struct Offer<'a> {
    name: &'a str,
    title: Option<&'a str>,
    cost: Option<Money>,
    per_month: Option<Money>,
    lead_time: Option<Span>,
    changes: &'a [String],
}

/// All of them, in the file's order.
pub fn all(options: &IndexMap<String, OptionSpec>, leads: LeadTimes) -> Vec<Offer<'_>> {
    let one = |(name, spec)| {
        let (name, spec): (&String, &OptionSpec) = (name, spec);
        let (cost, per_month) = (spec.cost, spec.per_month);
        let (lead_time, changes) = (spec.lead_time(leads), spec.changes.as_slice());
        Offer { name, title: spec.title.as_deref(), cost, per_month, lead_time, changes }
    };
    options.iter().map(one).collect()
}

/// A row each; lead times where one is known.
pub fn text(options: &IndexMap<String, OptionSpec>, leads: LeadTimes) -> String {
    let dated = options.values().any(|spec| spec.lead_time(leads).is_some());
    let mut columns = vec![("option", Left), ("once", Right), ("a month", Right)];
    columns.extend(dated.then_some(("takes", Right)));
    columns.push(("changes", Left));
    let mut table = Table::new(&columns);
    let sum = |money: Option<Money>| {
        money.map_or("-".to_string(), |money| words::money(money.value(), Some(money.currency.code())))
    };
    for (name, spec) in options {
        let mut changes: Vec<&str> = spec.changes.iter().map(String::as_str).take(MOST).collect();
        if spec.changes.len() > MOST {
            changes.push("…");
        }
        let mut cells = vec![name.clone(), sum(spec.cost), sum(spec.per_month)];
        let takes = |lead: Span| lead.to_string();
        cells.extend(dated.then(|| spec.lead_time(leads).map_or("-".to_string(), takes)));
        cells.push(changes.join("; "));
        table.row(cells);
    }
    table.text()
}
