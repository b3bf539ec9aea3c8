//! What the network costs in a month and for each delivered message: prices of the scenario times what the run used.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::storage::Storage;
use super::{MONTH_D, energy, mean};
use crate::experiment::data;
use crate::experiment::pool::Pool;
use crate::experiment::replicate::Sample;
use crate::experiment::results::Estimate;
use crate::measure::interval;
use crate::network::energy::battery;
use crate::network::{ElementKind, Network, ServerPlan};
use crate::scenario::Scenario;
use crate::scenario::costs::{DEFAULT_WRITE_OFF, Priced};
use crate::units::number;

/// What it costs to run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// ISO code of all sums.
    pub currency: String,
    /// In a month of 30.4 days.
    pub per_month: Estimate,
    /// For each message that is delivered in time; none if none is.
    pub per_delivered_message: Estimate,
    /// Messages delivered in a month.
    pub delivered_per_month: Estimate,
    /// By kind: devices, gateways, links, sites, platform, storage.
    pub kinds: IndexMap<String, Estimate>,
    /// Price by price, in the file's order of kinds.
    pub lines: Vec<CostLine>,
    /// A month's cost, and messages delivered in it, of each replication.
    pub own: Vec<[f64; 2]>,
}

/// One price, and what it comes to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CostLine {
    /// "devices.meters", "links.lte", "platform", "storage.hot".
    pub of: String,
    /// "cost", "per_month", "per_gb", …
    pub key: String,
    /// The price of one.
    pub price: f64,
    /// How many of them a month has; of what is paid once, how many there are.
    pub quantity: Estimate,
    /// Of what ("devices", "GB", "million messages", …).
    pub unit: String,
    /// What they come to in a month.
    pub per_month: Estimate,
}

/// What a study knows of which a price may be.
struct Used<'a> {
    scenario: &'a Scenario,
    network: &'a Network,
    storage: Option<&'a Storage>,
    window_s: f64,
}

/// Of a scenario with prices.
pub(super) fn of(
    scenario: &Scenario,
    network: &Network,
    pool: &Pool,
    window_s: f64,
    storage: Option<&Storage>,
) -> Option<Cost> {
    let costs = scenario.costs.as_ref()?;
    let prices = costs.all();
    let currency = prices.first()?.price.currency.code().to_string();
    let used = Used { scenario, network, storage, window_s };
    let write_off = costs.write_off.unwrap_or(DEFAULT_WRITE_OFF).0;
    let mut sums = vec![0.0; pool.samples.len()];
    let mut kinds: IndexMap<String, Vec<f64>> = IndexMap::new();
    let mut lines = Vec::new();
    for priced in &prices {
        let (unit, own) = used.quantity(priced, &pool.samples);
        let once = priced.key == "cost";
        let each = priced.price.value() / if once { write_off } else { 1.0 };
        let own_sums: Vec<f64> = own.iter().map(|quantity| quantity * each).collect();
        let kind = kinds.entry(priced.kind.to_string()).or_insert_with(|| vec![0.0; own.len()]);
        for (at, sum) in own_sums.iter().enumerate() {
            kind[at] += sum;
            sums[at] += sum;
        }
        lines.push(CostLine {
            of: priced.of(),
            key: priced.key.to_string(),
            price: priced.price.value(),
            quantity: mean(&own),
            unit: if once { format!("{unit} over {} months", number(write_off)) } else { unit.to_string() },
            per_month: mean(&own_sums),
        });
    }
    for group in &network.groups {
        let first = group.first.index();
        let plan = data::costs(network, pool, first..first + group.len as usize);
        let Some((_, own)) = plan.filter(|(code, _)| *code == currency) else { continue };
        let kind = kinds.entry("links".to_string()).or_insert_with(|| vec![0.0; own.len()]);
        for (at, sum) in own.iter().enumerate() {
            kind[at] += sum;
            sums[at] += sum;
        }
        let each = mean(&own);
        lines.push(CostLine {
            of: group.name.clone(),
            key: "data".to_string(),
            price: each.value.unwrap_or(0.0) / f64::from(group.len.max(1)),
            quantity: mean(&vec![f64::from(group.len); own.len()]),
            unit: "data plans".to_string(),
            per_month: each,
        });
    }
    let months = window_s / (MONTH_D * 86_400.0);
    let ours: Vec<usize> = (0..network.classes.len()).filter(|at| !network.classes[*at].foreign).collect();
    let delivered =
        |sample: &Sample| ours.iter().map(|at| sample.classes[*at].delivered).sum::<u64>() as f64 / months;
    let own: Vec<[f64; 2]> =
        sums.iter().zip(&pool.samples).map(|(sum, sample)| [*sum, delivered(sample)]).collect();
    let pairs: Vec<(f64, f64)> = own.iter().map(|[sum, delivered]| (*sum, *delivered)).collect();
    Some(Cost {
        currency,
        per_month: mean(&sums),
        per_delivered_message: interval::ratio(&pairs).cut(0.0, f64::MAX).into(),
        delivered_per_month: mean(&pairs.iter().map(|(_, delivered)| *delivered).collect::<Vec<_>>()),
        kinds: kinds.into_iter().map(|(kind, own)| (kind, mean(&own))).collect(),
        lines,
        own,
    })
}

