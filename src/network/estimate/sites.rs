//! What edge sites leave of the load behind them, by arithmetic: shares that pass, and packets made of many messages.

use super::loads::Loads;
use crate::model::site::{Fold, Rule};
use crate::network::Network;
use crate::network::ids::ElementId;

impl Loads {
    /// Packets a second, and bytes of each, that go on from an element to which so many come; as they come unless it is a site.
    pub(super) fn onward(
        &mut self,
        network: &Network,
        element: ElementId,
        class: usize,
        (bytes, per_s): (u64, f64),
    ) -> (u64, f64) {
        let Some(site) = network.sites.iter().find(|site| site.element == element) else {
            return (bytes, per_s);
        };
        let (share, fold) = match &site.rules[class] {
            Rule::Pass => (1.0, None),
            Rule::Decide => (0.0, None),
            Rule::Filter(share, fold) => (*share, *fold),
            Rule::Fold(fold) => (1.0, Some(*fold)),
        };
        let many = fold.map_or(1.0, |fold| together(network, element, class, share, &fold));
        let bytes = fold.map_or(bytes, |fold| {
            fold.header.saturating_add(libm::rint(many * fold.each.unwrap_or(bytes) as f64) as u64)
        });
        self.goes_on *= share / many;
        self.stays *= if fold.is_some_and(|fold| !fold.carries) { 0.0 } else { share };
        self.packed = fold.map(|_| bytes).or(self.packed);
        (bytes, per_s * share / many)
    }
}

/// Messages of a class in a packet on average: as many as may be, or the first and those that come while it waits.
fn together(network: &Network, element: ElementId, class: usize, share: f64, fold: &Fold) -> f64 {
    let class = &network.classes[class];
    let each = class.traffic.as_ref().and_then(|traffic| traffic.rate_per_s()).unwrap_or(0.0);
    let sites = network.groups[network.elements[element.index()].group.index()].len;
    let per_s = each * share * f64::from(class.count) / f64::from(sites.max(1));
    let meanwhile = fold.within.map_or(f64::INFINITY, |within| 1.0 + per_s * within.as_secs_f64());
    libm::fmin(fold.most as f64, meanwhile)
}
