//! How long a fleet takes at least that joins all at once: its accepts against what the duty cycle lets all gateways of a radio send.
//! A lower bound: collisions, requests that are sent again and gateways that are deaf while they send are left out.

use super::ClassEstimate;
use crate::model::radio::RadioPlan;
use crate::model::radio::lorawan::join::REQUEST_BYTES;
use crate::model::radio::lorawan::plan::{Plan, sf_index};
use crate::network::{Class, Network, RadioNetwork};
use crate::units::{Span, noun};

/// A class that joins on a radio, and what is known of its data rates.
type Joining<'a> = (&'a Class, u32, &'a ClassEstimate);

/// A sentence for each radio with devices that join.
pub fn notes(network: &Network, classes: &[ClassEstimate]) -> Vec<String> {
    let of = |(at, radio): (usize, &RadioNetwork)| {
        let RadioPlan::Lorawan(plan) = &radio.plan else { return None };
        let all = network.classes.iter().zip(&plan.accepts).zip(classes);
        let joins = all.map(|((class, accept), estimate)| (class, *accept, estimate));
        let joins: Vec<_> =
            joins.filter(|(class, ..)| class.join.is_some() && class.radio as usize == at).collect();
        let devices: f64 = joins.iter().map(|(class, ..)| f64::from(class.count)).sum();
        let gateways = radio.gateways.len();
        let per_s = gateways as f64 * possible_per_s(plan, &joins);
        (devices > 0.0 && per_s > 0.0).then(|| {
            let request_s = mean_s(&joins, |sf, _| plan.airtime[sf_index(sf)][REQUEST_BYTES as usize].as_secs_f64());
            format!(
                "{}: {devices} {} over the air; a request takes {} on average, and {gateways} {} can accept at most \
                 {per_s:.2} a second: {} for all of them at least",
                network.elements[radio.element.index()].name,
                noun(devices as u64, "device joins", "devices join"),
                rounded(request_s, 1e3),
                noun(gateways as u64, "gateway", "gateways"),
                rounded(devices / per_s, if devices / per_s < 600.0 { 1.0 } else { 1.0 / 60.0 }),
            )
        })
    };
    network.radios.iter().enumerate().filter_map(of).collect()
}

/// To so many parts of a second.
fn rounded(seconds: f64, parts: f64) -> Span {
    Span::from_secs_f64(libm::rint(seconds * parts) / parts)
}

/// Something of a device by its spreading factor and the size of its accept, the mean of all.
fn mean_s(joins: &[Joining], of: impl Fn(u8, u32) -> f64) -> f64 {
    let devices: f64 = joins.iter().map(|(class, ..)| f64::from(class.count)).sum();
    let class = |(class, accept, estimate): &Joining| {
        let rates = estimate.data_rates.iter();
        let each = rates.map(|rate| rate.share * rate.spreading_factor().map_or(0.0, |sf| of(sf, *accept)));
        f64::from(class.count) * each.sum::<f64>()
    };
    joins.iter().map(class).sum::<f64>() / devices
}

/// Accepts that one gateway can send a second: in each band as many as its share of time holds, and one at a time.
fn possible_per_s(plan: &Plan, joins: &[Joining]) -> f64 {
    let down = &plan.downlink;
    let airtime_s = |sf: u8, bytes: u32| down.airtime(sf, bytes).as_secs_f64();
    let first_s = mean_s(joins, airtime_s);
    let second = down.join_window(1, 0, 7);
    let second_s = mean_s(joins, |_, bytes| airtime_s(second.sf, bytes));
    let mut bands: Vec<(u8, f64)> = vec![(second.band, second_s)];
    for channel in 0..plan.join_channels as u8 {
        let band = down.join_window(0, channel, 7).band;
        match bands.iter_mut().find(|known| known.0 == band) {
            Some(known) => known.1 = libm::fmin(known.1, first_s),
            None => bands.push((band, first_s)),
        }
    }
    let shared =
        |(band, least_s): &(u8, f64)| 1.0 / (f64::from(down.one_in[*band as usize].max(1)) * least_s);
    libm::fmin(bands.iter().map(shared).sum(), 1.0 / libm::fmin(first_s, second_s))
}
