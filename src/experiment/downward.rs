//! What links and gateways send away from the platform, what of each band's duty cycle gateways use, and what became of
//! the answers to confirmed messages.

use serde::{Deserialize, Serialize};

use super::pool::Pool;
use super::results::Estimate;
use super::rows::Row;
use crate::measure::element_tally::BANDS;
use crate::measure::interval;
use crate::model::radio::RadioPlan;
use crate::model::radio::lorawan::downlink;
use crate::network::{ElementKind, Network};

/// What became of the answers to confirmed messages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Confirmed {
    /// Messages whose device learned that they arrived, over messages offered.
    pub acknowledged: Estimate,
    /// Answers sent, over all replications.
    pub answered: u64,
    /// Answers that no gateway could send in time (it was sending, or its duty cycle was spent), over all replications.
    pub unanswered: u64,
}

/// What an element sends away from the platform.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Downward {
    /// Packets or frames, over all replications.
    pub messages: u64,
    /// Packets that found its buffer on the way down full, over all replications.
    #[serde(default)]
    pub dropped: u64,
    /// Share of the time in which it sends down, the mean of a group's members.
    pub utilisation: Estimate,
    /// Of a gateway: each band whose duty cycle is kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<DutyBand>,
}

/// A gateway's duty cycle in a band.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DutyBand {
    /// Its limits, MHz.
    pub mhz: [f64; 2],
    /// The share of time allowed; 1 where there is no limit.
    pub limit: f64,
    /// The share of time used, the mean of a group's members.
    pub used: Estimate,
    /// Used over allowed.
    pub share_of_limit: Estimate,
    /// The same at the member that uses most.
    pub most: Estimate,
}

/// Of a row; nothing where nothing went down.
pub fn of(network: &Network, pool: &Pool, row: &Row) -> Option<Downward> {
    let totals = &pool.counts.elements.totals[row.members.clone()];
    let messages = totals.iter().map(|total| total.sent_down).sum();
    let dropped = totals.iter().map(|total| total.dropped_down).sum();
    let plan = downlink_of(network, row);
    if messages + dropped == 0 && plan.is_none() {
        return None;
    }
    let members: Vec<usize> = row.members.clone().collect();
    let all: Vec<usize> = (0..BANDS).collect();
    let bands =
        plan.into_iter().flat_map(|plan| (0..plan.one_in.len()).map(move |band| duty(pool, plan, band, row)));
    let utilisation = used(pool, &members, &all, 1.0);
    Some(Downward { messages, dropped, utilisation, bands: bands.collect() })
}

fn duty(pool: &Pool, plan: &downlink::Plan, band: usize, row: &Row) -> DutyBand {
    let members: Vec<usize> = row.members.clone().collect();
    let limit = 1.0 / f64::from(plan.one_in[band].max(1));
    let busiest = |member: &usize| {
        pool.samples.iter().map(|sample| sample.elements.down_ns[*member][band]).sum::<u64>()
    };
    // the first of equals
    let most = members.iter().rev().copied().max_by_key(busiest);
    DutyBand {
        mhz: plan.bands_hz[band].map(|hz| hz as f64 / 1e6),
        limit,
        used: used(pool, &members, &[band], 1.0),
        share_of_limit: used(pool, &members, &[band], limit),
        most: most.map_or_else(Estimate::default, |member| used(pool, &[member], &[band], limit)),
    }
}

/// Share of the window in which members send in bands, over `of`, by replication.
fn used(pool: &Pool, members: &[usize], bands: &[usize], of: f64) -> Estimate {
    let window = pool.bins().duration().0 as f64 * members.len() as f64 * of;
    let share = |sample: &super::replicate::Sample| {
        let of_member =
            |member: &usize| bands.iter().map(|band| sample.elements.down_ns[*member][*band]).sum::<u64>();
        members.iter().map(of_member).sum::<u64>() as f64 / window
    };
    interval::mean(&pool.samples.iter().map(share).collect::<Vec<_>>()).cut(0.0, 1.0 / of).into()
}

/// The way back of the radio to which a row of gateways listens, if anybody there is answered.
fn downlink_of<'a>(network: &'a Network, row: &Row) -> Option<&'a downlink::Plan> {
    if row.kind != ElementKind::Gateway {
        return None;
    }
    let element = row.members.start;
    let mine = |at: &u32| network.gateways[*at as usize].element.index() == element;
    let at = network.radios.iter().position(|radio| radio.gateways.iter().any(mine))?;
    let answers = |class: &crate::network::Class| class.radio as usize == at && class.confirmed;
    match &network.radios[at].plan {
        RadioPlan::Lorawan(plan) if network.classes.iter().any(answers) => Some(&plan.downlink),
        _ => None,
    }
}
