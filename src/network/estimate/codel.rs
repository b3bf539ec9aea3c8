//! CoDel on slow links: where one packet takes longer to send than the target, every packet behind another waits too
//! long, and CoDel drops whatever the load is. RFC 8290 asks for a target of at least one packet's time.

use std::collections::BTreeMap;

use crate::model::live::{CodelSpec, DEFAULT_TARGET};
use crate::network::{NO_HOP, Network, ServerPlan};
use crate::units::{BitRate, Span};

/// A sentence for each such group of links.
pub fn warnings(network: &Network) -> Vec<String> {
    let codel = |plan: &ServerPlan| codel(plan).is_some();
    if !network.servers.iter().any(codel) {
        return Vec::new();
    }
    let mut slow: BTreeMap<u32, (u64, String)> = BTreeMap::new();
    for (element, bytes) in largest(network) {
        let (server, facts) = (&network.servers[element], &network.elements[element]);
        let (ServerPlan::Link { idle, .. }, Some(spec)) = (server, self::codel(server)) else { continue };
        let (time, target) = (idle.transmission(bytes), spec.target.unwrap_or(DEFAULT_TARGET));
        if time > target {
            let name = &network.groups[facts.group.index()].name;
            slow.entry(facts.group.0)
                .or_insert_with(|| (time.0, sentence(name, bytes, time, target, facts.rate_bps)));
        }
    }
    slow.into_values().map(|(_, sentence)| sentence).collect()
}

fn codel(plan: &ServerPlan) -> Option<&CodelSpec> {
    plan.live().and_then(|live| live.codel.as_ref())
}

fn sentence(name: &str, bytes: u64, time: Span, target: Span, rate: Option<f64>) -> String {
    let rate = rate.map_or(String::new(), |bps| format!(" at {}", BitRate(bps)));
    format!(
        "{name}: CoDel's target of {target} is less than one packet of {bytes} B takes{rate} ({:.1} ms), so it drops \
         packets as soon as a few wait, whatever the load; set `drop = {{ codel = {{ target = … }} }}` above that",
        time.as_secs_f64() * 1e3
    )
}

/// The largest packet of mean payload that comes to each link with CoDel, by element.
fn largest(network: &Network) -> BTreeMap<usize, u64> {
    let mut largest: BTreeMap<usize, u64> = BTreeMap::new();
    for class in network.classes.iter().filter(|class| !class.foreign) {
        let Some(traffic) = &class.traffic else { continue };
        let radio = &network.radios[class.radio as usize];
        for at in &radio.gateways {
            let gateway = &network.gateways[*at as usize];
            let bytes = gateway.link_bytes(traffic.mean_bytes as u32 + radio.overhead);
            let mut hop = gateway.first_hop;
            while hop != NO_HOP && !network.hops[hop as usize].is_fold {
                let step = network.hops[hop as usize];
                let seen = largest.entry(step.element.index()).or_default();
                *seen = bytes.max(*seen);
                hop = step.next;
            }
        }
    }
    largest
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::scenario::load::load;

    fn warned(rate: &str, drop: &str) -> Vec<String> {
        let set = [format!("links.lte.rate=\"{rate}\""), format!("links.lte.drop={drop}")];
        warnings(&Network::build(&load(Path::new("scenarios/brno.toml"), &set).unwrap().scenario))
    }

    #[test]
    fn a_target_below_one_packet_is_told() {
        let slow = warned("64 kbit/s", "\"codel\"");
        assert!(
            slow[0].starts_with("links.lte: CoDel's target of 5 ms is less than one packet of"),
            "{slow:?}"
        );
        assert_eq!(slow.len(), 1, "once for all members");
        assert_eq!(warned("64 kbit/s", "{ codel = { target = \"100 ms\" } }"), Vec::<String>::new());
        assert_eq!(warned("2 Mbit/s", "\"codel\""), Vec::<String>::new());
        assert_eq!(warned("64 kbit/s", "\"tail\""), Vec::<String>::new());
    }
}
