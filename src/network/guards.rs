//! What stands before the queues of links and stations: policers, shapers, random early detection.

use super::elements::Registry;
use crate::model::bucket::BucketSpec;
use crate::model::link::LinkSpec;
use crate::model::live::DropSpec;
use crate::model::platform::{GATE, STAGES};
use crate::model::quota::{Bound, Limit, QuotaPlan};
use crate::model::red::RedSpec;
use crate::model::station::StationSpec;
use crate::scenario::Scenario;

/// What stands before one queue.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GuardPlan {
    /// Turns away what finds too few tokens.
    pub policer: Option<BucketSpec>,
    /// Lets the head of the queue wait for tokens.
    pub shaper: Option<BucketSpec>,
    /// Drops before the queue is full.
    pub red: Option<RedSpec>,
    /// Turns away what a platform's limits have no room for: messages, or attempts to connect.
    pub quota: Option<(QuotaPlan, bool)>,
}

impl GuardPlan {
    /// Messages a second that get past its buckets, where those count messages.
    pub fn messages_per_s(&self) -> Option<f64> {
        self.connects().into_iter().map(|[per_s, _]| per_s).reduce(libm::fmin)
    }

    /// By each bucket and limit that counts messages or connects: so many a second, and so many at once.
    pub fn connects(&self) -> Vec<[f64; 2]> {
        let bucket = |bucket: &BucketSpec| {
            (!bucket.depth.is_bytes()).then(|| [1.0 / bucket.refill_s(0.0), bucket.depth.value() as f64])
        };
        let connects = self.quota.iter().filter(|(_, connects)| *connects).flat_map(|(plan, _)| &plan.limits);
        let limits = connects.filter(|limit| limit.meters_connects() && !limit.each).filter_map(|limit| {
            match limit.bound {
                Bound::Rate { per_s, depth } => Some([per_s, depth]),
                Bound::Day(_) | Bound::Size(_) | Bound::Most(_) => None,
            }
        });
        [self.policer, self.shaper].iter().flatten().filter_map(bucket).chain(limits).collect()
    }
}

/// By element; nothing before most.
pub fn build(scenario: &Scenario, registry: &Registry) -> Vec<Option<GuardPlan>> {
    let plan = |element: &super::Element| plan(scenario, &registry.groups[element.group.index()].name);
    registry
        .elements
        .iter()
        .map(plan)
        .map(|plan| Some(plan).filter(|plan| *plan != GuardPlan::default()))
        .collect()
}

fn plan(scenario: &Scenario, group: &str) -> GuardPlan {
    let of_link = |link: &LinkSpec| GuardPlan {
        policer: link.policer,
        shaper: link.shaper,
        red: link.drop.as_ref().and_then(DropSpec::red).copied(),
        quota: None,
    };
    let of_station = |station: &StationSpec| GuardPlan {
        policer: station.policer,
        shaper: station.shaper,
        ..GuardPlan::default()
    };
    let quota = scenario.platform.as_ref().and_then(|platform| platform.quota.as_ref()).map(QuotaPlan::new);
    let plan = match group.split_once('.') {
        Some(("links", name)) => scenario.links.get(name).map(of_link),
        Some(("processing", name)) => {
            scenario.gateways.get(name).and_then(|gateway| gateway.processing.as_ref()).map(of_station)
        }
        Some(("platform", GATE)) => {
            quota.map(|plan| GuardPlan { quota: Some((plan, false)), ..GuardPlan::default() })
        }
        Some(("sites", name)) => {
            scenario.sites.get(name).and_then(|site| site.processing.as_ref()).map(of_station)
        }
        Some(("platform", name)) => {
            let mut stages = scenario.platform.iter().flat_map(|platform| platform.stations());
            let plan = stages.find(|(stage, _)| *stage == name).map(|(_, station)| of_station(station));
            let connects =
                quota.filter(|quota| name == STAGES[0] && quota.limits.iter().any(Limit::meters_connects));
            plan.map(|plan| GuardPlan { quota: connects.map(|quota| (quota, true)), ..plan })
        }
        _ => None,
    };
    plan.unwrap_or_default()
}
