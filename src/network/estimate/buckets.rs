//! Token buckets that hold fewer bytes than a packet has: what is larger than the bucket never passes (RFC 2697, clause 3),
//! however low the load.

use std::collections::BTreeMap;

use super::loads::Loads;
use super::packets;
use crate::model::bucket::BucketSpec;
use crate::network::Network;

/// A sentence for each such bucket and class.
pub fn warnings(network: &Network) -> Vec<String> {
    let mut found: BTreeMap<(u32, &str, &str), String> = BTreeMap::new();
    if network.guards.iter().all(Option::is_none) {
        return Vec::new();
    }
    packets::each(network, |packets| {
        let Some(Some(guard)) = network.guards.get(packets.element) else { return };
        let group = network.elements[packets.element].group;
        let name = &network.groups[group.index()].name;
        for (what, bucket) in [("shaper", guard.shaper), ("policer", guard.policer)] {
            let Some(bucket) = bucket.filter(|bucket| bucket.depth.is_bytes()) else { continue };
            if let Some(said) = sentence(name, what, &bucket, &packets) {
                found.insert((group.0, what, &packets.class.name), said);
            }
        }
    });
    found.into_values().collect()
}

fn sentence(name: &str, what: &str, bucket: &BucketSpec, packets: &packets::Packets) -> Option<String> {
    let (depth, class) = (bucket.depth.value(), &packets.class.name);
    let most = packets.most.unwrap_or(packets.mean).max(packets.mean);
    let (who, loses) = match () {
        () if packets.mean > depth => {
            (format!("a packet of devices.{class} has {} B", packets.mean), "none ever passes")
        }
        () if most > depth => {
            (format!("packets of devices.{class} have up to {most} B"), "the larger ones never pass")
        }
        () => return None,
    };
    Some(format!(
        "{name}: its {what} holds {}, and {who}: {loses} (throttled); set `{what}.depth` to \"{most} B\" or more",
        bucket.depth
    ))
}

/// Warnings about policers that are asked for more tokens than flow in.
pub fn policed(network: &Network, loads: &Loads) -> Vec<String> {
    let over = loads.policed.iter().enumerate().filter(|(_, load)| **load > 1.0);
    let warning = |(at, load): (usize, &f64)| {
        let rate = network.guards[at].as_ref().and_then(|guard| guard.policer)?.rate;
        let name = &network.elements[at].name;
        Some(format!("offered {:.0} % of what the policer of {name} lets in ({rate})", 100.0 * load))
    };
    over.filter_map(warning).collect()
}

/// Random early detection keeps a queue short that has room for all.
pub(super) fn drops_early(network: &Network, element: usize) -> bool {
    network.guards[element].as_ref().is_some_and(|guard| guard.red.is_some())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::scenario::load::load;

    fn warned(rate: &str, depth: &str) -> Vec<String> {
        let set = [format!("links.lte.shaper={{ rate = \"{rate}\", depth = {depth} }}")];
        warnings(&Network::build(&load(Path::new("scenarios/brno.toml"), &set).unwrap().scenario))
    }

    #[test]
    fn a_bucket_smaller_than_a_packet_is_told_with_what_would_do() {
        let told = warned("1 Mbit/s", "\"20 B\"");
        assert!(
            told[0].starts_with("links.lte: its shaper holds 20 B, and a packet of devices."),
            "{told:?}"
        );
        assert!(told[0].contains("none ever passes (throttled); set `shaper.depth` to \""), "{told:?}");
        assert_eq!(warned("1 Mbit/s", "\"64 kB\""), Vec::<String>::new());
        assert_eq!(warned("50 /s", "5"), Vec::<String>::new(), "counts messages");
    }
}
