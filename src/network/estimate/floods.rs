//! What a flood adds at the elements on its way, by arithmetic, while it lasts: the study's mean loads lie below it.

use super::loads::{Loads, sent_per_s};
use crate::model::radio::RadioPlan;
use crate::network::ids::DeviceId;
use crate::network::incidents::{Flood, Strikes};
use crate::network::layout::Layout;
use crate::network::{ElementKind, Network};
use crate::units::number;

/// A line for each flood of messages; attempts to connect load what is between a device and its session, which no mean tells.
pub fn notes(network: &Network, layout: &Layout, loads: &Loads) -> Vec<String> {
    let floods = network.incidents.happening().filter_map(|(_, incident)| match &incident.strikes {
        Strikes::Flood(floods) if floods.iter().all(|flood| !flood.connects) => {
            Some((&incident.name, floods))
        }
        _ => None,
    });
    floods
        .filter_map(|(name, floods)| {
            Some(format!("incidents.{name}: {}", one(network, layout, loads, floods)?))
        })
        .collect()
}

/// What devices add that flood, each from where a device of its class stands; nothing else.
fn flooded(network: &Network, layout: &Layout, floods: &[Flood]) -> Loads {
    let mut loads = Loads::none(network, Vec::new());
    let mut first = 0;
    for (at, class) in network.classes.iter().enumerate() {
        let sampled = super::sampled(network, class);
        for flood in floods.iter().filter(|flood| flood.class as usize == at) {
            let lorawan = match &network.radios[class.radio as usize].plan {
                RadioPlan::Lorawan(plan) => Some(plan),
                RadioPlan::Ideal(_) => None,
            };
            let per_s = flood.traffic.rate_per_s().unwrap_or(0.0);
            let weight = f64::from(class.count) / f64::from(sampled).max(1.0);
            loads.class_at = at;
            for device in first..first + sampled {
                let rate = layout.reach[class.radio as usize].row(device).data_rate;
                let sent = lorawan.map_or(per_s, |plan| sent_per_s(plan, rate, &flood.traffic, per_s));
                loads.device(network, layout, class, &flood.traffic, DeviceId(device), sent * weight);
            }
        }
        first += sampled;
    }
    loads
}

/// "100 devices sending 1 message a second each: 100 messages/s more; platform.ingest is offered 140 % of what it can do
/// meanwhile".
fn one(network: &Network, layout: &Layout, loads: &Loads, floods: &[Flood]) -> Option<String> {
    let own = |flood: &Flood| flood.traffic.rate_per_s().unwrap_or(0.0);
    let devices = |flood: &Flood| network.classes[flood.class as usize].count;
    let count: u32 = floods.iter().map(devices).sum();
    let more_per_s: f64 = floods.iter().map(|flood| f64::from(devices(flood)) * own(flood)).sum();
    // one incident has one rate for all
    let each = own(floods.first()?);
    let more = flooded(network, layout, floods);
    let meanwhile = |at: usize| loads.of_element(network, at) + more.of_element(network, at);
    let bears = |at: &usize| {
        let kind = network.elements[*at].kind;
        network.elements[*at].servers > 0 && kind != ElementKind::Radio && more.of_element(network, *at) > 0.0
    };
    let busiest =
        (0..network.elements.len()).filter(bears).max_by(|a, b| meanwhile(*a).total_cmp(&meanwhile(*b)));
    let at = busiest.map_or(String::new(), |at| {
        let share = 100.0 * meanwhile(at);
        let digits = usize::from(share < 10.0);
        format!("; {} is offered {share:.digits$} % of what it can do meanwhile", network.elements[at].name)
    });
    Some(format!(
        "{} sending {} each: {} messages/s more{at}",
        counted(f64::from(count), "device", "devices"),
        // below one a second it is told by the minute or the hour
        match each {
            each if each >= 1.0 => counted(each, "message", "messages") + " a second",
            each if each * 60.0 >= 1.0 => counted(each * 60.0, "message", "messages") + " a minute",
            each => counted(each * 3600.0, "message", "messages") + " an hour",
        },
        rounded(more_per_s)
    ))
}

fn counted(value: f64, one: &str, many: &str) -> String {
    format!("{} {}", rounded(value), if rounded(value) == "1" { one } else { many })
}

/// To three digits; what is whole stays so.
fn rounded(value: f64) -> String {
    let places = libm::pow(10.0, (2.0 - libm::floor(libm::log10(value.max(1e-9)))).clamp(0.0, 9.0));
    number(libm::rint(value * places) / places)
}

#[cfg(test)]
mod tests {
    use crate::network::Network;
    use crate::scenario::load::given;

    #[test]
    fn a_flood_says_what_it_adds_where_it_is_felt_most() {
        let text = "title = 'a'\nstudy.duration = '1 h'\n[radio.w]\ntechnology = 'ideal'\n[gateways.g]\nradio = 'w'\n\
            [devices.m]\ncount = 1000\nradio = 'w'\nmessage = { every = '10 s', size = '20 B' }\n\
            [platform]\ningest = { service = '7 ms' }\n\
            [incidents.botnet]\nat = '10 min'\nlasts = '10 min'\nflood = { share = '10 %', rate = '1 /s' }\n";
        let scenario = given(text, &[], &[]).unwrap().scenario;
        let told = super::super::estimate(&Network::build(&scenario), 1, 1).notes;
        // 100 /s are offered anyway, and as many come on top: 200 /s of 7 ms
        let said = "incidents.botnet: 100 devices sending 1 message a second each: 100 messages/s more; \
            platform.ingest is offered 140 % of what it can do meanwhile";
        assert_eq!(told, [said]);
    }
}