impl Used<'_> {
    /// The unit of what is priced, and how much of it a month of each replication has.
    fn quantity(&self, priced: &Priced, samples: &[Sample]) -> (&'static str, Vec<f64>) {
        let (things, count) = self.things(priced);
        let each = |of: &dyn Fn(&Sample) -> f64| samples.iter().map(of).collect::<Vec<_>>();
        match priced.key {
            "per_battery" => ("batteries", each(&|sample| self.batteries(&priced.name, sample))),
            "per_gb" => ("GB", each(&|sample| self.carried_gb(&priced.of(), sample))),
            "per_million_messages" => ("million messages", each(&|sample| self.metered(sample) / 1e6)),
            "per_gb_month" => ("GB", self.stored_gb(&priced.name, samples.len())),
            _ => (things, vec![count; samples.len()]),
        }
    }

    /// What has the price, and how many of them there are.
    fn things(&self, priced: &Priced) -> (&'static str, f64) {
        let len = |name: String| {
            self.network.groups.iter().find(|group| group.name == name).map_or(0.0, |g| f64::from(g.len))
        };
        match priced.kind {
            "devices" => {
                let class = self.scenario.devices.get(&priced.name);
                ("devices", class.map_or(0.0, |class| class.count.0 as f64))
            }
            "gateways" => {
                let on = |gateway: &&crate::network::Gateway| gateway.group == priced.name && !gateway.off;
                ("gateways", self.network.gateways.iter().filter(on).count() as f64)
            }
            "links" => ("links", len(priced.of())),
            "sites" => ("sites", len(priced.of())),
            "storage" => ("tiers", 1.0),
            _ => ("platforms", 1.0),
        }
    }

    /// Batteries that a class empties in a month.
    fn batteries(&self, name: &str, sample: &Sample) -> f64 {
        let Some(at) = self.network.classes.iter().position(|class| class.name == name) else { return 0.0 };
        let class = &self.network.classes[at];
        let Some(battery) = battery(self.network, class) else { return 0.0 };
        let air = &sample.classes[at].devices.air;
        let groups = energy::groups(self.network, class, &battery, air, self.window_s);
        groups.iter().map(|group| group.devices / group.years.min(battery.shelf_years) / 12.0).sum()
    }

    /// What the links of a group carry in a month, up and down: time sending times the rate of that direction.
    fn carried_gb(&self, name: &str, sample: &Sample) -> f64 {
        let elements = &self.network.elements;
        let group = self.network.groups.iter().find(|group| group.name == name);
        let members =
            group.map_or(0..0, |group| group.first.index()..group.first.index() + group.len as usize);
        let links = members.filter(|at| elements[*at].kind == ElementKind::Link);
        let up =
            |at: usize| sample.elements.busy_ns[at] as f64 / 1e9 * elements[at].rate_bps.unwrap_or(0.0) / 8.0;
        let down = |at: usize| match &self.network.servers[at] {
            ServerPlan::Link { down, .. } => down.sent_in(sample.elements.down_ns[at].iter().sum()),
            _ => 0.0,
        };
        let bytes: f64 = links.map(|at| up(at) + down(at)).sum();
        bytes * self.in_a_month() / 1e9
    }

    /// What the platform counts of ours as messages in a month: late ones too, packets of edge sites as one.
    fn metered(&self, sample: &Sample) -> f64 {
        let ours = self.network.classes.iter().zip(&sample.classes).filter(|(class, _)| !class.foreign);
        ours.map(|(_, class)| class.metered).sum::<u64>() as f64 * self.in_a_month()
    }

    /// Gigabytes on disk in a tier after a year.
    fn stored_gb(&self, name: &str, samples: usize) -> Vec<f64> {
        let tier = self.storage.and_then(|storage| storage.tiers.get(name));
        tier.map_or(vec![0.0; samples], |tier| tier.own.iter().map(|bytes| bytes / 1e9).collect())
    }

    /// How many windows a month has.
    fn in_a_month(&self) -> f64 {
        MONTH_D * 86_400.0 / self.window_s
    }
}
