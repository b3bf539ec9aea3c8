//! What a scenario's options cost and change, for `iotcap check`.

use indexmap::IndexMap;
use serde::Serialize;

use super::super::table::{Side::Left, Side::Right, Table};
use crate::experiment::options::words;
use crate::scenario::options::OptionSpec;
use crate::units::Money;

/// Changes shown of an option.
const MOST: usize = 3;

/// An option as JSON.
#[derive(Serialize)]
pub struct Offer<'a> {
    name: &'a str,
    title: Option<&'a str>,
    cost: Option<Money>,
    per_month: Option<Money>,
    changes: &'a [String],
}

/// All of them, in the file's order.
pub fn all(options: &IndexMap<String, OptionSpec>) -> Vec<Offer<'_>> {
    let one = |(name, spec)| {
        let (name, spec): (&String, &OptionSpec) = (name, spec);
        let (cost, per_month) = (spec.cost, spec.per_month);
        Offer { name, title: spec.title.as_deref(), cost, per_month, changes: &spec.changes }
    };
    options.iter().map(one).collect()
}

/// A row each.
pub fn text(options: &IndexMap<String, OptionSpec>) -> String {
    let mut table = Table::new(&[("option", Left), ("once", Right), ("a month", Right), ("changes", Left)]);
    let sum = |money: Option<Money>| {
        money.map_or("-".to_string(), |money| words::money(money.value(), Some(money.currency.code())))
    };
    for (name, spec) in options {
        let mut changes: Vec<&str> = spec.changes.iter().map(String::as_str).take(MOST).collect();
        if spec.changes.len() > MOST {
            changes.push("…");
        }
        table.row(vec![name.clone(), sum(spec.cost), sum(spec.per_month), changes.join("; ")]);
    }
    table.text()
}
