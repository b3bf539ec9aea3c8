//! Whether gateways can acknowledge what is confirmed: the airtime that answers would take, against what the duty cycle
//! lets all gateways of a radio send. An upper bound: windows that are missed and frames lost on the way are left out.

use super::ClassEstimate;
use crate::model::radio::RadioPlan;
use crate::model::radio::lorawan::plan::Plan;
use crate::network::{Class, Network, RadioNetwork};
use crate::units::noun;

const DAY_S: f64 = 86_400.0;

/// A sentence for each radio whose gateways cannot send as many answers as are asked for.
pub fn warnings(network: &Network, classes: &[ClassEstimate]) -> Vec<String> {
    let of = |(at, radio): (usize, &RadioNetwork)| {
        let RadioPlan::Lorawan(plan) = &radio.plan else { return None };
        let confirmed = |(class, _): &(&Class, &ClassEstimate)| class.confirmed && class.radio as usize == at;
        let asking: Vec<_> = network.classes.iter().zip(classes).filter(confirmed).collect();
        let asked: f64 = asking.iter().map(|(_, estimate)| per_s(estimate)).sum();
        let possible = radio.gateways.len() as f64 * possible_per_s(plan, &asking);
        (asked > possible && possible > 0.0).then(|| words(network, radio, asked, possible))
    };
    network.radios.iter().enumerate().filter_map(of).collect()
}

fn per_s(estimate: &ClassEstimate) -> f64 {
    estimate.devices as f64 * estimate.messages_per_day / DAY_S
}

/// Answers that one gateway can send a second: in each sub-band as many as its share of time holds, first windows at the
/// spreading factors of those who ask.
fn possible_per_s(plan: &Plan, asking: &[(&Class, &ClassEstimate)]) -> f64 {
    let down = &plan.downlink;
    let airtime_s = |sf: u8| down.airtime(sf, down.acknowledgement).as_secs_f64();
    let of_class = |estimate: &ClassEstimate| {
        let rates = estimate.data_rates.iter();
        rates.map(|rate| rate.share * rate.spreading_factor().map_or(0.0, airtime_s)).sum::<f64>()
    };
    let all: f64 = asking.iter().map(|(_, estimate)| per_s(estimate)).sum();
    let mean_s = asking.iter().map(|(_, estimate)| per_s(estimate) * of_class(estimate)).sum::<f64>() / all;
    let second = down.window(1, 0, 7);
    let in_band = |band: usize| {
        let least = if band == usize::from(second.band) { mean_s.min(airtime_s(second.sf)) } else { mean_s };
        1.0 / (f64::from(down.one_in[band].max(1)) * least)
    };
    (0..down.one_in.len()).map(in_band).filter(|rate| rate.is_finite()).sum()
}

fn words(network: &Network, radio: &RadioNetwork, asked: f64, possible: f64) -> String {
    format!(
        "{}: {:.2} confirmed messages a second ask for answers, and the duty cycle lets {} {} send at most {:.2}: \
         most messages are sent again and again, which is what breaks such networks first",
        network.elements[radio.element.index()].name,
        asked,
        radio.gateways.len(),
        noun(radio.gateways.len() as u64, "gateway", "gateways"),
        possible
    )
}
