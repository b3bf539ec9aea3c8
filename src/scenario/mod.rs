//! What the user wrote: named tables of parts, what is asked of them, and every complaint about them at once.

mod assemble;
pub mod class;
pub mod clock;
mod columns;
mod complaint;
pub mod costs;
mod decode;
pub mod defaults;
pub mod diagnose;
mod extends;
mod forms;
pub mod growth;
pub mod import;
pub mod instant;
pub mod library;
mod link_trace;
pub mod load;
mod mend;
pub mod objective;
pub mod options;
mod overlay;
pub mod places;
pub(crate) mod processes;
pub mod ranges;
mod read;
pub mod schema;
pub mod settings;
mod sheet;
mod stand_in;
mod stated;
pub mod storage;
pub mod study;
pub mod sweep;
mod syntax;
mod technology;
pub mod templates;
pub mod trace;
mod tree;
mod validate;
mod values;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::gateway::GatewaySpec;
use crate::model::incident::IncidentSpec;
use crate::model::link::LinkSpec;
use crate::model::place::PlaceRow;
use crate::model::platform::PlatformSpec;
use crate::model::radio::RadioSpec;
use crate::model::site::SiteSpec;

/// A scenario as decoded: named tables, each entry a spec.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// One line, printed on every page.
    pub title: String,
    /// Why this scenario exists; what question it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<String>,
    /// How long, how often, by which seed.
    #[serde(default)]
    pub study: study::StudySpec,
    /// Access networks.
    #[serde(default)]
    pub radio: IndexMap<String, RadioSpec>,
    /// Classes of devices.
    #[serde(default)]
    pub devices: IndexMap<String, class::ClassSpec>,
    /// Groups of gateways.
    #[serde(default)]
    pub gateways: IndexMap<String, GatewaySpec>,
    /// Backhaul links.
    #[serde(default)]
    pub links: IndexMap<String, LinkSpec>,
    /// Edge sites between gateways and platform.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub sites: IndexMap<String, SiteSpec>,
    /// The platform behind them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<PlatformSpec>,
    /// Where messages are kept behind the platform: tiers, the one that takes them first.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub storage: IndexMap<String, storage::TierSpec>,
    /// What it all costs to run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub costs: Option<costs::CostsSpec>,
    /// What goes wrong, and when.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub incidents: IndexMap<String, IncidentSpec>,
    /// What is asked of it all.
    #[serde(default)]
    pub objectives: IndexMap<String, objective::ObjectiveSpec>,
    /// What may be bought to keep it: `iotcap options` finds the cheapest. Taken out when the scenario is loaded, since no
    /// run is moved by what is only on offer.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub options: IndexMap<String, options::OptionSpec>,
    /// Which of it `iotcap sweep` varies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sweep: Option<sweep::SweepSpec>,
    /// How the classes grow over the months, for `iotcap forecast`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub growth: Option<growth::GrowthSpec>,
    /// Rows of every place file and every written point list, by the table that names it
    /// (`devices.meters`, `gateways.rooftop`); filled when the scenario is loaded.
    #[serde(skip)]
    pub places: IndexMap<String, Vec<PlaceRow>>,
    /// SHA-256, in hexadecimal, of every table that the scenario names, in the order of reading; filled when the
    /// scenario is loaded.
    #[serde(skip)]
    pub tables: String,
}

impl Scenario {
    /// Whether some firmware campaign updates a class.
    pub fn updates(&self, class: &str) -> bool {
        let named = |name: &str| name.strip_prefix("devices.") == Some(class);
        let mut all = self.incidents.values().filter_map(|incident| incident.firmware.as_ref());
        all.any(|firmware| firmware.of.iter().any(named))
    }
}
