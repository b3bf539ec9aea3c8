//! What a row of the estimate says beside its load: what the element can do, and what the load supposes.

use super::lines;
use super::loads::Loads;
use crate::model::live::LivePlan;
use crate::network::{Element, ElementKind, Network};
use crate::units::Share;

/// Which member the row is of, what a burst makes of its load, what outages leave of it, what a batch supposes, what it
/// is offered downwards, and what its data cost.
pub fn note(network: &Network, loads: &Loads, members: u32, element: usize, peak: Option<f64>) -> String {
    let Element { name, availability, .. } = &network.elements[element];
    let first = network.groups[network.elements[element].group.index()].first.index();
    let mut all = (first..first + members as usize).map(|at| loads.of_element(network, at));
    let differ = all.any(|load| load < loads.of_element(network, element));
    let most_loaded = match members > 1 {
        true if differ => Some(format!("most loaded: {name}")),
        true => Some(format!("each of {members}")),
        false => None,
    };
    let outages = network.servers[element].live().and_then(|live| live.outages.as_ref());
    let outages = outages.filter(|outages| outages.has_a_law());
    let outages = outages.map(|outages| match outages.once() {
        Some((at, lasts)) => format!("down for {lasts} after {at}"),
        None => format!(
            "up {} of the time: load on what that leaves",
            Share(libm::rint(availability * 1e4) / 1e4)
        ),
    });
    let burst = peak.map(|peak| format!("in the burst up to {:.*} %", usize::from(peak < 0.1), 100.0 * peak));
    let batch = network.servers[element].live().map(LivePlan::batch_size).filter(|size| *size > 1);
    let batch = batch.map(|size| format!("if every batch is full ({size}); part-filled ones take as long"));
    let live = network.servers[element].live();
    let scaling = live.and_then(|live| live.scaling);
    let scaling = scaling.map(|scaling| format!("{} of them are always up: load of all", scaling.min.0));
    let down = lines::note_down(network, loads, element);
    let data = lines::note(network, loads, element);
    let notes = most_loaded
        .into_iter()
        .chain(burst)
        .chain(outages)
        .chain(batch)
        .chain(scaling)
        .chain(down)
        .chain(data);
    notes.collect::<Vec<_>>().join("; ")
}

/// What it can do, with unit.
pub fn capacity(element: &Element) -> String {
    let rate = element.rate_bps.map(|rate| crate::units::BitRate(rate).to_string());
    let station = element.mean_service_s.map(|mean| {
        let each = crate::units::number(four_digits(1.0 / mean.max(1e-12)));
        if element.servers == 1 {
            format!("{each} a second")
        } else {
            format!("{} servers x {each} a second", element.servers)
        }
    });
    rate.or(station).unwrap_or_else(|| match element.kind {
        _ if element.servers == 0 => String::new(),
        ElementKind::Radio => things(element.servers, "channel", "channels"),
        ElementKind::Gateway => things(element.servers, "demodulator", "demodulators"),
        _ => String::new(),
    })
}

/// Rounded to four digits: a service of 30 ms makes 33.33 a second. Whole numbers keep all of theirs.
fn four_digits(value: f64) -> f64 {
    let places = libm::pow(10.0, (3.0 - libm::floor(libm::log10(value))).clamp(0.0, 6.0));
    libm::rint(value * places) / places
}

/// What a shaper makes of a capacity.
pub fn shaped(network: &Network, element: usize) -> String {
    let shaper = network.guards[element].as_ref().and_then(|guard| guard.shaper);
    shaper.map_or(String::new(), |shaper| format!(", shaped to {}", shaper.rate))
}

fn things(count: u32, one: &'static str, many: &'static str) -> String {
    format!("{count} {}", crate::units::noun(u64::from(count), one, many))
}
