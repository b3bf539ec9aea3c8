//! `[options.NAME]`: what may be bought, at which price, and what it changes. A change is an overlay written inside the
//! scenario. It does not know which options are worth their price.

pub(crate) mod lay;

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scenario::growth::LeadTimes;
use crate::units::{Money, Span};

/// A change that has a price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OptionSpec {
    /// What it is, for the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Paid once: `"3600 EUR"`. Left out, it costs nothing; below zero it brings something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Money>,
    /// Paid every month: `"60 EUR"`. Left out, nothing; below zero it saves something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_month: Option<Money>,
    /// Time from order to service: `"90 d"`. Left out, the longest of `growth.lead_times` for the kinds of element that it
    /// changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_time: Option<Span>,
    /// Options that cannot be bought together with this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excludes: Vec<String>,
    /// Options without which this one cannot be bought.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<String>,
    /// What changes in the scenario, as an overlay would say it: `{ links.lte.rate = "10 Mbit/s" }`.
    pub change: Change,
    /// The same as `path: old -> new`; filled when the scenario is loaded.
    #[serde(skip)]
    pub changes: Vec<String>,
}

/// Tables and keys of a scenario, laid on the whole when the option is bought.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Change(pub serde_json::Map<String, serde_json::Value>);

/// Tables of a scenario that an option may change.
pub(crate) const CHANGED: [&str; 5] = ["radio", "devices", "gateways", "links", "platform"];

/// Said of an option whose change is empty, and what would be right.
pub(crate) const CHANGES_NOTHING: (&str, &str) = (
    "this option changes nothing",
    "say what it changes, such as change = { links.lte.rate = \"10 Mbit/s\" }",
);

impl JsonSchema for Change {
    fn schema_name() -> Cow<'static, str> {
        "Change".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let table =
            |key: &&str| (key.to_string(), serde_json::json!({ "$ref": format!("#/properties/{key}") }));
        let tables: serde_json::Map<_, _> = CHANGED.iter().map(table).collect();
        schemars::json_schema!({
            "type": "object",
            "description": "Tables and keys of the scenario, as an overlay would say them.",
            "properties": tables,
            "additionalProperties": false
        })
    }
}

impl OptionSpec {
    /// From order to service, by these lead times where it has none of its own; none if a kind of element that it changes
    /// has none there, as devices never have.
    pub fn lead_time(&self, leads: LeadTimes) -> Option<Span> {
        let of_kind = |kind: &String| leads.of(kind).and_then(|(_, lead)| lead);
        self.lead_time
            .or_else(|| self.change.0.keys().map(of_kind).collect::<Option<Vec<_>>>()?.into_iter().max())
    }

    /// Thousandths of its currency over so many months.
    pub fn over(&self, months: u64) -> i64 {
        let of = |money: &Option<Money>| money.map_or(0, |money| money.thousandths);
        let months = i64::try_from(months).unwrap_or(i64::MAX);
        of(&self.cost).saturating_add(of(&self.per_month).saturating_mul(months))
    }
}
