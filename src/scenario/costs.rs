//! `[costs]`: what the network costs to run, by the words of `[options]`: `cost` is paid once, `per_month` every month. It
//! does not know how much is used.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Money, Months};

/// Prices.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CostsSpec {
    /// What is paid once is spread evenly over so long; 120 months if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub write_off: Option<Months>,
    /// Of each device of a class.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub devices: IndexMap<String, DevicePrice>,
    /// Of each gateway of a group.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub gateways: IndexMap<String, Price>,
    /// Of each link of a group.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub links: IndexMap<String, LinkPrice>,
    /// Of each site of a group: its box, its room, its upkeep.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub sites: IndexMap<String, Price>,
    /// Of the platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<PlatformPrice>,
    /// Of each tier of storage.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub storage: IndexMap<String, StoragePrice>,
}

/// Of one thing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// Paid once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Money>,
    /// Paid every month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_month: Option<Money>,
}

/// Of one device.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DevicePrice {
    /// Paid once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Money>,
    /// Paid every month: a SIM, a subscription.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_month: Option<Money>,
    /// Paid whenever its battery is empty: the cell and the way there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_battery: Option<Money>,
}

/// Of one link.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkPrice {
    /// Paid once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Money>,
    /// Paid every month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_month: Option<Money>,
    /// For each gigabyte that it carries, up and down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_gb: Option<Money>,
}

/// Of the platform.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlatformPrice {
    /// Paid once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Money>,
    /// Paid every month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_month: Option<Money>,
    /// For each million messages that arrive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_million_messages: Option<Money>,
}

/// Of a tier of storage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StoragePrice {
    /// Paid once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Money>,
    /// Paid every month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_month: Option<Money>,
    /// For each gigabyte on disk, every month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_gb_month: Option<Money>,
}

/// What is paid once is spread over so long, if left out.
pub const DEFAULT_WRITE_OFF: Months = Months(120.0);

/// One price.
#[derive(Clone, Debug, PartialEq)]
pub struct Priced {
    /// Kind of what has it: "devices", "platform", …
    pub kind: &'static str,
    /// Its name; empty for the platform.
    pub name: String,
    /// "cost", "per_month", "per_gb", …
    pub key: &'static str,
    /// The sum.
    pub price: Money,
}

impl Priced {
    /// "devices.meters", "platform".
    pub fn of(&self) -> String {
        if self.name.is_empty() { self.kind.to_string() } else { format!("{}.{}", self.kind, self.name) }
    }
}

/// Prices of one thing by their keys.
type Keyed = [(&'static str, Option<Money>); 3];

impl CostsSpec {
    /// Every price that is written, kind by kind.
    pub fn all(&self) -> Vec<Priced> {
        const UNUSED: (&str, Option<Money>) = ("", None);
        let plain = |cost: &Option<Money>, per_month: &Option<Money>, last| -> Keyed {
            [("cost", *cost), ("per_month", *per_month), last]
        };
        let devices = self.devices.iter().map(|(name, p)| {
            ("devices", name.clone(), plain(&p.cost, &p.per_month, ("per_battery", p.per_battery)))
        });
        let gateways = self
            .gateways
            .iter()
            .map(|(name, p)| ("gateways", name.clone(), plain(&p.cost, &p.per_month, UNUSED)));
        let links = self
            .links
            .iter()
            .map(|(name, p)| ("links", name.clone(), plain(&p.cost, &p.per_month, ("per_gb", p.per_gb))));
        let sites =
            self.sites.iter().map(|(name, p)| ("sites", name.clone(), plain(&p.cost, &p.per_month, UNUSED)));
        let platform = self.platform.iter().map(|p| {
            let last = ("per_million_messages", p.per_million_messages);
            ("platform", String::new(), plain(&p.cost, &p.per_month, last))
        });
        let storage = self.storage.iter().map(|(name, p)| {
            ("storage", name.clone(), plain(&p.cost, &p.per_month, ("per_gb_month", p.per_gb_month)))
        });
        let things = devices.chain(gateways).chain(links).chain(sites).chain(platform).chain(storage);
        let written = things.flat_map(|(kind, name, prices)| {
            prices
                .into_iter()
                .filter_map(move |(key, price)| Some(Priced { kind, name: name.clone(), key, price: price? }))
        });
        written.collect()
    }
}
